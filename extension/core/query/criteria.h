/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Options of selection: parsed, then made into conditions for the input (criteria.c).
 */
#ifndef PAGEOWNER_CRITERIA_H
#define PAGEOWNER_CRITERIA_H

#include "query/select.h"

/* One option of selection, as the user wrote it; nothing changes it afterwards. */
struct criterion {
	enum criterion_kind kind;
	bool negate;
	const char *name; /* of the option, for messages */
	const char *text; /* without the ! */
	const char *const *words;
	const struct range *ranges; /* of numbers, one for each word */
	size_t count;
	uint64_t duration;	     /* of BY_OLDER and BY_NEWER, ns */
	const struct pattern *regex; /* of BY_FRAME */
};

/*
 * Parses the value of the option --@name into @arena.  -EINVAL with a message.
 * criteria_free() frees the memory of a regular expression.
 */
int criterion_parse(struct reader *rd, struct arena *arena, enum criterion_kind kind,
		    const char *name, const char *text, struct criterion *ret);
void criteria_free(const struct criterion *criteria, unsigned int count);
/* Does a criterion look at frames? */
bool criteria_need_stacks(const struct options *options);
/* Does a criterion need the results of text_survey()? */
bool criteria_need_survey(const struct options *options);
/*
 * Makes the selection of the options for the input: names of flags, zones and migrate types
 * become numbers, ages become times.  Allocates in @arena.  -EINVAL with a message if this
 * kernel does not have a name.
 */
int selection_make(struct pageowner *po, struct arena *arena, struct selection *ret);

#endif
