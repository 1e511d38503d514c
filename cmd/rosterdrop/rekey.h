// `release --rekey`: the drop goes back to match, which holds old against new, and is planned again.
#pragma once

#include "cmd/rosterdrop/decision.h"

// Sends a drop back to match as one whose source IDs were replaced, has it matched and planned, and says on standard output what came of it: then it is
// held with that plan, whatever it is.
bool rekey_plan(struct front *front, const struct drop *drop, const struct decision *decision, struct fault *fault);
// Takes that back: the drop waits for match as any other.
bool rekey_forget(struct front *front, const struct drop *drop, const struct decision *decision, struct fault *fault);
