// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the records of all sections; each section is a job of sections.c.
 */
#include <stdlib.h>

#include "core.h"
#include "scan/memo.h"

struct job {
	struct section_job common;
	const struct selection *selection;
	bool collect; /* the sink takes the allocations themselves */
	bool page;    /* their struct pages are needed */
	struct page_window window;
	struct totals totals;
	struct examples examples;
	struct cells cells, everything;
	struct allocation *allocations;
	size_t nr_allocations, room;
};

/* Where the walk through a section is. */
struct walk {
	struct job *job;
	struct page_ext_table table;
	struct memo memo;
	uint64_t pfn;
	uint64_t owned_until; /* end of the allocation that the last head began */
	uint64_t head_order;  /* its order */
	uint64_t free_until;  /* end of the free block that the last head began */
};

static int take(struct job *job, struct allocation *alloc, uint64_t pages)
{
	struct section_job *common = &job->common;
	void *grown;
	int err = 0;

	alloc->sequence = alloc->pfn;
	alloc->age = machine_age(common->po, alloc->ts_nsec);
	alloc->migratetype = page_gfp_migratetype(common->po, alloc->gfp_mask);
	if (job->page)
		err = page_attributes(&common->rd, common->po, &job->window, common->section,
				      alloc);
	if (!err && job->everything.keys)
		err = cells_add(&job->everything, alloc, pages);
	if (err || !selection_match(job->selection, alloc))
		return err;
	if (!job->collect)
		return cells_add(&job->cells, alloc, pages);
	grown = arena_grow(common->rd.arena, job->allocations, &job->room, job->nr_allocations + 1,
			   sizeof(*alloc));
	if (!grown)
		return -ENOMEM;
	job->allocations = grown;
	job->allocations[job->nr_allocations++] = *alloc;
	return 0;
}

static void note(uint64_t *count, uint64_t *example, uint64_t pfn)
{
	if (!*example)
		*example = pfn + 1;
	++*count;
}

/* Reads the record of any page frame; a hole here costs no allocation, so it is not counted. */
static enum record_state judge(struct section_job *job, uint64_t pfn, struct allocation *ret)
{
	const struct section *section = page_ext_section(job->po, pfn);
	struct reader rd = job->rd;
	unsigned char *record = arena_alloc(rd.arena, job->po->layout.ext_size);

	if (!section || !record || page_ext_read_one(&rd, job->po, section, pfn, record))
		return RECORD_NONE;
	return page_owner_decode(&rd, job->po, record, pfn, ret);
}

/*
 * Is @head, of an order that the buddy allocator does not have, a gigantic page?  Then its
 * last record in the section has the same order and handle.
 */
static bool is_gigantic(struct section_job *job, const struct allocation *head)
{
	const struct section *section = page_ext_section(job->po, head->pfn);
	uint64_t end = head->pfn + (1ull << head->order);
	struct allocation last;

	if (!section || end > job->po->max_pfn)
		return false;
	if (end > section->end_pfn)
		end = section->end_pfn;
	return judge(job, end - 1, &last) == RECORD_TAIL && last.order == head->order &&
	       last.handle == head->handle;
}

static void cover(struct walk *walk, uint64_t head, unsigned int order)
{
	walk->owned_until = head + (1ull << order);
	walk->head_order = order;
}

/*
 * A gigantic page reaches into the sections after that of its head.  v6.12 to v6.14 did not
 * write the records there, so only the record of the head shows it.
 */
static void begin_covered(struct walk *walk)
{
	struct section_job *job = &walk->job->common;
	uint64_t start = job->section->start_pfn, head, before = start;
	struct allocation alloc;
	unsigned int order;

	for (order = job->po->layout.section_shift + 1; order <= MAX_RECORD_ORDER; order++) {
		head = start & ~((1ull << order) - 1);
		if (head == before)
			continue;
		before = head;
		if (judge(job, head, &alloc) == RECORD_ALLOCATED &&
		    head + (1ull << alloc.order) > start && is_gigantic(job, &alloc))
			cover(walk, head, alloc.order);
	}
}

/* Is this page the head of a free block?  Then walk->free_until is its end. */
static int look_at_page(struct walk *walk, struct page *page)
{
	struct section_job *job = &walk->job->common;
	unsigned int order;
	int err = page_read(&job->rd, job->po, &walk->job->window, job->section, walk->pfn, page);

	if (!err && page_is_buddy(job->po, page, &order))
		walk->free_until = walk->pfn + (1ull << order);
	return err;
}

/*
 * A head inside what an earlier head covers, or a tail that nothing covers: a
 * split or a migration left it.  The kernel's own file shows each aligned one;
 * here a page still counts once, as its own, unless it is free.
 */
