/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_FOLDER_H
#define PAGEOWNER_FOLDER_H

#include <stdbool.h>

/*
 * Creates @path where it is missing.  False with a message on stderr: that can't be, or it is
 * somebody else's or open to all, who could put links there.  If it is @inside a folder of that
 * name, into which the program changed, it may not be a link; NULL: the program changes into it.
 */
bool folder_make(const char *inside, const char *path);
/* From here on files are for nobody who may not read all of @n @paths. */
void folder_private(const char *const *paths, unsigned int n);

#endif
