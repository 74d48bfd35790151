/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work that takes long reports its progress.  Work that fails leaves a message: one line
 * with the file, the cause, and what to do.
 */
#ifndef PAGEOWNER_DUMP_PROGRESS_H
#define PAGEOWNER_DUMP_PROGRESS_H

#include <stdint.h>

#define MESSAGE_SIZE 512

/* Reports how far a long preparation is, in bytes.  A result other than 0 stops it. */
struct progress {
	int (*report)(void *arg, const char *what, uint64_t done, uint64_t total);
	void *arg;
};

#endif
