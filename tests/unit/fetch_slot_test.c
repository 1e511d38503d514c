// Turns at a host: as many as there are, by host and port, given back by closing; and host names that no path may come of.
// uses cmd/fetch/slot.c
#include <string.h>

#include "tests/unit/scratch.h"

#include "cmd/fetch/slot.h"

static char host[300] = "sftp.example.org";

// Takes a turn at the host; -1 and FAULT_TEMP when there is none.
static int
take(unsigned port, unsigned per_host)
{
	district.sftp.host = host;
	district.sftp.port = port;
	district.sftp.per_host = per_host;
	district.sftp.step_seconds = 0;
	fault = (struct fault){FAULT_NONE, ""};
	return slot_take(&conf, &district, &fault);
}

static void
test_turns(void **state)
{
	(void)state;
	int first = take(22, 2), second = take(22, 2);
	assert_true(first >= 0 && second >= 0);
	assert_int_equal(take(22, 2), -1);
	assert_int_equal(fault.class, FAULT_TEMP);
	assert_non_null(strstr(fault.text, "sftp.per_host"));
	int elsewhere = take(2222, 2);
	assert_true(elsewhere >= 0);
	close(first);
	first = take(22, 2);
	assert_true(first >= 0);
	close(first);
	close(second);
	close(elsewhere);
}

// Whatever a host is called, its file is in the folder, and the same for great and small letters.
static void
test_names(void **state)
{
	static const char *const names[] = {
	    "../../escape", "/etc/passwd", ".", "-rf", "a b\nc", "UPPER.example", "fe80::1%eth0"};
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		snprintf(host, sizeof host, "%s", names[i]);
		int slot = take(22, 1);
		assert_true(slot >= 0);
		close(slot);
	}
	memset(host, 'x', sizeof host - 1);
	int slot = take(22, 1);
	assert_true(slot >= 0);
	close(slot);
	struct fs_names there;
	int hosts = fs_open_dir(dir, ".hosts", &fault);
	must(hosts >= 0 && fs_list(hosts, &there, &fault));
	assert_int_equal(there.count, sizeof names / sizeof names[0] + 1);
	fs_names_free(&there);
	assert_true(fs_exists(hosts, "upper.example:22.0"));
	close(hosts);
	must(fs_list(dir, &there, &fault));
	assert_int_equal(there.count, 0); // .hosts is hidden
	fs_names_free(&there);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {SCRATCH_TEST(test_turns), SCRATCH_TEST(test_names)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
