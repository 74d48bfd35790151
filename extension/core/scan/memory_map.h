/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each pageblock of memory holds, and which stacks own the most of it.
 */
#ifndef PAGEOWNER_MEMORY_MAP_H
#define PAGEOWNER_MEMORY_MAP_H

#include "core.h"

/* Of one pageblock, in page frames: those of the first five add up to the size of the block. */
struct map_block {
	uint64_t pfn;	     /* its first page frame */
	uint16_t zone;	     /* in the list of zones: that of its first page that is in one */
	int16_t migratetype; /* of the block, -1: not known */
	uint32_t free, movable;
	uint32_t unmovable; /* with an owner, and not movable by their gfp mask */
	uint32_t other;	    /* in use without an owner, reserved, or in no zone */
	uint32_t unknown;   /* their struct page or page_ext is not in the dump */
	/* The stack with the most pages, the one with the most unmovable ones; pages 0: none. */
	uint32_t owner, owner_pages, keeper, keeper_pages;
	uint32_t keepers; /* how many stacks own unmovable pages */
};

struct memory_map {
	struct pageowner *po;
	struct zone_list zones;
	uint64_t block_pages;
	struct map_block *blocks; /* by page frame; none of those that are in no zone */
	size_t count, room;
	uint64_t holes[NR_HOLES];
	int movable; /* a migrate type */
};

/* In the run's memory.  -EINTR: it was stopped; @ret has the result so far. */
int memory_map_make(struct pageowner *po, struct memory_map *ret);
/* Would the block be free or movable without its unmovable pages? */
bool memory_map_kept(const struct map_block *block);

#endif
