// What became of every id: rekey.csv for people and programs, and one sentence, `rekey`, which apply puts into the reason of the hold. Enrolments are
// only counted: they follow from who is in which class.
#include "cmd/match/rekey.h"

#include <stdio.h>

#include "pipeline/person.h"
#include "schema/record.h"

static const char *const state_names[REKEY_STATES] = {
    [REKEY_SAME] = "same",
    [REKEY_UNCLEAR] = "unclear",
    [REKEY_FRESH] = "new",
    [REKEY_GONE] = "gone",
};

// What is told, and whether row by row. How to add one: a line.
static const struct {
	unsigned entity;
	const char *many;
	bool listed;
} told[] = {
    {USERS, "people", true},
    {CLASSES, "classes", true},
    {ENROLLMENTS, "enrollments", false},
    {ORGS, "orgs", true},
    {COURSES, "courses", true},
    {ACADEMIC_SESSIONS, "sessions", true},
};

// One kind of it, being told.
struct told_entity {
	struct rekey *rekey;
	unsigned entity;
	bool listed;
	struct idmap *titles
	    [2]; // of classes that are left: school and title, of the directory's and of the drop's
};

// A row of rekey.csv: entity,state,old,new,accountId.
static void
add_row(struct told_entity *telling, enum rekey_state state, struct bytes old, struct bytes new,
    struct bytes account)
{
	struct rekey *rekey = telling->rekey;
	// Who may be one is counted once, as somebody of the drop.
	rekey->counts[telling->entity][state] += state != REKEY_UNCLEAR || new.size > 0 ? 1 : 0;
	if (!telling->listed)
		return;
	csv_word(rekey->csv, entity_name(telling->entity));
	csv_word(rekey->csv, state_names[state]);
	csv_cell(rekey->csv, old);
	csv_cell(rekey->csv, new);
	csv_cell(rekey->csv, account);
	csv_end_row(rekey->csv);
}

// The school, by its id of now, and the title of a class.
static struct bytes
title_of(struct rekey *rekey, struct bytes record, bool old)
{
	struct text *text = &rekey->text;
	struct bytes school = record_cell(record, CLASSES_SCHOOL);
	text_clear(text);
	if (old)
		rekey_reference(rekey, text, ORGS, school);
	else
		text_add(text, school);
	text_put(text, "\n");
	person_name(text, record_cell(record, CLASSES_TITLE));
	return (struct bytes){text->data, text->size};
}

// What a record of one side is that has no partner: of users, who waits is unclear; of classes, one that is called as one of the other side.
static enum rekey_state
state_of(struct told_entity *telling, struct bytes id, struct bytes record, bool old)
{
	uint64_t ignored;
	struct rekey *rekey = telling->rekey;
	bool unclear =
	    telling->entity == USERS
		? idmap_get(old ? rekey->kept : rekey->waiting, id, &ignored)
		: telling->entity == CLASSES && idmap_get(telling->titles[old ? 1 : 0],
						    title_of(rekey, record, old), &ignored);
	return unclear ? REKEY_UNCLEAR : old ? REKEY_GONE : REKEY_FRESH;
}

// Visits what is gone, or what is new.
typedef bool visitor(struct told_entity *telling, struct bytes id, struct bytes record, bool old);

static bool
visit_all(struct told_entity *telling, visitor *visit, struct fault *fault)
{
	struct bytes id;
	struct stored stored;
	struct roster_row row;
	struct rekey *rekey = telling->rekey;
	unsigned entity = telling->entity;
	struct store_walk *records =
	    store_walk_open(rekey->matcher->store, entity, (struct bytes){NULL, 0}, fault);
	struct roster_walk *rows =
	    records == NULL ? NULL : roster_walk_open(rekey->matcher->roster, entity, fault);
	bool good = rows != NULL;
	while (good && store_walk_next(records, &id, &stored))
		good = !rekey_is_gone(rekey, entity, id, &stored) ||
		       visit(telling, id, stored.record, true);
	while (good && roster_walk_next(rows, &id, &row))
		good =
		    !rekey_is_new(rekey, entity, id, &row) || visit(telling, id, row.record, false);
	roster_walk_close(rows);
	store_walk_close(records);
	return good || fault->class != FAULT_NONE || fault_set(fault, FAULT_TEMP, "out of memory");
}

// Remembers what a class without a partner is called.
static bool
note_title(struct told_entity *telling, struct bytes id, struct bytes record, bool old)
{
	struct rekey *rekey = telling->rekey;
	return rekey_has(rekey, CLASSES, old ? REKEY_OLD : REKEY_NEW, id) ||
	       idmap_put(telling->titles[old ? 0 : 1], title_of(rekey, record, old), 1);
}

// Tells of one id. What goes on is told once, from the side of the directory.
static bool
tell(struct told_entity *telling, struct bytes id, struct bytes record, bool old)
{
	char key[REKEY_KEY_MAX];
	struct stored link;
	struct bytes other, account = {NULL, 0}, none = {NULL, 0};
	struct rekey *rekey = telling->rekey;
	struct bytes made = roster_rekey_key(telling->entity, old ? REKEY_OLD : REKEY_NEW, id, key);
	if (telling->entity == USERS && old &&
	    store_get(rekey->matcher->store, STORE_LINKS, id, &link))
		account = record_cell(link.record, 0);
	if (!db_get(rekey->matcher->out, rekey->rekeyed, made, &other))
		add_row(telling, state_of(telling, id, record, old), old ? id : none,
		    old ? none : id, account);
	else if (old)
		add_row(telling, REKEY_SAME, id, other, account);
	return true;
}