static int walk_odd(struct walk *walk, struct allocation *alloc, bool head)
{
	struct job *job = walk->job;
	struct page page;
	int err;

	note(&job->totals.odd_records, &job->examples.odd, walk->pfn);
	if (walk->pfn < walk->owned_until)
		return job->collect && head ? take(job, alloc, 0) : 0;
	err = look_at_page(walk, &page);
	if (err && err != -ENODATA)
		return err;
	if (walk->pfn < walk->free_until)
		return 0;
	job->totals.allocations++;
	job->totals.owned_pages++;
	return job->collect ? 0 : take(job, alloc, 1);
}

static int walk_allocated(struct walk *walk, struct allocation *alloc, bool head)
{
	struct job *job = walk->job;
	bool covered = walk->pfn < walk->owned_until;

	if (!head && covered)
		return 0;
	if (covered || !head)
		return walk_odd(walk, alloc, head);
	if (alloc->order > job->common.po->layout.max_order && !is_gigantic(&job->common, alloc)) {
		note(&job->totals.bad_records, &job->examples.bad, walk->pfn);
		return 0;
	}
	job->totals.allocations++;
	job->totals.owned_pages += 1ull << alloc->order;
	cover(walk, walk->pfn, alloc->order);
	return take(job, alloc, 1ull << alloc->order);
}

/* A page without an owner in its record: is it free, reserved, or in use nevertheless? */
static int walk_unowned(struct walk *walk, bool was_owned)
{
	struct job *job = walk->job;
	struct page page;
	int err;

	if (walk->pfn < walk->owned_until || walk->pfn < walk->free_until)
		return 0;
	err = look_at_page(walk, &page);
	if (err) {
		job->totals.unknown_pages += err == -ENODATA;
		return err == -ENODATA ? 0 : err;
	}
	if (walk->pfn >= walk->free_until && !was_owned && page_in_use(job->common.po, &page))
		note(&job->totals.no_record_pages, &job->examples.no_record, walk->pfn);
	return 0;
}

static int walk_record(struct walk *walk, const unsigned char *record)
{
	struct job *job = walk->job;
	struct allocation alloc = { .allocated = false };
	enum record_state state =
		page_owner_decode(&job->common.rd, job->common.po, record, walk->pfn, &alloc);
	int err;

	if (walk->pfn < walk->free_until && state >= RECORD_ALLOCATED)
		return 0;
	switch (state) {
	case RECORD_ALLOCATED:
	case RECORD_TAIL:
		return walk_allocated(walk, &alloc, state == RECORD_ALLOCATED);
	case RECORD_FREE:
		err = walk_unowned(walk, true);
		return err ? err : take(job, &alloc, 1);
	case RECORD_BAD:
		note(&job->totals.bad_records, &job->examples.bad, walk->pfn);
		return 0;
	default:
		return walk_unowned(walk, false);
	}
}

/* ---- a whole section ---- */

/* The head of an allocation that nothing covers, by what is remembered of its like. */
static int walk_head(struct walk *walk, const unsigned char *record, unsigned int order)
{
	struct job *job = walk->job;
	struct memo_entry *entry;
	bool known;
	int err;

	if (!walk->memo.entries)
		return walk_record(walk, record);
	entry = memo_find(&walk->memo, record, &known);
	if (known) {
		cell_add_record(entry->cell,
				place_get(&job->common.po->layout.places.ts_nsec, record),
				1ull << order);
		job->totals.allocations++;
		job->totals.owned_pages += 1ull << order;
		cover(walk, walk->pfn, order);
		return 0;
	}
	job->cells.last = NULL;
	err = walk_record(walk, record);
	if (!err && job->cells.last)
		memo_keep(&walk->memo, entry, record, job->cells.last);
	return err;
}

/* As walk_record(), for a page frame outside of free blocks: three members tell most. */
static int walk_quickly(struct walk *walk, const unsigned char *record)
{
	const struct layout *layout = &walk->job->common.po->layout;
	uint64_t flags = place_get(&layout->places.ext_flags, record);
	uint64_t order = place_get(&layout->places.order, record);

	if (!(flags & layout->flag_owner) || !place_get(&layout->places.handle, record))
		return walk_unowned(walk, false);
	if ((flags & layout->flag_allocated) != layout->flag_allocated ||
	    order > layout->max_order || walk->pfn & ((1ull << order) - 1) ||
	    walk->pfn < walk->owned_until)
		return walk_record(walk, record);
	return walk_head(walk, record, order);
}

/*
 * Of a table without holes, whose freed pages are not asked for: then records in a free block
 * say nothing, and inside of an allocation those of its own order are its tails.
 */
static int walk_whole(struct walk *walk, uint64_t end)
{
	struct job *job = walk->job;
	const struct layout *layout = &job->common.po->layout;
	const unsigned char *base = walk->table.bytes, *record;
	uint64_t start = job->common.section->start_pfn;
	int err = 0;

	if (walk->pfn < end)
		job->totals.pages += end - walk->pfn;
	for (; !err && walk->pfn < end; walk->pfn++) {
		if (walk->pfn < walk->free_until) {
			walk->pfn = (walk->free_until < end ? walk->free_until : end) - 1;
			continue;
		}
		record = base + (walk->pfn - start) * layout->ext_size;
		if (walk->pfn >= walk->owned_until ||
		    place_get(&layout->places.order, record) != walk->head_order)
			err = walk_quickly(walk, record);
	}
	return err;
}

