// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Finds things by numbers: a table with open addressing, in an arena.
 */
#include "base.h"

static struct map_slot *find_slot(const struct map *map, uint64_t key)
{
	size_t i = (key * 0x9e3779b97f4a7c15ull) >> 32 & (map->size - 1);

	while (map->slots[i].thing && map->slots[i].key != key)
		i = (i + 1) & (map->size - 1);
	return &map->slots[i];
}

static bool grow(struct arena *arena, struct map *map)
{
	struct map grown = { .size = map->size ? map->size * 2 : 256, .count = map->count };
	size_t i;

	if (map->count * 2 < map->size)
		return true;
	grown.slots = arena_alloc(arena, grown.size * sizeof(*grown.slots));
	if (!grown.slots)
		return false;
	for (i = 0; i < map->size; i++)
		if (map->slots[i].thing)
			*find_slot(&grown, map->slots[i].key) = map->slots[i];
	*map = grown;
	return true;
}

void *map_find(const struct map *map, uint64_t key)
{
	return map->size ? find_slot(map, key)->thing : NULL;
}

bool map_add(struct arena *arena, struct map *map, uint64_t key, void *thing)
{
	struct map_slot *slot;

	if (!thing || !grow(arena, map))
		return false;
	slot = find_slot(map, key);
	map->count += !slot->thing;
	*slot = (struct map_slot){ key, thing };
	return true;
}
