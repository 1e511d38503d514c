// One block of memory: records grow from its beginning, the index of them from its end, and when
// they meet the block is sorted and goes to disk as a run. So the bound is exact, nothing is moved,
// and pages that were never needed are never touched.
#include "pipeline/sort.h"

#include <stdlib.h>

#include "pipeline/sort_order.h"
#include "pipeline/sort_runs.h"

enum { KEY_MAX = 65535, ROUND = 64 };

struct sort {
	int dir;
	uint64_t memory;
	char *block;
	size_t capacity, used; // of the block: in all; by records, at its beginning
	size_t held; // records in the block
	uint64_t count; // records in all
	bool ordered; // those in the block came in order
	bool ended;
	size_t next; // in the block, while it is read
	struct sort_runs *runs;
};

struct sort *
sort_new(int dir, uint64_t memory)
{
	struct sort *sort = calloc(1, sizeof *sort);
	if (sort == NULL)
		return NULL;
	sort->dir = dir;
	sort->memory = memory;
	sort->ordered = true;
	return sort;
}

void
sort_free(struct sort *sort)
{
	if (sort == NULL)
		return;
	sort_runs_free(sort->runs);
	free(sort->block);
	free(sort);
}

uint64_t
sort_count(const struct sort *sort)
{
	return sort->count;
}

// The index: the last record's entry comes first until the block is sorted.
static struct sort_entry *
entries(const struct sort *sort)
{
	return (struct sort_entry *)(void *)(sort->block + sort->capacity) - sort->held;
}

static bool
fits(const struct sort *sort, size_t size)
{
	size_t index = (sort->held + 1) * sizeof(struct sort_entry);
	size_t room = sort->capacity - sort->used;
	return room >= index && room - index >= size;
}

// Puts the index in order. Records that came in order only need it turned round.
static void
block_order(struct sort *sort)
{
	if (sort->held == 0)
		return;
	struct sort_entry *entry = entries(sort);
	if (!sort->ordered) {
		sort_order(entry, sort->held);
		return;
	}
	for (size_t i = 0; i < sort->held / 2; i++) {
		struct sort_entry kept = entry[i];
		entry[i] = entry[sort->held - 1 - i];
		entry[sort->held - 1 - i] = kept;
	}
}

// Sorts what is in the block and sends it to disk.
static bool
block_spill(struct sort *sort, struct fault *fault)
{
	if (sort->held == 0)
		return true;
	if (sort->runs == NULL &&
	    (sort->runs = sort_runs_new(sort->dir, sort->memory, fault)) == NULL)
		return false;
	block_order(sort);
	if (!sort_runs_add(sort->runs, entries(sort), sort->held, fault))
		return false;
	sort->used = sort->held = 0;
	sort->ordered = true;
	return true;
}

// An empty block in which a record of this size has room, though it be larger than the memory meant
// for the sort.
static bool
block_new(struct sort *sort, size_t size, struct fault *fault)
{
	uint64_t need = size + sizeof(struct sort_entry);
	uint64_t capacity = need > sort->memory ? need : sort->memory;
	free(sort->block);
	sort->capacity = 0;
	capacity = (capacity + ROUND - 1) / ROUND * ROUND;
	sort->block = malloc(capacity);
	if (sort->block == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory while sorting");
	sort->capacity = capacity;
	return true;
}

// Writes the record behind the others and its entry before the other entries.
static void
block_put(struct sort *sort, struct bytes key, struct bytes value)
{
	struct sort_sizes sizes = {(uint32_t)key.size, (uint32_t)value.size};
	char *record = sort->block + sort->used;
	if (sort->held > 0 && sort->ordered)
		sort->ordered = bytes_compare(sort_key(entries(sort)->record), key) <= 0;
	memcpy(record, &sizes, sizeof sizes);
	if (key.size > 0)
		memcpy(record + sizeof sizes, key.data, key.size);
	if (value.size > 0)
		memcpy(record + sizeof sizes + key.size, value.data, value.size);
	sort->used += sizeof sizes + key.size + value.size;
	sort->held++;
	sort->count++;
	entries(sort)->record = record;
}

bool
sort_add(struct sort *sort, struct bytes key, struct bytes value, struct fault *fault)
{
	if (sort->ended || key.size > KEY_MAX || value.size > UINT32_MAX)
		return fault_set(fault, FAULT_BUG, "a sort was given %s",
		    sort->ended ? "a record after its end" : "too large a record");
	size_t size = sizeof(struct sort_sizes) + key.size + value.size;
	if (!fits(sort, size)) {
		if (!block_spill(sort, fault))
			return false;
		if (!fits(sort, size) && !block_new(sort, size, fault))
			return false;
	}
	block_put(sort, key, value);
	return true;
}

bool
sort_end(struct sort *sort, struct fault *fault)
{
	sort->ended = true;
	if (sort->runs == NULL) {
		block_order(sort);
		return true;
	}
	if (!block_spill(sort, fault))
		return false;
	free(sort->block);
	sort->block = NULL;
	sort->capacity = 0;
	return sort_runs_rewind(sort->runs, fault);
}

bool
sort_rewind(struct sort *sort, struct fault *fault)
{
	sort->next = 0;
	return sort->runs == NULL || sort_runs_rewind(sort->runs, fault);
}

bool
sort_next(
    struct sort *sort, struct bytes *key, struct bytes *value, bool *more, struct fault *fault)
{
	const char *record = NULL;
	*key = *value = (struct bytes){NULL, 0};
	*more = false;
	if (!sort->ended)
		return fault_set(fault, FAULT_BUG, "a sort was read before its end");
	if (sort->runs != NULL) {
		if (!sort_runs_next(sort->runs, &record, fault))
			return false;
	} else if (sort->next < sort->held) {
		record = entries(sort)[sort->next++].record;
	}
	if (record == NULL)
		return true;
	*key = sort_key(record);
	*value = sort_value(record);
	*more = true;
	return true;
}
