// Who is whose guardian, whichever of the two rows says so: one record for a pair, the student first. agentSourcedIds has no direction in the
// standard, so roles decide; where they do not, the row that names the other stands first.
#include "cmd/normalise/normalise.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/limits.h"
#include "schema/record.h"
#include "schema/value.h"

static int
by_pair(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int order = bytes_compare(x->first, y->first);
	return order != 0 ? order : bytes_compare(x->second, y->second);
}

bool
pairs_add(struct pairs *pairs, struct bytes first, struct bytes second)
{
	if (pairs->count == pairs->room) {
		size_t room = pairs->room == 0 ? 1024 : pairs->room + pairs->room / 2;
		struct pair *pair = realloc(pairs->pair, room * sizeof *pair);
		if (pair == NULL)
			return false;
		pairs->pair = pair;
		pairs->room = room;
	}
	pairs->pair[pairs->count++] = (struct pair){first, second};
	return true;
}

// Whether the row that names the other is the one that stands second.
static bool
is_turned(struct crowd *crowd, const struct someone *one, struct bytes agent)
{
	if (someone_is(one, PERSON_STUDENT))
		return false;
	size_t keep = crowd->last, other = crowd_find(crowd, agent);
	crowd->last = keep;
	return other < crowd->count && someone_is(&crowd->one[other], PERSON_STUDENT);
}

// Writes a record, unless it is the one before.
static bool
write_pair(
    struct normaliser *normaliser, const struct pair *pair, struct pair *last, struct fault *fault)
{
	const char related[] = {ROSTER_ACTIVE, RECORD_VERSION};
	char key[2 * SOURCED_ID_MAX + 1];
	if (last->first.size > 0 && by_pair(pair, last) == 0)
		return true;
	*last = *pair;
	if (pair->first.size + 1 + pair->second.size > sizeof key)
		return fault_set(
		    fault, FAULT_DATA, "the sourcedIds of two related users are too long together");
	memcpy(key, pair->first.data, pair->first.size);
	key[pair->first.size] = '\0';
	memcpy(key + pair->first.size + 1, pair->second.data, pair->second.size);
	normaliser->counts[RELATIONSHIPS]++;
	return db_append(normaliser->roster, normaliser->relationships_table,
	    (struct bytes){key, pair->first.size + 1 + pair->second.size},
	    (struct bytes){related, sizeof related}, fault);
}

// The others that a row names, of those that stay as told, in order.
static bool
agents_of(struct crowd *crowd, const struct someone *one, struct pairs *turned, struct pairs *told,
    struct fault *fault)
{
	struct bytes rest = one->agents, agent;
	size_t count = 0;
	told->count = 0;
	while (value_next_member(&rest, &agent)) {
		if (++count > LIMIT_LIST_MEMBERS)
			return fault_set(fault, FAULT_DATA, "a user has more than %d agents",
			    LIMIT_LIST_MEMBERS);
		if (bytes_equal(agent, one->id))
			continue;
		bool good = is_turned(crowd, one, agent)
				? turned == NULL || pairs_add(turned, agent, one->id)
				: pairs_add(told, one->id, agent);
		if (!good)
			return fault_set(fault, FAULT_TEMP, "out of memory");
	}
	if (told->count > 1)
		qsort(told->pair, told->count, sizeof *told->pair, by_pair);
	return true;
}

// First who is told the other way round, or by a file of its own: they have to be sorted in among the others.
static bool
turn_all(struct normaliser *normaliser, struct pairs *told, struct fault *fault)
{
	struct crowd *crowd = &normaliser->crowd;
	for (size_t i = 0; i < crowd->count; i++) {
		const struct someone *one = &crowd->one[i];
		if (one->agents.size > 0 && !someone_is(one, PERSON_STUDENT) &&
		    !agents_of(crowd, one, &normaliser->turned, told, fault))
			return false;
	}
	if (normaliser->turned.count > 1)
		qsort(normaliser->turned.pair, normaliser->turned.count,
		    sizeof *normaliser->turned.pair, by_pair);
	return true;
}

bool
relations_write(struct normaliser *normaliser, struct fault *fault)
{
	struct crowd *crowd = &normaliser->crowd;
	struct pairs *turned = &normaliser->turned, told = {NULL, 0, 0};
	struct pair last = {{NULL, 0}, {NULL, 0}};
	size_t next = 0;
	bool good = turn_all(normaliser, &told, fault);
	for (size_t i = 0; good && i < crowd->count; i++) {
		if (crowd->one[i].agents.size == 0)
			continue;
		good = agents_of(crowd, &crowd->one[i], NULL, &told, fault);
		for (size_t j = 0; good && j < told.count; j++) {
			while (good && next < turned->count &&
			       by_pair(&turned->pair[next], &told.pair[j]) <= 0)
				good = write_pair(normaliser, &turned->pair[next++], &last, fault);
			good = good && write_pair(normaliser, &told.pair[j], &last, fault);
		}
	}
	while (good && next < turned->count)
		good = write_pair(normaliser, &turned->pair[next++], &last, fault);
	free(told.pair);
	return good;
}
