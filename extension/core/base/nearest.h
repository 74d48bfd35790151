/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A word that is not known, and the known one that may have been meant.
 */
#ifndef PAGEOWNER_NEAREST_H
#define PAGEOWNER_NEAREST_H

#include <stddef.h>

struct nearest {
	const char *word;
	size_t len;	  /* of @word, which needs no NUL */
	const char *name; /* the best so far, or NULL */
	unsigned int distance;
};

/*
 * Compares @nearest->word with one of the names that exist; the caller has set word and len, and
 * zeroed the rest.  A name is kept if it takes few changes for its length: letters that are
 * missing, extra, wrong, or swapped; upper and lower case are the same.
 */
void nearest_try(struct nearest *nearest, const char *name);

#endif
