// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Text that grows in an arena, and names from a dump in a form that is safe for a terminal.
 */
#include <stdio.h>

#include "base.h"

static bool strbuf_room(struct strbuf *text, size_t more)
{
	char *data;

	if (text->failed)
		return false;
	if (text->room - text->len > more)
		return true;
	data = arena_grow(text->arena, text->data, &text->room, text->len + more + 1, 1);
	if (!data) {
		text->failed = true;
		return false;
	}
	text->data = data;
	return true;
}

void strbuf_append_any(struct strbuf *text, const char *data, size_t len)
{
	if (!strbuf_room(text, len))
		return;
	if (len)
		memcpy(text->data + text->len, data, len);
	text->len += len;
	text->data[text->len] = '\0';
}

void strbuf_printf(struct strbuf *text, const char *format, ...)
{
	size_t room = text->failed || !text->data ? 0 : text->room - text->len;
	va_list args;
	int len;

	/* The text usually fits into the room that is there. */
	va_start(args, format);
	len = vsnprintf(room ? text->data + text->len : NULL, room, format, args);
	va_end(args);
	if (len < 0 || !strbuf_room(text, len))
		return;
	if ((size_t)len >= room) {
		va_start(args, format);
		vsnprintf(text->data + text->len, len + 1, format, args);
		va_end(args);
	}
	text->len += len;
}

/* The digits of a number, written from their end. */
#define MAX_DIGITS 20
struct digits {
	char text[2 * MAX_DIGITS]; /* the second half is there to be copied without a look */
	char *at;
};

/* Copies as many bytes as a number may have, which is quicker than as many as it has. */
static void append_digits(struct strbuf *text, const struct digits *digits)
{
	size_t len = digits->text + MAX_DIGITS - digits->at;

	if (text->room - text->len <= MAX_DIGITS) {
		strbuf_append_any(text, digits->at, len);
		return;
	}
	memcpy(text->data + text->len, digits->at, MAX_DIGITS);
	text->len += len;
	text->data[text->len] = '\0';
}

void strbuf_number(struct strbuf *text, uint64_t number)
{
	struct digits digits;

	digits.at = digits.text + MAX_DIGITS;
	memset(digits.at, 0, MAX_DIGITS);
	do
		*--digits.at = '0' + number % 10;
	while (number /= 10);
	append_digits(text, &digits);
}

void strbuf_signed(struct strbuf *text, int64_t number)
{
	if (number < 0)
		strbuf_append(text, "-", 1);
	strbuf_number(text, number < 0 ? -(uint64_t)number : (uint64_t)number);
}

void strbuf_hex(struct strbuf *text, uint64_t number)
{
	struct digits digits;

	digits.at = digits.text + MAX_DIGITS;
	memset(digits.at, 0, MAX_DIGITS);
	do
		*--digits.at = "0123456789abcdef"[number & 15];
	while (number >>= 4);
	*--digits.at = 'x';
	*--digits.at = '0';
	append_digits(text, &digits);
}

/* The least second byte after this first byte. */
static unsigned char utf8_lowest(unsigned char first)
{
	/* Excludes U+0080 to U+009F, which control terminals, and overlong sequences. */
	return first == 0xc2 || first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
}

/*
 * Does the sequence at @c change the direction of writing (U+061C, U+200E, U+200F, U+202A to
 * U+202E, U+2066 to U+2069) or begin a line (U+2028, U+2029)?  Text can look like another
 * one by these.
 */
static bool is_direction(const unsigned char *c)
{
	if (c[0] == 0xd8)
		return c[1] == 0x9c;
	if (c[0] != 0xe2)
		return false;
	if (c[1] == 0x80)
		return c[2] == 0x8e || c[2] == 0x8f || (c[2] >= 0xa8 && c[2] <= 0xae);
	return c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9;
}

/* The length of the UTF-8 sequence of a visible character at @c, or 0. */
static size_t utf8_length(const unsigned char *c)
{
	size_t len = *c >= 0xf0 ? 4 : *c >= 0xe0 ? 3 : *c >= 0xc2 ? 2 : 0;
	size_t i;

	/* Excludes surrogates, and values above U+10FFFF. */
	if (*c > 0xf4 || c[1] < utf8_lowest(*c) || (*c == 0xed && c[1] >= 0xa0) ||
	    (*c == 0xf4 && c[1] >= 0x90))
		return 0;
	for (i = 1; i < len; i++)
		if ((c[i] & 0xc0) != 0x80)
			return 0;
	return is_direction(c) ? 0 : len;
}

void strbuf_line(struct strbuf *text, const char *line, size_t size)
{
	const unsigned char *c = (const unsigned char *)line, *end = c + size;

	while (c < end && *c) {
		size_t len = 0;

		while (c + len < end && c[len] >= 0x20 && c[len] < 0x7f)
			len++;
		if (!len)
			len = utf8_length(c);
		if (len)
			strbuf_append(text, (const char *)c, len);
		else
			strbuf_printf(text, "\\x%02x", *c);
		c += len ? len : 1;
	}
}

void strbuf_lines(struct strbuf *text, const char *lines, size_t size)
{
	const char *end = lines + size;

	while (lines < end) {
		const char *at = lines;

		while (at < end && *at && *at != '\n' && *at != '\t')
			at++;
		strbuf_line(text, lines, at - lines);
		if (at < end && *at)
			strbuf_append(text, at, 1);
		else if (at < end)
			strbuf_append(text, "\\x00", 4);
		lines = at + (at < end);
	}
}

void strbuf_name(struct strbuf *text, const char *name)
{
	strbuf_line(text, name, strlen(name));
}
