// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The account in words: each row beside the kernel's own counter, who has what no
 * line of /proc/meminfo shows, and what of it is worth a warning.
 */
#include <stdlib.h>

#include "account.h"
#include "report.h"

#define ROW_BIT(row) (1u << (row))

struct row_text {
	const char *name;
	const char *counter;		/* as /proc/vmstat calls it, NULL: none or another */
	unsigned int with;		/* rows that its counter counts, too */
	bool unmanaged;			/* no part of managed_pages */
};

static const struct row_text rows[NR_ACCOUNT_ROWS] = {
	[ROW_FREE] = { "free", "nr_free_pages", 0, false },
	[ROW_PCP] = { "free, on lists of CPUs", NULL, 0, false },
	[ROW_UNACCEPTED] = { "unaccepted", "nr_unaccepted", 0, false },
	[ROW_ANON] = { "anonymous", "nr_anon_pages", 0, false },
	[ROW_ANON_UNMAPPED] = { "anonymous, mapped by nobody", NULL, 0, false },
	[ROW_SHMEM] = { "shared memory, tmpfs", "nr_shmem", 0, false },
	[ROW_CACHE] = { "page cache", NULL, 0, false },
	[ROW_SLAB_RECLAIMABLE] = { "slab, reclaimable", "nr_slab_reclaimable", 0, false },
	[ROW_SLAB_UNRECLAIMABLE] = { "slab, unreclaimable", "nr_slab_unreclaimable",
				     ROW_BIT(ROW_KMALLOC), false },
	[ROW_KMALLOC] = { "large kmalloc", NULL, 0, false },
	[ROW_PAGE_TABLES] = { "page tables", "nr_page_table_pages", 0, false },
	[ROW_KERNEL_STACKS] = { "kernel stacks", NULL, 0, false },
	[ROW_VMALLOC] = { "vmalloc", NULL, 0, false },
	[ROW_PERCPU] = { "per-CPU variables", NULL, 0, false },
	[ROW_HUGETLB] = { "huge pages (hugetlb)", NULL, 0, false },
	[ROW_CMA] = { "CMA, by cma_alloc", NULL, 0, false },
	[ROW_ZSMALLOC] = { "zsmalloc", "nr_zspages", 0, false },
	[ROW_POISONED] = { "poisoned", NULL, 0, false },
	[ROW_PAGE_EXT] = { "page_ext", NULL, 0, false },
	[ROW_DEPOT] = { "stack depot", NULL, 0, false },
	[ROW_MEMMAP] = { "memory map", NULL, 0, false },
	[ROW_GUARD] = { "guard pages", NULL, 0, false },
	[ROW_STRAIGHT] = { "in no line of meminfo", NULL, 0, false },
	[ROW_NO_RECORD] = { "in use, no record", NULL, 0, false },
	[ROW_UNCLASSIFIED] = { "unclassified", NULL, 0, false },
	[ROW_UNKNOWN] = { "not in this dump", NULL, 0, false },
	[ROW_BALLOON] = { "ballooned or offline", "nr_balloon_pages", 0, true },
	[ROW_RESERVED] = { "reserved", NULL, 0, true },
};

const char *account_row_name(enum account_row row)
{
	return rows[row].name;
}

static void sum_up(struct account_part *part)
{
	const struct account *account = part->account;
	size_t i, k;

	part->whole = true;
	for (i = 0; i < account->zones.count; i++)
		part->whole &= i >= part->first && i <= part->last && account->selected[i];
	memset(&part->sums, 0, sizeof(part->sums));
	for (i = part->first; i <= part->last; i++) {
		const uint64_t *from = (const uint64_t *)&account->of_zones[i];
		uint64_t *to = (uint64_t *)&part->sums;

		for (k = 0; account->selected[i] && k < sizeof(part->sums) / sizeof(*to); k++)
			to[k] += from[k];
	}
}

/* ---- the kernel's own counters ---- */

static bool counter_of(const struct account_part *part, const char *name, struct counter *ret)
{
	return vmstat_counter(part->account->vmstat, name, part->first, part->last,
			      part->account->selected, ret);
}

static void subtract(const struct account_part *part, const char *name, struct counter *from)
{
	struct counter counter;

	if (!counter_of(part, name, &counter))
		return;
	from->value -= counter.value;
	from->bound += counter.bound;
}

/* Page cache has no counter of its own: all that is cached, without what is not of files. */
static bool cache_counter(const struct account_part *part, struct counter *ret)
{
	if (!counter_of(part, "nr_file_pages", ret))
		return false;
	subtract(part, "nr_shmem", ret);
	subtract(part, "nr_swapcached", ret);
	return true;
}

