// The archive module: what it unpacks, what it refuses, and that what it packs passes the check of
// zips.
//
// uses tests/zip/zip_build.c tests/zip/zip_kinds.c tests/zip/zip_odd.c

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "pipeline/archive.h"
#include "pipeline/limits.h"
#include "tests/zip/zip_kinds.h"

static const struct zip_limits limits = {2 * GIB, 4 * GIB, 8 * GIB, 2000, 64};

enum { LARGE = 3 * 1024 * 1024 + 17 };

// An open file in memory with this content.
static int
file_of(struct bytes content)
{
	int fd = memfd_create("archive_test", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, content.data, content.size), content.size);
	return fd;
}

// All that an open file holds.
static void
file_read(int fd, struct buffer *out)
{
	char piece[65536];
	ssize_t got;

	for (off_t at = 0; (got = pread(fd, piece, sizeof(piece), at)) > 0; at += got)
		buffer_add(out, piece, (size_t)got);
	assert_int_equal(got, 0);
}

// The content of one entry.
static bool
unpack(struct bytes zip, const char *name, struct buffer *out, struct fault *fault)
{
	struct archive_file *file = archive_open(zip, bytes_of(name), fault);
	struct bytes piece;
	bool good = file != NULL;

	while (good && (good = archive_read(file, &piece, fault)) && piece.size > 0)
		buffer_add(out, piece.data, piece.size);
	archive_close(file);
	return good;
}

// Lines that differ, so that deflate has something to do.
static void
large_content(struct buffer *out)
{
	char line[64];

	for (unsigned i = 0; out->size < LARGE; i++) {
		int length =
		    snprintf(line, sizeof(line), "s-%u,%u,%x\r\n", i, i * 2654435761u, i * 40503u);
		buffer_add(out, line, (size_t)length);
	}
}

// Packs these files into a new file in memory and gives its bytes.
static void
pack(const char *const *names, const struct bytes *contents, unsigned count, struct buffer *zip)
{
	int fds[8], out = file_of((struct bytes){"", 0});
	struct fault fault;

	for (unsigned i = 0; i < count; i++)
		fds[i] = file_of(contents[i]);
	if (!archive_pack(out, names, fds, count, &fault))
		fail_msg("%s", fault.text);
	file_read(out, zip);
	for (unsigned i = 0; i < count; i++)
		close(fds[i]);
	close(out);
}

static void
packed_files_come_back(void **state)
{
	const char *names[] = {"manifest.csv", "users.csv", "orgs.csv"};
	struct buffer large = {0}, zip = {0};
	struct zip entries;
	struct zip_verdict verdict;
	struct fault fault;

	(void)state;
	large_content(&large);
	struct bytes contents[] = {bytes_of("a,b\r\n"), buffer_bytes(&large), bytes_of("")};
	pack(names, contents, 3, &zip);
	if (!zip_check(buffer_bytes(&zip), &limits, &entries, &verdict))
		fail_msg("%s: %s", verdict.code, verdict.text);
	assert_int_equal(entries.count, 3);
	assert_in_range(entries.entries[1].compressed, 1, LARGE / 2);
	for (unsigned i = 0; i < 3; i++) {
		struct buffer got = {0};
		assert_true(bytes_is(entries.entries[i].name, names[i]));
		if (!unpack(buffer_bytes(&zip), names[i], &got, &fault))
			fail_msg("%s", fault.text);
		assert_true(bytes_equal(buffer_bytes(&got), contents[i]));
		buffer_free(&got);
	}
	zip_free(&entries);
	buffer_free(&zip);
	buffer_free(&large);
}

