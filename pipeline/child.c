// A frame on the pipe is a kind, a size and that many bytes. The parent only waits in poll(2), so whatever the child does, or does not do, the
// deadlines hold; and it reads into a buffer of its own, so a child that stops in the middle of a frame holds nobody up.
#include "pipeline/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "pipeline/clock.h"

enum frame_kind { FRAME_STEP, FRAME_MESSAGE, FRAME_DONE, FRAME_FAULT };
enum { STEP_TEXT_MAX = 101, BUFFER_SIZE = 4 * CHILD_MESSAGE_MAX };

struct frame {
	uint32_t kind, size;
};

struct child {
	int out;
};

// The parent's side.
struct watch {
	const struct child_task *task;
	pid_t pid;
	int in;
	uint64_t step_end, total_end; // ms of the monotonic clock
	char step[STEP_TEXT_MAX];
	bool ended; // the child's verdict came
	bool verdict; // what it was
	size_t filled;
	char buffer[BUFFER_SIZE];
};

// Writes all of it; false when nobody reads.
static bool
write_all(int fd, const void *data, size_t size)
{
	const char *from = data;
	while (size > 0) {
		ssize_t written = write(fd, from, size);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		from += written;
		size -= (size_t)written;
	}
	return true;
}

// Sends one frame, in one write so that the parent wakes once.
static bool
frame_send(struct child *child, enum frame_kind kind, const void *data, size_t size)
{
	char frame[sizeof(struct frame) + CHILD_MESSAGE_MAX];
	struct frame head = {(uint32_t)kind, (uint32_t)size};
	memcpy(frame, &head, sizeof head);
	if (size > 0)
		memcpy(frame + sizeof head, data, size);
	return write_all(child->out, frame, sizeof head + size);
}

void
child_step(struct child *child, const char *what)
{
	frame_send(child, FRAME_STEP, what, strnlen(what, STEP_TEXT_MAX - 1));
}

bool
child_send(struct child *child, const void *message, size_t size, struct fault *fault)
{
	if (size > CHILD_MESSAGE_MAX)
		return fault_set(fault, FAULT_BUG, "a message of %zu bytes to the parent", size);
	return frame_send(child, FRAME_MESSAGE, message, size) ||
	       fault_system(fault, "telling the parent");
}

// The whole life of the child. It leaves by _exit, so nothing of the parent's is flushed or undone twice.
static _Noreturn void
child_live(const struct child_task *task, int out, pid_t parent)
{
	struct child child = {out};
	struct fault fault = {0};
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	signal(SIGPIPE, SIG_IGN);
	if (task->work(&child, task->context, &fault))
		frame_send(&child, FRAME_DONE, NULL, 0);
	else
		frame_send(&child, FRAME_FAULT, &fault, sizeof fault);
	_exit(0);
}

static void
step_begin(struct watch *watch)
{
	watch->step_end = clock_monotonic_ms() + (uint64_t)watch->task->step_seconds * 1000;
}

// Does what one frame says. False and a fault when the child is not to go on.
static bool
frame_take(struct watch *watch, struct frame head, const char *data, struct fault *fault)
{
	bool good = true;
	if (head.kind == FRAME_STEP && head.size < STEP_TEXT_MAX) {
		memcpy(watch->step, data, head.size);
		watch->step[head.size] = '\0';
	} else if (head.kind == FRAME_MESSAGE && watch->task->receive != NULL) {
		good = watch->task->receive(watch->task->context, data, head.size, fault);
	} else if (head.kind == FRAME_FAULT && head.size == sizeof *fault) {
		memcpy(fault, data, sizeof *fault);
		fault->text[sizeof fault->text - 1] = '\0';
		watch->ended = true;
	} else if (head.kind == FRAME_DONE) {
		watch->ended = watch->verdict = true;
	} else {
		good = fault_set(fault, FAULT_BUG, "a child sent what it should not");
	}
	step_begin(watch);
	return good;
}

