// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pieces that several reports share: numbers for people, the kernel, a group with its
 * stack, and what could not be read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/screen.h"
#include "report/columns.h"
#include "report/view.h"

#define SHOWN_FRAMES 5 /* of a stack that is not shown in full */
#define SHOWN_PROCESSES 3

/* ---- numbers for people ---- */

double report_percent(uint64_t part, uint64_t whole)
{
	return whole ? 100.0 * part / whole : 0;
}

void percent_text(struct strbuf *text, uint64_t part, uint64_t whole)
{
	if (whole)
		strbuf_printf(text, "%5.1f%%", report_percent(part, whole));
	else
		strbuf_printf(text, "%5s ", "-");
}

void report_duration(char *buf, size_t size, uint64_t nsec)
{
	static const struct {
		const char *name;
		uint64_t seconds;
	} spans[] = { { "d", 86400 }, { "h", 3600 }, { "m", 60 }, { "s", 1 } };
	uint64_t seconds = nsec / 1000000000;
	size_t i;

	if (seconds < 60) {
		snprintf(buf, size, "%.1fs", nsec / 1e9);
		return;
	}
	for (i = 0; seconds < spans[i].seconds; i++)
		;
	snprintf(buf, size, "%llu%s %llu%s", (unsigned long long)(seconds / spans[i].seconds),
		 spans[i].name,
		 (unsigned long long)(seconds % spans[i].seconds / spans[i + 1].seconds),
		 spans[i + 1].name);
}

bool report_knows(const struct view *view, enum fact fact)
{
	return view->po->machine.text ? view->now : has(view->po, fact);
}

/* How long before the crash; if the time of the crash is unknown, how long after boot. */
static void age_text(const struct view *view, char *buf, size_t size, uint64_t ts)
{
	if (!report_knows(view, F_OWNER_TS)) {
		snprintf(buf, size, "-");
	} else if (view->now) {
		report_duration(buf, size, ts < view->now ? view->now - ts : 0);
	} else {
		snprintf(buf, size, "@");
		report_duration(buf + 1, size - 1, ts);
	}
}

/* ---- the header ---- */

void report_size(struct view *view, uint64_t pages)
{
	columns_size(view->text, columns_of(view->po), pages);
}

void report_ram(struct view *view)
{
	strbuf_printf(view->text, "%-13s" HANG, "RAM");
	if (view->whole) {
		report_size(view, view->whole);
		strbuf_printf(view->text, " managed by the page allocator\n");
	} else {
		strbuf_printf(view->text, "unknown: %s\n",
			      view->po->machine.ram_doubt ? view->po->machine.ram_doubt : "");
	}
}

void report_kernel(struct view *view)
{
	uint64_t seconds = machine_time(view->po);
	time_t when = seconds;
	struct tm utc;
	char buf[64];

	strbuf_printf(view->text, "%-13s" HANG, "Kernel");
	machine_kernel_text(view->po, view->text);
	strbuf_printf(view->text, "\n%-13s" HANG,
		      view->po->machine.live	 ? "Read at"
		      : view->po->machine.paused ? "Dump time"
						 : "Crash time");
	if (seconds && gmtime_r(&when, &utc) && strftime(buf, sizeof(buf), "%F %T UTC", &utc))
		strbuf_printf(view->text, "%s", buf);
	else
		strbuf_printf(view->text, "not known");
	if (view->now) {
		report_duration(buf, sizeof(buf), view->now);
		strbuf_printf(view->text, ", %s after boot", buf);
	}
	strbuf_append(view->text, "\n", 1);
}

uint64_t report_pages_of_kind(const struct view *view, enum stack_kind kind)
{
	const struct cells *cells = result_everything(view->result);
	uint64_t pages = 0;
	size_t i;

	for (i = 0; i < cells->size; i++) {
		const struct cell *cell = cells->table[i];
		const struct stack *stack =
			cell && !cell->key.freed ? stack_find(view->po, cell->key.handle) : NULL;

		if (stack && stack->kind == kind)
			pages += cell->sums.pages;
	}
	return pages;
}

uint64_t report_newest(const struct view *view)
{
	const struct cells *cells = result_everything(view->result);
	uint64_t newest = 0;
	size_t i;

	for (i = 0; i < cells->size; i++) {
		const struct cell *cell = cells->table[i];

		if (cell && !cell->key.freed && cell->sums.ts_last > newest)
			newest = cell->sums.ts_last;
	}
	return newest;
}

/* ---- the groups ---- */

uint32_t report_orders(const struct group *group)
{
	uint32_t orders = 0;
	size_t i;

	for (i = 0; i < group->nr_cells; i++)
		orders |= 1u << group->cells[i]->key.order;
	return orders;
}

static void orders_text(const struct group *group, char *buf, size_t size)
{
	uint32_t orders = report_orders(group);
	size_t i, len = 0;

	buf[0] = '\0';
	for (i = 0; i <= MAX_RECORD_ORDER && len < size; i++)
		if (orders & 1u << i)
			len += snprintf(buf + len, size - len, "%s%zu", len ? "," : "", i);
}

