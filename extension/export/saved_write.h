/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shared by the parts of the writer of saved files; saved_write.c writes the file, its tables and
 * the result.
 */
#ifndef PAGEOWNER_SAVED_WRITE_H
#define PAGEOWNER_SAVED_WRITE_H

#include "export/json.h"
#include "export/saved_file.h"

/* Texts that cells name by a number, which counts from 1 in the order of first use. */
struct words {
	uint32_t *of_name; /* indexed by name_id() */
	const char **texts;
	size_t room, room_texts, count;
};

struct saving {
	struct json json;
	struct pageowner *po;
	struct arena *arena;
	struct words processes, cgroups, removed, gfp;
	bool of_account; /* the cells belong to the account and tell who is suspected */
	uint32_t *masks; /* the masks for the texts of gfp */
	size_t room_masks;
	uint32_t *stacks; /* handles of the stacks */
	size_t room_stacks, nr_stacks;
	uint32_t *of_handle; /* a hash table with open addressing: index in stacks plus 1 */
	size_t size;
};

/* saved_write_values.c */

/* A name from the dump, printable. */
json_t *save_printed(struct json *json, const char *name);
json_t *save_holes(struct json *json, const struct pageowner *po, const struct result *result);

/* saved_write_account.c: the account, and the input of suspects and oom */

json_t *save_account(struct saving *saving, struct account *account);
/* The tasks that own memory, by pid; null if not all of them are known. */
void save_tasks(struct saving *saving, const struct cells *cells);
/* The lines of the log for oom, only if names may be kept: it is full of names. */
void save_log(struct saving *saving, bool anonymous);

#endif
