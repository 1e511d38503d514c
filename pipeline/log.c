// The log goes to standard error, a line in one write, so that lines of districts running side by side do not mix.
#include "pipeline/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/shown.h"

enum {
	LINE_MAX_BYTES = 2048,
	ABOUT_MAX = 64,
	WORST_BYTES = 4 * 4 + 1
}; // of one character, escaped, with the NUL

static const char *program = "rosterdrop";
static char about_district[ABOUT_MAX + 1], about_drop[ABOUT_MAX + 1]; // empty: about none

void
log_name(const char *name)
{
	program = name;
}

void
log_about(const char *district, const char *drop)
{
	snprintf(about_district, sizeof about_district, "%s", district ? district : "");
	snprintf(about_drop, sizeof about_drop, "%s", drop ? drop : "");
}

// Copies text with whatever a terminal is not to be shown written as \xNN; gives what was written, without a NUL.
static size_t
escape(char *out, size_t room, const char *text)
{
	struct bytes rest = bytes_of(text), one;
	size_t used = 0;
	while (rest.size > 0 && used + WORST_BYTES < room) {
		bool shown = shown_next(&rest, &one);
		if (shown)
			memcpy(out + used, one.data, one.size);
		used += shown ? one.size : 0;
		for (size_t i = 0; !shown && i < one.size; i++)
			used += (size_t)snprintf(
			    out + used, room - used, "\\x%02x", (unsigned char)one.data[i]);
	}
	return used;
}

void
log_line(const char *format, ...)
{
	char text[LINE_MAX_BYTES], line[4 * LINE_MAX_BYTES + 4 * ABOUT_MAX];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	int used = snprintf(line, sizeof line, "%s%s%s%s%s: ", program,
	    about_district[0] ? " " : "", about_district, about_drop[0] ? " " : "", about_drop);
	size_t size = (size_t)used;
	size += escape(line + size, sizeof line - size - 1, text);
	line[size++] = '\n';
	ssize_t written = write(STDERR_FILENO, line, size);
	(void)written; // nobody is left to tell
}
