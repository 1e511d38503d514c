// SFTP: a client that trusts nothing the server says. The files that know libssh: sftp.c (the session), sftp_trust.c (host key and signing
// in), sftp_list.c (which files there are), sftp_copy.c (their bytes), sftp_move.c (where they go), and their sftp_internal.h.
//
// libssh's own timeout does not bound SFTP calls, so a pull runs in a child process (pipeline/child.h) that the parent kills at its deadline.
// The host key is pinned, no user or system configuration is read, no agent is asked, algorithms are named, TCP_NODELAY is set, and reads are
// pipelined; every short read is seen and the offset mended. A file is whole only when its bytes equal its size, and its size and time are
// the same after as before.
//
// The verbs begin with sftp_client_ because libssh exports sftp_open and sftp_close itself.
#pragma once

#include <stdint.h>

#include "pipeline/conf.h"
#include "pipeline/fault.h"

enum { SFTP_NAME_MAX = 255 };

struct sftp_file {
	char name[SFTP_NAME_MAX + 1]; // as the server said it; safe: no slash, no control character, no dot in front
	uint64_t size;		      // bytes
	uint64_t modified;	      // seconds since 1970, by the server's clock
};

struct sftp_client;

// Told of every step forward, with what comes next, so that the deadline of a step begins anew.
typedef void sftp_progress(void *context, const char *what);

// Connects and signs in by the district's section `sftp`, which must outlive the client. FAULT_HOST_KEY names both fingerprints;
// FAULT_CONFIG for key files and pinned keys; FAULT_DENIED when the server does not let us in; FAULT_TEMP for what may pass.
struct sftp_client *sftp_client_open(
    const struct district *district, sftp_progress *progress, void *context, struct fault *fault);
// Regular files of the folder whose names end in .zip (any case), sorted by time, then name; at most district->sftp.entries entries are looked at
// (more is FAULT_TEMP that names the limit). Unsafe names are counted in *unsafe and left. Where district->sftp.files names files, those of them
// that are there, and no folder is listed. The caller frees *files.
bool sftp_client_list(
    struct sftp_client *client, struct sftp_file **files, unsigned *count, unsigned *unsafe, struct fault *fault);
// Looks at one file of the folder again.
bool sftp_client_look(struct sftp_client *client, const char *name, struct sftp_file *file, struct fault *fault);
// Copies it to a file that is open for reading and writing, behind what that holds of it already, and gives the digest of all of it. At most
// `most` bytes (FAULT_DATA). FAULT_TEMP when it changed, was cut or does not fit its size; what came until then stays, all of it from
// the beginning on.
bool sftp_client_copy(struct sftp_client *client, const struct sftp_file *file, int out, uint64_t most, char sha256[65],
    struct fault *fault);
// Moves a file that is still what it was into the folder of the archive, under its time and name; makes the folder. FAULT_TEMP when it is
// another one now, or the server does not allow it.
bool sftp_client_archive(struct sftp_client *client, const struct sftp_file *file, struct fault *fault);
void sftp_client_close(struct sftp_client *client);
