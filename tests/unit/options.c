// SPDX-License-Identifier: GPL-2.0-or-later
#include "command/command.h"
#include "unit.h"

static struct pageowner *po;

static int setup(void **state)
{
	(void)state;
	po = pageowner_new();
	return !po;
}

static int teardown(void **state)
{
	(void)state;
	pageowner_free(po);
	return 0;
}

static int parse(const char *line)
{
	char words[200], *argv[32] = { (char *)"pageowner" };
	int argc = 1;
	char *word;

	snprintf(words, sizeof(words), "%s", line);
	for (word = strtok(words, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	return pageowner_parse(po, argc, argv);
}

static const struct options *parsed(const char *line)
{
	if (parse(line))
		fail_msg("'%s': %s", line, pageowner_message(po));
	assert_string_equal(pageowner_message(po), "");
	return &po->options;
}

/* @want as --sort takes it, in the long names and with each sign that is a minus. */
static void assert_sorted_by(const struct options *options, const char *want)
{
	char got[400] = "";
	unsigned int i;

	for (i = 0; i < options->nr_sort; i++) {
		const struct sort_key *sort = &options->sort[i];

		assert_true(sort->sign == 1 || sort->sign == -1);
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%s%s", i ? "," : "",
			 sort->sign < 0 ? "-" : "", key_rows[sort->key].name);
	}
	assert_string_equal(got, want);
}

static void nothing_is_a_report_of_twenty_by_pages(void **state)
{
	const struct options *options = parsed("");

	(void)state;
	assert_string_equal(options->command->name, "report");
	assert_sorted_by(options, "-pages");
	assert_int_equal(options->top, 20);
	assert_int_equal(options->keys, KEY_BIT(KEY_STACK));
	assert_false(options->full || options->freed || options->all);
	assert_int_equal(options->nr_operands, 0);
}

static void commands(void **state)
{
	(void)state;
	assert_string_equal(parsed("report")->command->name, "report");
	assert_string_equal(parsed("list")->command->name, "list");
	assert_string_equal(parsed("layout")->command->name, "layout");
	assert_string_equal(parsed("check")->command->name, "check");
	assert_string_equal(parsed("page 32")->command->name, "page");
	assert_string_equal(parsed("stack 1")->command->name, "stack");
	assert_string_equal(parsed("sort in out")->command->name, "sort");
	assert_string_equal(parsed("help")->command->name, "help");
	assert_string_equal(parsed("-h")->command->name, "help");
	assert_string_equal(parsed("--help")->command->name, "help");
	assert_string_equal(parsed("list --help")->command->name, "help");
	assert_true(parsed("--version")->version);
	assert_false(parsed("--help")->version);
	assert_null(parsed("help")->topic);
	assert_string_equal(parsed("help diff")->topic->name, "diff");
	assert_string_equal(parsed("diff --help")->topic->name, "diff");
	assert_string_equal(parsed("diff -h a b --tree --top 5")->topic->name, "diff");
	assert_string_equal(parsed("-h diff")->topic->name, "diff");
	assert_null(parsed("--help vmcore")->topic);
	assert_string_equal(parsed("help help")->topic->name, "help");
	assert_int_equal(parsed("diff --help a b")->nr_operands, 0);
	assert_int_equal(parsed("help diff")->nr_operands, 0);
}

static void options_set_their_field(void **state)
{
	(void)state;
	assert_int_equal(parsed("report --top 3")->top, 3);
	assert_int_equal(parsed("--top=0")->top, 0);
	assert_int_equal(parsed("--depth 0x10")->depth, 16);
	assert_int_equal(parsed("report")->depth, 0);
	assert_true(parsed("--full")->full);
	assert_true(parsed("list --freed")->freed);
	assert_true(parsed("list --all")->all);
	assert_true(parsed("-f")->unreleased);
	assert_true(parsed("--slab")->slab);
	assert_true(parsed("--no-slab")->no_slab);
	assert_int_equal(parsed("report")->unit, UNIT_MIB);
	assert_int_equal(parsed("--pages")->unit, UNIT_PAGES);
	assert_int_equal(parsed("--bytes")->unit, UNIT_BYTES);
	assert_int_equal(parsed("report")->format, FORMAT_TEXT);
	assert_int_equal(parsed("--format sort")->format, FORMAT_SORT);
	assert_int_equal(parsed("--format sort --format text")->format, FORMAT_TEXT);
	assert_false(parsed("report")->tree);
	assert_true(parsed("--tree")->tree);
	assert_false(parsed("--tree")->reverse);
	assert_true(parsed("--reverse")->tree && parsed("--reverse")->reverse);
}

/* The words of the kernel tree's page_owner_sort, long and short. */
static void cull_takes_every_key_by_both_names(void **state)
{
	/* clang-format off */
	static const struct { const char *list; unsigned int keys; } cases[] = {
		{ "stacktrace", KEY_BIT(KEY_STACK) }, { "st", KEY_BIT(KEY_STACK) },
		{ "pid", KEY_BIT(KEY_PID) }, { "p", KEY_BIT(KEY_PID) },
		{ "tgid", KEY_BIT(KEY_TGID) }, { "tg", KEY_BIT(KEY_TGID) },
		{ "name", KEY_BIT(KEY_COMM) }, { "n", KEY_BIT(KEY_COMM) },
		{ "free", KEY_BIT(KEY_FREE) }, { "f", KEY_BIT(KEY_FREE) },
		{ "allocator", KEY_BIT(KEY_ALLOCATOR) }, { "ator", KEY_BIT(KEY_ALLOCATOR) },
		{ "caller", KEY_BIT(KEY_CALLER) }, { "ca", KEY_BIT(KEY_CALLER) },
		{ "module", KEY_BIT(KEY_MODULE) }, { "mod", KEY_BIT(KEY_MODULE) },
		{ "cgroup", KEY_BIT(KEY_CGROUP) }, { "cg", KEY_BIT(KEY_CGROUP) },
		{ "order", KEY_BIT(KEY_ORDER) }, { "o", KEY_BIT(KEY_ORDER) },
		{ "gfp", KEY_BIT(KEY_GFP) }, { "g", KEY_BIT(KEY_GFP) },
		{ "migratetype", KEY_BIT(KEY_MIGRATETYPE) }, { "mt", KEY_BIT(KEY_MIGRATETYPE) },
		{ "node", KEY_BIT(KEY_NODE) }, { "no", KEY_BIT(KEY_NODE) },
		{ "zone", KEY_BIT(KEY_ZONE) }, { "z", KEY_BIT(KEY_ZONE) },
		{ "slab", KEY_BIT(KEY_SLAB) }, { "sl", KEY_BIT(KEY_SLAB) },
		{ "age", KEY_BIT(KEY_AGE) }, { "ag", KEY_BIT(KEY_AGE) },
		{ "st,st,stacktrace", KEY_BIT(KEY_STACK) },
		{ "p,tg,name", KEY_BIT(KEY_PID) | KEY_BIT(KEY_TGID) | KEY_BIT(KEY_COMM) },
	};
	/* clang-format on */
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		char line[100];

		snprintf(line, sizeof(line), "--cull %s", cases[i].list);
		assert_int_equal(parsed(line)->keys, cases[i].keys);
		assert_true(po->options.cull_given);
	}
	assert_int_equal(parsed("-c")->keys, KEY_BIT(KEY_STACK));
	assert_true(po->options.cull_given);
	assert_false(parsed("report")->cull_given);
	/* The last one counts. */
	assert_int_equal(parsed("--cull pid --cull order")->keys, KEY_BIT(KEY_ORDER));
}

