/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_GZIP_H
#define PAGEOWNER_GZIP_H

#include "core.h"

/* Compresses @len bytes into @ret, whose arena has all memory that is used. */
int gzip_text(struct pageowner *po, const void *data, size_t len, struct strbuf *ret);

#endif
