// A drop that does not come, and days on which none is expected.
#pragma once

#include "cmd/report/desk.h"

// Makes the mail that is due, if one is: when a drop was missed, when it was for three and for seven days, and before a range of days without drops
// begins. Nothing else ever happens because of silence.
bool expect_take(struct desk *desk, struct fault *fault);