/* In KiB of all things. */
static bool stacks_counter(const struct account_part *part, struct counter *ret)
{
	uint64_t page = part->po->reader.page_size / 1024;

	if (!counter_of(part, "nr_kernel_stack", ret))
		return false;
	ret->value /= (int64_t)page;
	ret->bound = (ret->bound + page - 1) / page;
	return true;
}

static bool variable_counter(const struct account_part *part, enum fact variable, struct counter *ret)
{
	uint64_t value;

	memset(ret, 0, sizeof(*ret));
	if (!part->whole || !variable_ulong(part->po, variable, &value))
		return false;
	ret->value = value;
	return ret->known = true;
}

/* Stacks that are areas of vmalloc are in its counter, too. */
static bool vmalloc_counter(const struct account_part *part, struct counter *ret)
{
	struct counter stacks;

	if (!counter_of(part, "nr_vmalloc", ret) &&
	    !variable_counter(part, F_NR_VMALLOC_PAGES, ret))
		return false;
	if (part->account->marks.stacks_in_vmalloc && stacks_counter(part, &stacks)) {
		ret->value -= stacks.value;
		ret->bound += stacks.bound;
	}
	return true;
}

static bool percpu_counter(const struct account_part *part, struct counter *ret)
{
	uint64_t units;

	if (!variable_counter(part, F_PCPU_NR_POPULATED, ret) ||
	    !variable_uint(part->po, F_PCPU_NR_UNITS, &units))
		return false;
	ret->value = ret->value * (int64_t)units - (int64_t)part->sums.reserved[ROW_PERCPU];
	return true;
}

static bool hugetlb_counter(const struct account_part *part, struct counter *ret)
{
	uint64_t kib;

	memset(ret, 0, sizeof(*ret));
	if (!part->whole || !meminfo_hugetlb(part->po, NULL, &kib))
		return false;
	ret->value = kib / (part->po->reader.page_size / 1024);
	return ret->known = true;
}

bool account_part_counter(const struct account_part *part, enum account_row row, struct counter *ret)
{
	switch (row) {
	case ROW_PCP:
		memset(ret, 0, sizeof(*ret));
		ret->value = part->account->marks.pcp_count;
		return part->whole;
	case ROW_CACHE:
		return cache_counter(part, ret);
	case ROW_KERNEL_STACKS:
		return stacks_counter(part, ret);
	case ROW_VMALLOC:
		return vmalloc_counter(part, ret);
	case ROW_PERCPU:
		return percpu_counter(part, ret);
	case ROW_HUGETLB:
		return hugetlb_counter(part, ret);
	case ROW_POISONED:
		return variable_counter(part, F_NUM_POISONED, ret);
	default:
		return rows[row].counter && counter_of(part, rows[row].counter, ret);
	}
}

/* ---- the table ---- */

static double percent(uint64_t pages, uint64_t whole)
{
	return whole ? 100.0 * pages / whole : 0;
}

static void pages_columns(struct account_part *part, uint64_t pages)
{
	uint64_t size = part->po->reader.page_size;

	text_printf(part->text, "%10llu ", (unsigned long long)pages);
	if (part->po->options.unit == UNIT_MIB)
		text_printf(part->text, "%10.1f ", (double)pages * size / (1024 * 1024));
	else if (part->po->options.unit == UNIT_BYTES)
		text_printf(part->text, "%14llu ", (unsigned long long)(pages * size));
}

bool account_row_managed(enum account_row row)
{
	return !rows[row].unmanaged;
}

uint64_t account_part_counted(const struct account_part *part, enum account_row row)
{
	uint64_t pages = part->sums.pages[row];
	int i;

	for (i = 0; i < NR_ACCOUNT_ROWS; i++)
		if (rows[row].with & ROW_BIT(i))
			pages += part->sums.pages[i];
	return pages;
}

void account_counter_warnings(struct pageowner *po, struct account *account, struct text *text)
{
	struct account_part part = { .po = po, .account = account };
	struct counter counter;
	uint64_t apart;
	int i;

	if (!account->zones.count)
		return;
	part.last = account->zones.count - 1;
	sum_up(&part);
	for (i = 1; i < NR_ACCOUNT_ROWS; i++) {
		if (!account_part_counter(&part, i, &counter))
			continue;
		apart = llabs((long long)(account_part_counted(&part, i) - counter.value));
		/* What is early has no stack, by which alone large kmalloc was known. */
		if (rows[i].with)
			counter.bound += part.sums.early_compound;
		if (apart > counter.bound && apart * 1000 > part.sums.managed)
			text_printf(text, "Warning: %s: the row is %llu pages from the kernel's "
				    "counter, of which its CPUs explain %llu\n", rows[i].name,
				    (unsigned long long)apart, (unsigned long long)counter.bound);
	}
}

