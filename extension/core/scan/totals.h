/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Walks over all memory, a text or a saved file, and their results: that of a scan, and an
 * account, which has every page in one row.
 */
#ifndef PAGEOWNER_TOTALS_H
#define PAGEOWNER_TOTALS_H

#include "query/group.h"
#include "query/options.h"

/* ---- result of a scan ---- */

struct totals {
	uint64_t pages;	      /* page frames looked at */
	uint64_t allocations; /* owned, whatever is selected */
	uint64_t owned_pages;
	uint64_t odd_records;	  /* in use, but contradicting the record before */
	uint64_t bad_records;	  /* an order that no allocation can have */
	uint64_t no_record_pages; /* in use, but without a record */
	uint64_t not_records;	  /* blocks of a text that are not page_owner records */
	uint64_t unknown_pages;	  /* their page_ext or struct page is not in the dump */
	uint64_t changed_records; /* of a live machine: changed while they were read */
};

/* One page to look at of each odd kind: its PFN plus 1, or 0 for none. */
struct examples {
	uint64_t odd, bad, no_record;
};

struct result {
	struct result *next;
	struct arena arena;
	struct selection selection;
	bool complete;	       /* else interrupted */
	uint64_t broken_lists; /* of free pages, that lead in circles */
	struct totals totals;
	struct examples examples;
	uint64_t holes[NR_HOLES]; /* met during the scan */
	bool counters;		  /* of a text of page_owner_stacks: pages, but no records */
	bool recognised;	  /* of a text: something was */
	bool sorted;		  /* of a text: page_owner_sort has counted its records */
	uint64_t other_lines;	  /* of a text: not understood */
	const char *example;	  /* the first of these, fit for a terminal */
	struct cells cells;
	/* All records by stack, name and release; no keys where those above are of all. */
	struct cells everything;
};

/* The cells of @result that nothing has been left out of while scanning. */
const struct cells *result_everything(const struct result *result);

/* ---- sections.c: work on all sections ---- */

/* What a job uses while it runs, and the next one after it. */
struct job_room {
	struct table_room records, pages;
};

/* What each job begins with; the reader's memory lives until the job is merged. */
struct section_job {
	struct pageowner *po;
	const struct section *section;
	struct reader rd;
	struct job_room *room;
	int err;
};

struct section_work {
	size_t size; /* of a job, which begins with a struct section_job */
	/* On a zeroed job. */
	void (*prepare)(struct section_job *job, void *arg);
	/* On any thread; may call only read() of the host. */
	int (*run)(struct section_job *job);
	/* In the order of the sections. */
	int (*merge)(struct section_job *job, void *arg);
};

/* 0, -EINTR when the host stopped it, or what a job or a merge returned. */
int sections_visit(struct pageowner *po, const struct section_work *work, void *arg);

/* ---- scan.c: the records of all sections ---- */

/* Takes the allocations themselves, in PFN order. */
struct scan_sink {
	int (*allocation)(struct pageowner *po, const struct allocation *alloc);
};

/*
 * Fills @result; with @sink each selected allocation goes there instead of into
 * cells.  -EINTR: the host stopped it, the result holds what was read until then.
 */
int scan(struct pageowner *po, const struct scan_sink *sink, struct result *result);

/* ---- source_text.c: page_owner text as another source of allocations ---- */

/* Bytes; what is longer in a text is no record. */
#define TEXT_RECORD_SIZE (64 * 1024) /* the kernel's own buffer is a page */
/*
 * The record that a text had for @alloc as page_owner_sort compares it: without the PFN line,
 * and without its time unless that is sorted by.  Into @copy of TEXT_RECORD_SIZE bytes; returns
 * its length, and in *@frames where its frames begin.
 */
size_t text_record(const struct pageowner *po, const struct allocation *alloc, char *copy,
		   size_t *frames);
/* Prepares for a host that has a text instead of a kernel. */
int text_open(struct pageowner *po);
/* As scan(), from the host's text. */
int text_scan(struct pageowner *po, const struct scan_sink *sink, struct result *result);
/*
 * After a scan: pages of which only the handle was known go to its stack, where the text has
 * it.  -EINVAL with a message if that is all that the text has.
 */
int text_name_handles(struct pageowner *po, struct result *result);
/* Reads the whole text before a scan, for the stacks of its handles: stack_of_printed(). */
int text_learn_handles(struct pageowner *po);
/* Reads the whole text before a scan, for its newest time stamp (ns since boot) and gfp masks. */
int text_survey(struct pageowner *po, uint64_t *newest);

/* ---- account.c: every page in one row ---- */

