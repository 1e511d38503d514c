// What an audit rests on: who looks like one child twice, and that a decoy is another child than the one it was made of.
//
// uses cmd/match/decoy.c cmd/match/trial.c cmd/match/link.c cmd/match/link_alike.c cmd/match/link_audit.c cmd/match/link_block.c cmd/match/link_compare.c cmd/match/link_contact.c cmd/match/link_each.c cmd/match/link_gather.c cmd/match/link_guard.c cmd/match/link_house.c cmd/match/link_key.c cmd/match/link_name.c cmd/match/link_near.c cmd/match/link_pair.c cmd/match/link_pending.c cmd/match/link_run.c cmd/match/link_score.c cmd/match/link_settle.c cmd/match/link_sort.c cmd/match/link_tie.c cmd/match/link_trust.c cmd/match/link_twice.c cmd/match/link_value.c
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "cmd/match/decoy.h"
#include "cmd/match/trial.h"
#include "schema/record.h"

struct child {
	const char *given, *middle, *family, *date, *number, *email, *phone; // phone: of a guardian
};

// How to add a pair: a line here.
static const struct {
	const char *what;
	struct child one, other;
	bool alike;
} pairs[] = {
    {"the same in all", {"Ada", "", "Quill", "2014-03-05", "", "", ""},
	{"Ada", "", "Quill", "2014-03-05", "", "", ""}, true},
    {"a short form, and the birth date", {"Elizabeth", "", "Quill", "2014-03-05", "", "", ""},
	{"Liz", "", "Quill", "2014-03-05", "", "", ""}, true},
    {"a letter of the family name", {"Ada", "", "Quillson", "2014-03-05", "", "", ""},
	{"Ada", "", "Quilson", "2014-03-05", "", "", ""}, true},
    {"names in each other's place", {"Ada", "", "Quill", "2014-03-05", "", "", ""},
	{"Quill", "", "Ada", "2014-03-05", "", "", ""}, true},
    {"a twin", {"Ada", "", "Quill", "2014-03-05", "", "", "+12065550111"},
	{"Ida", "", "Quill", "2014-03-05", "", "", "+12065550111"}, false},
    {"a twin by another middle name", {"Maria", "Ines", "Quill", "2014-03-05", "", "", ""},
	{"Maria", "Luz", "Quill", "2014-03-05", "", "", ""}, false},
    {"a namesake", {"Ada", "", "Quill", "2014-03-05", "", "", ""},
	{"Ada", "", "Quill", "2012-09-17", "", "", ""}, false},
    {"nothing but the name", {"Ada", "", "Quill", "", "", "", ""},
	{"Ada", "", "Quill", "", "", "", ""}, false},
    {"the number says it, whatever the date", {"Ada", "", "Quill", "2014-03-05", "7001", "", ""},
	{"Ada", "", "Quill", "2012-09-17", "7001", "", ""}, true},
    {"the address, and no date against it", {"Ada", "", "Quill", "", "", "ada@x.example", ""},
	{"Ada", "", "Quill", "2014-03-05", "", "ada@x.example", ""}, true},
    {"the address, and another date", {"Ada", "", "Quill", "2012-09-17", "", "q@x.example", ""},
	{"Ada", "", "Quill", "2014-03-05", "", "q@x.example", ""}, false},
    {"one household, and no date", {"Ada", "", "Quill", "2014-03-05", "", "", "+12065550111"},
	{"Ada", "", "Quill", "", "", "", "+12065550111"}, true},
    {"day and month changed about at home",
	{"Ada", "", "Quill", "2014-03-05", "", "", "+12065550111"},
	{"Ada", "", "Quill", "2014-05-03", "", "", "+12065550111"}, true},
    {"a short form at home may be a sister", {"Alexandra", "", "Quill", "", "", "", "+12065550111"},
	{"Alex", "", "Quill", "", "", "", "+12065550111"}, false},
    {"another household", {"Ada", "", "Quill", "2014-03-05", "", "", "+12065550111"},
	{"Ada", "", "Quill", "", "", "", "+12065550122"}, false},
    {"father and son", {"John Jr.", "", "Quill", "2014-03-05", "7001", "", ""},
	{"John Sr.", "", "Quill", "2014-03-05", "7001", "", ""}, false},
};

