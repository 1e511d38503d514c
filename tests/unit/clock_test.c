// The clock from the edge, and the phase of a district, which hangs on the day alone.
#include "tests/unit/scratch.h"

#include "pipeline/clock.h"
#include "pipeline/phase.h"

enum { NOVEMBER_21 = 1795226584 }; // 2026-11-21T02:03:04Z

static void
the_environment_sets_the_clock(void **state)
{
	(void)state;
	setenv("ROSTERDROP_NOW", "2026-11-21T02:03:04Z", 1);
	assert_int_equal(clock_now(), NOVEMBER_21);
	setenv("TZ", "America/Chicago", 1);
	assert_int_equal(clock_now(), NOVEMBER_21);
	unsetenv("TZ");
	setenv("ROSTERDROP_NOW", "2026-11-21", 1);
	assert_true(clock_now() != NOVEMBER_21);
	unsetenv("ROSTERDROP_NOW");
	time_t before = time(NULL), now = clock_now();
	assert_true(before <= now && now <= time(NULL));
}

static void
times_are_written_in_utc(void **state)
{
	(void)state;
	char words[CLOCK_TEXT], stamp[CLOCK_STAMP];
	time_t when;
	clock_text(NOVEMBER_21, words);
	assert_string_equal(words, "2026-11-21T02:03:04Z");
	clock_stamp(NOVEMBER_21, stamp);
	assert_string_equal(stamp, "20261121T020304Z");
	assert_true(clock_parse_stamp("20261121T020304Z", &when));
	assert_int_equal(when, NOVEMBER_21);
	assert_true(clock_parse_stamp("20261121T020304Z-1a2b3c4d", &when));
	assert_int_equal(when, NOVEMBER_21);
	assert_false(clock_parse_stamp("20261121T0203", &when));
	assert_false(clock_parse_stamp("20261321T020304Z", &when));
	assert_false(clock_parse_stamp("", &when));
}

static void
monotonic_time_goes_on(void **state)
{
	(void)state;
	uint64_t before = clock_monotonic_ms();
	usleep(3000);
	uint64_t after = clock_monotonic_ms();
	assert_true(after >= before + 2 && after < before + 5000);
}

static void
the_phase_hangs_on_switches_and_the_day(void **state)
{
	(void)state;
	static char before[] = "2026-11-20", today[] = "2026-11-21", later[] = "2026-11-22";
	static const struct {
		bool enabled, paused;
		char *start;
		enum phase phase;
		const char *name;
	} cases[] = {
	    {true, false, NULL, PHASE_SETUP, "setup"},
	    {true, false, later, PHASE_SETUP, "setup"},
	    {true, false, today, PHASE_LIVE, "live"},
	    {true, false, before, PHASE_LIVE, "live"},
	    {true, true, before, PHASE_PAUSED, "paused"},
	    {true, true, later, PHASE_SETUP, "setup"},
	    {false, false, before, PHASE_OFF, "off"},
	    {false, true, NULL, PHASE_OFF, "off"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct district one = {.sync = {.enabled = cases[i].enabled,
					   .paused = cases[i].paused,
					   .start_date = cases[i].start}};
		assert_int_equal(phase_of(&one, NOVEMBER_21), cases[i].phase);
		assert_string_equal(phase_name(cases[i].phase), cases[i].name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_environment_sets_the_clock),
	    cmocka_unit_test(times_are_written_in_utc),
	    cmocka_unit_test(monotonic_time_goes_on),
	    cmocka_unit_test(the_phase_hangs_on_switches_and_the_day),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
