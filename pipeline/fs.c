// Files and directories, durably. fsync is called once: if it fails the file is void, because the kernel may have dropped the pages.
#include "pipeline/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

// FAULT_MISSING for what is not there, else by errno.
static bool
open_failed(struct fault *fault, const char *what, const char *name)
{
	if (errno == ENOENT)
		return fault_set(fault, FAULT_MISSING, "%s is not there", name);
	return fault_system(fault, "%s %s", what, name);
}

int
fs_open_dir(int at, const char *path, struct fault *fault)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		open_failed(fault, "opening the directory", path);
	return fd;
}

int
fs_open_file(int dir, const char *name, struct fault *fault)
{
	struct stat status;
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		open_failed(fault, "opening", name);
		return -1;
	}
	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
		fault_set(fault, FAULT_IO, "%s is not a regular file", name);
		close(fd);
		return -1;
	}
	return fd;
}

// Says what a person named that is no file to be read.
static bool
is_no_file(const char *path, const struct stat *status, struct fault *fault)
{
	return fault_set(fault, FAULT_MISSING,
	    S_ISDIR(status->st_mode)
		? "%.200s is a folder, not a file"
		: "%.200s is no plain file; give - and let it come by standard input",
	    path);
}

int
fs_open_given(const char *path, struct fault *fault)
{
	struct stat status;
	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
		is_no_file(path, &status, fault);
		return -1;
	}
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		return fd;
	if (fd >= 0)
		is_no_file(path, &status, fault);
	else if (errno == EACCES)
		fault_set(fault, FAULT_MISSING, "%.200s may not be read by who runs this", path);
	else if (errno == ENOTDIR || errno == ELOOP || errno == ENAMETOOLONG)
		fault_set(fault, FAULT_MISSING, "%.200s is not there", path);
	else
		open_failed(fault, "opening", path);
	if (fd >= 0)
		close(fd);
	return -1;
}

bool
fs_make_dir(int dir, const char *name, struct fault *fault)
{
	if (mkdirat(dir, name, 0750) == 0)
		return fs_sync_dir(dir, fault);
	if (errno == EEXIST)
		return true;
	return fault_system(fault, "making the directory %s", name);
}

int
fs_create(int dir, const char *name, struct fault *fault)
{
	int fd = openat(dir, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
	if (fd < 0)
		fault_system(fault, "creating %s", name);
	return fd;
}

bool
fs_write(int fd, const void *data, size_t size, const char *name, struct fault *fault)
{
	const char *from = data;
	while (size > 0) {
		ssize_t written = write(fd, from, size);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return fault_system(fault, "writing %s", name);
		from += written;
		size -= (size_t)written;
	}
	return true;
}

bool
fs_finish(int fd, const char *name, struct fault *fault)
{
	bool good = fsync(fd) == 0 || fault_system(fault, "syncing %s", name);
	if (close(fd) != 0 && good)
		good = fault_system(fault, "closing %s", name);
	return good;
}

bool
fs_put(int dir, const char *name, const void *data, size_t size, struct fault *fault)
{
	int fd = fs_create(dir, name, fault);
	if (fd < 0)
		return false;
	if (fs_write(fd, data, size, name, fault))
		return fs_finish(fd, name, fault);
	close(fd);
	return false;
}

// Reads `size` bytes or fails.
static bool
read_all(int fd, char *to, size_t size, const char *name, struct fault *fault)
{
	while (size > 0) {
		ssize_t got = read(fd, to, size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fault_system(fault, "reading %s", name);
		if (got == 0)
			return fault_set(fault, FAULT_IO, "%s is shorter than it was", name);
		to += got;
		size -= (size_t)got;
	}
	return true;
}

char *
fs_read(int dir, const char *name, size_t max, size_t *size, struct fault *fault)
{
	struct stat status;
	char *content = NULL;
	*size = 0;
	int fd = fs_open_file(dir, name, fault);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &status) != 0) {
		fault_system(fault, "looking at %s", name);
	} else if ((size_t)status.st_size > max) {
		fault_set(fault, FAULT_DATA, "%s has %lld bytes; at most %zu are read", name,
		    (long long)status.st_size, max);
	} else if ((content = malloc((size_t)status.st_size + 1)) == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory reading %s", name);
	} else if (!read_all(fd, content, (size_t)status.st_size, name, fault)) {
		free(content);
		content = NULL;
	} else {
		*size = (size_t)status.st_size;
		content[*size] = '\0';
	}
	close(fd);
	return content;
}

bool
fs_sync(int dir, const char *name, struct fault *fault)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return open_failed(fault, "opening", name);
	return fs_finish(fd, name, fault);
}

bool
fs_sync_dir(int dir, struct fault *fault)
{
	return fsync(dir) == 0 || fault_system(fault, "syncing a directory");
}

bool
fs_publish(int from, const char *name, int to, const char *to_name, struct fault *fault)
{
	if (!fs_sync(from, name, fault))
		return false;
	if (renameat2(from, name, to, to_name, RENAME_NOREPLACE) != 0)
		return fault_system(fault, "publishing %s", to_name);
	return fs_sync_dir(to, fault) && fs_sync_dir(from, fault);
}

bool
fs_exists(int dir, const char *name)
{
	return faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

int
fs_open_or_create(int dir, const char *path)
{
	return openat(dir, path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0640);
}

int
fs_lock(int dir, struct fault *fault)
{
	int fd = fs_open_or_create(dir, "lock");
	if (fd < 0) {
		fault_system(fault, "opening the lock");
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	if (errno == EWOULDBLOCK)
		fault_set(fault, FAULT_TEMP, "somebody else is at work here; try again later");
	else
		fault_system(fault, "taking the lock");
	close(fd);
	return -1;
}
