// The stage: opens the drop and the store, writes links.csv, match.mdb and findings.csv. The store is only read.
#include "cmd/match/known.h"
#include "cmd/match/refuse.h"
#include "cmd/match/rekey.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "pipeline/findings_drop.h"
#include "pipeline/limits.h"
#include "pipeline/log.h"
#include "pipeline/order.h"

bool
match_waits(struct job *job)
{
	char path[FS_PATH_MAX], blocker[DROP_NAME_MAX + 1];
	enum order order = ORDER_GO;
	struct fault fault;
	struct roster *roster = NULL;
	if (job_input_path(job, STAGE_NORMALISE, "roster.mdb", path, sizeof path, &fault))
		roster = roster_open(path, NULL, &fault);
	if (roster == NULL)
		return false; // the work will meet the same fault and say it
	bool delta = roster_has_delta(roster);
	roster_close(roster);
	if (!order_of(job->district_dir, job->drop, delta, &order, blocker, &fault))
		return false;
	if (order == ORDER_WAIT)
		log_line("waits for %s", blocker);
	return order == ORDER_WAIT;
}

static bool
open_files(struct matcher *matcher, struct fault *fault)
{
	const struct job *job = matcher->job;
	char path[FS_PATH_MAX];
	if (!job_input_path(job, STAGE_NORMALISE, "roster.mdb", path, sizeof path, fault) ||
	    (matcher->roster = roster_open(path, NULL, fault)) == NULL ||
	    (matcher->store = store_open(job->conf, job->district, false, fault)) == NULL ||
	    !job_out_path(job, "match.mdb", path, sizeof path, fault) ||
	    (matcher->out = db_create(path, LIMIT_STORE_MAP, fault)) == NULL ||
	    !db_table_open(matcher->out, "links", &matcher->links, fault) ||
	    !db_table_open(matcher->out, "amended", &matcher->amended, fault))
		return false;
	matcher->findings = findings_of(job->out, job->district);
	if (matcher->findings == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	return findings_number(matcher->findings, job->district_dir, job->drop, STAGE_MATCH, fault);
}

// Writes the findings; since when they have been there, those of the drop before say. A delta is no look at all there is, so what it does not find
// was not mended by it.
static bool
write_findings(struct matcher *matcher, struct fault *fault)
{
	const struct job *job = matcher->job;
	int before = findings_before(job->district_dir, job->drop, STAGE_MATCH);
	bool good = !roster_has_delta(matcher->roster) || findings_overlook(matcher->findings, "");
	if (!good)
		fault_set(fault, FAULT_TEMP, "out of memory");
	good = good && findings_write(matcher->findings, job->out, job->drop, before, fault);
	if (before >= 0)
		close(before);
	return good;
}

// What match saw of the rows is in amended; people are matched on what stands.
static bool
match_all(struct matcher *matcher, struct fault *fault)
{
	bool foreign;
	return match_foreign(matcher, &foreign, fault) &&
	       (!foreign || refuse_foreign(matcher->job, fault)) &&
	       match_references(matcher, fault) && match_guardian_rows(matcher, fault) &&
	       match_doubted(matcher, fault) && match_reused(matcher, fault) &&
	       match_usernames(matcher, fault) && match_moved(matcher, fault) &&
	       match_turned(matcher, fault) && rekey_begin(matcher, fault) &&
	       match_people(matcher, fault) && rekey_finish(matcher, fault) &&
	       suggest_merges(matcher, fault) && store_sound(matcher->store, fault) &&
	       db_finish(matcher->out, fault) && write_findings(matcher, fault) &&
	       refuse_report(matcher->job, fault);
}

bool
match(struct job *job, struct fault *fault)
{
	struct matcher matcher = {.job = job};
	bool good = open_files(&matcher, fault);
	if (good)
		job->generation = store_meta(matcher.store)->generation;
	good = good && match_all(&matcher, fault);
	snprintf(job->summary, sizeof job->summary,
	    "%" PRIu64 " linked, %" PRIu64 " ready, %" PRIu64 " partial, %" PRIu64
	    " unclear, %" PRIu64 " new, %" PRIu64 " rows refused",
	    matcher.ready, matcher.suggested, matcher.partial, matcher.multiple, matcher.none,
	    matcher.refused);
	rekey_free(matcher.rekey);
	db_close(matcher.out);
	findings_free(matcher.findings);
	store_close(matcher.store);
	roster_close(matcher.roster);
	return good;
}
