// A map from ids to numbers, in memory: for what one drop adds or takes away. Exact: a hash only finds the place.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"

struct idmap;

struct idmap *idmap_new(void); // NULL when out of memory
// Copies the id. False when out of memory. A second time the number is replaced.
bool idmap_put(struct idmap *map, struct bytes id, uint64_t number);
bool idmap_get(struct idmap *map, struct bytes id, uint64_t *number);
// Says that an id will be asked for after the next one, so that it is on its way from memory by then.
void idmap_soon(struct idmap *map, struct bytes id);
size_t idmap_count(const struct idmap *map);
// The ids in order of their being put: the one at `index`, borrowed until the next put.
struct bytes idmap_id(const struct idmap *map, size_t index, uint64_t *number);
void idmap_clear(struct idmap *map);
void idmap_free(struct idmap *map);
