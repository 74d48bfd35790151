// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every page of every zone in exactly one row.  First come the lists that the kernel
 * itself keeps (marks.c), then each struct page, then the record of page_owner: who
 * is in none of them has his memory straight from the page allocator.
 */
#include "core.h"

/* include/linux/slab.h until v6.8; then an enumerator says which bit it is */
#define SLAB_RECLAIM_ACCOUNT 0x20000
#define CACHED_CACHES 64
/* The low bits of page->mapping: include/linux/page-flags.h, PAGE_MAPPING_FLAGS */
#define MAPPING_ANON 1
#define MAPPING_MOVABLE 2
#define MAPPING_FLAGS 3

/* A page type is there when (page_type & mask) == value. */
struct type_row {
	uint32_t mask, value;
	enum account_row row;
};

#define MAX_TYPES 8

/* What all jobs share and none changes. */
struct rules {
	struct pageowner *po;
	struct account *account;
	struct type_row types[MAX_TYPES];
	size_t nr_types;
	uint64_t head, poison, lru, swapbacked, swapcache;	/* masks of page->flags */
	uint64_t reclaim;					/* of kmem_cache->flags */
	int cma;			/* the migratetype, -1: none */
};

struct account_job {
	struct section_job base;
	const struct rules *rules;
	struct account_sums *sums;	/* for each zone */
	struct page_window window, heads;
	struct page_ext_table table;
	struct cells cells;
	struct {
		uint64_t address;
		enum account_row row;
	} caches[CACHED_CACHES];

	uint64_t pfn;
	uint64_t cover_until;		/* the page before settled those up to here */
	enum account_row cover_row;
	int cover_zone;
	const struct mem_zone *zone;	/* of this page */
	uint64_t head;			/* of the compound page seen last, and its row */
	enum account_row head_row;
	uint64_t block;			/* pageblock seen last, and whether it is CMA's */
	bool block_cma;
	struct allocation alloc;	/* of ROW_STRAIGHT, not added to the cells yet */
	uint64_t alloc_end, alloc_pages;
};

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

