// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The memory map of FLATMEM and its tables of page_ext, to which the nodes point (mm/page_ext.c,
 * include/asm-generic/memory_model.h).  Zones are used in place of sections.
 */
#include <stdlib.h>

#include "core.h"

/* Page frames in one of our sections: a zone is split, so that jobs stay small. */
#define FLAT_SECTION_SHIFT 15

struct node_tables {
	uint64_t page_ext, mem_map, start_pfn;
};

static int read_node(struct pageowner *po, uint64_t node, struct node_tables *ret)
{
	struct reader *rd = &po->reader;
	int err;

	err = read_member(rd, po, F_NODE_PAGE_EXT, node, &ret->page_ext);
	if (!err)
		err = read_member(rd, po, F_NODE_MEM_MAP, node, &ret->mem_map);
	if (!err)
		err = read_member(rd, po, F_NODE_START_PFN, node, &ret->start_pfn);
	return err;
}

static int add_part(struct pageowner *po, struct section_list *list, size_t *room,
		    const struct section *part)
{
	struct section *grown =
		arena_grow(&po->known, list->sections, room, list->count + 1, sizeof(*grown));

	if (!grown)
		return fail(&po->reader, -ENOMEM, "%zu sections", list->count);
	list->sections = grown;
	list->sections[list->count++] = *part;
	list->invalid += !part->has_page_ext;
	return 0;
}

/*
 * lookup_page_ext() of FLATMEM: the first record belongs to the first page frame of the buddy
 * block in which the node starts.  The bitmap of a zone begins with the pageblock in which the
 * zone starts (pfn_to_bitidx() of mm/page_alloc.c).
 */
static int flat_zone(struct pageowner *po, const struct mem_zone *zone, struct section_list *ret,
		     size_t *room)
{
	uint64_t block = 1ull << po->layout.pageblock_order, end;
	struct node_tables node;
	struct section part = { .online = true };
	int err = read_node(po, zone->pgdat, &node);

	if (err)
		return err == -ENODATA ? 0 : err;
	part.start_pfn = zone->start_pfn;
	end = zone->start_pfn + zone->spanned;
	if (end > po->max_pfn)
		end = po->max_pfn;
	part.has_page_ext = node.page_ext;
	part.page_ext =
		node.page_ext -
		po->layout.ext_size * (node.start_pfn & ~((1ull << po->layout.max_order) - 1));
	part.mem_map = node.mem_map - fact(po, F_SIZEOF_PAGE) * node.start_pfn;
	part.pageblock_start = zone->start_pfn & ~(block - 1);
	if (!has(po, F_ZONE_PAGEBLOCK_FLAGS) || read_member(&po->reader, po, F_ZONE_PAGEBLOCK_FLAGS,
							    zone->address, &part.pageblock_flags))
		part.pageblock_flags = 0;
	for (; !err && part.start_pfn < end; part.start_pfn = part.end_pfn) {
		part.end_pfn = ((part.start_pfn >> FLAT_SECTION_SHIFT) + 1) << FLAT_SECTION_SHIFT;
		if (part.end_pfn > end)
			part.end_pfn = end;
		err = add_part(po, ret, room, &part);
	}
	return err;
}

static int compare_zones(const void *a, const void *b)
{
	const struct mem_zone *left = a, *right = b;

	return left->start_pfn < right->start_pfn ? -1 : left->start_pfn > right->start_pfn;
}

int flatmem_sections(struct pageowner *po, struct section_list *ret)
{
	struct zone_list *list = &po->zones;
	size_t room = 0, i;
	int err = 0;

	po->layout.section_shift = FLAT_SECTION_SHIFT;
	po->reader.hole = HOLE_OTHER;
	if (list->count)
		qsort(list->zones, list->count, sizeof(*list->zones), compare_zones);
	for (i = 0; !err && i < list->count; i++) {
		const struct mem_zone *zone = &list->zones[i];

		if (i && zone->start_pfn < zone[-1].start_pfn + zone[-1].spanned)
			return fail(&po->reader, -EINVAL,
				    "two zones overlap at PFN 0x%llx: the dump may be "
				    "damaged",
				    (unsigned long long)zone->start_pfn);
		err = flat_zone(po, zone, ret, &room);
	}
	if (!err && !ret->count)
		err = fail(&po->reader, -ENODATA, "reading the zones of memory");
	return err;
}
