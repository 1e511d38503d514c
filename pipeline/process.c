// LMDB believes what it reads. A page that is not what was written makes it abort, read where nothing is mapped, or write beyond what it allocated, and all
// that is left then is to say so. Nothing is lost: what is not committed does not count, and the drop waits where it was.
#include "pipeline/process.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "pipeline/db.h"
#include "pipeline/log.h"

enum { STACK_BYTES = 64 * 1024 }; // of the handler: the stack may be what has no room

// A page of a mapped file is not there, or holds what cannot be in it. The signal comes from reading that page, so the log is not in the middle of a line.
static void
on_damage(int number)
{
	(void)number;
	log_line("a file of the store, or of a drop, is damaged or was cut while it was read: "
		 "rosterdrop verify DISTRICT and show DROP --contents tell which; restore the "
		 "backup");
	_exit(EX_IOERR);
}

// A signal that damage raises and that bugs raise, too.
static void
on_crash(int number)
{
	if (db_is_open()) {
		log_line("signal %d while a store, or a drop's file, was open: a page of it is "
			 "damaged, or this is a bug; rosterdrop verify DISTRICT and show DROP "
			 "--contents tell which; restore the backup",
		    number);
		_exit(EX_IOERR);
	}
	log_line("signal %d: this is a bug of rosterdrop; please report it", number);
	_exit(EX_SOFTWARE);
}

// What is done at which signal. `first`: only where nobody else does something; a sanitizer knows more to say.
static const struct {
	int number;
	void (*handler)(int);
	bool first;
} signals[] = {
    {SIGPIPE, SIG_IGN, false},
    {SIGXFSZ, SIG_IGN, false}, // a write past RLIMIT_FSIZE fails with EFBIG instead
    {SIGBUS, on_damage, false},
    {SIGSEGV, on_crash, true},
    {SIGABRT, on_crash, true},
    {SIGFPE, on_crash, true},
    {SIGILL, on_crash, true},
};

void
process_guard(void)
{
	static char room[STACK_BYTES];
	const stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
	struct rlimit none = {0, 0};
	umask(027);
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0);
	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		const struct sigaction action = {
		    .sa_handler = signals[i].handler, .sa_flags = SA_ONSTACK | (int)SA_RESETHAND};
		struct sigaction was;
		if (!signals[i].first ||
		    (sigaction(signals[i].number, NULL, &was) == 0 && was.sa_handler == SIG_DFL))
			sigaction(signals[i].number, &action, NULL);
	}
}
