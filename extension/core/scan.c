// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * All sections through the stages.  A section is a job: it has its own memory,
 * counters and message, asks nothing of the host but read(), and may run on a
 * thread of the host.  Jobs are merged in order, a window of them at a time, so
 * the result does not depend on who ran them, and memory not on how large the
 * machine was.
 */
#include <stdlib.h>

#include "core.h"

struct job {
	struct pageowner *po;
	const struct section *section;
	const struct selection *selection;
	bool collect;			/* the allocations themselves are wanted */
	bool page;			/* what struct page tells of them, too */
	struct reader rd;
	struct page_window window;
	struct totals totals;
	struct cells cells;
	struct allocation *allocations;
	size_t nr_allocations, room;
	int err;
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
	void *grown;
	int err = 0;

	alloc->sequence = alloc->pfn;
	alloc->migratetype = page_gfp_migratetype(job->po, alloc->gfp_mask);
	if (job->page)
		err = page_attributes(&job->rd, job->po, &job->window, job->section, alloc);
	if (err || !selection_match(job->po, job->selection, alloc))
		return err;
	if (!job->collect)
		return cells_add(&job->cells, alloc, pages);
	grown = arena_grow(job->rd.arena, job->allocations, &job->room, job->nr_allocations + 1,
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
	err = page_read(&job->rd, job->po, &job->window, job->section, walk->pfn, &page);
	if (err) {
		job->totals.unknown_pages += err == -ENODATA;
		return err == -ENODATA ? 0 : err;
	}
	if (page_is_buddy(job->po, &page, &order))
		walk->free_until = walk->pfn + (1ull << order);
	else if (!was_owned && !page_is_reserved(job->po, &page))
		job->totals.no_record_pages++;
	return 0;
}

static int walk_record(struct walk *walk, const unsigned char *record)
{
	struct job *job = walk->job;
	struct allocation alloc = { .allocated = false };
	enum record_state state = page_owner_decode(&job->rd, job->po, record, walk->pfn, &alloc);
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
	const struct section *section = job->section;
	uint64_t end = section->end_pfn;
	uint64_t max_pfn = job->po->max_pfn;
	int err;

	if (end > max_pfn)
		end = max_pfn;
	err = page_ext_read(&job->rd, job->po, section, &walk->table);
	walk->pfn = section->start_pfn;
	if (walk->pfn < job->po->min_low_pfn)
		walk->pfn = job->po->min_low_pfn;
	for (; !err && walk->pfn < end; walk->pfn++) {
		const unsigned char *record = page_ext_record(job->po, &walk->table, walk->pfn);

		job->totals.pages++;
		if (record)
			err = walk_record(walk, record);
		else if (walk->pfn >= walk->owned_until)
			job->totals.unknown_pages++;
	}
	return err;
}

static void run_job(void *arg, unsigned int i)
{
	struct job *job = (struct job *)arg + i;
	struct walk walk = { .job = job };

	if (job->section->has_page_ext)
		job->err = walk_section(&walk);
}

static void prepare_job(struct pageowner *po, struct job *job, struct arena *arena,
			const struct section *section, const struct scan_sink *sink,
			const struct result *result)
{
	memset(job, 0, sizeof(*job));
	arena_free(arena);
	job->po = po;
	job->section = section;
	job->selection = &result->selection;
	job->collect = sink != NULL;
	job->page = result->selection.page || (!sink && keys_need_page(result->cells.keys));
	job->rd.host = &po->target;
	job->rd.page_size = po->reader.page_size;
	job->rd.arena = arena;
	cells_init(&job->cells, arena, result->cells.keys);
}

static void add_totals(struct totals *into, const struct totals *from)
{
	uint64_t *to = (uint64_t *)into;
	const uint64_t *more = (const uint64_t *)from;
	size_t i;

	for (i = 0; i < sizeof(*into) / sizeof(*to); i++)
		to[i] += more[i];
}

static int merge_job(struct job *job, const struct scan_sink *sink, struct result *result)
{
	struct pageowner *po = job->po;
	size_t i;
	int err = job->err;

	if (err)
		return fail(&po->reader, err, "%s", job->rd.message[0] ? job->rd.message
							      : "out of memory");
	for (i = 0; i < NR_HOLES; i++)
		result->holes[i] += job->rd.holes[i];
	add_totals(&result->totals, &job->totals);
	for (i = 0; !err && i < job->nr_allocations; i++)
		err = sink->allocation(po, job->section, &job->allocations[i]);
	if (!err)
		err = cells_merge(&result->cells, &job->cells);
	return err;
}

static int run_window(struct pageowner *po, struct job *jobs, unsigned int n)
{
	unsigned int i;

	if (po->target.parallel && n > 1)
		return po->target.parallel(po->target.priv, run_job, jobs, n);
	for (i = 0; i < n; i++)
		run_job(jobs, i);
	return 0;
}

static int tell_progress(struct pageowner *po, size_t section)
{
	const struct section_list *list = &po->sections;
	uint64_t pages = 1ull << po->layout.section_shift;

	if (po->target.progress &&
	    po->target.progress(po->target.priv, section * pages, list->count * pages))
		return -EINTR;
	return 0;
}

int scan(struct pageowner *po, const struct scan_sink *sink, struct result *result)
{
	const struct section_list *list = &po->sections;
	size_t window = po->target.parallel ? SCAN_WINDOW : 1, done, i;
	struct job *jobs = arena_alloc(&po->run, SCAN_WINDOW * sizeof(*jobs));
	int err = jobs ? 0 : fail(&po->reader, -ENOMEM, "scan");

	for (done = 0; !err && done < list->count; done += window) {
		if (window > list->count - done)
			window = list->count - done;
		err = tell_progress(po, done);
		for (i = 0; !err && i < window; i++)
			prepare_job(po, &jobs[i], &po->jobs[i], &list->sections[done + i], sink,
				    result);
		if (!err)
			err = run_window(po, jobs, window);
		for (i = 0; !err && i < window; i++)
			err = merge_job(&jobs[i], sink, result);
	}
	if (!err)
		err = tell_progress(po, list->count);
	for (i = 0; i < SCAN_WINDOW; i++)
		arena_free(&po->jobs[i]);
	return err;
}
