// The model itself. Its texts are cleaned once, here, so that no writer has to think of what a hostile drop may hold.
#include "pipeline/report.h"

#include <stdlib.h>

#include "pipeline/fs.h"
#include "schema/value.h"

// What cuts a text, and what stands for a character that must not be shown.
#define CUT "\xe2\x80\xa6"
#define REPLACED "\xef\xbf\xbd"

static const struct {
	const char *name, *stage;
} outcomes[OUTCOMES] = {
    [OUTCOME_ACCEPTED] = {"accepted", "validate"},
    [OUTCOME_REFUSED] = {"refused", "validate"},
    [OUTCOME_APPLIED] = {"applied", "apply"},
    [OUTCOME_SAME] = {"same", "apply"},
    [OUTCOME_HELD] = {"held", "apply"},
    [OUTCOME_NOT_APPLIED] = {"refused", "apply"},
    [OUTCOME_NOT_MATCHED] = {"refused", "match"},
};
static const char *const count_names[REPORT_COUNTS] = {"people", "classes", "enrollments"};
static const char *const effect_names[EFFECTS] = {"added", "changed", "archived", "back", "linked"};
static const char *const link_names[REPORT_LINKS] = {"ready", "partial", "multiple", "none"};
static const char *const unclaimed_names[REPORT_UNCLAIMED] = {
    "unclaimedActive", "unclaimedInactive"};

// Which effect an action has; a hold has none.
static const enum report_effect effects[ACTIONS] = {
    [ACTION_CREATE] = EFFECT_ADDED,
    [ACTION_UPDATE] = EFFECT_CHANGED,
    [ACTION_ARCHIVE] = EFFECT_ARCHIVED,
    [ACTION_UNARCHIVE] = EFFECT_BACK,
    [ACTION_LINK] = EFFECT_LINKED,
    [ACTION_CONNECT] = EFFECT_ADDED,
    [ACTION_DISCONNECT] = EFFECT_ARCHIVED,
    [ACTION_ENROL] = EFFECT_ADDED,
    [ACTION_UNENROL] = EFFECT_ARCHIVED,
    [ACTION_MERGE] = EFFECT_CHANGED,
    [ACTION_HOLD] = NO_EFFECT,
    [ACTION_UNLINK] = NO_EFFECT,
    [ACTION_BLOCK] = NO_EFFECT,
    [ACTION_UNBLOCK] = NO_EFFECT,
};

const char *
report_outcome_name(enum report_outcome outcome)
{
	return outcomes[outcome].name;
}

const char *
report_outcome_stage(enum report_outcome outcome)
{
	return outcomes[outcome].stage;
}

const char *
report_count_name(enum report_count count)
{
	return count_names[count];
}

const char *
report_effect_name(enum report_effect effect)
{
	return effect_names[effect];
}

const char *
report_link_name(enum report_link link)
{
	return link_names[link];
}

const char *
report_unclaimed_name(enum report_unclaimed unclaimed)
{
	return unclaimed_names[unclaimed];
}

enum report_effect
report_effect_of(enum action action)
{
	return effects[action];
}

struct report *
report_new(void)
{
	struct report *report = calloc(1, sizeof *report);

	if (report == NULL)
		return NULL;
	report->mended = calloc(finding_code_count, sizeof *report->mended);
	if (report->mended != NULL)
		return report;
	free(report);
	return NULL;
}

void
report_free(struct report *report)
{
	if (report == NULL)
		return;
	for (unsigned i = 0; i < REPORT_SEVERITIES; i++)
		free(report->lines[i]);
	free(report->mended);
	free(report);
}

// How many bytes the UTF-8 character at the start of these has; 0 when they begin with none.
static size_t
character_size(struct bytes text)
{
	size_t bad, size = 1;

	while (size < 4 && size < text.size && ((unsigned char)text.data[size] & 0xc0) == 0x80)
		size++;
	return value_utf8((struct bytes){text.data, size}, &bad) ? size : 0;
}

