// Usernames are unique over all districts. Who comes later must take another; here the platform is only asked, so that the district hears of it with the
// row, before anything is written.
#include "cmd/match/known.h"
#include "pipeline/platform.h"
#include "schema/record.h"

struct usernames {
	struct matcher *matcher;
	struct platform *platform;
};

// One user of the drop. Who has the username already was asked when it was new.
static bool
user_take(void *context, struct bytes user, struct bytes record, const struct stored *known,
    struct fault *fault)
{
	struct usernames *usernames = context;
	struct matcher *matcher = usernames->matcher;
	struct bytes name = record_cell(record, USERS_USERNAME), cells[RECORD_CELLS_MAX];
	struct platform_holder holder;

	if (name.size == 0 ||
	    (known != NULL && known->state == STORED_ACTIVE &&
		bytes_equal(record_cell(known->record, USERS_USERNAME), name)) ||
	    !platform_find(usernames->platform, name, &holder) ||
	    bytes_is(holder.district, matcher->job->district->name) ||
	    !amended_cells(matcher, USERS, user, record, cells))
		return true;
	struct finding finding = {.code = finding_code_named("unique.username"),
	    .severity = SEVERITY_DEFAULT,
	    .floor = SEVERITY_ERROR,
	    .file = bytes_of("users.csv"),
	    .column = bytes_of(entity_column(USERS, USERS_USERNAME)),
	    .sourced_id = user,
	    .message =
		bytes_of("the username is taken elsewhere on the platform; the row is left out")};
	return findings_add(matcher->findings, &finding, fault) != 0 &&
	       amended_put(matcher, USERS, user, NULL, fault);
}

bool
match_usernames(struct matcher *matcher, struct fault *fault)
{
	struct usernames usernames = {matcher, platform_open(matcher->job->conf, false, fault)};
	bool good = usernames.platform != NULL && known_walk(matcher, user_take, &usernames, fault);

	platform_close(usernames.platform);
	return good;
}
