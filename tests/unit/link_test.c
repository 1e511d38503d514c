// The matcher, hazard by hazard: each case is a handful of people as two systems know them, and what may be said of those of the SIS. Every case is
// run three times: as it stands, in reverse order, and with threads.
//
// uses cmd/match/link.c cmd/match/link_alike.c cmd/match/link_audit.c cmd/match/link_block.c cmd/match/link_compare.c cmd/match/link_contact.c cmd/match/link_each.c cmd/match/link_gather.c cmd/match/link_guard.c cmd/match/link_house.c cmd/match/link_key.c cmd/match/link_name.c cmd/match/link_near.c cmd/match/link_pair.c cmd/match/link_pending.c cmd/match/link_run.c cmd/match/link_score.c cmd/match/link_settle.c cmd/match/link_sort.c cmd/match/link_tie.c cmd/match/link_trust.c cmd/match/link_value.c cmd/match/link_words.c
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "cmd/match/link.h"
#include "cmd/match/link_words.h"

enum { MOST = 4, PARENTS = 2, SHUFFLES = 3 };

struct parent {
	const char *given, *family, *email, *mobile;
};

struct who {
	const char *id, *given, *middle, *family, *date, *grade, *school, *email, *number;
	struct parent parents[PARENTS];
};

// `wanted`: of each of the SIS its class, and the account of ready and partial: "s1 ready a1, s2 none".
struct link_case {
	const char *what;
	struct who sis[MOST], app[MOST];
	const char *wanted;
	unsigned warnings; // that s1's verdict has to have
	const char *const *nicknames;
	const char *forbidden, *decided; // "s1 a1"
};

#define EVE \
	{ \
		"Eve", "Quill", "eve@quill.example", "+12065550111" \
	}
#define MAX \
	{ \
		"Max", "Quill", "max@quill.example", "+12065550122" \
	}
#define JOE \
	{ \
		"Joe", "Stone", "joe@stone.example", "+12065550133" \
	}
#define SHARED \
	{ \
		"Office", "Oak", "office@oak.example", "+12065550199" \
	}

static const char *const own_nicknames[] = {"zeb ophelia", NULL};

// How to add a hazard: a case in link_cases.inc.
static const struct link_case cases[] = {
#include "tests/unit/link_cases.inc"
};

// A number of guardians who all have the office's phone.
static void
add_crowd(struct links *links, enum link_side side)
{
	char name[32];
	for (unsigned i = 0; i < 6; i++) {
		snprintf(name, sizeof name, "Crowd%u", i);
		const struct link_guardian guardian = {bytes_of(name), bytes_of("Oak"),
		    bytes_of("office@oak.example"), bytes_of("+12065550199"), {NULL, 0}};
		links_guardian(links, side, &guardian);
	}
}

static struct bytes
value(const char *text)
{
	return text == NULL ? (struct bytes){NULL, 0} : bytes_of(text);
}

static void
add_who(struct links *links, enum link_side side, const struct who *who)
{
	uint32_t guardians[PARENTS];
	unsigned count = 0;
	for (unsigned i = 0; i < PARENTS && who->parents[i].given != NULL; i++) {
		const struct parent *parent = &who->parents[i];
		const struct link_guardian guardian = {value(parent->given), value(parent->family),
		    value(parent->email), value(parent->mobile), {NULL, 0}};
		guardians[count++] = links_guardian(links, side, &guardian);
	}
	const struct link_person person = {.id = value(who->id),
	    .given = value(who->given),
	    .middle = value(who->middle),
	    .family = value(who->family),
	    .birth_date = value(who->date),
	    .grades = value(who->grade),
	    .schools = value(who->school),
	    .email = value(who->email),
	    .number = value(who->number),
	    .guardians = guardians,
	    .guardian_count = count};
	assert_int_not_equal(links_add(links, side, &person), LINK_NOBODY);
}

static unsigned
count_of(const struct who *people)
{
	unsigned count = 0;
	while (count < MOST && people[count].id != NULL)
		count++;
	return count;
}

// The number of a person in an order.
static uint32_t
place_of(const struct who *people, const char *id, size_t size, bool reversed)
{
	unsigned count = count_of(people);
	for (uint32_t i = 0; i < count; i++)
		if (strlen(people[i].id) == size && strncmp(people[i].id, id, size) == 0)
			return reversed ? count - 1 - i : i;
	return LINK_NOBODY;
}

// The numbers of "s1 a1".
static void
pair_of(const struct link_case *one, const char *pair, bool reversed, uint32_t *sis, uint32_t *app)
{
	size_t size = strcspn(pair, " ");
	*sis = place_of(one->sis, pair, size, reversed);
	*app = place_of(one->app, pair + size + 1, strlen(pair + size + 1), reversed);
}

static struct links *
run_case(const struct link_case *one, unsigned shuffle)
{
	const struct link_options options = {
	    .threads = shuffle, .year = 2026, .nicknames = one->nicknames};
	struct fault fault;
	const bool reversed = shuffle == 1;
	struct links *links = links_new(&options);
	uint32_t sis, app;
	assert_non_null(links);
	for (unsigned side = 0; side < LINK_SIDES; side++) {
		const struct who *people = side == LINK_SIS ? one->sis : one->app;
		unsigned count = count_of(people);
		for (unsigned i = 0; i < count; i++)
			add_who(links, side, &people[reversed ? count - 1 - i : i]);
	}
	if (one->forbidden != NULL) {
		pair_of(one, one->forbidden, reversed, &sis, &app);
		assert_true(links_forbid(links, sis, app));
	}
	if (one->decided != NULL) {
		pair_of(one, one->decided, reversed, &sis, &app);
		assert_true(links_decide(links, sis, app));
	}
	assert_true(links_run(links, &fault));
	return links;
}

