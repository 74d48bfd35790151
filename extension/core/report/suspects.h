/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_SUSPECTS_H
#define PAGEOWNER_SUSPECTS_H

#include "core.h"

#define SUSPECT_REASONS 7

/* A suspect; what it points to lives as long as the run. */
struct suspect_found {
	const struct group *group;
	const char *text; /* of the reasons, a line each */
	struct {
		const char *id;
		uint64_t pages; /* that it is true of */
	} reasons[SUSPECT_REASONS];
	size_t nr_reasons;
	const uint64_t *ages; /* pages in AGE_TENTHS, youngest first; one more: unknown */
};

/* How many there are, of how many stacks, and whether what their reasons need is known. */
struct suspects_seen {
	size_t suspects, stacks;
	bool processes, cgroups;
};

/*
 * Calls @each for all suspects of an account whose cells have SUSPECT_KEYS, most pages first;
 * @found itself is gone afterwards.  @seen may be NULL.
 */
int suspects_each(struct pageowner *po, const struct account *account,
		  void (*each)(void *arg, const struct suspect_found *found), void *arg,
		  struct suspects_seen *seen);

#endif
