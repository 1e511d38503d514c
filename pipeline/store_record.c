// A record of the store: its header and its checksum.
#include "pipeline/store_record.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint32_t
store_checksum(struct bytes key, const char *value, struct bytes record)
{
	uint64_t header = 0;
	memcpy(&header, value, HEADER - sizeof(uint32_t));
	return (uint32_t)XXH3_64bits_withSeed(
	    record.data, record.size, XXH3_64bits_withSeed(key.data, key.size, header));
}

bool
store_unpack(struct store *store, unsigned table, struct bytes key, struct bytes value,
    struct stored *stored)
{
	struct bytes record = {value.data + HEADER, value.size - HEADER};
	if (value.size < HEADER || value.data[0] != STORED_VERSION ||
	    (value.data[1] != STORED_ACTIVE && value.data[1] != STORED_ARCHIVED) ||
	    store_get_number(value.data + 6) != store_checksum(key, value.data, record)) {
		store->damaged = store_table_name(table);
		return false;
	}
	stored->state = (enum stored_state)value.data[1];
	stored->act = store_get_number(value.data + 2);
	stored->record = record;
	return true;
}
