// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The entry point.  open_kernel() learns what kernel this is, scan() goes
 * through its memory, report() and record_text() write.  What is known of the
 * kernel and finished scans stay with the handle for the next command.
 */
#include <stdlib.h>

#include "core.h"

#define OUTPUT_SIZE (64 * 1024)

struct pageowner *pageowner_new(void)
{
	struct pageowner *po = calloc(1, sizeof(*po));

	if (po)
		po->options.keys = KEY_STACK;
	return po;
}

static void free_result(struct result *result)
{
	if (result)
		arena_free(&result->arena);
	free(result);
}

void pageowner_abandon(struct pageowner *po)
{
	size_t i;

	for (i = 0; i < SCAN_WINDOW; i++)
		arena_free(&po->jobs[i]);
	arena_free(&po->run);
	free_result(po->unfinished);
	po->unfinished = NULL;
	memset(&po->window, 0, sizeof(po->window));
	memset(&po->output, 0, sizeof(po->output));
}

static void forget_host(struct pageowner *po)
{
	struct result *result, *next;

	pageowner_abandon(po);
	for (result = po->results; result; result = next) {
		next = result->next;
		free_result(result);
	}
	po->results = NULL;
	arena_free(&po->known);
	memset(&po->layout, 0, sizeof(po->layout));
	memset(&po->sections, 0, sizeof(po->sections));
	po->kallsyms = NULL;
	po->names = NULL;
	po->depot = NULL;
}

void pageowner_free(struct pageowner *po)
{
	if (!po)
		return;
	forget_host(po);
	arena_free(&po->invocation);
	free(po);
}

int pageowner_parse(struct pageowner *po, int argc, char *const argv[])
{
	po->reader.message[0] = '\0';
	arena_free(&po->invocation);
	if (options_parse(&po->reader, &po->invocation, argc, argv, &po->options))
		return PAGEOWNER_USAGE;
	return PAGEOWNER_COMPLETE;
}

unsigned int pageowner_operands(const struct pageowner *po, const char *const **ret)
{
	*ret = po->options.operands;
	return po->options.nr_operands;
}

int pageowner_attach(struct pageowner *po, const struct pageowner_target *target)
{
	forget_host(po);
	memset(&po->target, 0, sizeof(po->target));
	po->reader.message[0] = '\0';
	if (target->size != sizeof(*target)) {
		fail(&po->reader, -EINVAL, "this program and libpageowner are of different versions");
		return PAGEOWNER_ERROR;
	}
	po->target = *target;
	po->reader.host = &po->target;
	po->reader.arena = &po->run;
	po->reader.page_size = 4096;
	return PAGEOWNER_COMPLETE;
}

const char *pageowner_message(const struct pageowner *po)
{
	return po->reader.message;
}

const char *pageowner_version(void)
{
	return PAGEOWNER_VERSION;
}

int write_text(struct pageowner *po, struct text *text)
{
	int err = 0;

	if (text->failed)
		return fail(&po->reader, -ENOMEM, "output");
	if (text->len)
		err = po->target.write(po->target.priv, text->data, text->len);
	text->len = 0;
	return err && err != -EPIPE ? fail(&po->reader, err, "writing the output (%s)",
					   strerror(-err)) : err;
}

/* ---- what kernel is this ---- */

static int open_symbols(struct pageowner *po)
{
	int err = layout_open(po);

	if (!err)
		err = kallsyms_load(po);
	/* No kallsyms: names come from the host, frames stay numbers. */
	if (err == -ENOENT) {
		po->reader.message[0] = '\0';
		err = 0;
	}
	return err;
}

int pageowner_symbol(struct pageowner *po, const char *name, uint64_t *ret)
{
	int err = 0;

	po->reader.message[0] = '\0';
	if (!po->kallsyms)
		err = open_symbols(po);
	return err ? err : kallsyms_symbol(po, name, 0, ret);
}

static int read_pfn(struct pageowner *po, enum fact variable, uint64_t *ret)
{
	int err = target_ulong(&po->reader, fact(po, variable), ret);

	if (!err && *ret > 1ull << 52)
		err = -EINVAL;
	return err ? fail(&po->reader, err, "the limits of memory") : 0;
}

static int open_kernel(struct pageowner *po)
{
	int err;

	if (po->depot)
		return 0;
	po->reader.hole = HOLE_OTHER;
	err = open_symbols(po);
	if (!err)
		err = layout_resolve(po);
	if (!err)
		err = kallsyms_load_modules(po);
	if (!err)
		err = read_pfn(po, F_MIN_LOW_PFN, &po->min_low_pfn);
	if (!err)
		err = read_pfn(po, F_MAX_PFN, &po->max_pfn);
	if (!err)
		err = page_ext_sections(po, &po->sections);
	if (!err)
		err = page_names_load(po);
	if (!err)
		err = stackdepot_open(po);
	po->open_holes = po->reader.holes[HOLE_OTHER];
	return err;
}

