/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables that page_names.c loads once and page.c uses for each page.
 */
#ifndef PAGEOWNER_PAGE_NAMES_H
#define PAGEOWNER_PAGE_NAMES_H

#include "core.h"

#define MAX_NAMES 64
#define MAX_FIELDS 8
#define NAME_LEN 48

/* struct trace_print_flags of include/linux/tracepoint-defs.h */
struct flag_name {
	uint64_t mask;
	char name[NAME_LEN];
};

/* struct page_flags_fields of lib/vsprintf.c */
struct flag_field {
	unsigned int shift;
	uint64_t mask;
	bool hex;
	char name[NAME_LEN];
};

struct page_names {
	struct flag_name gfp[MAX_NAMES], flags[MAX_NAMES];
	size_t nr_gfp, nr_flags;
	struct flag_field fields[MAX_FIELDS];
	size_t nr_fields;
	char migratetypes[16][NAME_LEN];
	size_t nr_migratetypes;
	char reasons[32][NAME_LEN];
	size_t nr_reasons;
	bool mobility_disabled;
	uint64_t main_flags; /* mask of the flags themselves */
	uint64_t slab;	     /* PG_slab; 0 since v6.10: it is a page type now */
	uint64_t head;	     /* the flag of the first page of a compound page */
	int cma;	     /* the migratetype of CMA; -1: there is none */
	const struct flag_field *node, *zone;
};

#endif