static struct links *
new_links(void)
{
	const struct link_options options = {.country = "US"};
	struct links *links = links_new(&options);
	assert_non_null(links);
	return links;
}

static uint32_t
add(struct links *links, enum link_side side, const char *id, const struct child *child)
{
	const struct link_guardian guardian = {.mobile = bytes_of(child->phone)};
	uint32_t number = child->phone[0] == '\0' ? 0 : links_guardian(links, side, &guardian);
	const struct link_person person = {.id = bytes_of(id),
	    .given = bytes_of(child->given),
	    .middle = bytes_of(child->middle),
	    .family = bytes_of(child->family),
	    .birth_date = bytes_of(child->date),
	    .number = bytes_of(child->number),
	    .email = bytes_of(child->email),
	    .guardians = &number,
	    .guardian_count = child->phone[0] != '\0'};
	number = links_add(links, side, &person);
	assert_int_not_equal(number, LINK_NOBODY);
	return number;
}

struct found {
	unsigned count;
	uint32_t a, b;
};

static bool
note_pair(void *context, uint32_t a, uint32_t b, struct fault *fault)
{
	struct found *found = context;
	(void)fault;
	*found = (struct found){found->count + 1, a, b};
	return true;
}

// On either side, and whichever of the two comes first; two who stand beside them are nobody's second.
static void
one_child_twice_is_seen(void **state)
{
	static const struct child bo = {"Bo", "", "Stone", "2013-01-09", "", "", ""},
				  cy = {"Cy", "", "Stone", "2013-01-09", "", "", ""};
	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		for (unsigned turn = 0; turn < 4; turn++) {
			struct fault fault;
			struct found found = {0, 0, 0};
			struct links *links = new_links();
			enum link_side side = turn / 2 == 0 ? LINK_SIS : LINK_APP;
			add(links, side, "x1", &bo);
			uint32_t a =
			    add(links, side, "x2", turn % 2 == 0 ? &pairs[i].one : &pairs[i].other);
			add(links, side, "x3", &cy);
			uint32_t b =
			    add(links, side, "x4", turn % 2 == 0 ? &pairs[i].other : &pairs[i].one);
			uint64_t crowded = 1;
			assert_true(links_twice(links, side, note_pair, &found, &crowded, &fault));
			assert_int_equal(crowded, 0);
			if (found.count != (pairs[i].alike ? 1 : 0))
				print_message(
				    "# %s, turn %u: %u\n", pairs[i].what, turn, found.count);
			assert_int_equal(found.count, pairs[i].alike ? 1 : 0);
			assert_true(found.count == 0 || (found.a == a && found.b == b));
			assert_int_equal(links_look_alike(links, side, a, b), pairs[i].alike);
			assert_int_equal(links_look_alike(links, side, b, a), pairs[i].alike);
			links_free(links);
		}
}

// A hundred of one name and birth date are not compared with each other, and that is said; of one name alone, and of one household, they are no crowd.
static void
crowds_are_told(void **state)
{
	static const struct {
		struct child child;
		unsigned crowded;
	} kinds[] = {{{"Ada", "", "Quill", "2014-03-05", "", "", ""}, 2},
	    {{"Ada", "", "Quill", "", "", "ada@x.example", ""}, 1},
	    {{"Ada", "", "Quill", "", "", "", "+12065550111"}, 0}};
	(void)state;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct fault fault;
		struct found found = {0, 0, 0};
		uint64_t crowded;
		char id[16];
		struct links *links = new_links();
		for (unsigned j = 0; j < 100; j++) {
			snprintf(id, sizeof id, "x%u", j);
			add(links, LINK_APP, id, &kinds[i].child);
		}
		assert_true(links_twice(links, LINK_APP, note_pair, &found, &crowded, &fault));
		assert_int_equal(crowded, kinds[i].crowded);
		assert_int_equal(found.count, 0);
		links_free(links);
	}
}

