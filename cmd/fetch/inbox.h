// The inbox of a district: which uploads there are, in the order in which they came.
#pragma once

#include "cmd/fetch/intake.h"

// Takes every upload that may be taken. False and a fault when the inbox could not be read to its end (FAULT_TEMP when it holds more
// than inbox.entries); what one upload met is kept by intake_fault.
bool inbox_take(struct intake *intake, struct fault *fault);
