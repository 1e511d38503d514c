// What may stand in a mail, and what one is made of. What a server makes of it is in tests/shell/mail.t.
#include "tests/unit/scratch.h"

#include "pipeline/mail.h"
#include "pipeline/mail_base64.h"

// A text's bytes as a string.
static const char *
words_of(struct text *text)
{
	text_add(text, (struct bytes){"", 1});
	assert_false(text->failed);
	return text->data;
}

static void
addresses_hold_nothing_that_the_wire_knows(void **state)
{
	(void)state;
	static const char *const good[] = {
	    "it@oak.example", "a.b+c@x-y.example", "a@b", "o'neil@oak.example", "{x}~@1.example"};
	static const char *const bad[] = {"", "@", "a@", "@b", "a b@c.example", "a@b..c", "a@-b.c",
	    "a@b-.c", "a@b.c\r\nRCPT TO:<x@y.z>", "a\n@b.c", "<a@b.c>", "a@b.c>", "\"a\"@b.c",
	    "a@b@c", ".a@b.c", "a.@b.c", "a..b@c.d", "a@[127.0.0.1]", "\xc3\xa4@b.c",
	    "a@b.\xc3\xa4", "a@b_c.d", "a,b@c.d", "a@b.c,d@e.f", "a(b)@c.d"};
	char longest[300] = "a@";
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(mail_address_valid(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (mail_address_valid(bad[i]))
			fail_msg("taken: %s", bad[i]);
	memset(longest + 2, 'b', 64);
	assert_false(mail_address_valid(longest)); // a label of 64
	longest[65] = '\0';
	assert_true(mail_address_valid(longest));
	memset(longest, 'a', 65);
	memcpy(longest + 65, "@b.c", 5);
	assert_false(mail_address_valid(longest)); // a local part of 65
	assert_true(mail_address_valid(longest + 1));
}

static void
servers_are_urls_of_two_kinds(void **state)
{
	(void)state;
	static const char *const good[] = {"smtp://mail.example.org",
	    "smtps://mail.example.org:465", "smtp://127.0.0.1:2525", "smtp://[::1]:25"};
	static const char *const bad[] = {"", "mail.example.org", "http://a.example", "smtp://",
	    "smtp://a.example/x", "smtp://u@a.example", "smtp://a.example:0",
	    "smtp://a.example:65536", "smtp://a.example:", "smtp://a.example:25x", "smtp://a b",
	    "smtp://[::1", "smtp://a.example\r\n", "SMTP://a.example"};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(mail_server_valid(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (mail_server_valid(bad[i]))
			fail_msg("taken: %s", bad[i]);
	assert_true(mail_server_local("smtp://localhost:25"));
	assert_true(mail_server_local("smtp://[::1]:25"));
	assert_false(mail_server_local("smtp://localhost.example"));
}

static void
subjects_are_one_line(void **state)
{
	(void)state;
	char longest[MAIL_SUBJECT_MAX + 2];
	memset(longest, 'a', sizeof longest);
	longest[MAIL_SUBJECT_MAX + 1] = '\0';
	assert_false(mail_subject_valid(longest));
	longest[MAIL_SUBJECT_MAX] = '\0';
	assert_true(mail_subject_valid(longest));
	assert_true(mail_subject_valid("Écoles"));
	assert_false(mail_subject_valid(""));
	assert_false(mail_subject_valid("a\r\nBcc: x@y.z"));
	assert_false(mail_subject_valid("a\tb"));
	assert_false(mail_subject_valid("a\x7f"));
	assert_false(mail_subject_valid("a\xff"));
}

static void
subjects_are_encoded_without_cutting_characters(void **state)
{
	(void)state;
	struct text plain = {0}, words = {0}, trick = {0};
	char many[MAIL_SUBJECT_MAX + 1] = "a"; // so that no word ends with a character by chance
	mail_subject_encode("Roster files", &plain);
	assert_string_equal(words_of(&plain), "Roster files");
	mail_subject_encode("=?UTF-8?B?eA==?=", &trick);
	assert_ptr_equal(strstr(words_of(&trick), "=?UTF-8?B?eA==?="), NULL);
	for (size_t i = 0; i < 60; i++)
		memcpy(many + 1 + 3 * i, "\xe2\x82\xac", 4);
	mail_subject_encode(many, &words);
	const char *line = words_of(&words);
	assert_memory_equal(line, "=?UTF-8?B?YeKC", 14);
	while ((line = strchr(line, '\n')) != NULL) {
		line += 2; // the blank of a folded line
		assert_true(strcspn(line, "\r") <= 75);
		assert_memory_equal(line, "=?UTF-8?B?4oKs", 14); // begins with a whole character
	}
	text_free(&plain);
	text_free(&words);
	text_free(&trick);
}

static void
base64_is_that_of_the_rfc(void **state)
{
	(void)state;
	// RFC 4648, section 10
	static const char *const pairs[][2] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="},
	    {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct text out = {0};
		mail_base64(pairs[i][0], strlen(pairs[i][0]), &out);
		assert_string_equal(words_of(&out), pairs[i][1]);
		text_free(&out);
	}
}

// A mail of the simplest kind.
static struct mail
simple(void)
{
	static const char *const to[] = {"it@oak.example", "x@oak.example", NULL};
	return (struct mail){.from = "roster@vendor.example",
	    .to = to,
	    .subject = "Roster files",
	    .message_id = "a.1@vendor.example",
	    .language = "en",
	    .date = 1795226584,
	    .text = {"a\nb\rc\r\nd", 8},
	    .html = {"<p>", 3}};
}

static void
a_mail_is_the_same_bytes_each_time(void **state)
{
	(void)state;
	struct mail mail = simple();
	struct text one, other;
	const struct mail_file files[] = {
	    {"plan.csv", {NULL, 0}}, {"findings.csv", {"id\r\n", 4}}, {"other.csv", {"x\r\n", 3}}};
	mail.files = files;
	mail.file_count = 3;
	assert_true(mail_make(&mail, &one, &fault));
	assert_true(mail_make(&mail, &other, &fault));
	assert_int_equal(one.size, other.size);
	assert_memory_equal(one.data, other.data, one.size);
	const char *text = words_of(&one);
	assert_non_null(strstr(text, "\r\nDate: Sat, 21 Nov 2026 02:03:04 +0000\r\n"));
	assert_non_null(strstr(text, "\r\nTo: it@oak.example,\r\n x@oak.example\r\n"));
	assert_non_null(strstr(text, "\r\nAuto-Submitted: auto-generated\r\n"));
	assert_non_null(strstr(text, "\r\nMessage-ID: <a.1@vendor.example>\r\n"));
	assert_non_null(strstr(text, "\r\nYQ0KYg0KYw0KZA==\r\n")); // every line end is CR LF
	for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
		assert_int_equal(at[-1], '\r');
	text_free(&one);
	text_free(&other);
}

static void
what_may_not_stand_in_a_mail_makes_none(void **state)
{
	(void)state;
	static const char *const nobody[] = {NULL};
	static const char *const smuggled[] = {"it@oak.example", "a@b.c\r\nRCPT TO:<x@y.z>", NULL};
	struct mail bad[] = {simple(), simple(), simple(), simple(), simple()};
	struct text message;
	bad[0].from = "x\r\n@y.z";
	bad[1].to = nobody;
	bad[2].to = smuggled;
	bad[3].subject = "a\nb";
	bad[4].message_id = "a>b@c.d";
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(mail_make(&bad[i], &message, &fault));
		assert_int_equal(fault.class, FAULT_CONFIG);
		assert_null(strstr(fault.text, "y.z"));
	}
}

static void
nothing_is_sent_to_what_is_no_address(void **state)
{
	(void)state;
	struct mail_server server = {.url = "smtp://127.0.0.1:9",
	    .tls = MAIL_TLS_NONE,
	    .step_seconds = 1,
	    .total_seconds = 1};
	struct mail_recipient to[] = {{"a@b.c\r\nRCPT TO:<x@y.z>", 0}};
	struct mail_result result;
	assert_false(mail_send(&server, "", to, 1, (struct bytes){"x", 1}, &result, &fault));
	assert_int_equal(fault.class, FAULT_CONFIG);
	to[0].address = "a@b.c";
	assert_false(
	    mail_send(&server, "x\r\n@y.z", to, 1, (struct bytes){"x", 1}, &result, &fault));
	server.url = "smtp://mail.example.org";
	assert_false(mail_send(
	    &server, "", to, 1, (struct bytes){"x", 1}, &result, &fault)); // not in the clear
	assert_int_equal(fault.class, FAULT_CONFIG);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(addresses_hold_nothing_that_the_wire_knows),
	    cmocka_unit_test(servers_are_urls_of_two_kinds),
	    cmocka_unit_test(subjects_are_one_line),
	    cmocka_unit_test(subjects_are_encoded_without_cutting_characters),
	    cmocka_unit_test(base64_is_that_of_the_rfc),
	    cmocka_unit_test(a_mail_is_the_same_bytes_each_time),
	    cmocka_unit_test(what_may_not_stand_in_a_mail_makes_none),
	    cmocka_unit_test(nothing_is_sent_to_what_is_no_address),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
