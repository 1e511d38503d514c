// `undo`: what drops did is taken back by a drop of our own, which says what the SIS had said before them. It goes through the stages like one that a
// district sent; so what is done about the directory is done in one place, planned, guarded and logged, and a person can undo the undo.
#include "cmd/rosterdrop/decision.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/rosterdrop/hand.h"
#include "cmd/rosterdrop/output.h"
#include "pipeline/ledger.h"
#include "pipeline/log.h"
#include "pipeline/phase.h"
#include "pipeline/snapshot.h"
#include "pipeline/undo.h"
#include "schema/record.h"

static const char making[] = "undo"; // in fetch's tmp/

// One undo.
struct undo {
	const struct front *front;
	const struct drop *drop;
	const struct decision *decision;
	struct district *district;
	struct store *store;
	struct snapshot snapshot;
	char name[DROP_NAME_MAX + 1]; // of the new drop
};

// The act that applied the drop; of one that went in but for its removals, the first.
static bool
find_act(struct undo *undo, struct fault *fault)
{
	char words[DROP_WORDS_MAX];
	const char *name = undo->drop->name;
	undo->snapshot.act = ledger_act(undo->store, name);
	if (undo->snapshot.act == 0) {
		struct drop_state state = drop_look(undo->drop->dir, name);
		return store_sound(undo->store, fault) &&
		       fault_set(fault, FAULT_MISSING,
			   "%s changed nothing in the directory (%s); there is nothing to undo",
			   name, drop_words(&state, words));
	}
	return true;
}

// Says what waits, and what can be done about it: where the phase lets nothing go in, a run does not help.
static bool
refuse_waiting(const struct undo *undo, const char *drop, const char *words, unsigned count,
    struct fault *fault)
{
	char more[32] = "";
	enum phase phase = phase_of(undo->district, clock_now());
	bool stays = phase_does(phase, STAGE_APPLY) == DOES_WAIT;
	if (count > 1)
		snprintf(more, sizeof more, ", and %u more do", count - 1);
	return fault_set(fault, FAULT_TEMP, "%s %s%s; %s%s%s before anything is undone", drop,
	    words, more, stays ? "the district is in phase " : "run the district, or reject",
	    stays ? phase_name(phase) : "", stays ? ", so reject what waits" : " what waits,");
}

// What is on its way would come after the undo by its place in line, and before it by its name.
static bool
check_waiting(const struct undo *undo, struct fault *fault)
{
	struct fs_names drops;
	char words[DROP_WORDS_MAX];
	const char *said = "";
	size_t first = 0;
	unsigned count = 0;
	if (!drop_list(undo->drop->dir, &drops, fault))
		return false;
	for (size_t i = drops.count; i-- > 0;) {
		struct drop_state state = drop_look(undo->drop->dir, drops.name[i]);
		if (drop_waits_for(&state) == NO_STAGE)
			continue;
		first = i;
		count++;
		said = drop_words(&state, words);
	}
	bool good = count == 0 || refuse_waiting(undo, drops.name[first], said, count, fault);
	fs_names_free(&drops);
	return good;
}

// Opens the store, and finds out whether the undo may be.
static bool
open_undo(struct undo *undo, struct fault *fault)
{
	const struct bytes no_school = {NULL, 0};
	undo->district = district_read(undo->front->conf, undo->drop->district, fault);
	if (undo->district != NULL)
		undo->store = store_open(undo->front->conf, undo->district, false, fault);
	const char *who = undo->decision->who;
	undo->snapshot = (struct snapshot){.store = undo->store,
	    .drop = undo->drop->name,
	    .by = who != NULL ? who : hand_user(),
	    .why = undo->decision->reason};
	return undo->store != NULL &&
	       permission_check(undo->store, who, MAY_RELEASE, no_school, fault) &&
	       find_act(undo, fault) && check_waiting(undo, fault);
}

// A row of the plan.
static bool
plan_row(void *context, unsigned entity, const struct past *past, struct fault *fault)
{
	struct change change = {.entity = entity,
	    .reason = REASON_UNDONE,
	    .sourced_id = past->key,
	    .account_id = past->first.account_id,
	    .before = past->now.record,
	    .after = past->record};
	(void)fault;
	change.action =
	    action_of(entity, true, past->now.state == STORED_ACTIVE, past->record.size > 0);
	if (!past->changed)
		change.account_id.size = 0;
	change_plan_row(context, &change);
	return true;
}

// Only the plan, to standard output.
static bool
dry_run(struct undo *undo, struct fault *fault)
{
	struct fault late;
	struct csv *csv = out_csv(false);
	csv_line(csv, change_plan_header);
	bool good = snapshot_look(&undo->snapshot, plan_row, csv, fault);
	return csv_finish(csv, "standard output", good ? fault : &late) && good;
}

// When the new drop arrives: now, but after every other.
static bool
arrival(const struct undo *undo, time_t *when, struct fault *fault)
{
	struct fs_names drops;
	time_t newest;
	*when = clock_now();
	if (!drop_list(undo->drop->dir, &drops, fault))
		return false;
	if (drops.count > 0 && clock_parse_stamp(drops.name[drops.count - 1], &newest) &&
	    *when <= newest)
		*when = newest + 1;
	fs_names_free(&drops);
	return true;
}

