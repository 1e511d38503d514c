// The zip check against every kind of zip, against each cut of a good one, and against each byte of
// it changed: refused, or the same names and content as before.
//
// uses tests/zip/zip_build.c tests/zip/zip_kinds.c tests/zip/zip_odd.c

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pipeline/archive.h"
#include "pipeline/limits.h"
#include "tests/zip/zip_kinds.h"

static const struct zip_limits limits = {2 * GIB, 4 * GIB, 8 * GIB, 200, 64};

// Adds name, size and content of every entry to `out`; false when the zip does not give one of
// them.
static bool
read_all(struct bytes content, const struct zip *zip, struct buffer *out)
{
	struct fault fault;
	struct bytes piece;
	bool good = true;

	for (unsigned i = 0; good && i < zip->count; i++) {
		buffer_add(out, zip->entries[i].name.data, zip->entries[i].name.size);
		buffer_number(out, zip->entries[i].size, 8);
		if (zip->entries[i].directory)
			continue;
		struct archive_file *file = archive_open(content, zip->entries[i].name, &fault);
		good = file != NULL;
		while (good && (good = archive_read(file, &piece, &fault)) && piece.size > 0)
			buffer_add(out, piece.data, piece.size);
		archive_close(file);
	}
	return good;
}

// The content of the first file of a good zip.
static bool
read_first(struct bytes content, const struct zip *zip, struct buffer *out)
{
	struct zip first = {zip->entries, zip->count};

	while (first.count > 1 && first.entries->directory)
		first = (struct zip){first.entries + 1, first.count - 1};
	first.count = 1;
	return read_all(content, &first, out);
}

// What a kind's zip comes to, against its row.
static void
check_kind(const struct zip_kind *kind, struct bytes content)
{
	struct zip zip;
	struct zip_verdict verdict;
	struct buffer got = {0};
	bool damaged = kind->code != NULL && strcmp(kind->code, "package.crc") == 0;

	bool good = zip_check(content, &zip_kind_limits, &zip, &verdict);
	if (good != (kind->code == NULL || damaged))
		fail_msg("%s: %s", kind->name, good ? "taken" : verdict.text);
	if (!good && (verdict.code == NULL || strcmp(verdict.code, kind->code) != 0))
		fail_msg("%s: %s, not %s: %s", kind->name, verdict.code, kind->code, verdict.text);
	if (kind->says != NULL && strstr(verdict.text, kind->says) == NULL)
		fail_msg("%s: '%s' is not in: %s", kind->name, kind->says, verdict.text);
	for (const char *at = verdict.text; *at != '\0'; at++)
		if (*at < ' ' || *at > '~')
			fail_msg("%s: a byte of the name is shown raw", kind->name);
	if (good && read_first(content, &zip, &got) == damaged)
		fail_msg("%s: content %s", kind->name, damaged ? "taken" : "refused");
	if (good && !damaged &&
	    (got.size < sizeof(ZIP_KIND_CONTENT) - 1 ||
		memcmp(got.data + got.size - (sizeof(ZIP_KIND_CONTENT) - 1), ZIP_KIND_CONTENT,
		    sizeof(ZIP_KIND_CONTENT) - 1) != 0))
		fail_msg("%s: other content", kind->name);
	if (!good)
		assert_true(zip.entries == NULL && zip.count == 0);
	buffer_free(&got);
	zip_free(&zip);
}

static void
kinds_are_refused_or_taken(void **state)
{
	(void)state;
	for (unsigned i = 0; i < zip_kind_count; i++) {
		struct buffer zip = {0};
		zip_kind_make(&zip_kinds[i], &zip);
		check_kind(&zip_kinds[i], buffer_bytes(&zip));
		buffer_free(&zip);
	}
}

