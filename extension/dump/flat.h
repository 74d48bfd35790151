/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_FLAT_H
#define PAGEOWNER_DUMP_FLAT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "dump/progress.h"

struct flat {
	int source;			 /* descriptor of the flattened file */
	uint64_t size;			 /* of the source, in bytes */
	uint64_t at;			 /* the offset up to which the source was read */
	const struct progress *progress; /* or NULL */
	int fd;				 /* the dump, for the caller to close */
	bool cut_off;			 /* the source ends too early */
};

/* Does a file with this start hold a flattened dump? */
bool flat_is(const void *start, ssize_t len);
/* Puts the dump together in flat->fd.  0, or a negative errno with a message. */
int flat_unpack(struct flat *flat, char message[MESSAGE_SIZE]);

#endif