/* Of any table, one record after the other. */
static int walk_any(struct walk *walk, uint64_t end)
{
	struct job *job = walk->job;
	int err = 0;

	for (; !err && walk->pfn < end; walk->pfn++) {
		const unsigned char *record =
			page_ext_record(job->common.po, &walk->table, walk->pfn);

		job->totals.pages++;
		if (record)
			err = walk_record(walk, record);
		else if (walk->pfn >= walk->owned_until)
			job->totals.unknown_pages++;
	}
	return err;
}

static int walk_section(struct walk *walk)
{
	struct job *job = walk->job;
	struct pageowner *po = job->common.po;
	const struct section *section = job->common.section;
	uint64_t end = section->end_pfn;
	int err;

	if (end > po->max_pfn)
		end = po->max_pfn;
	err = page_ext_read(&job->common.rd, po, section, &job->common.room->records, &walk->table);
	job->window.room = &job->common.room->pages;
	begin_covered(walk);
	walk->pfn = section->start_pfn;
	if (walk->pfn < po->min_low_pfn)
		walk->pfn = po->min_low_pfn;
	if (!err && (walk->table.missing_pfns || po->target.live || job->selection->freed ||
		     !po->layout.ext_size))
		err = walk_any(walk, end);
	else if (!err)
		err = walk_whole(walk, end);
	if (!err && po->target.live)
		err = page_ext_changed(&job->common.rd, po, &walk->table,
				       &job->totals.changed_records);
	return err;
}

/* Does a record alone decide whether and where it counts? */
static bool by_record(const struct job *job)
{
	const struct selection *selection = job->selection;

	return !job->collect && !job->page && selection->allocated && !selection->unreleased &&
	       !selection->early.count;
}

static int run_job(struct section_job *common)
{
	struct walk walk = { .job = (struct job *)common };

	if (!common->section->has_page_ext)
		return 0;
	/* Totals are those of all memory, whatever is selected; a list has none. */
	if (walk.job->collect && !selection_touches(walk.job->selection, common->section->start_pfn,
						    common->section->end_pfn - 1))
		return 0;
	if (by_record(walk.job))
		memo_init(&walk.memo, common->rd.arena, common->po, walk.job->cells.keys);
	return walk_section(&walk);
}

struct merging {
	const struct scan_sink *sink;
	struct result *result;
};

static void prepare_job(struct section_job *common, void *arg)
{
	struct job *job = (struct job *)common;
	const struct merging *merging = arg;
	const struct result *result = merging->result;

	job->selection = &result->selection;
	job->collect = merging->sink != NULL;
	job->page = merging->sink || result->selection.page || keys_need_page(result->cells.keys);
	cells_init(&job->cells, common->rd.arena, result->cells.keys);
	cells_init(&job->everything, common->rd.arena, result->everything.keys);
}

static void add_totals(struct totals *into, const struct totals *from)
{
	into->pages += from->pages;
	into->allocations += from->allocations;
	into->owned_pages += from->owned_pages;
	into->odd_records += from->odd_records;
	into->bad_records += from->bad_records;
	into->no_record_pages += from->no_record_pages;
	into->not_records += from->not_records;
	into->unknown_pages += from->unknown_pages;
	into->changed_records += from->changed_records;
	_Static_assert(sizeof(*into) == 9 * sizeof(uint64_t), "each counter is added above");
}

/* The first of each in PFN order. */
static void add_examples(struct examples *into, const struct examples *from)
{
	into->odd = into->odd ? into->odd : from->odd;
	into->bad = into->bad ? into->bad : from->bad;
	into->no_record = into->no_record ? into->no_record : from->no_record;
}

static int merge_job(struct section_job *common, void *arg)
{
	struct job *job = (struct job *)common;
	const struct merging *merging = arg;
	struct result *result = merging->result;
	size_t i;
	int err = 0;

	for (i = 0; i < NR_HOLES; i++)
		result->holes[i] += common->rd.holes[i];
	add_totals(&result->totals, &job->totals);
	add_examples(&result->examples, &job->examples);
	for (i = 0; !err && i < job->nr_allocations; i++)
		err = merging->sink->allocation(common->po, &job->allocations[i]);
	if (!err)
		err = cells_merge(&result->everything, &job->everything);
	return err ? err : cells_merge(&result->cells, &job->cells);
}

const struct cells *result_everything(const struct result *result)
{
	return result->everything.keys ? &result->everything : &result->cells;
}

int scan(struct pageowner *po, const struct scan_sink *sink, struct result *result)
{
	static const struct section_work work = {
		sizeof(struct job),
		prepare_job,
		run_job,
		merge_job,
	};
	struct merging merging = { sink, result };

	return sections_visit(po, &work, &merging);
}
