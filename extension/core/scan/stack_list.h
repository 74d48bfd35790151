/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What stack_list.c (counts) and quick.c (prints) share.
 */
#ifndef PAGEOWNER_STACK_LIST_H
#define PAGEOWNER_STACK_LIST_H

#include "core.h"

struct stack_counts {
	uint64_t listed, listed_pages;
	uint64_t unlisted, unlisted_pages; /* counted, but not on the list */
	uint64_t odd;			   /* on the list, but not a record of the depot */
	bool searched;			   /* the pools were searched for unlisted ones */
	bool broken;			   /* the list can't be followed to its end */
};

/* Does this kernel count the pages of its stacks? */
bool stack_list_known(const struct pageowner *po);
/* Adds its counts to the cells of @result: for each handle its pages. */
int stack_list_count(struct pageowner *po, struct result *result, struct stack_counts *ret);

#endif