static int compare_processes(const void *a, const void *b)
{
	const struct process *x = a, *y = b;

	if (x->context != y->context)
		return x->context < y->context ? -1 : 1;
	if (x->tgid != y->tgid)
		return x->tgid < y->tgid ? -1 : 1;
	return strncmp(x->comm, y->comm, COMM_LEN);
}

static int compare_sizes(const void *a, const void *b)
{
	const struct process *x = a, *y = b;

	if (x->pages != y->pages)
		return x->pages > y->pages ? -1 : 1;
	return compare_processes(a, b);
}

size_t report_processes(struct view *view, const struct group *group, struct process **ret)
{
	struct process *processes =
		arena_alloc(&view->po->run, group->nr_cells * sizeof(*processes));
	size_t count = 0, i;

	*ret = processes;
	if (!processes || !group->nr_cells || !report_knows(view, F_OWNER_COMM))
		return 0;
	/* First an entry for each cell, then entries of the same process become one. */
	for (i = 0; i < group->nr_cells; i++) {
		const struct group_key *key = &group->cells[i]->key;

		processes[i].context = key->context;
		processes[i].pages = group->cells[i]->sums.pages;
		if (key->context > RECORDED_TASK)
			continue;
		/* v5.11 to v5.17 print the thread alone. */
		processes[i].tgid = key->tgid ? key->tgid : key->pid;
		memcpy(processes[i].comm, key->comm, COMM_LEN);
	}
	qsort(processes, group->nr_cells, sizeof(*processes), compare_processes);
	for (i = 1; i < group->nr_cells; i++) {
		if (!compare_processes(&processes[count], &processes[i]))
			processes[count].pages += processes[i].pages;
		else
			processes[++count] = processes[i];
	}
	qsort(processes, ++count, sizeof(*processes), compare_sizes);
	return count;
}

static void processes_text(struct view *view, const struct group *group)
{
	struct process *processes;
	size_t count = report_processes(view, group, &processes), i;

	for (i = 0; i < count && i < SHOWN_PROCESSES; i++) {
		if (i)
			strbuf_append(view->text, ", ", 2);
		if (processes[i].context > RECORDED_TASK) {
			strbuf_printf(view->text, "%s",
				      page_owner_context_name(processes[i].context));
		} else {
			strbuf_name(view->text, processes[i].comm);
			strbuf_printf(view->text, "(%d)", processes[i].tgid);
		}
		if (count > 1)
			strbuf_printf(view->text, " %.0f%%",
				      report_percent(processes[i].pages, group->sums.pages));
	}
	if (count > SHOWN_PROCESSES)
		strbuf_printf(view->text, ", %zu more", count - SHOWN_PROCESSES);
}

static unsigned int keys_of(const struct view *view)
{
	return view->keys ? view->keys : view->po->options.keys;
}

bool report_keys(struct view *view, const struct group *group)
{
	unsigned int keys = keys_of(view);
	const char *separator = "";
	int i;

	for (i = 0; i < NR_GROUP_KEYS; i++) {
		if (!(keys & KEY_BIT(i)) || !key_rows[i].print)
			continue;
		strbuf_printf(view->text, "%s%s ", separator, key_rows[i].name);
		key_rows[i].print(view->po, view->text, group);
		separator = ", ";
	}
	return *separator;
}

void report_values(struct view *view, const struct group *group)
{
	bool any = report_keys(view, group);

	if (view->po->options.keys & (KEY_BIT(KEY_PID) | KEY_BIT(KEY_TGID) | KEY_BIT(KEY_COMM)))
		return;
	strbuf_printf(view->text, "%s", any ? ": " : "");
	processes_text(view, group);
}

void report_size_column(struct view *view, uint64_t pages)
{
	columns_cells(view->text, columns_of(view->po), pages);
}

static void group_line(struct view *view, const struct group *group)
{
	char orders[64], oldest[32], youngest[32];

	orders_text(group, orders, sizeof(orders));
	age_text(view, oldest, sizeof(oldest), group->sums.ts_first);
	age_text(view, youngest, sizeof(youngest), group->sums.ts_last);
	report_size_column(view, group->sums.pages);
	percent_text(view->text, group->sums.pages, view->whole);
	strbuf_printf(view->text, " " CELL);
	if (group->sums.count)
		columns_number(view->text, columns_of(view->po), 9, group->sums.count);
	else
		strbuf_printf(view->text, "%9s", "-");
	strbuf_printf(view->text, "  " CELL "%-8s" WORD_CELL " %9s " CELL "%9s  " CELL,
		      group->sums.count ? orders : "-", oldest, youngest);
	report_values(view, group);
	strbuf_append(view->text, "\n", 1);
}