// The limit of the zip itself names its key and how to raise it.
static void
zip_size_is_limited(void **state)
{
	struct zip_limits small = limits;
	struct zip zip;
	struct zip_verdict verdict;
	struct buffer made = {0};

	(void)state;
	zip_kind_make(zip_kind_named("stored"), &made);
	small.zip_bytes = made.size;
	assert_true(zip_check(buffer_bytes(&made), &small, &zip, &verdict));
	assert_null(verdict.code);
	assert_int_equal(zip.count, 1);
	assert_int_equal(zip.entries[0].size, sizeof(ZIP_KIND_CONTENT) - 1);
	assert_int_equal(zip.entries[0].offset, 0);
	zip_free(&zip);
	small.zip_bytes--;
	assert_false(zip_check(buffer_bytes(&made), &small, &zip, &verdict));
	assert_string_equal(verdict.code, "package.limit");
	assert_non_null(strstr(verdict.text, "limits { zip_bytes = "));
	buffer_free(&made);
}

// The good zip that the loops cut and change: all that an honest one may have in it.
static void
make_rich(struct buffer *out)
{
	static const struct build_zip rich = {
	    .entries =
		{
		    {.name = "export/", .attributes = 0x10},
		    {.name = "export/users.csv", .method = 8, .content = "a,b,c\r\n", .repeat = 60},
		    {.name = "export/orgs.csv", .content = "o-1,x\r\n", .zip64 = BUILD_64},
		    {.name = "export/roles.csv", .method = 8, .content = "r\r\n", .descriptor = 16},
		    {.name = "export/empty.csv"},
		},
	    .comment = {"a comment", 9},
	    .zip64 = true,
	};
	build_zip(&rich, out);
}

// A copy of exactly this size, so that a sanitizer sees a byte that is read past it.
static bool
taken(struct bytes content, struct buffer *got)
{
	struct zip zip;
	struct zip_verdict verdict;
	struct bytes copy = {malloc(content.size + (content.size == 0)), content.size};

	assert_non_null(copy.data);
	memcpy((char *)(uintptr_t)copy.data, content.data, content.size);
	bool good = zip_check(copy, &limits, &zip, &verdict) && read_all(copy, &zip, got);
	zip_free(&zip);
	free((char *)(uintptr_t)copy.data);
	return good;
}

static void
every_cut_is_refused(void **state)
{
	struct buffer made = {0}, got = {0};

	(void)state;
	make_rich(&made);
	assert_true(taken(buffer_bytes(&made), &got));
	for (size_t size = 0; size < made.size; size++)
		if (taken((struct bytes){made.data, size}, &got))
			fail_msg("cut after %zu of %zu bytes is taken", size, made.size);
	buffer_free(&got);
	buffer_free(&made);
}

static void
no_changed_byte_changes_content(void **state)
{
	static const unsigned char changes[] = {0xff, 0x01, 0x20, 0x80};
	struct buffer made = {0}, want = {0};
	unsigned same = 0;

	(void)state;
	make_rich(&made);
	assert_true(taken(buffer_bytes(&made), &want));
	for (size_t i = 0; i < made.size * sizeof(changes); i++) {
		size_t at = i / sizeof(changes);
		unsigned char change = changes[i % sizeof(changes)];
		struct buffer got = {0};
		made.data[at] = (char)(made.data[at] ^ change);
		bool good = taken(buffer_bytes(&made), &got);
		made.data[at] = (char)(made.data[at] ^ change);
		if (good && !bytes_equal(buffer_bytes(&got), buffer_bytes(&want)))
			fail_msg(
			    "byte %zu changed by %02x gives something else", at, change);
		same += good;
		buffer_free(&got);
	}
	// Times, versions, attributes and the comment may change; little else.
	assert_in_range(same, 1, made.size * sizeof(changes) / 4);
	buffer_free(&want);
	buffer_free(&made);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(kinds_are_refused_or_taken),
	    cmocka_unit_test(zip_size_is_limited),
	    cmocka_unit_test(every_cut_is_refused),
	    cmocka_unit_test(no_changed_byte_changes_content),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
