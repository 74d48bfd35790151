// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Can this dump be analysed, and if not, why, and what should be done next time?  The
 * answer is one screen, before anybody copies a hundred gigabytes.
 */
#include "base/screen.h"
#include "core.h"
#include "scan/source_log.h"

#define SAMPLED_SECTIONS 64

/* Not all sections are looked at, so that a machine of any size takes the same time. */
struct sampling {
	uint64_t pages, missing; /* page frames, and those without a record */
	uint64_t lost_stacks;	 /* allocations whose stack did not fit into the depot */
	uint64_t records;
};

static void sample_section(struct pageowner *po, const struct page_ext_table *table,
			   struct sampling *sampling)
{
	const struct section *section = table->section;
	uint64_t pfn;

	for (pfn = section->start_pfn; pfn < section->end_pfn; pfn++) {
		const unsigned char *record = page_ext_record(po, table, pfn);
		struct allocation alloc;
		struct stack *stack;

		if (!record ||
		    page_owner_decode(&po->reader, po, record, pfn, &alloc) != RECORD_ALLOCATED)
			continue;
		sampling->records++;
		stack = stack_find(po, alloc.handle);
		sampling->lost_stacks += stack && stack->kind == STACK_FAILURE;
	}
	sampling->pages += section->end_pfn - section->start_pfn;
	sampling->missing += table->missing_pfns;
}

static int take_samples(struct pageowner *po, struct sampling *ret)
{
	const struct section_list *list = &po->sections;
	size_t step = list->count / SAMPLED_SECTIONS + 1, i;
	int err = 0;

	for (i = 0; !err && i < list->count; i += step) {
		struct page_ext_table table;

		if (!list->sections[i].has_page_ext)
			continue;
		arena_free(&po->jobs[0]);
		po->reader.arena = &po->jobs[0];
		err = page_ext_read(&po->reader, po, &list->sections[i], NULL, &table);
		po->reader.arena = &po->run;
		if (!err)
			sample_section(po, &table, ret);
	}
	return err;
}

static void line(struct strbuf *text, const char *verdict, const char *what)
{
	strbuf_printf(text, "%-7s %-13s " HANG, verdict, what);
}

static void kernel_lines(struct pageowner *po, struct strbuf *text)
{
	line(text, "ok", "kernel");
	machine_kernel_text(po, text);
	strbuf_append(text, "\n", 1);
	line(text, "ok", "page_owner");
	strbuf_printf(text, "built in and on, %u bytes for each page\n", po->layout.ext_size);
	if (po->layout.typeless) {
		line(text, "ok", "types");
		strbuf_printf(
			text,
			"none in this dump; layouts of known releases, checked on its data\n");
	}
	line(text, po->named ? "ok" : po->names_given ? "partial" : "poor", "names");
	if (po->named)
		strbuf_printf(text, "from the kernel's own kallsyms\n");
	else if (po->names_given)
		strbuf_printf(text, "from the file that was given: the kernel's own are not "
				    "all in this dump\n");
	else
		strbuf_printf(text, "stacks are bare addresses: %s\n",
			      po->unnamed ? po->unnamed : "kallsyms is not in this dump");
}

/* What makedumpfile was told to leave out.  None of it holds data of page_owner. */
static void dump_level_line(struct pageowner *po, struct strbuf *text)
{
	/* makedumpfile.h: enum DL_EXCLUDE_* */
	static const char *const kinds[] = {
		"zero pages", "page cache", "private cache", "user data", "free pages",
	};
	const struct pageowner_target *host = po->reader.host;
	int level = host->dump_level ? host->dump_level(host->priv) : -1;
	const char *separator = ": without ";

	if (level < 0)
		return;
	line(text, "partial", "dump level");
	strbuf_printf(text, "makedumpfile -d %d", level);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!(level >> i & 1))
			continue;
		strbuf_printf(text, "%s%s", separator, kinds[i]);
		separator = ", ";
	}
	strbuf_append(text, "\n", 1);
}

static void coverage_lines(struct pageowner *po, struct strbuf *text,
			   const struct sampling *sampling)
{
	uint64_t holes = po->reader.holes[HOLE_STACK];

	line(text, sampling->missing ? "partial" : "ok", "page_ext");
	strbuf_printf(text, "%llu of %llu sampled page frames have their record in the dump\n",
		      (unsigned long long)(sampling->pages - sampling->missing),
		      (unsigned long long)sampling->pages);
	line(text, holes ? "partial" : "ok", "stacks");
	strbuf_printf(text, "%llu sampled allocations; of their stacks %llu are not in the dump\n",
		      (unsigned long long)sampling->records, (unsigned long long)holes);
	if (po->open_holes) {
		line(text, "partial", "other data");
		strbuf_printf(text, "%llu pages of the kernel's own tables are not in the dump\n",
			      (unsigned long long)po->open_holes);
	}
	line(text, sampling->lost_stacks ? "poor" : "ok", "stack depot");
	if (sampling->lost_stacks)
		strbuf_printf(text,
			      "was full: %llu sampled allocations have no stack; boot with a "
			      "larger stack_depot_max_pools= (v6.17 and later)\n",
			      (unsigned long long)sampling->lost_stacks);
	else
		strbuf_printf(text, "never full\n");
	if (!sampling->missing && !holes && !po->open_holes)
		return;
	dump_level_line(po, text);
	strbuf_printf(text,
		      "\nNext time: dump with makedumpfile -d 31 or lower, in a version that "
		      "supports this kernel;\nmake sure that the target has room for all of it.\n");
}

