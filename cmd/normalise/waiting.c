// Guardians who wait: nobody could tell them from other guardians, because they have no e-mail address or mobile phone of their own. Their
// rows stay in the roster, so that nothing of somebody who is known ends; apply adds nobody who waits.
#include "cmd/normalise/normalise.h"

#include <stdlib.h>

#include "schema/record.h"

// A credential of a guardian, and whose it is.
struct holder {
	uint64_t digest;
	uint32_t group;
	bool shared;
};

struct holders {
	struct holder *at;
	size_t mask;
};

// The place of a credential: where it is, or where it would go.
static struct holder *
place_of(const struct holders *holders, uint64_t digest)
{
	size_t at = digest & holders->mask;
	while (holders->at[at].digest != 0 && holders->at[at].digest != digest)
		at = (at + 1) & holders->mask;
	return &holders->at[at];
}

static void
take(const struct holders *holders, uint64_t digest, uint32_t group)
{
	struct holder *holder = digest == 0 ? NULL : place_of(holders, digest);
	if (holder == NULL)
		return;
	if (holder->digest == 0)
		*holder = (struct holder){digest, group, false};
	else if (holder->group != group)
		holder->shared = true;
}

// Whether a credential is there and only one guardian's.
static bool
is_own(const struct holders *holders, uint64_t digest)
{
	return digest != 0 && !place_of(holders, digest)->shared;
}

// Guardian and nothing else.
static bool
only_guardian(const struct someone *one)
{
	return one->kinds == 1 << PERSON_GUARDIAN;
}

bool
waiting_write(struct normaliser *normaliser, struct fault *fault)
{
	const struct crowd *crowd = &normaliser->crowd;
	const char nothing[] = {ROSTER_ACTIVE, RECORD_VERSION};
	struct holders holders = {NULL, 1023};
	size_t guardians = 0;
	bool good = true;
	for (size_t i = 0; i < crowd->count; i++)
		guardians += someone_is(&crowd->one[i], PERSON_GUARDIAN);
	if (guardians == 0)
		return true;
	while (holders.mask < guardians * 4) // two credentials each, half of the places free
		holders.mask = holders.mask * 2 + 1;
	holders.at = calloc(holders.mask + 1, sizeof *holders.at);
	if (holders.at == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	// An address is not a phone: one digest may stand for both without harm, but they never are the same bytes.
	for (size_t i = 0; i < crowd->count; i++)
		if (someone_is(&crowd->one[i], PERSON_GUARDIAN)) {
			take(&holders, crowd->one[i].email, crowd->one[i].group);
			take(&holders, crowd->one[i].mobile, crowd->one[i].group);
		}
	for (size_t i = 0; good && i < crowd->count; i++) {
		const struct someone *one = &crowd->one[i];
		if (only_guardian(one) && !is_own(&holders, one->email) &&
		    !is_own(&holders, one->mobile))
			good = db_append(normaliser->roster, normaliser->waiting_table, one->id,
			    (struct bytes){nothing, sizeof nothing}, fault);
	}
	free(holders.at);
	return good;
}
