// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The dumped machine as a whole: how much memory, which kernel, when.  Each part of struct
 * machine is read out of the kernel when it is first asked for; what was filled from
 * another source lacks none.
 */
#include <stdlib.h>

#include "core.h"
#include "kernel/cpu.h"

void machine_of_kernel(struct pageowner *po)
{
	po->machine = (struct machine){ .memory = true, .live = po->target.live };
}

void machine_of_text(struct pageowner *po)
{
	po->machine = (struct machine){ .text = true, .oom_log = "" };
	machine_complete(&po->machine);
}

void machine_complete(struct machine *machine)
{
	machine->known = ~0ull;
}

bool machine_lacks(struct machine *machine, enum machine_part part)
{
	bool lacks = !(machine->known >> part & 1);

	machine->known |= 1ull << part;
	return lacks;
}

/* ---- memory ---- */

static void doubt_zone(struct pageowner *po, const struct mem_zone *zone, const char **ret)
{
	struct strbuf text = { .arena = &po->known };

	strbuf_printf(&text,
		      "zone %d of node %d manages %llu of %llu page frames of %llu from %llu on, "
		      "and memory ends at %llu, which is not possible",
		      zone->number, zone->node, (unsigned long long)zone->managed,
		      (unsigned long long)zone->present, (unsigned long long)zone->spanned,
		      (unsigned long long)zone->start_pfn, (unsigned long long)po->max_pfn);
	*ret = text.failed ? "the numbers of a zone are not possible" : text.data;
}

static uint64_t node_managed(struct pageowner *po, int node, const char **doubt)
{
	uint64_t pgdat = zones_node(po, node), sum = 0;
	unsigned int zones = zones_of_node(po, pgdat), i;

	for (i = 0; i < zones; i++) {
		struct mem_zone zone = { .node = node, .number = i };

		zone.address = zones_address(po, pgdat, i);
		if (zones_read(po, &zone))
			continue;
		if (!*doubt && !zones_sound(po, &zone))
			doubt_zone(po, &zone, doubt);
		sum += zone.managed;
	}
	return sum;
}

/*
 * 0 with the reason in @doubt.  Of a sum that lacks a zone nobody could see that it is too
 * small.
 */
static uint64_t read_managed(struct pageowner *po, const char **doubt)
{
	unsigned int nodes = zones_nodes(po), i;
	uint64_t sum = 0, holes = po->reader.holes[HOLE_OTHER];

	*doubt = NULL;
	po->reader.hole = HOLE_OTHER;
	if (!has(po, F_ZONE_MANAGED) || !has(po, F_SIZEOF_ZONE)) {
		*doubt = "this dump does not tell how the kernel counts it";
		return 0;
	}
	for (i = 0; i < nodes; i++)
		sum += node_managed(po, i, doubt);
	if (po->reader.holes[HOLE_OTHER] != holes)
		*doubt = "a page of the kernel's zones is not in this dump";
	else if (!sum)
		*doubt = "no zone manages a page";
	else if (sum > po->max_pfn)
		*doubt = "the zones manage more page frames than there are";
	return *doubt ? 0 : sum;
}

uint64_t machine_managed_pages(struct pageowner *po)
{
	if (machine_lacks(&po->machine, PART_MANAGED))
		po->machine.managed = read_managed(po, &po->machine.ram_doubt);
	return po->machine.managed;
}

static int not_the_size(struct pageowner *po, const char *but, uint64_t have, const char *and,
			uint64_t want)
{
	return fail(&po->reader, -EINVAL,
		    "SECTION_SIZE_BITS is %u, but then %s %llu, and %s %llu: "
		    "VMCOREINFO or the dump is damaged",
		    po->layout.section_shift + po->layout.page_shift, but, (unsigned long long)have,
		    and, (unsigned long long)want);
}

int machine_check_sections(struct pageowner *po)
{
	const struct section_list *list = &po->sections;
	uint64_t holes = po->reader.holes[HOLE_OTHER], pages = 0, managed;
	const char *doubt;
	size_t i;

	for (i = 0; i < list->count; i++) {
		const struct section *section = &list->sections[i];

		if (section->start_pfn >= po->max_pfn && section->has_page_ext)
			return not_the_size(po, "there are records of page frame",
					    section->start_pfn, "memory ends at", po->max_pfn);
		pages += section->end_pfn - section->start_pfn;
	}
	managed = read_managed(po, &doubt);
	/* A command that needs these numbers reads them again, and reports what is missing. */
	po->reader.holes[HOLE_OTHER] = holes;
	return !list->holes && pages < managed ? not_the_size(po, "the number of page frames is",
							      pages, "the zones manage", managed)
					       : 0;
}

