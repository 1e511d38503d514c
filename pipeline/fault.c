// An error is a value, and its class is the exit code.
#include "pipeline/fault.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static const int exit_codes[] = {
    [FAULT_NONE] = EX_OK,
    [FAULT_USAGE] = EX_USAGE,
    [FAULT_DATA] = EX_DATAERR,
    [FAULT_MISSING] = EX_NOINPUT,
    [FAULT_BUG] = EX_SOFTWARE,
    [FAULT_IO] = EX_IOERR,
    [FAULT_TEMP] = EX_TEMPFAIL,
    [FAULT_HOST_KEY] = EX_PROTOCOL,
    [FAULT_DENIED] = EX_NOPERM,
    [FAULT_CONFIG] = EX_CONFIG,
};

int fault_exit(enum fault_class class)
{
	return exit_codes[class];
}

bool
fault_set(struct fault *fault, enum fault_class class, const char *format, ...)
{
	va_list arguments;
	fault->class = class;
	va_start(arguments, format);
	vsnprintf(fault->text, sizeof fault->text, format, arguments);
	va_end(arguments);
	return false;
}

// What may pass by itself: the stage tries again later.
static bool
passes(int error)
{
	return error == ENOSPC || error == EDQUOT || error == EAGAIN || error == EMFILE ||
	       error == ENFILE || error == ENOMEM;
}

bool
fault_system(struct fault *fault, const char *format, ...)
{
	int error = errno;
	char reason[128], what[800];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(what, sizeof what, format, arguments);
	va_end(arguments);
	return fault_set(fault, passes(error) ? FAULT_TEMP : FAULT_IO, "%s: %s", what,
	    strerror_r(error, reason, sizeof reason));
}
