// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * All sections through the stages: each is a job of sections.c.
 */
#include <stdlib.h>

#include "core.h"

struct job {
	struct section_job common;
	const struct selection *selection;
	bool collect;			/* the allocations themselves are wanted */
	bool page;			/* what struct page tells of them, too */
	struct page_window window;
	struct totals totals;
	struct cells cells;
	struct allocation *allocations;
	size_t nr_allocations, room;
};

/* Where the walk through a section is. */
struct walk {
	struct job *job;
	struct page_ext_table table;
	uint64_t pfn;
	uint64_t owned_until;		/* end of the allocation that the last head began */
	uint64_t free_until;		/* end of the free block, likewise */
};

static int take(struct job *job, struct allocation *alloc, uint64_t pages)
{
	struct section_job *common = &job->common;
	void *grown;
	int err = 0;

	alloc->sequence = alloc->pfn;
	alloc->migratetype = page_gfp_migratetype(common->po, alloc->gfp_mask);
	if (job->page)
		err = page_attributes(&common->rd, common->po, &job->window, common->section,
				      alloc);
	if (err || !selection_match(common->po, job->selection, alloc))
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

/*
 * A head inside what an earlier head covers, or a tail that nothing covers: a
 * split or a migration left it.  The kernel's own file shows each aligned one;
 * here a page still counts once, as its own.
 */
static int walk_allocated(struct walk *walk, struct allocation *alloc, bool head)
{
	struct job *job = walk->job;
	uint64_t pages = head ? 1ull << alloc->order : 1;
	bool covered = walk->pfn < walk->owned_until;

	if (!head && covered)
		return 0;
	if (covered || !head)
		job->totals.odd_records++;
	if (covered)
		return job->collect ? take(job, alloc, 0) : 0;
	job->totals.allocations++;
	job->totals.owned_pages += pages;
	walk->owned_until = walk->pfn + pages;
	return head || !job->collect ? take(job, alloc, pages) : 0;
}

/* Nobody has this page by its record: free, reserved, or in use all the same? */
static int walk_unowned(struct walk *walk, bool was_owned)
{
	struct job *job = walk->job;
	struct page page;
	unsigned int order;
	int err;

	if (walk->pfn < walk->owned_until || walk->pfn < walk->free_until)
		return 0;
	err = page_read(&job->common.rd, job->common.po, &job->window, job->common.section,
			walk->pfn, &page);
	if (err) {
		job->totals.unknown_pages += err == -ENODATA;
		return err == -ENODATA ? 0 : err;
	}
	if (page_is_buddy(job->common.po, &page, &order))
		walk->free_until = walk->pfn + (1ull << order);
	else if (!was_owned && !page_is_reserved(job->common.po, &page))
		job->totals.no_record_pages++;
	return 0;
}

static int walk_record(struct walk *walk, const unsigned char *record)
{
	struct job *job = walk->job;
	struct allocation alloc = { .allocated = false };
	enum record_state state = page_owner_decode(&job->common.rd, job->common.po, record,
						    walk->pfn, &alloc);
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
		job->totals.bad_records++;
		return 0;
	default:
		return walk_unowned(walk, false);
	}
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
	err = page_ext_read(&job->common.rd, po, section, &walk->table);
	walk->pfn = section->start_pfn;
	if (walk->pfn < po->min_low_pfn)
		walk->pfn = po->min_low_pfn;
	for (; !err && walk->pfn < end; walk->pfn++) {
		const unsigned char *record = page_ext_record(po, &walk->table, walk->pfn);

		job->totals.pages++;
		if (record)
			err = walk_record(walk, record);
		else if (walk->pfn >= walk->owned_until)
			job->totals.unknown_pages++;
	}
	return err;
}

static int run_job(struct section_job *common)
{
	struct walk walk = { .job = (struct job *)common };

	return common->section->has_page_ext ? walk_section(&walk) : 0;
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
	job->page = result->selection.page ||
		    (!merging->sink && keys_need_page(result->cells.keys));
	cells_init(&job->cells, common->rd.arena, result->cells.keys);
}

static void add_totals(struct totals *into, const struct totals *from)
{
	uint64_t *to = (uint64_t *)into;
	const uint64_t *more = (const uint64_t *)from;
	size_t i;

	for (i = 0; i < sizeof(*into) / sizeof(*to); i++)
		to[i] += more[i];
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
	for (i = 0; !err && i < job->nr_allocations; i++)
		err = merging->sink->allocation(common->po, common->section,
						&job->allocations[i]);
	return err ? err : cells_merge(&result->cells, &job->cells);
}

int scan(struct pageowner *po, const struct scan_sink *sink, struct result *result)
{
	static const struct section_work work = {
		sizeof(struct job), prepare_job, run_job, merge_job,
	};
	struct merging merging = { sink, result };

	return sections_visit(po, &work, &merging);
}
