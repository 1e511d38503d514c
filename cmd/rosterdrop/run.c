// `run`: districts side by side, each in a worker of its own, so that what one meets delays and damages no other.
#include "cmd/rosterdrop/front.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "cmd/rosterdrop/libexec.h"
#include "cmd/rosterdrop/turn.h"
#include "pipeline/log.h"

enum { JOBS_MAX = 256 };

// The workers of one run.
struct crew {
	const struct front *front;
	char *const *districts;
	size_t count, next; // districts, and the first of them that nobody has taken
	unsigned working, jobs;
	int code; // the worst so far
};

// Starts a worker for the next district.
static bool
start_worker(struct crew *crew, struct fault *fault)
{
	const char *district = crew->districts[crew->next];
	int process = libexec_fork(fault);
	if (process == 0)
		_exit(turn_take(crew->front, district));
	if (process < 0)
		return false;
	crew->next++;
	crew->working++;
	return true;
}

// Waits for any worker to end.
static bool
end_worker(struct crew *crew, struct fault *fault)
{
	int status;
	pid_t process = wait(&status);
	if (process < 0)
		return errno == EINTR || fault_system(fault, "waiting for a worker");
	crew->working--;
	if (WIFSIGNALED(status))
		log_line("a district's worker died by signal %d", WTERMSIG(status));
	crew->code = turn_worse(crew->code, WIFEXITED(status) ? WEXITSTATUS(status) : EX_SOFTWARE);
	return true;
}

// Has all districts worked on, at most `jobs` at once. A fault ends nobody's turn: those that work are waited for.
static bool
crew_work(struct crew *crew, struct fault *fault)
{
	bool good = true;
	struct fault late;
	while ((good && crew->next < crew->count) || crew->working > 0) {
		if (good && crew->next < crew->count && crew->working < crew->jobs)
			good = start_worker(crew, fault);
		else if (!end_worker(crew, good ? fault : &late))
			return false;
	}
	return good;
}

// The fault that stands for an exit code.
static bool
fault_of_code(int code, struct fault *fault)
{
	if (code == EX_OK)
		return true;
	if (code == EX_DATAERR)
		return fault_set(
		    fault, FAULT_DATA, "a drop was refused; rosterdrop status says which");
	for (int class = FAULT_NONE; class <= FAULT_CONFIG; class ++)
		if (fault_exit((enum fault_class) class) == code)
			return fault_set(fault, (enum fault_class) class,
			    "not all districts came to their end; the lines above say why");
	return fault_set(fault, FAULT_BUG, "a worker ended with %d", code);
}

// The number behind -j.
static bool
parse_jobs(const struct front *front, const char *text, unsigned *jobs, struct fault *fault)
{
	char *end;
	if (text == NULL) {
		*jobs = front->conf->jobs;
		return true;
	}
	unsigned long number = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || number < 1 || number > JOBS_MAX)
		return front_usage(front, "-j takes a number from 1 to 256", fault);
	*jobs = (unsigned)number;
	return true;
}

// Every named district must be there before anything begins.
static bool
check_districts(const struct crew *crew, struct fault *fault)
{
	for (size_t i = 0; i < crew->count; i++) {
		int dir = spool_open(crew->front->conf, crew->districts[i], fault);
		if (dir < 0)
			return false;
		close(dir);
	}
	return true;
}

// Tells those who run the installation what stopped, and leaves the sign of life. As with the districts' mails, what becomes of it does not
// change how the run ends.
static void
tell_operators(const struct front *front)
{
	struct fault fault = {FAULT_NONE, ""};
	int code = EX_OK;
	if (!libexec_report(front, NULL, &code, &fault))
		log_line("%s", fault.text);
	else if (code != EX_OK)
		log_line("report ended with %d", code);
}

bool
command_run(struct front *front, struct fault *fault)
{
	const char *jobs = NULL;
	const struct option options[] = {{"-j", NULL, &jobs}, {NULL, NULL, NULL}};
	struct crew crew = {.front = front, .code = EX_OK};
	struct fs_names all = {NULL, 0};
	if (!front_words(front, options, 0, INT_MAX, fault) || !front_conf(front, fault) ||
	    !parse_jobs(front, jobs, &crew.jobs, fault))
		return false;
	bool good = front->word_count > 0 || spool_districts(front->conf, &all, fault);
	crew.districts = front->word_count > 0 ? front->words : all.name;
	crew.count = front->word_count > 0 ? (size_t)front->word_count : all.count;
	if (good && crew.count == 0)
		log_line("there is no district in %s", front->conf->spool);
	good = good && (front->word_count == 0 || check_districts(&crew, fault)) &&
	       crew_work(&crew, fault);
	if (front->word_count == 0)
		tell_operators(front);
	good = good && fault_of_code(crew.code, fault);
	fs_names_free(&all);
	return good;
}
