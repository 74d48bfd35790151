/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything that is known of this kernel: where it keeps its data, and its own symbols.
 */
#ifndef PAGEOWNER_FACTS_H
#define PAGEOWNER_FACTS_H

#include "base/base.h"
#include "kernel/places.h"

/* ---- vmcoreinfo.c: the kernel's description of itself for dumps ---- */

/* Copies the host's text, or reads the kernel's own text, into the handle's memory. */
int vmcoreinfo_open(struct pageowner *po);
/* The value of the line "KEY=value", e.g. "SYMBOL(_stext)"; NULL if there is none. */
const char *vmcoreinfo_line(const struct pageowner *po, const char *key, size_t *len);
/* The same as a number; -ENOENT if it is absent or not a number. */
int vmcoreinfo_number(const struct pageowner *po, const char *key, int base, int64_t *ret);
/* Both functions for another text with such lines; NULL is a text without lines. */
const char *note_line(const char *text, const char *key, size_t *len);
int note_number(const char *text, const char *key, int base, int64_t *ret);

/* ---- facts_table.c: facts of this kernel ---- */

/*
 * One name for each fact of the table in facts_table.c, which explains them.  Their order has no
 * meaning: rows or separate lists tell which facts belong together.
 */
/* clang-format off */
enum fact {
	/* VMCOREINFO and machine */
	F_PAGE_SIZE, F_SECTION_SIZE_BITS, F_MAX_PHYSMEM_BITS,
	F_STEXT, F_END,
	/* mm/sparse.c */
	F_MEM_SECTION_ROOTS, F_MEM_SECTION, F_NR_SECTION_ROOTS, F_MEM_SECTION_SIZE,
	F_SECTION_MEM_MAP, F_SECTION_PAGE_EXT, F_SECTION_USAGE, F_SECTION_PAGEBLOCK_FLAGS,
	F_USAGE_PAGEBLOCK_FLAGS,
	F_MIN_LOW_PFN, F_MAX_PFN,
	/* mm/page_ext.c */
	F_PAGE_EXT_SIZE, F_EXTRA_MEM, F_SIZEOF_PAGE_EXT, F_PAGE_EXT_FLAGS,
	F_PAGE_OWNER_OPS, F_OPS_OFFSET, F_OPS_NEED_SHARED_FLAGS,
	F_PAGE_EXT_OWNER, F_PAGE_EXT_OWNER_ALLOCATED,
	/* mm/page_owner.c */
	F_PAGE_OWNER_INITED,
	F_OWNER_ORDER, F_OWNER_MIGRATE_REASON, F_OWNER_GFP_MASK, F_OWNER_HANDLE,
	F_OWNER_FREE_HANDLE, F_OWNER_TS, F_OWNER_FREE_TS, F_OWNER_COMM, F_OWNER_PID,
	F_OWNER_TGID, F_OWNER_FREE_PID, F_OWNER_FREE_TGID, F_OWNER_CONTEXT, F_OWNER_CGROUP_ID,
	F_MR_NEVER,
	/* lib/stackdepot.c */
	F_STACK_POOLS, F_STACK_MAX_POOLS,
	F_HANDLE_INDEX, F_HANDLE_OFFSET, F_HANDLE_EXTRA,
	F_RECORD_SIZE, F_RECORD_HANDLE, F_RECORD_ENTRIES,
	/* the pages of each stack */
	F_STACK_LIST, F_STACK_RECORD, F_STACK_NEXT, F_RECORD_LIST, F_RECORD_COUNT, F_POOLS_NUM,
	F_NEW_POOL,
	F_KASAN_STACKTRACE,
	/* struct page and its names */
	F_SIZEOF_PAGE, F_PAGE_FLAGS, F_PAGE_PRIVATE, F_PAGE_MAPCOUNT, F_PAGE_MEMCG_DATA,
	F_PAGE_COMPOUND_HEAD, F_PAGE_MAPPING, F_PAGE_REFCOUNT,
	F_PAGE_BUDDY_VALUE, F_NR_PAGEFLAGS, F_PG_RESERVED,
	F_PAGEFLAG_NAMES, F_GFPFLAG_NAMES, F_MIGRATETYPE_NAMES, F_MIGRATE_REASON_NAMES,
	F_MIGRATE_TYPES, F_MR_TYPES, F_MIGRATE_ISOLATE, F_PB_MIGRATE_ISOLATE,
	F_FLAG_FIELDS, F_SIZEOF_FLAG_FIELD, F_FIELD_WIDTH, F_FIELD_SHIFT, F_FIELD_MASK,
	F_FIELD_SPEC, F_FIELD_NAME, F_SPEC_BASE,
	F_PAGEBLOCK_ORDER, F_HUGETLB, F_FREE_AREA_ORDERS, F_MOBILITY_DISABLED,
	F_SLAB_CACHE, F_CACHE_NAME, F_ZONE_NAME,
	/* mm/memcontrol.c, kernel/cgroup */
	F_OBJCG_LIST, F_OBJCG_MEMCG, F_OBJCG_IS_ROOT, F_MEMCG_CSS_FLAGS, F_MEMCG_CSS_CGROUP,
	F_CGROUP_KN, F_KN_NAME, F_KN_PARENT, F_KN_ID, F_CSS_ONLINE, F_CGRP_DFL_ROOT,
	F_CGROUP_ROOT_CGRP, F_CGROUP_CHILDREN, F_CGROUP_SIBLING,
	/* mm/mmzone.c: how much memory the page allocator manages */
	F_NODE_DATA, F_CONTIG_PAGE_DATA, F_NR_NODES, F_SIZEOF_ZONE, F_NODE_ZONES,
	F_NODE_NR_ZONES, F_NODE_START_PFN, F_NODE_PAGE_EXT, F_NODE_MEM_MAP, F_ZONE_MANAGED,
	F_ZONE_START_PFN, F_ZONE_SPANNED, F_ZONE_PAGEBLOCK_FLAGS,
	F_ZONE_PRESENT, F_ZONE_FREE_AREA, F_SIZEOF_FREE_AREA, F_FREE_AREA_LIST,
	F_FREE_AREA_NR_FREE,
	/* init/version.c and time */
	F_INIT_UTS_NS, F_UTS_NAME, F_UTS_RELEASE, F_UTS_VERSION, F_UTS_MACHINE,
	F_TIMEKEEPER_SHADOW, F_TK_CORE, F_TK_DATA_TIMEKEEPER, F_TK_XTIME_SEC,
	F_RUNQUEUES, F_RQ_CLOCK, F_PER_CPU_OFFSET, F_NR_CPU_IDS,
	F_RODATA_START, F_RODATA_END,
	/* kernel/fork.c and page tables */
	F_INIT_TASK, F_TASK_TASKS, F_TASK_PID, F_TASK_MM, F_MM_PGD, F_INIT_TOP_PGT, F_PGTABLE_L5,
	F_PHYS_BASE, F_SWAPPER_PG_DIR, F_KIMAGE_VOFFSET,
	F_SME_MASK, F_TCR_T1SZ, F_TASK_START,
	/* kernel/printk */
	F_PRB, F_PRB_DESC_RING, F_PRB_TEXT_RING, F_DESC_RING_COUNT_BITS, F_DESC_RING_DESCS,
	F_DESC_RING_INFOS, F_DESC_RING_HEAD, F_DESC_RING_TAIL, F_SIZEOF_PRB_DESC, F_DESC_STATE,
	F_DESC_BLK, F_BLK_BEGIN, F_BLK_NEXT, F_SIZEOF_PRINTK_INFO, F_INFO_TS, F_INFO_TEXT_LEN,
	F_DATA_RING_SIZE_BITS, F_DATA_RING_DATA,
	F_LOG_BUF, F_LOG_BUF_LEN, F_LOG_FIRST_IDX, F_LOG_NEXT_IDX, F_SIZEOF_PRINTK_LOG,
	F_LOG_TS, F_LOG_LEN, F_LOG_TEXT_LEN,
	/* kernel/kallsyms.c, kernel/module */
	F_KALLSYMS_NAMES, F_KALLSYMS_NUM_SYMS, F_KALLSYMS_TOKEN_TABLE, F_KALLSYMS_TOKEN_INDEX,
	F_KALLSYMS_OFFSETS, F_KALLSYMS_RELATIVE_BASE, F_KALLSYMS_ADDRESSES,
	F_SINITTEXT, F_EINITTEXT, F_ETEXT,
	F_MODULES, F_MODULE_LIST, F_MODULE_NAME, F_MODULE_STATE, F_MODULE_UNFORMED,
	F_MODULE_KALLSYMS, F_MODULE_CORE_KALLSYMS, F_KALLSYMS_SYMTAB, F_KALLSYMS_NUM_SYMTAB,
	F_KALLSYMS_STRTAB,
	F_MODULE_CORE_BASE, F_MODULE_CORE_SIZE, F_MODULE_CORE_TEXT_SIZE,
	F_MODULE_INIT_BASE, F_MODULE_INIT_SIZE, F_MODULE_INIT_TEXT_SIZE,
	F_MODULE_MEM, F_SIZEOF_MODULE_MEMORY, F_MEMORY_BASE, F_MEMORY_SIZE, F_MOD_MEM_NUM_TYPES,
	F_MOD_INIT_TEXT,
	/* facts_memory.c */
	F_ZONE_VM_STAT, F_ZONE_WATERMARK,
	F_ZONE_BOOST, F_NODE_VM_STAT, F_ZONE_PCP, F_PAGESET_PCP, F_PCP_COUNT,
	F_PCP_LISTS, F_ZONE_STATS, F_ZONE_DIFF, F_NODE_STATS, F_NODE_DIFF, F_VMSTAT_TEXT,
	F_NR_NODE_ITEMS, F_PAGE_LRU, F_FOLIO_ORDER, F_COMPOUND_ORDER, F_FOLIO_DTOR,
	F_COMPOUND_DTOR, F_FOLIO_MAPCOUNT, F_COMPOUND_MAPCOUNT,
	F_HUGETLB_DTOR, F_PG_HUGETLB, F_PAGE_HUGETLB_VALUE,
	F_PAGE_OFFLINE_VALUE, F_PGTY_TABLE, F_PGTY_GUARD, F_PGTY_ZSMALLOC, F_PGTY_UNACCEPTED,
	F_PGTY_KMALLOC, F_PG_TABLE, F_PG_GUARD, F_ZONE_VMEMMAP_TAILS, F_CACHE_FLAGS,
	F_SLAB_RECLAIM_BIT, F_VMAP_AREA_LIST, F_VMAP_NODES, F_NR_VMAP_NODES,
	F_SIZEOF_VMAP_NODE, F_VMAP_NODE_HEAD, F_VA_LIST, F_VA_VM, F_VM_ADDR, F_VM_SIZE,
	F_VM_FLAGS, F_VM_PAGES, F_VM_NR_PAGES, F_PCPU_LISTS, F_PCPU_NR_SLOTS, F_PCPU_NR_TYPES,
	F_PCPU_RESERVED, F_PCPU_BASE, F_PERCPU_START, F_PERCPU_END,
	F_PCPU_UNIT_OFFSETS, F_PCPU_NR_UNITS, F_PCPU_NR_POPULATED,
	F_CHUNK_LIST, F_CHUNK_BASE, F_CHUNK_NR_PAGES, F_CHUNK_POPULATED, F_NR_VMALLOC_PAGES,
	F_NUM_POISONED, F_HSTATES, F_SIZEOF_HSTATE, F_HSTATE_ORDER, F_HSTATE_PAGES,
	F_HSTATE_FREE, F_HSTATE_RESERVED, F_HSTATE_SURPLUS, F_DEFAULT_HSTATE, F_TOTALRAM,
	F_TOTALRESERVE, F_TOTALCMA, F_VM_ZONE_STAT, F_VM_NODE_STAT, F_TOTAL_SWAP, F_NR_SWAP,
	F_ZSWAP_SIZE, F_ZSWAP_STORED, F_COMMITTED, F_COUNTER_COUNT, F_COUNTER_CPUS,
	F_OVERCOMMIT_RATIO, F_OVERCOMMIT_KBYTES, F_DIRECT_PAGES, F_DIRECT_GBPAGES,
	F_BLOCKDEV_SB, F_SB_INODES, F_INODE_SB_LIST, F_INODE_MAPPING, F_MAPPING_PAGES,
	F_CMA_AREAS, F_CMA_AREA_COUNT,
	F_SIZEOF_CMA, F_CMA_ORDER, F_CMA_RANGES, F_CMA_NR_RANGES, F_SIZEOF_CMA_RANGE,
	F_CMA_BASE, F_CMA_PAGES, F_CMA_BITMAP, F_SIZEOF_STACK, F_INIT_STACK, F_INIT_STACK_END,
	F_TASK_STACK, F_TASK_SIGNAL,
	F_TASK_THREADS, F_SIGNAL_THREADS, F_RQ_IDLE,
	/* memory allocation profiling */
	F_ALLOC_TAG_TYPE, F_MEM_PROFILING_KEY, F_CODETAG_MOD_IDR, F_IDR_HEAD, F_XA_NODE_SLOTS,
	F_CODETAG_START, F_CODETAG_STOP, F_SIZEOF_ALLOC_TAG, F_TAG_COUNTERS,
	F_CODETAG_LINENO, F_CODETAG_MODNAME, F_CODETAG_FUNCTION, F_CODETAG_FILENAME,
	F_TAG_BYTES, F_TAG_CALLS, F_CODETAG_FLAGS, F_CPU_POSSIBLE_MASK,
	F_PAGE_TAGGING_OPS, F_TAGS_COMPRESSED, F_TAG_REF_OFFSET, F_TAG_REF_MASK,
	F_KERNEL_TAGS, F_KERNEL_TAGS_FIRST, F_KERNEL_TAGS_COUNT,
	F_MODULE_TAGS, F_MODULE_TAGS_FIRST,
	NR_FACTS,
};
/* clang-format on */

