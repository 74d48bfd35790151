// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * argv -> struct, by the tables of commands and options.  The command is known only after all
 * options, so these are collected first and applied afterwards, by the rows of that command.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/nearest.h"
#include "command/command.h"

#define DEFAULT_TOP 20
#define NO_TOP UINT64_MAX /* --top was not given */
#define LONG_OPTION 256	  /* plus the number of its row: the value that getopt returns */

/* An option on the command line. */
struct given {
	const struct option_row *row; /* the first row with its name */
	const char *value;
};

struct line {
	char **words;
	int count, operands; /* the index of the first word that is not an option */
	struct given *given;
	size_t nr_given, room;
	bool help, version; /* show it instead of running the command */
};

/* ---- tables for getopt ---- */

static bool same_option(const struct option_row *a, const struct option_row *b)
{
	return a->name && b->name ? !strcmp(a->name, b->name) : a->letter == b->letter;
}

static struct option *make_long_options(struct arena *arena)
{
	struct option *ret = arena_alloc(arena, (nr_option_rows + 1) * sizeof(*ret)), *next = ret;
	size_t i, k;

	for (i = 0; ret && i < nr_option_rows; i++) {
		const struct option_row *row = &option_rows[i];

		for (k = 0; k < i && !same_option(&option_rows[k], row); k++)
			;
		if (k < i || !row->name)
			continue;
		next->name = row->name;
		next->has_arg = row->argument ? required_argument : no_argument;
		next++->val = LONG_OPTION + i;
	}
	return ret;
}

/* With the leading ':', getopt tells a missing value from an unknown option. */
static char *make_letters(struct arena *arena)
{
	char *ret = arena_alloc(arena, 2 * nr_option_rows + 2), *next = ret;
	size_t i;

	if (!ret)
		return NULL;
	*next++ = ':';
	for (i = 0; i < nr_option_rows; i++) {
		if (!option_rows[i].letter)
			continue;
		*next++ = option_rows[i].letter;
		if (option_rows[i].argument)
			*next++ = ':';
	}
	return ret;
}

static const struct option_row *find_option(int option)
{
	size_t i;

	if (option >= LONG_OPTION)
		return &option_rows[option - LONG_OPTION];
	for (i = 0; option_rows[i].letter != option; i++)
		;
	return &option_rows[i];
}

static int unknown_option(struct reader *rd, char *const argv[], int option)
{
	const char *word = argv[optind - 1];
	struct nearest nearest = { .word = word + 2 };
	size_t i;

	if (option == ':')
		return fail(rd, -EINVAL, "%s needs a value", word);
	if (optopt && optopt < LONG_OPTION) /* of a byte that is no ASCII it is below 0 */
		return fail(rd, -EINVAL, "no option is named -%c; --help lists all options",
			    optopt);
	nearest.len = strcspn(nearest.word, "=");
	for (i = 0; i < nr_option_rows; i++)
		if (option_rows[i].name)
			nearest_try(&nearest, option_rows[i].name);
	return fail(rd, -EINVAL, "no option is named %.*s%s%s%s --help lists all options",
		    (int)nearest.len + 2, word, nearest.name ? "; did you mean --" : "",
		    nearest.name ? nearest.name : "", nearest.name ? "?" : ";");
}

/* ---- words -> options and operands ---- */

static int add_given(struct parsing *parsing, struct line *line, int option)
{
	const struct option_row *row = find_option(option);
	struct given *given = arena_grow(parsing->arena, line->given, &line->room,
					 line->nr_given + 1, sizeof(*given));

	if (!given)
		return fail(parsing->rd, -ENOMEM, "command line");
	line->given = given;
	given[line->nr_given].row = row;
	given[line->nr_given++].value = row->argument ? optarg : NULL;
	line->help |= !row->apply && !row->value;
	line->version |= !row->apply && row->value;
	return 0;
}

static int copy_words(struct parsing *parsing, int argc, char *const argv[], struct line *line)
{
	char **words = arena_alloc(parsing->arena, (argc + 1) * sizeof(*words));
	int i;

	line->words = words;
	line->count = words ? argc : 0;
	for (i = 0; i < line->count; i++) {
		words[i] = arena_strdup(parsing->arena, argv[i]);
		if (!words[i])
			return fail(parsing->rd, -ENOMEM, "command line");
	}
	return words ? 0 : fail(parsing->rd, -ENOMEM, "command line");
}

