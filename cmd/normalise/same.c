// Rows of one person: those whose full name, e-mail and phones are the same, and those with one userMasterIdentifier. Two students are never
// one person this way, nor are two of whom one's row names the other: a child with a parent's name, address and phone is not the parent.
#include "cmd/normalise/normalise.h"

#include <stdlib.h>
#include <string.h>

#include "schema/record.h"
#include "schema/value.h"

enum { GROUP_MOST = 32, LIST_MAX = GROUP_MOST * (SOURCED_ID_MAX + 1), UNION_MAX = 256 * 1024 };

// Where one is looked for by a digest: index + 1; 0 is free.
struct places {
	uint32_t *place;
	size_t mask;
};

// One row of a group.
struct member {
	uint32_t group, index;
};

static uint32_t
root_of(struct crowd *crowd, uint32_t index)
{
	while (crowd->one[index].group != index)
		index = crowd->one[index].group = crowd->one[crowd->one[index].group].group;
	return index;
}

// The first of two groups takes the other in.
static void
join(struct crowd *crowd, uint32_t a, uint32_t b)
{
	a = root_of(crowd, a);
	b = root_of(crowd, b);
	if (a < b)
		crowd->one[b].group = a;
	else
		crowd->one[a].group = b;
}

// Joins everybody with the same digest: of all, or of the master identifier alone.
static void
join_by(struct crowd *crowd, const struct places *places, bool master)
{
	memset(places->place, 0, (places->mask + 1) * sizeof *places->place);
	for (uint32_t i = 0; i < crowd->count; i++) {
		const struct someone *one = &crowd->one[i];
		uint64_t digest = master ? one->master : one->same[0];
		if (digest == 0)
			continue;
		size_t at = digest & places->mask;
		for (; places->place[at] != 0; at = (at + 1) & places->mask) {
			const struct someone *other = &crowd->one[places->place[at] - 1];
			if (master ? other->master == digest
				   : other->same[0] == digest && other->same[1] == one->same[1])
				break;
		}
		if (places->place[at] != 0)
			join(crowd, places->place[at] - 1, i);
		else
			places->place[at] = i + 1;
	}
}

static bool
join_all(struct crowd *crowd)
{
	struct places places = {NULL, 1023};
	while (places.mask < crowd->count * 2)
		places.mask = places.mask * 2 + 1;
	places.place = malloc((places.mask + 1) * sizeof *places.place);
	if (places.place == NULL)
		return false;
	join_by(crowd, &places, false);
	bool masters = false;
	for (size_t i = 0; i < crowd->count && !masters; i++)
		masters = crowd->one[i].master != 0;
	if (masters)
		join_by(crowd, &places, true);
	free(places.place);
	return true;
}

