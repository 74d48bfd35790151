// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The map of memory on a page: a cell for each pageblock, or for several where there are many.
 */
#include "export/html_data.h"
#include "scan/memory_map.h"

/* As many as a screen can show, and more than a mouse can tell apart. */
#define MANY_CELLS (1 << 17)

struct cell_sums {
	struct map_block sums; /* its first block with the counts of all */
	uint64_t blocks, kept, alone;
};

static void add_block(struct cell_sums *cell, const struct map_block *block)
{
	struct map_block *sums = &cell->sums;

	if (!cell->blocks++) {
		*sums = *block;
	} else {
		sums->free += block->free;
		sums->movable += block->movable;
		sums->unmovable += block->unmovable;
		sums->other += block->other;
		sums->unknown += block->unknown;
		if (sums->migratetype != block->migratetype)
			sums->migratetype = -1;
	}
	if (block->owner_pages > sums->owner_pages) {
		sums->owner = block->owner;
		sums->owner_pages = block->owner_pages;
	}
	if (block->keeper_pages > sums->keeper_pages) {
		sums->keeper = block->keeper;
		sums->keeper_pages = block->keeper_pages;
	}
	cell->kept += memory_map_kept(block);
	cell->alone += memory_map_kept(block) && block->keepers == 1;
}

/* The number of its stack plus 1; 0: none. */
static int64_t owner_number(struct html_data *data, uint32_t handle, uint32_t pages)
{
	struct stack *stack = pages ? stack_find(data->po, handle) : NULL;

	return stack ? html_stack(data, stack) + 1ll : 0;
}

static void put_cell(struct html_data *data, const struct cell_sums *cell)
{
	const struct map_block *sums = &cell->sums;
	const struct {
		const char *name;
		int64_t value;
	} values[] = {
		{ "map.pfn", sums->pfn },
		{ "map.zone", sums->zone },
		{ "map.type",
		  html_string(data, page_migratetype_name(data->po, sums->migratetype)) },
		{ "map.free", sums->free },
		{ "map.movable", sums->movable },
		{ "map.unmovable", sums->unmovable },
		{ "map.other", sums->other },
		{ "map.unknown", sums->unknown },
		{ "map.owner", owner_number(data, sums->owner, sums->owner_pages) },
		{ "map.owner_pages", sums->owner_pages },
		{ "map.keeper", owner_number(data, sums->keeper, sums->keeper_pages) },
		{ "map.keeper_pages", sums->keeper_pages },
		{ "map.blocks", cell->blocks },
		{ "map.kept", cell->kept },
		{ "map.alone", cell->alone },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(values); i++)
		html_put_into(data, values[i].name, values[i].value);
	arena_free(&data->po->piece);
}

/* A cell has no blocks of two zones. */
static bool fits(const struct cell_sums *cell, const struct map_block *block, uint64_t most)
{
	return !cell->blocks || (cell->blocks < most && cell->sums.zone == block->zone);
}

void html_map(struct html_data *data, const struct memory_map *map)
{
	struct cell_sums cell = { .blocks = 0 };
	json_t *zones = json_array();
	uint64_t most = 1;
	size_t i;

	while (map->count / most > MANY_CELLS)
		most *= 2;
	for (i = 0; i < map->count; i++) {
		if (!fits(&cell, &map->blocks[i], most)) {
			put_cell(data, &cell);
			cell = (struct cell_sums){ .blocks = 0 };
		}
		add_block(&cell, &map->blocks[i]);
	}
	if (cell.blocks)
		put_cell(data, &cell);
	for (i = 0; i < map->zones.count; i++) {
		json_t *zone = json_array();

		json_push(&data->json, zone, json_integer(map->zones.zones[i].node));
		json_push(&data->json, zone, json_integer(map->zones.zones[i].number));
		json_push(&data->json, zones, zone);
	}
	json_member(&data->json, "map_zones", zones);
	json_member(&data->json, "map_block_pages", json_integer(map->block_pages));
	json_member(&data->json, "map_order", json_integer(data->po->layout.pageblock_order));
}
