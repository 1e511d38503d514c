// The students of the drop who have no link, and their guardians. Relationships are read once, for all: they stand under either of the two.
#include "cmd/match/suggest.h"

#include <stdlib.h>

#include "cmd/match/trial.h"
#include "pipeline/list.h"
#include "schema/record.h"

struct tie {
	uint32_t student;
	struct bytes guardian; // sourcedId, borrowed from roster.mdb
};

struct ties {
	struct tie *list;
	size_t count, room;
};

// The students without a link, in order of sourcedId.
static bool
find_students(struct suggest *suggest, struct fault *fault)
{
	struct matcher *matcher = suggest->matcher;
	const bool everybody = matcher->trial != NULL && matcher->trial->everybody;
	struct bytes user, linked = {NULL, 0}, person[PERSON_CELLS];
	struct roster_row row;
	struct stored stored;
	struct roster_walk *users = roster_walk_open(matcher->roster, USERS, fault);
	struct store_walk *links = users == NULL ? NULL
						 : store_walk_open(matcher->store, STORE_LINKS,
						       (struct bytes){NULL, 0}, fault);
	bool good = links != NULL, more = good && store_walk_next(links, &linked, &stored);
	while (good && roster_walk_next(users, &user, &row)) {
		while (more && bytes_compare(linked, user) < 0)
			more = store_walk_next(links, &linked, &stored);
		bool has = more && bytes_equal(linked, user);
		if (row.state != ROSTER_ACTIVE || (has && !suggest->merges && !everybody) ||
		    !roster_person(matcher->roster, user, person) ||
		    !bytes_is(person[PERSON_KIND_NAME], person_kind_name(PERSON_STUDENT)))
			continue;
		good = idmap_put(suggest->students, user, idmap_count(suggest->students)) ||
		       fault_set(fault, FAULT_TEMP, "out of memory");
	}
	store_walk_close(links);
	roster_walk_close(users);
	return good;
}

// Accounts whose sourcedIds are gone: links, the drop's users and the store's, side by side, all in order of sourcedId.
static bool
find_freed(struct suggest *suggest, struct fault *fault)
{
	struct matcher *matcher = suggest->matcher;
	const struct bytes start = {NULL, 0};
	struct bytes linked, user = start;
	struct stored stored;
	struct roster_row row = {0};
	struct roster_walk *users = roster_walk_open(matcher->roster, USERS, fault);
	struct store_walk *links =
	    users == NULL ? NULL : store_walk_open(matcher->store, STORE_LINKS, start, fault);
	bool good = links != NULL, more = good && roster_walk_next(users, &user, &row);
	while (good && store_walk_next(links, &linked, &stored)) {
		uint64_t count = 0;
		while (more && bytes_compare(user, linked) < 0)
			more = roster_walk_next(users, &user, &row);
		bool comes = more && bytes_equal(user, linked);
		if (comes ? row.state == ROSTER_ACTIVE : match_stays(matcher, linked))
			continue;
		struct bytes account = record_cell(stored.record, 0);
		idmap_get(suggest->freed, account, &count);
		good = idmap_put(suggest->freed, account, count + 1) ||
		       fault_set(fault, FAULT_TEMP, "out of memory");
	}
	store_walk_close(links);
	roster_walk_close(users);
	return good;
}

static bool
add_tie(struct ties *ties, uint64_t student, struct bytes guardian)
{
	if (!list_grow(&ties->list, ties->count, &ties->room, sizeof *ties->list))
		return false;
	ties->list[ties->count++] = (struct tie){(uint32_t)student, guardian};
	return true;
}

static int
compare_ties(const void *a, const void *b)
{
	const struct tie *x = a, *y = b;
	return x->student != y->student ? (x->student > y->student) - (x->student < y->student)
					: bytes_compare(x->guardian, y->guardian);
}

// Who is tied to a student that is looked at; whichever of the two names the other.
static bool
find_ties(struct suggest *suggest, struct ties *ties, struct fault *fault)
{
	struct bytes key;
	struct roster_row row;
	uint64_t student;
	struct roster_walk *walk = roster_walk_open(suggest->matcher->roster, RELATIONSHIPS, fault);
	bool good = walk != NULL;
	while (good && roster_walk_next(walk, &key, &row)) {
		const char *end = memchr(key.data, '\0', key.size);
		if (end == NULL || row.state != ROSTER_ACTIVE)
			continue;
		struct bytes first = {key.data, (size_t)(end - key.data)};
		struct bytes second = {end + 1, key.size - first.size - 1};
		good = (!idmap_get(suggest->students, first, &student) ||
			   add_tie(ties, student, second)) &&
		       (!idmap_get(suggest->students, second, &student) ||
			   add_tie(ties, student, first));
	}
	roster_walk_close(walk);
	if (good && ties->count > 0)
		qsort(ties->list, ties->count, sizeof *ties->list, compare_ties);
	return good || walk == NULL || fault_set(fault, FAULT_TEMP, "out of memory");
}

