/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_GZIP_H
#define PAGEOWNER_GZIP_H

#include "core.h"

/* Compresses @len bytes into @ret, whose arena has all memory that this takes. */
int gzip_text(struct pageowner *po, const void *data, size_t len, struct strbuf *ret);
/* Is that how such a file begins? */
bool gzip_begins(const unsigned char *data, size_t len);

/*
 * What @read gives out of such a file, up to @limit bytes, into @ret.  -EINVAL with a
 * message: it is broken, cut off, or larger.
 */
int gunzip_text(struct pageowner *po,
		ssize_t (*read)(void *priv, uint64_t offset, void *buf, size_t len), void *priv,
		size_t limit, struct strbuf *ret);

#endif