int check_text(struct pageowner *po, struct strbuf *text)
{
	struct sampling sampling = { .pages = 0 };
	int err = take_samples(po, &sampling);

	if (err)
		return err;
	strbuf_printf(text, sampling.missing || po->reader.holes[HOLE_STACK] || po->open_holes
				    ? "This dump can be analysed in part.\n\n"
				    : "This dump can be analysed.\n\n");
	kernel_lines(po, text);
	coverage_lines(po, text, &sampling);
	return 0;
}

void check_failed_text(struct pageowner *po, struct strbuf *text, int err)
{
	/* clang-format off */
	static const struct {
		int err;
		const char *advice;
	} advice[] = {
		{ ENOMEDIUM, "boot a kernel with CONFIG_PAGE_OWNER=y with page_owner=on" },
		{ ENODATA, "dump with makedumpfile -d 31 or lower, and leave room for all of it" },
		{ EINVAL, "keep the vmlinux of exactly this kernel with the dump" },
		{ EIO, "copy the dump again: the file is damaged" },
	};
	/* clang-format on */
	uint64_t enabled;
	size_t i;

	/* The dump lacks the page with the switch of page_owner: it may have been on. */
	if (err == -ENOMEDIUM && has(po, F_PAGE_OWNER_INITED) &&
	    target_uint(&po->reader, fact(po, F_PAGE_OWNER_INITED), 4, &enabled))
		err = -ENODATA;
	strbuf_printf(text, "This dump cannot be analysed.\n\n");
	line(text, "no", "because");
	strbuf_printf(text, "%s\n", po->reader.message);
	for (i = 0; i < ARRAY_SIZE(advice); i++)
		if (advice[i].err == -err)
			strbuf_printf(text, "\nNext time: %s.\n", advice[i].advice);
}

/* ---- a kernel log ---- */

static void count_line(struct strbuf *text, const char *what, uint64_t count, const char *format,
		       const char *none)
{
	line(text, count ? "ok" : "-", what);
	strbuf_printf(text, count ? format : none, (unsigned long long)count);
	strbuf_append(text, "\n", 1);
}

static void log_reach_text(struct strbuf *text, const struct oom_log *log,
			   const struct log_losses *losses)
{
	line(text, log->dropped ? "partial" : "ok", "lines");
	strbuf_printf(text, "%llu of the kernel, ", (unsigned long long)log->lines);
	log_times_text(text, &log->first, &log->last);
	strbuf_append(text, "\n", 1);
	if (losses->foreign) {
		line(text, "ok", "others");
		strbuf_printf(text, "%llu lines of other programs, left out\n",
			      (unsigned long long)losses->foreign);
	}
	if (log->dropped) {
		line(text, "partial", "dropped");
		strbuf_printf(text, "%llu lines were lost before they came here\n",
			      (unsigned long long)log->dropped);
	}
}

int check_log_text(struct pageowner *po, struct strbuf *text)
{
	struct log_losses losses;
	struct oom_log *log;
	int err = log_of_oom(po, &log, &losses);

	if (err)
		return err;
	strbuf_printf(text, "This is a kernel log: oom and dmesg read it.\n\n");
	line(text, log->release[0] ? "ok" : "-", "kernel");
	strbuf_name(text, log->release[0] ? log->release : "no line says which one");
	strbuf_append(text, "\n", 1);
	log_reach_text(text, log, &losses);
	count_line(text, "OOM reports", log->kills, "%llu: see pageowner oom", "none");
	count_line(text, "failures", log->failures, "%llu allocations: see pageowner oom",
		   "no allocation failed");
	count_line(text, "other kills", log->others.kills,
		   "%llu killed by others than the kernel's OOM killer: see pageowner oom",
		   "nobody else killed for memory");
	count_line(text, "Mem-Info", log->memory.begun,
		   "there: pageowner oom makes an account of it", "none: no account can be made");
	count_line(text, "page owners", log->dumped,
		   "%llu pages with their owner: pageowner report", "none was printed");
	return 0;
}