static void sort_keys_have_signs_and_an_order(void **state)
{
	(void)state;
	assert_sorted_by(parsed("report"), "-pages");
	assert_sorted_by(parsed("sort in out"), "-times");
	assert_sorted_by(parsed("-m"), "-pages");
	assert_sorted_by(parsed("-t"), "-times");
	assert_sorted_by(parsed("-s"), "stacktrace");
	assert_sorted_by(parsed("-p"), "pid");
	assert_sorted_by(parsed("-P"), "tgid");
	assert_sorted_by(parsed("-n"), "name");
	assert_sorted_by(parsed("-a"), "alloc_ts");
	assert_sorted_by(parsed("-r"), "free_ts");
	assert_sorted_by(parsed("-M"), "module");
	assert_sorted_by(parsed("-t -m"), "-pages");
	assert_sorted_by(parsed("sort -m in out"), "-pages");
	assert_sorted_by(parsed("--sort pages"), "pages");
	assert_sorted_by(parsed("--sort +pages"), "pages");
	assert_sorted_by(parsed("--sort=-pg"), "-pages");
	assert_sorted_by(parsed("--sort -p,+n,-at,ft,T,t"),
			 "-pid,name,-alloc_ts,free_ts,txt,times");
	assert_sorted_by(parsed("--sort p,p,p,p,p,p,p,p,p,p,p,p,p,p,p,-p"),
			 "pid,pid,pid,pid,pid,pid,pid,pid,pid,pid,pid,pid,pid,pid,pid,-pid");
	assert_sorted_by(parsed("--sort pid --sort name"), "name");
}

