/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bytes of the host's text in UTF-8, with a newline where a line ends, however another
 * system or program wrote both.
 */
#ifndef PAGEOWNER_TEXT_BYTES_H
#define PAGEOWNER_TEXT_BYTES_H

#include "base/base.h"

#define TEXT_PIECE (64 * 1024) /* bytes that text_bytes_read() may return */

struct text_bytes;

/* In the run's memory, from the beginning of the host's text; NULL with a message. */
struct text_bytes *text_bytes_begin(struct pageowner *po, bool again);
/* Up to TEXT_PIECE bytes into @to; 0 at the end; a negative errno with a message. */
ssize_t text_bytes_read(struct text_bytes *bytes, char *to);

#endif
