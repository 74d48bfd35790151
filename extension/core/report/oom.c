// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One page for the ticket: the lines of the kernel's log about the last OOM kill or the
 * panic (mm/oom_kill.c, kernel/panic.c), where the memory went, and the leak suspects.
 */
#include "core.h"

#define MAX_LINES 16 /* that are kept of one report */
#define MAX_LINE 240 /* bytes of a line */
#define INDENT 13

struct kept_line {
	uint64_t ts;
	char text[MAX_LINE];
};

/* A log can be long: only this is kept of it. */
struct log_summary {
	uint64_t reports;		   /* OOM reports */
	struct kept_line lines[MAX_LINES]; /* of the last one */
	size_t count;
	bool in_memory; /* between "Mem-Info:" and the first node */
	struct kept_line panic;
	uint64_t first, last; /* times of the log itself */
	uint64_t total;	      /* lines */
};

static void keep(struct kept_line *to, uint64_t ts, const char *line)
{
	to->ts = ts;
	strncpy(to->text, line, sizeof(to->text) - 1);
	to->text[sizeof(to->text) - 1] = '\0';
}

static void keep_oom(struct log_summary *log, uint64_t ts, const char *line)
{
	if (log->reports && log->count < MAX_LINES)
		keep(&log->lines[log->count++], ts, line);
}

static bool begins(const char *line, const char *start)
{
	return !strncmp(line, start, strlen(start));
}

/*
 * Lines of dump_header(), show_mem(), dump_oom_summary() and __oom_kill_process(): the request
 * that failed, the memory there was, the limit of a cgroup, the constraint, and the victim.
 */
static void oom_line(struct log_summary *log, uint64_t ts, const char *line)
{
	static const char *const parts[] = {
		"oom-kill:",	       "Task in ",	"memory: usage ",
		"memory+swap: usage ", "Out of memory", "Memory cgroup out of memory",
		"oom_reaper: reaped ",
	};
	size_t i;

	if (strstr(line, " invoked oom-killer: ")) {
		log->reports++;
		log->count = 0;
		log->in_memory = false;
		keep_oom(log, ts, line);
		return;
	}
	if (begins(line, "Mem-Info:")) {
		log->in_memory = true;
		return;
	}
	if (begins(line, "Node "))
		log->in_memory = false;
	for (i = 0; i < ARRAY_SIZE(parts); i++)
		if (begins(line, parts[i]))
			break;
	if (log->in_memory || i < ARRAY_SIZE(parts))
		keep_oom(log, ts, line);
}

static int take_line(void *arg, uint64_t ts, const char *line)
{
	static const char panic[] = "Kernel panic - not syncing: ";
	struct log_summary *log = arg;

	if (!log->total++)
		log->first = ts;
	log->last = ts;
	oom_line(log, ts, line);
	if (begins(line, panic) && !log->panic.text[0])
		keep(&log->panic, ts, line);
	return 0;
}

static void line_text(struct strbuf *text, const char *label, const struct kept_line *line)
{
	strbuf_printf(text, "%-*s", INDENT, label);
	printk_time_text(text, line->ts);
	strbuf_printf(text, "%s\n", line->text);
}

static void report_lines(const struct log_summary *log, struct strbuf *text)
{
	size_t i;

	if (!log->reports) {
		strbuf_printf(text, "%-*sthe log has no OOM report; it reaches from ", INDENT,
			      "OOM");
		printk_time_text(text, log->first);
		strbuf_printf(text, "to ");
		printk_time_text(text, log->last);
		text->len--;
		strbuf_append(text, "\n", 1);
	} else {
		strbuf_printf(text, "%-*s%llu in the log; the last:\n", INDENT, "OOM reports",
			      (unsigned long long)log->reports);
	}
	for (i = 0; i < log->count; i++)
		line_text(text, "", &log->lines[i]);
	if (log->panic.text[0])
		line_text(text, "Panic", &log->panic);
}

static int make_log_lines(struct pageowner *po, struct strbuf *text)
{
	struct log_summary *log = arena_alloc(&po->run, sizeof(*log));
	struct printk_losses losses;
	int err;

	if (!log)
		return fail(&po->reader, -ENOMEM, "the log");
	err = printk_lines(po, take_line, log, &losses);
	if (!err) {
		report_lines(log, text);
		if (losses.records)
			strbuf_printf(text, "%-*s%llu records of the log could not be read\n",
				      INDENT, "", (unsigned long long)losses.records);
		return 0;
	}
	if (err != -ENOENT && err != -ENODATA && err != -EINVAL)
		return err;
	strbuf_printf(text, "%-*s%s\n", INDENT, "OOM", po->reader.message);
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
		if (!err)
			po->machine.oom_log = lines.data;
	}
	if (!err)
		strbuf_printf(text, "%s", po->machine.oom_log);
	return err;
}

int oom_log_text(struct pageowner *po, struct strbuf *text)
{
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
