/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the account share: account.c walks over all pages, account_page.c
 * decides the row of a page.
 */
#ifndef PAGEOWNER_ACCOUNT_H
#define PAGEOWNER_ACCOUNT_H

#include "core.h"

#define CACHED_CACHES 64

/* A page has this type if (page_type & mask) == value. */
struct type_row {
	uint32_t mask, value;
	enum account_row row;
};

#define MAX_TYPES 8

/* All jobs share this, and none of them changes it. */
struct rules {
	struct pageowner *po;
	struct account *account;
	struct type_row types[MAX_TYPES];
	size_t nr_types;
	uint64_t head, poison, lru, swapbacked, swapcache; /* masks of page->flags */
	uint64_t reclaim;				   /* of kmem_cache->flags */
	int cma;					   /* the migratetype, -1: none */
};

/* A page that speaks for those behind it: all of a free block, of a huge page. */
struct covered {
	uint64_t until; /* the pages up to here are in this row and this zone */
	enum account_row row;
	int zone;
};

/* The head of the compound page seen last, for its tails. */
struct seen_head {
	uint64_t pfn; /* ~0: none yet */
	enum account_row row;
	bool mapped; /* the compound page is mapped as a whole */
};

/* The pageblock seen last. */
struct seen_block {
	uint64_t number; /* ~0: none yet */
	bool cma;
};

/* The allocation whose pages are being counted; the next one sends it to the cells of its row. */
struct pending {
	struct allocation alloc;
	uint64_t end;	/* of its block, a page frame */
	uint64_t pages; /* that are in the row so far; 0: none is pending */
	enum account_row row;
};

struct account_job {
	struct section_job base;
	const struct rules *rules;
	struct account_sums *sums; /* for each zone */
	struct page_window window, heads;
	struct page_ext_table table;
	struct cells cells, cma; /* of ROW_UNACCOUNTED and ROW_CMA */
	struct cells *owners;	 /* of the other rows, if they are asked for */
	struct {
		uint64_t address;
		enum account_row row;
	} caches[CACHED_CACHES];

	/* Where the walk is, and what the pages before this one leave to it. */
	uint64_t pfn;
	const struct mem_zone *zone; /* of this page */
	struct covered covered;
	struct seen_head head;
	struct seen_block block;
	struct pending pending;
};

void account_sums_add(struct account_sums *into, const struct account_sums *from);

/* How this kernel marks its pages. */
void account_rules(struct pageowner *po, struct account *account, struct rules *ret);
/*
 * The row of job->pfn by struct page and the lists of the kernel; ROW_NONE: the record
 * decides.  1 << @order pages from here on are in the same row.
 */
int account_page(struct account_job *job, const struct page *page, enum account_row *row,
		 unsigned int *order);

/*
 * A range of the account's zones that gets a table of its own.  The caller sets the first
 * two members and zeroes the rest.
 */
struct account_part {
	struct pageowner *po;
	struct account *account;
	struct strbuf *text; /* the caller's own, not used here */
	struct account_sums sums;
	size_t first, last; /* of the account's zones */
	bool whole;	    /* all zones of the machine */
	bool begun;
};

/* Goes to the next part; false after the last. */
bool account_part_next(struct account_part *part);
/* The kernel's counter of a row; false: there is none. */
bool account_part_counter(const struct account_part *part, enum account_row row,
			  struct counter *ret);
/* The same by the name of the counter in /proc/vmstat. */
bool account_part_vmstat(const struct account_part *part, const char *name, struct counter *ret);
/* Does the row's counter include another row? */
bool account_row_shares_counter(enum account_row row);
/* The pages of all rows that this row's counter includes. */
uint64_t account_part_counted(const struct account_part *part, enum account_row row);
/* The owners of the unaccounted pages, in the run's memory. */
int account_part_groups(struct account_part *part, struct groups *ret);
/* Are its pages among those that the page allocator manages? */
bool account_row_managed(enum account_row row);

#endif
