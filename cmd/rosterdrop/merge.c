// `merge` and `unmerge`: two accounts of one person, one pair at a time or all that match is sure of in one act; and back.
#include "cmd/rosterdrop/desk_command.h"

static bool
merge_suggested(struct desk *desk, const struct suggestion *one, struct fault *fault)
{
	return desk_merge(desk, desk_linked(desk->hand, one->user, NULL), one->account, fault);
}

bool
command_merge(struct front *front, struct fault *fault)
{
	static const struct desk_joining joining = {
	    "name the account to keep and the other one, or --ready with or without --school", true,
	    desk_read_merges, desk_merge, merge_suggested};
	return desk_command_join(front, &joining, fault);
}

bool
command_unmerge(struct front *front, struct fault *fault)
{
	return desk_command_part(front, desk_unmerge, fault);
}
