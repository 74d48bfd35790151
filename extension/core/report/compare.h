/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What several machines owned, side by side: diff.c asks each, compare_take.c takes its
 * groups, compare.c matches them, compare_text.c writes.
 */
#ifndef PAGEOWNER_COMPARE_H
#define PAGEOWNER_COMPARE_H

#include "report/view.h"

/* A group of one input, in names alone: handles and numbers mean nothing elsewhere. */
struct compare_item {
	const char *key;    /* equal keys are the same group */
	const char *label;  /* "module nfs, order 0", "" without such keys */
	const char *frames; /* " frame\n" for each, "" without KEY_STACK */
	uint32_t handle;    /* the kernel's own, 0: not known */
	bool handle_alone;  /* the text has nothing else of the stack */
	uint8_t hidden;	    /* leading frames that belong to the allocator */
	unsigned int side;
	uint64_t pages, times;
	uint64_t early; /* of these pages */
};

struct compare_side {
	const char *name;
	const char *kernel;	/* "" for a text */
	uint64_t when;		/* s since 1970, 0: not known */
	uint64_t now;		/* ns since boot, 0: not known */
	uint64_t pages;		/* that the items add up to */
	uint64_t early;		/* left out, because another side has none */
	unsigned int page_size; /* 0: a text does not say */
	bool counters;		/* of page_owner_stacks: no early pages, no times */
	const char *missing;	/* what could not be read, NULL: nothing */
	struct arena *arena;
	struct compare_item *items;
	size_t count, room;
};

struct compare_row {
	const struct compare_item *item; /* of the newest side that has it */
	uint64_t *pages, *times;	 /* of each side */
	int64_t change;			 /* from the first side to the last, in pages */
	bool likely;			 /* put together although frames differ */
};

struct comparison {
	struct arena *arena;
	struct compare_side *sides;
	unsigned int nr_sides;
	struct compare_row *rows; /* sorted: most growth first, most shrinkage last */
	size_t count;
	size_t likely; /* rows that were put together by likeness */
};

/* Takes what @view has into @side; for report(). */
int compare_take(struct view *view, struct compare_side *side);
/* Sides to rows.  0 or -ENOMEM. */
int compare_match(struct comparison *comparison, bool offsets, uint64_t depth);
/* Hours from the first side to @side; negative: not known. */
double compare_hours(const struct comparison *comparison, unsigned int side);
/* Of a page, as far as the inputs say. */
unsigned int compare_page_size(const struct comparison *comparison);
/* "new", "grown", "same", "shrunk", "gone" */
const char *compare_what(const struct comparison *comparison, const struct compare_row *row);
/* Pages per hour by least squares; false: the times of the inputs do not tell. */
bool compare_slope(const struct comparison *comparison, const struct compare_row *row, double *ret);
/* What the changes of its rows add up to. */
struct change {
	uint64_t grown, shrunk; /* pages */
	size_t nr_grown, nr_new, nr_shrunk, nr_gone, nr_same;
};

void compare_sum_up(const struct comparison *comparison, struct change *ret);
int compare_text(struct pageowner *po, const struct comparison *comparison, struct strbuf *text);

#endif
