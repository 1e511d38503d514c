// What a district may take of what all share: drops in a run and in a day, its share of the file system; and what all together leave free.
#pragma once

#include "cmd/fetch/intake.h"

// Why an upload or a server's file of that many bytes has to wait; WHY_NONE when it need not. A file system that is full for everybody is kept as the
// run's fault, once.
enum why allowance_refuses(struct intake *intake, uint64_t size);
// The fault of a full file system.
void allowance_full(const struct intake *intake, struct fault *fault);
