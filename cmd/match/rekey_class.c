// Classes, by who is in them: sections of one course have one name, and often no code that says which is which, but not the same members.
#include "cmd/match/rekey.h"

#include "pipeline/limits.h"
#include "pipeline/person.h"
#include "schema/record.h"

enum { CLASSES_OF_ONE = 32, LEAST = 2, SHARE = 60 /* per cent */ };

// The unpaired classes of one person, on both sides.
struct timetable {
	struct text account, ids[2]; // 0: old; ids with a NUL behind each
	unsigned counts[2];
};

// Whether a class has no partner yet, and could have one.
static bool
is_open(struct rekey *rekey, struct bytes class, bool old)
{
	struct stored stored;
	struct roster_row row;
	if (rekey_has(rekey, CLASSES, old ? REKEY_OLD : REKEY_NEW, class))
		return false;
	if (old)
		return store_get(rekey->matcher->store, CLASSES, class, &stored) &&
		       rekey_is_gone(rekey, CLASSES, class, &stored);
	return roster_get(rekey->matcher->roster, CLASSES, class, &row) &&
	       rekey_is_new(rekey, CLASSES, class, &row);
}

// Adds one enrolment: key = account; value = side + class.
static bool
add_member(
    struct rekey *rekey, struct sort *sort, struct bytes record, bool old, struct fault *fault)
{
	char room[ACCOUNT_ID_MAX];
	const char side = old ? REKEY_OLD : REKEY_NEW;
	struct bytes class = record_cell(record, ENROLLMENTS_CLASS);
	struct bytes account = rekey_account(rekey, record_cell(record, ENROLLMENTS_USER), room);
	if (account.size == 0 || !is_open(rekey, class, old))
		return true;
	text_clear(&rekey->text);
	text_add(&rekey->text, (struct bytes){&side, 1});
	text_add(&rekey->text, class);
	if (rekey->text.failed)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	return sort_add(sort, account, (struct bytes){rekey->text.data, rekey->text.size}, fault);
}

static bool
add_members(struct rekey *rekey, struct sort *sort, struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	struct roster_row row;
	struct store_walk *records =
	    store_walk_open(rekey->matcher->store, ENROLLMENTS, (struct bytes){NULL, 0}, fault);
	struct roster_walk *rows =
	    records == NULL ? NULL : roster_walk_open(rekey->matcher->roster, ENROLLMENTS, fault);
	bool good = rows != NULL;
	while (good && store_walk_next(records, &key, &stored))
		good = stored.state != STORED_ACTIVE ||
		       add_member(rekey, sort, stored.record, true, fault);
	while (good && roster_walk_next(rows, &key, &row))
		good =
		    row.state != ROSTER_ACTIVE || add_member(rekey, sort, row.record, false, fault);
	roster_walk_close(rows);
	store_walk_close(records);
	return good;
}

// The form of a title.
static struct bytes
title_form(struct text *text, struct bytes title)
{
	text_clear(text);
	person_name(text, title);
	return (struct bytes){text->data, text->size};
}

// Whether two classes are of one school, and of one course or title.
static bool
is_like(struct rekey *rekey, struct bytes old, struct bytes new)
{
	struct stored stored;
	struct roster_row row;
	if (!store_get(rekey->matcher->store, CLASSES, old, &stored) ||
	    !roster_get(rekey->matcher->roster, CLASSES, new, &row))
		return false;
	text_clear(&rekey->text);
	rekey_reference(rekey, &rekey->text, ORGS, record_cell(stored.record, CLASSES_SCHOOL));
	if (!bytes_equal((struct bytes){rekey->text.data, rekey->text.size},
		record_cell(row.record, CLASSES_SCHOOL)))
		return false;
	struct bytes course = record_cell(row.record, CLASSES_COURSE);
	text_clear(&rekey->text);
	rekey_reference(rekey, &rekey->text, COURSES, record_cell(stored.record, CLASSES_COURSE));
	if (course.size > 0 &&
	    bytes_equal((struct bytes){rekey->text.data, rekey->text.size}, course))
		return true;
	return bytes_equal(title_form(&rekey->text, record_cell(stored.record, CLASSES_TITLE)),
	    title_form(&rekey->other, record_cell(row.record, CLASSES_TITLE)));
}

// Adds one to the number of a key. False when out of memory.
static bool
add_one(struct idmap *map, struct bytes key)
{
	uint64_t count = 0;
	idmap_get(map, key, &count);
	return idmap_put(map, key, count + 1);
}

// Counts one person for all classes of the timetable, and empties it.
static bool
count_one(struct rekey *rekey, struct timetable *timetable)
{
	char key[DB_KEY_MAX];
	bool good = true;
	struct text *olds = &timetable->ids[0], *news = &timetable->ids[1];
	for (size_t i = 0; i < olds->size; i += strlen(olds->data + i) + 1)
		for (size_t j = 0; j < news->size; j += strlen(news->data + j) + 1) {
			struct bytes old = bytes_of(olds->data + i), new = bytes_of(news->data + j);
			struct bytes pair = pair_key(old, new, key);
			if (pair.size > 0 && is_like(rekey, old, new))
				good = good && add_one(rekey->overlap, pair);
		}
	for (unsigned side = 0; side < 2; side++) {
		timetable->counts[side] = 0;
		text_clear(&timetable->ids[side]);
	}
	return good;
}

// Whether a class is in the timetable already.
static bool
has_class(const struct text *ids, struct bytes class)
{
	for (size_t i = 0; i < ids->size; i += strlen(ids->data + i) + 1)
		if (bytes_equal(bytes_of(ids->data + i), class))
			return true;
	return false;
}

