// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The entry point.  open_kernel() learns what kernel this is, scan() goes
 * through its memory, report() and record_text() write.  What is known of the
 * kernel and finished scans stay with the handle for the next command.
 */
#include <stdlib.h>

#include "core.h"

struct pageowner *pageowner_new(void)
{
	struct pageowner *po = calloc(1, sizeof(*po));

	if (po)
		po->options.keys = KEY_BIT(KEY_STACK);
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
	sort_text_close(po);
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
	po->ownerless = false;
	po->has_run = false;
	memset(&po->zones, 0, sizeof(po->zones));
	po->kallsyms = NULL;
	po->unnamed = NULL;
	po->names = NULL;
	po->strings = NULL;
	po->cgroups = NULL;
	po->gfp_texts = NULL;
	po->depot = NULL;
}

void pageowner_free(struct pageowner *po)
{
	if (!po)
		return;
	forget_host(po);
	criteria_free(&po->options);
	arena_free(&po->invocation);
	free(po);
}

int pageowner_parse(struct pageowner *po, int argc, char *const argv[])
{
	po->reader.message[0] = '\0';
	criteria_free(&po->options);
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
	po->reader.tables = NULL;
	po->reader.arena = &po->run;
	po->reader.page_size = 4096;
	return PAGEOWNER_COMPLETE;
}

const char *pageowner_output(const struct pageowner *po)
{
	return po->options.output;
}

