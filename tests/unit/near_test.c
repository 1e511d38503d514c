// Which contacts are near: one typing error, another provider, one digit; and that near ones share a key, without which they would never be compared.
//
// uses cmd/rosterdrop/near.c
#include "tests/unit/scratch.h"

#include "cmd/rosterdrop/near.h"

static const struct edit_case {
	const char *one, *other;
	bool near;
} edits[] = {
    {"sam@home.example", "sam@home.example", false},
    {"sam@home.example", "sma@home.example", true},
    {"sam@home.example", "san@home.example", true},
    {"sam@home.example", "saam@home.example", true},
    {"sam@home.example", "am@home.example", true},
    {"sam@home.example", "sam@home.exampl", true},
    {"sam@home.example", "mas@home.example", false},
    {"sam@home.example", "sa@home.examples", false},
    {"sam@home.example", "samuel@home.example", false},
    {"aab", "ab", true},
    {"ab", "ba", true},
    {"", "a", true},
};

static void
one_edit_and_no_more(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
		assert_int_equal(
		    near_one_edit(text(edits[i].one), text(edits[i].other)), edits[i].near);
		assert_int_equal(
		    near_one_edit(text(edits[i].other), text(edits[i].one)), edits[i].near);
	}
}

static const struct contact_case {
	const char *one[4], *other[4]; // given, family, email, mobile
	enum nearness nearness;
} contacts[] = {
    {{"ana", "birch", "ana@home.example", ""}, {"ana", "birch", "ana@home.example", ""}, NEAR_SAME},
    {{"ana", "birch", "ana@home.example", "2015550101"},
	{"bo", "elm", "bo@home.example", "2015550101"}, NEAR_SAME},
    {{"ana", "birch", "ana@home.example", ""}, {"bo", "elm", "anna@home.example", ""}, NEAR_EMAIL},
    {{"ana", "birch", "ana@home.example", ""}, {"ann", "birch", "ana@work.example", ""},
	NEAR_DOMAIN},
    {{"ana", "birch", "ana@home.example", ""}, {"ana", "elm", "ana@work.example", ""}, NEAR_NOT},
    {{"ana", "birch", "", "2015550101"}, {"ana", "elm", "", "2015550102"}, NEAR_MOBILE},
    {{"ana", "birch", "", "2015550101"}, {"bo", "elm", "", "2015550102"}, NEAR_NOT},
    {{"ana", "birch", "", "110"}, {"ana", "birch", "", "112"}, NEAR_NOT},
    {{"ana", "birch", "", ""}, {"ana", "birch", "", ""}, NEAR_NOT},
};

static struct contact
contact_of(const char *const words[4])
{
	return (struct contact){text(words[0]), text(words[1]), text(words[2]), text(words[3])};
}

// Whether two contacts share a key.
static bool
share(const struct contact *one, const struct contact *other)
{
	uint64_t mine[NEAR_KEYS_MAX], theirs[NEAR_KEYS_MAX];
	unsigned count = near_keys(one, mine), other_count = near_keys(other, theirs);
	for (unsigned i = 0; i < count; i++)
		for (unsigned k = 0; k < other_count; k++)
			if (mine[i] == theirs[k])
				return true;
	return false;
}

static void
contacts_are_near_and_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof contacts / sizeof *contacts; i++) {
		struct contact one = contact_of(contacts[i].one),
			       other = contact_of(contacts[i].other);
		assert_int_equal(contact_nearness(&one, &other), contacts[i].nearness);
		assert_int_equal(contact_nearness(&other, &one), contacts[i].nearness);
		if (contacts[i].nearness != NEAR_NOT)
			assert_true(share(&one, &other));
	}
}

// Digits count, however a number is written.
static void
a_number_is_its_digits(void **state)
{
	(void)state;
	struct text digits = {NULL, 0, 0, false};
	near_digits(&digits, text("+1 (201) 555-0101"));
	assert_memory_equal(digits.data, "2015550101", 10);
	assert_int_equal(digits.size, 10);
	text_free(&digits);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_edit_and_no_more),
	    cmocka_unit_test(contacts_are_near_and_found),
	    cmocka_unit_test(a_number_is_its_digits),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
