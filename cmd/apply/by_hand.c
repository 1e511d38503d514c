// Edits lie in the store by account; a drop brings rows by sourcedId. So they are turned round here, before the first row.
#include "cmd/apply/by_hand.h"

#include <stdlib.h>

#include "pipeline/adopted.h"
#include "pipeline/idmap.h"
#include "pipeline/list.h"
#include "pipeline/roster_file.h"
#include "schema/record.h"

// One cell of one row, and the cell of the same row that was noted before it.
struct cell {
	unsigned column;
	struct bytes value;
	size_t before; // index + 1; 0: none
};

struct by_hand {
	struct store *store;
	const struct roster *roster;
	enum existing_classes existing;
	struct idmap *rows; // key of a row (roster_amended_key) -> index + 1 of its last cell
	struct idmap *made; // the same key -> index of the record as it counts
	struct idmap *ended, *classes; // pair of accounts -> 1; sourcedId -> index in copies
	struct cell *cells;
	size_t count, room;
	struct bytes *copies; // everything that is borrowed from here
	size_t copy_count, copy_room;
};

// Keeps a copy until the end. False when memory is short.
static bool
keep(struct by_hand *by_hand, struct bytes bytes, struct bytes *copy)
{
	if (!list_grow(&by_hand->copies, by_hand->copy_count, &by_hand->copy_room,
		sizeof *by_hand->copies))
		return false;
	char *data = malloc(bytes.size + 1);
	if (data == NULL)
		return false;
	if (bytes.size > 0)
		memcpy(data, bytes.data, bytes.size);
	*copy = (struct bytes){data, bytes.size};
	by_hand->copies[by_hand->copy_count++] = *copy;
	// cppcheck-suppress memleak ; by_hand->copies has it
	return true;
}

// Notes that a cell of a row was put in place of the SIS's.
static bool
note_cell(
    struct by_hand *by_hand, unsigned entity, struct bytes key, unsigned column, struct bytes value)
{
	char room[AMENDED_KEY_MAX];
	struct bytes row = roster_amended_key(entity, key, room);
	uint64_t before = 0;
	if (by_hand->count == by_hand->room) {
		size_t more = 2 * by_hand->room + 64;
		struct cell *grown = realloc(by_hand->cells, more * sizeof *grown);
		if (grown == NULL)
			return false;
		by_hand->cells = grown;
		by_hand->room = more;
	}
	if (!idmap_get(by_hand->rows, row, &before))
		before = 0;
	by_hand->cells[by_hand->count++] = (struct cell){column, value, (size_t)before};
	return idmap_put(by_hand->rows, row, by_hand->count);
}

// Notes an edit of an account for all sourcedIds that hold it, and for those that may come to hold it. Not all cells come out of users.csv.
static bool
note_account(struct by_hand *by_hand, struct bytes account, struct bytes cell, struct bytes value,
    struct fault *fault)
{
	struct holders holders;
	unsigned source = 0;
	while (source < ACCOUNT_SOURCES &&
	       !bytes_is(cell, entity_column(ACCOUNTS, account_sources[source].account)))
		source++;
	if (source == ACCOUNT_SOURCES)
		return true;
	if (!holders_read(by_hand->store, account, &holders, fault))
		return false;
	if (!note_cell(by_hand, ACCOUNTS, account, account_sources[source].user, value))
		return fault_set(fault, FAULT_TEMP, "out of memory");
	for (unsigned i = 0; i < holders.count; i++)
		if (!note_cell(by_hand, USERS, holders_id(&holders, i),
			account_sources[source].user, value))
			return fault_set(fault, FAULT_TEMP, "out of memory");
	return true;
}

