/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which allocations count (select.c).
 */
#ifndef PAGEOWNER_SELECT_H
#define PAGEOWNER_SELECT_H

#include "query/keys.h"

/* What a criterion looks at; the table in select.c says what each is called. */
enum criterion_kind {
	BY_PID,
	BY_TGID,
	BY_COMM,
	BY_MODULE,
	BY_ORDER,
	BY_GFP,
	BY_MIGRATETYPE,
	BY_FLAGS,
	BY_NODE,
	BY_ZONE,
	BY_CGROUP,
	BY_OLDER,
	BY_NEWER,
	BY_PFN,
	BY_FRAME,
	BY_HANDLE,
	BY_CONTEXT,
	NR_CRITERIA,
};

struct range {
	uint64_t first, last;
};

/* One option of selection: one of its values has to fit, or with negate none. */
struct criterion {
	uint8_t kind; /* enum criterion_kind */
	bool negate;
	const char *text; /* as the user wrote it, without the ! */
	const char **words;
	struct range *ranges; /* of numbers, one for each word */
	size_t count;
	uint64_t mask; /* of BY_GFP and BY_FLAGS: all of these bits */
	void *regex;   /* of BY_FRAME */
};

struct selection {
	bool allocated, freed;
	bool page; /* needs the struct page */
	const struct criterion *criteria;
	size_t count;
	unsigned int late; /* KEY_BIT()s that late criteria look at */
	uint64_t now;	   /* for ages, ns since boot */
	char *text;	   /* equal texts select the same */
};

/* Parses the words of an option of selection into @arena. */
int criterion_parse(struct reader *rd, struct arena *arena, enum criterion_kind kind,
		    const char *text, struct criterion *ret);
void criteria_free(struct options *options);
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
