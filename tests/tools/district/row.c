// Cells are put together in one buffer and files are written in large pieces, since a district has
// millions of rows.
#include "tests/tools/district/row.h"

// Empties a row.
void
row_clear(struct row *row)
{
	row->present = false;
	row->used = 0;
	row->column = 0;
	memset(row->size, 0, sizeof row->size);
}

// Begins a cell; what is put next goes into it. A cell is begun once.
void
row_cell(struct row *row, unsigned column)
{
	row->column = column;
	row->start[column] = row->used;
}

// Adds bytes to the cell. More than a row can be is a mistake of the generator.
void
row_put(struct row *row, const char *data, size_t size)
{
	if (size > sizeof row->text - row->used)
		abort();
	memcpy(row->text + row->used, data, size);
	row->used += size;
	row->size[row->column] += size;
}

// Adds a text to the cell.
void
row_text(struct row *row, const char *text)
{
	row_put(row, text, strlen(text));
}

// Adds a number in decimal.
void
row_number(struct row *row, uint64_t number)
{
	char digits[20];
	size_t at = sizeof digits;

	do
		digits[--at] = (char)('0' + number % 10);
	while ((number /= 10) != 0);
	row_put(row, digits + at, sizeof digits - at);
}

// A cell that is one text.
void
row_set(struct row *row, unsigned column, const char *text)
{
	row_cell(row, column);
	row_text(row, text);
}

// The text of a cell.
struct bytes
row_get(const struct row *row, unsigned column)
{
	return (struct bytes){row->text + row->start[column], row->size[column]};
}

// Whether two rows would be written alike.
bool
row_equal(const struct row *a, const struct row *b)
{
	for (unsigned i = 0; i < ONEROSTER_COLUMNS_MAX; i++)
		if ((a->size[i] != 0 || b->size[i] != 0) &&
		    !bytes_equal(row_get(a, i), row_get(b, i)))
			return false;
	return true;
}

// Says which file could not be written and ends: a generator has nothing to save.
void
out_die(const char *name)
{
	perror(name);
	exit(74);
}

// Writes bytes, quoted where RFC 4180 asks for it.
static void
out_cell(struct out *out, struct bytes cell)
{
	if (cell.size == 0)
		return;
	if (!memchr(cell.data, ',', cell.size) && !memchr(cell.data, '"', cell.size)) {
		fwrite_unlocked(cell.data, 1, cell.size, out->file);
		return;
	}
	putc_unlocked('"', out->file);
	for (size_t i = 0; i < cell.size; i++) {
		if (cell.data[i] == '"')
			putc_unlocked('"', out->file);
		putc_unlocked(cell.data[i], out->file);
	}
	putc_unlocked('"', out->file);
}

// Writes a row in the columns of the version.
void
out_row(struct out *out, const struct row *row)
{
	const struct oneroster_file *shape = &oneroster_files[out->kind];
	bool first = true;

	for (unsigned i = 0; i < shape->column_count; i++) {
		if (!(shape->columns[i].versions & out->version))
			continue;
		if (!first)
			putc_unlocked(',', out->file);
		first = false;
		if (row->size[i] != 0)
			out_cell(out, row_get(row, i));
	}
	fwrite_unlocked("\r\n", 1, 2, out->file);
	out->rows++;
}

// Makes DIR/NAME.csv with its header.
void
out_open(struct out *out, const char *dir, enum roster_file kind, enum version version)
{
	const struct oneroster_file *shape = &oneroster_files[kind];
	const char *comma = "";
	char path[4096];

	snprintf(path, sizeof path, "%s/%s.csv", dir, shape->name);
	*out = (struct out){fopen(path, "wb"), malloc(OUT_BUFFER), kind, version, 0};
	if (!out->file || !out->buffer || setvbuf(out->file, out->buffer, _IOFBF, OUT_BUFFER) != 0)
		out_die(path);
	for (unsigned i = 0; i < shape->column_count; i++) {
		if (!(shape->columns[i].versions & version))
			continue;
		fprintf(out->file, "%s%s", comma, shape->columns[i].name);
		comma = ",";
	}
	fputs("\r\n", out->file);
}

// Ends the file; one without rows is taken away, since the standard does not permit it. Gives how
// many rows it has.
uint64_t
out_close(struct out *out, const char *dir)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/%s.csv", dir, oneroster_files[out->kind].name);
	if (ferror(out->file) | (fclose(out->file) != 0))
		out_die(path);
	free(out->buffer);
	if (out->rows == 0 && remove(path) != 0)
		out_die(path);
	return out->rows;
}
