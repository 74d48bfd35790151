// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The lines of a kernel log, out of the kernel's memory or out of a file: what dmesg,
 * vmcore-dmesg, syslog, journalctl or a serial console wrote.
 */
#include "core.h"
#include "scan/characters.h"
#include "scan/input.h"
#include "scan/source_log.h"

#define CHUNK (64 * 1024)
#define LEAST_READ 16
#define MAX_LINE 8192 /* LOG_LINE_MAX and prefixes; of a longer one the rest is left out */

struct log_text {
	struct pageowner *po;
	printk_line *line;
	void *arg;
	struct log_losses *losses;
	struct log_record last; /* a line without a prefix goes on with its time */
	char clock[64];
	struct strbuf text;
	struct characters characters;
};

/* rsyslog writes a newline inside of a message as #012. */
static size_t piece_len(const char *at, const char *end)
{
	const char *code = memmem(at, end - at, "#012", 4);

	return (code ? code : end) - at;
}

static void keep_time(struct log_text *log, const struct log_line *line)
{
	size_t len = line->clock_len < sizeof(log->clock) ? line->clock_len
							  : sizeof(log->clock) - 1;

	memcpy(log->clock, line->clock_len ? line->clock : "", len);
	log->clock[len] = '\0';
	log->last = (struct log_record){
		.has_ts = line->has_ts, .ts = line->ts, .clock = log->clock, .caller = line->caller
	};
}

static int take_line(struct log_text *log, const char *at, const char *end)
{
	struct log_line line;
	int err = 0;

	log_line(at, end - at, &line);
	log->losses->foreign += line.foreign;
	if (line.prefixed)
		keep_time(log, &line);
	else if (!log->last.clock)
		log->last.clock = "";
	for (at = line.text, end = at + line.len; !err; at += 4) {
		size_t len = piece_len(at, end);

		log->text.len = 0;
		strbuf_append(&log->text, "", 0);
		strbuf_line(&log->text, at, len);
		if (log->text.failed)
			return fail(&log->po->reader, -ENOMEM, "the log");
		log->last.text = log->text.data;
		log->last.foreign = line.foreign;
		err = log->line(log->arg, &log->last);
		at += len;
		if (at == end)
			break;
	}
	return err;
}

/*
 * Where the next line begins; a console that goes back to the start of a line begins one, and
 * so did old editors.  NULL: more has to be read.  @line_end: where this one ends.
 */
static char *line_after(char *at, char *end, bool last, char **line_end)
{
	char *newline = memchr(at, '\n', end - at);
	char *back = memchr(at, '\r', (newline ? newline : end) - at), *behind = back;

	*line_end = back ? back : newline ? newline : end;
	while (behind && behind < end && *behind == '\r')
		behind++;
	if (behind && behind < end)
		return behind + (*behind == '\n');
	if (!behind && newline)
		return newline + 1;
	return last || end - at >= MAX_LINE ? end : NULL;
}

/* Takes the whole lines off the front of @len bytes; returns how many are left. */
static int take_lines(struct log_text *log, char *buf, size_t *len, bool last, bool *skipping)
{
	char *at = buf, *end = buf + *len, *line_end, *next;
	int err = 0;

	while (!err && at < end) {
		next = line_after(at, end, last, &line_end);
		if (!next)
			break;
		if (line_end - at > MAX_LINE)
			line_end = at + MAX_LINE;
		line_end = at + characters_clean(at, line_end - at);
		if (!*skipping && (line_end > at || next[-1] == '\n'))
			err = take_line(log, at, line_end);
		*skipping = next == end && !last && next[-1] != '\n' && next[-1] != '\r';
		at = next;
	}
	*len = end - at;
	memmove(buf, at, *len);
	return err;
}

/* A file that was not written to its end, or that a machine lost in a crash, has zeros. */
static size_t without_zeros(char *buf, size_t len)
{
	size_t from, to = 0;

	for (from = 0; from < len; from++)
		if (buf[from])
			buf[to++] = buf[from];
	return to;
}

