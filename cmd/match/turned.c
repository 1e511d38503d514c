// Birth dates with day and month changed about against what the directory has: what a spreadsheet of another country's language leaves when a file is
// opened and saved. One is somebody's typing error, or one that was mended; when most of those that can be turned are, the file must not be used.
#include <inttypes.h>
#include <stdio.h>

#include "cmd/match/known.h"
#include "schema/record.h"
#include "schema/value.h"

enum { TURNED_LEAST = 5, DATE = 10 /* YYYY-MM-DD */, MONTH = 5, DAY = 8 };

// A date with day and month changed about. False when that is none, or the same.
static bool
turn(struct bytes date, char turned[DATE])
{
	long days;
	if (date.size != DATE || !value_date(date, &days))
		return false;
	memcpy(turned, date.data, DATE);
	memcpy(turned + MONTH, date.data + DAY, 2);
	memcpy(turned + DAY, date.data + MONTH, 2);
	struct bytes made = {turned, DATE};
	return value_date(made, &days) && !bytes_equal(made, date);
}

static bool
tell(struct matcher *matcher, enum severity severity, struct bytes user, const char *message,
    struct fault *fault)
{
	struct finding finding = {.code = finding_code_named("value.excel"),
	    .severity = severity,
	    .file = bytes_of("demographics.csv"),
	    .column = bytes_of(entity_column(DEMOGRAPHICS, DEMOGRAPHICS_BIRTH_DATE)),
	    .sourced_id = user,
	    .message = bytes_of(message)};
	return findings_add(matcher->findings, &finding, fault) != 0;
}

// Counts one person's date that can be turned, and tells when it was.
static bool
date_take(struct matcher *matcher, struct bytes user, struct bytes is, struct bytes was,
    uint64_t *able, uint64_t *turned, struct fault *fault)
{
	char other[DATE];
	if (!turn(was, other))
		return true;
	++*able;
	if (!bytes_equal(is, (struct bytes){other, DATE}))
		return true;
	++*turned;
	return tell(matcher, SEVERITY_DEFAULT, user,
	    "day and month have changed places against the birth date that was known", fault);
}

// Walks the drop's demographics beside the directory's, both in order of their sourcedIds.
static bool
compare_dates(struct matcher *matcher, uint64_t *able, uint64_t *turned, struct fault *fault)
{
	struct bytes user, known = {NULL, 0}, none = {NULL, 0};
	struct roster_row row;
	struct stored stored;
	struct roster_walk *rows = roster_walk_open(matcher->roster, DEMOGRAPHICS, fault);
	struct store_walk *store =
	    rows == NULL ? NULL : store_walk_open(matcher->store, DEMOGRAPHICS, none, fault);
	bool good = store != NULL, more = good && store_walk_next(store, &known, &stored);

	while (good && roster_walk_next(rows, &user, &row)) {
		while (more && bytes_compare(known, user) < 0)
			more = store_walk_next(store, &known, &stored);
		if (more && bytes_equal(known, user) && row.state == ROSTER_ACTIVE)
			good = date_take(matcher, user,
			    record_cell(row.record, DEMOGRAPHICS_BIRTH_DATE),
			    record_cell(stored.record, DEMOGRAPHICS_BIRTH_DATE), able, turned,
			    fault);
	}
	store_walk_close(store);
	roster_walk_close(rows);
	return good;
}

bool
match_turned(struct matcher *matcher, struct fault *fault)
{
	struct roster_undo undo;
	uint64_t able = 0, turned = 0;
	char message[160];

	if (store_count(matcher->store, DEMOGRAPHICS) == 0 || roster_undo(matcher->roster, &undo))
		return true;
	if (!compare_dates(matcher, &able, &turned, fault))
		return false;
	if (turned < TURNED_LEAST || turned * 2 <= able)
		return true;
	snprintf(message, sizeof message,
	    "of %" PRIu64 " known birth dates of which day and month can change places, %" PRIu64
	    " have",
	    able, turned);
	return tell(matcher, SEVERITY_HOLD, (struct bytes){NULL, 0}, message, fault);
}
