// What an audit rests on: that a decoy is another child than the one it was made of. Who looks like one child twice is in link_twice_test.c.
//
// uses cmd/match/decoy.c cmd/match/trial.c cmd/match/link.c cmd/match/link_alike.c cmd/match/link_audit.c cmd/match/link_block.c cmd/match/link_compare.c cmd/match/link_contact.c cmd/match/link_each.c cmd/match/link_gather.c cmd/match/link_guard.c cmd/match/link_house.c cmd/match/link_key.c cmd/match/link_name.c cmd/match/link_near.c cmd/match/link_pair.c cmd/match/link_pending.c cmd/match/link_run.c cmd/match/link_score.c cmd/match/link_settle.c cmd/match/link_sort.c cmd/match/link_tie.c cmd/match/link_trust.c cmd/match/link_twice.c cmd/match/link_value.c
#include "tests/unit/link_child.h"

#include <stdio.h>
#include <stdlib.h>

#include "cmd/match/decoy.h"
#include "cmd/match/trial.h"
#include "schema/record.h"

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
	    cmocka_unit_test(decoys_are_other_children),
	    cmocka_unit_test(decoys_heed_both_sides),
	    cmocka_unit_test(turns_are_kept),
	    cmocka_unit_test(ids_of_decoys_are_known),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
