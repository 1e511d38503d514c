// There is no call that unlinks a name only if it is a certain file's. So the name is moved aside first, into a directory where nobody else renames,
// and looked at there: what came over it in the last moment is put back.
#include "pipeline/fs_same.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "pipeline/fs.h"

static const char removed[] = "removed";

// Whether the name stands for the file of this status.
static bool
is_same(int dir, const char *name, const struct stat *status)
{
	struct stat now;
	return fstatat(dir, name, &now, AT_SYMLINK_NOFOLLOW) == 0 && now.st_ino == status->st_ino &&
	       now.st_dev == status->st_dev;
}

// Where `aside` is another file system, the look just before has to do.
static bool
unlink_here(int dir, const char *name, struct fault *fault)
{
	if (unlinkat(dir, name, 0) != 0 && errno != ENOENT)
		return fault_system(fault, "removing %s", name);
	return fs_sync_dir(dir, fault);
}

// Moves the name aside if it is the file's; *moved says whether it was. What came over it in the last moment is put back.
static bool
move_aside(int dir, const char *name, const struct stat *status, int to, const char *to_name,
    bool *moved, struct fault *fault)
{
	*moved = false;
	if (!is_same(dir, name, status))
		return true;
	if (renameat2(dir, name, to, to_name, RENAME_NOREPLACE) != 0) {
		if (errno == EXDEV)
			return unlink_here(dir, name, fault);
		return errno == ENOENT || fault_system(fault, "taking %s away", name);
	}
	if (!is_same(to, to_name, status) &&
	    renameat2(to, to_name, dir, name, RENAME_NOREPLACE) == 0)
		return true;
	*moved = true;
	return fs_sync_dir(dir, fault);
}

bool
fs_move_same(int dir, const char *name, const struct stat *status, int to, const char *to_name,
    struct fault *fault)
{
	bool moved;
	return move_aside(dir, name, status, to, to_name, &moved, fault) &&
	       (!moved || fs_sync_dir(to, fault));
}

bool
fs_remove_same(int dir, const char *name, const struct stat *status, int aside, struct fault *fault)
{
	bool moved;
	return move_aside(dir, name, status, aside, removed, &moved, fault) &&
	       (!moved || fs_remove(aside, removed, fault));
}
