// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A parsed command line: which options go together, and what a command takes for
 * granted.
 */
#include "scan/source_saved.h"

#define DEFAULT_TOP 20
#define OOM_TOP 5 /* for a page that fits a ticket */

/* There --pfn and --pid select nothing: they say what a number is, and whose. */
static void take_kinds(struct options *ret)
{
	unsigned int i;

	for (i = 0; i < ret->nr_criteria; i++) {
		const struct criterion *criterion = &ret->criteria[i];

		if (criterion->kind == BY_PFN) {
			ret->arguments[ret->nr_arguments++] = criterion->ranges[0].first;
			ret->address = ADDRESS_PFN;
		} else if (criterion->kind == BY_PID) {
			ret->address_pid = criterion->ranges[0].first;
			ret->address = ADDRESS_USER;
		}
	}
}

/* The kernel counts pages by stack: that alone can be asked for. */
static int check_quick(struct reader *rd, const struct options *options)
{
	const unsigned int keys = KEY_BIT(KEY_STACK) | KEY_BIT(KEY_CALLER) | KEY_BIT(KEY_MODULE);
	bool good = options->command == COMMAND_REPORT && !(options->keys & ~keys) &&
		    !options->tree && options->format == FORMAT_TEXT && !options->freed &&
		    !options->all && !options->unreleased && !options->slab && !options->no_slab;
	unsigned int i;

	for (i = 0; i < options->nr_sort; i++)
		good &= options->sort[i].key == KEY_PAGES || options->sort[i].key == KEY_TEXT ||
			KEY_BIT(options->sort[i].key) & keys;
	for (i = 0; i < options->nr_criteria; i++)
		good &= options->criteria[i].kind == BY_MODULE ||
			options->criteria[i].kind == BY_FRAME ||
			options->criteria[i].kind == BY_HANDLE;
	return good ? 0
		    : fail(rd, -EINVAL,
			   "--quick only knows the pages of each stack: report by "
			   "stacktrace, caller or module, of some --module, --frame or --handle");
}

static int check_allocinfo(struct reader *rd, const struct options *options)
{
	unsigned int key = options->nr_sort ? options->sort[0].key : KEY_PAGES;

	if (options->nr_criteria || options->cull_given || options->tree || options->freed ||
	    options->all || options->unreleased || options->slab || options->no_slab ||
	    options->quick || options->depth || options->format == FORMAT_SORT ||
	    options->nr_sort > 1 || (key != KEY_PAGES && key != KEY_TIMES))
		return fail(rd, -EINVAL,
			    "pageowner allocinfo has tags, not pages: --top, -m, -t and "
			    "--format proc are all that go with it");
	return 0;
}

/* Without --sort it sorts by what no other command counts. */
static int check_fragments(struct reader *rd, const struct options *options)
{
	if (options->freed || options->all || options->unreleased)
		return fail(rd, -EINVAL,
			    "pageowner fragments is about pages in use: --freed, --all "
			    "and -f do not go with it");
	if (options->tree || options->format != FORMAT_TEXT)
		return fail(rd, -EINVAL, "pageowner fragments has neither --tree nor --format");
	return 0;
}

/* A table for programs has all there is, unless the user says what is enough. */
static int check_export(struct reader *rd, const struct options *options)
{
	const struct export_format *export = options->export;

	if ((options->command != COMMAND_REPORT || !export->report) &&
	    (options->command != COMMAND_ACCOUNT || !export->account) &&
	    (options->command != COMMAND_DIFF || !export->diff))
		return fail(rd, -EINVAL,
			    "there is no --format %s of this; report, account and diff "
			    "have one",
			    export->name);
	if (options->tree || options->lines || options->quick || options->meminfo)
		return fail(rd, -EINVAL,
			    "--tree, --lines, --quick and --meminfo are text alone: leave "
			    "--format %s out",
			    export->name);
	return 0;
}

static bool is_account(const struct options *options)
{
	return options->command == COMMAND_ACCOUNT || options->command == COMMAND_SUSPECTS ||
	       options->command == COMMAND_OOM;
}

/* Node and zone part the account; other keys group what no line of meminfo shows. */
static int complete_account(struct reader *rd, struct options *ret)
{
	unsigned int i;

	ret->by_node = ret->cull_given && ret->keys & (KEY_BIT(KEY_NODE) | KEY_BIT(KEY_ZONE));
	ret->by_zone = ret->cull_given && ret->keys & KEY_BIT(KEY_ZONE);
	ret->keys &= ~(KEY_BIT(KEY_NODE) | KEY_BIT(KEY_ZONE));
	if (!ret->cull_given || !ret->keys)
		ret->keys = KEY_BIT(KEY_CALLER);
	if (ret->freed || ret->all || ret->unreleased || ret->tree || ret->slab || ret->no_slab ||
	    (ret->format != FORMAT_TEXT && ret->format != FORMAT_EXPORT))
		return fail(rd, -EINVAL,
			    "account is about all pages: --freed, --all, -f, --slab, "
			    "--no-slab, --tree and --format sort do not go with it");
	for (i = 0; i < ret->nr_criteria; i++)
		if (ret->criteria[i].kind != BY_NODE && ret->criteria[i].kind != BY_ZONE)
			return fail(rd, -EINVAL, "an account selects by --node and --zone alone");
	return 0;
}

