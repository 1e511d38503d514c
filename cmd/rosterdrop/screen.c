// What the terminal is, if standard output is one.
#include "cmd/rosterdrop/screen.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool
screen_is(void)
{
	return isatty(STDOUT_FILENO);
}

unsigned
screen_width(void)
{
	struct winsize size;
	return screen_is() && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool
screen_utf8(void)
{
	if (!screen_is())
		return true;
	locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	if (locale == (locale_t)0)
		return false;
	bool is = strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
	freelocale(locale);
	return is;
}
