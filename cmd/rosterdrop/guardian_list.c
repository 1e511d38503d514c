// `guardian list`: who is connected with whom, by the SIS and by hand, and what was ended by hand.
#include "cmd/rosterdrop/guardian.h"
#include "cmd/rosterdrop/output.h"

#include <unistd.h>

// A list being printed.
struct list {
	struct hand *hand;
	const char *student; // only this one; NULL: all
	struct csv *csv;
};

// Whether an account is a student's.
static bool
is_student(struct store *store, struct bytes id)
{
	struct stored stored;
	return store_get(store, ACCOUNTS, id, &stored) &&
	       bytes_is(record_cell(stored.record, ACCOUNT_KIND), "student");
}

// A connection of the SIS: which of the two is the student is for their accounts to say.
static void
print_relationship(struct list *list, struct bytes key, struct bytes record)
{
	struct store *store = list->hand->store;
	struct bytes one, other;
	(void)record;
	pair_split(key, &one, &other);
	one = family_account(store, one);
	other = family_account(store, other);
	bool turned = !is_student(store, one) && is_student(store, other);
	struct bytes student = turned ? other : one;
	if (list->student != NULL && !bytes_is(student, list->student))
		return;
	csv_cell(list->csv, student);
	csv_cell(list->csv, turned ? one : other);
	csv_line(list->csv, ",,sis,active,,,");
}

// A fact.
static void
print_connection(struct list *list, struct bytes key, struct bytes record, bool active)
{
	struct bytes student, guardian;
	pair_split(key, &student, &guardian);
	if (list->student != NULL && !bytes_is(student, list->student))
		return;
	csv_cell(list->csv, student);
	csv_cell(list->csv, guardian);
	csv_cell(list->csv, record_cell(record, CONNECTION_RELATIONSHIP));
	csv_cell(list->csv, record_cell(record, CONNECTION_ORIGIN));
	csv_word(list->csv, active ? "active" : "ended");
	for (unsigned i = CONNECTION_BY; i < CONNECTION_CELLS; i++)
		csv_cell(list->csv, record_cell(record, i));
	csv_end_row(list->csv);
}

// The rows of one table.
static bool
print_table(struct list *list, unsigned table, struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(list->hand->store, table, (struct bytes){NULL, 0}, fault);
	if (walk == NULL)
		return false;
	while (store_walk_next(walk, &key, &stored)) {
		bool active = stored.state == STORED_ACTIVE;
		if (table == CONNECTIONS)
			print_connection(list, key, stored.record, active);
		else if (active)
			print_relationship(list, key, stored.record);
	}
	store_walk_close(walk);
	return true;
}

bool
guardian_list(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct guardian_wish *wish = context;
	struct list list = {hand, wish->student, out_csv(false)};
	struct fault late;
	(void)words;
	(void)count;
	csv_line(
	    list.csv, "studentAccountId,guardianAccountId,relationship,origin,state,by,time,why");
	bool good =
	    print_table(&list, RELATIONSHIPS, fault) && print_table(&list, CONNECTIONS, fault);
	return csv_finish(list.csv, "standard output", good ? fault : &late) && good;
}
