// Taking a drop out of a stage's place, under the stage's lock: what retry and reject share. One rename decides; the removal that
// follows it may be cut off, since the stage sweeps its tmp/ before it works.
#include "cmd/rosterdrop/drop.h"

#include <stdio.h>
#include <unistd.h>

int
drop_open(int district, const struct drop_state *state, enum stage_id stage, const char *name,
    struct fault *fault)
{
	enum place place = state->places[stage];
	if (place != PLACE_NONE)
		return spool_open_drop(district, stage, place, name, fault);
	fault_set(fault, FAULT_MISSING, "%s has nothing of %s", stage_name(stage), name);
	return -1;
}

int
drop_open_folder(int district, enum stage_id stage, const char *folder, struct fault *fault)
{
	char path[64];
	snprintf(path, sizeof path, "%s/%s", stage_name(stage), folder);
	return fs_open_dir(district, path, fault);
}

// Removes what is left in tmp/.
static bool
sweep(int district, enum stage_id stage, struct fault *fault)
{
	struct fs_names names;
	int tmp = drop_open_folder(district, stage, "tmp", fault);
	if (tmp < 0)
		return false;
	bool good = fs_list(tmp, &names, fault);
	for (size_t i = 0; good && i < names.count; i++)
		good = fs_remove(tmp, names.name[i], fault);
	fs_names_free(&names);
	close(tmp);
	return good;
}

int
drop_lock(int district, enum stage_id stage, struct fault *fault)
{
	int dir = fs_open_dir(district, stage_name(stage), fault);
	if (dir < 0)
		return -1;
	int lock = fs_lock(dir, fault);
	close(dir);
	if (lock >= 0 && !sweep(district, stage, fault)) {
		close(lock);
		return -1;
	}
	if (lock < 0 && fault->class == FAULT_TEMP)
		fault_set(fault, FAULT_TEMP, "%s is at work in this district; try again later",
		    stage_name(stage));
	return lock;
}

bool
drop_take_out(
    int district, enum stage_id stage, enum place place, const char *name, struct fault *fault)
{
	int from = drop_open_folder(district, stage, place_name(place), fault);
	int tmp = from < 0 ? -1 : drop_open_folder(district, stage, "tmp", fault);
	bool good =
	    tmp >= 0 && fs_publish(from, name, tmp, name, fault) && fs_remove(tmp, name, fault);
	if (tmp >= 0)
		close(tmp);
	if (from >= 0)
		close(from);
	return good;
}

bool
drop_end_rejects(int district, struct fault *fault)
{
	struct fs_names held;
	if (!spool_list(district, STAGE_APPLY, PLACE_HELD, &held, fault))
		return false;
	bool good = true;
	for (size_t i = 0; good && i < held.count; i++)
		if (drop_name_valid(held.name[i]) && drop_look(district, held.name[i]).mark != NULL)
			good =
			    drop_take_out(district, STAGE_APPLY, PLACE_HELD, held.name[i], fault);
	fs_names_free(&held);
	return good;
}