// Neither the time, nor the time zone, nor where the files were read last goes into the zip.
static void
packing_again_gives_the_same_bytes(void **state)
{
	const char *names[] = {"users.csv", "orgs.csv"};
	struct bytes contents[] = {bytes_of("users"), bytes_of("orgs")};
	struct buffer first = {0}, second = {0};

	(void)state;
	setenv("TZ", "America/New_York", 1);
	tzset();
	pack(names, contents, 2, &first);
	setenv("TZ", "Pacific/Auckland", 1);
	tzset();
	sleep(1);
	pack(names, contents, 2, &second);
	unsetenv("TZ");
	tzset();
	assert_true(first.size > 0);
	assert_true(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
	buffer_free(&first);
	buffer_free(&second);
}

static void
packing_fails_with_a_reason(void **state)
{
	const char *names[] = {"users.csv"}, *foreign[] = {"\xc3\xa9l\xc3\xa8ves.csv"};
	struct fault fault;
	int in = file_of(bytes_of("users")), out = file_of((struct bytes){"", 0});
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC), closed = -1;

	(void)state;
	assert_false(archive_pack(out, foreign, &in, 1, &fault));
	assert_int_equal(fault.class, FAULT_DATA);
	assert_false(archive_pack(out, names, &closed, 1, &fault));
	assert_int_equal(fault.class, FAULT_IO);
	assert_false(archive_pack(full, names, &in, 1, &fault));
	assert_int_equal(fault.class, FAULT_TEMP);
	assert_non_null(strstr(fault.text, "pack"));
	close(full);
	close(in);
	close(out);
}

static void
unknown_names_and_folders_do_not_open(void **state)
{
	static const char *const names[] = {"orgs.csv", "USERS.CSV", "users.cs", "", "export/"};
	struct buffer zip = {0};
	struct fault fault;

	(void)state;
	zip_kind_make(zip_kind_named("folder"), &zip);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_null(archive_open(buffer_bytes(&zip), bytes_of(names[i]), &fault));
		assert_int_equal(fault.class, FAULT_DATA);
	}
	buffer_free(&zip);
}

// Which entry comes is a matter of its place, not of the order of the directory.
static void
each_entry_gives_its_own_content(void **state)
{
	struct buffer zip = {0}, users = {0}, orgs = {0};
	struct fault fault;

	(void)state;
	zip_kind_make(zip_kind_named("reordered"), &zip);
	assert_true(unpack(buffer_bytes(&zip), "users.csv", &users, &fault));
	assert_true(unpack(buffer_bytes(&zip), "orgs.csv", &orgs, &fault));
	assert_true(bytes_is(buffer_bytes(&users), ZIP_KIND_CONTENT));
	assert_true(bytes_is(buffer_bytes(&orgs), "sourcedId,status\r\no-1,\r\n"));
	buffer_free(&users);
	buffer_free(&orgs);
	buffer_free(&zip);
}

// Damage is a refusal of the drop, and the fault names the file; never content without a word.
static void
damage_is_refused(void **state)
{
	static const char *const kinds[] = {"crc_stored", "crc_deflate", "size_larger",
	    "size_smaller", "overlap_quoted", "huge_count", "empty", "csv"};
	struct fault fault;

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct buffer zip = {0}, got = {0};
		zip_kind_make(zip_kind_named(kinds[i]), &zip);
		assert_false(unpack(buffer_bytes(&zip), "users.csv", &got, &fault));
		assert_int_equal(fault.class, FAULT_DATA);
		assert_non_null(strstr(fault.text, "unpack"));
		buffer_free(&got);
		buffer_free(&zip);
	}
}

// A reader that is closed in the middle leaves nothing behind (a sanitizer would see it).
static void
closing_early_is_allowed(void **state)
{
	const char *names[] = {"users.csv"};
	struct buffer large = {0}, zip = {0};
	struct fault fault;
	struct bytes piece;

	(void)state;
	large_content(&large);
	struct bytes contents[] = {buffer_bytes(&large)};
	pack(names, contents, 1, &zip);
	struct archive_file *file = archive_open(buffer_bytes(&zip), bytes_of("users.csv"), &fault);
	assert_non_null(file);
	assert_true(archive_read(file, &piece, &fault));
	assert_in_range(piece.size, 1, large.size - 1);
	assert_memory_equal(piece.data, large.data, piece.size);
	archive_close(file);
	archive_close(NULL);
	buffer_free(&zip);
	buffer_free(&large);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(packed_files_come_back),
	    cmocka_unit_test(packing_again_gives_the_same_bytes),
	    cmocka_unit_test(packing_fails_with_a_reason),
	    cmocka_unit_test(unknown_names_and_folders_do_not_open),
	    cmocka_unit_test(each_entry_gives_its_own_content),
	    cmocka_unit_test(damage_is_refused),
	    cmocka_unit_test(closing_early_is_allowed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
