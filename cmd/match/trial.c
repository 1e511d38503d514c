// Asked for every account, and almost always nothing.
#include "cmd/match/trial.h"

#include "cmd/match/decoy.h"

bool
trial_put(struct idmap *turns, struct bytes account, struct turn turn)
{
	return idmap_put(turns, account, (uint64_t)turn.student << TURN_GO_BITS | turn.go);
}

bool
trial_has(const struct trial *trial, struct bytes account, struct turn *turn)
{
	uint64_t number;
	if (trial == NULL || trial->turns == NULL || !idmap_get(trial->turns, account, &number))
		return false;
	*turn = (struct turn){
	    (unsigned)(number & ((1U << TURN_GO_BITS) - 1)), (uint32_t)(number >> TURN_GO_BITS)};
	return turn->go == trial->go;
}

bool
trial_hides(const struct trial *trial, struct bytes account)
{
	struct turn turn;
	return trial_has(trial, account, &turn) &&
	       (trial->decoys == NULL || decoy_choice(trial->decoys, account).instead);
}
