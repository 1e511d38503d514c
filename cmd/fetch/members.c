// A line for each: inode, time of change, escaped name, like the lines inode, changed and name of origin.
#include "cmd/fetch/members.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/fetch/copy.h"
#include "pipeline/fs.h"
#include "pipeline/log.h"
#include "pipeline/spool.h"
#include "pipeline/text.h"

enum { MEMBERS_BYTES = 64 * 1024, LINE = ORIGIN_NAME_MAX + 128 };

static const char file_name[] = "members";

bool
members_copy(struct intake *intake, const char *name, const char *file, int from,
    const struct upload *upload, struct fault *fault)
{
	char sha256[DIGEST_HEX];
	int out = intake_add(intake, name, file, fault);
	if (out < 0)
		return false;
	bool good = copy_upload(from, out, upload, sha256, fault);
	if (close(out) != 0 && good)
		good = fault_system(fault, "closing %s", file);
	return good;
}

// One line, without its end.
static void
describe(const struct upload *upload, char line[LINE])
{
	char name[ORIGIN_NAME_MAX + 1];
	origin_escape(upload->name, name, sizeof name);
	snprintf(line, LINE, "%" PRIu64 " %lld.%09ld %s", (uint64_t)upload->status.st_ino,
	    (long long)upload->status.st_ctim.tv_sec, upload->status.st_ctim.tv_nsec, name);
}

bool
members_write(struct intake *intake, const char *name, const struct upload *uploads, unsigned count,
    struct fault *fault)
{
	struct text text = {.failed = false};
	char line[LINE];
	for (unsigned i = 0; i < count; i++) {
		describe(&uploads[i], line);
		text_put(&text, line);
		text_put(&text, "\n");
	}
	int dir = fs_open_dir(intake->tmp, name, fault);
	bool good = dir >= 0 && (!text.failed || fault_set(fault, FAULT_TEMP, "out of memory")) &&
		    fs_put(dir, file_name, text.data, text.size, fault);
	if (dir >= 0)
		close(dir);
	text_free(&text);
	return good;
}

// Takes one out, if it is still the very file. Its name is a plain one, or it is none of ours.
static bool
recover(struct intake *intake, int inbox, const char *line, const char *drop, struct fault *fault)
{
	struct upload upload;
	char now[LINE];
	const char *name = strrchr(line, ' ');
	if (name == NULL || strchr(name, '/') != NULL || strlen(name) > sizeof upload.name)
		return true;
	snprintf(upload.name, sizeof upload.name, "%s", name + 1);
	if (fstatat(inbox, upload.name, &upload.status, AT_SYMLINK_NOFOLLOW) != 0)
		return true;
	describe(&upload, now);
	if (strcmp(now, line) != 0)
		return true;
	log_line("only removed: %s was taken before, as %s", upload.name, drop);
	return upload_put_aside(intake, inbox, &upload, drop, upload.name, fault);
}

// Those of one drop. What has no such file was made of a zip alone.
static bool
recover_drop(struct intake *intake, int inbox, const char *drop, struct fault *fault)
{
	struct fault ignored;
	size_t size;
	int dir = spool_open_drop(intake->district_dir, STAGE_FETCH, PLACE_READY, drop, fault);
	if (dir < 0)
		return false;
	char *content = fs_read(dir, file_name, MEMBERS_BYTES, &size, &ignored);
	char *rest = content, *line;
	bool good = true;
	close(dir);
	while (good && (line = strsep(&rest, "\n")) != NULL)
		good = recover(intake, inbox, line, drop, fault);
	free(content);
	return good;
}

bool
members_recover(struct intake *intake, int inbox, struct fault *fault)
{
	for (size_t i = intake->history.count; i-- > 0;) {
		const struct past *past = &intake->history.drops[i];
		if (past->ready && strcmp(past->origin.from, "inbox") == 0)
			return recover_drop(intake, inbox, past->drop, fault);
	}
	return true;
}
