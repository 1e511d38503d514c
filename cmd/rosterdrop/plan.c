// `plan`: apply's own dry run, or the plan that apply has already left beside the drop.
#include "cmd/rosterdrop/drop.h"
#include "cmd/rosterdrop/libexec.h"
#include "cmd/rosterdrop/show.h"

#include <sysexits.h>

// Runs apply without effect. Its exit code becomes the fault's class; apply has said why.
static bool
dry_run(struct front *front, const struct drop *drop, struct fault *fault)
{
	int code;
	if (!libexec_run(front, STAGE_APPLY, true, drop->district, drop->name, &code, fault))
		return false;
	if (code == EX_OK)
		return true;
	for (int class = FAULT_USAGE; class <= FAULT_CONFIG; class ++)
		if (fault_exit((enum fault_class) class) == code)
			return fault_set(fault, (enum fault_class) class,
			    "apply made no plan of %s", drop->name);
	return fault_set(fault, FAULT_BUG, "apply ended with %d", code);
}

// Plans a drop that waits for apply; shows the plan of one that apply has had.
static bool
plan(struct front *front, const struct drop *drop, struct fault *fault)
{
	char words[DROP_WORDS_MAX];
	struct drop_state state = drop_look(drop->dir, drop->name);
	if (drop_waits_for(&state) == STAGE_APPLY)
		return dry_run(front, drop, fault);
	if (state.stage == STAGE_APPLY)
		return show_table(front, drop, &state, "plan", fault);
	return fault_set(fault, FAULT_MISSING,
	    "there is no plan of %s, which never came to apply: it is at \"%s\"", drop->name,
	    drop_words(&state, words));
}

bool
command_plan(struct front *front, struct fault *fault)
{
	struct drop drop = {.dir = -1};
	bool good = front_words(front, NULL, 1, 1, fault) &&
		    drop_find(front, front->words[0], &drop, fault) && plan(front, &drop, fault);
	drop_close(&drop);
	return good;
}
