// `class list`: hand-made classes and those of the SIS, side by side.
#include "cmd/rosterdrop/class.h"
#include "cmd/rosterdrop/output.h"

#include <unistd.h>

// The classes of one kind, a row each.
static bool
list_kind(struct hand *hand, const struct class_wish *wish, char kind, struct csv *csv,
    struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	bool local = kind == CLASS_LOCAL;
	struct store_walk *walk = store_walk_open(
	    hand->store, local ? LOCAL_CLASSES : CLASSES, (struct bytes){NULL, 0}, fault);
	if (walk == NULL)
		return false;
	while (store_walk_next(walk, &key, &stored)) {
		struct bytes school = record_cell(
		    stored.record, local ? (unsigned)LOCAL_CLASS_SCHOOL : CLASSES_SCHOOL);
		if (wish->school != NULL && !bytes_is(school, wish->school))
			continue;
		csv_cell(csv, key);
		csv_word(csv, local ? "hand" : "sis");
		csv_cell(csv, record_cell(stored.record,
				  local ? (unsigned)LOCAL_CLASS_TITLE : CLASSES_TITLE));
		csv_cell(csv, school);
		csv_word(csv, stored.state == STORED_ACTIVE ? "active" : "archived");
		csv_cell(csv, local ? record_cell(stored.record, LOCAL_CLASS_SOURCED_ID) : key);
		csv_end_row(csv);
	}
	store_walk_close(walk);
	return true;
}

bool
class_list(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct fault late;
	struct csv *csv = out_csv(false);
	(void)words;
	(void)count;
	csv_line(csv, "classId,of,title,school,state,sourcedId");
	bool good = list_kind(hand, context, CLASS_LOCAL, csv, fault) &&
		    list_kind(hand, context, CLASS_SIS, csv, fault);
	return csv_finish(csv, "standard output", good ? fault : &late) && good;
}
