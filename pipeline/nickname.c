// What a given name may be short for. Two names go together when there is a formal name that both may stand for: one hop, never two.
#include "pipeline/nickname.h"

#include <string.h>

#include "pipeline/nicknames.inc"
#include "pipeline/person.h"

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

// Whether two forms go together.
static bool
go_together(struct bytes one, struct bytes other, const char *const *own)
{
	uint16_t formals[2][NAME_FORMALS];
	unsigned counts[2] = {
	    nickname_formals(one, own, formals[0]), nickname_formals(other, own, formals[1])};
	for (unsigned i = 0; i < counts[0]; i++)
		for (unsigned j = 0; j < counts[1]; j++)
			if (formals[0][i] == formals[1][j])
				return true;
	return false;
}

bool
nickname_agree(struct bytes one, struct bytes other, const char *const *own)
{
	struct text forms[2] = {{NULL, 0, 0, false}, {NULL, 0, 0, false}};
	person_name(&forms[0], one);
	person_name(&forms[1], other);
	const struct bytes a = {forms[0].data, forms[0].size}, b = {forms[1].data, forms[1].size};
	bool agree =
	    !forms[0].failed && !forms[1].failed && (bytes_equal(a, b) || go_together(a, b, own));
	text_free(&forms[0]);
	text_free(&forms[1]);
	return agree;
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
