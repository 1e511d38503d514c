// Files and directories, durably. Everything works relative to a directory's descriptor, follows no link and closes on
// exec. A file is written once: created, filled, synced, closed; a directory becomes visible by one rename.
#pragma once

#include <stdint.h>
#include <stddef.h>
#include <sys/types.h>

#include "pipeline/fault.h"

enum { FS_NAME_MAX = 255, FS_PATH_MAX = 4096 };

// A sorted list of names; free with fs_names_free.
struct fs_names {
	char **name;
	size_t count;
};

// Opens a directory; -1 and a fault when it cannot be (FAULT_MISSING when it is not there).
int fs_open_dir(int at, const char *path, struct fault *fault);

// Opens a regular file for reading; -1 and a fault. FAULT_MISSING when it is not there.
int fs_open_file(int dir, const char *name, struct fault *fault);
// The same of a path that a person named: links are followed, and what is none that this user can read, such as a folder, is FAULT_MISSING.
int fs_open_given(const char *path, struct fault *fault);

// Makes a directory (0750) if it is not there yet. Its parent is synced.
bool fs_make_dir(int dir, const char *name, struct fault *fault);

// Creates a file that must not exist (0640), for writing; -1 and a fault.
int fs_create(int dir, const char *name, struct fault *fault);

// Opens a file for reading and writing, made (0640) if it is not there: for locks, which stay. -1 and errno.
int fs_open_or_create(int dir, const char *path);

// Writes all of it.
bool fs_write(int fd, const void *data, size_t size, const char *name, struct fault *fault);

// Syncs and closes; the descriptor is closed in any case. After a fault the file is void.
bool fs_finish(int fd, const char *name, struct fault *fault);

// Creates a file with this content, synced.
bool fs_put(int dir, const char *name, const void *data, size_t size, struct fault *fault);

// Reads a whole file of at most `max` bytes into new memory (NUL-terminated, size without it), which the caller frees.
// NULL and a fault otherwise.
char *fs_read(int dir, const char *name, size_t max, size_t *size, struct fault *fault);

// Syncs a file or directory by name.
bool fs_sync(int dir, const char *name, struct fault *fault);
bool fs_sync_dir(int dir, struct fault *fault);

// Publishes the directory `name` of `from` as `to_name` in `to`: syncs it, renames it (never over anything), syncs both parents.
// The files in it must be finished. This is a commit point.
bool fs_publish(int from, const char *name, int to, const char *to_name, struct fault *fault);

// Removes a file or a directory with all that is in it; no fault when it is not there. Follows no link.
bool fs_remove(int dir, const char *name, struct fault *fault);
// Removes all that fs_list names: what an earlier run left unfinished in its tmp/.
bool fs_sweep(int dir, struct fault *fault);

// Lists a directory, sorted, without names that begin with a dot. On a fault *names is empty.
bool fs_list(int dir, struct fs_names *names, struct fault *fault);
void fs_names_free(struct fs_names *names);

bool fs_exists(int dir, const char *name);

// Takes the exclusive lock of a directory: flock on the file `lock` in it, which stays. Gives the descriptor that holds it; -1 and
// FAULT_TEMP when somebody else does.
int fs_lock(int dir, struct fault *fault);
