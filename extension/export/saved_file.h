/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shared by the reader and the writer of saved files: the names of members (saved_file.c).
 */
#ifndef PAGEOWNER_SAVED_FILE_H
#define PAGEOWNER_SAVED_FILE_H

#include "core.h"

/*
 * Files of both versions are read.  Version 1 had other names for unaccounted pages: for the row,
 * and for the member with its cells.
 */
#define SAVED_VERSION 2
#define SAVED_V1_ROW "in no line of meminfo"
#define SAVED_V1_CELLS "straight"

/* The columns of a cell; those from SAVED_COUNT on are never negative. */
/* clang-format off */
enum saved_column {
	SAVED_STACK, SAVED_PID, SAVED_TGID, SAVED_PROCESS, SAVED_CGROUP, SAVED_ORDER, SAVED_GFP,
	SAVED_MIGRATETYPE, SAVED_NODE, SAVED_ZONE, SAVED_SLAB, SAVED_ALLOCATOR, SAVED_AGE,
	SAVED_CONTEXT, SAVED_COUNT, SAVED_PAGES, SAVED_OLDEST, SAVED_YOUNGEST, SAVED_FIRST,
	SAVED_FIRST_TS, SAVED_FIRST_FREE_TS,
	NR_SAVED_COLUMNS
};
/* clang-format on */

extern const char *const saved_columns[NR_SAVED_COLUMNS];
extern const char *const saved_holes[NR_HOLES];

/* The contents of this kernel's records; the last row has no name, as in all tables here. */
struct saved_fact {
	enum fact fact;
	const char *name;
};

extern const struct saved_fact saved_facts[];

struct saved_total {
	size_t offset; /* in struct totals */
	const char *name;
};

extern const struct saved_total saved_totals[];

/* A variable of enum machine_variable, with its highest possible value. */
struct saved_variable {
	const char *name;
	int64_t max;
};

extern const struct saved_variable saved_variables[NR_MACHINE_VARIABLES];

uint64_t saved_total(const struct totals *totals, size_t i);

#endif
