// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel's counters of zones and nodes, with what CPUs have not passed on, and the pool of
 * huge pages.  The input is all of memory.
 */
#include "memory.h"

static const char *const names[] = { "nr_free_pages", "nr_inactive_anon", "nr_b", "numa_hit" };

/* clang-format off */
static const uint16_t members[] = {
	F_ZONE_VM_STAT, F_NODE_VM_STAT, F_ZONE_STATS, F_NODE_STATS, F_ZONE_DIFF, F_NODE_DIFF,
	F_HSTATE_PAGES, F_HSTATE_FREE, F_HSTATE_RESERVED, F_HSTATE_SURPLUS,
};
/* clang-format on */

static void set_facts(struct pageowner *po, const uint8_t *data)
{
	set_words(po, members, sizeof(members) / sizeof(*members));
	set(po, F_VMSTAT_TEXT, data[0], 0);
	set(po, F_NR_NODE_ITEMS, data[1] % 200, 0);
	set(po, F_PER_CPU_OFFSET, data[2], 0);
	set(po, F_NR_CPU_IDS, data[3], 0);
	set(po, F_VM_ZONE_STAT, data[4], 0);
	set(po, F_VM_NODE_STAT, data[5], 0);
	set(po, F_HSTATES, data[6], 0);
	set(po, F_HUGETLB, data[7], 0);
	set(po, F_DEFAULT_HSTATE, data[8], 0);
	set(po, F_HSTATE_ORDER, 0, 32);
	set(po, F_SIZEOF_HSTATE, 64, 0);
	po->layout.page_shift = 12;
}

static void ask(struct pageowner *po, const struct zone_list *zones)
{
	const struct vmstat *vmstat = vmstat_load(po, zones);
	const bool selected[] = { true, true, false };
	struct counter counter;
	struct hugetlb hugetlb;
	uint64_t value;
	const char *name;
	bool of_node;
	size_t i;

	if (!vmstat)
		return;
	for (i = 0; (name = vmstat_item(vmstat, i, &of_node)); i++) {
		vmstat_value(vmstat, i, i % zones->count, &counter);
		vmstat_counter(vmstat, name, 0, 2, selected, &counter);
		vmstat_global(po, vmstat, name, &value);
	}
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		vmstat_has(vmstat, names[i]);
		vmstat_of_zone(vmstat, names[i]);
		vmstat_counter(vmstat, names[i], 0, 2, selected, &counter);
		vmstat_global(po, vmstat, names[i], &value);
	}
	hugetlb_read(po, &hugetlb);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mem_zone zone[] = {
		{ .address = 64, .pgdat = 256, .node = 0, .number = 0 },
		{ .address = 512, .pgdat = 256, .node = 0, .number = 1 },
		{ .address = 1024, .pgdat = 768, .node = 1, .number = 0 },
	};
	struct zone_list zones = { .zones = zone, .count = 3 };
	struct memory memory = { data, size, 0 };
	struct pageowner *po = memory_open(&memory);

	if (po) {
		set_facts(po, data);
		ask(po, &zones);
	}
	pageowner_free(po);
	return 0;
}
