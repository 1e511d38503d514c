// The stages are executables of their own, and the front door only starts them: a stage that crashes takes nobody with it, and what
// rosterdrop does can be done by hand. They are looked for beside rosterdrop, so that a tree that was built is as good as one
// that was installed.
#include "cmd/rosterdrop/libexec.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "pipeline/log.h"
#include "pipeline/stage.h"

// Where stages may lie, seen from the folder that holds rosterdrop: installed, then in the tree where it was built.
static const char *const places[] = {"../libexec/rosterdrop", "../libexec"};

// Finds a program in one folder.
static bool
is_there(char *path, size_t size, const char *folder, const char *below, const char *program)
{
	int used = snprintf(path, size, "%s/%s/%s", folder, below, program);
	return used > 0 && (size_t)used < size && access(path, X_OK) == 0;
}

// Finds a program.
static bool
find(char *path, size_t size, const char *program, struct fault *fault)
{
	char own[FS_PATH_MAX];
	const char *given = getenv("ROSTERDROP_LIBEXEC");
	if (given != NULL && given[0] != '\0')
		return is_there(path, size, given, ".", program) ||
		       fault_set(fault, FAULT_CONFIG, "there is no %s in ROSTERDROP_LIBEXEC=%.200s",
			   program, given);
	ssize_t used = readlink("/proc/self/exe", own, sizeof own - 1);
	if (used < 0)
		return fault_system(fault, "finding out where rosterdrop lies");
	own[used] = '\0';
	*strrchr(own, '/') = '\0';
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (is_there(path, size, own, places[i], program))
			return true;
	return fault_set(fault, FAULT_CONFIG, "there is no %s in %.200s/%s; is it installed?",
	    program, own, places[0]);
}

int
libexec_fork(struct fault *fault)
{
	pid_t parent = getpid(), process = fork();
	if (process < 0)
		fault_system(fault, "starting a process");
	if (process != 0)
		return process;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(EX_TEMPFAIL);
	return 0;
}

int
libexec_wait(int process)
{
	int status;
	while (waitpid(process, &status, 0) < 0)
		if (errno != EINTR)
			return EX_OSERR;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	log_line("process %d died by signal %d", process, WTERMSIG(status));
	return EX_SOFTWARE;
}

// Starts a program with these words, the first of which is its name, and waits for it.
static bool
start(const char *const *words, int *code, struct fault *fault)
{
	char path[FS_PATH_MAX];
	*code = EX_SOFTWARE;
	if (!find(path, sizeof path, words[0], fault))
		return false;
	fflush(stdout);
	int process = libexec_fork(fault);
	if (process == 0) {
		execv(path, (char *const *)(uintptr_t)words);
		log_line("%s cannot be executed: %s", path, strerror(errno));
		_exit(EX_SOFTWARE);
	}
	if (process < 0)
		return false;
	*code = libexec_wait(process);
	return true;
}

bool
libexec_run(const struct front *front, enum stage_id stage, bool dry_run, const char *district,
    const char *drop, int *code, struct fault *fault)
{
	const char *words[] = {stage_name(stage), "-c", front->conf->path, district, drop,
	    drop == NULL ? NULL
	    : dry_run    ? "--dry-run"
			 : NULL,
	    NULL};
	return start(words, code, fault);
}

bool
libexec_plan(const struct front *front, const char *district, const char *drop, char *const *with,
    int count, int *code, struct fault *fault)
{
	const char *words[8 + 2 * STAGE_WITH_MAX] = {
	    stage_name(STAGE_APPLY), "-c", front->conf->path, "--dry-run", district, drop};
	if (count > STAGE_WITH_MAX)
		return fault_set(fault, FAULT_USAGE, "at most %d settings", STAGE_WITH_MAX);
	for (int i = 0; i < count; i++) {
		words[6 + 2 * i] = "--with";
		words[7 + 2 * i] = with[i];
	}
	return start(words, code, fault);
}

bool
libexec_replay(const struct front *front, const char *district, const char *policy, int *code,
    struct fault *fault)
{
	const char *words[] = {
	    stage_name(STAGE_APPLY), "-c", front->conf->path, "--policy", policy, district, NULL};
	return start(words, code, fault);
}

bool
libexec_audit(const struct front *front, const char *district, const char *drop, const char *seed,
    bool json, int *code, struct fault *fault)
{
	const char *words[] = {stage_name(STAGE_MATCH), "-c", front->conf->path, "--audit", seed,
	    district, drop, json ? "--json" : NULL, NULL};
	return start(words, code, fault);
}

bool
libexec_fault(int code, const char *what, struct fault *fault)
{
	if (code == EX_OK)
		return true;
	for (int class = FAULT_USAGE; class <= FAULT_CONFIG; class ++)
		if (fault_exit((enum fault_class) class) == code)
			return fault_set(fault, (enum fault_class) class, "%s", what);
	return fault_set(fault, FAULT_BUG, "%s: it ended with %d", what, code);
}

bool
libexec_report(const struct front *front, const char *district, int *code, struct fault *fault)
{
	const char *words[] = {
	    "report", "-c", front->conf->path, district != NULL ? district : "--operators", NULL};
	return start(words, code, fault);
}