enum fact_source {
	SOURCE_NONE,
	SOURCE_VMCOREINFO,
	SOURCE_NOTE,
	SOURCE_KALLSYMS,
	SOURCE_HOST,
	SOURCE_KNOWN,
};

struct fact_value {
	bool known;
	uint8_t source;	       /* enum fact_source */
	uint16_t bits;	       /* of a member: its size in bits */
	int64_t value;	       /* address, size in bytes, offset in BITS of a member, number */
	const struct row *row; /* the variant that was found */
};

struct layout {
	char *vmcoreinfo;
	const char *vmcore_facts; /* the note of a kernel that describes itself, or NULL */
	enum { NOTE_NONE, NOTE_EMPTY, NOTE_LOST, NOTE_READ } note;
	struct fact_value facts[NR_FACTS];

	/* Computed once, so that no later stage repeats a rule. */
	unsigned int page_shift;
	unsigned int section_shift; /* of a PFN: log2(PAGES_PER_SECTION); 0: not known yet */
	unsigned int ext_size;	    /* page_ext_size: stride of the tables */
	unsigned int ext_owner;	    /* offset of struct page_owner in an entry */
	uint64_t flag_owner;	    /* masks in page_ext->flags */
	uint64_t flag_allocated;    /* 0: this kernel clears flag_owner at free */
	struct page_tables tables;
	unsigned int max_order; /* of the buddy allocator, inclusive */
	unsigned int pageblock_order;
	bool typeless; /* no types: layouts of releases.c */
	/* Where the tag of a page is, and how to get an address from its number. */
	enum { TAGS_NONE, TAGS_IN_PAGE_EXT, TAGS_IN_FLAGS } tags;
	unsigned int ext_tag; /* offset in an entry of page_ext */
	unsigned int tag_shift;
	uint64_t tag_mask;
	uint64_t kernel_tags, nr_kernel_tags, module_tags;
	struct places places;
};

