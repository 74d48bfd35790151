// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Puts every page of every zone into exactly one row.  First come the lists that the kernel
 * itself keeps (page_lists.c), then each struct page, then the record of page_owner.  A page
 * that none of these explain was allocated directly with alloc_pages(): it is unaccounted.
 */
#include "scan/account.h"

/* ---- the record ---- */

static int flush(struct account_job *job)
{
	struct pending *pending = &job->pending;
	struct cells *cells = &job->cells;
	uint64_t pages = pending->pages;

	if (!pages)
		return 0;
	pending->pages = 0;
	if (pending->row == ROW_CMA)
		cells = &job->cma;
	else if (pending->row != ROW_UNACCOUNTED)
		cells = &job->owners[pending->row];
	return cells_add(cells, &pending->alloc, pages);
}

static int begin(struct account_job *job, const struct allocation *record, bool head)
{
	struct pageowner *po = job->base.po;
	struct allocation *alloc = &job->pending.alloc;
	int err = flush(job);

	*alloc = *record;
	alloc->pfn = alloc->sequence = job->pfn;
	alloc->migratetype = page_gfp_migratetype(po, record->gfp_mask);
	job->pending.end = job->pfn + (head ? 1ull << record->order : 1);
	if (!err)
		err = page_attributes(&job->base.rd, po, &job->window, job->base.section, alloc);
	alloc->age = machine_age(po, record->ts_nsec);
	alloc->node = job->zone->node;
	alloc->zone = job->zone->number;
	return err;
}

/* A page of a compound page whose record has order 0: it is older than page_owner. */
static bool is_early_compound(const struct account_job *job, const struct page *page,
			      const struct allocation *alloc)
{
	return !alloc->order && (page->compound_head & 1 || page->flags & job->rules->head);
}

/* Attributes @pages in use to their record, which decides the row if *@ret is ROW_NONE. */
static int record_row(struct account_job *job, const struct page *page, uint64_t pages,
		      enum account_row *ret)
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
		if (!*ret)
			*ret = page->refcount || !po->depot ? ROW_NO_RECORD : ROW_UNCLASSIFIED;
		return 0;
	}
	if (!*ret)
		*ret = ROW_UNACCOUNTED;
	if (!job->pending.pages || job->pfn >= job->pending.end || state == RECORD_ALLOCATED ||
	    job->pending.row != *ret)
		err = begin(job, &alloc, state == RECORD_ALLOCATED);
	job->pending.row = *ret;
	job->pending.pages += pages;
	if (*ret == ROW_UNACCOUNTED && is_early_compound(job, page, &alloc))
		job->sums[job->zone - job->rules->account->zones.zones].early_compound++;
	return err;
}

/* ---- the walk ---- */

