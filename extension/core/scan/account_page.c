// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The row of one page: by its flags and type, by the kernel's lists, by its mapping, and
 * if it is the tail of a compound page by its head.
 */
#include "scan/account.h"

/* include/linux/slab.h until v6.8; since then an enumerator has the number of the bit */
#define SLAB_RECLAIM_ACCOUNT 0x20000
/* The low bits of page->mapping: include/linux/page-flags.h, PAGE_MAPPING_FLAGS */
#define MAPPING_ANON 1
#define MAPPING_MOVABLE 2
#define MAPPING_FLAGS 3

/* ---- types of pages ---- */

static void add_type(struct rules *rules, uint32_t mask, uint32_t value, enum account_row row)
{
	rules->types[rules->nr_types++] = (struct type_row){ mask, value, row };
}

/* include/linux/page-flags.h: a number in the top byte since v6.12, a cleared bit before. */
static void add_bit(struct rules *rules, uint32_t bit, enum account_row row)
{
	uint32_t base = has(rules->po, F_PG_TABLE) ? 0x80000000 : 0xf0000000;

	add_type(rules, base | bit, base, row);
}

static void add_numbered(struct rules *rules, enum fact type, enum account_row row)
{
	if (has(rules->po, type))
		add_type(rules, 0xff000000, (uint32_t)fact(rules->po, type) << 24, row);
}

static void add_valued(struct rules *rules, enum fact value, enum account_row row)
{
	if (!has(rules->po, value))
		return;
	if (has(rules->po, F_PGTY_TABLE))
		add_type(rules, 0xff000000, (uint32_t)fact(rules->po, value) & 0xff000000, row);
	else
		add_bit(rules, ~(uint32_t)fact(rules->po, value), row);
}

/* The type kmemcg was removed when memcg_data replaced mem_cgroup (v5.11). */
static bool has_kmemcg(const struct pageowner *po)
{
	if (has(po, F_PAGE_MEMCG_DATA))
		return !strcmp(fact_name(po, F_PAGE_MEMCG_DATA), "mem_cgroup");
	return !has(po, F_OWNER_TS);
}

static void find_types(struct rules *rules)
{
	struct pageowner *po = rules->po;
	bool kmemcg = has_kmemcg(po);

	add_valued(rules, F_PAGE_OFFLINE_VALUE, ROW_BALLOON);
	add_valued(rules, F_PAGE_HUGETLB_VALUE, ROW_HUGETLB);
	if (has(po, F_PGTY_TABLE)) {
		add_numbered(rules, F_PGTY_TABLE, ROW_PAGE_TABLES);
		add_numbered(rules, F_PGTY_GUARD, ROW_GUARD);
		add_numbered(rules, F_PGTY_ZSMALLOC, ROW_ZSMALLOC);
		add_numbered(rules, F_PGTY_UNACCEPTED, ROW_UNACCEPTED);
		add_numbered(rules, F_PGTY_KMALLOC, ROW_KMALLOC);
	} else {
		add_bit(rules,
			has(po, F_PG_TABLE) ? fact(po, F_PG_TABLE)
			: kmemcg	    ? 0x400
					    : 0x200,
			ROW_PAGE_TABLES);
		add_bit(rules,
			has(po, F_PG_GUARD) ? fact(po, F_PG_GUARD)
			: kmemcg	    ? 0x800
					    : 0x400,
			ROW_GUARD);
	}
}

static enum account_row type_of(const struct rules *rules, const struct page *page)
{
	size_t i;

	for (i = 0; i < rules->nr_types; i++)
		if ((page->mapcount & rules->types[i].mask) == rules->types[i].value)
			return rules->types[i].row;
	return ROW_NONE;
}

/* ---- compound pages ---- */

/* The order of the compound page with its head at @pfn; 0 if the facts for it are missing. */
static unsigned int compound_order(struct account_job *job, uint64_t pfn)
{
	const struct pageowner *po = job->base.po;
	const struct section *section = page_ext_section(po, pfn);
	uint64_t size = fact(po, F_SIZEOF_PAGE), address, order = 0;
	enum fact member = has(po, F_FOLIO_ORDER) ? F_FOLIO_ORDER : F_COMPOUND_ORDER;

	if (!section || !has(po, member))
		return 0;
	/* The offset in struct folio counts from the first struct page, else from the second. */
	address = section->mem_map + pfn * size + (member == F_COMPOUND_ORDER ? size : 0);
	if (read_member(&job->base.rd, po, member, address, &order))
		return 0;
	order &= 0xff;
	return order <= MAX_RECORD_ORDER ? order : 0;
}

