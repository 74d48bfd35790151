// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Makes, finds and keeps the results of scans, and decides the status of a run.
 */
#include <stdlib.h>

#include "command/command.h"
#include "export/html.h"
#include "command/inputs.h"
#include "scan/input.h"
#include "scan/source_saved.h"

unsigned int cell_keys(const struct pageowner *po, const struct selection *selection)
{
	unsigned int derived = KEY_BIT(KEY_CALLER) | KEY_BIT(KEY_MODULE);
	unsigned int keys = po->options.keys | selection->late_keys | KEY_BIT(KEY_STACK) |
			    KEY_BIT(KEY_ORDER) | KEY_BIT(KEY_TGID) | KEY_BIT(KEY_COMM) |
			    KEY_BIT(KEY_CONTEXT);
	unsigned int i;

	if (po->options.format == FORMAT_HTML)
		keys |= HTML_KEYS;
	/* A text may have nothing else of the process. */
	if (po->target.text && !po->saved)
		keys |= KEY_BIT(KEY_PID);
	for (i = 0; i < po->options.nr_sort; i++)
		keys |= KEY_BIT(po->options.sort[i].key);
	return keys & ~derived & (KEY_BIT(NR_GROUP_KEYS) - 1);
}

void result_keep_everything(struct result *result)
{
	cells_init(&result->everything, &result->arena,
		   KEY_BIT(KEY_STACK) | KEY_BIT(KEY_COMM) | KEY_BIT(KEY_FREE));
}

struct result *new_result(struct pageowner *po, const struct selection *selection)
{
	struct result *result = calloc(1, sizeof(*result));

	if (!result)
		return NULL;
	po->unfinished = result;
	result->selection = *selection;
	cells_init(&result->cells, &result->arena, cell_keys(po, selection));
	if (selection->early.count || selection->freed || selection->unreleased)
		result_keep_everything(result);
	if (result->cells.keys & KEY_BIT(KEY_AGE))
		machine_now(po); /* for machine_age() in jobs */
	return result;
}

struct result *find_result(struct pageowner *po, const struct selection *selection)
{
	unsigned int keys = cell_keys(po, selection);
	struct result *result;

	for (result = po->results; result; result = result->next)
		if (selection_equal(&result->selection, selection) && !(keys & ~result->cells.keys))
			return result;
	return NULL;
}

/* The selection is copied, because it is in memory that ends with the run. */
int keep_result(struct pageowner *po)
{
	struct selection selection = po->unfinished->selection;

	if (selection_keep(&po->unfinished->arena, &selection, &po->unfinished->selection))
		return fail(&po->reader, -ENOMEM, "selection");
	po->unfinished->complete = true;
	po->unfinished->next = po->results;
	po->results = po->unfinished;
	po->unfinished = NULL;
	return 0;
}

/* No number is better than a zero that is none. */
static int explain_text(struct pageowner *po, const struct result *result)
{
	struct strbuf why = { .arena = &po->run };
	size_t len;
	const char *head = input_head(po, &len);

	if (inputs_explain((const unsigned char *)head, len, input_packed(po), &why) && !why.failed)
		return fail(&po->reader, -ENOMSG, "no record of page_owner is in it; %s", why.data);
	return fail(&po->reader, -ENOMSG,
		    "no record of page_owner is in it, but %llu other lines, such as \"%s\"; "
		    "pageowner help inputs lists what is read",
		    (unsigned long long)result->other_lines,
		    result->example ? result->example : "");
}

static int scan_text(struct pageowner *po, const struct scan_sink *sink, struct result *result)
{
	int err = text_scan(po, sink, result);

	return err || result->recognised ? err : explain_text(po, result);
}

int scan_source(struct pageowner *po, const struct scan_sink *sink, struct result *result)
{
	if (!result)
		return fail(&po->reader, -ENOMEM, "scan");
	if (po->saved)
		return source_saved_scan(po, result);
	return po->target.text ? scan_text(po, sink, result) : scan(po, sink, result);
}

int status_of(struct pageowner *po, const struct result *result, int err)
{
	if (err == -EPIPE)
		return PAGEOWNER_COMPLETE;
	if (!err || err == -EINTR)
		err = po->reader.broken ? po->reader.broken : err;
	if (err == -EINTR)
		return PAGEOWNER_INTERRUPTED;
	if (err == -ENOMEDIUM)
		return PAGEOWNER_NO_DATA;
	if (err)
		return PAGEOWNER_ERROR;
	if (result && !result->complete)
		return PAGEOWNER_INTERRUPTED;
	return result && holes_any(po, result) ? PAGEOWNER_PARTIAL : PAGEOWNER_COMPLETE;
}

int status_with_holes(struct pageowner *po, int err)
{
	const uint64_t *holes = po->reader.holes;

	if (!err &&
	    (holes[HOLE_PAGE_EXT] || holes[HOLE_PAGE] || holes[HOLE_STACK] || holes[HOLE_OTHER]))
		return PAGEOWNER_PARTIAL;
	return status_of(po, NULL, err);
}

static bool asks_for(const struct options *options, enum key key)
{
	unsigned int i;

	for (i = 0; i < options->nr_sort; i++)
		if (options->sort[i].key == key)
			return true;
	return options->keys & KEY_BIT(key);
}

int make_selection(struct pageowner *po, struct selection *ret)
{
	int err = 0;

	if (asks_for(&po->options, KEY_TAG))
		err = alloc_tag_of_pages(po);
	if (!err && po->target.text && !po->saved && criteria_need_survey(&po->options))
		err = text_survey(po, &po->text_newest);
	return err ? err : selection_make(po, &po->run, ret);
}

int run_once(struct pageowner *po, int (*run)(struct pageowner *po, struct result *result))
{
	struct selection selection;
	struct result *result = NULL;
	int err = make_selection(po, &selection);

	if (!err) {
		result = new_result(po, &selection);
		err = result ? run(po, result) : fail(&po->reader, -ENOMEM, "scan");
	}
	return status_of(po, result, err);
}
