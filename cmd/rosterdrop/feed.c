// `feed` and `audit`: what apply did, in order, a JSON object a line. Lines go out as they are made, so that a feed of any length takes the
// same memory.
#include "cmd/rosterdrop/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/change.h"
#include "pipeline/feed.h"
#include "pipeline/fs.h"
#include "pipeline/text.h"
#include "schema/record.h"

enum { BUFFER_BYTES = 256 * 1024, LEDGER_TEXT_MAX = 64 };

// What one call prints, and the act whose records are being printed.
struct feed {
	const struct reader *reader;
	struct text text;
	bool known; // the act below is
	uint32_t act;
	uint64_t first_seq;
	char drop[LEDGER_TEXT_MAX], time[LEDGER_TEXT_MAX];
};

// Writes out what was gathered.
static bool
flush(struct text *text, struct fault *fault)
{
	if (text->failed)
		return fault_set(fault, FAULT_TEMP, "out of memory for a line");
	bool good = fs_write(STDOUT_FILENO, text->data, text->size, "standard output", fault);
	text_clear(text);
	return good;
}

// A cell as a text of its own.
static bool
take_cell(struct bytes cell, char text[LEDGER_TEXT_MAX])
{
	if (cell.size >= LEDGER_TEXT_MAX)
		return false;
	if (cell.size > 0)
		memcpy(text, cell.data, cell.size);
	text[cell.size] = '\0';
	return true;
}

// Reads the ledger's entry of the act that wrote a record: its drop, its time, the number of its first record.
static bool
know_act(struct feed *feed, uint32_t act, struct fault *fault)
{
	char key[4], first[LEDGER_TEXT_MAX];
	struct stored stored;
	struct bytes cells[LEDGER_CELLS];
	if (feed->known && feed->act == act)
		return true;
	feed->known =
	    store_get(feed->reader->store, STORE_LEDGER, store_number_key(act, key), &stored) &&
	    record_read(stored.record, cells, LEDGER_CELLS) &&
	    take_cell(cells[LEDGER_DROP], feed->drop) &&
	    take_cell(cells[LEDGER_TIME], feed->time) && take_cell(cells[LEDGER_FIRST_SEQ], first);
	if (!feed->known)
		return fault_set(
		    fault, FAULT_IO, "the ledger has no entry of act %u; restore the backup", act);
	feed->act = act;
	feed->first_seq = strtoull(first, NULL, 10);
	return true;
}

// Every change from a sequence number on, a line each.
static bool
feed_lines(struct feed *feed, uint64_t from, struct fault *fault)
{
	struct change change;
	uint64_t seq;
	uint32_t act;
	const uint64_t last = store_meta(feed->reader->store)->seq;
	if (from > last + 1)
		return fault_set(fault, FAULT_MISSING,
		    "the feed ends with record %llu, and what comes after %llu was asked for: was "
		    "an older store restored? rosterdrop-feed(5) says what a receiver does then",
		    (unsigned long long)last, (unsigned long long)(from - 1));
	struct feed_walk *walk = feed_walk_open(feed->reader->store, from, fault);
	bool good = walk != NULL;
	while (good && feed_walk_next(walk, &seq, &act, &change, fault)) {
		good = know_act(feed, act, fault);
		if (!good)
			break;
		change_feed_line(
		    &feed->text, &change, seq, seq - feed->first_seq + 1, feed->drop, feed->time);
		good = feed->text.size < BUFFER_BYTES || flush(&feed->text, fault);
	}
	feed_walk_close(walk);
	return good && fault->class == FAULT_NONE && store_sound(feed->reader->store, fault);
}

// One record of the audit log, which is a line already.
static bool
audit_line(void *context, struct bytes key, const struct stored *stored, struct fault *fault)
{
	struct feed *feed = context;
	struct bytes cell;
	if (!record_read(stored->record, &cell, 1))
		return fault_set(fault, FAULT_IO,
		    "record %llu of the audit log is damaged; restore the backup",
		    (unsigned long long)store_key_number(key));
	text_add(&feed->text, cell);
	if (cell.size == 0 || cell.data[cell.size - 1] != '\n')
		text_put(&feed->text, "\n");
	return feed->text.size < BUFFER_BYTES || flush(&feed->text, fault);
}

// Prints the feed from a sequence number on, or (0) the audit log, of the district that words[0] names.
static bool
print_log(struct front *front, uint64_t from, struct fault *fault)
{
	struct reader reader;
	struct feed feed = {.reader = &reader};
	struct fault late;
	const struct bytes start = {NULL, 0};
	bool good = reader_open(front, front->words[0], &reader, fault);
	if (good)
		good = from > 0 ? feed_lines(&feed, from, fault)
				: reader_walk(&reader, STORE_AUDIT, start, audit_line, &feed, fault);
	good = flush(&feed.text, good ? fault : &late) && good; // what was read before a fault, too
	reader_close(&reader);
	text_free(&feed.text);
	return good;
}

bool
command_feed(struct front *front, struct fault *fault)
{
	const char *since = NULL;
	char *end = NULL;
	const struct option options[] = {{"--since", NULL, &since}, {NULL, NULL, NULL}};
	if (!front_words(front, options, 1, 1, fault))
		return false;
	uint64_t seq = since == NULL ? 0 : strtoull(since, &end, 10);
	if (since != NULL &&
	    (since[0] < '0' || since[0] > '9' || *end != '\0' || seq == UINT64_MAX))
		return front_usage(front, "--since takes the number of a feed record", fault);
	return print_log(front, seq + 1, fault);
}

bool
command_audit(struct front *front, struct fault *fault)
{
	return front_words(front, NULL, 1, 1, fault) &&
	       print_log(front, 0, fault);
}
