/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_FILES_H
#define PAGEOWNER_DUMP_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dump/progress.h"

struct header;

struct files {
	struct header *headers; /* in the order of memory */
	unsigned int count;
	char incomplete[MESSAGE_SIZE]; /* why; empty: they seem to be whole */
};

/* Does this look like a file of makedumpfile's, rather than a vmlinux? */
bool files_is_part(const char *path);
/* Is it one part of a dump that makedumpfile --split has made? */
bool files_is_split(const char *path);
/* After an error, too, files_close() is due. */
int files_open(struct files *files, const char *const *paths, unsigned int n,
	       const struct progress *progress, char message[MESSAGE_SIZE]);
void files_close(struct files *files);
/* Of an incomplete dump: are these bytes, within one page, in the files? */
bool files_hold(const struct files *files, uint64_t paddr, size_t len);

#endif
