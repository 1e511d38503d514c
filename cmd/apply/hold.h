// What holds a drop, and what lets it go.
#pragma once

#include "cmd/apply/apply.h"

// Why the drop is held: the codes that validate and match found, and `own`, which may be empty. *reason is empty when nothing holds it.
bool hold_reason(struct applier *applier, const char *own, char reason[HOLD_REASON], struct fault *fault);
// Whether a person released just this plan. One who released another is told so by `changed`: the drop is held again.
bool hold_released(struct applier *applier, bool *released, bool *changed, struct fault *fault);
// The plan, the summary and the file `held` in the job's directory.
bool hold_write(struct applier *applier, const char *reason, struct fault *fault);
// Leaves the words of the release in the receipt, if there was one.
bool hold_receipt(struct applier *applier, struct fault *fault);
