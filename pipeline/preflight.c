// The line `preflight yes` in a drop's origin, which fetch(1) describes, is all that makes a drop one.
#include "pipeline/preflight.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/fs.h"

enum { ORIGIN_MAX = 64 * 1024 };

bool
preflight_is(int district, const char *drop)
{
	char path[128];
	size_t size;
	struct fault ignored;
	snprintf(path, sizeof path, "fetch/ready/%s/origin", drop);
	char *text = fs_read(district, path, ORIGIN_MAX, &size, &ignored);
	bool found = text != NULL && strstr(text, "\npreflight yes\n") != NULL;
	free(text);
	return found;
}
