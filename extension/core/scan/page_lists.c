// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pages that are on a list or in a table of the kernel: a byte for each page frame has
 * the row that follows from this.  Only sections with such a page have these bytes.  The
 * lists come before struct page and stacks.
 */
#include "core.h"
#include "kernel/cpu.h"

/* include/linux/mmzone.h: MIGRATE_PCPTYPES lists for each order up to PAGE_ALLOC_COSTLY_ORDER */
#define PCP_TYPES 3
#define NR_LOW_PCP_LISTS (PCP_TYPES * 4)
#define MAX_PCP_LISTS 64
#define MAX_POOLS (1u << 17)
#define MAX_CMA 256
#define MORE_PAGES (1u << 16)

int marks_init(struct pageowner *po, struct marks *marks)
{
	size_t i;

	memset(marks, 0, sizeof(*marks));
	marks->po = po;
	for (i = 0; i < po->sections.count; i++)
		marks->left +=
			2 * (po->sections.sections[i].end_pfn - po->sections.sections[i].start_pfn);
	marks->left += MORE_PAGES;
	marks->of_section =
		arena_alloc(&po->run, (po->sections.count + 1) * sizeof(*marks->of_section));
	return marks->of_section ? 0 : fail(&po->reader, -ENOMEM, "page lists");
}

/* A page is on one list, or on two while it goes from one to the other. */
bool marks_spend(struct marks *marks, uint64_t pages)
{
	if (pages < marks->left) {
		marks->left -= pages;
		return true;
	}
	if (marks->left)
		marks->po->reader.holes[HOLE_OTHER]++;
	marks->left = 0;
	return false;
}

int marks_set(struct marks *marks, uint64_t pfn, enum account_row row)
{
	const struct section *section = page_ext_section(marks->po, pfn);
	unsigned char **bytes;

	if (!section)
		return 0;
	bytes = &marks->of_section[section - marks->po->sections.sections];
	if (!*bytes)
		*bytes = arena_alloc(&marks->po->run, section->end_pfn - section->start_pfn);
	if (!*bytes)
		return fail(&marks->po->reader, -ENOMEM, "page lists");
	(*bytes)[pfn - section->start_pfn] = row;
	return 0;
}

enum account_row marks_get(const struct marks *marks, const struct section *section, uint64_t pfn)
{
	const unsigned char *bytes = marks->of_section[section - marks->po->sections.sections];

	return bytes ? bytes[pfn - section->start_pfn] : ROW_NONE;
}

int marks_set_virtual(struct marks *marks, uint64_t addr, uint64_t len, enum account_row row)
{
	struct reader *rd = &marks->po->reader;
	unsigned int shift = marks->po->layout.page_shift;
	uint64_t first = addr >> shift, last = (addr + len - 1) >> shift, page, paddr;
	int err = 0;

	if (!len || last < first || !marks_spend(marks, last - first + 1))
		return 0;
	/* By number, because there is no address behind the last page of all. */
	for (page = first; !err && page <= last; page++)
		if (!target_translate(rd, page << shift, &paddr))
			err = marks_set(marks, paddr >> shift, row);
	return err;
}

/* ---- mm/page_alloc.c: the free pages on the lists of each CPU ---- */

static int mark_pcp_list(struct marks *marks, uint64_t head, unsigned int order, uint64_t *left)
{
	struct pageowner *po = marks->po;
	struct list_walk list;
	uint64_t pfn, i;
	int err = 0;

	list_begin(&list, &po->reader, head);
	while (!err && *left && list_next(&list)) {
		if (!page_of_struct(po, list.entry - offset_of(po, F_PAGE_LRU), &pfn))
			break;
		if (!marks_spend(marks, 1ull << order))
			break;
		for (i = 0; !err && i < 1ull << order && *left; i++, --*left)
			err = marks_set(marks, pfn + i, ROW_PCP);
	}
	return err;
}

static int mark_pcp(struct marks *marks, uint64_t pcp)
{
	struct pageowner *po = marks->po;
	unsigned int word = po->target.word_size;
	unsigned int lists = po->layout.facts[F_PCP_LISTS].bits / 8 / (2 * word), i;
	uint64_t count, left;
	int err = 0;

	if (read_member(&po->reader, po, F_PCP_COUNT, pcp, &count) || (int32_t)count < 0)
		return 0;
	marks->pcp_count += count;
	left = count;
	for (i = 0; !err && i < lists && i < MAX_PCP_LISTS; i++) {
		unsigned int order = i < NR_LOW_PCP_LISTS ? i / PCP_TYPES
							  : po->layout.pageblock_order;

		err = mark_pcp_list(marks, pcp + offset_of(po, F_PCP_LISTS) + i * 2 * word, order,
				    &left);
	}
	marks->pcp_lost += left;
	return err;
}

