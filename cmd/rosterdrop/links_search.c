// Somebody types what they remember: "liz tayler" finds Elizabeth Taylor, and the children of hers.
#include "cmd/rosterdrop/links.h"

#include <stdio.h>
#include <string.h>

#include "cmd/rosterdrop/near.h"
#include "pipeline/nickname.h"
#include "pipeline/person.h"

enum { SEARCH_MAX = 256, BEGIN_LEAST = 3, TYPO_LEAST = 4 };

bool
search_begin(
    struct search *search, const struct district *district, const char *text, struct fault *fault)
{
	char line[SEARCH_MAX];
	*search = (struct search){.district = district, .wanted = text != NULL};
	if (text == NULL)
		return true;
	if (strcmp(text, "-") == 0) {
		if (fgets(line, sizeof line, stdin) == NULL)
			return fault_set(fault, FAULT_USAGE, "standard input says nothing");
		line[strcspn(line, "\r\n")] = '\0';
		text = line;
	}
	text_put(&search->exact, text);
	person_name(&search->words, bytes_of(text));
	return !(search->exact.failed || search->words.failed) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

void
search_free(struct search *search)
{
	text_free(&search->words);
	text_free(&search->exact);
	text_free(&search->form);
}

void
search_reset(struct search *search)
{
	memset(search->hit, 0, sizeof search->hit);
}

// Whether two names may stand for the same one.
static bool
are_forms(const struct search *search, struct bytes one, struct bytes other)
{
	uint16_t a[NAME_FORMALS], b[NAME_FORMALS];
	const char *const *own = (const char *const *)search->district->links.nicknames;
	unsigned of_one = nickname_formals(one, own, a);
	unsigned of_other = nickname_formals(other, own, b);
	for (unsigned i = 0; i < of_one; i++)
		for (unsigned k = 0; k < of_other; k++)
			if (a[i] == b[k])
				return true;
	return false;
}

// Whether a word that somebody typed means a word of a name.
static bool
is_meant(const struct search *search, struct bytes typed, struct bytes word)
{
	if (bytes_equal(typed, word))
		return true;
	if (typed.size >= BEGIN_LEAST && word.size > typed.size &&
	    memcmp(typed.data, word.data, typed.size) == 0)
		return true;
	return (typed.size >= TYPO_LEAST && near_one_edit(typed, word)) ||
	       are_forms(search, typed, word);
}

void
search_name(struct search *search, struct bytes name)
{
	if (!search->wanted || name.size == 0)
		return;
	text_clear(&search->form);
	person_name(&search->form, name);
	struct bytes rest = {search->words.data, search->words.size}, typed, word;
	for (unsigned i = 0; i < sizeof search->hit && links_part(&rest, " ", &typed); i++) {
		struct bytes words = {search->form.data, search->form.size};
		while (!search->hit[i] && links_part(&words, " ", &word))
			search->hit[i] = is_meant(search, typed, word);
	}
}

void
search_id(struct search *search, struct bytes id)
{
	if (search->wanted && id.size > 0 &&
	    bytes_equal_fold(id, (struct bytes){search->exact.data, search->exact.size}))
		memset(search->hit, 1, sizeof search->hit);
}

bool
search_found(const struct search *search)
{
	struct bytes rest = {search->words.data, search->words.size}, typed;
	unsigned count = 0;
	if (!search->wanted || search->hit[sizeof search->hit - 1])
		return true;
	while (count < sizeof search->hit && links_part(&rest, " ", &typed))
		if (!search->hit[count++])
			return false;
	return count > 0;
}
