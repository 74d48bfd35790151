/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows of the table of facts, for the files that hold a part of it.  facts_table.c says
 * how to add one.
 */
#ifndef PAGEOWNER_LAYOUT_H
#define PAGEOWNER_LAYOUT_H

#include "core.h"

enum kind {
	NOTE_SYMBOL, /* SYMBOL() of VMCOREINFO alone: not always the address of the name */
	NOTE_NUMBER, /* NUMBER(), LENGTH() and bare keys of VMCOREINFO */
	SYMBOL,
	SIZE,
	MEMBER,
	CONSTANT,
};

enum {
	OPTIONAL,
	EARLY, /* optional, and asked for first: the kernel's own symbols come out of it */
	REQUIRED,
	SPARSEMEM, /* required of kernels whose memory map is not FLATMEM */
	RECORDS,   /* required of kernels whose page_owner was on */
};

#define WORD 0 /* a member the size of a pointer */

struct row {
	uint16_t fact;
	uint8_t kind;
	uint8_t required;
	uint8_t bytes; /* of a MEMBER when only VMCOREINFO knows it */
	const char *type;
	const char *name;
};

/* What page_owner, page_ext and the stack depot are: facts_table.c. */
extern const struct row layout_rows[];
extern const size_t nr_layout_rows;
/* What counts and lists memory: facts_memory.c. */
extern const struct row memory_rows[];
extern const size_t nr_memory_rows;

/* All rows one after the other, those of facts_table.c first; NULL behind the last. */
const struct row *fact_row(size_t i);
/*
 * What VMCOREINFO and the note of a patched kernel would call the row, "SIZE(page)", into @key.
 * Returns the base of its number.
 */
int fact_key(const struct row *row, char *key, size_t size);

#endif
