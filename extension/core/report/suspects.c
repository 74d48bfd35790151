// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Leak suspects: the stacks of unaccounted memory that there is a reason to look at first.
 * There is no score: each reason is a fact with its figure.  docs/pageowner.1 explains
 * them; their thresholds were set before any dump was measured.
 */
#include "base/screen.h"
#include "core.h"
#include "report/known.h"
#include "report/suspects.h"
#include "report/view.h"
#include "scan/account.h"

/* In thousandths of the memory that the page allocator manages. */
#define LEAST 1	  /* a reason with fewer pages does not count */
#define LARGE 20  /* so much memory of one stack is a reason by itself, */
#define MANY 1000 /* if it has this many allocations */
/* Allocated steadily: in so many tenths of the uptime, and in none of them more than half. */
#define SPREAD 5

#define SLACK 1000000000ull /* ns by which two clocks of the kernel may differ */

/* For whom the code of a stack ran. */
enum context {
	CONTEXT_UNKNOWN,
	CONTEXT_PROCESS, /* for the process in the record */
	CONTEXT_INTERRUPT,
	CONTEXT_INIT,
	CONTEXT_KERNEL,
};

struct suspect {
	const struct group *group;
	enum context context;
	uint64_t gone, reused;	       /* pages of exited processes; of them: pid reused */
	uint64_t unloaded, offline;    /* pages of unloaded modules and removed cgroups */
	uint64_t settled;	       /* pages from before the last tenth of the uptime */
	uint64_t ages[AGE_TENTHS + 1]; /* pages, youngest first; the last: unknown */
	struct suspect *next;
};

struct judging {
	struct pageowner *po;
	const struct account *account;
	struct task_list tasks;
	struct suspect *first, **last;
	size_t count, stacks;
	uint64_t others; /* pages of stacks without a reason */
};

/* ---- where a stack comes from ---- */

static enum context frame_context(const struct frame *frame)
{
	/* clang-format off */
	static const struct {
		const char *name;
		enum context context;
	} names[] = {
		/* kernel/softirq.c, arch/x86/entry, arch/arm64/kernel/entry-common.c */
		{ "__do_softirq", CONTEXT_INTERRUPT }, { "handle_softirqs", CONTEXT_INTERRUPT },
		{ "asm_sysvec_", CONTEXT_INTERRUPT }, { "asm_common_interrupt", CONTEXT_INTERRUPT },
		{ "el1_interrupt", CONTEXT_INTERRUPT }, { "el0_interrupt", CONTEXT_INTERRUPT },
		/* init/main.c, kernel/module/main.c */
		{ "do_one_initcall", CONTEXT_INIT }, { "do_init_module", CONTEXT_INIT },
		{ "start_kernel", CONTEXT_INIT }, { "kernel_init", CONTEXT_INIT },
		/* kernel/fork.c: this is for the child, but the record names the parent */
		{ "copy_process", CONTEXT_KERNEL },
		{ "do_syscall_", CONTEXT_PROCESS }, { "entry_SYSCALL", CONTEXT_PROCESS },
		{ "invoke_syscall", CONTEXT_PROCESS }, { "el0_svc", CONTEXT_PROCESS },
		{ "asm_exc_", CONTEXT_PROCESS }, { "el0_da", CONTEXT_PROCESS },
		{ "system_call", CONTEXT_PROCESS }, { "syscall_exit", CONTEXT_PROCESS },
		/* kernel/kthread.c: a worker that exits does not free what it allocated */
		{ "worker_thread", CONTEXT_KERNEL }, { "kthread", CONTEXT_KERNEL },
	};
	/* clang-format on */
	size_t i;

	for (i = 0; frame->symbol && i < ARRAY_SIZE(names); i++)
		if (!strncmp(frame->symbol, names[i].name, strlen(names[i].name)))
			return names[i].context;
	return CONTEXT_UNKNOWN;
}

/* The innermost frame that is known decides: an interrupt may come during a system call. */
static enum context stack_context(const struct stack *stack)
{
	enum context context = CONTEXT_UNKNOWN;
	unsigned int i;

