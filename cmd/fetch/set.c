// Which files belong together says manifest.csv; a district of the profile minimal sends three without one. This is no judgement of the manifest:
// it only decides when there is nothing more to wait for, and a wrong guess ends in validate's report.
#include "cmd/fetch/set.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cmd/fetch/allowance.h"
#include "cmd/fetch/members.h"
#include "pipeline/archive.h"
#include "pipeline/log.h"
#include "schema/oneroster.h"

enum { MEMBERS_MOST = 2 * ONEROSTER_FILES, MANIFEST_BYTES = 64 * 1024, EXTENSION = 4 };

static const char arriving[] = "set"; // in tmp/
static const char manifest_name[] = "manifest.csv";

// The files as they are looked at: those that may be taken.
struct set {
	struct upload member[MEMBERS_MOST + 1]; // the last may be guardians.csv
	int fd[MEMBERS_MOST];
	unsigned count;
	const struct upload *guardians;
	bool whole, late;
};

// A file's name without ".csv"; empty when it has another ending.
static struct bytes
stem_of(const char *name)
{
	size_t size = strlen(name);
	if (size <= EXTENSION || strcasecmp(name + size - EXTENSION, ".csv") != 0)
		return (struct bytes){name, 0};
	return (struct bytes){name, size - EXTENSION};
}

bool
set_is_member(const char *name)
{
	struct bytes stem = stem_of(name);
	return stem.size > 0 && (strcasecmp(name, manifest_name) == 0 ||
				    oneroster_file_named(stem, true) != NO_FILE);
}

// Whether a member of that name is there.
static bool
has(const struct set *set, const char *stem)
{
	for (unsigned i = 0; i < set->count; i++)
		if (bytes_equal_fold(stem_of(set->member[i].name), bytes_of(stem)))
			return true;
	return false;
}

// Takes one line of the manifest: `file.users,bulk`, perhaps with quotes and blanks. False when it promises a file that is not there.
static bool
line_holds(const struct set *set, char *line)
{
	static const char separators[] = "\", \t\r\xef\xbb\xbf", prefix[] = "file.";
	char *name = strtok_r(line, separators, &line);
	const char *mode = name == NULL ? NULL : strtok_r(NULL, separators, &line);
	if (mode == NULL || strncasecmp(name, prefix, sizeof prefix - 1) != 0 ||
	    (strcasecmp(mode, "bulk") != 0 && strcasecmp(mode, "delta") != 0))
		return true;
	return has(set, name + sizeof prefix - 1);
}

// Whether everything that the manifest promises is there. One that cannot be read promises nothing: validate says what is wrong with it.
static bool
manifest_holds(const struct set *set, int fd)
{
	char *text = malloc(MANIFEST_BYTES + 1), *rest = text, *line;
	ssize_t got = text == NULL ? -1 : pread(fd, text, MANIFEST_BYTES, 0);
	bool holds = true;
	if (got >= 0)
		text[got] = '\0';
	while (got >= 0 && (line = strsep(&rest, "\n")) != NULL)
		holds = holds && line_holds(set, line);
	free(text);
	return holds;
}

// Whether there is nothing to wait for.
static bool
is_complete(const struct intake *intake, const struct set *set)
{
	for (unsigned i = 0; i < set->count; i++)
		if (strcasecmp(set->member[i].name, manifest_name) == 0)
			return manifest_holds(set, set->fd[i]);
	return intake->district->profile == PROFILE_MINIMAL && has(set, "users") &&
	       has(set, "classes") && has(set, "enrollments");
}

// Opens a file that may belong to the set. What may not be taken at all is told and left out; what has to wait makes all wait.
static void
add(struct intake *intake, int inbox, struct set *set, const struct upload *upload)
{
	enum why busy, why = upload_refusal(intake, upload);
	if (why != WHY_NONE) {
		upload_say(intake, why, upload);
		return;
	}
	set->late = set->late && upload_is_late(intake, upload);
	if (set->count == MEMBERS_MOST) {
		upload_say(intake, WHY_FILES, upload);
		return;
	}
	why = upload_restless(intake, upload);
	int fd = why == WHY_NONE ? upload_open(intake, inbox, upload, &why, &busy) : -1;
	if (fd >= 0 && busy != WHY_NONE && !upload_is_late(intake, upload))
		why = busy;
	if (why != WHY_NONE) {
		upload_say(intake, why, upload);
		set->whole = false;
	}
	set->fd[set->count] = fd;
	set->member[set->count++] = *upload;
}

