// The places are numbers, so that the list of its owner may move.
#include "cmd/match/chains.h"

#include <stdlib.h>

#include "pipeline/list.h"

bool
chains_new(struct chains *chains)
{
	*chains = (struct chains){.keys = idmap_new()};
	return chains->keys != NULL;
}

void
chains_free(struct chains *chains)
{
	idmap_free(chains->keys);
	free(chains->before);
}

bool
chains_add(struct chains *chains, struct bytes key)
{
	if (!list_grow(&chains->before, chains->count, &chains->room, sizeof *chains->before))
		return false;
	chains->before[chains->count++] = chains_last(chains, key);
	return idmap_put(chains->keys, key, chains->count);
}

size_t
chains_last(const struct chains *chains, struct bytes key)
{
	uint64_t last = 0;
	return idmap_get(chains->keys, key, &last) ? (size_t)last : 0;
}

size_t
chains_before(const struct chains *chains, size_t place)
{
	return chains->before[place - 1];
}
