// One school has at most one org, and one org at most one school, so that the way back is the way there.
#include "cmd/rosterdrop/school_map.h"

#include <stdint.h>
#include <stdlib.h>

#include "pipeline/idmap.h"
#include "schema/record.h"
#include "schema/value.h"

// One side: ids by number, and to which number of the other side each is tied, + 1; 0: to none.
struct side {
	struct idmap *ids;
	uint64_t *ties;
	size_t room;
};

struct school_map {
	struct side schools, orgs;
};

struct school_map *
school_map_new(void)
{
	struct school_map *map = calloc(1, sizeof *map);
	if (map == NULL)
		return NULL;
	map->schools.ids = idmap_new();
	map->orgs.ids = idmap_new();
	if (map->schools.ids != NULL && map->orgs.ids != NULL)
		return map;
	school_map_free(map);
	return NULL;
}

void
school_map_free(struct school_map *map)
{
	if (map == NULL)
		return;
	idmap_free(map->schools.ids);
	idmap_free(map->orgs.ids);
	free(map->schools.ties);
	free(map->orgs.ties);
	free(map);
}

// The number of an id, which gets one.
static bool
number_of(struct side *side, struct bytes id, uint64_t *number)
{
	if (idmap_get(side->ids, id, number))
		return true;
	*number = idmap_count(side->ids);
	if (*number == side->room) {
		size_t room = 2 * side->room + 16;
		uint64_t *grown = realloc(side->ties, room * sizeof *grown);
		if (grown == NULL)
			return false;
		side->ties = grown;
		side->room = room;
	}
	side->ties[*number] = 0;
	return idmap_put(side->ids, id, *number);
}

bool
school_map_tie(struct school_map *map, struct bytes school, struct bytes org, bool *taken)
{
	uint64_t one, other;
	*taken = false;
	if (!number_of(&map->schools, school, &one))
		return false;
	if (map->schools.ties[one] > 0)
		map->orgs.ties[map->schools.ties[one] - 1] = 0;
	map->schools.ties[one] = 0;
	if (org.size == 0)
		return true;
	if (!number_of(&map->orgs, org, &other))
		return false;
	*taken = map->orgs.ties[other] > 0;
	if (*taken)
		return true;
	map->schools.ties[one] = other + 1;
	map->orgs.ties[other] = one + 1;
	return true;
}

bool
school_map_read(
    struct school_map *map, struct store *store, unsigned table, unsigned cell, struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	bool taken, good = true;
	struct store_walk *walk = store_walk_open(store, table, (struct bytes){NULL, 0}, fault);
	if (walk == NULL)
		return false;
	while (good && store_walk_next(walk, &key, &stored))
		good = stored.state != STORED_ACTIVE ||
		       school_map_tie(map, key, record_cell(stored.record, cell), &taken);
	store_walk_close(walk);
	return good || fault_set(fault, FAULT_TEMP, "out of memory");
}

// What an id of one side is tied to.
static struct bytes
tied(const struct side *from, const struct side *to, struct bytes id)
{
	uint64_t number, ignored;
	if (!idmap_get(from->ids, id, &number) || from->ties[number] == 0)
		return id;
	return idmap_id(to->ids, from->ties[number] - 1, &ignored);
}

struct bytes
school_map_org(const struct school_map *map, struct bytes school)
{
	return tied(&map->schools, &map->orgs, school);
}

struct bytes
school_map_school(const struct school_map *map, struct bytes org)
{
	return tied(&map->orgs, &map->schools, org);
}

struct bytes
school_map_list(
    const struct school_map *map, bool to_orgs, struct bytes list, char *out, size_t room)
{
	struct bytes rest = list, member;
	size_t size = 0;
	while (value_next_member(&rest, &member)) {
		struct bytes other =
		    to_orgs ? school_map_org(map, member) : school_map_school(map, member);
		if (size + 1 + other.size > room)
			return list;
		if (size > 0)
			out[size++] = ',';
		memcpy(out + size, other.data, other.size);
		size += other.size;
	}
	return (struct bytes){out, size};
}