static int
by_group(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

// Takes students out of a group in which there are several, and everybody out of one in which two are related or that is too large to be
// one person. Gives how many are left, in front.
static size_t
judge(struct crowd *crowd, struct member *members, size_t count)
{
	size_t students = 0, left = 0;
	if (count > GROUP_MOST)
		return 0;
	for (size_t i = 0; i < count; i++) {
		const struct someone *one = &crowd->one[members[i].index];
		students += someone_is(one, PERSON_STUDENT);
		for (size_t j = 0; one->agents.size > 0 && j < count; j++)
			if (value_has_member(one->agents, crowd->one[members[j].index].id))
				return 0;
	}
	for (size_t i = 0; i < count; i++)
		if (students < 2 || !someone_is(&crowd->one[members[i].index], PERSON_STUDENT))
			members[left++] = members[i];
	return left;
}

// Adds a member to a list unless it is there. False when there is no room.
static bool
list_add(char *list, size_t *size, size_t room, struct bytes member)
{
	if (value_has_member((struct bytes){list, *size}, member))
		return true;
	if (*size + 1 + member.size > room)
		return false;
	if (*size > 0)
		list[(*size)++] = ',';
	memcpy(list + *size, member.data, member.size);
	*size += member.size;
	return true;
}

// What a group is together: its strongest kind, all its schools, its rows.
struct whole {
	size_t schools_size, rows_size;
	char schools[UNION_MAX], rows[LIST_MAX];
};

static bool
gather(struct normaliser *normaliser, const struct member *members, size_t count,
    struct whole *whole, enum person_kind *kind, struct fault *fault)
{
	struct bytes value, cells[PERSON_CELLS], school;
	whole->schools_size = whole->rows_size = 0;
	*kind = PERSON_NONE;
	for (size_t i = 0; i < 2 * count; i++) { // students first
		const struct someone *one = &normaliser->crowd.one[members[i % count].index];
		if (someone_is(one, PERSON_STUDENT) != (i < count))
			continue;
		list_add(whole->rows, &whole->rows_size, sizeof whole->rows, one->id);
		for (unsigned k = PERSON_STUDENT; k > *kind; k--)
			if (someone_is(one, (enum person_kind)k))
				*kind = (enum person_kind)k;
		if (!db_get(normaliser->roster, normaliser->people_table, one->id, &value) ||
		    value.size == 0 ||
		    !record_read(
			(struct bytes){value.data + 1, value.size - 1}, cells, PERSON_CELLS))
			continue;
		struct bytes rest = cells[PERSON_SCHOOLS];
		while (value_next_member(&rest, &school))
			if (!list_add(whole->schools, &whole->schools_size, sizeof whole->schools,
				school))
				return fault_set(fault, FAULT_DATA,
				    "a person is at more schools than %d bytes of sourcedIds hold",
				    UNION_MAX);
	}
	return true;
}

// Writes one group, a record for each row, all the same.
static bool
write_group(struct normaliser *normaliser, const struct member *members, size_t count,
    struct whole *whole, struct fault *fault)
{
	enum person_kind kind;
	bool good = gather(normaliser, members, count, whole, &kind, fault);
	const struct bytes cells[PERSON_CELLS] = {
	    [PERSON_KIND_NAME] = bytes_of(person_kind_name(kind)),
	    [PERSON_SCHOOLS] = {whole->schools, whole->schools_size},
	    [PERSON_ROWS] = {whole->rows, whole->rows_size},
	};
	size_t size = record_size(cells, PERSON_CELLS);
	if (good && 1 + size > NORMALISE_RECORD_MAX)
		return fault_set(
		    fault, FAULT_DATA, "a person is larger than %d bytes", NORMALISE_RECORD_MAX);
	normaliser->record[0] = ROSTER_ACTIVE;
	if (good)
		record_write(normaliser->record + 1, cells, PERSON_CELLS);
	for (size_t i = 0; good && i < count; i++)
		good = db_put(normaliser->roster, normaliser->same_table,
		    normaliser->crowd.one[members[i].index].id,
		    (struct bytes){normaliser->record, 1 + size}, fault);
	return good;
}

// Everybody whose group is more than one row, by group. NULL when out of memory, or when there is nobody.
static struct member *
members_of(struct crowd *crowd, size_t *count)
{
	*count = 0;
	for (uint32_t i = 0; i < crowd->count; i++)
		*count += root_of(crowd, i) != i ? 2 : 0;
	struct member *members = *count == 0 ? NULL : calloc(*count, sizeof *members);
	size_t used = 0;
	for (uint32_t i = 0; members != NULL && i < crowd->count; i++) {
		uint32_t root = root_of(crowd, i);
		if (root == i)
			continue;
		members[used++] = (struct member){root, i};
		members[used++] = (struct member){root, root};
	}
	if (members != NULL)
		qsort(members, used, sizeof *members, by_group);
	size_t kept = 0;
	for (size_t i = 0; i < used; i++)
		if (kept == 0 || by_group(&members[i], &members[kept - 1]) != 0)
			members[kept++] = members[i];
	if (members != NULL)
		*count = kept;
	return members;
}

bool
same_write(struct normaliser *normaliser, struct fault *fault)
{
	struct crowd *crowd = &normaliser->crowd;
	size_t count = 0, end;
	struct whole *whole = malloc(sizeof *whole);
	struct member *members = NULL;
	bool good = whole != NULL && join_all(crowd);
	if (good)
		members = members_of(crowd, &count);
	if (!good || (count > 0 && members == NULL))
		good = fault_set(fault, FAULT_TEMP, "out of memory");
	for (size_t begin = 0; good && members != NULL && begin < count; begin = end) {
		for (end = begin; end < count && members[end].group == members[begin].group;)
			end++;
		for (size_t i = begin; i < end; i++)
			crowd->one[members[i].index].group = members[i].index;
		size_t left = judge(crowd, members + begin, end - begin);
		for (size_t i = 1; i < left; i++)
			crowd->one[members[begin + i].index].group = members[begin].index;
		if (left > 1)
			good = write_group(normaliser, members + begin, left, whole, fault);
	}
	free(members);
	free(whole);
	return good;
}
