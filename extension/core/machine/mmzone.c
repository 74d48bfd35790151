// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The zones of all nodes (include/linux/mmzone.h), and what the buddy allocator
 * has free in them, as frag_show() and pagetypeinfo_showfree_print() of
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

static const char *zone_name(struct pageowner *po, uint64_t address)
{
	uint64_t name;
	char buf[32];

	if (read_member(&po->reader, po, F_ZONE_NAME, address, &name) ||
	    target_string(&po->reader, name, buf, sizeof(buf)))
		return "?";
	return name_text(po, name_id(po, buf, strlen(buf)));
}

static int read_zone(struct pageowner *po, uint64_t address, struct mem_zone *ret)
{
	struct reader *rd = &po->reader;
	int err = read_member(rd, po, F_ZONE_START_PFN, address, &ret->start_pfn);

	if (!err)
		err = read_member(rd, po, F_ZONE_SPANNED, address, &ret->spanned);
	if (!err)
		err = read_member(rd, po, F_ZONE_PRESENT, address, &ret->present);
	if (err)
		return err;
	if (has(po, F_ZONE_MANAGED) && read_member(rd, po, F_ZONE_MANAGED, address, &ret->managed))
		ret->managed = 0;
	ret->address = address;
	ret->name = zone_name(po, address);
	if (ret->start_pfn > 1ull << 52 || ret->spanned > 1ull << 52)
		return fail(rd, -EINVAL, "the zone at 0x%llx spans %llu page frames from 0x%llx",
			    (unsigned long long)address, (unsigned long long)ret->spanned,
			    (unsigned long long)ret->start_pfn);
	return 0;
}

static int add_node(struct pageowner *po, uint64_t address, int node, size_t *room,
		    struct zone_list *list)
{
	unsigned int zones = node_zones(po, address), i;
	int err;

	for (i = 0; i < zones; i++) {
		struct mem_zone zone = { .node = node, .number = i, .pgdat = address };

		err = read_zone(po, zone_address(po, address, i), &zone);
		if (err == -ENODATA || (!err && !zone.spanned))
			continue;
		if (err)
			return err;
		list->zones = arena_grow(&po->run, list->zones, room, list->count + 1,
					 sizeof(*list->zones));
		if (!list->zones)
			return fail(&po->reader, -ENOMEM, "zones");
		list->zones[list->count++] = zone;
	}
	return 0;
}

int mmzone_zones(struct pageowner *po, struct zone_list *ret)
{
	unsigned int nodes = node_count(po), i;
	size_t room = 0;
	int err = 0;

	memset(ret, 0, sizeof(*ret));
	po->reader.hole = HOLE_OTHER;
	if (!zones_known(po))
		return fail(&po->reader, -EINVAL,
			    "neither this dump nor its debug info knows "
			    "struct zone: give the vmlinux of exactly this kernel");
	for (i = 0; !err && i < nodes; i++)
		err = add_node(po, node_address(po, i), i, &room, ret);
	return err;
}

/* As its flags say; before v5.13 no table tells where in them, then the spans do. */
int mmzone_find(const struct pageowner *po, const struct zone_list *list, uint64_t pfn,
		const struct page *page)
{
	bool told = page && page->flags != ~0ull;
	int node = told ? page_node(po, page) : -1, number = told ? page_zone(po, page) : -1;
	size_t i;

	for (i = 0; i < list->count; i++) {
		const struct mem_zone *zone = &list->zones[i];

		if (pfn - zone->start_pfn < zone->spanned &&
		    (node < 0 || number < 0 || (node == zone->node && number == zone->number)))
			return i;
	}
	return -1;
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
