// The names of columns as exports write them.
#include "cmd/validate/header.h"

// Characters that nobody sees: U+200B to U+200F, U+2060, U+FEFF, soft hyphen. Gives the bytes of the one at the front, or 0.
static size_t
invisible_size(struct bytes text)
{
	static const char *const invisible[] = {"\xe2\x80\x8b", "\xe2\x80\x8c", "\xe2\x80\x8d",
	    "\xe2\x80\x8e", "\xe2\x80\x8f", "\xe2\x81\xa0", "\xef\xbb\xbf", "\xc2\xad"};

	for (size_t i = 0; i < sizeof(invisible) / sizeof(invisible[0]); i++) {
		size_t size = strlen(invisible[i]);
		if (text.size >= size && memcmp(text.data, invisible[i], size) == 0)
			return size;
	}
	return 0;
}

struct bytes
header_name(struct bytes name, char clean[HEADER_NAME], bool *found)
{
	size_t used = 0;

	*found = false;
	if (name.size > HEADER_NAME)
		return value_trim(name);
	for (size_t i = 0; i < name.size;) {
		struct bytes rest = {name.data + i, name.size - i};
		size_t size = invisible_size(rest);
		*found = *found || size != 0;
		if (size == 0)
			clean[used++] = name.data[i++];
		i += size;
	}
	return value_trim(*found ? (struct bytes){clean, used} : name);
}

int
header_column(const struct reading *reading, struct bytes name, const char **code)
{
	int index = oneroster_column_named(reading->file, name, reading->versions, false);

	*code = NULL;
	if (index >= 0)
		return index;
	*code = "header.case";
	index = oneroster_column_named(reading->file, name, reading->versions, true);
	if (index >= 0)
		return index;
	*code = "header.old";
	index = oneroster_column_alias(reading->file, name);
	if (index >= 0 && (reading->schema->columns[index].versions & reading->versions) != 0)
		return index;
	*code = NULL;
	return -1;
}

bool
header_again(const struct table_row *row, unsigned source)
{
	for (unsigned i = 0; i < source; i++)
		if (bytes_equal(value_trim(row->cells[i]), value_trim(row->cells[source])))
			return true;
	return false;
}

bool
header_is_one(const struct reading *reading, const struct table_row *row)
{
	char clean[HEADER_NAME];
	const char *code;
	bool invisible;
	unsigned known = 0;

	for (unsigned i = 0; i < row->cell_count; i++) {
		struct bytes name = header_name(row->cells[i], clean, &invisible);
		int index = header_column(reading, name, &code);
		if (index == SOURCED_ID)
			return true;
		known += index >= 0;
	}
	return known > 1;
}
