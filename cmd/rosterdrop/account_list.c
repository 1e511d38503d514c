// `account list` and `account show`: who there is. What is looked for may be given on standard input, so that no name stands in the list of processes.
#include "cmd/rosterdrop/account.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/rosterdrop/output.h"
#include "pipeline/text_fold.h"
#include "schema/value.h"

enum { SEARCH_MAX = 256 };

// The cells that are looked through, and shown, in a list.
static const enum account_cell shown[] = {ACCOUNT_KIND, ACCOUNT_STATE, ACCOUNT_ORIGIN,
    ACCOUNT_LINKS, ACCOUNT_GIVEN_NAME, ACCOUNT_FAMILY_NAME, ACCOUNT_PREFERRED_GIVEN_NAME,
    ACCOUNT_SCHOOLS, ACCOUNT_USERNAME, ACCOUNT_EMAIL, ACCOUNT_IDENTIFIER};
enum { SHOWN = sizeof shown / sizeof *shown };
static const enum account_cell searched[] = {ACCOUNT_GIVEN_NAME, ACCOUNT_FAMILY_NAME,
    ACCOUNT_PREFERRED_GIVEN_NAME, ACCOUNT_USERNAME, ACCOUNT_EMAIL, ACCOUNT_IDENTIFIER};

// What a list shows.
struct filter {
	const struct account_wish *wish;
	struct text wanted, names; // folded; names is used anew for each account
};

// Reads what is looked for, folded.
static bool
read_wanted(struct filter *filter, struct fault *fault)
{
	char line[SEARCH_MAX];
	const char *search = filter->wish->search;
	if (search == NULL)
		return true;
	if (strcmp(search, "-") == 0) {
		if (fgets(line, sizeof line, stdin) == NULL)
			return fault_set(fault, FAULT_USAGE, "standard input says nothing");
		line[strcspn(line, "\r\n")] = '\0';
		search = line;
	}
	text_fold(&filter->wanted, bytes_of(search));
	return !filter->wanted.failed || fault_set(fault, FAULT_TEMP, "out of memory");
}

// Whether what is looked for is in a name or address of the account.
static bool
is_wanted(struct filter *filter, const struct bytes *cells)
{
	if (filter->wish->search == NULL)
		return true;
	text_clear(&filter->names);
	for (size_t i = 0; i < sizeof searched / sizeof *searched; i++) {
		text_fold(&filter->names, cells[searched[i]]);
		text_put(&filter->names, searched[i] == ACCOUNT_GIVEN_NAME ? " " : "\n");
	}
	return filter->names.size > 0 && memmem(filter->names.data, filter->names.size,
					     filter->wanted.data, filter->wanted.size) != NULL;
}

// Whether an account is one of those that the options name.
static bool
is_listed(struct filter *filter, const struct bytes *cells)
{
	const struct account_wish *wish = filter->wish;
	return (wish->kind == NULL || bytes_is(cells[ACCOUNT_KIND], wish->kind)) &&
	       (wish->state == NULL || bytes_is(cells[ACCOUNT_STATE], wish->state)) &&
	       (wish->school == NULL ||
		   value_has_member(cells[ACCOUNT_SCHOOLS], bytes_of(wish->school))) &&
	       is_wanted(filter, cells);
}

// Prints the accounts.
static bool
print_list(struct hand *hand, struct filter *filter, struct fault *fault)
{
	struct bytes key, cells[ACCOUNT_CELLS];
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(hand->store, ACCOUNTS, (struct bytes){NULL, 0}, fault);
	if (walk == NULL)
		return false;
	struct csv *csv = out_csv(false);
	csv_text(csv, "accountId");
	for (unsigned i = 0; i < SHOWN; i++)
		csv_text(csv, entity_column(ACCOUNTS, shown[i]));
	csv_end_row(csv);
	while (store_walk_next(walk, &key, &stored)) {
		if (!record_read(stored.record, cells, ACCOUNT_CELLS) || !is_listed(filter, cells))
			continue;
		csv_cell(csv, key);
		for (unsigned i = 0; i < SHOWN; i++)
			csv_cell(csv, cells[shown[i]]);
		csv_end_row(csv);
	}
	store_walk_close(walk);
	return csv_finish(csv, "standard output", fault);
}

bool
account_list(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct filter filter = {.wish = context};
	(void)words;
	(void)count;
	bool good = read_wanted(&filter, fault) && print_list(hand, &filter, fault);
	text_free(&filter.wanted);
	text_free(&filter.names);
	return good;
}

// What people put in place of what the SIS says.
static bool
print_edits(struct hand *hand, struct csv *csv, struct bytes id, struct fault *fault)
{
	char room[EDIT_KEY_MAX];
	struct bytes key, from = edit_key(EDIT_ACCOUNT, id, NULL, room);
	struct stored stored;
	struct store_walk *walk = store_walk_open(hand->store, EDITS, from, fault);
	if (walk == NULL)
		return false;
	while (store_walk_next(walk, &key, &stored) && key.size > from.size &&
	       memcmp(key.data, from.data, from.size) == 0) {
		csv_text(csv, "edit");
		csv_cell(csv, (struct bytes){key.data + from.size, key.size - from.size});
		for (unsigned i = EDIT_BY; i < EDIT_CELLS; i++)
			csv_cell(csv, record_cell(stored.record, i));
		csv_end_row(csv);
	}
	store_walk_close(walk);
	return true;
}

bool
account_show(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct account account;
	(void)context;
	(void)count;
	if (!people_find(hand, bytes_of(words[0]), &account, fault))
		return false;
	struct csv *csv = out_csv(false);
	csv_line(csv, "what,value,by,time,why");
	for (unsigned i = 0; i < ACCOUNT_CELLS; i++) {
		csv_text(csv, entity_column(ACCOUNTS, i));
		csv_cell(csv, account.cells[i]);
		csv_line(csv, ",,,");
	}
	for (unsigned i = 0; i < account.holders.count; i++) {
		csv_text(csv, account.holders.one[i].active ? "sourcedId" : "sourcedIdGone");
		csv_cell(csv, holders_id(&account.holders, i));
		csv_line(csv, ",,,");
	}
	struct fault late;
	bool good = print_edits(hand, csv, account.id, fault);
	return csv_finish(csv, "standard output", good ? fault : &late) && good;
}
