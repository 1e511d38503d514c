// A zip that came to the wrong district's folder is well formed, and would make a second directory of somebody else's children. Ids of schools are often
// small numbers that two districts share by chance, so an org is another district's only when the name agrees, too.
#include <unistd.h>

#include "cmd/match/known.h"
#include "pipeline/fs.h"
#include "pipeline/log.h"
#include "pipeline/person.h"
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

// Whether two names are one, however they are written. Memory that is short counts as no.
static bool
same_name(struct bytes one, struct bytes other)
{
	struct text a = {NULL, 0, 0, false}, b = {NULL, 0, 0, false};

	person_name(&a, one);
	person_name(&b, other);
	bool same = !a.failed && !b.failed && a.size > 0 &&
		    bytes_equal((struct bytes){a.data, a.size}, (struct bytes){b.data, b.size});
	text_free(&a);
	text_free(&b);
	return same;
}

// Calls `visit` with each org of the drop that this district's directory does not have; stops when it gives true, and gives that in *found.
typedef bool org_visitor(struct store *other, struct bytes id, struct bytes record);

static bool
new_orgs(struct matcher *matcher, struct store *other, org_visitor *visit, bool *found,
    struct fault *fault)
{
	struct bytes id;
	struct roster_row row;
	struct stored stored;
	struct roster_walk *walk = roster_walk_open(matcher->roster, ORGS, fault);
	bool good = walk != NULL;

	*found = false;
	while (good && !*found && roster_walk_next(walk, &id, &row))
		*found =
		    row.state == ROSTER_ACTIVE && is_own_type(record_cell(row.record, ORGS_TYPE)) &&
		    !store_get(matcher->store, ORGS, id, &stored) && visit(other, id, row.record);
	roster_walk_close(walk);
	return good;
}

// Any is one too many to go on without asking the others.
static bool
any_org(struct store *other, struct bytes id, struct bytes record)
{
	(void)other;
	(void)id;
	(void)record;
	return true;
}

// Whether another district has this org.
static bool
is_theirs(struct store *other, struct bytes id, struct bytes record)
{
	struct stored stored;

	return store_get(other, ORGS, id, &stored) && stored.state == STORED_ACTIVE &&
	       same_name(record_cell(record, ORGS_NAME), record_cell(stored.record, ORGS_NAME));
}

// Asks one other district. One that cannot be read is no reason to stop this one.
static bool
ask(struct matcher *matcher, const char *name, bool *theirs, struct fault *fault)
{
	const struct conf *conf = matcher->job->conf;
	struct fault ignored;
	struct district *district = district_read(conf, name, &ignored);
	struct store *other = district == NULL ? NULL : store_open(conf, district, false, &ignored);
	bool good = true;

	*theirs = false;
	if (other != NULL)
		good = new_orgs(matcher, other, is_theirs, theirs, fault);
	store_close(other);
	district_free(district);
	return good;
}

// The finding, and the line for whoever watches over the districts.
static bool
tell(struct matcher *matcher, const char *district, bool *foreign, struct fault *fault)
{
	struct finding finding = {.code = finding_code_named("package.foreign"),
	    .severity = SEVERITY_DEFAULT,
	    .file = bytes_of("orgs.csv")};
	bool good = findings_add(matcher->findings, &finding, fault) != 0;

	*foreign = good && finding.severity == SEVERITY_FATAL;
	log_line("package.foreign: orgs of the district %s are in this drop", district);
	return good;
}

bool
match_foreign(struct matcher *matcher, bool *foreign, struct fault *fault)
{
	struct fs_names districts;
	bool any, theirs = false;
	const struct finding_code *code = finding_code_named("package.foreign");

	*foreign = false;
	if (findings_severity(matcher->findings, code, SEVERITY_DEFAULT, SEVERITY_NOTICE) ==
	    SEVERITY_NOTICE)
		return true; // a sandbox, which may have another district's data
	if (!new_orgs(matcher, NULL, any_org, &any, fault))
		return false;
	if (!any)
		return true;
	bool good = spool_districts(matcher->job->conf, &districts, fault);
	for (size_t i = 0; good && !theirs && i < districts.count; i++) {
		if (strcmp(districts.name[i], matcher->job->district->name) == 0)
			continue;
		good = ask(matcher, districts.name[i], &theirs, fault);
		if (good && theirs)
			good = tell(matcher, districts.name[i], foreign, fault);
	}
	fs_names_free(&districts);
	return good;
}
