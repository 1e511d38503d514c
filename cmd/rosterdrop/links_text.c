// A suggestion for somebody who has to decide: one sentence, then side by side what both know. Names, grades and dates of the student in full, since one
// cannot decide without; of guardians' contacts only as much as shows whether they are the same. No percentages: they would be trusted.
#include "cmd/rosterdrop/links.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/rosterdrop/screen.h"
#include "pipeline/shown.h"
#include "pipeline/text_fold.h"
#include "schema/value.h"

enum { FIELD_WIDTH = 16, VALUE_WIDTH = 36, NARROW_WIDTH = 11 };

void
links_put(struct text *text, struct bytes value)
{
	static int utf8 = -1; // nobody changes the terminal in the middle of a command
	if (utf8 < 0)
		utf8 = screen_utf8();
	shown_put(text, value, utf8 > 0);
}

bool
links_part(struct bytes *rest, const char *separator, struct bytes *part)
{
	size_t width = strlen(separator);
	if (rest->size == 0)
		return false;
	const char *end = memmem(rest->data, rest->size, separator, width);
	size_t size = end == NULL ? rest->size : (size_t)(end - rest->data);
	size_t used = end == NULL ? size : size + width;
	*part = (struct bytes){rest->data, size};
	*rest = (struct bytes){rest->data + used, rest->size - used};
	return true;
}

// Adds a value in a column; a character counts as one wide.
static void
column(struct text *text, struct bytes value, size_t width)
{
	size_t seen = 0, begin = text->size;
	links_put(text, value);
	for (size_t i = begin; i < text->size; i++)
		seen += ((unsigned char)text->data[i] & 0xc0) != 0x80;
	text_put(text, " ");
	for (seen++; seen < width; seen++)
		text_put(text, " ");
}

// Adds a contact so that it can be compared and not used: the first letter and what stands behind the @, or the last two digits.
static void
mask(struct text *text, struct bytes value)
{
	const char *at = value.size == 0 ? NULL : memchr(value.data, '@', value.size);
	size_t skip = at != NULL ? (size_t)(at - value.data) : value.size > 2 ? value.size - 2 : 0;
	if (value.size == 0)
		return;
	text_put(text, " ");
	if (at != NULL)
		links_put(text, (struct bytes){value.data, skip > 0 ? 1 : 0});
	text_put(text, "...");
	links_put(text, (struct bytes){value.data + skip, value.size - skip});
}

// Adds a guardian to a list.
static void
add_guardian(struct text *text, struct bytes given, struct bytes family, const struct bytes *ways,
    unsigned count)
{
	text_put(text, text->size > 0 ? ", " : "");
	text_add(text, given);
	text_put(text, " ");
	text_add(text, family);
	for (unsigned i = 0; i < count; i++)
		mask(text, ways[i]);
}

static void
sis_guardians(struct desk *desk, struct bytes user, struct text *text)
{
	struct bytes cells[USERS_COLUMNS], person[PERSON_CELLS];
	size_t first, count = desk_guardians(desk, user, &first);
	for (size_t i = first; i < first + count; i++)
		if (desk_person(desk, desk->ties[i].guardian, cells, person))
			add_guardian(text, cells[USERS_GIVEN_NAME], cells[USERS_FAMILY_NAME],
			    (const struct bytes[]){cells[USERS_EMAIL], cells[USERS_SMS]}, 2);
}

static void
directory_guardians(struct hand *hand, struct bytes account, struct text *text)
{
	char room[DB_KEY_MAX];
	struct bytes key, cells[ACCOUNT_CELLS];
	struct bytes from = pair_key(account, (struct bytes){NULL, 0}, room);
	struct stored stored, guardian;
	struct fault ignored;
	struct store_walk *walk = store_walk_open(hand->store, CONNECTIONS, from, &ignored);
	while (walk != NULL && store_walk_next(walk, &key, &stored) && key.size > from.size &&
	       memcmp(key.data, from.data, from.size) == 0) {
		const struct bytes id = {key.data + from.size, key.size - from.size};
		if (stored.state == STORED_ACTIVE &&
		    store_get(hand->store, ACCOUNTS, id, &guardian) &&
		    record_read(guardian.record, cells, ACCOUNT_CELLS))
			add_guardian(text, cells[ACCOUNT_GIVEN_NAME], cells[ACCOUNT_FAMILY_NAME],
			    (const struct bytes[]){cells[ACCOUNT_EMAIL], cells[ACCOUNT_MOBILE]}, 2);
	}
	store_walk_close(walk);
}

// The fields, by the names that the evidence has. How to add one: a line here. Cells behind the columns are told apart in `sis_value`.
enum { OF_DEMOGRAPHICS = -1, OF_SCHOOLS = -2, OF_GUARDIANS = -3 };
static const struct {
	const char *name;
	int user;
	enum account_cell account;
} fields[] = {
    {"given name", USERS_GIVEN_NAME, ACCOUNT_GIVEN_NAME},
    {"middle name", USERS_MIDDLE_NAME, ACCOUNT_MIDDLE_NAME},
    {"family name", USERS_FAMILY_NAME, ACCOUNT_FAMILY_NAME},
    {"preferred name", USERS_PREFERRED_GIVEN_NAME, ACCOUNT_PREFERRED_GIVEN_NAME},
    {"birth date", OF_DEMOGRAPHICS, ACCOUNT_BIRTH_DATE},
    {"student number", USERS_IDENTIFIER, ACCOUNT_IDENTIFIER},
    {"e-mail", USERS_EMAIL, ACCOUNT_EMAIL},
    {"username", USERS_USERNAME, ACCOUNT_USERNAME},
    {"guardians", OF_GUARDIANS, ACCOUNT_KIND},
    {"school", OF_SCHOOLS, ACCOUNT_SCHOOLS},
    {"grade", USERS_GRADES, ACCOUNT_GRADES},
};

