// Finding a drop, and saying where it is. Nothing is remembered: each call looks at the directories again.
#include "cmd/rosterdrop/drop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPEN_LIST_MAX = 400 }; // bytes of the list of districts in a fault

// Files of apply/failed/DROP that say that nothing went wrong: a person rejected it, or it was held until a later one made it
// pointless. How to add one: a line.
static const struct {
	const char *file, *word;
} marks[] = {{"rejected", "rejected"}, {"held", "superseded"}};

struct drop_state
drop_look(int district, const char *name)
{
	struct drop_state state = {.stage = NO_STAGE, .place = PLACE_NONE};
	char path[128];
	for (int stage = 0; stage < STAGES; stage++) {
		state.places[stage] = spool_place(district, (enum stage_id)stage, name);
		if (state.places[stage] == PLACE_NONE)
			continue;
		state.stage = (enum stage_id)stage;
		state.place = state.places[stage];
	}
	for (size_t i = 0; state.mark == NULL && i < sizeof marks / sizeof *marks; i++) {
		snprintf(path, sizeof path, "%s/%s/%s/%s", stage_name(STAGE_APPLY),
		    place_name(PLACE_FAILED), name, marks[i].file);
		if (fs_exists(district, path))
			state.mark = marks[i].word;
	}
	snprintf(path, sizeof path, "%s/%s/%s/" RECEIPT_PART, stage_name(STAGE_APPLY),
	    place_name(PLACE_HELD), name);
	state.in_part = fs_exists(district, path);
	if (state.places[STAGE_VALIDATE] == PLACE_HELD)
		state.mark = "pre-flight";
	return state;
}

enum stage_id
drop_waits_for(const struct drop_state *state)
{
	bool waits = state->place == PLACE_READY && state->stage < STAGE_APPLY;
	return waits ? state->stage + 1 : NO_STAGE;
}

const char *
drop_words(const struct drop_state *state, char text[DROP_WORDS_MAX])
{
	enum stage_id next = drop_waits_for(state);
	if (state->stage == NO_STAGE)
		snprintf(text, DROP_WORDS_MAX, "gone");
	else if (next != NO_STAGE)
		snprintf(text, DROP_WORDS_MAX, "waits for %s", stage_name(next));
	else if (state->mark != NULL)
		snprintf(text, DROP_WORDS_MAX, "%s", state->mark);
	else if (state->place != PLACE_FAILED)
		snprintf(text, DROP_WORDS_MAX, "%s",
		    state->place != PLACE_HELD ? "applied"
		    : state->in_part           ? "applied but for its removals"
					       : "held");
	else
		snprintf(text, DROP_WORDS_MAX, "refused by %s", stage_name(state->stage));
	return text;
}

// Adds the names of one folder to the list.
static bool
add_drops(
    int district, enum stage_id stage, enum place place, struct fs_names *all, struct fault *fault)
{
	struct fs_names found;
	if (!spool_list(district, stage, place, &found, fault))
		return false;
	char **grown = realloc(all->name, (all->count + found.count + 1) * sizeof *grown);
	if (grown == NULL) {
		fs_names_free(&found);
		return fault_set(fault, FAULT_TEMP, "out of memory for drops");
	}
	all->name = grown;
	for (size_t i = 0; i < found.count; i++) {
		if (!drop_name_valid(found.name[i]))
			continue;
		all->name[all->count++] = found.name[i];
		found.name[i] = NULL;
	}
	fs_names_free(&found);
	return true;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool
drop_list(int district, struct fs_names *drops, struct fault *fault)
{
	bool good = true;
	size_t kept = 0;
	*drops = (struct fs_names){NULL, 0};
	for (int stage = 0; good && stage < STAGES; stage++)
		for (int place = 0; good && place < PLACES; place++)
			good = add_drops(
			    district, (enum stage_id)stage, (enum place)place, drops, fault);
	if (drops->count > 1)
		qsort(drops->name, drops->count, sizeof *drops->name, by_name);
	for (size_t i = 0; i < drops->count; i++) {
		if (kept > 0 && strcmp(drops->name[kept - 1], drops->name[i]) == 0)
			free(drops->name[i]);
		else
			drops->name[kept++] = drops->name[i];
	}
	drops->count = kept;
	if (!good)
		fs_names_free(drops);
	return good;
}

// Splits DISTRICT/NAME; the district is empty when there is none.
static bool
split(const char *word, struct drop *drop, struct fault *fault)
{
	const char *slash = strchr(word, '/'), *name = slash == NULL ? word : slash + 1;
	size_t size = slash == NULL ? 0 : (size_t)(slash - word);
	if (!drop_name_valid(name) || size >= sizeof drop->district)
		return fault_set(fault, FAULT_USAGE,
		    "'%.100s' is not a drop's name (20261121T020304Z-1a2b3c4d, or DISTRICT/NAME)",
		    word);
	snprintf(drop->name, sizeof drop->name, "%s", name);
	memcpy(drop->district, word, size);
	drop->district[size] = '\0';
	return slash == NULL || district_name_valid(drop->district) ||
	       fault_set(
		   fault, FAULT_USAGE, "'%.100s' cannot be a district's name", drop->district);
}

// Opens a district if it has the drop. False and a fault when it cannot be looked at; *dir is -1 when it has not.
static bool
open_if_there(
    struct front *front, const char *district, const char *name, int *dir, struct fault *fault)
{
	*dir = spool_open(front->conf, district, fault);
	if (*dir < 0)
		return false;
	struct drop_state state = drop_look(*dir, name);
	if (state.stage == NO_STAGE) {
		close(*dir);
		*dir = -1;
	}
	return true;
}

// Looks for a name in all districts. One that cannot be looked at keeps nobody from a drop of another.
static bool
find_anywhere(struct front *front, struct drop *drop, struct fault *fault)
{
	struct fs_names districts;
	struct fault broken;
	char list[OPEN_LIST_MAX] = "";
	unsigned found = 0;
	bool good = true;
	if (!spool_districts(front->conf, &districts, fault))
		return false;
	for (size_t i = 0; i < districts.count; i++) {
		int dir;
		size_t used = strlen(list);
		if (!open_if_there(front, districts.name[i], drop->name, &dir, &broken))
			good = false;
		if (dir < 0)
			continue;
		drop_close(drop);
		drop->dir = dir;
		snprintf(drop->district, sizeof drop->district, "%s", districts.name[i]);
		snprintf(list + used, sizeof list - used, " %s/%s", districts.name[i], drop->name);
		found++;
	}
	fs_names_free(&districts);
	if (found > 1)
		return fault_set(
		    fault, FAULT_USAGE, "more than one district has this drop; name one:%s", list);
	if (found == 0 && !good)
		*fault = broken;
	return good || found > 0;
}

bool
drop_find(struct front *front, const char *word, struct drop *drop, struct fault *fault)
{
	*drop = (struct drop){.dir = -1};
	if (!split(word, drop, fault) || !front_conf(front, fault))
		return false;
	bool good = drop->district[0] == '\0'
			? find_anywhere(front, drop, fault)
			: open_if_there(front, drop->district, drop->name, &drop->dir, fault);
	if (good && drop->dir < 0)
		return fault_set(fault, FAULT_MISSING, "there is no drop %.100s", word);
	return good;
}

void
drop_close(struct drop *drop)
{
	if (drop->dir >= 0)
		close(drop->dir);
	drop->dir = -1;
}
