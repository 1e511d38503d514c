// A file of the inbox: as the scan saw it, and as it is when it is opened. Nothing of it is trusted but what the kernel says of the inode.
#pragma once

#include <sys/stat.h>

#include "cmd/fetch/intake.h"

struct upload {
	char name[256];
	struct stat status;
};

// Why it may never be taken as it is; WHY_NONE when it may. It is not opened for that.
enum why upload_refusal(const struct intake *intake, const struct upload *upload);

// Why it has to wait without being looked into: it was changed too lately. WHY_NONE when it has not.
enum why upload_restless(const struct intake *intake, const struct upload *upload);

// Opens it if it is still what the scan saw, and nobody has it open for writing. -1 and the reason otherwise. The descriptor holds a lease:
// who opens the file for writing waits until it is closed. *busy is whether somebody writes, or the server's log or the zip's
// own end says that it is not whole: WHY_NONE when it is whole.
int upload_open(struct intake *intake, int inbox, const struct upload *upload, enum why *why, enum why *busy);

// Whether nothing at all happened to it since the scan.
bool upload_unchanged(int fd, const struct upload *upload);

// Whether it has been waiting for longer than the district's patience.
bool upload_is_late(const struct intake *intake, const struct upload *upload);

// Tells why it is not taken, if that is news, and counts it.
void upload_say(struct intake *intake, enum why why, const struct upload *upload);

// Takes it out of the inbox, if it is still that file: into fetch/taken as DROP.ENDING, or for good.
bool upload_put_aside(struct intake *intake, int inbox, const struct upload *upload, const char *drop,
    const char *ending, struct fault *fault);
// Removes what has lain in fetch/taken for longer than inbox.keep.
bool upload_expire(struct intake *intake, struct fault *fault);
