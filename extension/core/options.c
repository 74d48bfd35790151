// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * argv -> struct.  One grammar and one help text for every front end.
 */
#include <getopt.h>
#include <stdlib.h>

#include "core.h"

#define DEFAULT_TOP 20
#define OOM_TOP 5		/* for a page that fits a ticket */
#define NO_TOP UINT64_MAX	/* not given */

static const char *const help[] = {
	"usage: pageowner [COMMAND] [OPTION]... DUMP... [VMLINUX] [ARGUMENT]...",
	"       crash> pageowner [COMMAND] [OPTION]... [ARGUMENT]...",
	"",
	"Who owns the memory of a crashed Linux kernel that ran with page_owner=on.",
	"",
	"Commands:",
	"  report     the stacks that hold the most memory (the default)",
	"  account    where all memory went: each page in one row, beside the kernel's",
	"             own counters; --cull groups what no line of /proc/meminfo shows,",
	"             node and zone give each of these an account of its own;",
	"             --meminfo prints /proc/meminfo as the dumped kernel would have",
	"  suspects   who of them may be a leak, and why: process, module or cgroup gone,",
	"             taken in an interrupt, much of RAM, taken all along",
	"  oom        one page for the ticket: the OOM report or panic of the log, the",
	"             account, its owners and the suspects",
	"  list       every allocated page, as /sys/kernel/debug/page_owner prints it",
	"  sort       page_owner_sort: pageowner sort INPUT OUTPUT, with its options",
	"  page ADDR...     the owner of a page: a PFN, physical, struct page or kernel",
	"             virtual address; --phys, --page, --virt and --pfn N force the kind,",
	"             --pid PID makes it an address of that process",
	"  stack HANDLE...  the stack of a handle",
	"  fragments  what keeps free memory in pieces: mixed pageblocks, whose pages in",
	"             movable ones can't be moved, and what could be had without them",
	"  dmesg      the kernel log, as dmesg prints it",
	"  allocinfo  the call sites of /proc/allocinfo that hold the most (kernels with",
	"             memory allocation profiling); --format proc prints that file itself",
	"  check      can this dump be analysed, and if not, what to do next time",
	"  layout     which facts of this kernel were found, and where (for bug reports)",
	"  help       this text",
	"",
	"DUMP is a vmcore, ELF or kdump-compressed, flattened, too; all files of a split",
	"one; or the text of a live machine's /sys/kernel/debug/page_owner, or what list",
	"printed. VMLINUX is the kernel with debug information, only needed when the dump",
	"carries no BTF; then it is also looked for beside DUMP and where distributions",
	"install it. Inside crash neither is given.",
	"",
	"Group (report, fragments, sort):",
	"  --cull KEYS    what makes a group, a list of: stacktrace (st), caller (ca),",
	"                 module (mod), allocator (ator), pid (p), tgid (tg), name (n),",
	"                 cgroup (cg), order (o), gfp (g), migratetype (mt), node (no),",
	"                 zone (z), slab (sl), free (f), age (ag) in tenths of uptime,",
	"                 tag (ta) is a line of code, with memory allocation profiling",
	"  -c             the same as --cull stacktrace, which report does by itself",
	"  --depth N      only N frames of a stack count, from the caller",
	"  --tree         a call tree from the outermost frame; --reverse from the caller",
	"",
	"Sort (report, fragments, sort):",
	"  --sort KEYS    by these in turn, each with + (ascending, the default) or -:",
	"                 the keys of --cull and pages (pg), times (t), alloc_ts (at),",
	"                 free_ts (ft), txt (T)",
	"  -m pages, most first (report's default)   -t times, most first (sort's)",
	"  -s stack   -p pid   -P tgid   -n name   -a allocation time   -r release time",
	"  -M module",
	"",
	"Select (report, fragments, list, sort); a ! in front turns it round:",
	"  --pid LIST, --tgid LIST, --order LIST, --node LIST, --zone LIST,",
	"  --handle LIST, --pfn LIST         numbers or ranges: 0,3-9 or 0x1000-0x1fff",
	"  --name LIST    process names      --module LIST  modules; vmlinux: in none",
	"  --cgroup LIST  names of cgroups   --migratetype LIST  Unmovable, Movable, ...",
	"  --gfp FLAGS, --flags FLAGS        all of these, by name or as 0x mask",
	"  --older TIME, --newer TIME        age at the end: 90s, 10m, 1h30m, 2d",
	"  --frame REGEX  some frame matches (extended regular expression)",
	"  --slab, --no-slab                 only pages of slabs, or none of them",
	"  --freed        pages that are free but whose last owner is known",
	"  --all          these and the allocated ones",
	"  -f             drop blocks that have been released",
	"",
	"Show (report, fragments):",
	"  --top N        N groups instead of 20; 0 shows all",
	"  --full         whole stacks, not only what is around the real caller",
	"  --lines        source lines and inlined functions in stacks; needs a vmlinux",
	"                 (also in list, page and stack)",
	"  --pages, --bytes                  sizes in these instead of MiB",
	"  --quick        by the kernel's own counts of pages per stack (6.9 and later):",
	"                 a second on any machine, but only by stack, caller and module",
	"  --format sort  print as page_owner_sort does",
	"",
	"Where symbols and types come from, when the dump has none of its own:",
	"  --map FILE     symbols of a System.map, or of a /proc/kallsyms saved by root",
	"  --btf FILE     types: /sys/kernel/btf/vmlinux of that kernel, or an ELF file",
	"                 with a section .BTF",
	"  --force        take a VMLINUX or map although it is another kernel's",
	"  --debuginfod   fetch a vmlinux that is nowhere else from $DEBUGINFOD_URLS",
	"",
	"  -h, --help     this text",
	"  --version      the version",
	"",
	"Exit status: 0 complete, 1 error, 2 usage, 3 partial (the end of the output says",
	"what could not be read), 4 no page_owner data in this dump, 130 interrupted.",
	"",
	"Examples:",
	"  pageowner vmcore                          the stacks that own the most memory",
	"  pageowner --top 5 -t vmcore               that allocated most often",
	"  pageowner --cull module vmcore            which modules own it",
	"  pageowner --cull caller,order --no-slab vmcore",
	"  pageowner --cull name --sort -pages,pid vmcore",
	"  pageowner --older 1h --module '!vmlinux' vmcore",
	"                                            drivers' pages older than an hour",
	"  pageowner --tree --top 3 vmcore           a call tree, 3 branches each",
	"  pageowner list --pid 1 vmcore             every page that one process took",
	"  pageowner list --freed vmcore             who had and who freed free pages",
	"  pageowner sort -m page_owner.txt sorted.txt",
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
	OPT_PHYS, OPT_PAGE, OPT_VIRT, OPT_LINES, OPT_MEMINFO,
	OPT_BTF, OPT_MAP, OPT_FORCE, OPT_DEBUGINFOD,
	OPT_CRITERION,		/* plus enum criterion_kind */
};

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
	{ "phys", no_argument, NULL, OPT_PHYS },
	{ "page", no_argument, NULL, OPT_PAGE },
	{ "virt", no_argument, NULL, OPT_VIRT },
	{ "meminfo", no_argument, NULL, OPT_MEMINFO },
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
	{ "older", required_argument, NULL, OPT_CRITERION + BY_OLDER },
	{ "newer", required_argument, NULL, OPT_CRITERION + BY_NEWER },
	{ "pfn", required_argument, NULL, OPT_CRITERION + BY_PFN },
	{ "frame", required_argument, NULL, OPT_CRITERION + BY_FRAME },
	{ "handle", required_argument, NULL, OPT_CRITERION + BY_HANDLE },
	{ NULL, 0, NULL, 0 }
};

