// The reader of drops (pipeline/table.h) judges what a row is; this says which cell is which.
#include "cmd/rosterdrop/hand_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/rosterdrop/sheet.h"
#include "pipeline/limits.h"
#include "pipeline/table.h"
#include "schema/value.h"

enum { PIECE_BYTES = 64 * 1024 };

// One file being read.
struct reading {
	struct hand *hand;
	const char *const *columns;
	unsigned needed, known, given; // masks; known: how many columns there are
	unsigned places[HAND_SHEET_COLUMNS],
	    width; // of the file's columns: which column of ours each is; HAND_COLUMNS_MAX: none
	bool sheet; // of a spreadsheet
	hand_row_function *visit;
	void *context;
	struct fault *fault;
	bool good, has_header;
};

// Which column of ours a name is; how many there are when it is none.
static unsigned
find_column(const struct reading *reading, struct bytes name)
{
	unsigned column = 0;
	while (column < reading->known &&
	       !(reading->sheet ? bytes_equal_fold(name, bytes_of(reading->columns[column]))
				: bytes_is(name, reading->columns[column])))
		column++;
	return column;
}

// Takes the header: every column is known, none comes twice, and those that are needed are there.
static bool
take_header(struct reading *reading, const struct table_row *row)
{
	unsigned most = reading->sheet ? HAND_SHEET_COLUMNS : HAND_COLUMNS_MAX;
	for (unsigned i = 0; i < row->cell_count; i++) {
		unsigned column = find_column(reading, value_trim(row->cells[i]));
		bool strange = column == reading->known;
		if (strange && reading->sheet && i < most) {
			reading->places[i] = HAND_COLUMNS_MAX;
			continue;
		}
		if (strange || i >= most || (reading->given & 1U << column) != 0)
			return fault_set(reading->fault, FAULT_USAGE,
			    "column %u of the header is not known here, or comes twice", i + 1);
		reading->given |= 1U << column;
		reading->places[i] = column;
	}
	reading->width = row->cell_count;
	for (unsigned column = 0; column < reading->known; column++)
		if ((reading->needed & ~reading->given & 1U << column) != 0)
			return fault_set(reading->fault, FAULT_USAGE,
			    "the header lacks the column %s", reading->columns[column]);
	reading->has_header = true;
	return true;
}

// Says at which row something was wrong.
static bool
at_row(struct reading *reading, uint64_t row)
{
	char text[sizeof reading->fault->text];
	snprintf(text, sizeof text, "%s", reading->fault->text);
	return fault_set(reading->fault, reading->fault->class, "row %llu: %.900s",
	    (unsigned long long)row, text);
}

// A row of the file.
static bool
on_row(void *context, const struct table_row *row)
{
	struct reading *reading = context;
	struct hand_row mine = {.number = row->row, .given = reading->given};
	if (!reading->has_header)
		return reading->good = take_header(reading, row);
	bool lacks = reading->sheet && row->cell_count < reading->width;
	if (row->cell_count != reading->width && !lacks)
		return reading->good = fault_set(reading->fault, FAULT_USAGE,
			   "row %llu has %u cells, the header %u", (unsigned long long)row->row,
			   row->cell_count, reading->width);
	for (unsigned i = 0; i < row->cell_count; i++)
		if (reading->places[i] < HAND_COLUMNS_MAX)
			mine.cells[reading->places[i]] = value_trim(row->cells[i]);
	reading->good = reading->visit(reading->hand, reading->context, &mine, reading->fault) ||
			at_row(reading, row->row);
	return reading->good;
}

// What the reader says of the text: a row that is lost stops.
static bool
on_trouble(void *context, const struct table_trouble *trouble)
{
	struct reading *reading = context;
	if ((!trouble->row_lost && !trouble->file_lost) ||
	    strcmp(trouble->code, "csv.blank_row") == 0)
		return true;
	return reading->good = fault_set(reading->fault, FAULT_USAGE, "row %llu: %s: %s",
		   (unsigned long long)trouble->row, trouble->code, trouble->text);
}