static int split_line(struct parsing *parsing, struct line *line)
{
	struct option *options = make_long_options(parsing->arena);
	char *letters = make_letters(parsing->arena);
	int option, err = 0;

	if (!options || !letters)
		return fail(parsing->rd, -ENOMEM, "command line");
	optind = 0; /* start over: glibc's getopt keeps state of its own */
	opterr = 0;
	while (!err &&
	       (option = getopt_long(line->count, line->words, letters, options, NULL)) != -1)
		err = option == '?' || option == ':'
			      ? unknown_option(parsing->rd, line->words, option)
			      : add_given(parsing, line, option);
	line->operands = optind;
	return err;
}

/*
 * The arguments of page and stack are numbers: in C notation, and addresses also without
 * 0x, as debuggers print them.  A file with such a name can be given as ./name.
 */
static bool take_number(const char *word, struct options *ret)
{
	size_t len = strlen(word);
	bool hex = strspn(word, "0123456789abcdefABCDEF") == len &&
		   (len >= 12 || strspn(word, "0123456789") != len);
	char *end;
	uint64_t value = strtoull(word, &end, hex ? 16 : 0);

	if (!len || *end)
		return false;
	ret->arguments[ret->nr_arguments++] = value;
	return true;
}

static int take_operands(struct parsing *parsing, const struct line *line, int next)
{
	struct options *ret = parsing->ret;
	size_t room = line->count + line->nr_given + 1;

	ret->operands = arena_alloc(parsing->arena, room * sizeof(*ret->operands));
	/* An option may also have an argument as its value. */
	ret->arguments = arena_alloc(parsing->arena, room * sizeof(*ret->arguments));
	if (!ret->operands || !ret->arguments)
		return fail(parsing->rd, -ENOMEM, "command line");
	for (; next < line->count; next++)
		if (!ret->command->numbers || !take_number(line->words[next], ret))
			ret->operands[ret->nr_operands++] = line->words[next];
	return 0;
}

/* ---- options of the command ---- */

static bool takes_option(const struct command *command, const void *arg)
{
	const struct option_row *row = arg;
	size_t i;

	for (i = 0; i < nr_option_rows; i++)
		if (same_option(&option_rows[i], row) && option_goes_with(&option_rows[i], command))
			return true;
	return false;
}

static bool takes_format(const struct command *command, const void *arg)
{
	const unsigned int *formats = arg;

	return command->formats & *formats;
}

/* @many or @one: the verb for the commands in @names. */
static const char *verb(const char *names, const char *many, const char *one)
{
	return strstr(names, " and ") ? many : one;
}

static int refuse_option(const struct parsing *parsing, const struct option_row *row)
{
	char name[40], names[200];

	command_names(names, sizeof(names), takes_option, row);
	return fail(parsing->rd, -EINVAL, "%s does not take %s; %s %s", parsing->ret->command->name,
		    option_name(row, name, sizeof(name)), names, verb(names, "do", "does"));
}

static int check_format(const struct parsing *parsing, const char *value)
{
	const struct options *ret = parsing->ret;
	unsigned int formats = FORMAT_BIT(ret->format);
	char names[200];

	if (ret->format == FORMAT_TEXT || takes_format(ret->command, &formats))
		return 0;
	/* The JSON of some commands stands alone, that of others beside further formats. */
	if (!strcmp(value, "json"))
		formats |= FORMAT_BIT(FORMAT_RECORDS);
	command_names(names, sizeof(names), takes_format, &formats);
	return fail(parsing->rd, -EINVAL, "%s has no --format %s; %s %s", ret->command->name, value,
		    names, verb(names, "have it", "has it"));
}

/* The row of an option that this command uses. */
static const struct option_row *own_row(const struct command *command,
					const struct option_row *first)
{
	size_t i;

	for (i = 0; i < nr_option_rows; i++)
		if (same_option(&option_rows[i], first) &&
		    option_goes_with(&option_rows[i], command))
			return &option_rows[i];
	return NULL;
}

static int apply(struct parsing *parsing, const struct given *given)
{
	const struct option_row *row = own_row(parsing->ret->command, given->row);
	int err;

	if (!row)
		return refuse_option(parsing, given->row);
	err = row->apply(parsing, row, given->value);
	if (!err && row->set == FORMATS)
		err = check_format(parsing, given->value ? given->value : row->name);
	return err;
}

/* Refuses options that cannot be combined, and those that need text. */
static int check_together(const struct parsing *parsing, const struct line *line,
			  const struct option_row *row)
{
	char one[40], other[40];
	size_t i;

	for (i = 0; i < line->nr_given; i++)
		if (option_excludes(row, line->given[i].row))
			return fail(parsing->rd, -EINVAL, "%s does not go with %s",
				    option_name(row, one, sizeof(one)),
				    option_name(line->given[i].row, other, sizeof(other)));
	if (row->text && parsing->ret->format != FORMAT_TEXT)
		return fail(parsing->rd, -EINVAL,
			    "%s does not go with --format: it can only write text",
			    option_name(row, one, sizeof(one)));
	return 0;
}

