// CSV out. Every table that the pipeline writes for people or programs goes through here, so that
// quoting is right in one place. Writes fail late: the first error is kept and csv_finish tells it,
// so that nobody has to check each cell.
#include "pipeline/csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/bulk.h"
#include "pipeline/digest.h"
#include "pipeline/shown.h"

enum { BUFFER = 65536 };

struct csv {
	int fd;
	bool harmless;
	bool shown, utf8; // to a terminal; that takes UTF-8
	bool begun; // the row has a cell
	int error; // errno of the first write that failed
	size_t used;
	struct digest *digest; // of what was written out; may be NULL
	uint64_t *size;
	struct bulk *bulk; // where it goes instead of fd; may be NULL
	char buffer[BUFFER];
};

struct csv *
csv_new(int fd, bool harmless)
{
	struct csv *csv = malloc(sizeof *csv);
	if (csv == NULL)
		return NULL;
	csv->fd = fd;
	csv->harmless = harmless;
	csv->shown = csv->utf8 = false;
	csv->begun = false;
	csv->error = 0;
	csv->used = 0;
	csv->digest = NULL;
	csv->bulk = NULL;
	return csv;
}

// Writes out what the buffer holds; after an error nothing is written any more.
static void
buffer_flush(struct csv *csv)
{
	if (csv->digest != NULL) {
		digest_add(csv->digest, csv->buffer, csv->used);
		*csv->size += csv->used;
	}
	if (csv->bulk != NULL) {
		bulk_add(csv->bulk, csv->buffer, csv->used);
		csv->used = 0;
		return;
	}
	for (size_t done = 0; done < csv->used && csv->error == 0;) {
		ssize_t written = write(csv->fd, csv->buffer + done, csv->used - done);
		if (written >= 0)
			done += (size_t)written;
		else if (errno != EINTR)
			csv->error = errno;
	}
	csv->used = 0;
}

void
csv_digest(struct csv *csv, struct digest *digest, uint64_t *size)
{
	if (csv == NULL)
		return;
	csv->digest = digest;
	csv->size = size;
	*size = 0;
}

void
csv_shown(struct csv *csv, bool utf8)
{
	if (csv == NULL)
		return;
	csv->shown = true;
	csv->utf8 = utf8;
}

void
csv_into(struct csv *csv, struct bulk *bulk)
{
	if (csv != NULL)
		csv->bulk = bulk;
}

// Adds bytes as they are.
static void
buffer_add(struct csv *csv, const char *data, size_t size)
{
	if (BUFFER - csv->used > size && size > 0) {
		memcpy(csv->buffer + csv->used, data, size);
		csv->used += size;
		return;
	}
	while (size > 0) {
		if (csv->used == BUFFER)
			buffer_flush(csv);
		size_t part = BUFFER - csv->used < size ? BUFFER - csv->used : size;
		memcpy(csv->buffer + csv->used, data, part);
		csv->used += part;
		data += part;
		size -= part;
	}
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

// Whether one of eight bytes may be a comma, a quote or a control character: never misses one, and seldom says so of another.
static bool
may_be_special(uint64_t word)
{
	const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
	uint64_t comma = word ^ (ones * ','), quote = word ^ (ones * '"');
	return (((word - ones * 0x20) | (comma - ones) | (quote - ones)) & highs) != 0;
}

// Whether a reader would take the cell for something else without quotes round it.
static bool
needs_quotes(struct bytes value)
{
	if (value.size == 0)
		return false;
	if (is_blank(value.data[0]) || is_blank(value.data[value.size - 1]))
		return true;
	size_t i = 0;
	for (uint64_t word; i + sizeof word <= value.size; i += sizeof word) {
		memcpy(&word, value.data + i, sizeof word);
		if (may_be_special(word))
			break;
	}
	for (; i < value.size; i++) {
		char c = value.data[i];
		if (c == ',' || c == '"' || c == '\r' || c == '\n')
			return true;
	}
	return false;
}

bool
csv_is_formula(struct bytes value)
{
	static const char first[] = {'=', '+', '-', '@', '\t', '\r'};
	return value.size > 0 && memchr(first, value.data[0], sizeof first) != NULL;
}

// Adds a cell within quotes, its own quotes doubled.
static void
quoted_add(struct csv *csv, struct bytes value, bool apostrophe)
{
	buffer_add(csv, "\"'", apostrophe ? 2 : 1);
	while (value.size > 0) {
		const char *quote = memchr(value.data, '"', value.size);
		size_t part = quote == NULL ? value.size : (size_t)(quote - value.data) + 1;
		buffer_add(csv, value.data, part);
		if (quote != NULL)
			buffer_add(csv, "\"", 1);
		value.data += part;
		value.size -= part;
	}
	buffer_add(csv, "\"", 1);
}

// Adds a cell as it is.
static void
cell_add(struct csv *csv, struct bytes value)
{
	if (csv->begun)
		buffer_add(csv, ",", 1);
	csv->begun = true;
	bool apostrophe = csv->harmless && csv_is_formula(value);
	if (needs_quotes(value)) {
		quoted_add(csv, value, apostrophe);
		return;
	}
	if (apostrophe)
		buffer_add(csv, "'", 1);
	buffer_add(csv, value.data, value.size);
}

// Adds a cell in a form to be shown.
static void
cell_show(struct csv *csv, struct bytes value)
{
	struct text shown = {NULL, 0, 0, false};
	shown_put(&shown, value, csv->utf8);
	csv->error = shown.failed ? ENOMEM : csv->error;
	cell_add(csv, (struct bytes){shown.data, shown.size});
	text_free(&shown);
}

void
csv_cell(struct csv *csv, struct bytes value)
{
	if (csv != NULL && csv->shown)
		cell_show(csv, value);
	else if (csv != NULL)
		cell_add(csv, value);
}

void
csv_word(struct csv *csv, const char *value)
{
	if (csv == NULL)
		return;
	if (csv->begun)
		buffer_add(csv, ",", 1);
	csv->begun = true;
	buffer_add(csv, value, strlen(value));
}

void
csv_text(struct csv *csv, const char *value)
{
	csv_cell(csv, bytes_of(value));
}

void
csv_number(struct csv *csv, uint64_t value)
{
	char digits[20];
	size_t first = sizeof digits;
	do {
		digits[--first] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	csv_cell(csv, (struct bytes){digits + first, sizeof digits - first});
}

void
csv_end_row(struct csv *csv)
{
	if (csv == NULL)
		return;
	buffer_add(csv, "\r\n", 2);
	csv->begun = false;
}

void
csv_line(struct csv *csv, const char *line)
{
	if (csv == NULL)
		return;
	buffer_add(csv, line, strlen(line));
	csv_end_row(csv);
}

bool
csv_finish(struct csv *csv, const char *name, struct fault *fault)
{
	if (csv == NULL) {
		errno = ENOMEM;
		return fault_system(fault, "cannot write %s", name);
	}
	buffer_flush(csv);
	int error = csv->error;
	free(csv);
	errno = error;
	return error == 0 || fault_system(fault, "cannot write %s", name);
}
