// What may be claimed, in order: a regular file with one name, not too large (from the scan's lstat, so that a FIFO or a device is never opened);
// readable; at rest for long enough by our clock; open for writing nowhere, as far as a lease can tell; the same after the copy as
// before. The lease is kept until the upload is gone from the inbox: who opens the file for writing meanwhile waits for that.
#include "cmd/fetch/claim.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/fs.h"
#include "pipeline/fs_same.h"
#include "pipeline/log.h"

enum { PIECE = 256 * 1024 };

static const char arriving[] = "inbox"; // in tmp/

static bool
not_regular(const struct stat *status, const struct conf_limits *limits)
{
	(void)limits;
	return !S_ISREG(status->st_mode);
}

static bool
many_names(const struct stat *status, const struct conf_limits *limits)
{
	(void)limits;
	return status->st_nlink != 1;
}

static bool
too_large(const struct stat *status, const struct conf_limits *limits)
{
	return (uint64_t)status->st_size > limits->zip_bytes;
}

// Why an upload is left where it is. How to add one: a function of its status, and the words for the log.
static const struct {
	bool (*applies)(const struct stat *, const struct conf_limits *);
	const char *why;
} refusals[] = {
    {not_regular, "it is not a regular file"},
    {many_names, "it has more than one name (hard link)"},
    {too_large, "it is larger than limits.zip_bytes"},
};

// Logs the name escaped, and why the file is not taken.
static enum claim
say(struct intake *intake, enum claim claim, const struct upload *upload, const char *why)
{
	char name[ORIGIN_NAME_MAX + 1];
	origin_escape(upload->name, name, sizeof name);
	log_line("%s in the inbox: %s: %s", claim == CLAIM_LEFT ? "left" : "waits", name, why);
	*(claim == CLAIM_LEFT ? &intake->left : &intake->waiting) += 1;
	return claim;
}

// Why a file may not be claimed at all; NULL when it may.
static const char *
refusal(const struct intake *intake, const struct stat *status)
{
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
		if (refusals[i].applies(status, &intake->district->limits))
			return refusals[i].why;
	return NULL;
}

// Whether nothing at all happened to the file between two looks.
static bool
unchanged(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_size == b->st_size &&
	       a->st_nlink == b->st_nlink && a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	       a->st_ctim.tv_nsec == b->st_ctim.tv_nsec && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

// Whether it was left alone for as long as the district asks. Only ctime is our own clock's; a client sets mtime as it likes.
static bool
at_rest(const struct intake *intake, const struct stat *status)
{
	unsigned quiet = intake->district->inbox.quiet;
	return quiet == 0 || clock_now() - status->st_ctim.tv_sec >= (time_t)quiet;
}

// Whether somebody has it open for writing. Where leases are not to be had, the quiet period has to do.
static bool
open_for_writing(int fd)
{
	return fcntl(fd, F_SETLEASE, F_RDLCK) != 0 && errno == EAGAIN;
}

// Copies all of it to the new file and gives its digest. Reads no further than the size that the file had.
static bool
copy(int from, int to, const struct upload *upload, char sha256[DIGEST_HEX], struct fault *fault)
{
	uint64_t left = (uint64_t)upload->status.st_size;
	struct digest *digest = digest_new();
	char *piece = malloc(PIECE);
	ssize_t got = 1;
	bool good = (digest != NULL && piece != NULL) ||
		    fault_set(fault, FAULT_TEMP, "out of memory copying an upload");
	while (good && left > 0 && got > 0) {
		got = read(from, piece, left < PIECE ? (size_t)left : PIECE);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got < 0)
			good = fault_system(fault, "reading an upload");
		else if ((good = fs_write(to, piece, (size_t)got, "roster.zip", fault))) {
			digest_add(digest, piece, (size_t)got);
			left -= (uint64_t)got;
		}
	}
	free(piece);
	if (good && left > 0)
		good = fault_set(fault, FAULT_TEMP, "an upload became shorter while it was copied");
	if (good)
		digest_end(digest, sha256);
	else
		digest_free(digest);
	return good;
}

// What is known of an upload and its copy.
static void
describe(struct origin *origin, const struct upload *upload)
{
	const struct stat *status = &upload->status;
	snprintf(origin->from, sizeof origin->from, "inbox");
	origin_escape(upload->name, origin->name, sizeof origin->name);
	snprintf(origin->size, sizeof origin->size, "%" PRIu64, (uint64_t)status->st_size);
	snprintf(origin->inode, sizeof origin->inode, "%" PRIu64, (uint64_t)status->st_ino);
	snprintf(origin->changed, sizeof origin->changed, "%lld.%09ld",
	    (long long)status->st_ctim.tv_sec, status->st_ctim.tv_nsec);
}

// Publishes the copy and removes the original. When a run before this one died between the two, only the second is left to do.
static bool
settle(struct intake *intake, int inbox, const struct upload *upload, struct origin *origin,
    struct fault *fault)
{
	const struct past *before = history_upload(&intake->history, origin);
	if (before == NULL) {
		if (!intake_publish(intake, arriving, origin, fault))
			return false;
	} else {
		log_line("only removed: %s was taken before, as %s", origin->name, before->drop);
		intake_discard(intake, arriving);
	}
	return fs_remove_same(inbox, upload->name, &upload->status, intake->tmp, fault);
}

// Copies an upload that nobody writes to, looks again, and makes it a drop.
static enum claim
take(struct intake *intake, int inbox, int fd, const struct upload *upload, struct fault *fault)
{
	struct origin origin = {.from = ""};
	struct stat after;
	describe(&origin, upload);
	int out = intake_begin(intake, arriving, fault);
	if (out < 0)
		goto failed;
	bool good = copy(fd, out, upload, origin.sha256, fault);
	if (close(out) != 0 && good)
		good = fault_system(fault, "closing roster.zip");
	if (fstat(fd, &after) != 0 || !unchanged(&upload->status, &after)) {
		intake_discard(intake, arriving);
		return say(intake, CLAIM_WAITS, upload, "it changed while it was copied");
	}
	if (good && settle(intake, inbox, upload, &origin, fault))
		return CLAIM_TAKEN;
failed:
	intake_discard(intake, arriving);
	return CLAIM_FAILED;
}

enum claim
claim_upload(struct intake *intake, int inbox, const struct upload *upload, struct fault *fault)
{
	struct stat status;
	const char *why = refusal(intake, &upload->status);
	if (why != NULL)
		return say(intake, CLAIM_LEFT, upload, why);
	if (!at_rest(intake, &upload->status))
		return say(intake, CLAIM_WAITS, upload, "it changed less than inbox.quiet ago");
	int fd = openat(inbox, upload->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return say(intake, CLAIM_WAITS, upload, "it is gone, or has another name now");
	if (fd < 0)
		return say(intake, CLAIM_LEFT, upload,
		    errno == EACCES ? "it is not readable for us" : "it cannot be opened");
	enum claim claim;
	if (open_for_writing(fd))
		claim = say(intake, CLAIM_WAITS, upload, "somebody has it open for writing");
	else if (fstat(fd, &status) != 0 || !unchanged(&upload->status, &status))
		claim = say(intake, CLAIM_WAITS, upload, "it changed a moment ago");
	else
		claim = take(intake, inbox, fd, upload, fault);
	close(fd);
	return claim;
}
