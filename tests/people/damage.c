// What two systems know of a family. The school's file is nearly right; the application's was typed by parents and teachers years ago.
#include <ctype.h>
#include <stdio.h>

#include "tests/people/rates.h"

// Families change names: the other parent's, both, or one that nobody had before.
static void
change_family(const struct people *people, const struct world_family *world,
    struct made_student *student, struct luck *luck)
{
	const char *other = world->guardians[luck_below(luck, world->guardian_count)].family;
	char before[NAME_ROOM];
	memcpy(before, student->family, sizeof before);
	if (strcmp(other, before) != 0)
		snprintf(student->family, NAME_ROOM, "%s", other);
	else if (luck_has(luck, .5))
		snprintf(student->family, NAME_ROOM, "%.39s-%.39s", before,
		    names_pick(people->family, luck));
	else
		snprintf(student->family, NAME_ROOM, "%s", names_pick(people->family, luck));
}

static void
damage_names(const struct rates *rates, const struct people *people,
    const struct world_family *world, struct made_student *student, struct luck *luck)
{
	const char *other = names_other_spelling(student->given),
		   *nickname = names_nickname(student->given, luck);
	if (other != NULL && luck_has(luck, rates->other_spelling))
		snprintf(student->given, NAME_ROOM, "%s", other);
	else if (nickname != NULL && luck_has(luck, rates->nickname))
		snprintf(student->given, NAME_ROOM, "%s", nickname);
	else if (student->middle[0] != '\0' && luck_has(luck, rates->middle_as_first))
		memcpy(student->given, student->middle, NAME_ROOM);
	else if (luck_has(luck, rates->typo))
		spelling_mistype(student->given, luck);
	else if (luck_has(luck, rates->initial) && world->group == GROUP_PLAIN)
		student->given[1] = '\0';
	if (luck_has(luck, rates->one_of_two))
		spelling_one_word(student->given, true);
	if (luck_has(luck, rates->family_changed))
		change_family(people, world, student, luck);
	else if (luck_has(luck, rates->family_typo))
		spelling_mistype(student->family, luck);
	else if (world->group == GROUP_DOUBLE && luck_has(luck, rates->family_part))
		spelling_one_word(student->family, luck_has(luck, .8));
	if (luck_has(luck, rates->plain_letters))
		spelling_plain_letters(student->given), spelling_plain_letters(student->family);
	if (luck_has(luck, rates->other_case))
		spelling_other_case(student->given, luck),
		    spelling_other_case(student->family, luck);
	if (luck_has(luck, rates->swapped)) {
		char name[NAME_ROOM];
		memcpy(name, student->given, sizeof name);
		memcpy(student->given, student->family, sizeof name);
		memcpy(student->family, name, sizeof name);
	}
}

static void
damage_date(const struct rates *rates, const struct child *child, struct made_student *student,
    struct luck *luck)
{
	int year = child->year, month = child->month, day = child->day;
	student->birth_date[0] = '\0';
	if (luck_has(luck, rates->date_missing))
		return;
	if (luck_has(luck, rates->date_swapped) && day <= 12) {
		int other = day;
		day = month;
		month = other;
	} else if (luck_has(luck, rates->date_digit)) {
		day = 1 + (day + (int)luck_below(luck, 3) * 9 + 1) % 28;
	} else if (luck_has(luck, rates->date_first_of_january)) {
		day = month = 1;
	}
	snprintf(
	    student->birth_date, sizeof student->birth_date, "%04d-%02d-%02d", year, month, day);
}

static void
damage_school(const struct rates *rates, const struct world_family *world,
    const struct child *child, struct made_student *student, struct luck *luck)
{
	int grade = child->grade - (luck_has(luck, rates->grade_stale) ? 1 : 0);
	snprintf(student->school, sizeof student->school, "%s", world_school(world, grade));
	if (luck_has(luck, rates->grade_wrong))
		grade = (int)luck_below(luck, 13);
	if (grade >= 0 && !luck_has(luck, rates->grade_missing))
		snprintf(student->grade, sizeof student->grade, grade == 0 ? "KG" : "%02d", grade);
	if (luck_has(luck, rates->school_other))
		snprintf(student->school, sizeof student->school, "%s",
		    world->school[luck_below(luck, 3)]);
	if (luck_has(luck, rates->school_missing))
		student->school[0] = '\0';
}

// The address that the school gave the child: not quite unlike those of sisters.
static void
school_email(const struct world_family *world, const struct child *child, char out[MAIL_ROOM])
{
	char given[NAME_ROOM], family[NAME_ROOM];
	size_t used = 0;
	snprintf(given, sizeof given, "%s", child->given);
	snprintf(family, sizeof family, "%s", world->family);
	spelling_plain_letters(given);
	spelling_plain_letters(family);
	for (const char *part = given; *part != '\0' && used < 20; part++)
		if (isalpha((unsigned char)*part))
			out[used++] = (char)tolower(*part);
	if (used > 3 && child->number[5] % 2 == 0) // every second school takes the initial only
		used = 1;
	for (const char *part = family; *part != '\0' && used < 40; part++)
		if (isalpha((unsigned char)*part))
			out[used++] = (char)tolower(*part);
	snprintf(out + used, MAIL_ROOM - used, "%s@students.example", child->number + 2);
}