static void sort_is_page_owner_sort(void **state)
{
	const char *const *files;

	(void)state;
	assert_int_equal(parsed("sort in out")->format, FORMAT_SORT);
	assert_int_equal(po->options.keys, 0);
	assert_int_equal(po->options.top, 0);
	assert_true(po->options.all);
	assert_string_equal(pageowner_output(po), "out");
	assert_int_equal(pageowner_operands(po, &files), 1);
	assert_string_equal(files[0], "in");
	assert_int_equal(parsed("sort -c in out")->keys, KEY_BIT(KEY_STACK));
	assert_int_equal(parsed("sort in --cull p out")->keys, KEY_BIT(KEY_PID));
	parsed("report in");
	assert_null(pageowner_output(po));
}

static void selections_are_kept_in_their_order(void **state)
{
	const struct options *options = parsed("--pid 1,5-9 --name !bash,cat --order 0x3 "
					       "--gfp !a|b,c");

	(void)state;
	assert_int_equal(options->nr_criteria, 4);
	assert_int_equal(options->criteria[0].kind, BY_PID);
	assert_false(options->criteria[0].negate);
	assert_int_equal(options->criteria[0].count, 2);
	assert_int_equal(options->criteria[0].ranges[0].first, 1);
	assert_int_equal(options->criteria[0].ranges[0].last, 1);
	assert_int_equal(options->criteria[0].ranges[1].first, 5);
	assert_int_equal(options->criteria[0].ranges[1].last, 9);
	assert_int_equal(options->criteria[1].kind, BY_COMM);
	assert_true(options->criteria[1].negate);
	assert_string_equal(options->criteria[1].words[0], "bash");
	assert_string_equal(options->criteria[1].words[1], "cat");
	assert_int_equal(options->criteria[2].kind, BY_ORDER);
	assert_int_equal(options->criteria[2].ranges[0].first, 3);
	assert_int_equal(options->criteria[3].kind, BY_GFP);
	assert_true(options->criteria[3].negate);
	assert_int_equal(options->criteria[3].count, 3);
	assert_int_equal(parsed("report")->nr_criteria, 0);
}

/* page and stack take numbers as C and as debuggers write them. */
static void addresses_in_every_notation(void **state)
{
	/* clang-format off */
	static const struct { const char *line; uint64_t want; enum address_kind kind; } cases[] = {
		{ "page 32", 32, ADDRESS_ANY },
		{ "page 0x20", 32, ADDRESS_ANY },
		{ "page ffffea0000000000", 0xffffea0000000000, ADDRESS_ANY },
		{ "page FFFFEA0000000000", 0xffffea0000000000, ADDRESS_ANY },
		{ "page 0xffffea0000000000", 0xffffea0000000000, ADDRESS_ANY },
		{ "page 100000000000", 0x100000000000, ADDRESS_ANY },	/* as long as an address */
		{ "page 10a", 0x10a, ADDRESS_ANY },
		{ "page --pfn 32", 32, ADDRESS_PFN },
		{ "page --phys 0x20000", 0x20000, ADDRESS_PHYS },
		{ "page --page 0x20000", 0x20000, ADDRESS_PAGE },
		{ "page --virt 0x20000", 0x20000, ADDRESS_VIRT },
		{ "page --pid 71 0x7f0000000000", 0x7f0000000000, ADDRESS_USER },
		{ "stack 0x1234", 0x1234, ADDRESS_ANY },
	};
	/* clang-format on */
	const char *const *files;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct options *options = parsed(cases[i].line);

		assert_int_equal(options->nr_arguments, 1);
		assert_int_equal(options->arguments[0], cases[i].want);
		assert_int_equal(options->address, cases[i].kind);
	}
	assert_int_equal(parsed("page --pid 71 1")->address_pid, 71);
	assert_int_equal(parsed("page 1 2 0x3 vmcore")->nr_arguments, 3);
	assert_int_equal(po->options.arguments[2], 3);
	assert_int_equal(pageowner_operands(po, &files), 1);
	assert_string_equal(files[0], "vmcore");
	assert_int_equal(parsed("page 1 ./2")->nr_arguments, 1);
	assert_int_equal(parsed("report 1")->nr_arguments, 0);
	assert_int_equal(pageowner_operands(po, &files), 1);
}

