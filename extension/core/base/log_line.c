// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A line of a kernel log without what others put in front of it: the kernel's time and
 * caller (kernel/printk/printk.c, print_prefix()), dmesg, syslog, the journal, Android's
 * logcat and vendors' kernels, a serial console, a mail that quotes it.
 *
 * Prefixes nest in any order, so each step takes what it knows off the front until none
 * knows what comes next.
 */
#include <stdlib.h>

#include "base/log_cursor.h"

#define MAX_PREFIXES 12 /* that are taken off one line */
#define NSEC 1000000000ull

/* ---- what the kernel itself prints ---- */

/* "12.345678" after blanks; seconds and microseconds since boot. */
static const char *take_seconds(const char *at, const char *end, uint64_t *ret)
{
	uint64_t seconds = 0, unit = NSEC / 10, fraction = 0;
	const char *start;

	at = start = cursor_skip(at, end, cursor_is_blank);
	for (; at < end && cursor_is_digit(*at) && at - start < 10; at++)
		seconds = seconds * 10 + (*at - '0');
	if (at == start || at == end || *at++ != '.')
		return NULL;
	for (start = at; at < end && cursor_is_digit(*at); at++, unit /= 10)
		fraction += unit * (*at - '0');
	if (at - start < 3)
		return NULL;
	*ret = seconds * NSEC + fraction;
	return at;
}

/* "[    1.234567] ", "[    1.234567 <    0.000012>] " of dmesg -d, "[    1.2345s]" of some. */
static bool take_time(struct cursor *c)
{
	const char *at;
	uint64_t ts;

	if (*c->at != '[' || c->line->has_ts)
		return false;
	at = take_seconds(c->at + 1, c->end, &ts);
	if (!at)
		return false;
	if (at < c->end && *at == 's')
		at++;
	at = cursor_skip(at, c->end, cursor_is_blank);
	if (at < c->end && *at == '<')
		at = memchr(at, ']', c->end - at);
	if (!at || at == c->end || *at != ']')
		return false;
	c->line->has_ts = true;
	c->line->ts = ts;
	c->at = at + 1;
	return true;
}

static uint64_t caller_of(const char *digits, bool cpu)
{
	return (strtoull(digits, NULL, 10) & UINT32_MAX) << 2 | 2 | cpu;
}

/* CONFIG_PRINTK_CALLER: "[  T123] " and "[    C0] " */
static bool take_caller(struct cursor *c)
{
	const char *at, *digits;
	bool cpu;

	if (*c->at != '[')
		return false;
	at = cursor_skip(c->at + 1, c->end, cursor_is_blank);
	if (at == c->end || (*at != 'T' && *at != 'C'))
		return false;
	cpu = *at == 'C';
	digits = ++at;
	at = cursor_skip(at, c->end, cursor_is_digit);
	if (at == digits || at == c->end || *at != ']')
		return false;
	c->line->caller = caller_of(digits, cpu);
	c->at = at + 1;
	return true;
}

/* Where the third number of a record ends, the time in us, or NULL. */
static const char *take_numbers(const char *at, const char *end, uint64_t *us)
{
	int i;

	for (i = 0; i < 3; i++) {
		const char *digits = at;

		at = cursor_skip(at, end, cursor_is_digit);
		if (at == digits || at - digits > 18 || at == end || *at++ != ',')
			return NULL;
		*us = strtoull(digits, NULL, 10);
	}
	return at;
}

/* "4,123,5140900,-,caller=T1;" of /dev/kmsg (Documentation/ABI/testing/dev-kmsg). */
static bool take_record(struct cursor *c)
{
	uint64_t us;
	const char *at = take_numbers(c->at, c->end, &us);
	const char *end = at ? memchr(at, ';', c->end - at) : NULL;

	if (!end || end - at > 40 || (*at != '-' && *at != 'c' && *at != '+'))
		return false;
	c->line->has_ts = true;
	c->line->ts = us * 1000;
	if (end - at > 9 && !memcmp(at + 1, ",caller=", 8) && (at[9] == 'T' || at[9] == 'C'))
		c->line->caller = caller_of(at + 10, at[9] == 'C');
	c->at = end + 1;
	return true;
}

