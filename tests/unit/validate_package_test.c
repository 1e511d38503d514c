// What the name of an entry of the package says, without its folder.
// uses cmd/validate/package.c
// uses cmd/validate/run.c
// uses cmd/validate/facts.c
// uses cmd/validate/before.c
// uses cmd/validate/known.c
// uses cmd/validate/ids.c
// uses cmd/validate/schools.c
// uses cmd/validate/schools_read.c
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "cmd/validate/package.h"

// How to add a case: a line.
static const struct {
	const char *path;
	enum entry_kind kind;
	int file;
	bool folded;
} cases[] = {
    {"users.csv", ENTRY_DATA, USERS, false},
    {"export/users.csv", ENTRY_DATA, USERS, false},
    {"academicSessions.csv", ENTRY_DATA, ACADEMIC_SESSIONS, false},
    {"academicsessions.csv", ENTRY_DATA, ACADEMIC_SESSIONS, true},
    {"users.CSV", ENTRY_DATA, USERS, true},
    {"lineItemScoreScales.csv", ENTRY_DATA, LINE_ITEM_SCORE_SCALES, false},
    {"manifest.csv", ENTRY_MANIFEST, NO_FILE, false},
    {"Manifest.csv", ENTRY_MANIFEST, NO_FILE, true},
    {"users.csv.bak", ENTRY_UNKNOWN, NO_FILE, false},
    {"users.txt", ENTRY_UNKNOWN, NO_FILE, false},
    {"pupils.csv", ENTRY_UNKNOWN, NO_FILE, true},
    {".csv", ENTRY_UNKNOWN, NO_FILE, true},
    {"csv", ENTRY_UNKNOWN, NO_FILE, false},
    {"__MACOSX/users.csv", ENTRY_JUNK, NO_FILE, false},
    {"__MACOSX/._users.csv", ENTRY_JUNK, NO_FILE, false},
    {"export/.DS_Store", ENTRY_JUNK, NO_FILE, false},
    {"._users.csv", ENTRY_JUNK, NO_FILE, false},
    {"Thumbs.db", ENTRY_JUNK, NO_FILE, false},
    {"Thumbs.db.csv", ENTRY_UNKNOWN, NO_FILE, true},
    {"MACOSX/users.csv", ENTRY_DATA, USERS, false},
};

static void
test_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum roster_file file;
		bool folded;
		enum entry_kind kind = package_kind(bytes_of(cases[i].path), &file, &folded);
		if (kind != cases[i].kind || (int)file != cases[i].file ||
		    folded != cases[i].folded)
			fail_msg("%s: kind %d, file %d, folded %d", cases[i].path, (int)kind,
			    (int)file, folded);
	}
}

static void
test_quote(void **state)
{
	char quoted[96];

	(void)state;
	assert_string_equal(run_quote(bytes_of("c-12"), quoted), "'c-12'");
	assert_string_equal(run_quote(bytes_of("somebody@example.org"), quoted), "the value");
	assert_string_equal(run_quote(bytes_of("Tilda Moss"), quoted), "the value");
	assert_string_equal(run_quote(bytes_of(""), quoted), "the value");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_kinds),
	    cmocka_unit_test(test_quote),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
