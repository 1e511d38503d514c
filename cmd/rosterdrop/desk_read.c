// Suggestions are as old as the last run of match. What people linked or blocked since is looked up for each of them, so that nobody is shown what cannot be
// done any more.
#include "cmd/rosterdrop/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/csv_read.h"
#include "pipeline/list.h"
#include "pipeline/spool.h"

static bool
add(struct desk *desk, const struct suggestion *suggestion)
{
	if (!list_grow(&desk->list, desk->count, &desk->room, sizeof *desk->list)) {
		desk->hand->short_of_memory = true;
		return false;
	}
	desk->list[desk->count++] = *suggestion;
	return true;
}

// Whether a user is a student of the drop, or waits since source IDs were replaced: then anybody is for the desk.
static bool
is_for_desk(const struct desk *desk, struct bytes user)
{
	struct bytes cells[USERS_COLUMNS], person[PERSON_CELLS];
	return desk_person(desk, user, cells, person) &&
	       (bytes_is(person[PERSON_KIND_NAME], person_kind_name(PERSON_STUDENT)) ||
		   desk_waits(desk->hand, user, (struct bytes){NULL, 0}));
}

// Whether a student could still get an account.
static bool
is_open(struct desk *desk, struct bytes user, struct bytes id)
{
	struct account account;
	struct fault ignored;
	return !desk_blocked(desk->hand, user, id) &&
	       people_find(desk->hand, id, &account, &ignored) &&
	       account.cells[ACCOUNT_MERGED_INTO].size == 0 &&
	       desk_holder(desk, &account, user).size == 0;
}

// Takes the next word of a list with blanks.
static bool
next_word(struct bytes *rest, struct bytes *word)
{
	while (rest->size > 0 && rest->data[0] == ' ')
		*rest = (struct bytes){rest->data + 1, rest->size - 1};
	size_t size = 0;
	while (size < rest->size && rest->data[size] != ' ')
		size++;
	*word = (struct bytes){rest->data, size};
	*rest = (struct bytes){rest->data + size, rest->size - size};
	return size > 0;
}

// Takes what cannot be had any more out of a suggestion.
static void
settle(struct desk *desk, struct suggestion *one)
{
	struct bytes rest = one->candidates, word;
	struct text left = {NULL, 0, 0, false};
	unsigned count = 0;
	bool gone = one->account.size > 0 && !is_open(desk, one->user, one->account);
	bool differs = gone;
	while (next_word(&rest, &word)) {
		if (!is_open(desk, one->user, word)) {
			differs = true;
			continue;
		}
		text_put(&left, count++ > 0 ? " " : "");
		text_add(&left, word);
	}
	if (differs) {
		one->candidates = hand_keep(desk->hand, (struct bytes){left.data, left.size});
		one->reason =
		    bytes_of("An account that came close was linked, merged or blocked since; "
			     "the next run looks again.");
		one->evidence = one->runner_up = one->why_not = (struct bytes){NULL, 0};
	}
	if (gone)
		one->account = (struct bytes){NULL, 0};
	if (differs && one->account.size == 0 && count == 1) {
		one->account = one->candidates;
		one->candidates = (struct bytes){NULL, 0};
	}
	if (differs && (gone || one->class == LINKS_MULTIPLE))
		one->class = count > 1               ? LINKS_MULTIPLE
			     : one->account.size > 0 ? LINKS_PARTIAL
						     : LINKS_NONE;
	desk->hand->short_of_memory = desk->hand->short_of_memory || left.failed;
	text_free(&left);
}

struct reading {
	struct desk *desk;
	bool merges; // of students who have an account
	unsigned classes;
	size_t before; // so many of the list are of the file before, in order
};

// Whether a student has been listed by the file that was read before.
static bool
is_listed(const struct reading *reading, struct bytes user)
{
	size_t low = 0, high = reading->before;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = bytes_compare(reading->desk->list[middle].user, user);
		if (order == 0)
			return true;
		low = order < 0 ? middle + 1 : low;
		high = order < 0 ? high : middle;
	}
	return false;
}

