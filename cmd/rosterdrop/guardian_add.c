// `guardian add`: guardians whom a school adds by hand, each connected with a student; from a file, because it is nothing but personal values. One who has
// nothing to sign in with that no other guardian has is refused, as a guardian of the SIS is.
#include "cmd/rosterdrop/guardian.h"

#include <string.h>

#include "cmd/rosterdrop/hand_file.h"
#include "pipeline/text_fold.h"

enum {
	FILE_STUDENT,
	FILE_GIVEN_NAME,
	FILE_FAMILY_NAME,
	FILE_EMAIL,
	FILE_MOBILE,
	FILE_PHONE,
	FILE_LANGUAGE,
	FILE_RELATIONSHIP
};

static const char *const columns[] = {"studentAccountId", "givenName", "familyName", "email",
    "mobile", "phone", "language", "relationship", NULL};

// The cells that the columns fill.
static const struct {
	unsigned column;
	enum account_cell cell;
} filled[] = {{FILE_GIVEN_NAME, ACCOUNT_GIVEN_NAME}, {FILE_FAMILY_NAME, ACCOUNT_FAMILY_NAME},
    {FILE_EMAIL, ACCOUNT_EMAIL}, {FILE_MOBILE, ACCOUNT_MOBILE}, {FILE_PHONE, ACCOUNT_PHONE},
    {FILE_LANGUAGE, ACCOUNT_LANGUAGE}};

// What guardians sign in with: a letter and the folded value -> 1 + index of the guardian in `owners`; and those who were made in this act.
struct credentials {
	struct idmap *owners, *values;
	struct text folded;
};

// A credential's key: a letter, then the address folded, or the digits of the phone number. Empty for a blank one.
static struct bytes
credential_of(struct credentials *credentials, char letter, struct bytes value)
{
	struct text *text = &credentials->folded;
	text_clear(text);
	text_add(text, (struct bytes){&letter, 1});
	if (letter == 'e')
		text_fold(text, value);
	for (size_t i = 0; letter == 'm' && i < value.size; i++)
		if (value.data[i] >= '0' && value.data[i] <= '9')
			text_add(text, (struct bytes){value.data + i, 1});
	return (struct bytes){text->data, text->size > 1 ? text->size : 0};
}

// Notes whose the credentials of a guardian are; the first one has it.
static bool
note(struct credentials *credentials, struct bytes id, const struct bytes *cells)
{
	uint64_t owner, number = idmap_count(credentials->owners);
	struct bytes email = credential_of(credentials, 'e', cells[ACCOUNT_EMAIL]);
	if (!idmap_put(credentials->owners, id, 1))
		return false;
	if (email.size > 0 && !idmap_get(credentials->values, email, &owner) &&
	    !idmap_put(credentials->values, email, number))
		return false;
	struct bytes mobile = credential_of(credentials, 'm', cells[ACCOUNT_MOBILE]);
	return mobile.size == 0 || idmap_get(credentials->values, mobile, &owner) ||
	       idmap_put(credentials->values, mobile, number);
}

// Reads those of all guardians of the directory.
static bool
read_credentials(struct hand *hand, struct credentials *credentials, struct fault *fault)
{
	struct bytes key, cells[ACCOUNT_CELLS];
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(hand->store, ACCOUNTS, (struct bytes){NULL, 0}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored))
		if (record_read(stored.record, cells, ACCOUNT_CELLS) &&
		    bytes_is(cells[ACCOUNT_KIND], "guardian"))
			good = note(credentials, key, cells) ||
			       fault_set(fault, FAULT_TEMP, "out of memory");
	store_walk_close(walk);
	return good;
}

// Whose a credential is; empty when it is blank or nobody's.
static struct bytes
owner_of(struct credentials *credentials, char letter, struct bytes value)
{
	uint64_t owner, ignored;
	struct bytes key = credential_of(credentials, letter, value);
	if (key.size == 0 || !idmap_get(credentials->values, key, &owner))
		return (struct bytes){NULL, 0};
	return idmap_id(credentials->owners, (size_t)owner, &ignored);
}

