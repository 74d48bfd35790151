/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between alloc_tag.c, which reads, and allocinfo.c, which prints.
 */
#ifndef PAGEOWNER_ALLOC_TAG_H
#define PAGEOWNER_ALLOC_TAG_H

#include "core.h"

struct tag {
	uint64_t address;      /* of its struct alloc_tag */
	uint64_t bytes, calls; /* of all CPUs; signed, as the kernel prints bytes */
	size_t order;	       /* its place in the kernel's own file */
};

struct tag_list {
	struct tag *tags;
	size_t count;
	uint64_t bytes;
	uint64_t lost; /* tags, or arrays of them, that are not in the dump */
};

/* All tags in the order of /proc/allocinfo, in the run's memory. */
int alloc_tag_list(struct pageowner *po, struct tag_list *ret);
/* Does the kernel say so of its figures? */
bool alloc_tag_inaccurate(struct pageowner *po, uint64_t tag);

#endif
