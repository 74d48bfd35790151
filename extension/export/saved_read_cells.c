// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the parts that the result and the account of a saved file share: cells and holes.
 */
#include "export/saved_file.h"
#include "export/saved_read.h"

/* The bounds of each column; an index is also checked against the size of its table. */
/* clang-format off */
static const struct {
	int64_t min, max;
} bounds[NR_SAVED_COLUMNS] = {
	[SAVED_STACK] = { 0, UINT32_MAX }, [SAVED_PID] = { INT32_MIN, INT32_MAX },
	[SAVED_TGID] = { INT32_MIN, INT32_MAX }, [SAVED_PROCESS] = { 0, UINT32_MAX },
	[SAVED_CGROUP] = { -INT32_MAX, INT32_MAX }, [SAVED_ORDER] = { 0, MAX_RECORD_ORDER },
	[SAVED_GFP] = { 0, UINT32_MAX }, [SAVED_MIGRATETYPE] = { -1, 15 },
	[SAVED_NODE] = { -1, INT16_MAX }, [SAVED_ZONE] = { -1, MAX_ZONE_NAMES - 1 },
	[SAVED_SLAB] = { 0, 1 }, [SAVED_ALLOCATOR] = { 0, 31 }, [SAVED_AGE] = { 0, AGE_TENTHS },
	[SAVED_CONTEXT] = { 0, NR_RECORDED_CONTEXTS - 1 }, [SAVED_COUNT] = { 0, MAX_NUMBER },
	[SAVED_PAGES] = { 0, MAX_NUMBER }, [SAVED_OLDEST] = { 0, INT64_MAX },
	[SAVED_YOUNGEST] = { 0, INT64_MAX }, [SAVED_FIRST] = { 0, INT64_MAX },
	[SAVED_FIRST_TS] = { 0, INT64_MAX }, [SAVED_FIRST_FREE_TS] = { 0, INT64_MAX },
};
/* clang-format on */

/*
 * A file has the tables that cells point into behind the cells: until load_resolve() a cell has
 * places in them, that of its stack as its handle, the other two in its tag.
 */
static uint64_t places(const int64_t *values)
{
	return values[SAVED_PROCESS] << 32 | (uint32_t)values[SAVED_CGROUP];
}

static void fill_key(const int64_t *values, struct group_key *ret)
{
	ret->handle = values[SAVED_STACK];
	ret->tag = places(values);
	ret->pid = values[SAVED_PID];
	ret->tgid = values[SAVED_TGID];
	ret->order = values[SAVED_ORDER];
	ret->gfp_mask = values[SAVED_GFP];
	ret->migratetype = values[SAVED_MIGRATETYPE];
	ret->node = values[SAVED_NODE];
	ret->zone = values[SAVED_ZONE];
	ret->slab = values[SAVED_SLAB];
	ret->allocator = values[SAVED_ALLOCATOR];
	ret->age = values[SAVED_AGE];
	ret->context = values[SAVED_CONTEXT];
}

static struct cell *new_cell(struct loading *loading, struct saved_cells *list)
{
	struct saved_piece *piece = list->last;

	if (++loading->nr_cells > MAX_ELEMENTS)
		load_wrong(loading, "cells");
	if (piece && piece->count < SAVED_PIECE)
		return &piece->cells[piece->count++];
	piece = load_memory(loading, sizeof(*piece));
	if (!piece)
		return NULL;
	if (list->last)
		list->last->next = piece;
	else
		list->first = piece;
	list->last = piece;
	return &piece->cells[piece->count++];
}

void load_cell(struct loading *loading, const json_t *row, struct saved_cells *list)
{
	int64_t values[NR_SAVED_COLUMNS];
	struct cell *cell;
	size_t i;

	if (json_array_size(row) != NR_SAVED_COLUMNS) {
		load_wrong(loading, "cells");
		return;
	}
	for (i = 0; i < NR_SAVED_COLUMNS; i++)
		values[i] = load_integer(loading, json_array_get(row, i), bounds[i].min,
					 bounds[i].max, saved_columns[i]);
	list->pages += values[SAVED_PAGES];
	if (list->pages > MAX_NUMBER)
		load_wrong(loading, "pages");
	cell = loading->wrong ? NULL : new_cell(loading, list);
	if (!cell)
		return;
	fill_key(values, &cell->key);
	cell->sums = (struct sums){
		.count = values[SAVED_COUNT],
		.pages = values[SAVED_PAGES],
		.ts_first = values[SAVED_OLDEST],
		.ts_last = values[SAVED_YOUNGEST],
	};
	cell->first = (struct sample){
		.sequence = values[SAVED_FIRST],
		.ts_nsec = values[SAVED_FIRST_TS],
		.free_ts_nsec = values[SAVED_FIRST_FREE_TS],
	};
}

/* A negative number is an index into the table of removed cgroups. */
static struct cgroup_ref cgroup_of(const struct loading *loading, int32_t value)
{
	if (value >= 0)
		return cgroup_ref_named(loading->cgroups.ids[value]);
	return (struct cgroup_ref){ loading->removed.ids[-value], CGROUP_NAMED_REMOVED };
}

static void resolve(struct loading *loading, struct cell *cell)
{
	struct group_key *key = &cell->key;
	uint64_t process = key->tag >> 32;
	int32_t cgroup = (int32_t)key->tag;

	if (key->handle >= loading->nr_stacks || process > loading->nr_processes ||
	    (cgroup > 0 && (uint32_t)cgroup > loading->cgroups.count) ||
	    (cgroup < 0 && (uint32_t)-cgroup > loading->removed.count)) {
		load_wrong(loading, "cells");
		return;
	}
	key->handle = loading->stacks[key->handle];
	key->tag = 0;
	if (process)
		memcpy(key->comm, loading->processes[process - 1], COMM_LEN);
	key->cgroup = cgroup ? cgroup_of(loading, cgroup) : cgroup_ref_named(0);
	cell->first.key = *key;
}

void load_resolve(struct loading *loading, struct saved_cells *list)
{
	struct saved_piece *piece;
	size_t i;

	for (piece = list->first; piece && !loading->wrong; piece = piece->next)
		for (i = 0; i < piece->count && !loading->wrong; i++)
			resolve(loading, &piece->cells[i]);
}

void load_holes(struct loading *loading, const json_t *from, uint64_t *holes)
{
	size_t i;

	for (i = 0; i < NR_HOLES; i++)
		holes[i] = load_number(loading, from, saved_holes[i], MAX_NUMBER);
}
