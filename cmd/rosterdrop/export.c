// `export`: the files are written into a directory with a temporary name beside the one that was asked for, which appears by one rename:
// whoever finds it finds it whole.
#include "cmd/rosterdrop/export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/fs.h"

// Where an export goes.
struct target {
	char folder[FS_PATH_MAX]; // that holds it
	char name[FS_NAME_MAX + 1], temporary[FS_NAME_MAX + 1];
	int dir; // folder
};

// Takes the path apart and opens its folder.
static bool
open_target(const char *path, struct target *target, struct fault *fault)
{
	size_t size = strlen(path);
	*target = (struct target){.dir = -1};
	while (size > 1 && path[size - 1] == '/')
		size--;
	size_t begin = size;
	while (begin > 0 && path[begin - 1] != '/')
		begin--;
	snprintf(target->name, sizeof target->name, "%.*s", (int)(size - begin), path + begin);
	snprintf(target->temporary, sizeof target->temporary, ".%.*s.export", (int)(size - begin),
	    path + begin);
	int used = snprintf(target->folder, sizeof target->folder, "%.*s.", (int)begin, path);
	if (used < 0 || used >= FS_PATH_MAX || size - begin > FS_NAME_MAX - sizeof ".export" ||
	    size == begin || strcmp(target->name, ".") == 0 || strcmp(target->name, "..") == 0)
		return fault_set(fault, FAULT_USAGE, "'%.200s' cannot be a new directory", path);
	target->dir = fs_open_dir(AT_FDCWD, target->folder, fault);
	return target->dir >= 0;
}

// The target must not be there, or be an empty directory, which gives way.
static bool
clear_target(const struct target *target, struct fault *fault)
{
	if (unlinkat(target->dir, target->name, AT_REMOVEDIR) == 0 || errno == ENOENT)
		return true;
	if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR)
		return fault_set(fault, FAULT_USAGE,
		    "%s is there and not an empty directory; nothing is written over",
		    target->name);
	return fault_system(fault, "making room for %s", target->name);
}

// Writes the export under its temporary name, then gives it its own.
static bool
write_target(const struct reader *reader, const struct target *target, struct fault *fault)
{
	struct fault ignored;
	if (!fs_remove(target->dir, target->temporary, fault) ||
	    !fs_make_dir(target->dir, target->temporary, fault))
		return false;
	int out = fs_open_dir(target->dir, target->temporary, fault);
	bool good = out >= 0 && export_files(reader, out, fault);
	if (out >= 0)
		close(out);
	good = good && clear_target(target, fault) &&
	       fs_publish(target->dir, target->temporary, target->dir, target->name, fault);
	if (!good)
		fs_remove(target->dir, target->temporary, &ignored);
	return good;
}

// Whether an export may go there at all: said before any work is done.
static bool
check_target(const struct target *target, struct fault *fault)
{
	struct fs_names names = {NULL, 0};
	int dir = fs_open_dir(target->dir, target->name, fault);
	if (dir < 0 && fault->class == FAULT_MISSING)
		return true;
	bool good = dir >= 0 && fs_list(dir, &names, fault);
	if (dir >= 0)
		close(dir);
	if (good && names.count > 0)
		fault_set(
		    fault, FAULT_USAGE, "%s is not empty; nothing is written over", target->name);
	else if (!good)
		fault_set(fault, FAULT_USAGE, "%s is no directory; nothing is written over",
		    target->name);
	good = good && names.count == 0;
	fs_names_free(&names);
	return good;
}

bool
command_export(struct front *front, struct fault *fault)
{
	struct reader reader = {NULL, NULL};
	struct target target = {.dir = -1};
	if (!front_words(front, NULL, 2, 2, fault))
		return false;
	bool good = open_target(front->words[1], &target, fault) && check_target(&target, fault) &&
		    reader_open(front, front->words[0], &reader, fault) &&
		    write_target(&reader, &target, fault);
	reader_close(&reader);
	if (target.dir >= 0)
		close(target.dir);
	return good;
}
