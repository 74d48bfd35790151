/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_PLANT_H
#define PAGEOWNER_PLANT_H

#include <linux/gfp.h>
#include <linux/types.h>

/*
 * Adds one line to the truth file: the pages that one function took from the page allocator.
 * Afterwards the record owns the array of page frame numbers (the first one of each allocation).
 */
int pageowner_plant_record(const char *module, const char *function, unsigned int order, gfp_t gfp,
			   const char *state, unsigned long *pfns, unsigned int count);

unsigned long *pageowner_plant_pfns(unsigned int count);

#endif
