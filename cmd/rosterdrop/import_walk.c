// The rows of a file in the order of their keys, each judged: the same in every pass. Rows of one key lie side by side then.
#include "cmd/rosterdrop/import.h"

#include "pipeline/text.h"
#include "schema/record.h"

// A copy of a row, because the next one is looked at first.
struct held {
	struct text text;
	struct bytes key, value;
};

struct walk {
	struct sort *sort;
	struct held one[2];
	unsigned at; // the row at hand; the other one is the next
	bool more;
};

static import_judge *const judges[IMPORT_FILES] = {
    [IMPORT_SCHOOLS] = judge_school,
    [IMPORT_ACCOUNTS] = judge_account,
    [IMPORT_CONNECTIONS] = judge_connection,
    [IMPORT_CLASSES] = judge_class,
    [IMPORT_MEMBERS] = judge_member,
};

// Reads a row into one of the two places.
static bool
hold(struct walk *walk, struct held *held, struct fault *fault)
{
	struct bytes key, value;
	if (!sort_next(walk->sort, &key, &value, &walk->more, fault))
		return false;
	if (!walk->more)
		return true;
	text_clear(&held->text);
	text_add(&held->text, key);
	text_add(&held->text, value);
	if (held->text.failed)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	held->key = (struct bytes){held->text.data, key.size};
	held->value = (struct bytes){held->text.data + key.size, value.size};
	return true;
}

// The number of a held row, and its record.
static uint32_t
number_of(const struct held *held)
{
	const unsigned char *bytes = (const unsigned char *)held->value.data;
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}
static struct bytes
record_of(const struct held *held)
{
	return (struct bytes){held->value.data + 4, held->value.size - 4};
}

// Says that a row stands twice.
static bool
say_twice(struct import *import, enum import_file file, const struct held *held, bool same,
    struct fault *fault)
{
	if (import->checking && !same)
		import->files[file].left_out++;
	return import_say(import, file,
	    &(struct import_remark){.code = "import.twice",
		.severity = same ? SEVERITY_WARNING : SEVERITY_ERROR,
		.row = number_of(held),
		.id = held->key,
		.message = same ? "the same row stands twice; it was taken once" : NULL},
	    fault);
}

// Goes to the next row, past all of the same key. *alone is false when these differ.
static bool
next_key(struct import *import, enum import_file file, struct walk *walk, bool *alone,
    struct fault *fault)
{
	struct held *row = &walk->one[walk->at], *next = &walk->one[1 - walk->at];
	bool good = hold(walk, next, fault);
	*alone = true;
	while (good && walk->more && bytes_equal(next->key, row->key)) {
		bool same = bytes_equal(record_of(next), record_of(row));
		if (!same && *alone)
			good = say_twice(import, file, row, false, fault);
		*alone = *alone && same;
		good =
		    good && say_twice(import, file, next, same, fault) && hold(walk, next, fault);
	}
	return good;
}

// Judges a row and hands it on.
static bool
visit_row(struct import *import, enum import_file file, const struct held *held,
    import_visitor *visit, void *context, struct fault *fault)
{
	struct import_row row = {.file = file, .number = number_of(held), .key = held->key};
	struct import_change change;
	change.verdict = ROW_LEFT_OUT;
	change.reason = REASON_BY_HAND;
	change.account = (struct bytes){NULL, 0};
	change.before = (struct stored){STORED_ACTIVE, 0, {NULL, 0}};
	memset(change.cells, 0, sizeof change.cells);
	if (!record_read(record_of(held), row.cells, import_tables[file].count))
		return fault_set(fault, FAULT_BUG, "a row of an import cannot be read back");
	if (!judges[file](import, &row, &change, fault))
		return false;
	if (import->checking && change.verdict == ROW_LEFT_OUT)
		import->files[file].left_out++;
	return visit == NULL || visit(import, context, &row, &change, fault);
}

bool
import_walk(struct import *import, enum import_file file, import_visitor *visit, void *context,
    struct fault *fault)
{
	struct walk walk = {.sort = import->files[file].rows};
	bool alone, good = true;
	if (import->files[file].there == 0)
		return true;
	good = sort_rewind(walk.sort, fault) && hold(&walk, &walk.one[0], fault);
	bool more = walk.more;
	while (good && more) {
		good = next_key(import, file, &walk, &alone, fault);
		more = walk.more;
		if (good && alone)
			good = visit_row(import, file, &walk.one[walk.at], visit, context, fault);
		walk.at = 1 - walk.at;
	}
	text_free(&walk.one[0].text);
	text_free(&walk.one[1].text);
	return good;
}
