// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Totals -> the report: what machine, how much is owned, which stacks own the
 * most, and what could not be read.
 */
#include <stdio.h>
#include <time.h>

#include "core.h"

#define SHOWN_FRAMES 5		/* of a stack that is not shown in full */
#define SHOWN_PROCESSES 3

struct view {
	struct pageowner *po;
	const struct result *result;
	struct groups groups;		/* as the user asked for */
	struct groups stacks;		/* by stack alone, for the header */
	uint64_t managed;
	uint64_t now;
	struct text text;
};

/* ---- numbers for people ---- */

static double mib(const struct view *view, uint64_t pages)
{
	return (double)pages * view->po->reader.page_size / (1024 * 1024);
}

static double percent(uint64_t part, uint64_t whole)
{
	return whole ? 100.0 * part / whole : 0;
}

/* The two largest units: "3d 4h", "12m 5s", "0.4s". */
static void duration_text(char *buf, size_t size, uint64_t nsec)
{
	static const struct {
		const char *name;
		uint64_t seconds;
	} units[] = { { "d", 86400 }, { "h", 3600 }, { "m", 60 }, { "s", 1 } };
	uint64_t seconds = nsec / 1000000000;
	size_t i;

	if (seconds < 60) {
		snprintf(buf, size, "%.1fs", nsec / 1e9);
		return;
	}
	for (i = 0; seconds < units[i].seconds; i++)
		;
	snprintf(buf, size, "%llu%s %llu%s", (unsigned long long)(seconds / units[i].seconds),
		 units[i].name, (unsigned long long)
		 (seconds % units[i].seconds / units[i + 1].seconds), units[i + 1].name);
}

/* How long before the crash; without a clock of the crash, how long after boot. */
static void age_text(const struct view *view, char *buf, size_t size, uint64_t ts)
{
	if (!has(view->po, F_OWNER_TS)) {
		snprintf(buf, size, "-");
	} else if (view->now) {
		duration_text(buf, size, ts < view->now ? view->now - ts : 0);
	} else {
		snprintf(buf, size, "@");
		duration_text(buf + 1, size - 1, ts);
	}
}

/* ---- the header ---- */

static void pages_line(struct view *view, const char *label, uint64_t pages)
{
	text_printf(&view->text, "%-13s%llu pages, %.1f MiB", label, (unsigned long long)pages,
		    mib(view, pages));
}

static void kernel_lines(struct view *view)
{
	uint64_t seconds = machine_time(view->po);
	time_t when = seconds;
	struct tm utc;
	char buf[64];

	text_printf(&view->text, "%-13s", "Kernel");
	machine_kernel_text(view->po, &view->text);
	text_printf(&view->text, "\n%-13s", "Crash time");
	if (seconds && gmtime_r(&when, &utc) && strftime(buf, sizeof(buf), "%F %T UTC", &utc))
		text_printf(&view->text, "%s", buf);
	else
		text_printf(&view->text, "not known");
	if (view->now) {
		duration_text(buf, sizeof(buf), view->now);
		text_printf(&view->text, ", %s after boot", buf);
	}
	text_append(&view->text, "\n", 1);
}

static uint64_t pages_of_kind(const struct view *view, enum stack_kind kind)
{
	uint64_t pages = 0;
	size_t i;

	for (i = 0; i < view->stacks.count; i++)
		if (view->stacks.groups[i].stack->kind == kind)
			pages += view->stacks.groups[i].sums.pages;
	return pages;
}

static void kind_line(struct view *view, const char *label, enum stack_kind kind,
		      const char *meaning)
{
	pages_line(view, label, pages_of_kind(view, kind));
	text_printf(&view->text, ": %s\n", meaning);
}

static void owned_lines(struct view *view)
{
	const struct totals *totals = &view->result->totals;

	pages_line(view, "RAM", view->managed);
	text_printf(&view->text, " managed by the page allocator\n");
	pages_line(view, "Owned", totals->owned_pages);
	text_printf(&view->text, ", %.1f%% of RAM, in %llu allocations\n",
		    percent(totals->owned_pages, view->managed),
		    (unsigned long long)totals->allocations);
	if (view->result->selection.allocated) {
		kind_line(view, "  early", STACK_EARLY, "allocated before page_owner could record");
		kind_line(view, "  stack lost", STACK_FAILURE, "the stack depot was full");
	}
	pages_line(view, "No record", totals->no_record_pages);
	text_printf(&view->text, ": in use, but page_owner does not know them\n");
	if (totals->odd_records || totals->bad_records)
		text_printf(&view->text, "%-13s%llu records disagree with their neighbours, "
			    "%llu have an impossible order\n", "Odd",
			    (unsigned long long)totals->odd_records,
			    (unsigned long long)totals->bad_records);
}

