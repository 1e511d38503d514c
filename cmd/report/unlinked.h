// Students of the SIS who are linked to no account.
#pragma once

#include "cmd/report/desk.h"

// Counts them in what match left of the last drop that it took; of one school, or of all when it is NULL. *known is false when there is no such drop.
bool unlinked_count(const struct desk *desk, const char *school, bool *known, uint64_t *count, struct fault *fault);
