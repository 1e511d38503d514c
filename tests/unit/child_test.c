// A child's verdict, messages and deadlines.
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "pipeline/child.h"
#include "pipeline/clock.h"

static char heard[64];

static bool
hear(void *context, const void *message, size_t size, struct fault *fault)
{
	(void)context;
	if (size == 4 && memcmp(message, "stop", 4) == 0)
		return fault_set(fault, FAULT_DATA, "told to stop");
	size_t used = strlen(heard);
	snprintf(heard + used, sizeof heard - used, "%.*s", (int)size, (const char *)message);
	return true;
}

static bool
talk(struct child *child, void *context, struct fault *fault)
{
	(void)context;
	for (int i = 0; i < 20; i++)
		if (!child_send(child, &"abcdefghijklmnopqrst"[i], 1, fault))
			return false;
	return true;
}

static bool
refuse(struct child *child, void *context, struct fault *fault)
{
	(void)child;
	(void)context;
	return fault_set(fault, FAULT_HOST_KEY, "not him");
}

static bool
crash(struct child *child, void *context, struct fault *fault)
{
	(void)context;
	(void)fault;
	child_step(child, "crashing");
	signal(SIGSEGV, SIG_DFL);
	return raise(SIGSEGV) == 0;
}

static bool
leave(struct child *child, void *context, struct fault *fault)
{
	(void)child;
	(void)context;
	(void)fault;
	_exit(0);
}

// Ends as pipeline/process.c has it where a file is damaged.
static bool
meet_damage(struct child *child, void *context, struct fault *fault)
{
	(void)child;
	(void)context;
	(void)fault;
	_exit(EX_IOERR);
}

static bool
hang(struct child *child, void *context, struct fault *fault)
{
	(void)context;
	(void)fault;
	child_step(child, "hanging");
	while (pause() != 0)
		continue;
	return true;
}

// Goes on for ever, a step at a time.
static bool
crawl(struct child *child, void *context, struct fault *fault)
{
	(void)context;
	(void)fault;
	do
		child_step(child, "crawling");
	while (usleep(100000) == 0);
	return true;
}

static bool
say_stop(struct child *child, void *context, struct fault *fault)
{
	return child_send(child, "stop", 4, fault) && hang(child, context, fault);
}

static bool
say_too_much(struct child *child, void *context, struct fault *fault)
{
	static char much[CHILD_MESSAGE_MAX + 1];
	(void)context;
	return child_send(child, much, sizeof much, fault);
}

// Deadlines that are not to be met are long, and nothing is said of how soon the others are seen: a machine can be busy.
static const struct {
	const char *name;
	bool (*work)(struct child *, void *, struct fault *);
	unsigned step_seconds, total_seconds;
	enum fault_class class;
	const char *text; // in the fault's
	unsigned least_ms;
} cases[] = {
    {"talk", talk, 600, 600, FAULT_NONE, "", 0},
    {"refuse", refuse, 600, 600, FAULT_HOST_KEY, "not him", 0},
    {"crash", crash, 600, 600, FAULT_BUG, "crashing: the child died by signal 11", 0},
    {"leave", leave, 600, 600, FAULT_BUG, "the child died", 0},
    {"damage", meet_damage, 600, 600, FAULT_IO, "a damaged file ended it", 0},
    {"hang", hang, 1, 600, FAULT_TEMP, "hanging: no end within 1 seconds", 1000},
    {"crawl", crawl, 3, 4, FAULT_TEMP, "crawling: no end within 4 seconds in all", 4000},
    {"stop", say_stop, 600, 600, FAULT_DATA, "told to stop", 0},
    {"too much", say_too_much, 600, 600, FAULT_BUG, "4097 bytes", 0},
};

static void
test_verdicts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct fault fault = {FAULT_NONE, ""};
		struct child_task task = {.work = cases[i].work,
		    .receive = hear,
		    .step_seconds = cases[i].step_seconds,
		    .total_seconds = cases[i].total_seconds};
		uint64_t begin = clock_monotonic_ms();
		print_message("# %s\n", cases[i].name);
		assert_int_equal(child_run(&task, &fault), cases[i].class == FAULT_NONE);
		uint64_t took = clock_monotonic_ms() - begin;
		assert_int_equal(fault.class, cases[i].class);
		assert_non_null(strstr(fault.text, cases[i].text));
		assert_true(took >= cases[i].least_ms);
	}
	assert_string_equal(heard, "abcdefghijklmnopqrst");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_verdicts)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
