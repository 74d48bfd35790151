/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_CODEC_H
#define PAGEOWNER_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* makedumpfile: diskdump_mod.h, in the flags of a page descriptor; none of them: as it is */
#define CODEC_ZLIB 0x1
#define CODEC_LZO 0x2
#define CODEC_SNAPPY 0x4
#define CODEC_ZSTD 0x20

/* What one thread unpacks pages with. */
struct codec;

/* NULL: out of memory. */
struct codec *codec_new(void);
void codec_free(struct codec *codec);
/*
 * Unpacks @size bytes at @packed into exactly @page_size bytes at @page.  0; -EBADMSG: they
 * are damaged; -ENOTSUP: @flags name another way of packing.
 */
int codec_unpack(struct codec *codec, uint32_t flags, const void *packed, size_t size, void *page,
		 size_t page_size);

#endif
