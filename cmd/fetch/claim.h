// Claims one upload: takes it over from the side that the district can write to. A rename would not do, because whoever has the file
// open goes on writing into it; so its bytes are copied to a file of ours while they are hashed, and what counts is that copy.
#pragma once

#include <stdint.h>
#include <sys/stat.h>

#include "cmd/fetch/intake.h"

enum claim { CLAIM_TAKEN, CLAIM_WAITS, CLAIM_LEFT, CLAIM_FAILED };

// A file of the inbox as the scan saw it.
struct upload {
	char name[256];
	struct stat status;
};

// Takes the upload if it may be taken and is at rest. Logs and counts what is left or waits. CLAIM_FAILED with a fault when the system
// failed; the upload is where it was.
enum claim claim_upload(
    struct intake *intake, int inbox, const struct upload *upload, struct fault *fault);