/* ---- vmcore_facts.c: how a kernel with our patches describes itself ---- */

/* Reads the note to which VMCOREINFO points, if any; a hole is not an error. */
int vmcore_facts_open(struct pageowner *po);
/* Position and size in bits of @member, e.g. "page_owner.order"; -ENOENT: the note lacks it. */
int vmcore_facts_member(const struct pageowner *po, const char *member, struct fact_value *ret);
int vmcore_facts_symbol(const struct pageowner *po, const char *name, uint64_t *ret);

/* ---- facts_lookup.c: where this kernel keeps each fact ---- */

/*
 * Opens VMCOREINFO and learns the page size and the addresses of kallsyms.  It is the first of
 * two steps, because other symbols are found through kallsyms.
 */
int facts_open(struct pageowner *po);
/*
 * Looks up every row, checks the required rows and derives the rest (derive.c).  Without
 * @needs_records it is no error if page_owner was off: po->ownerless says so.
 */
int facts_resolve(struct pageowner *po, bool needs_records);
/* Prints the table with each value and its source: the `layout` command. */
void facts_text(struct pageowner *po, struct strbuf *text);

/* ---- releases.c, deduce.c: without types ---- */

/* The layouts of known releases, if the dump tells enough to choose one. */
int releases_layout(struct pageowner *po);
/* Sets the next layout of stack depots to try; false after the last. */
bool releases_depot(struct pageowner *po, unsigned int which);
/* The second half of releases_layout(): layouts that the data itself reveals. */
void deduce_layout(struct pageowner *po);

