// `init`: everything that a new district needs. Each step looks first and makes only what is missing, so that a crash is mended by doing it
// again and a second time changes nothing.
#include "cmd/rosterdrop/front.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/rosterdrop/output.h"
#include "pipeline/spool.h"
#include "pipeline/store.h"

// Where drops lie when the configuration is the system's; beside the configuration otherwise.
static const char system_conf[] = "/etc/rosterdrop/rosterdrop.conf";
static const char system_spool[] = "/var/spool/rosterdrop";

// Says what was done, or that there was nothing to do.
static void
say(bool made, const char *path)
{
	out_text(path);
	printf(made ? ": made\n" : ": was there\n");
}

// Splits a path at its last slash. The folder ends in "/.", so that opening it follows a link: who made the configuration chose it.
static bool
split(const char *path, char folder[FS_PATH_MAX], const char **name, struct fault *fault)
{
	const char *slash = strrchr(path, '/');
	size_t size = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	*name = slash == NULL ? path : slash + 1;
	int used = snprintf(folder, FS_PATH_MAX, "%.*s.", (int)size, path);
	if (used < 0 || used >= FS_PATH_MAX)
		return fault_set(fault, FAULT_CONFIG, "the path %.100s... is too long", path);
	return true;
}

static bool
is_dir(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

// Makes one directory of a path whose parent is there.
static bool
make_one(const char *path, struct fault *fault)
{
	char folder[FS_PATH_MAX];
	const char *name;
	if (!split(path, folder, &name, fault))
		return false;
	int dir = fs_open_dir(AT_FDCWD, folder, fault);
	if (dir < 0)
		return false;
	bool good = fs_make_dir(dir, name, fault);
	close(dir);
	return good;
}

// Makes a directory and those above it that are missing, and says which of the two it was.
static bool
make_path(const char *path, struct fault *fault)
{
	char part[FS_PATH_MAX];
	bool good = true, made = false;
	for (size_t i = 1; good; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		snprintf(part, sizeof part, "%.*s", (int)i, path);
		if (!is_dir(part)) {
			good = make_one(part, fault);
			made = true;
		}
		if (path[i] == '\0')
			break;
	}
	if (good)
		say(made, path);
	return good;
}

// Writes a file under a temporary name and gives it its own, so that nobody finds half of it.
static bool
put_file(const char *path, const char *text, struct fault *fault)
{
	char folder[FS_PATH_MAX], temporary[FS_NAME_MAX + 1];
	const char *name;
	if (text == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory making %s", path);
	if (!split(path, folder, &name, fault))
		return false;
	snprintf(temporary, sizeof temporary, ".%.200s.new", name);
	int dir = fs_open_dir(AT_FDCWD, folder, fault);
	if (dir < 0)
		return false;
	bool good = fs_remove(dir, temporary, fault) &&
		    fs_put(dir, temporary, text, strlen(text), fault) &&
		    fs_publish(dir, temporary, dir, name, fault);
	close(dir);
	if (good)
		say(true, path);
	return good;
}

// The configuration's folder, made if missing, without links and dots, so that what is written into the file is absolute.
static bool
conf_folder(const char *path, char folder[PATH_MAX], struct fault *fault)
{
	char given[FS_PATH_MAX];
	const char *name;
	if (!split(path, given, &name, fault))
		return false;
	size_t size = (size_t)(name - path);
	if (size > 1) { // neither "x.conf" nor "/x.conf"
		snprintf(given, sizeof given, "%.*s", (int)size - 1, path);
		if (!is_dir(given) && !make_path(given, fault))
			return false;
	}
	if (realpath(given, folder) == NULL)
		return fault_system(fault, "looking for the folder of %s", path);
	return true;
}

// Writes rosterdrop.conf if there is none.
static bool
make_conf(struct front *front, struct fault *fault)
{
	const char *path = conf_path(front->conf_given);
	char folder[PATH_MAX], spool[FS_PATH_MAX + 16], districts[FS_PATH_MAX + 16];
	if (access(path, F_OK) == 0) {
		say(false, path);
		return true;
	}
	if (!conf_folder(path, folder, fault))
		return false;
	snprintf(districts, sizeof districts, "%s/districts", folder);
	if (strcmp(path, system_conf) == 0)
		snprintf(spool, sizeof spool, "%s", system_spool);
	else
		snprintf(spool, sizeof spool, "%s/spool", folder);
	char *text = conf_sample(spool, districts);
	bool good = put_file(path, text, fault);
	free(text);
	return good;
}

// Writes DISTRICT.conf if there is none.
static bool
make_district_conf(struct front *front, const char *name, struct fault *fault)
{
	char path[FS_PATH_MAX];
	int used = snprintf(path, sizeof path, "%s/%s.conf", front->conf->districts, name);
	if (used < 0 || (size_t)used >= sizeof path)
		return fault_set(fault, FAULT_CONFIG, "the path of %s.conf is too long", name);
	if (access(path, F_OK) == 0) {
		say(false, path);
		return true;
	}
	char *text = district_sample(name);
	bool good = put_file(path, text, fault);
	free(text);
	return good;
}

// Makes the store if there is none; one that is there must open.
static bool
make_store(struct front *front, const char *name, struct fault *fault)
{
	char path[FS_PATH_MAX];
	struct district *district = district_read(front->conf, name, fault);
	if (district == NULL)
		return false;
	snprintf(path, sizeof path, "%s/%s/store/data.mdb", front->conf->spool, name);
	bool there = access(path, F_OK) == 0, good;
	if (there) {
		struct store *store = store_open(front->conf, district, false, fault);
		good = store != NULL;
		store_close(store);
	} else {
		good = store_create(front->conf, district, fault);
	}
	district_free(district);
	if (good)
		say(!there, path);
	return good;
}

bool
command_init(struct front *front, struct fault *fault)
{
	char path[FS_PATH_MAX];
	if (!front_words(front, NULL, 1, 1, fault))
		return false;
	const char *name = front->words[0];
	if (!district_name_valid(name))
		return front_usage(front,
		    "a district's name is 1 to 63 of a-z, 0-9 and - (not at the ends)", fault);
	if (!make_conf(front, fault) || !front_conf(front, fault) ||
	    !make_path(front->conf->spool, fault) || !make_path(front->conf->districts, fault))
		return false;
	snprintf(path, sizeof path, "%s/%s", front->conf->spool, name);
	bool there = is_dir(path);
	if (!spool_init(front->conf, name, fault))
		return false;
	say(!there, path);
	return make_district_conf(front, name, fault) && make_store(front, name, fault);
}
