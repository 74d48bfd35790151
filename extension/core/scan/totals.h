/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What allocations and pages add up to: groups, the result of a scan, the kernel's counters,
 * and every page in one row.
 */
#ifndef PAGEOWNER_TOTALS_H
#define PAGEOWNER_TOTALS_H

#include "query/options.h"

/* ---- group.c: allocations -> totals per combination of keys ---- */

/* Fields of keys that do not take part are zero, so that keys compare as bytes. */
struct group_key {
	uint32_t handle;
	int32_t tgid;
	char comm[COMM_LEN];
	int32_t pid;
	uint32_t gfp_mask;
	uint64_t cgroup;	 /* in cells as in struct allocation, in groups the name_id() */
	uint64_t tag;		 /* address of the struct alloc_tag */
	uint32_t caller, module; /* name_id()s; in groups alone, from the stack */
	uint16_t order;
	int16_t migratetype;
	int16_t node, zone;
	uint8_t allocator;
	uint8_t freed;
	uint8_t slab;
	uint8_t age;
	uint8_t context; /* enum recorded_context */
	uint8_t pad[3];
};

struct sums {
	uint64_t count; /* allocations */
	uint64_t pages;
	uint64_t ts_first, ts_last; /* oldest and youngest, ns since boot */
};

/* The first record: page_owner_sort sorts a group by what its first one has. */
struct sample {
	uint64_t sequence;
	uint64_t ts_nsec, free_ts_nsec;
	struct group_key key; /* whole: no field left out */
};

/* The finest total that a scan keeps. */
struct cell {
	struct group_key key;
	struct sums sums;
	struct sample first;
};

struct cells {
	struct arena *arena;
	unsigned int keys;   /* KEY_BIT()s */
	struct cell **table; /* open addressing */
	size_t size;
	size_t count;
};

/* The sample that an allocation alone makes, its stack's names filled in. */
void sample_make(struct pageowner *po, const struct allocation *alloc, struct stack *stack,
		 struct sample *ret);
void cells_init(struct cells *cells, struct arena *arena, unsigned int keys);
/* Counts @alloc as @pages pages.  0 or -ENOMEM. */
int cells_add(struct cells *cells, const struct allocation *alloc, uint64_t pages);
/* Adds what another cell has. */
int cells_add_cell(struct cells *cells, const struct cell *more);
/* The same of one with all keys, of which the cells keep theirs. */
int cells_add_whole(struct cells *cells, const struct cell *whole);
int cells_merge(struct cells *into, const struct cells *from);

/* Cells rolled up to what the user asked for. */
struct group {
	struct group_key key;
	struct sums sums;
	struct sample first;
	struct stack *stack; /* with KEY_STACK; its first one when --depth cuts them */
	struct cell **cells; /* its own */
	size_t nr_cells;
};

struct groups {
	struct group *groups;
	size_t count;
	struct sums sums; /* of all that was selected */
};

/* The key of the group that an allocation belongs to, and a hash of it. */
void group_key_make(struct pageowner *po, unsigned int keys, const struct allocation *alloc,
		    struct stack *stack, struct group_key *ret);
uint64_t group_key_hash(const struct group_key *key);

/*
 * Rolls up the cells that the late criteria of @selection take (NULL: all) to
 * @keys and sorts; into the run's memory.
 */
int groups_make(struct pageowner *po, const struct cells *cells, const struct selection *selection,
		unsigned int keys, const struct sort_key *sort, size_t nr_sort, struct groups *ret);

/* ---- result of a scan ---- */

struct totals {
	uint64_t pages;	      /* page frames looked at */
	uint64_t allocations; /* owned, whatever is selected */
	uint64_t owned_pages;
	uint64_t odd_records;	  /* in use, but disagreeing with the record before them */
	uint64_t bad_records;	  /* an order that no allocation can have */
	uint64_t no_record_pages; /* in use, and nobody recorded whose */
	uint64_t not_records;	  /* blocks of a text that are none of page_owner's */
	uint64_t unknown_pages;	  /* their page_ext or struct page is not in the dump */
	uint64_t changed_records; /* of a live machine, while they were read */
};

/* Of what is odd, a page each to look at: its PFN plus 1, 0 for none. */
struct examples {
	uint64_t odd, bad, no_record;
};

struct result {
	struct result *next;
	struct arena arena;
	struct selection selection;
	bool complete; /* else interrupted */
	struct totals totals;
	struct examples examples;
	uint64_t holes[NR_HOLES]; /* met during the scan */
	bool counters;		  /* of a text of page_owner_stacks: pages, but no records */
	struct cells cells;
};

/* ---- vmstat.c: the kernel's own counters ---- */

struct counter {
	bool known;
	int64_t value;	/* exact: with what CPUs have not passed on yet */
	uint64_t bound; /* sum of the absolute values of that */
};

struct vmstat;

/* Of all @zones and their nodes, in the run's memory; NULL when there is none. */
struct vmstat *vmstat_load(struct pageowner *po, const struct zone_list *zones);
/* One by one, to keep them: the @i-th counter's name, NULL behind the last; of a node? */
const char *vmstat_item(const struct vmstat *vmstat, size_t i, bool *of_node);
/* For each of @zones, in the handle's memory, with counters that are all unknown; NULL. */
struct vmstat *vmstat_new(struct pageowner *po, const struct zone_list *zones);
/* Adds one behind the others, those of nodes last: @values and @bounds of each zone. */
bool vmstat_add(struct vmstat *vmstat, const char *name, bool of_node, const int64_t *values,
		const uint64_t *bounds, const bool *known);