	for (i = 0; !context && i < stack->count; i++)
		context = frame_context(stack->frames[i]);
	return context;
}

/* ---- a stack ---- */

static bool process_gone(const struct judging *judging, const struct cell *cell, bool *reused)
{
	bool tgid = has(judging->po, F_OWNER_TGID);
	const struct task *task =
		tasks_find(&judging->tasks, tgid ? cell->key.tgid : cell->key.pid);

	*reused = task && task->start > cell->sums.ts_last + SLACK;
	return !task || *reused;
}

static void judge_cell(const struct judging *judging, struct suspect *suspect,
		       const struct cell *cell)
{
	uint64_t pages = cell->sums.pages;
	unsigned int age = cell->key.age;
	bool reused;

	suspect->ages[age ? age - 1 : AGE_TENTHS] += pages;
	if (age != 1)
		suspect->settled += pages;
	if (cgroup_ref_removed(judging->po, cell->key.cgroup))
		suspect->offline += pages;
	if (suspect->context != CONTEXT_PROCESS || !judging->tasks.complete ||
	    !process_gone(judging, cell, &reused))
		return;
	suspect->gone += pages;
	suspect->reused += reused ? pages : 0;
}

/* What rows add up to takes the place of a RAM that is not known. */
static uint64_t ram(const struct judging *judging)
{
	const struct account_sums *total = &judging->account->total;
	uint64_t pages = 0;
	int row;

	for (row = 1; !total->managed && row < NR_ACCOUNT_ROWS; row++)
		pages += account_row_managed(row) ? total->pages[row] : 0;
	return total->managed ? total->managed : pages;
}

static bool enough(const struct judging *judging, uint64_t pages, unsigned int limit)
{
	return pages && pages * 1000 >= ram(judging) * limit;
}

/* In how many tenths of the uptime it was allocated; 0 if more than half in one of them. */
static unsigned int spread(const struct suspect *suspect)
{
	unsigned int tenths = 0, i;

	for (i = 0; i < AGE_TENTHS; i++) {
		if (suspect->ages[i] * 2 > suspect->group->sums.pages)
			return 0;
		tenths += suspect->ages[i] > 0;
	}
	return tenths;
}

static bool is_large(const struct judging *judging, const struct suspect *suspect)
{
	return suspect->context != CONTEXT_INIT && suspect->group->sums.count >= MANY &&
	       enough(judging, suspect->group->sums.pages, LARGE);
}

/* A driver that takes much as it is loaded may well have it for good: this is no proof. */
static bool since_module(const struct judging *judging, const struct suspect *suspect)
{
	return suspect->context == CONTEXT_INIT && suspect->group->stack->module &&
	       enough(judging, suspect->group->sums.pages, LARGE);
}

static bool is_spread(const struct judging *judging, const struct suspect *suspect)
{
	return enough(judging, suspect->group->sums.pages, LEAST) && spread(suspect) >= SPREAD;
}

static bool of_interrupt(const struct judging *judging, const struct suspect *suspect)
{
	return suspect->context == CONTEXT_INTERRUPT && enough(judging, suspect->settled, LEAST);
}

static bool is_suspect(const struct judging *judging, const struct suspect *suspect)
{
	return enough(judging, suspect->gone, LEAST) || enough(judging, suspect->unloaded, LEAST) ||
	       enough(judging, suspect->offline, LEAST) || of_interrupt(judging, suspect) ||
	       is_large(judging, suspect) || since_module(judging, suspect) ||
	       is_spread(judging, suspect);
}

static int judge(struct judging *judging, const struct group *group)
{
	struct suspect suspect = { .group = group }, *kept;
	size_t i;

	if (group->stack->kind != STACK_NORMAL)
		return 0;
	judging->stacks++;
	suspect.context = stack_context(group->stack);
	for (i = 0; i < group->nr_cells; i++)
		if (group->cells[i]->key.context > RECORDED_TASK)
			suspect.context = CONTEXT_INTERRUPT;
	for (i = 0; i < group->nr_cells; i++)
		judge_cell(judging, &suspect, group->cells[i]);
	if (group->stack->unloaded)
		suspect.unloaded = group->sums.pages;
	if (!is_suspect(judging, &suspect)) {
		judging->others += group->sums.pages;
		return 0;
	}
	kept = arena_alloc(&judging->po->run, sizeof(*kept));
	if (!kept)
		return fail(&judging->po->reader, -ENOMEM, "suspects");
	*kept = suspect;
	*judging->last = kept;
	judging->last = &kept->next;
	judging->count++;
	return 0;
}