/* Sorted by growth; a group is in it once, whatever it is now. */
static int check_diff(struct reader *rd, struct options *ret)
{
	if (ret->tree || ret->quick || ret->lines || ret->nr_sort ||
	    (ret->format != FORMAT_TEXT && ret->format != FORMAT_EXPORT))
		return fail(rd, -EINVAL,
			    "pageowner diff is sorted by growth: --sort, --tree, --quick, "
			    "--lines and --format sort do not go with it");
	if (ret->sources.map || ret->sources.btf)
		return fail(rd, -EINVAL,
			    "--map and --btf do not say which input they belong to: name the "
			    "vmlinux behind its dump");
	ret->sort[0].key = KEY_PAGES;
	ret->sort[0].sign = -1;
	ret->nr_sort = 1;
	return 0;
}

/* Files for whatever is asked later: all of it. */
static int check_whole(struct reader *rd, struct options *ret)
{
	if (ret->nr_criteria || ret->cull_given || ret->tree || ret->quick || ret->lines ||
	    ret->freed || ret->all || ret->unreleased || ret->slab || ret->no_slab || ret->depth ||
	    ret->format != FORMAT_TEXT)
		return fail(rd, -EINVAL,
			    "save and triage take everything: select, group and format when "
			    "what they wrote is read");
	if (ret->command == COMMAND_TRIAGE && (!ret->output || !ret->nr_operands))
		return fail(rd, -EINVAL,
			    "pageowner triage takes dumps, and with -o the folder for what "
			    "is found");
	if (ret->command == COMMAND_TRIAGE && (ret->sources.map || ret->sources.btf))
		return fail(rd, -EINVAL,
			    "--map and --btf do not say which dump they belong to: name the "
			    "vmlinux behind its dump");
	ret->keys = SAVED_KEYS;
	ret->sort[0].key = KEY_PAGES;
	ret->sort[0].sign = -1;
	ret->nr_sort = 1;
	return 0;
}

/* What one command takes for granted where another does not. */
int options_complete(struct reader *rd, struct options *ret)
{
	bool sort = ret->command == COMMAND_SORT;

	if (ret->top == NO_TOP)
		ret->top = ret->format == FORMAT_EXPORT	 ? 0
			   : ret->command == COMMAND_OOM ? OOM_TOP
							 : DEFAULT_TOP;

	if (ret->command == COMMAND_PAGE)
		take_kinds(ret);
	if ((ret->command == COMMAND_PAGE || ret->command == COMMAND_STACK) && !ret->nr_arguments)
		return fail(rd, -EINVAL,
			    ret->command == COMMAND_PAGE ? "pageowner page takes addresses or PFNs"
							 : "pageowner stack takes handles");
	if (ret->lines && (ret->tree || sort || ret->format == FORMAT_SORT))
		return fail(rd, -EINVAL, "--lines is for stacks of report, list, page and stack");
	if (ret->meminfo && ret->command != COMMAND_ACCOUNT)
		return fail(rd, -EINVAL, "--meminfo belongs to pageowner account");
	if (ret->slab && ret->no_slab)
		return fail(rd, -EINVAL, "--slab and --no-slab leave nothing");
	if (sort) {
		ret->format = FORMAT_SORT;
		ret->top = 0;
		ret->all = true;
		if (!ret->cull_given)
			ret->keys = 0;
		if (ret->nr_operands + (ret->output != NULL) != 2)
			return fail(rd, -EINVAL,
				    "pageowner sort takes an input and an output file");
		if (!ret->output)
			ret->output = ret->operands[--ret->nr_operands];
	}
	if (ret->format == FORMAT_EXPORT && check_export(rd, ret))
		return -EINVAL;
	if ((ret->offsets || ret->exit_code) && ret->command != COMMAND_DIFF)
		return fail(rd, -EINVAL, "--offsets and --exit-code belong to pageowner diff");
	if (ret->anonymize && ret->command != COMMAND_SAVE)
		return fail(rd, -EINVAL, "--anonymize belongs to pageowner save");
	if (ret->command == COMMAND_SAVE || ret->command == COMMAND_TRIAGE)
		return check_whole(rd, ret);
	if (ret->command == COMMAND_DIFF)
		return check_diff(rd, ret);
	if (ret->command == COMMAND_FRAGMENTS)
		return check_fragments(rd, ret);
	if (ret->command == COMMAND_ALLOCINFO && check_allocinfo(rd, ret))
		return -EINVAL;
	if (ret->format == FORMAT_PROC && ret->command != COMMAND_ALLOCINFO)
		return fail(rd, -EINVAL, "--format proc is allocinfo's");
	if (ret->quick && check_quick(rd, ret))
		return -EINVAL;
	if (!ret->nr_sort) {
		ret->sort[0].key = sort ? KEY_TIMES : KEY_PAGES;
		ret->sort[0].sign = -1;
		ret->nr_sort = 1;
	}
	return is_account(ret) ? complete_account(rd, ret) : 0;
}
