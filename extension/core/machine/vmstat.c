// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel's own counters, exact: what a zone or node has, and what its CPUs
 * have not passed on yet (mm/vmstat.c).  Their indices shift with release and
 * configuration; vmstat_text has the names in the same order.
 */
#include <stdlib.h>

#include "core.h"
#include "kernel/cpu.h"

#define MAX_ITEMS 512 /* of vmstat_text, events too */
#define MAX_GROUP 128 /* of one array of counters */
#define NAME_LEN 48
#define MAX_VALUE (1ll << 56) /* in pages or KiB: no machine has more, and sums fit */
#define NAMES_BYTES 65536     /* the strings stand together in the kernel's image */

struct counters {
	int64_t values[MAX_GROUP];
	uint64_t bounds[MAX_GROUP]; /* sum of what the CPUs had: |delta| */
	bool known;
};

struct vmstat {
	char names[MAX_ITEMS][NAME_LEN];
	size_t nr_names;
	bool all_names; /* else there may be more */
	size_t nr_zone, first_node, nr_node;
	const struct zone_list *zones;
	struct counters *of_zones; /* of the zone */
	struct counters *of_nodes; /* of the zone's node, at its first zone */
};

/*
 * The array has no end mark. It ends where a pointer leads to no name; if that is a hole of
 * the dump close to the name before, it may go on.
 */
static bool ends_in_hole(int err, uint64_t name, uint64_t before)
{
	return err == -ENODATA && (!name || name - before + NAMES_BYTES < 2 * NAMES_BYTES);
}

