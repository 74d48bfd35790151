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

/* A negative number is an index into the table of removed cgroups. */
static struct cgroup_ref cgroup_of(const struct loading *loading, int64_t value)
{
	if (value >= 0)
		return cgroup_ref_named(loading->cgroups[value]);
	return (struct cgroup_ref){ loading->removed[-value], CGROUP_NAMED_REMOVED };
}

static void fill_key(const struct loading *loading, const int64_t *values, struct group_key *ret)
{
	ret->handle = loading->stacks[values[SAVED_STACK]];
	ret->pid = values[SAVED_PID];
	ret->tgid = values[SAVED_TGID];
	memcpy(ret->comm, loading->processes[values[SAVED_PROCESS]], COMM_LEN);
	ret->cgroup = cgroup_of(loading, values[SAVED_CGROUP]);
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

static void read_cell(struct loading *loading, const json_t *row, struct cell *ret)
{
	int64_t values[NR_SAVED_COLUMNS];
	size_t i;

	if (json_array_size(row) != NR_SAVED_COLUMNS) {
		load_wrong(loading, "cells");
		return;
	}
	for (i = 0; i < NR_SAVED_COLUMNS; i++)
		values[i] = load_integer(loading, json_array_get(row, i), bounds[i].min,
					 bounds[i].max, saved_columns[i]);
	if ((size_t)values[SAVED_STACK] >= loading->nr_stacks ||
	    (size_t)values[SAVED_PROCESS] > loading->nr_processes ||
	    values[SAVED_CGROUP] > (int64_t)loading->nr_cgroups ||
	    values[SAVED_CGROUP] < -(int64_t)loading->nr_removed)
		load_wrong(loading, "cells");
	loading->pages += values[SAVED_PAGES];
	if (loading->pages > MAX_NUMBER)
		load_wrong(loading, "pages");
	if (loading->wrong)
		return;
	fill_key(loading, values, &ret->key);
	ret->sums = (struct sums){
		.count = values[SAVED_COUNT],
		.pages = values[SAVED_PAGES],
		.ts_first = values[SAVED_OLDEST],
		.ts_last = values[SAVED_YOUNGEST],
	};
	ret->first = (struct sample){
		.sequence = values[SAVED_FIRST],
		.ts_nsec = values[SAVED_FIRST_TS],
		.free_ts_nsec = values[SAVED_FIRST_FREE_TS],
		.key = ret->key,
	};
}

void load_cells(struct loading *loading, const char *name, struct saved_cells *ret)
{
	const json_t *rows = load_array(loading, loading->root, name, UINT32_MAX);
	size_t count = json_array_size(rows), i;

	ret->cells = load_memory(loading, count * sizeof(*ret->cells));
	for (i = 0; i < count && !loading->wrong && !loading->no_memory; i++)
		read_cell(loading, json_array_get(rows, i), &ret->cells[i]);
	ret->count = count;
}

void load_holes(struct loading *loading, const json_t *from, uint64_t *holes)
{
	size_t i;

	for (i = 0; i < NR_HOLES; i++)
		holes[i] = load_number(loading, from, saved_holes[i], MAX_NUMBER);
}