enum { MADE = 400, RECORD = 256 };

// A town of accounts to draw from.
struct town {
	char records[MADE][RECORD];
	struct bytes accounts[MADE];
	struct decoys decoys;
	struct links *links;
};

static const char *const givens[] = {"Ada", "Ida", "Bertha", "Berta", "Carl", "Karl", "Dora",
    "Nora", "Elizabeth", "Liz", "Fritz", "Gustav"};
static const char *const families[] = {"Quill", "Stone", "Birch", "Taylor", "Cole"};

static void
make_town(struct town *town, uint64_t seed)
{
	enum {
		GIVENS = sizeof givens / sizeof *givens,
		FAMILIES = sizeof families / sizeof *families
	};
	town->links = new_links();
	for (unsigned i = 0; i < MADE; i++) {
		char date[16];
		snprintf(date, sizeof date, "20%02u-%02u-%02u", 10 + i % 7, 1 + i % 12, 1 + i % 28);
		const struct bytes cells[ACCOUNT_CELLS] = {
		    [ACCOUNT_GIVEN_NAME] = bytes_of(givens[i % GIVENS]),
		    [ACCOUNT_FAMILY_NAME] = bytes_of(families[i % FAMILIES]),
		    [ACCOUNT_BIRTH_DATE] = bytes_of(date),
		    [ACCOUNT_GRADES] = bytes_of("05")};
		assert_true(record_size(cells, ACCOUNT_CELLS) <= RECORD);
		town->accounts[i] = (struct bytes){
		    town->records[i], record_write(town->records[i], cells, ACCOUNT_CELLS)};
	}
	town->decoys = (struct decoys){.seed = seed, .accounts = town->accounts, .count = MADE};
}

static const uint32_t family_of_dora[] = {0};

// The account that decoys are made of in these tests.
static struct link_person
dora(const char *id)
{
	return (struct link_person){.id = bytes_of(id),
	    .given = bytes_of("Dora"),
	    .family = bytes_of("Quill"),
	    .birth_date = bytes_of("2012-03-03"),
	    .grades = bytes_of("03"),
	    .schools = bytes_of("e1"),
	    .email = bytes_of("dora@x.example"),
	    .username = bytes_of("dora"),
	    .number = bytes_of("7001"),
	    .guardians = family_of_dora,
	    .guardian_count = 1};
}

static bool
same(struct bytes a, struct bytes b)
{
	return bytes_equal(a, b);
}

// Holds a decoy against its kind.
static void
check_decoy(const struct decoy_choice *choice, const struct link_person *real,
    const struct link_person *decoy)
{
	const enum decoy_kind kind = choice->kind;
	const bool house = kind == DECOY_COUSIN || kind == DECOY_SIBLING || kind == DECOY_TWIN ||
			   kind == DECOY_RHYME;
	const bool named = kind == DECOY_NAMESAKE || kind == DECOY_COUSIN;
	const bool born = kind == DECOY_TWIN || kind == DECOY_RHYME;
	assert_int_equal(same(decoy->given, real->given), named);
	assert_true(kind == DECOY_STRANGER || same(decoy->family, real->family));
	assert_int_equal(same(decoy->birth_date, real->birth_date), born);
	assert_int_equal(decoy->guardians == family_of_dora, house);
	assert_true(same(decoy->schools, real->schools));
	assert_int_equal(decoy->email.size > 0, kind == DECOY_SIBLING && choice->variant);
	assert_int_equal(decoy->username.size + decoy->number.size + decoy->middle.size, 0);
	assert_true(kind != DECOY_RHYME || bytes_is(decoy->given, "Nora"));
	assert_true(kind == DECOY_RHYME || kind == DECOY_STRANGER || named ||
		    !bytes_is(decoy->given, "Nora"));
	assert_int_equal(decoy->birth_date.size == 0, kind == DECOY_NAMESAKE && choice->variant);
}

