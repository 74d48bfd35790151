// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * argv -> struct.  One grammar and one help text for every front end.
 */
#include <getopt.h>
#include <stdlib.h>

#include "core.h"

#define DEFAULT_TOP 20

static const char *const help[] = {
	"usage: pageowner [COMMAND] [OPTION]... DUMP [VMLINUX]",
	"       crash> pageowner [COMMAND] [OPTION]...",
	"",
	"Who owns the memory of a crashed Linux kernel that ran with page_owner=on.",
	"",
	"Commands:",
	"  report     the stacks that hold the most memory (the default)",
	"  list       every allocated page, as /sys/kernel/debug/page_owner prints it",
	"  layout     which facts of this kernel were found, and where (for bug reports)",
	"  help       this text",
	"",
	"Options of report:",
	"  -m             sort by pages (the default)",
	"  -t             sort by the number of allocations",
	"  -s             sort by stack",
	"  --cull KEYS    what makes a group: stacktrace (st), the default",
	"  --top N        show N groups instead of 20; 0 shows all",
	"  --full         show whole stacks, not only those around the real caller",
	"",
	"Options of report and list:",
	"  --freed        pages that are free but whose last owner is known",
	"  --all          these and the allocated ones",
	"",
	"  -h, --help     this text",
	"  --version      the version",
	"",
	"DUMP is a vmcore: ELF or kdump-compressed. VMLINUX is the kernel with debug",
	"information, only needed when the dump carries no BTF; then it is also looked",
	"for beside DUMP and where distributions install it. Inside crash neither is",
	"given.",
	"",
	"Exit status: 0 complete, 1 error, 2 usage, 3 partial (the end of the output says",
	"what could not be read), 4 no page_owner data in this dump, 130 interrupted.",
	"",
	"Examples:",
	"  pageowner vmcore                      the 20 stacks that own the most memory",
	"  pageowner report -t --top 5 vmcore    the 5 stacks that allocated most often",
	"  pageowner report --full vmcore        with all frames of each stack",
	"  pageowner list vmcore > page_owner    for page_owner_sort or grep",
	"  pageowner list --freed vmcore         who had the free pages, who freed them",
	NULL
};

const char *const *pageowner_help(void)
{
	return help;
}

static const struct {
	const char *name;
	enum command command;
} commands[] = {
	{ "report", COMMAND_REPORT },
	{ "list", COMMAND_LIST },
	{ "layout", COMMAND_LAYOUT },
	{ "help", COMMAND_HELP },
};

/* The words of page_owner_sort. */
static const struct {
	const char *name;
	const char *alias;
	unsigned int key;
} keys[] = {
	{ "stacktrace", "st", KEY_STACK },
};

enum { OPT_CULL = 256, OPT_TOP, OPT_FULL, OPT_FREED, OPT_ALL, OPT_VERSION };

static const struct option long_options[] = {
	{ "cull", required_argument, NULL, OPT_CULL },
	{ "top", required_argument, NULL, OPT_TOP },
	{ "full", no_argument, NULL, OPT_FULL },
	{ "freed", no_argument, NULL, OPT_FREED },
	{ "all", no_argument, NULL, OPT_ALL },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 }
};

static int parse_number(struct reader *rd, const char *option, const char *text, uint64_t *ret)
{
	char *end;

	errno = 0;
	*ret = strtoull(text, &end, 0);
	if (errno || end == text || *end || *text == '-')
		return fail(rd, -EINVAL, "--%s %s: not a number", option, text);
	return 0;
}

static int parse_key(struct reader *rd, const char *word, size_t len, unsigned int *ret)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		if ((strlen(keys[i].name) == len && !strncmp(keys[i].name, word, len)) ||
		    (strlen(keys[i].alias) == len && !strncmp(keys[i].alias, word, len))) {
			*ret |= keys[i].key;
			return 0;
		}
	}
	return fail(rd, -EINVAL, "--cull: no key is named \"%.*s\"", (int)len, word);
}

static int parse_keys(struct reader *rd, const char *list, unsigned int *ret)
{
	int err = 0;

	*ret = 0;
	while (!err) {
		size_t len = strcspn(list, ",");

		err = parse_key(rd, list, len, ret);
		if (!list[len])
			break;
		list += len + 1;
	}
	return err;
}

static int apply(struct reader *rd, int option, struct options *ret)
{
	switch (option) {
	case 'm':
		ret->sort = SORT_PAGES;
		return 0;
	case 't':
		ret->sort = SORT_TIMES;
		return 0;
	case 's':
		ret->sort = SORT_STACK;
		return 0;
	case OPT_CULL:
		return parse_keys(rd, optarg, &ret->keys);
	case OPT_TOP:
		return parse_number(rd, "top", optarg, &ret->top);
	case OPT_FULL:
		ret->full = true;
		return 0;
	case OPT_FREED:
		ret->freed = true;
		return 0;
	case OPT_ALL:
		ret->all = true;
		return 0;
	case 'h':
		ret->command = COMMAND_HELP;
		return 0;
	case OPT_VERSION:
		ret->command = COMMAND_VERSION;
		return 0;
	}
	return -EINVAL;
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
	if (optopt && optopt < OPT_CULL)
		return fail(rd, -EINVAL, "no option is named -%c", optopt);
	return fail(rd, -EINVAL, "no option is named %s", word);
}

int options_parse(struct reader *rd, struct arena *arena, int argc, char *const argv[],
		  struct options *ret)
{
	char **words = arena_alloc(arena, (argc + 1) * sizeof(*words));
	int option, i, err = 0;

	memset(ret, 0, sizeof(*ret));
	ret->top = DEFAULT_TOP;
	ret->keys = KEY_STACK;
	ret->operands = arena_alloc(arena, (argc + 1) * sizeof(*ret->operands));
	if (!words || !ret->operands)
		return fail(rd, -ENOMEM, "command line");
	for (i = 0; i < argc; i++) {
		words[i] = arena_strdup(arena, argv[i]);
		if (!words[i])
			return fail(rd, -ENOMEM, "command line");
	}
	optind = 0;	/* start over: glibc's getopt keeps state of its own */
	opterr = 0;
	while (!err && (option = getopt_long(argc, words, ":mtsh", long_options, NULL)) != -1)
		err = option == '?' || option == ':' ? unknown_option(rd, words, option)
						     : apply(rd, option, ret);
	if (err)
		return err;
	i = optind;
	if (i < argc && ret->command == COMMAND_REPORT && take_command(words[i], ret))
		i++;
	for (; i < argc; i++)
		ret->operands[ret->nr_operands++] = words[i];
	return 0;
}
