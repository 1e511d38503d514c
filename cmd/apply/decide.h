// What becomes of a drop.
#pragma once

#include "cmd/apply/apply.h"

enum verdict {
	VERDICT_APPLY,
	VERDICT_PART, // all but the removals, which a guard holds
	VERDICT_RECEIPT, // was applied, and a crash came before the receipt
	VERDICT_SAME,
	VERDICT_SETUP,
	VERDICT_HOLD,
	VERDICT_STALE
};

// Leaves in the applier what carrying it out needs: the reason of a hold, the size of the plan, who waits with the removals. FAULT_DATA: the drop is refused.
bool decide(struct applier *applier, enum verdict *verdict, struct fault *fault);
