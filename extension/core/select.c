// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which allocations count.
 */
#include "core.h"

void selection_from_options(const struct options *options, struct selection *ret)
{
	ret->allocated = options->all || !options->freed;
	ret->freed = options->all || options->freed;
}

bool selection_match(const struct selection *selection, const struct allocation *alloc)
{
	return alloc->allocated ? selection->allocated : selection->freed;
}

bool selection_equal(const struct selection *a, const struct selection *b)
{
	return a->allocated == b->allocated && a->freed == b->freed;
}
