/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can be given to read, and what else people have: a row each.
 */
#ifndef PAGEOWNER_INPUTS_H
#define PAGEOWNER_INPUTS_H

#include "core.h"

/* What is read, for the help; @what of NULL ends it. */
struct input_row {
	const char *what, *from;
};

extern const struct input_row input_rows[];

/* A file that is not read, by what it has at @offset. */
struct magic_row {
	size_t offset;
	const char *magic;
	size_t len;
	const char *what, *help;
};

extern const struct magic_row magic_rows[];

/* A text that is none of page_owner, by what a line of it begins with. */
struct text_row {
	const char *line, *what, *help;
};

extern const struct text_row text_rows[];

/* Are these the first bytes of a text? */
bool inputs_is_text(const unsigned char *head, size_t len);
/*
 * "it is WHAT: HELP" of a file that is not read, into @ret; false: it is not known.  @packed
 * is how it was packed, or NULL.
 */
bool inputs_explain(const unsigned char *head, size_t len, const char *packed, struct strbuf *ret);

#endif
