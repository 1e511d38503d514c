// What each type of cell may hold. A check of one value is a line in a table; lists are checked member by member with the
// same functions, so a type needs one function whether it comes alone or in a list.
#include "schema/value.h"
#include "schema/value_kinds.h"

// A spelling that stands for another.
struct spelling {
	const char *given;
	const char *meant;
};

// What exports write for true and false. In any case.
static const struct spelling booleans[] = {
    {"true", "true"},
    {"false", "false"},
    {"1", "true"},
    {"0", "false"},
    {"yes", "true"},
    {"no", "false"},
    {"y", "true"},
    {"n", "false"},
    {NULL, NULL},
};

// `inactive` is what OneRoster 1.0 had for tobedeleted.
static const struct spelling statuses[] = {
    {"active", "active"},
    {"tobedeleted", "tobedeleted"},
    {"inactive", "tobedeleted"},
    {NULL, NULL},
};

// The CEDS entry grade levels, which are 1.1's vocabulary, and spellings of them that leave no doubt.
static const struct spelling grades[] = {
    {"IT", "IT"},
    {"PR", "PR"},
    {"PK", "PK"},
    {"TK", "TK"},
    {"KG", "KG"},
    {"01", "01"},
    {"02", "02"},
    {"03", "03"},
    {"04", "04"},
    {"05", "05"},
    {"06", "06"},
    {"07", "07"},
    {"08", "08"},
    {"09", "09"},
    {"10", "10"},
    {"11", "11"},
    {"12", "12"},
    {"13", "13"},
    {"PS", "PS"},
    {"UG", "UG"},
    {"Other", "Other"},
    {"1", "01"},
    {"2", "02"},
    {"3", "03"},
    {"4", "04"},
    {"5", "05"},
    {"6", "06"},
    {"7", "07"},
    {"8", "08"},
    {"9", "09"},
    {"K", "KG"},
    {NULL, NULL},
};

// Checks one value. *out is the given value on entry, and may be set to a repaired one: static, or written to `buffer`.
typedef enum value_verdict value_checker(
    const struct column *column, enum version version, char *buffer, struct bytes *out);

// Looks a value up in a table of spellings, in any case, and replaces it by what it means.
static enum value_verdict
spelling_check(const struct spelling *spellings, struct bytes *out)
{
	for (; spellings->given != NULL; spellings++) {
		if (!bytes_equal_fold(*out, bytes_of(spellings->given)))
			continue;
		if (bytes_is(*out, spellings->meant))
			return VALUE_GOOD;
		*out = bytes_of(spellings->meant);
		return VALUE_REPAIRED;
	}
	return VALUE_BAD;
}

// The row's own id.
static enum value_verdict
id_check(const struct column *column, enum version version, char *buffer, struct bytes *out)
{
	(void)column, (void)version, (void)buffer;
	return value_sourced_id(*out);
}

// Another row's id: odd characters are that row's matter.
static bool
reference_is_good(struct bytes value)
{
	return value_sourced_id(value) != VALUE_BAD;
}

// A day of the calendar.
static bool
date_is_good(struct bytes value)
{
	long days;
	return value_date(value, &days);
}

// An extension term: `ext:` and something behind it. Other cases of the prefix are put right.
static enum value_verdict
extension_check(char *buffer, struct bytes *out)
{
	static const struct bytes prefix = {"ext:", 4};
	if (out->size <= prefix.size || out->size > VALUE_BUFFER ||
	    !bytes_equal_fold((struct bytes){out->data, prefix.size}, prefix))
		return VALUE_BAD;
	if (memcmp(out->data, prefix.data, prefix.size) == 0)
		return VALUE_GOOD;
	memcpy(buffer, prefix.data, prefix.size);
	memcpy(buffer + prefix.size, out->data + prefix.size, out->size - prefix.size);
	out->data = buffer;
	return VALUE_REPAIRED;
}

// One of the column's terms, or an extension of them where 1.2 allows it.
static enum value_verdict
term_check(const struct column *column, enum version version, char *buffer, struct bytes *out)
{
	for (const char *const *term = oneroster_terms(column, version); *term != NULL; term++) {
		if (!bytes_equal_fold(*out, bytes_of(*term)))
			continue;
		if (bytes_is(*out, *term))
			return VALUE_GOOD;
		*out = bytes_of(*term);
		return VALUE_REPAIRED;
	}
	bool extensible = column->extensible && (version & V12) != 0;
	return extensible ? extension_check(buffer, out) : VALUE_BAD;
}

