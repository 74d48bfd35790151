// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The report: which machine it is, how much memory has owners, which stacks own the most,
 * and what could not be read.
 */
#include "base/screen.h"
#include "report/columns.h"
#include "report/compare.h"

/* ---- the header ---- */

static void pages_line(struct view *view, const char *label, uint64_t pages)
{
	strbuf_printf(view->text, "%-13s" HANG, label);
	report_size(view, pages);
}

static void kind_line(struct view *view, const char *label, enum stack_kind kind,
		      const char *meaning)
{
	pages_line(view, label, report_pages_of_kind(view, kind));
	strbuf_printf(view->text, ": %s\n", meaning);
}

/* The PFN of a page to look at with `pageowner page`. */
static void example_text(struct view *view, uint64_t example)
{
	if (example)
		strbuf_printf(view->text, " (e.g. PFN 0x%llx)", (unsigned long long)(example - 1));
}

static void odd_line(struct view *view)
{
	const struct totals *totals = &view->result->totals;
	const struct examples *examples = &view->result->examples;

	if (!totals->odd_records && !totals->bad_records && !totals->not_records)
		return;
	strbuf_printf(view->text, "%-13s" HANG "%llu records disagree with their neighbours", "Odd",
		      (unsigned long long)totals->odd_records);
	example_text(view, examples->odd);
	strbuf_printf(view->text, ", %llu have an impossible order",
		      (unsigned long long)totals->bad_records);
	example_text(view, examples->bad);
	strbuf_printf(view->text, ", %llu blocks are not page_owner records\n",
		      (unsigned long long)totals->not_records);
}

static void other_line(struct view *view)
{
	const struct result *result = view->result;

	if (!result->other_lines)
		return;
	strbuf_printf(view->text, "%-13s" HANG "%llu lines, not understood", "Other",
		      (unsigned long long)result->other_lines);
	if (result->example)
		strbuf_printf(view->text, " (e.g. \"%s\")", result->example);
	strbuf_printf(view->text, "\n");
}

/* What is known before a scan. */
static void machine_lines(struct view *view)
{
	report_kernel(view);
	report_ram(view);
}

static void allocations(struct view *view, uint64_t count)
{
	strbuf_printf(view->text, ", in ");
	columns_number(view->text, columns_of(view->po), 0, count);
	strbuf_printf(view->text, " allocations");
}

static void owned_lines(struct view *view)
{
	const struct totals *totals = &view->result->totals;

	pages_line(view, "Owned", totals->owned_pages);
	if (view->whole)
		strbuf_printf(view->text, ", %.1f%% of RAM",
			      report_percent(totals->owned_pages, view->whole));
	allocations(view, totals->allocations);
	strbuf_append(view->text, "\n", 1);
	kind_line(view, "  early", STACK_EARLY, "allocated before page_owner could record");
	if (report_pages_of_kind(view, STACK_FAILURE))
		kind_line(view, "  stack lost", STACK_FAILURE, "the stack depot was full");
	pages_line(view, "No record", totals->no_record_pages);
	strbuf_printf(view->text, ": in use, but page_owner does not know them");
	example_text(view, view->result->examples.no_record);
	strbuf_append(view->text, "\n", 1);
	if (!has(view->po, F_OWNER_TS))
		strbuf_printf(view->text,
			      "%-13s" HANG "none: this kernel records no times (Linux 5.11 and "
			      "later do)\n",
			      "Ages");
}

static void text_lines(struct view *view)
{
	const struct totals *totals = &view->result->totals;

	strbuf_printf(view->text, "%-13s" HANG "%s\n", "Source",
		      view->result->sorted
			      ? "text of page_owner_sort, which leaves out page frame numbers and "
				"most times"
			      : "text of page_owner; ages count back from its newest record");
	pages_line(view, "Owned", totals->owned_pages);
	if (view->result->counters)
		strbuf_printf(view->text, ", as the kernel counts them for each stack");
	else
		allocations(view, totals->allocations);
	strbuf_append(view->text, "\n", 1);
}

/* The sum of the groups, if a selection leaves out some of the owned pages. */
static void selected_line(struct view *view)
{
	const struct sums *sums = &view->groups.sums;

	if (sums->pages == view->result->totals.owned_pages)
		return;
	pages_line(view, "Selected", sums->pages);
	if (sums->count)
		allocations(view, sums->count);
	strbuf_append(view->text, "\n", 1);
}

/* ---- all of it ---- */

static int body(struct view *view)
{
	struct pageowner *po = view->po;

	if (!po->options.tree) {
		report_groups(view);
		return 0;
	}
	return tree_text(po, &view->groups, view->whole, view->text);
}

static int make_view(struct view *view, const struct selection *selection)
{
	struct pageowner *po = view->po;
	const struct options *options = &po->options;
	unsigned int keys = options->tree   ? KEY_BIT(KEY_STACK)
			    : options->keys ? options->keys
					    : KEY_BIT(KEY_STACK);
	bool objects = po->objects.group || po->side;
	struct grouping asked = objects ? grouping_asked(options, keys)
					: grouping_shown(options, keys);

	return groups_make(po, &view->result->cells, selection, &asked, &view->groups);
}

static int write_report(struct view *view)
{
	int err;

	if (view->po->machine.text) {
		text_lines(view);
	} else {
		if (!view->po->report_begun)
			machine_lines(view);
		owned_lines(view);
	}
	odd_line(view);
	other_line(view);
	selected_line(view);
	err = body(view);
	if (err)
		return err;
	report_missing_line(view);
	return write_screen(view->po, view->text);
}

/* What is 100 %, and what time it was. */
static void complete_view(struct view *view)
{
	struct pageowner *po = view->po;

	if (po->machine.text) {
		view->whole = view->groups.sums.pages;
		view->now = report_newest(view);
	} else {
		machine_owned(po, view->result->totals.owned_pages);
		view->whole = machine_managed_pages(po);
		view->now = machine_now(po);
	}
}

int report_view(struct pageowner *po, const struct result *result,
		const struct selection *selection, struct view *ret)
{
	int err;

	*ret = (struct view){ .po = po, .result = result };
	err = make_view(ret, selection);
	if (!err)
		complete_view(ret);
	return err;
}

int report_begin(struct pageowner *po)
{
	struct strbuf text = { .arena = &po->run };
	struct view view = { .po = po, .text = &text };

	/* A file of -o may be the dump, which has not been read yet. */
	if (po->machine.text || po->saved || po->objects.group || po->side ||
	    po->options.format != FORMAT_TEXT || po->options.output)
		return 0;
	view.whole = machine_managed_pages(po);
	view.now = machine_now(po);
	machine_lines(&view);
	po->report_begun = true;
	return write_screen(po, &text);
}

int report(struct pageowner *po, const struct result *result, const struct selection *selection)
{
	struct strbuf text = { .arena = &po->run };
	struct view view;
	int err = report_view(po, result, selection, &view);

	if (!err)
		err = report_unmatched(po, result, !view.groups.count);
	if (err)
		return err;
	view.text = &text;
	if (po->objects.group)
		return objects_groups(po, &view.groups);
	if (po->side)
		return compare_take(&view, po->side);
	if (po->options.format == FORMAT_SORT)
		return page_owner_sort_text(po, &view.groups);
	return po->options.format == FORMAT_EXPORT ? po->options.export->report(&view)
						   : write_report(&view);
}
