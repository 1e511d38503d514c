// `guardian`: connections of guardians with students that people make and end. One that was ended by hand stays ended whatever the SIS says, and one that was made by
// hand stays.
#include "cmd/rosterdrop/guardian.h"

#include "cmd/rosterdrop/hand_file.h"
#include "schema/value.h"

bool
guardian_may(struct hand *hand, const struct account *student, enum permission permission,
    struct fault *fault)
{
	if (!people_is(student, PERSON_STUDENT))
		return fault_set(fault, FAULT_USAGE, "%.*s is no student", (int)student->id.size,
		    student->id.data);
	return hand_may(hand, permission, student->cells[ACCOUNT_SCHOOLS], fault) &&
	       people_unlocked(hand, student, fault);
}

// connect STUDENT GUARDIAN
static bool
guardian_connect(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct guardian_wish *wish = context;
	struct account student, guardian;
	(void)count;
	if (!people_find(hand, bytes_of(words[0]), &student, fault) ||
	    !people_find(hand, bytes_of(words[1]), &guardian, fault) ||
	    !guardian_may(hand, &student, MAY_ROSTER, fault))
		return false;
	if (!people_is(&guardian, PERSON_GUARDIAN) && !people_is(&guardian, PERSON_STAFF))
		return fault_set(
		    fault, FAULT_USAGE, "%.60s is a student, and no guardian", words[1]);
	const struct bytes relationship =
	    bytes_of(wish->relationship == NULL ? "" : wish->relationship);
	return family_connect(hand, &student, &guardian, relationship, fault);
}

// end STUDENT GUARDIAN
static bool
guardian_end(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct account student, guardian;
	struct families families;
	unsigned ended;
	(void)context;
	(void)count;
	bool good = families_new(&families, fault) &&
		    people_find(hand, bytes_of(words[0]), &student, fault) &&
		    people_find(hand, bytes_of(words[1]), &guardian, fault) &&
		    guardian_may(hand, &student, MAY_END_CONNECTION, fault) &&
		    families_add(&families, &student, fault) &&
		    families_end(hand, &families, &guardian.id, &ended, fault) &&
		    (ended > 0 || fault_set(fault, FAULT_MISSING,
				      "%.60s and %.60s are not connected", words[0], words[1]));
	families_free(&families);
	return good;
}

// Notes a student whose guardians are to be removed.
static bool
add_student(struct hand *hand, struct families *families, struct bytes id, struct fault *fault)
{
	struct account student;
	return people_find(hand, id, &student, fault) &&
	       guardian_may(hand, &student, MAY_ROSTER, fault) &&
	       families_add(families, &student, fault);
}

static bool
student_row(struct hand *hand, void *context, const struct hand_row *row, struct fault *fault)
{
	return add_student(hand, context, row->cells[0], fault);
}

// All students, of a school or of the district, who are not archived.
static bool
add_all(struct hand *hand, struct families *families, const char *school, struct fault *fault)
{
	struct bytes key, cells[ACCOUNT_CELLS];
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(hand->store, ACCOUNTS, (struct bytes){NULL, 0}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored))
		if (record_read(stored.record, cells, ACCOUNT_CELLS) &&
		    bytes_is(cells[ACCOUNT_KIND], "student") &&
		    !bytes_is(cells[ACCOUNT_STATE], "archived") &&
		    (school == NULL || value_has_member(cells[ACCOUNT_SCHOOLS], bytes_of(school))))
			good = add_student(hand, families, key, fault);
	store_walk_close(walk);
	return good;
}

// remove STUDENT ..., --file, --school or --all: all guardians of these students, in one act.
static bool
guardian_remove(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	static const char *const columns[] = {"accountId", NULL};
	const struct guardian_wish *wish = context;
	struct families families;
	unsigned ended;
	bool wide = wish->school != NULL || wish->all;
	if ((count > 0) + (wish->file != NULL) + wide != 1)
		return front_usage(hand->front,
		    "name students, or a --file of them, or --school, or --all", fault);
	bool good = families_new(&families, fault);
	if (good && wish->file != NULL)
		good = hand_file(hand, wish->file, &(const struct hand_columns){columns, 1, false},
		    student_row, &families, fault);
	if (good && wide)
		good = add_all(hand, &families, wish->school, fault);
	for (int i = 0; good && i < count; i++)
		good = add_student(hand, &families, bytes_of(words[i]), fault);
	good = good && families_end(hand, &families, NULL, &ended, fault);
	families_free(&families);
	return good;
}

bool
command_guardian(struct front *front, struct fault *fault)
{
	static const struct verb verbs[] = {
	    {"list", "[--student ACCOUNT]", 0, 0, true, guardian_list},
	    {"add", "--file FILE|-", 0, 0, false, guardian_add},
	    {"connect", "STUDENT GUARDIAN [--relationship WORD]", 2, 2, false, guardian_connect},
	    {"end", "STUDENT GUARDIAN", 2, 2, false, guardian_end},
	    {"remove", "STUDENT ... | --file FILE|- | --school ID | --all", 0, HAND_WORDS_MAX,
		false, guardian_remove},
	    {"near", "", 0, 0, true, guardian_near},
	    {NULL, NULL, 0, 0, false, NULL},
	};
	struct hand hand = {.as = NULL};
	struct guardian_wish wish = {.school = NULL};
	const struct option options[] = {HAND_OPTIONS(hand), {"--school", NULL, &wish.school},
	    {"--file", NULL, &wish.file}, {"--relationship", NULL, &wish.relationship},
	    {"--student", NULL, &wish.student}, {"--all", &wish.all, NULL}, {NULL, NULL, NULL}};
	return hand_run(&hand, front, options, verbs, &wish, fault);
}
