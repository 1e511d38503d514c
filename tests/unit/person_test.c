// The forms in which people's values are compared: what must be the same, what must not, and that a form is its own form.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "pipeline/person.h"
#include "pipeline/text_fold.h"

typedef void maker(struct text *text, struct bytes value);

// Makes a form, and fails when it is another one.
static void
assert_form(maker *make, const char *value, const char *wanted)
{
	struct text form = {NULL, 0, 0, false};
	make(&form, bytes_of(value));
	assert_false(form.failed);
	if (!bytes_is((struct bytes){form.data, form.size}, wanted))
		print_message("# %s: '%.*s', not '%s'\n", value, (int)form.size,
		    form.size > 0 ? form.data : "", wanted);
	assert_true(bytes_is((struct bytes){form.data, form.size}, wanted));
	text_free(&form);
}

static const struct {
	const char *name, *form;
} names[] = {
    {"Greta", "greta"},
    {"  GRETA   Maria ", "greta maria"},
    {"Åse", "ase"},
    {"A\xCC\x8Ase", "ase"},
    {"José", "jose"},
    {"Jose\xCC\x81", "jose"},
    {"O'Brien", "obrien"},
    {"O\xE2\x80\x99"
     "Brien",
	"obrien"},
    {"O Brien", "obrien"},
    {"Ka\xCA\xBBiulani", "kaiulani"},
    {"Smith-Jones", "smith jones"},
    {"Smith\xE2\x80\x93Jones", "smith jones"},
    {"de la Cruz", "delacruz"},
    {"De La Cruz", "delacruz"},
    {"DelaCruz", "delacruz"},
    {"van der Berg", "vanderberg"},
    {"Mc Donald", "mcdonald"},
    {"St. John", "stjohn"},
    {"Al", "al"},
    {"Søren Æbelø", "soren aebelo"},
    {"Łukasz", "lukasz"},
    {"Straße", "strasse"},
    {"Þóra Ðura", "thora dura"},
    {"Moss, Jr.", "moss jr"},
    {"王小明", "王小明"},
    {"ﾀﾅｶ", "タナカ"},
    {"राम", "राम"},
    {"مُحَمَّد", "محمد"},
    {"Ιωάννης", "ιωαννησ"},
    {"ΙΩΆΝΝΗΣ", "ιωαννησ"},
    {"Алексей", "алексеи"},
    {"---", ""},
    {"", ""},
    {"'", ""},
};

static void
names_have_one_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_form(person_name, names[i].name, names[i].form);
		assert_form(person_name, names[i].form, names[i].form);
	}
}

// Vowel signs tell names apart; accents do not.
static void
other_names_stay_others(void **state)
{
	struct text a = {NULL, 0, 0, false}, b = {NULL, 0, 0, false};
	(void)state;
	person_name(&a, bytes_of("राम"));
	person_name(&b, bytes_of("रम"));
	assert_false(bytes_equal((struct bytes){a.data, a.size}, (struct bytes){b.data, b.size}));
	text_free(&a);
	text_free(&b);
}

static void
a_form_is_added(void **state)
{
	struct text text = {NULL, 0, 0, false};
	(void)state;
	person_name(&text, bytes_of("de"));
	person_name(&text, bytes_of("la Cruz"));
	assert_true(bytes_is((struct bytes){text.data, text.size}, "delacruz"));
	person_name(&text, bytes_of("Z"));
	assert_true(bytes_is((struct bytes){text.data, text.size}, "delacruzz"));
	text_free(&text);
}

static void
long_names_and_no_text_are_taken(void **state)
{
	size_t size = 300000;
	struct text form = {NULL, 0, 0, false};
	char *name = malloc(size);
	(void)state;
	assert_non_null(name);
	for (size_t i = 0; i < size; i += 3)
		memcpy(name + i, "\xC3\xA9 ", 3);
	person_name(&form, (struct bytes){name, size});
	assert_int_equal(form.size, size / 3 * 2 - 1);
	text_clear(&form);
	person_name(&form, (struct bytes){"\xC3(\xFF", 3});
	text_spell(&form, (struct bytes){"\xC3(\xFF", 3});
	assert_false(form.failed);
	text_free(&form);
	free(name);
}

static void
suffixes_are_told(void **state)
{
	struct bytes bare;
	(void)state;
	assert_true(bytes_is(person_suffix(bytes_of("moss jr"), &bare), "jr"));
	assert_true(bytes_is(bare, "moss"));
	assert_int_equal(person_suffix(bytes_of("moss"), &bare).size, 0);
	assert_true(bytes_is(bare, "moss"));
	assert_int_equal(person_suffix(bytes_of("v"), &bare).size, 0);
	assert_int_equal(person_suffix(bytes_of("moss berg"), &bare).size, 0);
	assert_true(bytes_is(bare, "moss berg"));
	assert_int_equal(person_suffix((struct bytes){NULL, 0}, &bare).size, 0);
}

