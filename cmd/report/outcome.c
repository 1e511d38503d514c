// Read off the directories, like everything about drops.
#include "cmd/report/outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/preflight.h"

// How to add a kind: a line, its words in words.c, a line in rosterdrop-mail.5.
static const struct {
	const char *name;
	bool trouble;
} kinds[KINDS] = {
    [KIND_CHECKED] = {"checked", false},
    [KIND_APPLIED] = {"applied", false},
    [KIND_PLANNED] = {"planned", false},
    [KIND_HELD] = {"held", true},
    [KIND_PART] = {"part", true},
    [KIND_REFUSED] = {"refused", true},
    [KIND_REJECTED] = {"rejected", true},
    [KIND_PREFLIGHT] = {"preflight", true},
    [KIND_DIGEST] = {"digest", true},
    [KIND_MISSED] = {"missed", true},
    [KIND_MISSED_3] = {"missed3", true},
    [KIND_MISSED_7] = {"missed7", true},
    [KIND_OFF] = {"off", true},
    [KIND_START] = {"start", true},
    [KIND_START_7] = {"start7", true},
    [KIND_START_1] = {"start1", true},
    [KIND_GRACE] = {"grace", true},
    [KIND_GRACE_7] = {"grace7", true},
    [KIND_GRACE_1] = {"grace1", true},
};

const char *
kind_name(enum kind kind)
{
	return kinds[kind].name;
}

bool
kind_trouble(enum kind kind)
{
	return kinds[kind].trouble;
}

// Whether the furthest stage left a file of this name.
static bool
has_file(int district, const struct outcome *outcome, const char *file)
{
	char path[128];
	snprintf(path, sizeof path, "%s/%s/%s/%s", stage_name(outcome->stage),
	    place_name(outcome->place), outcome->drop, file);
	return fs_exists(district, path);
}

// What a held drop is told as, by how its reason begins. How to add one: a line.
static const struct {
	const char *reason;
	enum kind kind;
} holds[] = {{"setup", KIND_PLANNED}, {"part:", KIND_PART}};

static enum kind
kind_held(int district, const char *drop)
{
	char path[128];
	size_t size;
	struct fault ignored;
	enum kind kind = KIND_HELD;
	snprintf(path, sizeof path, "apply/held/%s/held", drop);
	char *text = fs_read(district, path, 4096, &size, &ignored);
	for (size_t i = 0; text != NULL && i < sizeof holds / sizeof *holds; i++)
		if (strncmp(text, holds[i].reason, strlen(holds[i].reason)) == 0)
			kind = holds[i].kind;
	free(text);
	return kind;
}

// Why a drop stopped in a failed/ is in its files.
static enum kind
kind_failed(int district, const struct outcome *outcome)
{
	if (has_file(district, outcome, "rejected"))
		return KIND_REJECTED;
	if (has_file(district, outcome, "held"))
		return KINDS;
	return KIND_REFUSED;
}

static enum kind
kind_of(int district, const struct outcome *outcome)
{
	if (preflight_is(district, outcome->drop))
		return KIND_PREFLIGHT;
	if (outcome->place == PLACE_FAILED)
		return kind_failed(district, outcome);
	if (outcome->place == PLACE_HELD)
		return kind_held(district, outcome->drop);
	return outcome->stage == STAGE_APPLY ? KIND_APPLIED : KIND_CHECKED;
}

bool
outcome_of(int district, const char *drop, struct outcome *outcome)
{
	*outcome = (struct outcome){.stage = NO_STAGE, .place = PLACE_NONE};
	snprintf(outcome->drop, sizeof outcome->drop, "%s", drop);
	for (int stage = STAGE_FETCH; stage < STAGES; stage++) {
		enum place place = spool_place(district, (enum stage_id)stage, drop);
		if (place == PLACE_NONE)
			continue;
		outcome->stage = (enum stage_id)stage;
		outcome->place = place;
	}
	if (outcome->stage == NO_STAGE ||
	    (outcome->stage == STAGE_FETCH && outcome->place == PLACE_READY))
		return false;
	outcome->kind = kind_of(district, outcome);
	return outcome->kind != KINDS;
}

void
outcome_mail_name(const struct outcome *outcome, char name[MAIL_NAME_MAX])
{
	snprintf(name, MAIL_NAME_MAX, "%s.%s", outcome->drop, kind_name(outcome->kind));
}

int
outcome_open(int district, const char *drop, enum stage_id stage)
{
	struct fault ignored;
	enum place place = spool_place(district, stage, drop);
	return place == PLACE_NONE ? -1 : spool_open_drop(district, stage, place, drop, &ignored);
}
