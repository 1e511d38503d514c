// A held drop lies with its plan, and a release is bound to that plan: what a person looked at is what is done, or nothing is. The plan is made
// anew for the comparison, since rows, links and the directory may have moved meanwhile.
#include "cmd/apply/hold.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/apply/tally.h"
#include "pipeline/findings_suppose.h"
#include "pipeline/guard.h"
#include "pipeline/log.h"
#include "pipeline/release.h"

static const char plan_name[] = "plan.csv";

// What one stage found that holds the drop.
static bool
add_findings(const struct job *job, int dir, char *reason, struct fault *fault)
{
	return job->dry_run && job->district->supposed
		   ? findings_suppose(dir, job->district, reason, HOLD_REASON, fault)
		   : findings_holds(dir, reason, HOLD_REASON, fault);
}

bool
hold_findings(
    const struct job *job, const char *drop, char reason[HOLD_REASON], struct fault *fault)
{
	bool good = true;
	for (int stage = STAGE_VALIDATE; good && stage <= STAGE_MATCH; stage++) {
		int dir = spool_open_drop(
		    job->district_dir, (enum stage_id)stage, PLACE_READY, drop, fault);
		good = dir >= 0 ? add_findings(job, dir, reason, fault)
				: job->dry_run && fault->class == FAULT_MISSING;
		if (dir >= 0)
			close(dir);
	}
	if (good)
		fault->class = FAULT_NONE; // what is not there any more is no fault here
	return good;
}

bool
hold_reason(struct applier *applier, const char *own, char reason[HOLD_REASON], struct fault *fault)
{
	snprintf(reason, HOLD_REASON, "%s", own);
	return hold_findings(applier->job, applier->job->drop, reason, fault);
}

// The plan into the job's directory, and its digest.
static bool
plan_make(struct applier *applier, uint64_t counts[FACTS][ACTIONS], char digest[DIGEST_HEX],
    struct fault *fault)
{
	struct fault later;
	int out = applier->job->out, fd = fs_create(out, plan_name, fault);

	if (fd < 0)
		return false;
	bool good = plan_write(applier, fd, plan_name, counts, fault);
	good = fs_finish(fd, plan_name, good ? fault : &later) && good;
	fd = good ? fs_open_file(out, plan_name, fault) : -1;
	good = fd >= 0 && digest_file(fd, plan_name, digest, NULL, fault);
	if (fd >= 0)
		close(fd);
	return good;
}

// Makes the plan only for its digest: what it counted is told again when it is done.
static bool
plan_digest(struct applier *applier, char digest[DIGEST_HEX], struct fault *fault)
{
	uint64_t counts[FACTS][ACTIONS] = {{0}};
	struct change_tally *told = applier->tally;

	applier->tally = change_tally_new();
	bool good = applier->tally != NULL ? plan_make(applier, counts, digest, fault) &&
						 fs_remove(applier->job->out, plan_name, fault)
					   : fault_set(fault, FAULT_TEMP, "out of memory");
	change_tally_free(applier->tally);
	applier->tally = told;
	return good;
}

// What a release says of a plan with this digest.
static enum release_state
state_of(const struct release *release, const struct district *district, const char *digest,
    const char *holds)
{
	char now[CLOCK_TEXT], settings[RELEASE_SETTINGS];
	clock_text(clock_now(), now);
	release_settings(district, settings);
	if (strcmp(digest, release->plan) != 0)
		return RELEASE_OTHER_PLAN;
	if (release->settings[0] != '\0' && strcmp(settings, release->settings) != 0)
		return RELEASE_OTHERWISE;
	if (release->until[0] != '\0' && strcmp(now, release->until) > 0)
		return RELEASE_OVER;
	if (release->allow[0] != '\0' && !guard_covers(release->allow, holds))
		return RELEASE_NARROW;
	return RELEASE_GOES;
}

bool
hold_released(
    struct applier *applier, const char *holds, enum release_state *state, struct fault *fault)
{
	const struct job *job = applier->job;
	struct release release;
	char digest[DIGEST_HEX];

	*state = RELEASE_NONE;
	if (!release_read(job->district_dir, job->drop, &release, fault))
		return false;
	if (release.plan[0] == '\0' || job->dry_run)
		return true;
	if (!plan_digest(applier, digest, fault))
		return false;
	*state = state_of(&release, job->district, digest, holds);
	if (*state == RELEASE_GOES)
		return true;
	char missing[GUARD_NAMES];
	if (*state == RELEASE_NARROW &&
	    guard_missing(release.allow, holds, missing, sizeof missing) > 0)
		log_line("the release does not let the plan go: --allow does not name %s", missing);
	else
		log_line("the release does not let the plan go");
	return release_end(job->district_dir, job->drop, fault);
}

bool
hold_write(struct applier *applier, const char *reason, struct fault *fault)
{
	uint64_t counts[FACTS][ACTIONS] = {{0}};
	char digest[DIGEST_HEX], settings[RELEASE_SETTINGS];
	struct job *job = applier->job;

	job->place = PLACE_HELD;
	release_settings(job->district, settings);
	snprintf(job->summary, sizeof job->summary, "%.250s", reason);
	return plan_make(applier, counts, digest, fault) &&
	       fs_put(job->out, "held", reason, strlen(reason), fault) &&
	       fs_put(job->out, "settings", settings, strlen(settings), fault) &&
	       summary_write(applier, "held", counts, NULL, fault);
}

bool
hold_receipt(struct applier *applier, struct fault *fault)
{
	const struct job *job = applier->job;
	struct release release;

	return release_read(job->district_dir, job->drop, &release, fault) &&
	       (release.plan[0] == '\0' ||
		   fs_put(job->out, "released", release.words, strlen(release.words), fault));
}