/* Of the @zone-th zone, or of the node that it is the first one of. */
bool vmstat_value(const struct vmstat *vmstat, size_t i, size_t zone, struct counter *ret);
/* An unsigned int variable. */
bool variable_uint(struct pageowner *po, enum fact variable, uint64_t *ret);
/*
 * The counter that /proc/vmstat calls @name, of the zones from @first to @last of the
 * list that are @selected; one of a node is only known when all its zones are.
 */
bool vmstat_counter(const struct vmstat *vmstat, const char *name, size_t first, size_t last,
		    const bool *selected, struct counter *ret);
/*
 * The same as the kernel itself reads it: the sum of all zones or nodes that it keeps,
 * without what CPUs have not passed on; never below 0.
 */
bool vmstat_global(struct pageowner *po, const struct vmstat *vmstat, const char *name,
		   uint64_t *ret);
/* Does this kernel count that?  As one of the counters of zones? */
bool vmstat_has(const struct vmstat *vmstat, const char *name);
bool vmstat_of_zone(const struct vmstat *vmstat, const char *name);
/* A variable of the size of a pointer; false when this kernel or the dump has none. */
bool variable_ulong(struct pageowner *po, enum fact variable, uint64_t *ret);

/* ---- account.c: every page in one row ---- */

/* clang-format off */
enum account_row {
	ROW_NONE,
	ROW_FREE, ROW_PCP, ROW_UNACCEPTED,
	ROW_ANON, ROW_ANON_UNMAPPED, ROW_SHMEM, ROW_CACHE,
	ROW_SLAB_RECLAIMABLE, ROW_SLAB_UNRECLAIMABLE, ROW_KMALLOC,
	ROW_PAGE_TABLES, ROW_KERNEL_STACKS, ROW_VMALLOC, ROW_PERCPU, ROW_HUGETLB, ROW_CMA,
	ROW_ZSMALLOC, ROW_POISONED, ROW_PAGE_EXT, ROW_DEPOT, ROW_MEMMAP, ROW_GUARD,
	ROW_STRAIGHT,		/* from the page allocator, and no meminfo line shows it */
	ROW_NO_RECORD,		/* in use, and page_owner does not know by whom */
	ROW_UNCLASSIFIED,	/* neither free nor in use by what their struct page says */
	ROW_UNKNOWN,		/* their struct page is not in the dump */
	ROW_BALLOON, ROW_RESERVED,
	NR_ACCOUNT_ROWS
};
/* clang-format on */

/* ---- page_lists.c, vmalloc.c, percpu.c: pages that lists of the kernel name ---- */

struct marks {
	struct pageowner *po;
	unsigned char **of_section;   /* a byte for each page: enum account_row; NULL: none */
	uint64_t pcp_count, pcp_lost; /* pages on lists of CPUs; those that were not found */
	bool stacks_in_vmalloc;	      /* some kernel stacks are areas of vmalloc */
};

int marks_init(struct pageowner *po, struct marks *marks);
int marks_set(struct marks *marks, uint64_t pfn, enum account_row row);
/* The pages behind @len bytes at @addr; what is not mapped is left out. */
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
	uint64_t cma[NR_ACCOUNT_ROWS];	    /* of them in pageblocks of CMA */
	uint64_t reserved[NR_ACCOUNT_ROWS]; /* reserved, and on a list of this row */
	uint64_t early_compound;	    /* of ROW_STRAIGHT, without a stack that tells more */
	uint64_t managed, present;	    /* as the zones say */
};

struct account {
	struct zone_list zones;
	const struct vmstat *vmstat;
	struct marks marks;
	struct account_sums *of_zones; /* for each of zones */
	bool *selected;		       /* likewise */
	struct account_sums total;     /* of those that are selected */
	uint64_t offline;	       /* page frames of sections that are offline */
	struct cells cma;	       /* who has ROW_CMA */
	/* What was read and not; its cells are those of ROW_STRAIGHT alone. */
	struct result result;
};

/*
 * Goes through all memory.  The cells keep @keys (KEY_BIT()s) and stack, node and zone.
 * Everything is in the run's memory.  -EINTR: stopped, @ret holds what was read until then.
 */
int account_make(struct pageowner *po, unsigned int keys, struct account *ret);
/* Its pieces: which zones --node and --zone select, and the sums of those. */
void account_select_zones(const struct pageowner *po, struct account *account);
void account_sum_up(struct account *account);

/* ---- account_rows.c ---- */

/* As the account prints it. */
const char *account_row_name(enum account_row row);
/* A warning for each row that is further from the kernel's counter than its CPUs explain. */
void account_counter_warnings(struct pageowner *po, struct account *account, struct strbuf *text);

/* ---- tasks.c: who was still there ---- */

struct task {
	int32_t pid;
	uint64_t start; /* ns since boot, of the monotonic clock */
};

struct task_list {
	struct task *tasks; /* by pid */
	size_t count, room;
	bool complete; /* else a pid that is not there says nothing */
};

/*
 * All processes, and all threads where records have no tgid; in the run's memory.  A
 * hole makes the list incomplete, and is counted.
 */
int tasks_load(struct pageowner *po, struct task_list *ret);
/* One of that pid, or NULL. */
const struct task *tasks_find(const struct task_list *list, int32_t pid);

#endif