/* page_owner_sort's letters. */
static const struct {
	char letter;
	struct sort_key sort;
} letters[] = {
	{ 'm', { KEY_PAGES, -1 } }, { 't', { KEY_TIMES, -1 } }, { 's', { KEY_STACK, 1 } },
	{ 'p', { KEY_PID, 1 } }, { 'P', { KEY_TGID, 1 } }, { 'n', { KEY_COMM, 1 } },
	{ 'a', { KEY_ALLOC_TS, 1 } }, { 'r', { KEY_FREE_TS, 1 } }, { 'M', { KEY_MODULE, 1 } },
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

static int parse_key(struct reader *rd, const char *option, const char *word, size_t len,
		     int limit)
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
		[FORMAT_TEXT] = "text", [FORMAT_SORT] = "sort", [FORMAT_PROC] = "proc",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(name, names[i]))
			continue;
		ret->format = i;
		return 0;
	}
	return fail(rd, -EINVAL, "--format: %s is neither text nor sort nor proc", name);
}

static int add_criterion(struct reader *rd, struct arena *arena, enum criterion_kind kind,
			 struct options *ret)
{
	int err;

	if (ret->nr_criteria == MAX_CRITERIA)
		return fail(rd, -EINVAL, "more than %d selections", MAX_CRITERIA);
	err = criterion_parse(rd, arena, kind, optarg, &ret->criteria[ret->nr_criteria]);
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
	return good ? 0 : fail(rd, -EINVAL, "--quick only knows the pages of each stack: report by "
			       "stacktrace, caller or module, of some --module, --frame or --handle");
}

