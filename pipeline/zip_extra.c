// The extra fields of a header (APPNOTE 4.5). Most are of no matter: times, owners. Those that
// change what an entry is, what it is called or how large it is are in one table here.

#include "pipeline/zip_part.h"

// The fields that a zip64 extra field may hold, in their order there, with the value that says
// "look there".
static bool
zip64_read(struct zip_header *header, struct bytes field)
{
	static const uint64_t ones[] = {UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT16_MAX};
	uint64_t *values[] = {&header->size, &header->compressed, &header->offset, &header->disk};
	size_t used = 0, whole = 0;

	for (size_t i = 0; i < 4; i++) {
		size_t width = i < 3 ? 8 : 4;
		if (*values[i] != ones[i])
			continue;
		if (field.size - used < width)
			return false;
		*values[i] = i < 3 ? zip_64(field.data + used) : zip_32(field.data + used);
		used += width;
	}
	if (used == field.size)
		return true;
	// Some writers put all of them there whether asked for or not: taken when it makes no
	// difference.
	for (size_t i = 0; i < 4 && whole < field.size; i++) {
		size_t width = i < 3 ? 8 : 4;
		if (field.size - whole < width)
			return false;
		uint64_t value = i < 3 ? zip_64(field.data + whole) : zip_32(field.data + whole);
		if (value != *values[i])
			return false;
		whole += width;
	}
	return whole == field.size;
}

// Takes the name of Info-ZIP's Unicode path field (0x7075: version, CRC of the name, the name) only
// if it is the name.
static bool
unicode_path_read(struct zip_header *header, struct bytes field)
{
	return field.size >= 5 &&
	       bytes_equal((struct bytes){field.data + 5, field.size - 5}, header->name);
}

// Some fields are reason enough by being there.
static bool
never(struct zip_header *header, struct bytes field)
{
	(void)header;
	(void)field;
	return false;
}

// The extra fields that matter; others are passed over. How to add one: a line here; the function
// gives false to refuse.
static const struct extra_field {
	unsigned id;
	bool (*read)(struct zip_header *header, struct bytes field);
	const char *code, *words;
} extra_fields[] = {
    {0x0001, zip64_read, "package.structure", "its zip64 sizes do not fit its header"},
    {0x0017, never, "package.encrypted", "it is encrypted; send the zip without a password"},
    {0x7075, unicode_path_read, "package.structure", "it has two names that differ"},
    {0x9901, never, "package.encrypted", "it is encrypted; send the zip without a password"},
};

static const struct extra_field *
extra_field_of(unsigned id)
{
	for (size_t i = 0; i < sizeof(extra_fields) / sizeof(extra_fields[0]); i++)
		if (extra_fields[i].id == id)
			return &extra_fields[i];
	return NULL;
}

bool
zip_extra_read(const struct zip_look *look, struct zip_header *header)
{
	struct bytes rest = header->extra;
	unsigned seen = 0;

	while (rest.size > 0) {
		if (rest.size < 4 || zip_16(rest.data + 2) > rest.size - 4)
			return zip_refuse_entry(look->verdict, "package.structure", header->name,
			    "its extra fields are cut");
		struct bytes field = {rest.data + 4, zip_16(rest.data + 2)};
		const struct extra_field *known = extra_field_of(zip_16(rest.data));
		unsigned bit = known == NULL ? 0 : 1u << (known - extra_fields);
		if (known != NULL && ((seen & bit) != 0 || !known->read(header, field)))
			return zip_refuse_entry(
			    look->verdict, known->code, header->name, "%s", known->words);
		seen |= bit;
		rest = (struct bytes){field.data + field.size, rest.size - 4 - field.size};
	}
	return true;
}
