// `retry`: a stage works on a drop again when what it left is gone. Nothing is changed in place: the directory is taken out, and the drop
// waits for the stage as it did the first time.
#include "cmd/rosterdrop/drop.h"

#include <stdio.h>
#include <unistd.h>

#include "pipeline/log.h"

// What one call of retry is about.
struct retry {
	const struct drop *drop;
	struct drop_state state;
	enum stage_id stage; // that is to work again
	bool named; // by the caller
};

// What fetch left is the drop itself; and what came after must go first.
static bool
check_stage(const struct retry *retry, struct fault *fault)
{
	const char *name = retry->drop->name;
	char words[DROP_WORDS_MAX];
	if (retry->state.places[STAGE_APPLY] == PLACE_READY)
		return fault_set(
		    fault, FAULT_USAGE, "%s was applied; nothing of it is done again", name);
	if (!retry->named && retry->state.place == PLACE_READY)
		return fault_set(fault, FAULT_MISSING,
		    "nothing of %s failed (%s); name the stage to have it done again", name,
		    drop_words(&retry->state, words));
	if (retry->stage == STAGE_FETCH)
		return fault_set(fault, FAULT_USAGE,
		    "what fetch left of %s is the drop itself; to fetch again, have it uploaded "
		    "again",
		    name);
	if (retry->state.places[retry->stage] == PLACE_NONE)
		return fault_set(fault, FAULT_MISSING, "%s has nothing of %s (%s)",
		    stage_name(retry->stage), name, drop_words(&retry->state, words));
	if (retry->state.stage > retry->stage)
		return fault_set(fault, FAULT_USAGE,
		    "%s has gone on to %s since; retry that first, or reject the drop", name,
		    stage_name(retry->state.stage));
	if (retry->state.places[retry->stage] == PLACE_HELD)
		return fault_set(fault, FAULT_USAGE,
		    "nothing failed: %s is held, and waits for a person's decision", name);
	return true;
}

// Chooses the stage: the named one, or the one that failed.
static bool
choose_stage(struct retry *retry, const char *named, struct fault *fault)
{
	retry->named = named != NULL;
	retry->stage = named != NULL ? stage_named(named) : retry->state.stage;
	if (retry->state.stage == NO_STAGE)
		return fault_set(fault, FAULT_MISSING, "there is no drop %s", retry->drop->name);
	if (retry->stage == NO_STAGE)
		return fault_set(fault, FAULT_USAGE, "there is no stage '%.100s'", named);
	return check_stage(retry, fault);
}

// Takes the locks of the stage and of the one after it, which might be reading what is taken out.
static bool
lock_both(const struct retry *retry, int locks[2], struct fault *fault)
{
	locks[0] = drop_lock(retry->drop->dir, retry->stage, fault);
	if (locks[0] < 0)
		return false;
	if (retry->stage < STAGE_APPLY)
		locks[1] = drop_lock(retry->drop->dir, retry->stage + 1, fault);
	return retry->stage == STAGE_APPLY || locks[1] >= 0;
}

// Under the locks, looks again and takes the directory out.
static bool
take_out(struct retry *retry, const char *named, struct fault *fault)
{
	const struct drop *drop = retry->drop;
	if (retry->stage == STAGE_APPLY && !drop_end_rejects(drop->dir, fault))
		return false;
	retry->state = drop_look(drop->dir, drop->name);
	return choose_stage(retry, named, fault) &&
	       drop_take_out(
		   drop->dir, retry->stage, retry->state.places[retry->stage], drop->name, fault);
}

bool
command_retry(struct front *front, struct fault *fault)
{
	struct drop drop = {.dir = -1};
	int locks[2] = {-1, -1};
	if (!front_words(front, NULL, 1, 2, fault))
		return false;
	const char *named = front->word_count == 2 ? front->words[1] : NULL;
	struct retry retry = {.drop = &drop};
	bool good = drop_find(front, front->words[0], &drop, fault);
	if (good) {
		retry.state = drop_look(drop.dir, drop.name);
		good = choose_stage(&retry, named, fault) && lock_both(&retry, locks, fault) &&
		       take_out(&retry, named, fault);
	}
	for (size_t i = 0; i < sizeof locks / sizeof *locks; i++)
		if (locks[i] >= 0)
			close(locks[i]);
	if (good) {
		log_about(drop.district, drop.name);
		log_line("waits for %s again", stage_name(retry.stage));
	}
	drop_close(&drop);
	return good;
}
