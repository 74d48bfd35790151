/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_GZIP_H
#define PAGEOWNER_GZIP_H

#include "core.h"

/* Compresses @len bytes into @ret, whose arena has all memory that is used. */
int gzip_text(struct pageowner *po, const void *data, size_t len, struct strbuf *ret);
/* Is this the start of a gzip file? */
bool gzip_begins(const unsigned char *data, size_t len);

/*
 * Unpacks the file that @read reads into @ret, up to @limit bytes.  -EINVAL with a message: the
 * file is damaged, cut off, or larger.
 */
int gunzip_text(struct pageowner *po,
		ssize_t (*read)(void *priv, uint64_t offset, void *buf, size_t len), void *priv,
		size_t limit, struct strbuf *ret);

#endif
