// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A line of a kernel log without what others put in front of it: the kernel's time and
 * caller (kernel/printk/printk.c, print_prefix()), dmesg, syslog, the journal, Android's
 * logcat and vendors' kernels, a serial console, a mail that quotes it.
 *
 * Prefixes nest in any order, so each step takes what it knows off the front until none
 * knows what comes next.
 */
#include "base/base.h"

#define MAX_PREFIXES 12 /* that are taken off one line */
#define NSEC 1000000000ull

struct cursor {
	const char *at, *end;
	struct log_line *line;
	bool dated; /* the time was one of syslog: a host and a program may follow */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/*
 * Does the text begin like @form?  In it 9 stands for a digit, a for a letter, _ for a digit
 * or a blank, and any other character for itself.  Returns its length or 0.
 */
static size_t looks_like(const struct cursor *c, const char *form)
{
	size_t len = strlen(form), i;

	if ((size_t)(c->end - c->at) < len)
		return 0;
	for (i = 0; i < len; i++) {
		char want = form[i], have = c->at[i];

		if (want == '9'	  ? !is_digit(have)
		    : want == 'a' ? !is_letter(have)
		    : want == '_' ? !is_digit(have) && have != ' '
				  : have != want)
			return 0;
	}
	return len;
}

static const char *skip(const char *at, const char *end, bool (*is)(char c))
{
	while (at < end && is(*at))
		at++;
	return at;
}

static void keep_clock(struct cursor *c, const char *at, const char *end)
{
	if (c->line->clock_len)
		return;
	c->line->clock = at;
	c->line->clock_len = end - at;
}

static bool one_of(const char *at, size_t len, const char *names)
{
	const char *name;

	for (name = names; *name; name += len)
		if (!strncmp(name, at, len))
			return true;
	return false;
}

/* ---- what the kernel itself prints ---- */

/* "12.345678" after blanks; seconds and microseconds since boot. */
static const char *take_seconds(const char *at, const char *end, uint64_t *ret)
{
	uint64_t seconds = 0, unit = NSEC / 10, fraction = 0;
	const char *start;

	at = start = skip(at, end, is_blank);
	for (; at < end && is_digit(*at) && at - start < 10; at++)
		seconds = seconds * 10 + (*at - '0');
	if (at == start || at == end || *at++ != '.')
		return NULL;
	for (start = at; at < end && is_digit(*at); at++, unit /= 10)
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
	at = skip(at, c->end, is_blank);
	if (at < c->end && *at == '<')
		at = memchr(at, ']', c->end - at);
	if (!at || at == c->end || *at != ']')
		return false;
	c->line->has_ts = true;
	c->line->ts = ts;
	c->at = at + 1;
	return true;
}

/* CONFIG_PRINTK_CALLER: "[  T123] " and "[    C0] " */
static bool take_caller(struct cursor *c)
{
	const char *at, *digits;

	if (*c->at != '[')
		return false;
	at = skip(c->at + 1, c->end, is_blank);
	if (at == c->end || (*at != 'T' && *at != 'C'))
		return false;
	digits = ++at;
	at = skip(at, c->end, is_digit);
	if (at == digits || at == c->end || *at != ']')
		return false;
	c->at = at + 1;
	return true;
}

/* "<4>" of a raw log. */
static bool take_level(struct cursor *c)
{
	const char *at;

	if (*c->at != '<' || c->end - c->at < 3 || !is_digit(c->at[1]))
		return false;
	at = skip(c->at + 1, c->end, is_digit);
	if (at == c->end || *at != '>' || at - c->at > 4)
		return false;
	c->at = at + 1;
	return true;
}

/* "kern  :warn  : " of dmesg -x */
static bool take_decoded_level(struct cursor *c)
{
	size_t len = looks_like(c, "kern  :aaaa");
	const char *at;

	if (!len)
		return false;
	at = skip(c->at + len, c->end, is_letter);
	at = skip(at, c->end, is_blank);
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
	if (looks_like(c, "(9)"))
		at += 3;
	else if (c->at[0] >= 'A' && c->at[0] <= 'Z' && c->end - at > 1 && at[1] == '[')
		at++;
	if (at == c->end || *at != '[')
		return false;
	close = memchr(at, ']', c->end - at);
	if (!close || close - at > 48 || !memchr(at, ':', close - at) ||
	    !(strncmp(at, "[pid:", 5) == 0 || is_digit(*skip(at + 1, close, is_blank))))
		return false;
	c->at = close + 1;
	return true;
}

/* ---- wall clocks ---- */

#define MONTHS "JanFebMarAprMayJunJulAugSepOctNovDec"
#define DAYS "MonTueWedThuFriSatSun"

static bool is_clock(char c)
{
	return is_digit(c) || c == '.' || c == ',' || c == ':' || c == '+' || c == '-' || c == 'Z';
}

/* "Nov 27 11:44:03", of syslog and journalctl -o short, with a year or microseconds in some. */
static bool take_syslog_date(struct cursor *c)
{
	size_t len = looks_like(c, "aaa __ 99:99:99");
	const char *at;

	if (!len || !one_of(c->at, 3, MONTHS))
		return false;
	at = skip(c->at + len, c->end, is_clock);
	keep_clock(c, c->at, at);
	c->at = at;
	c->dated = true;
	return true;
}

/* "2026-11-27T11:44:03.123456+00:00", also with a blank in it. */
static bool take_iso_date(struct cursor *c)
{
	const char *at = c->at, *start = at;
	size_t len;
	bool dmesg;

	if (looks_like(c, "aaa 9999-99-99") && one_of(at, 3, DAYS))
		c->at += 4;
	len = looks_like(c, "9999-99-99T99:99:99");
	if (!len)
		len = looks_like(c, "9999-99-99 99:99:99");
	if (!len) {
		c->at = start;
		return false;
	}
	dmesg = c->at + len < c->end && c->at[len] == ',';
	at = skip(c->at + len, c->end, is_clock);
	if (looks_like(&(struct cursor){ .at = at, .end = c->end }, " UTC "))
		at += 4;
	keep_clock(c, start, at);
	c->at = at;
	/* dmesg alone has a comma in front of the fraction, and no host behind. */
	c->dated = !dmesg;
	return true;
}

/* "[Fri Nov 27 11:44:03 2026]" of dmesg -T, and what a capture of a console puts in front. */
static bool take_bracketed_date(struct cursor *c)
{
	const char *close;

	if (!looks_like(c, "[aaa aaa __ 99:99:99") && !looks_like(c, "[9999-99-99") &&
	    !looks_like(c, "[9999:99:99") && !looks_like(c, "[99:99:99") &&
	    !looks_like(c, "[aaa99 99:99]"))
		return false;
	close = memchr(c->at, ']', c->end - c->at);
	if (!close || close - c->at > 48)
		return false;
	keep_clock(c, c->at + 1, close);
	c->at = close + 1;
	return true;
}

/* "11-27 11:44:03.123  1234  1235 W " of logcat, and an empty tag. */
static bool take_logcat(struct cursor *c)
{
	size_t len = looks_like(c, "99-99 99:99:99.999 ");
	const char *at = c->at + len;
	int i;

	if (!len)
		return false;
	for (i = 0; i < 2; i++) {
		const char *digits = skip(at, c->end, is_blank);

		at = skip(digits, c->end, is_digit);
		if (at == digits)
			return false;
	}
	at = skip(at, c->end, is_blank);
	if (c->end - at < 2 || !memchr("VDIWEF", *at, 6) || !is_blank(at[1]))
		return false;
	keep_clock(c, c->at, c->at + len - 1);
	c->at = at + 1;
	at = skip(c->at, c->end, is_blank);
	if (at < c->end && *at == ':')
		c->at = at + 1;
	return true;
}

/* "1764243843.923650 host kernel: " of journalctl -o short-unix */
static bool take_unix_time(struct cursor *c)
{
	size_t len = looks_like(c, "9999999999.999999 ");

	if (!len)
		return false;
	keep_clock(c, c->at, c->at + len - 1);
	c->at += len - 1;
	c->dated = true;
	return true;
}

/* ---- who said it ---- */

/* The word at @at ends here. */
static const char *word_end(const char *at, const char *end)
{
	while (at < end && !is_blank(*at))
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
	while (digits > at && is_digit(digits[-1]))
		digits--;
	return digits < end - 2 && digits > at + 1 && digits[-1] == '[';
}

/* "host kernel: ", "kernel: "; a line of another program is kept, and marked. */
static bool take_program(struct cursor *c)
{
	const char *host = c->at, *host_end = word_end(host, c->end);
	const char *name = skip(host_end, c->end, is_blank), *name_end = word_end(name, c->end);

	if (is_kernel(host, host_end)) {
		c->at = host_end;
		c->line->said_kernel = true;
	} else if (is_kernel(name, name_end) && (c->dated || c->line->has_ts)) {
		c->at = name_end;
		c->line->said_kernel = true;
	} else if (host_end[-1] != ':' && name_end > name &&
		   (c->dated ? name_end[-1] == ':' : has_pid(name, name_end))) {
		c->line->foreign = true;
		c->at = name;
	} else {
		return false;
	}
	c->dated = false;
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

/* ---- the line ---- */

static bool take_prefix(struct cursor *c)
{
	static bool (*const prefixes[])(struct cursor * c) = {
		take_quote,  take_level,     take_decoded_level,  take_time,
		take_caller, take_vendor,    take_syslog_date,	  take_iso_date,
		take_logcat, take_unix_time, take_bracketed_date, take_program,
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
	while (c.end > c.at && (c.end[-1] == '\r' || c.end[-1] == '\n' || is_blank(c.end[-1])))
		c.end--;
	for (i = 0; i < MAX_PREFIXES && c.at < c.end && !ret->foreign; i++) {
		const char *first = skip(c.at, c.end, is_blank);
		struct cursor behind = { .at = first, .end = c.end, .line = ret, .dated = c.dated };

		if (!take_prefix(&behind))
			break;
		c.at = behind.at;
		c.dated = behind.dated;
		ret->prefixed = true;
	}
	/* One blank belongs to the prefix, further ones to the line. */
	if (ret->prefixed && c.at < c.end && *c.at == ' ')
		c.at++;
	ret->text = c.at;
	ret->len = c.end - c.at;
}