// Control characters of both kinds, line separators, and the marks that turn the direction of text.
static bool
is_harmful(const char *character, size_t size)
{
	const unsigned char *c = (const unsigned char *)character;

	if (size == 1)
		return c[0] < 0x20 || c[0] == 0x7f;
	if (size == 2)
		return (c[0] == 0xc2 && c[1] < 0xa0) || (c[0] == 0xd8 && c[1] == 0x9c);
	if (size != 3 || c[0] != 0xe2)
		return size == 3 && c[0] == 0xef && c[1] == 0xbb && c[2] == 0xbf;
	return (c[1] == 0x80 && (c[2] == 0x8e || c[2] == 0x8f || (c[2] >= 0xa8 && c[2] <= 0xae))) ||
	       (c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9);
}

void
report_clean(char *out, size_t size, struct bytes text)
{
	size_t used = 0, cut = 0; // cut: how much of it leaves room for the mark

	while (text.size > 0) {
		size_t given = character_size(text), put = given;
		const char *shown = text.data;
		if (given == 0 || is_harmful(text.data, given)) {
			bool blank = given == 1 && (unsigned char)*text.data < 0x20;
			shown = blank ? " " : REPLACED;
			put = strlen(shown);
			given += given == 0;
		}
		if (used + put >= size) {
			memcpy(out + cut, CUT, strlen(CUT));
			used = cut + strlen(CUT);
			break;
		}
		memcpy(out + used, shown, put);
		used += put;
		cut = used + sizeof CUT <= size ? used : cut;
		text = (struct bytes){text.data + given, text.size - given};
	}
	out[used] = '\0';
}

void
report_school_name(char *out, size_t size, struct bytes name, struct bytes id)
{
	unsigned digits = 0;
	bool address = memchr(name.data == NULL ? "" : name.data, '@', name.size) != NULL;

	for (size_t i = 0; i < name.size; i++)
		digits += name.data[i] >= '0' && name.data[i] <= '9'; // NOLINT
	report_clean(out, size, name.size == 0 || address || digits > 4 ? id : name);
}

struct report_line *
report_line_make(struct report *report, enum severity severity, unsigned code)
{
	struct report_line **lines = &report->lines[severity];

	if (*lines == NULL)
		*lines = calloc(finding_code_count, sizeof **lines);
	return *lines == NULL ? NULL : *lines + code;
}

const struct report_line *
report_line(const struct report *report, enum severity severity, unsigned code)
{
	const struct report_line *lines = report->lines[severity];

	return lines == NULL || lines[code].count == 0 ? NULL : &lines[code];
}

uint64_t
report_count(const struct report *report, enum severity severity)
{
	uint64_t count = 0;

	for (unsigned i = 0; i <= ONEROSTER_FILES; i++)
		count += report->by_file[i][severity];
	return count;
}

uint64_t
report_left_out(const struct report *report)
{
	uint64_t left_out = 0;

	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		left_out += report->files[i].left_out;
	return left_out;
}

uint64_t
report_effect(const struct report *report, unsigned entity, enum report_effect effect)
{
	uint64_t count = 0;

	for (unsigned action = 0; action < ACTIONS; action++)
		if (effects[action] == effect)
			count += report->changes[entity][action];
	return count;
}

bool
report_write(const struct report *report, int dir, struct fault *fault)
{
	// How to add a form: its file and its writer.
	static const struct {
		const char *file;
		void (*write)(struct text *text, const struct report *report);
	} forms[] = {{"report.txt", report_text}, {"report.html", report_html},
	    {"report.json", report_json}};
	bool good = true;

	for (size_t i = 0; good && i < sizeof forms / sizeof *forms; i++) {
		struct text text = {NULL, 0, 0, false};
		forms[i].write(&text, report);
		good = text.failed ? fault_set(fault, FAULT_TEMP, "out of memory")
				   : fs_put(dir, forms[i].file, text.data, text.size, fault);
		text_free(&text);
	}
	return good;
}