int marks_per_cpu_pages(struct marks *marks, const struct zone_list *zones)
{
	struct pageowner *po = marks->po;
	uint64_t offset, pageset, pcp;
	struct cpu_walk cpus;
	size_t i;
	int err = 0;

	if (!has(po, F_ZONE_PCP) || !has(po, F_PCP_COUNT) || !has(po, F_PCP_LISTS) ||
	    !has(po, F_PAGE_LRU))
		return 0;
	pcp = has(po, F_PAGESET_PCP) ? offset_of(po, F_PAGESET_PCP) : 0;
	cpu_begin(&cpus, po);
	while (!err && cpu_next(&cpus, &offset))
		for (i = 0; !err && i < zones->count; i++)
			if (!read_member(&po->reader, po, F_ZONE_PCP, zones->zones[i].address,
					 &pageset) &&
			    pageset)
				err = mark_pcp(marks, pageset + offset + pcp);
	return err;
}

/* ---- memory map, page_ext, stack depot ---- */

int marks_tables(struct marks *marks)
{
	struct pageowner *po = marks->po;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < po->sections.count; i++) {
		const struct section *section = &po->sections.sections[i];
		uint64_t pfns = section->end_pfn - section->start_pfn;
		uint64_t size = fact(po, F_SIZEOF_PAGE);

		err = marks_set_virtual(marks, section->mem_map + section->start_pfn * size,
					pfns * size, ROW_MEMMAP);
		size = po->layout.ext_size;
		if (!err && section->has_page_ext)
			err = marks_set_virtual(marks,
						section->page_ext + section->start_pfn * size,
						pfns * size, ROW_PAGE_EXT);
	}
	return err;
}

int marks_depot(struct marks *marks)
{
	uint64_t pool;
	unsigned int i;
	int err = 0;

	/* STACK_DEPOT_POISON is not the address of anything. */
	if (read_variable(marks->po, F_NEW_POOL, 0, &pool) && pool)
		err = marks_set_virtual(marks, pool, stackdepot_pool_size(marks->po), ROW_DEPOT);
	for (i = 0; !err && i < MAX_POOLS && stackdepot_pool(marks->po, i, &pool); i++)
		err = marks_set_virtual(marks, pool, stackdepot_pool_size(marks->po), ROW_DEPOT);
	return err;
}

/* ---- mm/cma.c: pages that cma_alloc() gave out ---- */

static int mark_range(struct marks *marks, uint64_t range, unsigned int order)
{
	struct pageowner *po = marks->po;
	unsigned int bits = 8 * po->target.word_size;
	uint64_t base, pages, bitmap, word = 0, i;
	int err = 0;

	if (read_member(&po->reader, po, F_CMA_BASE, range, &base) ||
	    read_member(&po->reader, po, F_CMA_PAGES, range, &pages) ||
	    read_member(&po->reader, po, F_CMA_BITMAP, range, &bitmap) || !bitmap ||
	    base > po->max_pfn || pages > po->max_pfn - base || !marks_spend(marks, pages))
		return 0;
	for (i = 0; !err && i < pages; i++) {
		uint64_t bit = i >> order;

		if ((i & ((1ull << order) - 1)) == 0 && bit % bits == 0 &&
		    target_ulong(&po->reader, bitmap + bit / 8, &word))
			return 0;
		if (word >> bit % bits & 1)
			err = marks_set(marks, base + i, ROW_CMA);
	}
	return err;
}

static int mark_area(struct marks *marks, uint64_t cma)
{
	struct pageowner *po = marks->po;
	uint64_t order, ranges = 1, i;
	int err = 0;

	if (read_member(&po->reader, po, F_CMA_ORDER, cma, &order) || order > MAX_RECORD_ORDER)
		return 0;
	if (!has(po, F_CMA_RANGES) || !has(po, F_SIZEOF_CMA_RANGE))
		return mark_range(marks, cma, order);
	if (has(po, F_CMA_NR_RANGES) && read_member(&po->reader, po, F_CMA_NR_RANGES, cma, &ranges))
		return 0;
	for (i = 0; !err && i < ranges && i < MAX_CMA; i++)
		err = mark_range(
			marks, cma + offset_of(po, F_CMA_RANGES) + i * fact(po, F_SIZEOF_CMA_RANGE),
			order);
	return err;
}

int marks_cma(struct marks *marks)
{
	struct pageowner *po = marks->po;
	uint64_t count, i;
	int err = 0;

	if (!has(po, F_CMA_AREAS) || !has(po, F_CMA_AREA_COUNT) || !has(po, F_SIZEOF_CMA) ||
	    !has(po, F_CMA_ORDER) || !has(po, F_CMA_BASE) || !has(po, F_CMA_PAGES) ||
	    !has(po, F_CMA_BITMAP) ||
	    target_uint(&po->reader, fact(po, F_CMA_AREA_COUNT), 4, &count))
		return 0;
	for (i = 0; !err && i < count && i < MAX_CMA; i++)
		err = mark_area(marks, fact(po, F_CMA_AREAS) + i * fact(po, F_SIZEOF_CMA));
	return err;
}
