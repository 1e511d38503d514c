// `plan` and `replay`, what if: apply's own dry run, the plan that apply has already left beside a drop, or a look back under another policy.
#include "cmd/rosterdrop/drop.h"
#include "cmd/rosterdrop/libexec.h"
#include "cmd/rosterdrop/show.h"

#include <stdio.h>
#include <unistd.h>

#include "pipeline/fs.h"
#include "pipeline/stage.h"

// Runs apply without effect, with settings in place of the file's.
static bool
dry_run(struct front *front, const struct drop *drop, struct fault *fault)
{
	int code;
	char what[100];
	snprintf(what, sizeof what, "apply made no plan of %s", drop->name);
	return libexec_plan(front, drop->district, drop->name, front->words + 1,
		   front->word_count - 1, &code, fault) &&
	       libexec_fault(code, what, fault);
}

// Plans a drop that waits for apply, and with settings also one that is held; shows the plan of one that apply has had.
static bool
plan(struct front *front, const struct drop *drop, bool with, struct fault *fault)
{
	char words[DROP_WORDS_MAX];
	struct drop_state state = drop_look(drop->dir, drop->name);
	bool held = state.stage == STAGE_APPLY && state.place == PLACE_HELD;
	if (drop_waits_for(&state) == STAGE_APPLY || (held && with))
		return dry_run(front, drop, fault);
	if (with)
		return fault_set(fault, FAULT_MISSING,
		    "%s neither waits for apply nor is held (%s)", drop->name,
		    drop_words(&state, words));
	if (state.stage == STAGE_APPLY)
		return show_table(front, drop, &state, "plan", fault);
	return fault_set(fault, FAULT_MISSING,
	    "there is no plan of %s, which never came to apply: it is at \"%s\"", drop->name,
	    drop_words(&state, words));
}

bool
command_plan(struct front *front, struct fault *fault)
{
	bool with = false;
	const struct option options[] = {{"--with", &with, NULL}, {NULL, NULL, NULL}};
	struct drop drop = {.dir = -1};
	if (!front_words(front, options, 1, 1 + STAGE_WITH_MAX, fault))
		return false;
	if (with != (front->word_count > 1))
		return front_usage(
		    front, with ? "a setting is missing behind --with" : "too many words", fault);
	bool good =
	    drop_find(front, front->words[0], &drop, fault) && plan(front, &drop, with, fault);
	drop_close(&drop);
	return good;
}

bool
command_replay(struct front *front, struct fault *fault)
{
	const char *policy = NULL;
	int code;
	const struct option options[] = {{"--policy", NULL, &policy}, {NULL, NULL, NULL}};
	if (!front_words(front, options, 1, 1, fault) || !front_conf(front, fault))
		return false;
	if (policy == NULL)
		return front_usage(front, "--policy is missing", fault);
	int fd = fs_open_given(policy, fault);
	if (fd < 0)
		return false;
	close(fd);
	return libexec_replay(front, front->words[0], policy, &code, fault) &&
	       libexec_fault(code, "apply could not look back", fault);
}
