// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The zones (include/linux/mmzone.h), and what the buddy allocator has free in
 * them, as frag_show() and pagetypeinfo_showfree_print() of
 * mm/vmstat.c count it.
 */
#include "core.h"

static bool zones_known(const struct pageowner *po)
{
	static const enum fact needed[] = {
		F_SIZEOF_ZONE,	    F_NODE_ZONES,     F_NODE_NR_ZONES,	   F_ZONE_NAME,
		F_ZONE_START_PFN,   F_ZONE_SPANNED,   F_ZONE_PRESENT,	   F_ZONE_FREE_AREA,
		F_SIZEOF_FREE_AREA, F_FREE_AREA_LIST, F_FREE_AREA_NR_FREE, F_MIGRATE_TYPES,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(needed); i++)
		if (!has(po, needed[i]))
			return false;
	return has(po, F_NODE_DATA) || has(po, F_CONTIG_PAGE_DATA);
}

int mmzone_zones(struct pageowner *po, struct zone_list *ret)
{
	const struct mem_zone *zone = &ret->impossible;
	int err;

	memset(ret, 0, sizeof(*ret));
	if (!zones_known(po))
		return fail(&po->reader, -EINVAL,
			    "neither this dump nor its debug info knows "
			    "struct zone: give the vmlinux of exactly this kernel");
	err = zones_load(po, &po->run, ret);
	if (!err && zone->address)
		err = fail(&po->reader, -EINVAL,
			   "the zone at 0x%llx spans %llu page frames from 0x%llx",
			   (unsigned long long)zone->address, (unsigned long long)zone->spanned,
			   (unsigned long long)zone->start_pfn);
	return err;
}

/*
 * Before v5.13 no table tells where in its flags a page has node and zone, and a struct page
 * that was never initialized has all bits set: then the spans tell.
 */
int mmzone_find(const struct pageowner *po, const struct zone_list *list, uint64_t pfn,
		const struct page *page)
{
	if (!page || page->flags == ~0ull)
		return zones_find(list, 0, pfn, -1, -1);
	return zones_find(list, 0, pfn, page_node(po, page), page_zone(po, page));
}

static uint64_t free_area(const struct pageowner *po, const struct mem_zone *zone,
			  unsigned int order)
{
	return zone->address + offset_of(po, F_ZONE_FREE_AREA) +
	       (uint64_t)order * fact(po, F_SIZEOF_FREE_AREA);
}

int mmzone_nr_free(struct pageowner *po, const struct mem_zone *zone, unsigned int order,
		   uint64_t *ret)
{
	po->reader.hole = HOLE_OTHER;
	return read_member(&po->reader, po, F_FREE_AREA_NR_FREE, free_area(po, zone, order), ret);
}

int mmzone_list_length(struct pageowner *po, const struct mem_zone *zone, unsigned int order,
		       unsigned int migratetype, uint64_t limit, uint64_t *budget, uint64_t *ret)
{
	/* struct list_head: two pointers, next is the first */
	uint64_t head = free_area(po, zone, order) + offset_of(po, F_FREE_AREA_LIST) +
			2ull * migratetype * po->target.word_size;
	uint64_t at = head;
	int err;

	po->reader.hole = HOLE_OTHER;
	for (*ret = 0; *ret < limit; (*ret)++, (*budget)--) {
		err = target_ulong(&po->reader, at, &at);
		if (err || at == head)
			return err;
		if (!*budget)
			return -EINVAL;
		/* All but the head lie in struct pages. */
		po->reader.hole = HOLE_PAGE;
	}
	return 0;
}
