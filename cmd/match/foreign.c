// A zip that came to the wrong district's folder is well formed, and would make a second directory of somebody else's children. Ids of schools are often
// small numbers that two districts share by chance, so an org is another district's only when the name agrees, too.
#include <string.h>

#include "cmd/match/known.h"
#include "pipeline/child.h"
#include "pipeline/fs.h"
#include "pipeline/log.h"
#include "pipeline/person.h"
#include "schema/record.h"

enum { STEP_SECONDS = 60, TOTAL_SECONDS = 3600 };

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

// The question to the other districts.
struct foreign {
	struct matcher *matcher;
	struct fs_names districts;
	struct text
	    orgs; // the drop's orgs that this district's directory does not have: id, NUL, name, NUL
	size_t at; // the district that is asked, by the child's last word
	bool begun, theirs;
};

// What the child says: whom it asks now, or that an org is theirs.
struct word {
	size_t at;
	bool theirs;
};

// Gathers the orgs of the drop that this district's directory does not have.
static bool
gather(struct foreign *foreign, struct fault *fault)
{
	struct bytes id;
	struct roster_row row;
	struct stored stored;
	const struct bytes nul = {"", 1};
	struct roster_walk *walk = roster_walk_open(foreign->matcher->roster, ORGS, fault);
	bool good = walk != NULL;

	while (good && roster_walk_next(walk, &id, &row)) {
		if (row.state != ROSTER_ACTIVE ||
		    !is_own_type(record_cell(row.record, ORGS_TYPE)) ||
		    store_get(foreign->matcher->store, ORGS, id, &stored))
			continue;
		text_add(&foreign->orgs, id);
		text_add(&foreign->orgs, nul);
		text_add(&foreign->orgs, record_cell(row.record, ORGS_NAME));
		text_add(&foreign->orgs, nul);
	}
	roster_walk_close(walk);
	if (good && foreign->orgs.failed)
		good = fault_set(fault, FAULT_TEMP, "out of memory");
	return good;
}

// Whether another district has an org.
static bool
is_theirs(struct store *other, struct bytes id, struct bytes name)
{
	struct stored stored;

	return store_get(other, ORGS, id, &stored) && stored.state == STORED_ACTIVE &&
	       same_name(name, record_cell(stored.record, ORGS_NAME));
}

// Asks one other district whether it has any of the orgs. One that cannot be read is no reason to stop this one.
static bool
ask(const struct foreign *foreign, const char *district_name)
{
	const struct conf *conf = foreign->matcher->job->conf;
	struct fault ignored;
	struct district *district = district_read(conf, district_name, &ignored);
	struct store *other = district == NULL ? NULL : store_open(conf, district, false, &ignored);
	const char *end = foreign->orgs.data + foreign->orgs.size;
	bool theirs = false;

	for (const char *id = foreign->orgs.data, *name; other != NULL && !theirs && id < end;
	     id = name + strlen(name) + 1) {
		name = id + strlen(id) + 1;
		theirs = is_theirs(other, bytes_of(id), bytes_of(name));
	}
	store_close(other);
	district_free(district);
	return theirs;
}

// In the child: asks from one district on, until one has an org of the drop.
static bool
ask_all(struct child *child, void *context, struct fault *fault)
{
	struct foreign *foreign = context;
	bool good = true;

	for (size_t i = foreign->at; good && i < foreign->districts.count; i++) {
		const char *name = foreign->districts.name[i];
		struct word word = {i, false};
		if (strcmp(name, foreign->matcher->job->district->name) == 0)
			continue;
		child_step(child, "asking another district");
		log_about(name, NULL); // what the child says from here on is of that one
		good = child_send(child, &word, sizeof word, fault);
		if (!good || !ask(foreign, name))
			continue;
		word.theirs = true;
		return child_send(child, &word, sizeof word, fault);
	}
	return good;
}

static bool
take_word(void *context, const void *message, size_t size, struct fault *fault)
{
	struct foreign *foreign = context;
	struct word word;

	if (size != sizeof word)
		return fault_set(fault, FAULT_BUG, "a word of %zu bytes", size);
	memcpy(&word, message, sizeof word);
	foreign->begun = true;
	foreign->at = word.at;
	foreign->theirs = word.theirs;
	return true;
}

// Asks all others, in a child: a store that is damaged ends whoever reads it, and that must not be this district. Then the next one is asked.
static bool
ask_others(struct foreign *foreign, struct fault *fault)
{
	const struct child_task task = {.work = ask_all,
	    .receive = take_word,
	    .context = foreign,
	    .step_seconds = STEP_SECONDS,
	    .total_seconds = TOTAL_SECONDS};

	for (;;) {
		foreign->begun = false;
		if (child_run(&task, fault))
			return true;
		if ((fault->class != FAULT_BUG && fault->class != FAULT_IO) || !foreign->begun)
			return false;
		log_line("the store of the district %s cannot be read; whether orgs of this drop "
			 "are its own is not known",
		    foreign->districts.name[foreign->at]);
		foreign->at++;
	}
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
	struct foreign question = {.matcher = matcher};
	const struct finding_code *code = finding_code_named("package.foreign");

	*foreign = false;
	if (findings_severity(matcher->findings, code, SEVERITY_DEFAULT, SEVERITY_NOTICE) ==
	    SEVERITY_NOTICE)
		return true; // a sandbox, which may have another district's data
	bool good = gather(&question, fault);
	if (good && question.orgs.size > 0)
		good = spool_districts(matcher->job->conf, &question.districts, fault) &&
		       ask_others(&question, fault) &&
		       (!question.theirs ||
			   tell(matcher, question.districts.name[question.at], foreign, fault));
	fs_names_free(&question.districts);
	text_free(&question.orgs);
	return good;
}
