// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory that is freed all at once.  A stage may return at any point: its memory is freed
 * with the arena, even when crash leaves the library by longjmp().
 */
#include <stdint.h>
#include <stdlib.h>

#include "core.h"

#ifdef __has_feature
#define SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

#define ALIGNMENT 16
/* Under AddressSanitizer each piece is a separate chunk, so that overruns are found. */
#define CHUNK_SIZE (SANITIZED ? 0 : 64 * 1024)

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
	/* A large piece goes after the head, which still has room for small pieces. */
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
	if (!SANITIZED)
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
