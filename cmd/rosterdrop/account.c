// `account`: looks at accounts, makes and changes them by hand. Names, addresses and birth dates come from a file or standard input, never from the
// command line. What the SIS says of somebody follows the SIS, but for names, which a users manager may change for good.
#include "cmd/rosterdrop/account.h"

#include <stdio.h>
#include <string.h>

#include "cmd/rosterdrop/hand_file.h"

// What may be done to a cell of somebody whom the SIS knows.
enum rule {
	RULE_NAME, // changed for good
	RULE_CONTACT, // the person's own once they have joined
	RULE_SIS, // follows the SIS
	RULE_FREE, // nothing of the SIS
};

// The columns of files of accounts, behind the first one. How to add one: a line here and in `columns`, its place in account_sources if the SIS has it.
static const struct {
	enum account_cell cell;
	enum rule rule;
} cells_of[] = {
    {ACCOUNT_GIVEN_NAME, RULE_NAME},
    {ACCOUNT_MIDDLE_NAME, RULE_NAME},
    {ACCOUNT_FAMILY_NAME, RULE_NAME},
    {ACCOUNT_PREFERRED_GIVEN_NAME, RULE_NAME},
    {ACCOUNT_BIRTH_DATE, RULE_SIS},
    {ACCOUNT_GRADES, RULE_SIS},
    {ACCOUNT_SCHOOLS, RULE_SIS},
    {ACCOUNT_USERNAME, RULE_CONTACT},
    {ACCOUNT_EMAIL, RULE_CONTACT},
    {ACCOUNT_MOBILE, RULE_CONTACT},
    {ACCOUNT_PHONE, RULE_CONTACT},
    {ACCOUNT_IDENTIFIER, RULE_SIS},
    {ACCOUNT_LANGUAGE, RULE_FREE},
};
enum { CELLS = sizeof cells_of / sizeof *cells_of };
#define CELL_COLUMNS \
	"givenName", "middleName", "familyName", "preferredGivenName", "birthDate", "grades", \
	    "schools", "username", "email", "mobile", "phone", "identifier", "language", NULL
static const char *const edit_columns[] = {"accountId", CELL_COLUMNS};
static const char *const add_columns[] = {"kind", CELL_COLUMNS};

// Why a cell of somebody in the SIS cannot be changed by hand; NULL when it can.
static const char *
refusal(const struct hand *hand, const struct account *account, enum rule rule)
{
	bool archived = bytes_is(account->cells[ACCOUNT_STATE], "archived");
	struct bytes state = account->cells[archived ? ACCOUNT_STATE_BEFORE : ACCOUNT_STATE];
	if (!people_in_sis(account) || rule == RULE_NAME || rule == RULE_FREE ||
	    !hand_is_live(hand)) // off: the directory is run by hand
		return NULL;
	if (rule == RULE_SIS)
		return "follows the SIS; have it mended there";
	if (!bytes_is(state, "active"))
		return "follows the SIS until the person has joined; have it mended there";
	if (hand->district->contacts.update_active)
		return "is changed by the SIS only (contacts { update_active = yes })";
	return NULL;
}

// Takes one cell of a row over.
static bool
edit_cell(struct hand *hand, const struct account *account, unsigned which, struct bytes given,
    struct bytes *cells, struct fault *fault)
{
	enum account_cell cell = cells_of[which].cell;
	struct bytes value;
	const char *why = refusal(hand, account, cells_of[which].rule);
	if (!people_value(hand, cell, given, &value, fault))
		return false;
	if (bytes_equal(value, cells[cell]))
		return true;
	if (why != NULL)
		return fault_set(fault, FAULT_DENIED, "%s of %.*s %s",
		    entity_column(ACCOUNTS, cell), (int)account->id.size, account->id.data, why);
	if (cells_of[which].rule != RULE_FREE && !people_unlocked(hand, account, fault))
		return false;
	cells[cell] = value;
	return cells_of[which].rule != RULE_NAME ||
	       people_stick_name(hand, account, cell, value, fault);
}

