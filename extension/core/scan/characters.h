/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What text_lines.c and source_log.c read: UTF-8, whatever the file has.
 */
#ifndef PAGEOWNER_CHARACTERS_H
#define PAGEOWNER_CHARACTERS_H

#include "base/base.h"

struct characters {
	struct pageowner *po;
	enum { BYTES, UTF16_LITTLE, UTF16_BIG } encoding;
	unsigned char half; /* of a character of two bytes */
	bool has_half;
	uint16_t high; /* the first half of a surrogate pair, or 0 */
};

/* After input_begin(). */
void characters_begin(struct characters *characters, struct pageowner *po);
/* Up to @size bytes of UTF-8, @size at least 16; 0 at the end, or a negative errno. */
ssize_t characters_read(struct characters *characters, char *buf, size_t size);
/*
 * Takes colours, zeros and blanks at the end out of a line, and turns what web pages and mails
 * write for a character into that.  Returns how many bytes are left.
 */
size_t characters_clean(char *line, size_t len);

#endif
