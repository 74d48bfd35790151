/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bytes of the host's text from its beginning, unpacked where it is packed.
 */
#ifndef PAGEOWNER_INPUT_H
#define PAGEOWNER_INPUT_H

#include "base/base.h"

#define INPUT_HEAD (64 * 1024) /* bytes that say what a file is */

/* A way to pack a file.  core/ knows no library: command/ gives it a table of these. */
struct unpacker {
	const char *name; /* "gzip"; NULL ends a table */
	const char *magic;
	size_t magic_len;
	/* The state of a file that is unpacked; NULL: no memory. */
	void *(*open)(void);
	void (*close)(void *state);
	/*
	 * Takes bytes off @in and adds some at @out.  0; 1 at the end of what was packed
	 * together, which more may follow; -EINVAL where it is damaged, or -ENOMEM.
	 */
	int (*run)(void *state, const unsigned char **in, size_t *in_len, unsigned char **out,
		   size_t *out_len);
};

/* How a file is packed that begins so, or NULL. */
const struct unpacker *unpacker_find(const struct unpacker *table, const void *head, size_t len);

/*
 * Begins at the beginning, again after another pass.  @again: there will be one, and what a
 * host can give only once is kept in a temporary file.
 */
int input_begin(struct pageowner *po, bool again);
/* The first INPUT_HEAD bytes or all of them, until input_end(); after input_begin(). */
const char *input_head(const struct pageowner *po, size_t *len);
/* How it is packed, or NULL. */
const char *input_packed(const struct pageowner *po);
/* Up to @len bytes; 0 at the end, or a negative errno with a message. */
ssize_t input_read(struct pageowner *po, void *buf, size_t len);
/* How many bytes the host has given. */
uint64_t input_offset(const struct pageowner *po);
/* Releases all.  Fine at any time. */
void input_end(struct pageowner *po);

#endif