const struct pageowner_sources *pageowner_sources(const struct pageowner *po)
{
	return &po->options.sources;
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

/* No kallsyms, or none that decodes: names come from the host, frames stay numbers. */
static int open_symbols(struct pageowner *po)
{
	int err = layout_open(po);

	if (err)
		return err;
	err = kallsyms_load(po);
	po->named = !err;
	if (err == -EINVAL)
		po->unnamed = arena_strdup(&po->known, po->reader.message);
	if (err == -ENOENT || po->unnamed) {
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
	if (!err && po->unnamed)
		return fail(&po->reader, -EINVAL, "%s", po->unnamed);
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
	if (po->ownerless)
		return po->options.command == COMMAND_ACCOUNT ? 0 : layout_page_owner_on(po);
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
	if (!err && (has(po, F_NODE_PAGE_EXT) || !has(po, F_FLAG_FIELDS)))
		err = zones_load(po);
	if (!err)
		err = page_ext_sections(po, &po->sections);
	if (!err)
		err = page_names_load(po);
	if (!err && !po->ownerless)
		err = stackdepot_open(po);
	po->open_holes = po->reader.holes[HOLE_OTHER];
	return err;
}

/* ---- commands ---- */

/* What cells of this command have to tell apart; the report shows orders and processes. */
static unsigned int cell_keys(const struct pageowner *po, const struct selection *selection)
{
	unsigned int derived = KEY_BIT(KEY_CALLER) | KEY_BIT(KEY_MODULE);
	unsigned int keys = po->options.keys | selection->late | KEY_BIT(KEY_STACK) |
			    KEY_BIT(KEY_ORDER) | KEY_BIT(KEY_TGID) | KEY_BIT(KEY_COMM);
	unsigned int i;

	for (i = 0; i < po->options.nr_sort; i++)
		keys |= KEY_BIT(po->options.sort[i].key);
	return keys & ~derived & (KEY_BIT(NR_GROUP_KEYS) - 1);
}

static struct result *new_result(struct pageowner *po, const struct selection *selection)
{
	struct result *result = calloc(1, sizeof(*result));

	if (!result)
		return NULL;
	po->unfinished = result;
	result->selection = *selection;
	result->selection.text = arena_strdup(&result->arena, selection->text);
	cells_init(&result->cells, &result->arena, cell_keys(po, selection));
	if (result->cells.keys & KEY_BIT(KEY_AGE))
		po->now = machine_now(po);
	return result->selection.text ? result : NULL;
}

/* A finished scan that holds the answer already. */
static struct result *find_result(struct pageowner *po, const struct selection *selection)
{
	unsigned int keys = cell_keys(po, selection);
	struct result *result;

	for (result = po->results; result; result = result->next)
		if (!strcmp(result->selection.text, selection->text) &&
		    !(keys & ~result->cells.keys))
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

static int scan_source(struct pageowner *po, const struct scan_sink *sink, struct result *result)
{
	if (!result)
		return fail(&po->reader, -ENOMEM, "scan");
	return po->target.text ? text_scan(po, sink, result) : scan(po, sink, result);
}

static int status_of(struct pageowner *po, const struct result *result, int err)
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
	return result && report_partial(po, result) ? PAGEOWNER_PARTIAL : PAGEOWNER_COMPLETE;
}

static bool asks_for(const struct options *options, enum key key)
{
	unsigned int i;

	for (i = 0; i < options->nr_sort; i++)
		if (options->sort[i].key == key)
			return true;
	return options->keys & KEY_BIT(key);
}

/* Ages and names of flags in a text come out of all of it. */
static int make_selection(struct pageowner *po, struct selection *ret)
{
	int err = 0;

	if (asks_for(&po->options, KEY_TAG))
		err = alloc_tag_of_pages(po);
	if (!err && po->target.text && selection_needs_survey(&po->options))
		err = text_survey(po, &po->text_newest);
	return err ? err : selection_make(po, &po->run, ret);
}

static int run_report(struct pageowner *po)
{
	struct selection selection;
	struct result *result = NULL;
	int err = make_selection(po, &selection);

	if (err)
		return status_of(po, NULL, err);
	result = find_result(po, &selection);
	if (!result) {
		result = new_result(po, &selection);
		err = scan_source(po, NULL, result);
		if (!err)
			keep_result(po);
	}
	if (!err || err == -EINTR)
		err = report(po, result, &selection);
	return status_of(po, result, err);
}

/* Out of a text a record is passed on as it is, out of a dump it is written anew. */
static int list_allocation(struct pageowner *po, const struct allocation *alloc)
{
	const struct selection *selection = &po->unfinished->selection;
	struct stack *stack = stackdepot_stack(po, alloc->handle);
	size_t before = po->output.len;

	if (!stack)
		return fail(&po->reader, -ENOMEM, "stacks");
	if (!selection_match_late(po, selection, stack, page_cgroup(po, alloc->cgroup),
				  alloc->slab))
		return 0;
	if (po->objects.page)
		return objects_page(po, alloc, stack);
	if (alloc->raw) {
		text_append(&po->output, alloc->raw, alloc->raw_len);
		text_append(&po->output, "\n", 1);
	} else {
		record_text(po, alloc, &po->output);
	}
	if (po->reader.broken) {
		po->output.len = before;
		return po->reader.broken;
	}
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
	struct selection selection;
	struct result *result;
	int err = make_selection(po, &selection);

	if (err)
		return status_of(po, NULL, err);
	if (!po->target.text)
		layout_text_format(po);
	po->output.arena = &po->run;
	result = new_result(po, &selection);
	err = scan_source(po, &sink, result);
	if (result)
		result->complete = !err;
	if (!err || err == -EINTR)
		err = write_text(po, &po->output);
	if (!err && report_partial(po, result))
		explain_partial(po, result);
	else if (!err && result->totals.changed_records)
		fail(&po->reader, 0, "the machine runs: %llu records changed while they were read",
		     (unsigned long long)result->totals.changed_records);
	return status_of(po, result, err);
}

static int run_sort(struct pageowner *po)
{
	struct selection selection;
	struct result *result = NULL;
	int err = make_selection(po, &selection);

	if (!err)
		err = sort_text_open(po);
	if (!err) {
		result = new_result(po, &selection);
		err = scan_source(po, NULL, result);
	}
	if (result)
		result->complete = !err;
	if (!err || err == -EINTR)
		err = sort_text_write(po);
	return status_of(po, result, err);
}

/* Commands that count on their own, and keep nothing. */
static int run_once(struct pageowner *po, int (*run)(struct pageowner *po, struct result *result))
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

static int run_layout(struct pageowner *po, int open_error)
{
	struct text text = { .arena = &po->run };
	int err;

	layout_text(po, &text);
	err = write_text(po, &text);
	return status_of(po, NULL, open_error ? open_error : err);
}

/* Commands that look at little: did they run into a hole there? */
static int status_with_holes(struct pageowner *po, int err)
{
	const uint64_t *holes = po->reader.holes;

	if (!err && (holes[HOLE_PAGE_EXT] || holes[HOLE_PAGE] || holes[HOLE_STACK] ||
		     holes[HOLE_OTHER]))
		return PAGEOWNER_PARTIAL;
	return status_of(po, NULL, err);
}

/* The log needs nothing of page_owner's. */
static int run_dmesg(struct pageowner *po, int err)
{
	if (err && err != -ENOMEDIUM)
		return status_of(po, NULL, err);
	po->reader.message[0] = '\0';
	err = printk_text(po);
	return !err && po->reader.message[0] ? PAGEOWNER_PARTIAL : status_of(po, NULL, err);
}

static int write_account(struct pageowner *po, struct account *account, struct text *text)
{
	int err;

	switch (po->options.command) {
	case COMMAND_OOM:
		return oom_text(po, account, text);
	case COMMAND_SUSPECTS:
		account_kernel_text(po, text);
		text_append(text, "\n", 1);
		err = suspects_text(po, account, false, text);
		text_append(text, "\n", 1);
		account_missing_text(po, account, text);
		return err;
	default:
		return account_text(po, account, text);
	}
}

/* First of all, so that it is there when all else fails. */
static int write_oom_log(struct pageowner *po)
{
	struct text text = { .arena = &po->run };
	int err = oom_log_text(po, &text);

	return err ? err : write_text(po, &text);
}

/* A machine without page_owner has a log all the same; the message stays why not more. */
static int run_oom_log(struct pageowner *po, int open_error)
{
	char message[sizeof(po->reader.message)];
	int err;

	memcpy(message, po->reader.message, sizeof(message));
	po->reader.message[0] = '\0';
	err = write_oom_log(po);
	if (!err)
		memcpy(po->reader.message, message, sizeof(message));
	return status_of(po, NULL, err ? err : open_error);
}

static int run_account(struct pageowner *po)
{
	static const struct selection all = { .allocated = true };
	struct text text = { .arena = &po->run };
	unsigned int keys = cell_keys(po, &all);
	struct account account;
	int err;

	if (po->options.command != COMMAND_ACCOUNT)
		keys |= SUSPECT_KEYS;
	if (po->options.meminfo && po->options.command == COMMAND_ACCOUNT) {
		err = meminfo_text(po, &text);
		if (!err)
			err = write_text(po, &text);
		return status_with_holes(po, err);
	}
	err = po->options.command == COMMAND_OOM ? write_oom_log(po) : 0;
	if (!err)
		err = account_make(po, keys, &account);
	if (err && err != -EINTR)
		return status_of(po, NULL, err);
	err = write_account(po, &account, &text);
	if (!err)
		err = write_text(po, &text);
	if (!err && po->ownerless)
		err = layout_page_owner_on(po);
	return status_of(po, &account.result, err);
}

static int run_check(struct pageowner *po, int open_error)
{
	struct text text = { .arena = &po->run };
	int err = open_error;

	if (open_error)
		check_failed_text(po, &text, open_error);
	else
		err = check_text(po, &text);
	if (!text.failed && text.len)
		po->target.write(po->target.priv, text.data, text.len);
	return status_with_holes(po, err);
}

static int run_inspect(struct pageowner *po)
{
	struct text text = { .arena = &po->run };
	int err;

	layout_text_format(po);
	err = po->options.command == COMMAND_PAGE ? inspect_pages(po, &text)
						  : inspect_stacks(po, &text);
	/* What was found before the one that failed is still an answer. */
	if (!text.failed && text.len) {
		int written = po->target.write(po->target.priv, text.data, text.len);

		err = err ? err : written;
	}
	return status_with_holes(po, err);
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
	if (!po->target.read && !po->target.text) {
		fail(&po->reader, -EINVAL, "which dump? (pageowner [COMMAND] DUMP [VMLINUX]; "
		     "--help shows more)");
		return PAGEOWNER_USAGE;
	}
	if (po->target.text && po->options.command > COMMAND_SORT) {
		fail(&po->reader, -EINVAL, "this is page_owner text: only report, list and sort "
		     "read it, the others look into a dump");
		return PAGEOWNER_ERROR;
	}
	err = po->target.text ? text_open(po) : open_kernel(po);
	if (po->options.command == COMMAND_LAYOUT)
		return run_layout(po, err);
	if (po->options.command == COMMAND_CHECK)
		return run_check(po, err);
	if (po->options.command == COMMAND_DMESG)
		return run_dmesg(po, err);
	/* What a kernel without page_owner has all the same. */
	if (po->options.command == COMMAND_ALLOCINFO && err == -ENOMEDIUM) {
		po->reader.message[0] = '\0';
		err = 0;
	}
	if (err == -ENOMEDIUM && po->options.command == COMMAND_OOM)
		return run_oom_log(po, err);
	if (err)
		return status_of(po, NULL, err);
	switch (po->options.command) {
	case COMMAND_PAGE:
	case COMMAND_STACK:
		return run_inspect(po);
	case COMMAND_FRAGMENTS:
		return run_once(po, fragments_run);
	case COMMAND_ACCOUNT:
	case COMMAND_SUSPECTS:
	case COMMAND_OOM:
		return run_account(po);
	case COMMAND_ALLOCINFO:
		return run_once(po, allocinfo);
	case COMMAND_LIST:
		return run_list(po);
	case COMMAND_SORT:
		if (!po->options.keys && po->target.text)
			return run_sort(po);
		/* fall through */
	default:
		return po->options.quick ? run_once(po, quick_report) : run_report(po);
	}
}

int pageowner_run(struct pageowner *po)
{
	int status;

	po->reader.message[0] = '\0';
	po->reader.broken = 0;
	/* What a running machine told an earlier command is not so any more. */
	if (po->target.live && po->has_run)
		forget_host(po);
	po->has_run = true;
	/* Of stacks and of opening the kernel nothing is read twice; the rest counts anew. */
	po->reader.holes[HOLE_PAGE] = 0;
	po->reader.holes[HOLE_PAGE_EXT] = 0;
	po->reader.holes[HOLE_OTHER] = po->open_holes;
	po->reader.last_hole = 0;
	pageowner_abandon(po);
	po->asked_lines = po->has_lines = false;
	status = run_command(po);
	if (status == PAGEOWNER_COMPLETE || status == PAGEOWNER_PARTIAL)
		lines_explain(po);
	pageowner_abandon(po);
	return status;
}
