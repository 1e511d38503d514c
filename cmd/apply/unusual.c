// A drop may pass every guard and be unlike all that the district ever sent. That holds nothing; but whoever reads the report should know, once there
// were enough nights to know what is usual.
#include "cmd/apply/unusual.h"

#include <stdio.h>

#include "cmd/apply/undo.h"
#include "pipeline/ledger.h"
#include "schema/record.h"

enum { NIGHTS_LEAST = 3, NIGHTS_MOST = 30, TIMES = 3 };

// What drops changed before: the last of them, in a ring, without the first load.
struct nights {
	uint64_t changes[NIGHTS_MOST], count;
};

static uint64_t
changes_of(const struct bytes ledger[LEDGER_CELLS])
{
	return record_number(ledger[LEDGER_LAST_SEQ]) + 1 - record_number(ledger[LEDGER_FIRST_SEQ]);
}

// Reads the ledger up to an act; *own becomes what that act changed, if it is there.
static bool
nights_read(struct store *store, uint32_t act, struct nights *nights, uint64_t *own, struct fault *fault)
{
	struct bytes key, ledger[LEDGER_CELLS];
	struct stored stored;
	bool first = true;
	struct store_walk *walk = store_walk_open(store, STORE_LEDGER, (struct bytes){NULL, 0}, fault);
	if (walk == NULL)
		return false;
	while (store_walk_next(walk, &key, &stored)) {
		if (!record_read(stored.record, ledger, LEDGER_CELLS) || ledger_is_by_hand(ledger[LEDGER_DROP]))
			continue;
		if (act != 0 && store_key_number(key) >= act) {
			*own = changes_of(ledger);
			break;
		}
		if (!first)
			nights->changes[nights->count++ % NIGHTS_MOST] = changes_of(ledger);
		first = false;
	}
	store_walk_close(walk);
	return true;
}

bool
unusual_find(struct applier *applier, struct findings *findings, struct fault *fault)
{
	char text[160];
	struct nights nights = {.count = 0};
	uint64_t most = applier->job->district->guards.floor, own = applier->size.all;
	if (!nights_read(applier->store, ledger_whole(applier->store, applier->job->drop), &nights, &own, fault))
		return false;
	uint64_t count = nights.count < NIGHTS_MOST ? nights.count : NIGHTS_MOST;
	for (uint64_t i = 0; i < count; i++)
		most = nights.changes[i] > most ? nights.changes[i] : most;
	if (count < NIGHTS_LEAST || own <= TIMES * most)
		return true;
	snprintf(text, sizeof text, "more than %d times the changes of any of the last %llu drops; they made at most %llu", TIMES,
	    (unsigned long long)count, (unsigned long long)most);
	struct finding finding = {.severity = SEVERITY_DEFAULT,
	    .code = finding_code_named("package.unusual"),
	    .message = bytes_of(text)};
	return findings_add(findings, &finding, fault) != 0;
}
