// `permission`: who may change what by hand. A grant is a fact with who gave it, when and why, and is kept when it is taken back.
#include "cmd/rosterdrop/hand.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/rosterdrop/output.h"
#include "schema/value.h"

// What the options said.
struct wish {
	const char *school; // NULL: the district
};

// A user's name that can be a part of a grant's key.
static bool
is_name(const char *who)
{
	size_t size = strlen(who);
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)who[i] <= 0x20 || who[i] == 0x7f)
			return false;
	return size > 0 && size <= ACT_WHO_MAX;
}

// Whether there is such a school; before the first drop nobody knows the schools.
static bool
check_school(struct hand *hand, const char *school, struct fault *fault)
{
	struct stored org;
	if (school == NULL || store_count(hand->store, ORGS) == 0 ||
	    store_get(hand->store, ORGS, bytes_of(school), &org))
		return true;
	return fault_set(
	    fault, FAULT_MISSING, "there is no school of the sourcedId '%.100s'", school);
}

// The key of the grant that the words name: WHO TITLE, and the school.
static bool
key_of(struct hand *hand, const struct wish *wish, char **words, char room[GRANT_KEY_MAX],
    struct bytes *key, struct fault *fault)
{
	const struct bytes school = bytes_of(wish->school == NULL ? "" : wish->school);
	char list[512];
	size_t used = 0;
	*key = (struct bytes){NULL, 0};
	for (const struct title *title = titles; title->name != NULL; title++)
		used += (size_t)snprintf(
		    list + used, sizeof list - used, "%s%s", used > 0 ? ", " : "", title->name);
	if (!is_name(words[0]))
		return fault_set(fault, FAULT_USAGE,
		    "a user's name has 1 to %d bytes and no blanks", ACT_WHO_MAX);
	if (title_named(words[1]) == NULL)
		return fault_set(
		    fault, FAULT_USAGE, "there is no title '%.60s'; there are %s", words[1], list);
	*key = grant_key(words[0], words[1], school, room);
	if (key->size == 0)
		return fault_set(fault, FAULT_USAGE, "the school's sourcedId is too long");
	return hand_may(hand, MAY_GRANT, school, fault);
}

// Puts a grant as it is from now on.
static bool
put_grant(struct hand *hand, struct bytes key, enum action action, enum stored_state state,
    struct fault *fault)
{
	const struct bytes cells[GRANT_CELLS] = {
	    [GRANT_BY] = bytes_of(act_who(hand->act)),
	    [GRANT_TIME] = bytes_of(act_time(hand->act)),
	    [GRANT_WHY] = bytes_of(act_why(hand->act)),
	};
	const struct act_change change = {.action = action,
	    .entity = GRANTS,
	    .key = key,
	    .state = state,
	    .cells = cells,
	    .reason = REASON_BY_HAND};
	return hand_change(hand, &change, fault);
}

// grant WHO TITLE: a second time changes nothing.
static bool
verb_grant(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	char room[GRANT_KEY_MAX];
	struct bytes key;
	struct stored stored;
	const struct wish *wish = context;
	(void)count;
	if (!key_of(hand, wish, words, room, &key, fault) ||
	    !check_school(hand, wish->school, fault))
		return false;
	bool there = store_get(hand->store, GRANTS, key, &stored);
	if (there && stored.state == STORED_ACTIVE)
		return true;
	return put_grant(hand, key, there ? ACTION_UNARCHIVE : ACTION_CREATE, STORED_ACTIVE, fault);
}

// revoke WHO TITLE
static bool
verb_revoke(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	char room[GRANT_KEY_MAX];
	struct bytes key;
	struct stored stored;
	(void)count;
	if (!key_of(hand, context, words, room, &key, fault))
		return false;
	if (!store_get(hand->store, GRANTS, key, &stored) || stored.state != STORED_ACTIVE)
		return fault_set(fault, FAULT_MISSING,
		    "%s does not have that title there; rosterdrop permission DISTRICT list %s",
		    words[0], words[0]);
	return put_grant(hand, key, ACTION_ARCHIVE, STORED_ARCHIVED, fault);
}

// One grant as a row: who, title and school out of its key.
static void
print_grant(struct csv *csv, struct bytes key, struct bytes record)
{
	struct bytes rest = key;
	for (unsigned i = 0; i < 2; i++) {
		size_t size = strnlen(rest.data, rest.size);
		csv_cell(csv, (struct bytes){rest.data, size});
		size += size < rest.size;
		rest = (struct bytes){rest.data + size, rest.size - size};
	}
	csv_cell(csv, rest);
	for (unsigned i = 0; i < GRANT_CELLS; i++)
		csv_cell(csv, record_cell(record, i));
	csv_end_row(csv);
}

// list [WHO]: the grants that stand.
static bool
verb_list(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	char prefix[GRANT_KEY_MAX];
	struct bytes key, from = {NULL, 0};
	struct stored stored;
	(void)context;
	if (count == 1 && is_name(words[0]))
		from = grant_key(words[0], NULL, from, prefix);
	struct store_walk *walk = store_walk_open(hand->store, GRANTS, from, fault);
	if (walk == NULL)
		return false;
	struct csv *csv = out_csv(false);
	csv_line(csv, "who,title,school,by,time,why");
	while (store_walk_next(walk, &key, &stored) && key.size >= from.size &&
	       (from.size == 0 || memcmp(key.data, from.data, from.size) == 0))
		if (stored.state == STORED_ACTIVE)
			print_grant(csv, key, stored.record);
	store_walk_close(walk);
	return csv_finish(csv, "standard output", fault);
}

bool
command_permission(struct front *front, struct fault *fault)
{
	static const struct verb verbs[] = {
	    {"list", "[WHO]", 0, 1, true, verb_list},
	    {"grant", "WHO TITLE [--school ID]", 2, 2, false, verb_grant},
	    {"revoke", "WHO TITLE [--school ID]", 2, 2, false, verb_revoke},
	    {NULL, NULL, 0, 0, false, NULL},
	};
	struct hand hand = {.as = NULL};
	struct wish wish = {NULL};
	const struct option options[] = {
	    HAND_OPTIONS(hand), {"--school", NULL, &wish.school}, {NULL, NULL, NULL}};
	return hand_run(&hand, front, options, verbs, &wish, fault);
}
