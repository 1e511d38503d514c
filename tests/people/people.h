// Invented families, and what two systems know of them: the roster of a school information system, and the accounts of an application that has
// lived beside it for years. Who is who is known, so that the matcher's answers can be counted. The same seed makes the same families, whatever is
// asked for in what order.
//
// Not one field is damaged for all alike: what goes missing, what is old and what is wrong goes by the tables of rates in damage.c. What makes
// matching dangerous is made more often than it happens: twins, namesakes, brothers and sisters of whom only one is in a file, addresses of others.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "schema/bytes.h"

enum { SIDE_SIS, SIDE_APP, SIDES };
enum { FAMILY_CHILDREN = 5, FAMILY_GUARDIANS = 3, FAMILY_ACCOUNTS = 2 * FAMILY_CHILDREN, NAME_ROOM = 80, MAIL_ROOM = 120 };

// Where a child's name comes from: the recall of each group is counted apart.
enum people_group { GROUP_PLAIN, GROUP_DOUBLE, GROUP_ACCENTS, GROUP_TRANSLITERATED, GROUP_SCRIPT, PEOPLE_GROUPS };
extern const char *const people_group_names[PEOPLE_GROUPS];

struct made_guardian {
	uint64_t id; // the same person has the same on both sides
	char given[NAME_ROOM], family[NAME_ROOM], email[MAIL_ROOM], mobile[24], home[24];
};

struct made_student {
	uint64_t person; // the truth: the same child has the same on both sides
	uint64_t id; // of the record: unlike on each side
	enum people_group group;
	char given[NAME_ROOM], middle[NAME_ROOM], family[NAME_ROOM], preferred[NAME_ROOM];
	char birth_date[16], grade[8], school[16], email[MAIL_ROOM], number[24];
	bool inactive; // of an account: never joined
	unsigned guardians; // mask: which of the family's are the child's
};

struct made_family {
	unsigned guardian_count, student_count;
	struct made_guardian guardians[FAMILY_GUARDIANS];
	struct made_student students[FAMILY_ACCOUNTS];
};

struct people {
	uint64_t seed;
	uint64_t families; // how many there are; about 1.9 children each
	bool hard; // twins rhyme, more than half of the birth dates are missing, more is old and wrong
	struct name_list *given[2], *family; // by share of the population
};

// Reads the lists of names of a folder (tests/people). False when they are not there.
bool people_open(struct people *people, const char *folder, uint64_t students, uint64_t seed, bool hard);
void people_close(struct people *people);

// What both systems know of a family; either may know nobody of it. Truth: equal `person`.
void people_family(const struct people *people, uint64_t index, struct made_family sides[SIDES]);

// What is shared by the files of this folder.

// Random numbers: a state that is one number.
struct luck {
	uint64_t state;
};
uint64_t luck_next(struct luck *luck);
uint64_t luck_below(struct luck *luck, uint64_t below);
bool luck_has(struct luck *luck, double share);

// names.c
struct name_list *names_read(const char *path, char sex); // sex 0: family names
void names_free(struct name_list *list);
const char *names_pick(const struct name_list *list, struct luck *luck);
const char *names_near(const struct name_list *list, const char *name, struct luck *luck); // one that differs in a letter, else any
const char *names_of_group(enum people_group group, bool family, struct luck *luck);
const char *names_nickname(const char *name, struct luck *luck); // NULL: has none
const char *names_other_spelling(const char *name); // of a transliteration; NULL

// world.c: the families as they are.
struct child {
	char given[NAME_ROOM], middle[NAME_ROOM], number[24];
	char suffix[8];
	int year, month, day, grade;
	bool twin;
};
struct world_family {
	enum people_group group;
	char family[NAME_ROOM];
	char school[3][16]; // elementary, middle, high
	unsigned child_count, guardian_count;
	struct child children[FAMILY_CHILDREN];
	struct made_guardian guardians[FAMILY_GUARDIANS];
};
enum { YEAR_NOW = 2026 };
const char *world_school(const struct world_family *family, int grade);
void world_family(const struct people *people, uint64_t index, struct world_family *family);

// damage.c: what a system knows of a family.
void damage_family(const struct people *people, uint64_t index, const struct world_family *world, struct made_family sides[SIDES]);