/* False: there is nothing to show. */
static bool fill_row(const struct account_part *part, enum account_row row, struct pageowner_row *ret)
{
	const struct options *options = &part->po->options;
	const struct mem_zone *zone = &part->account->zones.zones[part->first];
	struct counter counter = { .value = 0 };
	bool counted = account_part_counter(part, row, &counter);

	*ret = (struct pageowner_row) {
		.name = rows[row].name,
		.pages = part->sums.pages[row],
		.counter = counted ? counter.value : 0,
		.difference = counted ? (int64_t)account_part_counted(part, row) - counter.value : 0,
		.node = options->by_node || options->by_zone ? zone->node : -1,
		.zone = options->by_zone ? zone->number : -1,
		.counted = counted,
		.managed = !rows[row].unmanaged,
	};
	return ret->pages || ret->counter;
}

static void row_line(struct account_part *part, enum account_row number)
{
	struct pageowner_row row;

	if (!fill_row(part, number, &row))
		return;
	pages_columns(part, row.pages);
	if (row.managed)
		text_printf(part->text, "%5.1f%% ", percent(row.pages, part->sums.managed));
	else
		text_printf(part->text, "%6s ", "");
	if (row.counted)
		text_printf(part->text, "%10lld %8lld  ", (long long)row.counter,
			    (long long)row.difference);
	else
		text_printf(part->text, "%10s %8s  ", "-", "");
	text_printf(part->text, "%s%s\n", row.name,
		    row.counted && rows[number].with ? " (the counter has large kmalloc, too)" : "");
}

static uint64_t sum(const struct account_part *part, bool unmanaged)
{
	uint64_t pages = 0;
	int i;

	for (i = 1; i < NR_ACCOUNT_ROWS; i++)
		if (rows[i].unmanaged == unmanaged)
			pages += part->sums.pages[i];
	return pages;
}

static void table(struct account_part *part)
{
	static const char *const units[] = {
		[UNIT_MIB] = "       MiB ", [UNIT_PAGES] = "", [UNIT_BYTES] = "         BYTES ",
	};
	uint64_t managed = sum(part, false);
	int i;

	text_printf(part->text, "%10s %s%6s %10s %8s  %s\n", "PAGES",
		    units[part->po->options.unit], "%RAM", "KERNEL", "DIFF", "WHAT");
	for (i = 1; i < NR_ACCOUNT_ROWS; i++)
		if (!rows[i].unmanaged)
			row_line(part, i);
	pages_columns(part, managed);
	text_printf(part->text, "%5.1f%% %10llu %8lld  all that the page allocator manages\n",
		    percent(managed, part->sums.managed), (unsigned long long)part->sums.managed,
		    (long long)(managed - part->sums.managed));
	for (i = 1; i < NR_ACCOUNT_ROWS; i++)
		if (rows[i].unmanaged)
			row_line(part, i);
}

static void cma_lines(struct account_part *part)
{
	const char *separator = "";
	struct counter counter;
	uint64_t all = 0;
	int i;

	for (i = 1; i < NR_ACCOUNT_ROWS; i++)
		all += part->sums.cma[i];
	if (!all)
		return;
	text_printf(part->text, "\nCMA, %llu pages of these: ", (unsigned long long)all);
	for (i = 1; i < NR_ACCOUNT_ROWS; i++) {
		if (!part->sums.cma[i])
			continue;
		text_printf(part->text, "%s%llu %s", separator,
			    (unsigned long long)part->sums.cma[i], rows[i].name);
		separator = ", ";
	}
	if (counter_of(part, "nr_free_cma", &counter))
		text_printf(part->text, "; the kernel counts %lld free", (long long)counter.value);
	text_append(part->text, "\n", 1);
}

/* ---- who has what no line shows ---- */

static bool in_part(const struct account_part *part, const struct group *group)
{
	const struct mem_zone *zones = part->account->zones.zones;
	size_t i;

	for (i = part->first; i <= part->last; i++)
		if (part->account->selected[i] && zones[i].node == group->key.node &&
		    (part->last > part->first || zones[i].number == group->key.zone))
			return true;
	return false;
}

static unsigned int part_keys(const struct options *options)
{
	return (options->by_node ? KEY_BIT(KEY_NODE) : 0) |
	       (options->by_zone ? KEY_BIT(KEY_ZONE) : 0);
}