// What the evidence says of a field: "verdict (effect)"; empty when nothing.
static struct bytes
verdict_of(struct bytes evidence, const char *field)
{
	struct bytes part, rest = evidence;
	size_t size = strlen(field);
	while (links_part(&rest, "; ", &part)) {
		if (part.size > size + 2 && memcmp(part.data, field, size) == 0 &&
		    part.data[size] == ':')
			return (struct bytes){part.data + size + 2, part.size - size - 2};
		if (bytes_is(part, field)) // exact username or e-mail
			return bytes_of("same (strong for)");
	}
	if ((strcmp(field, "given name") == 0 || strcmp(field, "family name") == 0) &&
	    evidence.size > 0 && memmem(evidence.data, evidence.size, "given and family name:", 22))
		return bytes_of("in each other's place (for)");
	return bytes_is(evidence, "email") && strcmp(field, "e-mail") == 0
		   ? bytes_of("same (strong for)")
		   : (struct bytes){NULL, 0};
}

// Adds what the SIS says of a field.
static void
sis_value(struct desk *desk, struct bytes user, int which, struct text *text)
{
	struct bytes cells[USERS_COLUMNS], person[PERSON_CELLS];
	struct roster_row row;
	if (!desk_person(desk, user, cells, person))
		return;
	if (which == OF_DEMOGRAPHICS) {
		if (roster_get(desk->roster, DEMOGRAPHICS, user, &row))
			text_add(text, record_cell(row.record, DEMOGRAPHICS_BIRTH_DATE));
	} else if (which == OF_SCHOOLS) {
		text_add(text, person[PERSON_SCHOOLS]);
	} else if (which == OF_GUARDIANS) {
		sis_guardians(desk, user, text);
	} else {
		text_add(text, cells[which]);
	}
}

// Adds a value on a line of its own, where there is no room for columns.
static void
line(struct text *text, const char *head, struct bytes value)
{
	text_put(text, "      ");
	column(text, bytes_of(head), NARROW_WIDTH);
	links_put(text, value);
	text_put(text, "\n");
}

// A field of both sides.
struct field {
	const char *name;
	struct bytes sis, own, verdict;
	bool has; // there is an account to compare with
};

// Adds a field: a row of the table, or what it would say line by line.
static void
put_field(struct text *text, const struct field *field, bool narrow)
{
	text_put(text, "    ");
	if (!narrow) {
		column(text, bytes_of(field->name), FIELD_WIDTH);
		column(text, field->sis, VALUE_WIDTH);
		if (field->has)
			column(text, field->own, VALUE_WIDTH);
		links_put(text, field->verdict);
		text_put(text, "\n");
		return;
	}
	text_put(text, field->name);
	text_put(text, field->verdict.size > 0 ? ": " : "");
	links_put(text, field->verdict);
	text_put(text, "\n");
	line(text, "SIS", field->sis);
	if (field->has)
		line(text, "directory", field->own);
}

// What is said of two values: what match found, else whether they are the same.
static struct bytes
verdict_or(struct bytes evidence, const struct field *field)
{
	struct bytes verdict = verdict_of(evidence, field->name);
	if (!field->has || verdict.size > 0)
		return field->has ? verdict : (struct bytes){NULL, 0};
	if (field->sis.size == 0 || field->own.size == 0)
		return bytes_of("not known (none)");
	return bytes_of(bytes_equal(field->sis, field->own) ? "same" : "not the same");
}

void
links_say_pair(struct desk *desk, struct bytes user, struct bytes account, struct bytes evidence,
    struct text *text)
{
	struct bytes cells[RECORD_CELLS_MAX];
	struct text sis = {NULL, 0, 0, false}, own = {NULL, 0, 0, false};
	enum stored_state state;
	unsigned width = screen_width();
	bool has = account.size > 0 && hand_get(desk->hand, ACCOUNTS, account, &state, cells);
	bool narrow = width > 0 && width < SCREEN_NARROW;
	const struct field head = {"field", bytes_of("SIS"), bytes_of("directory"),
	    bytes_of(has ? "verdict (effect)" : ""), has};
	if (!narrow)
		put_field(text, &head, false);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		text_clear(&sis);
		text_clear(&own);
		sis_value(desk, user, fields[i].user, &sis);
		if (has && fields[i].user == OF_GUARDIANS)
			directory_guardians(desk->hand, account, &own);
		else if (has)
			text_add(&own, cells[fields[i].account]);
		struct field field = {.name = fields[i].name,
		    .sis = {sis.data, sis.size},
		    .own = {own.data, own.size},
		    .has = has};
		field.verdict = verdict_or(evidence, &field);
		if (sis.size > 0 || own.size > 0)
			put_field(text, &field, narrow);
	}
	desk->hand->short_of_memory = desk->hand->short_of_memory || sis.failed || own.failed;
	text_free(&sis);
	text_free(&own);
}
