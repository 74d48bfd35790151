/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a saved file holds instead of a kernel's memory: export/saved_read.c fills it,
 * source_saved.c answers out of it.
 */
#ifndef PAGEOWNER_SAVED_H
#define PAGEOWNER_SAVED_H

#include "core.h"

/* The keys whose values are kept: all that do not need the dump again. */
#define SAVED_KEYS                                                                                 \
	(KEY_BIT(KEY_STACK) | KEY_BIT(KEY_CALLER) | KEY_BIT(KEY_MODULE) | KEY_BIT(KEY_ALLOCATOR) | \
	 KEY_BIT(KEY_PID) | KEY_BIT(KEY_TGID) | KEY_BIT(KEY_COMM) | KEY_BIT(KEY_CGROUP) |          \
	 KEY_BIT(KEY_ORDER) | KEY_BIT(KEY_GFP) | KEY_BIT(KEY_MIGRATETYPE) | KEY_BIT(KEY_NODE) |    \
	 KEY_BIT(KEY_ZONE) | KEY_BIT(KEY_SLAB) | KEY_BIT(KEY_AGE) | KEY_BIT(KEY_CONTEXT))

struct saved_cells {
	struct cell *cells;
	size_t count, room;
};

/* All of it in the memory that lives as long as the host. */
struct saved {
	struct machine machine;
	bool counters; /* of page_owner_stacks */
	bool has_account;
	struct totals totals;
	struct examples examples;
	uint64_t holes[NR_HOLES];
	bool complete;
	struct saved_cells cells;
	struct account account; /* all but what is in the run's memory */
	struct saved_cells straight, cma;
};

/* As scan(), out of the saved cells. */
int saved_scan(struct pageowner *po, struct result *result);
/* As account_make(). */
int saved_account(struct pageowner *po, unsigned int keys, struct account *ret);
/* What is asked for that a saved file does not have: -EINVAL with a message. */
int saved_check(struct pageowner *po);

/* export/saved_read.c: does the host's text begin like a saved file? */
bool saved_begins(struct pageowner *po);
/*
 * Reads it into po->saved, once for each host, and sets po->machine.  -EINVAL with a message
 * when it is no saved file.
 */
int saved_open(struct pageowner *po);
/* export/saved_write.c: writes a result and, if there is one, the account. */
int saved_write(struct pageowner *po, const struct result *result, struct account *account);

#endif
