// The lines, each behind `internal-sftp[PID]: `:
//
//	session opened for local user NAME from [ADDRESS]
//	open "/inbox/a.zip" flags WRITE,CREATE,TRUNCATE mode 0644
//	close "/inbox/a.zip" bytes read 0 written 4711
//	forced close "/inbox/a.zip" bytes read 0 written 4000
//	rename old "/inbox/a.part" new "/inbox/a.zip"
//
// Paths are those inside the chroot, so only the last part of one is compared.
#include "cmd/fetch/server_log.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/limits.h"

enum { SESSIONS = 512 };

// What a line says of the path behind it. How to add one: a line; what is part of another stands above it.
static const struct {
	const char *begin, *needs; // needs: what must follow on the line; NULL: nothing
	enum server_word word;
} verbs[] = {
    {"forced close \"", NULL, SERVER_CUT},
    {"close \"", NULL, SERVER_CLOSED},
    {"open \"", "WRITE", SERVER_OPEN},
    {"\" new \"", NULL, SERVER_CLOSED},
    {"remove name \"", NULL, SERVER_SILENT},
};
enum { VERBS = sizeof verbs / sizeof verbs[0] };

// Which processes of the server were sessions of the user, as far as the log was read.
struct sessions {
	const char *user;
	unsigned long pid[SESSIONS];
	unsigned next;
};

bool
server_log_read(struct server_log *log, const char *path, struct fault *fault)
{
	struct stat status;
	log->text = NULL;
	if (path == NULL)
		return true;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &status) != 0) {
		fault_system(fault, "reading inbox.server_log %s", path);
		if (fd >= 0)
			close(fd);
		return false;
	}
	uint64_t size = status.st_size > 0 ? (uint64_t)status.st_size : 0;
	uint64_t from = size > LIMIT_SERVER_LOG ? size - LIMIT_SERVER_LOG : 0;
	ssize_t got = -1;
	if ((log->text = malloc((size_t)(size - from) + 1)) == NULL)
		fault_set(fault, FAULT_TEMP, "out of memory reading inbox.server_log");
	else if ((got = pread(fd, log->text, (size_t)(size - from), (off_t)from)) < 0)
		fault_system(fault, "reading inbox.server_log %s", path);
	else
		log->text[got] = '\0';
	close(fd);
	if (got < 0)
		server_log_free(log);
	return got >= 0;
}

void
server_log_free(struct server_log *log)
{
	free(log->text);
	log->text = NULL;
}

// Whether the quoted path that begins here ends in /NAME or is NAME.
static bool
path_is(const char *path, const char *name)
{
	const char *end = strchr(path, '"');
	size_t size = strlen(name);
	if (end == NULL || (size_t)(end - path) < size || strncmp(end - size, name, size) != 0)
		return false;
	return end - size == path || end[-(ptrdiff_t)size - 1] == '/';
}

// Keeps in mind whose session a line is. True when the line counts.
static bool
is_ours(struct sessions *sessions, const char *line)
{
	static const char opened[] = "session opened for local user ";
	const char *process = strstr(line, "sftp[");
	if (process == NULL)
		process = strstr(line, "sftp-server[");
	if (sessions->user == NULL || process == NULL)
		return true;
	unsigned long pid = strtoul(strchr(process, '[') + 1, NULL, 10);
	const char *user = strstr(process, opened);
	size_t size = strlen(sessions->user);
	for (unsigned i = 0; i < SESSIONS; i++)
		if (sessions->pid[i] == pid && user == NULL)
			return true;
		else if (sessions->pid[i] == pid)
			sessions->pid[i] = 0;
	if (user != NULL && strncmp(user + sizeof opened - 1, sessions->user, size) == 0 &&
	    user[sizeof opened - 1 + size] == ' ')
		sessions->pid[sessions->next++ % SESSIONS] = pid;
	return false;
}

// What one line says of the name; the word before it when it says nothing.
static enum server_word
line_says(const char *line, const char *name, enum server_word word)
{
	const char *moved = strstr(line, "rename old \"");
	if (moved != NULL && path_is(strchr(moved, '"') + 1, name))
		word = SERVER_SILENT;
	for (unsigned i = 0; i < VERBS; i++) {
		const char *found = strstr(line, verbs[i].begin);
		if (found == NULL)
			continue;
		const char *path = found + strlen(verbs[i].begin);
		if (path_is(path, name) &&
		    (verbs[i].needs == NULL || strstr(path, verbs[i].needs) != NULL))
			word = verbs[i].word;
		break;
	}
	return word;
}

enum server_word
server_log_says(const struct server_log *log, const char *name, const char *user)
{
	struct sessions sessions = {.user = user, .next = 0};
	enum server_word word = SERVER_SILENT;
	char line[2048];
	const char *rest = log->text;
	if (strchr(name, '"') != NULL)
		return SERVER_SILENT;
	while (rest != NULL && *rest != '\0') {
		size_t size = strcspn(rest, "\n");
		snprintf(line, sizeof line, "%.*s", size < sizeof line ? (int)size : 0, rest);
		if (is_ours(&sessions, line))
			word = line_says(line, name, word);
		rest += size + (rest[size] == '\n');
	}
	return word;
}
