// What the files for libssh share. Nobody else includes this: libssh's types end here.
#pragma once

#include <libssh/libssh.h>
#include <libssh/sftp.h>

#include "pipeline/sftp.h"

// Channels for a large file: libssh gives each a fixed receive window, so one alone is slow when the server is far away. A server refuses what
// it does not allow.
enum { SFTP_LANES = 4, SFTP_PATH_MAX = 2048 };

// Of servers' keys and ours, in order of preference.
#define SFTP_KEY_TYPES \
	"ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-512,rsa-sha2-256"

struct sftp_client {
	ssh_session session;
	sftp_session lane[SFTP_LANES];
	unsigned lanes;
	const struct district *district;
	sftp_progress *progress;
	void *context;
};

// Says that a step begins.
void sftp_client_step(struct sftp_client *client, const char *what);
// A fault with what libssh says of the session. Gives false.
bool sftp_client_fault(
    struct sftp_client *client, enum fault_class class, const char *what, struct fault *fault);
// Opens another channel; false when there are enough, or the server allows no more.
bool sftp_client_widen(struct sftp_client *client);

// sftp_trust.c: asks for the kinds of key that are pinned; holds the server's key against them; signs in.
bool sftp_client_prefer_pinned(struct sftp_client *client, struct fault *fault);
bool sftp_client_check_host_key(struct sftp_client *client, struct fault *fault);
bool sftp_client_sign_in(struct sftp_client *client, struct fault *fault);

// sftp_list.c: the folder (name NULL), or a file in it, as a path of the server; a fault of one file with what the server said of it.
bool sftp_client_path(
    const struct sftp_client *client, const char *name, char path[SFTP_PATH_MAX], struct fault *fault);
bool sftp_client_file_fault(
    struct sftp_client *client, const char *what, const char *name, struct fault *fault);