// Whether the guardian of a row is one whom this act made for a row before: the same in all that is given.
static bool
is_same(struct hand *hand, struct bytes owner, const struct bytes *cells)
{
	struct stored before;
	struct bytes made[RECORD_CELLS_MAX];
	enum stored_state state;
	if (owner.size == 0 || store_get(hand->store, ACCOUNTS, owner, &before) ||
	    !hand_get(hand, ACCOUNTS, owner, &state, made))
		return false;
	for (size_t i = 0; i < sizeof filled / sizeof *filled; i++)
		if (!bytes_equal(made[filled[i].cell], cells[filled[i].cell]))
			return false;
	return true;
}

// Makes the guardian of a row, or finds the one whom a row before made.
static bool
make_guardian(struct hand *hand, struct credentials *credentials, const struct bytes *cells,
    struct bytes *id, struct fault *fault)
{
	struct bytes by_email = owner_of(credentials, 'e', cells[ACCOUNT_EMAIL]);
	struct bytes by_mobile = owner_of(credentials, 'm', cells[ACCOUNT_MOBILE]);
	*id = by_email.size > 0 ? by_email : by_mobile;
	if (is_same(hand, *id, cells))
		return true;
	bool own = (cells[ACCOUNT_EMAIL].size > 0 && by_email.size == 0) ||
		   (cells[ACCOUNT_MOBILE].size > 0 && by_mobile.size == 0);
	if (!own && id->size > 0)
		return fault_set(fault, FAULT_USAGE,
		    "the guardian %.*s has the same; connect that one: rosterdrop guardian "
		    "DISTRICT "
		    "connect",
		    (int)id->size, id->data);
	if (!own)
		return fault_set(fault, FAULT_USAGE,
		    "a guardian needs an email or a mobile that no other guardian has");
	return people_add(hand, cells, id, fault) &&
	       (note(credentials, *id, cells) || fault_set(fault, FAULT_TEMP, "out of memory"));
}

static bool
add_row(struct hand *hand, void *context, const struct hand_row *row, struct fault *fault)
{
	struct account student, guardian;
	struct bytes id, cells[ACCOUNT_CELLS] = {[ACCOUNT_KIND] = bytes_of("guardian"),
			     [ACCOUNT_STATE] = bytes_of("invited"),
			     [ACCOUNT_ORIGIN] = bytes_of("manual"),
			     [ACCOUNT_LINKS] = bytes_of("0")};
	if (!people_find(hand, row->cells[FILE_STUDENT], &student, fault) ||
	    !guardian_may(hand, &student, MAY_ROSTER, fault))
		return false;
	for (size_t i = 0; i < sizeof filled / sizeof *filled; i++)
		if (!people_value(hand, filled[i].cell, row->cells[filled[i].column],
			&cells[filled[i].cell], fault))
			return false;
	cells[ACCOUNT_SCHOOLS] = student.cells[ACCOUNT_SCHOOLS];
	if (cells[ACCOUNT_GIVEN_NAME].size == 0 || cells[ACCOUNT_FAMILY_NAME].size == 0)
		return fault_set(fault, FAULT_USAGE, "givenName and familyName cannot be blank");
	return make_guardian(hand, context, cells, &id, fault) &&
	       people_find(hand, id, &guardian, fault) &&
	       family_connect(hand, &student, &guardian,
		   hand_keep(hand, row->cells[FILE_RELATIONSHIP]), fault);
}

bool
guardian_add(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct guardian_wish *wish = context;
	struct credentials credentials = {.owners = idmap_new(), .values = idmap_new()};
	(void)words;
	(void)count;
	bool good = (credentials.owners != NULL && credentials.values != NULL) ||
		    fault_set(fault, FAULT_TEMP, "out of memory");
	if (good && wish->file == NULL)
		good = front_usage(hand->front, "--file is missing (- is standard input)", fault);
	good = good && read_credentials(hand, &credentials, fault) &&
	       hand_file(hand, wish->file, &(const struct hand_columns){columns, 7, false}, add_row,
		   &credentials, fault);
	idmap_free(credentials.owners);
	idmap_free(credentials.values);
	text_free(&credentials.folded);
	return good;
}
