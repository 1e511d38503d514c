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

// How to add a hazard: a case here.
static const struct link_case cases[] = {
    {"the same in all", {{"s1", "Ada", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Ada", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}}, "s1 ready a1", 0,
	NULL, NULL, NULL},
    {"twins a letter apart, both there",
	{{"s1", "Hanna", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}},
	    {"s2", "Anna", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Hanna", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}},
	    {"a2", "Anna", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	"not ready s1 a2, not ready s2 a1", WARN_TWIN, NULL, NULL, NULL},
    {"a twin who is not in the app",
	{{"s1", "Hanna", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Anna", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}}, "not ready s1 a1",
	0, NULL, NULL, NULL},
    {"a twin of another name",
	{{"s1", "Rosa", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Theo", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}}, "not ready s1 a1",
	0, NULL, NULL, NULL},
    {"a sister's address on the account",
	{{"s1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "kim@oak.example", "", {EVE}},
	    {"s2", "Kim", "", "Quill", "2012-01-09", "07", "e1", "", "", {EVE}}},
	{{"a2", "Kim", "", "Quill", "", "07", "e1", "kim@oak.example", "", {EVE}}},
	"not ready s1 a2", 0, NULL, NULL, NULL},
    {"a parent's address as the child's",
	{{"s1", "Ida", "", "Quill", "", "05", "e1", "eve@quill.example", "", {MAX}}},
	{{"a1", "Ida", "", "Quill", "", "05", "e2", "eve@quill.example", "", {EVE}}},
	"not ready s1 a1", WARN_EMAIL_OF_GUARDIAN, NULL, NULL, NULL},
    {"the family's phone says nothing about who",
	{{"s1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Bruno", "", "Quill", "2011-03-05", "08", "e1", "", "", {EVE}}}, "s1 none", 0, NULL,
	NULL, NULL},
    {"father and son of one name",
	{{"s1", "John", "", "Quill", "2014-03-05", "05", "e1", "", "",
	    {{"John", "Quill", "john@quill.example", ""}}}},
	{{"a1", "Mary", "", "Quill", "2012-03-05", "07", "e1", "john@quill.example", "",
	    {{"John", "Quill", "john@quill.example", ""}}}},
	"s1 none", 0, NULL, NULL, NULL},
    {"Jr. and Sr.", {{"s1", "John", "", "Quill Jr.", "", "05", "e1", "", "", {EVE}}},
	{{"a1", "John", "", "Quill III", "", "05", "e1", "", "", {EVE}}}, "s1 partial a1", 0, NULL,
	NULL, NULL},
    {"step-brothers of one first name, only one of them on each side",
	{{"s1", "Leo", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Leo", "", "Stone", "2011-07-09", "08", "e2", "", "", {EVE}}}, "not ready s1 a1", 0,
	NULL, NULL, NULL},
    {"step-brothers of one first name, both in the SIS",
	{{"s1", "Leo", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}},
	    {"s2", "Leo", "", "Quill", "2013-07-09", "06", "e1", "", "", {EVE}}},
	{{"a1", "Leo", "", "Quill", "", "", "e1", "", "", {EVE}}},
	"not ready s1 a1, not ready s2 a1", 0, NULL, NULL, NULL},
    {"cousins of one name with one grandmother's phone",
	{{"s1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Ida", "", "Quill", "2014-09-15", "05", "e1", "", "",
	    {{"Una", "Quill", "una@quill.example", "+12065550111"}}}},
	"not ready s1 a1", 0, NULL, NULL, NULL},
    {"namesakes at a school", {{"s1", "Ida", "", "Quill", "", "05", "e1", "", "", {EVE}}},
	{{"a1", "Ida", "", "Quill", "", "05", "e1", "", "", {JOE}}}, "s1 partial a1",
	WARN_GUARDIANS_DIFFER, NULL, NULL, NULL},
    {"namesakes at a school, of whom nothing else is known",
	{{"s1", "Ida", "", "Quill", "", "05", "e1", "", "", {{0}}},
	    {"s2", "Ida", "", "Quill", "", "05", "e1", "", "", {{0}}}},
	{{"a1", "Ida", "", "Quill", "", "05", "e1", "", "", {{0}}}}, "s1 multiple, s2 multiple", 0,
	NULL, NULL, NULL},
    {"a family name that changed",
	{{"s1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Ida", "", "Stone", "2014-03-05", "05", "e1", "", "", {EVE}}}, "s1 ready a1", 0,
	NULL, NULL, NULL},
    {"a family name that changed, and no guardian",
	{{"s1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {{0}}}},
	{{"a1", "Ida", "", "Stone", "2014-03-05", "05", "e1", "", "", {{0}}}}, "s1 partial a1", 0,
	NULL, NULL, NULL},
    {"another name altogether, in the same household, grade and school",
	{{"s1", "Ida", "", "Quill", "", "05", "e1", "", "", {EVE}}},
	{{"a1", "Una", "", "Stone", "", "05", "e1", "", "", {EVE}}}, "s1 partial a1", 0, NULL, NULL,
	NULL},
    {"another family name, and nothing else is known but the school",
	{{"s1", "Ida", "Clara", "Quill", "", "05", "e1", "", "", {{0}}}},
	{{"a1", "Ida", "Clara", "Stone", "", "05", "e1", "", "", {{0}}}}, "s1 partial a1", 0, NULL,
	NULL, NULL},
    {"another family name in another school, and nothing else is known",
	{{"s1", "Ida", "Clara", "Quill", "", "05", "e1", "", "", {{0}}},
	    {"s2", "Una", "", "Lind", "", "07", "e2", "", "", {{0}}}},
	{{"a1", "Ida", "Clara", "Stone", "", "05", "e2", "", "", {{0}}}}, "s1 none", 0, NULL, NULL,
	NULL},
    {"a hyphen more", {{"s1", "Ida", "", "Quill-Stone", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Ida", "", "Stone Quill", "2014-03-05", "05", "e1", "", "", {EVE}}}, "s1 ready a1",
	0, NULL, NULL, NULL},
    {"one of two family names",
	{{"s1", "Ida", "", "Garcia Lopez", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Ida", "", "Garcia", "2014-03-05", "05", "e1", "", "", {EVE}}}, "s1 ready a1", 0,
	NULL, NULL, NULL},
    {"another office's spelling",
	{{"s1", "Mohammed", "", "Rahman", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Muhammad", "", "Rahman", "2014-03-05", "05", "e1", "", "", {EVE}}}, "s1 ready a1",
	0, NULL, NULL, NULL},
    {"accents, case and apostrophes",
	{{"s1", "Zoë", "", "O'Müller", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "ZOE", "", "OMUELLER", "2014-03-05", "05", "e1", "", "", {EVE}}}, "s1 ready a1", 0,
	NULL, NULL, NULL},
    {"another script", {{"s1", "Анна", "", "Иванова", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "АННА", "", "Иванова", "2014-03-05", "05", "e1", "", "", {EVE}}}, "s1 ready a1", 0,
	NULL, NULL, NULL},
    {"who goes by the middle name",
	{{"s1", "Ida", "Clara", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Clara", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}}, "s1 ready a1", 0,
	NULL, NULL, NULL},
    {"who goes by the middle name, without a birth date",
	{{"s1", "Ida", "Clara", "Quill", "", "05", "e1", "", "", {EVE}}},
	{{"a1", "Clara", "", "Quill", "", "05", "e1", "", "", {EVE}}}, "s1 partial a1", 0, NULL,
	NULL, NULL},
    {"the account's grade is last year's",
	{{"s1", "Ida", "", "Quill", "2014-03-05", "06", "m1", "", "", {EVE}}},
	{{"a1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}}, "s1 ready a1", 0,
	NULL, NULL, NULL},
    {"two accounts of one child",
	{{"s1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}},
	    {"a2", "Ida", "", "Quill", "2014-03-05", "", "", "", "", {EVE}}},
	"s1 multiple", WARN_DUPLICATES, NULL, NULL, NULL},
    {"two who come as close", {{"s1", "Ida", "", "Quill", "", "05", "e1", "", "", {EVE, MAX}}},
	{{"a1", "Ida", "", "Quill", "", "05", "e1", "", "", {EVE}},
	    {"a2", "Ida", "", "Quill", "", "05", "e1", "", "", {MAX}}},
	"s1 multiple", 0, NULL, NULL, NULL},
    {"a sister of nearly the same name, and no birth dates",
	{{"s1", "Hanna", "", "Quill", "", "05", "e1", "", "", {EVE}},
	    {"s2", "Anna", "", "Quill", "", "05", "e1", "", "", {EVE}}},
	{{"a1", "Hanna", "", "Quill", "", "05", "e1", "", "", {EVE}}},
	"not ready s1 a1, not ready s2 a1", WARN_NEAR_SIBLING, NULL, NULL, NULL},
    {"a sister of nearly the same name, who is linked",
	{{"s1", "Hanna", "", "Quill", "", "05", "e1", "", "", {EVE}},
	    {"s2", "Anna", "", "Quill", "", "05", "e1", "", "", {EVE}}},
	{{"a1", "Hanna", "", "Quill", "", "05", "e1", "", "", {EVE}},
	    {"a2", "Anna", "", "Quill", "", "05", "e1", "", "", {EVE}}},
	"s1 partial a1, s2 ready a2", WARN_NEAR_SIBLING, NULL, NULL, "s2 a2"},
    {"cousins of one name with one grandmother's phone, and no birth dates",
	{{"s1", "Ida", "", "Quill", "", "05", "e1", "", "", {EVE}}},
	{{"a1", "Ida", "", "Quill", "", "05", "e1", "", "",
	    {{"Una", "Quill", "una@quill.example", "+12065550111"}}}},
	"s1 partial a1", 0, NULL, NULL, NULL},
    {"two rows of one child",
	{{"s1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}},
	    {"s2", "Ida", "", "Quill", "2014-03-05", "05", "e2", "", "", {EVE}}},
	{{"a1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	"s1 multiple, s2 multiple", 0, NULL, NULL, NULL},
    {"a student number that two have",
	{{"s1", "Ida", "", "Quill", "", "05", "e1", "", "40017", {{0}}},
	    {"s2", "Una", "", "Stone", "", "07", "e1", "", "40017", {{0}}}},
	{{"a1", "Ida", "", "Quill", "", "05", "e1", "", "40017", {{0}}}},
	"not ready s1 a1, not ready s2 a1", 0, NULL, NULL, NULL},
    {"a student number of one's own",
	{{"s1", "Ida", "", "Quill", "", "05", "e1", "", "40017", {{0}}},
	    {"s2", "Una", "", "Stone", "", "07", "e1", "", "40018", {{0}}}},
	{{"a1", "Ida", "", "Quill", "", "05", "e2", "", "0040017", {{0}}}}, "s1 ready a1, s2 none",
	0, NULL, NULL, NULL},
    {"numbers that mean something else in the app",
	{{"s1", "Ida", "", "Quill", "", "05", "e1", "", "101", {{0}}},
	    {"s2", "Una", "", "Stone", "", "07", "e1", "", "102", {{0}}}},
	{{"a1", "Bea", "", "Marsh", "", "05", "e1", "", "101", {{0}}},
	    {"a2", "Kai", "", "Lind", "", "05", "e1", "", "102", {{0}}}},
	"s1 none, s2 none", 0, NULL, NULL, NULL},
    {"a birth date that stands for none",
	{{"s1", "Ida", "", "Quill", "1900-01-01", "05", "e1", "", "", {{0}}}},
	{{"a1", "Ida", "", "Quill", "1900-01-01", "05", "e1", "", "", {{0}}}}, "s1 partial a1", 0,
	NULL, NULL, NULL},
    {"foster parents", {{"s1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {JOE}}}, "s1 partial a1",
	WARN_GUARDIANS_DIFFER, NULL, NULL, NULL},
    {"parents apart: the number says who, and the guardians are told",
	{{"s1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "40017", {EVE}}},
	{{"a1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "40017", {JOE}}}, "s1 ready a1",
	WARN_GUARDIANS_DIFFER, NULL, NULL, NULL},
    {"a teacher who is the guardian of many is still one guardian",
	{{"s1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE, MAX}}},
	{{"a1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {MAX}}}, "s1 ready a1", 0,
	NULL, NULL, NULL},
    {"Alex, for two of one household",
	{{"s1", "Alexander", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}},
	    {"s2", "Alexandra", "", "Quill", "2013-03-05", "06", "e1", "", "", {EVE}}},
	{{"a1", "Alex", "", "Quill", "", "", "e1", "", "", {EVE}}},
	"not ready s1 a1, not ready s2 a1", 0, NULL, NULL, NULL},
    {"a short form with birth date and guardian",
	{{"s1", "Robert", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Bob", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}}, "s1 ready a1", 0,
	NULL, NULL, NULL},
    {"a short form of the district's own",
	{{"s1", "Ophelia", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Zeb", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}}, "s1 ready a1", 0,
	own_nicknames, NULL, NULL},
    {"a slip of the finger",
	{{"s1", "Isabella", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Isabxlla", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}}, "s1 ready a1",
	0, NULL, NULL, NULL},
    {"given and family name exchanged",
	{{"s1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Quill", "", "Ida", "2014-03-05", "05", "e1", "", "", {EVE}}}, "s1 ready a1", 0,
	NULL, NULL, NULL},
    {"day and month exchanged",
	{{"s1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Ida", "", "Quill", "2014-05-03", "05", "e1", "", "", {EVE}}}, "s1 ready a1", 0,
	NULL, NULL, NULL},
    {"another birth date", {{"s1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Ida", "", "Quill", "2013-11-28", "05", "e1", "", "", {EVE}}}, "s1 partial a1", 0,
	NULL, NULL, NULL},
    {"a pair that somebody blocked",
	{{"s1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	{{"a1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}}, "s1 none", 0, NULL,
	"s1 a1", NULL},
    {"an account that is somebody's already",
	{{"s1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}},
	    {"s2", "Una", "", "Stone", "", "", "", "", "", {{0}}}},
	{{"a1", "Ida", "", "Quill", "2014-03-05", "05", "e1", "", "", {EVE}}},
	"s1 none, s2 ready a1", 0, NULL, NULL, "s2 a1"},
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
	link_say_reason(
	    &text, &(struct link_saying){
		       .verdict = &verdict, .evidence = &evidence, .next_evidence = &evidence});
	text_add(&text, (struct bytes){"", 1});
	assert_string_equal(text.data,
	    "Same full name and guardian's e-mail or phone. Not ready: the birth dates differ.");
	text_clear(&text);
	struct link_evidence next = evidence;
	next.given = GIVEN_DIFFERENT;
	next.house = HOUSE_MISSING;
	link_say_reason(&text, &(struct link_saying){.verdict = &verdict,
				   .evidence = &evidence,
				   .next = bytes_of("a2"),
				   .next_evidence = &next});
	text_add(&text, (struct bytes){"", 1});
	assert_string_equal(text.data,
	    "Same full name and guardian's e-mail or phone. Not ready: the birth dates differ. "
	    "Next: a2, whose given name: different; guardians: nothing to say.");
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
