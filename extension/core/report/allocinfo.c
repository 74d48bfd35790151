// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The call sites of /proc/allocinfo, sorted by size or in the form that the kernel prints.
 */
#include <stdlib.h>

#include "base/screen.h"
#include "machine/alloc_tag.h"
#include "report/columns.h"
#include "report/view.h"

static void tag_line(struct view *view, const struct tag *tag)
{
	strbuf_printf(view->text, "%12lld %8llu ", (long long)tag->bytes,
		      (unsigned long long)tag->calls);
	alloc_tag_text(view->po, view->text, tag->address);
	if (alloc_tag_inaccurate(view->po, tag->address))
		strbuf_printf(view->text, " accurate:no");
	strbuf_printf(view->text, " \n");
}

/* allocinfo_show(), with the version that this kernel's own format string has. */
static int proc_text(struct view *view, const struct tag_list *list)
{
	struct pageowner *po = view->po;
	size_t i;
	int err = 0;

	text_format_find(po);
	if (po->text_format.allocinfo_version[0])
		strbuf_printf(view->text,
			      "allocinfo - version: %s\n"
			      "#     <size>  <calls> <tag info>\n",
			      po->text_format.allocinfo_version);
	for (i = 0; !err && i < list->count; i++) {
		tag_line(view, &list->tags[i]);
		if (view->text->len >= 64 * 1024)
			err = write_text(po, view->text);
	}
	return err ? err : write_text(po, view->text);
}

static int compare_bytes(const void *a, const void *b)
{
	const struct tag *x = a, *y = b;

	if (x->bytes != y->bytes)
		return (int64_t)x->bytes > (int64_t)y->bytes ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static int compare_calls(const void *a, const void *b)
{
	const struct tag *x = a, *y = b;

	return x->calls != y->calls ? (x->calls > y->calls ? -1 : 1) : compare_bytes(a, b);
}

static int sorted_text(struct view *view, struct tag_list *list)
{
	const struct options *options = &view->po->options;
	bool by_calls = options->sort[0].key == KEY_TIMES;
	size_t shown = list->count, used = 0, i;

	for (i = 0; i < list->count; i++)
		used += list->tags[i].bytes || list->tags[i].calls;
	if (list->count)
		qsort(list->tags, list->count, sizeof(*list->tags),
		      by_calls ? compare_calls : compare_bytes);
	if (options->top && options->top < shown)
		shown = options->top;
	report_kernel(view);
	strbuf_printf(view->text,
		      "%-13s" HANG "%lld bytes, %.1f MiB, of %zu call sites; %zu more hold "
		      "nothing\n",
		      "Allocated", (long long)list->bytes, columns_mib((int64_t)list->bytes), used,
		      list->count - used);
	strbuf_printf(view->text, "\n%zu of %zu call sites, by %s\n\n%12s %8s CALL SITE\n", shown,
		      list->count, by_calls ? "calls" : "bytes", "BYTES", "CALLS");
	for (i = 0; i < shown; i++)
		tag_line(view, &list->tags[i]);
	report_missing_line(view);
	return write_screen(view->po, view->text);
}

int allocinfo(struct pageowner *po, struct result *result)
{
	struct strbuf text = { .arena = &po->run };
	struct view view = {
		.po = po,
		.result = result,
		.text = &text,
		.now = machine_now(po),
	};
	struct tag_list list;
	int err = alloc_tag_on(po);

	if (!err)
		err = alloc_tag_list(po, &list);
	if (err)
		return err;
	result->complete = true;
	return po->options.format == FORMAT_PROC ? proc_text(&view, &list)
						 : sorted_text(&view, &list);
}
