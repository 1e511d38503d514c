// The bound on a share of which a sample was seen, against values that were computed elsewhere with sixty digits.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <math.h>
#include <cmocka.h>

#include "pipeline/bound.h"

// How to add a value: a line here.
static const struct {
	uint64_t wrong, all;
	double confidence, upper;
} known[] = {
    {0, 1, .95, .95},
    {0, 10, .95, .258865550893},
    {0, 200, .95, .0148670392313},
    {1, 10, .95, .394163302437},
    {1, 200, .95, .023498470435},
    {2, 200, .95, .0311425994141},
    {5, 100, .95, .102253377643},
    {50, 100, .95, .586378285369},
    {99, 100, .95, .999487198584},
    {0, 29956, .95, 9.99994153198e-05},
    {1, 47437, .95, 9.99995219509e-05},
    {3, 200, .975, .0432082819177},
    {0, 4000, .975, .000921794749483},
    {120, 4000, .95, .0348247440462},
};

static void
bounds_are_exact(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		double upper = bound_upper(known[i].wrong, known[i].all, known[i].confidence);
		if (fabs(upper - known[i].upper) > known[i].upper * 1e-9)
			print_message("# %llu of %llu: %.12g\n", (unsigned long long)known[i].wrong,
			    (unsigned long long)known[i].all, upper);
		assert_true(fabs(upper - known[i].upper) <= known[i].upper * 1e-9);
	}
}

static void
nothing_seen_bounds_nothing(void **state)
{
	(void)state;
	assert_true(bound_upper(0, 0, .95) == 1);
	assert_true(bound_upper(7, 7, .95) == 1);
}

// No errors: 3 divided by how many were seen is nearly the bound.
static void
three_divided_is_near(void **state)
{
	(void)state;
	for (uint64_t all = 100; all <= 1000000; all *= 10) {
		double ratio = bound_upper(0, all, .95) * (double)all;
		assert_true(ratio > 2.94 && ratio < 3);
	}
}

// More wrong ones raise the bound, more seen ones lower it, and it is above what was seen; however many there are.
static void
bounds_are_in_order(void **state)
{
	(void)state;
	for (uint64_t all = 10; all <= 10000000; all *= 10)
		for (uint64_t wrong = 0; wrong < all; wrong = wrong * 3 + 1) {
			double upper = bound_upper(wrong, all, .95);
			assert_true(upper > (double)wrong / (double)all && upper < 1);
			assert_true(bound_upper(wrong, all + 1, .95) < upper);
			assert_true(bound_upper(wrong + 1, all, .95) > upper);
			assert_true(bound_upper(wrong, all, .99) > upper);
		}
}

static void
the_least_number_is_found(void **state)
{
	static const double shares[] = {1e-4, 1e-3, .01, .5};
	(void)state;
	assert_true(bound_needed(0, 1e-4, .95) == 29956);
	assert_true(bound_needed(1, 1e-4, .95) == 47437);
	assert_true(bound_needed(0, 1e-14, .95) == 0);
	for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
		for (uint64_t wrong = 0; wrong < 5; wrong++) {
			uint64_t needed = bound_needed(wrong, shares[i], .95);
			assert_true(bound_upper(wrong, needed, .95) <= shares[i]);
			assert_true(bound_upper(wrong, needed - 1, .95) > shares[i]);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bounds_are_exact),
	    cmocka_unit_test(nothing_seen_bounds_nothing),
	    cmocka_unit_test(three_divided_is_near),
	    cmocka_unit_test(bounds_are_in_order),
	    cmocka_unit_test(the_least_number_is_found),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
