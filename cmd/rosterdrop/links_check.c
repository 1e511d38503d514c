// What can be wrong with a row of a spreadsheet: ids that it made something else of, and students who stand otherwise than when somebody looked at them.
#include "cmd/rosterdrop/links_decide.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/rosterdrop/output.h"
#include "pipeline/digest.h"

enum { ZEROS_MAX = 20, MAP_KEY_MAX = DB_KEY_MAX + 2 };

const char *const decision_columns[COLUMNS + 1] = {
    [COLUMN_USER] = "sourcedId",
    [COLUMN_ACCOUNT] = "accountId",
    [COLUMN_DECISION] = "decision",
    [COLUMN_SEEN] = "seen",
};

// What a suggestion looks like in 48 bits: enough to see that another stands there now.
static uint64_t
look_of(const struct suggestion *one)
{
	char hex[DIGEST_HEX];
	struct digest *digest = digest_new();
	const struct bytes parts[] = {one->user, bytes_of(link_class_name(one->class)),
	    one->account, one->candidates, one->evidence};
	if (digest == NULL)
		return 0;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		digest_add(digest, parts[i].size > 0 ? parts[i].data : "", parts[i].size);
		digest_add(digest, "", 1);
	}
	digest_end(digest, hex);
	hex[12] = '\0';
	return strtoull(hex, NULL, 16);
}

void
links_seen(const struct suggestion *one, char seen[LINKS_SEEN])
{
	snprintf(seen, LINKS_SEEN, "s%012llx", (unsigned long long)look_of(one));
}

// Keeps what all students of a list look like now.
static bool
keep_looks(struct deciding *deciding, char list, struct fault *fault)
{
	char key[MAP_KEY_MAX];
	const struct desk *desk = &deciding->desk;
	bool good = true;
	for (size_t i = 0; good && i < desk->count; i++) {
		struct bytes user = desk->list[i].user;
		if (desk->list[i].class == LINKS_BLOCKED || user.size > DB_KEY_MAX)
			continue;
		key[0] = list;
		memcpy(key + 1, user.data, user.size);
		good = idmap_put(deciding->seen, (struct bytes){key, user.size + 1},
			   look_of(&desk->list[i])) ||
		       fault_set(fault, FAULT_TEMP, "out of memory");
	}
	return good;
}

bool
decision_is_as_seen(struct deciding *deciding, const struct deciding_row *row, char list)
{
	char key[MAP_KEY_MAX], now[LINKS_SEEN];
	uint64_t look;
	if (row->user.size > DB_KEY_MAX)
		return false;
	key[0] = list;
	memcpy(key + 1, row->user.data, row->user.size);
	if (!idmap_get(deciding->seen, (struct bytes){key, row->user.size + 1}, &look))
		return false;
	snprintf(now, sizeof now, "s%012llx", (unsigned long long)look);
	return bytes_is(row->seen, now);
}

bool
decision_looks(struct deciding *deciding, struct fault *fault)
{
	struct desk *desk = &deciding->desk;
	return desk_read(desk, LINKS_WAITING | 1U << LINKS_LINKED, fault) &&
	       keep_looks(deciding, LIST_LINKS, fault) &&
	       desk_read_merges(desk, LINKS_WAITING, fault) &&
	       keep_looks(deciding, LIST_MERGES, fault);
}

void
decision_say(struct deciding *deciding, const struct deciding_row *row, unsigned column,
    const char *what, const char *mend)
{
	if (deciding->csv == NULL) {
		deciding->csv = out_csv(true);
		csv_line(deciding->csv, "file,row,column,sourcedId,what,mend");
		deciding->first = FAULT_USAGE;
	}
	csv_text(deciding->csv, deciding->file);
	csv_number(deciding->csv, row->number);
	csv_text(deciding->csv, decision_columns[column]);
	csv_cell(deciding->csv, row->user);
	csv_text(deciding->csv, what);
	csv_text(deciding->csv, mend);
	csv_end_row(deciding->csv);
	deciding->wrong++;
}

// Whether there is such an account, or such a person in the drop or linked.
static bool
is_there(struct deciding *deciding, unsigned column, struct bytes id)
{
	struct stored stored;
	struct bytes cells[USERS_COLUMNS], person[PERSON_CELLS];
	struct store *store = deciding->desk.hand->store;
	if (id.size == 0 || id.size > DB_KEY_MAX)
		return false;
	if (column == COLUMN_ACCOUNT)
		return store_get(store, ACCOUNTS, id, &stored);
	return desk_person(&deciding->desk, id, cells, person) ||
	       store_get(store, STORE_LINKS, id, &stored) || store_get(store, USERS, id, &stored);
}

// What a spreadsheet may have made of an id. How to add a habit: a line in the condition, its words here.
static const char *
habit_of(struct deciding *deciding, unsigned column, struct bytes id)
{
	char zeros[DB_KEY_MAX + ZEROS_MAX];
	unsigned digits = 0, marks = 0;
	for (size_t i = 0; i < id.size; i++) {
		digits += id.data[i] >= '0' && id.data[i] <= '9';
		marks += strchr("./-,E+ ", id.data[i]) != NULL;
	}
	memset(zeros, '0', ZEROS_MAX);
	if (id.size > 0 && id.size <= DB_KEY_MAX)
		memcpy(zeros + ZEROS_MAX, id.data, id.size);
	for (unsigned i = 1; digits == id.size && id.size <= DB_KEY_MAX && i <= ZEROS_MAX; i++)
		if (is_there(deciding, column, (struct bytes){zeros + ZEROS_MAX - i, id.size + i}))
			return "the spreadsheet took zeros from the beginning of the id: have the "
			       "column read as text "
			       "when the list is opened, and decide anew";
	if (digits >= 3 && marks > 0 && digits + marks == id.size)
		return "if the spreadsheet made a date or a rounded number of the id: have the "
		       "column read as "
		       "text when the list is opened, and decide anew";
	return "take the id from a list of now: rosterdrop links DISTRICT --csv";
}

bool
decision_has_ids(struct deciding *deciding, const struct deciding_row *row)
{
	static const char *const whats[] = {
	    "there is nobody of this id", "there is no account of this id"};
	const struct bytes ids[] = {row->user, row->account};
	bool good = true;
	for (unsigned column = COLUMN_USER; column <= COLUMN_ACCOUNT; column++) {
		bool blank = ids[column].size == 0;
		if (is_there(deciding, column, ids[column]))
			continue;
		good = false;
		decision_say(deciding, row, column, blank ? "it is blank" : whats[column],
		    blank ? "fill in whom the decision is about; a candidate of the row, say"
			  : habit_of(deciding, column, ids[column]));
	}
	return good;
}
