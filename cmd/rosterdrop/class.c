// `class`: hand-made classes, and what may be changed of the SIS's: the title, and who is in it besides.
#include "cmd/rosterdrop/class.h"

#include <stdio.h>
#include <string.h>

#include "cmd/rosterdrop/hand_file.h"
#include "pipeline/limits.h"

// Reads a class of one kind; false when it is not there or archived.
static bool
read_class(struct hand *hand, char kind, struct bytes id, struct class *class)
{
	bool local = kind == CLASS_LOCAL;
	if (!hand_get(hand, local ? LOCAL_CLASSES : CLASSES, id, &class->state, class->cells) ||
	    class->state != STORED_ACTIVE)
		return false;
	class->kind = kind;
	class->id = hand_keep(hand, id);
	class->title = class->cells[local ? (unsigned)LOCAL_CLASS_TITLE : CLASSES_TITLE];
	class->school = class->cells[local ? (unsigned)LOCAL_CLASS_SCHOOL : CLASSES_SCHOOL];
	return true;
}

bool
class_find(struct hand *hand, const char *word, struct class *class, struct fault *fault)
{
	static const char by_hand[] = "hand:", of_sis[] = "sis:";
	if (strncmp(word, by_hand, strlen(by_hand)) == 0 &&
	    read_class(hand, CLASS_LOCAL, bytes_of(word + strlen(by_hand)), class))
		return true;
	if (strncmp(word, of_sis, strlen(of_sis)) == 0 &&
	    read_class(hand, CLASS_SIS, bytes_of(word + strlen(of_sis)), class))
		return true;
	bool local = read_class(hand, CLASS_LOCAL, bytes_of(word), class);
	bool sis = read_class(hand, CLASS_SIS, bytes_of(word), class);
	if (local && sis)
		return fault_set(fault, FAULT_USAGE,
		    "there are two classes %.100s: one made by hand (hand:%.100s) and one of the "
		    "SIS "
		    "(sis:%.100s)",
		    word, word, word);
	return sis || (local && read_class(hand, CLASS_LOCAL, bytes_of(word), class)) ||
	       fault_set(
		   fault, FAULT_MISSING, "there is no class '%.100s' that is not archived", word);
}

bool
class_may(struct hand *hand, const struct class *class, struct fault *fault)
{
	if (!hand_may(hand, MAY_ROSTER, class->school, fault))
		return false;
	return class->kind == CLASS_LOCAL || hand->district->edits != EDITS_LOCKED ||
	       !hand_is_live(hand) ||
	       fault_set(fault, FAULT_DENIED,
		   "%.*s is a class of the SIS, and by the district's policy (edits = locked) what "
		   "the SIS says is changed there only",
		   (int)class->id.size, class->id.data);
}

// Whether a title can be one.
static bool
check_title(struct bytes title, struct fault *fault)
{
	bool good = title.size > 0 && title.size <= LIMIT_TEXT_KEPT;
	for (size_t i = 0; i < title.size; i++)
		good = good && (unsigned char)title.data[i] >= 0x20 && title.data[i] != 0x7f;
	return good || fault_set(fault, FAULT_USAGE, "a title has 1 to %d bytes on one line",
			   LIMIT_TEXT_KEPT);
}

// Puts a hand-made class as it is from now on: the last cells say who did it.
static bool
put_local(struct hand *hand, struct bytes id, struct bytes *cells, enum action action,
    struct fault *fault)
{
	cells[LOCAL_CLASS_BY] = bytes_of(act_who(hand->act));
	cells[LOCAL_CLASS_TIME] = bytes_of(act_time(hand->act));
	cells[LOCAL_CLASS_WHY] = bytes_of(act_why(hand->act));
	const struct act_change change = {.action = action,
	    .entity = LOCAL_CLASSES,
	    .key = id,
	    .state = action == ACTION_ARCHIVE ? STORED_ARCHIVED : STORED_ACTIVE,
	    .cells = cells,
	    .reason = REASON_BY_HAND};
	return hand_change(hand, &change, fault);
}

