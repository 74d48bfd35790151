// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gzip, by zlib with memory from our arena: memory that zlib itself allocates would leak if the
 * host leaves by longjmp().
 */
#include <limits.h>
#include <zlib.h>

#include "export/gzip.h"

#define GZIP_WINDOW (15 + 16) /* the largest window, with gzip's header */
#define INPUT_SIZE (64 * 1024)

static void *allocate(void *arena, unsigned int items, unsigned int size)
{
	return arena_alloc(arena, (size_t)items * size);
}

static void release(void *arena, void *memory)
{
	(void)arena;
	(void)memory;
}

static z_stream new_stream(struct pageowner *po)
{
	return (z_stream){ .zalloc = allocate, .zfree = release, .opaque = &po->run };
}

int gzip_text(struct pageowner *po, const void *data, size_t len, struct strbuf *ret)
{
	z_stream stream = new_stream(po);
	unsigned char out[INPUT_SIZE];
	int state = Z_OK;

	if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 8,
			 Z_DEFAULT_STRATEGY))
		return fail(&po->reader, -ENOMEM, "compressing the output");
	stream.next_in = (void *)data;
	while (state == Z_OK && !ret->failed) {
		if (!stream.avail_in) {
			stream.avail_in = len < INT_MAX ? len : INT_MAX;
			len -= stream.avail_in;
		}
		stream.next_out = out;
		stream.avail_out = sizeof(out);
		state = deflate(&stream, len ? Z_NO_FLUSH : Z_FINISH);
		strbuf_append(ret, (char *)out, sizeof(out) - stream.avail_out);
	}
	return state == Z_STREAM_END && !ret->failed
		       ? 0
		       : fail(&po->reader, -ENOMEM, "compressing the output");
}
