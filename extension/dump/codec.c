// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Unpacks a page of a kdump-compressed file.  What a library needs to unpack is kept from one
 * page to the next: making it anew costs more than a page does.
 */
#include <errno.h>
#include <libdeflate.h>
#include <lzo/lzo1x.h>
#include <snappy-c.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "dump/codec.h"

#define CODECS (CODEC_ZLIB | CODEC_LZO | CODEC_SNAPPY | CODEC_ZSTD)

struct codec {
	struct libdeflate_decompressor *deflate;
	ZSTD_DCtx *zstd;
	bool lzo;
};

struct codec *codec_new(void)
{
	struct codec *codec = calloc(1, sizeof(*codec));

	if (!codec)
		return NULL;
	codec->deflate = libdeflate_alloc_decompressor();
	codec->zstd = ZSTD_createDCtx();
	codec->lzo = lzo_init() == LZO_E_OK;
	if (codec->deflate && codec->zstd)
		return codec;
	codec_free(codec);
	return NULL;
}

void codec_free(struct codec *codec)
{
	if (!codec)
		return;
	if (codec->deflate)
		libdeflate_free_decompressor(codec->deflate);
	ZSTD_freeDCtx(codec->zstd);
	free(codec);
}

static bool unpack_zlib(struct codec *codec, const void *packed, size_t size, void *page,
			size_t page_size)
{
	/* Without a place for the size less than all of the page is an error. */
	return libdeflate_zlib_decompress(codec->deflate, packed, size, page, page_size, NULL) ==
	       LIBDEFLATE_SUCCESS;
}

static bool unpack_lzo(const void *packed, size_t size, void *page, size_t page_size)
{
	lzo_uint got = page_size;

	return lzo1x_decompress_safe(packed, size, page, &got, NULL) == LZO_E_OK &&
	       got == page_size;
}

static bool unpack_snappy(const void *packed, size_t size, void *page, size_t page_size)
{
	size_t got;

	return snappy_uncompressed_length(packed, size, &got) == SNAPPY_OK && got == page_size &&
	       snappy_uncompress(packed, size, page, &got) == SNAPPY_OK && got == page_size;
}

int codec_unpack(struct codec *codec, uint32_t flags, const void *packed, size_t size, void *page,
		 size_t page_size)
{
	bool good;

	switch (flags & CODECS) {
	case CODEC_ZLIB:
		good = unpack_zlib(codec, packed, size, page, page_size);
		break;
	case CODEC_LZO:
		if (!codec->lzo)
			return -ENOTSUP;
		good = unpack_lzo(packed, size, page, page_size);
		break;
	case CODEC_SNAPPY:
		good = unpack_snappy(packed, size, page, page_size);
		break;
	case CODEC_ZSTD:
		good = ZSTD_decompressDCtx(codec->zstd, page, page_size, packed, size) == page_size;
		break;
	case 0:
		if (flags)
			return -ENOTSUP;
		good = size == page_size;
		if (good)
			memcpy(page, packed, size);
		break;
	default:
		return -ENOTSUP;
	}
	return good ? 0 : -EBADMSG;
}
