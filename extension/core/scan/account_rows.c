// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The rows of an account: their names, the kernel's own counters beside them, and the
 * parts: ranges of zones whose sums are shown together.
 */
#include "base/screen.h"
#include "scan/account.h"

#define ROW_BIT(row) (1u << (row))

struct row_text {
	const char *id; /* for programs: it never changes */
	const char *name;
	const char *counter; /* its name in /proc/vmstat; NULL: none, or not in there */
	unsigned int with;   /* other rows that its counter includes */
	bool unmanaged;	     /* not part of managed_pages */
};

static const struct row_text rows[NR_ACCOUNT_ROWS] = {
	[ROW_FREE] = { "free", "free", "nr_free_pages", 0, false },
	[ROW_PCP] = { "free_per_cpu", "free, on lists of CPUs", NULL, 0, false },
	[ROW_UNACCEPTED] = { "unaccepted", "unaccepted", "nr_unaccepted", 0, false },
	[ROW_ANON] = { "anonymous", "anonymous", "nr_anon_pages", 0, false },
	[ROW_ANON_UNMAPPED] = { "anonymous_unmapped", "anonymous, mapped by nobody", NULL, 0,
				false },
	[ROW_SHMEM] = { "shared_memory", "shared memory, tmpfs", "nr_shmem", 0, false },
	[ROW_CACHE] = { "page_cache", "page cache", NULL, 0, false },
	[ROW_SLAB_RECLAIMABLE] = { "slab_reclaimable", "slab, reclaimable", "nr_slab_reclaimable",
				   0, false },
	[ROW_SLAB_UNRECLAIMABLE] = { "slab_unreclaimable", "slab, unreclaimable",
				     "nr_slab_unreclaimable", ROW_BIT(ROW_KMALLOC), false },
	[ROW_KMALLOC] = { "large_kmalloc", "large kmalloc", NULL, 0, false },
	[ROW_PAGE_TABLES] = { "page_tables", "page tables", "nr_page_table_pages", 0, false },
	[ROW_KERNEL_STACKS] = { "kernel_stacks", "kernel stacks", NULL, 0, false },
	[ROW_VMALLOC] = { "vmalloc", "vmalloc", NULL, 0, false },
	[ROW_PERCPU] = { "percpu", "per-CPU variables", NULL, 0, false },
	[ROW_HUGETLB] = { "hugetlb", "huge pages (hugetlb)", NULL, 0, false },
	[ROW_CMA] = { "cma", "CMA, by cma_alloc", NULL, 0, false },
	[ROW_ZSMALLOC] = { "zsmalloc", "zsmalloc", "nr_zspages", 0, false },
	[ROW_POISONED] = { "poisoned", "poisoned", NULL, 0, false },
	[ROW_PAGE_EXT] = { "page_ext", "page_ext", NULL, 0, false },
	[ROW_DEPOT] = { "stack_depot", "stack depot", NULL, 0, false },
	[ROW_MEMMAP] = { "memory_map", "memory map", NULL, 0, false },
	[ROW_GUARD] = { "guard_pages", "guard pages", NULL, 0, false },
	[ROW_UNACCOUNTED] = { "unaccounted", "unaccounted", NULL, 0, false },
	[ROW_NO_RECORD] = { "no_record", "in use, no record", NULL, 0, false },
	[ROW_UNCLASSIFIED] = { "unclassified", "unclassified", NULL, 0, false },
	[ROW_UNKNOWN] = { "not_in_dump", "not in this dump", NULL, 0, false },
	[ROW_BALLOON] = { "balloon", "ballooned or offline", "nr_balloon_pages", 0, true },
	[ROW_RESERVED] = { "reserved", "reserved", NULL, 0, true },
};

const char *account_row_name(enum account_row row)
{
	return rows[row].name;
}

const char *account_row_id(enum account_row row)
{
	return rows[row].id;
}

static void sum_up(struct account_part *part)
{
	const struct account *account = part->account;
	size_t i;

	part->whole = true;
	for (i = 0; i < account->zones.count; i++)
		part->whole &= i >= part->first && i <= part->last && account->selected[i];
	memset(&part->sums, 0, sizeof(part->sums));
	for (i = part->first; i <= part->last; i++)
		if (account->selected[i])
			account_sums_add(&part->sums, &account->of_zones[i]);
}

