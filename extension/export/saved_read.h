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

/* Elements of one array, and cells of all: those of a machine of terabytes are fewer. */
#define MAX_ELEMENTS (1u << 20)

/* saved_stream.c: the file as it comes in. */
struct stream {
	struct pageowner *po;
	uint64_t before; /* bytes of the file in front of @buf */
	size_t at, len;	 /* in @buf */
	unsigned char buf[32 * 1024];
	char *value; /* the text of the value that was taken last, in the run's memory */
	size_t value_len, value_room;
};

/* The first byte of what follows white space; -1: the end, or a negative errno below that. */
int stream_peek(struct stream *stream);
/* These return 0 or a negative errno with a message; stream_next() also 1: there is one more. */
int stream_open(struct stream *stream, char open);
int stream_next(struct stream *stream, bool *first, char close);
/* The name of a member, cut to @size, and the colon. */
int stream_name(struct stream *stream, char *ret, size_t size);
/* The value that follows, which the caller releases; or nothing of it. */
int stream_value(struct stream *stream, json_t **ret);
int stream_skip(struct stream *stream);
/* Nothing follows. */
int stream_end(struct stream *stream);
/* -EINVAL with the place. */
int stream_fail(struct stream *stream, const char *what);

/* Names of cgroups: name_id()s, indexed from 1. */
struct load_names {
	uint32_t *ids;
	size_t count, room;
};

struct loading {
	struct pageowner *po;
	struct saved *saved;
	struct stream stream;
	json_t *root;	 /* the members that do not grow with the dump */
	uint32_t arrays; /* a bit for each array that was read element by element */
	bool begun;	 /* the file is one, of a version that is known */
	int version;
	const char *wrong; /* the first member that is not valid */
	bool no_memory;
	uint32_t *stacks; /* handles, by their index */
	size_t nr_stacks, room_stacks;
	char (*processes)[COMM_LEN];
	size_t nr_processes, room_processes;
	struct load_names cgroups, removed;
	size_t nr_cells;
};

/* Records a member that is not valid; only the first one is reported to the user. */
void load_wrong(struct loading *loading, const char *what);
/* Memory that lives as long as the host; NULL is recorded as an error. */
void *load_memory(struct loading *loading, size_t size);
/* Room for one more than @count, in the same memory. */
void *load_grow(struct loading *loading, void *old, size_t *room, size_t count, size_t element);
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
/* The same, fit for a terminal, in the handle's memory; null becomes NULL. */
const char *load_copy(struct loading *loading, const json_t *value, const char *what);

/* saved_read_cells.c: used for the result and for the account. */
void load_holes(struct loading *loading, const json_t *from, uint64_t *holes);
void load_cell(struct loading *loading, const json_t *row, struct saved_cells *list);
/* When all arrays are there: stacks and names take the place of numbers. */
void load_resolve(struct loading *loading, struct saved_cells *list);
/* saved_read_account.c: everything that a file with an account contains in addition. */
void load_account(struct loading *loading);
void load_task(struct loading *loading, const json_t *pair);

#endif
