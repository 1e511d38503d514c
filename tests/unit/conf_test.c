// The configuration: what is taken, what is refused and where, and that one bad file does not spoil
// the next.
#include "tests/unit/conf_folder.h"

static void
empty_files_have_defaults(void **state)
{
	(void)state;
	char path[128];
	struct conf *conf = conf_of("");
	assert_string_equal(conf->path, conf_file);
	assert_string_equal(conf->spool, "/var/spool/rosterdrop");
	snprintf(path, sizeof path, "%s/districts", folder);
	assert_string_equal(conf->districts, path);
	assert_int_equal(conf->jobs, 2);
	assert_int_equal(conf->limits.zip_bytes, LIMIT_ZIP_BYTES);
	assert_int_equal(conf->limits.error_share, LIMIT_ERROR_SHARE);
	conf_free(conf);
	struct district *district = good_district("# nothing\n");
	assert_string_equal(district->name, "north");
	assert_true(district->sync.enabled);
	assert_false(district->sync.paused);
	assert_null(district->sync.start_date);
	assert_null(district->sftp.host);
	assert_int_equal(district->sftp.port, 22);
	assert_string_equal(district->sftp.path, ".");
	assert_int_equal(district->sftp.quiet, 10);
	assert_int_equal(district->sftp.step_seconds, 60);
	assert_int_equal(district->sftp.total_seconds, 3600);
	assert_int_equal(district->sftp.entries, 10000);
	assert_int_equal(district->sftp.min_rate, 1024);
	assert_int_equal(district->sftp.per_host, 4);
	assert_null(district->sftp.files);
	assert_int_equal(district->sftp.after, SFTP_AFTER_LEAVE);
	assert_string_equal(district->sftp.archive, "done");
	assert_int_equal(district->inbox.quiet, 60);
	assert_int_equal(district->profile, PROFILE_TOLERANT);
	assert_int_equal(district->encoding, TABLE_UTF8);
	assert_int_equal(district->check_count, 0);
	assert_int_equal(district->limits.store_map, LIMIT_STORE_MAP);
	district_free(district);
}

static void
every_key_is_read(void **state)
{
	(void)state;
	char path[128];
	struct district *d = good_district(
	    "profile = strict\nencoding = \"windows-1252\"\n"
	    "sync { enabled = no paused = yes start_date = \"2026-08-15\" }\n"
	    "inbox { quiet = 0 }\n"
	    "sftp { host = sftp.example.org port = 2222 user = \"roster\" key_file = keys/north\n"
	    " password_file = /etc/secret host_keys = {\"ssh-ed25519 AAAA\", \"ssh-rsa BBBB\"}\n"
	    " path = /out quiet = 1 step_seconds = 2 total_seconds = 3 entries = 4 }\n"
	    "contacts { update_active = true }\nclasses { unarchive_reappearing = on }\n"
	    "checks { value.grade = notice\n policy.class_teacher = \"error\" }\n"
	    "limits { zip_bytes = 1K ratio = 7 entries = 3 error_share = 0 }\n");
	assert_int_equal(d->profile, PROFILE_STRICT);
	assert_int_equal(d->encoding, TABLE_WINDOWS_1252);
	assert_false(d->sync.enabled);
	assert_true(d->sync.paused);
	assert_string_equal(d->sync.start_date, "2026-08-15");
	assert_int_equal(d->inbox.quiet, 0);
	assert_string_equal(d->sftp.host, "sftp.example.org");
	assert_int_equal(d->sftp.port, 2222);
	assert_string_equal(d->sftp.user, "roster");
	snprintf(path, sizeof path, "%s/districts/keys/north", folder);
	assert_string_equal(d->sftp.key_file, path);
	assert_string_equal(d->sftp.password_file, "/etc/secret");
	assert_string_equal(d->sftp.host_keys[0], "ssh-ed25519 AAAA");
	assert_string_equal(d->sftp.host_keys[1], "ssh-rsa BBBB");
	assert_null(d->sftp.host_keys[2]);
	assert_string_equal(d->sftp.path, "/out");
	assert_int_equal(d->sftp.quiet, 1);
	assert_int_equal(d->sftp.step_seconds, 2);
	assert_int_equal(d->sftp.total_seconds, 3);
	assert_int_equal(d->sftp.entries, 4);
	assert_true(d->contacts.update_active);
	assert_true(d->classes.unarchive_reappearing);
	assert_int_equal(d->check_count, 2);
	assert_string_equal(d->checks[0].code, "policy.class_teacher");
	assert_int_equal(d->checks[0].severity, SEVERITY_ERROR);
	assert_string_equal(d->checks[1].code, "value.grade");
	assert_int_equal(d->checks[1].severity, SEVERITY_NOTICE);
	assert_int_equal(d->limits.zip_bytes, 1024);
	assert_int_equal(d->limits.ratio, 7);
	assert_int_equal(d->limits.entries, 3);
	assert_int_equal(d->limits.error_share, 0);
	district_free(d);
}

