/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What several machines owned, side by side: diff.c runs the report of each, compare_take.c
 * copies its groups, compare.c matches them, compare_text.c writes the result.
 */
#ifndef PAGEOWNER_COMPARE_H
#define PAGEOWNER_COMPARE_H

#include "report/view.h"

/* A group of one input, as names: a handle or a number means nothing in another boot. */
struct compare_item {
	const struct compare_key *key; /* equal keys are the same group */
	const char *label;	       /* "module nfs, order 0", "" without such keys */
	const char *label_key;	       /* the same without what differs from boot to boot */
	/* Of the input's handle, innermost first; none without KEY_STACK. */
	const struct frame *const *frames;
	uint16_t nr_frames;
	uint16_t hidden;   /* leading frames that belong to the allocator */
	bool handle_alone; /* the text has nothing of the stack but its handle */
	uint32_t handle;   /* the kernel's own, 0: not known */
	unsigned int side;
	uint64_t pages, times;
	uint64_t early; /* of these pages */
};

/* No address of the kernel or its modules is lower; what is no address may be. */
#define LEAST_ADDRESS 0x10000000
#define COMPARE_ADDRESS_LEN 24

struct compare_side {
	const char *name;
	const char *kernel;	/* "" for a text */
	uint64_t when;		/* s since 1970, 0: unknown */
	uint64_t now;		/* ns since boot, 0: unknown */
	uint64_t pages;		/* the sum of the items */
	uint64_t early;		/* left out, because another side has none */
	unsigned int page_size; /* 0: unknown, as for a text */
	bool counters;		/* of page_owner_stacks: no early pages, no times */
	bool written;		/* @when is that of the file's last change */
	bool map;		/* nothing but the stacks of handles: no side of its own */
	const char *missing;	/* what could not be read, NULL: nothing */
	struct arena *arena;
	struct compare_item *items;
	size_t count, room;
};

struct compare_row {
	const struct compare_item *item; /* of the newest side that has it, the largest there */
	size_t variants;		 /* items of that side that are this row */
	uint64_t *pages, *times;	 /* of each side */
	int64_t change;			 /* from the first side to the last, in pages */
	bool likely;			 /* joined although frames differ */
};

struct comparison {
	struct arena *arena;
	struct compare_side *sides;
	unsigned int nr_sides;
	unsigned int nr_maps;	  /* behind these */
	struct compare_row *rows; /* sorted: most growth first, most shrinkage last */
	size_t count;
	size_t likely; /* rows that were joined because they are similar */
};

/* ---- compare_key.c: what is the same in every boot ---- */

struct compare_key {
	const char *text;  /* lines: the label and the frames that count */
	const size_t *end; /* of each line in it, behind the newline */
	size_t count;	   /* of the lines, at least one */
};

/* What of the address of @frame, which has no symbol, is the same in every boot: "?+0x123". */
void compare_address(const struct frame *frame, char ret[COMPARE_ADDRESS_LEN]);
/*
 * Stacks begin at the caller: what the allocator did, such as its slow path, makes no other
 * owner, and releases differ in its functions.  @whole: they begin at the first frame.  With
 * --depth only some frames count from the caller.
 */
const struct compare_key *compare_key_make(struct arena *arena, const struct compare_item *item,
					   bool whole, bool offsets, uint64_t depth);
/*
 * The key that a comparison by stacks makes of @stack, whatever --skip and --callers say about
 * its caller.  NULL: out of memory.
 */
const struct compare_key *compare_key_of_stack(struct arena *arena, const struct stack *stack);

/* ---- compare_take.c, compare.c, compare_text.c ---- */

/* Takes what @view has into @side; for report(). */
int compare_take(struct view *view, struct compare_side *side);
/* Puts the inputs that only tell the stacks of handles behind the others. */
void compare_set_maps_aside(struct comparison *comparison);
/*
 * Makes rows of the items of all sides.  Stacks are one if they agree from the caller on; with
 * @full, as long as the releases are one, and with @offsets if they agree in all frames.
 * Returns 0 or -ENOMEM.
 */
int compare_match(struct comparison *comparison, bool full, bool offsets, uint64_t depth);
/* Hours from the first side to @side; negative: unknown. */
double compare_hours(const struct comparison *comparison, unsigned int side);
/* Bytes of a page; 4096 if no input has it. */
unsigned int compare_page_size(const struct comparison *comparison);
/* "new", "grown", "same", "shrunk", "gone" */
const char *compare_what(const struct comparison *comparison, const struct compare_row *row);
/* Pages per hour by least squares; false: the times of the inputs are unknown or equal. */
bool compare_slope(const struct comparison *comparison, const struct compare_row *row, double *ret);
/* The sums of the changes of all rows. */
struct change {
	uint64_t grown, shrunk; /* pages */
	size_t nr_grown, nr_new, nr_shrunk, nr_gone, nr_same;
};

void compare_sum_up(const struct comparison *comparison, struct change *ret);
int compare_text(struct pageowner *po, const struct comparison *comparison, struct strbuf *text);

#endif
