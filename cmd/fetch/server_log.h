// What the SFTP server's log says of uploads: the lines of OpenSSH's internal-sftp at level INFO, as syslog keeps them. It helps, and is never the
// only sign: lines get lost.
#pragma once

#include "pipeline/fault.h"

enum server_word { SERVER_SILENT, SERVER_OPEN, SERVER_CLOSED, SERVER_CUT };

struct server_log {
	char *text; // the end of it; NULL: there is none
};

// Reads its last LIMIT_SERVER_LOG bytes. True with nothing when path is NULL; false when the file cannot be read.
bool server_log_read(struct server_log *log, const char *path, struct fault *fault);
// The last word on the upload of that name. With `user`, only sessions of that user count: then one log may serve all districts.
enum server_word server_log_says(const struct server_log *log, const char *name, const char *user);
void server_log_free(struct server_log *log);
