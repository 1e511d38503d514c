// Who the people are: kinds, families, and what they are called.
//
// Two neighbouring places of students are a pair: brother and sister with the same parents and a
// grandparent in two of five cases, else two families with two parents and with one. So there are
// 150 guardians for 100 students.
#pragma once

#include <time.h>

#include "tests/tools/district/names.h"
#include "tests/tools/district/school.h"

// What a person is and is called; everything that is asked of a person follows from it.
struct person {
	struct life life;
	enum lot lot; // LOT_STUDENT, LOT_STAFF or LOT_GUARDIAN
	uint64_t place; // among those
	uint64_t user; // among all users
	uint64_t self; // seed of what is the person's own
	uint64_t family; // seed of what the family shares
	uint64_t schools[2];
	unsigned school_count;
	bool boy;
};

enum trait {
	GIVEN,
	MIDDLE,
	OTHER_FAMILY,
	PREFERRED,
	GRADE,
	BIRTH,
	TRAITS_MAIL,
	RACE,
	PRONOUN,
	GROUP,
	FAMILY_NAME,
	DOUBLE,
	SCHOOL_OF
};

// Whether a pair of neighbours is brother and sister.
bool pair_siblings(const struct plan *plan, uint64_t pair);
// Who has a place of a student.
struct person person_student(const struct plan *plan, uint64_t place, unsigned night);
// Who has a place of the staff; somebody always has.
struct person person_staff(const struct plan *plan, uint64_t place, unsigned night);
// Who is meant by a place among all users.
struct person person_of_user(const struct plan *plan, uint64_t user, unsigned night);
// The place of a family's group of names.
unsigned group_of(uint64_t family);
// A given name: two in three times of the family's own group.
void put_given(struct row *row, const struct person *person, enum trait trait, bool address);
// The family's name; every fifth guardian goes by another one.
void put_family(struct row *row, const struct person *person, bool address);
// A number that nobody else has, and had.
void put_own_number(struct row *row, const struct person *person);
// An address of the district, or of one of the providers that guardians have; those change now and
// then.
void put_mail(const struct plan *plan, struct row *row, const struct person *person);
// A telephone number in E.164, another one for each of 3,000,000 people times two lines times what
// was before.
void put_phone(struct row *row, const struct person *person, unsigned line);
