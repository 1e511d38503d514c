// What an upload is, told from its inode and from where its bytes end, never from its name or its size. In order: what is told without opening it, so
// that a FIFO or a device is never opened; then quiet; then whether somebody writes.
#include "cmd/fetch/upload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/fetch/zip_end.h"
#include "pipeline/fs.h"
#include "pipeline/fs_same.h"
#include "pipeline/log.h"
#include "schema/value.h"

enum { DAY = 24 * 60 * 60 };

static bool
not_regular(const struct intake *intake, const struct upload *upload)
{
	(void)intake;
	return !S_ISREG(upload->status.st_mode);
}

static bool
many_names(const struct intake *intake, const struct upload *upload)
{
	(void)intake;
	return upload->status.st_nlink != 1;
}

static bool
not_owned(const struct intake *intake, const struct upload *upload)
{
	return intake->owner != (uid_t)-1 && upload->status.st_uid != intake->owner;
}

// Whether a name holds what no honest client sends: control characters, those that turn the direction of writing, or no UTF-8.
static bool
odd_name(const struct intake *intake, const struct upload *upload)
{
	static const char *const turning[] = {"\u200e", "\u200f", "\u202a", "\u202b", "\u202c",
	    "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"};
	size_t bad;
	(void)intake;
	if (!value_utf8(bytes_of(upload->name), &bad))
		return true;
	for (const char *c = upload->name; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f ||
		    ((unsigned char)c[0] == 0xc2 && (unsigned char)c[1] < 0xa0))
			return true;
	for (size_t i = 0; i < sizeof turning / sizeof turning[0]; i++)
		if (strstr(upload->name, turning[i]) != NULL)
			return true;
	return false;
}

// No bit lets anybody read it. As root we could; the district did not mean us to.
static bool
closed(const struct intake *intake, const struct upload *upload)
{
	(void)intake;
	return (upload->status.st_mode & (S_IRUSR | S_IRGRP | S_IROTH)) == 0;
}

static bool
too_large(const struct intake *intake, const struct upload *upload)
{
	return (uint64_t)upload->status.st_size > intake->district->limits.zip_bytes;
}

// How to add one: a function, a line, its reason.
static const struct {
	bool (*applies)(const struct intake *, const struct upload *);
	enum why why;
} refusals[] = {
    {not_regular, WHY_NOT_REGULAR},
    {many_names, WHY_MANY_NAMES},
    {odd_name, WHY_NAME},
    {not_owned, WHY_OWNER},
    {closed, WHY_UNREADABLE},
    {too_large, WHY_TOO_LARGE},
};

enum why
upload_refusal(const struct intake *intake, const struct upload *upload)
{
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
		if (refusals[i].applies(intake, upload))
			return refusals[i].why;
	return WHY_NONE;
}

// Only ctime is our own clock's; a client sets mtime as it likes.
enum why
upload_restless(const struct intake *intake, const struct upload *upload)
{
	unsigned quiet = intake->district->inbox.quiet;
	bool rests = quiet == 0 || clock_now() - upload->status.st_ctim.tv_sec >= (time_t)quiet;
	return rests ? WHY_NONE : WHY_QUIET;
}

bool
upload_is_late(const struct intake *intake, const struct upload *upload)
{
	return clock_now() - upload->status.st_ctim.tv_sec >
	       (time_t)intake->district->inbox.give_up;
}

bool
upload_unchanged(int fd, const struct upload *upload)
{
	struct stat now;
	const struct stat *then = &upload->status;
	return fstat(fd, &now) == 0 && now.st_ino == then->st_ino && now.st_dev == then->st_dev &&
	       now.st_size == then->st_size && now.st_nlink == then->st_nlink &&
	       now.st_ctim.tv_sec == then->st_ctim.tv_sec &&
	       now.st_ctim.tv_nsec == then->st_ctim.tv_nsec &&
	       now.st_mtim.tv_sec == then->st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == then->st_mtim.tv_nsec;
}

// Why an open upload is not whole. A lease tells whether somebody has it open for writing; where leases are not to be had, the rest has to do.
static enum why
unfinished(const struct intake *intake, int fd, const struct upload *upload)
{
	static const enum why said[] = {[SERVER_SILENT] = WHY_NONE,
	    [SERVER_OPEN] = WHY_LOG_OPEN,
	    [SERVER_CLOSED] = WHY_NONE,
	    [SERVER_CUT] = WHY_LOG_CUT};
	if (fcntl(fd, F_SETLEASE, F_RDLCK) != 0 && errno == EAGAIN)
		return WHY_OPEN;
	enum server_word word =
	    server_log_says(&intake->server_log, upload->name, intake->district->inbox.owner);
	if (word != SERVER_SILENT)
		return said[word];
	return zip_lacks_end(fd, (uint64_t)upload->status.st_size) ? WHY_NO_END : WHY_NONE;
}

int
upload_open(
    struct intake *intake, int inbox, const struct upload *upload, enum why *why, enum why *busy)
{
	*why = *busy = WHY_NONE;
	int fd = openat(inbox, upload->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		*why = errno == ENOENT ? WHY_GONE : WHY_UNREADABLE;
		return -1;
	}
	*busy = unfinished(intake, fd, upload);
	if (upload_unchanged(fd, upload))
		return fd;
	*why = WHY_CHANGED;
	close(fd);
	return -1;
}

void
upload_say(struct intake *intake, enum why why, const struct upload *upload)
{
	char name[ORIGIN_NAME_MAX + 1];
	origin_escape(upload->name, name, sizeof name);
	time_t since = notes_since(&intake->notes, name, &upload->status);
	if (why_kinds[why].soon && clock_now() - since > (time_t)intake->district->inbox.give_up)
		why = WHY_STUCK;
	const struct why_kind *kind = &why_kinds[why];
	if (notes_add(&intake->notes, why, name, &upload->status))
		log_line("%s%s in the inbox: %s: %s", kind->security ? "security: " : "",
		    kind->left ? "left" : "waits", name, kind->text);
}

bool
upload_put_aside(struct intake *intake, int inbox, const struct upload *upload, const char *drop,
    const char *ending, struct fault *fault)
{
	char name[DROP_NAME_MAX + 64];
	snprintf(name, sizeof name, "%s.%.60s", drop, ending);
	if (intake->kept < 0 || fs_exists(intake->kept, name))
		return fs_remove_same(inbox, upload->name, &upload->status, intake->tmp, fault);
	return fs_move_same(inbox, upload->name, &upload->status, intake->kept, name, fault);
}

bool
upload_expire(struct intake *intake, struct fault *fault)
{
	struct fs_names names;
	char stamp[CLOCK_STAMP];
	time_t arrival, oldest = clock_now() - (time_t)intake->district->inbox.keep * DAY;
	if (intake->kept < 0)
		return true;
	bool good = fs_list(intake->kept, &names, fault);
	for (size_t i = 0; good && i < names.count; i++) {
		snprintf(stamp, sizeof stamp, "%.16s", names.name[i]);
		if (clock_parse_stamp(stamp, &arrival) && arrival < oldest)
			good = fs_remove(intake->kept, names.name[i], fault);
	}
	fs_names_free(&names);
	return good;
}
