// A finding of the drop before is remembered as one 64-bit hash and the number of a drop's name, 16
// bytes: a million of them must be cheap. Two findings with the same hash would share their
// `since`, which no decision hangs on. This is the file that knows xxhash.
#include "pipeline/findings_since.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

#include "pipeline/limits.h"
#include "pipeline/table.h"
#include "schema/value.h"

enum { PIECE = 64 * 1024, SLOTS_FIRST = 1024, NAME_MOST = 63 };

struct slot {
	uint64_t hash; // 0: free
	uint32_t name;
	bool seen; // looked up: it is there still
};

struct since {
	struct slot *slot;
	size_t slots, used; // slots: a power of two, more than twice as many as are used
	char (*name)[NAME_MOST + 1];
	uint32_t names, last; // last: the name that was found last; they come in long rows
};

// The columns of findings.csv that are read.
enum field { F_CODE, F_FILE, F_ROW, F_COLUMN, F_SOURCED_ID, F_SINCE, FIELDS };
static const char *const field_names[FIELDS] = {
    "code", "file", "row", "column", "sourcedId", "since"};

struct reading {
	struct since *since;
	int column[FIELDS]; // -1: not there
	bool failed; // out of memory
	since_visitor *visit; // NULL while they are read in
	void *context;
};

// A cell as it was before it was made harmless, without blanks at its ends: on both sides, so that
// it compares.
static struct bytes
plain(struct bytes cell)
{
	static const char harmful[] = {'=', '+', '-', '@', '\t', '\r'};
	cell = value_trim(cell);
	if (cell.size > 1 && cell.data[0] == '\'' &&
	    memchr(harmful, cell.data[1], sizeof harmful) != NULL)
		return (struct bytes){cell.data + 1, cell.size - 1};
	return cell;
}

// The hash of what was hashed so far and of this.
static uint64_t
hash_on(uint64_t hash, struct bytes part)
{
	return XXH3_64bits_withSeed(part.size > 0 ? part.data : "", part.size, hash);
}

static uint64_t
hash_finding(const struct bytes field[FIELDS])
{
	struct bytes who = plain(field[F_SOURCED_ID]);
	uint64_t hash = who.size > 0 ? 1 : 2; // a row's number is no sourcedId
	hash = hash_on(hash, plain(field[F_CODE]));
	hash = hash_on(hash, plain(field[F_FILE]));
	hash = hash_on(hash, plain(field[F_COLUMN]));
	hash = hash_on(hash, who.size > 0 ? who : field[F_ROW]);
	return hash != 0 ? hash : 1;
}

// The slot of a hash, or the free one where it belongs.
static struct slot *
slot_of(const struct since *since, uint64_t hash)
{
	size_t at = (size_t)hash & (since->slots - 1);
	while (since->slot[at].hash != 0 && since->slot[at].hash != hash)
		at = (at + 1) & (since->slots - 1);
	return &since->slot[at];
}

// Twice as many slots.
static bool
slots_grow(struct since *since)
{
	struct since larger = *since;
	larger.slots = since->slots == 0 ? SLOTS_FIRST : since->slots * 2;
	larger.slot = calloc(larger.slots, sizeof *larger.slot);
	if (larger.slot == NULL)
		return false;
	for (size_t i = 0; i < since->slots; i++)
		if (since->slot[i].hash != 0)
			*slot_of(&larger, since->slot[i].hash) = since->slot[i];
	free(since->slot);
	*since = larger;
	return true;
}

// Makes since->last the number of this name. There are as many as drops have left findings behind,
// which is few.
static bool
name_find(struct since *since, struct bytes name)
{
	if (since->names > 0 && bytes_is(name, since->name[since->last]))
		return true;
	for (since->last = 0; since->last < since->names; since->last++)
		if (bytes_is(name, since->name[since->last]))
			return true;
	char(*grown)[NAME_MOST + 1] = realloc(since->name, (since->names + 1) * sizeof *grown);
	if (grown == NULL)
		return false;
	since->name = grown;
	memcpy(grown[since->names], name.data, name.size);
	grown[since->names++][name.size] = '\0';
	return true;
}

// Remembers one finding. The first of two that are the same counts. False when out of memory.
static bool
since_add(struct since *since, const struct bytes field[FIELDS])
{
	struct bytes name = plain(field[F_SINCE]);
	uint64_t hash = hash_finding(field);
	if (name.size == 0 || name.size > NAME_MOST || since->used == SINCE_MOST)
		return true;
	if ((since->used + 1) * 2 > since->slots && !slots_grow(since))
		return false;
	struct slot *slot = slot_of(since, hash);
	if (slot->hash != 0)
		return true;
	if (!name_find(since, name))
		return false;
	*slot = (struct slot){hash, since->last, false};
	since->used++;
	return true;
}

