// What is said of accounts and students whom nobody links: another sentence for each policy, before and after the day, by school.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "pipeline/fate.h"

static char school_later[] = "2026-12-24 south", school_earlier[] = "2026-01-01 west";
static char *grace[] = {school_later, school_earlier, NULL};
static char start[] = "2026-12-01", reset[] = "2026-12-10";

// A district that goes live on the 1st of December; south on the 24th.
static struct district
make(enum first_sync policy)
{
	struct district district = {.name = "oak"};
	district.sync.enabled = true;
	district.sync.start_date = start;
	district.sync.grace = grace;
	district.sync.first_sync = policy;
	return district;
}

// Whether a text has a piece in it; says which one is missing.
static bool
says(const struct text *text, const char *piece)
{
	bool has = memmem(text->data, text->size, piece, strlen(piece)) != NULL;
	if (!has)
		print_message("# '%.*s' lacks '%s'\n", (int)text->size, text->data, piece);
	return has;
}

static void
days_are_those_of_the_schools(void **state)
{
	(void)state;
	static const struct {
		const char *schools;
		bool last;
		const char *day;
	} cases[] = {
	    {"", true, "2026-12-01"},
	    {"north", true, "2026-12-01"},
	    {"west", true, "2026-12-01"}, // a grace that ends before the district's own day
	    {"south", false, "2026-12-24"},
	    {"north,south", true, "2026-12-24"},
	    {"south,north", false, "2026-12-01"},
	};
	struct district district = make(FIRST_LINK);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_true(bytes_is(
		    fate_day(&district, bytes_of(cases[i].schools), cases[i].last), cases[i].day));
	district.sync.start_date = NULL;
	assert_int_equal(fate_day(&district, bytes_of("south"), true).size, 0);
}

// How to add a case: a line. `origin` and `schools` of the account, the day on which somebody looks, and what they must read.
static const struct {
	enum first_sync policy;
	bool reset;
	const char *origin, *schools, *today, *said, *not_said;
} accounts[] = {
    {FIRST_LINK, false, "imported", "north", "2026-11-30",
	"until the district goes live on 2026-12-01; then it is taken over where username or "
	"e-mail agree exactly, and archived",
	"reset"},
    {FIRST_LINK, false, "imported", "south", "2026-12-05",
	"until its school goes live on 2026-12-24; then it is taken over", "next drop"},
    {FIRST_LINK, false, "imported", "north", "2026-12-01", "the next drop archives it", "until"},
    {FIRST_LINK, false, "manual", "north", "2026-11-30", "stays as it is", "archive"},
    {FIRST_LINK, true, "imported", "north", "2026-11-30",
	"and archived otherwise, with its history", "reset"},
    {FIRST_EXACT, false, "imported", "north", "2026-11-30", "agree exactly, and stays as it is",
	"archive"},
    {FIRST_EXACT, false, "imported", "north", "2026-12-01", "merge it, else archive it", "until"},
    {FIRST_EXACT, true, "imported", "north", "2026-11-30", "; on 2026-12-10, the day of the reset",
	"next drop"},
    {FIRST_EXACT, true, "imported", "south", "2026-12-11", "; on 2026-12-24, the day of the reset",
	"next drop"},
    {FIRST_EXACT, true, "imported", "north", "2026-12-10", "the next drop archives it", "stays"},
    {FIRST_EXACT, true, "manual", "north", "2026-12-10", "stays as it is", "archive"},
    {FIRST_CREATE, true, "imported", "north", "2026-11-30", "gets a new account, and it stays",
	"reset"},
    {FIRST_CREATE, false, "imported", "north", "2026-12-02",
	"until somebody merges it with the student's new account", "goes live"},
};

static void
accounts_are_told_what_their_policy_does(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof accounts / sizeof *accounts; i++) {
		struct text text = {NULL, 0, 0, false};
		struct district district = make(accounts[i].policy);
		const struct bytes cells[ACCOUNT_CELLS] = {
		    [ACCOUNT_ORIGIN] = bytes_of(accounts[i].origin),
		    [ACCOUNT_SCHOOLS] = bytes_of(accounts[i].schools)};
		district.sync.reset = accounts[i].reset ? reset : NULL;
		fate_account(&district, cells, accounts[i].today, &text);
		assert_true(says(&text, accounts[i].said));
		assert_null(memmem(
		    text.data, text.size, accounts[i].not_said, strlen(accounts[i].not_said)));
		text_free(&text);
	}
}

