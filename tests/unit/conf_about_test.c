// What is said about the configuration: its digest, the samples, the manual page, its default path.
#include "tests/unit/conf_folder.h"

static char digests[2][65];

// Digests of two texts, which are the same or are not.
static bool
same_digest(const char *one, const char *other)
{
	const char *const texts[] = {one, other};
	for (unsigned i = 0; i < 2; i++) {
		struct district *district = good_district(texts[i]);
		district_digest(district, digests[i]);
		assert_int_equal(strlen(digests[i]), 64);
		district_free(district);
	}
	return strcmp(digests[0], digests[1]) == 0;
}

static void
digest_is_of_what_decides(void **state)
{
	(void)state;
	static const char *const deciding[] = {"profile = strict", "encoding = iso-8859-1",
	    "sync { enabled = no }", "sync { paused = yes }",
	    "sync { start_date = \"2026-08-15\" }", "contacts { update_active = yes }",
	    "classes { unarchive_reappearing = yes }", "checks { value.grade = error }",
	    "limits { entries = 63 }", "limits { errors = 5 }"};
	static const char *const others[] = {"inbox { quiet = 5 }", "sftp { port = 23 }",
	    "sftp { password_file = p }", "profile = tolerant", "sftp { path = a }"};
	for (size_t i = 0; i < sizeof deciding / sizeof deciding[0]; i++) {
		assert_false(same_digest("", deciding[i]));
		for (size_t n = 0; n < i; n++)
			assert_false(same_digest(deciding[n], deciding[i]));
	}
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		assert_true(same_digest("", others[i]));
	assert_true(same_digest("checks { value.grade = error value.date = notice }",
	    "checks { value.date = notice value.grade = error }"));
}

// Takes the # off the lines that hold a key: those without a blank behind it.
static void
uncomment(char *text)
{
	for (char *at = text; (at = strchr(at, '#')) != NULL; at++)
		if (at[1] != ' ')
			*at = ' ';
}

static void
samples_say_the_defaults(void **state)
{
	(void)state;
	char *text = district_sample("north");
	assert_non_null(text);
	assert_true(same_digest("", text));
	uncomment(text);
	assert_true(same_digest(text,
	    "sync { start_date = 2026-08-15 reset = 2026-08-20 } "
	    "scope { schools = {\"1001\"} school_names = {\"1001 North School\"} roles = {student} "
	    "subjects = {mathematics} "
	    "source = \"Example SIS / riverbend\" } identity { prefix = \"riverbend-\" "
	    "username_prefix = \"RiverbendISD-\" } "
	    "checks { value.grade = notice }"));
	free(text);
	text = conf_sample("/srv/a \"b\" $x\\y", "/etc/d");
	assert_non_null(text);
	for (unsigned i = 0; i < 2; i++) {
		struct conf *conf = conf_of(text);
		assert_string_equal(conf->spool, "/srv/a \"b\" $x\\y");
		assert_string_equal(conf->districts, "/etc/d");
		assert_int_equal(conf->jobs, 2);
		assert_int_equal(conf->limits.zip_bytes, LIMIT_ZIP_BYTES);
		conf_free(conf);
		uncomment(text);
	}
	free(text);
}

static void
path_is_given_or_default(void **state)
{
	(void)state;
	unsetenv("ROSTERDROP_CONF");
	assert_string_equal(conf_path(NULL), "/etc/rosterdrop/rosterdrop.conf");
	setenv("ROSTERDROP_CONF", "/a", 1);
	assert_string_equal(conf_path(NULL), "/a");
	assert_string_equal(conf_path("/b"), "/b");
}

// Every key has its paragraph (of limits: its row) in the manual page.
static void
manual_has_every_key(void **state)
{
	(void)state;
	static const struct conf_table *const tables[] = {&conf_keys, &district_keys};
	struct fault fault = {0};
	size_t size;
	char want[64];
	char *manual = fs_read(AT_FDCWD, "pipeline/rosterdrop.conf.5", 100000, &size, &fault);
	assert_non_null(manual);
	for (unsigned t = 0; t < 2; t++)
		for (unsigned i = 0; i < tables[t]->count; i++) {
			const struct conf_key *key = &tables[t]->keys[i];
			snprintf(want, sizeof want, "\n.It Cm %s %s", key->name,
			    strcmp(key->section, "limits") == 0 ? "Ta " : "No = ");
			if (strstr(manual, want) == NULL)
				print_message(
				    "# not in the manual: %s.%s\n", key->section, key->name);
			assert_non_null(strstr(manual, want));
		}
	free(manual);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(digest_is_of_what_decides),
	    cmocka_unit_test(samples_say_the_defaults),
	    cmocka_unit_test(path_is_given_or_default),
	    cmocka_unit_test(manual_has_every_key),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
