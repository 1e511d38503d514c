// Acts: how the store is written. The commit point of an act is the transaction of store_commit_act: it moves the number in `meta`, and
// everything that the act wrote is there from then on.
#include "pipeline/store_record.h"

#include <stdio.h>

#include "schema/record.h"

bool
store_put(struct store *store, unsigned table, struct bytes key, enum stored_state state,
    struct bytes record, struct fault *fault)
{
	if (HEADER + record.size > VALUE_MAX)
		return fault_set(fault, FAULT_DATA,
		    "a record of %s has %zu bytes; the store takes %d", store_table_name(table),
		    record.size, VALUE_MAX - HEADER);
	if (key.size > DB_KEY_MAX)
		return fault_set(fault, FAULT_DATA, "a key of %s has %zu bytes; the store takes %d",
		    store_table_name(table), key.size, DB_KEY_MAX);
	char header[HEADER] = {STORED_VERSION, (char)state};
	store_put_number(header + 2, visible_act(store, true));
	store_put_number(header + 6, store_checksum(key, header, record));
	char *value = db_reserve(
	    store->db, store->tables[table], key, HEADER + record.size, store->staging, fault);
	if (value == NULL)
		return false;
	memcpy(value, header, HEADER);
	if (record.size > 0)
		memcpy(value + HEADER, record.data, record.size);
	return true;
}

bool
store_delete(struct store *store, unsigned table, struct bytes key, struct fault *fault)
{
	if (store->staging)
		return fault_set(fault, FAULT_BUG,
		    "a record of %s would go before the act is committed", store_table_name(table));
	return db_delete(store->db, store->tables[table], key, fault);
}

// Removes what a later act than the last committed one left in a table.
static bool
sweep_table(struct store *store, unsigned table, struct fault *fault)
{
	struct bytes key, value;
	struct stored stored;
	char copy[DB_KEY_MAX];
	struct db_cursor *cursor = db_cursor_open(store->db, store->tables[table], fault);
	if (cursor == NULL)
		return false;
	bool good = true;
	bool more = db_cursor_seek(cursor, (struct bytes){NULL, 0}, &key, &value);
	while (good && more) {
		bool stale =
		    store_unpack(store, table, key, value, &stored) && stored.act > store->meta.act;
		if (stale) {
			memcpy(copy, key.data, key.size);
			struct bytes gone = {copy, key.size};
			good = store_delete(store, table, gone, fault);
			more = db_cursor_seek(cursor, gone, &key, &value);
		} else {
			more = db_cursor_next(cursor, &key, &value);
		}
	}
	db_cursor_close(cursor);
	return good;
}

// `unfinished` stands in the meta table from the first flush of an act to its commit.
static bool
sweep_unfinished(struct store *store, struct fault *fault)
{
	struct bytes value;
	const struct bytes mark = bytes_of("unfinished");
	if (!db_get(store->db, store->meta_table, mark, &value))
		return true;
	for (unsigned table = 0; table < STORE_TABLES; table++)
		if (!sweep_table(store, table, fault))
			return false;
	return db_delete(store->db, store->meta_table, mark, fault) && db_commit(store->db, fault);
}

bool
store_begin_act(struct store *store, struct fault *fault)
{
	if (!sweep_unfinished(store, fault))
		return false;
	db_close(store->before);
	store->before = db_snapshot(store->db, fault);
	store->act_open = store->before != NULL;
	return store->act_open;
}

void
store_stage(struct store *store)
{
	store->staging = true;
}

bool
store_end_stage(struct store *store, struct fault *fault)
{
	store->staging = false;
	return store_flush(store, fault);
}

bool
store_flush(struct store *store, struct fault *fault)
{
	return db_put(store->db, store->meta_table, bytes_of("unfinished"), bytes_of("1"), fault) &&
	       db_commit(store->db, fault);
}

// A number as a decimal cell in `text`.
static struct bytes
number_cell(char text[24], uint64_t number)
{
	return (struct bytes){text, (size_t)snprintf(text, 24, "%llu", (unsigned long long)number)};
}

bool
store_commit_act(struct store *store, const struct store_meta *meta, struct fault *fault)
{
	char numbers[6][24], value[HEADER + 512];
	const struct bytes key = bytes_of("meta");
	if (meta->act != store->meta.act + 1)
		return fault_set(fault, FAULT_BUG, "an act's number is not the next one");
	const struct bytes cells[META_CELLS] = {
	    [META_ACT] = number_cell(numbers[0], meta->act),
	    [META_SEQ] = number_cell(numbers[1], meta->seq),
	    [META_GENERATION] = number_cell(numbers[2], meta->generation),
	    [META_NEXT_ACCOUNT] = number_cell(numbers[3], meta->next_account),
	    [META_AUDIT] = number_cell(numbers[4], meta->audit),
	    [META_AUDIT_HEAD] = bytes_of(meta->audit_head),
	    [META_LAST_DROP] = bytes_of(meta->last_drop),
	    [META_NEXT_CLASS] = number_cell(numbers[5], meta->next_class),
	};
	struct bytes record = {value + HEADER, record_write(value + HEADER, cells, META_CELLS)};
	value[0] = STORED_VERSION;
	value[1] = STORED_ACTIVE;
	store_put_number(value + 2, meta->act);
	store_put_number(value + 6, store_checksum(key, value, record));
	if (!store_sound(store, fault) ||
	    !db_put(store->db, store->meta_table, key, (struct bytes){value, HEADER + record.size},
		fault) ||
	    !db_delete(store->db, store->meta_table, bytes_of("unfinished"), fault) ||
	    !db_commit(store->db, fault))
		return false;
	db_close(store->before);
	store->meta = *meta;
	store->act_open = false;
	store->before = db_snapshot(store->db, fault);
	return store->before != NULL;
}