// A grade: 1.1 has a vocabulary, 1.2 leaves it to the parties.
static enum value_verdict
grade_check(const struct column *column, enum version version, char *buffer, struct bytes *out)
{
	(void)column, (void)buffer;
	return (version & V12) != 0 ? VALUE_GOOD : spelling_check(grades, out);
}

// What a type is checked with: a function of its own, or spellings, or a plain yes and no, or nothing.
// How to add a type: its line here, under its name in enum cell_type.
static const struct {
	value_checker *check;
	const struct spelling *spellings;
	bool (*is_good)(struct bytes value);
	bool list;
	const char *code; // of the finding
} types[] = {
    [CELL_TEXT] = {.code = "value.length"},
    [CELL_TEXT_LIST] = {.list = true, .code = "value.list"},
    [CELL_ID] = {.check = id_check, .code = "value.sourcedId"},
    [CELL_REFERENCE] = {.is_good = reference_is_good, .code = "value.sourcedId"},
    [CELL_REFERENCE_LIST] = {.is_good = reference_is_good, .list = true, .code = "value.sourcedId"},
    [CELL_TERM] = {.check = term_check, .code = "value.enum"},
    [CELL_TERM_LIST] = {.check = term_check, .list = true, .code = "value.enum"},
    [CELL_BOOLEAN] = {.spellings = booleans, .code = "value.boolean"},
    [CELL_DATE] = {.is_good = date_is_good, .code = "value.date"},
    [CELL_DATETIME] = {.is_good = value_is_datetime, .code = "value.datetime"},
    [CELL_YEAR] = {.is_good = value_is_year, .code = "value.year"},
    [CELL_INTEGER] = {.is_good = value_is_integer, .code = "value.number"},
    [CELL_FLOAT] = {.is_good = value_is_float, .code = "value.number"},
    [CELL_USER_IDS] = {.is_good = value_is_user_id, .list = true, .code = "value.userIds"},
    [CELL_EMAIL] = {.is_good = value_is_email, .code = "value.email"},
    [CELL_PHONE] = {.is_good = value_is_phone, .code = "value.phone"},
    [CELL_GRADES] = {.check = grade_check, .list = true, .code = "value.grade"},
    [CELL_STATUS] = {.spellings = statuses, .code = "value.status"},
    [CELL_PASSWORD] = {.code = "value.password"},
};

// Checks one value, alone or a member of a list, by its column's type.
static enum value_verdict
single_check(const struct column *column, enum version version, char *buffer, struct bytes *out)
{
	enum cell_type type = column->type;
	if (types[type].check != NULL)
		return types[type].check(column, version, buffer, out);
	if (types[type].spellings != NULL)
		return spelling_check(types[type].spellings, out);
	return types[type].is_good == NULL || types[type].is_good(*out) ? VALUE_GOOD : VALUE_BAD;
}

// The worst verdict of the members, and REPAIRED when a blank or an empty member would go.
static enum value_verdict
members_verdict(const struct column *column, enum version version, char *buffer, struct bytes list)
{
	enum value_verdict worst = VALUE_GOOD;
	size_t size = list.size + 1; // what the members and their commas leave of it
	struct bytes member;
	for (struct bytes rest = list; value_next_member(&rest, &member);) {
		size -= member.size + 1;
		enum value_verdict verdict = single_check(column, version, buffer, &member);
		worst = verdict > worst ? verdict : worst;
	}
	return worst == VALUE_GOOD && size > 0 ? VALUE_REPAIRED : worst;
}

// Writes the members as they should be. False when they are longer than the buffer. `spare` is for one member's repair.
static bool
members_join(const struct column *column, enum version version, struct bytes list, char *buffer,
    struct bytes *out)
{
	char spare[VALUE_BUFFER];
	size_t size = 0;
	struct bytes member;
	for (struct bytes rest = list; value_next_member(&rest, &member);) {
		single_check(column, version, spare, &member);
		if (size + 1 + member.size > VALUE_BUFFER)
			return false;
		if (size > 0)
			buffer[size++] = ',';
		memcpy(buffer + size, member.data, member.size);
		size += member.size;
	}
	*out = (struct bytes){buffer, size};
	return true;
}

// Checks a cell by its column's type.
enum value_verdict
value_check(const struct column *column, enum version version, struct bytes value, char *buffer,
    struct bytes *out)
{
	*out = value;
	if (!types[column->type].list)
		return single_check(column, version, buffer, out);
	enum value_verdict verdict = members_verdict(column, version, buffer, value);
	if (verdict == VALUE_REPAIRED && !members_join(column, version, value, buffer, out))
		return VALUE_BAD;
	return verdict;
}

// The code of a type's finding.
const char *
value_code(enum cell_type type)
{
	return types[type].code;
}