/* ---- the groups ---- */

static void orders_text(const struct group *group, char *buf, size_t size)
{
	uint32_t orders = 0;
	size_t i, len = 0;

	for (i = 0; i < group->nr_cells; i++)
		orders |= 1u << group->cells[i]->key.order;
	buf[0] = '\0';
	for (i = 0; i <= MAX_RECORD_ORDER && len < size; i++)
		if (orders & 1u << i)
			len += snprintf(buf + len, size - len, "%s%zu", len ? "," : "", i);
}

struct process {
	int32_t tgid;
	char comm[COMM_LEN + 1];
	uint64_t pages;
};

/* A group's cells are sorted by their whole key: those of one process are neighbours. */
static size_t gather_processes(struct view *view, const struct group *group,
			       struct process **ret)
{
	struct process *processes = arena_alloc(&view->po->run,
						group->nr_cells * sizeof(*processes));
	size_t count = 0, i;

	for (i = 0; processes && i < group->nr_cells; i++) {
		const struct cell_key *key = &group->cells[i]->key;
		struct process *last = count ? &processes[count - 1] : NULL;

		if (!last || last->tgid != key->tgid || strncmp(last->comm, key->comm, COMM_LEN)) {
			last = &processes[count++];
			last->tgid = key->tgid;
			memcpy(last->comm, key->comm, COMM_LEN);
		}
		last->pages += group->cells[i]->sums.pages;
	}
	*ret = processes;
	return count;
}

static void processes_text(struct view *view, const struct group *group)
{
	struct process *processes, swap;
	size_t count = gather_processes(view, group, &processes), i, k;

	if (!has(view->po, F_OWNER_COMM))
		count = 0;
	for (i = 0; i < count && i < SHOWN_PROCESSES; i++) {
		for (k = i + 1; k < count; k++) {
			if (processes[k].pages <= processes[i].pages)
				continue;
			swap = processes[i];
			processes[i] = processes[k];
			processes[k] = swap;
		}
		text_append(&view->text, ", ", i ? 2 : 0);
		text_name(&view->text, processes[i].comm);
		text_printf(&view->text, "(%d)", processes[i].tgid);
		if (count > 1)
			text_printf(&view->text, " %.0f%%",
				    percent(processes[i].pages, group->sums.pages));
	}
	if (count > SHOWN_PROCESSES)
		text_printf(&view->text, ", %zu more", count - SHOWN_PROCESSES);
}

static void group_line(struct view *view, const struct group *group)
{
	char orders[64], oldest[32], youngest[32];

	orders_text(group, orders, sizeof(orders));
	age_text(view, oldest, sizeof(oldest), group->sums.ts_first);
	age_text(view, youngest, sizeof(youngest), group->sums.ts_last);
	text_printf(&view->text, "%10llu %10.1f %5.1f%% %9llu  %-8s %9s %9s  ",
		    (unsigned long long)group->sums.pages, mib(view, group->sums.pages),
		    percent(group->sums.pages, view->managed),
		    (unsigned long long)group->sums.count, orders, oldest, youngest);
	processes_text(view, group);
	text_append(&view->text, "\n", 1);
}

static void frame_line(struct view *view, const char *frame, size_t len)
{
	text_printf(&view->text, "%12s", "");
	text_append(&view->text, frame, len);
	text_append(&view->text, "\n", 1);
}

