// The zip as a set of files. The whole of it is mapped: zip_check wants to see all of it, and reading its files in our order
// rather than in its own then costs nothing.
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/fs.h"
#include "cmd/validate/package.h"

// What archivers and desktops leave behind. How to add one: a line; `prefix` matches the beginning of a part of the path.
static const struct junk {
	const char *name;
	bool prefix;
} junk[] = {
    {"__MACOSX", false},
    {".DS_Store", false},
    {"Thumbs.db", false},
    {"desktop.ini", false},
    {"._", true},
};

// Whether one part of a path is an archiver's junk.
static bool
part_is_junk(struct bytes part)
{
	for (size_t i = 0; i < sizeof(junk) / sizeof(junk[0]); i++) {
		size_t size = strlen(junk[i].name);
		if (part.size < size || memcmp(part.data, junk[i].name, size) != 0)
			continue;
		if (junk[i].prefix || part.size == size)
			return true;
	}
	return false;
}

// Splits the path at its last slash.
static struct bytes
path_base(struct bytes path, struct bytes *folder)
{
	size_t cut = path.size;

	while (cut > 0 && path.data[cut - 1] != '/')
		cut--;
	*folder = (struct bytes){path.data, cut};
	return (struct bytes){path.data + cut, path.size - cut};
}

// Whether any part of the path is junk.
static bool
path_is_junk(struct bytes path)
{
	for (size_t from = 0, i = 0; i <= path.size; i++) {
		if (i < path.size && path.data[i] != '/')
			continue;
		if (part_is_junk((struct bytes){path.data + from, i - from}))
			return true;
		from = i + 1;
	}
	return false;
}

enum entry_kind
package_kind(struct bytes path, enum roster_file *file, bool *folded)
{
	struct bytes folder, base = path_base(path, &folder);

	*file = NO_FILE;
	*folded = false;
	if (path_is_junk(path))
		return ENTRY_JUNK;
	if (base.size < 4)
		return ENTRY_UNKNOWN;
	struct bytes stem = {base.data, base.size - 4};
	struct bytes extension = {base.data + stem.size, 4};
	if (!bytes_equal_fold(extension, bytes_of(".csv")))
		return ENTRY_UNKNOWN;
	*folded = !bytes_is(extension, ".csv");
	if (bytes_equal_fold(stem, bytes_of("manifest"))) {
		*folded = *folded || !bytes_is(stem, "manifest");
		return ENTRY_MANIFEST;
	}
	if (bytes_equal_fold(stem, bytes_of("guardians"))) {
		*folded = *folded || !bytes_is(stem, "guardians");
		return ENTRY_GUARDIANS;
	}
	*file = oneroster_file_named(stem, false);
	if (*file == NO_FILE) {
		*file = oneroster_file_named(stem, true);
		*folded = true;
	}
	return *file == NO_FILE ? ENTRY_UNKNOWN : ENTRY_DATA;
}

// A finding about one entry, or the whole package when name is NULL.
static void
package_remark(struct run *run, const char *code, enum as as, const char *name, const char *text)
{
	enum severity severity;

	run_remark(
	    run, &(struct remark){.code = code, .as = as, .file = name, .text = text}, &severity);
}

// The name of an entry as a finding's file: printable ASCII, without its folder, cut short visibly.
static const char *
shown_name(struct bytes path, char shown[96])
{
	struct bytes folder, base = path_base(path, &folder);
	size_t used = 0;

	for (size_t i = 0; i < base.size && used < 88; i++) {
		unsigned char c = (unsigned char)base.data[i];
		shown[used++] = (char)(c > ' ' && c < 0x7f ? c : '_');
	}
	snprintf(shown + used, 96 - used, used < base.size ? "..." : "");
	return shown;
}

