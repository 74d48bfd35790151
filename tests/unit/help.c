// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The tables of commands and options, and the help that is made of them.
 */
#include <ctype.h>
#include <stdlib.h>

#include "command/command.h"
#include "export/formats.h"
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

static bool line_has(const char *line, const char *word)
{
	const char *at = line;
	size_t len = strlen(word);

	for (; (at = strstr(at, word)); at++)
		if ((at == line || strchr(" (,", at[-1])) && !isalnum(at[len]) && at[len] != '-')
			return true;
	return false;
}

static bool help_has(const char *const *line, const char *word)
{
	for (; *line; line++)
		if (line_has(*line, word))
			return true;
	return false;
}

/* The command line that a command needs at least, with an option of it in the middle. */
static int parse_least(const struct command *command, const struct option_row *option,
		       const char *value)
{
	/* clang-format off */
	static const struct { const char *command, *words; } needs[] = {
		{ "sort", " in out" }, { "page", " 1" }, { "stack", " 1" }, { "triage", " a b" },
		{ "diff", " a b" },
	};
	/* clang-format on */
	char line[200], name[40];
	size_t len, i;

	len = snprintf(line, sizeof(line), "%s %s", command->name,
		       option ? option_name(option, name, sizeof(name)) : "");
	if (option && option->argument)
		len += snprintf(line + len, sizeof(line) - len, " %s", value);
	if (!strcmp(command->name, "triage") && (!option || option->letter != 'o'))
		len += snprintf(line + len, sizeof(line) - len, " -o dir");
	for (i = 0; i < ARRAY_SIZE(needs); i++)
		if (!strcmp(command->name, needs[i].command))
			snprintf(line + len, sizeof(line) - len, "%s",
				 option && option->letter == 'o' && i == 0 ? " in"
									   : needs[i].words);
	return parse(line);
}

/* One that every option with this kind of value takes, on every command that has it. */
static const char *some_value(const struct option_row *row)
{
	/* clang-format off */
	static const struct { const char *argument, *value; } values[] = {
		{ "KEYS", "pages" }, { "N", "3" }, { "PID", "1" }, { "LIST", "1" },
		{ "FLAGS", "0x1" }, { "TIME", "1h" }, { "REGEX", "a" }, { "FORMAT", "text" },
		{ "FILE", "file" }, { "WHEN", "never" },
		{ "PERCENT", "2.5" }, { "DIR", "folder" },
	};
	/* clang-format on */
	size_t i;

	if (row->name && (!strcmp(row->name, "cull") || !strcmp(row->name, "group")))
		return "stacktrace";
	for (i = 0; i < ARRAY_SIZE(values); i++)
		if (row->argument && !strcmp(row->argument, values[i].argument))
			return values[i].value;
	return NULL;
}

/* The label that an option has in the help: "  -o, --output FILE". */
static bool is_listed(const char *const *line, const struct option_row *row)
{
	char name[40];

	option_name(row, name, sizeof(name));
	for (; *line; line++)
		if (!strncmp(*line, "  -", 3) && line_has(*line, name) &&
		    strcspn(*line + 2, " ") <= strlen(name) + 3)
			return true;
	return false;
}

static void a_command_takes_the_options_of_its_help(void **state)
{
	const struct command *command;
	size_t i, taken = 0, refused = 0;

	(void)state;
	for (command = command_rows; command->name; command++) {
		const char *const *help = pageowner_command_help(command->name);

		assert_int_equal(parse_least(command, NULL, NULL), PAGEOWNER_COMPLETE);
		for (i = 0; i < nr_option_rows; i++) {
			const struct option_row *row = &option_rows[i];
			const char *value = some_value(row);
			bool takes;

			assert_true(!row->argument || value);
			takes = parse_least(command, row, value) == PAGEOWNER_COMPLETE;
			if (takes != is_listed(help, row))
				fail_msg("%s %s: %s in its help, but: %s", command->name,
					 row->name ? row->name : "a letter", takes ? "not" : "is",
					 pageowner_message(po));
			if (!takes)
				assert_has(pageowner_message(po), "does not take");
			taken += takes;
			refused += !takes;
		}
	}
	assert_true(taken > 200 && refused > 200);
}

static bool takes_value(const struct option_row *row, const struct option_row *other)
{
	return !row->argument == !other->argument;
}

/* What a new row may forget. */
static void rows_are_complete(void **state)
{
	const struct command *command;
	const struct export_format *format;
	size_t i, k;

	(void)state;
	for (command = command_rows; command->name; command++) {
		assert_true(command->usage && command->summary && command->examples[0].line);
		if (command->summary)
			assert_true(strlen(command->summary) <= 66);
		assert_int_equal(!command->formats, !(command->takes & FORMATS));
		assert_non_null(command->name);
		assert_ptr_equal(command_find(command->name), command);
		assert_true(command->run || !strcmp(command->name, "help"));
	}
	for (i = 0; i < nr_option_rows; i++) {
		assert_true(option_rows[i].name || option_rows[i].letter);
		assert_true(option_rows[i].help && option_rows[i].help[0] && option_rows[i].set);
		for (k = 0; k < i; k++)
			if (option_rows[i].name && option_rows[k].name &&
			    !strcmp(option_rows[i].name, option_rows[k].name))
				assert_true(takes_value(&option_rows[i], &option_rows[k]));
	}
	for (format = export_formats; format->name; format++)
		assert_true(format->report && format->account && format->diff && format->help);
}

