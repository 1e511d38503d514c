// A person's act is in the ledger by its number alone: nobody sends it twice.
#include "pipeline/ledger.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/record.h"

enum { RECORD_ROOM = 256 };

// A number as a decimal cell.
static struct bytes
decimal(char text[24], uint64_t number)
{
	return (struct bytes){text, (size_t)snprintf(text, 24, "%" PRIu64, number)};
}

const char *
ledger_act_name(uint32_t act, char name[LEDGER_ACT_NAME])
{
	snprintf(name, LEDGER_ACT_NAME, "act-%" PRIu32, act);
	return name;
}

// The number of an act by its name; 0 when it is none's.
static uint32_t
number_of(const char *name)
{
	char again[LEDGER_ACT_NAME];
	unsigned long number = strncmp(name, "act-", 4) == 0 ? strtoul(name + 4, NULL, 10) : 0;
	return number <= UINT32_MAX && strcmp(name, ledger_act_name((uint32_t)number, again)) == 0
		   ? (uint32_t)number
		   : 0;
}

bool
ledger_has(struct store *store, const char *name)
{
	char key[4];
	struct stored stored;
	uint32_t act = number_of(name);
	if (act == 0)
		return store_get(store, STORE_LEDGER_DROPS, bytes_of(name), &stored);
	return store_get(store, STORE_LEDGER, store_number_key(act, key), &stored) &&
	       bytes_is(record_cell(stored.record, LEDGER_DROP), name);
}

const char *
ledger_part_name(const char *drop, char name[LEDGER_PART_NAME])
{
	snprintf(name, LEDGER_PART_NAME, "%.*s.part", DROP_NAME_MAX, drop);
	return name;
}

bool
ledger_is_part(const char *name)
{
	return strchr(name, '.') != NULL;
}

bool
ledger_read(
    struct store *store, uint32_t act, struct bytes cells[LEDGER_CELLS], struct fault *fault)
{
	char key[4];
	struct stored stored;
	return (store_get(store, STORE_LEDGER, store_number_key(act, key), &stored) &&
		   record_read(stored.record, cells, LEDGER_CELLS)) ||
	       fault_set(fault, FAULT_IO, "the ledger lacks act %u; restore the backup", act);
}

uint32_t
ledger_whole(struct store *store, const char *drop)
{
	struct stored stored;
	if (!store_get(store, STORE_LEDGER_DROPS, bytes_of(drop), &stored))
		return 0;
	return (uint32_t)record_number(record_cell(stored.record, 0));
}

uint32_t
ledger_part(struct store *store, const char *drop)
{
	char name[LEDGER_PART_NAME];
	return ledger_whole(store, ledger_part_name(drop, name));
}

uint32_t
ledger_act(struct store *store, const char *drop)
{
	uint32_t part = ledger_part(store, drop);
	return part != 0 ? part : ledger_whole(store, drop);
}

bool
ledger_later(
    struct store *store, const char *drop, char later[DROP_NAME_MAX + 1], struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	size_t size = strlen(drop);
	struct store_walk *walk = store_walk_open(store, STORE_LEDGER_DROPS, bytes_of(drop), fault);
	later[0] = '\0';
	while (walk != NULL && later[0] == '\0' && store_walk_next(walk, &key, &stored))
		if (key.size < size || memcmp(key.data, drop, size) != 0)
			snprintf(later, DROP_NAME_MAX + 1, "%.*s",
			    (int)(key.size < DROP_NAME_MAX ? key.size : DROP_NAME_MAX), key.data);
	store_walk_close(walk);
	return walk != NULL;
}

bool
ledger_put_act(struct store *store, const struct store_meta *meta, uint64_t changes,
    const char *time, struct fault *fault)
{
	char key[4], name[LEDGER_ACT_NAME], first[24], last[24], generation[24],
	    record[RECORD_ROOM];
	const struct bytes cells[LEDGER_CELLS] = {
	    [LEDGER_DROP] = bytes_of(ledger_act_name(meta->act, name)),
	    [LEDGER_TIME] = bytes_of(time),
	    [LEDGER_FIRST_SEQ] = decimal(first, meta->seq - changes + 1),
	    [LEDGER_LAST_SEQ] = decimal(last, meta->seq),
	    [LEDGER_GENERATION] = decimal(generation, meta->generation),
	};
	struct bytes made = {record, record_write(record, cells, LEDGER_CELLS)};
	return store_put(
	    store, STORE_LEDGER, store_number_key(meta->act, key), STORED_ACTIVE, made, fault);
}
