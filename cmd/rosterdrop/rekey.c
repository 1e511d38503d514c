// What is written says only how the drop is to be matched, and the plan that follows is held whatever it is; so whoever kills this command, at any
// call, finds a drop that waits or is held, and nothing of the directory changed. The stages are run by their own executables, as `run` does.
#include "cmd/rosterdrop/rekey.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/rosterdrop/libexec.h"
#include "cmd/rosterdrop/output.h"
#include "pipeline/release.h"
#include "pipeline/rekey.h"
#include "pipeline/roster_file.h"
#include "pipeline/undo.h"

enum { HELD_MAX = 4096 };

// Whether the drop says all that there is: only then is silence about an old id a sign that it was replaced.
static bool
check_bulk(const struct front *front, const struct drop *drop, struct fault *fault)
{
	char path[FS_PATH_MAX];
	if (!spool_path(path, sizeof path, front->conf, drop->district, STAGE_NORMALISE,
		place_name(PLACE_READY), drop->name, "roster.mdb", fault))
		return false;
	struct roster *roster = roster_open(path, NULL, fault);
	if (roster == NULL)
		return false;
	struct roster_undo undo;
	bool bulk =
	    roster_mode(roster, USERS) == MODE_BULK || roster_mode(roster, CLASSES) == MODE_BULK;
	bool good = !roster_undo(roster, &undo) && bulk && !roster_has_delta(roster);
	roster_close(roster);
	return good || fault_set(fault, FAULT_USAGE,
			   "%s is no bulk drop: which ids were replaced can only be told where all "
			   "of them came",
			   drop->name);
}

// Whether it is at a point from which it can go back: held by apply, or on its way there.
static bool
check_place(const struct front *front, const struct drop *drop, struct fault *fault)
{
	char words[DROP_WORDS_MAX];
	struct drop_state state = drop_look(drop->dir, drop->name);
	enum place place = state.places[STAGE_APPLY];
	if (state.places[STAGE_NORMALISE] != PLACE_READY ||
	    state.places[STAGE_MATCH] == PLACE_FAILED ||
	    (place != PLACE_NONE && place != PLACE_HELD))
		return fault_set(fault, FAULT_MISSING,
		    "%s is neither held by apply nor on its way there (%s)", drop->name,
		    drop_words(&state, words));
	return check_bulk(front, drop, fault);
}

// Takes out what match and apply made of it, so that it waits for match. What is held goes last: until then it is held.
static bool
take_back(const struct drop *drop, struct fault *fault)
{
	struct drop_state state = drop_look(drop->dir, drop->name);
	if (state.places[STAGE_MATCH] == PLACE_READY &&
	    !drop_take_out(drop->dir, STAGE_MATCH, PLACE_READY, drop->name, fault))
		return false;
	return state.places[STAGE_APPLY] != PLACE_HELD ||
	       drop_take_out(drop->dir, STAGE_APPLY, PLACE_HELD, drop->name, fault);
}

// Marks it, or takes the mark off, and sends it back; under the locks of both stages.
static bool
send_back(const struct front *front, const struct drop *drop, const struct decision *decision,
    bool marked, struct fault *fault)
{
	int locks[2] = {drop_lock(drop->dir, STAGE_APPLY, fault), -1};
	if (locks[0] >= 0)
		locks[1] = drop_lock(drop->dir, STAGE_MATCH, fault);
	bool good = locks[1] >= 0 && drop_end_rejects(drop->dir, fault) &&
		    release_settle(drop->dir, fault) && check_place(front, drop, fault) &&
		    decision_record(front, drop, decision, marked ? "rekey" : "no-rekey", fault) &&
		    release_end(drop->dir, drop->name, fault);
	good = good &&
	       (marked ? rekey_ask(drop->dir, drop->name, decision->text, fault)
		       : rekey_end(drop->dir, drop->name, fault)) &&
	       take_back(drop, fault);
	for (unsigned i = 0; i < 2; i++)
		if (locks[i] >= 0)
			close(locks[i]);
	return good;
}

// Runs match and apply over the drop. What they say stands in the log.
static bool
run_stages(struct front *front, const struct drop *drop, struct fault *fault)
{
	static const enum stage_id stages[] = {STAGE_MATCH, STAGE_APPLY};
	for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
		int code;
		if (!libexec_run(front, stages[i], false, drop->district, drop->name, &code, fault))
			return false;
		if (code != 0)
			return fault_set(fault, FAULT_TEMP,
			    "%s ended with %d (it says why above); %s waits, and nothing was "
			    "applied",
			    stage_name(stages[i]), code, drop->name);
	}
	return true;
}

// Says what holds the drop now, which begins with how much was found again.
static bool
say_held(const struct drop *drop, struct fault *fault)
{
	char words[DROP_WORDS_MAX];
	size_t size;
	struct drop_state state = drop_look(drop->dir, drop->name);
	if (state.places[STAGE_APPLY] != PLACE_HELD)
		return fault_set(fault, FAULT_TEMP,
		    "%s did not come to be held (%s); nothing was released", drop->name,
		    drop_words(&state, words));
	int held = spool_open_drop(drop->dir, STAGE_APPLY, PLACE_HELD, drop->name, fault);
	char *text = held < 0 ? NULL : fs_read(held, "held", HELD_MAX, &size, fault);
	if (text != NULL)
		out_text(text), putchar('\n');
	free(text);
	if (held >= 0)
		close(held);
	return text != NULL;
}

bool
rekey_plan(struct front *front, const struct drop *drop, const struct decision *decision,
    struct fault *fault)
{
	return send_back(front, drop, decision, true, fault) && run_stages(front, drop, fault) &&
	       say_held(drop, fault);
}

bool
rekey_forget(struct front *front, const struct drop *drop, const struct decision *decision,
    struct fault *fault)
{
	if (!rekey_is_asked(drop->dir, drop->name))
		return fault_set(fault, FAULT_MISSING,
		    "nobody said that the source IDs of %s were replaced", drop->name);
	return send_back(front, drop, decision, false, fault);
}
