// Usernames on the platform: those that the drop brings are reserved before the district's own transaction, in one short transaction of the
// platform, in order of the usernames. A username that another district holds makes its row one that was left out, with a finding. What
// a crash leaves between the two transactions was announced, and is settled by the next drop.
//
// Who leaves keeps the username, also in the archive. Not so after an undo who was never there before: an export of another district, applied by mistake,
// must not keep its usernames from it. So whoever returns has them reserved again.
#include "cmd/apply/grace.h"
#include "cmd/apply/part.h"

#include <stdlib.h>

#include "pipeline/ledger.h"
#include "pipeline/list.h"
#include "pipeline/past.h"
#include "pipeline/platform.h"
#include "schema/record.h"

// A user whose username is new, borrowed from the roster; and a copy of what it was. Without a user, what it was is
// given up by an undo, though an account in the archive still has it.
struct wanted {
	struct bytes username, user;
	char *before;
	size_t before_size;
};

struct usernames {
	struct applier *applier;
	struct wanted *wanted;
	size_t count, room;
	bool reserved;
};

static bool
add_wanted(struct usernames *usernames, struct bytes username, struct bytes user,
    struct bytes before, struct fault *fault)
{
	if (!list_grow(
		&usernames->wanted, usernames->count, &usernames->room, sizeof *usernames->wanted))
		return fault_set(fault, FAULT_TEMP, "out of memory");
	struct wanted *wanted = &usernames->wanted[usernames->count++];
	*wanted = (struct wanted){username, user, NULL, before.size};
	if (before.size == 0)
		return true;
	if ((wanted->before = malloc(before.size)) == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	memcpy(wanted->before, before.data, before.size);
	return true;
}

// One user of the drop, and the same user in the store, if there.
static bool
look_at(struct usernames *usernames, struct bytes user, const struct roster_row *row,
    const struct stored *stored, struct fault *fault)
{
	struct bytes username = record_cell(row->record, USERS_USERNAME), before = {NULL, 0};
	if (stored != NULL)
		before = record_cell(stored->record, USERS_USERNAME);
	if (stored != NULL && stored->state != STORED_ACTIVE && bytes_equal(username, before))
		before.size = 0;
	else if (stored == NULL && (roster_waits(usernames->applier->roster, user) ||
				       grace_waits(usernames->applier, USERS, user, row->record)))
		return true;
	return row->state != ROSTER_ACTIVE || bytes_equal(username, before) ||
	       add_wanted(usernames, username, user, before, fault);
}

// Walks users of drop and store side by side.
static bool
collect(struct usernames *usernames, struct fault *fault)
{
	struct applier *applier = usernames->applier;
	struct bytes user, known;
	struct roster_row row;
	struct stored stored;
	struct roster_walk *rows = roster_walk_open(applier->roster, USERS, fault);
	struct store_walk *records =
	    rows == NULL ? NULL
			 : store_walk_open(applier->store, USERS, (struct bytes){NULL, 0}, fault);
	bool good = records != NULL;
	bool more = good && store_walk_next(records, &known, &stored);
	while (good && roster_walk_next(rows, &user, &row)) {
		while (more && bytes_compare(known, user) < 0)
			more = store_walk_next(records, &known, &stored);
		bool same = more && bytes_equal(known, user);
		good = look_at(usernames, user, &row, same ? &stored : NULL, fault);
	}
	store_walk_close(records);
	roster_walk_close(rows);
	return good;
}

// Who goes away by an undo and came with the drops that it takes back.
static bool
collect_undone(struct usernames *usernames, struct fault *fault)
{
	struct past past;
	const struct applier *applier = usernames->applier;
	const struct bytes nobody = {NULL, 0};
	struct past_walk *walk = past_walk_open(applier->store, USERS, applier->undone, fault);
	bool good = walk != NULL;
	while (good && past_walk_next(walk, &past, fault))
		if (past.changed && past.first.action == ACTION_CREATE &&
		    past.now.state == STORED_ACTIVE)
			good = add_wanted(usernames, nobody, nobody,
			    record_cell(past.now.record, USERS_USERNAME), fault);
	past_walk_close(walk);
	return good && fault->class == FAULT_NONE;
}

static int
by_username(const void *a, const void *b)
{
	const struct wanted *x = a, *y = b;
	int order = bytes_compare(x->username, y->username);
	return order != 0 ? order : bytes_compare(x->user, y->user);
}

static bool
clash(struct usernames *usernames, const struct wanted *wanted, struct fault *fault)
{
	return idmap_put(usernames->applier->clashes, wanted->user, 1) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

// Who of the drop's users another district is in the way of, without writing anything.
static bool
look_only(struct usernames *usernames, struct platform *platform, struct fault *fault)
{
	struct platform_holder holder;
	const char *district = usernames->applier->job->district->name;
	bool good = true;
	for (size_t i = 0; good && i < usernames->count; i++)
		if (usernames->wanted[i].username.size > 0 &&
		    platform_find(platform, usernames->wanted[i].username, &holder) &&
		    !bytes_is(holder.district, district))
			good = clash(usernames, &usernames->wanted[i], fault);
	return good;
}

// Whether the row waits with the removals.
static bool
waits(const struct usernames *usernames, const struct wanted *wanted)
{
	return part_waits(usernames->applier->part, USERS, wanted->user, (struct bytes){NULL, 0},
	    wanted->before_size > 0);
}

static bool
reserve_all(struct usernames *usernames, struct platform *platform, struct fault *fault)
{
	const struct job *job = usernames->applier->job;
	const char *district = job->district->name, *act = job->drop;
	char by[PLATFORM_BY_MAX + 1], part[LEDGER_PART_NAME];
	if (usernames->applier->part != NULL)
		act = ledger_part_name(job->drop, part);
	bool taken, pending = platform_pending(platform, district, by);
	bool good = (!pending || platform_recover(platform, district,
				     ledger_has(usernames->applier->store, by), fault)) &&
		    (usernames->count == 0 || platform_announce(platform, district, act, fault));
	for (size_t i = 0; good && i < usernames->count; i++) {
		if (waits(usernames, &usernames->wanted[i]))
			continue;
		good = platform_reserve(
		    platform, usernames->wanted[i].username, district, act, &taken, fault);
		if (good && taken)
			good = clash(usernames, &usernames->wanted[i], fault);
	}
	usernames->reserved = usernames->count > 0;
	return good && platform_commit(platform, fault);
}

struct usernames *
usernames_look(struct applier *applier, struct fault *fault)
{
	struct platform *platform = NULL;
	struct usernames *usernames = calloc(1, sizeof *usernames);
	if (usernames == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory");
		return NULL;
	}
	usernames->applier = applier;
	bool good =
	    collect(usernames, fault) && (!applier->undoes || collect_undone(usernames, fault));
	if (usernames->count > 1)
		qsort(usernames->wanted, usernames->count, sizeof *usernames->wanted, by_username);
	if (good && usernames->count > 0) {
		platform = platform_open(applier->job->conf, false, fault);
		good = platform != NULL &&
		       (platform_is_empty(platform) || look_only(usernames, platform, fault));
		platform_close(platform);
	}
	if (good)
		return usernames;
	usernames_free(usernames);
	return NULL;
}

// On a night that brings no username there is only a look for what a crash left.
bool
usernames_reserve(struct usernames *usernames, struct fault *fault)
{
	const struct job *job = usernames->applier->job;
	char by[PLATFORM_BY_MAX + 1];
	bool needed = usernames->count > 0;
	struct platform *platform = platform_open(job->conf, needed, fault);
	if (platform != NULL && !needed && platform_pending(platform, job->district->name, by)) {
		platform_close(platform);
		needed = true;
		platform = platform_open(job->conf, true, fault);
	}
	bool good = platform != NULL && (!needed || reserve_all(usernames, platform, fault));
	platform_close(platform);
	return good;
}

// Whether an account is in the archive.
static bool
is_archived(struct applier *applier, struct bytes account)
{
	struct stored stored;
	return store_get(applier->store, STORE_ACCOUNTS, account, &stored) &&
	       bytes_is(record_cell(stored.record, ACCOUNT_STATE), "archived");
}

// Whether any account of the district still has a username; `open`: one that is not in the archive.
static bool
is_used(struct applier *applier, struct bytes username, bool open, bool *used, struct fault *fault)
{
	char prefix[CREDENTIAL_KEY_MAX];
	struct bytes key;
	struct stored stored;
	struct bytes from =
	    store_credential_key(CREDENTIAL_USERNAME, username, (struct bytes){NULL, 0}, prefix);
	*used = true;
	if (from.size == 0)
		return true;
	struct store_walk *walk = store_walk_open(applier->store, STORE_CREDENTIALS, from, fault);
	if (walk == NULL)
		return false;
	*used = false;
	while (!*used && store_walk_next(walk, &key, &stored) && key.size > from.size &&
	       memcmp(key.data, from.data, from.size) == 0)
		*used = !open || !is_archived(applier, store_credential_holder(key));
	store_walk_close(walk);
	return true;
}

bool
usernames_settle(struct usernames *usernames, struct fault *fault)
{
	struct applier *applier = usernames->applier;
	const char *district = applier->job->district->name;
	uint64_t ignored;
	bool used;
	if (!usernames->reserved)
		return true;
	struct platform *platform = platform_open(applier->job->conf, true, fault);
	bool good = platform != NULL && platform_recover(platform, district, true, fault);
	for (size_t i = 0; good && i < usernames->count; i++) {
		const struct wanted *wanted = &usernames->wanted[i];
		struct bytes before = {wanted->before, wanted->before_size};
		if (before.size == 0 || waits(usernames, wanted) ||
		    idmap_get(applier->clashes, wanted->user, &ignored))
			continue;
		good = is_used(applier, before, wanted->user.size == 0, &used, fault) &&
		       (used || platform_release(platform, before, district, fault));
	}
	good = good && platform_commit(platform, fault);
	platform_close(platform);
	return good;
}

void
usernames_free(struct usernames *usernames)
{
	for (size_t i = 0; usernames != NULL && i < usernames->count; i++)
		free(usernames->wanted[i].before);
	if (usernames != NULL)
		free(usernames->wanted);
	free(usernames);
}
