// The SEAL of a drop's directory: written last, so a directory without one was never finished.
#include "pipeline/seal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/fs.h"
#include "pipeline/limits.h"

static const char first_line[] = "rosterdrop-seal 1\n";

void
seal_know(struct seal *seal, const char *name, const char digest[DIGEST_HEX], uint64_t size)
{
	if (seal->known_count == SEAL_KNOWN_MAX)
		return; // then it is read
	struct sealed *known = &seal->known[seal->known_count++];
	snprintf(known->name, sizeof known->name, "%s", name);
	memcpy(known->digest, digest, DIGEST_HEX);
	known->size = size;
}

// Whether the digest of a file is known already, and the file has the size that it was taken of.
static bool
is_known(int fd, struct sealed *file, const struct seal *seal)
{
	struct stat status;
	for (unsigned i = 0; i < seal->known_count; i++) {
		const struct sealed *known = &seal->known[i];
		if (strcmp(known->name, file->name) != 0 || fstat(fd, &status) != 0 ||
		    (uint64_t)status.st_size != known->size)
			continue;
		*file = *known;
		return true;
	}
	return false;
}

// Adds one file of the directory: its digest and size; syncs it.
static bool
add_file(int dir, const char *name, struct seal *seal, struct fault *fault)
{
	if (seal->file_count == SEAL_FILES_MAX || strlen(name) >= sizeof seal->files[0].name)
		return fault_set(fault, FAULT_BUG, "%s does not fit into a SEAL", name);
	int fd = fs_open_file(dir, name, fault);
	if (fd < 0)
		return false;
	unsigned i = seal->file_count;
	snprintf(seal->files[i].name, sizeof seal->files[i].name, "%s", name);
	if (!is_known(fd, &seal->files[i], seal) &&
	    !digest_file(fd, name, seal->files[i].digest, &seal->files[i].size, fault)) {
		close(fd);
		return false;
	}
	seal->file_count++;
	return fs_finish(fd, name, fault);
}

// The text of a SEAL; gives its size.
static size_t
seal_text(const struct seal *seal, char text[SEAL_TEXT_MAX])
{
	int used = snprintf(text, SEAL_TEXT_MAX,
	    "%sdrop %s\nstage %s\ntool %s\ninput %s\nconfig %s\ngeneration %llu\n", first_line,
	    seal->drop, seal->stage, seal->tool, seal->input, seal->config,
	    (unsigned long long)seal->generation);
	for (unsigned i = 0; i < seal->file_count; i++)
		used += snprintf(text + used, SEAL_TEXT_MAX - (size_t)used, "%s %llu %s\n",
		    seal->files[i].digest, (unsigned long long)seal->files[i].size,
		    seal->files[i].name);
	return (size_t)used;
}

bool
seal_write(int dir, struct seal *seal, struct fault *fault)
{
	char text[SEAL_TEXT_MAX];
	struct fs_names names;
	if (!fs_list(dir, &names, fault))
		return false;
	bool good = true;
	seal->file_count = 0;
	for (size_t i = 0; good && i < names.count; i++)
		good = add_file(dir, names.name[i], seal, fault);
	fs_names_free(&names);
	return good && fs_put(dir, "SEAL", text, seal_text(seal, text), fault);
}

// Reads `key value` off the text into a field.
static bool
read_field(char **text, const char *key, char *field, size_t room)
{
	char *end = strchr(*text, '\n');
	size_t skip = strlen(key);
	if (end == NULL || strncmp(*text, key, skip) != 0 || (*text)[skip] != ' ' ||
	    (size_t)(end - *text) - skip - 1 >= room)
		return false;
	size_t size = (size_t)(end - *text) - skip - 1;
	memcpy(field, *text + skip + 1, size);
	field[size] = '\0';
	*text = end + 1;
	return true;
}

enum { NUMBER_TEXT = 21 }; // of 64 bits, in decimals

// Reads the lines of files that end a SEAL.
static bool
read_files(char *text, struct seal *seal)
{
	for (; *text != '\0'; seal->file_count++) {
		unsigned i = seal->file_count;
		char size[NUMBER_TEXT];
		int used = 0;
		if (i == SEAL_FILES_MAX ||
		    sscanf(text, "%64[0-9a-f] %20[0-9] %63[^\n]%n", seal->files[i].digest, size,
			seal->files[i].name, &used) != 3 ||
		    text[used] != '\n')
			return false;
		seal->files[i].size = strtoull(size, NULL, 10);
		text += used + 1;
	}
	return true;
}

bool
seal_read(int dir, struct seal *seal, struct fault *fault)
{
	char generation[24];
	size_t size;
	*seal = (struct seal){.file_count = 0};
	char *content = fs_read(dir, "SEAL", SEAL_TEXT_MAX, &size, fault);
	if (content == NULL)
		return false;
	char *text = content + sizeof first_line - 1;
	bool good = strncmp(content, first_line, sizeof first_line - 1) == 0 &&
		    read_field(&text, "drop", seal->drop, sizeof seal->drop) &&
		    read_field(&text, "stage", seal->stage, sizeof seal->stage) &&
		    read_field(&text, "tool", seal->tool, sizeof seal->tool) &&
		    read_field(&text, "input", seal->input, sizeof seal->input) &&
		    read_field(&text, "config", seal->config, sizeof seal->config) &&
		    read_field(&text, "generation", generation, sizeof generation) &&
		    read_files(text, seal);
	if (good)
		seal->generation = strtoull(generation, NULL, 10);
	else
		fault_set(fault, FAULT_DATA,
		    "the SEAL is not one of format 1: made by a later version, or damaged");
	free(content);
	return good;
}

bool
seal_check(int dir, const struct seal *seal, enum seal_contents contents, struct fault *fault)
{
	for (unsigned i = 0; i < seal->file_count; i++) {
		const char *name = seal->files[i].name;
		char hex[DIGEST_HEX];
		struct stat status;
		int fd = fs_open_file(dir, name, fault);
		if (fd < 0)
			return false;
		bool same =
		    fstat(fd, &status) == 0 && (uint64_t)status.st_size == seal->files[i].size;
		if (same &&
		    (contents == SEAL_ALL ||
			(contents == SEAL_QUICK && seal->files[i].size <= LIMIT_SEAL_CONTENTS)))
			same = digest_file(fd, name, hex, NULL, fault) &&
			       strcmp(hex, seal->files[i].digest) == 0;
		close(fd);
		if (!same)
			return fault_set(fault, FAULT_IO,
			    "%s is not what the SEAL beside it says: changed or damaged after it "
			    "was written",
			    name);
	}
	return true;
}

bool
seal_digest(int dir, char hex[DIGEST_HEX], struct fault *fault)
{
	size_t size;
	char *content = fs_read(dir, "SEAL", SEAL_TEXT_MAX, &size, fault);
	if (content == NULL)
		return false;
	digest_bytes(content, size, hex);
	free(content);
	return true;
}
