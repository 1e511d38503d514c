// What a drop is applied from and to.
#include "cmd/apply/first.h"
#include "cmd/apply/hands.h"
#include "cmd/apply/part.h"

#include <stdio.h>
#include <unistd.h>

#include "cmd/apply/tally.h"
#include "pipeline/ledger.h"
#include "pipeline/undo.h"

// The digest of the content that arrived, from fetch's SEAL.
static bool
read_digest(struct applier *applier, struct fault *fault)
{
	struct seal seal;
	int dir = spool_open_drop(
	    applier->job->district_dir, STAGE_FETCH, PLACE_READY, applier->job->drop, fault);
	if (dir < 0)
		return false;
	bool good = seal_read(dir, &seal, fault);
	close(dir);
	const struct sealed *content = good ? undo_content(&seal) : NULL;
	if (content == NULL)
		return good && fault_set(fault, FAULT_IO, "fetch left no roster.zip");
	memcpy(applier->sha256, content->digest, DIGEST_HEX);
	return true;
}

// The act that is taken back, by the ledger and not by the drop: where drops are taken through once more, acts have other numbers.
static bool
find_undone(struct applier *applier, struct fault *fault)
{
	char drop[DROP_NAME_MAX + 1];
	if (!applier->undoes)
		return true;
	snprintf(drop, sizeof drop, "%.*s", (int)applier->undo.drop.size, applier->undo.drop.data);
	applier->undone = ledger_act(applier->store, drop);
	return applier->undone != 0 ||
	       (store_sound(applier->store, fault) &&
		   fault_set(fault, FAULT_DATA,
		       "%s, which it takes back, never went into the directory", drop));
}

bool
applier_open(struct applier *applier, struct fault *fault)
{
	struct job *job = applier->job;
	char roster[FS_PATH_MAX], match[FS_PATH_MAX];
	if (!read_digest(applier, fault) ||
	    !job_input_path(job, STAGE_NORMALISE, "roster.mdb", roster, sizeof roster, fault) ||
	    !job_input_path(job, STAGE_MATCH, "match.mdb", match, sizeof match, fault))
		return false;
	applier->roster = roster_open(roster, match, fault);
	if (applier->roster == NULL)
		return false;
	applier->undoes = roster_undo(applier->roster, &applier->undo);
	applier->store = store_open(job->conf, job->district, !job->dry_run, fault);
	applier->newcomers = idmap_new();
	applier->archived = idmap_new();
	applier->stay_closed = idmap_new();
	applier->relinked = idmap_new();
	applier->absent = idmap_new();
	applier->clashes = idmap_new();
	applier->waiting = idmap_new();
	applier->roles = roles_new();
	applier->tally = change_tally_new();
	applier->guards = guards_new(&job->district->guards);
	if (applier->store != NULL)
		applier->by_hand = by_hand_read(
		    applier->store, applier->roster, job->district->classes.existing, fault);
	if (applier->by_hand == NULL)
		return false;
	return ((applier->newcomers != NULL && applier->archived != NULL &&
		    applier->stay_closed != NULL && applier->relinked != NULL &&
		    applier->absent != NULL && applier->clashes != NULL && applier->roles != NULL &&
		    applier->tally != NULL && applier->guards != NULL &&
		    applier->waiting != NULL) ||
		   fault_set(fault, FAULT_TEMP, "out of memory")) &&
	       find_undone(applier, fault) && first_prepare(applier, fault);
}

void
applier_close(struct applier *applier)
{
	by_hand_free(applier->by_hand);
	hands_free(applier->hands);
	store_close(applier->store);
	roster_close(applier->roster);
	idmap_free(applier->newcomers);
	idmap_free(applier->archived);
	idmap_free(applier->stay_closed);
	idmap_free(applier->relinked);
	idmap_free(applier->absent);
	idmap_free(applier->clashes);
	idmap_free(applier->waiting);
	usernames_free(applier->usernames);
	roles_free(applier->roles);
	change_tally_free(applier->tally);
	guards_free(applier->guards);
	part_free(applier->part);
	text_free(&applier->one);
	text_free(&applier->other);
}
