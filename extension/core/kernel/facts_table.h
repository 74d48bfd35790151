/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows of the table of facts, for the files that hold a part of the table.  facts_table.c
 * explains how to add a row.
 */
#ifndef PAGEOWNER_LAYOUT_H
#define PAGEOWNER_LAYOUT_H

#include "core.h"

enum kind {
	NOTE_SYMBOL, /* only SYMBOL() of VMCOREINFO, which may not be the address of the symbol */
	NOTE_NUMBER, /* NUMBER(), LENGTH() and bare keys of VMCOREINFO */
	SYMBOL,
	SIZE,
	MEMBER,
	CONSTANT,
};

enum {
	OPTIONAL,
	EARLY, /* optional, and looked up first: the kernel's own symbols are read with its help */
	REQUIRED,
	SPARSEMEM, /* required of kernels whose memory map is not FLATMEM */
	RECORDS,   /* required of kernels whose page_owner was on */
};

#define WORD 0 /* a member the size of a pointer */

struct row {
	uint16_t fact;
	uint8_t kind;
	uint8_t required;
	uint8_t bytes; /* size of a MEMBER, if only VMCOREINFO knows it */
	const char *type;
	const char *name;
};

/* The facts of page_owner, page_ext and the stack depot: facts_table.c. */
extern const struct row layout_rows[];
extern const size_t nr_layout_rows;
/* The facts of counters and lists of memory: facts_memory.c. */
extern const struct row memory_rows[];
extern const size_t nr_memory_rows;

/* All rows in a sequence, those of facts_table.c first; NULL after the last. */
const struct row *fact_row(size_t i);
/*
 * Writes the name that VMCOREINFO and the note of a patched kernel use for the row, e.g.
 * "SIZE(page)", into @key.  Returns the base of its number.
 */
int fact_key(const struct row *row, char *key, size_t size);

#endif
