/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_FILES_H
#define PAGEOWNER_DUMP_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dump/progress.h"

struct header;

struct files {
	struct header *headers; /* one for each file, in the order of memory */
	unsigned int count;
	char incomplete[MESSAGE_SIZE]; /* the reason; "": they seem to be whole */
};

/* Does it look like a file that makedumpfile wrote, and not like a vmlinux? */
bool files_is_part(const char *path);
/* Is it one part of a dump that makedumpfile --split made? */
bool files_is_split(const char *path);
/*
 * Opens the @n parts of a dump.  0, or a negative errno with a message.  Call files_close()
 * after an error, too.
 */
int files_open(struct files *files, const char *const *paths, unsigned int n,
	       const struct progress *progress, char message[MESSAGE_SIZE]);
void files_close(struct files *files);
/* Are these bytes in the files?  They must lie in one page.  Only for an incomplete dump. */
bool files_hold(const struct files *files, uint64_t paddr, size_t len);

#endif
