/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sizes as all outputs show them (columns.c): a number of pages, and beside it the same in
 * the unit that the command line asks for.
 */
#ifndef PAGEOWNER_COLUMNS_H
#define PAGEOWNER_COLUMNS_H

#include "query/options.h"

struct columns {
	enum unit unit; /* UNIT_PAGES: nothing beside the pages */
	uint64_t page_size;
	bool sign;   /* of changes: "+12", "-3" */
	bool groups; /* thousands are separated: "1,234" */
};

/* As the command line asks, for pages of this machine. */
struct columns columns_of(const struct pageowner *po);
/* "12 pages, 0.1 MiB" */
void columns_size(struct strbuf *text, struct columns columns, int64_t pages);
/* "        12        0.1 ", below the headings */
void columns_cells(struct strbuf *text, struct columns columns, int64_t pages);
/* "     PAGES        MiB "; @pages is the heading of the first one. */
void columns_headings(struct strbuf *text, struct columns columns, const char *pages);
double columns_mib(double bytes);
/* A number that is no size, in the same form: "  1234", on a screen "1,234". */
void columns_number(struct strbuf *text, struct columns columns, int width, int64_t value);

#endif
