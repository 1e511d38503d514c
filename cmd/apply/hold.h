// What holds a drop, and what lets it go.
#pragma once

#include "cmd/apply/apply.h"

// Why the drop is held: the codes that validate and match found, and `own`, which may be empty. *reason is empty when nothing holds it.
bool hold_reason(struct applier *applier, const char *own, char reason[HOLD_REASON], struct fault *fault);
// The codes that validate, normalise and match found of a drop, added to `reason`: in a dry run under other checks, those that hold it under these. In a dry run it is
// no fault when a stage has nothing of the drop any more.
bool hold_findings(const struct job *job, const char *drop, char reason[HOLD_REASON], struct fault *fault);
// What a release says of the plan as it is now.
enum release_state {
	RELEASE_NONE,	    // nobody released the drop
	RELEASE_GOES,	    // a person released just this plan
	RELEASE_OTHER_PLAN, // another one
	RELEASE_OTHERWISE,  // this one, under other settings than those of now
	RELEASE_OVER,	    // this one, but the time that the release was for is over
	RELEASE_NARROW,	    // this one, but not everything that holds it
};
// A release that does not let the plan go is used up: the drop is held again. `holds` are the names of what holds it, joined by blanks.
bool hold_released(struct applier *applier, const char *holds, enum release_state *state, struct fault *fault);
// The plan, the summary and the files `held` and `settings` in the job's directory.
bool hold_write(struct applier *applier, const char *reason, struct fault *fault);
// Leaves the words of the release in the receipt, if there was one.
bool hold_receipt(struct applier *applier, struct fault *fault);
