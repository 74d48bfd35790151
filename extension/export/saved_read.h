/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shared by the parts of the reader of saved files: values from JSON, each checked against its
 * bounds (saved_read_values.c), and the values that were read before.
 */
#ifndef PAGEOWNER_SAVED_READ_H
#define PAGEOWNER_SAVED_READ_H

#include <jansson.h>

#include "scan/source_saved.h"

#define MAX_NUMBER (1ll << 48) /* of pages and other counts: sums stay far below 2^63 */

struct loading {
	struct pageowner *po;
	struct saved *saved;
	json_t *root;
	int version;
	const char *wrong; /* the first member that is not valid */
	bool no_memory;
	uint32_t *stacks; /* handles, by their index */
	size_t nr_stacks;
	char (*processes)[COMM_LEN]; /* indexed from 1 */
	uint32_t *cgroups, *removed; /* name_id()s, indexed from 1 */
	size_t nr_processes, nr_cgroups, nr_removed;
	uint64_t pages; /* of all cells so far */
};

/* Records a member that is not valid; only the first one is reported to the user. */
void load_wrong(struct loading *loading, const char *what);
/* Memory that lives as long as the host; NULL is recorded as an error. */
void *load_memory(struct loading *loading, size_t size);
/* A value that is not an integer or out of bounds is recorded as an error; then 0 or @min. */
int64_t load_integer(struct loading *loading, const json_t *value, int64_t min, int64_t max,
		     const char *what);
int64_t load_number(struct loading *loading, const json_t *object, const char *name, int64_t max);
/* False for null. */
bool load_number_if(struct loading *loading, const json_t *object, const char *name, int64_t max,
		    uint64_t *ret);
bool load_flag(struct loading *loading, const json_t *object, const char *name);
const json_t *load_array(struct loading *loading, const json_t *object, const char *name,
			 size_t max);
/* A string without NUL and newline; NULL if the value is not one. */
const char *load_name(struct loading *loading, const json_t *value, const char *what);
/* The same in the handle's memory; null becomes NULL. */
const char *load_copy(struct loading *loading, const json_t *value, const char *what);

/* saved_read_cells.c: used for the result and for the account. */
void load_holes(struct loading *loading, const json_t *from, uint64_t *holes);
void load_cells(struct loading *loading, const char *name, struct saved_cells *ret);
/* saved_read_account.c: everything that a file with an account contains in addition. */
void load_account(struct loading *loading);

#endif
