// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a kernel log says about memory that ran out: each report, where memory went by the
 * last Mem-Info, which processes had it, and which owners the kernel itself named.
 */
#include <stdlib.h>

#include "base/screen.h"
#include "machine/oom_log.h"
#include "report/columns.h"
#include "report/oom_report.h"
#include "report/view.h"

#define INDENT 13

static void label(struct strbuf *text, const char *name)
{
	strbuf_printf(text, "%-*s" HANG, INDENT, name);
}

/* ---- the reports ---- */

static void separated(struct strbuf *text, const char *format, const char *value)
{
	struct strbuf name = { .arena = text->arena };

	strbuf_name(&name, value);
	strbuf_printf(text, format, name.failed || !name.len ? "?" : name.data);
}

static void victims_text(struct strbuf *text, const struct oom_event *event)
{
	if (!event->victims && event->end[0]) {
		separated(text, ": %s", event->end);
	} else if (!event->victims) {
		strbuf_printf(text, ": who was killed is not in the log");
	} else {
		separated(text, ": killed %s", event->victim);
		strbuf_printf(text, " (pid %lld", (long long)event->pid);
		if (event->victims > 1)
			strbuf_printf(text, " and %llu more",
				      (unsigned long long)event->victims - 1);
		strbuf_printf(text, ")");
		if (event->rss_kib)
			strbuf_printf(text, ", %.1f MiB resident",
				      columns_mib(event->rss_kib * 1024.0));
	}
}

/* What the request was, as far as the lines have it. */
static void request_text(struct strbuf *text, const struct oom_event *event)
{
	if (event->who[0])
		separated(text, "%s", event->who);
	else
		strbuf_printf(text, "a report whose first line is not in the log");
	if (event->order >= 0)
		strbuf_printf(text, ", order %d", event->order);
	if (event->gfp[0])
		separated(text, ", mask %s", event->gfp);
	if (event->nodes[0] && strcmp(event->nodes, "(null)") != 0)
		separated(text, ", nodes %s", event->nodes);
	if (event->constraint[0])
		separated(text, ", constraint %s", event->constraint);
	if (event->cgroup[0])
		separated(text, ", cgroup %s", event->cgroup);
	if (event->limit_kib)
		strbuf_printf(text, " (%llu of %llu kB)", (unsigned long long)event->usage_kib,
			      (unsigned long long)event->limit_kib);
}

static void event_line(struct strbuf *text, const struct oom_event *event)
{
	label(text, "");
	log_time_text(text, &event->time);
	if (event->kind == OOM_FAILURE)
		separated(text, "%s: ", event->what);
	request_text(text, event);
	if (event->kind == OOM_KILL)
		victims_text(text, event);
	strbuf_append(text, "\n", 1);
}

static void events_text(struct strbuf *text, const struct oom_log *log)
{
	size_t kept = oom_log_kept(log), i;

	label(text, log->kills || !log->failures ? "OOM reports" : "Failures");
	if (log->kills)
		strbuf_printf(text, "%llu in the log", (unsigned long long)log->kills);
	if (log->failures)
		strbuf_printf(text, "%s%llu failed allocation%s", log->kills ? ", and " : "",
			      (unsigned long long)log->failures, log->failures > 1 ? "s" : "");
	if (log->nr_events > kept)
		strbuf_printf(text, "; the last %zu", kept);
	strbuf_append(text, ":\n", 2);
	for (i = 0; i < kept; i++)
		event_line(text, oom_log_event(log, i));
}

static void nothing_text(struct strbuf *text, const struct oom_log *log)
{
	label(text, "OOM");
	strbuf_printf(text, "the log has no OOM report");
	if (log->lines) {
		strbuf_printf(text, log->first.has_ts || log->first.clock[0] ? "; it reaches "
									     : "; it is ");
		log_times_text(text, &log->first, &log->last);
	}
	strbuf_append(text, "\n", 1);
}

