// What the vendor calls a school, and which org of the SIS that is. Import goes from the first to the second, export back. Of classes, import alone asks
// whether two are tied to one of the SIS.
#pragma once

#include "cmd/rosterdrop/front.h"
#include "pipeline/store.h"

struct school_map;

struct school_map *school_map_new(void); // NULL when out of memory
// As the store has it: what is not archived of `table`, tied to what stands in `cell`.
bool school_map_read(struct school_map *map, struct store *store, unsigned table, unsigned cell, struct fault *fault);
// Ties a school to an org, or (empty) to none. *taken: another school is tied to it, and this one is tied to none now.
bool school_map_tie(struct school_map *map, struct bytes school, struct bytes org, bool *taken);
// The org of a school, or what stands for it when it is tied to none or not known; the school of an org likewise.
struct bytes school_map_org(const struct school_map *map, struct bytes school);
struct bytes school_map_school(const struct school_map *map, struct bytes org);
// Both for a list, made in `out` of `room` bytes; as it stands when it does not fit, or nothing in it is known.
struct bytes school_map_list(const struct school_map *map, bool to_orgs, struct bytes list, char *out, size_t room);
void school_map_free(struct school_map *map);