static void
damage_ids(const struct rates *rates, const struct world_family *world, unsigned place,
    struct made_student *student, struct luck *luck)
{
	const struct child *child = &world->children[place];
	unsigned other = (unsigned)luck_below(luck, world->child_count);
	if (luck_has(luck, rates->number_kept))
		snprintf(student->number, sizeof student->number, "%s", child->number);
	if (student->number[0] != '\0' && luck_has(luck, rates->number_wrong))
		student->number[luck_below(luck, 6)] = (char)('0' + luck_below(luck, 10));
	if (luck_has(luck, rates->number_of_another))
		snprintf(
		    student->number, sizeof student->number, "%s", world->children[other].number);
	if (luck_has(luck, rates->email_of_parent))
		snprintf(student->email, MAIL_ROOM, "%s", world->guardians[0].email);
	else if (luck_has(luck, rates->email_of_sibling))
		school_email(world, &world->children[other], student->email);
	else if (luck_has(luck, rates->email_known) && luck_has(luck, rates->email_kept))
		school_email(world, child, student->email);
	else if (luck_has(luck, .1))
		snprintf(student->email, MAIL_ROOM, "%s%u@mail.example", child->given,
		    (unsigned)luck_below(luck, 100000));
}

// Parents as the system knows them.
static void
damage_guardians(const struct rates *rates, const struct people *people,
    const struct world_family *world, struct made_family *side, struct luck *luck)
{
	for (unsigned i = 0; i < world->guardian_count; i++) {
		struct made_guardian *guardian = &side->guardians[i];
		*guardian = world->guardians[i];
		const char *nickname = names_nickname(guardian->given, luck);
		if (luck_has(luck, rates->guardians_others)) {
			snprintf(
			    guardian->given, NAME_ROOM, "%s", names_pick(people->given[0], luck));
			snprintf(
			    guardian->family, NAME_ROOM, "%s", names_pick(people->family, luck));
			guardian->home[0] = '\0';
			snprintf(guardian->email, MAIL_ROOM, "new%u@mail.example",
			    (unsigned)luck_below(luck, 900000000));
			snprintf(guardian->mobile, sizeof guardian->mobile, "+1415%07u",
			    (unsigned)luck_below(luck, 10000000));
		}
		if (nickname != NULL && luck_has(luck, rates->guardian_short))
			snprintf(guardian->given, NAME_ROOM, "%s", nickname);
		if (!luck_has(luck, rates->guardian_email_kept))
			snprintf(guardian->email, MAIL_ROOM, "%.30s%u@other.example",
			    luck_has(luck, .5) ? "old" : "work",
			    (unsigned)luck_below(luck, 900000000));
		if (!luck_has(luck, rates->guardian_phone_kept))
			snprintf(guardian->mobile, sizeof guardian->mobile, "+1505%07u",
			    (unsigned)luck_below(luck, 10000000));
		if (luck_has(luck, rates->shared_phone))
			snprintf(guardian->mobile, sizeof guardian->mobile, "+12025550100");
	}
	side->guardian_count = world->guardian_count;
}

static void
add_student(const struct rates *rates, const struct people *people, uint64_t index,
    const struct world_family *world, unsigned place, struct made_family *side, struct luck *luck)
{
	const struct child *child = &world->children[place];
	struct made_student *student = &side->students[side->student_count];
	struct luck number = {.state = luck->state};
	*student =
	    (struct made_student){.person = index * FAMILY_CHILDREN + place, .group = world->group};
	student->id = luck_next(&number) >> 12;
	snprintf(student->given, NAME_ROOM, "%s", child->given);
	snprintf(student->family, NAME_ROOM, "%.60s%s", world->family,
	    luck_has(luck, .8) ? child->suffix : "");
	if (luck_has(luck, rates->absent > 0 && rates == &rates_sis ? .6 : .3))
		snprintf(student->middle, NAME_ROOM, "%s", child->middle);
	if (student->middle[0] != '\0' && world->group == GROUP_PLAIN && luck_has(luck, .3))
		student->middle[1] = '\0';
	damage_names(rates, people, world, student, luck);
	damage_date(rates, child, student, luck);
	damage_school(rates, world, child, student, luck);
	damage_ids(rates, world, place, student, luck);
	student->inactive = luck_has(luck, .1);
	for (unsigned i = 0; i < side->guardian_count; i++)
		if (!luck_has(luck, rates->guardian_absent))
			student->guardians |= 1u << i;
	side->student_count++;
}

void
damage_family(const struct people *people, uint64_t index, const struct world_family *world,
    struct made_family sides[SIDES])
{
	for (unsigned at = 0; at < SIDES; at++) {
		const struct rates *rates = at == SIDE_SIS ? &rates_sis : &rates_app[people->hard];
		struct luck luck = {
		    .state = ((people->seed * 2 + at + 77) << 40) ^ index * 0x9fb21c651e98df25u};
		struct made_family *side = &sides[at];
		memset(side, 0, sizeof *side);
		damage_guardians(rates, people, world, side, &luck);
		for (unsigned i = 0; i < world->child_count; i++) {
			if (!luck_has(&luck, rates->absent))
				add_student(rates, people, index, world, i, side, &luck);
			if (luck_has(&luck, rates->twice))
				add_student(rates, people, index, world, i, side, &luck);
		}
	}
}

void
people_family(const struct people *people, uint64_t index, struct made_family sides[SIDES])
{
	struct world_family world;
	world_family(people, index, &world);
	damage_family(people, index, &world, sides);
}