static void others_text(struct strbuf *text, const struct log_others *others)
{
	uint64_t i = others->kills > OOM_OTHERS ? others->kills - OOM_OTHERS : 0;

	if (!others->kills)
		return;
	label(text, "Others");
	strbuf_printf(text, "%llu killed by others than the kernel's OOM killer",
		      (unsigned long long)others->kills);
	strbuf_printf(text, i ? "; the last %d:\n" : ":\n", OOM_OTHERS);
	for (; i < others->kills; i++) {
		const struct log_other *other = &others->last[i % OOM_OTHERS];

		label(text, "");
		log_time_text(text, &other->time);
		strbuf_printf(text, "%s: ", other->by);
		separated(text, "%s", other->name);
		if (other->pid)
			strbuf_printf(text, " (pid %lld)", (long long)other->pid);
		if (other->rss_kib)
			strbuf_printf(text, ", %.1f MiB", columns_mib(other->rss_kib * 1024.0));
		strbuf_append(text, "\n", 1);
	}
}

/* ---- the account of Mem-Info ---- */

/*
 * Each page is in one row at most.  Counters that overlap others have none: shmem, mapped,
 * dirty and writeback are pages of the LRU lists, "total pagecache pages" likewise, free_cma
 * and free_highatomic are free.
 */
static const struct {
	const char *name;
	unsigned int counters[3];
	bool always; /* every release since v3.10 has it */
} rows[] = {
	/* clang-format off */
	{ "free", { LOG_FREE }, true },
	{ "free, on lists of CPUs", { LOG_FREE_PCP }, true },
	{ "anonymous and shared memory",
	  { LOG_ACTIVE_ANON, LOG_INACTIVE_ANON, LOG_ISOLATED_ANON }, true },
	{ "page cache", { LOG_ACTIVE_FILE, LOG_INACTIVE_FILE, LOG_ISOLATED_FILE }, true },
	{ "unevictable", { LOG_UNEVICTABLE }, true },
	{ "slab, reclaimable", { LOG_SLAB_RECLAIMABLE }, true },
	{ "slab, unreclaimable", { LOG_SLAB_UNRECLAIMABLE }, true },
	{ "page tables", { LOG_PAGETABLES }, true },
	{ "page tables of devices and guests", { LOG_SEC_PAGETABLES }, false },
	{ "kernel stacks", { LOG_KERNEL_STACK }, true },
	{ "shadow call stacks", { LOG_SHADOW_STACK }, false },
	{ "other reclaimable memory of the kernel", { LOG_KERNEL_MISC }, false },
	{ "hugetlb", { LOG_HUGETLB }, false },
	{ "zsmalloc", { LOG_ZSPAGES }, false },
	{ "balloon", { LOG_BALLOON }, false },
	{ "graphics", { LOG_GPU_ACTIVE, LOG_GPU_RECLAIM }, false },
	{ "bounce buffers", { LOG_BOUNCE }, false },
	{ "poisoned", { LOG_POISONED }, false },
	/* clang-format on */
};

/* False: some of its counters are not in the log. */
static bool row_pages(const struct log_memory *memory, size_t row, uint64_t *ret)
{
	bool known = true;
	uint64_t pages;
	size_t i;

	*ret = 0;
	for (i = 0; i < ARRAY_SIZE(rows[row].counters); i++) {
		if (i && !rows[row].counters[i])
			break;
		known &= log_memory_pages(memory, rows[row].counters[i], &pages);
		*ret = *ret + pages < pages ? UINT64_MAX : *ret + pages;
	}
	return known;
}

bool oom_memory_row(const struct log_memory *memory, size_t i, struct oom_memory_row *ret)
{
	if (i >= ARRAY_SIZE(rows))
		return false;
	ret->name = rows[i].name;
	ret->known = row_pages(memory, i, &ret->pages);
	return true;
}

static void row_line(struct pageowner *po, struct strbuf *text, uint64_t pages, uint64_t whole,
		     const char *name)
{
	columns_cells(text, columns_of(po), (int64_t)pages);
	if (whole)
		strbuf_printf(text, "%5.1f%%  " CELL, report_percent(pages, whole));
	strbuf_printf(text, "%s", name);
}

/* What the log would have said if it were whole. */
static bool missing_text(struct strbuf *text, const struct log_memory *memory, bool managed)
{
	const char *separator = "the log lacks ";
	uint64_t pages;
	size_t i;

	label(text, "");
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!rows[i].always || row_pages(memory, i, &pages))
			continue;
		strbuf_printf(text, "%s%s", separator, rows[i].name);
		separator = ", ";
	}
	if (!managed) {
		strbuf_printf(text, "%show much memory there is (\"pages RAM\", \"managed:\")",
			      separator);
		separator = ", ";
	}
	if (*separator != ',')
		text->len -= INDENT + strlen(HANG);
	else
		strbuf_append(text, "\n", 1);
	return *separator == ',';
}

