/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Options of selection, parsed (criteria.c).
 */
#ifndef PAGEOWNER_CRITERIA_H
#define PAGEOWNER_CRITERIA_H

#include "query/keys.h"

/* What a criterion looks at; the table in criteria.c says what each is called. */
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

enum criterion_value { WORDS, NUMBERS, MASK, DURATION, REGEX };

struct criterion_row {
	const char *name;
	enum criterion_value value;
	bool page;	   /* looks at struct page */
	unsigned int late; /* KEY_BIT() of what it looks at afterwards */
};

extern const struct criterion_row criterion_rows[NR_CRITERIA];

/* Parses the words of an option of selection into @arena. */
int criterion_parse(struct reader *rd, struct arena *arena, enum criterion_kind kind,
		    const char *text, struct criterion *ret);
void criteria_free(struct options *options);
#endif
