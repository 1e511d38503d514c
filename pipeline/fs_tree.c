// Whole directories: listing and removing.
#include "pipeline/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
fs_names_free(struct fs_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->name[i]);
	free(names->name);
	*names = (struct fs_names){NULL, 0};
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

// Adds a copy of a name; room grows by doubling at powers of two.
static bool
names_add(struct fs_names *names, const char *name)
{
	if ((names->count & (names->count - 1)) == 0) {
		size_t room = names->count == 0 ? 1 : 2 * names->count;
		char **grown = realloc(names->name, room * sizeof *grown);
		if (grown == NULL)
			return false;
		names->name = grown;
	}
	names->name[names->count] = strdup(name);
	return names->name[names->count] != NULL && ++names->count > 0;
}

// A stream over a directory that leaves the caller's descriptor alone.
static DIR *
stream_of(int dir)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	if (stream == NULL && fd >= 0)
		close(fd);
	return stream;
}

// Lists all names but . and ..; those that begin with a dot only if asked.
static bool
list(int dir, bool hidden, struct fs_names *names, struct fault *fault)
{
	struct dirent *entry;
	*names = (struct fs_names){NULL, 0};
	DIR *stream = stream_of(dir);
	if (stream == NULL)
		return fault_system(fault, "listing a directory");
	while (errno = 0, (entry = readdir(stream)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    (!hidden && entry->d_name[0] == '.'))
			continue;
		if (!names_add(names, entry->d_name)) {
			errno = ENOMEM;
			break;
		}
	}
	bool good = errno == 0 || fault_system(fault, "listing a directory");
	closedir(stream);
	if (!good)
		fs_names_free(names);
	else if (names->count > 1)
		qsort(names->name, names->count, sizeof *names->name, by_name);
	return good;
}

bool
fs_list(int dir, struct fs_names *names, struct fault *fault)
{
	return list(dir, false, names, fault);
}

// Removes all that is in a directory, deepest first.
static bool
empty_dir(int dir, struct fault *fault)
{
	struct fs_names names;
	bool good = list(dir, true, &names, fault);
	for (size_t i = 0; good && i < names.count; i++)
		good = fs_remove(dir, names.name[i], fault);
	fs_names_free(&names);
	return good;
}

bool
fs_remove(int dir, const char *name, struct fault *fault)
{
	if (unlinkat(dir, name, 0) == 0 || errno == ENOENT)
		return true;
	if (errno != EISDIR && errno != EPERM)
		return fault_system(fault, "removing %s", name);
	int inner = fs_open_dir(dir, name, fault);
	if (inner < 0)
		return fault->class == FAULT_MISSING;
	bool good = empty_dir(inner, fault);
	close(inner);
	if (good && unlinkat(dir, name, AT_REMOVEDIR) != 0 && errno != ENOENT)
		good = fault_system(fault, "removing the directory %s", name);
	return good;
}

bool
fs_sweep(int dir, struct fault *fault)
{
	struct fs_names names;
	bool good = fs_list(dir, &names, fault);
	for (size_t i = 0; good && i < names.count; i++)
		good = fs_remove(dir, names.name[i], fault);
	fs_names_free(&names);
	return good;
}
