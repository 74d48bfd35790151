// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The commands: which stages each one goes through, and the status it ends with.
 * scan() goes through the kernel's memory, report() and record_text() write.
 */
#include <stdlib.h>

#include "export/saved.h"
#include "scan/source_saved.h"

/* What cells of this command have to tell apart; the report shows orders and processes. */
static unsigned int cell_keys(const struct pageowner *po, const struct selection *selection)
{
	unsigned int derived = KEY_BIT(KEY_CALLER) | KEY_BIT(KEY_MODULE);
	unsigned int keys = po->options.keys | selection->late_keys | KEY_BIT(KEY_STACK) |
			    KEY_BIT(KEY_ORDER) | KEY_BIT(KEY_TGID) | KEY_BIT(KEY_COMM) |
			    KEY_BIT(KEY_CONTEXT);
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
	cells_init(&result->cells, &result->arena, cell_keys(po, selection));
	if (result->cells.keys & KEY_BIT(KEY_AGE))
		machine_now(po); /* for machine_age() in jobs */
	return result;
}

/* A finished scan that holds the answer already. */
static struct result *find_result(struct pageowner *po, const struct selection *selection)
{
	unsigned int keys = cell_keys(po, selection);
	struct result *result;

	for (result = po->results; result; result = result->next)
		if (selection_equal(&result->selection, selection) && !(keys & ~result->cells.keys))
			return result;
	return NULL;
}

/* Its selection was in the run's memory. */
static int keep_result(struct pageowner *po)
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

static int scan_source(struct pageowner *po, const struct scan_sink *sink, struct result *result)
{
	if (!result)
		return fail(&po->reader, -ENOMEM, "scan");
	if (po->saved)
		return source_saved_scan(po, result);
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
	return result && holes_any(po, result) ? PAGEOWNER_PARTIAL : PAGEOWNER_COMPLETE;
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
	if (!err && po->target.text && !po->saved && criteria_need_survey(&po->options))
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
			err = keep_result(po);
	}
	if (!err || err == -EINTR)
		err = report(po, result, &selection);
	return status_of(po, result, err);
}

