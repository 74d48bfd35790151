/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a saved file holds instead of a kernel's memory: export/saved_read.c fills it,
 * source_saved.c answers out of it.
 */
#ifndef PAGEOWNER_SAVED_H
#define PAGEOWNER_SAVED_H

#include "core.h"

#define SAVED_ZONES 16 /* zone numbers that have a name */
/* A bit in the cgroup of a cell, above the number of its name: the cgroup was removed. */
#define SAVED_REMOVED (1ull << 32)

/* The keys that a saved file has values of. */
#define SAVED_KEYS                                                                                 \
	(KEY_BIT(KEY_STACK) | KEY_BIT(KEY_CALLER) | KEY_BIT(KEY_MODULE) | KEY_BIT(KEY_ALLOCATOR) | \
	 KEY_BIT(KEY_PID) | KEY_BIT(KEY_TGID) | KEY_BIT(KEY_COMM) | KEY_BIT(KEY_CGROUP) |          \
	 KEY_BIT(KEY_ORDER) | KEY_BIT(KEY_GFP) | KEY_BIT(KEY_MIGRATETYPE) | KEY_BIT(KEY_NODE) |    \
	 KEY_BIT(KEY_ZONE) | KEY_BIT(KEY_SLAB) | KEY_BIT(KEY_AGE) | KEY_BIT(KEY_CONTEXT))

/* Variables of the kernel that an account shows beside its rows. */
struct saved_variable {
	enum fact fact;
	const char *name;
};

extern const struct saved_variable saved_variables[]; /* without a name: the end */
#define NR_SAVED_VARIABLES 4

struct saved_cells {
	struct cell *cells;
	size_t count, room;
};

/* All of it in the memory that lives as long as the host. */
struct saved {
	bool text;     /* saved from a text, so nothing is known of the machine */
	bool live;     /* saved from a running machine */
	bool counters; /* of page_owner_stacks */
	bool has_time, has_account;
	uint64_t managed, now, when;
	const char *uts[3]; /* release, version, machine; NULL: unknown */
	const char *zones[SAVED_ZONES];
	struct totals totals;
	struct examples examples;
	uint64_t holes[NR_HOLES];
	bool complete;
	struct saved_cells cells;
	struct account account; /* without the members that live in the run's memory */
	struct saved_cells unaccounted, cma;
	struct task_list tasks;	 /* of the owners of unaccounted pages */
	uint64_t suspects_holes; /* HOLE_OTHER met while the tasks were read */
	const char *log;	 /* the lines that oom prints about the log */
	struct {
		bool known;
		uint64_t value;
	} variables[NR_SAVED_VARIABLES], hugetlb_kib;
};

/* As scan(), from the saved cells. */
int saved_scan(struct pageowner *po, struct result *result);
/* As account_make(). */
int saved_account(struct pageowner *po, unsigned int keys, struct account *ret);
/* -EINVAL with a message if the command line asks for what a saved file does not have. */
int saved_check(struct pageowner *po);

/* export/saved_read.c: does the host's text begin like a saved file? */
bool saved_begins(struct pageowner *po);
/* Reads it into po->saved; -EINVAL with a message if it is not a saved file. */
int saved_open(struct pageowner *po);
/* export/saved_write.c: writes a result and, if there is one, the account. */
int saved_write(struct pageowner *po, const struct result *result, struct account *account);

#endif
