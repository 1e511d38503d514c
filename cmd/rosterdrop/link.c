// `link`, `unlink`, `block`, `unblock`: one pair at a time, or all that are ready in one act. What is proposed is match's; what is decided here is never
// overruled by it.
#include "cmd/rosterdrop/desk_command.h"

static bool
link_suggested(struct desk *desk, const struct suggestion *one, struct fault *fault)
{
	return desk_link(desk, one->account, one->user, fault);
}

bool
command_link(struct front *front, struct fault *fault)
{
	static const struct desk_joining joining = {
	    "name an account and a sourcedId, or --ready with or without --school", false,
	    desk_read, desk_link, link_suggested};
	return desk_command_join(front, &joining, fault);
}

bool
command_unlink(struct front *front, struct fault *fault)
{
	return desk_command_part(front, desk_unlink, fault);
}

bool
command_block(struct front *front, struct fault *fault)
{
	return desk_command_pair(front, desk_block, fault);
}

bool
command_unblock(struct front *front, struct fault *fault)
{
	return desk_command_pair(front, desk_unblock, fault);
}
