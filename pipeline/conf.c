// Where the two kinds of files are, and what must be true of them as a whole. Keys and values:
// conf_keys.c; the file: conf_file.c.
#include "pipeline/conf.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/conf_keys.h"
#include "pipeline/digest.h"

static const char default_path[] = "/etc/rosterdrop/rosterdrop.conf";

const char *
conf_path(const char *given)
{
	const char *path = given != NULL ? given : getenv("ROSTERDROP_CONF");
	return path != NULL && path[0] != '\0' ? path : default_path;
}

// The folder that a file is in, absolute. False when the file is not there.
static bool
folder_of(const char *path, char folder[PATH_MAX])
{
	if (realpath(path, folder) == NULL)
		return false;
	char *slash = strrchr(folder, '/');
	slash[slash == folder] = '\0';
	return true;
}

struct conf *
conf_read(const char *path, struct fault *fault)
{
	char folder[PATH_MAX];
	struct conf *conf = calloc(1, sizeof *conf);
	if (conf == NULL || (conf->path = strdup(path)) == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory reading %s", path);
	} else if (!folder_of(path, folder)) {
		fault_system(fault, "reading the configuration %s", path);
		if (errno == ENOENT || errno == ENOTDIR)
			fault_set(fault, FAULT_CONFIG,
			    "%s is not there; give its path by -c or ROSTERDROP_CONF", path);
	} else if (keys_default(&conf_keys, conf, folder, fault) &&
		   keys_read(&conf_keys, conf, NULL, path, folder, fault) &&
		   conf_smtp_check(&conf->smtp, &conf->operators, path, fault)) {
		return conf;
	}
	conf_free(conf);
	return NULL;
}

void
conf_free(struct conf *conf)
{
	if (conf == NULL)
		return;
	keys_free(&conf_keys, conf);
	free(conf->path);
	free(conf);
}

bool
district_name_valid(const char *name)
{
	size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");
	return size > 0 && size <= DISTRICT_NAME_MAX && name[size] == '\0' && name[0] != '-' &&
	       name[size - 1] != '-';
}

static int
check_order(const void *a, const void *b)
{
	return strcmp(((const struct conf_check *)a)->code, ((const struct conf_check *)b)->code);
}

// What the section sftp must have when it has a host.
static bool
sftp_complete(const struct district *district, const char *path, struct fault *fault)
{
	if (district->sftp.host == NULL)
		return true;
	if (district->sftp.user == NULL)
		return fault_set(
		    fault, FAULT_CONFIG, "%s: sftp.host is set, so set sftp.user too", path);
	if (district->sftp.key_file == NULL && district->sftp.password_file == NULL)
		return fault_set(fault, FAULT_CONFIG,
		    "%s: sftp.host is set, so set sftp.key_file or sftp.password_file too", path);
	if (district->sftp.host_keys == NULL)
		return fault_set(fault, FAULT_CONFIG,
		    "%s: sftp.host is set, so set sftp.host_keys too (ssh-keyscan shows them; "
		    "compare "
		    "them with what the district says)",
		    path);
	return true;
}

// Fills in a district from its file.
static bool
district_fill(
    struct district *district, const struct conf *conf, const char *path, struct fault *fault)
{
	if (!keys_default(&district_keys, district, conf->districts, fault))
		return false;
	district->limits = conf->limits;
	if (!keys_read(&district_keys, district, district, path, conf->districts, fault))
		return false;
	if (district->check_count > 0)
		qsort(district->checks, district->check_count, sizeof district->checks[0],
		    check_order);
	return sftp_complete(district, path, fault) &&
	       conf_sync_check(district->sync.leaders, district->sync.grace,
		   district->sync.blackout, path, fault) &&
	       conf_report_check(&district->report, &district->expect, path, fault);
}

struct district *
district_read(const struct conf *conf, const char *name, struct fault *fault)
{
	char path[PATH_MAX];
	if (!district_name_valid(name)) {
		fault_set(fault, FAULT_USAGE,
		    "`%s` cannot be a district: 1 to 63 of a-z 0-9 and -, no - at the ends", name);
		return NULL;
	}
	if (snprintf(path, sizeof path, "%s/%s.conf", conf->districts, name) >= PATH_MAX) {
		fault_set(fault, FAULT_CONFIG, "the path %s is too long", conf->districts);
		return NULL;
	}
	struct district *district = district_read_from(conf, name, path, fault);
	if (district == NULL && fault->class == FAULT_MISSING)
		fault_set(fault, FAULT_CONFIG, "%s is not there; rosterdrop init %s writes one",
		    path, name);
	return district;
}

struct district *
district_read_from(const struct conf *conf, const char *name, const char *path, struct fault *fault)
{
	struct district *district = calloc(1, sizeof *district);
	if (district == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory reading %s", path);
		return NULL;
	}
	memcpy(district->name, name, strlen(name) + 1);
	if (district_fill(district, conf, path, fault))
		return district;
	district_free(district);
	return NULL;
}

void
district_free(struct district *district)
{
	if (district == NULL)
		return;
	keys_free(&district_keys, district);
	for (unsigned i = 0; i < district->check_count; i++)
		free(district->checks[i].code);
	free(district->checks);
	free(district);
}

// Adds the line `section.key=value`.
static void
digest_line(struct digest *digest, const char *section, const char *key, const char *value)
{
	const char *const parts[] = {section, ".", key, "=", value, "\n"};
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		digest_add(digest, parts[i], strlen(parts[i]));
}

// Adds the members of a list of the section scope.
static void
digest_texts(struct digest *digest, const char *key, char **texts)
{
	for (; texts != NULL && *texts != NULL; texts++)
		digest_line(digest, "scope", key, *texts);
}

void
district_digest(const struct district *district, char hex[65])
{
	char room[KEY_FORMATTED];
	struct digest *digest = digest_new();
	if (digest == NULL) { // what digest_bytes gives when it cannot
		memset(hex, '0', DIGEST_HEX - 1);
		hex[DIGEST_HEX - 1] = '\0';
		return;
	}
	for (unsigned i = 0; i < district_keys.count; i++) {
		const struct conf_key *key = &district_keys.keys[i];
		if (key->decides && key->kind != KEY_TEXTS)
			digest_line(
			    digest, key->section, key->name, key_format(key, district, room));
	}
	for (unsigned i = 0; i < district->check_count; i++)
		digest_line(digest, "checks", district->checks[i].code,
		    severity_name(district->checks[i].severity));
	digest_texts(digest, "schools", district->scope.schools);
	digest_texts(digest, "school_names", district->scope.school_names);
	digest_texts(digest, "roles", district->scope.roles);
	digest_texts(digest, "subjects", district->scope.subjects);
	digest_end(digest, hex);
}
