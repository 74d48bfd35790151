/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What pageblock.c (looks at one section), fragments.c (adds up) and fragments_text.c
 * (prints) share.
 */
#ifndef PAGEOWNER_FRAGMENTS_H
#define PAGEOWNER_FRAGMENTS_H

#include "core.h"

/* The free blocks that a zone has or could have; an order is -1 if there is no block. */
struct room {
	uint64_t free;	  /* pageblocks all of whose page frames are free */
	uint64_t compact; /* free or movable */
	uint64_t let_go;  /* free, movable, or of the selected owners */
	int order_free, order_compact, order_let_go; /* of the largest block */
};

/* An owner of unmovable or reclaimable pages in movable pageblocks, by the keys of --cull. */
struct owner {
	struct group_key key;
	uint32_t number; /* from 1 */
	uint64_t blocks; /* movable pageblocks with its pages */
	uint64_t alone;	 /* pageblocks that would be free or movable without it */
	int order;	 /* of the largest block that would be free or movable; -1: none */
	uint64_t last_block;
};

struct fragments {
	struct pageowner *po;
	struct result *result; /* its cells: pages in movable pageblocks, by owner */
	const struct selection *selection;
	bool page; /* keys or selection look at struct page */
	struct zone_list zones;
	unsigned int nr_types;
	int movable, cma; /* their migratetypes, -1: none */
	uint64_t block_pages;
	/* Pageblocks, and mixed ones, by [zone][migratetype]. */
	uint64_t *blocks, *mixed;
	struct room *rooms;	 /* one for each zone */
	uint64_t spoiled_blocks; /* movable pageblocks with pages of some owner */
	uint64_t last_spoiled;
	struct owner **owners, **table;
	size_t nr_owners, room, table_size;
};

/* What a page frame is. */
enum {
	LEAF_BLOCKED, /* in use and not movable, or unknown */
	LEAF_FREE,
	LEAF_MOVABLE,
	LEAF_SPOILER, /* plus the number of the spoiler in the job */
};

#define NO_ZONE UINT16_MAX
#define NO_BLOCK UINT64_MAX

struct fragments_job {
	struct section_job common;
	struct fragments *fragments;
	struct page_ext_table table;
	struct page_window window;
	uint32_t *leaves; /* one for each page frame of the section */
	uint16_t *zones;  /* likewise: index into the list of zones */
	struct allocation *spoilers;
	size_t nr_spoilers, room;
	uint64_t *blocks, *mixed; /* as in struct fragments */
	uint64_t unknown_pages;
};

/* Looks at one section and fills the job. */
int pageblock_job(struct section_job *common);

/* The owner with that key, or NULL. */
const struct owner *fragments_owner(const struct fragments *fragments, const struct group_key *key);

/* -EINTR: stopped, @ret holds what was read until then.  All in the run's memory. */
int fragments_make(struct pageowner *po, struct result *result, struct fragments *ret);

#endif
