// What `link` and `merge` have in common, and `unlink` and `unmerge`, and `block` and `unblock`: what may be said, the desk that is opened, and that one pair which
// cannot be joined keeps none of the others from it.
#pragma once

#include "cmd/rosterdrop/desk.h"

// Two become one: by name, or all that are ready.
struct desk_joining {
	const char *usage;
	bool any; // a pair that is named needs no drop
	bool (*read)(struct desk *desk, unsigned classes, struct fault *fault);
	bool (*pair)(struct desk *desk, struct bytes one, struct bytes other, struct fault *fault);
	bool (*suggested)(struct desk *desk, const struct suggestion *one, struct fault *fault);
};
bool desk_command_join(struct front *front, const struct desk_joining *joining, struct fault *fault);

// One becomes two again, whose id is named; `block`: so that they are not proposed again.
typedef bool desk_part_function(struct desk *desk, struct bytes id, bool block, struct fault *fault);
bool desk_command_part(struct front *front, desk_part_function *part, struct fault *fault);

// An account and a sourcedId.
typedef bool desk_pair_function(struct desk *desk, struct bytes account, struct bytes user, struct fault *fault);
bool desk_command_pair(struct front *front, desk_pair_function *pair, struct fault *fault);