/* "<4>" of a raw log. */
static bool take_level(struct cursor *c)
{
	const char *at;

	if (*c->at != '<' || c->end - c->at < 3 || !cursor_is_digit(c->at[1]))
		return false;
	at = cursor_skip(c->at + 1, c->end, cursor_is_digit);
	if (at == c->end || *at != '>' || at - c->at > 4)
		return false;
	c->at = at + 1;
	/* RFC 5424 has its version behind it. */
	if (cursor_looks_like(c, "1 9999-99-99T"))
		c->at += 2;
	return true;
}

/* "kern  :warn  : " of dmesg -x */
static bool take_decoded_level(struct cursor *c)
{
	size_t len = cursor_looks_like(c, "kern  :aaaa");
	const char *at;

	if (!len)
		return false;
	at = cursor_skip(c->at + len, c->end, cursor_is_letter);
	at = cursor_skip(at, c->end, cursor_is_blank);
	if (at == c->end || *at != ':')
		return false;
	c->at = at + 1;
	return true;
}

/*
 * Kernels of phones print who runs where: "(0)[92:kswapd0]", "[0:  kworker/0:1:   12]",
 * "[pid:1,cpu0,swapper/0]".  Only behind a time.
 */
static bool take_vendor(struct cursor *c)
{
	const char *at = c->at, *close;

	if (!c->line->has_ts && !c->line->clock_len)
		return false;
	if (cursor_looks_like(c, "(9)"))
		at += 3;
	else if (c->at[0] >= 'A' && c->at[0] <= 'Z' && c->end - at > 1 && at[1] == '[')
		at++;
	if (at == c->end || *at != '[')
		return false;
	close = memchr(at, ']', c->end - at);
	if (!close || close - at > 48 || !memchr(at, ':', close - at) ||
	    !(strncmp(at, "[pid:", 5) == 0 ||
	      cursor_is_digit(*cursor_skip(at + 1, close, cursor_is_blank))))
		return false;
	c->at = close + 1;
	return true;
}

/* ---- who said it ---- */

/* The word at @at ends here. */
static const char *word_end(const char *at, const char *end)
{
	while (at < end && !cursor_is_blank(*at))
		at++;
	return at;
}

/* "kernel:", "kernel[0]:" */
static bool is_kernel(const char *at, const char *end)
{
	return end - at >= 7 && !strncmp(at, "kernel", 6) && end[-1] == ':' &&
	       (at[6] == ':' || at[6] == '[');
}

/* "systemd[1]:" */
static bool has_pid(const char *at, const char *end)
{
	const char *digits = end - 2;

	if (end - at < 5 || end[-1] != ':' || *digits != ']')
		return false;
	while (digits > at && cursor_is_digit(digits[-1]))
		digits--;
	return digits < end - 2 && digits > at + 1 && digits[-1] == '[';
}

/* "kern.warn " of busybox and OpenWrt, perhaps behind a host. */
static bool take_facility(struct cursor *c)
{
	const char *word = c->at, *end = word_end(word, c->end);
	int i;

	for (i = 0; c->dated && i < 2; i++) {
		const char *dot = memchr(word, '.', end - word);

		if (dot && dot > word && dot + 1 < end &&
		    cursor_skip(word, dot, cursor_is_letter) == dot &&
		    cursor_skip(dot + 1, end, cursor_is_letter) == end) {
			c->at = end;
			c->named = true;
			return true;
		}
		word = cursor_skip(end, c->end, cursor_is_blank);
		end = word_end(word, c->end);
	}
	return false;
}

/* "host kernel - - - ", "host sshd 123 - - " of RFC 5424 */
static bool take_protocol(struct cursor *c)
{
	const char *words[5], *ends[5], *at = c->at;
	int i;

	for (i = 0; i < 5; i++) {
		words[i] = cursor_skip(at, c->end, cursor_is_blank);
		at = ends[i] = word_end(words[i], c->end);
		if (i >= 2 && (at - words[i] != 1 || *words[i] != '-') &&
		    (i > 2 || at == words[i] || cursor_skip(words[i], at, cursor_is_digit) != at))
			return false;
	}
	if (!c->dated)
		return false;
	c->line->said_kernel = ends[1] - words[1] == 6 && !memcmp(words[1], "kernel", 6);
	c->line->foreign = !c->line->said_kernel;
	c->at = c->line->foreign ? words[1] : at;
	c->dated = false;
	return true;
}