static void
installation_gives_the_limits(void **state)
{
	(void)state;
	struct fault fault;
	struct conf *conf = conf_of("spool = pool\njobs = 7\ndistricts = \"districts\"\n"
				    "limits { columns = 100 cell_bytes = 1M }");
	char path[128];
	snprintf(path, sizeof path, "%s/pool", folder);
	assert_string_equal(conf->spool, path);
	assert_int_equal(conf->jobs, 7);
	write_file(district_file, "limits { columns = 50 }", 23);
	struct district *district = district_read(conf, "north", &fault);
	assert_non_null(district);
	assert_int_equal(district->limits.columns, 50);
	assert_int_equal(district->limits.cell_bytes, MIB);
	district_free(district);
	conf_free(conf);
}

static const struct {
	const char *text, *complaint; // complaint: what follows the file's path
} refused[] = {
    {"\nprofle = strict\n", ":2: no such option 'profle'"},
    {"profile = lax", ":1: profile = \"lax\": must be one of tolerant strict"},
    {"sync {\n\tenabled = maybe\n}\n", ":2: sync.enabled = \"maybe\": must be yes or no"},
    {"sync {\n\tstart = 1\n}\n", ":2: no such option 'start'"},
    {"sync { start_date = \"2026-02-30\" }", ":1: sync.start_date = \"2026-02-30\": must be a day"},
    {"guardz { students = 5 }", ":1: no such option 'guardz'"},
    {"sftp { port = 65536 }", ":1: sftp.port = \"65536\": must be a number from 1 to 65535"},
    {"sftp { port = 0 }", "must be a number from 1 to 65535"},
    {"sftp { port = 22K }", "must be a number from 1 to 65535"},
    {"sftp { port = -1 }", "must be a number"},
    {"sftp { port = '' }", "must be a number"},
    {"sftp { port = \"2 2\" }", "must be a number"},
    {"sftp { path = '' }", "sftp.path = \"\": must be something"},
    {"sftp { host_keys = {''} }", "sftp.host_keys = \"\": must be something"},
    {"limits { zip_bytes = 2T }", "limits.zip_bytes = \"2T\": must be a number from 1K to 1T"},
    {"limits { zip_bytes = 18446744073709551617 }", "must be a number from 1K to 1T"},
    {"limits { zip_bytes = 99999999999T }", "must be a number from 1K to 1T"},
    {"limits { zip_bytes = 2GB }", "must be a number from 1K to 1T"},
    {"checks {\n value.shoe = notice\n}", ":2: no such option 'value.shoe'"},
    {"checks {\n value.grade = bad\n}", ":2: checks.value.grade = \"bad\": must be one of notice"},
    {"checks { package.not_zip = warning }",
	":1: checks.package.not_zip may not be lower than fatal"},
    {"checks { value.grade = error\n value.grade = notice }",
	":2: checks.value.grade is set twice"},
    {"profile = strict\nprofile = strict\n", ":2: profile is set twice"},
    {"sync { paused = no }\nsync { paused = yes }\n", ":2: paused is set twice"},
    {"sftp { host_keys = {a}\nhost_keys = {b} }", ":2: host_keys is set twice"},
    {"sync|paused = yes", ":1: paused belongs into its section"},
    {"checks|value.grade = notice", ":1: value.grade belongs into the section checks"},
    {"sync {\n\tpaused = yes\n", ":3: the file ends inside a section"},
    {"profile = \"strict\n\n", ":3: the file ends inside a section, a list, a string or a comment"},
    {"profile = 'strict", ":1: the file ends inside a section, a list, a string or a comment"},
    {"/* profile = strict", ":1: the file ends inside a section, a list, a string or a comment"},
    {"sftp { host_keys = {a, b", ":1: the file ends inside a section, a list, a string"},
    {"profile =", ":1: the file ends inside"},
    {"sftp { host = a }", ": sftp.host is set, so set sftp.user too"},
    {"sftp { host = a user = b }", "set sftp.key_file or sftp.password_file"},
    {"sftp { host = a user = b key_file = c }", "set sftp.host_keys"},
};