static void heading(struct view *view)
{
	unsigned int others = keys_of(view) & ~KEY_BIT(KEY_STACK);

	columns_headings(view->text, columns_of(view->po), "PAGES");
	strbuf_printf(view->text,
		      "%6s " CELL "%9s  " CELL "%-8s" WORD_CELL " %9s " CELL "%9s  " CELL "%s\n",
		      view->po->machine.text ? "%ALL" : "%RAM", "TIMES", "ORDERS", "OLDEST",
		      "YOUNGEST", others ? "GROUP" : "PROCESSES");
}

#define STACK_INDENT "            "

/* Is there a handle that `pageowner stack` takes? */
static bool has_handle(const struct view *view, const struct stack *stack)
{
	return (stack->pcs || view->po->saved) && !view->po->machine.text &&
	       stack->kind != STACK_MISSING;
}

void report_stack(struct view *view, struct stack *stack)
{
	static const char *const meanings[] = {
		[STACK_EARLY] = "(allocated before page_owner could record)",
		[STACK_FAILURE] = "(stack lost: the stack depot was full)",
		[STACK_DUMMY] = "(page_owner's own memory)",
	};
	const struct options *options = &view->po->options;
	bool full = options->full && !options->depth;
	unsigned int shown = options->depth ? options->depth : SHOWN_FRAMES;
	unsigned int hidden = stack->hidden, i;

	if (stack->kind != STACK_MISSING && meanings[stack->kind])
		strbuf_printf(view->text, STACK_INDENT "%s\n", meanings[stack->kind]);
	for (i = full ? 0 : hidden; i < stack->count && (full || i < hidden + shown); i++)
		lines_frame(view->po, view->text, stack, i, STACK_INDENT);
	if (full && has_handle(view, stack))
		strbuf_printf(view->text, STACK_INDENT "(handle %u)\n", stack->handle);
	if (i < stack->count && !full && !options->depth)
		strbuf_printf(view->text, STACK_INDENT "(%u more)\n", stack->count - i);
}

void report_variants(struct view *view, const struct group *group)
{
	const struct options *options = &view->po->options;

	if (group->variants > 1 && !options->depth)
		strbuf_printf(view->text,
			      STACK_INDENT
			      "(%zu variants, which differ in frames of the allocator)\n",
			      group->variants);
}

void report_sorted_by(struct view *view)
{
	const struct options *options = &view->po->options;
	unsigned int i;

	for (i = 0; i < options->nr_sort; i++)
		strbuf_printf(view->text, "%s%s%s", i ? ", " : "",
			      key_rows[options->sort[i].key].name,
			      options->sort[i].sign < 0 ? "" : " ascending");
}

void report_groups(struct view *view)
{
	const struct options *options = &view->po->options;
	bool stacks = keys_of(view) & KEY_BIT(KEY_STACK);
	uint64_t shown = view->groups.count;
	size_t i;

	if (options->top && options->top < shown)
		shown = options->top;
	strbuf_printf(view->text, "\n%llu of %zu %s, by ", (unsigned long long)shown,
		      view->groups.count,
		      keys_of(view) == KEY_BIT(KEY_STACK) ? "stacks" : "groups");
	report_sorted_by(view);
	strbuf_printf(view->text, "\n\n");
	heading(view);
	for (i = 0; i < shown; i++) {
		group_line(view, &view->groups.groups[i]);
		if (stacks)
			report_stack(view, view->groups.groups[i].stack);
		report_variants(view, &view->groups.groups[i]);
	}
}

void report_heading(struct pageowner *po, struct strbuf *text)
{
	struct view view = { .po = po, .text = text, .keys = KEY_BIT(KEY_STACK) };

	heading(&view);
}

void report_group(struct pageowner *po, const struct group *group, uint64_t whole, bool brief,
		  struct strbuf *text)
{
	struct view view = { .po = po,
			     .whole = whole,
			     .now = machine_now(po),
			     .text = text,
			     .keys = KEY_BIT(KEY_STACK) };
	const char *caller = name_text(po, group->stack->caller);

	group_line(&view, group);
	if (brief) {
		strbuf_printf(text, "%12s", "");
		strbuf_name(text, caller);
		strbuf_append(text, "\n", 1);
	} else {
		report_stack(&view, group->stack);
		report_variants(&view, group);
	}
}

void report_missing_line(struct view *view)
{
	strbuf_printf(view->text, "\n%-13s" HANG, "Not read");
	if (holes_any(view->po, view->result))
		holes_text(view->po, view->result, view->text);
	else
		strbuf_printf(view->text, "nothing: all that this report needs is in the %s",
			      view->po->machine.text ? "text" : "dump");
	if (view->po->sections.invalid)
		strbuf_printf(view->text, "; %llu sections are offline and have no page_ext",
			      (unsigned long long)view->po->sections.invalid);
	strbuf_append(view->text, "\n", 1);
	if (view->po->machine.live)
		strbuf_printf(view->text,
			      "%-13s" HANG
			      "%llu records while they were read: the machine is running\n",
			      "Changed", (unsigned long long)view->result->totals.changed_records);
}
