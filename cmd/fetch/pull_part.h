// What the two sides of a pull share: the child speaks with the server (pull_child.c), the parent never does (pull.c).
#pragma once

#include "cmd/fetch/intake.h"
#include "cmd/fetch/partial.h"
#include "pipeline/child.h"
#include "pipeline/sftp.h"

// What the child tells the parent: a file that lies complete in fetch/partial/NAME, or one that met a fault.
struct report {
	char name[PARTIAL_NAME_MAX + 1];
	char sha256[DIGEST_HEX];
	struct sftp_file file;
	struct fault fault; // class FAULT_NONE for a complete one
};

struct pull {
	struct intake *intake;
	int partials; // fetch/partial
	int published[2]; // a pipe: the parent writes a byte for each drop that it made
};

// What is known of a server's file.
bool pull_describe(const struct intake *intake, const struct sftp_file *file, struct origin *origin, struct fault *fault);

// The child's work; the context is the struct pull.
bool pull_work(struct child *child, void *context, struct fault *fault);
