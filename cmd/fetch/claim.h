// Claims one upload: takes it over from the side that the district can write to. A rename would not do, because whoever has the file
// open goes on writing into it; so its bytes are copied to a file of ours while they are hashed, and what counts is that copy.
#pragma once

#include "cmd/fetch/upload.h"

// What stands beside the zips of an inbox, for the first of them that is taken.
struct beside {
	const struct upload *guardians; // guardians.csv; NULL when there is none, or it was taken
};

// Takes the upload if it may be taken and is whole; gives it up if it was not for too long. Tells of what is left or waits. False and a fault
// when the system failed; the upload is where it was.
bool claim_upload(struct intake *intake, int inbox, const struct upload *upload, struct beside *beside,
    struct fault *fault);
