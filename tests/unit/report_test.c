// The report as a model: what is cleaned and escaped, what is folded under its cause, how large a report can get, and that what is
// written as JSON is read back the same.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/fs.h"
#include "pipeline/report.h"
#include "pipeline/report_html.h"
#include "pipeline/report_words.h"

static void
assert_escaped(const char *words, const char *want)
{
	struct text text = {NULL, 0, 0, false};

	html_escape(&text, words);
	text_add(&text, (struct bytes){"", 1});
	assert_false(text.failed);
	assert_string_equal(text.data, want);
	text_free(&text);
}

// What HTML would take for its own is written so that it does not, and words from outside are isolated.
static void
test_escape(void **state)
{
	(void)state;
	assert_escaped(
	    "<script>alert('1')</script>", "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;");
	assert_escaped("a & \"b\"", "a &amp; &quot;b&quot;");
	assert_escaped("&lt;", "&amp;lt;");
	assert_escaped("id \x01<b>\x02.", "id <bdi>&lt;b&gt;</bdi>.");
	assert_escaped("", "");
}

static void
assert_clean(struct bytes given, size_t size, const char *want)
{
	char out[REPORT_TEXT];

	report_clean(out, size, given);
	assert_string_equal(out, want);
	assert_true(strlen(out) < size);
}

// Control characters, bytes that are no characters and marks of direction do not come through; what is cut says so.
static void
test_clean(void **state)
{
	(void)state;
	assert_clean(bytes_of("plain"), 64, "plain");
	assert_clean(bytes_of("a\x1b[31m\tb\x7f"), 64, "a [31m b\xef\xbf\xbd");
	assert_clean(bytes_of("\x01\x02"), 64, "  ");
	assert_clean(bytes_of("\xc2\x9b"), 64, "\xef\xbf\xbd");
	assert_clean(bytes_of("x\xe2\x80\xaey\xe2\x81\xa6z"), 64, "x\xef\xbf\xbdy\xef\xbf\xbdz");
	assert_clean(bytes_of("\xff\xc3"), 64, "\xef\xbf\xbd\xef\xbf\xbd");
	assert_clean(bytes_of("\xd7\x90\xd7\x91"), 64, "\xd7\x90\xd7\x91");
	assert_clean(bytes_of("0123456789"), 11, "0123456789");
	assert_clean(bytes_of("0123456789"), 10, "012345\xe2\x80\xa6");
	assert_clean(bytes_of("\xc3\xa5\xc3\xa5\xc3\xa5\xc3\xa5\xc3\xa5"), 9,
	    "\xc3\xa5\xc3\xa5\xe2\x80\xa6");
}

// A school's name is shown, unless it looks like what is a person's.
static void
test_school_name(void **state)
{
	static const struct {
		const char *name, *want;
	} cases[] = {{"Oak School 12", "Oak School 12"}, {"", "s1"}, {"a@b.example", "s1"},
	    {"555 0100 77", "s1"}, {"2011-04-05", "s1"}};
	char out[REPORT_CELL];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		report_school_name(out, sizeof out, bytes_of(cases[i].name), bytes_of("s1"));
		assert_string_equal(out, cases[i].want);
	}
}

static void
assert_words(enum word word, uint64_t number, const char *want)
{
	const struct word_part parts[] = {NUMBER(number), OURS("b"), OURS("c"), OURS("d")};
	struct text text = word_text(word, parts);

	assert_string_equal(text.data, want);
	text_free(&text);
}

// Numbers, the singular, and every text of the table.
static void
test_words(void **state)
{
	(void)state;
	assert_words(WORD_PART_ACCEPTED, 1, "The files were accepted, but 1 row was left out.");
	assert_words(WORD_PART_ACCEPTED, 1234567,
	    "The files were accepted, but 1,234,567 rows were left out.");
	for (unsigned word = 0; word < WORDS; word++)
		assert_non_null(word_plain((enum word)word));
}

// A finding with everything that a hostile drop can put into it.
static struct finding
finding_of(const struct finding_code *code, enum severity severity, const char *file)
{
	static const char long_text[] = "\"&<>'&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&"
					"&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&"
					"&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&"
					"&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&"
					"&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&"
					"&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&";
	return (struct finding){.code = code,
	    .severity = severity,
	    .file = bytes_of(file),
	    .row = 4000000000u,
	    .column = bytes_of(long_text),
	    .sourced_id = bytes_of(long_text),
	    .message = bytes_of(long_text),
	    .since = bytes_of("20261121T020304Z-00000002")};
}

static struct report *
report_made(void)
{
	struct report *report = report_new();

	assert_non_null(report);
	snprintf(report->district, sizeof report->district, "oak");
	snprintf(report->drop, sizeof report->drop, "20261121T020304Z-00000002");
	snprintf(report->previous, sizeof report->previous, "20261120T020304Z-00000001");
	return report;
}

static struct text
written(const struct report *report, void (*form)(struct text *, const struct report *))
{
	struct text text = {NULL, 0, 0, false};

	form(&text, report);
	assert_false(text.failed);
	return text;
}

