// The order of drops, read off the directories.
#include "pipeline/order.h"

#include <stdio.h>
#include <string.h>

#include "pipeline/preflight.h"

bool
order_is_rejected(int district, const char *drop)
{
	static const char *const marks[] = {"rejected", "held"};
	char path[128];
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		snprintf(path, sizeof path, "apply/failed/%s/%s", drop, marks[i]);
		if (fs_exists(district, path))
			return true;
	}
	return false;
}

// Whether a drop is still on its way: no stage has stopped it and apply has not had it.
static bool
on_its_way(int district, const char *drop)
{
	for (int stage = STAGE_VALIDATE; stage <= STAGE_APPLY; stage++) {
		enum place place = spool_place(district, (enum stage_id)stage, drop);
		if (place != PLACE_READY)
			return place == PLACE_NONE;
	}
	return false;
}

// The last drop that apply let through; empty when there is none.
static bool
last_applied(int district, char name[DROP_NAME_MAX + 1], struct fault *fault)
{
	struct fs_names drops;
	name[0] = '\0';
	if (!spool_list(district, STAGE_APPLY, PLACE_READY, &drops, fault))
		return false;
	if (drops.count > 0)
		snprintf(name, DROP_NAME_MAX + 1, "%s", drops.name[drops.count - 1]);
	fs_names_free(&drops);
	return true;
}

bool
order_of(int district, const char *drop, bool delta, enum order *order,
    char blocker[DROP_NAME_MAX + 1], struct fault *fault)
{
	struct fs_names drops;
	char last[DROP_NAME_MAX + 1];
	*order = ORDER_GO;
	blocker[0] = '\0';
	if (!last_applied(district, last, fault))
		return false;
	if (strcmp(last, drop) > 0) {
		*order = ORDER_OVERTAKEN;
		memcpy(blocker, last, sizeof last);
		return true;
	}
	if (!spool_list(district, STAGE_FETCH, PLACE_READY, &drops, fault))
		return false;
	for (size_t i = 0; i < drops.count && strcmp(drops.name[i], drop) < 0; i++) {
		const char *earlier = drops.name[i];
		if (strcmp(earlier, last) <= 0 || order_is_rejected(district, earlier) ||
		    preflight_is(district, earlier))
			continue;
		if (delta || on_its_way(district, earlier)) {
			*order = ORDER_WAIT;
			snprintf(blocker, DROP_NAME_MAX + 1, "%s", earlier);
			break;
		}
	}
	fs_names_free(&drops);
	return true;
}
