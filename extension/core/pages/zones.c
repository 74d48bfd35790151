// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Nodes and their zones (include/linux/mmzone.h, mm/mmzone.c), with the page frames of each.
 */
#include "core.h"

#define MAX_NODES 4096
#define MAX_ZONES 16

uint64_t zones_node(struct pageowner *po, unsigned int node)
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

unsigned int zones_nodes(const struct pageowner *po)
{
	int64_t nodes = has(po, F_NR_NODES) ? fact(po, F_NR_NODES) : 1;

	return nodes < 0 ? 0 : nodes < MAX_NODES ? nodes : MAX_NODES;
}

unsigned int zones_of_node(struct pageowner *po, uint64_t pgdat)
{
	uint64_t zones;

	if (!pgdat || !has(po, F_NODE_ZONES) || !has(po, F_SIZEOF_ZONE) ||
	    !has(po, F_NODE_NR_ZONES) ||
	    read_member(&po->reader, po, F_NODE_NR_ZONES, pgdat, &zones) || zones > MAX_ZONES)
		return 0;
	return zones;
}

uint64_t zones_address(const struct pageowner *po, uint64_t pgdat, unsigned int number)
{
	return pgdat + offset_of(po, F_NODE_ZONES) + number * (uint64_t)fact(po, F_SIZEOF_ZONE);
}

/* ---- the page frames of each zone ---- */

/* A span of 2^52 page frames is larger than any architecture can address. */
static bool is_possible(const struct mem_zone *zone)
{
	return zone->start_pfn <= 1ull << 52 && zone->spanned <= 1ull << 52;
}

/*
 * Memory that the page allocator manages lies below max_pfn, other than that of devices, of
 * which zones manage none (mm/memory_hotplug.c).
 */
bool zones_sound(const struct pageowner *po, const struct mem_zone *zone)
{
	bool spans = has(po, F_ZONE_START_PFN) && has(po, F_ZONE_SPANNED);

	if (!is_possible(zone) || zone->managed > po->max_pfn ||
	    (spans && zone->managed > zone->spanned) ||
	    (has(po, F_ZONE_PRESENT) && zone->managed > zone->present) ||
	    (spans && has(po, F_ZONE_PRESENT) && zone->present > zone->spanned))
		return false;
	return !zone->managed || zone->start_pfn + zone->spanned <= po->max_pfn;
}

int zones_read(struct pageowner *po, struct mem_zone *zone)
{
	const struct {
		enum fact fact;
		uint64_t *number;
	} numbers[] = {
		{ F_ZONE_START_PFN, &zone->start_pfn },
		{ F_ZONE_SPANNED, &zone->spanned },
		{ F_ZONE_PRESENT, &zone->present },
		{ F_ZONE_MANAGED, &zone->managed }, /* atomic_long_t since v5.0 */
	};
	size_t i;
	int err = 0;

	for (i = 0; !err && i < ARRAY_SIZE(numbers); i++)
		if (has(po, numbers[i].fact))
			err = read_member(&po->reader, po, numbers[i].fact, zone->address,
					  numbers[i].number);
	return err;
}

static int add_zone(struct pageowner *po, struct arena *arena, struct mem_zone *zone,
		    struct zone_list *list)
{
	struct mem_zone *grown;
	int err = zones_read(po, zone);

	if (err)
		return err == -ENODATA ? 0 : err;
	if (!is_possible(zone)) {
		if (!list->impossible.address)
			list->impossible = *zone;
		return 0;
	}
	if (!zone->spanned)
		return 0;
	grown = arena_grow(arena, list->zones, &list->room, list->count + 1, sizeof(*grown));
	if (!grown)
		return fail(&po->reader, -ENOMEM, "memory for the zones");
	list->zones = grown;
	list->zones[list->count++] = *zone;
	return 0;
}

int zones_load(struct pageowner *po, struct arena *arena, struct zone_list *ret)
{
	unsigned int node, number, nodes = zones_nodes(po);
	int err = 0;

	memset(ret, 0, sizeof(*ret));
	if (!has(po, F_ZONE_START_PFN) || !has(po, F_ZONE_SPANNED))
		return 0;
	po->reader.hole = HOLE_OTHER;
	for (node = 0; !err && node < nodes; node++) {
		uint64_t pgdat = zones_node(po, node);
		unsigned int count = zones_of_node(po, pgdat);

		for (number = 0; !err && number < count; number++) {
			struct mem_zone zone = {
				.address = zones_address(po, pgdat, number),
				.pgdat = pgdat,
				.node = node,
				.number = number,
			};

			err = add_zone(po, arena, &zone, ret);
		}
	}
	return err;
}

int zones_find(const struct zone_list *list, size_t from, uint64_t pfn, int node, int number)
{
	size_t i;

	for (i = from; i < list->count; i++) {
		const struct mem_zone *zone = &list->zones[i];

		if (pfn - zone->start_pfn < zone->spanned &&
		    (node < 0 || number < 0 || (node == zone->node && number == zone->number)))
			return i;
	}
	return -1;
}

/* Spans of nodes may overlap; then only the page itself tells its zone: NULL. */
const struct mem_zone *zones_spanning(const struct zone_list *list, uint64_t pfn)
{
	int found = zones_find(list, 0, pfn, -1, -1);

	return found < 0 || zones_find(list, found + 1, pfn, -1, -1) >= 0 ? NULL
									  : &list->zones[found];
}
