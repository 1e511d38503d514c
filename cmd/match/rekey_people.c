// People for whom neither a username, nor an e-mail address, nor the matcher alone decides: who of them is left on either side, and whom what they
// have in common with those who are known (rekey_sign.c) makes one.
#include "cmd/match/rekey_crowd.h"

#include <stdlib.h>

#include "pipeline/limits.h"
#include "schema/record.h"
#include "schema/value.h"

static enum person_kind
kind_named(struct bytes name)
{
	enum person_kind kind = PERSON_STUDENT;
	while (kind != PERSON_NONE && !bytes_is(name, person_kind_name(kind)))
		kind--;
	return kind;
}

// Adds somebody. False when out of memory.
static bool
add_person(struct crowd *crowd, unsigned side, const struct one *one)
{
	uint32_t number = crowd->count[side];
	if (number == crowd->room[side]) {
		uint32_t room = 2 * number + 256;
		struct one *grown = realloc(crowd->people[side], room * sizeof *grown);
		if (grown == NULL)
			return false;
		crowd->people[side] = grown;
		crowd->room[side] = room;
	}
	crowd->people[side][crowd->count[side]++] = *one;
	return idmap_put(crowd->numbers[side], one->id, number);
}

// Gives a user of the drop the account of somebody who is gone, and notes which ids are one.
static bool
give(struct crowd *crowd, struct bytes user, struct bytes account, struct fault *fault)
{
	struct matcher *matcher = crowd->matcher;
	struct holders holders;
	struct stored stored;
	char value[ACCOUNT_ID_MAX + 64];
	bool replaced = false;
	if (!holders_read(matcher->store, account, &holders, fault))
		return false;
	for (unsigned i = 0; i < holders.count; i++) {
		struct bytes old = holders_id(&holders, i);
		if (!store_get(matcher->store, USERS, old, &stored) ||
		    !rekey_is_gone(matcher->rekey, USERS, old, &stored))
			continue;
		replaced = true;
		if (!rekey_note(matcher->rekey, USERS, old, user, fault))
			return false;
	}
	const struct bytes link[MATCH_CELLS] = {
	    [MATCH_ACCOUNT] = account, [MATCH_HOW] = bytes_of("rekey")};
	if (!replaced || record_size(link, MATCH_CELLS) > sizeof value)
		return true;
	const size_t size = record_write(value, link, MATCH_CELLS);
	return db_put(matcher->out, matcher->links, user, (struct bytes){value, size}, fault);
}

// Whether a row is not the first of its person.
static bool
is_second_row(const struct bytes person[PERSON_CELLS], struct bytes user)
{
	struct bytes rest = person[PERSON_ROWS], first;
	return value_next_member(&rest, &first) && !bytes_equal(first, user);
}

// One user of the drop: has an account by now, or is left.
static bool
take_new(struct crowd *crowd, struct bytes user, const struct roster_row *row, struct fault *fault)
{
	char room[ACCOUNT_ID_MAX];
	struct stored link;
	struct bytes value, person[PERSON_CELLS], account;
	struct matcher *matcher = crowd->matcher;
	if (row->state != ROSTER_ACTIVE || store_get(matcher->store, STORE_LINKS, user, &link))
		return true;
	if (db_get(matcher->out, matcher->links, user, &value)) {
		account = rekey_account(matcher->rekey, user, room);
		return give(crowd, user, account, fault);
	}
	if (!rekey_is_new(matcher->rekey, USERS, user, row) ||
	    !roster_person(matcher->roster, user, person) || is_second_row(person, user))
		return true;
	const struct one one = {
	    .id = user, .record = row->record, .kind = kind_named(person[PERSON_KIND_NAME])};
	return add_person(crowd, 1, &one) || fault_set(fault, FAULT_TEMP, "out of memory");
}