// One edit.
static bool
take_edit(
    struct by_hand *by_hand, struct bytes key, const struct stored *stored, struct fault *fault)
{
	struct bytes id, name, value;
	if (key.size < 2 || !pair_split((struct bytes){key.data + 1, key.size - 1}, &id, &name))
		return true;
	if (!keep(by_hand, record_cell(stored->record, EDIT_VALUE), &value))
		return fault_set(fault, FAULT_TEMP, "out of memory");
	if (key.data[0] == EDIT_ACCOUNT)
		return note_account(by_hand, id, name, value, fault);
	int column = oneroster_column_named(CLASSES, name, V_ALL, false);
	struct bytes now;
	if (roster_rekeyed(by_hand->roster, CLASSES, REKEY_OLD, id, &now))
		id = now;
	return column < 0 || note_cell(by_hand, CLASSES, id, (unsigned)column, value) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

// One connection: only the ended ones matter here.
static bool
take_connection(
    struct by_hand *by_hand, struct bytes key, const struct stored *stored, struct fault *fault)
{
	return stored->state == STORED_ACTIVE || idmap_put(by_hand->ended, key, 1) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

// One hand-made class: only those matter that were tied to one of the SIS.
static bool
take_class(
    struct by_hand *by_hand, struct bytes key, const struct stored *stored, struct fault *fault)
{
	struct bytes copy, sourced_id = adopted_by(stored, by_hand->existing);
	if (sourced_id.size == 0)
		return true;
	return (keep(by_hand, key, &copy) &&
		   idmap_put(by_hand->classes, sourced_id, by_hand->copy_count - 1)) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

typedef bool taker(
    struct by_hand *by_hand, struct bytes key, const struct stored *stored, struct fault *fault);

// What is read. How to add a fact: a line here and its function.
static const struct {
	unsigned table;
	taker *take;
} facts[] = {{EDITS, take_edit}, {CONNECTIONS, take_connection}, {LOCAL_CLASSES, take_class}};

// Reads one table.
static bool
read_fact(struct by_hand *by_hand, unsigned table, taker *take, struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	if (store_count(by_hand->store, table) == 0)
		return true;
	struct store_walk *walk =
	    store_walk_open(by_hand->store, table, (struct bytes){NULL, 0}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored))
		good = take(by_hand, key, &stored, fault);
	store_walk_close(walk);
	return good;
}

struct by_hand *
by_hand_read(struct store *store, const struct roster *roster, enum existing_classes existing,
    struct fault *fault)
{
	struct by_hand *by_hand = calloc(1, sizeof *by_hand);
	if (by_hand == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory");
		return NULL;
	}
	by_hand->store = store;
	by_hand->roster = roster;
	by_hand->existing = existing;
	by_hand->rows = idmap_new();
	by_hand->made = idmap_new();
	by_hand->ended = idmap_new();
	by_hand->classes = idmap_new();
	bool good = (by_hand->rows != NULL && by_hand->made != NULL && by_hand->ended != NULL &&
			by_hand->classes != NULL) ||
		    fault_set(fault, FAULT_TEMP, "out of memory");
	for (size_t i = 0; good && i < sizeof facts / sizeof *facts; i++)
		good = read_fact(by_hand, facts[i].table, facts[i].take, fault);
	if (good)
		return by_hand;
	by_hand_free(by_hand);
	return NULL;
}

void
by_hand_free(struct by_hand *by_hand)
{
	if (by_hand == NULL)
		return;
	idmap_free(by_hand->rows);
	idmap_free(by_hand->made);
	idmap_free(by_hand->ended);
	idmap_free(by_hand->classes);
	for (size_t i = 0; i < by_hand->copy_count; i++)
		free((char *)(uintptr_t)by_hand->copies[i].data);
	free(by_hand->copies);
	free(by_hand->cells);
	free(by_hand);
}

// Makes the record with the edited cells, and keeps it.
static bool
make_record(struct by_hand *by_hand, unsigned entity, struct bytes row, struct bytes record,
    size_t last, struct bytes *made)
{
	struct bytes cells[RECORD_CELLS_MAX];
	unsigned count = entity_columns(entity);
	if (!record_read(record, cells, count))
		return true; // whoever reads it next says so
	bool done[RECORD_CELLS_MAX] = {false};
	for (size_t at = last; at > 0; at = by_hand->cells[at - 1].before) {
		const struct cell *cell = &by_hand->cells[at - 1];
		if (!done[cell->column])
			cells[cell->column] = cell->value;
		done[cell->column] = true;
	}
	char *copy = malloc(record_size(cells, count));
	if (copy == NULL)
		return false;
	bool good = keep(by_hand, (struct bytes){copy, record_write(copy, cells, count)}, made) &&
		    idmap_put(by_hand->made, row, by_hand->copy_count - 1);
	free(copy);
	return good;
}

// The record of a row with the cells that were noted for a key, which is the row's own or its account's.
static struct bytes
overlaid(struct by_hand *by_hand, unsigned entity, struct bytes key, struct bytes noted,
    struct bytes record, bool *failed)
{
	char room[AMENDED_KEY_MAX];
	uint64_t last, index;
	struct bytes made = record, row = roster_amended_key(entity, key, room);
	if (!idmap_get(by_hand->rows, noted, &last))
		return record;
	if (idmap_get(by_hand->made, row, &index))
		return by_hand->copies[index];
	*failed = *failed || !make_record(by_hand, entity, row, record, (size_t)last, &made);
	return made;
}

struct bytes
by_hand_record(
    struct by_hand *by_hand, unsigned entity, struct bytes key, struct bytes record, bool *failed)
{
	char room[AMENDED_KEY_MAX];
	if (!by_hand_has_edited(by_hand, entity))
		return record;
	return overlaid(
	    by_hand, entity, key, roster_amended_key(entity, key, room), record, failed);
}

struct bytes
by_hand_linked(struct by_hand *by_hand, struct bytes account, struct bytes user,
    struct bytes record, bool *failed)
{
	char room[AMENDED_KEY_MAX];
	if (!by_hand_has_edited(by_hand, USERS))
		return record;
	return overlaid(
	    by_hand, USERS, user, roster_amended_key(ACCOUNTS, account, room), record, failed);
}

bool
by_hand_has_ended(const struct by_hand *by_hand, unsigned entity)
{
	return by_hand != NULL && entity == RELATIONSHIPS && idmap_count(by_hand->ended) > 0;
}

bool
by_hand_has_edited(const struct by_hand *by_hand, unsigned entity)
{
	return by_hand != NULL && (entity == USERS || entity == CLASSES) &&
	       idmap_count(by_hand->rows) > 0;
}

bool
by_hand_ended(const struct by_hand *by_hand, struct bytes one, struct bytes other)
{
	char room[DB_KEY_MAX];
	uint64_t ignored;
	return by_hand_has_ended(by_hand, RELATIONSHIPS) &&
	       (idmap_get(by_hand->ended, pair_key(one, other, room), &ignored) ||
		   idmap_get(by_hand->ended, pair_key(other, one, room), &ignored));
}

struct bytes
by_hand_class(const struct by_hand *by_hand, struct bytes sourced_id)
{
	uint64_t index;
	if (by_hand == NULL || idmap_count(by_hand->classes) == 0 ||
	    !idmap_get(by_hand->classes, sourced_id, &index))
		return (struct bytes){NULL, 0};
	return by_hand->copies[index];
}