// Takes the next enrolment, in order of account.
static bool
take(struct rekey *rekey, struct timetable *timetable, struct bytes account, struct bytes value)
{
	unsigned side = value.data[0] == REKEY_OLD ? 0 : 1;
	struct bytes class = {value.data + 1, value.size - 1};
	struct text *ids = &timetable->ids[side];
	if (!bytes_equal(
		account, (struct bytes){timetable->account.data, timetable->account.size})) {
		if (!count_one(rekey, timetable))
			return false;
		text_clear(&timetable->account);
		text_add(&timetable->account, account);
	}
	if (has_class(ids, class) || timetable->counts[side] == CLASSES_OF_ONE)
		return true;
	timetable->counts[side]++;
	text_add(ids, class);
	text_add(ids, (struct bytes){"", 1});
	return !ids->failed && !timetable->account.failed && add_one(rekey->members, value);
}

bool
rekey_count_members(struct rekey *rekey, struct fault *fault)
{
	struct timetable timetable = {.counts = {0}};
	struct bytes account, value;
	bool more = true;
	struct sort *sort = sort_new(rekey->matcher->job->out, LIMIT_SORT_BYTES);
	if (sort == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	bool good = add_members(rekey, sort, fault) && sort_end(sort, fault);
	while (good && (good = sort_next(sort, &account, &value, &more, fault)) && more)
		good = take(rekey, &timetable, account, value) ||
		       fault_set(fault, FAULT_TEMP, "out of memory");
	good =
	    good && (count_one(rekey, &timetable) || fault_set(fault, FAULT_TEMP, "out of memory"));
	text_free(&timetable.account);
	text_free(&timetable.ids[0]);
	text_free(&timetable.ids[1]);
	sort_free(sort);
	return good;
}

// How many members of a class are known.
static uint64_t
members_of(struct rekey *rekey, char side, struct bytes id)
{
	char key[REKEY_KEY_MAX];
	uint64_t count = 0;
	size_t size = id.size < DB_KEY_MAX ? id.size : DB_KEY_MAX;
	key[0] = side;
	memcpy(key + 1, id.data, size);
	idmap_get(rekey->members, (struct bytes){key, 1 + size}, &count);
	return count;
}

static uint64_t
least(uint64_t one, uint64_t other)
{
	return one < other ? one : other;
}

bool
rekey_members_agree(struct rekey *rekey, struct bytes old, struct bytes new)
{
	char key[DB_KEY_MAX];
	uint64_t common = 0;
	uint64_t of = least(members_of(rekey, REKEY_OLD, old), members_of(rekey, REKEY_NEW, new));
	idmap_get(rekey->overlap, pair_key(old, new, key), &common);
	return common * 2 >= of;
}

// The most members that a class shares with any other, and with the one after that: high and low half of a number.
static bool
note_best(struct idmap *best, char side, struct bytes id, uint64_t common)
{
	char key[REKEY_KEY_MAX];
	uint64_t had = 0;
	size_t size = id.size < DB_KEY_MAX ? id.size : DB_KEY_MAX;
	key[0] = side;
	memcpy(key + 1, id.data, size);
	struct bytes made = {key, 1 + size};
	idmap_get(best, made, &had);
	uint64_t first = had >> 32, second = had & UINT32_MAX;
	if (common > first)
		return idmap_put(best, made, common << 32 | first);
	return common <= second || idmap_put(best, made, first << 32 | common);
}

// Whether a number of common members is the best that a class has, and the next is far behind.
static bool
is_best(struct idmap *best, char side, struct bytes id, uint64_t common)
{
	char key[REKEY_KEY_MAX];
	uint64_t had = 0;
	size_t size = id.size < DB_KEY_MAX ? id.size : DB_KEY_MAX;
	key[0] = side;
	memcpy(key + 1, id.data, size);
	idmap_get(best, (struct bytes){key, 1 + size}, &had);
	return had >> 32 == common && (had & UINT32_MAX) * 2 <= common;
}

// Pairs two classes whose members are the same for the most part, and nobody else's.
static bool
settle(struct rekey *rekey, struct idmap *best, struct bytes old, struct bytes new, uint64_t common,
    struct fault *fault)
{
	uint64_t of = least(members_of(rekey, REKEY_OLD, old), members_of(rekey, REKEY_NEW, new));
	if (common < LEAST || common * 100 < of * SHARE || !is_best(best, REKEY_OLD, old, common) ||
	    !is_best(best, REKEY_NEW, new, common))
		return true;
	return rekey_note(rekey, CLASSES, old, new, fault);
}

bool
rekey_pair_members(struct rekey *rekey, struct fault *fault)
{
	struct bytes old, new;
	uint64_t common;
	struct idmap *best = idmap_new();
	bool good = best != NULL;
	for (size_t i = 0; good && i < idmap_count(rekey->overlap); i++)
		good = !pair_split(idmap_id(rekey->overlap, i, &common), &old, &new) ||
		       (note_best(best, REKEY_OLD, old, common) &&
			   note_best(best, REKEY_NEW, new, common));
	if (!good)
		fault_set(fault, FAULT_TEMP, "out of memory");
	for (size_t i = 0; good && i < idmap_count(rekey->overlap); i++)
		good = !pair_split(idmap_id(rekey->overlap, i, &common), &old, &new) ||
		       settle(rekey, best, old, new, common, fault);
	if (best != NULL)
		idmap_free(best);
	return good;
}
