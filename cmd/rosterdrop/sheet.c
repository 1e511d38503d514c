// Only the delimiters change: line ends, quotes and whatever is wrong with them go on to the reader, which says so by row.
#include "cmd/rosterdrop/sheet.h"

#include <string.h>

#include "schema/value.h"

char
sheet_delimiter(struct bytes sheet)
{
	static const char delimiters[] = {',', ';', '\t'};
	size_t size = 0;
	while (size < sheet.size && sheet.data[size] != '\n')
		size++;
	for (size_t i = 0; size > 0 && i < sizeof delimiters; i++)
		if (memchr(sheet.data, delimiters[i], size) != NULL)
			return delimiters[i];
	return ',';
}

enum table_encoding
sheet_encoding(struct bytes sheet)
{
	size_t bad;
	return value_utf8(sheet, &bad) ? TABLE_UTF8 : TABLE_WINDOWS_1252;
}

// How many bytes a cell that begins with a quote has; up to the quote that ends it, or all.
static size_t
quoted_size(struct bytes rest)
{
	size_t at = 1;
	while (at < rest.size) {
		if (rest.data[at] != '"') {
			at++;
		} else if (at + 1 < rest.size && rest.data[at + 1] == '"') {
			at += 2;
		} else {
			return at + 1;
		}
	}
	return rest.size;
}

// How many bytes a cell without quotes has.
static size_t
plain_size(struct bytes rest, char delimiter)
{
	size_t size = 0;
	while (size < rest.size && rest.data[size] != delimiter && rest.data[size] != '\n' &&
	       rest.data[size] != '\r')
		size++;
	return size;
}

// Adds a cell without quotes, within quotes when it holds a comma.
static void
put_plain(struct text *text, struct bytes cell)
{
	if (cell.size == 0 || memchr(cell.data, ',', cell.size) == NULL) {
		text_add(text, cell);
		return;
	}
	text_put(text, "\"");
	for (size_t i = 0; i < cell.size; i++) {
		text_put(text, cell.data[i] == '"' ? "\"" : "");
		text_add(text, (struct bytes){cell.data + i, 1});
	}
	text_put(text, "\"");
}

void
sheet_commas(struct bytes sheet, char delimiter, struct text *text)
{
	struct bytes rest = sheet;
	bool begins = true; // of a cell
	while (rest.size > 0) {
		bool quoted = begins && rest.data[0] == '"';
		size_t size = quoted ? quoted_size(rest) : plain_size(rest, delimiter);
		const struct bytes cell = {rest.data, size};
		if (quoted)
			text_add(text, cell);
		else
			put_plain(text, cell);
		rest = (struct bytes){rest.data + size, rest.size - size};
		char byte = rest.size > 0 ? rest.data[0] : '\0';
		begins = rest.size > 0 && (byte == delimiter || byte == '\n' || byte == '\r');
		if (!begins)
			continue; // more behind the quote that ends a cell: the reader has something to say
		text_add(text, byte == delimiter ? bytes_of(",") : (struct bytes){rest.data, 1});
		rest = (struct bytes){rest.data + 1, rest.size - 1};
	}
}
