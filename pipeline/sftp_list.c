// Which files a server has. Names, sizes, times and counts are all its claims: a name may be a path, a listing need not end.
#include "pipeline/sftp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pipeline/sftp_internal.h"

enum { STEP_ENTRIES = 100 }; // entries of a folder that make a step forward for the deadline

// Whether a name may be told further: it never becomes a path of ours, but it goes into a path of theirs and into records.
static bool
name_safe(const char *name)
{
	size_t size = strnlen(name, SFTP_NAME_MAX + 1);
	if (size == 0 || size > SFTP_NAME_MAX || name[0] == '.')
		return false;
	for (const char *c = name; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f || *c == '/')
			return false;
	return true;
}

static bool
name_is_zip(const char *name)
{
	size_t size = strlen(name);
	return size > 4 && strcasecmp(name + size - 4, ".zip") == 0;
}

// Whether the attributes are a regular file's with a size and a time. A server that sends no type is believed; its bytes are all we take.
static bool
is_file(const struct sftp_attributes_struct *status)
{
	const uint32_t needed = SSH_FILEXFER_ATTR_SIZE | SSH_FILEXFER_ATTR_ACMODTIME;
	return (status->flags & needed) == needed &&
	       (status->type == SSH_FILEXFER_TYPE_REGULAR ||
		   (status->flags & SSH_FILEXFER_ATTR_PERMISSIONS) == 0);
}

// Takes over what the server said of a file.
static void
file_from(struct sftp_file *file, const char *name, const struct sftp_attributes_struct *status)
{
	snprintf(file->name, sizeof file->name, "%s", name);
	file->size = status->size;
	file->modified = status->mtime64 != 0 ? status->mtime64 : status->mtime;
}

bool
sftp_client_path(const struct sftp_client *client, const char *name, char path[SFTP_PATH_MAX],
    struct fault *fault)
{
	const char *folder = client->district->sftp.path;
	if (folder == NULL || folder[0] == '\0')
		folder = ".";
	int size = name == NULL ? snprintf(path, SFTP_PATH_MAX, "%s", folder)
				: snprintf(path, SFTP_PATH_MAX, "%s/%s", folder, name);
	return (size >= 0 && size < SFTP_PATH_MAX) ||
	       fault_set(fault, FAULT_CONFIG, "sftp.path is longer than %d bytes", SFTP_PATH_MAX);
}

bool
sftp_client_file_fault(
    struct sftp_client *client, const char *what, const char *name, struct fault *fault)
{
	char text[SFTP_PATH_MAX + 64];
	snprintf(text, sizeof text, "%s %s (SFTP status %d)", what, name,
	    sftp_get_error(client->lane[0]));
	return sftp_client_fault(client, FAULT_TEMP, text, fault);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct sftp_file *)a)->name, ((const struct sftp_file *)b)->name);
}

static int
by_time(const void *a, const void *b)
{
	const struct sftp_file *x = a, *y = b;
	return x->modified != y->modified
		   ? (x->modified > y->modified) - (x->modified < y->modified)
		   : strcmp(x->name, y->name);
}

// Sorts by time, and drops names that the server told twice.
static void
files_settle(struct sftp_file *files, unsigned *count)
{
	unsigned kept = 0;
	if (*count > 1)
		qsort(files, *count, sizeof *files, by_name);
	for (unsigned i = 0; i < *count; i++)
		if (kept == 0 || strcmp(files[kept - 1].name, files[i].name) != 0)
			files[kept++] = files[i];
	*count = kept;
	if (kept > 1)
		qsort(files, kept, sizeof *files, by_time);
}

// Keeps an entry when it is a zip; counts it when its name is unsafe. Room grows by doubling at powers of two.
static bool
keep_entry(const struct sftp_attributes_struct *entry, struct sftp_file **files, unsigned *count,
    unsigned *unsafe)
{
	const char *name = entry->name != NULL ? entry->name : "";
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return true;
	if (!name_safe(name)) {
		*unsafe += name[0] != '.' || strpbrk(name, "/") != NULL;
		return true;
	}
	if (!name_is_zip(name) || !is_file(entry))
		return true;
	if ((*count & (*count - 1)) == 0) {
		struct sftp_file *grown =
		    realloc(*files, (*count == 0 ? 1 : 2 * (size_t)*count) * sizeof *grown);
		if (grown == NULL)
			return false;
		*files = grown;
	}
	file_from(&(*files)[(*count)++], name, entry);
	return true;
}

