// `guardian near`: before the first sync, guardians of the directory whose contacts nearly agree with the SIS's, so that they can be mended (account edit, or in the SIS)
// and keep their accounts. Who agrees exactly keeps it anyway.
#include "cmd/rosterdrop/guardian.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/rosterdrop/near.h"
#include "cmd/rosterdrop/output.h"
#include "pipeline/list.h"
#include "pipeline/person.h"
#include "pipeline/roster_file.h"
#include "pipeline/spool.h"

// A guardian of the directory whom nobody in the SIS holds.
struct known {
	struct bytes id, cells[ACCOUNT_CELLS];
	struct contact contact;
	bool same; // somebody in the SIS agrees exactly
	uint64_t turn; // in which it was looked at last
};

enum { SHARED_MOST = 64 }; // guardians who share an address, or what it is found by

// One guardian of the SIS, while those of the directory are looked at.
struct candidates {
	struct bytes user;
	const struct bytes *cells;
	struct csv *csv;
	bool same; // somebody in the directory agrees exactly
};
typedef void candidate_function(
    struct candidates *candidates, struct known *known, enum nearness nearness);

struct index_entry {
	uint64_t key;
	uint32_t known;
};

struct near {
	struct hand *hand;
	struct known *known;
	struct index_entry *index;
	size_t count, room, index_count, index_room;
	uint64_t turn;
	struct csv *csv; // NULL while those who agree exactly are looked for
};

// A form of a value, kept.
static struct bytes
formed(struct hand *hand, void (*form)(struct text *, struct bytes), struct bytes value)
{
	struct text text = {NULL, 0, 0, false};
	form(&text, value);
	hand->short_of_memory = hand->short_of_memory || text.failed;
	struct bytes kept = hand_keep(hand, (struct bytes){text.data, text.size});
	text_free(&text);
	return kept;
}

static struct contact
contact_of(struct hand *hand, struct bytes given, struct bytes family, struct bytes email,
    struct bytes mobile)
{
	return (struct contact){formed(hand, person_name, given), formed(hand, person_name, family),
	    formed(hand, person_email, email), formed(hand, near_digits, mobile)};
}

// Takes a guardian of the directory in, with the keys.
static bool
add_known(struct near *near, struct bytes id, const struct bytes *cells)
{
	uint64_t keys[NEAR_KEYS_MAX];
	if (!list_grow(&near->known, near->count, &near->room, sizeof *near->known))
		return false;
	struct known *known = &near->known[near->count];
	*known = (struct known){.id = id};
	memcpy(known->cells, cells, sizeof known->cells);
	known->contact = contact_of(near->hand, cells[ACCOUNT_GIVEN_NAME],
	    cells[ACCOUNT_FAMILY_NAME], cells[ACCOUNT_EMAIL], cells[ACCOUNT_MOBILE]);
	unsigned count = near_keys(&known->contact, keys);
	for (unsigned i = 0; i < count; i++) {
		if (!list_grow(
			&near->index, near->index_count, &near->index_room, sizeof *near->index))
			return false;
		near->index[near->index_count++] =
		    (struct index_entry){keys[i], (uint32_t)near->count};
	}
	near->count++;
	return true;
}

static int
compare_entries(const void *a, const void *b)
{
	const struct index_entry *one = a, *other = b;
	if (one->key != other->key)
		return one->key < other->key ? -1 : 1;
	return (one->known > other->known) - (one->known < other->known);
}

// Reads the guardians whom nobody in the SIS holds yet; what they have lives as long as the store.
static bool
read_known(struct near *near, struct fault *fault)
{
	struct bytes key, cells[ACCOUNT_CELLS];
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(near->hand->store, ACCOUNTS, (struct bytes){NULL, 0}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored))
		if (record_read(stored.record, cells, ACCOUNT_CELLS) &&
		    bytes_is(cells[ACCOUNT_KIND], "guardian") &&
		    (cells[ACCOUNT_LINKS].size == 0 || bytes_is(cells[ACCOUNT_LINKS], "0")))
			good = add_known(near, key, cells) ||
			       fault_set(fault, FAULT_TEMP, "out of memory");
	store_walk_close(walk);
	if (near->index_count > 0)
		qsort(near->index, near->index_count, sizeof *near->index, compare_entries);
	return good;
}

