// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The wall clocks that programs put in front of the lines of a kernel log: syslog, the journal,
 * dmesg -T, captures of a console, Android's logcat.
 */
#include "base/log_cursor.h"

#define MOST_TAG 64 /* bytes of a tag of logcat */

static bool one_of(const char *at, size_t len, const char *names)
{
	const char *name;

	for (name = names; *name; name += len)
		if (!strncmp(name, at, len))
			return true;
	return false;
}

#define MONTHS "JanFebMarAprMayJunJulAugSepOctNovDec"
#define DAYS "MonTueWedThuFriSatSun"

static bool is_clock(char c)
{
	return cursor_is_digit(c) || c == '.' || c == ',' || c == ':' || c == '+' || c == '-' ||
	       c == 'Z';
}

/*
 * "Nov 27 11:44:03", of syslog and journalctl -o short, with microseconds in some; "Fri Nov 27
 * 11:44:03 2026" of OpenWrt.
 */
static bool take_syslog_date(struct cursor *c)
{
	bool day = cursor_looks_like(c, "aaa aaa __ 99:99:99") && one_of(c->at, 3, DAYS);
	struct cursor date = { .at = c->at + (day ? 4 : 0), .end = c->end };
	size_t len = cursor_looks_like(&date, "aaa __ 99:99:99");
	const char *at;

	if (!len || !one_of(date.at, 3, MONTHS))
		return false;
	at = date.at = cursor_skip(date.at + len, c->end, is_clock);
	if (cursor_looks_like(&date, " 9999 "))
		at += strlen(" 9999");
	cursor_keep_clock(c, c->at, at);
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

	if (cursor_looks_like(c, "aaa 9999-99-99") && one_of(at, 3, DAYS))
		c->at += 4;
	len = cursor_looks_like(c, "9999-99-99T99:99:99");
	if (!len)
		len = cursor_looks_like(c, "9999-99-99 99:99:99");
	if (!len) {
		c->at = start;
		return false;
	}
	dmesg = c->at + len < c->end && c->at[len] == ',';
	at = cursor_skip(c->at + len, c->end, is_clock);
	if (cursor_looks_like(&(struct cursor){ .at = at, .end = c->end }, " UTC "))
		at += 4;
	cursor_keep_clock(c, start, at);
	c->at = at;
	/* dmesg alone has a comma in front of the fraction, and no host behind. */
	c->dated = !dmesg;
	return true;
}

/* "[Fri Nov 27 11:44:03 2026]" of dmesg -T, and what a capture of a console puts in front. */
static bool take_bracketed_date(struct cursor *c)
{
	const char *close;

	if (!cursor_looks_like(c, "[  +9") && !cursor_looks_like(c, "[aaa aaa __ 99:99:99") &&
	    !cursor_looks_like(c, "[9999-99-99") && !cursor_looks_like(c, "[9999:99:99") &&
	    !cursor_looks_like(c, "[99:99:99") && !cursor_looks_like(c, "[aaa99 99:99]"))
		return false;
	close = memchr(c->at, ']', c->end - c->at);
	if (!close || close - c->at > 48)
		return false;
	cursor_keep_clock(c, c->at + 1, close);
	c->at = close + 1;
	return true;
}

/* "1764243843.923650 host kernel: " of journalctl -o short-unix */
static bool take_unix_time(struct cursor *c)
{
	size_t len = cursor_looks_like(c, "9999999999.999999 ");

	if (!len)
		return false;
	cursor_keep_clock(c, c->at, c->at + len - 1);
	c->at += len - 1;
	c->dated = true;
	return true;
}

/* ---- Android ---- */

/* Where a number in blanks ends, or NULL. */
static const char *take_number(const char *at, const char *end, bool *zero)
{
	const char *digits = cursor_skip(at, end, cursor_is_blank);

	at = cursor_skip(digits, end, cursor_is_digit);
	if (zero)
		*zero = at == digits + 1 && *digits == '0';
	return at == digits ? NULL : at;
}

