// Files and directories: what is refused, what is whole, what comes in order.
#include "tests/unit/scratch.h"

#include <errno.h>
#include <sys/wait.h>

// What is written is read back, and a file is never written over.
static void
a_file_is_written_once(void **state)
{
	(void)state;
	size_t size;
	must(fs_put(dir, "one", "hello", 5, &fault));
	assert_false(fs_put(dir, "one", "again", 5, &fault));
	char *content = fs_read(dir, "one", 100, &size, &fault);
	assert_string_equal(content, "hello");
	assert_int_equal(size, 5);
	free(content);
	assert_null(fs_read(dir, "one", 4, &size, &fault));
	assert_null(fs_read(dir, "none", 4, &size, &fault));
	assert_int_equal(fault.class, FAULT_MISSING);
	assert_true(fs_exists(dir, "one"));
	assert_false(fs_exists(dir, "none"));
}

// No link is followed, whatever it points at; what is no regular file is not opened.
static void
links_are_refused(void **state)
{
	(void)state;
	must(fs_put(dir, "file", "x", 1, &fault));
	must(fs_make_dir(dir, "folder", &fault));
	assert_int_equal(symlinkat("file", dir, "link"), 0);
	assert_int_equal(symlinkat("folder", dir, "way"), 0);
	assert_int_equal(mkfifoat(dir, "pipe", 0600), 0);
	assert_int_equal(fs_open_file(dir, "link", &fault), -1);
	assert_int_equal(fs_open_dir(dir, "way", &fault), -1);
	assert_int_equal(fs_open_file(dir, "folder", &fault), -1);
	assert_int_equal(fs_open_file(dir, "pipe", &fault), -1);
	assert_int_equal(fs_open_dir(dir, "none", &fault), -1);
	assert_int_equal(fault.class, FAULT_MISSING);
}

// Removing takes a whole tree and leaves alone what links in it point at.
static void
removing_follows_no_link(void **state)
{
	(void)state;
	must(fs_make_dir(dir, "outside", &fault));
	must(fs_make_dir(dir, "tree", &fault));
	int tree = fs_open_dir(dir, "tree", &fault), outside = fs_open_dir(dir, "outside", &fault);
	must(fs_put(outside, "kept", "x", 1, &fault));
	must(fs_make_dir(tree, "deep", &fault));
	assert_int_equal(symlinkat("../outside", tree, "way"), 0);
	must(fs_put(tree, "file", "x", 1, &fault));
	close(tree);
	must(fs_remove(dir, "tree", &fault));
	assert_false(fs_exists(dir, "tree"));
	assert_true(fs_exists(outside, "kept"));
	must(fs_remove(dir, "tree", &fault));
	close(outside);
}

// Publishing is one rename, and never over anything.
static void
publishing_never_overwrites(void **state)
{
	(void)state;
	must(fs_make_dir(dir, "tmp", &fault));
	must(fs_make_dir(dir, "ready", &fault));
	int tmp = fs_open_dir(dir, "tmp", &fault), ready = fs_open_dir(dir, "ready", &fault);
	must(fs_make_dir(tmp, "drop", &fault));
	must(fs_publish(tmp, "drop", ready, "drop", &fault));
	assert_false(fs_exists(tmp, "drop"));
	assert_true(fs_exists(ready, "drop"));
	must(fs_make_dir(tmp, "drop", &fault));
	assert_false(fs_publish(tmp, "drop", ready, "drop", &fault));
	assert_true(fs_exists(tmp, "drop"));
	close(tmp);
	close(ready);
}

// A list is sorted and passes over names that begin with a dot.
static void
a_list_is_sorted(void **state)
{
	(void)state;
	static const char *const names[] = {"b", "a", ".hidden", "c"};
	struct fs_names list;
	for (size_t i = 0; i < 4; i++)
		must(fs_put(dir, names[i], "", 0, &fault));
	must(fs_list(dir, &list, &fault));
	assert_int_equal(list.count, 3);
	assert_string_equal(list.name[0], "a");
	assert_string_equal(list.name[2], "c");
	fs_names_free(&list);
}