// After each of them a good file is read, for libconfuse remembers more than it should.
static void
wrong_text_is_refused_with_its_place(void **state)
{
	(void)state;
	struct fault fault;
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		struct district *district = district_of(refused[i].text, &fault);
		if (district != NULL || strstr(fault.text, refused[i].complaint) == NULL)
			print_message("# %s\n# gave: %s\n", refused[i].text, fault.text);
		assert_null(district);
		assert_int_equal(fault.class, FAULT_CONFIG);
		assert_non_null(strstr(fault.text, refused[i].complaint));
		assert_memory_equal(fault.text, district_file, strlen(district_file));
		district = good_district("profile = strict");
		assert_int_equal(district->profile, PROFILE_STRICT);
		district_free(district);
	}
}

static void
wrong_files_are_refused(void **state)
{
	(void)state;
	struct fault fault = {0};
	struct conf *conf = conf_of("");
	assert_null(district_read(conf, "south", &fault));
	assert_int_equal(fault.class, FAULT_CONFIG);
	assert_null(district_read(conf, "../north", &fault));
	assert_int_equal(fault.class, FAULT_USAGE);
	write_file(district_file, "profile = strict\n\0profile = nonsense", 30);
	assert_null(district_read(conf, "north", &fault));
	assert_int_equal(fault.class, FAULT_CONFIG);
	assert_non_null(strstr(fault.text, "NUL"));
	conf_free(conf);
	assert_null(conf_read("/tmp/nothing/of/this/name", &fault));
	assert_int_equal(fault.class, FAULT_CONFIG);
	assert_null(conf_read(folder, &fault));
	write_file(conf_file, "jobs = 0", 8);
	assert_null(conf_read(conf_file, &fault));
	assert_int_equal(fault.class, FAULT_CONFIG);
	assert_non_null(strstr(fault.text, "from 1 to 256"));
}

static void
names_of_districts(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "-a", "a-", "A", "a.b", "a/b", "..", "a b",
	    "\xc3\xa9", "a234567890123456789012345678901234567890123456789012345678901234"};
	static const char *const good[] = {
	    "a", "7", "north-7", "a23456789012345678901234567890123456789012345678901234567890123"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(district_name_valid(bad[i]));
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		assert_true(district_name_valid(good[i]));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(empty_files_have_defaults),
	    cmocka_unit_test(every_key_is_read),
	    cmocka_unit_test(installation_gives_the_limits),
	    cmocka_unit_test(wrong_text_is_refused_with_its_place),
	    cmocka_unit_test(wrong_files_are_refused),
	    cmocka_unit_test(names_of_districts),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