// Says of all members that they wait, if they were not told of.
static void
say_all(struct intake *intake, const struct set *set, enum why why)
{
	for (unsigned i = 0; i < set->count; i++)
		upload_say(intake, why, &set->member[i]);
}

// Packs the members into tmp/set/roster.zip; describes what was made.
static bool
pack(struct intake *intake, const struct set *set, struct origin *origin, struct fault *fault)
{
	const char *names[MEMBERS_MOST];
	uint64_t size = 0;
	for (unsigned i = 0; i < set->count; i++)
		names[i] = set->member[i].name;
	int out = intake_begin(intake, arriving, fault);
	if (out < 0)
		return false;
	bool good = archive_pack(out, names, set->fd, set->count, fault) &&
		    digest_file(out, "roster.zip", origin->sha256, &size, fault);
	if (close(out) != 0 && good)
		good = fault_system(fault, "closing roster.zip");
	snprintf(origin->from, sizeof origin->from, "inbox");
	snprintf(origin->name, sizeof origin->name, "%u:csv:files", set->count);
	snprintf(origin->size, sizeof origin->size, "%" PRIu64, size);
	return good;
}

// Copies guardians.csv beside it, and writes who the members were.
static bool
complete(struct intake *intake, int inbox, struct set *set, struct fault *fault)
{
	enum why why, busy;
	unsigned count = set->count;
	int fd =
	    set->guardians == NULL ? -1 : upload_open(intake, inbox, set->guardians, &why, &busy);
	bool good = true;
	if (fd >= 0) {
		good =
		    members_copy(intake, arriving, "guardians.csv", fd, set->guardians, fault) &&
		    (upload_unchanged(fd, set->guardians) ||
			fault_set(fault, FAULT_TEMP, "guardians.csv changed while it was copied"));
		set->member[count++] = *set->guardians;
		close(fd);
	}
	return good && members_write(intake, arriving, set->member, count, fault);
}

// Takes everything out of the inbox that is in the drop.
static bool
clear(struct intake *intake, int inbox, const struct set *set, unsigned count, struct fault *fault)
{
	const char *drop = intake->history.drops[intake->history.count - 1].drop;
	bool good = true;
	for (unsigned i = 0; good && i < count; i++)
		good = upload_put_aside(
		    intake, inbox, &set->member[i], drop, set->member[i].name, fault);
	return good;
}

// Makes the drop. Members that changed meanwhile wait for the next run.
static bool
take(struct intake *intake, int inbox, struct set *set, struct beside *beside, struct fault *fault)
{
	struct origin origin = {.from = ""};
	bool good = pack(intake, set, &origin, fault), same = true;
	for (unsigned i = 0; i < set->count; i++)
		same = same && upload_unchanged(set->fd[i], &set->member[i]);
	if (!same) {
		intake_discard(intake, arriving);
		say_all(intake, set, WHY_CHANGED);
		return true;
	}
	good = good && complete(intake, inbox, set, fault) &&
	       intake_publish(intake, arriving, &origin, fault);
	if (!good) {
		intake_discard(intake, arriving);
		return false;
	}
	unsigned count = set->count + (set->guardians != NULL);
	beside->guardians = NULL;
	return clear(intake, inbox, set, count, fault);
}

// Whether the set may be taken now; says why not.
static bool
may_take(struct intake *intake, struct set *set)
{
	uint64_t size = 0;
	if (!set->whole)
		return false;
	for (unsigned i = 0; i < set->count; i++)
		size += (uint64_t)set->member[i].status.st_size;
	enum why why = WHY_NONE;
	if (!set->late && !is_complete(intake, set))
		why = WHY_SET;
	else if (set->guardians != NULL && upload_restless(intake, set->guardians) != WHY_NONE)
		why = WHY_GUARDIANS;
	else
		why = allowance_refuses(intake, size);
	if (why != WHY_NONE)
		say_all(intake, set, why);
	return why == WHY_NONE;
}

bool
set_take(struct intake *intake, int inbox, const struct upload *uploads, size_t count,
    struct beside *beside, struct fault *fault)
{
	struct set *set = calloc(1, sizeof *set);
	if (set == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory for the files of a roster");
	set->whole = set->late = true;
	set->guardians = beside->guardians;
	for (size_t i = 0; i < count; i++)
		if (set_is_member(uploads[i].name))
			add(intake, inbox, set, &uploads[i]);
	bool good =
	    set->count == 0 || !may_take(intake, set) || take(intake, inbox, set, beside, fault);
	for (unsigned i = 0; i < set->count; i++)
		if (set->fd[i] >= 0)
			close(set->fd[i]);
	free(set);
	return good;
}