/* ---- places.c ---- */

/* All places of po->layout.places, from the facts and the sizes that derive.c has checked. */
void places_make(struct pageowner *po);

/* ---- derive.c: what follows from the facts ---- */

/* Derives sizes and masks and checks each; the last step of facts_resolve(). */
int derive_all(struct pageowner *po);
/* Derives the format of page tables, for addresses that the host cannot translate. */
void derive_page_tables(struct pageowner *po);
/*
 * Checks whether page_owner was built in and switched on.  -ENOMEDIUM if not, with a message that
 * says which of the two is missing.
 */
int derive_page_owner_on(struct pageowner *po);

/* ---- facts.c: the facts for all later stages ---- */

/* Sets a fact without asking anyone; @value and @bits as in struct fact_value. */
void facts_set(struct pageowner *po, enum fact fact, int64_t value, unsigned int bits);
/* The same for a member, in bytes. */
void facts_set_bytes(struct pageowner *po, enum fact fact, unsigned int offset, unsigned int bytes);
/* Was the fact found? */
bool has(const struct pageowner *po, enum fact fact);
bool has_all(const struct pageowner *po, const uint16_t *facts, size_t count);
/* Its number or address; 0 if it was not found. */
int64_t fact(const struct pageowner *po, enum fact fact);
/* The name by which it was found, one of several; "" if it was not found. */
const char *fact_name(const struct pageowner *po, enum fact fact);
/* Byte offset and byte size of a member that is not a bit-field. */
size_t offset_of(const struct pageowner *po, enum fact fact);
unsigned int size_of(const struct pageowner *po, enum fact fact);
/*
 * Extracts the member, which may be a bit-field, from the @len bytes of its struct at @record.  A
 * dump and its types may claim any offset: 0 for a member that is outside of these bytes.
 */
