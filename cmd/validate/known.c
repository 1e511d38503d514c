// The file `known`: lines of a word, a name where there is one, and a value. What a line says that nobody understands is passed over, so that
// an older version can read a newer one's.
#include "cmd/validate/known.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/fs.h"
#include "pipeline/text.h"

enum { KNOWN_MOST = 64 * 1024 };

static const char file_name[] = "known";

// How to add a text: a line.
static const struct {
	const char *word;
	size_t offset, room;
} texts[] = {
    {"source ", offsetof(struct known, source), KNOWN_SOURCE},
    {"latest ", offsetof(struct known, latest), KNOWN_TIME},
    {"year ", offsetof(struct known, year), KNOWN_TIME},
};

// One line that is a text; false when it is none.
static bool
text_take(struct known *known, const char *line)
{
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		size_t size = strlen(texts[i].word);
		if (strncmp(line, texts[i].word, size) != 0)
			continue;
		snprintf((char *)known + texts[i].offset, texts[i].room, "%s", line + size);
		return true;
	}
	return false;
}

// Takes a word off the front of a line; empty at its end.
static struct bytes
word_take(const char **rest)
{
	const char *from = *rest + strspn(*rest, " ");
	size_t size = strcspn(from, " ");

	*rest = from + size;
	return (struct bytes){from, size};
}

// A word that is a number. One that is none counts as 0.
static uint64_t
number_take(const char **rest)
{
	struct bytes word = word_take(rest);
	char *end;
	unsigned long long number = word.size == 0 ? 0 : strtoull(word.data, &end, 10);

	return word.size != 0 && end == word.data + word.size ? number : 0;
}

// "file NAME ROWS", of a file that comes, and "absent NAME ROWS", of one that came once and does not now.
static void
file_take(struct known *known, const char *line)
{
	struct bytes word = word_take(&line);
	enum roster_file file = oneroster_file_named(word_take(&line), false);

	if (file == NO_FILE || file >= ROSTER_FILES ||
	    (!bytes_is(word, "file") && !bytes_is(word, "absent")))
		return;
	known->comes[file] = bytes_is(word, "file");
	known->rows[file] = number_take(&line);
}

// "zeros FILE COLUMN ZEROS DIGITS".
static void
zeros_take(struct known *known, const char *line)
{
	word_take(&line);
	enum roster_file file = oneroster_file_named(word_take(&line), false);
	int column =
	    file == NO_FILE ? -1 : oneroster_column_named(file, word_take(&line), V_ALL, false);

	if (column < 0 || known->zeros_count == KNOWN_COLUMNS)
		return;
	struct known_zeros *zeros = &known->zeros[known->zeros_count++];
	*zeros = (struct known_zeros){.file = file, .column = (unsigned)column};
	zeros->zeros = number_take(&line);
	zeros->digits = number_take(&line);
}

static void
line_take(struct known *known, const char *line)
{
	if (text_take(known, line))
		return;
	if (strcmp(line, "over") == 0)
		known->over = true;
	else if (strncmp(line, "zeros ", 6) == 0)
		zeros_take(known, line);
	else
		file_take(known, line);
}

bool
known_read(struct known *known, int dir, struct fault *fault)
{
	size_t size;
	char *rest = NULL;

	*known = (struct known){.any = false};
	if (!fs_exists(dir, file_name))
		return true;
	char *text = fs_read(dir, file_name, KNOWN_MOST, &size, fault);
	if (text == NULL)
		return false;
	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest))
		line_take(known, line);
	known->any = true;
	free(text);
	return true;
}

// One line of words, the last of which may have blanks in it, but nothing that ends a line.
static void
line_put(struct text *text, const char *word, const char *value)
{
	if (value[0] == '\0')
		return;
	text_put(text, word);
	for (const char *at = value; *at != '\0'; at++)
		text_add(text, (struct bytes){(unsigned char)*at < ' ' ? " " : at, 1});
	text_put(text, "\n");
}

bool
known_write(const struct known *known, int dir, struct fault *fault)
{
	struct text text = {NULL, 0, 0, false};
	char line[256];

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		line_put(&text, texts[i].word, (const char *)known + texts[i].offset);
	if (known->over)
		text_put(&text, "over\n");
	for (unsigned i = 0; i < ROSTER_FILES; i++) {
		snprintf(line, sizeof line, "%s %s %llu\n", known->comes[i] ? "file" : "absent",
		    oneroster_files[i].name, (unsigned long long)known->rows[i]);
		if (known->comes[i] || known->rows[i] != 0)
			text_put(&text, line);
	}
	for (unsigned i = 0; i < known->zeros_count; i++) {
		const struct known_zeros *zeros = &known->zeros[i];
		snprintf(line, sizeof line, "zeros %s %s %llu %llu\n",
		    oneroster_files[zeros->file].name,
		    oneroster_files[zeros->file].columns[zeros->column].name,
		    (unsigned long long)zeros->zeros, (unsigned long long)zeros->digits);
		text_put(&text, line);
	}
	text_put(&text, ""); // a file there is in any case
	bool good = text.failed
			? fault_set(fault, FAULT_TEMP, "out of memory")
			: fs_put(dir, file_name, text.size == 0 ? "" : text.data, text.size, fault);
	text_free(&text);
	return good;
}
