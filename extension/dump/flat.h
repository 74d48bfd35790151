/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_FLAT_H
#define PAGEOWNER_DUMP_FLAT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "dump/progress.h"

struct flat {
	int source;
	uint64_t size;			 /* of source, in bytes */
	uint64_t at;			 /* how far it was read */
	const struct progress *progress; /* or NULL */
	int fd;				 /* the file that it describes, the caller's to close */
	bool cut_off;			 /* source ends too early */
};

/* Does a file that starts like this hold a flattened dump? */
bool flat_is(const void *start, ssize_t len);
/* Puts it together in flat->fd, or says why it can't. */
int flat_unpack(struct flat *flat, char message[MESSAGE_SIZE]);

#endif
