// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What core/ calls to unpack its input: gzip, xz and zstd, a piece at a time.
 */
#include <limits.h>
#include <lzma.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "export/unpack.h"

/* Bytes; the largest windows of xz -9 (64 MiB) and zstd -19 (8 MiB) fit, not those of a bomb. */
#define MOST_MEMORY (128ul << 20)
#define WINDOW_LOG 27 /* 128 MiB, of zstd --long */

/* ---- gzip ---- */

#define GZIP_WINDOW (15 + 16) /* the largest one, and gzip's header */

static void *open_gzip(void)
{
	z_stream *stream = calloc(1, sizeof(*stream));

	if (stream && inflateInit2(stream, GZIP_WINDOW)) {
		free(stream);
		return NULL;
	}
	return stream;
}

static void close_gzip(void *state)
{
	inflateEnd(state);
	free(state);
}

static int run_gzip(void *state, const unsigned char **in, size_t *in_len, unsigned char **out,
		    size_t *out_len)
{
	z_stream *stream = state;
	unsigned int in_part = *in_len < INT_MAX ? *in_len : INT_MAX;
	unsigned int out_part = *out_len < INT_MAX ? *out_len : INT_MAX;
	int got;

	stream->next_in = (unsigned char *)*in;
	stream->avail_in = in_part;
	stream->next_out = *out;
	stream->avail_out = out_part;
	got = inflate(stream, Z_NO_FLUSH);
	*in += in_part - stream->avail_in;
	*in_len -= in_part - stream->avail_in;
	*out += out_part - stream->avail_out;
	*out_len -= out_part - stream->avail_out;
	if (got == Z_STREAM_END)
		return inflateReset(stream) ? -EINVAL : 1;
	if (got == Z_MEM_ERROR)
		return -ENOMEM;
	return got == Z_OK || got == Z_BUF_ERROR ? 0 : -EINVAL;
}

/* ---- xz ---- */

static void *open_xz(void)
{
	lzma_stream *stream = calloc(1, sizeof(*stream));

	if (stream && lzma_stream_decoder(stream, MOST_MEMORY, 0) != LZMA_OK) {
		free(stream);
		return NULL;
	}
	return stream;
}

static void close_xz(void *state)
{
	lzma_end(state);
	free(state);
}

static int run_xz(void *state, const unsigned char **in, size_t *in_len, unsigned char **out,
		  size_t *out_len)
{
	lzma_stream *stream = state;
	lzma_ret got;

	stream->next_in = *in;
	stream->avail_in = *in_len;
	stream->next_out = *out;
	stream->avail_out = *out_len;
	got = lzma_code(stream, LZMA_RUN);
	*in = stream->next_in;
	*in_len = stream->avail_in;
	*out = stream->next_out;
	*out_len = stream->avail_out;
	if (got == LZMA_STREAM_END)
		return lzma_stream_decoder(stream, MOST_MEMORY, 0) == LZMA_OK ? 1 : -ENOMEM;
	if (got == LZMA_MEM_ERROR || got == LZMA_MEMLIMIT_ERROR)
		return -ENOMEM;
	return got == LZMA_OK || got == LZMA_BUF_ERROR ? 0 : -EINVAL;
}

/* ---- zstd ---- */

static void *open_zstd(void)
{
	ZSTD_DStream *stream = ZSTD_createDStream();

	if (stream &&
	    ZSTD_isError(ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, WINDOW_LOG))) {
		ZSTD_freeDStream(stream);
		return NULL;
	}
	return stream;
}

static void close_zstd(void *state)
{
	ZSTD_freeDStream(state);
}

static int run_zstd(void *state, const unsigned char **in, size_t *in_len, unsigned char **out,
		    size_t *out_len)
{
	ZSTD_inBuffer from = { *in, *in_len, 0 };
	ZSTD_outBuffer to = { *out, *out_len, 0 };
	size_t got = ZSTD_decompressStream(state, &to, &from);

	*in += from.pos;
	*in_len -= from.pos;
	*out += to.pos;
	*out_len -= to.pos;
	if (ZSTD_isError(got))
		return -EINVAL;
	return !got;
}

/* clang-format off */
const struct unpacker unpackers[] = {
	{ "gzip", "\x1f\x8b", 2, open_gzip, close_gzip, run_gzip },
	{ "xz", "\xfd" "7zXZ", 6, open_xz, close_xz, run_xz },
	{ "zstd", "\x28\xb5\x2f\xfd", 4, open_zstd, close_zstd, run_zstd },
	{ .name = NULL },
};
/* clang-format on */
