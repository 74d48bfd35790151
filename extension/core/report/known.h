/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Known issues: leaks and large owners that somebody has described in public.  export/rules.json
 * has them; a match says no more than that an owner looks like that one.
 */
#ifndef PAGEOWNER_KNOWN_H
#define PAGEOWNER_KNOWN_H

#include "core.h"

#define KNOWN_FRAMES 4

struct known_issue {
	const char *id, *title, *link;
	const char *since, *fixed_in;	  /* releases; NULL: all, not fixed */
	const char *module;		  /* of any frame; NULL: any */
	const char *frames[KNOWN_FRAMES]; /* functions that the stack has, in any order */
	int order;			  /* of all its allocations; -1: any */
	unsigned int thousandths;	  /* of the memory that it has at least */
	int version;			  /* grows when the rule means something else */
};

/* The first issue that @group, a stack, looks like; NULL: none.  @managed pages are all memory. */
const struct known_issue *known_find(struct pageowner *po, const struct group *group,
				     uint64_t managed);
/* "title, fixed in 5.14.9: link" */
void known_text(const struct known_issue *issue, struct strbuf *text);

#endif
