// A zip that came to the wrong district's folder is well formed, and would make a second directory of somebody else's children. Ids of schools are often
// small numbers that two districts share by chance, so an org is another district's only when the name agrees, too.
//
// What the other districts have is noted on the platform (pipeline/schools.h); only the stores that were written to since are opened.
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cmd/match/foreign.h"
#include "cmd/match/known.h"
#include "pipeline/fs.h"
#include "pipeline/idmap.h"
#include "pipeline/log.h"
#include "schema/record.h"

// Types of orgs that belong to one district. States and the nation are everybody's.
static const char *const own_types[] = {"school", "district", "department"};

static bool
is_own_type(struct bytes type)
{
	for (size_t i = 0; i < sizeof own_types / sizeof *own_types; i++)
		if (bytes_is(type, own_types[i]))
			return true;
	return false;
}

// Gathers the orgs of the drop that this district's directory does not have.
static bool
gather(struct matcher *matcher, struct idmap *orgs, struct fault *fault)
{
	struct bytes id;
	struct roster_row row;
	struct stored stored;
	char digest[SCHOOLS_DIGEST];
	struct roster_walk *walk = roster_walk_open(matcher->roster, ORGS, fault);
	bool good = walk != NULL;

	while (good && roster_walk_next(walk, &id, &row)) {
		if (row.state == ROSTER_ACTIVE && is_own_type(record_cell(row.record, ORGS_TYPE)) &&
		    !store_get(matcher->store, ORGS, id, &stored) &&
		    schools_digest(id, record_cell(row.record, ORGS_NAME), digest))
			good = idmap_put(orgs, (struct bytes){digest, sizeof digest}, 1) ||
			       fault_set(fault, FAULT_TEMP, "out of memory");
	}
	roster_walk_close(walk);
	return good;
}

bool
foreign_has(const struct foreign *foreign, struct bytes digests)
{
	uint64_t ignored;

	for (size_t at = 0; at < digests.size; at += SCHOOLS_DIGEST)
		if (idmap_get(
			foreign->orgs, (struct bytes){digests.data + at, SCHOOLS_DIGEST}, &ignored))
			return true;
	return false;
}

// Holds the orgs against what is noted of the districts that are as they were then; the others stay to be read.
static bool
look_noted(struct foreign *foreign, struct fault *fault)
{
	const struct job *job = foreign->matcher->job;
	struct bytes noted, digests;
	struct platform *platform = platform_open(job->conf, false, fault);
	int spool = platform == NULL ? -1 : fs_open_dir(AT_FDCWD, job->conf->spool, fault);
	bool good = spool >= 0;

	for (size_t i = 0; good && foreign->theirs == NULL && i < foreign->districts.count; i++) {
		struct other other = {.name = foreign->districts.name[i]};
		if (strcmp(other.name, job->district->name) == 0 ||
		    !schools_stamp(spool, other.name, other.stamp))
			continue;
		if (!schools_noted(platform, other.name, &noted, &digests) ||
		    !schools_stamp_counts(other.stamp, noted))
			foreign->others[foreign->count++] = other;
		else if (foreign_has(foreign, digests))
			foreign->theirs = other.name;
	}
	if (spool >= 0)
		close(spool);
	platform_close(platform);
	return good;
}

// Notes what was read.
static bool
note_read(struct foreign *foreign, struct fault *fault)
{
	struct platform *platform = NULL;
	bool good = true;

	for (size_t i = 0; good && i < foreign->count; i++) {
		const struct other *other = &foreign->others[i];
		if (!other->read)
			continue;
		if (platform == NULL)
			platform = platform_open(foreign->matcher->job->conf, true, fault);
		good = platform != NULL &&
		       schools_note(platform, other->name, other->stamp,
			   (struct bytes){foreign->digests.data + other->from, other->size}, fault);
	}
	good = good && (platform == NULL || platform_commit(platform, fault));
	platform_close(platform);
	return good;
}

// Asks all other districts: those that are noted, then those that have to be read.
static bool
ask(struct foreign *foreign, struct fault *fault)
{
	if (!spool_districts(foreign->matcher->job->conf, &foreign->districts, fault))
		return false;
	foreign->others = calloc(foreign->districts.count + 1, sizeof *foreign->others);
	if (foreign->others == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	if (!look_noted(foreign, fault))
		return false;
	return foreign->theirs != NULL || foreign->count == 0 ||
	       (foreign_read(foreign, fault) && note_read(foreign, fault));
}

// The finding, and the line for whoever watches over the districts.
static bool
tell(struct matcher *matcher, const char *district, bool *refuse, struct fault *fault)
{
	struct finding finding = {.code = finding_code_named("package.foreign"),
	    .severity = SEVERITY_DEFAULT,
	    .file = bytes_of("orgs.csv")};
	bool good = findings_add(matcher->findings, &finding, fault) != 0;

	*refuse = good && finding.severity == SEVERITY_FATAL;
	log_line("package.foreign: orgs of the district %s are in this drop", district);
	return good;
}

bool
match_foreign(struct matcher *matcher, bool *refuse, struct fault *fault)
{
	struct foreign question = {.matcher = matcher, .orgs = idmap_new()};
	const struct finding_code *code = finding_code_named("package.foreign");
	// a sandbox may have another district's data
	bool asks = findings_severity(matcher->findings, code, SEVERITY_DEFAULT, SEVERITY_NOTICE) !=
		    SEVERITY_NOTICE;
	bool good = question.orgs != NULL || fault_set(fault, FAULT_TEMP, "out of memory");

	*refuse = false;
	good = good && (!asks || gather(matcher, question.orgs, fault));
	if (good && idmap_count(question.orgs) > 0)
		good = ask(&question, fault) &&
		       (question.theirs == NULL || tell(matcher, question.theirs, refuse, fault));
	fs_names_free(&question.districts);
	text_free(&question.digests);
	free(question.others);
	idmap_free(question.orgs);
	return good;
}