static void operands_are_the_files(void **state)
{
	const char *const *files;

	(void)state;
	parsed("vmcore");
	assert_int_equal(pageowner_operands(po, &files), 1);
	assert_string_equal(files[0], "vmcore");
	assert_string_equal(po->options.command->name, "report");
	parsed("list --all vmcore vmlinux");
	assert_int_equal(pageowner_operands(po, &files), 2);
	assert_string_equal(files[0], "vmcore");
	assert_string_equal(files[1], "vmlinux");
	parsed("vmcore --top 5 -t");
	assert_int_equal(pageowner_operands(po, &files), 1);
	assert_int_equal(po->options.top, 5);
	parsed("./list");
	assert_int_equal(pageowner_operands(po, &files), 1);
	assert_string_equal(po->options.command->name, "report");
	parsed("list report"); /* only the first word can be a command */
	assert_string_equal(po->options.command->name, "list");
	assert_int_equal(pageowner_operands(po, &files), 1);
	parsed("-- -m");
	assert_int_equal(pageowner_operands(po, &files), 1);
	assert_string_equal(files[0], "-m");
}

static void mistakes_are_named_in_one_line(void **state)
{
	/* clang-format off */
	static const struct { const char *line, *word; } cases[] = {
		{ "--nothing", "--nothing" },
		{ "-x", "-x" },
		{ "-tx", "-x" },
		{ "--top", "--top" },
		{ "--top five", "five" },
		{ "--top 5x", "5x" },
		{ "--top -5", "-5" },
		{ "--top=", "--top" },
		{ "--top 99999999999999999999999", "99999999999999999999999" },
		{ "--cull", "--cull" },
		{ "--cull colour", "colour" },
		{ "--cull st,", "--cull" },
		{ "--cull st,colour", "colour" },
		{ "--full=yes", "--full" },
		{ "--cull pages", "pages" },		/* sorts, but groups nothing */
		{ "--cull txt", "txt" },
		{ "--cull -pid", "-pid" },
		{ "--sort colour", "colour" },
		{ "--sort -colour", "colour" },
		{ "--sort --pid", "-pid" },
		{ "--sort pid,", "--sort" },
		{ "--sort p,p,p,p,p,p,p,p,p,p,p,p,p,p,p,p,p", "16" },
		{ "--depth -1", "-1" },
		{ "--depth x", "--depth" },
		{ "--format xml", "xml" },
		{ "--slab --no-slab", "--no-slab" },
		{ "--pid x", "\"x\"" },
		{ "--pid 1,x", "\"x\"" },
		{ "--pid 9-3", "9-3" },
		{ "--pid 3-", "3-" },
		{ "--pid -3", "-3" },
		{ "--pid 0-", "0-" },
		{ "--pid 3-9-12", "3-9-12" },
		{ "--pid ,", "--pid" },
		{ "--pid !", "--pid" },
		{ "--pid 99999999999999999999999", "--pid" },
		{ "--tgid x", "--tgid" },
		{ "--order 1.5", "--order" },
		{ "--node a", "--node" },
		{ "--handle h", "--handle" },
		{ "--pfn 0xq", "--pfn" },
		{ "--name=", "--name" },
		{ "--gfp=", "--gfp" },
		{ "--older 5y", "5y" },
		{ "--older -5s", "-5s" },
		{ "--older=", "--older" },
		{ "--newer ten", "ten" },
		{ "--newer 1hh", "1hh" },
		{ "--older inf", "inf" },
		{ "--older nan", "nan" },
		{ "--frame (", "--frame" },
		{ "--frame *[", "--frame" },
		{ "--older 267666666d", "is not a time like" },
		{ "--frame (((((((((((((((((((a+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+",
		  "too many repetitions" },
		{ "--frame ((a{1,255}){1,255}){1,255}", "too many repetitions" },
		{ "--frame ()++++++++++++++++", "too many repetitions" },
		{ "--frame a**", "too many repetitions" },
		{ "sort", "input and an output" },
		{ "sort in", "input and an output" },
		{ "sort a b c", "input and an output" },
		{ "page", "addresses" },
		{ "page vmcore", "addresses" },
		{ "stack", "handles" },
		{ "help nothing", "no command is named nothing" },
		{ "help diff list", "one command" },
		{ "oom --tree", "oom does not take --tree; report does" },
		{ "--meminfo", "report does not take --meminfo; account does" },
		{ "list --offsets", "list does not take --offsets; diff does" },
		{ "dmesg -c",
		  "dmesg does not take -c; report, account, oom, diff, sort and fragments do" },
		{ "page --pid 1-5 7", "1-5" },
		{ "--format proc", "report has no --format proc; allocinfo has it" },
		{ "allocinfo --format json",
		  "allocinfo has no --format json; report, account, suspects, oom, diff "
		  "and list have it" },
		{ "--tree --lines", "--lines does not go with --tree" },
		{ "--quick --pid 1", "--quick does not go with --pid" },
		{ "--quick -f", "--quick does not go with -f" },
		{ "--quick --cull pid", "--quick" },
		{ "--tree --format json", "--tree does not go with --format" },
		{ "--format json --quick", "--quick does not go with --format" },
		{ "allocinfo --sort pid", "allocinfo sorts by" },
		{ "allocinfo --sort pages,times", "allocinfo sorts by" },
		{ "triage", "triage needs dumps" },
		{ "triage vmcore", "triage needs dumps" },
	};
	/* clang-format on */
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		int status = parse(cases[i].line);

		if (status != PAGEOWNER_USAGE)
			fail_msg("'%s' has status %d", cases[i].line, status);
		assert_has(pageowner_message(po), cases[i].word);
		assert_null(strchr(pageowner_message(po), '\n'));
	}
	parsed("report"); /* the next line starts afresh */
}