static void
addresses_have_one_form(void **state)
{
	(void)state;
	assert_form(person_email, " Greta@Example.ORG ", "greta@example.org");
	assert_form(person_email, "jose\xCC\x81@example.org", "josé@example.org");
	assert_form(person_email, "", "");
	assert_form(person_username, " GBerg  2", "gberg 2");
}

static void
text_has_one_spelling(void **state)
{
	(void)state;
	assert_form(text_spell, "Greta", "Greta");
	assert_form(text_spell, "  Greta \t\xC2\xA0 Berg\xE3\x80\x80", "Greta Berg");
	assert_form(text_spell, "A\xCC\x8Ase", "Åse");
	assert_form(text_spell, "Åse", "Åse");
	assert_form(text_spell, "   ", "");
	assert_true(text_is_spelled(bytes_of("Greta Berg")));
	assert_false(text_is_spelled(bytes_of("Greta ")));
	assert_false(text_is_spelled(bytes_of("Greta  Berg")));
	assert_true(text_is_spelled(bytes_of("Åse 王小明")));
	assert_false(text_is_spelled(bytes_of("A\xCC\x8Ase")));
	assert_false(text_is_spelled(bytes_of("Greta\xC2\xA0"
					      "Berg")));
}

static const struct {
	const char *phone, *country;
	enum phone_verdict verdict;
	const char *e164;
} phones[] = {
    {"(202) 555-0143", "US", PHONE_E164, "+12025550143"},
    {"202.555.0143", "CA", PHONE_E164, "+12025550143"},
    {"1-202-555-0143", "US", PHONE_E164, "+12025550143"},
    {"+1 202 555 0143", "DE", PHONE_E164, "+12025550143"},
    {"202-555-0143 x12", "US", PHONE_E164, "+12025550143"},
    {"202-555-0143 ext. 12", "US", PHONE_E164, "+12025550143"},
    {"(+44) 20 7946 0018", "US", PHONE_E164, "+442079460018"},
    {"011 44 20 7946 0018", "US", PHONE_E164, "+442079460018"},
    {"0044 20 7946 0018", "DE", PHONE_E164, "+442079460018"},
    {"555-0143", "US", PHONE_BAD, ""},
    {"102-555-0143", "US", PHONE_BAD, ""},
    {"202-155-0143", "US", PHONE_BAD, ""},
    {"911-555-0143", "US", PHONE_BAD, ""},
    {"202-411-0143", "US", PHONE_BAD, ""},
    {"2-202-555-0143", "US", PHONE_BAD, ""},
    {"+1 202 555", "US", PHONE_BAD, ""},
    {"+0 202 555 0143", "DE", PHONE_BAD, ""},
    {"+1234567890123456", "DE", PHONE_BAD, ""},
    {"030 1234567", "DE", PHONE_KEPT, ""},
    {"", "DE", PHONE_BAD, ""},
    {"", "US", PHONE_BAD, ""},
    {"12345678901234567890123456789012345", "US", PHONE_BAD, ""},
};

static void
phones_become_e164(void **state)
{
	char e164[PHONE_MAX];
	(void)state;
	for (size_t i = 0; i < sizeof phones / sizeof *phones; i++) {
		enum phone_verdict verdict =
		    person_phone(bytes_of(phones[i].phone), phones[i].country, e164);
		if (verdict != phones[i].verdict || strcmp(e164, phones[i].e164) != 0)
			print_message("# %s: %d %s\n", phones[i].phone, (int)verdict, e164);
		assert_int_equal(verdict, phones[i].verdict);
		assert_string_equal(e164, phones[i].e164);
		if (verdict != PHONE_E164)
			continue;
		char again[PHONE_MAX];
		assert_int_equal(person_phone(bytes_of(e164), "DE", again), PHONE_E164);
		assert_string_equal(again, e164);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_have_one_form),
	    cmocka_unit_test(other_names_stay_others),
	    cmocka_unit_test(a_form_is_added),
	    cmocka_unit_test(long_names_and_no_text_are_taken),
	    cmocka_unit_test(suffixes_are_told),
	    cmocka_unit_test(addresses_have_one_form),
	    cmocka_unit_test(text_has_one_spelling),
	    cmocka_unit_test(phones_become_e164),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
