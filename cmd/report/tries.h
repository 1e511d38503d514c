// The attempts to send a mail: files try.1, try.2 … in its directory, each written once, so that a crash can spoil none that counts. In one:
//
//   rosterdrop-try 1
//   at 2026-11-21T02:03:04Z
//   answer 451 the server answered 451 to the message
//   250 it@oak.example          took it; needs it no more
//   550 old@oak.example         refused it for good
//
// A recipient whose number is neither 2xx nor 5xx is asked again. The file `made` says when the mail was made, as in the line `at`.
#pragma once

#include "pipeline/fs.h"
#include "pipeline/mail.h"

struct tries {
	unsigned count;
	time_t next;			   // not before; 0: at once
	time_t made;			   // 0: not known, as of mails of older versions
	struct mail_recipient *recipients; // all of them; answer: 2xx or 5xx when that is settled, else 0
	size_t recipient_count;
	char *text; // that the addresses lie in
};

// Reads a mail's recipients and attempts; tries_free in any case.
bool tries_read(int mail, struct tries *tries, struct fault *fault);
void tries_free(struct tries *tries);
// Notes in a new mail when it was made.
bool tries_begin(int mail, time_t now, struct fault *fault);
size_t tries_open(const struct tries *tries); // recipients that are not settled
// Writes the next attempt. `asked` are those that were asked.
bool tries_write(int mail, const struct tries *tries, time_t now, const struct mail_recipient *asked, size_t count,
    const struct mail_result *result, struct fault *fault);
