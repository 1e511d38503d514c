// Brothers, sisters and namesakes who have an account already are not among those who are compared. An account that is left may be their second one, so what
// is ready on facts that one of them shares is for a person to look at. Only those whom nothing of their own tells are asked about: one walk over the links
// finds who has the same family name, and the same birth date or given name.
#include "cmd/match/suggest.h"

#include <stdlib.h>

#include "cmd/match/chains.h"
#include "pipeline/list.h"
#include "pipeline/person.h"
#include "schema/record.h"

enum { KEY_FAMILY = 'f', KEY_DATE = 'd', KEY_NAME = 'n' };

// Somebody who is ready.
struct waiting {
	uint32_t student, account;
	bool dated; // the birth date is known
};

struct kin {
	struct suggest *suggest;
	struct chains keys; // of those who are ready
	struct waiting *list;
	size_t count, room;
	struct text key;
};

// What somebody is looked up by: a letter, the family name, and the birth date or the given name. Borrowed until the next one.
static struct bytes
key_of(struct kin *kin, char letter, const struct bytes *cells, struct bytes birth_date)
{
	text_clear(&kin->key);
	text_add(&kin->key, (struct bytes){&letter, 1});
	person_name(&kin->key, cells[USERS_FAMILY_NAME]);
	text_put(&kin->key, "\n");
	if (letter == KEY_DATE)
		text_add(&kin->key, birth_date);
	if (letter == KEY_NAME)
		person_name(&kin->key, cells[USERS_GIVEN_NAME]);
	return (struct bytes){kin->key.data, kin->key.size};
}

static bool
add(struct kin *kin, struct bytes key, const struct waiting *one)
{
	if (!list_grow(&kin->list, kin->count, &kin->room, sizeof *kin->list))
		return false;
	kin->list[kin->count++] = *one;
	return !kin->key.failed && chains_add(&kin->keys, key);
}

// Notes one who is ready, unless a number, an address or a username of their own says who they are.
static bool
note(struct kin *kin, uint32_t student)
{
	struct suggest *suggest = kin->suggest;
	struct link_verdict verdict;
	struct link_evidence e;
	struct bytes cells[USERS_COLUMNS];
	uint64_t number;
	struct bytes user = idmap_id(suggest->students, student, &number);
	links_verdict(suggest->links, LINK_SIS, student, &verdict);
	if (verdict.class != LINK_READY || links_decided(suggest->links, student) ||
	    !suggest_user_cells(suggest, user, cells))
		return true;
	links_compare(suggest->links, student, verdict.best, &e);
	if (e.number == ID_SAME || e.email == ID_SAME || e.username == ID_SAME)
		return true;
	struct bytes date = suggest_birth_date(suggest, user);
	const struct waiting one = {student, verdict.best, date.size > 0};
	return add(kin, key_of(kin, KEY_FAMILY, cells, date), &one) &&
	       add(kin, key_of(kin, KEY_NAME, cells, date), &one) &&
	       (!one.dated || add(kin, key_of(kin, KEY_DATE, cells, date), &one));
}

// Whether the account of one who is ready may as well be that of somebody who is linked, and is called so.
static bool
may_be(const struct kin *kin, const struct waiting *one, bool same_date, struct bytes given)
{
	struct link_evidence e;
	struct links *links = kin->suggest->links;
	enum given_level level = links_given_of(links, LINK_APP, one->account, given);
	links_compare(links, one->student, one->account, &e);
	if (level < GIVEN_TYPO ||
	    (e.given == GIVEN_SAME && e.middle >= MIDDLE_INITIAL && level < GIVEN_SAME))
		return false;
	return same_date ||
	       e.house < HOUSE_CONTACT; // the household tells namesakes apart, not twins
}

// Marks all of a key whose account may be that of somebody who is linked.
static void
mark(struct kin *kin, struct bytes key, const struct bytes *cells, bool same_date, bool dated)
{
	for (size_t place = chains_last(&kin->keys, key); place > 0;
	     place = chains_before(&kin->keys, place)) {
		const struct waiting *one = &kin->list[place - 1];
		if ((!same_date && dated && one->dated) ||
		    !may_be(kin, one, same_date, cells[USERS_GIVEN_NAME]))
			continue;
		kin->suggest->kin[one->student] =
		    links_given_of(kin->suggest->links, LINK_SIS, one->student,
			cells[USERS_GIVEN_NAME]) == GIVEN_SAME
			? GUARD_NAMESAKE
			: GUARD_SIBLING;
	}
}

static bool
is_student(const struct suggest *suggest, struct bytes account)
{
	struct stored stored;
	struct bytes cells[ACCOUNT_CELLS];
	return store_get(suggest->matcher->store, STORE_ACCOUNTS, account, &stored) &&
	       record_read(stored.record, cells, ACCOUNT_CELLS) &&
	       bytes_is(cells[ACCOUNT_KIND], person_kind_name(PERSON_STUDENT));
}

// Holds those who are linked against those who are ready.
static bool
look_at_linked(struct kin *kin, struct fault *fault)
{
	struct suggest *suggest = kin->suggest;
	struct bytes user, cells[USERS_COLUMNS];
	const struct bytes none = {NULL, 0};
	struct stored stored;
	uint64_t ignored;
	struct store_walk *walk =
	    store_walk_open(suggest->matcher->store, STORE_LINKS, none, fault);
	if (walk == NULL)
		return false;
	while (store_walk_next(walk, &user, &stored)) {
		if (!suggest_user_cells(suggest, user, cells) ||
		    chains_last(&kin->keys, key_of(kin, KEY_FAMILY, cells, none)) == 0 ||
		    idmap_get(suggest->students, user, &ignored) ||
		    !match_stays(suggest->matcher, user) ||
		    !is_student(suggest, record_cell(stored.record, 0)))
			continue;
		struct bytes date = suggest_birth_date(suggest, user);
		mark(kin, key_of(kin, KEY_NAME, cells, date), cells, false, date.size > 0);
		if (date.size > 0)
			mark(kin, key_of(kin, KEY_DATE, cells, date), cells, true, true);
	}
	store_walk_close(walk);
	return !kin->key.failed || fault_set(fault, FAULT_TEMP, "out of memory");
}

bool
suggest_kin(struct suggest *suggest, struct fault *fault)
{
	const size_t count = idmap_count(suggest->students);
	struct kin kin = {.suggest = suggest};
	if (store_count(suggest->matcher->store, STORE_LINKS) == 0 || suggest->merges)
		return true;
	suggest->kin = calloc(count + 1, sizeof *suggest->kin);
	bool good = chains_new(&kin.keys) && suggest->kin != NULL;
	for (uint32_t i = 0; good && i < count; i++)
		good = note(&kin, i);
	if (!good)
		fault_set(fault, FAULT_TEMP, "out of memory");
	good = good && (kin.count == 0 || look_at_linked(&kin, fault));
	chains_free(&kin.keys);
	free(kin.list);
	text_free(&kin.key);
	return good;
}

void
suggest_verdict(const struct suggest *suggest, uint32_t student, struct link_verdict *verdict)
{
	links_verdict(suggest->links, LINK_SIS, student, verdict);
	if (verdict->class != LINK_READY || suggest->kin == NULL || suggest->kin[student] == 0)
		return;
	verdict->class = LINK_PARTIAL;
	verdict->guard = suggest->kin[student];
}