/* clang-format off */
enum account_row {
	ROW_NONE,
	ROW_FREE, ROW_PCP, ROW_UNACCEPTED,
	ROW_ANON, ROW_ANON_UNMAPPED, ROW_SHMEM, ROW_CACHE,
	ROW_SLAB_RECLAIMABLE, ROW_SLAB_UNRECLAIMABLE, ROW_KMALLOC,
	ROW_PAGE_TABLES, ROW_KERNEL_STACKS, ROW_VMALLOC, ROW_PERCPU, ROW_HUGETLB, ROW_CMA,
	ROW_ZSMALLOC, ROW_POISONED, ROW_PAGE_EXT, ROW_DEPOT, ROW_MEMMAP, ROW_GUARD,
	ROW_UNACCOUNTED,	/* from alloc_pages(), and in no line of /proc/meminfo */
	ROW_NO_RECORD,		/* in use, but page_owner has no record of it */
	ROW_UNCLASSIFIED,	/* neither free nor in use, by struct page */
	ROW_UNKNOWN,		/* the struct page is not in the dump */
	ROW_BALLOON, ROW_RESERVED,
	NR_ACCOUNT_ROWS
};
/* clang-format on */

/* ---- page_lists.c, vmalloc.c, percpu.c: pages on lists that the kernel keeps ---- */

struct marks {
	struct pageowner *po;
	unsigned char **of_section;   /* a byte for each page: enum account_row; NULL: none */
	uint64_t pcp_count, pcp_lost; /* pages on per-CPU lists; of them: not found */
	uint64_t left;		      /* pages that lists may still name, see marks_spend() */
	bool stacks_in_vmalloc;	      /* some kernel stacks are areas of vmalloc */
};

int marks_init(struct pageowner *po, struct marks *marks);
int marks_set(struct marks *marks, uint64_t pfn, enum account_row row);
/*
 * Call it before @pages of a list are looked at.  False: lists have named more pages than there
 * are, so that one of them is damaged, which is counted as a hole; and nothing is left.
 */
bool marks_spend(struct marks *marks, uint64_t pages);
/* The pages that @len bytes at @addr are mapped to; bytes that are not mapped are left out. */
int marks_set_virtual(struct marks *marks, uint64_t addr, uint64_t len, enum account_row row);
enum account_row marks_get(const struct marks *marks, const struct section *section, uint64_t pfn);
int marks_tables(struct marks *marks);
int marks_depot(struct marks *marks);
int marks_cma(struct marks *marks);
int marks_percpu(struct marks *marks);
int marks_vmalloc(struct marks *marks);
int marks_per_cpu_pages(struct marks *marks, const struct zone_list *zones);

/* ---- account.c ---- */

struct account_sums {
	uint64_t pages[NR_ACCOUNT_ROWS];
	uint64_t cma[NR_ACCOUNT_ROWS];	    /* of these: in pageblocks of CMA */
	uint64_t reserved[NR_ACCOUNT_ROWS]; /* reserved, and on a list of this row */
	uint64_t early_compound;	    /* of ROW_UNACCOUNTED, perhaps large kmalloc */
	uint64_t managed, present;	    /* by struct zone */
};

struct account {
	struct zone_list zones;
	const struct vmstat *vmstat;
	struct marks marks;
	struct account_sums *of_zones; /* for each of zones */
	bool *selected;		       /* likewise */
	struct account_sums total;     /* of the selected zones */
	uint64_t offline;	       /* page frames of sections that are offline */
	struct cells cma;	       /* the owners of ROW_CMA */
	/* The owners of each row, as far as its pages have records; NULL: not asked for. */
	struct cells *owners;
	/* Of the scan; its cells are only those of ROW_UNACCOUNTED. */
	struct result result;
};

/*
 * Goes through all memory of the zones that @selection takes.  The cells keep @keys
 * (KEY_BIT()s) and stack, node and zone.  @owners: not only the unaccounted pages get cells.
 * Everything is in the run's memory.  -EINTR: stopped, @ret holds what was read until then.
 */
int account_make(struct pageowner *po, const struct selection *selection, unsigned int keys,
		 bool owners, struct account *ret);
/* Parts of it: mark the zones that are selected; add up the sums of these. */
void account_select_zones(const struct selection *selection, struct account *account);
void account_sum_up(struct account *account);

/* What tells the row of one page; as long as the run. */
struct account_lookup;

/* Reads the lists and tables of the kernel; NULL without its zones, and without memory. */
struct account_lookup *account_lookup_new(struct pageowner *po);
/*
 * The row that account_make() counts the page at @pfn in @section in. Holes beside that
 * page are not counted.
 */
int account_row_at(struct account_lookup *lookup, const struct section *section, uint64_t pfn,
		   enum account_row *ret);

/* ---- account_rows.c ---- */

/* A name of the row for programs, such as "slab_unreclaimable"; it never changes. */
const char *account_row_id(enum account_row row);
/* The name that the account prints. */
const char *account_row_name(enum account_row row);
/* A warning for each row that differs from the kernel's counter by more than per-CPU deltas. */
void account_counter_warnings(struct pageowner *po, struct account *account, struct strbuf *text);

#endif
