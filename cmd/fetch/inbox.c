// The scan is the truth about an inbox; a notification only says when to scan. It is bounded, because who uploads decides how many names there
// are, and it looks at nothing but names that end in .zip: other names and folders are the district's own affair.
#include "cmd/fetch/inbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cmd/fetch/claim.h"
#include "pipeline/fs.h"
#include "pipeline/limits.h"
#include "pipeline/log.h"

struct uploads {
	struct upload *upload;
	size_t count;
	bool more; // than the limit
};

static bool
is_candidate(const char *name)
{
	size_t size = strlen(name);
	return name[0] != '.' && size > 4 && strcasecmp(name + size - 4, ".zip") == 0;
}

// Adds a file as it is now; one that is gone meanwhile is no fault. Room grows by doubling at powers of two.
static bool
uploads_add(struct uploads *uploads, int inbox, const char *name, struct fault *fault)
{
	if ((uploads->count & (uploads->count - 1)) == 0) {
		size_t room = uploads->count == 0 ? 1 : 2 * uploads->count;
		struct upload *grown = realloc(uploads->upload, room * sizeof *grown);
		if (grown == NULL)
			return fault_set(fault, FAULT_TEMP, "out of memory listing the inbox");
		uploads->upload = grown;
	}
	struct upload *upload = &uploads->upload[uploads->count];
	snprintf(upload->name, sizeof upload->name, "%s", name);
	if (fstatat(inbox, name, &upload->status, AT_SYMLINK_NOFOLLOW) == 0)
		uploads->count++;
	return true;
}

// By ctime, then name.
static int
by_arrival(const void *a, const void *b)
{
	const struct upload *x = a, *y = b;
	struct timespec s = x->status.st_ctim, t = y->status.st_ctim;
	if (s.tv_sec != t.tv_sec)
		return s.tv_sec < t.tv_sec ? -1 : 1;
	if (s.tv_nsec != t.tv_nsec)
		return s.tv_nsec < t.tv_nsec ? -1 : 1;
	return strcmp(x->name, y->name);
}

// Reads the names up to the limit. Closes the stream.
static bool
scan_names(DIR *stream, int inbox, struct uploads *uploads, struct fault *fault)
{
	struct dirent *entry;
	bool good = true;
	unsigned seen = 0;
	while (errno = 0, good && (entry = readdir(stream)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if ((uploads->more = ++seen > LIMIT_INBOX_ENTRIES))
			break;
		if (is_candidate(entry->d_name))
			good = uploads_add(uploads, inbox, entry->d_name, fault);
	}
	if (good && errno != 0)
		good = fault_system(fault, "listing the inbox");
	closedir(stream);
	return good;
}

// Scans the inbox and sorts what was found.
static bool
scan(int inbox, struct uploads *uploads, struct fault *fault)
{
	int fd = openat(inbox, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	if (stream == NULL) {
		fault_system(fault, "opening the inbox");
		if (fd >= 0)
			close(fd);
		return false;
	}
	if (!scan_names(stream, inbox, uploads, fault))
		return false;
	if (uploads->count > 1)
		qsort(uploads->upload, uploads->count, sizeof *uploads->upload, by_arrival);
	return true;
}

bool
inbox_take(struct intake *intake, struct fault *fault)
{
	struct uploads uploads = {NULL, 0, false};
	struct fault why;
	int inbox = fs_open_dir(intake->district_dir, "inbox", fault);
	if (inbox < 0)
		return false;
	bool good = scan(inbox, &uploads, fault);
	for (size_t i = 0; good && i < uploads.count; i++)
		if (claim_upload(intake, inbox, &uploads.upload[i], &why) == CLAIM_FAILED)
			intake_fault(intake, &why);
	if (good && uploads.more)
		good = fault_set(fault, FAULT_TEMP,
		    "more than %d entries in the inbox (LIMIT_INBOX_ENTRIES): those beyond were "
		    "not looked "
		    "at; have old files removed",
		    LIMIT_INBOX_ENTRIES);
	free(uploads.upload);
	close(inbox);
	return good;
}