static void load_names(struct pageowner *po, struct vmstat *vmstat)
{
	struct reader *rd = &po->reader;
	unsigned int word = po->target.word_size;
	uint64_t name = 0, before = 0;
	int err = 0;

	while (has(po, F_VMSTAT_TEXT) && vmstat->nr_names < MAX_ITEMS) {
		char *ret = vmstat->names[vmstat->nr_names];

		before = name;
		name = 0;
		err = target_ulong(rd, fact(po, F_VMSTAT_TEXT) + vmstat->nr_names * word, &name);
		if (!err && name)
			err = target_string(rd, name, ret, NAME_LEN);
		if (err || !name ||
		    strspn(ret, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(ret) || !*ret)
			break;
		vmstat->nr_names++;
	}
	vmstat->all_names = vmstat->nr_names && !ends_in_hole(err, name, before);
}

static size_t find_name(const struct vmstat *vmstat, const char *name)
{
	size_t i;

	for (i = 0; i < vmstat->nr_names && strcmp(vmstat->names[i], name); i++)
		;
	return i;
}

/* Zone items come first, NUMA's behind them where there is NUMA, then node items. */
static void find_groups(struct pageowner *po, struct vmstat *vmstat)
{
	size_t numa = find_name(vmstat, "numa_hit");

	vmstat->first_node = find_name(vmstat, "nr_inactive_anon");
	vmstat->nr_zone = numa < vmstat->first_node ? numa : vmstat->first_node;
	if (vmstat->first_node == vmstat->nr_names || vmstat->nr_zone > MAX_GROUP)
		vmstat->nr_zone = 0;
	vmstat->nr_node = has(po, F_NR_NODE_ITEMS) ? (size_t)fact(po, F_NR_NODE_ITEMS) : 0;
	if (vmstat->nr_node > MAX_GROUP || vmstat->nr_node > vmstat->nr_names - vmstat->first_node)
		vmstat->nr_node = 0;
}

static void add_cpus(struct pageowner *po, uint64_t stats, enum fact diff, size_t count,
		     struct counters *ret)
{
	signed char diffs[MAX_GROUP];
	struct cpu_walk cpus;
	uint64_t offset;
	size_t i;

	if (!has(po, diff) || !stats)
		return;
	cpu_begin(&cpus, po);
	while (cpu_next(&cpus, &offset)) {
		if (target_read(&po->reader, stats + offset + offset_of(po, diff), diffs, count))
			continue;
		for (i = 0; i < count; i++) {
			ret->values[i] += diffs[i];
			ret->bounds[i] += abs(diffs[i]);
		}
	}
}

static bool is_possible(int64_t value)
{
	return value >= -MAX_VALUE && value <= MAX_VALUE;
}

static void read_counters(struct pageowner *po, uint64_t array, uint64_t object, enum fact per_cpu,
			  enum fact diff, size_t count, struct counters *ret)
{
	unsigned int word = po->target.word_size;
	unsigned char bytes[MAX_GROUP * 8];
	uint64_t stats = 0;
	size_t i;

	if (!count || target_read(&po->reader, array, bytes, count * word))
		return;
	for (i = 0; i < count; i++) {
		ret->values[i] = word == 8 ? (int64_t)get_uint(&po->reader, bytes + i * word, 8)
					   : (int32_t)get_uint(&po->reader, bytes + i * word, 4);
		if (!is_possible(ret->values[i]))
			return;
	}
	if (has(po, per_cpu) && !read_member(&po->reader, po, per_cpu, object, &stats))
		add_cpus(po, stats, diff, count, ret);
	ret->known = true;
}

/* Zones of a node are neighbours; its counters are kept with the first of them. */
static bool first_of_node(const struct vmstat *vmstat, size_t z)
{
	return !z || vmstat->zones->zones[z].node != vmstat->zones->zones[z - 1].node;
}

static void read_zone(struct pageowner *po, struct vmstat *vmstat, size_t i)
{
	const struct mem_zone *zone = &vmstat->zones->zones[i];

	if (has(po, F_ZONE_VM_STAT))
		read_counters(po, zone->address + offset_of(po, F_ZONE_VM_STAT), zone->address,
			      F_ZONE_STATS, F_ZONE_DIFF, vmstat->nr_zone, &vmstat->of_zones[i]);
	if (has(po, F_NODE_VM_STAT) && first_of_node(vmstat, i))
		read_counters(po, zone->pgdat + offset_of(po, F_NODE_VM_STAT), zone->pgdat,
			      F_NODE_STATS, F_NODE_DIFF, vmstat->nr_node, &vmstat->of_nodes[i]);
}

struct vmstat *vmstat_load(struct pageowner *po, const struct zone_list *zones)
{
	struct vmstat *vmstat = arena_alloc(&po->run, sizeof(*vmstat));
	size_t i;

	if (!vmstat)
		return NULL;
	vmstat->zones = zones;
	vmstat->of_zones = arena_alloc(&po->run, zones->count * sizeof(*vmstat->of_zones));
	vmstat->of_nodes = arena_alloc(&po->run, zones->count * sizeof(*vmstat->of_nodes));
	if (!vmstat->of_zones || !vmstat->of_nodes)
		return NULL;
	po->reader.hole = HOLE_OTHER;
	load_names(po, vmstat);
	find_groups(po, vmstat);
	for (i = 0; i < zones->count; i++)
		read_zone(po, vmstat, i);
	return vmstat;
}

/* Are all zones of its node among those that are asked for?  Zones of a node are neighbours. */
static bool node_is_whole(const struct vmstat *vmstat, size_t z, size_t first, size_t last,
			  const bool *selected)
{
	const struct zone_list *zones = vmstat->zones;
	size_t i;

	for (i = 0; i < zones->count; i++)
		if (zones->zones[i].node == zones->zones[z].node &&
		    (i < first || i > last || !selected[i]))
			return false;
	return true;
}

bool vmstat_counter(const struct vmstat *vmstat, const char *name, size_t first, size_t last,
		    const bool *selected, struct counter *ret)
{
	size_t i = find_name(vmstat, name), z;
	bool of_zone = i < vmstat->nr_zone;
	const struct counters *counters = of_zone ? vmstat->of_zones : vmstat->of_nodes;
	struct counter sum = { 0 };

	memset(ret, 0, sizeof(*ret));
	if (!of_zone && i - vmstat->first_node >= vmstat->nr_node)
		return false;
	i -= of_zone ? 0 : vmstat->first_node;
	for (z = first; z <= last; z++) {
		if (!selected[z])
			continue;
		if (!of_zone && !node_is_whole(vmstat, z, first, last, selected))
			return false;
		if (!of_zone && !first_of_node(vmstat, z))
			continue;
		if (!counters[z].known)
			return false;
		sum.known = true;
		sum.value += counters[z].values[i];
		sum.bound += counters[z].bounds[i];
	}
	*ret = sum;
	return sum.known;
}

const char *vmstat_item(const struct vmstat *vmstat, size_t i, bool *of_node)
{
	*of_node = i >= vmstat->nr_zone;
	if (*of_node && i - vmstat->nr_zone >= vmstat->nr_node)
		return NULL;
	return vmstat->names[*of_node ? i - vmstat->nr_zone + vmstat->first_node : i];
}

bool vmstat_value(const struct vmstat *vmstat, size_t i, size_t zone, struct counter *ret)
{
	bool of_node = i >= vmstat->nr_zone;
	const struct counters *counters = of_node ? &vmstat->of_nodes[zone]
						  : &vmstat->of_zones[zone];

	i -= of_node ? vmstat->nr_zone : 0;
	*ret = (struct counter){
		.known = counters->known,
		.value = counters->values[i],
		.bound = counters->bounds[i],
	};
	return ret->known;
}

struct vmstat *vmstat_new(struct pageowner *po, const struct zone_list *zones)
{
	struct vmstat *vmstat = arena_alloc(&po->known, sizeof(*vmstat));

	if (!vmstat)
		return NULL;
	vmstat->zones = zones;
	vmstat->of_zones = arena_alloc(&po->known, zones->count * sizeof(*vmstat->of_zones));
	vmstat->of_nodes = arena_alloc(&po->known, zones->count * sizeof(*vmstat->of_nodes));
	return vmstat->of_zones && vmstat->of_nodes ? vmstat : NULL;
}

bool vmstat_add(struct vmstat *vmstat, const char *name, bool of_node, const int64_t *values,
		const uint64_t *bounds, const bool *known)
{
	size_t *count = of_node ? &vmstat->nr_node : &vmstat->nr_zone, z;

	if (*count == MAX_GROUP || vmstat->nr_names == MAX_ITEMS || strlen(name) >= NAME_LEN ||
	    (!of_node && vmstat->nr_node))
		return false;
	strcpy(vmstat->names[vmstat->nr_names++], name);
	for (z = 0; z < vmstat->zones->count; z++) {
		struct counters *counters = of_node ? &vmstat->of_nodes[z] : &vmstat->of_zones[z];

		counters->values[*count] = values[z];
		counters->bounds[*count] = bounds[z];
		counters->known |= known[z];
	}
	++*count;
	vmstat->first_node = vmstat->nr_zone;
	return true;
}

bool vmstat_has_all_names(const struct vmstat *vmstat)
{
	return vmstat->all_names;
}

bool vmstat_has(const struct vmstat *vmstat, const char *name)
{
	return find_name(vmstat, name) < vmstat->nr_names;
}

bool vmstat_of_zone(const struct vmstat *vmstat, const char *name)
{
	return find_name(vmstat, name) < vmstat->nr_zone;
}

bool vmstat_global(struct pageowner *po, const struct vmstat *vmstat, const char *name,
		   uint64_t *ret)
{
	unsigned int word = po->target.word_size;
	size_t i = find_name(vmstat, name);
	enum fact array = F_VM_ZONE_STAT;

	if (i >= vmstat->nr_zone) {
		i -= vmstat->first_node;
		array = F_VM_NODE_STAT;
		if (i >= vmstat->nr_node)
			return false;
	}
	po->reader.hole = HOLE_OTHER;
	if (!has(po, array) || target_ulong(&po->reader, fact(po, array) + i * word, ret))
		return false;
	if (*ret >> (8 * word - 1))
		*ret = 0;
	return true;
}
