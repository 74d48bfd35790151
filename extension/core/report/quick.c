// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report --quick: the pages of each stack, from the kernel's own counters.
 */
#include "base/screen.h"
#include "report/columns.h"
#include "report/view.h"
#include "scan/stack_list.h"

static void header(struct view *view, const struct stack_counts *counts)
{
	uint64_t owned = counts->listed_pages + counts->unlisted_pages;

	report_kernel(view);
	machine_owned(view->po, owned);
	view->whole = machine_managed_pages(view->po);
	report_ram(view);
	strbuf_printf(view->text, "%-13s" HANG, "Counted");
	report_size(view, owned);
	if (view->whole)
		strbuf_printf(view->text, ", %.1f%% of RAM", report_percent(owned, view->whole));
	strbuf_printf(view->text, ", by the kernel's counts of %llu stacks\n",
		      (unsigned long long)(counts->listed + counts->unlisted));
	if (counts->unlisted) {
		strbuf_printf(view->text, "%-13s" HANG, "  unlisted");
		report_size(view, counts->unlisted_pages);
		strbuf_printf(view->text,
			      " of %llu stacks: page_owner_stacks would not show them\n",
			      (unsigned long long)counts->unlisted);
	}
	if (counts->broken)
		strbuf_printf(view->text,
			      "%-13s" HANG "the kernel's list of stacks can't be followed to its "
			      "end%s\n",
			      "  broken",
			      counts->searched ? "; the rest was found in the stack depot"
					       : ": the rest is missing");
	if (counts->odd)
		strbuf_printf(view->text,
			      "%-13s" HANG "%llu entries of the list lead to no stack\n", "  odd",
			      (unsigned long long)counts->odd);
	strbuf_printf(view->text,
		      "%-13s" HANG "pages allocated before page_owner could record; a report "
		      "without --quick has them\n",
		      "Not counted");
}

static void groups(struct view *view)
{
	const struct options *options = &view->po->options;
	bool stacks_alone = options->keys == KEY_BIT(KEY_STACK);
	uint64_t shown = view->groups.count, i;

	if (options->top && options->top < shown)
		shown = options->top;
	strbuf_printf(view->text, "\n%llu of %zu %s, by ", (unsigned long long)shown,
		      view->groups.count, stacks_alone ? "stacks" : "groups");
	report_sorted_by(view);
	strbuf_append(view->text, "\n\n", 2);
	columns_headings(view->text, columns_of(view->po), "PAGES");
	strbuf_printf(view->text, "%6s" CELL "%s\n", "%RAM", stacks_alone ? "" : "  GROUP");
	for (i = 0; i < shown; i++) {
		const struct group *group = &view->groups.groups[i];

		report_size_column(view, group->sums.pages);
		percent_text(view->text, group->sums.pages, view->whole);
		strbuf_printf(view->text, CELL "%s", stacks_alone ? "" : "  ");
		report_keys(view, group);
		strbuf_append(view->text, "\n", 1);
		if (options->keys & KEY_BIT(KEY_STACK))
			report_stack(view, group->stack);
		report_variants(view, group);
	}
}

int quick_report(struct pageowner *po, struct result *result)
{
	struct strbuf text = { .arena = &po->run };
	struct view view = {
		.po = po,
		.result = result,
		.text = &text,
		.now = machine_now(po),
	};
	struct stack_counts counts;
	struct grouping grouping = grouping_shown(&po->options, po->options.keys);
	int err;

	if (po->target.text)
		return fail(&po->reader, -EINVAL,
			    "--quick reads the kernel's own counters, which a text does not have");
	if (!stack_list_known(po))
		return fail(&po->reader, -EINVAL,
			    "this kernel does not count the pages of each "
			    "stack (Linux 6.9 and later do): leave out --quick");
	err = stack_list_count(po, result, &counts);
	if (!err)
		err = groups_make(po, &result->cells, &result->selection, &grouping, &view.groups);
	if (!err && !view.groups.count)
		err = report_nothing(po, "stack");
	if (err)
		return err;
	header(&view, &counts);
	groups(&view);
	report_missing_line(&view);
	return write_screen(po, &text);
}
