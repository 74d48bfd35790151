// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Makes the help from the tables of commands and options; it is the same in every front end.
 */
#include <ctype.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "command/command.h"
#include "command/inputs.h"
#include "export/formats.h"
#include "export/unpack.h"

#define WIDTH 80
#define COLUMN 22      /* of the text about an option or a key */
#define NAMES 14       /* of the text about a command, and of a section's options */
#define EXPLANATION 44 /* of the text about an example */

/* ---- lines ---- */

/*
 * Appends @words at @column, where further lines also begin.  @used: letters that this line
 * already has.  If these reach @column, the words begin on the next line.
 */
static void wrap(struct strbuf *text, size_t used, size_t column, const char *words)
{
	bool first = true;

	if (used >= column && column) {
		strbuf_append(text, "\n", 1);
		used = 0;
	}
	strbuf_printf(text, "%*s", (int)(column - used), "");
	used = column;
	while (*words) {
		size_t len = strcspn(words, " ");

		if (!first && used + 1 + len > WIDTH) {
			strbuf_printf(text, "\n%*s", (int)column, "");
			used = column;
			first = true;
		}
		strbuf_printf(text, "%s%.*s", first ? "" : " ", (int)len, words);
		used += len + !first;
		first = false;
		words += len + (words[len] == ' ');
	}
	strbuf_append(text, "\n", 1);
}

static void paragraph(struct strbuf *text, const char *words)
{
	strbuf_append(text, "\n", 1);
	wrap(text, 0, 0, words);
}

static void heading(struct strbuf *text, const char *words)
{
	strbuf_printf(text, "\n%s:\n", words);
}

/* "  label   words" */
static void item(struct strbuf *text, const char *label, size_t column, const char *words)
{
	strbuf_printf(text, "  %s", label);
	/* At least two blanks separate them. */
	wrap(text, 2 + strlen(label) + 2 > column ? column : 2 + strlen(label), column, words);
}

/* "-o, --output FILE" */
static const char *label(const struct option_row *row, char *buf, size_t size)
{
	char letter[3] = { '-', row->letter, '\0' };

	snprintf(buf, size, "%s%s%s%s%s%s", row->letter ? letter : "",
		 row->letter && row->name ? ", " : "", row->name ? "--" : "",
		 row->name ? row->name : "", row->argument ? " " : "",
		 row->argument ? row->argument : "");
	return buf;
}

/* ---- all commands ---- */

/* The names of the options of a section and of the sections that continue it. */
static void section_names(struct strbuf *text, const struct option_section *section)
{
	struct strbuf names = { .arena = text->arena };
	unsigned int sets = section->set;
	char name[40];
	size_t i;

	for (i = 1; section[i].set && !section[i].heading; i++)
		sets |= section[i].set;
	for (i = 0; i < nr_option_rows; i++)
		if (option_rows[i].set & sets)
			strbuf_printf(&names, "%s%s", names.len ? ", " : "",
				      option_name(&option_rows[i], name, sizeof(name)));
	if (!names.failed && names.len)
		item(text, section->heading, NAMES, names.data);
}

static void overview(struct strbuf *text)
{
	const struct option_section *section;
	const struct command *command;

	strbuf_printf(text,
		      "usage: pageowner [COMMAND] [OPTION]... DUMP... [VMLINUX] [ARGUMENT]...\n"
		      "       crash> pageowner [COMMAND] [OPTION]... [ARGUMENT]...\n\n"
		      "Who owns the memory of a crashed Linux kernel that ran with "
		      "page_owner=on.\n");
	heading(text, "Commands");
	for (command = command_rows; command->name; command++)
		item(text, command->name, NAMES, command->summary);
	paragraph(text, "pageowner help COMMAND shows the options and the examples of a command.");
	paragraph(text, "pageowner fleet, a program of its own, has the owners of many dumps in a "
			"database: pageowner fleet --help.");
	paragraph(
		text,
		"DUMP is a vmcore in ELF or kdump-compressed format; it may be flattened, and of a "
		"split one all files are given. DUMP may also be a file that save wrote, or "
		"page_owner text: /sys/kernel/debug/page_owner of a live machine, or what list "
		"printed. VMLINUX is the kernel with debug information. It is needed only if the "
		"dump has no BTF; then it is also looked for beside DUMP and where distributions "
		"install it. Inside crash, drgn and GDB neither of them is given.");
	heading(text, "Options, of which each command takes some");
	for (section = option_sections; section->set; section++)
		if (section->heading)
			section_names(text, section);
	paragraph(
		text,
		"Exit status: 0 complete, 1 error, 2 wrong usage, 3 partial (the end of the output "
		"says what could not be read), 4 no page_owner data in this dump, 5 something "
		"grew (diff --exit-code), 130 interrupted.");
	heading(text, "Examples");
	for (command = command_rows; command->name; command++)
		item(text, command->examples[0].line, EXPLANATION, command->examples[0].what);
}