// A row of `edit`: cells of columns that the file has, blank ones too.
static bool
edit_row(struct hand *hand, void *context, const struct hand_row *row, struct fault *fault)
{
	struct account account;
	struct bytes cells[ACCOUNT_CELLS];
	bool good = true;
	(void)context;
	if (!people_find(hand, row->cells[0], &account, fault) ||
	    !hand_may(hand, MAY_EDIT_PEOPLE, account.cells[ACCOUNT_SCHOOLS], fault))
		return false;
	memcpy(cells, account.cells, sizeof cells);
	for (unsigned i = 0; good && i < CELLS; i++)
		if ((row->given & 2U << i) != 0)
			good = edit_cell(hand, &account, i, row->cells[i + 1], cells, fault);
	bool differs = false;
	for (unsigned i = 0; i < ACCOUNT_CELLS; i++)
		differs = differs || !bytes_equal(cells[i], account.cells[i]);
	if (!good || !differs)
		return good;
	if (!bytes_equal(cells[ACCOUNT_USERNAME], account.cells[ACCOUNT_USERNAME]) &&
	    !hand_username(
		hand, account.id, cells[ACCOUNT_USERNAME], account.cells[ACCOUNT_USERNAME], fault))
		return false;
	return people_put(hand, &account, cells, ACTION_UPDATE, REASON_BY_HAND, false, fault);
}

bool
account_edit(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct account_wish *wish = context;
	(void)words;
	(void)count;
	if (wish->file == NULL)
		return front_usage(hand->front, "--file is missing (- is standard input)", fault);
	return hand_file(hand, wish->file, &(const struct hand_columns){edit_columns, 1, false},
	    edit_row, NULL, fault);
}

// Whether somebody of this kind can be made by hand now.
static bool
check_kind(struct hand *hand, struct bytes kind, struct fault *fault)
{
	if (bytes_is(kind, "guardian"))
		return fault_set(fault, FAULT_USAGE,
		    "a guardian is added with a student: rosterdrop guardian DISTRICT add");
	if (!bytes_is(kind, "student") && !bytes_is(kind, "staff"))
		return fault_set(fault, FAULT_USAGE, "kind is student or staff");
	if (bytes_is(kind, "student") && hand_is_live(hand))
		return fault_set(fault, FAULT_DENIED,
		    "students are made by the SIS while the sync is live; one who is in the "
		    "school's "
		    "directory is put into a class with rosterdrop class DISTRICT member-add");
	return true;
}

// A row of `add`.
static bool
add_row(struct hand *hand, void *context, const struct hand_row *row, struct fault *fault)
{
	struct bytes id, cells[ACCOUNT_CELLS] = {[ACCOUNT_KIND] = row->cells[0],
			     [ACCOUNT_STATE] = bytes_of("invited"),
			     [ACCOUNT_ORIGIN] = bytes_of("manual"),
			     [ACCOUNT_LINKS] = bytes_of("0")};
	bool good = check_kind(hand, row->cells[0], fault);
	(void)context;
	for (unsigned i = 0; good && i < CELLS; i++)
		good = people_value(
		    hand, cells_of[i].cell, row->cells[i + 1], &cells[cells_of[i].cell], fault);
	if (!good || !hand_may(hand, MAY_EDIT_PEOPLE, cells[ACCOUNT_SCHOOLS], fault))
		return false;
	if (cells[ACCOUNT_GIVEN_NAME].size == 0 || cells[ACCOUNT_FAMILY_NAME].size == 0)
		return fault_set(fault, FAULT_USAGE, "givenName and familyName cannot be blank");
	return people_add(hand, cells, &id, fault) &&
	       hand_username(hand, id, cells[ACCOUNT_USERNAME], (struct bytes){NULL, 0}, fault);
}