// A lock has one holder, and dies with its descriptor.
static void
a_lock_has_one_holder(void **state)
{
	(void)state;
	int lock = fs_lock(dir, &fault);
	assert_true(lock >= 0);
	assert_int_equal(fs_lock(dir, &fault), -1);
	assert_int_equal(fault.class, FAULT_TEMP);
	close(lock);
	lock = fs_lock(dir, &fault);
	assert_true(lock >= 0);
	close(lock);
}

// A full disk waits for better days; everything else that the system says is its failure.
static void
system_faults_have_classes(void **state)
{
	(void)state;
	static const struct {
		int number;
		enum fault_class class;
	} cases[] = {{ENOSPC, FAULT_TEMP}, {EDQUOT, FAULT_TEMP}, {EAGAIN, FAULT_TEMP},
	    {EMFILE, FAULT_TEMP}, {ENOMEM, FAULT_TEMP}, {EIO, FAULT_IO}, {EACCES, FAULT_IO}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		errno = cases[i].number;
		assert_false(fault_system(&fault, "trying %s", "this"));
		assert_int_equal(fault.class, cases[i].class);
		assert_non_null(strstr(fault.text, "trying this"));
	}
}

// Opens what a person named, as somebody who is not the superuser; gives what there is to say, "" when it is open.
static const char *
given(const char *name)
{
	static char said[sizeof fault.text];
	char path[64];
	int status, ends[2];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	assert_int_equal(pipe(ends), 0);
	pid_t process = fork();
	assert_true(process >= 0);
	if (process == 0) {
		fault = (struct fault){FAULT_NONE, ""};
		bool mine = geteuid() != 0 || setresuid(65534, 65534, 65534) == 0;
		int fd = mine ? fs_open_given(path, &fault) : -1;
		ssize_t size = write(ends[1], fault.text, strlen(fault.text));
		_exit(fd >= 0 ? FAULT_NONE : size < 0 ? FAULT_BUG : (int)fault.class);
	}
	close(ends[1]);
	ssize_t size = read(ends[0], said, sizeof said - 1);
	said[size < 0 ? 0 : size] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(process, &status, 0), process);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), said[0] == '\0' ? FAULT_NONE : FAULT_MISSING);
	return said;
}

// What a person named is a file that can be read, or it is said what it is.
static void
what_is_given_is_a_file(void **state)
{
	(void)state;
	must(fs_put(dir, "file", "x", 1, &fault) && fs_put(dir, "mine", "x", 1, &fault));
	must(fs_make_dir(dir, "folder", &fault));
	assert_int_equal(fchmod(dir, 0755), 0);
	assert_int_equal(fchmodat(dir, "file", 0644, 0), 0);
	assert_int_equal(fchmodat(dir, "mine", 0, 0), 0);
	assert_int_equal(symlinkat("file", dir, "link"), 0);
	assert_int_equal(symlinkat("loop", dir, "loop"), 0);
	assert_int_equal(mkfifoat(dir, "pipe", 0644), 0);
	assert_string_equal(given("file"), "");
	assert_string_equal(given("link"), "");
	assert_non_null(strstr(given("none"), "none is not there"));
	assert_non_null(strstr(given("loop"), "loop is not there"));
	assert_non_null(strstr(given("file/x"), "file/x is not there"));
	assert_non_null(strstr(given("folder"), "folder is a folder, not a file"));
	assert_non_null(strstr(given("pipe"), "pipe is no plain file; give -"));
	assert_non_null(strstr(given("mine"), "mine may not be read by who runs this"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(a_file_is_written_once),
	    SCRATCH_TEST(links_are_refused),
	    SCRATCH_TEST(what_is_given_is_a_file),
	    SCRATCH_TEST(removing_follows_no_link),
	    SCRATCH_TEST(publishing_never_overwrites),
	    SCRATCH_TEST(a_list_is_sorted),
	    SCRATCH_TEST(a_lock_has_one_holder),
	    cmocka_unit_test(system_faults_have_classes),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
