// Families as they are, before anybody writes them down.
#include <stdio.h>

#include "tests/people/people.h"

// Which group a family is of, added up to 1.
static const double group_upto[PEOPLE_GROUPS] = {.70, .85, .92, .97, 1};

static const char *const mail_hosts[] = {
    "mail.example", "post.example", "box.example", "inbox.example"};

bool
people_open(struct people *people, const char *folder, uint64_t students, uint64_t seed, bool hard)
{
	char path[512];
	*people = (struct people){.seed = seed, .hard = hard};
	people->families = students * 100 / 163; // 1.88 children, 0.87 of them in either file
	snprintf(path, sizeof path, "%s/given.csv", folder);
	people->given[0] = names_read(path, 'F');
	people->given[1] = names_read(path, 'M');
	snprintf(path, sizeof path, "%s/family.csv", folder);
	people->family = names_read(path, 0);
	return true;
}

void
people_close(struct people *people)
{
	names_free(people->given[0]);
	names_free(people->given[1]);
	names_free(people->family);
}

static void
family_name(const struct people *people, struct world_family *family, struct luck *luck)
{
	if (family->group == GROUP_PLAIN)
		snprintf(family->family, NAME_ROOM, "%s", names_pick(people->family, luck));
	else if (family->group == GROUP_DOUBLE)
		snprintf(family->family, NAME_ROOM, "%s%s%s",
		    names_of_group(GROUP_DOUBLE, true, luck), luck_has(luck, .3) ? "-" : " ",
		    names_of_group(GROUP_DOUBLE, true, luck));
	else
		snprintf(
		    family->family, NAME_ROOM, "%s", names_of_group(family->group, true, luck));
}

static void
given_name(const struct people *people, enum people_group group, int sex, char name[NAME_ROOM],
    struct luck *luck)
{
	bool plain = group == GROUP_PLAIN || (group != GROUP_SCRIPT && luck_has(luck, .3));
	snprintf(name, NAME_ROOM, "%s",
	    plain ? names_pick(people->given[sex], luck) : names_of_group(group, false, luck));
}

static void
make_phone(char phone[24], struct luck *luck)
{
	snprintf(phone, 24, "+1%03u%03u%04u", (unsigned)(201 + luck_below(luck, 40)),
	    (unsigned)(200 + luck_below(luck, 800)), (unsigned)luck_below(luck, 10000));
}

// A parent: who has the family's name as a rule, an address and phones.
static void
make_guardian(const struct people *people, struct world_family *family, unsigned place,
    uint64_t index, struct luck *luck)
{
	struct made_guardian *guardian = &family->guardians[place];
	guardian->id = index * FAMILY_GUARDIANS + place;
	given_name(people, family->group, (int)(place & 1), guardian->given, luck);
	snprintf(guardian->family, NAME_ROOM, "%s",
	    luck_has(luck, .8) ? family->family : names_pick(people->family, luck));
	snprintf(guardian->email, MAIL_ROOM, "parent%u.%s%u@%s",
	    (unsigned)(luck_next(luck) % 90000), luck_has(luck, .5) ? "home" : "x",
	    (unsigned)luck_below(luck, 100000), mail_hosts[luck_below(luck, 4)]);
	make_phone(guardian->mobile, luck);
	if (luck_has(luck, .3))
		snprintf(guardian->home, sizeof guardian->home, "%s",
		    place == 0 ? guardian->mobile : family->guardians[0].mobile);
}

static void
make_child(
    const struct people *people, struct world_family *family, unsigned place, struct luck *luck)
{
	struct child *child = &family->children[place], *before = place > 0 ? child - 1 : NULL;
	int sex = (int)luck_below(luck, 2), age = 5 + (int)luck_below(luck, 13);
	child->twin = before != NULL && luck_has(luck, people->hard ? .10 : .05);
	*child = (struct child){.year = YEAR_NOW - age,
	    .month = 1 + (int)luck_below(luck, 12),
	    .day = 1 + (int)luck_below(luck, 28),
	    .twin = child->twin};
	given_name(people, family->group, sex, child->given, luck);
	given_name(people, family->group, sex, child->middle, luck);
	child->grade = age - 5 + (luck_has(luck, .04) ? 1 : 0);
	if (child->twin) {
		child->year = before->year, child->month = before->month, child->day = before->day,
		child->grade = before->grade;
		if (luck_has(luck, people->hard ? .7 : .25) && family->group == GROUP_PLAIN)
			memmove(
			    child->given, names_near(people->given[sex], before->given, luck), 32);
	}
	if (luck_has(luck, .008))
		memcpy(
		    child->given, family->guardians[family->guardian_count - 1].given, NAME_ROOM);
	if (luck_has(luck, .01))
		snprintf(child->suffix, sizeof child->suffix, "%s",
		    luck_has(luck, .5) ? " Jr." : " III");
	snprintf(child->number, sizeof child->number, "%06u",
	    (unsigned)(100000 + luck_below(luck, 900000 + people->families * 20)));
}

// Another child of the school with the same name: taken over from the family before, which is made the same way.
static void
make_namesake(
    const struct people *people, uint64_t index, struct world_family *family, struct luck *luck)
{
	struct world_family other;
	world_family(people, index - 1, &other);
	snprintf(family->family, NAME_ROOM, "%s", other.family);
	snprintf(family->children[0].given, NAME_ROOM, "%s", other.children[0].given);
	family->children[0].grade = other.children[0].grade;
	family->children[0].year = other.children[0].year;
	family->group = other.group;
	memcpy(family->school, other.school, sizeof family->school);
	if (luck_has(luck, .1)) // cousins: one grandmother's phone
		snprintf(family->guardians[0].mobile, sizeof family->guardians[0].mobile, "%s",
		    other.guardians[0].mobile);
}

const char *
world_school(const struct world_family *family, int grade)
{
	return family->school[grade <= 5 ? 0 : grade <= 8 ? 1 : 2];
}

void
world_family(const struct people *people, uint64_t index, struct world_family *family)
{
	static const double child_upto[FAMILY_CHILDREN] = {.42, .80, .94, .985, 1};
	struct luck luck = {.state = (people->seed << 40) ^ index * 0xd1342543de82ef95u};
	double draw = (double)luck_below(&luck, 1000000) / 1e6,
	       size = (double)luck_below(&luck, 1000000) / 1e6;
	uint64_t areas = 1 + people->families / 800;
	memset(family, 0, sizeof *family);
	while (draw >= group_upto[family->group])
		family->group++;
	while (size >= child_upto[family->child_count])
		family->child_count++;
	family->child_count++;
	family_name(people, family, &luck);
	uint64_t area = luck_below(&luck, areas);
	snprintf(family->school[0], sizeof family->school[0], "e%u", (unsigned)area);
	snprintf(family->school[1], sizeof family->school[1], "m%u", (unsigned)(area / 2));
	snprintf(family->school[2], sizeof family->school[2], "h%u", (unsigned)(area / 3));
	family->guardian_count = luck_has(&luck, .7) ? 2 : 1;
	for (unsigned i = 0; i < family->guardian_count; i++)
		make_guardian(people, family, i, index, &luck);
	for (unsigned i = 0; i < family->child_count; i++)
		make_child(people, family, i, &luck);
	if (index % 2 == 1 && luck_has(&luck, people->hard ? .03 : .015))
		make_namesake(people, index, family, &luck);
}
