// Where drops lie, and what state a drop is in: the directories that exist.
#include "pipeline/spool.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/clock.h"
#include "pipeline/marker.h"

// In the order in which a drop goes through them. How to add a stage: a line here and in enum stage_id, a folder under cmd/, its name in
// the Makefile's STAGES.
static const char *const stages[STAGES] = {
    [STAGE_FETCH] = "fetch",
    [STAGE_VALIDATE] = "validate",
    [STAGE_NORMALISE] = "normalise",
    [STAGE_MATCH] = "match",
    [STAGE_APPLY] = "apply",
};

static const char *const places[PLACES] = {
    [PLACE_READY] = "ready",
    [PLACE_FAILED] = "failed",
    [PLACE_HELD] = "held",
};

// What a district's directory holds beside the stages.
static const char *const folders[] = {"inbox", "reports", "store", "report", "report/tmp",
    "report/queued", "report/sent", "report/failed", "inbox/test"};

const char *
stage_name(enum stage_id stage)
{
	return stages[stage];
}

enum stage_id
stage_named(const char *name)
{
	for (int stage = 0; stage < STAGES; stage++)
		if (strcmp(stages[stage], name) == 0)
			return (enum stage_id)stage;
	return NO_STAGE;
}

const char *
place_name(enum place place)
{
	return places[place];
}

// Makes one stage's directories.
static bool
make_stage(int district, enum stage_id stage, struct fault *fault)
{
	if (!fs_make_dir(district, stages[stage], fault))
		return false;
	int dir = fs_open_dir(district, stages[stage], fault);
	if (dir < 0)
		return false;
	bool good = fs_make_dir(dir, "tmp", fault);
	for (int place = 0; good && place < PLACES; place++)
		good = fs_make_dir(dir, places[place], fault);
	close(dir);
	return good;
}

bool
spool_init(const struct conf *conf, const char *district, struct fault *fault)
{
	int spool = fs_open_dir(AT_FDCWD, conf->spool, fault);
	if (spool < 0)
		return false;
	bool good = fs_make_dir(spool, district, fault);
	int dir = good ? fs_open_dir(spool, district, fault) : -1;
	good = dir >= 0 && fs_remove(dir, SPOOL_STORE_MAKING, fault);
	for (int stage = 0; good && stage < STAGES; stage++)
		good = make_stage(dir, (enum stage_id)stage, fault);
	for (size_t i = 0; good && i < sizeof folders / sizeof *folders; i++)
		good = fs_make_dir(dir, folders[i], fault);
	good = good && marker_make(dir, fault);
	if (dir >= 0)
		close(dir);
	close(spool);
	return good;
}

int
spool_open(const struct conf *conf, const char *district, struct fault *fault)
{
	if (!district_name_valid(district)) {
		fault_set(fault, FAULT_USAGE, "'%s' cannot be a district's name", district);
		return -1;
	}
	int spool = fs_open_dir(AT_FDCWD, conf->spool, fault);
	if (spool < 0)
		return -1;
	int dir = fs_open_dir(spool, district, fault);
	close(spool);
	if (dir < 0 && fault->class == FAULT_MISSING)
		fault_set(fault, FAULT_MISSING,
		    "there is no district %s in %s; make it with: rosterdrop init %s", district,
		    conf->spool, district);
	return dir;
}

// Whether a name in the spool is a plain file, which somebody left there. A link, say, is shown as a district that cannot be looked at.
static bool
is_file(int spool, const char *name)
{
	struct stat status;
	return fstatat(spool, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode);
}

bool
spool_districts(const struct conf *conf, struct fs_names *names, struct fault *fault)
{
	*names = (struct fs_names){NULL, 0};
	int spool = fs_open_dir(AT_FDCWD, conf->spool, fault);
	if (spool < 0)
		return false;
	bool good = fs_list(spool, names, fault);
	size_t kept = 0;
	for (size_t i = 0; i < names->count; i++) {
		if (district_name_valid(names->name[i]) && !is_file(spool, names->name[i]))
			names->name[kept++] = names->name[i];
		else
			free(names->name[i]);
	}
	names->count = kept;
	close(spool);
	return good;
}

// STAGE/PLACE or STAGE/PLACE/DROP, relative to the district.
static const char *
place_path(char *path, size_t size, enum stage_id stage, enum place place, const char *drop)
{
	snprintf(path, size, "%s/%s%s%s", stages[stage], places[place], drop ? "/" : "",
	    drop ? drop : "");
	return path;
}

enum place
spool_place(int district, enum stage_id stage, const char *drop)
{
	char path[128];
	for (int place = 0; place < PLACES; place++)
		if (fs_exists(
			district, place_path(path, sizeof path, stage, (enum place)place, drop)))
			return (enum place)place;
	return PLACE_NONE;
}

int
spool_folder(int at, const char *path, struct fault *fault)
{
	int dir = fs_open_dir(at, path, fault);
	if (dir < 0 && fault->class == FAULT_MISSING)
		fault_set(fault, FAULT_IO,
		    "the folder %s is not there: is its file system not mounted? rosterdrop init "
		    "DISTRICT makes what is missing",
		    path);
	return dir;
}

bool
spool_list(int district, enum stage_id stage, enum place place, struct fs_names *drops,
    struct fault *fault)
{
	char path[128];
	*drops = (struct fs_names){NULL, 0};
	int dir = spool_folder(district, place_path(path, sizeof path, stage, place, NULL), fault);
	if (dir < 0)
		return false;
	bool good = fs_list(dir, drops, fault);
	close(dir);
	return good;
}

bool
spool_waiting(int district, enum stage_id stage, struct fs_names *drops, struct fault *fault)
{
	if (!spool_list(district, stage - 1, PLACE_READY, drops, fault))
		return false;
	size_t kept = 0;
	for (size_t i = 0; i < drops->count; i++) {
		char *name = drops->name[i];
		if (drop_name_valid(name) && spool_place(district, stage, name) == PLACE_NONE)
			drops->name[kept++] = name;
		else
			free(name);
	}
	drops->count = kept;
	return true;
}

int
spool_open_drop(
    int district, enum stage_id stage, enum place place, const char *drop, struct fault *fault)
{
	char path[128];
	return fs_open_dir(district, place_path(path, sizeof path, stage, place, drop), fault);
}

bool
drop_name_valid(const char *name)
{
	static const char shape[] = "dddddddd"
				    "T"
				    "dddddd"
				    "Z-"
				    "xxxxxxxx";
	for (size_t i = 0; i < sizeof shape - 1; i++) {
		char c = name[i];
		bool fits = shape[i] == 'd'   ? isdigit((unsigned char)c) != 0
			    : shape[i] == 'x' ? c != '\0' && strchr("0123456789abcdef", c) != NULL
					      : c == shape[i];
		if (!fits)
			return false;
	}
	return name[sizeof shape - 1] == '\0';
}

void
drop_name(time_t arrival, const char *sha256_hex, char name[DROP_NAME_MAX + 1])
{
	char stamp[CLOCK_STAMP];
	clock_stamp(arrival, stamp);
	snprintf(name, DROP_NAME_MAX + 1, "%s-%.8s", stamp, sha256_hex);
}

bool
spool_path(char *path, size_t size, const struct conf *conf, const char *district,
    enum stage_id stage, const char *place_text, const char *drop, const char *file,
    struct fault *fault)
{
	int used = snprintf(path, size, "%s/%s/%s/%s/%s/%s", conf->spool, district, stages[stage],
	    place_text, drop, file);
	if (used < 0 || (size_t)used >= size)
		return fault_set(fault, FAULT_CONFIG, "the path of %s is too long", file);
	return true;
}