// Finds the columns by their names. False when one is missing: then nothing is known.
static bool
header_read(struct reading *reading, const struct table_row *row)
{
	bool all = true;
	for (unsigned i = 0; i < FIELDS; i++) {
		reading->column[i] = -1;
		for (unsigned c = 0; c < row->cell_count; c++)
			if (bytes_is(row->cells[c], field_names[i]))
				reading->column[i] = (int)c;
		all = all && reading->column[i] >= 0;
	}
	return all;
}

// Gives a row that was never looked up to the visitor.
static bool
row_visit(struct reading *reading, const struct table_row *row, const struct bytes field[FIELDS])
{
	const struct slot *slot = slot_of(reading->since, hash_finding(field));
	if (slot->hash == 0 || slot->seen)
		return true;
	const struct since_row given = {
	    plain(field[F_CODE]), plain(field[F_FILE]), row->cells, row->cell_count};
	return reading->visit(reading->context, &given);
}

static bool
row_read(void *context, const struct table_row *row)
{
	struct reading *reading = context;
	struct bytes field[FIELDS];
	if (row->row == 1)
		return header_read(reading, row);
	for (unsigned i = 0; i < FIELDS; i++) {
		if (reading->column[i] < 0 || (unsigned)reading->column[i] >= row->cell_count)
			return true;
		field[i] = row->cells[reading->column[i]];
	}
	if (reading->visit != NULL)
		return row_visit(reading, row, field);
	reading->failed = !since_add(reading->since, field);
	return !reading->failed;
}

// A row that cannot be read is a finding that counts as new.
static bool
trouble_pass(void *context, const struct table_trouble *trouble)
{
	(void)context;
	(void)trouble;
	return true;
}

// Feeds the whole file to the table. False when the system fails.
static bool
file_feed(int fd, struct table *table, char *piece, struct fault *fault)
{
	for (off_t at = 0;;) {
		ssize_t got = pread(fd, piece, PIECE, at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fault_system(fault, "reading the findings of the drop before");
		if (got == 0)
			break;
		if (!table_feed(table, (struct bytes){piece, (size_t)got}))
			return true;
		at += got;
	}
	table_end(table);
	return true;
}

// Goes through the whole file.
static bool
file_read(struct reading *reading, int fd, struct fault *fault)
{
	static const struct table_limits limits = {
	    LIMIT_CELL_BYTES, LIMIT_ROW_BYTES, LIMIT_COLUMNS};
	struct table *table = table_new(TABLE_UTF8, &limits, row_read, trouble_pass, reading);
	char *piece = malloc(PIECE);
	bool good = false;
	if (table == NULL || piece == NULL)
		reading->failed = true;
	else
		good = file_feed(fd, table, piece, fault);
	if (reading->failed)
		good = fault_set(
		    fault, FAULT_TEMP, "out of memory reading the findings of the drop before");
	free(piece);
	table_free(table);
	return good;
}

struct since *
since_read(int fd, struct fault *fault)
{
	struct reading reading = {.since = calloc(1, sizeof(struct since)), .column = {-1}};
	reading.failed = reading.since == NULL;
	if (file_read(&reading, fd, fault))
		return reading.since;
	since_free(reading.since);
	return NULL;
}

bool
since_unseen(struct since *since, int fd, since_visitor *visit, void *context, struct fault *fault)
{
	struct reading reading = {
	    .since = since, .column = {-1}, .visit = visit, .context = context};
	return since->slots == 0 || file_read(&reading, fd, fault);
}

const char *
since_find(struct since *since, const struct since_key *key)
{
	char row[24] = "";
	if (since == NULL || since->slots == 0)
		return NULL;
	if (key->row != 0)
		snprintf(row, sizeof row, "%llu", (unsigned long long)key->row);
	struct bytes field[FIELDS] = {[F_CODE] = key->code,
	    [F_FILE] = key->file,
	    [F_ROW] = bytes_of(row),
	    [F_COLUMN] = key->column,
	    [F_SOURCED_ID] = key->sourced_id};
	struct slot *slot = slot_of(since, hash_finding(field));
	if (slot->hash == 0)
		return NULL;
	slot->seen = true;
	return since->name[slot->name];
}

void
since_free(struct since *since)
{
	if (since == NULL)
		return;
	free(since->slot);
	free(since->name);
	free(since);
}
