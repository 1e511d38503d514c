// Where an import's files come from: a folder, or a zip that has them at its top or in one folder. Beside the files of OneRoster, as an export has them,
// the import's own lie in a folder called `import`; when there is one, it is the one that counts.
#include "cmd/rosterdrop/import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/archive.h"
#include "pipeline/fs.h"
#include "pipeline/zip.h"

enum { PIECE_BYTES = 256 * 1024 };

static const char own_folder[] = "import";

struct source {
	int dir; // of a folder; -1 for a zip
	struct bytes bytes;
	struct zip zip;
	bool own; // the zip has a folder `import`
};

// The last part of a path in a zip, and the folder before it.
static struct bytes
base_of(struct bytes path, struct bytes *folder)
{
	size_t at = path.size;
	while (at > 0 && path.data[at - 1] != '/')
		at--;
	*folder = (struct bytes){path.data, at > 0 ? at - 1 : 0};
	return (struct bytes){path.data + at, path.size - at};
}

// Whether a folder of a zip is called `import`, at its top or in one folder.
static bool
is_own(struct bytes folder)
{
	struct bytes above, name = base_of(folder, &above);
	return bytes_is(name, own_folder);
}

// Maps the zip and looks at its directory.
static bool
open_zip(struct source *source, int fd, const char *path, const struct district *district,
    struct fault *fault)
{
	struct stat info;
	const struct zip_limits limits = {.zip_bytes = district->limits.zip_bytes,
	    .entry_bytes = district->limits.entry_bytes,
	    .total_bytes = district->limits.total_bytes,
	    .ratio = district->limits.ratio,
	    .entries = district->limits.entries};
	struct zip_verdict verdict = {NULL, ""};
	if (fstat(fd, &info) != 0)
		return fault_system(fault, "looking at %s", path);
	size_t size = (size_t)info.st_size;
	void *map = size == 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return fault_set(fault, FAULT_DATA, "%s is empty, or cannot be mapped", path);
	source->bytes = (struct bytes){map, size};
	if (!zip_check(source->bytes, &limits, &source->zip, &verdict))
		return fault_set(fault, verdict.code == NULL ? FAULT_TEMP : FAULT_DATA, "%s: %s",
		    verdict.code == NULL ? "out of memory" : verdict.code, verdict.text);
	for (unsigned i = 0; i < source->zip.count; i++) {
		struct bytes folder;
		base_of(source->zip.entries[i].name, &folder);
		source->own = source->own || is_own(folder);
	}
	return true;
}

// Opens a folder that a person named, or is where a link that they named goes.
static int
open_named(const char *path, struct fault *fault)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		fault_set(fault, FAULT_MISSING, "%.200s may not be read by who runs this", path);
	return fd;
}

// Opens the folder; its own folder `import` counts when it has one.
static bool
open_folder(struct source *source, const char *path, struct fault *fault)
{
	struct fault none;
	source->dir = open_named(path, fault);
	if (source->dir < 0)
		return false;
	int own = fs_open_dir(source->dir, own_folder, &none);
	if (own < 0)
		return true;
	close(source->dir);
	source->dir = own;
	return true;
}

struct source *
source_open(const char *path, const struct district *district, struct fault *fault)
{
	struct source *source = calloc(1, sizeof *source);
	if (source == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory");
		return NULL;
	}
	source->dir = -1;
	struct stat info;
	bool folder = stat(path, &info) == 0 && S_ISDIR(info.st_mode);
	int fd = folder ? -1 : fs_open_given(path, fault);
	bool good = folder ? open_folder(source, path, fault)
			   : fd >= 0 && open_zip(source, fd, path, district, fault);
	if (fd >= 0)
		close(fd);
	if (good)
		return source;
	source_close(source);
	return NULL;
}

void
source_close(struct source *source)
{
	if (source == NULL)
		return;
	zip_free(&source->zip);
	if (source->bytes.size > 0)
		munmap((void *)(uintptr_t)source->bytes.data, source->bytes.size);
	if (source->dir >= 0)
		close(source->dir);
	free(source);
}

// Reads a file of the folder.
static bool
read_file(struct source *source, const char *name, bool *there, source_taker *take, void *context,
    struct fault *fault)
{
	int fd = fs_open_file(source->dir, name, fault);
	*there = fd >= 0;
	if (fd < 0)
		return fault->class == FAULT_MISSING;
	char *piece = malloc(PIECE_BYTES);
	bool good = piece != NULL || fault_set(fault, FAULT_TEMP, "out of memory");
	for (ssize_t size = 1; good && size > 0;) {
		size = read(fd, piece, PIECE_BYTES);
		if (size < 0 && errno == EINTR)
			size = 1;
		else if (size < 0)
			good = fault_system(fault, "reading %s", name);
		else if (size > 0 && !take(context, (struct bytes){piece, (size_t)size}))
			break;
	}
	free(piece);
	close(fd);
	return good;
}

// The entry of a name.
static const struct zip_entry *
find_entry(const struct source *source, const char *name)
{
	for (unsigned i = 0; i < source->zip.count; i++) {
		const struct zip_entry *entry = &source->zip.entries[i];
		struct bytes folder;
		if (!entry->directory && bytes_is(base_of(entry->name, &folder), name) &&
		    (!source->own || is_own(folder)))
			return entry;
	}
	return NULL;
}

bool
source_read(struct source *source, const char *name, bool *there, source_taker *take, void *context,
    struct fault *fault)
{
	struct bytes piece;
	if (source->dir >= 0)
		return read_file(source, name, there, take, context, fault);
	const struct zip_entry *entry = find_entry(source, name);
	*there = entry != NULL;
	if (entry == NULL)
		return true;
	struct archive_file *file = archive_open(source->bytes, entry->name, fault);
	bool good = file != NULL;
	while (good) {
		good = archive_read(file, &piece, fault);
		if (!good || piece.size == 0 || !take(context, piece))
			break;
	}
	archive_close(file);
	return good;
}
