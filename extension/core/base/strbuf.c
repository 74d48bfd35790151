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
	data = arena_grow(text->arena, text->data, &text->room, text->len + more + 1, 1);
	if (!data) {
		text->failed = true;
		return false;
	}
	text->data = data;
	return true;
}

void strbuf_append(struct strbuf *text, const char *data, size_t len)
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
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0 || !strbuf_room(text, len))
		return;
	va_start(args, format);
	vsnprintf(text->data + text->len, len + 1, format, args);
	va_end(args);
	text->len += len;
}

/* The least second byte after this first byte. */
static unsigned char utf8_lowest(unsigned char first)
{
	/* Excludes U+0080 to U+009F, which control terminals, and overlong sequences. */
	return first == 0xc2 || first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
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
	return len;
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

void strbuf_name(struct strbuf *text, const char *name)
{
	strbuf_line(text, name, strlen(name));
}