// Makes a class.
static bool
add_class(struct hand *hand, struct bytes title, struct bytes school, struct fault *fault)
{
	char room[ACCOUNT_ID_MAX];
	struct stored org;
	struct bytes cells[LOCAL_CLASS_CELLS] = {[LOCAL_CLASS_TITLE] = title,
	    [LOCAL_CLASS_SCHOOL] = school,
	    [LOCAL_CLASS_ORIGIN] = bytes_of("manual")};
	if (!check_title(title, fault) || !hand_may(hand, MAY_ROSTER, school, fault))
		return false;
	if (school.size == 0 ||
	    (store_count(hand->store, ORGS) > 0 && !store_get(hand->store, ORGS, school, &org)))
		return fault_set(
		    fault, FAULT_MISSING, "a class is made at a school, by the school's sourcedId");
	struct bytes id = hand_keep(hand, account_id('c', act_next_class(hand->act), room));
	return put_local(hand, id, cells, ACTION_CREATE, fault);
}

static bool
add_row(struct hand *hand, void *context, const struct hand_row *row, struct fault *fault)
{
	(void)context;
	return add_class(hand, row->cells[0], row->cells[1], fault);
}

// add --title TEXT --school ID, or a file of them.
static bool
class_add(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	static const char *const columns[] = {"title", "school", NULL};
	const struct class_wish *wish = context;
	(void)words;
	(void)count;
	if (wish->file != NULL)
		return hand_file(hand, wish->file, &(const struct hand_columns){columns, 3, false},
		    add_row, NULL, fault);
	if (wish->title == NULL || wish->school == NULL)
		return front_usage(
		    hand->front, "--title and --school, or --file, are missing", fault);
	return add_class(hand, bytes_of(wish->title), bytes_of(wish->school), fault);
}

// rename CLASS --title TEXT. Of a class of the SIS it is an edit, which stays.
static bool
class_rename(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct class_wish *wish = context;
	struct class class;
	bool was;
	(void)count;
	if (wish->title == NULL)
		return front_usage(hand->front, "--title is missing", fault);
	const struct bytes title = bytes_of(wish->title);
	if (!check_title(title, fault) || !class_find(hand, words[0], &class, fault) ||
	    !class_may(hand, &class, fault))
		return false;
	if (class.kind == CLASS_LOCAL) {
		if (bytes_equal(class.title, title))
			return true;
		class.cells[LOCAL_CLASS_TITLE] = title;
		return put_local(hand, class.id, class.cells, ACTION_UPDATE, fault);
	}
	if (!people_edit(hand, EDIT_CLASS, class.id, "title", &title, &was, fault))
		return false;
	if (bytes_equal(class.title, title))
		return true;
	class.cells[CLASSES_TITLE] = title;
	const struct act_change change = {.action = ACTION_UPDATE,
	    .entity = CLASSES,
	    .key = class.id,
	    .state = STORED_ACTIVE,
	    .cells = class.cells,
	    .reason = REASON_BY_HAND};
	return hand_change(hand, &change, fault);
}

// restore CLASS: the next bulk drop brings the SIS's title back.
static bool
class_restore(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct class class;
	bool was;
	(void)context;
	(void)count;
	if (!class_find(hand, words[0], &class, fault) || !class_may(hand, &class, fault) ||
	    !people_edit(hand, EDIT_CLASS, class.id, "title", NULL, &was, fault))
		return false;
	return was || fault_set(fault, FAULT_MISSING, "nobody renamed %.100s", words[0]);
}

// Takes the members of a class that was archived out of it.
static bool
end_members(struct hand *hand, struct bytes class, struct fault *fault)
{
	char room[DB_KEY_MAX], letter[DB_KEY_MAX] = {CLASS_LOCAL};
	struct bytes key, cells[RECORD_CELLS_MAX], from;
	struct stored stored;
	memcpy(letter + 1, class.data, class.size);
	from = pair_key((struct bytes){letter, class.size + 1}, (struct bytes){NULL, 0}, room);
	struct store_walk *walk = store_walk_open(hand->store, LOCAL_MEMBERS, from, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored) && key.size > from.size &&
	       memcmp(key.data, from.data, from.size) == 0) {
		if (stored.state != STORED_ACTIVE ||
		    !record_read(stored.record, cells, LOCAL_MEMBER_CELLS))
			continue;
		const struct act_change change = {.action = ACTION_UNENROL,
		    .entity = LOCAL_MEMBERS,
		    .key = key,
		    .account_id = {key.data + from.size, key.size - from.size},
		    .state = STORED_ARCHIVED,
		    .cells = cells,
		    .reason = REASON_BEHIND_ACT};
		good = hand_change(hand, &change, fault);
	}
	store_walk_close(walk);
	return good;
}

