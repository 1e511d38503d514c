// Open addressing over entries that are kept in the order in which they came; ids lie in an arena.
#include "pipeline/idmap.h"

#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

enum { ARENA_PIECE = 1024 * 1024, FIRST_SLOTS = 1024, INLINE = 46 };

// One line of the processor's cache: usual ids lie in their entries, longer ones in the arena.
struct entry {
	uint64_t number;
	size_t size;
	char inside[INLINE + 2];
};

struct piece {
	struct piece *next;
	size_t used, room;
	char bytes[];
};

struct idmap {
	struct entry *entries;
	uint64_t *slots; // index + 1 of an entry, above it 32 bits of its hash; 0 is free
	size_t count, room, slot_count;
	struct piece *arena;
	size_t
	    last; // entry that was found last: ids are often asked for in the order in which they came
	uint64_t soon; // hash of the id that was announced last
};

struct idmap *
idmap_new(void)
{
	return calloc(1, sizeof(struct idmap));
}

// The id of an entry.
static struct bytes
id_of(const struct entry *entry)
{
	const char *id = entry->inside;
	if (entry->size > INLINE)
		memcpy(&id, entry->inside, sizeof id);
	return (struct bytes){id, entry->size};
}

static struct entry *
entry_of(const struct idmap *map, size_t slot)
{
	return &map->entries[(uint32_t)map->slots[slot] - 1];
}

// The slot of an id: where it is, or where it would go. *tag is what its slot has above the index.
static size_t
slot_of(const struct idmap *map, struct bytes id, uint64_t *tag)
{
	size_t mask = map->slot_count - 1;
	uint64_t hash = XXH3_64bits(id.data, id.size);
	size_t slot = (size_t)hash & mask;
	for (; map->slots[slot] != 0; slot = (slot + 1) & mask) {
		if ((map->slots[slot] ^ hash) >> 32 != 0)
			continue;
		if (bytes_equal(id_of(entry_of(map, slot)), id))
			break;
	}
	*tag = hash >> 32 << 32;
	return slot;
}

// Twice the room, at half load at most.
static bool
grow(struct idmap *map)
{
	size_t slot_count = map->slot_count == 0 ? FIRST_SLOTS : 2 * map->slot_count;
	struct entry *entries = realloc(map->entries, slot_count / 2 * sizeof *entries);
	if (entries == NULL)
		return false;
	map->entries = entries;
	uint64_t *slots = calloc(slot_count, sizeof *slots), tag;
	if (slots == NULL)
		return false;
	free(map->slots);
	map->slots = slots;
	map->slot_count = slot_count;
	map->room = slot_count / 2;
	for (size_t i = 0; i < map->count; i++) {
		size_t slot = slot_of(map, id_of(&map->entries[i]), &tag);
		map->slots[slot] = tag | (i + 1);
	}
	return true;
}

// A copy of an id that lives as long as the map.
static const char *
keep(struct idmap *map, struct bytes id)
{
	struct piece *piece = map->arena;
	if (piece == NULL || piece->room - piece->used < id.size) {
		size_t room = id.size > ARENA_PIECE ? id.size : ARENA_PIECE;
		piece = malloc(sizeof *piece + room);
		if (piece == NULL)
			return NULL;
		*piece = (struct piece){.next = map->arena, .used = 0, .room = room};
		map->arena = piece;
	}
	char *copy = piece->bytes + piece->used;
	if (id.size > 0)
		memcpy(copy, id.data, id.size);
	piece->used += id.size;
	return copy;
}

bool
idmap_put(struct idmap *map, struct bytes id, uint64_t number)
{
	if (map->count == map->room && !grow(map))
		return false;
	uint64_t tag;
	size_t slot = slot_of(map, id, &tag);
	if (map->slots[slot] != 0) {
		entry_of(map, slot)->number = number;
		return true;
	}
	struct entry *entry = &map->entries[map->count];
	*entry = (struct entry){.number = number, .size = id.size};
	if (id.size <= INLINE && id.size > 0) {
		memcpy(entry->inside, id.data, id.size);
	} else if (id.size > 0) {
		const char *copy = keep(map, id);
		if (copy == NULL)
			return false;
		memcpy(entry->inside, &copy, sizeof copy);
	}
	map->count++;
	map->slots[slot] = tag | map->count;
	return true;
}

void
idmap_soon(struct idmap *map, struct bytes id)
{
	if (map->count == 0)
		return;
	uint64_t slot = map->slots[map->soon & (map->slot_count - 1)];
	if (slot != 0) {
		const struct entry *entry = &map->entries[(uint32_t)slot - 1];
		__builtin_prefetch(entry);
		__builtin_prefetch((const char *)entry + sizeof *entry - 1);
	}
	map->soon = XXH3_64bits(id.data, id.size);
	__builtin_prefetch(&map->slots[map->soon & (map->slot_count - 1)]);
}

bool
idmap_get(struct idmap *map, struct bytes id, uint64_t *number)
{
	uint64_t tag;
	if (map->count == 0)
		return false;
	for (size_t i = map->last; i < map->count && i < map->last + 2; i++)
		if (bytes_equal(id_of(&map->entries[i]), id)) {
			map->last = i;
			*number = map->entries[i].number;
			return true;
		}
	size_t slot = slot_of(map, id, &tag);
	if (map->slots[slot] == 0)
		return false;
	const struct entry *entry = entry_of(map, slot);
	map->last = (size_t)(entry - map->entries);
	*number = entry->number;
	return true;
}

size_t
idmap_count(const struct idmap *map)
{
	return map->count;
}

struct bytes
idmap_id(const struct idmap *map, size_t index, uint64_t *number)
{
	*number = map->entries[index].number;
	return id_of(&map->entries[index]);
}

void
idmap_clear(struct idmap *map)
{
	while (map->arena != NULL) {
		struct piece *next = map->arena->next;
		free(map->arena);
		map->arena = next;
	}
	free(map->entries);
	free(map->slots);
	*map = (struct idmap){.entries = NULL};
}

void
idmap_free(struct idmap *map)
{
	if (map != NULL)
		idmap_clear(map);
	free(map);
}
