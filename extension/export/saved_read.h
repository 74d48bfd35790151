/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of the reader of saved files share: values out of JSON, each held against
 * its bounds (saved_read_values.c), and what was read before.
 */
#ifndef PAGEOWNER_SAVED_READ_H
#define PAGEOWNER_SAVED_READ_H

#include <jansson.h>

#include "scan/source_saved.h"

#define MAX_NUMBER (1ll << 48) /* of pages and what is counted: sums stay far from 2^63 */

struct loading {
	struct pageowner *po;
	struct saved *saved;
	json_t *root;
	int version;
	const char *wrong; /* the first member that is not as it should be */
	bool no_memory;
	uint32_t *stacks; /* handles, by their place */
	size_t nr_stacks;
	char (*processes)[COMM_LEN]; /* from 1 on */
	uint32_t *cgroups, *removed; /* name_id()s, from 1 on */
	size_t nr_processes, nr_cgroups, nr_removed;
	uint64_t pages; /* of all cells so far */
};

/* The first of them is what the user is told. */
void load_wrong(struct loading *loading, const char *what);
/* As long as the host; NULL is noted. */
void *load_memory(struct loading *loading, size_t size);
/* What is none, or out of bounds, is noted, and 0 or @min. */
int64_t load_integer(struct loading *loading, const json_t *value, int64_t min, int64_t max,
		     const char *what);
int64_t load_number(struct loading *loading, const json_t *object, const char *name, int64_t max);
/* null: false. */
bool load_number_if(struct loading *loading, const json_t *object, const char *name, int64_t max,
		    uint64_t *ret);
bool load_flag(struct loading *loading, const json_t *object, const char *name);
const json_t *load_array(struct loading *loading, const json_t *object, const char *name,
			 size_t max);
/* A string without what would end it or its line; NULL when it is none. */
const char *load_name(struct loading *loading, const json_t *value, const char *what);
/* The same in the handle's memory; null is NULL. */
const char *load_copy(struct loading *loading, const json_t *value, const char *what);

/* saved_read_cells.c: of the result and of the account. */
void load_holes(struct loading *loading, const json_t *from, uint64_t *holes);
void load_cells(struct loading *loading, const char *name, struct saved_cells *ret);
/* saved_read_account.c: all that is there with an account. */
void load_account(struct loading *loading);

#endif