void machine_owned(struct pageowner *po, uint64_t pages)
{
	struct strbuf text = { .arena = &po->known };
	uint64_t managed = machine_managed_pages(po);

	if (!managed || pages <= managed)
		return;
	strbuf_printf(&text,
		      "the zones manage %llu pages, of which %llu have an owner: a balloon driver "
		      "took pages from them, or the dump is damaged",
		      (unsigned long long)managed, (unsigned long long)pages);
	po->machine.ram_doubt = text.failed ? "it is less than what is owned" : text.data;
	po->machine.managed = 0;
}

static uint64_t first_node(struct pageowner *po)
{
	unsigned int nodes = zones_nodes(po), i;
	uint64_t pgdat = 0;

	for (i = 0; !pgdat && i < nodes; i++)
		pgdat = zones_node(po, i);
	return pgdat;
}

/* A node counts its zones up to the last one that it has memory in; others may have more. */
static unsigned int most_zones(struct pageowner *po)
{
	unsigned int nodes = zones_nodes(po), most = 0, i;

	po->reader.hole = HOLE_OTHER;
	for (i = 0; i < nodes; i++) {
		unsigned int zones = zones_of_node(po, zones_node(po, i));

		most = zones > most ? zones : most;
	}
	return most;
}

unsigned int machine_zone_names(struct pageowner *po)
{
	if (machine_lacks(&po->machine, PART_ZONES))
		po->machine.nr_zones = most_zones(po);
	return po->machine.nr_zones;
}

static const char *read_zone_name(struct pageowner *po, int zone)
{
	struct reader *rd = &po->reader;
	uint64_t pgdat, name;
	char buf[32];

	rd->hole = HOLE_OTHER;
	if (!has(po, F_ZONE_NAME) || !has(po, F_NODE_ZONES) || !has(po, F_SIZEOF_ZONE))
		return "";
	pgdat = first_node(po);
	if (!pgdat || read_member(rd, po, F_ZONE_NAME, zones_address(po, pgdat, zone), &name) ||
	    target_string(rd, name, buf, sizeof(buf)))
		return "";
	return name_text(po, name_id(po, buf, strlen(buf)));
}

const char *machine_zone_name(struct pageowner *po, int zone)
{
	struct machine *machine = &po->machine;

	if (zone < 0 || zone >= MAX_ZONE_NAMES)
		return "";
	if (machine_lacks(machine, PART_ZONE_NAME + zone))
		machine->zone_names[zone] = read_zone_name(po, zone);
	return machine->zone_names[zone] ? machine->zone_names[zone] : "";
}

/* ---- time ---- */

/* Each run queue keeps the sched_clock() of its last update. */
static uint64_t read_now(struct pageowner *po)
{
	struct reader *rd = &po->reader;
	uint64_t offset, clock, now = 0;
	struct cpu_walk cpus;

	rd->hole = HOLE_OTHER;
	if (!has(po, F_RUNQUEUES) || !has(po, F_RQ_CLOCK))
		return 0;
	cpu_begin(&cpus, po);
	while (cpu_next(&cpus, &offset))
		if (!read_member(rd, po, F_RQ_CLOCK, fact(po, F_RUNQUEUES) + offset, &clock) &&
		    clock > now)
			now = clock;
	return now;
}

uint64_t machine_now(struct pageowner *po)
{
	if (machine_lacks(&po->machine, PART_NOW))
		po->machine.now = read_now(po);
	return po->machine.now;
}

unsigned int machine_age(const struct pageowner *po, uint64_t ts)
{
	uint64_t now = po->machine.now, age;

	if (!now || !ts)
		return 0;
	age = ts < now ? (now - ts) / (now / AGE_TENTHS + 1) : 0;
	return 1 + (age < AGE_TENTHS ? age : AGE_TENTHS - 1);
}

