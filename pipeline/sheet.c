// The first line says what divides cells: by name, or as names of columns hold none of the three. Until it has come nothing goes on to the reader.
#include "pipeline/sheet_inside.h"

#include <stdlib.h>

#include "schema/value.h"

enum { LINE_MOST = 1024 * 1024 }; // bytes of the first line; no header has more

static const char utf8_mark[] = "\xef\xbb\xbf";

// The marks of UTF-16.
static const struct {
	const char *bytes;
	bool little;
} wide_marks[] = {{"\xff\xfe", true}, {"\xfe\xff", false}};

enum { MARK_BYTES = 2, HEAD_BYTES = 4 }; // of such a mark; that are looked at

struct sheet {
	struct table *table;
	bool may_be_wide, begun, is_wide; // begun: the mark was looked for
	bool settled; // what divides cells is known
	bool skip_feed; // a line feed that comes next ends the line that was taken
	struct sheet_wide wide;
	struct sheet_cells cells;
	struct text head, narrow, first,
	    out; // the first bytes; a piece as UTF-8; the first line; a piece with commas
};

struct sheet *
sheet_new(struct table *table, enum table_encoding encoding)
{
	struct sheet *sheet = calloc(1, sizeof *sheet);
	if (sheet == NULL)
		return NULL;
	sheet->table = table;
	sheet->may_be_wide = encoding == TABLE_UTF8;
	sheet->cells.delimiter = ',';
	sheet->wide.odd = -1;
	return sheet;
}

bool
sheet_failed(const struct sheet *sheet)
{
	return sheet->head.failed || sheet->narrow.failed || sheet->first.failed ||
	       sheet->out.failed;
}

void
sheet_free(struct sheet *sheet)
{
	if (sheet == NULL)
		return;
	text_free(&sheet->head);
	text_free(&sheet->narrow);
	text_free(&sheet->first);
	text_free(&sheet->out);
	text_free(&sheet->cells.cell);
	free(sheet);
}

// What divides the cells of the first line: a comma, else a semicolon, else a tab.
static char
delimiter_of(struct bytes line)
{
	static const char delimiters[] = {',', ';', '\t'};
	for (size_t i = 0; i < sizeof delimiters && line.size > 0; i++)
		if (memchr(line.data, delimiters[i], line.size) != NULL)
			return delimiters[i];
	return ',';
}

// Whether the line is none of the file, but says what divides cells.
static bool
names_delimiter(struct bytes line, char *delimiter)
{
	static const char name[] = "sep=";
	enum { NAME = sizeof name - 1 };
	if (line.size > 1 && line.data[0] == '"' && line.data[line.size - 1] == '"')
		line = (struct bytes){line.data + 1, line.size - 2};
	if (line.size != NAME + 1 ||
	    !bytes_equal_fold((struct bytes){line.data, NAME}, bytes_of(name)) ||
	    strchr(",;\t|", line.data[NAME]) == NULL || line.data[NAME] == '\0')
		return false;
	*delimiter = line.data[NAME];
	return true;
}

// Hands a piece on, behind the first line.
static bool
pass(struct sheet *sheet, struct bytes piece)
{
	if (sheet->skip_feed && piece.size > 0) {
		sheet->skip_feed = false;
		if (piece.data[0] == '\n')
			piece = (struct bytes){piece.data + 1, piece.size - 1};
	}
	if (sheet->cells.delimiter == ',' || piece.size == 0)
		return piece.size == 0 || table_feed(sheet->table, piece);
	text_clear(&sheet->out);
	sheet_cells_take(&sheet->cells, piece, &sheet->out);
	return !sheet->out.failed &&
	       table_feed(sheet->table, (struct bytes){sheet->out.data, sheet->out.size});
}

// Looks at what came when the first line is there, or nothing more comes, and hands it on.
static bool
settle(struct sheet *sheet)
{
	struct bytes all = {sheet->first.size > 0 ? sheet->first.data : "", sheet->first.size},
		     line = all;
	const size_t mark = sizeof utf8_mark - 1;
	sheet->settled = true;
	if (line.size >= mark && memcmp(line.data, utf8_mark, mark) == 0)
		line = (struct bytes){line.data + mark, line.size - mark};
	size_t size = 0;
	while (size < line.size && line.data[size] != '\n' && line.data[size] != '\r')
		size++;
	const char *end = line.data + size, *last = all.data + all.size;
	line.size = size;
	if (!names_delimiter(line, &sheet->cells.delimiter)) {
		sheet->cells.delimiter = delimiter_of(line);
	} else if (end == last) {
		all.size = 0;
	} else {
		sheet->skip_feed = *end == '\r';
		all = (struct bytes){end + 1, (size_t)(last - end) - 1};
	}
	return pass(sheet, all);
}

