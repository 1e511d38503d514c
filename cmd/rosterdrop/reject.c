// `reject`: a person's decision that a drop never goes into the directory. It is published like a stage's refusal, with a SEAL, so that
// it is seen by whoever looks at the directories; a rejected drop is settled.
#include "cmd/rosterdrop/decision.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/ledger.h"
#include "pipeline/log.h"
#include "pipeline/receipt.h"

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

// What is in the directory of a drop that was applied but for its removals stays told beside the rejection. The store knows it wherever the drop is: it is not held
// while it is matched anew.
static bool
keep_part(const struct front *front, const struct drop *drop, int dir, struct fault *fault)
{
	struct bytes ledger[LEDGER_CELLS];
	const struct receipt_to to = {.out = dir};
	struct district *district = district_read(front->conf, drop->district, fault);
	struct store *store =
	    district == NULL ? NULL : store_open(front->conf, district, false, fault);
	uint32_t act = store == NULL ? 0 : ledger_part(store, drop->name);
	bool good = store != NULL && (act == 0 || (ledger_read(store, act, ledger, fault) &&
						      receipt_copy(&to, store, ledger, fault)));
	store_close(store);
	district_free(district);
	return good;
}

// Makes the directory in tmp/ and gives it its name in failed/.
static bool
publish(const struct front *front, const struct drop *drop, const struct decision *decision,
    struct seal *seal, int tmp, struct fault *fault)
{
	if (!fs_make_dir(tmp, drop->name, fault))
		return false;
	int dir = fs_open_dir(tmp, drop->name, fault);
	bool good = dir >= 0 &&
		    fs_put(dir, "rejected", decision->text, strlen(decision->text), fault) &&
		    keep_part(front, drop, dir, fault) && seal_write(dir, seal, fault);
	if (dir >= 0)
		close(dir);
	int failed =
	    good ? drop_open_folder(drop->dir, STAGE_APPLY, place_name(PLACE_FAILED), fault) : -1;
	good = failed >= 0 && fs_publish(tmp, drop->name, failed, drop->name, fault);
	if (failed >= 0)
		close(failed);
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
	if (!fill_seal(front, drop, &state, &seal, fault) ||
	    !decision_record(front, drop, decision, "reject", fault))
		return false;
	if (state.places[STAGE_APPLY] == PLACE_FAILED &&
	    !drop_take_out(drop->dir, STAGE_APPLY, PLACE_FAILED, drop->name, fault))
		return false;
	int tmp = drop_open_folder(drop->dir, STAGE_APPLY, "tmp", fault);
	bool good = tmp >= 0 && publish(front, drop, decision, &seal, tmp, fault) &&
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
	if (!front_words(front, options, 1, 1, fault) ||
	    !decision_make(front, &decision, "rejected", fault))
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
