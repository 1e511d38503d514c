// Days, times of day and what clocks do to them.
#include "tests/unit/scratch.h"

#include "pipeline/calendar.h"

enum { DAY = 24 * 60 * 60, NOVEMBER_21 = 20778 }; // 2026-11-21, a Saturday

static void
ranges_are_days_in_order(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "2026-11-2", "2026-11-31", "2026-11-21..",
	    "2026-11-21..2026-11-20", "2026-11-21...2026-11-22", "2026-11-21 2026-11-22",
	    "2026-11-21..2026-11-222"};
	struct day_range range;
	assert_true(calendar_range("2026-11-21", &range));
	assert_int_equal(range.first, NOVEMBER_21);
	assert_int_equal(range.last, NOVEMBER_21);
	assert_true(calendar_range("2026-11-21..2027-01-02", &range));
	assert_int_equal(range.last - range.first, 42);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(calendar_range(bad[i], &range));
}

static void
weekdays_have_names(void **state)
{
	(void)state;
	unsigned weekday;
	assert_true(calendar_weekday("sat", &weekday));
	assert_int_equal(weekday, 6);
	assert_int_equal(calendar_weekday_of(NOVEMBER_21), 6);
	assert_int_equal(calendar_weekday_of(0), 4);
	assert_int_equal(calendar_weekday_of(-1), 3);
	assert_int_equal(calendar_weekday_of(-11), 0);
	assert_false(calendar_weekday("Sat", &weekday));
	assert_false(calendar_weekday("saturday", &weekday));
}

static void
times_of_day_are_four_digits(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    "5:30", "24:00", "05:60", "05:3", "0530", "05:300", "ab:cd", ""};
	unsigned minutes;
	assert_true(calendar_minutes("05:30", &minutes));
	assert_int_equal(minutes, 330);
	assert_true(calendar_minutes("23:59", &minutes));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(calendar_minutes(bad[i], &minutes));
}

static void
days_are_written_as_they_are_read(void **state)
{
	(void)state;
	char text[CALENDAR_DAY_TEXT];
	struct day_range range;
	for (long day = -800; day < 40000; day += 13) {
		calendar_day_text(day, text);
		assert_true(calendar_range(text, &range));
		assert_int_equal(range.first, day);
	}
}

static void
zones_are_those_of_the_system(void **state)
{
	(void)state;
	assert_true(calendar_zone_known("UTC"));
	assert_true(calendar_zone_known("America/New_York"));
	assert_false(calendar_zone_known("Mars/Base"));
	assert_false(calendar_zone_known("../../etc/passwd"));
	assert_false(calendar_zone_known("/etc/localtime"));
	assert_false(calendar_zone_known(""));
}

static void
days_begin_where_the_district_is(void **state)
{
	(void)state;
	time_t midnight = (time_t)NOVEMBER_21 * DAY;
	assert_true(calendar_zone_use("America/New_York"));
	assert_int_equal(calendar_day(midnight), NOVEMBER_21 - 1);
	assert_int_equal(calendar_day(midnight + 5 * 3600), NOVEMBER_21);
	assert_int_equal(calendar_moment(NOVEMBER_21, 330), midnight + 5 * 3600 + 330 * 60);
	assert_int_equal(calendar_moment(NOVEMBER_21, 24 * 60), midnight + DAY + 5 * 3600);
	assert_true(calendar_zone_use("UTC"));
	assert_int_equal(calendar_day(midnight), NOVEMBER_21);
}

// New York goes forward on 8 March 2026 at 02:00 and back on 1 November at 02:00.
static void
clocks_that_are_put_on_lose_no_day(void **state)
{
	(void)state;
	struct day_range spring, autumn;
	assert_true(calendar_range("2026-03-08", &spring));
	assert_true(calendar_range("2026-11-01", &autumn));
	assert_true(calendar_zone_use("America/New_York"));
	time_t march = calendar_moment(spring.first, 0),
	       november = calendar_moment(autumn.first, 0);
	assert_int_equal(calendar_moment(spring.first, 24 * 60) - march, 23 * 3600);
	assert_int_equal(calendar_moment(autumn.first, 24 * 60) - november, 25 * 3600);
	assert_int_equal(calendar_moment(spring.first, 330) - march, (330 - 60) * 60);
	assert_int_equal(calendar_moment(spring.first, 150) - march, 150 * 60); // leapt over
	assert_int_equal(calendar_day(calendar_moment(spring.first, 150)), spring.first);
	assert_true(calendar_zone_use("UTC"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ranges_are_days_in_order),
	    cmocka_unit_test(weekdays_have_names),
	    cmocka_unit_test(times_of_day_are_four_digits),
	    cmocka_unit_test(days_are_written_as_they_are_read),
	    cmocka_unit_test(zones_are_those_of_the_system),
	    cmocka_unit_test(days_begin_where_the_district_is),
	    cmocka_unit_test(clocks_that_are_put_on_lose_no_day),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
