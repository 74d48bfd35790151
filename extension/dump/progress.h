/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What takes a while tells how far it is, and what fails leaves a message: one line, which
 * file, what is wrong with it, what to do.
 */
#ifndef PAGEOWNER_DUMP_PROGRESS_H
#define PAGEOWNER_DUMP_PROGRESS_H

#include <stdint.h>

#define MESSAGE_SIZE 512

/* How far a long preparation is: both in bytes.  Non-zero stops it. */
struct progress {
	int (*report)(void *arg, const char *what, uint64_t done, uint64_t total);
	void *arg;
};

#endif
