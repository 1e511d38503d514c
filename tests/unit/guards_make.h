// Guards with the standard limits for each test, and their verdict as text, because a sentence says most of what a test wants to know.
#pragma once

#include "tests/unit/scratch.h"

#include "cmd/apply/guards.h"
#include "schema/record.h"

enum { TRIPPED_MAX = 32, RECORD_MAX = 512 };

static const struct removals quiet;
static struct conf_guards limits;
static struct guards *guards;

static inline int
guards_make(void **state)
{
	(void)state;
	limits = (struct conf_guards){.removals = 10,
	    .students = GUARD_AS_REMOVALS,
	    .staff = GUARD_AS_REMOVALS,
	    .guardians = GUARD_AS_REMOVALS,
	    .classes = GUARD_AS_REMOVALS,
	    .enrollments = GUARD_AS_REMOVALS,
	    .class_share = 60,
	    .week = 25,
	    .updates = 75,
	    .contacts = 30,
	    .usernames = 5,
	    .replaced = 30,
	    .floor = 10};
	guards = guards_new(&limits);
	return guards == NULL ? -1 : 0;
}

static inline int
guards_remove(void **state)
{
	(void)state;
	guards_free(guards);
	return 0;
}

#define GUARDS_TEST(function) cmocka_unit_test_setup_teardown(function, guards_make, guards_remove)

// A record of which two cells count.
static inline struct bytes
record_of(char out[RECORD_MAX], unsigned entity, unsigned one, const char *value, unsigned other,
    const char *second)
{
	struct bytes cells[RECORD_CELLS_MAX] = {{NULL, 0}};
	cells[one] = text(value);
	cells[other] = text(second);
	return (struct bytes){out, record_write(out, cells, entity_columns(entity))};
}

// The limits that are passed, in sentences.
static inline const char *
judged(const struct removals *week)
{
	static char out[4096];
	struct tripped tripped[TRIPPED_MAX];
	unsigned passed;
	struct text sentence = {NULL, 0, 0, false};
	size_t count = guards_judge(guards, week, tripped, TRIPPED_MAX, &passed);
	for (size_t i = 0; i < count; i++) {
		tripped_text(&tripped[i], &sentence);
		text_put(&sentence, "\n");
	}
	snprintf(out, sizeof out, "%.*s", (int)sentence.size,
	    sentence.data == NULL ? "" : sentence.data);
	text_free(&sentence);
	return out;
}
