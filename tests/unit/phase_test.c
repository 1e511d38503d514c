// Which phase a day is in, by every switch and at both ends of every range; what the stages do in it, as the page says; and the days of schools.
#include "tests/unit/scratch.h"

#include "pipeline/phase.h"

enum { DAY = 24 * 60 * 60 };
static const time_t noon = 1795262400; // 2026-11-21T12:00:00Z

static char start[] = "2026-11-20", one_day[] = "2026-11-24", range[] = "2026-12-01..2026-12-03";

// The phase some days after 2026-11-21.
static const char *
phase_in(const struct district *whose, long days)
{
	return phase_name(phase_of(whose, noon + days * DAY));
}

static void
a_blackout_begins_and_ends_with_its_days(void **state)
{
	(void)state;
	char *blackout[] = {one_day, range, NULL};
	struct district one = {
	    .sync = {.enabled = true, .start_date = start, .blackout = blackout}};
	static const struct {
		long days;
		const char *phase;
	} cases[] = {{-2, "setup"}, {-1, "live"}, {2, "live"}, {3, "blackout"}, {4, "live"},
	    {9, "live"}, {10, "blackout"}, {12, "blackout"}, {13, "live"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(phase_in(&one, cases[i].days), cases[i].phase);
	one.sync.paused = true;
	assert_string_equal(phase_in(&one, 3), "paused");
	one.sync.enabled = false;
	assert_string_equal(phase_in(&one, 3), "off");
	one = (struct district){
	    .sync = {.enabled = true, .start_date = one_day, .blackout = blackout}};
	assert_string_equal(
	    phase_in(&one, 2), "setup"); // what is not live has nothing to wait with
	assert_string_equal(phase_in(&one, 3), "blackout");
}

// Midnight in New York, in summer, in winter, and on both days on which the clock is put forward or back.
static void
days_are_those_of_the_district(void **state)
{
	(void)state;
	static const struct {
		const char *day;
		time_t midnight;
	} cases[] = {{"2026-08-01", 1785556800}, {"2026-12-01", 1796101200},
	    {"2026-03-08", 1772946000}, {"2026-03-09", 1773028800}, {"2026-11-01", 1793505600},
	    {"2026-11-02", 1793595600}};
	static char zone[] = "America/New_York";
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char day[11];
		memcpy(day, cases[i].day, sizeof day);
		char *blackout[] = {day, NULL};
		struct district one = {
		    .sync = {.enabled = true, .start_date = day}, .expect = {.timezone = zone}};
		assert_string_equal(phase_name(phase_of(&one, cases[i].midnight - 1)), "setup");
		assert_string_equal(phase_name(phase_of(&one, cases[i].midnight)), "live");
		one.sync.blackout = blackout;
		assert_string_equal(phase_name(phase_of(&one, cases[i].midnight)), "blackout");
	}
}

static void
only_apply_hangs_on_the_phase(void **state)
{
	(void)state;
	static const struct {
		enum phase phase;
		const char *apply;
		bool live;
	} cases[PHASES] = {{PHASE_SETUP, "only plans", false}, {PHASE_LIVE, "works", true},
	    {PHASE_PAUSED, "waits", true}, {PHASE_BLACKOUT, "waits", true},
	    {PHASE_OFF, "refuses", false}, {PHASE_GRACE, "passes new rows over", false}};
	for (size_t i = 0; i < PHASES; i++) {
		for (int stage = STAGE_FETCH; stage < STAGE_APPLY; stage++)
			assert_string_equal(
			    phase_words(phase_does(cases[i].phase, (enum stage_id)stage)), "works");
		assert_string_equal(
		    phase_words(phase_does(cases[i].phase, STAGE_APPLY)), cases[i].apply);
		assert_int_equal(phase_is_live(cases[i].phase), cases[i].live);
	}
}

static void
a_school_waits_until_its_day(void **state)
{
	(void)state;
	const char *school = NULL;
	assert_true(phase_school_waits("2026-12-01 north", "2026-11-30T23:59:59Z", &school));
	assert_string_equal(school, "north");
	assert_false(phase_school_waits("2026-12-01 north", "2026-12-01T00:00:00Z", &school));
}

static void
a_day_comes_once(void **state)
{
	(void)state;
	static char north[] = "2026-12-01 north", reset[] = "2026-12-05";
	char *grace[] = {north, NULL};
	struct district one = {.sync = {.enabled = true, .start_date = start, .grace = grace}};
	assert_false(phase_day_came(&one, "2026-11-21T00:00:00Z", "2026-11-30T00:00:00Z"));
	assert_true(phase_day_came(&one, "2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z"));
	assert_false(phase_day_came(&one, "2026-12-01T00:00:00Z", "2026-12-02T00:00:00Z"));
	one.sync.reset = reset;
	assert_false(phase_day_came(&one, "2026-12-04T00:00:00Z", "2026-12-06T00:00:00Z"));
	one.sync.first_sync = FIRST_EXACT;
	assert_true(phase_day_came(&one, "2026-12-04T00:00:00Z", "2026-12-06T00:00:00Z"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_blackout_begins_and_ends_with_its_days),
	    cmocka_unit_test(days_are_those_of_the_district),
	    cmocka_unit_test(only_apply_hangs_on_the_phase),
	    cmocka_unit_test(a_school_waits_until_its_day),
	    cmocka_unit_test(a_day_comes_once),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
