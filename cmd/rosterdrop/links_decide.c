// `links decide`: the spreadsheet comes back. Each row with a decision is held against what stands now, and against what stood when the list was printed; all
// that is wrong is listed, and all are done in one act or none is. What the other columns say is for whoever decided and is not read.
#include "cmd/rosterdrop/links_decide.h"

#include <string.h>

#include "cmd/rosterdrop/hand_file.h"

// What can be decided. How to add a decision: a line, a function, a paragraph in rosterdrop(1).
typedef bool decision_function(
    struct deciding *deciding, const struct deciding_row *row, struct fault *fault);

static bool
do_link(struct deciding *deciding, const struct deciding_row *row, struct fault *fault)
{
	return desk_link(&deciding->desk, row->account, row->user, fault);
}

static bool
do_block(struct deciding *deciding, const struct deciding_row *row, struct fault *fault)
{
	return desk_block(&deciding->desk, row->account, row->user, fault);
}

static bool
do_unblock(struct deciding *deciding, const struct deciding_row *row, struct fault *fault)
{
	return desk_unblock(&deciding->desk, row->account, row->user, fault);
}

static bool
do_unlink(struct deciding *deciding, const struct deciding_row *row, struct fault *fault)
{
	if (!bytes_equal(desk_linked(deciding->desk.hand, row->user, NULL), row->account))
		return fault_set(fault, FAULT_USAGE, "they are not linked to each other");
	return desk_unlink(&deciding->desk, row->user, deciding->block, fault);
}

static bool
do_merge(struct deciding *deciding, const struct deciding_row *row, struct fault *fault)
{
	struct bytes keep = desk_linked(deciding->desk.hand, row->user, NULL);
	if (keep.size == 0)
		return fault_set(
		    fault, FAULT_USAGE, "the student has no account yet: link, not merge");
	return desk_merge(&deciding->desk, keep, row->account, fault);
}

static const struct decision_word {
	const char *name;
	decision_function *function;
	char list; // that it was taken from; 0: any
} decisions[] = {
    {"link", do_link, LIST_LINKS},
    {"block", do_block, 0},
    {"unlink", do_unlink, LIST_LINKS},
    {"unblock", do_unblock, 0},
    {"merge", do_merge, LIST_MERGES},
};

// Lists why a decision cannot be done. What is no fault of the row goes on as it is.
static bool
take_fault(struct deciding *deciding, const struct deciding_row *row, struct fault *fault)
{
	bool first = deciding->csv == NULL;
	if (fault->class != FAULT_USAGE && fault->class != FAULT_MISSING &&
	    fault->class != FAULT_DENIED)
		return false;
	decision_say(deciding, row, COLUMN_DECISION, fault->text,
	    fault->class == FAULT_DENIED ? "leave the decision to somebody who may"
					 : "mend the row, or leave its decision blank");
	deciding->first = first ? fault->class : deciding->first;
	return true;
}

// Does what a row says, if it stands as it was seen.
static bool
decide(struct deciding *deciding, const struct deciding_row *row, const struct decision_word *word,
    struct fault *fault)
{
	bool seen = row->seen.size == 0 ||
		    (word->list != 0 ? decision_is_as_seen(deciding, row, word->list)
				     : decision_is_as_seen(deciding, row, LIST_LINKS) ||
					   decision_is_as_seen(deciding, row, LIST_MERGES));
	if (!decision_has_ids(deciding, row))
		return true;
	if (!seen) {
		decision_say(deciding, row, COLUMN_SEEN,
		    "the student stands otherwise than when the list was printed",
		    "look at a list of now (rosterdrop links DISTRICT --csv), and decide anew");
		return true;
	}
	return word->function(deciding, row, fault) || take_fault(deciding, row, fault);
}

struct bytes
links_plain(struct bytes cell)
{
	bool quoted = cell.size > 1 && cell.data[0] == '\'' && strchr("=+-@", cell.data[1]) != NULL;
	return quoted ? (struct bytes){cell.data + 1, cell.size - 1} : cell;
}

static bool
decide_row(struct hand *hand, void *context, const struct hand_row *given, struct fault *fault)
{
	struct deciding *deciding = context;
	const struct deciding_row row = {.number = given->number,
	    .user = hand_keep(hand, links_plain(given->cells[COLUMN_USER])),
	    .account = hand_keep(hand, links_plain(given->cells[COLUMN_ACCOUNT])),
	    .seen = given->cells[COLUMN_SEEN]};
	if (given->cells[COLUMN_DECISION].size == 0)
		return true;
	for (size_t i = 0; i < sizeof decisions / sizeof *decisions; i++)
		if (bytes_equal_fold(given->cells[COLUMN_DECISION], bytes_of(decisions[i].name)))
			return decide(deciding, &row, &decisions[i], fault);
	decision_say(deciding, &row, COLUMN_DECISION, "it is no decision",
	    "write link, block, unlink, unblock or merge, or leave it blank");
	return true;
}

bool
links_decide(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct links_wish *wish = context;
	struct deciding deciding = {
	    .desk = {.hand = hand}, .block = !wish->no_block, .file = wish->file};
	struct fault late;
	(void)words;
	(void)count;
	if (wish->file == NULL)
		return front_usage(hand->front, "--file is missing (- is standard input)", fault);
	static const struct hand_columns header = {decision_columns,
	    1U << COLUMN_USER | 1U << COLUMN_ACCOUNT | 1U << COLUMN_DECISION, true};
	deciding.seen = idmap_new();
	bool good = deciding.seen != NULL || fault_set(fault, FAULT_TEMP, "out of memory");
	good = good && desk_open(&deciding.desk, hand, fault) && decision_looks(&deciding, fault) &&
	       hand_file(hand, wish->file, &header, decide_row, &deciding, fault);
	if (deciding.wrong > 0) {
		bool printed = csv_finish(deciding.csv, "standard output", good ? fault : &late);
		if (good && printed)
			fault_set(fault, deciding.first,
			    "nothing was done: %llu things are wrong in %.200s; each is listed, "
			    "with how to mend it",
			    (unsigned long long)deciding.wrong, wish->file);
		good = false;
	}
	idmap_free(deciding.seen);
	desk_close(&deciding.desk);
	return good;
}