static void rest_lines(struct pageowner *po, struct strbuf *text, uint64_t sum, uint64_t whole,
		       bool partial)
{
	uint64_t rest = whole > sum ? whole - sum : 0;

	row_line(po, text, rest, whole, "in none of these lines: ");
	strbuf_printf(text, "vmalloc, per-CPU variables, what drivers took%s\n",
		      partial ? ", and what the log lacks" : "");
	if (sum > whole) {
		columns_cells(text, columns_of(po), (int64_t)(whole - sum));
		strbuf_printf(text,
			      "%6s  " CELL "counted twice: the counters are more than there is\n",
			      "");
	}
	row_line(po, text, whole, whole, "all that the page allocator manages\n");
}

/* Zones of nodes that the request could not use have no lines (SHOW_MEM_FILTER_NODES). */
static void filtered_text(struct pageowner *po, struct strbuf *text,
			  const struct log_memory *memory, uint64_t whole)
{
	uint64_t shown;

	if (!log_memory_pages(memory, LOG_MANAGED, &shown) || shown >= whole)
		return;
	label(text, "");
	strbuf_printf(text, "zones with ");
	columns_size(text, columns_of(po), (int64_t)(whole - shown));
	strbuf_printf(text, " have no line: kernel stacks and huge pages there are in the "
			    "unaccounted ones\n");
}

static void memory_text(struct pageowner *po, struct strbuf *text, const struct oom_log *log)
{
	const struct log_memory *memory = &log->memory;
	uint64_t whole, sum = 0, shmem, pages;
	bool managed = log_memory_managed(memory, &whole), partial;
	size_t i;

	if (!memory->begun)
		return;
	strbuf_append(text, "\n", 1);
	label(text, "Mem-Info");
	log_time_text(text, &memory->time);
	strbuf_printf(text, "where memory was%s%s\n",
		      memory->headless ? "; the first line is not in the log" : "",
		      memory->mixed ? "; lines of another report are between its own, and the "
				      "numbers may be of both"
				    : "");
	columns_headings(text, columns_of(po), "PAGES");
	strbuf_printf(text, managed ? "%6s  " CELL "WHAT\n" : "WHAT\n", "%RAM");
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		row_pages(memory, i, &pages);
		sum = sum + pages < sum ? UINT64_MAX : sum + pages;
		if (!pages)
			continue;
		row_line(po, text, pages, managed ? whole : 0, rows[i].name);
		if (rows[i].counters[0] == LOG_ACTIVE_ANON &&
		    log_memory_pages(memory, LOG_SHMEM, &shmem) && shmem)
			strbuf_printf(text, " (shmem %llu)", (unsigned long long)shmem);
		strbuf_append(text, "\n", 1);
	}
	partial = missing_text(&(struct strbuf){ .arena = text->arena }, memory, true);
	if (managed)
		rest_lines(po, text, sum, whole, partial);
	missing_text(text, memory, managed);
	if (managed)
		filtered_text(po, text, memory, whole);
}

/* ---- processes ---- */

static int by_rss(const void *a, const void *b)
{
	const struct log_name *x = a, *y = b;

	if (x->rss != y->rss)
		return x->rss < y->rss ? 1 : -1;
	if (!x->name || !y->name)
		return !x->name - !y->name;
	return strcmp(x->name, y->name);
}

void oom_tasks_sort(struct log_tasks *tasks)
{
	if (tasks->count)
		qsort(tasks->of, tasks->count, sizeof(*tasks->of), by_rss);
}

static void name_line(struct pageowner *po, struct strbuf *text, const struct log_name *name,
		      bool swap)
{
	columns_cells(text, columns_of(po), (int64_t)name->rss);
	strbuf_printf(text, "%6llu " CELL, (unsigned long long)name->tasks);
	if (swap)
		strbuf_printf(text, "%10llu " CELL, (unsigned long long)name->swap);
	strbuf_append(text, " ", 1);
	strbuf_name(text, name->name);
	strbuf_append(text, "\n", 1);
}

