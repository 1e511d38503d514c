// Runs a command and says what it cost: one line "user system wall rss anonymous", seconds and KiB.
//
//   measure RESULT COMMAND [ARGUMENT...]
//
// RESULT is the file that the line is added to. User and system time are of the command and all it
// waited for. Anonymous memory is what counts for a program that maps files: RssAnon of
// /proc/PID/status, looked at every few milliseconds. The exit code is the command's.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SAMPLE_NS = 4000000 };

// Ends with the reason: nothing was measured.
static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	exit(74);
}

static double
seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double
seconds_of(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

// The anonymous memory of a process now, in KiB; 0 when it is gone.
static long
anonymous_of(pid_t pid)
{
	static const char key[] = "RssAnon:";
	char path[64], line[256];
	long kib = 0;
	FILE *status;

	snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
	status = fopen(path, "re");
	if (!status)
		return 0;
	while (fgets(line, sizeof line, status))
		if (strncmp(line, key, sizeof key - 1) == 0)
			kib = strtol(line + sizeof key - 1, NULL, 10);
	fclose(status);
	return kib;
}

static pid_t
start(char **argv)
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (pid == 0) {
		execvp(argv[0], argv);
		fprintf(stderr, "measure: %s: %s\n", argv[0], strerror(errno));
		_exit(127);
	}
	return pid;
}

int
main(int argc, char **argv)
{
	const struct timespec pause = {0, SAMPLE_NS};
	double began = seconds_now();
	long most = 0;
	struct rusage usage;
	int status;
	FILE *result;
	pid_t pid;

	if (argc < 3) {
		fputs("usage: measure RESULT COMMAND [ARGUMENT...]\n", stderr);
		return 64;
	}
	pid = start(argv + 2);
	for (;;) {
		pid_t ended = wait4(pid, &status, WNOHANG, &usage);
		long kib;
		if (ended < 0)
			die("wait4");
		if (ended == pid)
			break;
		kib = anonymous_of(pid);
		most = kib > most ? kib : most;
		nanosleep(&pause, NULL);
	}
	result = fopen(argv[1], "ae");
	if (!result ||
	    fprintf(result, "%.6f %.6f %.6f %ld %ld\n", seconds_of(usage.ru_utime),
		seconds_of(usage.ru_stime), seconds_now() - began, usage.ru_maxrss, most) < 0 ||
	    fclose(result) != 0)
		die(argv[1]);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
