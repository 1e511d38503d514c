// The attempts to send a mail, as they lie beside it: what they keep back, whom they settle, and what a crash in the middle of one does.
// uses cmd/report/tries.c
#include "tests/unit/scratch.h"

#include "cmd/report/tries.h"

enum { NOVEMBER_21 = 1795226584, MINUTE = 60 }; // 2026-11-21T02:03:04Z

// A file of the mail.
static void
put(const char *name, const char *words)
{
	must(fs_put(dir, name, words, strlen(words), &fault));
}

// A mail to these three, made then.
static void
make_mail(void)
{
	put("to", "a@oak.example\nb@oak.example\nc@oak.example\n");
	must(tries_begin(dir, NOVEMBER_21, &fault));
}

// Asks all that are not settled, and writes down these answers in their order.
static void
attempt(time_t when, enum mail_verdict verdict, int answer, const int *answers)
{
	struct tries tries;
	struct mail_recipient asked[3];
	struct mail_result result = {.verdict = verdict, .answer = answer, .text = "so"};
	size_t count = 0;
	must(tries_read(dir, &tries, &fault));
	for (size_t i = 0; i < tries.recipient_count; i++)
		if (tries.recipients[i].answer == 0) {
			asked[count] = tries.recipients[i];
			asked[count].answer = answers[count];
			count++;
		}
	must(tries_write(dir, &tries, when, asked, count, &result, &fault));
	tries_free(&tries);
}

static void
a_new_mail_is_due_at_once(void **state)
{
	(void)state;
	struct tries tries;
	make_mail();
	must(tries_read(dir, &tries, &fault));
	assert_int_equal(tries.count, 0);
	assert_int_equal(tries.next, 0);
	assert_int_equal(tries.made, NOVEMBER_21);
	assert_int_equal(tries.recipient_count, 3);
	assert_int_equal(tries_open(&tries), 3);
	assert_string_equal(tries.recipients[1].address, "b@oak.example");
	tries_free(&tries);
}

static void
each_recipient_is_settled_alone(void **state)
{
	(void)state;
	struct tries tries;
	make_mail();
	attempt(NOVEMBER_21, MAIL_SENT, 250, (int[]){250, 451, 550});
	must(tries_read(dir, &tries, &fault));
	assert_int_equal(tries_open(&tries), 1);
	assert_int_equal(tries.recipients[0].answer, 250);
	assert_int_equal(tries.recipients[1].answer, 0);
	assert_int_equal(tries.recipients[2].answer, 550);
	tries_free(&tries);
	attempt(NOVEMBER_21 + 5 * MINUTE, MAIL_SENT, 250, (int[]){250});
	must(tries_read(dir, &tries, &fault));
	assert_int_equal(tries_open(&tries), 0);
	assert_int_equal(tries.recipients[0].answer, 250);
	tries_free(&tries);
}

static void
yes_to_a_recipient_is_no_yes_to_the_message(void **state)
{
	(void)state;
	struct tries tries;
	make_mail();
	attempt(NOVEMBER_21, MAIL_LATER, 451, (int[]){250, 250, 550});
	must(tries_read(dir, &tries, &fault));
	assert_int_equal(tries_open(&tries), 2);
	tries_free(&tries);
	attempt(NOVEMBER_21, MAIL_REFUSED, 552, (int[]){250, 250});
	must(tries_read(dir, &tries, &fault));
	assert_int_equal(tries_open(&tries), 0);
	assert_int_equal(tries.recipients[0].answer, 552);
	tries_free(&tries);
}

static void
pauses_grow_up_to_four_hours(void **state)
{
	(void)state;
	static const time_t minutes[] = {5, 10, 20, 40, 80, 160, 240, 240, 240};
	struct tries tries;
	time_t now = NOVEMBER_21;
	make_mail();
	for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++) {
		attempt(now, MAIL_LATER, 0, (int[]){0, 0, 0});
		must(tries_read(dir, &tries, &fault));
		assert_int_equal(tries.count, i + 1);
		assert_int_equal(tries.next - now, minutes[i] * MINUTE);
		assert_int_equal(tries.made, NOVEMBER_21);
		now = tries.next;
		tries_free(&tries);
	}
}

static void
an_attempt_that_a_crash_cut_short_keeps_nothing_back(void **state)
{
	(void)state;
	static const char *const cut[] = {
	    "", "rosterdrop-try 1\nat 2026-11-2", "rosterdrop-try 2\nat 2026-11-21T02:03:04Z\n"};
	make_mail();
	attempt(NOVEMBER_21, MAIL_SENT, 250, (int[]){250, 451, 451});
	for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
		struct tries tries;
		put("try.2", cut[i]);
		must(tries_read(dir, &tries, &fault));
		assert_int_equal(tries.count, 2);
		assert_int_equal(tries.next, 0);
		assert_int_equal(tries_open(&tries), 2);
		tries_free(&tries);
		must(fs_remove(dir, "try.2", &fault));
	}
	put("try.2",
	    "rosterdrop-try 1\nat 2026-11-21T02:03:04Z\nanswer 250 \n250 b@oak.example\n250 c@oak");
	struct tries tries;
	must(tries_read(dir, &tries, &fault));
	assert_int_equal(tries_open(&tries), 1); // whose line is not whole is asked again
	tries_free(&tries);
}

static void
a_mail_of_an_older_version_is_as_old_as_its_first_attempt(void **state)
{
	(void)state;
	struct tries tries;
	make_mail();
	must(fs_remove(dir, "made", &fault));
	must(tries_read(dir, &tries, &fault));
	assert_int_equal(tries.made, 0);
	tries_free(&tries);
	attempt(NOVEMBER_21 + MINUTE, MAIL_LATER, 0, (int[]){0, 0, 0});
	attempt(NOVEMBER_21 + 9 * MINUTE, MAIL_LATER, 0, (int[]){0, 0, 0});
	must(tries_read(dir, &tries, &fault));
	assert_int_equal(tries.made, NOVEMBER_21 + MINUTE);
	tries_free(&tries);
}

static void
a_mail_without_recipients_cannot_be_read(void **state)
{
	(void)state;
	struct tries tries;
	assert_false(tries_read(dir, &tries, &fault));
	assert_int_equal(fault.class, FAULT_MISSING);
	tries_free(&tries);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(a_new_mail_is_due_at_once),
	    SCRATCH_TEST(each_recipient_is_settled_alone),
	    SCRATCH_TEST(yes_to_a_recipient_is_no_yes_to_the_message),
	    SCRATCH_TEST(pauses_grow_up_to_four_hours),
	    SCRATCH_TEST(an_attempt_that_a_crash_cut_short_keeps_nothing_back),
	    SCRATCH_TEST(a_mail_of_an_older_version_is_as_old_as_its_first_attempt),
	    SCRATCH_TEST(a_mail_without_recipients_cannot_be_read),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
