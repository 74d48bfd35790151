// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Work on all sections.  A section is a job: it has its own memory, counters and message,
 * calls only read() of the host, and may run on a thread of the host.  Jobs are run and
 * merged in order, a window of them at a time, so the result does not depend on the
 * threads, and the memory that it takes does not depend on the size of the machine.
 */
#include "core.h"

struct window {
	const struct section_work *work;
	char *jobs;
	unsigned int count;
};

static struct section_job *job_of(const struct window *window, unsigned int i)
{
	return (struct section_job *)(window->jobs + i * window->work->size);
}

/* As many are in use as jobs run at once, and these are the first ones. */
static unsigned int take_room(struct pageowner *po)
{
	unsigned int i = 0;

	while (i < SCAN_WINDOW - 1 && atomic_flag_test_and_set(&po->rooms[i].taken))
		i++;
	return i;
}

static void run_job(void *arg, unsigned int i)
{
	const struct window *window = arg;
	struct section_job *job = job_of(window, i);
	unsigned int room = take_room(job->po);

	job->room = &job->po->rooms[room].room;
	job->err = window->work->run(job);
	job->room = NULL;
	atomic_flag_clear(&job->po->rooms[room].taken);
	if (!job->err)
		job->err = job->rd.broken;
}

static void prepare_job(struct pageowner *po, const struct window *window, unsigned int i,
			const struct section *section, void *arg)
{
	struct section_job *job = job_of(window, i);

	memset(job, 0, window->work->size);
	arena_free(&po->jobs[i]);
	job->po = po;
	job->section = section;
	job->rd.host = &po->target;
	job->rd.page_size = po->reader.page_size;
	job->rd.tags = po->reader.tags;
	job->rd.tables = po->reader.tables;
	job->rd.arena = &po->jobs[i];
	window->work->prepare(job, arg);
}

static int merge_job(const struct window *window, unsigned int i, void *arg)
{
	struct section_job *job = job_of(window, i);

	if (job->err)
		return fail(&job->po->reader, job->err, "%s",
			    job->rd.message[0] ? job->rd.message : "out of memory");
	return window->work->merge(job, arg);
}

static int run_window(struct pageowner *po, struct window *window)
{
	unsigned int i;

	if (po->target.parallel && window->count > 1)
		return po->target.parallel(po->target.priv, run_job, window, window->count);
	for (i = 0; i < window->count; i++)
		run_job(window, i);
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

int sections_visit(struct pageowner *po, const struct section_work *work, void *arg)
{
	const struct section_list *list = &po->sections;
	struct window window = {
		.work = work,
		.count = po->target.parallel ? SCAN_WINDOW : 1,
		.jobs = arena_alloc(&po->run, SCAN_WINDOW * work->size),
	};
	int err = window.jobs ? 0 : fail(&po->reader, -ENOMEM, "scan");
	size_t done;
	unsigned int i;

	for (done = 0; !err && done < list->count; done += window.count) {
		if (window.count > list->count - done)
			window.count = list->count - done;
		err = tell_progress(po, done);
		for (i = 0; !err && i < window.count; i++)
			prepare_job(po, &window, i, &list->sections[done + i], arg);
		if (!err)
			err = run_window(po, &window);
		for (i = 0; !err && i < window.count; i++)
			err = merge_job(&window, i, arg);
	}
	if (!err)
		err = tell_progress(po, list->count);
	for (i = 0; i < SCAN_WINDOW; i++) {
		arena_free(&po->jobs[i]);
		arena_free(&po->rooms[i].room.records.arena);
		arena_free(&po->rooms[i].room.pages.arena);
		memset(&po->rooms[i], 0, sizeof(po->rooms[i]));
	}
	return err;
}
