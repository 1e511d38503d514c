// Who looks like one child twice on one side: an audit of what is there already rests on it.
//
// uses cmd/match/link.c cmd/match/link_alike.c cmd/match/link_audit.c cmd/match/link_block.c cmd/match/link_compare.c cmd/match/link_contact.c cmd/match/link_each.c cmd/match/link_gather.c cmd/match/link_guard.c cmd/match/link_house.c cmd/match/link_key.c cmd/match/link_name.c cmd/match/link_near.c cmd/match/link_pair.c cmd/match/link_pending.c cmd/match/link_run.c cmd/match/link_score.c cmd/match/link_settle.c cmd/match/link_sort.c cmd/match/link_tie.c cmd/match/link_trust.c cmd/match/link_twice.c cmd/match/link_value.c
#include "tests/unit/link_child.h"

#include <stdio.h>

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_child_twice_is_seen),
	    cmocka_unit_test(crowds_are_told),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
