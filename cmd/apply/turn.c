// When it is a drop's turn, and what becomes of drops that were held.
#include "cmd/apply/apply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/clock.h"
#include "pipeline/log.h"
#include "pipeline/order.h"
#include "pipeline/phase.h"
#include "pipeline/rekey.h"
#include "pipeline/release.h"
#include "pipeline/undo.h"

enum { HELD_MAX = 4096 };

// Whether a drop has deltas. False also when its roster cannot be read: then the work meets the fault and says it.
static bool
is_delta(const struct job *job, const char *drop)
{
	char path[FS_PATH_MAX];
	struct fault fault;
	struct roster *roster = NULL;
	if (spool_path(path, sizeof path, job->conf, job->district->name, STAGE_NORMALISE, "ready",
		drop, "roster.mdb", &fault))
		roster = roster_open(path, NULL, &fault);
	bool delta = roster != NULL && roster_has_delta(roster);
	roster_close(roster);
	return delta;
}

bool
apply_waits(struct job *job)
{
	enum order order;
	char blocker[DROP_NAME_MAX + 1];
	struct fault fault;
	enum phase phase = phase_of(job->district, clock_now());
	if (!job->dry_run && phase_does(phase, STAGE_APPLY) == DOES_WAIT &&
	    !undo_is(job->district_dir, job->drop)) {
		log_line("waits: the district is in phase %s", phase_name(phase));
		return true;
	}
	if (job->dry_run || !order_of(job->district_dir, job->drop, is_delta(job, job->drop),
				&order, blocker, &fault))
		return false;
	if (order == ORDER_WAIT)
		log_line("waits for %s", blocker);
	return order == ORDER_WAIT;
}

// The directories of the stage between which held drops move.
struct places {
	int held, failed, tmp;
};

static bool
places_open(const struct job *job, struct places *places, struct fault *fault)
{
	places->failed = places->tmp = -1;
	places->held = fs_open_dir(job->district_dir, "apply/held", fault);
	if (places->held >= 0)
		places->failed = fs_open_dir(job->district_dir, "apply/failed", fault);
	if (places->failed >= 0)
		places->tmp = fs_open_dir(job->district_dir, "apply/tmp", fault);
	return places->tmp >= 0;
}