/* Reads until there is a chunk, however little the host gives at a time; 0: the end. */
static ssize_t fill(struct log_text *log, char *buf, size_t *len)
{
	ssize_t got = 1;

	while (got > 0 && CHUNK - *len >= LEAST_READ) {
		got = characters_read(&log->characters, buf + *len, CHUNK - *len);
		if (got < 0)
			return got;
		*len += without_zeros(buf + *len, got);
	}
	return got;
}

/* Does the file begin like a log, and one that can be read? */
static int judge(struct pageowner *po, const char *buf, size_t len)
{
	static const char *const fields[] = { "__CURSOR", "_TRANSPORT=", "SYSLOG_IDENTIFIER=" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		if (memmem(buf, len < 4096 ? len : 4096, fields[i], strlen(fields[i])))
			return fail(&po->reader, -EINVAL,
				    "this is the journal with all its fields, not the lines of the "
				    "kernel: journalctl -k -o short-monotonic writes these");
	if (!log_begins(buf, len))
		return fail(&po->reader, -EINVAL,
			    "this is no kernel log: none of its first lines is one of the "
			    "kernel's; dmesg, vmcore-dmesg or journalctl -k write one");
	return 0;
}

static int text_lines(struct log_text *log)
{
	struct pageowner *po = log->po;
	char *buf = arena_alloc(&po->run, CHUNK);
	bool skipping = false, judged = false;
	size_t len = 0;
	ssize_t got = 1;
	int err;

	if (!buf)
		return fail(&po->reader, -ENOMEM, "the log");
	err = input_begin(po, false);
	if (!err)
		characters_begin(&log->characters, po);
	while (!err && got > 0) {
		got = fill(log, buf, &len);
		if (got < 0)
			return (int)got;
		if (!judged && len >= 3 && !memcmp(buf, "\xef\xbb\xbf", 3))
			memset(buf, ' ', 3);
		if (!judged)
			err = judge(po, buf, len);
		judged = true;
		if (!err)
			err = take_lines(log, buf, &len, !got, &skipping);
	}
	return err;
}

int log_lines(struct pageowner *po, printk_line *line, void *arg, struct log_losses *losses)
{
	struct log_text *log;

	memset(losses, 0, sizeof(*losses));
	if (!po->target.text)
		return printk_lines(po, line, arg, &losses->printk);
	log = arena_alloc(&po->run, sizeof(*log));
	if (!log)
		return fail(&po->reader, -ENOMEM, "the log");
	log->po = po;
	log->line = line;
	log->arg = arg;
	log->losses = losses;
	log->text.arena = &po->run;
	return text_lines(log);
}

bool log_begins(const char *text, size_t len)
{
	static const char *const signs[] = {
		"Linux version ",
		"invoked oom-killer:",
		"Mem-Info:",
		"active_anon:",
		"page allocation failure",
		"ut of memory: Kill",
		"Killed process ",
		"page last allocated via order ",
		"page_owner tracks the page",
		"page dumped because:",
		"Call Trace:",
	};
	const char *at, *end = text + len;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(signs); i++)
		if (memmem(text, len, signs[i], strlen(signs[i])))
			return true;
	for (at = text; at < end;) {
		const char *newline = memchr(at, '\n', end - at);
		struct log_line line;

		log_line(at, (newline ? newline : end) - at, &line);
		if (line.has_ts || line.said_kernel)
			return true;
		at = newline ? newline + 1 : end;
	}
	return false;
}

int log_of_oom(struct pageowner *po, struct oom_log **ret, struct log_losses *losses)
{
	*ret = arena_alloc(&po->run, sizeof(**ret));
	if (!*ret)
		return fail(&po->reader, -ENOMEM, "the log");
	oom_log_begin(*ret, &po->run);
	return log_lines(po, oom_log_line, *ret, losses);
}
