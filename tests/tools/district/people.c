// Everything about a person is drawn from two seeds, the person's own and the family's, so that a
// person is the same in every file and every night without being kept anywhere.
#include "tests/tools/district/people.h"

// Whether a pair of neighbours is brother and sister.
bool
pair_siblings(const struct plan *plan, uint64_t pair)
{
	return plan_mix(plan->seed, LOT_FAMILY, pair, 0) % 5 < 2;
}

// The seed of a student's family: the pair's, or the student's own.
static uint64_t
family_of(const struct plan *plan, uint64_t student, unsigned generation)
{
	return pair_siblings(plan, student / 2)
		   ? plan_mix(plan->seed, LOT_FAMILY, student / 2, 1)
		   : plan_mix(plan->seed, LOT_FAMILY, student, generation + 2);
}

// The school of whoever has the place, for good.
static uint64_t
student_school(const struct plan *plan, uint64_t student, unsigned generation)
{
	return plan_mix(plan->seed, LOT_STUDENT, student, 1000000 + generation) % plan->schools;
}

// Who has a place of a student.
struct person
person_student(const struct plan *plan, uint64_t place, unsigned night)
{
	struct person person = {
	    .life = plan_life(plan, LOT_STUDENT, place, night), .lot = LOT_STUDENT, .place = place};

	person.user = plan_student_user(plan, place);
	person.self = plan_mix(plan->seed, LOT_STUDENT, place, 2000000 + person.life.generation);
	person.family = family_of(plan, place, person.life.generation);
	person.schools[0] = student_school(plan, place, person.life.generation);
	person.school_count = 1;
	person.boy = person.self >> 20 & 1;
	return person;
}

// Who has a place of the staff; somebody always has.
struct person
person_staff(const struct plan *plan, uint64_t place, unsigned night)
{
	struct person person = {
	    .life = plan_life(plan, LOT_STAFF, place, night), .lot = LOT_STAFF, .place = place};

	person.user = place;
	person.self = plan_mix(plan->seed, LOT_STAFF, place, 2000000 + person.life.generation);
	person.family = person.self;
	person.schools[0] = place % plan->schools;
	person.school_count = 1;
	person.boy = person.self >> 20 & 1;
	return person;
}

// A guardian is there as long as one of the children is, and of the children's schools.
static struct person
person_guardian(const struct plan *plan, uint64_t place, unsigned night)
{
	uint64_t pair = place / GUARDIANS_PER_PAIR, turn = place % GUARDIANS_PER_PAIR;
	bool siblings = pair_siblings(plan, pair);
	struct person person = {.life = plan_life(plan, LOT_GUARDIAN, place, night),
	    .lot = LOT_GUARDIAN,
	    .place = place};

	person.life.present = false;
	for (uint64_t i = turn == 2 ? 1 : 0; i < (turn == 2 || siblings ? 2 : 1); i++) {
		struct person child = person_student(plan, pair * 2 + i, night);
		if (!child.life.present)
			continue;
		person.life.present = true;
		person.life.generation = siblings ? 0 : child.life.generation;
		person.family = child.family;
		if (person.school_count == 0 || person.schools[0] != child.schools[0])
			person.schools[person.school_count++] = child.schools[0];
	}
	person.user = plan_guardian_user(plan, place);
	person.self = plan_mix(plan->seed, LOT_GUARDIAN, place, 2000000 + person.life.generation);
	person.boy = turn == 1;
	return person;
}

// Who is meant by a place among all users.
struct person
person_of_user(const struct plan *plan, uint64_t user, unsigned night)
{
	if (user < plan->staff)
		return person_staff(plan, user, night);
	if (user < plan->staff + plan->student_places)
		return person_student(plan, user - plan->staff, night);
	return person_guardian(plan, user - plan->staff - plan->student_places, night);
}

// The place of a family's group of names.
unsigned
group_of(uint64_t family)
{
	uint64_t drawn = plan_trait(family, GROUP, 100);
	unsigned group = 0;

	while (drawn >= name_groups[group].share)
		drawn -= name_groups[group++].share;
	return group;
}

// Puts a name of the tables, or how it stands in an address.
static void
put_name(struct row *row, const char *entry, bool address)
{
	const char *equals = strchr(entry, '=');

	if (!address) {
		row_put(row, entry, equals ? (size_t)(equals - entry) : strlen(entry));
		return;
	}
	for (const char *c = equals ? equals + 1 : entry; *c != '\0'; c++) {
		char lower = (char)(*c >= 'A' && *c <= 'Z' ? *c + 'a' - 'A' : *c);
		if (lower >= 'a' && lower <= 'z')
			row_put(row, &lower, 1);
	}
}

// A given name: two in three times of the family's own group.
void
put_given(struct row *row, const struct person *person, enum trait trait, bool address)
{
	unsigned group = group_of(person->family);
	uint64_t drawn = plan_trait(person->self, trait, NAMES_IN_GROUP / 2) * 2 + person->boy;

	if (plan_trait(person->self, trait + 100, 3) == 0)
		group = plan_trait(person->self, trait + 200, 2) != 0;
	put_name(row, name_groups[group].given[drawn], address);
}

// The family's name; every fifth guardian goes by another one.
void
put_family(struct row *row, const struct person *person, bool address)
{
	const struct name_group *group = &name_groups[group_of(person->family)];
	bool other = person->lot == LOT_GUARDIAN && plan_trait(person->self, OTHER_FAMILY, 5) == 0;
	uint64_t seed = other ? person->self : person->family;

	put_name(row, group->family[plan_trait(seed, FAMILY_NAME, NAMES_IN_GROUP)], address);
	if (!group->doubles || plan_trait(seed, DOUBLE, 4) != 0)
		return;
	if (!address)
		row_text(row, "-");
	put_name(row, group->family[plan_trait(seed, DOUBLE + 100, NAMES_IN_GROUP)], address);
}

// A number that nobody else has, and had.
void
put_own_number(struct row *row, const struct person *person)
{
	row_number(row, person->user + 1);
	if (person->life.generation > 0) {
		row_text(row, "x");
		row_number(row, person->life.generation);
	}
}

// An address of the district, or of one of the providers that guardians have; those change now and
// then.
void
put_mail(const struct plan *plan, struct row *row, const struct person *person)
{
	static const char *const providers[] = {
	    "post.example", "inbox.example.com", "mail.example.org", "home.example.net"};

	put_given(row, person, GIVEN, true);
	row_text(row, ".");
	put_family(row, person, true);
	put_own_number(row, person);
	row_text(row, "@");
	if (person->lot == LOT_GUARDIAN) {
		row_text(row,
		    providers[(plan_trait(person->self, TRAITS_MAIL, 4) + person->life.revision) %
			      4]);
		return;
	}
	row_text(row, person->lot == LOT_STUDENT ? "students." : "");
	row_text(row, plan->name);
	row_text(row, ".example");
}

// A telephone number in E.164, another one for each of 3,000,000 people times two lines times what
// was before. Area codes and exchanges end in 12 to 99: none is a service code.
void
put_phone(struct row *row, const struct person *person, unsigned line)
{
	uint64_t number =
	    (person->user * 2 + line) * 4 + (person->life.revision + person->life.generation) % 4;
	char text[16];

	uint64_t area = number / 10000 % 704, exchange = number / 7040000 % 440;
	snprintf(text, sizeof text, "+1%u%02u%u%02u%04u", (unsigned)(2 + area / 88),
	    (unsigned)(12 + area % 88), (unsigned)(5 + exchange / 88),
	    (unsigned)(12 + exchange % 88), (unsigned)(number % 10000));
	row_text(row, text);
}