/* ---- as text ---- */

static void add_reason(struct suspect_found *found, const char *id, uint64_t pages)
{
	found->reasons[found->nr_reasons].id = id;
	found->reasons[found->nr_reasons++].pages = pages;
}

static void why(struct suspect_found *found, struct strbuf *text, const char *id, uint64_t pages,
		const char *reason)
{
	add_reason(found, id, pages);
	strbuf_printf(text, "%llu pages: %s\n", (unsigned long long)pages, reason);
}

/* A line each, which @found has, too. */
static void reasons(const struct judging *judging, const struct suspect *suspect,
		    struct suspect_found *found, struct strbuf *text)
{
	const struct sums *sums = &suspect->group->sums;

	found->group = suspect->group;
	found->ages = suspect->ages;
	found->nr_reasons = 0;

	if (enough(judging, suspect->unloaded, LEAST))
		why(found, text, "module_unloaded", suspect->unloaded,
		    "the module that allocated them was unloaded");
	if (enough(judging, suspect->offline, LEAST))
		why(found, text, "cgroup_removed", suspect->offline,
		    "charged to a cgroup that was removed");
	if (enough(judging, suspect->gone, LEAST))
		why(found, text, "process_exited", suspect->gone,
		    suspect->reused ? "the process that allocated them has exited, its pid is "
				      "another's now"
				    : "the process that allocated them has exited");
	if (of_interrupt(judging, suspect))
		why(found, text, "interrupt", suspect->settled,
		    "allocated in an interrupt, so no process frees them on exit");
	if (is_large(judging, suspect)) {
		add_reason(found, "large", sums->pages);
		strbuf_printf(text, "%.1f%% of RAM in %llu allocations from one stack\n",
			      report_percent(sums->pages, ram(judging)),
			      (unsigned long long)sums->count);
	}
	if (since_module(judging, suspect)) {
		add_reason(found, "since_module", sums->pages);
		strbuf_printf(text, "%.1f%% of RAM held since the module ",
			      report_percent(sums->pages, ram(judging)));
		strbuf_name(text, name_text(judging->po, suspect->group->stack->module));
		strbuf_printf(text, " was loaded\n");
	}
	if (is_spread(judging, suspect)) {
		add_reason(found, "steady", sums->pages);
		strbuf_printf(text, "allocated steadily: in %u of 10 tenths of the uptime\n",
			      spread(suspect));
	}
	found->text = text->len ? text->data : "";
}

static void reasons_list(const struct judging *judging, const struct suspect *suspect,
			 struct strbuf *text)
{
	struct strbuf lines = { .arena = &judging->po->run };
	struct suspect_found found;
	const char *line;
	size_t len;

	reasons(judging, suspect, &found, &lines);
	text->failed |= lines.failed;
	for (line = lines.len ? lines.data : ""; *line; line += len + 1) {
		len = strcspn(line, "\n");
		strbuf_printf(text, "%12s- " HANG "%.*s\n", "", (int)len, line);
	}
}

static void known_line(const struct judging *judging, const struct suspect *suspect,
		       struct strbuf *text)
{
	const struct known_issue *issue =
		known_find(judging->po, suspect->group, judging->account->total.managed);

	if (!issue)
		return;
	strbuf_printf(text, "%12s  known: ", "");
	known_text(issue, text);
	strbuf_append(text, "\n", 1);
}

