// SPDX-License-Identifier: GPL-2.0-or-later
#include <stddef.h>

#include "export/saved_file.h"

/* clang-format off */
const char *const saved_columns[NR_SAVED_COLUMNS] = {
	[SAVED_STACK] = "stack", [SAVED_PID] = "pid", [SAVED_TGID] = "tgid",
	[SAVED_PROCESS] = "process", [SAVED_CGROUP] = "cgroup", [SAVED_ORDER] = "order",
	[SAVED_GFP] = "gfp", [SAVED_MIGRATETYPE] = "migratetype", [SAVED_NODE] = "node",
	[SAVED_ZONE] = "zone", [SAVED_SLAB] = "slab", [SAVED_ALLOCATOR] = "allocator",
	[SAVED_AGE] = "age", [SAVED_CONTEXT] = "context", [SAVED_COUNT] = "allocations",
	[SAVED_PAGES] = "pages", [SAVED_OLDEST] = "oldest_ns", [SAVED_YOUNGEST] = "youngest_ns",
	[SAVED_FIRST] = "first", [SAVED_FIRST_TS] = "first_ns",
	[SAVED_FIRST_FREE_TS] = "first_free_ns",
};
/* clang-format on */

const char *const saved_holes[NR_HOLES] = {
	[HOLE_PAGE_EXT] = "page_ext_pages",
	[HOLE_PAGE] = "memory_map_pages",
	[HOLE_STACK] = "stacks",
	[HOLE_OTHER] = "other_pages",
};

/* clang-format off */
const struct saved_fact saved_facts[] = {
	{ F_OWNER_TS, "times" },
	{ F_OWNER_COMM, "processes" },
	{ F_OWNER_CONTEXT, "contexts" },
	{ F_OWNER_TGID, "tgids" },
	{ F_PAGE_MEMCG_DATA, "cgroups" },
	{ NR_FACTS, NULL },
};
/* clang-format on */

const struct saved_total saved_totals[] = {
	{ offsetof(struct totals, pages), "pages" },
	{ offsetof(struct totals, allocations), "allocations" },
	{ offsetof(struct totals, owned_pages), "owned_pages" },
	{ offsetof(struct totals, odd_records), "odd_records" },
	{ offsetof(struct totals, bad_records), "bad_records" },
	{ offsetof(struct totals, no_record_pages), "no_record_pages" },
	{ offsetof(struct totals, not_records), "not_records" },
	{ offsetof(struct totals, unknown_pages), "unknown_pages" },
	{ offsetof(struct totals, changed_records), "changed_records" },
	{ 0, NULL },
};

_Static_assert(ARRAY_SIZE(saved_totals) == sizeof(struct totals) / sizeof(uint64_t) + 1,
	       "each counter has a row");

const struct saved_variable saved_variables[NR_MACHINE_VARIABLES] = {
	[MACHINE_VMALLOC_PAGES] = { "nr_vmalloc_pages", 1ll << 48 },
	[MACHINE_PERCPU_POPULATED] = { "pcpu_nr_populated", 1ll << 48 },
	[MACHINE_PERCPU_UNITS] = { "pcpu_nr_units", 1 << 14 },
	[MACHINE_POISONED_PAGES] = { "num_poisoned_pages", 1ll << 48 },
};

uint64_t saved_total(const struct totals *totals, size_t i)
{
	return *(const uint64_t *)((const char *)totals + saved_totals[i].offset);
}