/* ---- commands ---- */

static struct result *new_result(struct pageowner *po)
{
	struct result *result = calloc(1, sizeof(*result));

	if (!result)
		return NULL;
	selection_from_options(&po->options, &result->selection);
	cells_init(&result->cells, &result->arena,
		   po->options.keys | KEY_STACK | KEY_ORDER | KEY_TGID | KEY_COMM);
	po->unfinished = result;
	return result;
}

/* A finished scan that holds the answer already. */
static struct result *find_result(struct pageowner *po)
{
	struct selection selection;
	struct result *result;

	selection_from_options(&po->options, &selection);
	for (result = po->results; result; result = result->next)
		if (selection_equal(&result->selection, &selection) &&
		    !(po->options.keys & ~result->cells.keys))
			return result;
	return NULL;
}

static void keep_result(struct pageowner *po)
{
	po->unfinished->complete = true;
	po->unfinished->next = po->results;
	po->results = po->unfinished;
	po->unfinished = NULL;
}

static int status_of(struct pageowner *po, const struct result *result, int err)
{
	if (err == -EPIPE)
		return PAGEOWNER_COMPLETE;
	if (!err || err == -EINTR)
		err = po->broken;
	if (err == -ENOMEDIUM)
		return PAGEOWNER_NO_DATA;
	if (err)
		return PAGEOWNER_ERROR;
	if (result && !result->complete)
		return PAGEOWNER_INTERRUPTED;
	return result && report_partial(po, result) ? PAGEOWNER_PARTIAL : PAGEOWNER_COMPLETE;
}

static int run_report(struct pageowner *po)
{
	struct result *result = find_result(po);
	int err = 0;

	if (!result) {
		result = new_result(po);
		err = result ? scan(po, NULL, result) : fail(&po->reader, -ENOMEM, "scan");
		if (!err)
			keep_result(po);
	}
	if (!err || err == -EINTR)
		err = report(po, result);
	return status_of(po, result, err);
}

static int list_allocation(struct pageowner *po, const struct section *section,
			   const struct allocation *alloc)
{
	record_text(po, &po->window, section, alloc, &po->output);
	return po->output.len < OUTPUT_SIZE ? 0 : write_text(po, &po->output);
}

/* The list is the kernel's text and nothing else: what is missing goes into the message. */
static void explain_partial(struct pageowner *po, const struct result *result)
{
	struct text text = { .arena = &po->run };

	report_missing(po, result, &text);
	if (!text.failed)
		fail(&po->reader, 0, "the list is partial: %s", text.data);
}

static int run_list(struct pageowner *po)
{
	static const struct scan_sink sink = { list_allocation };
	struct result *result = new_result(po);
	int err;

	layout_text_format(po);
	po->window.section = NULL;
	po->output.arena = &po->run;
	err = result ? scan(po, &sink, result) : fail(&po->reader, -ENOMEM, "scan");
	if (result)
		result->complete = !err;
	if (!err || err == -EINTR)
		err = write_text(po, &po->output);
	if (!err && report_partial(po, result))
		explain_partial(po, result);
	return status_of(po, result, err);
}

static int run_layout(struct pageowner *po, int open_error)
{
	struct text text = { .arena = &po->run };
	int err;

	layout_text(po, &text);
	err = write_text(po, &text);
	return status_of(po, NULL, open_error ? open_error : err);
}

static int run_help(struct pageowner *po)
{
	struct text text = { .arena = &po->run };
	const char *const *line;

	if (po->options.command == COMMAND_VERSION)
		text_printf(&text, "pageowner %s\n", pageowner_version());
	else
		for (line = pageowner_help(); *line; line++)
			text_printf(&text, "%s\n", *line);
	return status_of(po, NULL, write_text(po, &text));
}

static int run_command(struct pageowner *po)
{
	int err;

	if (po->options.command == COMMAND_HELP || po->options.command == COMMAND_VERSION)
		return run_help(po);
	if (!po->target.read) {
		fail(&po->reader, -EINVAL, "which dump? (pageowner [COMMAND] DUMP [VMLINUX]; "
		     "--help shows more)");
		return PAGEOWNER_USAGE;
	}
	err = open_kernel(po);
	if (po->options.command == COMMAND_LAYOUT)
		return run_layout(po, err);
	if (err)
		return status_of(po, NULL, err);
	return po->options.command == COMMAND_LIST ? run_list(po) : run_report(po);
}

int pageowner_run(struct pageowner *po)
{
	int status;

	po->reader.message[0] = '\0';
	po->broken = 0;
	/* Of stacks and of opening the kernel nothing is read twice; the rest counts anew. */
	po->reader.holes[HOLE_PAGE] = 0;
	po->reader.holes[HOLE_OTHER] = po->open_holes;
	po->reader.last_hole = 0;
	pageowner_abandon(po);
	status = run_command(po);
	pageowner_abandon(po);
	return status;
}