/* ---- one command ---- */

static void reads_line(struct strbuf *text, const struct command *command)
{
	static const char *const inputs[] = { "a dump", "page_owner text", "a saved file",
					      "a kernel log" };
	unsigned int left = __builtin_popcount(command->reads), i;

	if (!left)
		return;
	strbuf_printf(text, "\nIt reads ");
	for (i = 0; i < ARRAY_SIZE(inputs); i++)
		if (command->reads & 1u << i)
			strbuf_printf(text, "%s%s", inputs[i],
				      --left > 1  ? ", "
				      : left == 1 ? " or "
						  : ".\n");
}

static void formats(struct strbuf *text, const struct command *command)
{
	const struct export_format *known;
	const struct format_row *row;
	char name[40];

	for (row = format_rows; row->name; row++) {
		if (row->format != FORMAT_TEXT && !(command->formats & FORMAT_BIT(row->format)))
			continue;
		snprintf(name, sizeof(name), "  %s", row->name);
		item(text, name, COLUMN, row->help);
	}
	for (known = export_formats; known->name; known++) {
		if (!(command->formats & FORMAT_BIT(FORMAT_EXPORT)))
			continue;
		snprintf(name, sizeof(name), "  %s", known->name);
		item(text, name, COLUMN, known->help);
	}
}

static void section_options(struct strbuf *text, const struct option_section *section,
			    const struct command *command)
{
	bool first = section->heading;
	char name[40];
	size_t i;

	for (i = 0; i < nr_option_rows; i++) {
		const struct option_row *row = &option_rows[i];

		if (row->set != section->set || !option_goes_with(row, command))
			continue;
		if (first)
			heading(text, section->heading);
		if (first && section->text)
			wrap(text, 0, 0, section->text);
		first = false;
		item(text, label(row, name, sizeof(name)), COLUMN, row->help);
		if (row->set == FORMATS && row->argument)
			formats(text, command);
	}
}

/* The keys of --cull, and with @sorts those that are only for --sort. */
static void key_list(struct strbuf *text, bool sorts)
{
	char name[40];
	int i;

	heading(text, "Keys and their short names");
	for (i = 0; i < (sorts ? NR_KEYS : NR_GROUP_KEYS); i++) {
		snprintf(name, sizeof(name), "%s (%s)", key_rows[i].name, key_rows[i].alias);
		item(text, name, COLUMN, key_rows[i].help);
		if (i == NR_GROUP_KEYS - 1 && sorts)
			strbuf_printf(text, "  only in --sort:\n");
	}
}

static void of_command(struct strbuf *text, const struct command *command)
{
	const struct option_section *section;
	unsigned int i;

	strbuf_printf(text, "usage: pageowner %s %s\n\n%c%s.\n", command->name, command->usage,
		      toupper(command->summary[0]), command->summary + 1);
	if (command->text)
		paragraph(text, command->text);
	reads_line(text, command);
	for (section = option_sections; section->set; section++)
		section_options(text, section, command);
	if (command->takes & (GROUPING | SORTING))
		key_list(text, command->takes & SORTING);
	heading(text, "Examples");
	for (i = 0; i < MAX_EXAMPLES && command->examples[i].line; i++)
		item(text, command->examples[i].line, EXPLANATION, command->examples[i].what);
}