// One statement of what is wanted: "s1 ready a1", "s1 none", "not ready s1 a1".
static void
judge(const struct link_case *one, struct links *links, const char *wanted, bool reversed)
{
	static const char *const classes[] = {[LINK_NONE] = "none",
	    [LINK_MULTIPLE] = "multiple",
	    [LINK_PARTIAL] = "partial",
	    [LINK_READY] = "ready"};
	struct link_verdict verdict;
	char sis[16], class[16], app[16] = "";
	if (sscanf(wanted, "not ready %15s %15[a-z0-9]", sis, app) == 2) {
		links_verdict(
		    links, LINK_SIS, place_of(one->sis, sis, strlen(sis), reversed), &verdict);
		assert_false(verdict.class == LINK_READY &&
			     verdict.best == place_of(one->app, app, strlen(app), reversed));
		return;
	}
	assert_true(sscanf(wanted, "%15s %15[a-z] %15[a-z0-9]", sis, class, app) >= 2);
	links_verdict(links, LINK_SIS, place_of(one->sis, sis, strlen(sis), reversed), &verdict);
	assert_string_equal(classes[verdict.class], class);
	if (app[0] != '\0')
		assert_int_equal(verdict.best, place_of(one->app, app, strlen(app), reversed));
}

static void
each_hazard_ends_as_it_should(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (unsigned shuffle = 0; shuffle < SHUFFLES; shuffle++) {
			struct link_verdict verdict;
			print_message("# %s\n", cases[i].what);
			struct links *links = run_case(&cases[i], shuffle);
			judge(&cases[i], links, cases[i].wanted, shuffle == 1);
			for (const char *next = cases[i].wanted;
			     (next = strstr(next, ", ")) != NULL;)
				judge(&cases[i], links, next += 2, shuffle == 1);
			links_verdict(links, LINK_SIS,
			    place_of(cases[i].sis, "s1", 2, shuffle == 1), &verdict);
			assert_int_equal(verdict.warnings & cases[i].warnings, cases[i].warnings);
			links_free(links);
		}
}

// What a school's office lends its name to is no household.
static void
an_address_of_many_ties_nobody(void **state)
{
	static const struct link_case one = {
	    .sis = {{"s1", "Ida", "", "Quill", "", "05", "e1", "", "", {SHARED}}},
	    .app = {{"a1", "Ida", "", "Quill", "", "05", "e1", "", "", {SHARED}}}};
	const struct link_options options = {.year = 2026};
	struct link_evidence evidence;
	struct fault fault;
	(void)state;
	for (unsigned crowd = 0; crowd < 2; crowd++) {
		struct links *links = links_new(&options);
		add_who(links, LINK_SIS, &one.sis[0]);
		add_who(links, LINK_APP, &one.app[0]);
		if (crowd != 0)
			add_crowd(links, LINK_SIS);
		assert_true(links_run(links, &fault));
		links_compare(links, 0, 0, &evidence);
		assert_int_equal(evidence.house, crowd != 0 ? HOUSE_NAME : HOUSE_BOTH);
		links_free(links);
	}
}

// What is said names fields, verdicts and effects, and no value.
static void
words_say_what_agrees_and_what_stops(void **state)
{
	static const struct link_case one = {
	    .sis = {{"s1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	    .app = {{"a1", "Ida", "", "Quill", "2013-11-28", "05", "e1", "", "", {EVE}}}};
	struct links *links = run_case(&one, 0);
	struct link_verdict verdict;
	struct link_evidence evidence;
	struct text text = {NULL, 0, 0, false};
	(void)state;
	links_verdict(links, LINK_SIS, 0, &verdict);
	links_compare(links, 0, 0, &evidence);
	link_say_evidence(&text, &evidence);
	text_add(&text, (struct bytes){"", 1});
	assert_string_equal(text.data, "given name: same (strong for); family name: same (for); "
				       "birth date: different (blocks); "
				       "guardians: same full name, and e-mail or phone (strong "
				       "for); school: same (for); grade: same (for)");
	text_clear(&text);
	link_say_reason(&text, &verdict, &evidence);
	text_add(&text, (struct bytes){"", 1});
	assert_string_equal(text.data,
	    "Same full name and guardian's e-mail or phone. Not ready: the birth dates differ.");
	text_clear(&text);
	struct link_evidence next = evidence;
	next.given = GIVEN_DIFFERENT;
	next.house = HOUSE_MISSING;
	link_say_runner_up(&text, &evidence, &next);
	text_add(&text, (struct bytes){"", 1});
	assert_string_equal(text.data, "given name: different; guardians: nothing to say");
	text_clear(&text);
	link_say_runner_up(&text, &evidence, &evidence);
	text_add(&text, (struct bytes){"", 1});
	assert_string_equal(text.data, "the same is to be said of it");
	text_free(&text);
	links_free(links);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_hazard_ends_as_it_should),
	    cmocka_unit_test(an_address_of_many_ties_nobody),
	    cmocka_unit_test(words_say_what_agrees_and_what_stops),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
