// Prints cells of a CSV file by the names of their columns: a line a row, cells between tabs, in the order in which the columns are named; a
// column that the file lacks is blank. For shell tests, which sort and compare what two programs wrote whatever columns they have.
//
//   csvcells users.csv sourcedId givenName -      the third cell is always blank
//
// Independent of the pipeline's own reader and writer, because it judges them: quotes are undone by the simplest rule that there is.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS_MAX = 256, CELL_MAX = 1024 * 1024 };

// One row being read.
struct row {
	char *cells[CELLS_MAX];
	unsigned count;
};

static char cell[CELL_MAX];

// Reads one cell; gives the character that ended it.
static int
read_cell(FILE *file)
{
	size_t size = 0;
	bool quoted = false;
	int c;
	while ((c = getc(file)) != EOF && size < CELL_MAX - 1) {
		if (c == '"') {
			int next = quoted ? getc(file) : EOF;
			if (next == '"')
				cell[size++] = '"';
			else if (next != EOF)
				ungetc(next, file);
			if (next != '"')
				quoted = !quoted;
		} else if (!quoted && (c == ',' || c == '\n')) {
			break;
		} else if (quoted || c != '\r') {
			cell[size++] = (char)c;
		}
	}
	cell[size] = '\0';
	return c;
}

// Reads a row; false at the end of the file.
static bool
read_row(FILE *file, struct row *row)
{
	int end = ',';
	for (unsigned i = 0; i < row->count; i++)
		free(row->cells[i]);
	row->count = 0;
	while (end == ',' && row->count < CELLS_MAX) {
		end = read_cell(file);
		if (end == EOF && row->count == 0 && cell[0] == '\0')
			return false;
		row->cells[row->count] = strdup(cell);
		if (row->cells[row->count++] == NULL)
			abort();
	}
	return true;
}

// The place of a column; -1 when there is none.
static int
column_of(const struct row *header, const char *name)
{
	for (unsigned i = 0; i < header->count; i++)
		if (strcmp(header->cells[i], name) == 0)
			return (int)i;
	return -1;
}

// A cell in which no tab and no end of line is left.
static void
print_cell(const char *text)
{
	for (; *text != '\0'; text++) {
		const char *special = strchr("\t\n\r\\", *text);
		if (special == NULL)
			putchar(*text);
		else
			printf("\\%d", *text);
	}
}

int
main(int argc, char **argv)
{
	static struct row row;
	int columns[CELLS_MAX];
	FILE *file = argc > 2 && argc < CELLS_MAX ? fopen(argv[1], "rb") : NULL;
	if (file == NULL || !read_row(file, &row)) {
		fprintf(stderr, "csvcells: no file, no header or no columns\n");
		return 64;
	}
	for (int i = 2; i < argc; i++)
		columns[i] = column_of(&row, argv[i]);
	while (read_row(file, &row))
		for (int i = 2; i < argc; i++) {
			if (columns[i] >= 0 && (unsigned)columns[i] < row.count)
				print_cell(row.cells[columns[i]]);
			putchar(i + 1 < argc ? '\t' : '\n');
		}
	fclose(file);
	return fflush(stdout) == 0 ? 0 : 74;
}
