// links.csv says who had no link when the drop was matched, roster.mdb who of them is a student, and where, match.mdb who gets an account without anybody's doing,
// and the store who was linked since.
#include "cmd/report/unlinked.h"

#include <stdio.h>
#include <unistd.h>

#include "cmd/report/outcome.h"
#include "pipeline/csv_read.h"
#include "pipeline/roster_file.h"
#include "pipeline/store.h"
#include "schema/value.h"

enum { FIELD_USER, FIELD_CLASS, FIELDS };
static const char *const fields[FIELDS] = {"sourcedId", "class"};

struct counting {
	const struct roster *roster;
	struct store *store;
	const char *school;
	uint64_t count;
};

// One row of links.csv.
static bool
count_row(void *context, const struct bytes *cells)
{
	struct counting *counting = context;
	struct bytes person[PERSON_CELLS], match[MATCH_CELLS];
	struct stored link;
	if (bytes_is(cells[FIELD_CLASS], "linked") ||
	    store_get(counting->store, STORE_LINKS, cells[FIELD_USER], &link) ||
	    roster_link(counting->roster, cells[FIELD_USER], match) ||
	    !roster_person(counting->roster, cells[FIELD_USER], person) ||
	    !bytes_is(person[PERSON_KIND_NAME], person_kind_name(PERSON_STUDENT)))
		return true;
	counting->count += counting->school == NULL ||
			   value_has_member(person[PERSON_SCHOOLS], bytes_of(counting->school));
	return true;
}

// The last drop that match took; empty when there is none.
static bool
last_match(const struct desk *desk, char drop[DROP_NAME_MAX + 1], struct fault *fault)
{
	struct fs_names drops;
	drop[0] = '\0';
	if (!spool_list(desk->district_dir, STAGE_MATCH, PLACE_READY, &drops, fault))
		return false;
	if (drops.count > 0)
		snprintf(
		    drop, DROP_NAME_MAX + 1, "%.*s", DROP_NAME_MAX, drops.name[drops.count - 1]);
	fs_names_free(&drops);
	return true;
}

// Opens what normalise and match left of a drop.
static struct roster *
open_roster(const struct desk *desk, const char *drop, struct fault *fault)
{
	char path[FS_PATH_MAX], match[FS_PATH_MAX];
	const char *ready = place_name(PLACE_READY);
	if (!spool_path(path, sizeof path, desk->conf, desk->name, STAGE_NORMALISE, ready, drop,
		"roster.mdb", fault) ||
	    !spool_path(match, sizeof match, desk->conf, desk->name, STAGE_MATCH, ready, drop,
		"match.mdb", fault))
		return NULL;
	return roster_open(path, match, fault);
}

bool
unlinked_count(
    const struct desk *desk, const char *school, bool *known, uint64_t *count, struct fault *fault)
{
	char drop[DROP_NAME_MAX + 1];
	struct counting counting = {.school = school};
	*known = false;
	*count = 0;
	if (!last_match(desk, drop, fault))
		return false;
	int dir = drop[0] == '\0' ? -1 : outcome_open(desk->district_dir, drop, STAGE_MATCH);
	if (dir < 0)
		return true;
	struct roster *roster = open_roster(desk, drop, fault);
	counting.roster = roster;
	if (roster != NULL)
		counting.store = store_open(desk->conf, desk->district, false, fault);
	int fd = counting.store == NULL ? -1 : fs_open_file(dir, "links.csv", fault);
	bool good =
	    fd >= 0 && csv_read(fd, "links.csv", fields, FIELDS, count_row, &counting, fault);
	*known = good;
	*count = counting.count;
	if (fd >= 0)
		close(fd);
	store_close(counting.store);
	roster_close(roster);
	close(dir);
	return good;
}
