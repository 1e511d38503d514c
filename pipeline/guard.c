// How to add a guard: its enum, a line here, a key in conf_guards.inc, a paragraph in rosterdrop.conf.5, its verdict in cmd/apply/guards_judge.c.
#include "pipeline/guard.h"

#include <stdio.h>
#include <string.h>

static const char *const guard_names[GUARDS] = {
    [GUARD_REMOVALS] = "removals",
    [GUARD_CLASS] = "class",
    [GUARD_WEEK] = "week",
    [GUARD_SCHOOL] = "school",
    [GUARD_UPDATES] = "updates",
    [GUARD_CONTACTS] = "contacts",
    [GUARD_USERNAMES] = "usernames",
    [GUARD_REPLACED] = "replaced",
};

const char *
guard_name(enum guard guard)
{
	return guard_names[guard];
}

bool
guard_named(const char *name, enum guard *guard)
{
	for (unsigned i = 0; i < GUARDS; i++)
		if (strcmp(name, guard_names[i]) == 0) {
			*guard = (enum guard)i;
			return true;
		}
	return false;
}

// Those that are about what goes, in the district, a school or a class.
static const char of_removals[] = "removals,week,class,school";

// Whether a word stands in a list.
static bool
has_word(const char *list, const char *word, size_t size)
{
	for (const char *at = list; *at != '\0';) {
		size_t here = strcspn(at, ", ");
		if (here == size && memcmp(at, word, size) == 0)
			return true;
		at += here + strspn(at + here, ", ");
	}
	return false;
}

size_t
guard_missing(const char *allowed, const char *holds, char *missing, size_t room)
{
	size_t used = 0, count = 0;
	missing[0] = '\0';
	for (const char *at = holds; *at != '\0';) {
		size_t size = strcspn(at, " ");
		bool lacks = size > 0 && !has_word(allowed, at, size);
		count += lacks;
		if (lacks && used + size + 1 < room)
			used += (size_t)snprintf(missing + used, room - used, "%s%.*s",
			    used > 0 ? "," : "", (int)size, at);
		at += size + strspn(at + size, " ");
	}
	return count;
}

bool
guard_covers(const char *allowed, const char *holds)
{
	char missing[GUARD_NAMES];
	return guard_missing(allowed, holds, missing, sizeof missing) == 0;
}

bool
guard_only_removals(const char *holds)
{
	return holds[0] != '\0' && guard_covers(of_removals, holds);
}