// archive CLASS ...
static bool
class_archive(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct class class;
	(void)context;
	for (int i = 0; i < count; i++) {
		if (!class_find(hand, words[i], &class, fault) || !class_may(hand, &class, fault))
			return false;
		if (class.kind == CLASS_SIS)
			return fault_set(fault, FAULT_DENIED,
			    "%.100s is a class of the SIS, which says when it ends", words[i]);
		if (!put_local(hand, class.id, class.cells, ACTION_ARCHIVE, fault) ||
		    !end_members(hand, class.id, fault))
			return false;
	}
	return true;
}

// Whether another hand-made class has been tied to a sourcedId.
static bool
is_adopted(
    struct hand *hand, struct bytes id, struct bytes sourced_id, bool *adopted, struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(hand->store, LOCAL_CLASSES, (struct bytes){NULL, 0}, fault);
	*adopted = false;
	while (walk != NULL && !*adopted && store_walk_next(walk, &key, &stored))
		*adopted =
		    !bytes_equal(key, id) && stored.state == STORED_ACTIVE &&
		    bytes_equal(record_cell(stored.record, LOCAL_CLASS_SOURCED_ID), sourced_id);
	store_walk_close(walk);
	return walk != NULL;
}

// adopt CLASS SOURCEDID
static bool
class_adopt(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct class class;
	const struct bytes sourced_id = bytes_of(words[1]);
	bool adopted;
	(void)context;
	(void)count;
	if (!class_find(hand, words[0], &class, fault) || !class_may(hand, &class, fault))
		return false;
	if (class.kind != CLASS_LOCAL)
		return fault_set(
		    fault, FAULT_USAGE, "%.100s is a class of the SIS already", words[0]);
	if (bytes_is(class.cells[LOCAL_CLASS_ORIGIN], "imported") &&
	    hand->district->classes.existing != CLASSES_ADOPT)
		return fault_set(fault, FAULT_DENIED,
		    "%.100s was there before the sync, and no such class is taken over here "
		    "(classes { existing })",
		    words[0]);
	if (!is_adopted(hand, class.id, sourced_id, &adopted, fault))
		return false;
	if (adopted)
		return fault_set(
		    fault, FAULT_USAGE, "another class has been tied to %.100s", words[1]);
	if (bytes_equal(class.cells[LOCAL_CLASS_SOURCED_ID], sourced_id))
		return true;
	class.cells[LOCAL_CLASS_SOURCED_ID] = sourced_id;
	return put_local(hand, class.id, class.cells, ACTION_UPDATE, fault);
}

bool
command_class(struct front *front, struct fault *fault)
{
	static const struct verb verbs[] = {
	    {"list", "[--school ID]", 0, 0, true, class_list},
	    {"add", "--title TEXT --school ID | --file FILE|-", 0, 0, false, class_add},
	    {"rename", "CLASS --title TEXT", 1, 1, false, class_rename},
	    {"restore", "CLASS", 1, 1, false, class_restore},
	    {"member-add", "CLASS ACCOUNT ... [--role R] | CLASS --file FILE|-", 1, HAND_WORDS_MAX,
		false, class_member_add},
	    {"member-remove", "CLASS ACCOUNT ...", 2, HAND_WORDS_MAX, false, class_member_remove},
	    {"archive", "CLASS ...", 1, HAND_WORDS_MAX, false, class_archive},
	    {"adopt", "CLASS SOURCEDID", 2, 2, false, class_adopt},
	    {NULL, NULL, 0, 0, false, NULL},
	};
	struct hand hand = {.as = NULL};
	struct class_wish wish = {.school = NULL};
	const struct option options[] = {HAND_OPTIONS(hand), {"--school", NULL, &wish.school},
	    {"--title", NULL, &wish.title}, {"--role", NULL, &wish.role},
	    {"--file", NULL, &wish.file}, {NULL, NULL, NULL}};
	return hand_run(&hand, front, options, verbs, &wish, fault);
}