static int part_groups(struct account_part *part, const struct cells *cells, struct groups *ret)
{
	struct pageowner *po = part->po;
	struct groups all;
	size_t i;
	int err = groups_make(po, cells, NULL, po->options.keys | part_keys(&po->options),
			      po->options.sort, po->options.nr_sort, &all);

	memset(ret, 0, sizeof(*ret));
	if (err)
		return err;
	ret->groups = arena_alloc(&po->run, (all.count + 1) * sizeof(*ret->groups));
	if (!ret->groups)
		return fail(&po->reader, -ENOMEM, "groups");
	for (i = 0; i < all.count; i++)
		if (!part_keys(&po->options) || in_part(part, &all.groups[i]))
			ret->groups[ret->count++] = all.groups[i];
	return 0;
}

int account_part_groups(struct account_part *part, struct groups *ret)
{
	return part_groups(part, &part->account->result.cells, ret);
}

static int owner_groups(struct account_part *part, const struct cells *cells,
			const char *heading)
{
	struct pageowner *po = part->po;
	struct view view = { .po = po, .whole = part->sums.managed, .now = machine_now(po) };
	int err = part_groups(part, cells, &view.groups);

	if (!err && po->objects.group)
		return objects_groups(po, &view.groups);
	if (err || !view.groups.count)
		return err;
	text_printf(part->text, "\n%s:", heading);
	view.text = *part->text;
	report_groups(&view);
	*part->text = view.text;
	return 0;
}

static int straight_groups(struct account_part *part)
{
	return owner_groups(part, &part->account->result.cells,
			    "Who has what no line of meminfo shows");
}

/* ---- parts ---- */

static void title(struct account_part *part)
{
	const struct mem_zone *zone = &part->account->zones.zones[part->first];
	const struct options *options = &part->po->options;

	if (options->by_zone)
		text_printf(part->text, "\nNode %d, zone %s\n\n", zone->node,
			    machine_zone_name(part->po, zone->number));
	else if (options->by_node)
		text_printf(part->text, "\nNode %d\n\n", zone->node);
	else
		text_append(part->text, "\n", 1);
}

static int part_objects(struct account_part *part)
{
	const struct objects *objects = &part->po->objects;
	struct pageowner_row row;
	int i, err = 0;

	if (objects->group)
		return straight_groups(part);
	for (i = 1; !err && objects->row && i < NR_ACCOUNT_ROWS; i++)
		if (fill_row(part, i, &row))
			err = objects->row(objects->arg, &row);
	return err;
}

static int part_text(struct account_part *part)
{
	int err;

	if (objects_wanted(&part->po->objects))
		return part_objects(part);
	title(part);
	table(part);
	cma_lines(part);
	err = straight_groups(part);
	if (!err && part->po->options.command == COMMAND_ACCOUNT)
		err = owner_groups(part, &part->account->cma, "Who has CMA, by cma_alloc");
	return err;
}

bool account_part_next(struct account_part *part)
{
	const struct zone_list *zones = &part->account->zones;
	const struct options *options = &part->po->options;

	do {
		part->first = part->begun ? part->last + 1 : 0;
		part->begun = true;
		if (part->first >= zones->count)
			return false;
		part->last = part->first;
		while (part->last + 1 < zones->count && !options->by_zone &&
		       (!options->by_node ||
			zones->zones[part->last + 1].node == zones->zones[part->first].node))
			part->last++;
		sum_up(part);
	} while (!part->sums.present && options->by_zone);
	return true;
}

int account_rows_text(struct pageowner *po, struct account *account, struct text *text)
{
	struct account_part part = { .po = po, .account = account, .text = text };
	int err = 0;

	while (!err && account_part_next(&part))
		err = part_text(&part);
	return err;
}

void account_kernel_text(struct pageowner *po, struct text *text)
{
	struct view view = { .po = po, .now = machine_now(po), .text = *text };

	report_kernel(&view);
	*text = view.text;
}

void account_missing_text(struct pageowner *po, const struct account *account, struct text *text)
{
	text_printf(text, "%-13s", "Not read");
	if (report_partial(po, &account->result))
		report_missing(po, &account->result, text);
	else
		text_printf(text, "nothing: all that this account needs is in the dump");
	if (account->offline)
		text_printf(text, "; %llu page frames are offline",
			    (unsigned long long)account->offline);
	text_append(text, "\n", 1);
}

int account_text(struct pageowner *po, struct account *account, struct text *text)
{
	int err;

	if (objects_wanted(&po->objects))
		return account_rows_text(po, account, text);
	account_kernel_text(po, text);
	err = account_rows_text(po, account, text);
	if (err)
		return err;
	text_append(text, "\n", 1);
	err = account_warnings(po, account, text);
	if (err)
		return err;
	account_missing_text(po, account, text);
	return 0;
}
