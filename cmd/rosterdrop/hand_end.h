// For hand.c alone.
#pragma once

#include "cmd/rosterdrop/hand.h"

// The plan, and what makes it true: one act of the store, between the two steps on the platform's usernames.
bool hand_end(struct hand *hand, struct fault *fault);