/* "only", "also" and "excludes" are lists of names that exist. */
static void assert_names(const char *list, bool of_commands)
{
	char copy[400], *word;
	size_t i;

	if (!list)
		return;
	snprintf(copy, sizeof(copy), "%s", list);
	for (word = strtok(copy, " "); word; word = strtok(NULL, " ")) {
		for (i = 0; i < nr_option_rows && !of_commands; i++)
			if (option_rows[i].name ? !strcmp(option_rows[i].name, word)
						: option_rows[i].letter == *word && !word[1])
				break;
		if (of_commands ? !command_find(word) : i == nr_option_rows)
			fail_msg("\"%s\" in a row is nothing", word);
	}
}

static void rows_name_what_exists(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < nr_option_rows; i++) {
		assert_names(option_rows[i].only, true);
		assert_names(option_rows[i].also, true);
		assert_names(option_rows[i].excludes, false);
	}
}

/* The overview has all commands and options, that of a command its keys and formats. */
static void help_names_everything(void **state)
{
	const char *const *all = pageowner_help(), *const *report =
							   pageowner_command_help("report");
	const struct command *command;
	char word[40];
	size_t i;

	(void)state;
	for (command = command_rows; command->name; command++)
		assert_true(help_has(all, command->name));
	for (i = 0; i < nr_option_rows; i++)
		if (!help_has(all, option_name(&option_rows[i], word, sizeof(word))))
			fail_msg("%s is not in the help", word);
	for (i = 0; i < NR_KEYS; i++) {
		snprintf(word, sizeof(word), "%s (%s)", key_rows[i].name, key_rows[i].alias);
		assert_true(help_has(report, word));
		assert_int_equal(help_has(pageowner_command_help("diff"), word), i < NR_GROUP_KEYS);
		assert_non_null(key_rows[i].help);
	}
	assert_true(help_has(report, "pprof") && !help_has(report, "proc"));
	assert_true(help_has(pageowner_command_help("allocinfo"), "proc"));
	assert_null(pageowner_command_help("nothing"));
	assert_null(pageowner_command_help(""));
}

static void assert_narrow(const char *const *line)
{
	for (; *line; line++) {
		assert_null(strchr(*line, '\n'));
		if (strlen(*line) > 80)
			fail_msg("wider than 80: %s", *line);
		assert_true(!**line || (*line)[strlen(*line) - 1] != ' ');
	}
}

static void help_fits_a_terminal(void **state)
{
	const struct command *command;

	(void)state;
	assert_narrow(pageowner_help());
	for (command = command_rows; command->name; command++)
		assert_narrow(pageowner_command_help(command->name));
}

/* "--name" in a text of the help is an option, and of the command whose help it is. */
static void options_of_the_help_exist(void **state)
{
	const char *const *line;

	(void)state;
	for (line = pageowner_help(); *line; line++) {
		const char *at = *line;

		for (; (at = strstr(at, "--")); at += 2) {
			char word[40];

			snprintf(word, sizeof(word), "%.*s",
				 (int)(2 + strspn(at + 2, "abcdefghijklmnopqrstuvwxyz-")), at);
			parse(word); /* "needs a value", not of report, or fine; but known */
			assert_has_not(pageowner_message(po), "no option");
		}
	}
}

/* As a shell splits them. */
static void examples_parse(void **state)
{
	const struct command *command;
	unsigned int i;

	(void)state;
	for (command = command_rows; command->name; command++)
		for (i = 0; i < MAX_EXAMPLES && command->examples[i].line; i++) {
			const char *line = command->examples[i].line;
			char copy[200], *c = copy;

			assert_int_equal(strncmp(line, "pageowner ", 10), 0);
			for (line += 10; *line; line++)
				if (*line != '\'')
					*c++ = *line;
			*c = '\0';
			if (parse(copy))
				fail_msg("%s: %s", copy, pageowner_message(po));
			assert_true(po->options.command == command ||
				    (i == 0 && !strcmp(command->name, "report")));
		}
}

static char *copy_lines(const char *const *line)
{
	char *ret = NULL;
	size_t len;
	FILE *file = open_memstream(&ret, &len);

	for (; *line; line++)
		fprintf(file, "%s\n", *line);
	fclose(file);
	return ret;
}

static void help_is_what_the_command_prints(void **state)
{
	struct test *test = unit_new(NULL);
	char *all = copy_lines(pageowner_help()),
	     *diff = copy_lines(pageowner_command_help("diff"));

	(void)state;
	assert_text(unit_ok(test, "help", NULL), all);
	assert_text(unit_ok(test, "--help", NULL), all);
	assert_text(unit_ok(test, "help", "diff", NULL), diff);
	assert_text(unit_ok(test, "diff", "--help", NULL), diff);
	assert_text(unit_ok(test, "diff", "-h", NULL), diff);
	assert_has_not(diff, "--meminfo");
	free(all);
	free(diff);
	unit_free(test);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

TESTS(help, CASE(a_command_takes_the_options_of_its_help), CASE(rows_are_complete),
      CASE(rows_name_what_exists), CASE(help_names_everything), CASE(help_fits_a_terminal),
      CASE(options_of_the_help_exist), CASE(examples_parse), CASE(help_is_what_the_command_prints));
