// Schools are few, changes are many: a change costs one comparison with the school of the change before it, or one look-up.
#include "cmd/apply/tally.h"

#include <stdlib.h>

enum { TALLY_SCHOOLS = 10000 }; // that are counted one by one

struct change_tally *
change_tally_new(void)
{
	struct change_tally *tally = calloc(1, sizeof *tally);
	if (tally == NULL)
		return NULL;
	tally->map = idmap_new();
	if (tally->map != NULL)
		return tally;
	free(tally);
	return NULL;
}

void
change_tally_free(struct change_tally *tally)
{
	if (tally == NULL)
		return;
	idmap_free(tally->map);
	free(tally->school);
	free(tally);
}

// Adds a school. False when there are too many, or memory is short.
static bool
school_add(struct change_tally *tally, struct bytes id)
{
	if (tally->count == TALLY_SCHOOLS)
		return false;
	if (tally->count == tally->room) {
		size_t room = tally->room == 0 ? 64 : 2 * tally->room;
		struct school_changes *grown = realloc(tally->school, room * sizeof *grown);
		tally->failed = tally->failed || grown == NULL;
		if (grown == NULL)
			return false;
		tally->school = grown;
		tally->room = room;
	}
	if (!idmap_put(tally->map, id, tally->count + 1)) {
		tally->failed = true;
		return false;
	}
	tally->school[tally->count++] = (struct school_changes){{0}};
	return true;
}

void
change_tally_add(struct change_tally *tally, const struct change *change)
{
	uint64_t number;
	enum report_effect effect = report_effect_of(change->action);
	struct bytes school = change_school(change);

	tally->changes[change->entity][change->action]++;
	if (effect == NO_EFFECT || school.size == 0)
		return;
	if (tally->last.size == 0 || !bytes_equal(tally->last, school)) {
		if (!idmap_get(tally->map, school, &number)) {
			if (!school_add(tally, school))
				return;
			number = tally->count;
		}
		tally->last_index = (size_t)number - 1;
		tally->last = idmap_id(tally->map, tally->last_index, &number);
	}
	tally->school[tally->last_index].effect[effect]++;
}
