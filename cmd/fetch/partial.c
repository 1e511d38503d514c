// What is in a partial file was written from the beginning on without gaps, so its size says how far it came; that holds as long as the machine
// is up, whatever becomes of us. Nothing has to be synced for it.
#include "cmd/fetch/partial.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "pipeline/fs.h"

static const char folder[] = "partial", content[] = "roster.zip";

int
partial_open_all(const struct intake *intake, struct fault *fault)
{
	return fs_make_dir(intake->stage_dir, folder, fault)
		   ? fs_open_dir(intake->stage_dir, folder, fault)
		   : -1;
}

bool
partial_remove_all(const struct intake *intake, struct fault *fault)
{
	return !fs_exists(intake->stage_dir, folder) || fs_remove(intake->stage_dir, folder, fault);
}

// What is another one after each start of the machine; empty when it cannot be had.
static void
boot_id(char id[64])
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, id, 63);
	id[got > 0 ? got : 0] = '\0';
	if (fd >= 0)
		close(fd);
}

void
partial_name(const struct origin *origin, char name[PARTIAL_NAME_MAX + 1])
{
	char text[2 * (ORIGIN_NAME_MAX + ORIGIN_PATH_MAX)], hex[DIGEST_HEX], boot[64];
	boot_id(boot);
	int size = snprintf(text, sizeof text, "%s\n%s\n%s\n%s\n%s\n", boot, origin->path,
	    origin->name, origin->size, origin->modified);
	digest_bytes(text, (size_t)size, hex);
	memcpy(name, hex, PARTIAL_NAME_MAX);
	name[PARTIAL_NAME_MAX] = '\0';
}

// Whether one is wanted.
static bool
is_among(const char *name, char (*names)[PARTIAL_NAME_MAX + 1], unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

bool
partial_sweep(int all, char (*names)[PARTIAL_NAME_MAX + 1], unsigned count, struct fault *fault)
{
	struct fs_names there;
	unsigned kept = 0;
	bool good = fs_list(all, &there, fault);
	for (size_t i = 0; good && i < there.count; i++) {
		bool keep = kept < PARTIALS_MOST && is_among(there.name[i], names, count);
		kept += keep;
		good = keep || fs_remove(all, there.name[i], fault);
	}
	fs_names_free(&there);
	return good;
}

// Removes what a publication that was cut off left beside the file.
static bool
clean(int dir, struct fault *fault)
{
	struct fs_names there;
	bool good = fs_list(dir, &there, fault);
	for (size_t i = 0; good && i < there.count; i++)
		good = strcmp(there.name[i], content) == 0 || fs_remove(dir, there.name[i], fault);
	fs_names_free(&there);
	return good;
}

int
partial_open(int all, const char *name, struct fault *fault)
{
	struct stat status;
	int file = -1;
	int dir = fs_make_dir(all, name, fault) ? fs_open_dir(all, name, fault) : -1;
	if (dir < 0)
		return -1;
	if (clean(dir, fault)) {
		file = openat(dir, content, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
		if (file < 0 && errno == ENOENT)
			file = fs_create(dir, content, fault);
		else if (file < 0 || fstat(file, &status) != 0 || !S_ISREG(status.st_mode))
			fault_system(fault, "opening a partial file");
	}
	close(dir);
	return file;
}

// Whether the file system has as much room left as the file takes: what is only saved time must not be what fills a disk.
static bool
has_room(int file, const struct stat *status)
{
	struct statvfs disk;
	return fstatvfs(file, &disk) == 0 &&
	       (uint64_t)disk.f_bavail * disk.f_frsize > (uint64_t)status->st_size;
}

void
partial_keep(int all, const char *name, int file, uint64_t size)
{
	struct stat status;
	struct fs_names there;
	struct fault ignored;
	bool keep = fstat(file, &status) == 0 && status.st_size > 0 &&
		    (uint64_t)status.st_size < size && has_room(file, &status) &&
		    fs_list(all, &there, &ignored);
	if (keep) {
		keep = there.count <= PARTIALS_MOST;
		fs_names_free(&there);
	}
	if (!keep)
		fs_remove(all, name, &ignored);
}
