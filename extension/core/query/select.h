/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which allocations count (select.c).
 */
#ifndef PAGEOWNER_SELECT_H
#define PAGEOWNER_SELECT_H

#include "query/criteria.h"

struct selection {
	bool allocated, freed;
	bool page; /* needs the struct page */
	const struct criterion *criteria;
	size_t count;
	unsigned int late; /* KEY_BIT()s that late criteria look at */
	uint64_t now;	   /* for ages, ns since boot */
	char *text;	   /* equal texts select the same */
};

/* Does a criterion need what text_survey() finds out? */
bool selection_needs_survey(const struct options *options);
/* Settles what needs the kernel: names of flags, the time of the crash. */
int selection_make(struct pageowner *po, struct arena *arena, struct selection *ret);
/* What can be told while scanning, on any thread. */
bool selection_match(const struct pageowner *po, const struct selection *selection,
		     const struct allocation *alloc);
/* Can a page frame from @first to @last, inclusive, be selected? */
bool selection_touches(const struct selection *selection, uint64_t first, uint64_t last);
/* The rest, which needs stacks and names: on the main thread. */
bool selection_match_late(struct pageowner *po, const struct selection *selection,
			  struct stack *stack, uint32_t cgroup, bool slab);

#endif
