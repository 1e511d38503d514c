// `reject`: a person's decision that a drop never goes into the directory. It is published like a stage's refusal, with a SEAL, so that
// it is seen by whoever looks at the directories; a rejected drop is settled.
#include "cmd/rosterdrop/drop.h"
#include "cmd/rosterdrop/hand.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/clock.h"
#include "pipeline/log.h"
#include "pipeline/store.h"

enum { REASON_MAX = 1000, WHO_MAX = 100 };

// One decision.
struct decision {
	const char *who, *reason;
	char text[REASON_MAX + WHO_MAX + 100]; // of the file `rejected`
};

// A text that becomes a part of a line.
static bool
is_line(const char *text, size_t most)
{
	size_t size = strlen(text);
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return false;
	return size > 0 && size <= most;
}

// Checks the words and makes the file's text.
static bool
decide(const struct front *front, struct decision *decision, struct fault *fault)
{
	char when[CLOCK_TEXT];
	if (decision->reason == NULL)
		return front_usage(front, "--reason is missing", fault);
	if (decision->who == NULL)
		decision->who = hand_user();
	if (!is_line(decision->reason, REASON_MAX) || !is_line(decision->who, WHO_MAX))
		return front_usage(
		    front, "the reason (1000 bytes) and WHO (100) are one line each", fault);
	clock_text(clock_now(), when);
	snprintf(decision->text, sizeof decision->text, "rejected by %s at %s: %s\n", decision->who,
	    when, decision->reason);
	return true;
}

// The SEAL's fields: the chain goes on from the last directory that the drop reached before apply.
static bool
fill_seal(const struct front *front, const struct drop *drop, const struct drop_state *state,
    struct seal *seal, struct fault *fault)
{
	struct district *district = district_read(front->conf, drop->district, fault);
	if (district == NULL)
		return false;
	*seal = (struct seal){.input = "-"};
	snprintf(seal->drop, sizeof seal->drop, "%s", drop->name);
	snprintf(seal->stage, sizeof seal->stage, "%s", stage_name(STAGE_APPLY));
	snprintf(seal->tool, sizeof seal->tool, "rosterdrop %s", ROSTERDROP_VERSION);
	district_digest(district, seal->config);
	district_free(district);
	int stage = STAGE_APPLY - 1;
	while (stage >= 0 && state->places[stage] == PLACE_NONE)
		stage--;
	if (stage < 0)
		return true;
	int dir = drop_open(drop->dir, state, (enum stage_id)stage, drop->name, fault);
	bool good = dir >= 0 && seal_digest(dir, seal->input, fault);
	if (dir >= 0)
		close(dir);
	return good;
}

// Makes the directory in tmp/ and gives it its name in failed/.
static bool
publish(const struct drop *drop, const struct decision *decision, struct seal *seal, int tmp,
    struct fault *fault)
{
	if (!fs_make_dir(tmp, drop->name, fault))
		return false;
	int dir = fs_open_dir(tmp, drop->name, fault);
	bool good = dir >= 0 &&
		    fs_put(dir, "rejected", decision->text, strlen(decision->text), fault) &&
		    seal_write(dir, seal, fault);
	if (dir >= 0)
		close(dir);
	int failed =
	    good ? drop_open_folder(drop->dir, STAGE_APPLY, place_name(PLACE_FAILED), fault) : -1;
	good = failed >= 0 && fs_publish(tmp, drop->name, failed, drop->name, fault);
	if (failed >= 0)
		close(failed);
	return good;
}

// What was applied cannot be rejected. A crash may have come between the act and its receipt: then only the ledger says it.
static bool
check_ledger(const struct front *front, const struct drop *drop, struct fault *fault)
{
	struct stored stored;
	struct district *district = district_read(front->conf, drop->district, fault);
	struct store *store =
	    district == NULL ? NULL : store_open(front->conf, district, false, fault);
	bool good = store != NULL;
	if (good && store_get(store, STORE_LEDGER_DROPS, bytes_of(drop->name), &stored))
		good = fault_set(fault, FAULT_USAGE,
		    "%s was applied, and apply has yet to write its receipt; it can no longer be "
		    "rejected",
		    drop->name);
	good = good && store_sound(store, fault);
	store_close(store);
	district_free(district);
	return good;
}

// Rejects, under apply's lock. An older refusal gives way first; a held directory goes after, when the decision stands.
static bool
reject(const struct front *front, const struct drop *drop, const struct decision *decision,
    struct fault *fault)
{
	struct seal seal;
	if (!drop_end_rejects(drop->dir, fault))
		return false;
	struct drop_state state = drop_look(drop->dir, drop->name);
	if (state.places[STAGE_APPLY] == PLACE_READY)
		return fault_set(
		    fault, FAULT_USAGE, "%s was applied; it can no longer be rejected", drop->name);
	if (state.mark != NULL)
		return fault_set(fault, FAULT_USAGE, "%s is %s already", drop->name, state.mark);
	if (!check_ledger(front, drop, fault) || !fill_seal(front, drop, &state, &seal, fault))
		return false;
	if (state.places[STAGE_APPLY] == PLACE_FAILED &&
	    !drop_take_out(drop->dir, STAGE_APPLY, PLACE_FAILED, drop->name, fault))
		return false;
	int tmp = drop_open_folder(drop->dir, STAGE_APPLY, "tmp", fault);
	bool good = tmp >= 0 && publish(drop, decision, &seal, tmp, fault) &&
		    drop_end_rejects(drop->dir, fault);
	if (tmp >= 0)
		close(tmp);
	return good;
}

bool
command_reject(struct front *front, struct fault *fault)
{
	struct decision decision = {NULL, NULL, ""};
	struct drop drop = {.dir = -1};
	const struct option options[] = {{"--reason", NULL, &decision.reason},
	    {"--as", NULL, &decision.who}, {NULL, NULL, NULL}};
	if (!front_words(front, options, 1, 1, fault) || !decide(front, &decision, fault))
		return false;
	bool good = drop_find(front, front->words[0], &drop, fault);
	int lock = good ? drop_lock(drop.dir, STAGE_APPLY, fault) : -1;
	good = lock >= 0 && reject(front, &drop, &decision, fault);
	if (lock >= 0)
		close(lock);
	if (good) {
		log_about(drop.district, drop.name);
		log_line("rejected");
	}
	drop_close(&drop);
	return good;
}
