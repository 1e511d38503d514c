// What seven days take away together, and whether a night needs to be looked at at all. Nights of which each is below the floor are added up for themselves: no
// share sees them, and people who go a few every night are missing in the end. What was more than the floor had its own verdict, and a person's perhaps.
#include "cmd/apply/guards_count.h"

// Of classes and enrolments as many come as go; people who go night after night are missing.
uint64_t
guards_bleeding(struct guards *guards, enum guarded what, const struct removals *week)
{
	struct unit unit = guards_whole(guards, what);
	bool person =
	    what == GUARDED_STUDENTS || what == GUARDED_STAFF || what == GUARDED_GUARDIANS;
	uint64_t both = unit.removed + week->few[what];
	return person && unit.removed > 0 && unit.removed <= guards->conf->floor &&
		       both > guards->conf->floor
		   ? both
		   : 0;
}

bool
guards_are_quiet(struct guards *guards)
{
	bool quiet = true;
	for (unsigned what = 0; quiet && what < GUARDED; what++) {
		struct unit unit = guards_whole(guards, (enum guarded)what);
		quiet = unit.removed == 0 && unit.changed <= guards->conf->floor;
	}
	return quiet;
}

bool
guards_need_base(struct guards *guards, const struct removals *week)
{
	bool need = guards_whole(guards, GUARDED_SCHOOLS).removed > 0;
	for (unsigned what = 0; what < GUARDED; what++) {
		struct unit unit = guards_whole(guards, (enum guarded)what);
		need = need || unit.removed > guards->conf->floor ||
		       unit.changed > guards->conf->floor ||
		       (week != NULL && guards_bleeding(guards, (enum guarded)what, week) > 0);
	}
	return need;
}

void
removals_add(struct removals *week, const struct removals *act, unsigned floor)
{
	for (unsigned what = 0; what < GUARDED; what++) {
		week->of[what] += act->of[what];
		week->few[what] += act->of[what] <= floor ? act->of[what] : 0;
	}
}

struct removals
guards_removals(struct guards *guards)
{
	struct removals removals = {{0}, {0}};
	for (unsigned what = 0; what < GUARDED; what++)
		removals.of[what] = guards_whole(guards, (enum guarded)what).removed;
	return removals;
}
