// The wait is short: who waits holds up a worker, and the next run comes.
#include "cmd/fetch/slot.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "pipeline/clock.h"
#include "pipeline/fs.h"

enum { PAUSE = 100000 }; // microseconds between two tries

static const char folder[] = ".hosts";

// The name of a host's file. Whatever is no letter, digit, dot or minus becomes a line: should two hosts meet by that, they share their turns.
static void
slot_name(const struct district *district, unsigned number, char name[FS_NAME_MAX + 1])
{
	snprintf(name, FS_NAME_MAX + 1, "%.200s", district->sftp.host);
	for (char *c = name; *c != '\0'; c++)
		*c = isalnum((unsigned char)*c) || (strchr(".-", *c) != NULL && c > name)
			 ? (char)tolower((unsigned char)*c)
			 : '_';
	size_t used = strlen(name);
	snprintf(name + used, FS_NAME_MAX + 1 - used, ":%u.%u", district->sftp.port, number);
}

// Opens a file that is there, or makes it.
static int
slot_open(int dir, const char *name, struct fault *fault)
{
	int fd = openat(dir, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 || errno != ENOENT)
		return fd >= 0 || fault_system(fault, "opening %s/%s", folder, name) ? fd : -1;
	if ((fd = fs_create(dir, name, fault)) < 0) // somebody else may have made it meanwhile
		fd = openat(dir, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	return fd;
}

// Tries all of a host's files once. -1 without a fault when all are taken.
static int
slot_try(int dir, const struct district *district, struct fault *fault)
{
	char name[FS_NAME_MAX + 1];
	for (unsigned i = 0; i < district->sftp.per_host; i++) {
		slot_name(district, i, name);
		int fd = slot_open(dir, name, fault);
		if (fd < 0)
			return -1;
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return fd;
		close(fd);
	}
	fault->class = FAULT_NONE;
	return -1;
}

int
slot_take(const struct conf *conf, const struct district *district, struct fault *fault)
{
	uint64_t end = clock_monotonic_ms() + (uint64_t)district->sftp.step_seconds * 1000;
	int slot = -1, dir = -1, spool = fs_open_dir(AT_FDCWD, conf->spool, fault);
	if (spool >= 0 && fs_make_dir(spool, folder, fault))
		dir = fs_open_dir(spool, folder, fault);
	while (
	    dir >= 0 && (slot = slot_try(dir, district, fault)) < 0 && fault->class == FAULT_NONE) {
		if (clock_monotonic_ms() >= end) {
			fault_set(fault, FAULT_TEMP,
			    "%u pulls from there are under way already (sftp.per_host); try again "
			    "later",
			    district->sftp.per_host);
			break;
		}
		usleep(PAUSE);
	}
	if (dir >= 0)
		close(dir);
	if (spool >= 0)
		close(spool);
	return slot;
}
