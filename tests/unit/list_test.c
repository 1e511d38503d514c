// A list keeps what it has while it grows, and stands as it was when it cannot.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "pipeline/list.h"

static void
what_is_there_stays(void **state)
{
	enum { MANY = 10000 };
	(void)state;
	uint64_t *list = NULL;
	size_t count = 0, room = 0;
	for (; count < MANY; count++) {
		assert_true(list_grow(&list, count, &room, sizeof *list));
		assert_true(room > count && room <= 2 * count + 64);
		list[count] = count;
	}
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(list[i], i);
	free(list);
}

static void
what_cannot_be_had_changes_nothing(void **state)
{
	(void)state;
	uint64_t one = 7, *list = &one;
	size_t room = SIZE_MAX / 8;
	assert_false(list_grow(&list, room, &room, sizeof *list));
	assert_ptr_equal(list, &one);
	assert_int_equal(room, SIZE_MAX / 8);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_there_stays),
	    cmocka_unit_test(what_cannot_be_had_changes_nothing),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
