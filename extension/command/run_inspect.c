// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The commands that read little: one page, one stack, the log, check and layout.
 */
#include "base/screen.h"
#include "command/command.h"

int run_layout(struct pageowner *po, int opened)
{
	struct strbuf text = { .arena = &po->run };
	int err;

	facts_text(po, &text);
	err = write_screen(po, &text);
	return status_of(po, NULL, opened ? opened : err);
}

/* The log needs no page_owner data. */
int run_dmesg(struct pageowner *po, int opened)
{
	int err;

	(void)opened;
	po->reader.message[0] = '\0';
	err = dmesg_text(po);
	return !err && po->reader.message[0] ? PAGEOWNER_PARTIAL : status_of(po, NULL, err);
}

int run_check(struct pageowner *po, int opened)
{
	struct strbuf text = { .arena = &po->run };
	int err = opened;

	if (opened)
		check_failed_text(po, &text, opened);
	else if (po->target.text)
		err = check_log_text(po, &text);
	else
		err = check_text(po, &text);
	if (!text.failed && text.len)
		write_screen(po, &text);
	return status_with_holes(po, err);
}

static int inspect(struct pageowner *po, int (*look)(struct pageowner *po, struct strbuf *text))
{
	struct strbuf text = { .arena = &po->run };
	int err;

	text_format_find(po);
	err = look(po, &text);
	/* The results before the failure are still printed. */
	if (!text.failed && text.len) {
		int written = write_screen(po, &text);

		err = err ? err : written;
	}
	return status_with_holes(po, err);
}

int run_page(struct pageowner *po, int opened)
{
	(void)opened;
	return inspect(po, inspect_pages);
}

int run_stack(struct pageowner *po, int opened)
{
	(void)opened;
	return inspect(po, inspect_stacks);
}

/* A host inside a debugger looks at another machine than the one that it runs on. */
int run_doctor(struct pageowner *po, int opened)
{
	(void)opened;
	fail(&po->reader, -EINVAL,
	     "doctor works only in the program pageowner, on the machine that it is about");
	return PAGEOWNER_USAGE;
}

/* A handle has one dump, so a host inside a debugger cannot run triage. */
int run_triage(struct pageowner *po, int opened)
{
	(void)opened;
	fail(&po->reader, -EINVAL,
	     "triage works only in the program pageowner; here use save and oom");
	return PAGEOWNER_USAGE;
}