bool
suggest_user_cells(struct suggest *suggest, struct bytes user, struct bytes cells[USERS_COLUMNS])
{
	struct roster_row row;
	struct stored stored;
	if (roster_get(suggest->matcher->roster, USERS, user, &row))
		return row.state == ROSTER_ACTIVE && record_read(row.record, cells, USERS_COLUMNS);
	return store_get(suggest->matcher->store, USERS, user, &stored) &&
	       stored.state == STORED_ACTIVE && record_read(stored.record, cells, USERS_COLUMNS);
}

// Whether somebody who is tied to a student is one of the students, a brother or sister by mistake: then not a guardian.
static unsigned
take_guardians(struct suggest *suggest, const struct ties *ties, size_t *at, uint32_t student,
    uint32_t numbers[LINK_GUARDIANS])
{
	struct bytes cells[USERS_COLUMNS], person[PERSON_CELLS];
	unsigned count = 0;
	for (; *at < ties->count && ties->list[*at].student == student; (*at)++) {
		struct bytes guardian = ties->list[*at].guardian;
		bool other = roster_person(suggest->matcher->roster, guardian, person) &&
			     bytes_is(person[PERSON_KIND_NAME], person_kind_name(PERSON_STUDENT));
		if (other || count == LINK_GUARDIANS ||
		    !suggest_user_cells(suggest, guardian, cells))
			continue;
		const struct link_guardian given = suggest_guardian(cells);
		numbers[count++] = links_guardian(suggest->links, LINK_SIS, &given);
	}
	return count;
}

struct bytes
suggest_birth_date(struct suggest *suggest, struct bytes user)
{
	struct roster_row row;
	struct stored stored;
	if (roster_get(suggest->matcher->roster, DEMOGRAPHICS, user, &row))
		return record_cell(row.record, DEMOGRAPHICS_BIRTH_DATE);
	if (store_get(suggest->matcher->store, DEMOGRAPHICS, user, &stored))
		return record_cell(stored.record, DEMOGRAPHICS_BIRTH_DATE);
	return (struct bytes){NULL, 0};
}

static bool
take_student(
    struct suggest *suggest, struct bytes user, const uint32_t *guardians, unsigned guardian_count)
{
	struct bytes cells[USERS_COLUMNS] = {{0}}, person[PERSON_CELLS] = {{0}};
	suggest_user_cells(suggest, user, cells);
	roster_person(suggest->matcher->roster, user, person);
	const struct link_person given = {.id = user,
	    .given = cells[USERS_GIVEN_NAME],
	    .preferred = cells[USERS_PREFERRED_GIVEN_NAME],
	    .middle = cells[USERS_MIDDLE_NAME],
	    .family = cells[USERS_FAMILY_NAME],
	    .preferred_family = cells[USERS_PREFERRED_FAMILY_NAME],
	    .birth_date = suggest_birth_date(suggest, user),
	    .grades = cells[USERS_GRADES],
	    .schools = person[PERSON_SCHOOLS],
	    .email = cells[USERS_EMAIL],
	    .username = cells[USERS_USERNAME],
	    .number = cells[USERS_IDENTIFIER],
	    .guardians = guardians,
	    .guardian_count = guardian_count};
	return links_add(suggest->links, LINK_SIS, &given) != LINK_NOBODY;
}

bool
suggest_take_roster(struct suggest *suggest, struct fault *fault)
{
	struct ties ties = {NULL, 0, 0};
	size_t at = 0;
	bool good = find_students(suggest, fault);
	if (good && idmap_count(suggest->students) > 0)
		good = (suggest->merges || find_freed(suggest, fault)) &&
		       find_ties(suggest, &ties, fault);
	for (uint32_t i = 0; good && i < idmap_count(suggest->students); i++) {
		uint64_t number;
		uint32_t guardians[LINK_GUARDIANS];
		unsigned count = take_guardians(suggest, &ties, &at, i, guardians);
		good = take_student(
			   suggest, idmap_id(suggest->students, i, &number), guardians, count) ||
		       fault_set(fault, FAULT_TEMP, "out of memory");
	}
	free(ties.list);
	return good;
}