/* ---- the kernel's own counters ---- */

bool account_part_vmstat(const struct account_part *part, const char *name, struct counter *ret)
{
	return vmstat_counter(part->account->vmstat, name, part->first, part->last,
			      part->account->selected, ret);
}

static void subtract(const struct account_part *part, const char *name, struct counter *from)
{
	struct counter counter;

	if (!account_part_vmstat(part, name, &counter))
		return;
	from->value -= counter.value;
	from->bound += counter.bound;
}

/* Page cache has no counter of its own: nr_file_pages without shared memory and swap cache. */
static bool cache_counter(const struct account_part *part, struct counter *ret)
{
	if (!account_part_vmstat(part, "nr_file_pages", ret))
		return false;
	subtract(part, "nr_shmem", ret);
	subtract(part, "nr_swapcached", ret);
	return true;
}

/* The kernel counts these in KiB. */
static bool stacks_counter(const struct account_part *part, struct counter *ret)
{
	uint64_t page = part->po->reader.page_size / 1024;

	if (!account_part_vmstat(part, "nr_kernel_stack", ret))
		return false;
	ret->value /= (int64_t)page;
	ret->bound = (ret->bound + page - 1) / page;
	return true;
}

static bool variable_counter(const struct account_part *part, enum machine_variable variable,
			     struct counter *ret)
{
	uint64_t value;

	memset(ret, 0, sizeof(*ret));
	if (!part->whole || !machine_variable(part->po, variable, &value))
		return false;
	ret->value = value;
	return ret->known = true;
}

/* The counter of vmalloc includes kernel stacks that are vmalloc areas. */
static bool vmalloc_counter(const struct account_part *part, struct counter *ret)
{
	struct counter stacks;

	if (!account_part_vmstat(part, "nr_vmalloc", ret) &&
	    !variable_counter(part, MACHINE_VMALLOC_PAGES, ret))
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

	if (!variable_counter(part, MACHINE_PERCPU_POPULATED, ret) ||
	    !machine_variable(part->po, MACHINE_PERCPU_UNITS, &units))
		return false;
	ret->value = ret->value * (int64_t)units - (int64_t)part->sums.reserved[ROW_PERCPU];
	return true;
}

static bool hugetlb_counter(const struct account_part *part, struct counter *ret)
{
	const struct hugetlb *huge = machine_hugetlb(part->po);

	memset(ret, 0, sizeof(*ret));
	if (!part->whole || !huge->known)
		return false;
	ret->value = huge->kib / (part->po->reader.page_size / 1024);
	return ret->known = true;
}

bool account_part_counter(const struct account_part *part, enum account_row row,
			  struct counter *ret)
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
		return variable_counter(part, MACHINE_POISONED_PAGES, ret);
	default:
		return rows[row].counter && account_part_vmstat(part, rows[row].counter, ret);
	}
}

bool account_row_shares_counter(enum account_row row)
{
	return rows[row].with;
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

void account_counter_warnings(struct pageowner *po, struct account *account, struct strbuf *text)
{
	struct account_part part = { .po = po, .account = account };
	struct counter counter;
	int64_t more;
	uint64_t apart;
	int i;

	if (!account->zones.count)
		return;
	part.last = account->zones.count - 1;
	sum_up(&part);
	for (i = 1; i < NR_ACCOUNT_ROWS; i++) {
		if (!account_part_counter(&part, i, &counter))
			continue;
		more = account_part_counted(&part, i) - counter.value;
		apart = more < 0 ? -(uint64_t)more : (uint64_t)more;
		/* Large kmalloc shows only by a stack; early and unrecorded pages have none. */
		if (rows[i].with)
			counter.bound += part.sums.early_compound + part.sums.pages[ROW_NO_RECORD];
		if (apart > counter.bound && apart * 1000 > part.sums.managed)
			strbuf_printf(text,
				      WARNING
				      "Warning: " HANG "%s: the account has %llu pages %s than the "
				      "kernel's counter; per-CPU deltas explain at most %llu\n",
				      rows[i].name, (unsigned long long)apart,
				      more < 0 ? "fewer" : "more",
				      (unsigned long long)counter.bound);
	}
}

/* ---- parts ---- */

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
