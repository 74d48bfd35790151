/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of the writer of saved files share: saved_write.c has the file, its tables
 * and the result.
 */
#ifndef PAGEOWNER_SAVED_WRITE_H
#define PAGEOWNER_SAVED_WRITE_H

#include "export/json.h"
#include "export/saved_file.h"

/* Texts that cells name by a number, from 1 on in the order in which they come. */
struct words {
	uint32_t *of_name; /* by name_id() */
	const char **texts;
	size_t room, room_texts, count;
};

struct saving {
	struct json json;
	struct pageowner *po;
	struct arena *arena;
	struct words processes, cgroups, removed, gfp;
	bool of_account; /* its cells tell who is suspected */
	uint32_t *masks; /* of gfp's texts */
	size_t room_masks;
	uint32_t *stacks; /* their handles */
	size_t room_stacks, nr_stacks;
	uint32_t *of_handle; /* open addressing: place in stacks plus 1 */
	size_t size;
};

/* saved_write_values.c */

/* A name out of the dump, fit for print. */
json_t *save_printed(struct json *json, const char *name);
json_t *save_holes(struct json *json, const struct pageowner *po, const struct result *result);

/* saved_write_account.c: the account, and what suspects and oom need besides */

json_t *save_account(struct saving *saving, struct account *account);
/* Of the tasks that own something, by pid; null if they are not all known. */
void save_tasks(struct saving *saving, const struct cells *cells);
/* What oom says of the log, where names may be kept: it is full of them. */
void save_log(struct saving *saving, bool anonymous);

#endif
