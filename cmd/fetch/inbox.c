// The scan is the truth about an inbox; a notification only says when to scan. It is bounded, because who uploads decides how many names there
// are. It takes names that end in .zip and the CSV files of OneRoster, tells of links and devices whatever their names are, and looks at nothing
// else: other names and folders are the district's own affair.
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
#include "cmd/fetch/members.h"
#include "cmd/fetch/set.h"
#include "pipeline/fs.h"
#include "pipeline/marker.h"

struct uploads {
	struct upload *upload;
	size_t count;
	bool more; // than the limit
};

static const char guardians_name[] = "guardians.csv";

static bool
is_zip(const char *name)
{
	size_t size = strlen(name);
	return name[0] != '.' && size > 4 && strcasecmp(name + size - 4, ".zip") == 0;
}

// Whether an entry is worth a look: by its name, or because it is something that no upload is.
static bool
is_candidate(const struct dirent *entry)
{
	const char *name = entry->d_name;
	bool plain =
	    entry->d_type == DT_REG || entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN;
	return !plain || is_zip(name) || set_is_member(name) ||
	       strcasecmp(name, guardians_name) == 0;
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
scan_names(DIR *stream, int inbox, unsigned most, struct uploads *uploads, struct fault *fault)
{
	struct dirent *entry;
	bool good = true;
	unsigned seen = 0;
	while (errno = 0, good && (entry = readdir(stream)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    strcmp(entry->d_name, marker_name) == 0)
			continue;
		if ((uploads->more = ++seen > most))
			break;
		if (is_candidate(entry))
			good = uploads_add(uploads, inbox, entry->d_name, fault);
	}
	if (good && errno != 0)
		good = fault_system(fault, "listing the inbox");
	closedir(stream);
	return good;
}

// Scans the inbox and sorts what was found.
static bool
scan(int inbox, unsigned most, struct uploads *uploads, struct fault *fault)
{
	int fd = openat(inbox, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	if (stream == NULL) {
		fault_system(fault, "opening the inbox");
		if (fd >= 0)
			close(fd);
		return false;
	}
	if (!scan_names(stream, inbox, most, uploads, fault))
		return false;
	if (uploads->count > 1)
		qsort(uploads->upload, uploads->count, sizeof *uploads->upload, by_arrival);
	return true;
}

// guardians.csv, if it may be taken at all.
static const struct upload *
find_guardians(struct intake *intake, const struct uploads *uploads)
{
	for (size_t i = 0; i < uploads->count; i++) {
		const struct upload *upload = &uploads->upload[i];
		if (strcasecmp(upload->name, guardians_name) != 0)
			continue;
		enum why why = upload_refusal(intake, upload);
		if (why == WHY_NONE)
			return upload;
		upload_say(intake, why, upload);
	}
	return NULL;
}

// Takes what was found: zips in order of arrival, then the loose files. What one meets does not keep the others from being taken.
static void
take_all(struct intake *intake, int inbox, const struct uploads *uploads)
{
	struct beside beside = {find_guardians(intake, uploads)};
	struct fault fault;
	for (size_t i = 0; i < uploads->count; i++) {
		const struct upload *upload = &uploads->upload[i];
		if (is_zip(upload->name)) {
			if (!claim_upload(intake, inbox, upload, &beside, &fault))
				intake_fault(intake, &fault);
		} else if (!set_is_member(upload->name) &&
			   strcasecmp(upload->name, guardians_name) != 0)
			upload_say(intake, WHY_NOT_REGULAR, upload);
	}
	if (!set_take(intake, inbox, uploads->upload, uploads->count, &beside, &fault))
		intake_fault(intake, &fault);
	if (beside.guardians != NULL)
		upload_say(intake, WHY_ALONE, beside.guardians);
}

// Takes the zips of inbox/test/, if there is such a folder: they are looked at, and go no further. They come after the others, which they must not hold up.
static bool
take_tests(struct intake *intake, int inbox, struct fault *fault)
{
	struct uploads uploads = {NULL, 0, false};
	struct beside nothing = {NULL};
	struct fault why;
	int tests = fs_open_dir(inbox, "test", &why);
	if (tests < 0)
		return why.class == FAULT_MISSING || fault_set(fault, why.class, "%s", why.text);
	bool good = scan(tests, intake->district->inbox.entries, &uploads, fault);
	intake->preflight = true;
	for (size_t i = 0; good && i < uploads.count; i++)
		if (is_zip(uploads.upload[i].name) &&
		    !claim_upload(intake, tests, &uploads.upload[i], &nothing, &why))
			intake_fault(intake, &why);
	intake->preflight = false;
	free(uploads.upload);
	close(tests);
	return good;
}

// Says that there are more names than are looked at. The note is about the inbox itself.
static bool
too_many(struct intake *intake, int inbox, struct fault *fault)
{
	struct upload all = {.name = "."};
	if (fstat(inbox, &all.status) == 0)
		upload_say(intake, WHY_ENTRIES, &all);
	return fault_set(fault, FAULT_TEMP,
	    "more than %u entries in the inbox (inbox.entries): those beyond were not looked at; "
	    "have old files removed",
	    intake->district->inbox.entries);
}

// The inbox, when it is there and is the one that was marked. One that is not there is no inbox without uploads.
static int
open_marked(struct intake *intake, struct fault *fault)
{
	int inbox = fs_open_dir(intake->district_dir, "inbox", fault);
	if (inbox < 0) {
		if (fault->class == FAULT_MISSING)
			fault_set(fault, FAULT_IO,
			    "the inbox is not there: is its file system not mounted?");
		return -1;
	}
	if (marker_check(intake->district_dir, inbox, fault))
		return inbox;
	close(inbox);
	return -1;
}

bool
inbox_take(struct intake *intake, struct fault *fault)
{
	struct uploads uploads = {NULL, 0, false};
	struct fault log_fault;
	int inbox = open_marked(intake, fault);
	if (inbox < 0)
		return false;
	if (!server_log_read(&intake->server_log, intake->district->inbox.server_log, &log_fault))
		intake_fault(intake, &log_fault); // it only helps
	bool good = upload_expire(intake, fault) && members_recover(intake, inbox, fault) &&
		    scan(inbox, intake->district->inbox.entries, &uploads, fault);
	if (good)
		take_all(intake, inbox, &uploads);
	good = good && take_tests(intake, inbox, fault);
	if (good && uploads.more)
		good = too_many(intake, inbox, fault);
	free(uploads.upload);
	close(inbox);
	struct fault late;
	if (!notes_write(
		&intake->notes, intake->stage_dir, intake->district_dir, intake->tmp, &late))
		intake_fault(intake, &late);
	return good;
}