// A row of links.csv, of a student who has no link yet; or of a student who got an account since then, or was looked at in spite of one.
static bool
take_row(void *context, const struct bytes *cells)
{
	struct reading *reading = context;
	struct desk *desk = reading->desk;
	struct suggestion one = {.class = LINKS_NONE};
	struct bytes *const to[] = {&one.user, &one.account, NULL, &one.score, &one.evidence,
	    &one.candidates, &one.reason, &one.runner_up, &one.why_not};
	char class[16];
	if ((desk_linked(desk->hand, cells[0], NULL).size > 0) != reading->merges ||
	    !is_for_desk(desk, cells[0]) || (reading->merges && is_listed(reading, cells[0])))
		return true;
	snprintf(class, sizeof class, "%.*s", (int)cells[2].size, cells[2].data);
	if (!link_class_named(class, &one.class))
		return true;
	for (size_t i = 0; i < sizeof to / sizeof *to; i++)
		if (to[i] != NULL)
			*to[i] = hand_keep(desk->hand, cells[i]);
	settle(desk, &one);
	if (reading->merges && one.class == LINKS_NONE)
		return true;
	return (reading->classes & 1U << one.class) == 0 || add(desk, &one);
}

// Reads one of the files that match left.
static bool
read_file(struct reading *reading, const char *name, struct fault *fault)
{
	static const char *const columns[] = {"sourcedId", "accountId", "class", "score",
	    "evidence", "candidates", "reason", "runnerUp", "whyNot"};
	struct desk *desk = reading->desk;
	int dir = spool_open_drop(desk->hand->dir, STAGE_MATCH, PLACE_READY, desk->drop, fault);
	int fd = dir < 0 ? -1 : fs_open_file(dir, name, fault);
	bool good = fd >= 0 && csv_read(fd, name, columns, sizeof columns / sizeof *columns,
				   take_row, reading, fault);
	if (fd >= 0)
		close(fd);
	if (dir >= 0)
		close(dir);
	return good;
}

// Students who are linked, and pairs that are not to be.
static bool
read_decided(struct desk *desk, enum link_class class, struct fault *fault)
{
	struct bytes key, other;
	struct stored stored;
	struct store_walk *walk = store_walk_open(desk->hand->store,
	    class == LINKS_LINKED ? STORE_LINKS : (unsigned)BLOCKS, (struct bytes){NULL, 0}, fault);
	if (walk == NULL)
		return false;
	while (store_walk_next(walk, &key, &stored)) {
		struct suggestion one = {.class = class, .user = key, .score = bytes_of("0")};
		if (stored.state != STORED_ACTIVE)
			continue;
		if (class == LINKS_LINKED) {
			one.account = record_cell(stored.record, 0);
			one.evidence = record_cell(stored.record, 1);
			one.reason = bytes_of("Linked.");
		} else if (pair_split(key, &one.user, &other)) {
			one.account = other;
			one.reason = record_cell(stored.record, BLOCK_WHY);
			one.evidence = record_cell(stored.record, BLOCK_BY);
		}
		if ((class == LINKS_BLOCKED || is_for_desk(desk, one.user)) && !add(desk, &one))
			break;
	}
	store_walk_close(walk);
	return true;
}

bool
desk_read(struct desk *desk, unsigned classes, struct fault *fault)
{
	struct reading reading = {.desk = desk, .classes = classes};
	desk->count = 0;
	bool good = (classes & LINKS_WAITING) == 0 || read_file(&reading, "links.csv", fault);
	if (good && (classes & 1U << LINKS_LINKED) != 0)
		good = read_decided(desk, LINKS_LINKED, fault);
	if (good && (classes & 1U << LINKS_BLOCKED) != 0)
		good = read_decided(desk, LINKS_BLOCKED, fault);
	if (good && desk->hand->short_of_memory)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	return good;
}

static int
compare_users(const void *a, const void *b)
{
	const struct suggestion *x = a, *y = b;
	return bytes_compare(x->user, y->user);
}

// What links.csv proposed to students who had no account then, and have one now, stands beside what was found since.
bool
desk_read_merges(struct desk *desk, unsigned classes, struct fault *fault)
{
	struct reading reading = {.desk = desk, .merges = true, .classes = classes};
	desk->count = 0;
	bool good = read_file(&reading, "links.csv", fault);
	reading.before = desk->count;
	if (good && !read_file(&reading, "merges.csv", fault))
		good = fault->class == FAULT_MISSING;
	if (desk->count > 0)
		qsort(desk->list, desk->count, sizeof *desk->list, compare_users);
	if (good && desk->hand->short_of_memory)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	return good;
}