static void
decoys_are_other_children(void **state)
{
	static const struct child child = {"Dora", "", "Quill", "2012-03-03", "", "", ""};
	struct town *town = calloc(1, sizeof *town);
	char id[16];
	unsigned seen[DECOY_KINDS][2] = {{0}};
	(void)state;
	assert_non_null(town);
	make_town(town, 5);
	uint32_t student = add(town->links, LINK_SIS, "s1", &child);
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(id, sizeof id, "a%u", i);
		const struct link_person real = dora(id);
		struct link_person decoy, again;
		const struct decoy_choice choice = decoy_choice(&town->decoys, real.id);
		assert_true(decoy_make(&town->decoys, town->links, student, &real, &decoy));
		check_decoy(&choice, &real, &decoy);
		seen[choice.kind][choice.instead]++;
		assert_true(decoy_make(&town->decoys, town->links, student, &real, &again));
		assert_true(same(decoy.given, again.given) && same(decoy.family, again.family) &&
			    same(decoy.birth_date, again.birth_date));
	}
	for (unsigned i = 0; i < DECOY_KINDS; i++) {
		assert_true(seen[i][0] > 50 && seen[i][1] > 50);
		assert_int_equal(town->decoys.made[i][1], seen[i][1] * 2);
	}
	links_free(town->links);
	free(town);
}

// Nobody gets a decoy that goes by what the SIS calls the child, whatever its account says.
static void
decoys_heed_both_sides(void **state)
{
	static const struct child child = {"Gustav", "Fritz", "Quill", "2013-04-04", "", "", ""};
	struct town *town = calloc(1, sizeof *town);
	char id[16];
	(void)state;
	assert_non_null(town);
	make_town(town, 9);
	uint32_t student = add(town->links, LINK_SIS, "s1", &child);
	for (unsigned i = 0; i < 1000; i++) {
		struct link_person decoy;
		snprintf(id, sizeof id, "a%u", i);
		const struct link_person real = dora(id);
		const struct decoy_choice choice = decoy_choice(&town->decoys, real.id);
		if (!decoy_make(&town->decoys, town->links, student, &real, &decoy))
			continue;
		assert_true(choice.kind == DECOY_NAMESAKE || choice.kind == DECOY_COUSIN ||
			    (!bytes_is(decoy.given, "Gustav") && !bytes_is(decoy.given, "Fritz")));
		assert_false(bytes_is(decoy.birth_date, "2013-04-04"));
		assert_true(choice.kind == DECOY_TWIN || choice.kind == DECOY_RHYME ||
			    !bytes_equal(decoy.birth_date, real.birth_date));
	}
	links_free(town->links);
	free(town);
}

static void
turns_are_kept(void **state)
{
	struct idmap *turns = idmap_new();
	struct turn turn;
	(void)state;
	assert_non_null(turns);
	assert_true(trial_put(turns, bytes_of("a1"), (struct turn){3, 70000}));
	struct trial trial = {.turns = turns, .go = 3};
	assert_true(trial_has(&trial, bytes_of("a1"), &turn) && turn.student == 70000);
	assert_true(trial_hides(&trial, bytes_of("a1")));
	assert_false(trial_hides(&trial, bytes_of("a2")) || trial_hides(NULL, bytes_of("a1")));
	trial.go = 2;
	assert_false(trial_hides(&trial, bytes_of("a1")));
	idmap_free(turns);
}

static void
ids_of_decoys_are_known(void **state)
{
	char room[DECOY_ID_MAX];
	(void)state;
	struct bytes id = decoy_id(bytes_of("a1"), room);
	assert_true(bytes_is(decoy_account(id), "a1"));
	assert_int_equal(decoy_account(bytes_of("a1")).size, 0);
	assert_int_equal(decoy_account(bytes_of("")).size, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_child_twice_is_seen),
	    cmocka_unit_test(crowds_are_told),
	    cmocka_unit_test(decoys_are_other_children),
	    cmocka_unit_test(decoys_heed_both_sides),
	    cmocka_unit_test(turns_are_kept),
	    cmocka_unit_test(ids_of_decoys_are_known),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
