/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a saved file holds instead of a kernel's memory: export/saved_read.c fills it,
 * source_saved.c answers from it.
 */
#ifndef PAGEOWNER_SOURCE_SAVED_H
#define PAGEOWNER_SOURCE_SAVED_H

#include "core.h"

/* The keys that a saved file has values of. */
#define SAVED_KEYS                                                                                 \
	(KEY_BIT(KEY_STACK) | KEY_BIT(KEY_CALLER) | KEY_BIT(KEY_MODULE) | KEY_BIT(KEY_ALLOCATOR) | \
	 KEY_BIT(KEY_PID) | KEY_BIT(KEY_TGID) | KEY_BIT(KEY_COMM) | KEY_BIT(KEY_CGROUP) |          \
	 KEY_BIT(KEY_ORDER) | KEY_BIT(KEY_GFP) | KEY_BIT(KEY_MIGRATETYPE) | KEY_BIT(KEY_NODE) |    \
	 KEY_BIT(KEY_ZONE) | KEY_BIT(KEY_SLAB) | KEY_BIT(KEY_AGE) | KEY_BIT(KEY_CONTEXT))

/* Pieces, so that none of them is ever copied to a larger one. */
#define SAVED_PIECE 1024

struct saved_piece {
	struct saved_piece *next;
	size_t count;
	struct cell cells[SAVED_PIECE];
};

struct saved_cells {
	struct saved_piece *first, *last;
	uint64_t pages; /* of all cells */
};

/* All of it in the memory that lives as long as the host. */
struct saved {
	struct machine machine;
	bool counters; /* of page_owner_stacks */
	bool has_account;
	struct totals totals;
	struct examples examples;
	uint64_t holes[NR_HOLES];
	uint64_t other_lines; /* of a text: not understood */
	const char *example;  /* the first of these, or NULL */
	bool complete;
	struct saved_cells cells;
	struct account account; /* without the members that live in the run's memory */
	struct saved_cells unaccounted, cma;
};

/* As scan(), from the saved cells. */
int source_saved_scan(struct pageowner *po, struct result *result);
/* As account_make(). */
int source_saved_account(struct pageowner *po, const struct selection *selection, unsigned int keys,
			 struct account *ret);
/* -EINVAL with a message if the command line asks for what a saved file does not have. */
int source_saved_check(struct pageowner *po);

#endif
