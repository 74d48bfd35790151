/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Allocations become totals for each combination of keys (group.c).
 */
#ifndef PAGEOWNER_GROUP_H
#define PAGEOWNER_GROUP_H

#include "query/select.h"

/* Fields of keys that do not take part are zero, so that keys compare as bytes. */
struct group_key {
	uint32_t handle;
	int32_t tgid;
	char comm[COMM_LEN];
	int32_t pid;
	uint32_t gfp_mask;
	struct cgroup_ref cgroup; /* in groups by its name */
	uint64_t tag;		  /* address of the struct alloc_tag */
	uint32_t caller, module;  /* name_id()s; in groups alone, from the stack */
	uint16_t order;
	int16_t migratetype;
	int16_t node, zone;
	uint8_t allocator;
	uint8_t freed;
	uint8_t slab;
	uint8_t age;
	uint8_t context; /* enum recorded_context */
	uint8_t pad[3];
};

struct sums {
	uint64_t count; /* allocations */
	uint64_t pages;
	uint64_t ts_first, ts_last; /* oldest and youngest, ns since boot */
};

/* The first record: page_owner_sort sorts a group by what its first one has. */
struct sample {
	uint64_t sequence;
	uint64_t ts_nsec, free_ts_nsec;
	struct group_key key; /* whole: no field left out */
};

/* The finest total that a scan keeps. */
struct cell {
	struct group_key key;
	struct sums sums;
	struct sample first;
};

struct cells {
	struct arena *arena;
	unsigned int keys;   /* KEY_BIT()s */
	struct cell **table; /* open addressing */
	size_t size;
	size_t count;
};

/* The sample that an allocation alone makes, its stack's names filled in. */
void sample_make(struct pageowner *po, const struct allocation *alloc, struct stack *stack,
		 struct sample *ret);
void cells_init(struct cells *cells, struct arena *arena, unsigned int keys);
/* Counts @alloc as @pages pages.  0 or -ENOMEM. */
int cells_add(struct cells *cells, const struct allocation *alloc, uint64_t pages);
/* Adds what another cell has. */
int cells_add_cell(struct cells *cells, const struct cell *more);
/* The same of one with all keys, of which the cells keep theirs. */
int cells_add_whole(struct cells *cells, const struct cell *whole);
int cells_merge(struct cells *into, const struct cells *from);

/* Cells rolled up to what the user asked for. */
struct group {
	struct group_key key;
	struct sums sums;
	struct sample first;
	struct stack *stack; /* with KEY_STACK; its first one when --depth cuts them */
	struct cell **cells; /* its own */
	size_t nr_cells;
};

struct groups {
	struct group *groups;
	size_t count;
	struct sums sums; /* of all that was selected */
};

/*
 * The key of the group by @keys that an allocation belongs to, and a hash of it.
 * @depth: frames of a stack that count, from the caller outwards; 0: all of it.
 */
void group_key_make(struct pageowner *po, unsigned int keys, uint64_t depth,
		    const struct allocation *alloc, struct stack *stack, struct group_key *ret);
uint64_t group_key_hash(const struct group_key *key);

/* What makes a group, and in which order they are. */
struct grouping {
	unsigned int keys; /* KEY_BIT()s */
	uint64_t depth;	   /* as of group_key_make() */
	const struct sort_key *sort;
	size_t nr_sort;
	bool like_sort;	 /* groups that @sort does not tell apart: as page_owner_sort has them, */
	bool by_records; /* which without --cull has had them by the text of their records */
};

/* By @keys, else as the command line has it; or by stack, most pages first. */
struct grouping grouping_asked(const struct options *options, unsigned int keys);
struct grouping grouping_by_stack(uint64_t depth);

/*
 * Rolls up the cells that the late criteria of @selection take (NULL: all) to
 * groups and sorts them; into the run's memory.
 */
int groups_make(struct pageowner *po, const struct cells *cells, const struct selection *selection,
		const struct grouping *grouping, struct groups *ret);

#endif
