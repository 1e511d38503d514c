// What may be there once beside the id: a username in the district, a user in a class in one role. The earlier row is read back
// before anything is said.
#include "cmd/validate/reading.h"

// What makes two enrolments the same one.
static const unsigned membership[] = {ENROLLMENTS_CLASS, ENROLLMENTS_USER, ENROLLMENTS_ROLE};

// What makes two rows of users the same person.
static const unsigned person[] = {
    USERS_GIVEN_NAME, USERS_FAMILY_NAME, USERS_MIDDLE_NAME, USERS_EMAIL, USERS_SMS};

enum {
	MEMBERSHIP = sizeof(membership) / sizeof(membership[0]),
	PERSON = sizeof(person) / sizeof(person[0])
};

// Whether two rows of users are of one person.
static bool
same_person(const struct bytes *a, const struct bytes *b)
{
	for (unsigned i = 0; i < PERSON; i++)
		if (!bytes_equal(a[person[i]], b[person[i]]))
			return false;
	return true;
}

void
unique_prefetch(struct reading *reading)
{
	struct row *row = &reading->row;
	uint64_t seed = reading->run->seed;

	if (reading->file == USERS) {
		struct bytes name = row->cells[USERS_USERNAME];
		row->hashes[USERS_USERNAME] = ids_hash_folded(name, seed);
		ids_prefetch(&reading->names, row->hashes[USERS_USERNAME]);
	}
	if (reading->file == ENROLLMENTS) {
		struct bytes role = row->cells[ENROLLMENTS_ROLE];
		uint64_t hashes[] = {row->hashes[ENROLLMENTS_CLASS], row->hashes[ENROLLMENTS_USER],
		    role.size == 0 ? 0 : (uint64_t)role.data[0] | 0x20};
		row->hashes[ENROLLMENTS_ROLE] = ids_hash_of(hashes, MEMBERSHIP, seed);
		ids_prefetch(&reading->memberships, row->hashes[ENROLLMENTS_ROLE]);
	}
}

// The username must be nobody else's. True when it is not.
bool
unique_username(struct reading *reading)
{
	struct bytes cells[ONEROSTER_COLUMNS_MAX];
	struct row *row = &reading->row;
	struct ids_walk walk = {0};
	struct id id;
	struct bytes name = row->cells[USERS_USERNAME];

	if (reading->file != USERS || name.size == 0)
		return true;
	while (ids_next(&reading->names, row->hashes[USERS_USERNAME], &walk, &id)) {
		if (!keep_read(reading->run, USERS, id.number, cells) ||
		    !bytes_equal_fold(cells[USERS_USERNAME], name) ||
		    same_person(cells, row->cells))
			continue;
		row_remark(reading,
		    (struct row_remark){.code = "unique.username",
			.as = AS_ERROR,
			.floor = SEVERITY_ERROR,
			.column = USERS_USERNAME,
			.text = run_text(reading->run,
			    "row %u has the same username and is somebody else", id.number)});
		return false;
	}
	return true;
}

// One enrolment of a user in a class and role is enough. True when it is the first.
bool
unique_membership(struct reading *reading)
{
	struct bytes cells[ONEROSTER_COLUMNS_MAX];
	struct row *row = &reading->row;
	struct ids_walk walk = {0};
	struct id id;

	if (reading->file != ENROLLMENTS)
		return true;
	while (ids_next(&reading->memberships, row->hashes[ENROLLMENTS_ROLE], &walk, &id)) {
		bool same = keep_read(reading->run, ENROLLMENTS, id.number, cells);
		for (unsigned i = 0; same && i < MEMBERSHIP; i++)
			same = bytes_equal(cells[membership[i]], row->cells[membership[i]]);
		if (!same)
			continue;
		row_remark(reading, (struct row_remark){.code = "unique.enrollment",
					.as = AS_WARNING,
					.column = -1,
					.text = run_text(reading->run,
					    "row %u is the same user, class and role", id.number)});
		return false;
	}
	return true;
}
