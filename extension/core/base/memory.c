// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory that is released all at once, and text built in it.  A stage may
 * return from anywhere: what it took dies with the arena, also when crash
 * leaves the library by longjmp().
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "core.h"

#define CHUNK_SIZE (64 * 1024)
#define ALIGNMENT 16

struct arena_chunk {
	struct arena_chunk *next;
	size_t used;
	size_t room;
	_Alignas(ALIGNMENT) unsigned char data[];
};

static struct arena_chunk *add_chunk(struct arena *arena, size_t need)
{
	size_t room = need > CHUNK_SIZE ? need : CHUNK_SIZE;
	struct arena_chunk *chunk = calloc(1, sizeof(*chunk) + room);

	if (!chunk)
		return NULL;
	chunk->room = room;
	/* A large piece goes behind the head, which still has room for small ones. */
	if (need > CHUNK_SIZE / 4 && arena->chunks) {
		chunk->next = arena->chunks->next;
		arena->chunks->next = chunk;
	} else {
		chunk->next = arena->chunks;
		arena->chunks = chunk;
	}
	return chunk;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct arena_chunk *chunk = arena->chunks;
	void *ret;

	if (size > SIZE_MAX / 2)
		return NULL;
	size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (!chunk || chunk->room - chunk->used < size)
		chunk = add_chunk(arena, size);
	if (!chunk)
		return NULL;
	ret = chunk->data + chunk->used;
	chunk->used += size;
	return ret;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	size_t len = strlen(text) + 1;
	char *ret = arena_alloc(arena, len);

	return ret ? memcpy(ret, text, len) : NULL;
}

void *arena_grow(struct arena *arena, void *old, size_t *room, size_t need, size_t element)
{
	size_t grown = *room ? *room : 16;
	void *ret;

	if (need <= *room)
		return old;
	while (grown < need) {
		if (grown > SIZE_MAX / 2 / element)
			return NULL;
		grown *= 2;
	}
	ret = arena_alloc(arena, grown * element);
	if (!ret)
		return NULL;
	if (*room)
		memcpy(ret, old, *room * element);
	*room = grown;
	return ret;
}

void arena_free(struct arena *arena)
{
	struct arena_chunk *chunk, *next;

	for (chunk = arena->chunks; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	arena->chunks = NULL;
}

static bool text_room(struct text *text, size_t more)
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

void text_append(struct text *text, const char *data, size_t len)
{
	if (!text_room(text, len))
		return;
	if (len)
		memcpy(text->data + text->len, data, len);
	text->len += len;
	text->data[text->len] = '\0';
}

void text_printf(struct text *text, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0 || !text_room(text, len))
		return;
	va_start(args, format);
	vsnprintf(text->data + text->len, len + 1, format, args);
	va_end(args);
	text->len += len;
}

/* By the first byte of a sequence, what the second is at least. */
static unsigned char utf8_lowest(unsigned char first)
{
	/* U+0080 to U+009F control terminals; else what would be shorter in fewer bytes. */
	return first == 0xc2 || first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
}

/* The length of the UTF-8 sequence at @c that shows as a character, or 0. */
static size_t utf8_length(const unsigned char *c)
{
	size_t len = *c >= 0xf0 ? 4 : *c >= 0xe0 ? 3 : *c >= 0xc2 ? 2 : 0;
	size_t i;

	/* Behind these two lie surrogates, and what is no character any more. */
	if (*c > 0xf4 || c[1] < utf8_lowest(*c) || (*c == 0xed && c[1] >= 0xa0) ||
	    (*c == 0xf4 && c[1] >= 0x90))
		return 0;
	for (i = 1; i < len; i++)
		if ((c[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

void text_line(struct text *text, const char *line, size_t size)
{
	const unsigned char *c = (const unsigned char *)line, *end = c + size;

	while (c < end && *c) {
		size_t len = 0;

		while (c + len < end && c[len] >= 0x20 && c[len] < 0x7f)
			len++;
		if (!len)
			len = utf8_length(c);
		if (len)
			text_append(text, (const char *)c, len);
		else
			text_printf(text, "\\x%02x", *c);
		c += len ? len : 1;
	}
}

void text_name(struct text *text, const char *name)
{
	text_line(text, name, strlen(name));
}