static bool in_cma(struct account_job *job)
{
	const struct pageowner *po = job->base.po;
	uint64_t block = job->pfn >> po->layout.pageblock_order;

	if (job->rules->cma >= 0 && block != job->block.number) {
		job->block.number = block;
		job->block.cma = pageblock_migratetype(&job->base.rd, po, job->base.section,
						       job->pfn) == job->rules->cma;
	}
	return job->block.cma;
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

/* What is free, or was never handed out, has none. */
static bool may_have_owner(enum account_row row)
{
	return row != ROW_FREE && row != ROW_PCP && row != ROW_UNACCEPTED && row != ROW_RESERVED &&
	       row != ROW_UNKNOWN;
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
	err = account_page(job, &page, &row, &order);
	if (err == -ENODATA) {
		row = ROW_UNKNOWN;
		err = 0;
	}
	if (!err && (!row || row == ROW_CMA || (job->owners && may_have_owner(row))))
		err = record_row(job, &page, row ? 1ull << order : 1, &row);
	job->covered = (struct covered){ job->pfn + (1ull << order), row, zone };
	count(job, row, zone);
	return err;
}

static int walk_on(struct account_job *job)
{
	if (job->pfn >= job->covered.until)
		return walk_page(job);
	count(job, job->covered.row, job->covered.zone);
	return 0;
}

static int run_job(struct section_job *base)
{
	struct account_job *job = (struct account_job *)base;
	const struct section *section = job->base.section;
	uint64_t end = section->end_pfn;
	int err = 0;

	job->window.room = &base->room->pages;
	job->block.number = job->head.pfn = ~0ull;
	if (!section->online)
		return 0;
	if (!job->sums || (job->rules->account->owners && !job->owners))
		return -ENOMEM;
	if (section->has_page_ext && job->base.po->depot)
		err = page_ext_read(&job->base.rd, job->base.po, section, &job->base.room->records,
				    &job->table);
	if (end > job->base.po->max_pfn)
		end = job->base.po->max_pfn;
	for (job->pfn = section->start_pfn; !err && job->pfn < end; job->pfn++)
		err = walk_on(job);
	return err ? err : flush(job);
}

/* Cells for each row, or NULL. */
static struct cells *new_owners(struct arena *arena, unsigned int keys)
{
	struct cells *owners = arena_alloc(arena, NR_ACCOUNT_ROWS * sizeof(*owners));
	int row;

	for (row = 0; owners && row < NR_ACCOUNT_ROWS; row++)
		cells_init(&owners[row], arena, keys);
	return owners;
}

static void prepare_job(struct section_job *base, void *arg)
{
	const struct rules *rules = arg;
	struct account_job *job = (struct account_job *)base;

	job->rules = rules;
	job->sums = arena_alloc(base->rd.arena, rules->account->zones.count * sizeof(*job->sums));
	cells_init(&job->cells, base->rd.arena, rules->account->result.cells.keys);
	cells_init(&job->cma, base->rd.arena, rules->account->cma.keys);
	if (rules->account->owners)
		job->owners = new_owners(base->rd.arena, rules->account->result.cells.keys);
}

void account_sums_add(struct account_sums *into, const struct account_sums *from)
{
	int row;

	for (row = 0; row < NR_ACCOUNT_ROWS; row++) {
		into->pages[row] += from->pages[row];
		into->cma[row] += from->cma[row];
		into->reserved[row] += from->reserved[row];
	}
	into->early_compound += from->early_compound;
	into->managed += from->managed;
	into->present += from->present;
	_Static_assert(sizeof(*into) == (3 * NR_ACCOUNT_ROWS + 3) * sizeof(uint64_t),
		       "each counter is added above");
}

static int merge_job(struct section_job *base, void *arg)
{
	const struct rules *rules = arg;
	struct account *account = rules->account;
	struct account_job *job = (struct account_job *)base;
	size_t i;
	int err;

	for (i = 0; i < NR_HOLES; i++)
		account->result.holes[i] += job->base.rd.holes[i];
	for (i = 0; i < account->zones.count; i++)
		account_sums_add(&account->of_zones[i], &job->sums[i]);
	if (!job->base.section->online)
		account->offline += job->base.section->end_pfn - job->base.section->start_pfn;
	account->result.totals.pages += job->base.section->end_pfn - job->base.section->start_pfn;
	err = cells_merge(&account->cma, &job->cma);
	for (i = 0; !err && job->owners && i < NR_ACCOUNT_ROWS; i++)
		err = cells_merge(&account->owners[i], &job->owners[i]);
	return err ? err : cells_merge(&account->result.cells, &job->cells);
}

/* ---- getting ready ---- */

void account_select_zones(const struct selection *selection, struct account *account)
{
	const struct mem_zone *zones = account->zones.zones;
	size_t i;

	for (i = 0; i < account->zones.count; i++)
		account->selected[i] =
			selection_has_zone(selection, zones[i].node, zones[i].number);
}

/* All but the tables, whose number of pages grows with the machine. */
static int make_marks(struct account *account)
{
	struct marks *marks = &account->marks;
	int err = marks_depot(marks);

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

static int prepare(struct pageowner *po, const struct selection *selection, unsigned int keys,
		   bool owners, struct account *account)
{
	size_t count;
	int err = mmzone_zones(po, &account->zones);

	if (err)
		return err;
	machine_now(po); /* for machine_age() in jobs */
	count = account->zones.count;
	account->vmstat = vmstat_load(po, &account->zones);
	account->of_zones = arena_alloc(&po->run, count * sizeof(*account->of_zones));
	account->selected = arena_alloc(&po->run, count * sizeof(*account->selected));
	if (!account->vmstat || !account->of_zones || !account->selected)
		return fail(&po->reader, -ENOMEM, "account");
	account_select_zones(selection, account);
	cells_init(&account->result.cells, &po->run,
		   keys | KEY_BIT(KEY_STACK) | KEY_BIT(KEY_NODE) | KEY_BIT(KEY_ZONE));
	cells_init(&account->cma, &po->run, account->result.cells.keys);
	if (owners)
		account->owners = new_owners(&po->run, account->result.cells.keys);
	if (owners && !account->owners)
		return fail(&po->reader, -ENOMEM, "account");
	return marks_init(po, &account->marks);
}

/* ---- rows that only stacks tell ---- */

/*
 * Until v6.15 only its stack shows that a page belongs to kmalloc() (include/linux/slab.h:
 * more than two pages come from the page allocator and count as slab).  Pages of a vmalloc
 * area that is on no list, or whose list is not in the dump, also show only by their stack.
 */
static enum account_row stack_row(const struct stack *stack)
{
	if (stack->allocator & ALLOCATOR_VMALLOC)
		return ROW_VMALLOC;
	return stack->allocator & ALLOCATOR_KMALLOC ? ROW_KMALLOC : ROW_UNACCOUNTED;
}

static void move_pages(struct account *account, const struct cell *cell, enum account_row row)
{
	size_t i;

	for (i = 0; i < account->zones.count; i++) {
		if (account->zones.zones[i].node != cell->key.node ||
		    account->zones.zones[i].number != cell->key.zone)
			continue;
		account->of_zones[i].pages[ROW_UNACCOUNTED] -= cell->sums.pages;
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
		stack = stack_find(po, cells.table[i]->key.handle);
		if (!stack)
			return fail(&po->reader, -ENOMEM, "stacks");
		row = stack_row(stack);
		if (row != ROW_UNACCOUNTED)
			move_pages(account, cells.table[i], row);
		else
			err = cells_add_cell(kept, cells.table[i]);
		if (!err && row != ROW_UNACCOUNTED && account->owners)
			err = cells_add_cell(&account->owners[row], cells.table[i]);
	}
	return err;
}

void account_sum_up(struct account *account)
{
	size_t i;

	for (i = 0; i < account->zones.count; i++)
		if (account->selected[i])
			account_sums_add(&account->total, &account->of_zones[i]);
}

int account_make(struct pageowner *po, const struct selection *selection, unsigned int keys,
		 bool owners, struct account *ret)
{
	static const struct section_work work = {
		.size = sizeof(struct account_job),
		.prepare = prepare_job,
		.run = run_job,
		.merge = merge_job,
	};
	uint64_t managed;
	struct rules rules;
	size_t i;
	int err, judged = 0;

	memset(ret, 0, sizeof(*ret));
	po->reader.hole = HOLE_OTHER;
	err = prepare(po, selection, keys, owners, ret);
	if (!err)
		err = marks_tables(&ret->marks);
	if (!err)
		err = make_marks(ret);
	if (err)
		return err;
	account_rules(po, ret, &rules);
	err = sections_visit(po, &work, &rules);
	ret->result.complete = !err;
	if (!err || err == -EINTR)
		judged = judge_stacks(po, ret);
	if (ret->owners) {
		ret->owners[ROW_UNACCOUNTED] = ret->result.cells;
		ret->owners[ROW_CMA] = ret->cma;
	}
	managed = machine_managed_pages(po);
	for (i = 0; i < ret->zones.count; i++) {
		ret->of_zones[i].managed = managed ? ret->zones.zones[i].managed : 0;
		ret->of_zones[i].present = ret->zones.zones[i].present;
	}
	account_sum_up(ret);
	ret->result.totals.unknown_pages = ret->total.pages[ROW_UNKNOWN];
	return judged ? judged : err;
}

/* ---- one page ---- */

struct account_lookup {
	struct account account;
	struct rules rules;
	struct account_job job; /* of the section looked at last; nobody merges it */
	struct marks tables;	/* made when the first page needs them */
	bool has_tables;
};

struct account_lookup *account_lookup_new(struct pageowner *po)
{
	struct account_lookup *lookup = arena_alloc(&po->run, sizeof(*lookup));
	struct selection all = { 0 };

	if (!lookup || prepare(po, &all, 0, false, &lookup->account) ||
	    make_marks(&lookup->account))
		return NULL;
	account_rules(po, &lookup->account, &lookup->rules);
	lookup->job.base.po = po;
	lookup->job.base.rd = po->reader;
	prepare_job(&lookup->job.base, &lookup->rules);
	return lookup->job.sums ? lookup : NULL;
}

static int lookup_section(struct account_job *job, const struct section *section)
{
	struct pageowner *po = job->base.po;

	job->covered = (struct covered){ 0 };
	job->pending = (struct pending){ 0 };
	job->block.number = job->head.pfn = ~0ull;
	if (job->base.section == section)
		return 0;
	job->base.section = section;
	job->table.section = NULL;
	return section->has_page_ext && po->depot
		       ? page_ext_read(&job->base.rd, po, section, NULL, &job->table)
		       : 0;
}

/* As judge_stacks() does for all: the stack may tell the row of a page that nothing else does. */
static int judge_pending(struct account_job *job, enum account_row *row)
{
	struct stack *stack;

	if (*row != ROW_UNACCOUNTED)
		return 0;
	stack = stack_find(job->base.po, job->pending.alloc.handle);
	if (!stack)
		return fail(&job->base.rd, -ENOMEM, "stacks");
	*row = stack_row(stack);
	return 0;
}

/* Is a page that nothing else explains part of the memory map, or of page_ext? */
static int judge_tables(struct account_lookup *lookup, const struct section *section, uint64_t pfn,
			enum account_row *row)
{
	struct pageowner *po = lookup->job.base.po;
	enum account_row table;
	int err = 0;

	if (*row != ROW_UNACCOUNTED && *row != ROW_NO_RECORD && *row != ROW_UNCLASSIFIED)
		return 0;
	if (!lookup->has_tables) {
		err = marks_init(po, &lookup->tables);
		if (!err)
			err = marks_tables(&lookup->tables);
		lookup->has_tables = !err;
	}
	table = err ? ROW_NONE : marks_get(&lookup->tables, section, pfn);
	*row = table ? table : *row;
	return err;
}

int account_row_at(struct account_lookup *lookup, const struct section *section, uint64_t pfn,
		   enum account_row *ret)
{
	struct account_job *job = &lookup->job;
	struct pageowner *po = job->base.po;
	uint64_t begin = pfn & ~((1ull << po->layout.max_order) - 1);
	int err;

	*ret = ROW_UNKNOWN;
	job->base.rd = po->reader;
	err = lookup_section(job, section);
	/* A free block speaks for the pages behind its first one. */
	job->pfn = begin < section->start_pfn ? section->start_pfn : begin;
	for (; !err && job->pfn <= pfn; job->pfn++)
		err = walk_on(job);
	if (!err && job->covered.until > pfn)
		*ret = job->covered.row;
	if (!err)
		err = judge_pending(job, ret);
	memcpy(job->base.rd.holes, po->reader.holes, sizeof(po->reader.holes));
	po->reader = job->base.rd;
	return err ? err : judge_tables(lookup, section, pfn, ret);
}