/* Before hugetlb became a page type it was a destructor, then a flag, in the second struct page. */
static bool is_hugetlb(struct account_job *job, uint64_t pfn)
{
	const struct pageowner *po = job->base.po;
	const struct section *section = page_ext_section(po, pfn);
	uint64_t size = fact(po, F_SIZEOF_PAGE), address, value;

	if (has(po, F_PAGE_HUGETLB_VALUE) || !section)
		return false;
	address = section->mem_map + pfn * size;
	if (has(po, F_HUGETLB_DTOR) && has(po, F_FOLIO_DTOR))
		return !read_member(&job->base.rd, po, F_FOLIO_DTOR, address, &value) &&
		       value == (uint64_t)fact(po, F_HUGETLB_DTOR);
	if (has(po, F_HUGETLB_DTOR) && has(po, F_COMPOUND_DTOR))
		return !read_member(&job->base.rd, po, F_COMPOUND_DTOR, address + size, &value) &&
		       value == (uint64_t)fact(po, F_HUGETLB_DTOR);
	if (!has(po, F_PG_HUGETLB) || !has(po, F_FOLIO_ORDER))
		return false;
	return !read_member(&job->base.rd, po, F_FOLIO_ORDER, address, &value) &&
	       value >> (fact(po, F_PG_HUGETLB) & 63) & 1;
}

/* Is the whole of the compound page at @pfn mapped at once? */
static bool mapped_at_once(struct account_job *job, uint64_t pfn)
{
	const struct pageowner *po = job->base.po;
	const struct section *section = page_ext_section(po, pfn);
	uint64_t size = fact(po, F_SIZEOF_PAGE), address, mapcount;
	enum fact member = has(po, F_FOLIO_MAPCOUNT) ? F_FOLIO_MAPCOUNT : F_COMPOUND_MAPCOUNT;

	if (!section || !has(po, member))
		return true;
	address = section->mem_map + pfn * size + (member == F_COMPOUND_MAPCOUNT ? size : 0);
	return read_member(&job->base.rd, po, member, address, &mapcount) || (int32_t)mapcount >= 0;
}

/* AnonPages counts mapped pages: not a page of a huge page that was unmapped by itself. */
static enum account_row anon_row(const struct page *page, bool at_once)
{
	return at_once || (int32_t)page->mapcount >= 0 ? ROW_ANON : ROW_ANON_UNMAPPED;
}

/* ---- slabs ---- */

static enum account_row slab_row(struct account_job *job, uint64_t pfn)
{
	const struct pageowner *po = job->base.po;
	struct reader *rd = &job->base.rd;
	const struct section *section = page_ext_section(po, pfn);
	uint64_t cache, flags;
	size_t slot;

	if (!section || !has(po, F_SLAB_CACHE) || !has(po, F_CACHE_FLAGS) ||
	    read_member(rd, po, F_SLAB_CACHE, section->mem_map + pfn * fact(po, F_SIZEOF_PAGE),
			&cache))
		return ROW_SLAB_UNRECLAIMABLE;
	slot = cache / 64 % CACHED_CACHES;
	if (job->caches[slot].address == cache && job->caches[slot].row)
		return job->caches[slot].row;
	rd->hole = HOLE_OTHER;
	if (read_member(rd, po, F_CACHE_FLAGS, cache, &flags))
		return ROW_SLAB_UNRECLAIMABLE;
	job->caches[slot].address = cache;
	job->caches[slot].row = flags & job->rules->reclaim ? ROW_SLAB_RECLAIMABLE
							    : ROW_SLAB_UNRECLAIMABLE;
	return job->caches[slot].row;
}

/* ---- one page ---- */

static enum account_row mapping_row(const struct rules *rules, const struct page *page)
{
	bool swapbacked = page->flags & rules->swapbacked;