static void tasks_text(struct pageowner *po, struct strbuf *text, struct oom_log *log)
{
	struct log_tasks *tasks = &log->tasks;
	struct log_name total = { "all", tasks->tasks, tasks->rss, tasks->swap };
	uint64_t top = po->options.top ? po->options.top : UINT64_MAX;
	size_t i;

	if (!tasks->columns)
		return;
	oom_tasks_sort(tasks);
	strbuf_append(text, "\n", 1);
	label(text, "Processes");
	log_time_text(text, &tasks->time);
	strbuf_printf(text, "resident, by name; pages that they share count for each\n");
	columns_headings(text, columns_of(po), "PAGES");
	strbuf_printf(text, "%6s " CELL "%s NAME\n", "TASKS",
		      tasks->swap ? "      SWAP " CELL : "");
	for (i = 0; i < tasks->count && i < top && tasks->of[i].tasks; i++)
		name_line(po, text, &tasks->of[i], tasks->swap);
	name_line(po, text, &total, tasks->swap);
}

/* ---- owners that the kernel named ---- */

static void frames_text(struct pageowner *po, struct strbuf *text, const char *frames)
{
	const char *separator = "";

	while (*frames) {
		size_t len = strcspn(frames, "\n");
		const struct frame *frame = frame_parse(po, frames, len);

		if (frame) {
			strbuf_printf(text, "%s", separator);
			frame_print(text, frame, false);
			separator = " < ";
		}
		frames += len + (frames[len] == '\n');
	}
}

static void owners_text(struct pageowner *po, struct strbuf *text, const struct oom_log *log)
{
	size_t i;

	if (log->nr_owners || log->nr_tags)
		strbuf_append(text, "\n", 1);
	if (log->nr_tags) {
		label(text, "Profiling");
		strbuf_printf(text, "the lines of code that had the most (size, calls)\n");
	}
	for (i = 0; i < log->nr_tags; i++) {
		label(text, "");
		strbuf_printf(text, "%s", log->tags[i].text ? log->tags[i].text : "\n");
	}
	if (log->nr_owners) {
		label(text, "page_owner");
		strbuf_printf(text, "the stacks that had the most\n");
	}
	for (i = 0; i < log->nr_owners; i++) {
		columns_cells(text, columns_of(po), (int64_t)log->owners[i].pages);
		strbuf_append(text, " ", 1);
		frames_text(po, text, log->owners[i].text ? log->owners[i].text : "");
		strbuf_append(text, "\n", 1);
	}
}

/* ---- what the log itself lacks ---- */

#define NR_LACKS 3

static const char *const lacks_names[NR_LACKS] = { "its first line", "Mem-Info", "its end" };

/* Which of them, a bit each; a cgroup's report has no Mem-Info.  @which: only these, 0: any. */
static unsigned int lacks(const struct oom_event *event, unsigned int which)
{
	bool memcg = !strcmp(event->constraint, "MEMCG");
	unsigned int bits = (event->headless ? 1 : 0) | (!memcg && !event->has_memory ? 2 : 0) |
			    (!event->victims && !event->end[0] ? 4 : 0);

	return which ? bits & which : bits;
}

static void cut_text(struct strbuf *text, const struct oom_log *log)
{
	const struct oom_event *last = log->nr_events ? oom_log_event(log, oom_log_kept(log) - 1)
						      : NULL;
	const char *separator = "";

	if (log->dropped) {
		label(text, "Dropped");
		strbuf_printf(text, "%llu lines: the kernel printed faster than they were taken\n",
			      (unsigned long long)log->dropped);
	}
	if (last && last->kind == OOM_KILL && lacks(last, 0)) {
		label(text, "Cut");
		strbuf_printf(text, "the last report lacks ");
		for (int i = 0; i < NR_LACKS; i++) {
			if (!lacks(last, 1 << i))
				continue;
			strbuf_printf(text, "%s%s", separator, lacks_names[i]);
			separator = ", ";
		}
		strbuf_append(text, "\n", 1);
	}
}

void oom_report_text(struct pageowner *po, struct strbuf *text, struct oom_log *log)
{
	if (log->memory.page_kib && po->target.text)
		po->reader.page_size = log->memory.page_kib * 1024;
	if (log->nr_events)
		events_text(text, log);
	else
		nothing_text(text, log);
	others_text(text, &log->others);
	cut_text(text, log);
	if (log->panic[0]) {
		label(text, "Panic");
		log_time_text(text, &log->panic_time);
		strbuf_name(text, log->panic);
		strbuf_append(text, "\n", 1);
	}
	memory_text(po, text, log);
	tasks_text(po, text, log);
	owners_text(po, text, log);
}