// Takes a piece of UTF-8, or of what the table converts itself.
static bool
take(struct sheet *sheet, struct bytes piece)
{
	if (sheet->settled)
		return pass(sheet, piece);
	text_add(&sheet->first, piece);
	if (sheet->first.failed)
		return false;
	bool whole = piece.size > 0 && (memchr(piece.data, '\n', piece.size) != NULL ||
					   memchr(piece.data, '\r', piece.size) != NULL);
	return (!whole && sheet->first.size < LINE_MOST) || settle(sheet);
}

// Takes a piece of UTF-16.
static bool
take_wide(struct sheet *sheet, struct bytes piece)
{
	text_clear(&sheet->narrow);
	sheet_wide_take(&sheet->wide, piece, &sheet->narrow);
	return !sheet->narrow.failed &&
	       take(sheet, (struct bytes){sheet->narrow.data, sheet->narrow.size});
}

// Takes a piece as it came.
static bool
take_any(struct sheet *sheet, struct bytes piece)
{
	return sheet->is_wide ? take_wide(sheet, piece) : take(sheet, piece);
}

// Looks at the mark, when there is enough for one or nothing more comes, and hands on what came. The mark of UTF-32 begins like one of these.
static bool
begin(struct sheet *sheet)
{
	static const char nuls[MARK_BYTES] = {0};
	struct bytes head = {sheet->head.data, sheet->head.size};
	sheet->begun = true;
	for (size_t i = 0; i < sizeof wide_marks / sizeof *wide_marks; i++) {
		if (!sheet->may_be_wide || head.size < MARK_BYTES ||
		    memcmp(head.data, wide_marks[i].bytes, MARK_BYTES) != 0 ||
		    (head.size >= HEAD_BYTES &&
			memcmp(head.data + MARK_BYTES, nuls, MARK_BYTES) == 0))
			continue;
		sheet->is_wide = true;
		sheet->wide.little = wide_marks[i].little;
		head = (struct bytes){head.data + MARK_BYTES, head.size - MARK_BYTES};
		break;
	}
	return take_any(sheet, head);
}

bool
sheet_feed(struct sheet *sheet, struct bytes piece)
{
	if (sheet->begun)
		return take_any(sheet, piece);
	text_add(&sheet->head, piece);
	return !sheet->head.failed && (sheet->head.size < HEAD_BYTES || begin(sheet));
}

// What of a cell, or of a character, has come when nothing more does.
static bool
take_rest(struct sheet *sheet)
{
	if (sheet->is_wide) {
		text_clear(&sheet->narrow);
		sheet_wide_end(&sheet->wide, &sheet->narrow);
		if (sheet->narrow.failed ||
		    !take(sheet, (struct bytes){sheet->narrow.data, sheet->narrow.size}))
			return false;
	}
	if (!sheet->settled && !settle(sheet))
		return false;
	text_clear(&sheet->out);
	sheet_cells_end(&sheet->cells, &sheet->out);
	return !sheet->out.failed &&
	       (sheet->out.size == 0 ||
		   table_feed(sheet->table, (struct bytes){sheet->out.data, sheet->out.size}));
}

bool
sheet_end(struct sheet *sheet)
{
	return (sheet->begun || begin(sheet)) && take_rest(sheet) && table_end(sheet->table);
}

// Whether a file begins with a mark of UTF-16.
static bool
is_marked(struct bytes file)
{
	for (size_t i = 0; i < sizeof wide_marks / sizeof *wide_marks; i++)
		if (file.size >= MARK_BYTES &&
		    memcmp(file.data, wide_marks[i].bytes, MARK_BYTES) == 0)
			return true;
	return false;
}

enum table_encoding
sheet_encoding(struct bytes file)
{
	size_t bad;
	return is_marked(file) || value_utf8(file, &bad) ? TABLE_UTF8 : TABLE_WINDOWS_1252;
}