// The digest and size of the roster that was made.
static bool
measure(int dir, struct undo_origin *origin, struct fault *fault)
{
	int fd = fs_open_file(dir, "roster.mdb", fault);
	if (fd < 0)
		return false;
	bool good = digest_file(fd, "roster.mdb", origin->sha256, &origin->size, fault);
	close(fd);
	return good;
}

// Fills fetch/tmp/undo, all but the roster, and names the drop.
static bool
fill(struct undo *undo, int dir, struct fault *fault)
{
	char arrived[CLOCK_TEXT];
	time_t when;
	struct seal seal = {.input = "-"};
	struct undo_origin origin = {.drop = undo->snapshot.drop,
	    .by = undo->snapshot.by,
	    .why = undo->snapshot.why,
	    .arrived = arrived};
	if (!measure(dir, &origin, fault) || !arrival(undo, &when, fault))
		return false;
	clock_text(when, arrived);
	drop_name(when, origin.sha256, undo->name);
	snprintf(seal.drop, sizeof seal.drop, "%s", undo->name);
	snprintf(seal.stage, sizeof seal.stage, "%s", stage_name(STAGE_FETCH));
	snprintf(seal.tool, sizeof seal.tool, "rosterdrop %s", ROSTERDROP_VERSION);
	district_digest(undo->district, seal.config);
	seal.generation = store_meta(undo->store)->generation;
	seal_know(&seal, "roster.mdb", origin.sha256, origin.size);
	return undo_origin_write(dir, &origin, fault) && seal_write(dir, &seal, fault);
}

// Makes the drop in fetch's tmp/ and gives it its name: the rename is the commit point, and what is left before it is swept.
static bool
publish(struct undo *undo, int tmp, int ready, struct fault *fault)
{
	char path[FS_PATH_MAX];
	if (!fs_make_dir(tmp, making, fault) ||
	    !spool_path(path, sizeof path, undo->front->conf, undo->drop->district, STAGE_FETCH,
		"tmp", making, "roster.mdb", fault))
		return false;
	int dir = fs_open_dir(tmp, making, fault);
	bool good = dir >= 0 && snapshot_write(&undo->snapshot, path, NULL, NULL, fault) &&
		    fill(undo, dir, fault);
	if (dir >= 0)
		close(dir);
	return good && fs_publish(tmp, making, ready, undo->name, fault);
}

// Under the locks of fetch, which has a new drop, and of apply, which must not have another one meanwhile.
static bool
make(struct undo *undo, bool dry, struct fault *fault)
{
	struct fault ignored;
	int ready = -1, tmp = -1;
	if (!open_undo(undo, fault))
		return false;
	if (dry)
		return dry_run(undo, fault);
	ready = drop_open_folder(undo->drop->dir, STAGE_FETCH, place_name(PLACE_READY), fault);
	if (ready >= 0)
		tmp = drop_open_folder(undo->drop->dir, STAGE_FETCH, "tmp", fault);
	bool good = tmp >= 0 && publish(undo, tmp, ready, fault);
	if (tmp >= 0 && !good)
		fs_remove(tmp, making, &ignored);
	if (tmp >= 0)
		close(tmp);
	if (ready >= 0)
		close(ready);
	return good;
}

// Takes the locks, and does it.
static bool
undo_locked(struct undo *undo, bool dry, struct fault *fault)
{
	int fetch = drop_lock(undo->drop->dir, STAGE_FETCH, fault);
	int apply = fetch < 0 ? -1 : drop_lock(undo->drop->dir, STAGE_APPLY, fault);
	bool good =
	    apply >= 0 && drop_end_rejects(undo->drop->dir, fault) && make(undo, dry, fault);
	if (apply >= 0)
		close(apply);
	if (fetch >= 0)
		close(fetch);
	store_close(undo->store);
	district_free(undo->district);
	return good;
}

bool
command_undo(struct front *front, struct fault *fault)
{
	bool dry = false;
	struct decision decision = {NULL, NULL, ""};
	struct drop drop = {.dir = -1};
	const struct option options[] = {{"--reason", NULL, &decision.reason},
	    {"--as", NULL, &decision.who}, {"--dry-run", &dry, NULL}, {NULL, NULL, NULL}};
	struct undo undo = {.front = front, .drop = &drop, .decision = &decision};
	if (!front_words(front, options, 1, 1, fault))
		return false;
	if (dry && decision.reason == NULL)
		decision.reason = "dry run";
	bool good = decision_make(front, &decision, "undone", fault) &&
		    drop_find(front, front->words[0], &drop, fault) &&
		    undo_locked(&undo, dry, fault);
	if (good && !dry) {
		printf("%s\n", undo.name);
		log_about(drop.district, undo.name);
		log_line("takes back %s and what came after it; waits for validate", drop.name);
	}
	drop_close(&drop);
	return good;
}
