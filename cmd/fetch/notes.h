// What lies in the inbox and is not taken, and why: kept from run to run in fetch/notes, so that everything is told once, and written
// for the district into reports/inbox.txt.
#pragma once

#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

#include "pipeline/fault.h"

enum why {
	WHY_NONE,
	WHY_NOT_REGULAR,
	WHY_MANY_NAMES,
	WHY_OWNER,
	WHY_NAME,
	WHY_UNREADABLE,
	WHY_TOO_LARGE,
	WHY_QUIET,
	WHY_OPEN,
	WHY_LOG_OPEN,
	WHY_LOG_CUT,
	WHY_NO_END,
	WHY_CHANGED,
	WHY_GONE,
	WHY_SET,
	WHY_ALONE,
	WHY_GUARDIANS,
	WHY_STUCK,
	WHY_FILES,
	WHY_RATE,
	WHY_SHARE,
	WHY_RESERVE,
	WHY_ENTRIES,
	WHYS
};

struct why_kind {
	const char *code;
	bool left;     // for ever, unless somebody does something; else it waits
	bool soon;     // it should be over long before inbox.give_up
	bool security; // worth a question
	bool shown;    // to the district
	const char *text, *advice;
};
extern const struct why_kind why_kinds[WHYS];

struct note {
	enum why why;
	uint32_t told; // a bit for each reason that was
	uint64_t inode;
	time_t since;
	uint64_t size;
	char *name; // escaped
};

struct notes {
	struct note *before, *now;
	size_t before_count, now_count;
	unsigned left, waiting, news; // of this run: files, and what was told
};

// What the last run noted. None, or a damaged file, is nothing noted.
bool notes_read(struct notes *notes, int stage_dir, struct fault *fault);
// When the file was first noted: now when it never was.
time_t notes_since(const struct notes *notes, const char *name, const struct stat *status);
// Notes a reason. True when it was not told of this file before.
bool notes_add(struct notes *notes, enum why why, const char *name, const struct stat *status);
// Writes fetch/notes and the district's inbox.txt.
bool notes_write(const struct notes *notes, int stage_dir, int district_dir, int tmp, struct fault *fault);
void notes_free(struct notes *notes);
