// An error is a value. Every function that can fail gives false (or -1, or NULL) and fills in the fault that it was
// handed: its class, which decides what a stage does, and what was attempted on which file.
//
// A finding in the data is not a fault: it is a row of the report (pipeline/findings.h).
#pragma once

#include <stdbool.h>

enum fault_class {
	FAULT_NONE,
	FAULT_USAGE,   // 64: the command line
	FAULT_DATA,    // 65: the drop is refused
	FAULT_MISSING, // 66: no such district, drop, stage
	FAULT_BUG,     // 70: ours
	FAULT_IO,      // 74: the system failed; nothing advanced
	FAULT_TEMP,    // 75: try again later: lock held, host away, disk full
	FAULT_HOST_KEY, // 76: the server's key is not the pinned one
	FAULT_DENIED,  // 77: not permitted
	FAULT_CONFIG,  // 78: the configuration
};

struct fault {
	enum fault_class class;
	char text[1024];
};

// Fills in the fault; gives false, so that a function may `return fault_set(...)`.
bool fault_set(struct fault *fault, enum fault_class class, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// The same for a system call that failed: adds the reason of errno. ENOSPC, EDQUOT, EAGAIN, EMFILE and ENOMEM are
// FAULT_TEMP, everything else FAULT_IO.
bool fault_system(struct fault *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));

// The exit code of sysexits(3) for a class.
int fault_exit(enum fault_class class);