// Reads the open folder to its end, or to the limit: a listing need not end by itself.
static bool
list_entries(struct sftp_client *client, sftp_dir dir, struct sftp_file **files, unsigned *count,
    unsigned *unsafe, struct fault *fault)
{
	sftp_attributes entry;
	for (unsigned seen = 0; (entry = sftp_readdir(client->lane[0], dir)) != NULL; seen++) {
		bool room = seen < client->district->sftp.entries;
		bool kept = room && keep_entry(entry, files, count, unsafe);
		sftp_attributes_free(entry);
		if (!room)
			return fault_set(fault, FAULT_TEMP,
			    "more than %u entries in the folder (sftp.entries): have old files "
			    "removed, "
			    "or raise it",
			    client->district->sftp.entries);
		if (!kept)
			return fault_set(fault, FAULT_TEMP, "out of memory listing a folder");
		if (seen % STEP_ENTRIES == 0)
			sftp_client_step(client, "listing the folder");
	}
	return sftp_dir_eof(dir) ||
	       sftp_client_fault(client, FAULT_TEMP,
		   "listing the folder (sftp.files can name the files instead)", fault);
}

// Lists the folder.
static bool
list_folder(struct sftp_client *client, struct sftp_file **files, unsigned *count, unsigned *unsafe,
    struct fault *fault)
{
	char path[SFTP_PATH_MAX];
	if (!sftp_client_path(client, NULL, path, fault))
		return false;
	sftp_client_step(client, "listing the folder");
	sftp_dir dir = sftp_opendir(client->lane[0], path);
	if (dir == NULL)
		return sftp_client_file_fault(client, "opening the folder", path, fault);
	bool good = list_entries(client, dir, files, count, unsafe, fault);
	sftp_closedir(dir);
	return good;
}

// Asks for the files that the district names; one that is not there has not come yet.
static bool
list_named(
    struct sftp_client *client, struct sftp_file **files, unsigned *count, struct fault *fault)
{
	char **names = client->district->sftp.files;
	size_t room = 0;
	while (names[room] != NULL)
		room++;
	if ((*files = calloc(room, sizeof **files)) == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory listing a folder");
	for (size_t i = 0; i < room; i++) {
		if (!name_safe(names[i]))
			return fault_set(
			    fault, FAULT_CONFIG, "sftp.files: a name of the list is none");
		if (sftp_client_look(client, names[i], &(*files)[*count], fault))
			++*count;
		else if (sftp_get_error(client->lane[0]) != SSH_FX_NO_SUCH_FILE)
			return false;
	}
	return true;
}

bool
sftp_client_list(struct sftp_client *client, struct sftp_file **files, unsigned *count,
    unsigned *unsafe, struct fault *fault)
{
	char **named = client->district->sftp.files;
	*files = NULL;
	*count = *unsafe = 0;
	if (named != NULL && named[0] != NULL ? list_named(client, files, count, fault)
					      : list_folder(client, files, count, unsafe, fault)) {
		files_settle(*files, count);
		return true;
	}
	free(*files);
	*files = NULL;
	*count = 0;
	return false;
}

bool
sftp_client_look(
    struct sftp_client *client, const char *name, struct sftp_file *file, struct fault *fault)
{
	char path[SFTP_PATH_MAX];
	if (!name_safe(name))
		return fault_set(fault, FAULT_BUG, "an unsafe name came back");
	if (!sftp_client_path(client, name, path, fault))
		return false;
	sftp_client_step(client, "looking at a file");
	sftp_attributes status = sftp_lstat(client->lane[0], path);
	if (status == NULL)
		return sftp_client_file_fault(client, "looking at", name, fault);
	bool good = is_file(status) || fault_set(fault, FAULT_TEMP, "%s is no regular file", name);
	file_from(file, name, status);
	sftp_attributes_free(status);
	return good;
}
