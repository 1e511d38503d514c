// A sourcedId that was one child's and is now another's would give the one the other's account, family and history. Name and birth date together tell:
// a changed name alone is a marriage or a typing error mended, a changed date alone is mended too.
#include <inttypes.h>
#include <stdio.h>

#include "cmd/match/known.h"
#include "pipeline/person.h"
#include "schema/record.h"

struct reused {
	struct matcher *matcher;
	struct text was, is; // forms of names
	uint64_t count;
};

// The form of somebody's whole name.
static struct bytes
name_form(struct text *form, struct bytes given, struct bytes family)
{
	text_clear(form);
	person_name(form, given);
	text_put(form, " ");
	person_name(form, family);
	return (struct bytes){form->data, form->size};
}

// Whether the birth dates are both known, and differ.
static bool
born_otherwise(struct matcher *matcher, struct bytes user)
{
	struct roster_row row;
	struct stored stored;

	if (!roster_get(matcher->roster, DEMOGRAPHICS, user, &row) || row.state != ROSTER_ACTIVE ||
	    !store_get(matcher->store, DEMOGRAPHICS, user, &stored))
		return false;
	struct bytes is = record_cell(row.record, DEMOGRAPHICS_BIRTH_DATE);
	struct bytes was = record_cell(stored.record, DEMOGRAPHICS_BIRTH_DATE);
	return is.size != 0 && was.size != 0 && !bytes_equal(is, was);
}

// Whether the names are not one another's. False also when memory is short, which the caller sees.
static bool
called_otherwise(struct reused *reused, struct bytes is, struct bytes was)
{
	struct bytes now = name_form(
	    &reused->is, record_cell(is, USERS_GIVEN_NAME), record_cell(is, USERS_FAMILY_NAME));
	struct bytes before = name_form(
	    &reused->was, record_cell(was, USERS_GIVEN_NAME), record_cell(was, USERS_FAMILY_NAME));

	return !reused->is.failed && !reused->was.failed && !bytes_equal(now, before);
}

static bool
tell(struct reused *reused, enum severity severity, struct bytes user, const char *message,
    struct fault *fault)
{
	struct finding finding = {.code = finding_code_named("unique.reused"),
	    .severity = severity,
	    .file = bytes_of("users.csv"),
	    .column = bytes_of(user.size == 0 ? "" : entity_column(USERS, SOURCED_ID)),
	    .sourced_id = user,
	    .message = bytes_of(message)};

	return findings_add(reused->matcher->findings, &finding, fault) != 0;
}

// Somebody whom the id was not: told, and contact details stay those that are known.
static bool
take(struct reused *reused, struct bytes user, struct bytes record, struct bytes known,
    struct fault *fault)
{
	static const unsigned contacts[] = {USERS_USERNAME, USERS_EMAIL, USERS_SMS, USERS_PHONE};
	struct bytes cells[RECORD_CELLS_MAX];

	if (!amended_cells(reused->matcher, USERS, user, record, cells))
		return true; // refused already
	for (size_t i = 0; i < sizeof contacts / sizeof *contacts; i++)
		cells[contacts[i]] = record_cell(known, contacts[i]);
	reused->count++;
	return tell(reused, SEVERITY_DEFAULT, user,
		   "the id was known with another name and birth date; contact details are not "
		   "changed",
		   fault) &&
	       amended_put(reused->matcher, USERS, user, cells, fault);
}

// One user, beside what is known under the id.
static bool
user_take(void *context, struct bytes user, struct bytes record, const struct stored *known,
    struct fault *fault)
{
	struct reused *reused = context;

	if (known == NULL || bytes_equal(record, known->record) ||
	    !called_otherwise(reused, record, known->record) ||
	    !born_otherwise(reused->matcher, user))
		return true;
	return take(reused, user, record, known->record, fault);
}

bool
match_reused(struct matcher *matcher, struct fault *fault)
{
	struct reused reused = {.matcher = matcher};
	unsigned most = matcher->job->district->scope.reused;
	char message[160];

	if (store_count(matcher->store, USERS) == 0)
		return true;
	bool good = known_walk(matcher, user_take, &reused, fault);
	if (good && (reused.is.failed || reused.was.failed))
		good = fault_set(fault, FAULT_TEMP, "out of memory");
	snprintf(message, sizeof message,
	    "%" PRIu64 " known ids belong to somebody of another name and birth date; %u may "
	    "(guards { reused })",
	    reused.count, most);
	if (good && reused.count > most)
		good = tell(&reused, SEVERITY_HOLD, (struct bytes){NULL, 0}, message, fault);
	text_free(&reused.is);
	text_free(&reused.was);
	return good;
}