// Every code at every severity, with the longest of everything: no form is larger than it may be, and all say all counts.
static void
test_size(void **state)
{
	void (*const forms[])(struct text *, const struct report *) = {
	    report_text, report_html, report_json};
	struct report *report = report_made();

	(void)state;
	for (unsigned code = 0; code < finding_code_count; code++)
		for (unsigned severity = 0; severity < REPORT_SEVERITIES; severity++)
			for (unsigned i = 0; i < REPORT_EXAMPLES + 2; i++) {
				struct finding finding = finding_of(
				    &finding_codes[code], (enum severity)severity, "users.csv");
				assert_true(report_finding(report, &finding, NULL));
			}
	for (unsigned i = 0; i < REPORT_SCHOOLS; i++) {
		struct report_school *school = &report->schools[report->school_count++];
		memset(school->name, '&', sizeof school->name - 1);
		memset(school->id, '"', sizeof school->id - 1);
		memset(school->now, 0xff, sizeof school->now);
		report->changed[report->changed_count++] = (struct report_change){.id = "s"};
		memset(report->changed[i].name, '<', sizeof report->changed[i].name - 1);
	}
	report->changes[USERS][ACTION_CREATE] = 1;
	report->outcome = OUTCOME_APPLIED;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct text text = written(report, forms[i]);
		assert_true(text.size > 1000 && text.size <= REPORT_BYTES);
		text_free(&text);
	}
	assert_int_equal(
	    report_count(report, SEVERITY_ERROR), finding_code_count * (REPORT_EXAMPLES + 2));
	report_free(report);
}

// What follows from another finding is counted under it, and has no example of its own.
static void
test_fold(void **state)
{
	struct report *report = report_made();
	const struct finding_code *code = finding_code_named("value.required");
	const struct finding_code *other = finding_code_named("reference.missing");
	struct finding root = finding_of(code, SEVERITY_ERROR, "users.csv");
	struct finding after = finding_of(other, SEVERITY_ERROR, "enrollments.csv");
	unsigned index = (unsigned)(code - finding_codes);

	(void)state;
	assert_true(report_finding(report, &root, NULL));
	after.cause = 1;
	struct report_line *line = report_line_make(report, SEVERITY_ERROR, index);
	assert_true(report_finding(report, &after, line));
	assert_int_equal(line->count, 1);
	assert_int_equal(line->fresh, 1);
	assert_int_equal(line->follows[ENROLLMENTS], 1);
	struct text text = written(report, report_text);
	text_add(&text, (struct bytes){"", 1});
	assert_non_null(strstr(text.data, "because of this, 1 row of enrollments.csv too"));
	assert_null(strstr(text.data, "[reference.missing]"));
	text_free(&text);
	report_free(report);
}

// For a mail that is not to name anybody: neither sourcedIds nor what a message says of them.
static void
test_without_ids(void **state)
{
	struct report *report = report_made();
	struct finding finding =
	    finding_of(finding_code_named("value.required"), SEVERITY_ERROR, "users.csv");
	void (*const forms[])(struct text *, const struct report *) = {
	    report_text, report_html, report_json};

	(void)state;
	finding.sourced_id = bytes_of("u-canary");
	finding.message = bytes_of("row 7 is u-canary too");
	assert_true(report_finding(report, &finding, NULL));
	for (unsigned without = 0; without < 2; without++)
		for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
			report->without_ids = without != 0;
			struct text text = written(report, forms[i]);
			text_add(&text, (struct bytes){"", 1});
			assert_int_equal(strstr(text.data, "canary") == NULL, report->without_ids);
			text_free(&text);
		}
	report_free(report);
}

// What was written is read back: all forms are the same again.
static void
test_read(void **state)
{
	char path[] = "/tmp/report_test.XXXXXX";
	struct fault fault = {FAULT_NONE, ""};
	struct report *report = report_made();
	struct finding finding =
	    finding_of(finding_code_named("value.required"), SEVERITY_ERROR, "users.csv");

	(void)state;
	assert_true(report_finding(report, &finding, NULL));
	report->outcome = OUTCOME_HELD;
	snprintf(report->reason, sizeof report->reason, "guard: too many");
	snprintf(report->files[USERS].mode, sizeof report->files[USERS].mode, "bulk");
	report->files[USERS].rows = 7;
	report->schools[report->school_count++] = (struct report_school){
	    .id = "s1", .name = "Oak", .now = {1, 2, 3}, .before = {4, 5, 6}};
	report->schools_same = 8;
	report->nights[report->night_count++] =
	    (struct report_night){.drop = "20261120T020304Z-00000001", .count = {9, 8, 7}};
	report->mended[3] = 2;
	report->changes[CLASSES][ACTION_ARCHIVE] = 4;
	report->changed[report->changed_count++] =
	    (struct report_change){.id = "s1", .name = "Oak", .effect = {1, 2, 3, 4, 5}};
	report->links_known = true;
	report->links[LINK_MULTIPLE] = 3;
	assert_non_null(mkdtemp(path));
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(report_write(report, dir, &fault));
	struct report *again = report_read(dir, &fault);
	assert_non_null(again);
	void (*const forms[])(struct text *, const struct report *) = {
	    report_text, report_html, report_json};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct text one = written(report, forms[i]), other = written(again, forms[i]);
		assert_int_equal(one.size, other.size);
		assert_memory_equal(one.data, other.data, one.size);
		text_free(&one);
		text_free(&other);
	}
	close(dir);
	assert_true(fs_remove(AT_FDCWD, path, &fault));
	report_free(again);
	report_free(report);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_escape),
	    cmocka_unit_test(test_clean),
	    cmocka_unit_test(test_school_name),
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_size),
	    cmocka_unit_test(test_fold),
	    cmocka_unit_test(test_without_ids),
	    cmocka_unit_test(test_read),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
