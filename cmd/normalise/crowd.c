// What is remembered of each user while the rows pass. A digest of 128 bits stands for name and contacts together; single contacts have 64.
#include "cmd/normalise/crowd.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "pipeline/person.h"

// A digest of a value; 0 only of a blank one.
static uint64_t
digest(struct bytes value)
{
	uint64_t hash = value.size == 0 ? 0 : XXH3_64bits(value.data, value.size);
	return value.size > 0 && hash == 0 ? 1 : hash;
}

// The digest of who somebody is. Names alone, or a name with nothing to reach anybody by, are too little.
static void
digest_same(struct text *form, const struct bytes *cells, uint64_t same[2])
{
	static const unsigned names[] = {USERS_GIVEN_NAME, USERS_MIDDLE_NAME, USERS_FAMILY_NAME};
	static const unsigned contacts[] = {USERS_EMAIL, USERS_SMS, USERS_PHONE};
	same[0] = same[1] = 0;
	if (cells[USERS_EMAIL].size == 0 && cells[USERS_SMS].size == 0 &&
	    cells[USERS_PHONE].size == 0)
		return;
	text_clear(form);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		person_name(form, cells[names[i]]);
		text_add(form, (struct bytes){"", 1});
	}
	if (form->size == sizeof names / sizeof *names)
		return; // nothing is left of the names
	for (size_t i = 0; i < sizeof contacts / sizeof *contacts; i++) {
		text_add(form, cells[contacts[i]]);
		text_add(form, (struct bytes){"", 1});
	}
	XXH128_hash_t hash = XXH3_128bits(form->data, form->failed ? 0 : form->size);
	same[0] = hash.low64;
	same[1] = hash.high64;
}

bool
crowd_add(struct crowd *crowd, const struct bytes *cells)
{
	if (crowd->form == NULL && (crowd->form = calloc(1, sizeof *crowd->form)) == NULL)
		return false;
	if (crowd->count == crowd->room) {
		size_t room = crowd->room == 0 ? 1024 : crowd->room + crowd->room / 2;
		struct someone *one = realloc(crowd->one, room * sizeof *one);
		if (one == NULL)
			return false;
		crowd->one = one;
		crowd->room = room;
	}
	struct someone *one = &crowd->one[crowd->count];
	*one = (struct someone){.id = cells[SOURCED_ID],
	    .agents = cells[USERS_AGENTS],
	    .master = digest(cells[USERS_MASTER_IDENTIFIER]),
	    .email = digest(cells[USERS_EMAIL]),
	    .mobile = digest(cells[USERS_SMS]),
	    .group = (uint32_t)crowd->count};
	digest_same(crowd->form, cells, one->same);
	crowd->count++;
	return !crowd->form->failed;
}

size_t
crowd_find(struct crowd *crowd, struct bytes id)
{
	size_t low = 0, high = crowd->count, next = crowd->last;
	for (size_t i = 0; i < 2 && next < crowd->count; i++, next++)
		if (bytes_equal(crowd->one[next].id, id))
			return crowd->last = next;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = bytes_compare(crowd->one[middle].id, id);
		if (order == 0)
			return crowd->last = middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return crowd->count;
}

void
crowd_free(struct crowd *crowd)
{
	if (crowd->form != NULL)
		text_free(crowd->form);
	free(crowd->form);
	free(crowd->one);
}
