// An inbox is somebody else's folder: what lies there and cannot be taken would be told in every run, for years. So what was told is remembered,
// for as long as it lies there. At most NOTES_MOST files are noted one by one; the rest are only counted.
#include "cmd/fetch/notes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/clock.h"
#include "pipeline/fs.h"
#include "pipeline/fs_replace.h"
#include "pipeline/text.h"

enum {
	NOTES_MOST = 1000,
	NOTES_BYTES = 4 * 1024 * 1024,
	NAME_ROOM = 3 * 255 + 1,
	NUMBER_TEXT = 21 // of 64 bits, in decimals
};

static const char file_name[] = "notes";
static const char first_line[] = "rosterdrop-notes 1\n";
static const char report_name[] = "inbox.txt";

// Reads one line: KIND WHY SINCE INODE TOLD SIZE NAME. False when it is none.
static bool
line_read(const char *line, struct note *note)
{
	char kind[8], code[16], since[NUMBER_TEXT], inode[NUMBER_TEXT], told[NUMBER_TEXT],
	    size[NUMBER_TEXT], name[NAME_ROOM];
	if (sscanf(line, "%7s %15s %20[0-9-] %20[0-9] %20[0-9a-f] %20[0-9] %765s", kind, code,
		since, inode, told, size, name) != 7)
		return false;
	note->since = (time_t)strtoll(since, NULL, 10);
	note->inode = strtoull(inode, NULL, 10);
	note->told = (uint32_t)strtoul(told, NULL, 16);
	note->size = strtoull(size, NULL, 10);
	note->why = WHY_NONE;
	for (unsigned i = 1; i < WHYS; i++)
		if (strcmp(why_kinds[i].code, code) == 0)
			note->why = (enum why)i;
	note->name = strdup(name);
	return note->name != NULL;
}

bool
notes_read(struct notes *notes, int stage_dir, struct fault *fault)
{
	struct fault ignored;
	size_t size;
	*notes = (struct notes){.before = NULL};
	notes->before = calloc(NOTES_MOST, sizeof *notes->before);
	notes->now = calloc(NOTES_MOST, sizeof *notes->now);
	if (notes->before == NULL || notes->now == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory reading notes");
	char *content = fs_read(stage_dir, file_name, NOTES_BYTES, &size, &ignored);
	if (content == NULL)
		return true;
	bool good = strncmp(content, first_line, sizeof first_line - 1) == 0;
	char *rest = content, *line;
	strsep(&rest, "\n"); // the first line
	while (good && notes->before_count < NOTES_MOST && (line = strsep(&rest, "\n")) != NULL &&
	       *line != '\0')
		if (line_read(line, &notes->before[notes->before_count]))
			notes->before_count++;
	free(content);
	return true;
}

// The note of a file, in one of the two lists.
static const struct note *
find(const struct note *list, size_t count, const char *name, uint64_t inode)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].inode == inode && strcmp(list[i].name, name) == 0)
			return &list[i];
	return NULL;
}

time_t
notes_since(const struct notes *notes, const char *name, const struct stat *status)
{
	const struct note *note =
	    find(notes->before, notes->before_count, name, (uint64_t)status->st_ino);
	return note != NULL ? note->since : clock_now();
}

bool
notes_add(struct notes *notes, enum why why, const char *name, const struct stat *status)
{
	uint64_t inode = (uint64_t)status->st_ino;
	uint32_t bit = (uint32_t)1 << why;
	*(why_kinds[why].left ? &notes->left : &notes->waiting) += 1;
	if (notes->now_count == NOTES_MOST)
		return false;
	const struct note *before = find(notes->before, notes->before_count, name, inode);
	struct note *note = &notes->now[notes->now_count];
	*note = (struct note){.why = why,
	    .told = (before != NULL ? before->told : 0) | bit,
	    .inode = inode,
	    .since = notes_since(notes, name, status),
	    .size = (uint64_t)status->st_size,
	    .name = strdup(name)};
	notes->now_count += note->name != NULL;
	bool news = before == NULL || (before->told & bit) == 0;
	notes->news += news;
	return news;
}

// The file as the next run reads it. Sizes only of what the district is told, so that a file that grows is no news.
static void
put_notes(struct text *text, const struct notes *notes)
{
	char line[64 + NAME_ROOM];
	text_put(text, first_line);
	for (size_t i = 0; i < notes->now_count; i++) {
		const struct note *note = &notes->now[i];
		const struct why_kind *kind = &why_kinds[note->why];
		snprintf(line, sizeof line, "%s %s %lld %" PRIu64 " %" PRIx32 " %" PRIu64 " ",
		    kind->left ? "left" : "waits", kind->code, (long long)note->since, note->inode,
		    note->told, kind->shown ? note->size : 0);
		text_put(text, line);
		text_put(text, note->name);
		text_put(text, "\n");
	}
}

// The district's own words: each file that somebody has to do something about. Gives how many that were.
static unsigned
put_report(struct text *text, const struct notes *notes)
{
	unsigned shown = 0;
	text_put(text, "What lies in your upload folder and is not taken:\n");
	for (size_t i = 0; i < notes->now_count; i++) {
		const struct note *note = &notes->now[i];
		const struct why_kind *kind = &why_kinds[note->why];
		if (!kind->shown)
			continue;
		text_put(text, "\n");
		text_put(text, note->name);
		text_put(text, " (");
		text_number(text, note->size);
		text_put(text, " bytes)\n    ");
		text_put(text, kind->left ? "is not taken: " : "waits: ");
		text_put(text, kind->text);
		text_put(text, "\n    ");
		text_put(text, kind->advice);
		text_put(text, "\n");
		shown++;
	}
	if (notes->left + notes->waiting > notes->now_count)
		text_put(text, "\nThere are more files than are named here.\n");
	return shown;
}

// Writes the report if it says something, or said something before.
static bool
report_write(
    struct text *text, const struct notes *notes, int district_dir, int tmp, struct fault *fault)
{
	if (!fs_make_dir(district_dir, "reports", fault))
		return false;
	int reports = fs_open_dir(district_dir, "reports", fault);
	if (reports < 0)
		return false;
	bool good = true, had = fs_exists(reports, report_name);
	unsigned shown = put_report(text, notes);
	if (shown == 0) {
		text_clear(text);
		text_put(text, "Nothing lies in your upload folder that could not be taken.\n");
	}
	if (text->failed)
		good = fault_set(fault, FAULT_TEMP, "out of memory writing reports/inbox.txt");
	else if (shown > 0 || had)
		good = fs_replace(reports, report_name, text->data, text->size, tmp, fault);
	close(reports);
	return good;
}

bool
notes_write(
    const struct notes *notes, int stage_dir, int district_dir, int tmp, struct fault *fault)
{
	struct text text = {.failed = false};
	if (notes->now_count + notes->before_count == 0)
		return true;
	put_notes(&text, notes);
	bool good = !text.failed || fault_set(fault, FAULT_TEMP, "out of memory writing notes");
	good = good && fs_replace(stage_dir, file_name, text.data, text.size, tmp, fault);
	text_clear(&text);
	good = good && report_write(&text, notes, district_dir, tmp, fault);
	text_free(&text);
	return good;
}

void
notes_free(struct notes *notes)
{
	for (size_t i = 0; i < notes->before_count; i++)
		free(notes->before[i].name);
	for (size_t i = 0; i < notes->now_count; i++)
		free(notes->now[i].name);
	free(notes->before);
	free(notes->now);
	*notes = (struct notes){.before = NULL};
}