// The first entry of a key.
static size_t
find_key(const struct near *near, uint64_t key)
{
	size_t low = 0, high = near->index_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (near->index[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

// Calls for each guardian of the directory who shares a key with one of the SIS, once; what is shared by too many tells nothing.
static void
look_up(struct near *near, const struct contact *contact, candidate_function *visit,
    struct candidates *candidates)
{
	uint64_t keys[NEAR_KEYS_MAX];
	unsigned count = near_keys(contact, keys);
	near->turn++;
	for (unsigned i = 0; i < count; i++) {
		size_t first = find_key(near, keys[i]), end = first;
		while (end < near->index_count && near->index[end].key == keys[i])
			end++;
		for (size_t at = first; end - first <= SHARED_MOST && at < end; at++) {
			struct known *known = &near->known[near->index[at].known];
			if (known->turn != near->turn)
				visit(
				    candidates, known, contact_nearness(&known->contact, contact));
			known->turn = near->turn;
		}
	}
}

// Notes an exact agreement.
static void
note_same(struct candidates *candidates, struct known *known, enum nearness nearness)
{
	known->same = known->same || nearness == NEAR_SAME;
	candidates->same = candidates->same || nearness == NEAR_SAME;
}

// A pair that is near, as a row: the values side by side, because somebody has to mend one of them.
static void
print_near(struct candidates *candidates, struct known *known, enum nearness nearness)
{
	static const unsigned mine[] = {
	    ACCOUNT_GIVEN_NAME, ACCOUNT_FAMILY_NAME, ACCOUNT_EMAIL, ACCOUNT_MOBILE};
	static const unsigned theirs[] = {
	    USERS_GIVEN_NAME, USERS_FAMILY_NAME, USERS_EMAIL, USERS_SMS};
	if (known->same || nearness <= NEAR_SAME)
		return;
	csv_cell(candidates->csv, known->id);
	csv_cell(candidates->csv, candidates->user);
	csv_text(candidates->csv, nearness_text(nearness));
	for (size_t i = 0; i < sizeof mine / sizeof *mine; i++)
		csv_cell(candidates->csv, known->cells[mine[i]]);
	for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++)
		csv_cell(candidates->csv, candidates->cells[theirs[i]]);
	csv_end_row(candidates->csv);
}

// One guardian of the SIS: notes who agrees exactly; in the second walk, prints who is near to one who agrees with nobody.
static void
look_at(struct near *near, struct bytes user, const struct bytes *cells)
{
	struct candidates candidates = {user, cells, near->csv, false};
	struct contact contact = contact_of(near->hand, cells[USERS_GIVEN_NAME],
	    cells[USERS_FAMILY_NAME], cells[USERS_EMAIL], cells[USERS_SMS]);
	look_up(near, &contact, note_same, &candidates);
	if (near->csv != NULL && !candidates.same)
		look_up(near, &contact, print_near, &candidates);
}

// Walks the guardians of the drop.
static bool
walk_roster(struct near *near, const struct roster *roster, struct fault *fault)
{
	struct bytes key, cells[RECORD_CELLS_MAX], person[PERSON_CELLS];
	struct roster_row row;
	struct roster_walk *walk = roster_walk_open(roster, USERS, fault);
	if (walk == NULL)
		return false;
	while (roster_walk_next(walk, &key, &row))
		if (row.state == ROSTER_ACTIVE && roster_person(roster, key, person) &&
		    bytes_is(person[PERSON_KIND_NAME], "guardian") &&
		    record_read(row.record, cells, USERS_COLUMNS))
			look_at(near, key, cells);
	roster_walk_close(walk);
	return true;
}

// Opens the newest drop that normalise has done; NULL and FAULT_MISSING when there is none.
static struct roster *
open_newest(struct hand *hand, struct fault *fault)
{
	struct fs_names drops;
	char path[FS_PATH_MAX];
	struct roster *roster = NULL;
	if (!spool_list(hand->dir, STAGE_NORMALISE, PLACE_READY, &drops, fault))
		return NULL;
	if (drops.count == 0)
		fault_set(fault, FAULT_MISSING,
		    "there is no drop to compare with; run the district until normalise has one");
	else if (spool_path(path, sizeof path, hand->front->conf, hand->district->name,
		     STAGE_NORMALISE, "ready", drops.name[drops.count - 1], "roster.mdb", fault))
		roster = roster_open(path, NULL, fault);
	fs_names_free(&drops);
	return roster;
}

bool
guardian_near(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct near near = {.hand = hand};
	struct fault late;
	(void)context;
	(void)words;
	(void)count;
	struct roster *roster = open_newest(hand, fault);
	bool good = roster != NULL && read_known(&near, fault) && walk_roster(&near, roster, fault);
	if (good) {
		near.csv = out_csv(false);
		csv_line(near.csv, "accountId,sourcedId,why,givenName,familyName,email,mobile,"
				   "sisGivenName,sisFamilyName,sisEmail,sisMobile");
		good = walk_roster(&near, roster, fault);
		good = csv_finish(near.csv, "standard output", good ? fault : &late) && good;
	}
	roster_close(roster);
	free(near.known);
	free(near.index);
	return good;
}