static bool
tell_entity(struct rekey *rekey, unsigned entity, bool listed, struct fault *fault)
{
	struct told_entity telling = {rekey, entity, listed, {idmap_new(), idmap_new()}};
	fault->class = FAULT_NONE;
	bool good = (telling.titles[0] != NULL && telling.titles[1] != NULL) ||
		    fault_set(fault, FAULT_TEMP, "out of memory");
	good = good && (entity != CLASSES || visit_all(&telling, note_title, fault)) &&
	       visit_all(&telling, tell, fault);
	idmap_free(telling.titles[0]);
	idmap_free(telling.titles[1]);
	return good;
}

static bool
write_rows(struct rekey *rekey, struct fault *fault)
{
	static const char name[] = "rekey.csv";
	int fd = fs_create(rekey->matcher->job->out, name, fault);
	if (fd < 0)
		return false;
	rekey->csv = csv_new(fd, false);
	bool good = rekey->csv != NULL || fault_set(fault, FAULT_TEMP, "out of memory");
	if (good)
		csv_line(rekey->csv, "entity,state,old,new,accountId");
	for (size_t i = 0; good && i < sizeof told / sizeof *told; i++)
		good = tell_entity(rekey, told[i].entity, told[i].listed, fault);
	struct fault other;
	if (rekey->csv != NULL)
		good = csv_finish(rekey->csv, name, good ? fault : &other) && good;
	rekey->csv = NULL;
	return fs_finish(fd, name, good ? fault : &other) && good;
}

// "people: 62 agree, 0 unclear, 0 gone, 0 new"
static void
say_entity(struct text *text, const uint64_t counts[REKEY_STATES], const char *many)
{
	static const char *const words[REKEY_STATES] = {[REKEY_SAME] = " agree, ",
	    [REKEY_UNCLEAR] = " unclear, ",
	    [REKEY_GONE] = " gone, ",
	    [REKEY_FRESH] = " new"};
	static const enum rekey_state order[] = {
	    REKEY_SAME, REKEY_UNCLEAR, REKEY_GONE, REKEY_FRESH};
	text_put(text, many);
	text_put(text, ": ");
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		text_number(text, counts[order[i]]);
		text_put(text, words[order[i]]);
	}
}

bool
rekey_report(struct rekey *rekey, struct fault *fault)
{
	struct text text = {NULL, 0, 0, false};
	if (!write_rows(rekey, fault))
		return false;
	text_put(&text, "rekey: ");
	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		uint64_t total = 0;
		for (unsigned state = 0; state < REKEY_STATES; state++)
			total += rekey->counts[told[i].entity][state];
		if (total == 0)
			continue;
		if (text.size > strlen("rekey: "))
			text_put(&text, "; ");
		say_entity(&text, rekey->counts[told[i].entity], told[i].many);
	}
	if (text.size == strlen("rekey: "))
		text_put(&text, "no id was replaced");
	bool good = !text.failed || fault_set(fault, FAULT_TEMP, "out of memory");
	good = good && fs_put(rekey->matcher->job->out, "rekey", text.data, text.size, fault);
	text_free(&text);
	return good;
}

// The accounts of those whom somebody may be, as far as they fit; gives how many there are.
static unsigned
list_accounts(struct rekey *rekey, struct bytes user, struct rekey_saying *saying, size_t *used)
{
	char from[DB_KEY_MAX];
	struct bytes key, value, one, old, begin = pair_key(user, (struct bytes){NULL, 0}, from);
	struct stored link;
	struct fault ignored;
	unsigned count = 0;
	struct db_cursor *cursor = db_cursor_open(rekey->matcher->out, rekey->waits, &ignored);
	bool more = cursor != NULL && db_cursor_seek(cursor, begin, &key, &value);
	*used = 0;
	for (; more && pair_split(key, &one, &old) && bytes_equal(one, user);
	     more = db_cursor_next(cursor, &key, &value)) {
		if (!store_get(rekey->matcher->store, STORE_LINKS, old, &link))
			continue;
		struct bytes account = record_cell(link.record, 0);
		if (*used + account.size + 2 < sizeof saying->list)
			*used += (size_t)snprintf(saying->list + *used, sizeof saying->list - *used,
			    "%s%.*s", *used > 0 ? " " : "", (int)account.size, account.data);
		count++;
	}
	db_cursor_close(cursor);
	return count;
}

bool
rekey_say(struct matcher *matcher, struct bytes user, struct rekey_saying *saying,
    struct bytes cells[LINK_CELLS])
{
	uint64_t ignored;
	size_t used;
	struct rekey *rekey = matcher->rekey;
	const struct bytes none = {NULL, 0};
	bool settled = rekey != NULL && idmap_get(rekey->settled, user, &ignored);
	if (settled) {
		cells[LINK_ACCOUNT] = rekey_account(rekey, user, saying->account);
		cells[LINK_CLASS] = bytes_of("ready");
		cells[LINK_CANDIDATES] = none;
		cells[LINK_REASON] =
		    bytes_of("source IDs were replaced: the name, and a child, class, phone or "
			     "number that nobody else of that name has");
	}
	if (settled || rekey == NULL || !bytes_is(cells[LINK_CLASS], "none") ||
	    !idmap_get(rekey->waiting, user, &ignored))
		return settled;
	bool one = list_accounts(rekey, user, saying, &used) == 1;
	struct bytes list = {saying->list, used};
	cells[LINK_ACCOUNT] = one ? list : none;
	cells[LINK_CLASS] = bytes_of(one ? "partial" : "multiple");
	cells[LINK_CANDIDATES] = one ? none : list;
	cells[LINK_REASON] = bytes_of("source IDs were replaced, and somebody who is gone has the "
				      "name; waits until they are linked or blocked");
	return false;
}