static void
places_close(struct places *places)
{
	int fds[] = {places->held, places->failed, places->tmp};
	for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

// A held drop that a later bulk drop has made pointless. One rename.
static bool
supersede(struct places *places, const char *drop, struct fault *fault)
{
	log_line("%s is superseded", drop);
	return fs_publish(places->held, drop, places->failed, drop, fault);
}

// Whether a held drop waits for nothing but the district's start.
static bool
held_by_setup(struct places *places, const char *drop)
{
	char path[128];
	size_t size;
	struct fault fault;
	snprintf(path, sizeof path, "%s/held", drop);
	char *text = fs_read(places->held, path, HELD_MAX, &size, &fault);
	bool setup = text != NULL && strncmp(text, "setup", strlen("setup")) == 0;
	free(text);
	return setup;
}

// The newest of the drops that waited for the district to go live and are bulk; the count when there is none.
static size_t
newest_bulk(struct job *job, struct places *places, const struct fs_names *drops)
{
	for (size_t i = drops->count; i-- > 0;)
		if (held_by_setup(places, drops->name[i]) && !is_delta(job, drops->name[i]))
			return i;
	return drops->count;
}

// The district went live: what waited for that waits for apply again, but only from the newest bulk drop on. What that covers goes first: a
// crash must not leave it behind to be released by the next run.
static bool
release_setup(struct job *job, struct places *places, struct fault *fault)
{
	struct fs_names drops;
	bool good = fs_list(places->held, &drops, fault);
	size_t newest = good ? newest_bulk(job, places, &drops) : 0;
	for (size_t i = 0; good && i < drops.count; i++) {
		const char *drop = drops.name[i];
		if (!held_by_setup(places, drop))
			continue;
		good = newest < drops.count && i < newest
			   ? supersede(places, drop, fault)
			   : fs_publish(places->held, drop, places->tmp, drop, fault) &&
				 fs_remove(places->tmp, drop, fault);
	}
	fs_names_free(&drops);
	return good;
}

// Held drops that came before a bulk drop which was let through.
static bool
supersede_before(struct places *places, const char *drop, struct fault *fault)
{
	struct fs_names drops;
	bool good = fs_list(places->held, &drops, fault);
	for (size_t i = 0; good && i < drops.count && strcmp(drops.name[i], drop) < 0; i++)
		good = supersede(places, drops.name[i], fault);
	fs_names_free(&drops);
	return good;
}

// Whether a held drop went in but for its removals.
static bool
is_in_part(struct places *places, const char *drop)
{
	char path[128];
	snprintf(path, sizeof path, "%s/" RECEIPT_PART, drop);
	return fs_exists(places->held, path);
}

// The last of the drops of a place of which something is in the directory; empty when there is none.
static bool
last_written(struct job *job, struct places *places, enum place place, char last[DROP_NAME_MAX + 1],
    struct fault *fault)
{
	struct fs_names drops;
	last[0] = '\0';
	if (!spool_list(job->district_dir, STAGE_APPLY, place, &drops, fault))
		return false;
	for (size_t i = 0; i < drops.count; i++)
		if (place == PLACE_READY || is_in_part(places, drops.name[i]))
			snprintf(last, DROP_NAME_MAX + 1, "%s", drops.name[i]);
	fs_names_free(&drops);
	return true;
}

// What apply_after would have done, had a crash not cut it off. The last drop need not be the bulk one: a delta is let through only when nothing before
// it is open.
static bool
end_supersedes(struct job *job, struct places *places, struct fault *fault)
{
	static const enum place written[] = {PLACE_READY, PLACE_HELD};
	char last[DROP_NAME_MAX + 1];
	bool good = true;
	for (size_t i = 0; good && i < sizeof written / sizeof *written; i++)
		good = last_written(job, places, written[i], last, fault) &&
		       (last[0] == '\0' || supersede_before(places, last, fault));
	return good;
}

bool
apply_prepare(struct job *job, struct fault *fault)
{
	struct places places;
	bool live = phase_does(phase_of(job->district, clock_now()), STAGE_APPLY) == DOES_WORK;
	bool good = places_open(job, &places, fault) && end_supersedes(job, &places, fault) &&
		    release_settle(job->district_dir, fault) &&
		    rekey_settle(job->district_dir, fault) &&
		    (!live || release_setup(job, &places, fault));
	places_close(&places);
	return good;
}

bool
apply_after(struct job *job, struct fault *fault)
{
	struct places places;
	if (job->place == PLACE_READY && !(release_end(job->district_dir, job->drop, fault) &&
					     rekey_end(job->district_dir, job->drop, fault)))
		return false;
	if (job->place == PLACE_FAILED || is_delta(job, job->drop))
		return true;
	bool good = places_open(job, &places, fault);
	if (good && (job->place == PLACE_READY || is_in_part(&places, job->drop)))
		good = supersede_before(&places, job->drop, fault);
	places_close(&places);
	return good;
}

bool
apply_send_back(struct job *job, struct fault *fault)
{
	int ready = fs_open_dir(job->district_dir, "match/ready", fault);
	int tmp = ready < 0 ? -1 : fs_open_dir(job->district_dir, "match/tmp", fault);
	int match = tmp < 0 ? -1 : fs_open_dir(job->district_dir, "match", fault);
	int lock = match < 0 ? -1 : fs_lock(match, fault);
	bool good = lock >= 0 && fs_publish(ready, job->drop, tmp, job->drop, fault) &&
		    fs_remove(tmp, job->drop, fault);
	int fds[] = {lock, match, tmp, ready};
	for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return good &&
	       fault_set(fault, FAULT_TEMP,
		   "the directory changed since match saw it; match has to run again first");
}
