// A person's act is in the ledger by its number alone: nobody sends it twice.
#include "pipeline/ledger.h"

#include <inttypes.h>
#include <stdio.h>

#include "schema/record.h"

enum { RECORD_ROOM = 256 };

// A number as a decimal cell.
static struct bytes
decimal(char text[24], uint64_t number)
{
	return (struct bytes){text, (size_t)snprintf(text, 24, "%" PRIu64, number)};
}

bool
ledger_put_act(struct store *store, const struct store_meta *meta, uint64_t changes,
    const char *time, struct fault *fault)
{
	char key[4], name[24], first[24], last[24], generation[24], record[RECORD_ROOM];
	snprintf(name, sizeof name, "act-%" PRIu32, meta->act);
	const struct bytes cells[LEDGER_CELLS] = {
	    [LEDGER_DROP] = bytes_of(name),
	    [LEDGER_TIME] = bytes_of(time),
	    [LEDGER_FIRST_SEQ] = decimal(first, meta->seq - changes + 1),
	    [LEDGER_LAST_SEQ] = decimal(last, meta->seq),
	    [LEDGER_GENERATION] = decimal(generation, meta->generation),
	};
	struct bytes made = {record, record_write(record, cells, LEDGER_CELLS)};
	return store_put(
	    store, STORE_LEDGER, store_number_key(meta->act, key), STORED_ACTIVE, made, fault);
}