// Feeds all of a file.
static bool
feed_file(struct table *table, int fd, struct reading *reading)
{
	char piece[PIECE_BYTES];
	ssize_t got;
	while ((got = read(fd, piece, sizeof piece)) > 0)
		if (!table_feed(table, (struct bytes){piece, (size_t)got}) && !reading->good)
			return false;
	if (got < 0)
		return fault_system(reading->fault, "reading the file");
	if (!table_end(table) && !reading->good)
		return false;
	return reading->has_header ||
	       fault_set(reading->fault, FAULT_USAGE, "the file has no header");
}

// All of a file, at most as much as a sheet may have.
static bool
read_sheet(int fd, struct text *text, struct fault *fault)
{
	ssize_t got = 1;
	while (got > 0 && text->size <= SHEET_BYTES_MAX) {
		if (!text_reserve(text, PIECE_BYTES))
			return fault_set(fault, FAULT_TEMP, "out of memory");
		got = read(fd, text->data + text->size, PIECE_BYTES);
		if (got < 0)
			return fault_system(fault, "reading the file");
		text->size += (size_t)got;
	}
	return text->size <= SHEET_BYTES_MAX ||
	       fault_set(fault, FAULT_USAGE,
		   "the file has more than %d bytes; give it in parts, or without columns that are "
		   "not needed",
		   SHEET_BYTES_MAX);
}

// Feeds all of a sheet.
static bool
feed_sheet(int fd, const struct table_limits *limits, struct reading *reading)
{
	struct text sheet = {NULL, 0, 0, false}, commas = {NULL, 0, 0, false};
	struct fault *fault = reading->fault;
	struct table *table = NULL;
	bool good = read_sheet(fd, &sheet, fault);
	struct bytes bytes = {sheet.data, sheet.size};
	char delimiter = sheet_delimiter(bytes);
	if (good && delimiter != ',') {
		sheet_commas(bytes, delimiter, &commas);
		bytes = (struct bytes){commas.data, commas.size};
	}
	if (good)
		table = table_new(sheet_encoding(bytes), limits, on_row, on_trouble, reading);
	if (good && (table == NULL || commas.failed))
		good = fault_set(fault, FAULT_TEMP, "out of memory");
	if (good) {
		table_feed(table, bytes);
		good = reading->good && (table_end(table) || reading->good) &&
		       (reading->has_header ||
			   fault_set(fault, FAULT_USAGE, "the file has no header"));
	}
	table_free(table);
	text_free(&sheet);
	text_free(&commas);
	return good && reading->good;
}

// Reads a file of either kind.
static bool
read_file(struct reading *reading, const char *path)
{
	const struct table_limits limits = {LIMIT_CELL_BYTES, LIMIT_ROW_BYTES, LIMIT_COLUMNS};
	struct fault *fault = reading->fault;
	while (reading->columns[reading->known] != NULL)
		reading->known++;
	int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fault_system(fault, "opening %.200s", path);
	bool good;
	if (reading->sheet) {
		good = feed_sheet(fd, &limits, reading);
	} else {
		struct table *table = table_new(TABLE_UTF8, &limits, on_row, on_trouble, reading);
		good = table != NULL || fault_set(fault, FAULT_TEMP, "out of memory");
		good = good && feed_file(table, fd, reading);
		table_free(table);
	}
	close(fd);
	return good;
}

bool
hand_file(struct hand *hand, const char *path, const char *const *columns, unsigned needed,
    hand_row_function *visit, void *context, struct fault *fault)
{
	struct reading reading = {.hand = hand,
	    .columns = columns,
	    .needed = needed,
	    .visit = visit,
	    .context = context,
	    .fault = fault,
	    .good = true};
	return read_file(&reading, path);
}

bool
hand_sheet(struct hand *hand, const char *path, const char *const *columns, unsigned needed,
    hand_row_function *visit, void *context, struct fault *fault)
{
	struct reading reading = {.hand = hand,
	    .columns = columns,
	    .needed = needed,
	    .visit = visit,
	    .context = context,
	    .fault = fault,
	    .sheet = true,
	    .good = true};
	return read_file(&reading, path);
}