static void find_types(struct rules *rules)
{
	struct pageowner *po = rules->po;
	/* A bit of kmemcg was before them until memcg_data came (v5.11). */
	bool moved = has(po, F_PAGE_MEMCG_DATA) || has(po, F_OWNER_TS);

	add_valued(rules, F_PAGE_OFFLINE_VALUE, ROW_BALLOON);
	add_valued(rules, F_PAGE_HUGETLB_VALUE, ROW_HUGETLB);
	if (has(po, F_PGTY_TABLE)) {
		add_numbered(rules, F_PGTY_TABLE, ROW_PAGE_TABLES);
		add_numbered(rules, F_PGTY_GUARD, ROW_GUARD);
		add_numbered(rules, F_PGTY_ZSMALLOC, ROW_ZSMALLOC);
		add_numbered(rules, F_PGTY_UNACCEPTED, ROW_UNACCEPTED);
		add_numbered(rules, F_PGTY_KMALLOC, ROW_KMALLOC);
	} else {
		add_bit(rules, has(po, F_PG_TABLE) ? fact(po, F_PG_TABLE) : moved ? 0x200 : 0x400,
			ROW_PAGE_TABLES);
		add_bit(rules, has(po, F_PG_GUARD) ? fact(po, F_PG_GUARD) : moved ? 0x400 : 0x800,
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

/* The head of a tail: a pointer, or since v7.1 possibly a mask for the tail's address. */
static bool find_head(struct account_job *job, const struct page *page, uint64_t *pfn)
{
	const struct pageowner *po = job->base.po;
	uint64_t info = page->compound_head & ~1ull;
	uint64_t address = job->base.section->mem_map + job->pfn * fact(po, F_SIZEOF_PAGE);

	if (page_of_struct(po, info, pfn))
		return true;
	return page_of_struct(po, address & info, pfn);
}

/* Of the compound page whose head is @pfn; 0 where no fact tells. */
static unsigned int compound_order(struct account_job *job, uint64_t pfn)
{
	const struct pageowner *po = job->base.po;
	const struct section *section = page_ext_section(po, pfn);
	uint64_t size = fact(po, F_SIZEOF_PAGE), address, order = 0;
	enum fact member = has(po, F_FOLIO_ORDER) ? F_FOLIO_ORDER : F_COMPOUND_ORDER;

	if (!section || !has(po, member))
		return 0;
	/* struct folio covers the first struct pages, struct page is its second one's. */
	address = section->mem_map + pfn * size + (member == F_COMPOUND_ORDER ? size : 0);
	if (read_member(&job->base.rd, po, member, address, &order))
		return 0;
	order &= 0xff;
	return order <= MAX_RECORD_ORDER ? order : 0;
}

/* Before it became a page type: a destructor, then a flag, in the second struct page. */
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

/* By all that is known but the record; sets what of the following pages it settles. */
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
	/* A page that a list of free ones has lost or got in the meantime. */
	if (row == ROW_PCP && page->refcount)
		row = ROW_NONE;
	return row || !page->refcount ? row : mapping_row(rules, page);
}

/* A tail is what its head is. */
static int tail_row(struct account_job *job, const struct page *tail, enum account_row *ret)
{
	const struct section *section;
	struct page head;
	unsigned int order;
	uint64_t pfn;
	int err;

	*ret = ROW_NONE;
	if (!find_head(job, tail, &pfn))
		return 0;
	if (pfn != job->head) {
		section = page_ext_section(job->base.po, pfn);
		err = page_read(&job->base.rd, job->base.po, &job->heads, section, pfn, &head);
		if (err)
			return err;
		job->head = pfn;
		job->head_row = head.flags & job->rules->head
			? page_row(job, pfn, section, &head, &order) : ROW_NONE;
	}
	/* What lists say of a head they say of each page; a poisoned head is one page. */
	if (job->head_row != ROW_POISONED && job->head_row != ROW_FREE)
		*ret = job->head_row;
	return 0;
}

/* ---- the record ---- */

static int flush(struct account_job *job)
{
	int err = 0;

	if (job->alloc_pages)
		err = cells_add(&job->cells, &job->alloc, job->alloc_pages);
	job->alloc_pages = 0;
	return err;
}

static int begin(struct account_job *job, const struct allocation *alloc, bool head)
{
	struct pageowner *po = job->base.po;
	int err = flush(job);

	job->alloc = *alloc;
	job->alloc.pfn = job->alloc.sequence = job->pfn;
	job->alloc.migratetype = page_gfp_migratetype(po, alloc->gfp_mask);
	job->alloc_end = job->pfn + (head ? 1ull << alloc->order : 1);
	if (!err)
		err = page_attributes(&job->base.rd, po, &job->window, job->base.section,
				      &job->alloc);
	job->alloc.node = job->zone->node;
	job->alloc.zone = job->zone->number;
	return err;
}

/* In use, and nothing but the record of page_owner tells by whom. */
static int record_row(struct account_job *job, const struct page *page, enum account_row *ret)
{
	struct pageowner *po = job->base.po;
	struct allocation alloc = { .allocated = false };
	const unsigned char *record = NULL;
	enum record_state state = RECORD_NONE;
	int err = 0;

	if (job->table.section)
		record = page_ext_record(po, &job->table, job->pfn);
	if (record)
		state = page_owner_decode(&job->base.rd, po, record, job->pfn, &alloc);
	if (state != RECORD_ALLOCATED && state != RECORD_TAIL) {
		*ret = page->refcount || !po->depot ? ROW_NO_RECORD : ROW_UNCLASSIFIED;
		return 0;
	}
	*ret = ROW_STRAIGHT;
	if (!job->alloc_pages || job->pfn >= job->alloc_end || state == RECORD_ALLOCATED)
		err = begin(job, &alloc, state == RECORD_ALLOCATED);
	job->alloc_pages++;
	return err;
}

/* ---- the walk ---- */

static bool in_cma(struct account_job *job)
{
	const struct pageowner *po = job->base.po;
	uint64_t block = job->pfn >> po->layout.pageblock_order;

	if (job->rules->cma >= 0 && block != job->block) {
		job->block = block;
		job->block_cma = pageblock_migratetype(&job->base.rd, po, job->base.section,
						       job->pfn) == job->rules->cma;
	}
	return job->block_cma;
}

static void count(struct account_job *job, enum account_row row, int zone)
{
	struct account_sums *sums;

	if (zone < 0 || !job->rules->account->selected[zone])
		return;
	sums = &job->sums[zone];
	sums->pages[row]++;
	if (row == ROW_RESERVED)
		sums->reserved[marks_get(&job->rules->account->marks, job->base.section,
					 job->pfn)]++;
	else if (in_cma(job))
		sums->cma[row]++;
}

static int settle(struct account_job *job, const struct page *page, enum account_row *row,
		  unsigned int *order)
{
	bool poisoned = page->flags & job->rules->poison;

	if (!(page->compound_head & 1) || page->flags == ~0ull || poisoned)
		*row = page_row(job, job->pfn, job->base.section, page, order);
	else
		return tail_row(job, page, row);
	return 0;
}

static int walk_page(struct account_job *job)
{
	const struct zone_list *zones = &job->rules->account->zones;
	enum account_row row = ROW_NONE;
	struct page page;
	unsigned int order = 0;
	int err, zone;

	err = page_read(&job->base.rd, job->base.po, &job->window, job->base.section, job->pfn,
			&page);
	if (err) {
		count(job, ROW_UNKNOWN, mmzone_find(job->base.po, zones, job->pfn, NULL));
		return err == -ENODATA ? 0 : err;
	}
	zone = mmzone_find(job->base.po, zones, job->pfn, &page);
	if (zone < 0 || !job->rules->account->selected[zone])
		return 0;
	job->zone = &zones->zones[zone];
	err = settle(job, &page, &row, &order);
	if (err == -ENODATA) {
		row = ROW_UNKNOWN;
		err = 0;
	}
	if (!err && !row)
		err = record_row(job, &page, &row);
	job->cover_until = job->pfn + (1ull << order);
	job->cover_row = row;
	job->cover_zone = zone;
	count(job, row, zone);
	return err;
}

static int run_job(struct section_job *base)
{
	struct account_job *job = (struct account_job *)base;
	const struct section *section = job->base.section;
	uint64_t end = section->end_pfn;
	int err = 0;

	job->block = job->head = ~0ull;
	if (!section->online)
		return 0;
	if (!job->sums)
		return -ENOMEM;
	if (section->has_page_ext && job->base.po->depot)
		err = page_ext_read(&job->base.rd, job->base.po, section, &job->table);
	if (end > job->base.po->max_pfn)
		end = job->base.po->max_pfn;
	for (job->pfn = section->start_pfn; !err && job->pfn < end; job->pfn++) {
		if (job->pfn < job->cover_until)
			count(job, job->cover_row, job->cover_zone);
		else
			err = walk_page(job);
	}
	return err ? err : flush(job);
}

static void prepare_job(struct section_job *base, void *arg)
{
	const struct rules *rules = arg;
	struct account_job *job = (struct account_job *)base;

	job->rules = rules;
	job->sums = arena_alloc(base->rd.arena,
				rules->account->zones.count * sizeof(*job->sums));
	cells_init(&job->cells, base->rd.arena, rules->account->result.cells.keys);
}

static void add_sums(struct account_sums *into, const struct account_sums *from)
{
	uint64_t *to = (uint64_t *)into;
	const uint64_t *more = (const uint64_t *)from;
	size_t i;

	for (i = 0; i < sizeof(*into) / sizeof(*to); i++)
		to[i] += more[i];
}

static int merge_job(struct section_job *base, void *arg)
{
	const struct rules *rules = arg;
	struct account *account = rules->account;
	struct account_job *job = (struct account_job *)base;
	size_t i;

	for (i = 0; i < NR_HOLES; i++)
		account->result.holes[i] += job->base.rd.holes[i];
	for (i = 0; i < account->zones.count; i++)
		add_sums(&account->of_zones[i], &job->sums[i]);
	if (!job->base.section->online)
		account->offline += job->base.section->end_pfn - job->base.section->start_pfn;
	account->result.totals.pages += job->base.section->end_pfn - job->base.section->start_pfn;
	return cells_merge(&account->result.cells, &job->cells);
}

/* ---- getting ready ---- */

static uint64_t flag(struct pageowner *po, const char *name)
{
	return page_flags_mask(po, name, strlen(name));
}

static void make_rules(struct pageowner *po, struct account *account, struct rules *ret)
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

static bool in_ranges(const struct criterion *criterion, int value)
{
	size_t i;

	for (i = 0; i < criterion->count; i++)
		if ((uint64_t)value >= criterion->ranges[i].first &&
		    (uint64_t)value <= criterion->ranges[i].last)
			return !criterion->negate;
	return criterion->negate;
}

static void select_zones(const struct pageowner *po, struct account *account)
{
	const struct options *options = &po->options;
	unsigned int k;
	size_t i;

	for (i = 0; i < account->zones.count; i++) {
		const struct mem_zone *zone = &account->zones.zones[i];

		account->selected[i] = true;
		for (k = 0; k < options->nr_criteria; k++) {
			const struct criterion *criterion = &options->criteria[k];

			if ((criterion->kind == BY_NODE && !in_ranges(criterion, zone->node)) ||
			    (criterion->kind == BY_ZONE && !in_ranges(criterion, zone->number)))
				account->selected[i] = false;
		}
	}
}

static int make_marks(struct pageowner *po, struct account *account)
{
	struct marks *marks = &account->marks;
	int err = marks_init(po, marks);

	if (!err)
		err = marks_tables(marks);
	if (!err)
		err = marks_depot(marks);
	if (!err)
		err = marks_cma(marks);
	if (!err)
		err = marks_percpu(marks);
	if (!err)
		err = marks_vmalloc(marks);
	if (!err)
		err = marks_per_cpu_pages(marks, &account->zones);
	return err;
}

static int prepare(struct pageowner *po, unsigned int keys, struct account *account)
{
	size_t count;
	int err = mmzone_zones(po, &account->zones);

	if (err)
		return err;
	count = account->zones.count;
	account->vmstat = vmstat_load(po, &account->zones);
	account->of_zones = arena_alloc(&po->run, count * sizeof(*account->of_zones));
	account->selected = arena_alloc(&po->run, count * sizeof(*account->selected));
	if (!account->vmstat || !account->of_zones || !account->selected)
		return fail(&po->reader, -ENOMEM, "account");
	select_zones(po, account);
	cells_init(&account->result.cells, &po->run,
		   keys | KEY_BIT(KEY_STACK) | KEY_BIT(KEY_NODE) | KEY_BIT(KEY_ZONE));
	return make_marks(po, account);
}

/* ---- what only stacks tell ---- */

/*
 * Until v6.15 nothing but its stack says that a page is kmalloc's (include/linux/slab.h:
 * what is larger than two pages comes from the page allocator and counts as slab), and
 * an area of vmalloc that no list has, or whose list is in a hole, is one all the same.
 */
static enum account_row stack_row(const struct stack *stack)
{
	if (stack->allocator & ALLOCATOR_VMALLOC)
		return ROW_VMALLOC;
	return stack->allocator & ALLOCATOR_KMALLOC ? ROW_KMALLOC : ROW_STRAIGHT;
}

static void move_pages(struct account *account, const struct cell *cell, enum account_row row)
{
	size_t i;

	for (i = 0; i < account->zones.count; i++) {
		if (account->zones.zones[i].node != cell->key.node ||
		    account->zones.zones[i].number != cell->key.zone)
			continue;
		account->of_zones[i].pages[ROW_STRAIGHT] -= cell->sums.pages;
		account->of_zones[i].pages[row] += cell->sums.pages;
	}
}

static int judge_stacks(struct pageowner *po, struct account *account)
{
	struct cells cells = account->result.cells, *kept = &account->result.cells;
	size_t i;
	int err = 0;

	cells_init(kept, cells.arena, cells.keys);
	for (i = 0; !err && i < cells.size; i++) {
		struct stack *stack;
		enum account_row row;

		if (!cells.table[i])
			continue;
		stack = stackdepot_stack(po, cells.table[i]->key.handle);
		if (!stack)
			return fail(&po->reader, -ENOMEM, "stacks");
		row = stack_row(stack);
		if (row != ROW_STRAIGHT)
			move_pages(account, cells.table[i], row);
		else
			err = cells_add_cell(kept, cells.table[i]);
	}
	return err;
}

int account_make(struct pageowner *po, unsigned int keys, struct account *ret)
{
	static const struct section_work work = {
		.size = sizeof(struct account_job),
		.prepare = prepare_job, .run = run_job, .merge = merge_job,
	};
	struct rules rules;
	size_t i;
	int err, judged = 0;

	memset(ret, 0, sizeof(*ret));
	po->reader.hole = HOLE_OTHER;
	err = prepare(po, keys, ret);
	if (err)
		return err;
	make_rules(po, ret, &rules);
	err = sections_visit(po, &work, &rules);
	ret->result.complete = !err;
	if (!err || err == -EINTR)
		judged = judge_stacks(po, ret);
	for (i = 0; i < ret->zones.count; i++) {
		ret->of_zones[i].managed = ret->zones.zones[i].managed;
		ret->of_zones[i].present = ret->zones.zones[i].present;
		if (ret->selected[i])
			add_sums(&ret->total, &ret->of_zones[i]);
	}
	ret->result.totals.unknown_pages = ret->total.pages[ROW_UNKNOWN];
	return judged ? judged : err;
}
