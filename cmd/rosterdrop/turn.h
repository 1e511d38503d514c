// A district's turn: everything that waits in it through the stages, and what came of it as one exit code.
#pragma once

#include "cmd/rosterdrop/front.h"

// Takes a district's turn to its end; gives the exit code. What happened goes to the log.
int turn_take(const struct front *front, const char *district);

// The worse of two exit codes.
int turn_worse(int a, int b);