static void histogram(const struct suspect *suspect, struct strbuf *text)
{
	unsigned int i;

	strbuf_printf(
		text,
		"%12s  " HANG "still held, by age in tenths of the uptime, youngest first:", "");
	for (i = 0; i < AGE_TENTHS; i++)
		strbuf_printf(text, " %llu", (unsigned long long)suspect->ages[i]);
	if (suspect->ages[AGE_TENTHS])
		strbuf_printf(text, ", unknown: %llu",
			      (unsigned long long)suspect->ages[AGE_TENTHS]);
	strbuf_append(text, "\n", 1);
}

static void suspects_lines(struct judging *judging, bool brief, struct strbuf *text)
{
	struct pageowner *po = judging->po;
	uint64_t top = po->options.top, shown = 0;
	const struct suspect *suspect;

	strbuf_printf(text, "%-13s" HANG "%zu of %zu stacks of unaccounted memory%s\n", "Suspects",
		      judging->count, judging->stacks,
		      brief ? "" : ", which no line of /proc/meminfo shows");
	if (judging->stacks > judging->count)
		strbuf_printf(text,
			      "%-13s" HANG "%llu pages of %zu stacks, with none of these reasons\n",
			      "Others", (unsigned long long)judging->others,
			      judging->stacks - judging->count);
	if (!judging->tasks.complete)
		strbuf_printf(text,
			      "%-13s" HANG
			      "processes that have exited: this kernel does not record "
			      "processes, or the task list is not in the dump\n",
			      "Not checked");
	if (!has(po, F_PAGE_MEMCG_DATA))
		strbuf_printf(text,
			      "%-13s" HANG "cgroups that were removed: this kernel's pages do not "
			      "name their cgroup\n",
			      "Not checked");
	if (judging->count)
		report_heading(po, text);
	for (suspect = judging->first; suspect; suspect = suspect->next) {
		if (top && shown++ >= top)
			break;
		report_group(po, suspect->group, judging->account->total.managed, brief, text);
		reasons_list(judging, suspect, text);
		known_line(judging, suspect, text);
		if (!brief && has(po, F_OWNER_TS))
			histogram(suspect, text);
	}
	if (suspect)
		strbuf_printf(text, "%12s(%llu more, see pageowner suspects --top 0)\n", "",
			      (unsigned long long)(judging->count - top));
}

/* Stacks from the caller of the allocator outwards: its slow path makes no other owner. */
static int make_groups(struct pageowner *po, const struct account *account, struct groups *ret)
{
	uint64_t depth = po->options.depth;
	struct grouping grouping = grouping_by_stack(depth ? depth : UINT16_MAX);

	return groups_make(po, &account->result.cells, NULL, &grouping, ret);
}

static int judge_all(struct pageowner *po, const struct account *account, struct judging *ret)
{
	struct groups groups;
	size_t i;
	int err = tasks_load(po, &ret->tasks);

	ret->po = po;
	ret->account = account;
	ret->last = &ret->first;
	if (!err)
		err = make_groups(po, account, &groups);
	for (i = 0; !err && i < groups.count; i++)
		err = judge(ret, &groups.groups[i]);
	return err;
}

int suspects_each(struct pageowner *po, const struct account *account,
		  void (*each)(void *arg, const struct suspect_found *found), void *arg,
		  struct suspects_seen *seen)
{
	struct judging judging = { .po = NULL };
	const struct suspect *suspect;
	int err = judge_all(po, account, &judging);

	if (seen) {
		seen->suspects = judging.count;
		seen->stacks = judging.stacks;
		seen->processes = judging.tasks.complete;
		seen->cgroups = has(po, F_PAGE_MEMCG_DATA);
	}
	for (suspect = judging.first; !err && suspect; suspect = suspect->next) {
		struct strbuf text = { .arena = &po->run };
		struct suspect_found found;

		reasons(&judging, suspect, &found, &text);
		if (text.failed)
			return fail(&po->reader, -ENOMEM, "suspects");
		each(arg, &found);
	}
	return err;
}

int suspects_text(struct pageowner *po, const struct account *account, bool brief,
		  struct strbuf *text)
{
	struct judging judging = { .po = NULL };
	int err = judge_all(po, account, &judging);

	if (!err)
		suspects_lines(&judging, brief, text);
	return err;
}
