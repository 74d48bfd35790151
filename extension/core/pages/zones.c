// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Nodes and their zones (include/linux/mmzone.h, mm/mmzone.c): where each lies,
 * for kernels that do not say it of each page in a way that can be read, and the
 * memory map of FLATMEM, which hangs off the nodes.
 */
#include <stdlib.h>

#include "core.h"

#define MAX_NODES 4096
#define MAX_ZONES 16
/* Page frames in a section of ours: a zone of FLATMEM is cut up, so that jobs stay small. */
#define FLAT_SECTION_SHIFT 15

uint64_t node_address(struct pageowner *po, unsigned int node)
{
	int64_t nodes = has(po, F_NR_NODES) ? fact(po, F_NR_NODES) : 1;
	uint64_t addr;

	if (node >= MAX_NODES || node >= nodes)
		return 0;
	if (!has(po, F_NODE_DATA))
		return has(po, F_CONTIG_PAGE_DATA) ? fact(po, F_CONTIG_PAGE_DATA) : 0;
	return target_ulong(&po->reader, fact(po, F_NODE_DATA) + node * po->target.word_size, &addr)
		       ? 0
		       : addr;
}

unsigned int node_count(const struct pageowner *po)
{
	int64_t nodes = has(po, F_NR_NODES) ? fact(po, F_NR_NODES) : 1;

	return nodes < 0 ? 0 : nodes < MAX_NODES ? nodes : MAX_NODES;
}

unsigned int node_zones(struct pageowner *po, uint64_t node)
{
	uint64_t zones;

	if (!node || !has(po, F_NODE_ZONES) || !has(po, F_SIZEOF_ZONE) ||
	    !has(po, F_NODE_NR_ZONES) ||
	    read_member(&po->reader, po, F_NODE_NR_ZONES, node, &zones) || zones > MAX_ZONES)
		return 0;
	return zones;
}

uint64_t zone_address(const struct pageowner *po, uint64_t node, unsigned int zone)
{
	return node + offset_of(po, F_NODE_ZONES) + zone * (uint64_t)fact(po, F_SIZEOF_ZONE);
}

/* ---- where each zone lies ---- */

static int add_zone(struct pageowner *po, unsigned int node, unsigned int zone, uint64_t addr)
{
	struct span_list *list = &po->zones;
	struct reader *rd = &po->reader;
	uint64_t start, pages;
	struct zone_span *grown;

	if (read_member(rd, po, F_ZONE_START_PFN, addr, &start) ||
	    read_member(rd, po, F_ZONE_SPANNED, addr, &pages) || !pages || start > 1ull << 52 ||
	    pages > 1ull << 52)
		return 0;
	grown = arena_grow(&po->known, list->zones, &list->room, list->count + 1, sizeof(*grown));
	if (!grown)
		return fail(rd, -ENOMEM, "zones");
	list->zones = grown;
	list->zones[list->count++] = (struct zone_span){
		.start_pfn = start,
		.end_pfn = start + pages,
		.address = addr,
		.node = node,
		.zone = zone,
	};
	return 0;
}

int zones_load(struct pageowner *po)
{
	unsigned int node, zone, nodes = node_count(po);
	int err = 0;

	memset(&po->zones, 0, sizeof(po->zones));
	if (!has(po, F_ZONE_START_PFN) || !has(po, F_ZONE_SPANNED))
		return 0;
	po->reader.hole = HOLE_OTHER;
	for (node = 0; !err && node < nodes; node++) {
		uint64_t addr = node_address(po, node);
		unsigned int zones = node_zones(po, addr);

		for (zone = 0; !err && zone < zones; zone++)
			err = add_zone(po, node, zone, zone_address(po, addr, zone));
	}
	return err;
}

/* Spans of nodes may overlap; then only the page itself knows, and nothing is said. */
const struct zone_span *zone_spanning(const struct pageowner *po, uint64_t pfn)
{
	const struct span_list *list = &po->zones;
	const struct zone_span *found = NULL;
	size_t i;

	for (i = 0; i < list->count; i++) {
		const struct zone_span *zone = &list->zones[i];

		if (pfn < zone->start_pfn || pfn >= zone->end_pfn)
			continue;
		if (found)
			return NULL;
		found = zone;
	}
	return found;
}

/* ---- FLATMEM: tables that hang off the node ---- */

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
 * lookup_page_ext() of FLATMEM: the first record is that of the first page frame
 * of the buddy block in which the node starts.  The bitmap of a zone begins with
 * the pageblock in which the zone starts (pfn_to_bitidx() of mm/page_alloc.c).
 */
static int flat_zone(struct pageowner *po, const struct zone_span *zone, struct section_list *ret,
		     size_t *room)
{
	uint64_t block = 1ull << po->layout.pageblock_order, end;
	struct node_tables node;
	struct section part = { .online = true };
	int err = read_node(po, node_address(po, zone->node), &node);

	if (err)
		return err == -ENODATA ? 0 : err;
	part.start_pfn = zone->start_pfn;
	end = zone->end_pfn < po->max_pfn ? zone->end_pfn : po->max_pfn;
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
	const struct zone_span *left = a, *right = b;

	return left->start_pfn < right->start_pfn ? -1 : left->start_pfn > right->start_pfn;
}

int flat_sections(struct pageowner *po, struct section_list *ret)
{
	struct span_list *list = &po->zones;
	size_t room = 0, i;
	int err = 0;

	po->layout.section_shift = FLAT_SECTION_SHIFT;
	po->reader.hole = HOLE_OTHER;
	if (list->count)
		qsort(list->zones, list->count, sizeof(*list->zones), compare_zones);
	for (i = 0; !err && i < list->count; i++) {
		if (i && list->zones[i].start_pfn < list->zones[i - 1].end_pfn)
			return fail(&po->reader, -EINVAL, "zones overlap at PFN 0x%llx",
				    (unsigned long long)list->zones[i].start_pfn);
		err = flat_zone(po, &list->zones[i], ret, &room);
	}
	if (!err && !ret->count)
		err = fail(&po->reader, -ENODATA, "the zones of memory");
	return err;
}