// One user of the directory who is gone and whom nobody has by now.
static bool
take_old(struct crowd *crowd, struct bytes user, const struct stored *stored, struct fault *fault)
{
	struct matcher *matcher = crowd->matcher;
	struct stored link, account;
	uint64_t ignored;
	if (!rekey_is_gone(matcher->rekey, USERS, user, stored) ||
	    rekey_has(matcher->rekey, USERS, REKEY_OLD, user) ||
	    !store_get(matcher->store, STORE_LINKS, user, &link))
		return true;
	struct one one = {
	    .id = user, .record = stored->record, .account = record_cell(link.record, 0)};
	if (idmap_get(crowd->accounts, one.account, &ignored) ||
	    !store_get(matcher->store, STORE_ACCOUNTS, one.account, &account))
		return true;
	one.kind = kind_named(record_cell(account.record, ACCOUNT_KIND));
	return (idmap_put(crowd->accounts, one.account, 1) && add_person(crowd, 0, &one)) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

static bool
take_all(struct crowd *crowd, struct fault *fault)
{
	struct bytes user;
	struct roster_row row;
	struct stored stored;
	struct matcher *matcher = crowd->matcher;
	struct roster_walk *rows = roster_walk_open(matcher->roster, USERS, fault);
	struct store_walk *records =
	    rows == NULL ? NULL
			 : store_walk_open(matcher->store, USERS, (struct bytes){NULL, 0}, fault);
	bool good = records != NULL;
	while (good && roster_walk_next(rows, &user, &row))
		good = take_new(crowd, user, &row, fault);
	while (good && store_walk_next(records, &user, &stored))
		good = take_old(crowd, user, &stored, fault);
	store_walk_close(records);
	roster_walk_close(rows);
	return good;
}

bool
crowd_compare(const struct crowd *crowd, const struct one *old, const struct one *new,
    struct link_evidence *evidence)
{
	uint64_t student, account;
	if (crowd->suggest == NULL || !idmap_get(crowd->suggest->students, new->id, &student) ||
	    !idmap_get(crowd->suggest->accounts, old->account, &account))
		return false;
	links_compare(crowd->suggest->links, (uint32_t)student, (uint32_t)account, evidence);
	return true;
}

// Whether the matcher has nothing against two students whose names are the same.
static bool
students_agree(struct crowd *crowd, const struct one *old, const struct one *new)
{
	struct link_evidence evidence;
	return crowd_compare(crowd, old, new, &evidence) && evidence.given == GIVEN_SAME &&
	       evidence.family == FAMILY_SAME && !evidence.suffix_clash &&
	       evidence.middle != MIDDLE_DIFFERENT && evidence.date != DATE_DIFFERENT &&
	       evidence.grade != GRADE_FAR && evidence.school != SCHOOL_OTHER &&
	       evidence.number != ID_DIFFERENT && evidence.house != HOUSE_DIFFERENT;
}

// Whether two people are one: all that speaks, speaks for the two, and nobody else has the name, but where a number tells, or a guardian's child.
static bool
are_one(struct crowd *crowd, uint32_t number, const struct one *new)
{
	if (new->vote == 0 || new->vote == SPOILT)
		return false;
	const struct one *old = &crowd->people[0][new->vote - 1];
	if (old->vote != number + 1 || old->kind != new->kind ||
	    suggest_blocked(crowd->matcher, new->id, old->account))
		return false;
	bool alone = new->sure || (new->mate == new->vote && old->mate == number + 1);
	return new->kind == PERSON_GUARDIAN ||
	       (alone && (new->kind == PERSON_STAFF || students_agree(crowd, old, new)));
}

static bool
settle_all(struct crowd *crowd, struct fault *fault)
{
	for (uint32_t i = 0; i < crowd->count[1]; i++) {
		struct one *new = &crowd->people[1][i];
		if (!are_one(crowd, i, new))
			continue;
		struct one *old = &crowd->people[0][new->vote - 1];
		new->settled = old->settled = true;
		crowd->matcher->ready++;
		if (!give(crowd, new->id, old->account, fault))
			return false;
		if (!idmap_put(crowd->matcher->rekey->settled, new->id, 1))
			return fault_set(fault, FAULT_TEMP, "out of memory");
	}
	return true;
}

// One round; *settled counts those who got an account in it.
static bool
settle_round(
    struct suggest *suggest, struct matcher *matcher, uint64_t *settled, struct fault *fault)
{
	struct crowd crowd = {.matcher = matcher, .suggest = suggest};
	uint64_t before = idmap_count(matcher->rekey->settled);
	crowd.numbers[0] = idmap_new();
	crowd.numbers[1] = idmap_new();
	crowd.accounts = idmap_new();
	crowd.signs = sort_new(matcher->job->out, LIMIT_SORT_BYTES);
	bool good = crowd.numbers[0] != NULL && crowd.numbers[1] != NULL &&
		    crowd.accounts != NULL && crowd.signs != NULL;
	if (!good)
		fault_set(fault, FAULT_TEMP, "out of memory");
	good = good && take_all(&crowd, fault) && crowd_sign(&crowd, fault) &&
	       crowd_count(&crowd, fault) && settle_all(&crowd, fault);
	*settled = idmap_count(matcher->rekey->settled) - before;
	good = good && (*settled > 0 || crowd_note(&crowd, fault));
	for (unsigned side = 0; side < SIDES; side++) {
		idmap_free(crowd.numbers[side]);
		free(crowd.people[side]);
	}
	idmap_free(crowd.accounts);
	sort_free(crowd.signs);
	return good;
}

bool
rekey_people(struct suggest *suggest, struct matcher *matcher, struct fault *fault)
{
	uint64_t settled = matcher->rekey != NULL && matcher->rekey->asked ? 1 : 0;
	while (settled > 0) // whose child is known by now is known by that
		if (!settle_round(suggest, matcher, &settled, fault))
			return false;
	return matcher->rekey == NULL || rekey_wait(matcher->rekey, fault);
}
