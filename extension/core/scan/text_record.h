/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the lines of a record say.
 */
#ifndef PAGEOWNER_TEXT_RECORD_H
#define PAGEOWNER_TEXT_RECORD_H

#include "scan/span.h"

struct allocation;

/* What page_owner_sort counted together. */
struct text_times {
	uint64_t times;
	uint64_t pages; /* 0: it printed none, as until v5.9 */
};

/* "Page allocated via order ...", into @ret, whose order is MAX_RECORD_ORDER + 1 at most. */
void text_take_record(struct pageowner *po, struct span line, struct allocation *ret);
void text_take_pfn(struct pageowner *po, struct span line, struct allocation *ret);
/* LINE_NOTE and LINE_HANDLE. */
void text_take_note(struct pageowner *po, struct span line, struct allocation *ret);
/* "5 times, 10 pages, PID 7 ...:", and into @ret what it says of all that it counts. */
struct text_times text_take_times(struct pageowner *po, struct span line, struct allocation *ret);
/*
 * text_frame.c: the frame as %pS prints it, with a blank in front and a newline behind, into
 * @ret of @size bytes; its length.  Addresses and source lines are left out.
 */
size_t text_take_frame(struct span line, char *ret, size_t size);

#endif