void help_text(struct strbuf *text, const struct command *command)
{
	if (command)
		of_command(text, command);
	else
		overview(text);
}

/* ---- what can be read ---- */

void help_inputs(struct strbuf *text)
{
	const struct input_row *input;
	const struct magic_row *magic, *before = NULL;
	const struct unpacker *unpacker;
	const struct text_row *line;

	strbuf_printf(text, "What a command reads is said by pageowner help COMMAND.\n");
	heading(text, "Inputs");
	for (input = input_rows; input->what; input++)
		item(text, input->what, COLUMN, input->from);
	paragraph(text, "Texts and saved files may come through a pipe, with - or /dev/stdin as "
			"their name, and be packed, which a vmcore may not, with:");
	for (unpacker = unpackers; unpacker->name; unpacker++)
		strbuf_printf(text, "  %s\n", unpacker->name);
	paragraph(text, "A text is read also with what a log, a mail or a terminal made of it: "
			"something in front of each line (dmesg, syslog, journalctl, logcat, a "
			"serial console, quotes, indents), wrapped lines, missing blanks and empty "
			"lines, CR LF, CR alone, a code for the end of a line (\\n, #012, \\x0a, "
			"$, <br>), quoted-printable, HTML entities, a byte order mark, UTF-16, "
			"colours, addresses in front of frames, and what decode_stacktrace.sh "
			"adds.");
	heading(text, "Files that are not read, and what makes one of them that is");
	for (magic = magic_rows; magic->what; before = magic++)
		if ((!before || strcmp(before->what, magic->what) != 0) &&
		    !unpacker_find(unpackers, magic->magic, magic->len))
			item(text, magic->what, COLUMN, magic->help);
	for (line = text_rows; line->line; line++)
		item(text, line->what, COLUMN, line->help);
}

/* ---- as lines, for hosts ---- */

/* The help for all commands, then for each. */
struct help_pages {
	struct arena arena;
	const char *const *pages[];
};

static const char *const *split(struct arena *arena, const struct command *command)
{
	static const char *const none[] = { "out of memory", NULL };
	struct strbuf text = { .arena = arena };
	size_t count = 0, i;
	const char **ret;
	char *line;

	help_text(&text, command);
	if (text.failed)
		return none;
	for (line = text.data; *line; line++)
		count += *line == '\n';
	ret = arena_alloc(arena, (count + 1) * sizeof(*ret));
	if (!ret)
		return none;
	for (i = 0, line = text.data; i < count; i++) {
		ret[i] = line;
		line += strcspn(line, "\n");
		*line++ = '\0';
	}
	return ret;
}

static struct help_pages *make_pages(void)
{
	const struct command *command;
	struct help_pages *ret;
	size_t count = 1;

	for (command = command_rows; command->name; command++)
		count++;
	ret = calloc(1, sizeof(*ret) + count * sizeof(*ret->pages));
	if (!ret)
		return NULL;
	ret->pages[0] = split(&ret->arena, NULL);
	for (command = command_rows; command->name; command++)
		ret->pages[1 + (command - command_rows)] = split(&ret->arena, command);
	return ret;
}

/*
 * The tables do not change and hosts keep the lines, so the pages are made once, by the
 * first caller, and never freed.
 */
static const struct help_pages *get_pages(void)
{
	static struct help_pages *_Atomic known;
	struct help_pages *found = atomic_load(&known), *mine;

	if (found)
		return found;
	mine = make_pages();
	if (!mine || atomic_compare_exchange_strong(&known, &found, mine))
		return mine;
	arena_free(&mine->arena);
	free(mine);
	return found;
}

const char *const *pageowner_help(void)
{
	static const char *const none[] = { "out of memory", NULL };
	const struct help_pages *pages = get_pages();

	return pages ? pages->pages[0] : none;
}

const char *const *pageowner_command_help(const char *name)
{
	const struct command *command = command_find(name);
	const struct help_pages *pages = command ? get_pages() : NULL;

	return pages ? pages->pages[1 + (command - command_rows)] : NULL;
}
