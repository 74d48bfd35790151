/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_PROGRAM_BROWSER_H
#define PAGEOWNER_PROGRAM_BROWSER_H

#include <stddef.h>

/*
 * Makes a file for a page that only its owner can read, in $TMPDIR or /tmp, and writes its name
 * into @ret.  0, or an errno.
 */
int browser_file(char *ret, size_t size);
/* Shows the file in the browser of the desktop, and does not wait for it; after a complaint 1. */
int browser_show(const char *file);

#endif