uint64_t member_uint(const struct reader *rd, const struct pageowner *po, enum fact fact,
		     const void *record, size_t len);
/* Is the member known, and does it lie in the first @len bytes of its struct? */
bool member_fits(const struct pageowner *po, enum fact fact, size_t len);
/* Where the member is in these bytes, all size_of() bytes of it; NULL if it is outside of them. */
const void *member_at(const struct pageowner *po, enum fact fact, const void *record, size_t len);
/* Do all known members of @type, e.g. "struct page", lie in a struct of @size bytes? */
bool members_fit(const struct pageowner *po, const char *type, uint64_t size);
/* Reads the member of the struct at the address @addr from the dump. */
int read_member(struct reader *rd, const struct pageowner *po, enum fact fact, uint64_t addr,
		uint64_t *ret);
/*
 * Reads a variable of @bytes bytes; 0: of a pointer's size.  False if this kernel or the dump
 * does not have it; a hole counts as HOLE_OTHER.
 */
bool read_variable(struct pageowner *po, enum fact variable, unsigned int bytes, uint64_t *ret);

/* ---- kallsyms.c: symbols, sizes and modules from the dump itself ---- */

/*
 * Decodes the kernel's own symbol table into the handle's memory.  -ENOENT: the addresses of
 * kallsyms are not known; -EINVAL with a message: the table does not decode.  Without it, symbols
 * come from the host, and frames are bare addresses.
 */
int kallsyms_load(struct pageowner *po);
/* Adds the modules of the list; holes in it are counted and are not fatal. */
int kallsyms_load_modules(struct pageowner *po);
/* Address of the @index-th symbol of that name in the kernel image; -ENOENT if there is none. */
int kallsyms_symbol(const struct pageowner *po, const char *name, unsigned int index,
		    uint64_t *ret);
/* KSYM_NAME_LEN: 128 until Linux commit b8a94bfb3395 ("kallsyms: increase maximum ...") in v6.1. */
#define KSYM_NAME_LEN 512

/* The kernel's own answer for an address; the name is as in the dump. */
struct ksym {
	char name[KSYM_NAME_LEN];
	uint64_t offset;
	uint64_t size;
	const char *module; /* NULL: the kernel image */
	bool given;	    /* by a file beside the dump */
};

bool kallsyms_find(const struct pageowner *po, uint64_t pc, struct ksym *ret);

#endif
