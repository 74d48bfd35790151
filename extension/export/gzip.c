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

bool gzip_begins(const unsigned char *data, size_t len)
{
	return len >= 2 && data[0] == 0x1f && data[1] == 0x8b;
}

struct unpacking {
	struct pageowner *po;
	z_stream stream;
	size_t limit;
	struct strbuf *ret;
};

/* Unpacks all that has been read; several gzip files in a sequence count as one. */
static int unpack(struct unpacking *unpacking, int state)
{
	z_stream *stream = &unpacking->stream;
	struct strbuf *ret = unpacking->ret;
	unsigned char out[INPUT_SIZE];

	do {
		if (state == Z_STREAM_END)
			inflateReset(stream);
		stream->next_out = out;
		stream->avail_out = sizeof(out);
		state = inflate(stream, Z_NO_FLUSH);
		if (state == Z_BUF_ERROR)
			state = Z_OK; /* it needs more input */
		strbuf_append(ret, (char *)out, sizeof(out) - stream->avail_out);
		if (ret->failed || ret->len > unpacking->limit)
			return Z_MEM_ERROR;
	} while (state == Z_OK ? !stream->avail_out : state == Z_STREAM_END && stream->avail_in);
	return state;
}

int gunzip_text(struct pageowner *po,
		ssize_t (*read)(void *priv, uint64_t offset, void *buf, size_t len), void *priv,
		size_t limit, struct strbuf *ret)
{
	struct unpacking unpacking = {
		.po = po,
		.stream = new_stream(po),
		.limit = limit,
		.ret = ret,
	};
	unsigned char in[INPUT_SIZE];
	uint64_t offset = 0;
	int state = inflateInit2(&unpacking.stream, GZIP_WINDOW);
	ssize_t got = 1;

	while ((state == Z_OK || state == Z_STREAM_END) && got > 0) {
		got = read(priv, offset, in, sizeof(in));
		if (got < 0)
			return fail(&po->reader, (int)got, "reading the file (%s)", strerror(-got));
		offset += got;
		unpacking.stream.next_in = in;
		unpacking.stream.avail_in = got;
		if (got)
			state = unpack(&unpacking, state);
	}
	if (state == Z_MEM_ERROR)
		return fail(&po->reader, -EINVAL, "the file unpacks to more than %zu MiB",
			    limit >> 20);
	if (state != Z_STREAM_END)
		return fail(&po->reader, -EINVAL,
			    state == Z_OK ? "the file is cut off"
					  : "the file is damaged and does not unpack");
	return 0;
}