bool
account_add(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct account_wish *wish = context;
	(void)words;
	(void)count;
	if (wish->file == NULL)
		return front_usage(hand->front, "--file is missing (- is standard input)", fault);
	return hand_file(hand, wish->file, &(const struct hand_columns){add_columns, 1, false},
	    add_row, NULL, fault);
}

// Whether the SIS had somebody and has them no more. An account that was there before, and whose link an undo took away, is nobody's there.
static bool
has_left(const struct account *account)
{
	return !people_in_sis(account) &&
	       (account->holders.count > 0 || bytes_is(account->cells[ACCOUNT_ORIGIN], "sis"));
}

// Takes one edit back; `state` at once, a name with the next bulk drop.
static bool
take_back(struct hand *hand, const struct account *account, const char *cell, struct fault *fault)
{
	struct bytes cells[ACCOUNT_CELLS];
	bool was;
	if (!people_edit(hand, EDIT_ACCOUNT, account->id, cell, NULL, &was, fault))
		return false;
	if (!was)
		return fault_set(fault, FAULT_MISSING, "nobody changed %.40s of %.*s by hand", cell,
		    (int)account->id.size, account->id.data);
	if (strcmp(cell, "state") != 0)
		return true;
	struct bytes before = account->cells[ACCOUNT_STATE_BEFORE];
	bool archived = bytes_is(account->cells[ACCOUNT_STATE], "archived");
	memcpy(cells, account->cells, sizeof cells);
	if (archived && people_in_sis(account))
		account_set_state(cells, before.size > 0 ? before : bytes_of("invited"));
	else if (!archived && has_left(account) && !people_is(account, PERSON_GUARDIAN))
		account_set_state(cells, bytes_of("archived"));
	return bytes_equal(cells[ACCOUNT_STATE], account->cells[ACCOUNT_STATE]) ||
	       people_put(hand, account, cells, archived ? ACTION_UNARCHIVE : ACTION_ARCHIVE,
		   REASON_BY_HAND, false, fault);
}

bool
account_restore(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct account account;
	(void)context;
	if (!people_find(hand, bytes_of(words[0]), &account, fault) ||
	    !hand_may(hand, MAY_EDIT_PEOPLE, account.cells[ACCOUNT_SCHOOLS], fault))
		return false;
	for (int i = 1; i < count; i++)
		if (!take_back(hand, &account, words[i], fault))
			return false;
	return true;
}

bool
command_account(struct front *front, struct fault *fault)
{
	static const struct verb verbs[] = {
	    {"list", "[--kind K] [--state S] [--school ID] [--search TEXT|-]", 0, 0, true,
		account_list},
	    {"show", "ACCOUNT", 1, 1, true, account_show},
	    {"add", "--file FILE|-", 0, 0, false, account_add},
	    {"edit", "--file FILE|-", 0, 0, false, account_edit},
	    {"restore", "ACCOUNT CELL ...", 2, HAND_WORDS_MAX, false, account_restore},
	    {"enable", "ACCOUNT ... | --file FILE|-", 0, HAND_WORDS_MAX, false, account_enable},
	    {"archive", "ACCOUNT ... | --file FILE|- | --kind K --school ID | --kind K --all", 0,
		HAND_WORDS_MAX, false, account_archive},
	    {NULL, NULL, 0, 0, false, NULL},
	};
	struct hand hand = {.as = NULL};
	struct account_wish wish = {.all = false};
	const struct option options[] = {HAND_OPTIONS(hand), {"--school", NULL, &wish.school},
	    {"--kind", NULL, &wish.kind}, {"--state", NULL, &wish.state},
	    {"--search", NULL, &wish.search}, {"--file", NULL, &wish.file},
	    {"--all", &wish.all, NULL}, {NULL, NULL, NULL}};
	return hand_run(&hand, front, options, verbs, &wish, fault);
}