	if (page->mapping & MAPPING_ANON)
		return ROW_ANON;
	if (page->flags & rules->swapcache && swapbacked && !page->mapping)
		return ROW_ANON;
	if ((page->mapping & MAPPING_FLAGS) == MAPPING_MOVABLE)
		return ROW_NONE;
	if (page->mapping || page->flags & rules->lru)
		return swapbacked ? ROW_SHMEM : ROW_CACHE;
	return ROW_NONE;
}

/* Without the record.  1 << @order pages from here on are in the same row. */
static enum account_row page_row(struct account_job *job, uint64_t pfn,
				 const struct section *section, const struct page *page,
				 unsigned int *order)
{
	const struct rules *rules = job->rules;
	enum account_row row;

	*order = 0;
	if (page_is_buddy(job->base.po, page, order))
		return ROW_FREE;
	if (page_is_reserved(job->base.po, page))
		return ROW_RESERVED;
	if (page->flags & rules->poison)
		return ROW_POISONED;
	if (page_is_slab(job->base.po, page))
		return slab_row(job, pfn);
	row = type_of(rules, page);
	if (!row && page->flags & rules->head && is_hugetlb(job, pfn))
		row = ROW_HUGETLB;
	if (row == ROW_HUGETLB)
		*order = compound_order(job, pfn);
	if (row == ROW_UNACCEPTED)
		*order = job->base.po->layout.max_order;
	if (!row)
		row = marks_get(&rules->account->marks, section, pfn);
	/* In use although a list of free pages has it: the list changed in the meantime. */
	if (row == ROW_PCP && page->refcount)
		row = ROW_NONE;
	if (!row && page->refcount)
		row = mapping_row(rules, page);
	if (row == ROW_ANON)
		row = anon_row(page, page->flags & rules->head && mapped_at_once(job, pfn));
	return row;
}

/* A tail is in the row of its head. */
static int tail_row(struct account_job *job, const struct page *tail, enum account_row *ret)
{
	const struct section *section;
	struct page head;
	unsigned int order;
	uint64_t pfn;
	int err;

	*ret = ROW_NONE;
	if (!page_head(job->base.po, job->base.section, job->pfn, tail, &pfn))
		return 0;
	if (pfn != job->head.pfn) {
		section = page_ext_section(job->base.po, pfn);
		err = page_read(&job->base.rd, job->base.po,
				section == job->base.section ? &job->window : &job->heads, section,
				pfn, &head);
		if (err)
			return err;
		job->head.pfn = pfn;
		job->head.row = head.flags & job->rules->head
					? page_row(job, pfn, section, &head, &order)
					: ROW_NONE;
		job->head.mapped = mapped_at_once(job, pfn);
	}
	/* Lists name each page, and only the head itself is poisoned. */
	if (job->head.row != ROW_POISONED && job->head.row != ROW_FREE)
		*ret = job->head.row;
	if (*ret == ROW_ANON || *ret == ROW_ANON_UNMAPPED)
		*ret = anon_row(tail, job->head.mapped);
	return 0;
}

int account_page(struct account_job *job, const struct page *page, enum account_row *row,
		 unsigned int *order)
{
	bool poisoned = page->flags & job->rules->poison;

	if (!(page->compound_head & 1) || page->flags == ~0ull || poisoned)
		*row = page_row(job, job->pfn, job->base.section, page, order);
	else
		return tail_row(job, page, row);
	return 0;
}

/* ---- getting ready ---- */

static uint64_t flag(struct pageowner *po, const char *name)
{
	return page_flags_mask(po, name, strlen(name));
}

void account_rules(struct pageowner *po, struct account *account, struct rules *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->po = po;
	ret->account = account;
	find_types(ret);
	ret->head = flag(po, "head");
	ret->poison = flag(po, "hwpoison");
	ret->lru = flag(po, "lru");
	ret->swapbacked = flag(po, "swapbacked");
	ret->swapcache = flag(po, "swapcache");
	ret->cma = page_migratetype(po, "CMA", 3);
	ret->reclaim = SLAB_RECLAIM_ACCOUNT;
	if (has(po, F_SLAB_RECLAIM_BIT))
		ret->reclaim = 1ull << (fact(po, F_SLAB_RECLAIM_BIT) & 63);
}
