// The reader of drops (pipeline/table.h) judges what a row is; this says which cell is which.
#include "cmd/rosterdrop/hand_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/fs.h"
#include "pipeline/limits.h"
#include "pipeline/sheet.h"
#include "pipeline/table.h"
#include "schema/value.h"

enum { PIECE_BYTES = 64 * 1024, FILE_BYTES_MAX = 256 * 1024 * 1024 };

// One file being read.
struct reading {
	struct hand *hand;
	const struct hand_columns *columns;
	unsigned known, given; // how many columns there are; mask of those that the file has
	unsigned places[HAND_SHEET_COLUMNS],
	    width; // of the file's columns: which column of ours each is; HAND_COLUMNS_MAX: none
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
	       !(reading->columns->loose
		       ? bytes_equal_fold(name, bytes_of(reading->columns->names[column]))
		       : bytes_is(name, reading->columns->names[column])))
		column++;
	return column;
}

// Takes the header: every column is known, none comes twice, and those that are needed are there.
static bool
take_header(struct reading *reading, const struct table_row *row)
{
	unsigned most = reading->columns->loose ? HAND_SHEET_COLUMNS : HAND_COLUMNS_MAX;
	for (unsigned i = 0; i < row->cell_count; i++) {
		unsigned column = find_column(reading, value_trim(row->cells[i]));
		bool strange = column == reading->known;
		if (strange && reading->columns->loose && i < most) {
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
		if ((reading->columns->needed & ~reading->given & 1U << column) != 0)
			return fault_set(reading->fault, FAULT_USAGE,
			    "the header lacks the column %s", reading->columns->names[column]);
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
	bool lacks = reading->columns->loose && row->cell_count < reading->width;
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

// Reads all of a file.
static bool
read_file(int fd, struct text *text, struct fault *fault)
{
	ssize_t got = 1;
	while (got != 0 && text->size <= FILE_BYTES_MAX) {
		if (!text_reserve(text, PIECE_BYTES))
			return fault_set(fault, FAULT_TEMP, "out of memory");
		got = read(fd, text->data + text->size, PIECE_BYTES);
		if (got < 0 && (errno == EISDIR || errno == EBADF))
			return fault_set(
			    fault, FAULT_MISSING, "standard input is no file to be read");
		if (got < 0 && errno != EINTR)
			return fault_system(fault, "reading the file");
		text->size += got < 0 ? 0 : (size_t)got;
	}
	return text->size <= FILE_BYTES_MAX ||
	       fault_set(fault, FAULT_USAGE,
		   "the file has more than %d bytes; give it in parts, or without columns that are "
		   "not needed",
		   FILE_BYTES_MAX);
}

// Feeds all of it.
static bool
feed_file(struct bytes file, struct reading *reading)
{
	const struct table_limits limits = {LIMIT_CELL_BYTES, LIMIT_ROW_BYTES, LIMIT_COLUMNS};
	struct fault *fault = reading->fault;
	enum table_encoding encoding = sheet_encoding(file);
	struct table *table = table_new(encoding, &limits, on_row, on_trouble, reading);
	struct sheet *sheet = table == NULL ? NULL : sheet_new(table, encoding);
	bool good = sheet != NULL;
	if (good)
		good = (sheet_feed(sheet, file) && sheet_end(sheet)) || !sheet_failed(sheet);
	if (!good)
		fault_set(fault, FAULT_TEMP, "out of memory");
	good = good && reading->good &&
	       (reading->has_header || fault_set(fault, FAULT_USAGE, "the file has no header"));
	sheet_free(sheet);
	table_free(table);
	return good;
}

bool
hand_file(struct hand *hand, const char *path, const struct hand_columns *columns,
    hand_row_function *visit, void *context, struct fault *fault)
{
	struct text file = {NULL, 0, 0, false};
	struct reading reading = {.hand = hand,
	    .columns = columns,
	    .visit = visit,
	    .context = context,
	    .fault = fault,
	    .good = true};
	while (columns->names[reading.known] != NULL)
		reading.known++;
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : fs_open_given(path, fault);
	bool good = fd >= 0 && read_file(fd, &file, fault) &&
		    feed_file((struct bytes){file.data, file.size}, &reading);
	if (fd >= 0 && !standard)
		close(fd);
	text_free(&file);
	return good;
}
