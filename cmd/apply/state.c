// What becomes of an account when people come and go: the one place where somebody is archived, or is not.
#include "cmd/apply/apply.h"

#include <stdio.h>

// Who was archived with what they had is what they were before.
static void
come_back(struct bytes cells[ACCOUNT_CELLS])
{
	struct bytes before = cells[ACCOUNT_STATE_BEFORE];
	if (bytes_is(cells[ACCOUNT_STATE], "archived"))
		account_set_state(cells, before.size > 0 ? before : bytes_of("invited"));
}

// What nobody in the SIS holds: archived, but for a guardian who is connected, or whom a school added. Who is connected with nobody who is there has no school any
// more, nor by policy has anybody who left.
static void
set_gone(const struct directory *directory, struct bytes account, uint64_t mask,
    struct bytes cells[ACCOUNT_CELLS])
{
	bool ended = (mask & TOUCH_ENDED) != 0, asked = ended || (mask & TOUCH_RELINKED) != 0;
	const struct bytes none = {NULL, 0};
	enum tie tie = family_tie(directory->family, account);
	bool guardian = bytes_is(cells[ACCOUNT_KIND], "guardian");
	bool own = guardian && (bytes_is(cells[ACCOUNT_ORIGIN], "manual") || tie == TIE_PRESENT);
	bool stays = guardian && (own || !asked || tie != TIE_NONE);
	bool extreme = directory->applier->job->district->abandoned.families == FAMILIES_EXTREME;
	if (!stays)
		account_set_state(cells, bytes_of("archived"));
	else if ((mask & TOUCH_TIED) != 0 && tie != TIE_NONE)
		come_back(cells);
	if (ended && !own && (stays || extreme))
		cells[ACCOUNT_SCHOOLS] = none;
}

// The state that follows from whether anybody in the SIS still holds the account, unless somebody set it by hand.
void
directory_set_state(const struct directory *directory, struct bytes account, uint64_t mask,
    struct bytes cells[ACCOUNT_CELLS], const struct holders *holders, char count[16])
{
	struct bytes by_hand = account_state_by_hand(directory->applier->store, account);
	if (holders->active == 0 && by_hand.size == 0)
		set_gone(directory, account, mask, cells);
	else if (bytes_is(by_hand, "archived") || bytes_is(by_hand, "active"))
		account_set_state(cells, by_hand);
	else
		come_back(cells);
	int size = snprintf(count, 16, "%u", holders->active);
	cells[ACCOUNT_LINKS] = (struct bytes){count, (size_t)size};
}