static void stack_lines(struct view *view, struct stack *stack)
{
	static const char *const meanings[] = {
		[STACK_EARLY] = "(allocated before page_owner could record)",
		[STACK_FAILURE] = "(stack lost: the stack depot was full)",
		[STACK_DUMMY] = "(page_owner's own memory)",
	};
	bool full = view->po->options.full;
	const char *line = stackdepot_text(view->po, stack);
	unsigned int hidden = stack->hidden, i;

	if (stack->kind != STACK_MISSING && meanings[stack->kind])
		frame_line(view, meanings[stack->kind], strlen(meanings[stack->kind]));
	for (i = 0; *line; i++, line += strcspn(line, "\n") + 1) {
		if (!full && i < hidden)
			continue;
		if (!full && i >= hidden + SHOWN_FRAMES)
			break;
		frame_line(view, line + 1, strcspn(line + 1, "\n"));
	}
	if (i < stack->count && !full)
		text_printf(&view->text, "%12s(%u more)\n", "", stack->count - i);
}

static void groups_lines(struct view *view)
{
	static const char *const sorted[] = {
		[SORT_PAGES] = "pages", [SORT_TIMES] = "allocations", [SORT_STACK] = "stack",
	};
	const struct options *options = &view->po->options;
	uint64_t shown = view->groups.count;
	size_t i;

	if (options->top && options->top < shown)
		shown = options->top;
	text_printf(&view->text, "\n%llu of %zu stacks, by %s\n\n", (unsigned long long)shown,
		    view->groups.count, sorted[options->sort]);
	text_printf(&view->text, "%10s %10s %6s %9s  %-8s %9s %9s  %s\n", "PAGES", "MiB", "%RAM",
		    "TIMES", "ORDERS", "OLDEST", "YOUNGEST", "PROCESSES");
	for (i = 0; i < shown; i++) {
		group_line(view, &view->groups.groups[i]);
		stack_lines(view, view->groups.groups[i].stack);
	}
}

/* ---- what could not be read ---- */

static uint64_t holes(const struct pageowner *po, const struct result *result, enum hole hole)
{
	return result->holes[hole] + po->reader.holes[hole];
}

static const struct {
	enum hole hole;
	const char *what;
} hole_names[] = {
	{ HOLE_PAGE_EXT, "pages of page_ext" },
	{ HOLE_PAGE, "pages of the memory map" },
	{ HOLE_STACK, "stacks" },
	{ HOLE_OTHER, "pages of other kernel data" },
};

bool report_partial(const struct pageowner *po, const struct result *result)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hole_names); i++)
		if (holes(po, result, hole_names[i].hole))
			return true;
	return result->totals.unknown_pages || !result->complete;
}

void report_missing(struct pageowner *po, const struct result *result, struct text *text)
{
	uint64_t unknown = result->totals.unknown_pages;
	const char *separator = "";
	size_t i;

	if (!result->complete) {
		text_printf(text, "interrupted after %llu page frames",
			    (unsigned long long)result->totals.pages);
		separator = "; ";
	}
	for (i = 0; i < ARRAY_SIZE(hole_names); i++) {
		uint64_t count = holes(po, result, hole_names[i].hole);

		if (!count)
			continue;
		text_printf(text, "%s%llu %s", separator, (unsigned long long)count,
			    hole_names[i].what);
		separator = ", ";
	}
	if (*separator == ',')
		text_printf(text, " are not in this dump");
	if (unknown)
		text_printf(text, "%sthe owner of %llu page frames (%.1f MiB) is unknown",
			    *separator ? ": " : "", (unsigned long long)unknown,
			    (double)unknown * po->reader.page_size / (1024 * 1024));
}

static void missing_lines(struct view *view)
{
	text_printf(&view->text, "\n%-13s", "Not read");
	if (report_partial(view->po, view->result))
		report_missing(view->po, view->result, &view->text);
	else
		text_printf(&view->text, "nothing: all that this report needs is in the dump");
	if (view->po->sections.invalid)
		text_printf(&view->text, "; %llu sections are offline and have no page_ext",
			    (unsigned long long)view->po->sections.invalid);
	text_append(&view->text, "\n", 1);
}

int report(struct pageowner *po, const struct result *result)
{
	struct view view = { .po = po, .result = result, .text = { .arena = &po->run } };
	int err = groups_make(po, &result->cells, po->options.keys, po->options.sort,
			      &view.groups);

	if (!err)
		err = groups_make(po, &result->cells, KEY_STACK, SORT_PAGES, &view.stacks);
	if (err)
		return err;
	view.managed = machine_managed_pages(po);
	view.now = machine_now(po);
	kernel_lines(&view);
	owned_lines(&view);
	groups_lines(&view);
	missing_lines(&view);
	return write_text(po, &view.text);
}
