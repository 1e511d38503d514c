// In which order drops go into the directory: by name, one after the other. A bulk drop does not wait for one that failed or is held; a delta waits
// until everything before it is settled: applied, rejected, or overtaken by a later bulk drop that was applied.
#pragma once

#include "pipeline/spool.h"

enum order { ORDER_GO, ORDER_WAIT, ORDER_OVERTAKEN };

// Whether it is this drop's turn with match or apply. ORDER_WAIT: *blocker is the drop that it waits for. ORDER_OVERTAKEN: a later one has been
// applied already (*blocker), and this one must never be.
bool order_of(int district, const char *drop, bool delta, enum order *order, char blocker[DROP_NAME_MAX + 1], struct fault *fault);

// Whether a drop was rejected or superseded: apply/failed/DROP has the file `rejected`, or still that of a hold.
bool order_is_rejected(int district, const char *drop);
