// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Walks over the kernel's own trees, lists and arrays: the tags of memory allocation
 * profiling and the free lists of all zones.  The input is all of memory.
 */
#include "machine/alloc_tag.h"
#include "memory.h"

/* clang-format off */
static const uint16_t of_tags[] = {
	F_ALLOC_TAG_TYPE, F_MEM_PROFILING_KEY, F_CODETAG_MOD_IDR, F_IDR_HEAD, F_CODETAG_START,
	F_CODETAG_STOP, F_TAG_COUNTERS, F_CODETAG_MODNAME, F_CODETAG_FUNCTION,
	F_CODETAG_FILENAME, F_TAG_BYTES, F_TAG_CALLS, F_CODETAG_FLAGS, F_CPU_POSSIBLE_MASK,
};
static const uint16_t of_zones[] = {
	F_NODE_ZONES, F_NODE_START_PFN, F_NODE_PAGE_EXT, F_NODE_MEM_MAP, F_ZONE_MANAGED,
	F_ZONE_START_PFN, F_ZONE_SPANNED, F_ZONE_PAGEBLOCK_FLAGS, F_ZONE_PRESENT,
	F_ZONE_FREE_AREA, F_FREE_AREA_LIST, F_FREE_AREA_NR_FREE,
};
/* clang-format on */

/* Every fact of the two walks, packed closely: a few hundred bytes are a whole kernel. */
static void set_facts(struct pageowner *po, const uint8_t *data)
{
	size_t i;

	for (i = 0; i < sizeof(of_tags) / sizeof(*of_tags); i++)
		set(po, of_tags[i], 64 * (i % 5), 64);
	set(po, F_CODETAG_LINENO, 32, 32);
	set(po, F_XA_NODE_SLOTS, 64, 64 * 64);
	set(po, F_SIZEOF_ALLOC_TAG, 40, 0);
	set(po, F_NR_CPU_IDS, data[0], 0);
	set(po, F_PER_CPU_OFFSET, data[1], 0);
	set(po, F_CONTIG_PAGE_DATA, data[2], 0);
	set(po, F_SIZEOF_ZONE, 8 * data[3], 0);
	for (i = 0; i < sizeof(of_zones) / sizeof(*of_zones); i++)
		set(po, of_zones[i], 64 * (i % 7), 64);
	set(po, F_NODE_NR_ZONES, 0, 32);
	set(po, F_ZONE_NAME, 64, 64);
	set(po, F_SIZEOF_FREE_AREA, 8 * (data[4] % 32), 0);
	set(po, F_MIGRATE_TYPES, 6, 0);
}

static void walk_zones(struct pageowner *po)
{
	uint64_t budget = 5000, blocks;
	struct zone_list zones;
	unsigned int order;
	size_t i;

	if (mmzone_zones(po, &zones))
		return;
	for (i = 0; i < zones.count; i++)
		for (order = 0; order < 11; order++)
			if (!mmzone_nr_free(po, &zones.zones[i], order, &blocks))
				mmzone_list_length(po, &zones.zones[i], order, order % 6, 1000,
						   &budget, &blocks);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory memory = { data, size, 0 };
	struct pageowner *po = memory_open(&memory);
	struct tag_list list;
	size_t i;

	if (po) {
		struct strbuf text = { .arena = &po->run };

		set_facts(po, data);
		if (!alloc_tag_list(po, &list))
			for (i = 0; i < list.count && i < 100; i++)
				alloc_tag_text(po, &text, list.tags[i].address);
		walk_zones(po);
	}
	pageowner_free(po);
	return 0;
}
