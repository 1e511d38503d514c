// The file `origin`: one table says which lines there are, for the writer and the reader.
#include "cmd/fetch/origin.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/fs.h"

enum { TEXT_MAX = 8192, KEY_MAX = 16 };

static const char first_line[] = "rosterdrop-origin 1\n";

// The lines, in the order in which they are written. How to add one: a member of struct origin, a line here, a paragraph in fetch.1; a reader
// passes over keys that it does not know.
static const struct line {
	const char *key;
	size_t offset, room;
} lines[] = {
#define LINE(key, member) \
	{ \
		key, offsetof(struct origin, member), sizeof((struct origin *)0)->member \
	}
    LINE("from", from),
    LINE("name", name),
    LINE("size", size),
    LINE("sha256", sha256),
    LINE("arrived", arrived),
    LINE("inode", inode),
    LINE("changed", changed),
    LINE("path", path),
    LINE("modified", modified),
    LINE("preflight", preflight),
    LINE("same-as", same_as),
#undef LINE
};
enum { LINES = sizeof lines / sizeof lines[0] };

bool
origin_escape(const char *name, char *text, size_t size)
{
	size_t used = 0;
	for (; *name != '\0'; name++) {
		unsigned char c = (unsigned char)*name;
		bool plain = c < 0x80 && (isalnum(c) || strchr("._-/:", c) != NULL);
		if (used + (plain ? 1 : 3) >= size)
			return false;
		used += (size_t)snprintf(text + used, size - used, plain ? "%c" : "%%%02X", c);
	}
	text[used] = '\0';
	return true;
}

bool
origin_write(int dir, const struct origin *origin, struct fault *fault)
{
	char text[TEXT_MAX];
	size_t used = (size_t)snprintf(text, sizeof text, "%s", first_line);
	for (unsigned i = 0; i < LINES; i++) {
		const char *value = (const char *)origin + lines[i].offset;
		if (value[0] != '\0')
			used += (size_t)snprintf(
			    text + used, sizeof text - used, "%s %s\n", lines[i].key, value);
	}
	return fs_put(dir, "origin", text, used, fault);
}

// Takes over one line: `key value`, of `size` bytes. False when its value does not fit.
static bool
line_read(struct origin *origin, const char *text, size_t size)
{
	for (unsigned i = 0; i < LINES; i++) {
		size_t skip = strlen(lines[i].key);
		if (size <= skip || strncmp(text, lines[i].key, skip) != 0 || text[skip] != ' ')
			continue;
		if (size - skip - 1 >= lines[i].room)
			return false;
		char *value = (char *)origin + lines[i].offset;
		memcpy(value, text + skip + 1, size - skip - 1);
		value[size - skip - 1] = '\0';
		return true;
	}
	return true;
}

bool
origin_read(int dir, struct origin *origin, struct fault *fault)
{
	size_t size;
	*origin = (struct origin){.from = ""};
	char *content = fs_read(dir, "origin", TEXT_MAX, &size, fault);
	if (content == NULL)
		return false;
	bool good = strncmp(content, first_line, sizeof first_line - 1) == 0;
	const char *text = content + (good ? sizeof first_line - 1 : 0);
	while (good && *text != '\0') {
		size_t length = strcspn(text, "\n");
		good = text[length] == '\n' && line_read(origin, text, length);
		text += length + 1;
	}
	free(content);
	return good || fault_set(fault, FAULT_DATA,
			   "origin is not one of format 1: made by a later version, or damaged");
}
