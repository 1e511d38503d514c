// `from undo` is one of the ways a drop can come, beside those that fetch(1) describes; it is all that makes a drop one.
#include "pipeline/undo.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/fs.h"

enum { ORIGIN_MAX = 64 * 1024, WORDS_MAX = 4096 };

bool
undo_origin_write(int dir, const struct undo_origin *origin, struct fault *fault)
{
	char text[WORDS_MAX];
	int size = snprintf(text, sizeof text,
	    "rosterdrop-origin 1\nfrom undo\nsize %" PRIu64
	    "\nsha256 %s\narrived %s\nundo %s\nby %s\nwhy %s\n",
	    origin->size, origin->sha256, origin->arrived, origin->drop, origin->by, origin->why);
	if (size < 0 || (size_t)size >= sizeof text)
		return fault_set(fault, FAULT_USAGE, "the reason is too long");
	return fs_put(dir, "origin", text, (size_t)size, fault);
}

bool
undo_is(int district, const char *drop)
{
	char path[128];
	size_t size;
	struct fault ignored;
	snprintf(path, sizeof path, "fetch/ready/%s/origin", drop);
	char *text = fs_read(district, path, ORIGIN_MAX, &size, &ignored);
	bool found = text != NULL && strstr(text, "\nfrom undo\n") != NULL;
	free(text);
	return found;
}

const struct sealed *
undo_content(const struct seal *seal)
{
	static const char *const names[] = {"roster.zip", "roster.mdb"};
	for (size_t n = 0; n < sizeof names / sizeof *names; n++)
		for (unsigned i = 0; i < seal->file_count; i++)
			if (strcmp(seal->files[i].name, names[n]) == 0)
				return &seal->files[i];
	return NULL;
}
