// Usernames of all districts: one holder each, whoever asks first; several processes at once; what a crash leaves goes.
#include "tests/unit/scratch.h"

#include <string.h>
#include <sys/wait.h>

#include "pipeline/platform.h"

enum { PROCESSES = 6, NAMES = 40 };

static void
make_districts(void)
{
	must(fs_make_dir(dir, "north", &fault) && fs_make_dir(dir, "south", &fault));
}

static struct platform *
opened(bool write)
{
	struct platform *platform = platform_open(&conf, write, &fault);
	must(platform != NULL);
	return platform;
}

// Reserves one; gives whether it was free.
static bool
reserve(struct platform *platform, const char *username, const char *who, const char *by)
{
	bool taken = false;
	must(platform_reserve(platform, bytes_of(username), who, by, &taken, &fault));
	return !taken;
}

static const char *
holder_of(struct platform *platform, const char *username)
{
	static char text[128];
	struct platform_holder holder;
	if (!platform_find(platform, bytes_of(username), &holder))
		return "nobody";
	snprintf(text, sizeof text, "%.*s %.*s", (int)holder.district.size, holder.district.data,
	    (int)holder.by.size, holder.by.data);
	return text;
}

static void
a_username_has_one_district(void **state)
{
	(void)state;
	make_districts();
	struct platform *platform = opened(true);
	assert_string_equal(holder_of(platform, "gberg"), "nobody");
	assert_true(platform_is_empty(platform));
	assert_true(reserve(platform, "gberg", "north", "drop-1"));
	assert_false(platform_is_empty(platform));
	assert_false(reserve(platform, " GBerg", "south", "drop-2"));
	assert_true(reserve(platform, "gberg", "north", "drop-3"));
	assert_true(reserve(platform, "", "south", "drop-2"));
	must(platform_commit(platform, &fault));
	platform_close(platform);
	platform = opened(false);
	assert_string_equal(holder_of(platform, "gberg"), "north drop-1");
	platform_close(platform);
}

static void
what_was_not_committed_is_not_there(void **state)
{
	(void)state;
	make_districts();
	struct platform *platform = opened(true);
	assert_true(reserve(platform, "gberg", "north", "drop-1"));
	platform_close(platform);
	platform = opened(false);
	assert_string_equal(holder_of(platform, "gberg"), "nobody");
	platform_close(platform);
}

// A district reserved and died before its own commit; or after it.
static void
a_crash_leaves_nothing_for_good(void **state)
{
	(void)state;
	make_districts();
	for (int counts = 0; counts < 2; counts++) {
		char by[PLATFORM_BY_MAX + 1];
		struct platform *platform = opened(true);
		assert_false(platform_pending(platform, "north", by));
		assert_true(reserve(platform, "old", "north", "drop-0"));
		must(platform_announce(platform, "north", "drop-1", &fault));
		assert_true(reserve(platform, "a", "north", "drop-1"));
		assert_true(reserve(platform, "b", "south", "drop-1"));
		assert_true(reserve(platform, "z", "north", "drop-1"));
		must(platform_commit(platform, &fault));
		platform_close(platform);
		platform = opened(true);
		assert_true(platform_pending(platform, "north", by));
		assert_string_equal(by, "drop-1");
		must(platform_recover(platform, "north", counts == 1, &fault));
		assert_false(platform_pending(platform, "north", by));
		assert_string_equal(
		    holder_of(platform, "a"), counts == 1 ? "north drop-1" : "nobody");
		assert_string_equal(
		    holder_of(platform, "z"), counts == 1 ? "north drop-1" : "nobody");
		assert_string_equal(holder_of(platform, "b"), "south drop-1");
		assert_string_equal(holder_of(platform, "old"), "north drop-0");
		must(platform_commit(platform, &fault));
		platform_close(platform);
	}
}

static void
only_its_holder_gives_a_username_back(void **state)
{
	(void)state;
	make_districts();
	struct platform *platform = opened(true);
	assert_true(reserve(platform, "gberg", "north", "drop-1"));
	must(platform_release(platform, bytes_of("gberg"), "south", &fault));
	assert_string_equal(holder_of(platform, "gberg"), "north drop-1");
	must(platform_release(platform, bytes_of("GBERG"), "north", &fault));
	assert_string_equal(holder_of(platform, "gberg"), "nobody");
	must(platform_release(platform, bytes_of("nobody"), "north", &fault));
	platform_close(platform);
}

static void
a_district_without_a_directory_holds_nothing(void **state)
{
	(void)state;
	make_districts();
	struct platform *platform = opened(true);
	assert_true(reserve(platform, "gberg", "south", "drop-1"));
	must(fs_remove(dir, "south", &fault));
	assert_string_equal(holder_of(platform, "gberg"), "nobody");
	assert_true(reserve(platform, "gberg", "north", "drop-2"));
	assert_string_equal(holder_of(platform, "gberg"), "north drop-2");
	platform_close(platform);
}

static void
long_usernames_differ_by_their_end(void **state)
{
	(void)state;
	char name[2000];
	make_districts();
	memset(name, 'x', sizeof name);
	name[sizeof name - 1] = '\0';
	struct platform *platform = opened(true);
	assert_true(reserve(platform, name, "north", "drop-1"));
	assert_false(reserve(platform, name, "south", "drop-1"));
	name[sizeof name - 2] = 'y';
	assert_true(reserve(platform, name, "south", "drop-1"));
	platform_close(platform);
}

// One process: makes the store if it is the first, and asks for the same usernames as all others, each in a transaction of its own.
static int
ask(int process)
{
	struct fault mine;
	char who[32], name[32];
	int got = 0;
	snprintf(who, sizeof who, "d%d", process);
	for (int i = 0; i < NAMES; i++) {
		bool taken = true;
		struct platform *platform = platform_open(&conf, true, &mine);
		snprintf(name, sizeof name, "name%d", i);
		if (platform == NULL ||
		    !platform_reserve(platform, bytes_of(name), who, "drop", &taken, &mine) ||
		    !platform_commit(platform, &mine))
			return 255;
		got += taken ? 0 : 1;
		platform_close(platform);
	}
	return got;
}

static void
processes_never_share_a_username(void **state)
{
	(void)state;
	pid_t pids[PROCESSES];
	int sum = 0, status;
	for (int i = 0; i < PROCESSES; i++) {
		char who[32];
		snprintf(who, sizeof who, "d%d", i);
		must(fs_make_dir(dir, who, &fault));
	}
	fflush(NULL);
	for (int i = 0; i < PROCESSES; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0)
			_exit(ask(i));
	}
	for (int i = 0; i < PROCESSES; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status));
		assert_int_not_equal(WEXITSTATUS(status), 255);
		sum += WEXITSTATUS(status);
	}
	assert_int_equal(sum, NAMES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(a_username_has_one_district),
	    SCRATCH_TEST(what_was_not_committed_is_not_there),
	    SCRATCH_TEST(a_crash_leaves_nothing_for_good),
	    SCRATCH_TEST(only_its_holder_gives_a_username_back),
	    SCRATCH_TEST(a_district_without_a_directory_holds_nothing),
	    SCRATCH_TEST(long_usernames_differ_by_their_end),
	    SCRATCH_TEST(processes_never_share_a_username),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
