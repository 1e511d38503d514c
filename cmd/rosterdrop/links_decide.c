// `links decide`: the spreadsheet comes back. Each row is held against what stands now, and all are done in one act or none is; what the other columns say is
// for whoever decided and is not read.
#include "cmd/rosterdrop/links.h"

#include <string.h>

#include "cmd/rosterdrop/hand_file.h"

enum { COLUMN_USER, COLUMN_ACCOUNT, COLUMN_DECISION };

struct deciding {
	struct desk desk;
	bool block;
};

struct bytes
links_plain(struct bytes cell)
{
	bool quoted = cell.size > 1 && cell.data[0] == '\'' && strchr("=+-@", cell.data[1]) != NULL;
	return quoted ? (struct bytes){cell.data + 1, cell.size - 1} : cell;
}

static bool
decide_row(struct hand *hand, void *context, const struct hand_row *row, struct fault *fault)
{
	struct deciding *deciding = context;
	struct desk *desk = &deciding->desk;
	struct bytes user = hand_keep(hand, links_plain(row->cells[COLUMN_USER]));
	struct bytes account = hand_keep(hand, links_plain(row->cells[COLUMN_ACCOUNT]));
	struct bytes decision = row->cells[COLUMN_DECISION];
	if (decision.size == 0)
		return true;
	if (bytes_is(decision, "link"))
		return desk_link(desk, account, user, fault);
	if (bytes_is(decision, "block"))
		return desk_block(desk, account, user, fault);
	if (bytes_is(decision, "unblock"))
		return desk_unblock(desk, account, user, fault);
	if (!bytes_is(decision, "unlink"))
		return fault_set(
		    fault, FAULT_USAGE, "a decision is link, block, unlink, unblock or blank");
	if (!bytes_equal(desk_linked(hand, user, NULL), account))
		return fault_set(fault, FAULT_USAGE, "they are not linked to each other");
	return desk_unlink(desk, user, deciding->block, fault);
}

bool
links_decide(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	static const char *const columns[] = {"sourcedId", "accountId", "decision", "class",
	    "score", "evidence", "candidates", "reason", "student", "account", "school", NULL};
	const struct links_wish *wish = context;
	struct deciding deciding = {.block = !wish->no_block};
	(void)words;
	(void)count;
	if (wish->file == NULL)
		return front_usage(hand->front, "--file is missing (- is standard input)", fault);
	bool good = desk_open(&deciding.desk, hand, fault) &&
		    hand_file(hand, wish->file, columns,
			1U << COLUMN_USER | 1U << COLUMN_ACCOUNT | 1U << COLUMN_DECISION,
			decide_row, &deciding, fault);
	desk_close(&deciding.desk);
	return good;
}
