// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A text as UTF-8 without what terminals, web pages and editors put into it.
 */
#include "core.h"
#include "scan/characters.h"
#include "scan/input.h"

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

/* A colour or the like: ESC [ numbers letter. */
static size_t escape_length(const char *at, size_t len)
{
	size_t i = 2;

	if (len < 3 || at[0] != '\033' || at[1] != '[')
		return 0;
	while (i < len && (unsigned char)at[i] >= 0x20 && (unsigned char)at[i] < 0x40)
		i++;
	return i < len && at[i] >= 0x40 ? i + 1 : 0;
}

/* What a web page wrote for a character that it could not. */
static size_t entity_length(const char *at, size_t len, char *ret)
{
	static const struct {
		const char *name;
		char is;
	} entities[] = { { "&lt;", '<' }, { "&gt;", '>' }, { "&amp;", '&' }, { "&quot;", '"' } };
	size_t i;

	for (i = 0; *at == '&' && i < ARRAY_SIZE(entities); i++) {
		size_t size = strlen(entities[i].name);

		if (len >= size && !memcmp(at, entities[i].name, size)) {
			*ret = entities[i].is;
			return size;
		}
	}
	return 0;
}

size_t characters_clean(char *line, size_t len)
{
	size_t from = 0, to = 0, skip;

	while (from < len) {
		char c = line[from];

		skip = c == '\033' ? escape_length(line + from, len - from) : !c;
		if (skip) {
			from += skip;
			continue;
		}
		skip = c == '&' ? entity_length(line + from, len - from, &c) : 0;
		from += skip ? skip : 1;
		line[to++] = c;
	}
	while (to && (line[to - 1] == '\r' || line[to - 1] == ' ' || line[to - 1] == '\t'))
		to--;
	return to;
}
