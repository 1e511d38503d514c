// The mail about all drops of a night.
#pragma once

#include "cmd/report/outcome.h"

// Makes the mail, which is named by the last of the drops; with the plan of each that is held, as far as all of them together are not too large.
bool digest_tell(const struct desk *desk, const struct outcome *outcomes, size_t count, struct fault *fault);
