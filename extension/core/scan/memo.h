/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records that agree in all that the keys look at belong to the same cell: whoever has met
 * one of them need not decode the others (memo.c).
 */
#ifndef PAGEOWNER_MEMO_H
#define PAGEOWNER_MEMO_H

#include "scan/totals.h"

#define MEMO_WORDS 12
#define MEMO_ENTRIES 1024 /* a power of two */

struct memo_word {
	uint64_t mask; /* the bits of a record that some key looks at */
	uint16_t at;   /* of these eight bytes in the record */
};

struct memo_entry {
	struct cell *cell; /* NULL: free */
	uint64_t words[MEMO_WORDS];
};

struct memo {
	unsigned int nr_words;
	struct memo_word words[MEMO_WORDS];
	struct memo_entry *entries;
};

/*
 * For records of allocations into cells of @keys, in the memory of @arena; entries stay NULL
 * where more than the record decides about the cell, or where there is no memory.
 */
void memo_init(struct memo *memo, struct arena *arena, const struct pageowner *po,
	       unsigned int keys);
/* Where the cell of the record is remembered, if it is; to be filled by memo_keep(). */
struct memo_entry *memo_find(const struct memo *memo, const unsigned char *record, bool *known);
void memo_keep(const struct memo *memo, struct memo_entry *entry, const unsigned char *record,
	       struct cell *cell);

#endif
