// While somebody waits, nothing becomes of either: the rows of the one do not come, and the records of the other stay, as rows that match adds to the
// drop. What these name by an id that was replaced, they name by the new one, so that a child who waits keeps the place in a class that goes on, and
// the connection to a parent whose id was replaced.
#include "cmd/match/rekey.h"

#include "schema/record.h"

// What belongs to a user, and the column that names the user; SOURCED_ID: the record's own id.
static const struct {
	unsigned entity, column;
} owned[] = {
    {USERS, SOURCED_ID},
    {USER_PROFILES, PROFILES_USER},
    {ROLES, ROLES_USER},
    {DEMOGRAPHICS, SOURCED_ID},
    {ENROLLMENTS, ENROLLMENTS_USER},
    {RELATIONSHIPS, SOURCED_ID},
};

// Whether a record is of one of these users.
static bool
is_of(struct idmap *users, unsigned entity, unsigned column, struct bytes key, struct bytes record)
{
	struct bytes one, other;
	uint64_t ignored;
	if (entity == RELATIONSHIPS)
		return pair_split(key, &one, &other) &&
		       (idmap_get(users, one, &ignored) || idmap_get(users, other, &ignored));
	one = column == SOURCED_ID ? key : record_cell(record, column);
	return one.size > 0 && idmap_get(users, one, &ignored);
}

// Refuses the rows of those who wait.
static bool
refuse_rows(struct rekey *rekey, unsigned entity, unsigned column, struct fault *fault)
{
	char key[AMENDED_KEY_MAX];
	struct bytes id;
	struct roster_row row;
	struct matcher *matcher = rekey->matcher;
	struct roster_walk *rows = roster_walk_open(matcher->roster, entity, fault);
	bool good = rows != NULL;
	while (good && roster_walk_next(rows, &id, &row))
		if (is_of(rekey->waiting, entity, column, id, row.record))
			good = db_put(matcher->out, matcher->amended,
			    roster_amended_key(entity, id, key), bytes_of("R"), fault);
	roster_walk_close(rows);
	return good;
}

static void
add_name(void *context, struct text *text, unsigned entity, struct bytes id)
{
	rekey_reference(context, text, entity, id);
}

// The record with everything that it names called by its id of now, in rekey->other, behind an 'A'.
static bool
translate(struct rekey *rekey, unsigned entity, struct bytes record, struct fault *fault)
{
	struct text *out = &rekey->other;
	text_clear(out);
	text_put(out, "A");
	if (roster_rename(entity, record, add_name, rekey, &rekey->text, out))
		return true;
	if (rekey->text.failed || out->failed)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	return fault_set(fault, FAULT_IO, "a record of the store is damaged");
}

// Whether the class of an enrolment is there after the drop.
static bool
class_stays(struct rekey *rekey, struct bytes value)
{
	struct roster_row row;
	const struct roster *roster = rekey->matcher->roster;
	struct bytes class =
	    record_cell((struct bytes){value.data + 1, value.size - 1}, ENROLLMENTS_CLASS);
	return roster_mode(roster, CLASSES) != MODE_BULK ||
	       roster_left_out(roster, CLASSES, class) || roster_has_unknown(roster, CLASSES) ||
	       (roster_get(roster, CLASSES, class, &row) && row.state == ROSTER_ACTIVE);
}

// The key that a relationship has now, in `room`.
static struct bytes
relationship_key(struct rekey *rekey, struct bytes key, char room[DB_KEY_MAX])
{
	struct bytes one, other;
	struct text *text = &rekey->text;
	text_clear(text);
	if (!pair_split(key, &one, &other))
		return (struct bytes){NULL, 0};
	rekey_reference(rekey, text, USERS, one);
	text_add(text, (struct bytes){"", 1});
	rekey_reference(rekey, text, USERS, other);
	if (text->failed || text->size > DB_KEY_MAX)
		return (struct bytes){NULL, 0};
	memcpy(room, text->data, text->size);
	return (struct bytes){room, text->size};
}

// Whether both people of a relationship are there: in the drop, or kept.
static bool
both_stay(struct rekey *rekey, struct bytes key)
{
	struct bytes users[2];
	struct roster_row row;
	uint64_t ignored;
	if (!pair_split(key, &users[0], &users[1]))
		return false;
	for (unsigned i = 0; i < 2; i++)
		if (!idmap_get(rekey->kept, users[i], &ignored) &&
		    !(roster_get(rekey->matcher->roster, USERS, users[i], &row) &&
			row.state == ROSTER_ACTIVE))
			return false;
	return true;
}

// Keeps one record of somebody who stays.
static bool
keep_record(struct rekey *rekey, unsigned entity, unsigned column, struct bytes id,
    struct bytes record, struct fault *fault)
{
	char room[DB_KEY_MAX], key[AMENDED_KEY_MAX];
	struct roster_row row;
	struct matcher *matcher = rekey->matcher;
	if (entity == RELATIONSHIPS) {
		id = relationship_key(rekey, id, room);
		if (id.size == 0 || !both_stay(rekey, id))
			return true;
	}
	if (!translate(rekey, entity, record, fault))
		return false;
	struct bytes value = {rekey->other.data, rekey->other.size};
	if (entity == ENROLLMENTS && !class_stays(rekey, value))
		return true;
	struct bytes made = roster_amended_key(entity, id, key);
	if (!roster_get(matcher->roster, entity, id, &row))
		return db_put(matcher->out, rekey->added, made, value, fault);
	return !is_of(rekey->waiting, entity, column, id, row.record) ||
	       db_put(matcher->out, matcher->amended, made, value, fault);
}

static bool
keep_records(struct rekey *rekey, unsigned entity, unsigned column, struct fault *fault)
{
	struct bytes id;
	struct stored stored;
	struct matcher *matcher = rekey->matcher;
	if (roster_mode(matcher->roster, entity) != MODE_BULK)
		return true; // nothing of it ends
	struct store_walk *records =
	    store_walk_open(matcher->store, entity, (struct bytes){NULL, 0}, fault);
	bool good = records != NULL;
	while (good && store_walk_next(records, &id, &stored))
		if (stored.state == STORED_ACTIVE &&
		    is_of(rekey->kept, entity, column, id, stored.record))
			good = keep_record(rekey, entity, column, id, stored.record, fault);
	store_walk_close(records);
	return good;
}

bool
rekey_keep(struct rekey *rekey, struct fault *fault)
{
	bool good = true;
	if (idmap_count(rekey->waiting) == 0)
		return true;
	for (size_t i = 0; good && i < sizeof owned / sizeof *owned; i++)
		good = refuse_rows(rekey, owned[i].entity, owned[i].column, fault) &&
		       keep_records(rekey, owned[i].entity, owned[i].column, fault);
	return good;
}
