// Kills what it is loaded into at one of the calls that change a file or make it durable. Each program's are counted, however often a command starts it, in a
// file that $DIE_IN names, and not by a clock: the same command over the same directory dies at the same place on a busy machine, too. The file (struct
// deaths, numbers in the machine's order) says at which call of which program, and has afterwards how many there were, and where it died.
//
// To die between two calls is to die at the later one, which then never happens; a write may happen by half. How to add a call: a function below; a
// program: its name.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *const programs[] = {
    "rosterdrop", "fetch", "validate", "normalise", "match", "apply", "report"};
enum { PROGRAMS = sizeof programs / sizeof *programs };

// A write is half done; only the process dies, and not all that the command started.
enum how { HOW_HALF = 1, HOW_ALONE = 2 };

struct deaths {
	uint64_t calls[PROGRAMS]; // so far
	uint64_t program, at, how; // whose which call kills (0: none), and enum how
	char where[232]; // "apply renameat2 /path": the program, the call, the file
};

static struct deaths *deaths; // NULL: nobody dies
static size_t program;

// Before main.
__attribute__((constructor)) static void
deaths_open(void)
{
	const char *path = getenv("DIE_IN");
	while (program < PROGRAMS && strcmp(programs[program], program_invocation_short_name) != 0)
		program++;
	int fd = path == NULL || program == PROGRAMS ? -1 : open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	void *map = mmap(NULL, sizeof *deaths, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map != MAP_FAILED)
		deaths = map;
	close(fd);
}

// Counts a call; whether it is the one.
static bool
is_here(void)
{
	if (deaths == NULL)
		return false;
	uint64_t count = __atomic_add_fetch(&deaths->calls[program], 1, __ATOMIC_SEQ_CST);
	return deaths->program == program && deaths->at == count;
}

// The end. What the other programs do before the signal reaches them is as if they had done it before.
static void
die(const char *call, int fd, const char *name)
{
	char link[32], path[128] = "";
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t size = readlink(link, path, sizeof path - 1);
	path[size > 0 ? size : 0] = '\0';
	snprintf(deaths->where, sizeof deaths->where, "%s %s %s/%s", programs[program], call, path,
	    name);
	kill((deaths->how & HOW_ALONE) != 0 ? getpid() : 0, SIGKILL);
	for (;;)
		pause();
}

// A call that happens wholly or not at all.
static void
point(const char *call, int fd, const char *name)
{
	if (is_here())
		die(call, fd, name);
}

// How much of a write happens before the end; all, and no end, unless it is the one.
static size_t
part(size_t size, bool *last)
{
	*last = is_here();
	return !*last ? size : (deaths->how & HOW_HALF) != 0 ? size / 2 : 0;
}

// Whether a file may come to be, and so a mode is given.
static bool
is_making(int flags)
{
	return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

// Whether one comes to be, or loses what is in it: not so with a lock that is there.
static bool
is_changing(int dir, const char *path, int flags)
{
	return (flags & O_TRUNC) != 0 ||
	       (is_making(flags) && ((flags & O_CREAT) == 0 ||
					faccessat(dir, path, F_OK, AT_SYMLINK_NOFOLLOW) != 0));
}

int
openat(int dir, const char *path, int flags, ...)
{
	va_list more;
	va_start(more, flags);
	mode_t mode = is_making(flags) ? va_arg(more, mode_t) : 0;
	va_end(more);
	if (is_changing(dir, path, flags))
		point("openat", dir, path);
	return (int)syscall(SYS_openat, dir, path, flags, mode);
}

int
open(const char *path, int flags, ...)
{
	va_list more;
	va_start(more, flags);
	mode_t mode = is_making(flags) ? va_arg(more, mode_t) : 0;
	va_end(more);
	return openat(AT_FDCWD, path, flags, mode);
}

int
mkdirat(int dir, const char *path, mode_t mode)
{
	point("mkdirat", dir, path);
	return (int)syscall(SYS_mkdirat, dir, path, mode);
}

int
unlinkat(int dir, const char *path, int flags)
{
	point("unlinkat", dir, path);
	return (int)syscall(SYS_unlinkat, dir, path, flags);
}

int
renameat2(int from, const char *old, int to, const char *new, unsigned flags)
{
	point("renameat2", to, new);
	return (int)syscall(SYS_renameat2, from, old, to, new, flags);
}

int
renameat(int from, const char *old, int to, const char *new)
{
	return renameat2(from, old, to, new, 0);
}

int
fsync(int fd)
{
	point("fsync", fd, "");
	return (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	point("fdatasync", fd, "");
	return (int)syscall(SYS_fdatasync, fd);
}

int
ftruncate(int fd, off_t size)
{
	point("ftruncate", fd, "");
	return (int)syscall(SYS_ftruncate, fd, size);
}

int
fallocate(int fd, int mode, off_t from, off_t size)
{
	point("fallocate", fd, "");
	return (int)syscall(SYS_fallocate, fd, mode, from, size);
}

// What is only said counts for nothing.
ssize_t
write(int fd, const void *data, size_t size)
{
	bool last = false;
	size_t some = fd > STDERR_FILENO ? part(size, &last) : size;
	ssize_t written = last && some == 0 ? 0 : syscall(SYS_write, fd, data, some);
	if (last)
		die("write", fd, "");
	return written;
}

ssize_t
pwrite(int fd, const void *data, size_t size, off_t from)
{
	bool last;
	size_t some = part(size, &last);
	ssize_t written = last && some == 0 ? 0 : syscall(SYS_pwrite64, fd, data, some, from);
	if (last)
		die("pwrite", fd, "");
	return written;
}

ssize_t
writev(int fd, const struct iovec *pieces, int count)
{
	bool last;
	size_t some = part((size_t)count, &last);
	ssize_t written = last && some == 0 ? 0 : syscall(SYS_writev, fd, pieces, some);
	if (last)
		die("writev", fd, "");
	return written;
}
