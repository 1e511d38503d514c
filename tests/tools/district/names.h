// Names of invented people, in groups of what goes together in a family, over several scripts, with
// the marks, hyphens, blanks and apostrophes that trip careless programs. "Zoë=zoe" is a name and
// how its owner writes it in an address; without "=" it is the name itself in lower case. Given
// names alternate: a girl's, a boy's.
//
// How to add a group: a line of shares and two of names; NAMES_IN_GROUP of each.
#pragma once

#include <stdbool.h>

enum { NAMES_IN_GROUP = 18 };

struct name_group {
	unsigned share; // of the families, in per cent; they add up to 100
	bool doubles; // whether family names are joined by a hyphen now and then
	const char *language;
	const char *given[NAMES_IN_GROUP];
	const char *family[NAMES_IN_GROUP];
};

extern const struct name_group name_groups[];
