/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between stack_list.c, which counts, and quick.c, which prints.
 */
#ifndef PAGEOWNER_STACK_LIST_H
#define PAGEOWNER_STACK_LIST_H

#include "core.h"

struct stack_counts {
	uint64_t listed, listed_pages;
	uint64_t unlisted, unlisted_pages; /* counted, but not on the list */
	uint64_t odd;			   /* on the list, and no record of the depot */
	bool searched;			   /* the pools, for those */
	bool broken;			   /* the list can't be followed to its end */
};

/* Does this kernel count the pages of its stacks? */
bool stack_list_known(const struct pageowner *po);
/* Its counts, into the cells of @result: a handle and its pages each. */
int stack_list_count(struct pageowner *po, struct result *result, struct stack_counts *ret);

#endif
