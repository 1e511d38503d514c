// The part of sort that puts records in memory in order. A record is its two sizes, its key and its
// value, one after the other, wherever it lies: in memory, in a temporary file, in a buffer of the
// merge.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"

struct sort_sizes {
	uint32_t key, value; // bytes
};

struct sort_entry {
	uint64_t prefix; // of the key, for comparing without looking at the record
	const char *record;
};

static inline struct sort_sizes
sort_sizes(const char *record)
{
	struct sort_sizes sizes;
	memcpy(&sizes, record, sizeof sizes);
	return sizes;
}

static inline size_t
sort_record_size(const char *record)
{
	struct sort_sizes sizes = sort_sizes(record);
	return sizeof sizes + sizes.key + sizes.value;
}

static inline struct bytes
sort_key(const char *record)
{
	return (struct bytes){record + sizeof(struct sort_sizes), sort_sizes(record).key};
}

static inline struct bytes
sort_value(const char *record)
{
	struct sort_sizes sizes = sort_sizes(record);
	return (struct bytes){record + sizeof sizes + sizes.key, sizes.value};
}

// Puts the entries in the order of their records' keys; equal keys in the order of the records'
// addresses. Prefixes are its own affair.
void sort_order(struct sort_entry *entries, size_t count);
