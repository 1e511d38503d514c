// One table says what each title allows; grants are read when somebody is named, so that a grant that is taken back counts at once.
#include "pipeline/permission.h"

#include <stdio.h>

#include "schema/value.h"

#define MAY(permission) (1U << (permission))

// How to add a title: a line here, a line in rosterdrop(1).
const struct title titles[] = {
    {"permissions-administrator", "gives and takes grants", MAY(MAY_GRANT)},
    {"rostering-administrator", "classes, enrolments, guardians, links",
	MAY(MAY_ROSTER) | MAY(MAY_END_CONNECTION) | MAY(MAY_LINK)},
    {"users-manager", "edits people", MAY(MAY_EDIT_PEOPLE) | MAY(MAY_ENABLE)},
    {"support", "links after going live, releases, undo",
	MAY(MAY_LINK) | MAY(MAY_SUPPORT) | MAY(MAY_RELEASE)},
    {"district-leader", "links before going live; enables students",
	MAY(MAY_LINK) | MAY(MAY_ENABLE) | MAY(MAY_END_CONNECTION)},
    {"school-leader", "the same for a school",
	MAY(MAY_LINK) | MAY(MAY_ENABLE) | MAY(MAY_END_CONNECTION)},
    {"designated-administrator", "links before going live", MAY(MAY_LINK)},
    {"teacher", "ends connections of guardians", MAY(MAY_END_CONNECTION)},
    {"school-wide-communications", "kept for the application", 0},
    {"content-moderator", "kept for the application", 0},
    {"family-access", "kept for the application", 0},
    {"engagement-visibility", "kept for the application", 0},
    {NULL, NULL, 0},
};

// What somebody would do, for the refusal.
static const char *const sentences[PERMISSIONS] = {
    [MAY_GRANT] = "give or take grants",
    [MAY_ROSTER] = "change classes, their members or guardians",
    [MAY_EDIT_PEOPLE] = "edit people",
    [MAY_ENABLE] = "enable or archive accounts of students",
    [MAY_END_CONNECTION] = "end the connection of a guardian",
    [MAY_LINK] = "link accounts",
    [MAY_SUPPORT] = "change links while the sync is live",
    [MAY_RELEASE] = "decide about held or applied drops",
};

const struct title *
title_named(const char *name)
{
	for (const struct title *title = titles; title->name != NULL; title++)
		if (strcmp(title->name, name) == 0)
			return title;
	return NULL;
}

struct bytes
grant_key(const char *who, const char *title, struct bytes school, char key[GRANT_KEY_MAX])
{
	size_t name = strlen(who) + 1, word = title == NULL ? 0 : strlen(title) + 1;
	if (name + word + school.size > GRANT_KEY_MAX)
		return (struct bytes){NULL, 0};
	memcpy(key, who, name);
	if (title == NULL)
		return (struct bytes){key, name};
	memcpy(key + name, title, word);
	if (school.size > 0)
		memcpy(key + name + word, school.data, school.size);
	return (struct bytes){key, name + word + school.size};
}

// Whether a grant, by its key behind the user's name, allows something for a school.
static bool
grant_allows(struct bytes rest, enum permission permission, struct bytes school)
{
	const char *nul = memchr(rest.data, '\0', rest.size);
	const struct title *title = nul == NULL ? NULL : title_named(rest.data);
	if (title == NULL || (title->allows & MAY(permission)) == 0)
		return false;
	size_t word = (size_t)(nul - rest.data) + 1;
	return word == rest.size || bytes_equal((struct bytes){nul + 1, rest.size - word}, school);
}

// Whether some grant of a user allows it.
static bool
is_granted(struct store *store, const char *who, enum permission permission, struct bytes school,
    bool *granted, struct fault *fault)
{
	char prefix[GRANT_KEY_MAX];
	struct bytes key, from = grant_key(who, NULL, (struct bytes){NULL, 0}, prefix);
	struct stored stored;
	*granted = false;
	if (from.size == 0)
		return true;
	struct store_walk *walk = store_walk_open(store, GRANTS, from, fault);
	if (walk == NULL)
		return false;
	while (!*granted && store_walk_next(walk, &key, &stored) && key.size > from.size &&
	       memcmp(key.data, from.data, from.size) == 0)
		*granted = stored.state == STORED_ACTIVE &&
			   grant_allows((struct bytes){key.data + from.size, key.size - from.size},
			       permission, school);
	store_walk_close(walk);
	return true;
}

// The refusal names the titles that would do.
static bool
deny(const char *who, enum permission permission, struct fault *fault)
{
	char list[256];
	size_t used = 0;
	for (const struct title *title = titles; title->name != NULL; title++)
		if ((title->allows & MAY(permission)) != 0)
			used += (size_t)snprintf(list + used, sizeof list - used, "%s%s",
			    used > 0 ? ", " : "", title->name);
	return fault_set(fault, FAULT_DENIED,
	    "%s may not %s there; that takes one of the titles %s (rosterdrop permission)", who,
	    sentences[permission], list);
}

bool
permission_check(struct store *store, const char *who, enum permission permission,
    struct bytes school, struct fault *fault)
{
	bool granted = who == NULL;
	return (granted || is_granted(store, who, permission, school, &granted, fault)) &&
	       (granted || deny(who, permission, fault));
}

bool
permission_check_schools(struct store *store, const char *who, enum permission permission,
    struct bytes schools, struct fault *fault)
{
	struct bytes rest = schools, school;
	bool granted = who == NULL;
	if (!granted &&
	    !is_granted(store, who, permission, (struct bytes){NULL, 0}, &granted, fault))
		return false;
	while (!granted && value_next_member(&rest, &school))
		if (!is_granted(store, who, permission, school, &granted, fault))
			return false;
	return granted || deny(who, permission, fault);
}
