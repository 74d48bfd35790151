/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Allocations become totals for each combination of keys (group.c).
 */
#ifndef PAGEOWNER_GROUP_H
#define PAGEOWNER_GROUP_H

#include "query/select.h"

/* Fields of unused keys are zero, so that keys can be compared as bytes. */
struct group_key {
	uint32_t handle;
	int32_t tgid;
	char comm[COMM_LEN];
	int32_t pid;
	uint32_t gfp_mask;
	struct cgroup_ref cgroup; /* in groups: by name */
	uint64_t tag;		  /* address of the struct alloc_tag */
	uint32_t caller, module;  /* name_id()s from the stack; only in groups */
	uint16_t order;
	int16_t migratetype;
	int16_t node, zone;
	uint8_t allocator;
	uint8_t freed;
	uint8_t slab;
	uint8_t age;
	uint8_t context; /* enum recorded_context */
	int8_t block;	 /* migratetype of the pageblock, -1: not known */
	uint8_t pad[2];
};

struct sums {
	uint64_t count; /* allocations */
	uint64_t pages;
	uint64_t ts_first, ts_last; /* oldest and youngest, ns since boot */
};

/* The first record of a group: page_owner_sort sorts by it. */
struct sample {
	uint64_t sequence;
	uint64_t ts_nsec, free_ts_nsec;
	struct group_key key; /* with all fields */
};

/* The finest total that a scan keeps. */
struct cell {
	struct group_key key;
	struct sums sums;
	struct sample first;
};

struct cells {
	struct arena *arena;
	unsigned int keys;     /* KEY_BIT()s */
	struct group_key mask; /* the bits of these */
	struct cell *last;     /* the one that was added to last */
	struct cell **table;   /* open addressing */
	size_t size;
	size_t count;
};

/* Makes the sample of a single allocation, with the names of its stack filled in. */
void sample_make(struct pageowner *po, const struct allocation *alloc, struct stack *stack,
		 struct sample *ret);
void cells_init(struct cells *cells, struct arena *arena, unsigned int keys);
/* Counts @alloc as @pages pages.  0 or -ENOMEM. */
int cells_add(struct cells *cells, const struct allocation *alloc, uint64_t pages);
/* Counts an allocation that differs from the last one in @cell by its place and time alone. */
void cell_add_record(struct cell *cell, uint64_t ts_nsec, uint64_t pages);
/* Adds the totals of another cell. */
int cells_add_cell(struct cells *cells, const struct cell *more);
/* The same for a cell with all keys; the cells keep only their own keys. */
int cells_add_whole(struct cells *cells, const struct cell *whole);
int cells_merge(struct cells *into, const struct cells *from);

/* Cells that are rolled up to the requested groups. */
struct group {
	struct group_key key;
	struct sums sums;
	struct sample first;
	struct stack *stack; /* with KEY_STACK; of several the one with the most pages */
	size_t variants;     /* how many stacks it has, with KEY_STACK */
	struct cell **cells; /* its own */
	size_t nr_cells;
};

struct groups {
	struct group *groups;
	size_t count;
	struct sums sums; /* of all selected allocations */
};

/*
 * The key of the group by @keys that an allocation belongs to, and a hash of it.
 * @depth: the number of frames that count, from the caller outwards; 0: all frames.
 */
void group_key_make(struct pageowner *po, unsigned int keys, uint64_t depth,
		    const struct allocation *alloc, struct stack *stack, struct group_key *ret);
uint64_t group_key_hash(const struct group_key *key);

/* The keys that make a group, and the order of groups. */
struct grouping {
	unsigned int keys; /* KEY_BIT()s */
	uint64_t depth;	   /* like that of group_key_make() */
	const struct sort_key *sort;
	size_t nr_sort;
	bool like_sort;	 /* groups that are equal by @sort: in page_owner_sort's order, */
	bool by_records; /* which without --cull is by the text of their records */
};

/* By @keys; without them by the command line; or by stack, with most pages first. */
struct grouping grouping_asked(const struct options *options, unsigned int keys);
/*
 * The same for text that shows stacks from the caller on: those that differ only in the frames
 * of the allocator, such as its slow path, are one.
 */
struct grouping grouping_shown(const struct options *options, unsigned int keys);
struct grouping grouping_by_stack(uint64_t depth);

/*
 * Rolls up those cells that the late criteria of @selection accept (NULL: all) to groups and
 * sorts them.  Allocates in the run's memory.
 */
int groups_make(struct pageowner *po, const struct cells *cells, const struct selection *selection,
		const struct grouping *grouping, struct groups *ret);

#endif
