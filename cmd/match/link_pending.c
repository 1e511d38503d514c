// Values whose numbers are not known yet. The table of contacts is as large as all memory nearby is not, so each question waits for memory; asked by
// the hundred, with the place of each fetched while others are answered, they wait together.
#include "cmd/match/link_inside.h"

bool
pending_add(struct links *links, const struct pending *pending, struct bytes kept)
{
	if (pending->hash == 0)
		return true;
	if (links->pending_count == PENDING_MOST)
		pending_answer(links);
	struct pending *added = &links->pending[links->pending_count++];
	*added = *pending;
	added->kept_at = (uint32_t)links->pending_text.size;
	added->kept_size = (uint8_t)(kept.size < UINT8_MAX ? kept.size : 0);
	text_add(&links->pending_text, (struct bytes){kept.data, added->kept_size});
	return !links->pending_text.failed;
}

// Where the number is wanted.
static uint32_t *
place_of(struct links *links, const struct pending *pending)
{
	struct side *side = &links->sides[pending->side];
	switch (pending->field) {
	case PENDING_GUARDIAN_EMAIL:
		return &side->guardians[pending->of].email;
	case PENDING_GUARDIAN_MOBILE:
		return &side->guardians[pending->of].phones[0];
	case PENDING_GUARDIAN_PHONE:
		return &side->guardians[pending->of].phones[1];
	case PENDING_EMAIL:
		return &side->people[pending->of].email;
	case PENDING_USERNAME:
		return &side->people[pending->of].username;
	default:
		return &side->people[pending->of].number;
	}
}

void
pending_answer(struct links *links)
{
	enum { AHEAD = 24, NEXT = 8 };
	struct contacts *contacts = &links->contacts;
	for (unsigned i = 0; i < links->pending_count && i < AHEAD; i++)
		contact_soon(contacts, links->pending[i].hash);
	for (unsigned i = 0; i < links->pending_count; i++) {
		const struct pending *pending = &links->pending[i];
		if (i + AHEAD < links->pending_count)
			contact_soon(contacts, links->pending[i + AHEAD].hash);
		if (i + NEXT < links->pending_count)
			contact_next(contacts, links->pending[i + NEXT].hash);
		uint32_t number = contact_number(contacts, pending->hash,
		    (struct bytes){
			links->pending_text.data + pending->kept_at, pending->kept_size});
		*place_of(links, pending) = number;
		if (pending->field >= PENDING_EMAIL)
			contact_count(contacts, number, pending->side);
	}
	links->pending_count = 0;
	text_clear(&links->pending_text);
}