static void the_words_may_change_afterwards(void **state)
{
	char command[] = "list", file[] = "vmcore";
	char *argv[] = { (char *)"pageowner", command, file, NULL };
	const char *const *files;

	(void)state;
	assert_int_equal(pageowner_parse(po, 3, argv), 0);
	memset(command, 'x', 4);
	memset(file, 'x', 6);
	assert_int_equal(pageowner_operands(po, &files), 1);
	assert_string_equal(files[0], "vmcore");
	assert_ptr_equal(argv[1], command); /* and the caller's array is as it was */
	assert_ptr_equal(argv[2], file);
}

static void no_words_at_all(void **state)
{
	char *argv[] = { NULL };

	(void)state;
	assert_int_equal(pageowner_parse(po, 0, argv), 0);
	assert_string_equal(po->options.command->name, "report");
}

static void more_selections_than_fit(void **state)
{
	char *argv[70] = { (char *)"pageowner" };
	int i;

	(void)state;
	for (i = 0; i < MAX_CRITERIA + 1; i++) {
		argv[1 + 2 * i] = (char *)"--frame";
		argv[2 + 2 * i] = (char *)"a+";
	}
	assert_int_equal(pageowner_parse(po, 1 + 2 * MAX_CRITERIA, argv), 0);
	assert_int_equal(po->options.nr_criteria, MAX_CRITERIA);
	assert_int_equal(pageowner_parse(po, 3 + 2 * MAX_CRITERIA, argv), PAGEOWNER_USAGE);
	assert_has(pageowner_message(po), "32");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

TESTS(options, CASE(nothing_is_a_report_of_twenty_by_pages), CASE(commands),
      CASE(options_set_their_field), CASE(cull_takes_every_key_by_both_names),
      CASE(sort_keys_have_signs_and_an_order), CASE(sort_is_page_owner_sort),
      CASE(selections_are_kept_in_their_order), CASE(addresses_in_every_notation),
      CASE(operands_are_the_files), CASE(mistakes_are_named_in_one_line),
      CASE(the_words_may_change_afterwards), CASE(no_words_at_all), CASE(more_selections_than_fit));
