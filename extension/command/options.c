// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * argv -> struct.  One grammar for every front end; help.c describes it,
 * options_check.c says what goes together.
 */
#include <getopt.h>
#include <stdlib.h>

#include "core.h"
#include "export/formats.h"

/* clang-format off */
static const struct {
	const char *name;
	enum command command;
} commands[] = {
	{ "report", COMMAND_REPORT },
	{ "list", COMMAND_LIST },
	{ "diff", COMMAND_DIFF },
	{ "save", COMMAND_SAVE },
	{ "triage", COMMAND_TRIAGE },
	{ "sort", COMMAND_SORT },
	{ "account", COMMAND_ACCOUNT },
	{ "suspects", COMMAND_SUSPECTS },
	{ "oom", COMMAND_OOM },
	{ "page", COMMAND_PAGE },
	{ "stack", COMMAND_STACK },
	{ "fragments", COMMAND_FRAGMENTS },
	{ "dmesg", COMMAND_DMESG },
	{ "allocinfo", COMMAND_ALLOCINFO },
	{ "check", COMMAND_CHECK },
	{ "layout", COMMAND_LAYOUT },
	{ "help", COMMAND_HELP },
};

enum {
	OPT_CULL = 256, OPT_SORT, OPT_DEPTH, OPT_TREE, OPT_QUICK, OPT_REVERSE, OPT_TOP, OPT_FULL,
	OPT_FREED, OPT_ALL, OPT_SLAB, OPT_NO_SLAB, OPT_PAGES, OPT_BYTES, OPT_FORMAT, OPT_VERSION,
	OPT_PHYS, OPT_PAGE, OPT_VIRT, OPT_LINES, OPT_MEMINFO, OPT_OFFSETS,
	OPT_EXIT_CODE, OPT_ANONYMIZE,
	OPT_BTF, OPT_MAP, OPT_FORCE, OPT_DEBUGINFOD,
	OPT_CRITERION,		/* plus enum criterion_kind */
};
/* clang-format on */

static const struct option long_options[] = {
	{ "cull", required_argument, NULL, OPT_CULL },
	{ "sort", required_argument, NULL, OPT_SORT },
	{ "depth", required_argument, NULL, OPT_DEPTH },
	{ "tree", no_argument, NULL, OPT_TREE },
	{ "quick", no_argument, NULL, OPT_QUICK },
	{ "reverse", no_argument, NULL, OPT_REVERSE },
	{ "top", required_argument, NULL, OPT_TOP },
	{ "full", no_argument, NULL, OPT_FULL },
	{ "lines", no_argument, NULL, OPT_LINES },
	{ "freed", no_argument, NULL, OPT_FREED },
	{ "all", no_argument, NULL, OPT_ALL },
	{ "slab", no_argument, NULL, OPT_SLAB },
	{ "no-slab", no_argument, NULL, OPT_NO_SLAB },
	{ "pages", no_argument, NULL, OPT_PAGES },
	{ "bytes", no_argument, NULL, OPT_BYTES },
	{ "format", required_argument, NULL, OPT_FORMAT },
	{ "output", required_argument, NULL, 'o' },
	{ "phys", no_argument, NULL, OPT_PHYS },
	{ "page", no_argument, NULL, OPT_PAGE },
	{ "virt", no_argument, NULL, OPT_VIRT },
	{ "meminfo", no_argument, NULL, OPT_MEMINFO },
	{ "offsets", no_argument, NULL, OPT_OFFSETS },
	{ "anonymize", no_argument, NULL, OPT_ANONYMIZE },
	{ "exit-code", no_argument, NULL, OPT_EXIT_CODE },
	{ "btf", required_argument, NULL, OPT_BTF },
	{ "map", required_argument, NULL, OPT_MAP },
	{ "force", no_argument, NULL, OPT_FORCE },
	{ "debuginfod", no_argument, NULL, OPT_DEBUGINFOD },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ "pid", required_argument, NULL, OPT_CRITERION + BY_PID },
	{ "tgid", required_argument, NULL, OPT_CRITERION + BY_TGID },
	{ "name", required_argument, NULL, OPT_CRITERION + BY_COMM },
	{ "module", required_argument, NULL, OPT_CRITERION + BY_MODULE },
	{ "order", required_argument, NULL, OPT_CRITERION + BY_ORDER },
	{ "gfp", required_argument, NULL, OPT_CRITERION + BY_GFP },
	{ "migratetype", required_argument, NULL, OPT_CRITERION + BY_MIGRATETYPE },
	{ "flags", required_argument, NULL, OPT_CRITERION + BY_FLAGS },
	{ "node", required_argument, NULL, OPT_CRITERION + BY_NODE },
	{ "zone", required_argument, NULL, OPT_CRITERION + BY_ZONE },
	{ "cgroup", required_argument, NULL, OPT_CRITERION + BY_CGROUP },
	{ "context", required_argument, NULL, OPT_CRITERION + BY_CONTEXT },
	{ "older", required_argument, NULL, OPT_CRITERION + BY_OLDER },
	{ "newer", required_argument, NULL, OPT_CRITERION + BY_NEWER },
	{ "pfn", required_argument, NULL, OPT_CRITERION + BY_PFN },
	{ "frame", required_argument, NULL, OPT_CRITERION + BY_FRAME },
	{ "handle", required_argument, NULL, OPT_CRITERION + BY_HANDLE },
	{ NULL, 0, NULL, 0 }
};

