// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The commands that show groups or single allocations (report, diff, list, sort), and those
 * that count by themselves.
 */
#include "command/command.h"
#include "export/json_list.h"

/* The output is exactly the text of another tool, so the message reports what is missing. */
static void explain_partial(struct pageowner *po, const struct result *result, const char *what)
{
	struct strbuf text = { .arena = &po->run };

	holes_text(po, result, &text);
	if (!text.failed)
		fail(&po->reader, 0, "the %s is partial: %s", what, text.data);
}

static int make_report(struct pageowner *po)
{
	struct selection selection;
	struct result *result = NULL;
	int err = make_selection(po, &selection);

	if (err)
		return status_of(po, NULL, err);
	result = find_result(po, &selection);
	if (!result) {
		result = new_result(po, &selection);
		err = report_begin(po);
		if (!err)
			err = scan_source(po, NULL, result);
		if (!err)
			err = keep_result(po);
	}
	if (!err || err == -EINTR)
		err = report(po, result, &selection);
	if (!err && po->options.format == FORMAT_SORT && holes_any(po, result))
		explain_partial(po, result, "output");
	return status_of(po, result, err);
}

int run_report(struct pageowner *po, int opened)
{
	(void)opened;
	return po->options.quick ? run_once(po, quick_report) : make_report(po);
}

/* Hands one of several inputs over; pageowner_diff() compares them. */
int run_diff(struct pageowner *po, int opened)
{
	(void)opened;
	if (po->side)
		return make_report(po);
	fail(&po->reader, -EINVAL, "pageowner diff needs two or more dumps or texts, oldest first");
	return PAGEOWNER_USAGE;
}

int run_fragments(struct pageowner *po, int opened)
{
	(void)opened;
	return run_once(po, fragments_run);
}

/* A kernel without page_owner may have memory allocation profiling. */
int run_allocinfo(struct pageowner *po, int opened)
{
	(void)opened;
	po->reader.message[0] = '\0';
	return run_once(po, allocinfo);
}

/* ---- list ---- */

/* A record of a text is copied unchanged; for a dump it is written anew. */
static int list_allocation(struct pageowner *po, const struct allocation *alloc)
{
	const struct selection *selection = &po->unfinished->selection;
	struct stack *stack = stack_find(po, alloc->handle);
	size_t before = po->output.len;

	if (po->options.top && po->listed == po->options.top)
		return -ECANCELED;
	if (!stack)
		return fail(&po->reader, -ENOMEM, "stacks");
	if (po->target.text)
		stack = stack_of_printed(po, stack);
	if (!selection_match_late(po, selection, stack, cgroup_ref_name(po, alloc->cgroup),
				  alloc->slab))
		return 0;
	po->listed++;
	if (po->objects.page)
		return objects_page(po, alloc, stack);
	if (po->options.format != FORMAT_TEXT) {
		json_list_record(po, alloc, stack);
	} else if (alloc->raw) {
		strbuf_append(&po->output, alloc->raw - alloc->raw_before,
			      alloc->raw_before + alloc->raw_len);
		strbuf_append(&po->output, "\n", 1);
	} else {
		record_text(po, alloc, &po->output);
	}
	if (po->reader.broken) {
		po->output.len = before;
		return po->reader.broken;
	}
	return po->output.len < OUTPUT_SIZE ? 0 : write_text(po, &po->output);
}

/* A record may only name the handle of a stack that stands behind it. */
static int select_for_list(struct pageowner *po, struct selection *ret)
{
	int err = make_selection(po, ret);
	bool stacks = criteria_need_stacks(&po->options) || po->options.format != FORMAT_TEXT;

	return !err && po->target.text && stacks ? text_learn_handles(po) : err;
}

int run_list(struct pageowner *po, int opened)
{
	static const struct scan_sink sink = { list_allocation };
	struct selection selection;
	struct result *result;
	int err = select_for_list(po, &selection);

	(void)opened;
	if (err)
		return status_of(po, NULL, err);
	if (!po->target.text)
		text_format_find(po);
	po->output.arena = &po->run;
	po->listed = 0;
	result = new_result(po, &selection);
	if (result && po->options.nr_criteria)
		result_keep_everything(result);
	json_list_begin(po);
	err = scan_source(po, &sink, result);
	if (err == -ECANCELED) /* --top has what it wanted */
		err = 0;
	if (result)
		result->complete = !err;
	if (!err || err == -EINTR) {
		json_list_end(po, result);
		err = write_text(po, &po->output);
	}
	if (!err)
		err = report_unmatched(po, result, false);
	if (!err && holes_any(po, result))
		explain_partial(po, result, "list");
	else if (!err && result && result->totals.changed_records)
		fail(&po->reader, 0,
		     "the machine is running: %llu records changed while they were read",
		     (unsigned long long)result->totals.changed_records);
	return status_of(po, result, err);
}

/* ---- sort ---- */

/* Without --cull there are as many groups as records. */
static int sort_records(struct pageowner *po)
{
	static const struct scan_sink sink = { sort_text_allocation };
	struct selection selection;
	struct result *result = NULL;
	int err = make_selection(po, &selection);

	if (!err)
		err = sort_text_open(po);
	if (!err) {
		result = new_result(po, &selection);
		err = scan_source(po, &sink, result);
	}
	if (result)
		result->complete = !err;
	if (!err || err == -EINTR)
		err = sort_text_write(po);
	return status_of(po, result, err);
}

int run_sort(struct pageowner *po, int opened)
{
	(void)opened;
	return !po->options.keys && po->target.text ? sort_records(po) : make_report(po);
}
