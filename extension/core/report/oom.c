// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One page for the ticket: what the kernel's log says about memory that ran out, where the
 * memory went, and the leak suspects.  And the log itself.
 */
#include "base/screen.h"
#include "core.h"
#include "report/oom_report.h"
#include "scan/source_log.h"

#define INDENT 13

static void losses_text(struct strbuf *text, const struct log_losses *losses)
{
	if (losses->printk.records)
		strbuf_printf(text, "%-*s" HANG "%llu records of the log could not be read\n",
			      INDENT, "", (unsigned long long)losses->printk.records);
}

static int make_log_lines(struct pageowner *po, struct strbuf *text)
{
	struct log_losses losses;
	struct oom_log *log;
	int err = log_of_oom(po, &log, &losses);

	if (!err) {
		oom_report_text(po, text, log);
		losses_text(text, &losses);
		return 0;
	}
	if (po->target.text || (err != -ENOENT && err != -ENODATA && err != -EINVAL))
		return err;
	strbuf_printf(text, "%-*s" HANG "%s\n", INDENT, "OOM", po->reader.message);
	po->reader.message[0] = '\0';
	return 0;
}

int oom_log_lines(struct pageowner *po, struct strbuf *text)
{
	struct strbuf lines = { .arena = &po->run };
	int err = 0;

	if (!po->machine.oom_log) {
		err = make_log_lines(po, &lines);
		if (!err && lines.failed)
			err = fail(&po->reader, -ENOMEM, "the log");
		if (!po->target.columns)
			screen_strip(&lines); /* a saved file takes them, too */
		if (!err)
			po->machine.oom_log = lines.data;
	}
	if (!err)
		strbuf_printf(text, "%s", po->machine.oom_log);
	return err;
}

int oom_log_text(struct pageowner *po, struct strbuf *text)
{
	if (!po->target.text || po->saved)
		account_kernel_text(po, text);
	return oom_log_lines(po, text);
}

int oom_text(struct pageowner *po, struct account *account, struct strbuf *text)
{
	int err = account_rows_text(po, account, true, text);

	strbuf_append(text, "\n", 1);
	if (!err)
		err = suspects_text(po, account, true, text);
	strbuf_append(text, "\n", 1);
	if (!err)
		err = account_warnings(po, account, text);
	if (!err)
		account_missing_text(po, account, text);
	return err;
}

/* ---- the dmesg command ---- */

struct writing {
	struct pageowner *po;
	struct strbuf text;
};

static int write_line(void *arg, const struct log_record *record)
{
	struct writing *writing = arg;
	struct log_time time;

	if (record->foreign)
		return 0;
	log_time_keep(&time, record);
	log_time_text(&writing->text, &time);
	strbuf_printf(&writing->text, "%s\n", record->text);
	return writing->text.len < OUTPUT_SIZE ? 0 : write_text(writing->po, &writing->text);
}

int dmesg_text(struct pageowner *po)
{
	struct writing writing = { .po = po, .text = { .arena = &po->run } };
	struct log_losses losses;
	int err = log_lines(po, write_line, &writing, &losses);

	if (!err && losses.printk.records)
		fail(&po->reader, 0, "%llu records of the log could not be read",
		     (unsigned long long)losses.printk.records);
	if (writing.text.len) {
		int written = write_text(po, &writing.text);

		err = err ? err : written;
	}
	return err;
}