/* What would make another command select and group the same. */
static int keep_words(struct parsing *parsing, const struct line *line)
{
	struct options *ret = parsing->ret;
	size_t i;

	ret->words = arena_alloc(parsing->arena, (2 * line->nr_given + 1) * sizeof(*ret->words));
	if (!ret->words)
		return fail(parsing->rd, -ENOMEM, "command line");
	for (i = 0; i < line->nr_given; i++) {
		const struct option_row *row = own_row(ret->command, line->given[i].row);
		struct strbuf word = { .arena = parsing->arena };
		char name[40];

		if (row->set == FORMATS || row->set == EVERY_COMMAND || row->set == SHOWING)
			continue;
		strbuf_printf(&word, "%s", option_name(row, name, sizeof(name)));
		if (word.failed)
			return fail(parsing->rd, -ENOMEM, "command line");
		ret->words[ret->nr_words++] = word.data;
		if (line->given[i].value)
			ret->words[ret->nr_words++] = line->given[i].value;
	}
	return 0;
}

static int apply_options(struct parsing *parsing, const struct line *line)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < line->nr_given; i++)
		err = apply(parsing, &line->given[i]);
	for (i = 0; !err && i < line->nr_given; i++)
		err = check_together(parsing, line,
				     own_row(parsing->ret->command, line->given[i].row));
	return err ? err : keep_words(parsing, line);
}

/* ---- all of it ---- */

void options_default(struct options *ret)
{
	ret->command = command_find("report");
	ret->keys = KEY_BIT(KEY_STACK);
	ret->top = NO_TOP;
}

/* Sets the defaults of the command for everything that was not given. */
static int complete(struct parsing *parsing)
{
	struct options *ret = parsing->ret;
	const struct command *command = ret->command;

	if (ret->top == NO_TOP)
		ret->top = ret->format == FORMAT_EXPORT || ret->format == FORMAT_HTML ||
					   ret->format == FORMAT_RECORDS || command->streams
				   ? 0
			   : command->top ? command->top
					  : DEFAULT_TOP;
	if (!ret->nr_sort && command->sort.sign) {
		ret->sort[0] = command->sort;
		ret->nr_sort = 1;
	}
	if (command->numbers && !ret->nr_arguments)
		return fail(parsing->rd, -EINVAL, "pageowner %s takes %s; none was given",
			    command->name, command->numbers);
	return command->complete ? command->complete(parsing->rd, ret) : 0;
}

/* "help" and "help COMMAND"; @next: the word after the command. */
static int ask_for_help(struct parsing *parsing, const struct line *line, int next)
{
	struct options *ret = parsing->ret;
	const char *word = next < line->count ? line->words[next] : NULL;

	if (!word)
		return 0;
	ret->inputs = !strcmp(word, HELP_INPUTS);
	ret->topic = command_find(word);
	if (!ret->topic && !ret->inputs)
		return command_unknown(parsing->rd, word);
	return next + 1 == line->count
		       ? 0
		       : fail(parsing->rd, -EINVAL, "pageowner help takes one command");
}

/* A command comes first; a file with the name of a command can be given as ./name. */
static int parse_line(struct parsing *parsing, const struct line *line)
{
	const struct command *help = command_find("help"), *named = NULL;
	struct options *ret = parsing->ret;
	int next = line->operands, err;

	if (next < line->count)
		named = command_find(line->words[next]);
	if (line->help || line->version) {
		ret->command = help;
		ret->topic = named;
		ret->version = line->version;
		return 0;
	}
	next += named != NULL;
	ret->command_given = named;
	ret->command = named ? named : ret->command;
	ret->name = ret->command->name;
	ret->keys = ret->command->keys ? ret->command->keys : ret->keys;
	err = ret->command == help ? ask_for_help(parsing, line, next)
				   : take_operands(parsing, line, next);
	if (!err)
		err = apply_options(parsing, line);
	return err ? err : complete(parsing);
}

int options_parse(struct reader *rd, struct arena *arena, int argc, char *const argv[],
		  struct options *ret)
{
	struct parsing parsing = { .rd = rd, .arena = arena, .ret = ret };
	struct line line = { .count = 0 };
	int err;

	memset(ret, 0, sizeof(*ret));
	options_default(ret);
	err = copy_words(&parsing, argc, argv, &line);
	if (!err)
		err = split_line(&parsing, &line);
	return err ? err : parse_line(&parsing, &line);
}
