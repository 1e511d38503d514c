// Addresses, phones and numbers, each once: whoever has the same has the same number of it. They are told apart by 64 bits of a hash; two that
// collide are one in a hundred thousand million pairs of a million.
#include "cmd/match/link_inside.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

// A slot is the number of a contact, and the upper half of its hash, so that others are passed over without a look at them.
#define TAG 0xffffffff00000000u

bool
contacts_begin(struct contacts *contacts)
{
	enum { FIRST_SLOTS = 1 << 12 };
	contacts->mask = FIRST_SLOTS - 1;
	contacts->slots = calloc(FIRST_SLOTS, sizeof *contacts->slots);
	contacts->count = 1; // none
	text_add(&contacts->text, (struct bytes){"", 1}); // of which nothing is kept
	contacts->room = 1024;
	contacts->contacts = calloc(contacts->room, sizeof *contacts->contacts);
	return !contacts->text.failed && contacts->slots != NULL && contacts->contacts != NULL;
}

void
contacts_end(struct contacts *contacts)
{
	free(contacts->slots);
	free(contacts->contacts);
	text_free(&contacts->text);
}

// Twice the slots, in the same memory: whose they are is known from the contacts.
static bool
grow_slots(struct contacts *contacts)
{
	enum { AHEAD = 16 };
	uint32_t mask = contacts->mask * 2 + 1;
	size_t size = ((size_t)mask + 1) * sizeof(uint64_t);
	uint64_t *slots = link_table(size);
	if (slots == NULL)
		return false;
	free(contacts->slots);
	for (uint32_t i = 1; i < contacts->count; i++) {
		if (i + AHEAD < contacts->count)
			__builtin_prefetch(
			    &slots[(uint32_t)contacts->contacts[i + AHEAD].hash & mask]);
		uint32_t at = (uint32_t)contacts->contacts[i].hash & mask;
		while (slots[at] != 0)
			at = (at + 1) & mask;
		slots[at] = (contacts->contacts[i].hash & TAG) | i;
	}
	contacts->slots = slots;
	contacts->mask = mask;
	return true;
}

static uint32_t
contact_add(struct contacts *contacts, uint64_t hash, struct bytes kept)
{
	enum { KEPT_MAX = 32 };
	if ((contacts->count > contacts->mask / 4 * 3 && !grow_slots(contacts)) ||
	    !link_room(&contacts->contacts, contacts->count, &contacts->room,
		sizeof *contacts->contacts)) {
		contacts->failed = true;
		return 0;
	}
	uint32_t at = (uint32_t)hash & contacts->mask;
	while (contacts->slots[at] != 0)
		at = (at + 1) & contacts->mask;
	contacts->contacts[contacts->count] = (struct contact){.hash = hash};
	if (kept.size > 0 && kept.size <= KEPT_MAX) {
		contacts->contacts[contacts->count].at = (uint32_t)contacts->text.size;
		const char size = (char)kept.size;
		text_add(&contacts->text, (struct bytes){&size, 1});
		text_add(&contacts->text, kept);
	}
	contacts->slots[at] = (hash & TAG) | contacts->count;
	return contacts->count++;
}

void
contact_count(struct contacts *contacts, uint32_t number, unsigned side)
{
	struct contact *contact = &contacts->contacts[number];
	if (number != 0 && contact->students[side] < UINT8_MAX)
		contact->students[side]++;
}

struct bytes
contact_kept(const struct contacts *contacts, uint32_t number)
{
	const char *kept = contacts->text.data + contacts->contacts[number].at;
	return (struct bytes){kept + 1, (unsigned char)*kept};
}

// `kind` keeps what is alike but means another thing apart. 0 for nothing.
uint64_t
contact_hash(char kind, struct bytes value)
{
	return value.size == 0
		   ? 0
		   : XXH3_64bits_withSeed(value.data, value.size, (uint64_t)(unsigned char)kind) |
			 1;
}

uint32_t
contact_number(struct contacts *contacts, uint64_t hash, struct bytes kept)
{
	if (hash == 0 || contacts->failed)
		return 0;
	for (uint32_t at = (uint32_t)hash & contacts->mask; contacts->slots[at] != 0;
	     at = (at + 1) & contacts->mask)
		if (((contacts->slots[at] ^ hash) & TAG) == 0 &&
		    contacts->contacts[(uint32_t)contacts->slots[at]].hash == hash)
			return (uint32_t)contacts->slots[at];
	return contact_add(contacts, hash, kept);
}