static int check_allocinfo(struct reader *rd, const struct options *options)
{
	unsigned int key = options->nr_sort ? options->sort[0].key : KEY_PAGES;

	if (options->nr_criteria || options->cull_given || options->tree || options->freed ||
	    options->all || options->unreleased || options->slab || options->no_slab ||
	    options->quick || options->depth || options->format == FORMAT_SORT ||
	    options->nr_sort > 1 || (key != KEY_PAGES && key != KEY_TIMES))
		return fail(rd, -EINVAL, "pageowner allocinfo has tags, not pages: --top, -m, -t and "
			    "--format proc are all that go with it");
	return 0;
}

/* Without --sort it sorts by what no other command counts. */
static int check_fragments(struct reader *rd, const struct options *options)
{
	if (options->freed || options->all || options->unreleased)
		return fail(rd, -EINVAL, "pageowner fragments is about pages in use: --freed, --all "
			    "and -f do not go with it");
	if (options->tree || options->format != FORMAT_TEXT)
		return fail(rd, -EINVAL, "pageowner fragments has neither --tree nor --format");
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
	    ret->format != FORMAT_TEXT)
		return fail(rd, -EINVAL, "account is about all pages: --freed, --all, -f, --slab, "
			    "--no-slab, --tree and --format do not go with it");
	for (i = 0; i < ret->nr_criteria; i++)
		if (ret->criteria[i].kind != BY_NODE && ret->criteria[i].kind != BY_ZONE)
			return fail(rd, -EINVAL, "an account selects by --node and --zone alone");
	return 0;
}

/* What one command takes for granted where another does not. */
static int complete(struct reader *rd, struct options *ret)
{
	bool sort = ret->command == COMMAND_SORT;

	if (ret->top == NO_TOP)
		ret->top = ret->command == COMMAND_OOM ? OOM_TOP : DEFAULT_TOP;

	if (ret->command == COMMAND_PAGE)
		take_kinds(ret);
	if ((ret->command == COMMAND_PAGE || ret->command == COMMAND_STACK) &&
	    !ret->nr_arguments)
		return fail(rd, -EINVAL, ret->command == COMMAND_PAGE
			    ? "pageowner page takes addresses or PFNs"
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
		if (ret->nr_operands != 2)
			return fail(rd, -EINVAL, "pageowner sort takes an input and an output file");
		ret->output = ret->operands[--ret->nr_operands];
	}
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
	optind = 0;	/* start over: glibc's getopt keeps state of its own */
	opterr = 0;
	while (!err && (option = getopt_long(argc, words, ":acfhmnpPrstM", long_options, NULL)) != -1)
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
	return complete(rd, ret);
}