/* page_owner_sort's letters. */
/* clang-format off */
static const struct {
	char letter;
	struct sort_key sort;
} letters[] = {
	{ 'm', { KEY_PAGES, -1 } }, { 't', { KEY_TIMES, -1 } }, { 's', { KEY_STACK, 1 } },
	{ 'p', { KEY_PID, 1 } }, { 'P', { KEY_TGID, 1 } }, { 'n', { KEY_COMM, 1 } },
	{ 'a', { KEY_ALLOC_TS, 1 } }, { 'r', { KEY_FREE_TS, 1 } }, { 'M', { KEY_MODULE, 1 } },
};
/* clang-format on */

static int parse_number(struct reader *rd, const char *option, const char *text, uint64_t *ret)
{
	char *end;

	errno = 0;
	*ret = strtoull(text, &end, 0);
	if (errno || end == text || *end || *text == '-')
		return fail(rd, -EINVAL, "--%s %s: not a number", option, text);
	return 0;
}

static int parse_key(struct reader *rd, const char *option, const char *word, size_t len, int limit)
{
	int key = key_find(word, len);

	if (key < 0 || key >= limit)
		return fail(rd, -EINVAL, "--%s: no key is named \"%.*s\"", option, (int)len, word);
	return key;
}

static int parse_cull(struct reader *rd, const char *list, struct options *ret)
{
	ret->keys = 0;
	ret->cull_given = true;
	for (;;) {
		size_t len = strcspn(list, ",");
		int key = parse_key(rd, "cull", list, len, NR_GROUP_KEYS);

		if (key < 0)
			return key;
		ret->keys |= KEY_BIT(key);
		if (!list[len])
			return 0;
		list += len + 1;
	}
}

static int parse_sort(struct reader *rd, const char *list, struct options *ret)
{
	for (ret->nr_sort = 0; ret->nr_sort < MAX_SORT_KEYS; ret->nr_sort++) {
		bool sign = *list == '-' || *list == '+';
		size_t len = strcspn(list, ",");
		int key = parse_key(rd, "sort", list + sign, len - sign, NR_KEYS);

		if (key < 0)
			return key;
		ret->sort[ret->nr_sort].key = key;
		ret->sort[ret->nr_sort].sign = *list == '-' ? -1 : 1;
		if (!list[len]) {
			ret->nr_sort++;
			return 0;
		}
		list += len + 1;
	}
	return fail(rd, -EINVAL, "--sort: more than %d keys", MAX_SORT_KEYS);
}

static int parse_format(struct reader *rd, const char *name, struct options *ret)
{
	static const char *const names[] = {
		[FORMAT_TEXT] = "text",
		[FORMAT_SORT] = "sort",
		[FORMAT_PROC] = "proc",
	};
	const struct export_format *known;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(name, names[i]))
			continue;
		ret->format = i;
		return 0;
	}
	for (known = export_formats; known->name; known++) {
		if (strcmp(name, known->name))
			continue;
		ret->format = FORMAT_EXPORT;
		ret->export = known;
		return 0;
	}
	return fail(rd, -EINVAL,
		    "--format: %s is none of text, json, csv, folded, pprof, sort, proc", name);
}

static int add_criterion(struct reader *rd, struct arena *arena, enum criterion_kind kind,
			 struct options *ret)
{
	const struct option *row;
	int err;

	if (ret->nr_criteria == MAX_CRITERIA)
		return fail(rd, -EINVAL, "more than %d selections", MAX_CRITERIA);
	for (row = long_options; row->val != OPT_CRITERION + (int)kind; row++)
		;
	err = criterion_parse(rd, arena, kind, row->name, optarg, &ret->criteria[ret->nr_criteria]);
	ret->nr_criteria += !err;
	return err;
}

static void take_letter(int letter, struct options *ret)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(letters); i++) {
		if (letters[i].letter != letter)
			continue;
		ret->sort[0] = letters[i].sort;
		ret->nr_sort = 1;
	}
}

