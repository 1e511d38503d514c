// Runs a function in a child process that is killed when it takes too long: for work that waits for somebody else, in a library whose
// own time limits do not hold. The deadlines are kept by the parent, by the monotonic clock: one for each step, which begins anew
// whenever the child says so, and one for all. Nothing of the child outlives the call, and the child does not outlive its parent.
#pragma once

#include <stddef.h>

#include "pipeline/fault.h"

enum { CHILD_MESSAGE_MAX = 4096 };

struct child; // the child's end of the pipe

struct child_task {
	// Runs in the child, with a copy of the parent's memory and all its open files.
	bool (*work)(struct child *child, void *context, struct fault *fault);
	// Runs in the parent for each message that the child sends, in order; false with a fault ends the child. May be NULL when none is sent.
	bool (*receive)(void *context, const void *message, size_t size, struct fault *fault);
	void *context;
	unsigned step_seconds, total_seconds;
};

// True when the child's work was true and every message was received. Else the fault is the child's own, or the receiver's, or
// FAULT_TEMP when a deadline killed it (the text names the step), or FAULT_IO when it met a damaged file (pipeline/process.h), or
// FAULT_BUG when it died by itself otherwise.
bool child_run(const struct child_task *task, struct fault *fault);

// In the child. Says what is done next (at most 100 bytes of it), and starts the deadline of a step.
void child_step(struct child *child, const char *what);
// In the child. Hands the parent a message of at most CHILD_MESSAGE_MAX bytes.
bool child_send(struct child *child, const void *message, size_t size, struct fault *fault);