/* "host kernel: ", "kernel: "; a line of another program is kept, and marked. */
static bool take_program(struct cursor *c)
{
	const char *host = c->at, *host_end = word_end(host, c->end);
	const char *name = cursor_skip(host_end, c->end, cursor_is_blank),
		   *name_end = word_end(name, c->end);

	if (is_kernel(host, host_end)) {
		c->at = host_end;
		c->line->said_kernel = true;
	} else if (is_kernel(name, name_end) && (c->dated || c->line->has_ts)) {
		c->at = name_end;
		c->line->said_kernel = true;
	} else if (c->named && host_end[-1] == ':') {
		c->line->foreign = true;
	} else if (host_end[-1] != ':' && name_end > name &&
		   (c->dated ? name_end[-1] == ':' : has_pid(name, name_end))) {
		c->line->foreign = true;
		c->at = name;
	} else {
		return false;
	}
	c->dated = c->named = false;
	return true;
}

/* "> " of a mail */
static bool take_quote(struct cursor *c)
{
	if (*c->at != '>' && *c->at != '|')
		return false;
	c->at++;
	return true;
}

/* ---- what nobody knows ---- */

#define MOST_UNKNOWN 96

/* "[    1.234567]": what else has brackets has fewer digits behind the point. */
static bool is_kernel_time(struct cursor c)
{
	const char *close;

	if (!take_time(&c))
		return false;
	close = c.at - 1;
	return close[-7] == '.' && c.at < c.end && (*c.at == ' ' || *c.at == '[');
}

/*
 * At the start of a line: a number, the name of a file that grep found it in, "(XEN)", or
 * whatever else stands in front of the kernel's time; or one word in front of a date.
 */
static bool take_unknown(struct cursor *c)
{
	struct log_line line = { .text = NULL };
	struct cursor behind = { .end = c->end, .line = &line };
	const char *most = c->end - c->at > MOST_UNKNOWN ? c->at + MOST_UNKNOWN : c->end;
	bool blank = false;

	for (behind.at = c->at; behind.at < most; behind.at++) {
		struct cursor clock = behind;

		if ((*behind.at == '[' && is_kernel_time(behind)) ||
		    (!blank && behind.at > c->at && strchr(":-;,\t\"", behind.at[-1]) &&
		     log_clock(&clock))) {
			c->at = behind.at;
			return true;
		}
		line = (struct log_line){ .text = NULL };
		blank |= *behind.at == ' ';
	}
	return false;
}

/* ---- the line ---- */

static bool take_prefix(struct cursor *c)
{
	static bool (*const prefixes[])(struct cursor * c) = {
		take_quote,    take_level,    take_decoded_level, take_record,
		take_time,     take_caller,   take_vendor,	  log_clock,
		take_facility, take_protocol, take_program,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (prefixes[i](c))
			return true;
	return false;
}

void log_line(const char *text, size_t len, struct log_line *ret)
{
	struct cursor c = { .at = text, .end = text + len, .line = ret };
	int i;

	*ret = (struct log_line){ .text = text };
	while (c.end > c.at &&
	       (c.end[-1] == '\r' || c.end[-1] == '\n' || cursor_is_blank(c.end[-1])))
		c.end--;
	for (i = 0; i < MAX_PREFIXES && c.at < c.end && !ret->foreign; i++) {
		const char *first = cursor_skip(c.at, c.end, cursor_is_blank);
		struct cursor behind = c;

		behind.at = first;
		if (!take_prefix(&behind) && (i || !take_unknown(&behind)))
			break;
		c = behind;
		ret->prefixed = true;
	}
	/* One blank belongs to the prefix, further ones to the line. */
	if (ret->prefixed && c.at < c.end && *c.at == ' ')
		c.at++;
	ret->text = c.at;
	ret->len = c.end - c.at;
}