// Takes the whole frames out of the buffer.
static bool
buffer_take(struct watch *watch, struct fault *fault)
{
	struct frame head;
	size_t at = 0;
	bool good = true;
	while (good && !watch->ended && watch->filled - at >= sizeof head) {
		memcpy(&head, watch->buffer + at, sizeof head);
		if (head.size > CHILD_MESSAGE_MAX)
			return fault_set(fault, FAULT_BUG, "a child sent what it should not");
		if (watch->filled - at < sizeof head + head.size)
			break;
		good = frame_take(watch, head, watch->buffer + at + sizeof head, fault);
		at += sizeof head + head.size;
	}
	memmove(watch->buffer, watch->buffer + at, watch->filled - at);
	watch->filled -= at;
	return good;
}

// Waits for more from the child, until the nearer of the deadlines. What it said before a step's deadline counts, also when we come to read it later: it may be
// us who did not get the processor. False and FAULT_TEMP when one passes.
static bool
watch_wait(struct watch *watch, struct fault *fault)
{
	for (;;) {
		uint64_t now = clock_monotonic_ms();
		bool total = watch->total_end < watch->step_end;
		uint64_t end = total ? watch->total_end : watch->step_end;
		bool past = now >= end;
		struct pollfd wait = {.fd = watch->in, .events = POLLIN};
		uint64_t ms = past ? 0 : end - now < 60000 ? end - now : 60000;
		int ready = poll(&wait, 1, (int)ms);
		if (ready > 0 && !(past && total))
			return true;
		if (ready < 0 && errno != EINTR)
			return fault_system(fault, "waiting for a child");
		if (past)
			return fault_set(fault, FAULT_TEMP, "%s: no end within %u seconds%s",
			    watch->step,
			    total ? watch->task->total_seconds : watch->task->step_seconds,
			    total ? " in all" : "");
	}
}

// Follows the child to its verdict.
static bool
watch_follow(struct watch *watch, struct fault *fault)
{
	while (!watch->ended) {
		if (!watch_wait(watch, fault))
			return false;
		ssize_t got =
		    read(watch->in, watch->buffer + watch->filled, BUFFER_SIZE - watch->filled);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fault_system(fault, "hearing a child");
		if (got == 0)
			return fault_set(fault, FAULT_BUG, "%s: the child died", watch->step);
		watch->filled += (size_t)got;
		if (!buffer_take(watch, fault))
			return false;
	}
	return watch->verdict;
}

// Ends the child, whatever it is at, and waits for it. Tells by which signal it died when that was not this one; of a damaged file it has told itself.
static void
child_end(struct watch *watch, struct fault *fault)
{
	int status = 0;
	kill(watch->pid, SIGKILL);
	while (waitpid(watch->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (!watch->ended && WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		fault_set(fault, FAULT_BUG, "%s: the child died by signal %d", watch->step,
		    WTERMSIG(status));
	if (!watch->ended && WIFEXITED(status) && WEXITSTATUS(status) == EX_IOERR)
		fault_set(fault, FAULT_IO, "%s: a damaged file ended it", watch->step);
}

bool
child_run(const struct child_task *task, struct fault *fault)
{
	int ends[2];
	pid_t parent = getpid();
	struct watch *watch = calloc(1, sizeof *watch);
	if (watch == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory for a child");
	*watch = (struct watch){.task = task, .step = "starting"};
	bool good = pipe2(ends, O_CLOEXEC) == 0 || fault_system(fault, "making a pipe");
	if (!good)
		goto done;
	watch->pid = fork();
	if (watch->pid == 0) {
		close(ends[0]);
		child_live(task, ends[1], parent);
	}
	close(ends[1]);
	watch->in = ends[0];
	good = watch->pid > 0 || fault_system(fault, "starting a child");
	if (good) {
		watch->total_end = clock_monotonic_ms() + (uint64_t)task->total_seconds * 1000;
		step_begin(watch);
		good = watch_follow(watch, fault);
		child_end(watch, fault);
	}
	close(ends[0]);
done:
	free(watch);
	return good;
}
