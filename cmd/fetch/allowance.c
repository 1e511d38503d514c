// A district that floods its inbox or its server has to hurt nobody but itself: so what it is allowed is looked at before each claim and each pull, and
// what is beyond waits where it lies: in the inbox, on the district's own quota if it has one, or on its server.
#include "cmd/fetch/allowance.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "pipeline/fs.h"

enum { DAY = 24 * 60 * 60, DEPTH_MOST = 8, BLOCK = 512, PER_CENT = 100 };

// What the files below a directory occupy. What cannot be looked at counts as nothing.
static uint64_t
tree_bytes(int at, const char *name, unsigned depth)
{
	struct stat status;
	uint64_t bytes = 0;
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	if (stream == NULL) {
		if (fd >= 0)
			close(fd);
		return 0;
	}
	for (struct dirent *entry; (entry = readdir(stream)) != NULL;) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    fstatat(dirfd(stream), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		bytes += (uint64_t)status.st_blocks * BLOCK;
		if (S_ISDIR(status.st_mode) && depth < DEPTH_MOST)
			bytes += tree_bytes(dirfd(stream), entry->d_name, depth + 1);
	}
	closedir(stream);
	return bytes;
}

// Drops in the last 24 hours, and those that are about to be.
static unsigned
drops_today(const struct intake *intake)
{
	time_t arrival, now = clock_now();
	unsigned drops = intake->promised;
	for (size_t i = 0; i < intake->history.count; i++) {
		const struct past *past = &intake->history.drops[i];
		drops += clock_parse_stamp(past->drop, &arrival) && arrival > now - DAY;
	}
	return drops;
}

void
allowance_full(const struct intake *intake, struct fault *fault)
{
	fault_set(fault, FAULT_TEMP,
	    "the spool's file system is full: less than its reserve of %u %% would be free",
	    intake->conf->reserve);
}

// The two limits that are about the disk.
static enum why
disk_refuses(struct intake *intake, uint64_t size)
{
	struct statvfs disk;
	struct fault fault;
	if (fstatvfs(intake->stage_dir, &disk) != 0)
		return WHY_NONE;
	uint64_t all = (uint64_t)disk.f_blocks * disk.f_frsize;
	uint64_t free_bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
	if (free_bytes < size || free_bytes - size < all / PER_CENT * intake->conf->reserve) {
		allowance_full(intake, &fault);
		if (!intake->full)
			intake_fault(intake, &fault);
		intake->full = true;
		return WHY_RESERVE;
	}
	if (intake->district->inbox.share >= PER_CENT)
		return WHY_NONE;
	if (intake->tree == 0)
		intake->tree = tree_bytes(intake->district_dir, ".", 0);
	return intake->tree + size > all / PER_CENT * intake->district->inbox.share ? WHY_SHARE
										    : WHY_NONE;
}

enum why
allowance_refuses(struct intake *intake, uint64_t size)
{
	if (intake->taken + intake->promised >= intake->district->inbox.files)
		return WHY_FILES;
	if (drops_today(intake) >= intake->district->inbox.drops_per_day)
		return WHY_RATE;
	enum why why = disk_refuses(intake, size);
	if (why == WHY_NONE)
		intake->tree += intake->tree != 0 ? size : 0;
	return why;
}
