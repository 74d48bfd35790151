/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_THREADS_H
#define PAGEOWNER_DUMP_THREADS_H

struct context;
struct dump;

/* The context of the calling thread. */
struct context *context_of(struct dump *dump);

/* pageowner_target.parallel */
int dump_parallel(struct dump *dump, void (*fn)(void *arg, unsigned int i), void *arg,
		  unsigned int n);

#endif