// Gives an entry its place among the files, with what is to say about its name.
static void
entry_take(struct run *run, const struct zip_entry *entry)
{
	enum roster_file file;
	bool folded;
	char shown[96];
	enum entry_kind kind = package_kind(entry->name, &file, &folded);
	const struct zip_entry **place = &run->manifest;

	shown_name(entry->name, shown);
	if (kind == ENTRY_JUNK)
		package_remark(run, "package.unknown", AS_NOTICE, shown,
		    "a file that an archiver or a desktop left; it was not read");
	if (kind == ENTRY_UNKNOWN)
		package_remark(run, "package.unknown", AS_CATALOGUED, shown, NULL);
	if (kind == ENTRY_JUNK || kind == ENTRY_UNKNOWN)
		return;
	if (kind == ENTRY_GUARDIANS)
		place = &run->guardians_entry;
	if (kind == ENTRY_DATA)
		place = &run->files[file].entry;
	if (folded)
		package_remark(run, "package.case", AS_CATALOGUED, shown, NULL);
	if (*place != NULL)
		package_remark(run, "package.duplicate", AS_FATAL, shown,
		    "the package holds this file more than once");
	else
		*place = entry;
}

// Looks at where the files lie: at the top, all in one folder, or anything else.
static void
check_folders(struct run *run)
{
	struct bytes first = {NULL, 0}, folder;
	bool any = false, mixed = false, deep = false;

	for (unsigned i = 0; i < run->entries.count; i++) {
		const struct zip_entry *entry = &run->entries.entries[i];
		if (entry->directory || path_is_junk(entry->name))
			continue;
		path_base(entry->name, &folder);
		mixed = mixed || (any && !bytes_equal(folder, first));
		deep =
		    deep || (folder.size > 1 && memchr(folder.data, '/', folder.size - 1) != NULL);
		first = folder;
		any = true;
	}
	if (mixed || deep)
		package_remark(run, "package.folder", AS_FATAL, NULL,
		    "the files do not all lie at the top of the zip, or all in one folder of it");
	else if (any && first.size != 0)
		package_remark(run, "package.folder", AS_CATALOGUED, NULL, NULL);
}

// Sorts the entries out, and says when there is nothing to read.
static void
entries_take(struct run *run)
{
	unsigned files = 0;

	check_folders(run);
	for (unsigned i = 0; i < run->entries.count; i++)
		if (!run->entries.entries[i].directory)
			entry_take(run, &run->entries.entries[i]);
	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		files += run->files[i].entry != NULL;
	run->no_news = files == 0 && run->manifest != NULL;
	if (run->no_news)
		package_remark(run, "package.empty", AS_NOTICE, NULL,
		    "the package holds only a manifest: there is no news in it");
	else if (files == 0)
		package_remark(
		    run, "package.empty", AS_FATAL, NULL, "the package holds no file of OneRoster");
}

// Maps the zip for reading.
static bool
package_map(struct run *run)
{
	struct stat status;
	int fd = fs_open_file(run->job->input, "roster.zip", run->fault);
	bool good = fd >= 0;

	if (good && fstat(fd, &status) != 0)
		good = fault_system(run->fault, "looking at roster.zip");
	if (good && status.st_size > 0) {
		size_t size = (size_t)status.st_size;
		void *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (map == MAP_FAILED)
			good = fault_system(run->fault, "mapping roster.zip");
		else
			run->zip = (struct bytes){map, size};
	}
	if (fd >= 0)
		close(fd);
	run->broken = !good;
	return good;
}

bool
package_open(struct run *run)
{
	const struct conf_limits *given = &run->job->district->limits;
	struct zip_limits limits = {.zip_bytes = given->zip_bytes,
	    .entry_bytes = given->entry_bytes,
	    .total_bytes = given->total_bytes,
	    .ratio = given->ratio,
	    .entries = given->entries};
	struct zip_verdict verdict = {.code = NULL};

	if (!package_map(run))
		return false;
	if (zip_check(run->zip, &limits, &run->entries, &verdict))
		entries_take(run);
	else if (verdict.code == NULL)
		run->broken = !fault_set(run->fault, FAULT_TEMP, "out of memory");
	else
		package_remark(run, verdict.code, AS_FATAL, NULL, verdict.text);
	return !run->broken;
}