static int apply_flag(int option, struct options *ret)
{
	switch (option) {
	case 'c':
		ret->keys = KEY_BIT(KEY_STACK);
		ret->cull_given = true;
		break;
	case 'f':
		ret->unreleased = true;
		break;
	case 'h':
		ret->command = COMMAND_HELP;
		break;
	case OPT_TREE:
		ret->tree = true;
		break;
	case OPT_REVERSE:
		ret->tree = ret->reverse = true;
		break;
	case OPT_QUICK:
		ret->quick = true;
		break;
	case OPT_FULL:
		ret->full = true;
		break;
	case OPT_LINES:
		ret->lines = true;
		break;
	case OPT_FREED:
		ret->freed = true;
		break;
	case OPT_ALL:
		ret->all = true;
		break;
	case OPT_SLAB:
		ret->slab = true;
		break;
	case OPT_NO_SLAB:
		ret->no_slab = true;
		break;
	case OPT_PAGES:
		ret->unit = UNIT_PAGES;
		break;
	case OPT_BYTES:
		ret->unit = UNIT_BYTES;
		break;
	case OPT_VERSION:
		ret->command = COMMAND_VERSION;
		break;
	case OPT_PHYS:
		ret->address = ADDRESS_PHYS;
		break;
	case OPT_PAGE:
		ret->address = ADDRESS_PAGE;
		break;
	case OPT_MEMINFO:
		ret->meminfo = true;
		break;
	case OPT_OFFSETS:
		ret->offsets = true;
		break;
	case OPT_ANONYMIZE:
		ret->anonymize = true;
		break;
	case OPT_EXIT_CODE:
		ret->exit_code = true;
		break;
	case OPT_VIRT:
		ret->address = ADDRESS_VIRT;
		break;
	case OPT_FORCE:
		ret->sources.force = true;
		break;
	case OPT_DEBUGINFOD:
		ret->sources.debuginfod = true;
		break;
	default:
		take_letter(option, ret);
	}
	return 0;
}

static int apply(struct reader *rd, struct arena *arena, int option, struct options *ret)
{
	switch (option) {
	case OPT_CULL:
		return parse_cull(rd, optarg, ret);
	case OPT_SORT:
		return parse_sort(rd, optarg, ret);
	case OPT_DEPTH:
		return parse_number(rd, "depth", optarg, &ret->depth);
	case OPT_TOP:
		return parse_number(rd, "top", optarg, &ret->top);
	case OPT_FORMAT:
		return parse_format(rd, optarg, ret);
	case 'o':
		ret->output = optarg;
		return 0;
	case OPT_BTF:
		ret->sources.btf = optarg;
		return 0;
	case OPT_MAP:
		ret->sources.map = optarg;
		return 0;
	default:
		if (option >= OPT_CRITERION)
			return add_criterion(rd, arena, option - OPT_CRITERION, ret);
		return apply_flag(option, ret);
	}
}

/* A command comes first; a file of that name is reached as ./name. */
static bool take_command(const char *word, struct options *ret)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(word, commands[i].name))
			continue;
		ret->command = commands[i].command;
		return true;
	}
	return false;
}

static int unknown_option(struct reader *rd, char *const argv[], int option)
{
	const char *word = argv[optind - 1];

	if (option == ':')
		return fail(rd, -EINVAL, "%s needs a value", word);
	if (optopt > 0 && optopt < OPT_CULL)
		return fail(rd, -EINVAL, "no option is named -%c; --help lists them", optopt);
	return fail(rd, -EINVAL, "no option is named %s; --help lists them", word);
}

/*
 * page and stack take numbers: as C writes them, and addresses also without 0x,
 * as debuggers do.  A file whose name is a number is reached as ./name.
 */
static bool take_argument(const char *word, struct options *ret)
{
	size_t len = strlen(word);
	bool hex = strspn(word, "0123456789abcdefABCDEF") == len &&
		   (len >= 12 || strspn(word, "0123456789") != len);
	char *end;
	uint64_t value;

	if (ret->command != COMMAND_PAGE && ret->command != COMMAND_STACK)
		return false;
	value = strtoull(word, &end, hex ? 16 : 0);
	if (!len || *end)
		return false;
	ret->arguments[ret->nr_arguments++] = value;
	return true;
}

int options_parse(struct reader *rd, struct arena *arena, int argc, char *const argv[],
		  struct options *ret)
{
	char **words = arena_alloc(arena, (argc + 1) * sizeof(*words));
	int option, i, err = 0;

	memset(ret, 0, sizeof(*ret));
	ret->top = NO_TOP;
	ret->keys = KEY_BIT(KEY_STACK);
	ret->operands = arena_alloc(arena, (argc + 1) * sizeof(*ret->operands));
	if (!words || !ret->operands)
		return fail(rd, -ENOMEM, "command line");
	for (i = 0; i < argc; i++) {
		words[i] = arena_strdup(arena, argv[i]);
		if (!words[i])
			return fail(rd, -ENOMEM, "command line");
	}
	optind = 0; /* start over: glibc's getopt keeps state of its own */
	opterr = 0;
	while (!err &&
	       (option = getopt_long(argc, words, ":acfhmno:pPrstM", long_options, NULL)) != -1)
		err = option == '?' || option == ':' ? unknown_option(rd, words, option)
						     : apply(rd, arena, option, ret);
	if (err)
		return err;
	i = optind;
	if (i < argc && ret->command == COMMAND_REPORT && take_command(words[i], ret))
		i++;
	/* A --pfn brings one along, too. */
	ret->arguments = arena_alloc(arena, (argc + 1) * sizeof(*ret->arguments));
	if (!ret->arguments)
		return fail(rd, -ENOMEM, "command line");
	for (; i < argc; i++)
		if (!take_argument(words[i], ret))
			ret->operands[ret->nr_operands++] = words[i];
	return options_complete(rd, ret);
}