/* The numbers of a task and a thread, or of a user and these; NULL: there are none. */
static const char *take_ids(const char *at, const char *end, bool *kernel)
{
	const char *third;

	at = cursor_skip(at, end, cursor_is_blank);
	if (at < end && cursor_is_letter(*at)) /* the name of a user */
		while (at < end && !cursor_is_blank(*at))
			at++;
	at = take_number(at, end, kernel);
	at = at ? take_number(at, end, NULL) : NULL;
	third = at ? take_number(at, end, NULL) : NULL;
	if (third)
		*kernel = false;
	return third ? third : at;
}

/*
 * "tag     : " behind the level.  logd takes the kernel's lines apart as if their first word
 * were a tag (LogKlog.cpp): where the task is 0, the tag is a part of the line.
 */
static void take_tag(struct cursor *c, bool kernel)
{
	const char *tag = cursor_skip(c->at, c->end, cursor_is_blank);
	const char *colon = memchr(tag, ':', c->end - tag), *end = colon;

	if (!colon || colon - tag >= MOST_TAG)
		return;
	while (end > tag && cursor_is_blank(end[-1]))
		end--;
	if (end == tag || (end - tag == 6 && !memcmp(tag, "kernel", 6))) {
		c->at = colon + 1;
	} else if (!kernel) {
		c->at = tag;
		c->line->foreign = true;
	}
}

/* "1234  1235 W tag     : ", with the name of a user in front where logcat was asked for it. */
static bool take_threads(struct cursor *c)
{
	bool kernel;
	const char *at = take_ids(c->at, c->end, &kernel);

	at = at ? cursor_skip(at, c->end, cursor_is_blank) : NULL;
	if (!at || c->end - at < 2 || !memchr("VDIWEF", *at, 6) || !cursor_is_blank(at[1]))
		return false;
	c->at = at + 1;
	take_tag(c, kernel);
	return true;
}

/* "W/tag     ( 1234): " */
static bool take_brief(struct cursor *c)
{
	const char *at = cursor_skip(c->at, c->end, cursor_is_blank), *open, *close;
	bool kernel;

	if (c->end - at < 8 || !memchr("VDIWEF", *at, 6) || at[1] != '/')
		return false;
	at += 2;
	open = memchr(at, '(', c->end - at);
	if (!open || open - at > MOST_TAG)
		return false;
	close = take_number(open + 1, c->end, &kernel);
	if (!close || c->end - close < 2 || close[0] != ')' || close[1] != ':')
		return false;
	c->at = close + 2;
	if (cursor_skip(at, open, cursor_is_blank) == open)
		return true;
	/* What is behind the number belongs to the tag; the kernel's line is both. */
	c->line->foreign = memcmp(at, "kernel", 6) != 0 && !kernel;
	return true;
}

/* "11-27 11:44:03.123  1234  1235 W tag: " of logcat, and its other forms. */
static bool take_logcat(struct cursor *c)
{
	struct cursor behind = *c;
	const char *clock_end;
	size_t len;

	if (cursor_looks_like(c, "9999-99-99 99:99:99.999"))
		behind.at += strlen("9999-");
	len = cursor_looks_like(&behind, "99-99 99:99:99.999");
	if (!len)
		return take_brief(c);
	behind.at = cursor_skip(behind.at + len, c->end, cursor_is_digit);
	clock_end = behind.at;
	if (!take_threads(&behind) && !take_brief(&behind))
		return false;
	cursor_keep_clock(c, c->at, clock_end);
	c->at = behind.at;
	return true;
}

bool log_clock(struct cursor *c)
{
	static bool (*const clocks[])(struct cursor * c) = {
		take_syslog_date, take_logcat, take_iso_date, take_unix_time, take_bracketed_date,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(clocks); i++)
		if (clocks[i](c))
			return true;
	return false;
}
