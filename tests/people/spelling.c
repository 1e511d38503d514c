// Names as people and keyboards spell them.
#include "tests/people/rates.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

// Puts in, leaves out, exchanges or changes a letter.
void
spelling_mistype(char *name, struct luck *luck)
{
	size_t size = strlen(name), at = size < 2 ? 0 : 1 + luck_below(luck, size - 1);
	unsigned how = (unsigned)luck_below(luck, 4);
	if (size < 4 || !isalpha((unsigned char)name[at]) || !isalpha((unsigned char)name[at - 1]))
		return;
	char letter = (char)('a' + (int)luck_below(luck, 26));
	if (how == 0) {
		memmove(name + at, name + at + 1, size - at);
	} else if (how == 1 && size + 2 < NAME_ROOM) {
		memmove(name + at + 1, name + at, size - at + 1);
		name[at] = letter;
	} else if (how == 2) {
		char other = name[at];
		name[at] = name[at - 1];
		name[at - 1] = other;
	} else {
		name[at] = letter;
	}
}

// The letters of ASCII that stand for others: what a keyboard without them gives.
void
spelling_plain_letters(char *name)
{
	static const char *const pairs[][2] = {{"é", "e"}, {"è", "e"}, {"ë", "e"}, {"ê", "e"},
	    {"í", "i"}, {"ï", "i"}, {"ó", "o"}, {"ö", "oe"}, {"ø", "o"}, {"ü", "ue"}, {"ú", "u"},
	    {"ñ", "n"}, {"ç", "c"}, {"á", "a"}, {"ã", "a"}, {"â", "a"}, {"Å", "A"}, {"å", "a"},
	    {"Ł", "L"}, {"ł", "l"}, {"š", "s"}, {"Š", "S"}, {"ž", "z"}, {"Ž", "Z"}, {"ř", "r"},
	    {"ć", "c"}, {"č", "c"}, {"ğ", "g"}, {"ş", "s"}, {"ı", "i"}, {"ß", "ss"}, {"Đ", "D"},
	    {"đ", "d"}, {"Ö", "Oe"}, {"ô", "o"}, {"Á", "A"}};
	char out[NAME_ROOM * 2] = "";
	size_t used = 0;
	for (const char *at = name; *at != '\0';) {
		size_t size = 1, i = 0, count = sizeof pairs / sizeof *pairs;
		while (i < count && strncmp(at, pairs[i][0], strlen(pairs[i][0])) != 0)
			i++;
		if (i < count)
			size = strlen(pairs[i][0]);
		used += (size_t)snprintf(out + used, sizeof out - used, "%.*s", i < count ? 3 : 1,
		    i < count ? pairs[i][1] : at);
		at += size;
	}
	snprintf(name, NAME_ROOM, "%.79s", out);
}

void
spelling_other_case(char *name, struct luck *luck)
{
	bool upper = luck_has(luck, .5);
	for (; *name != '\0'; name++)
		if ((unsigned char)*name < 0x80)
			*name = (char)(upper ? toupper(*name) : tolower(*name));
}

// Only one of several words.
void
spelling_one_word(char *name, bool first)
{
	char *blank = strpbrk(name, " -");
	if (blank == NULL)
		return;
	if (first)
		*blank = '\0';
	else
		memmove(name, blank + 1, strlen(blank));
}