static const struct {
	enum first_sync policy;
	bool automatic, ready;
	const char *schools, *today, *said;
} students[] = {
    {FIRST_LINK, false, true, "north", "2026-11-30",
	"If nobody links them before 2026-12-01: the student gets a new account, without what an "
	"old one has, unless the username or e-mail of an old one agrees exactly; an old one that "
	"nobody has is archived."},
    {FIRST_LINK, true, true, "north", "2026-11-30",
	"On 2026-12-01: they are linked without anybody's doing."},
    {FIRST_LINK, true, false, "south", "2026-11-30", "If nobody links them before 2026-12-24: "},
    {FIRST_EXACT, false, false, "south,north", "2026-11-30",
	"before 2026-12-01: the student gets a new account, unless the username or e-mail"},
    {FIRST_CREATE, true, true, "north", "2026-11-30",
	"If nobody links them before 2026-12-01: the student gets a new account; an old one stays"},
    {FIRST_LINK, false, false, "north", "2026-12-05", "before the next drop is applied: "},
    {FIRST_LINK, true, true, "north", "2026-12-05", "With the next drop that is applied: they are"},
};

static void
students_are_told_what_their_policy_does(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof students / sizeof *students; i++) {
		struct text text = {NULL, 0, 0, false};
		struct district district = make(students[i].policy);
		district.links.automatic = students[i].automatic;
		fate_student(&district, bytes_of(students[i].schools), students[i].ready,
		    students[i].today, &text);
		assert_true(says(&text, students[i].said));
		text_free(&text);
	}
}

static void
a_district_without_a_day_says_so(void **state)
{
	(void)state;
	struct text text = {NULL, 0, 0, false};
	struct district district = make(FIRST_EXACT);
	const struct bytes cells[ACCOUNT_CELLS] = {[ACCOUNT_ORIGIN] = bytes_of("imported")};
	district.sync.start_date = NULL;
	fate_account(&district, cells, "2026-11-30", &text);
	fate_student(&district, bytes_of(""), false, "2026-11-30", &text);
	fate_district(&district, "2026-11-30", &text);
	assert_true(says(&text, "for which no day is set; then it is taken over"));
	assert_true(says(&text, "before the district goes live (no day is set): "));
	assert_true(says(&text, "When the district goes live (no day is set) students keep"));
	district.sync.enabled = false;
	text_clear(&text);
	fate_account(&district, cells, "2026-11-30", &text);
	fate_student(&district, bytes_of(""), false, "2026-11-30", &text);
	fate_district(&district, "2026-11-30", &text);
	assert_true(says(&text, "stays as it is while the sync is off"));
	assert_true(says(&text, "The sync is off: nothing follows"));
	assert_true(says(&text, "The sync is off: links are kept"));
	text_free(&text);
}

static void
a_district_names_days_schools_and_classes(void **state)
{
	(void)state;
	struct text text = {NULL, 0, 0, false};
	struct district district = make(FIRST_EXACT);
	district.sync.reset = reset;
	district.classes.existing = CLASSES_ARCHIVE;
	fate_district(&district, "2026-11-30", &text);
	assert_true(says(&text, "On 2026-12-01 students keep an account"));
	assert_true(says(&text, "Schools with a later day: south on 2026-12-24.\n"));
	assert_true(says(&text, "On 2026-12-10, the day of the reset, all accounts"));
	assert_true(says(&text, "Classes that were there before are archived"));
	text_clear(&text);
	fate_district(&district, "2026-12-24", &text);
	assert_true(says(&text, "The sync is live: a wrong link is taken away by support"));
	assert_null(memmem(text.data, text.size, "later day", 9));
	assert_null(memmem(text.data, text.size, "reset", 5));
	text_free(&text);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(days_are_those_of_the_schools),
	    cmocka_unit_test(accounts_are_told_what_their_policy_does),
	    cmocka_unit_test(students_are_told_what_their_policy_does),
	    cmocka_unit_test(a_district_without_a_day_says_so),
	    cmocka_unit_test(a_district_names_days_schools_and_classes),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
