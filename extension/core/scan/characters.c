// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A text as UTF-8 without what terminals, web pages and editors put into it.
 */
#include "core.h"
#include "scan/characters.h"
#include "scan/input.h"
#include "scan/span.h"

#define PIECE (16 * 1024) /* bytes of UTF-16 at a time */

static int encoding_of(const unsigned char *head, size_t len)
{
	size_t zeros[2] = { 0, 0 }, i;

	if (len >= 2 && head[0] == 0xff && head[1] == 0xfe)
		return UTF16_LITTLE;
	if (len >= 2 && head[0] == 0xfe && head[1] == 0xff)
		return UTF16_BIG;
	for (i = 0; i < len && i < 512; i++)
		zeros[i & 1] += !head[i];
	if (zeros[1] > i / 4 && !zeros[0])
		return UTF16_LITTLE;
	return zeros[0] > i / 4 && !zeros[1] ? UTF16_BIG : BYTES;
}

void characters_begin(struct characters *characters, struct pageowner *po)
{
	size_t len;
	const char *head = input_head(po, &len);

	*characters = (struct characters){ .po = po };
	characters->encoding = encoding_of((const unsigned char *)head, len);
}

static size_t put_utf8(char *to, uint32_t c)
{
	if (c < 0x80) {
		to[0] = c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = 0xc0 | c >> 6;
		to[1] = 0x80 | (c & 0x3f);
		return 2;
	}
	if (c < 0x10000) {
		to[0] = 0xe0 | c >> 12;
		to[1] = 0x80 | (c >> 6 & 0x3f);
		to[2] = 0x80 | (c & 0x3f);
		return 3;
	}
	to[0] = 0xf0 | c >> 18;
	to[1] = 0x80 | (c >> 12 & 0x3f);
	to[2] = 0x80 | (c >> 6 & 0x3f);
	to[3] = 0x80 | (c & 0x3f);
	return 4;
}

/* The characters of @len bytes, into @to, which has room for 3/2 of that; returns their size. */
static size_t take_utf16(struct characters *characters, char *to, const unsigned char *from,
			 size_t len)
{
	size_t size = 0;

	for (; len; from++, len--) {
		uint32_t c;

		if (!characters->has_half) {
			characters->half = *from;
			characters->has_half = true;
			continue;
		}
		characters->has_half = false;
		c = characters->encoding == UTF16_LITTLE ? *from << 8 | characters->half
							 : characters->half << 8 | *from;
		if (c >= 0xd800 && c < 0xdc00) {
			characters->high = c;
			continue;
		}
		if (c >= 0xdc00 && c < 0xe000 && characters->high)
			c = 0x10000 + ((uint32_t)(characters->high - 0xd800) << 10) + (c - 0xdc00);
		characters->high = 0;
		size += put_utf8(to + size, c);
	}
	return size;
}

ssize_t characters_read(struct characters *characters, char *buf, size_t size)
{
	unsigned char raw[PIECE];
	/* What was pending may add a character of four bytes. */
	size_t most = (size - 4) / 2 < sizeof(raw) ? (size - 4) / 2 : sizeof(raw), len = 0;
	ssize_t got = 1;

	if (characters->encoding == BYTES)
		return input_read(characters->po, buf, size);
	while (!len && got > 0) {
		got = input_read(characters->po, raw, most);
		if (got > 0)
			len = take_utf16(characters, buf, raw, got);
	}
	return got < 0 ? got : (ssize_t)len;
}

/* A colour, ESC [ numbers letter; a set of characters, ESC ( letter; a title, ESC ] text BEL. */
static size_t escape_length(const char *at, size_t len)
{
	const char *bell;
	size_t i = 2;

	if (len < 3 || at[0] != '\033')
		return 0;
	if (at[1] == '(' || at[1] == ')')
		return 3;
	if (at[1] == ']') {
		bell = memchr(at, '\007', len);
		return bell ? bell + 1 - at : 0;
	}
	while (i < len && (unsigned char)at[i] >= 0x20 && (unsigned char)at[i] < 0x40)
		i++;
	return at[1] == '[' && i < len && at[i] >= 0x40 ? i + 1 : 0;
}

/* "&#60;" and "&#x3c;" */
static size_t number_length(const char *at, size_t len, char *ret)
{
	struct span rest = { at, at + len };
	bool hex = span_starts(rest, "&#x");
	uint64_t c;

	if (!span_starts(rest, "&#"))
		return 0;
	rest.at += hex ? 3 : 2;
	c = span_number(&rest, hex ? 16 : 10);
	if (!span_starts(rest, ";") || (c >= 0x7f && c != 0xa0))
		return 0;
	*ret = c == 0xa0 ? ' ' : (char)c;
	return rest.at + 1 - at;
}

/* What web pages and mail programs write for a character, or for a blank that does not break. */
static size_t entity_length(const char *at, size_t len, char *ret)
{
	static const struct {
		const char *name;
		char is;
	} entities[] = {
		{ "&lt;", '<' },   { "&gt;", '>' },   { "&amp;", '&' },
		{ "&quot;", '"' }, { "&nbsp;", ' ' }, { "\xc2\xa0", ' ' },
	};
	size_t i;

	for (i = 0; (*at == '&' || *at == '\xc2') && i < ARRAY_SIZE(entities); i++) {
		size_t size = strlen(entities[i].name);

		if (len >= size && !memcmp(at, entities[i].name, size)) {
			*ret = entities[i].is;
			return size;
		}
	}
	return *at == '&' ? number_length(at, len, ret) : 0;
}

/* What shows nothing: zeros, colours, byte order marks, blanks without a width. */
static size_t hidden_length(const char *at, size_t len)
{
	if (*at == '\033')
		return escape_length(at, len);
	if (len >= 3 && (!memcmp(at, "\xef\xbb\xbf", 3) || !memcmp(at, "\xe2\x80\x8b", 3)))
		return 3;
	return !*at;
}

size_t characters_clean(char *line, size_t len)
{
	size_t from = 0, to = 0, skip;

	while (from < len) {
		char c = line[from];

		skip = hidden_length(line + from, len - from);
		if (skip) {
			from += skip;
			continue;
		}
		skip = entity_length(line + from, len - from, &c);
		from += skip ? skip : 1;
		line[to++] = c;
	}
	while (to && (line[to - 1] == '\r' || line[to - 1] == ' ' || line[to - 1] == '\t'))
		to--;
	return to;
}
