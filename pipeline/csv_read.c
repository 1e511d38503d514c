// What we wrote is read by the same reader as what others wrote; this only finds the columns.
#include "pipeline/csv_read.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/limits.h"

enum { PIECE = 64 * 1024 };

struct reading {
	const char *const *columns;
	unsigned count;
	int place[CSV_READ_COLUMNS]; // -1: not there
	csv_visitor *visitor;
	void *context;
};

// A cell as it was before it was made harmless.
static struct bytes
plain(struct bytes cell)
{
	static const char harmful[] = {'=', '+', '-', '@', '\t', '\r'};

	if (cell.size > 1 && cell.data[0] == '\'' &&
	    memchr(harmful, cell.data[1], sizeof harmful) != NULL)
		return (struct bytes){cell.data + 1, cell.size - 1};
	return cell;
}

// Finds the columns by their names.
static void
header_take(struct reading *reading, const struct table_row *row)
{
	for (unsigned i = 0; i < reading->count; i++) {
		reading->place[i] = -1;
		for (unsigned c = 0; c < row->cell_count; c++)
			if (bytes_is(row->cells[c], reading->columns[i]))
				reading->place[i] = (int)c;
	}
}

static bool
on_row(void *context, const struct table_row *row)
{
	struct reading *reading = context;
	struct bytes cells[CSV_READ_COLUMNS];

	if (row->row == 1) {
		header_take(reading, row);
		return true;
	}
	for (unsigned i = 0; i < reading->count; i++) {
		int place = reading->place[i];
		bool there = place >= 0 && (unsigned)place < row->cell_count;
		cells[i] = there ? plain(row->cells[place]) : (struct bytes){NULL, 0};
	}
	return reading->visitor(reading->context, cells);
}

static bool
on_trouble(void *context, const struct table_trouble *trouble)
{
	(void)context;
	(void)trouble;
	return true;
}

// Feeds the whole file to the table.
static bool
file_feed(int fd, struct table *table, char *piece, const char *name, struct fault *fault)
{
	for (off_t at = 0;;) {
		ssize_t got = pread(fd, piece, PIECE, at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fault_system(fault, "reading %s", name);
		if (got == 0)
			break;
		if (!table_feed(table, (struct bytes){piece, (size_t)got}))
			return true;
		at += got;
	}
	table_end(table);
	return true;
}

bool
csv_rows(int fd, const char *name, table_row_handler *visit, void *context, struct fault *fault)
{
	static const struct table_limits limits = {
	    LIMIT_CELL_BYTES, LIMIT_ROW_BYTES, LIMIT_COLUMNS};
	struct table *table = table_new(TABLE_UTF8, &limits, visit, on_trouble, context);
	char *piece = malloc(PIECE);
	bool good = table != NULL && piece != NULL;

	if (!good)
		fault_set(fault, FAULT_TEMP, "out of memory reading %s", name);
	good = good && file_feed(fd, table, piece, name, fault);
	free(piece);
	table_free(table);
	return good;
}

bool
csv_read(int fd, const char *name, const char *const *columns, unsigned count, csv_visitor *visitor,
    void *context, struct fault *fault)
{
	struct reading reading = {
	    .columns = columns, .count = count, .visitor = visitor, .context = context};

	return csv_rows(fd, name, on_row, &reading, fault);
}

uint64_t
csv_read_number(struct bytes cell)
{
	enum { DIGITS_MOST = 18 };
	uint64_t number = 0;

	if (cell.size > DIGITS_MOST)
		return 0;
	for (size_t i = 0; i < cell.size; i++) {
		if (cell.data[i] < '0' || cell.data[i] > '9')
			return 0;
		number = number * 10 + (uint64_t)(cell.data[i] - '0');
	}
	return number;
}
