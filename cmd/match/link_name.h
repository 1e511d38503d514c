// Names, each once: a name is a number, and what is asked of a name is a member of its entry.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "schema/bytes.h"
#include "pipeline/nickname.h"
#include "pipeline/text.h"

enum { NAME_TOKENS = 4, NAME_BYTES = 256 };

// A name in its form (pipeline/person.h), once for all who have it. Number 0 is no name. It fills a line of the cache: every comparison reads some.
struct name {
	uint32_t key; // hash of the form without the second vowel of ae, oe, ue: Müller and Mueller have the same
	uint32_t joined; // hash of the form without blanks
	uint32_t tokens[NAME_TOKENS]; // names of its words; of one word: itself
	uint32_t at; // of the form in `text`
	uint32_t spelled; // a bit for each letter that it has; 0: not all are of ASCII
	uint32_t letters; // hash of the first three letters
	uint32_t ending; // hash of the last four letters
	uint16_t size, formals[NAME_FORMALS]; // what it may be short for, itself included
	uint8_t formal_count, token_count;
	uint8_t given_weight, family_weight; // rarity: quarter bits
	bool given_known; // a name that many have somewhere
};

struct name_tally {
	uint32_t as_given, as_family; // how many have it
};

struct name_slot {
	uint64_t key; // 0: free
	uint32_t value;
};

// Open addressing; grows at half.
struct name_table {
	struct name_slot *slots;
	uint32_t mask, count;
};

struct names {
	struct name *names;
	struct name_tally *tallies; // of each name
	uint32_t count, room, tally_room;
	struct text text, scratch;
	struct name_table raw, forms; // by hash of a spelling, and of a form
	const char *const *nicknames;
	uint64_t people; // of both sides, since names_weigh
	uint8_t rarest; // what a name weighs that one of each side has
	bool failed;
};

bool names_begin(struct names *names, const char *const *nicknames);
void names_end(struct names *names);
uint32_t names_intern(struct names *names, struct bytes raw, uint8_t *suffix); // 0: no name; *suffix is left alone when there is none
void names_weigh(struct names *names, uint64_t people);
bool names_common(const struct names *names, uint32_t given, uint32_t family, bool here); // whether others, or others at one school, may well have both

// A bit for each letter; 0 when one of them is not of ASCII.
static inline uint32_t
letters_of(struct bytes form)
{
	uint32_t letters = 0;
	for (size_t i = 0; i < form.size; i++) {
		if ((unsigned char)form.data[i] >= 0x80)
			return 0;
		letters |= 1u << (form.data[i] & 31);
	}
	return letters;
}

// Whether two words may differ in one letter, by the letters that they have: one letter changed takes away one and brings one.
static inline bool
letters_near(uint32_t a, uint32_t b)
{
	uint32_t apart = a ^ b;
	apart &= apart - 1;
	return a == 0 || b == 0 || (apart & (apart - 1)) == 0;
}

static inline struct bytes
name_form(const struct names *names, uint32_t name)
{
	return (struct bytes){names->text.data + names->names[name].at, names->names[name].size};
}
