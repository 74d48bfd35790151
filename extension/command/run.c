// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs the parsed command: checks whether the command can read the input of the host, opens
 * it, and calls the function of the row.
 */
#include <stdio.h>

#include "base/screen.h"
#include "command/command.h"
#include "command/inputs.h"
#include "export/saved.h"
#include "scan/input.h"
#include "scan/source_saved.h"

static int run_help(struct pageowner *po)
{
	struct strbuf text = { .arena = &po->run };

	if (po->options.version)
		strbuf_printf(&text, "pageowner %s\n", PAGEOWNER_VERSION);
	else if (po->options.inputs)
		help_inputs(&text);
	else
		help_text(&text, po->options.topic);
	return status_of(po, NULL, write_screen(po, &text));
}

static bool reads(const struct command *command, const void *arg)
{
	const unsigned int *source = arg;

	return command->reads & *source;
}

/* Refuses a kind of file that the command cannot read with any option. */
static int refuse_file(struct pageowner *po, unsigned int source)
{
	char names[200];

	command_names(names, sizeof(names), reads, &source);
	fail(&po->reader, -EINVAL, "%s needs a dump, and this is %s; %s read%s such a file",
	     po->options.command->name, source == FROM_SAVED ? "a saved file" : "page_owner text",
	     names, strstr(names, " and ") ? "" : "s");
	return PAGEOWNER_ERROR;
}

/* Reads the file once; what it cannot answer is refused with one message. */
static int open_saved(struct pageowner *po)
{
	int err = saved_read(po);

	return err ? err : source_saved_check(po);
}

/* What is no text is none, however it was packed. */
static int open_text(struct pageowner *po)
{
	struct strbuf why = { .arena = &po->run };
	const char *packed = input_packed(po);
	size_t len;
	const unsigned char *head = (const unsigned char *)input_head(po, &len);

	if (!inputs_is_text(head, len) && inputs_explain(head, len, packed, &why) && !why.failed)
		return fail(&po->reader, -EINVAL, "%s", why.data);
	return text_open(po);
}

static int open_source(struct pageowner *po, unsigned int source)
{
	int err = 0;

	if (source == FROM_SAVED)
		return open_saved(po);
	if (source == FROM_TEXT || source == FROM_LOG)
		err = open_text(po);
	if (!err && source == FROM_LOG)
		po->machine.oom_log = NULL; /* unlike a text it has one */
	if (source == FROM_TEXT || source == FROM_LOG)
		return err;
	return open_kernel(po, po->options.command->need != OPENS_WITHOUT);
}

static bool runs_anyway(const struct command *command, int opened)
{
	return !opened || command->need == RUNS_WHATEVER_OPENS ||
	       (command->need == RUNS_WITHOUT && opened == -ENOMEDIUM);
}

/* FROM_... of what the host has. */
static unsigned int source_of(struct pageowner *po)
{
	if (!po->target.text)
		return FROM_DUMP;
	if (po->saved || saved_read_begins(po))
		return FROM_SAVED;
	return po->options.command->reads & FROM_LOG ? FROM_LOG : FROM_TEXT;
}

int run_command(struct pageowner *po)
{
	const struct command *command = po->options.command;
	unsigned int source;
	int opened;

	if (!command->run)
		return run_help(po);
	if (!po->target.read && !po->target.text) {
		fail(&po->reader, -EINVAL,
		     "no dump was named (pageowner [COMMAND] DUMP [VMLINUX]; "
		     "--help shows more)");
		return PAGEOWNER_USAGE;
	}
	if (!command->reads)
		return command->run(po, 0);
	if (po->target.text && !po->saved && input_begin(po, false))
		return PAGEOWNER_ERROR;
	source = source_of(po);
	if (!reads(command, &source))
		return refuse_file(po, source);
	opened = stacks_apply_rules(po);
	if (!opened)
		opened = open_source(po, source);
	if (!runs_anyway(command, opened))
		return status_of(po, NULL, opened);
	if (po->options.format == FORMAT_HTML && !command->compares)
		return run_html(po, opened);
	return command->run(po, opened);
}
