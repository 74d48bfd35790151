/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where log_line() is in a line.
 */
#ifndef PAGEOWNER_LOG_CURSOR_H
#define PAGEOWNER_LOG_CURSOR_H

#include "base/base.h"

struct cursor {
	const char *at, *end;
	struct log_line *line;
	bool dated; /* the time was one of syslog: a host and a program may follow */
	bool named; /* the host was taken */
};

static inline bool cursor_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool cursor_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline bool cursor_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/*
 * Does the text begin like @form?  In it 9 stands for a digit, a for a letter, _ for a digit
 * or a blank, and any other character for itself.  Returns its length or 0.
 */
static inline size_t cursor_looks_like(const struct cursor *c, const char *form)
{
	size_t len = strlen(form), i;

	if ((size_t)(c->end - c->at) < len)
		return 0;
	for (i = 0; i < len; i++) {
		char want = form[i], have = c->at[i];

		if (want == '9'	  ? !cursor_is_digit(have)
		    : want == 'a' ? !cursor_is_letter(have)
		    : want == '_' ? !cursor_is_digit(have) && have != ' '
				  : have != want)
			return 0;
	}
	return len;
}

static inline const char *cursor_skip(const char *at, const char *end, bool (*is)(char c))
{
	while (at < end && is(*at))
		at++;
	return at;
}

static inline void cursor_keep_clock(struct cursor *c, const char *at, const char *end)
{
	if (c->line->clock_len)
		return;
	c->line->clock = at;
	c->line->clock_len = end - at;
}

/* log_clock.c: takes a wall clock off the front, and what logcat puts behind its own. */
bool log_clock(struct cursor *c);

#endif
