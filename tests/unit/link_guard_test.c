// Each rule of the matcher stops what it is for, and is the one that a person hears of. What becomes of whole households is in link_test.c.
//
// uses cmd/match/link_guard.c
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "cmd/match/link_inside.h"

// A pair of whom all agrees.
static const struct link_evidence all = {.given = GIVEN_SAME,
    .family = FAMILY_SAME,
    .date = DATE_SAME,
    .grade = GRADE_SAME,
    .school = SCHOOL_SAME,
    .house = HOUSE_BOTH,
    .house_facts = 3};

enum { CHANGES = 3 };

// What is otherwise; all of it is a byte.
struct otherwise {
	size_t at;
	uint8_t level;
	bool is;
};
#define IS(member, level) \
	{ \
		offsetof(struct link_evidence, member), level, true \
	}

// How to add a case: a line; each rule has one.
static const struct {
	const char *what;
	struct otherwise otherwise[CHANGES];
	unsigned sis, app; // flags of the two
	enum link_guard guard;
} cases[] = {
    {"all agrees", {IS(middle, MIDDLE_SAME)}, 0, 0, GUARD_PASSED},
    {"another given name", {IS(given, GIVEN_DIFFERENT)}, 0, 0, GUARD_GIVEN_DIFFERENT},
    {"another birth date", {IS(date, DATE_DIFFERENT)}, 0, 0, GUARD_DATE_DIFFERENT},
    {"another year", {IS(date, DATE_YEAR)}, 0, 0, GUARD_DATE_DIFFERENT},
    {"another number", {IS(number, ID_DIFFERENT)}, 0, 0, GUARD_NUMBER_DIFFERENT},
    {"another grade", {IS(grade, GRADE_FAR), IS(house, HOUSE_NAME)}, 0, 0, GUARD_GRADE_FAR},
    {"another grade, and a guardian's phone", {IS(grade, GRADE_FAR)}, 0, 0, GUARD_PASSED},
    {"Jr. and Sr.", {IS(suffix_clash, true)}, 0, 0, GUARD_SUFFIX},
    {"a twin of nearly the name", {IS(middle, MIDDLE_MISSING)}, PERSON_TWIN | PERSON_NEAR_SIBLING,
	0, GUARD_SIBLING},
    {"a like given name", {IS(given, GIVEN_SIMILAR)}, 0, 0, GUARD_GIVEN_WEAK},
    {"another middle name", {IS(middle, MIDDLE_DIFFERENT)}, 0, 0, GUARD_MIDDLE_DIFFERENT},
    {"another family name", {IS(family, FAMILY_DIFFERENT), IS(house, HOUSE_NAME)}, 0, 0,
	GUARD_FAMILY_WEAK},
    {"a digit of the birth date", {IS(date, DATE_DIGIT), IS(grade, GRADE_NEAR)}, 0, 0,
	GUARD_DATE_NEAR},
    {"other guardians", {IS(house, HOUSE_DIFFERENT), IS(house_facts, 0)}, 0, 0,
	GUARD_GUARDIANS_DIFFER},
    {"no birth date, another school",
	{IS(date, DATE_MISSING), IS(house, HOUSE_NAME), IS(school, SCHOOL_OTHER)}, 0, 0,
	GUARD_DATE_MISSING},
    {"a name that many have, another school",
	{IS(house, HOUSE_NAME), IS(school, SCHOOL_OTHER), IS(common, true)}, 0, 0, GUARD_NAMESAKE},
    {"both among too many", {IS(middle, MIDDLE_SAME)}, PERSON_CROWDED, PERSON_CROWDED, GUARD_CROWD},
    {"one among too many", {IS(middle, MIDDLE_SAME)}, PERSON_CROWDED, 0, GUARD_PASSED},
    {"both among too many, with a number", {IS(number, ID_SAME)}, PERSON_CROWDED, PERSON_CROWDED,
	GUARD_PASSED},
};

static void
each_rule_stops_what_it_is_for(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct person sis = {.flags = (uint8_t)cases[i].sis},
				    app = {.flags = (uint8_t)cases[i].app};
		struct link_evidence evidence = all;
		for (unsigned c = 0; c < CHANGES && cases[i].otherwise[c].is; c++)
			((uint8_t *)&evidence)[cases[i].otherwise[c].at] =
			    cases[i].otherwise[c].level;
		print_message("# %s\n", cases[i].what);
		assert_int_equal(guard_of(&sis, &app, &evidence), cases[i].guard);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(each_rule_stops_what_it_is_for)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