/* crash_save_vmcoreinfo() notes the time right before the kdump kernel starts. */
static uint64_t read_time(struct pageowner *po)
{
	uint64_t seconds, keeper;
	size_t len;
	const char *text = vmcoreinfo_line(po, "CRASHTIME", &len);

	po->machine.paused = !text;
	if (text)
		return strtoull(text, NULL, 10);
	po->reader.hole = HOLE_OTHER;
	if (has(po, F_TIMEKEEPER_SHADOW))
		keeper = fact(po, F_TIMEKEEPER_SHADOW);
	else if (has(po, F_TK_CORE) && has(po, F_TK_DATA_TIMEKEEPER))
		keeper = fact(po, F_TK_CORE) + offset_of(po, F_TK_DATA_TIMEKEEPER);
	else
		return 0;
	return has(po, F_TK_XTIME_SEC) &&
			       !read_member(&po->reader, po, F_TK_XTIME_SEC, keeper, &seconds)
		       ? seconds
		       : 0;
}

uint64_t machine_time(struct pageowner *po)
{
	if (machine_lacks(&po->machine, PART_TIME))
		po->machine.time = read_time(po);
	return po->machine.time;
}

/* ---- names ---- */

static const char *read_uts(struct pageowner *po, enum uts_field field)
{
	static const enum fact facts[NR_UTS_FIELDS] = {
		[UTS_RELEASE] = F_UTS_RELEASE,
		[UTS_VERSION] = F_UTS_VERSION,
		[UTS_MACHINE] = F_UTS_MACHINE,
		[UTS_NODENAME] = F_UTS_RELEASE,
	};
	/* struct new_utsname of include/uapi/linux/utsname.h has the name of the host before. */
	uint64_t before = field == UTS_NODENAME ? 65 : 0;
	char name[65];

	po->reader.hole = HOLE_OTHER;
	if (!has(po, F_INIT_UTS_NS) || !has(po, F_UTS_NAME) || !has(po, facts[field]) ||
	    target_string(&po->reader,
			  fact(po, F_INIT_UTS_NS) + offset_of(po, F_UTS_NAME) +
				  offset_of(po, facts[field]) - before,
			  name, sizeof(name)))
		return NULL;
	return name_text(po, name_id(po, name, strlen(name)));
}

static const char *uts_name(struct pageowner *po, enum uts_field field)
{
	if (machine_lacks(&po->machine, PART_UTS + field))
		po->machine.uts[field] = read_uts(po, field);
	return po->machine.uts[field];
}

void machine_uts_text(struct pageowner *po, enum uts_field field, struct strbuf *text)
{
	const char *name = uts_name(po, field);

	if (name)
		strbuf_name(text, name);
}

void machine_kernel_text(struct pageowner *po, struct strbuf *text)
{
	static const enum uts_field fields[] = { UTS_RELEASE, UTS_MACHINE, UTS_VERSION };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		const char *name = uts_name(po, fields[i]);

		if (!name)
			continue;
		if (i)
			strbuf_append(text, " ", 1);
		strbuf_name(text, name);
	}
}

/* ---- numbers ---- */

static void read_number(struct pageowner *po, enum machine_variable variable,
			struct machine_number *ret)
{
	static const struct {
		enum fact fact;
		unsigned int bytes; /* 0: of a pointer */
	} variables[NR_MACHINE_VARIABLES] = {
		[MACHINE_VMALLOC_PAGES] = { F_NR_VMALLOC_PAGES, 0 },
		[MACHINE_PERCPU_POPULATED] = { F_PCPU_NR_POPULATED, 0 },
		[MACHINE_PERCPU_UNITS] = { F_PCPU_NR_UNITS, 4 },
		[MACHINE_POISONED_PAGES] = { F_NUM_POISONED, 0 },
	};

	ret->known =
		read_variable(po, variables[variable].fact, variables[variable].bytes, &ret->value);
}

bool machine_variable(struct pageowner *po, enum machine_variable variable, uint64_t *ret)
{
	struct machine_number *number = &po->machine.variables[variable];

	if (machine_lacks(&po->machine, PART_VARIABLE + variable))
		read_number(po, variable, number);
	*ret = number->value;
	return number->known;
}

const struct hugetlb *machine_hugetlb(struct pageowner *po)
{
	if (machine_lacks(&po->machine, PART_HUGETLB))
		hugetlb_read(po, &po->machine.hugetlb);
	return &po->machine.hugetlb;
}
