// SPDX-License-Identifier: GPL-2.0-or-later
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

	strcpy(words, line);
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

static void nothing_is_a_report_of_twenty_by_pages(void **state)
{
	const struct options *options = parsed("");

	(void)state;
	assert_int_equal(options->command, COMMAND_REPORT);
	assert_int_equal(options->sort, SORT_PAGES);
	assert_int_equal(options->top, 20);
	assert_int_equal(options->keys, KEY_STACK);
	assert_false(options->full || options->freed || options->all);
	assert_int_equal(options->nr_operands, 0);
}

static void commands(void **state)
{
	(void)state;
	assert_int_equal(parsed("report")->command, COMMAND_REPORT);
	assert_int_equal(parsed("list")->command, COMMAND_LIST);
	assert_int_equal(parsed("layout")->command, COMMAND_LAYOUT);
	assert_int_equal(parsed("help")->command, COMMAND_HELP);
	assert_int_equal(parsed("-h")->command, COMMAND_HELP);
	assert_int_equal(parsed("--help")->command, COMMAND_HELP);
	assert_int_equal(parsed("list --help")->command, COMMAND_HELP);
	assert_int_equal(parsed("--version")->command, COMMAND_VERSION);
}

static void options_set_their_field(void **state)
{
	(void)state;
	assert_int_equal(parsed("-t")->sort, SORT_TIMES);
	assert_int_equal(parsed("-s")->sort, SORT_STACK);
	assert_int_equal(parsed("-t -m")->sort, SORT_PAGES);
	assert_int_equal(parsed("report --top 3")->top, 3);
	assert_int_equal(parsed("--top=0")->top, 0);
	assert_true(parsed("--full")->full);
	assert_true(parsed("list --freed")->freed);
	assert_true(parsed("list --all")->all);
	assert_int_equal(parsed("--cull stacktrace")->keys, KEY_STACK);
	assert_int_equal(parsed("--cull=st")->keys, KEY_STACK);
	assert_int_equal(parsed("--cull=st,stacktrace")->keys, KEY_STACK);
}

static void operands_are_the_files(void **state)
{
	const char *const *files;

	(void)state;
	parsed("vmcore");
	assert_int_equal(pageowner_operands(po, &files), 1);
	assert_string_equal(files[0], "vmcore");
	assert_int_equal(po->options.command, COMMAND_REPORT);
	parsed("list --all vmcore vmlinux");
	assert_int_equal(pageowner_operands(po, &files), 2);
	assert_string_equal(files[0], "vmcore");
	assert_string_equal(files[1], "vmlinux");
	parsed("vmcore --top 5 -t");
	assert_int_equal(pageowner_operands(po, &files), 1);
	assert_int_equal(po->options.top, 5);
	parsed("./list");
	assert_int_equal(pageowner_operands(po, &files), 1);
	assert_int_equal(po->options.command, COMMAND_REPORT);
	parsed("list report");		/* only the first word can be a command */
	assert_int_equal(po->options.command, COMMAND_LIST);
	assert_int_equal(pageowner_operands(po, &files), 1);
	parsed("-- -m");
	assert_int_equal(pageowner_operands(po, &files), 1);
	assert_string_equal(files[0], "-m");
}

static void mistakes_are_named_in_one_line(void **state)
{
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
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		int status = parse(cases[i].line);

		if (status != PAGEOWNER_USAGE)
			fail_msg("'%s' has status %d", cases[i].line, status);
		assert_has(pageowner_message(po), cases[i].word);
		assert_null(strchr(pageowner_message(po), '\n'));
	}
	parsed("report");		/* the next line starts afresh */
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
	assert_ptr_equal(argv[1], command);	/* and the caller's array is as it was */
	assert_ptr_equal(argv[2], file);
}

static void no_words_at_all(void **state)
{
	char *argv[] = { NULL };

	(void)state;
	assert_int_equal(pageowner_parse(po, 0, argv), 0);
	assert_int_equal(po->options.command, COMMAND_REPORT);
}

/* Every option of the grammar is in the help, lines fit a terminal. */
static void help_names_every_option(void **state)
{
	static const char *const words[] = {
		"report", "list", "layout", "help", "-m", "-t", "-s", "--cull", "--top", "--full",
		"--freed", "--all", "--help", "--version",
	};
	const char *const *line;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		for (line = pageowner_help(); *line && !strstr(*line, words[i]); line++)
			;
		if (!*line)
			fail_msg("%s is not in the help", words[i]);
	}
	for (line = pageowner_help(); *line; line++) {
		assert_null(strchr(*line, '\n'));
		if (strlen(*line) > 80)
			fail_msg("wider than 80: %s", *line);
	}
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

TESTS(options,
	CASE(nothing_is_a_report_of_twenty_by_pages),
	CASE(commands),
	CASE(options_set_their_field),
	CASE(operands_are_the_files),
	CASE(mistakes_are_named_in_one_line),
	CASE(the_words_may_change_afterwards),
	CASE(no_words_at_all),
	CASE(help_names_every_option));
