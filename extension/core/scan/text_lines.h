/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines of a text as mm/page_owner.c printed them, whatever they went through since:
 * a log, a mail, a terminal, another system.
 */
#ifndef PAGEOWNER_TEXT_LINES_H
#define PAGEOWNER_TEXT_LINES_H

#include "scan/span.h"

enum line_kind {
	LINE_END,    /* there is none any more */
	LINE_BLANK,  /* an empty one */
	LINE_RECORD, /* "Page allocated via order ..." */
	LINE_PFN,    /* "PFN 0x100 type ..." */
	LINE_FRAME,  /* of a stack */
	LINE_NOTE,   /* what may stand behind a stack */
	LINE_HANDLE, /* "handle: 5" */
	LINE_COUNT,  /* "nr_base_pages: 5" */
	LINE_TIMES,  /* "5 times, 10 pages:", of page_owner_sort */
	/* In a log, before the record of a page that dump_page() printed there: */
	LINE_DUMPED,  /* "page: refcount:1 ... pfn:0x100" */
	LINE_TRACKED, /* "page_owner tracks the page as allocated" */
	/* Of the command owner of crash: */
	LINE_LISTED, /* before a record, "PFN 256(0x100) paddr 100000 page_owner ffff..." */
	LINE_STATE,  /* before a stack, "[alloc]" */
	LINE_OTHER,
};

struct text_line {
	enum line_kind kind;
	struct span text; /* NUL terminated, until the next call */
	bool cut;	  /* the text ends in it */
};

struct text_lines;

/* In the run's memory, from the beginning of the host's text; NULL with a message. */
struct text_lines *text_lines_begin(struct pageowner *po, bool again);
/* 0 or a negative errno with a message. */
int text_lines_next(struct text_lines *lines, struct text_line *ret);
/* Does something stand in front of each line, such as the time of a log? */
bool text_lines_prefixed(const struct text_lines *lines);

/* text_kind.c: what a line is that has nothing in front. */
enum line_kind text_line_kind(struct span line);
/* Is a LINE_RECORD one, and not a sentence?  It may have been broken in front of its order. */
bool text_line_has_order(struct span record);
/* Where in a line that has something in front it begins, or NULL; FRAME excepted. */
const char *text_line_anchor(struct span line);
/* Moves behind blanks, "[<ffffffff8116147e>] " of kernels up to v4.10, and "? " of a guess. */
void text_line_skip_address(struct span *line);
/* The same of a frame. */
const char *text_line_frame(struct span line);
/* Is a frame at the very end of a text as long as it was?  "a+0x1/0x20", "a+0x1/0x20 [b]" */
bool text_line_is_whole(struct span frame);

#endif
