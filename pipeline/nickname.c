// What a given name may be short for. Two names go together when there is a formal name that both may stand for: one hop, never two.
#include "pipeline/nickname.h"

#include <string.h>

#include "pipeline/nicknames.inc"

enum {
	PAIRS = sizeof nickname_pairs / sizeof *nickname_pairs,
	KNOWN = sizeof known_names / sizeof *known_names,
	OWN_FIRST = 40000
};

// Where a name stands in the table, or would.
static size_t
first_pair(struct bytes form)
{
	size_t low = 0, high = PAIRS;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (bytes_compare(bytes_of(nickname_pairs[middle].name), form) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

// Adds one that is not there yet.
static unsigned
add_formal(uint16_t formals[NAME_FORMALS], unsigned count, uint16_t formal)
{
	for (unsigned i = 0; i < count; i++)
		if (formals[i] == formal)
			return count;
	if (count < NAME_FORMALS)
		formals[count++] = formal;
	return count;
}

// A district's own pairs "short formal": each is a formal name of its own, numbered after ours.
unsigned
nickname_formals(struct bytes form, const char *const *own, uint16_t formals[NAME_FORMALS])
{
	unsigned count = 0;
	for (size_t i = 0; own != NULL && own[i] != NULL && i < OWN_FIRST / 2; i++) {
		const char *blank = strchr(own[i], ' ');
		if (blank == NULL)
			continue;
		struct bytes name = {own[i], (size_t)(blank - own[i])};
		if (bytes_equal_fold(name, form) || bytes_equal_fold(bytes_of(blank + 1), form))
			count = add_formal(formals, count, (uint16_t)(OWN_FIRST + i));
	}
	for (size_t i = first_pair(form); i < PAIRS && bytes_is(form, nickname_pairs[i].name); i++)
		count = add_formal(formals, count, nickname_pairs[i].formal);
	return count;
}

bool
nickname_known(struct bytes form)
{
	size_t low = 0, high = KNOWN, at = first_pair(form);
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (bytes_compare(bytes_of(known_names[middle]), form) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (low < KNOWN && bytes_is(form, known_names[low])) ||
	       (at < PAIRS && bytes_is(form, nickname_pairs[at].name));
}