/* Out of a text a record is passed on as it is, out of a dump it is written anew. */
static int list_allocation(struct pageowner *po, const struct allocation *alloc)
{
	const struct selection *selection = &po->unfinished->selection;
	struct stack *stack = stack_find(po, alloc->handle);
	size_t before = po->output.len;

	if (!stack)
		return fail(&po->reader, -ENOMEM, "stacks");
	if (!selection_match_late(po, selection, stack, page_cgroup(po, alloc->cgroup),
				  alloc->slab))
		return 0;
	if (po->objects.page)
		return objects_page(po, alloc, stack);
	if (alloc->raw) {
		strbuf_append(&po->output, alloc->raw, alloc->raw_len);
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

/* The list is the kernel's text and nothing else: what is missing goes into the message. */
static void explain_partial(struct pageowner *po, const struct result *result)
{
	struct strbuf text = { .arena = &po->run };

	holes_text(po, result, &text);
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
		text_format_find(po);
	po->output.arena = &po->run;
	result = new_result(po, &selection);
	err = scan_source(po, &sink, result);
	if (result)
		result->complete = !err;
	if (!err || err == -EINTR)
		err = write_text(po, &po->output);
	if (!err && holes_any(po, result))
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

static int make_account(struct pageowner *po, const struct selection *selection, unsigned int keys,
			struct account *ret)
{
	return po->saved ? source_saved_account(po, selection, keys, ret)
			 : account_make(po, selection, keys, ret);
}

/* All that a later command may ask for; without an account where there can't be one. */
static int run_save(struct pageowner *po)
{
	struct selection selection;
	struct result *result = NULL;
	struct account account;
	int none = 0, err = make_selection(po, &selection);
	bool has_account = false;

	if (err)
		return status_of(po, NULL, err);
	result = new_result(po, &selection);
	err = scan_source(po, NULL, result);
	if (!err)
		err = keep_result(po);
	if (!err)
		holes_keep(po, result);
	if (!err && !po->machine.text) {
		none = make_account(po, &selection,
				    SAVED_KEYS & ~KEY_BIT(KEY_CALLER) & ~KEY_BIT(KEY_MODULE),
				    &account);
		has_account = !none || none == -EINTR;
		if (!has_account)
			po->reader.message[0] = '\0';
		else
			holes_keep(po, &account.result);
	}
	if (!err || err == -EINTR)
		err = saved_write(po, result, has_account ? &account : NULL);
	if (has_account && holes_any(po, &account.result))
		result = &account.result;
	return status_of(po, result, !err && none == -EINTR ? none : err);
}

static int run_layout(struct pageowner *po, int open_error)
{
	struct strbuf text = { .arena = &po->run };
	int err;

	facts_text(po, &text);
	err = write_text(po, &text);
	return status_of(po, NULL, open_error ? open_error : err);
}

/* Commands that look at little: did they run into a hole there? */
static int status_with_holes(struct pageowner *po, int err)
{
	const uint64_t *holes = po->reader.holes;

	if (!err &&
	    (holes[HOLE_PAGE_EXT] || holes[HOLE_PAGE] || holes[HOLE_STACK] || holes[HOLE_OTHER]))
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

static int write_account(struct pageowner *po, struct account *account, struct strbuf *text)
{
	int err;

	switch (po->options.command) {
	case COMMAND_OOM:
		return oom_text(po, account, text);
	case COMMAND_SUSPECTS:
		account_kernel_text(po, text);
		strbuf_append(text, "\n", 1);
		err = suspects_text(po, account, false, text);
		strbuf_append(text, "\n", 1);
		account_missing_text(po, account, text);
		return err;
	default:
		if (po->options.format == FORMAT_EXPORT)
			return po->options.export->account(po, account);
		return account_text(po, account, text);
	}
}

/* First of all, so that it is there when all else fails. */
static int write_oom_log(struct pageowner *po)
{
	struct strbuf text = { .arena = &po->run };
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
	struct strbuf text = { .arena = &po->run };
	struct selection selection;
	struct account account;
	unsigned int keys;
	int err;

	if (po->options.meminfo && po->options.command == COMMAND_ACCOUNT) {
		err = meminfo_text(po, &text);
		if (!err)
			err = write_text(po, &text);
		return status_with_holes(po, err);
	}
	err = selection_make(po, &po->run, &selection);
	if (err)
		return status_of(po, NULL, err);
	keys = cell_keys(po, &selection);
	if (po->options.command != COMMAND_ACCOUNT)
		keys |= SUSPECT_KEYS;
	err = po->options.command == COMMAND_OOM ? write_oom_log(po) : 0;
	if (!err)
		err = make_account(po, &selection, keys, &account);
	if (err && err != -EINTR)
		return status_of(po, NULL, err);
	err = write_account(po, &account, &text);
	if (!err)
		err = write_text(po, &text);
	if (!err && po->ownerless)
		err = derive_page_owner_on(po);
	return status_of(po, &account.result, err);
}

static int run_check(struct pageowner *po, int open_error)
{
	struct strbuf text = { .arena = &po->run };
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
	struct strbuf text = { .arena = &po->run };
	int err;

	text_format_find(po);
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
	struct strbuf text = { .arena = &po->run };
	const char *const *line;

	if (po->options.command == COMMAND_VERSION)
		strbuf_printf(&text, "pageowner %s\n", PAGEOWNER_VERSION);
	else
		for (line = pageowner_help(); *line; line++)
			strbuf_printf(&text, "%s\n", *line);
	return status_of(po, NULL, write_text(po, &text));
}

/* The file is read once; what it can't answer is refused in one line. */
static int open_saved(struct pageowner *po)
{
	int err = saved_read(po);

	return err || po->options.command == COMMAND_SAVE ? err : source_saved_check(po);
}

/* A file that has no answer for any option of the command, whatever is in it. */
static bool file_refuses(struct pageowner *po, bool saved)
{
	if (!saved && po->options.command > COMMAND_SAVE) {
		fail(&po->reader, -EINVAL,
		     "this is page_owner text: only report, list, sort, save "
		     "and diff read it, the others look into a dump");
		return true;
	}
	switch (po->options.command) {
	case COMMAND_REPORT:
	case COMMAND_DIFF:
	case COMMAND_SAVE:
	case COMMAND_ACCOUNT:
	case COMMAND_SUSPECTS:
	case COMMAND_OOM:
		return false;
	default:
		if (saved)
			fail(&po->reader, -EINVAL,
			     "this is a saved file: report, account, suspects, oom, "
			     "diff and save read it, the others need the dump");
		return saved;
	}
}

int run_command(struct pageowner *po)
{
	bool saved = po->target.text && (po->saved || saved_read_begins(po));
	int err;

	if (po->options.command == COMMAND_HELP || po->options.command == COMMAND_VERSION)
		return run_help(po);
	if (!po->target.read && !po->target.text) {
		fail(&po->reader, -EINVAL,
		     "which dump? (pageowner [COMMAND] DUMP [VMLINUX]; "
		     "--help shows more)");
		return PAGEOWNER_USAGE;
	}
	if (po->options.command == COMMAND_TRIAGE) {
		fail(&po->reader, -EINVAL,
		     "triage takes files and belongs to the program: here save and "
		     "oom say what it would");
		return PAGEOWNER_USAGE;
	}
	if (po->options.command == COMMAND_DIFF && !po->side) {
		fail(&po->reader, -EINVAL,
		     "pageowner diff takes two or more dumps or texts, oldest first");
		return PAGEOWNER_USAGE;
	}
	if (po->target.text && file_refuses(po, saved))
		return PAGEOWNER_ERROR;
	err = saved ? open_saved(po) : po->target.text ? text_open(po) : open_kernel(po);
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
	case COMMAND_SAVE:
		return run_save(po);
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
