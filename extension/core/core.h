/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stages of the analyser in pipeline order, from a byte of the dump to a
 * line of a report.  A stage may call those above it in this file, never those
 * below; commands.c calls them in order.
 *
 * Functions return 0 or a negative errno.  -ENOENT: this kernel has no such
 * name (layout.c alone acts on it).  -ENODATA: the page is not in the dump;
 * target.c has counted the hole, the caller leaves the value out and goes on.
 * -ENOMEDIUM: this kernel kept no page_owner records.  -EINTR: the host asked to
 * stop.  Anything else ends the command, and every level puts what it was doing
 * in front of the message (see fail()).  Any stage may call write_text().
 */
#ifndef PAGEOWNER_CORE_H
#define PAGEOWNER_CORE_H

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "pageowner.h"

#define PAGEOWNER_VERSION "0.1.0"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

struct options;
struct result;
struct kallsyms;
struct depot;
struct page_names;
struct name_table;
struct cgroup_names;
struct cgroup_table;
struct gfp_texts;
struct section_list;

/* ---- memory that dies with the handle, or with the run (memory.c) ---- */

struct arena {
	struct arena_chunk *chunks;
};

/* Zeroed memory, or NULL. */
void *arena_alloc(struct arena *arena, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
/* Doubles a growing array: returns room for at least @need elements, or NULL. */
void *arena_grow(struct arena *arena, void *old, size_t *room, size_t need, size_t element);
void arena_free(struct arena *arena);

/* ---- text that grows (memory.c) ---- */

struct text {
	struct arena *arena;
	char *data;
	size_t len;
	size_t room;
	bool failed;		/* out of memory: data ends early */
};

void text_printf(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void text_append(struct text *text, const char *data, size_t len);
/* A name from the dump: what is neither printable ASCII nor UTF-8 becomes \xNN. */
void text_name(struct text *text, const char *name);

/* ---- names.c: strings that repeat, as numbers ---- */

/* 0 stands for the empty string, and for one that found no memory. */
uint32_t name_id(struct pageowner *po, const char *text, size_t len);
const char *name_text(const struct pageowner *po, uint32_t id);

/* ---- target.c: asking the host ---- */

/* What a hole took from us; the unit is what the report names. */
enum hole {
	HOLE_PAGE_EXT,		/* pages of page_ext tables */
	HOLE_PAGE,		/* pages of the memory map (struct page) */
	HOLE_STACK,		/* stacks */
	HOLE_OTHER,		/* pages of anything else */
	NR_HOLES,
};

/* How page tables of this machine are made. */
struct page_tables {
	bool arm64;
	unsigned int page_shift;
	unsigned int bits;		/* of an address that a table resolves; 0: not known */
	unsigned int va_bits;		/* of an address that all of them do */
	uint64_t encrypted;		/* a bit of every entry, AMD's SME */
	uint64_t kernel;		/* physical address of the kernel's top table, 0: not known */
};

/* What one entry maps: @size bytes. */
struct mapping {
	uint64_t virt, phys, size;
	uint64_t table;			/* the one that the walk ended in */
};

/*
 * The way to the dump for one thread of work: a job of a scan has its own, so
 * it shares nothing that changes.
 */
struct reader {
	const struct pageowner_target *host;
	struct arena *arena;
	size_t page_size;
	const struct page_tables *tables;	/* for what the host can't read; or NULL */
	struct mapping mapping;		/* the last one of these */
	bool tags;			/* a pointer's top byte is not part of the address */
	enum hole hole;			/* what a hole is counted as from here on */
	uint64_t holes[NR_HOLES];
	uint64_t last_hole;		/* page of the last hole plus 1, so that it counts once */
	int broken;			/* the first error of the dump or of the host, no hole */
	char message[512];
};

/*
 * Puts "@format: " in front of the message and returns @err.  The first call
 * on an empty message is the cause.
 */
int fail(struct reader *rd, int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* All @len bytes at kernel virtual @addr; -ENODATA when any is missing. */
int target_read(struct reader *rd, uint64_t addr, void *buf, size_t len);
/*
 * The same in bulk: what is missing reads as zero, page by page, and
 * missing(arg, offset, len) is called for it, if given.  0, or a broken dump file.
 */
int target_read_holes(struct reader *rd, uint64_t addr, void *buf, size_t len,
		      void (*missing)(void *arg, size_t offset, size_t len), void *arg);
/* An unsigned integer of @size bytes (1, 2, 4, 8) in the dump's byte order. */
int target_uint(struct reader *rd, uint64_t addr, unsigned int size, uint64_t *ret);
/* A pointer or unsigned long. */
int target_ulong(struct reader *rd, uint64_t addr, uint64_t *ret);
/* A NUL terminated string, cut at @size - 1 bytes. */
int target_string(struct reader *rd, uint64_t addr, char *buf, size_t size);

/* Without the tag that arm64's top byte may carry: as two pointers to the same are equal. */
uint64_t target_untag(const struct reader *rd, uint64_t addr);

/* The physical address behind a kernel virtual one; -EFAULT when there is none. */
int target_translate(struct reader *rd, uint64_t addr, uint64_t *ret);

/* Decodes @size bytes that have been read. */
uint64_t get_uint(const struct reader *rd, const void *bytes, unsigned int size);

/* A walk along a struct list_head, which a crash may have torn or bent into a ring. */
struct list_walk {
	struct reader *rd;
	uint64_t head, entry;		/* address of the list_head in the entry */
	uint64_t remembered, steps, limit;
};

void list_begin(struct list_walk *walk, struct reader *rd, uint64_t head);
/* On to the next entry; false at the end, at a hole, and where it has been before. */
bool list_next(struct list_walk *walk);

/* Hands finished output to the host and empties @text. */
int write_text(struct pageowner *po, struct text *text);

/* ---- pgtable.c: for hosts that see physical memory and part of the virtual ---- */

/*
 * Down from the table at the physical address @top.  -EFAULT: nothing is mapped at
 * @addr; -ENODATA: a table is not in the dump.
 */
int pgtable_walk(struct reader *rd, const struct page_tables *tables, uint64_t top,
		 uint64_t addr, struct mapping *ret);
/* The same from the kernel's own tables, into rd->mapping, which serves what is near as well. */
int pgtable_find(struct reader *rd, uint64_t addr);
/* As read() of the host, by these. */
ssize_t pgtable_read(struct reader *rd, uint64_t addr, void *buf, size_t len);

/* ---- vmcoreinfo.c: what the kernel says of itself for dumps ---- */

/* Copies the host's text, or reads the kernel's own, into the handle's memory. */
int vmcoreinfo_open(struct pageowner *po);
/* The value of the line "KEY=value", e.g. "SYMBOL(_stext)"; NULL when absent. */
const char *vmcoreinfo_line(const struct pageowner *po, const char *key, size_t *len);
/* The same as a number; -ENOENT when absent or not a number. */
int vmcoreinfo_number(const struct pageowner *po, const char *key, int base, int64_t *ret);
/* Both of another text of such lines; NULL has none. */
const char *note_line(const char *text, const char *key, size_t *len);
int note_number(const char *text, const char *key, int base, int64_t *ret);

/* ---- layout.c: facts of this kernel ---- */

/* One name of the table in layout.c; see there for what each means. */
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
	F_STACK_LIST, F_STACK_RECORD, F_STACK_NEXT, F_RECORD_COUNT, F_POOLS_NUM, F_NEW_POOL,
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
	F_OBJCG_LIST, F_OBJCG_MEMCG, F_OBJCG_IS_ROOT, F_MEMCG_CSS_FLAGS, F_MEMCG_CSS_CGROUP, F_CGROUP_KN,
	F_KN_NAME, F_KN_PARENT, F_KN_ID, F_CSS_ONLINE, F_CGRP_DFL_ROOT, F_CGROUP_ROOT_CGRP,
	F_CGROUP_CHILDREN, F_CGROUP_SIBLING,
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
	/* layout_memory.c */
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
	F_BLOCKDEV_SB, F_SB_INODES, F_INODE_SB_LIST, F_INODE_MAPPING, F_MAPPING_PAGES, F_CMA_AREAS, F_CMA_AREA_COUNT,
	F_SIZEOF_CMA, F_CMA_ORDER, F_CMA_RANGES, F_CMA_NR_RANGES, F_SIZEOF_CMA_RANGE,
	F_CMA_BASE, F_CMA_PAGES, F_CMA_BITMAP, F_SIZEOF_STACK, F_TASK_STACK, F_TASK_SIGNAL,
	F_TASK_THREADS, F_SIGNAL_THREADS, F_RQ_IDLE,
	/* memory allocation profiling; the first to F_TAG_CALLS go together */
	F_ALLOC_TAG_TYPE, F_MEM_PROFILING_KEY, F_CODETAG_MOD_IDR, F_IDR_HEAD, F_XA_NODE_SLOTS,
	F_CODETAG_START, F_CODETAG_STOP, F_SIZEOF_ALLOC_TAG, F_TAG_COUNTERS,
	F_CODETAG_LINENO, F_CODETAG_MODNAME, F_CODETAG_FUNCTION, F_CODETAG_FILENAME,
	F_TAG_BYTES, F_TAG_CALLS, F_CODETAG_FLAGS, F_CPU_POSSIBLE_MASK,
	F_PAGE_TAGGING_OPS, F_TAGS_COMPRESSED, F_TAG_REF_OFFSET, F_TAG_REF_MASK,
	F_KERNEL_TAGS, F_KERNEL_TAGS_FIRST, F_KERNEL_TAGS_COUNT,
	F_MODULE_TAGS, F_MODULE_TAGS_FIRST,
	NR_FACTS,
};

enum fact_source {
	SOURCE_NONE, SOURCE_VMCOREINFO, SOURCE_NOTE, SOURCE_KALLSYMS, SOURCE_HOST, SOURCE_KNOWN,
};

struct fact_value {
	bool known;
	uint8_t source;		/* enum fact_source */
	uint16_t bits;		/* of a member: its size */
	int64_t value;		/* address, size in bytes, offset in BITS of a member, number */
	const char *name;	/* the variant that was found */
};

struct layout {
	char *vmcoreinfo;
	const char *vmcore_facts;	/* the note of a kernel that describes itself, or NULL */
	enum { NOTE_NONE, NOTE_EMPTY, NOTE_LOST, NOTE_READ } note;
	struct fact_value facts[NR_FACTS];

	/* Derived once, so that no later stage repeats a rule. */
	unsigned int page_shift;
	unsigned int section_shift;	/* of a PFN: log2(PAGES_PER_SECTION); 0: not known yet */
	unsigned int ext_size;		/* page_ext_size: stride of the tables */
	unsigned int ext_owner;		/* offset of struct page_owner in an entry */
	uint64_t flag_owner;		/* masks in page_ext->flags */
	uint64_t flag_allocated;	/* 0: this kernel clears flag_owner at free */
	struct page_tables tables;
	unsigned int max_order;		/* of the buddy allocator, inclusive */
	unsigned int pageblock_order;
	bool typeless;			/* no types: layouts of known.c */
	bool text_known;		/* how this kernel's own text looks */
	bool text_has_free_ts;
	bool text_has_free_pid;		/* in the line of an allocation, beside free_ts */
	bool text_has_memcg;
	bool text_pfn_hex;
	/* Where the tag of a page is, and how its number becomes an address. */
	enum { TAGS_NONE, TAGS_IN_PAGE_EXT, TAGS_IN_FLAGS } tags;
	unsigned int ext_tag;		/* offset in an entry of page_ext */
	unsigned int tag_shift;
	uint64_t tag_mask;
	uint64_t kernel_tags, nr_kernel_tags, module_tags;
	char allocinfo_version[8];	/* of /proc/allocinfo, "" when there is none */
};

/* ---- vmcore_facts.c: what a kernel with our patches says of itself ---- */

/* Reads the note that VMCOREINFO points to, if it does; a hole is no error. */
int vmcore_facts_open(struct pageowner *po);
/* Position and size of @member, "page_owner.order", in bits; -ENOENT: it does not say. */
int vmcore_facts_member(const struct pageowner *po, const char *member, struct fact_value *ret);
int vmcore_facts_symbol(const struct pageowner *po, const char *name, uint64_t *ret);

/*
 * Brings in the machine: VMCOREINFO, page size, kallsyms' own addresses.
 * First of the two halves, because symbols come out of kallsyms.
 */
int layout_open(struct pageowner *po);
/* Looks up every row, checks the required ones and derives the rest (derive.c). */
int layout_resolve(struct pageowner *po);
/* Sets what no one was asked for; @value and @bits as in struct fact_value. */
void layout_know(struct pageowner *po, enum fact fact, int64_t value, unsigned int bits);
/* The same for a member by bytes. */
void layout_know_bytes(struct pageowner *po, enum fact fact, unsigned int offset,
		       unsigned int bytes);
/* Without types: the layouts of known releases, as far as they say enough (known.c). */
int known_layout(struct pageowner *po);
/* Its second half: what the data itself gives away (deduce.c). */
void deduce_layout(struct pageowner *po);
/* The next reading of stack depots to try; false behind the last. */
bool known_depot(struct pageowner *po, unsigned int which);
/* The table with what was found and where: the `layout` command. */
void layout_text(struct pageowner *po, struct text *text);
/* How page tables are made; the reader uses them where the host can't translate. */
void layout_tables(struct pageowner *po);
/* Its last step: what follows from the facts, checked. */
int layout_derive(struct pageowner *po);
/* Finds out how this kernel's own page_owner text looks; once. */
void layout_text_format(struct pageowner *po);
/*
 * page_owner built in and on?  0, or -ENOMEDIUM with the line that says which of
 * these it is not.
 */
int layout_page_owner_on(struct pageowner *po);

bool has(const struct pageowner *po, enum fact fact);
int64_t fact(const struct pageowner *po, enum fact fact);
/* Byte offset and byte size of a member that is no bit field. */
size_t offset_of(const struct pageowner *po, enum fact fact);
unsigned int size_of(const struct pageowner *po, enum fact fact);
/* Cuts the member (also a bit field) out of the bytes of its struct. */
uint64_t member_uint(const struct reader *rd, const struct pageowner *po, enum fact fact,
		     const void *record);
/* Reads the member of the struct at @addr from the dump. */
int read_member(struct reader *rd, const struct pageowner *po, enum fact fact, uint64_t addr,
		uint64_t *ret);

/* ---- kallsyms.c: symbols, sizes and modules from the dump itself ---- */

/*
 * Decodes the kernel's own symbol table into the handle's memory.  -ENOENT:
 * the addresses of kallsyms are not known; -EINVAL: it does not decode, with a
 * message.  Without it symbols come from the host and frames are bare numbers.
 */
int kallsyms_load(struct pageowner *po);
/* Adds the module list; holes in it are counted, not fatal. */
int kallsyms_load_modules(struct pageowner *po);
/* Address of the @index-th symbol of that name in the kernel image; -ENOENT. */
int kallsyms_symbol(const struct pageowner *po, const char *name, unsigned int index,
		    uint64_t *ret);
/* KSYM_NAME_LEN: 128 until Linux commit b8a94bfb3395 ("kallsyms: increase maximum ...") in v6.1. */
#define KSYM_NAME_LEN 512

/* What the kernel finds for an address; the name is as in the dump. */
struct ksym {
	char name[KSYM_NAME_LEN];
	uint64_t offset;
	uint64_t size;
	const char *module;		/* NULL: the kernel image */
};

bool kallsyms_find(const struct pageowner *po, uint64_t pc, struct ksym *ret);
/*
 * Writes what %pS prints for @pc: "name+0xoff/0xsize [module]", or "0x..." when
 * no symbol covers it (lib/vsprintf.c symbol_string, kernel/kallsyms.c).
 * Returns the length; @buf is always terminated.
 */
size_t kallsyms_frame(const struct pageowner *po, uint64_t pc, char *buf, size_t size);

/* ---- zones.c: nodes and their zones ---- */

struct zone_span {
	uint64_t start_pfn, end_pfn;	/* what it spans; there may be holes in it */
	uint64_t address;
	uint16_t node, zone;		/* as the kernel counts them */
};

struct span_list {
	struct zone_span *zones;
	size_t count, room;
};

unsigned int node_count(const struct pageowner *po);
/* Address of struct pglist_data, 0 when there is none; a hole counts. */
uint64_t node_address(struct pageowner *po, unsigned int node);
/* How many zones it has, 0 when unknown. */
unsigned int node_zones(struct pageowner *po, uint64_t node);
uint64_t zone_address(const struct pageowner *po, uint64_t node, unsigned int zone);
/* Those that have page frames, into po->zones; those in holes are counted and left out. */
int zones_load(struct pageowner *po);
/* The only zone that spans @pfn, or NULL. */
const struct zone_span *zone_spanning(const struct pageowner *po, uint64_t pfn);
/* FLATMEM: the zones, cut up, stand for sections. */
int flat_sections(struct pageowner *po, struct section_list *ret);

/* ---- page_ext.c: page frame -> its extension record ---- */

/* A range of page frames whose records lie in one table. */
struct section {
	uint64_t start_pfn;
	uint64_t end_pfn;		/* first one behind */
	uint64_t page_ext;		/* record of pfn: page_ext + ext_size * pfn, mod 2^64 */
	uint64_t mem_map;		/* struct page of pfn: mem_map + sizeof * pfn */
	uint64_t pageblock_flags;	/* bitmap of pageblocks, 0: none */
	uint64_t pageblock_start;	/* its first bits are those of this page frame */
	bool has_page_ext;
	bool online;
};

struct section_list {
	struct section *sections;
	size_t count;
	uint64_t invalid;		/* sections without page_ext: offline, or being so */
};

/* All present sections in PFN order, in the handle's memory. */
int page_ext_sections(struct pageowner *po, struct section_list *ret);

/* The records of one section. */
struct page_ext_table {
	const struct section *section;
	unsigned char *bytes;		/* ext_size for each PFN */
	unsigned char *missing;		/* a bit for each PFN whose record is in a hole */
	uint64_t missing_pfns;
	unsigned char *again;		/* of a live machine, room for a second look */
};

/* Reads the table of @section in bulk, into rd's arena. */
int page_ext_read(struct reader *rd, const struct pageowner *po, const struct section *section,
		  struct page_ext_table *ret);
/* Of a live machine: how many records are not any more what page_ext_read() read. */
int page_ext_changed(struct reader *rd, const struct pageowner *po,
		     struct page_ext_table *table, uint64_t *ret);
/* The section of @pfn, or NULL. */
const struct section *page_ext_section(const struct pageowner *po, uint64_t pfn);
/* The record of @pfn alone, into ext_size bytes. */
int page_ext_read_one(struct reader *rd, const struct pageowner *po,
		      const struct section *section, uint64_t pfn, unsigned char *ret);
/* The record of @pfn, or NULL when it is in a hole. */
const unsigned char *page_ext_record(const struct pageowner *po,
				     const struct page_ext_table *table, uint64_t pfn);

/* ---- page_owner.c: record bytes -> one allocation ---- */

#define COMM_LEN 16		/* TASK_COMM_LEN */
#define MAX_RECORD_ORDER 24	/* 16 GiB pages are the largest of any architecture */

/* Where an allocation was made, as far as the kernel records it. */
enum recorded_context {
	RECORDED_NONE, RECORDED_TASK, RECORDED_SOFTIRQ, RECORDED_HARDIRQ, RECORDED_NMI,
	NR_RECORDED_CONTEXTS,
};

struct allocation {
	uint64_t pfn;
	uint64_t sequence;		/* in a dump the PFN, in a text the place */
	uint64_t ts_nsec;		/* 0 where the kernel keeps none */
	uint64_t free_ts_nsec;
	uint32_t gfp_mask;
	uint32_t handle;
	uint32_t free_handle;
	int32_t pid, tgid;
	int32_t free_pid, free_tgid;
	uint16_t order;
	int16_t last_migrate_reason;
	bool allocated;			/* false: freed, the fields tell of the last owner */
	uint8_t context;		/* enum recorded_context */
	uint64_t cgroup_id;		/* of the task that took it, 0: none or not recorded */
	uint64_t tag;			/* address of its struct alloc_tag, 0: none */
	char comm[COMM_LEN + 1];	/* as in the dump, NUL terminated */

	/* Of the struct page; filled only where a key or a selection asks for it. */
	int16_t migratetype;		/* by its gfp mask; this one is always there */
	uint8_t allocator;		/* ALLOCATOR_*, as far as the page tells */
	bool slab;
	uint8_t age;			/* machine_age(); filled where KEY_AGE may be asked for */
	int16_t node, zone;		/* -1: not known */
	int16_t block_type;		/* migratetype of the pageblock, -1: not known */
	uint64_t flags;
	uint64_t cgroup;		/* memcg_data or cgroup_of_task(); of a text the name_id() */
	uint64_t memcg_data;		/* as it is in the page, also of tails */
	bool page_known;		/* the struct page is in the dump */
	bool buddy, tail;		/* head of a free block; part of a compound page */

	/* The record as the text had it, when it came out of one; else NULL. */
	const char *raw;
	size_t raw_len;
	uint32_t printed_handle;	/* the kernel's own, where the text has it */
	bool counter;			/* no record, but what the kernel counts for a stack */
};

/* page_owner_sort's classes; a page can be of several. */
enum {
	ALLOCATOR_CMA = 1 << 0,
	ALLOCATOR_SLAB = 1 << 1,
	ALLOCATOR_VMALLOC = 1 << 2,
	ALLOCATOR_OTHERS = 1 << 3,
	ALLOCATOR_KMALLOC = 1 << 4,	/* of stacks alone: what kmalloc() has no slab for */
};

enum record_state {
	RECORD_NONE,		/* never owned, or no stack was recorded */
	RECORD_FREE,		/* free now; the last owner is known */
	RECORD_ALLOCATED,	/* head of an allocation */
	RECORD_TAIL,		/* part of an allocation that a lower PFN heads */
	RECORD_BAD,		/* an order that no allocation can have */
};

/*
 * Decodes the record of @pfn as read_page_owner() of mm/page_owner.c judges it.
 */
enum record_state page_owner_decode(const struct reader *rd, const struct pageowner *po,
				    const unsigned char *record, uint64_t pfn,
				    struct allocation *ret);
/* As the kernel prints it; "" for RECORDED_NONE. */
const char *page_owner_context_name(unsigned int context);
/* RECORDED_NONE when no context is named so. */
enum recorded_context page_owner_context(const char *name, size_t len);

/* ---- gfp_text.c: gfp masks as a text spells them ---- */

int gfp_text_open(struct pageowner *po);
void gfp_text_learn(struct pageowner *po, uint32_t mask, const char *names, size_t len);
/* All names of a mask that was seen, or NULL. */
const char *gfp_text_names(const struct pageowner *po, uint32_t mask);
/* What the masks seen so far say that @name stands for; 0: they do not. */
uint32_t gfp_text_bits(struct pageowner *po, const char *name);

/* ---- page.c: struct page ---- */

struct page {
	uint64_t flags;
	uint64_t private;
	uint64_t memcg_data;
	uint32_t mapcount;		/* _mapcount and page_type share the word */
	uint32_t refcount;
	uint64_t mapping;
	uint64_t compound_head;
};

/* A window on the memory map of one section; zero it to start. */
struct page_window {
	const struct section *section;
	size_t size;			/* in page frames, a power of two; 0: a few */
	uint64_t first_pfn;
	size_t count;			/* 0: nothing read yet, or a hole */
	bool hole;
	unsigned char *bytes;
};

/* Loads the kernel's own names of flags and types, once. */
int page_names_load(struct pageowner *po);
/* Without a dump: the names that a text spells. */
int page_names_open_text(struct pageowner *po);
/* -ENODATA when its part of the memory map is not in the dump. */
int page_read(struct reader *rd, const struct pageowner *po, struct page_window *window,
	      const struct section *section, uint64_t pfn, struct page *ret);
/* Fills what of @alloc its struct page and pageblock tell. */
int page_attributes(struct reader *rd, const struct pageowner *po, struct page_window *window,
		    const struct section *section, struct allocation *alloc);
/* Head of a free block?  Then *order is its order. */
bool page_is_buddy(const struct pageowner *po, const struct page *page, unsigned int *order);
/* Does somebody have this page, which is no head of a free block? */
bool page_in_use(const struct pageowner *po, const struct page *page);
bool page_is_reserved(const struct pageowner *po, const struct page *page);
/* By its flags; -1 where no table tells which of them it is. */
int page_node(const struct pageowner *po, const struct page *page);
int page_zone(const struct pageowner *po, const struct page *page);
bool page_is_slab(const struct pageowner *po, const struct page *page);
/* The page frame that the struct page at @addr is of. */
bool page_of_struct(const struct pageowner *po, uint64_t addr, uint64_t *pfn);
/* The head of the compound page that @tail, the page at @pfn in @section, is part of. */
bool page_head(const struct pageowner *po, const struct section *section, uint64_t pfn,
	       const struct page *tail, uint64_t *ret);
/* What the page is used for now, in words. */
void page_state_text(struct pageowner *po, struct text *text, const struct page *page,
		     uint64_t address);
/* Migratetype of the pageblock of @pfn, -1 when unknown. */
int pageblock_migratetype(struct reader *rd, const struct pageowner *po,
			  const struct section *section, uint64_t pfn);
int page_gfp_migratetype(const struct pageowner *po, uint32_t gfp_mask);
/* Names as the kernel prints them; "?" plus the number when it has none. */
void page_gfp_text(const struct pageowner *po, struct text *text, uint32_t gfp_mask);
void page_flags_text(const struct pageowner *po, struct text *text, uint64_t flags);
const char *page_migratetype_name(const struct pageowner *po, int migratetype);
unsigned int page_nr_migratetypes(const struct pageowner *po);
/* Its number, added when a text is the only source of names; -1 when there is none. */
int page_migratetype(struct pageowner *po, const char *name, size_t len);
/* The mask of a flag by its name in the kernel's table, 0 when it has none. */
uint64_t page_gfp_mask(const struct pageowner *po, const char *name, size_t len);
uint64_t page_flags_mask(const struct pageowner *po, const char *name, size_t len);
/* NULL: never migrated. */
const char *page_migrate_reason_name(const struct pageowner *po, int reason);
/* Is the page charged to a cgroup that has been removed? */
bool page_cgroup_offline(struct pageowner *po, uint64_t cgroup);
/*
 * name_id() of the cgroup of an allocation, 0 for none: the one that the page is charged
 * to; a page that is charged to none has that of the task that took it.
 */
uint32_t page_cgroup(struct pageowner *po, uint64_t cgroup);
/* Does memcg_data charge the page as a whole to a cgroup? */
bool page_is_charged(uint64_t memcg_data);
/* The lines of print_page_owner_memcg(): slab, charged cgroup; often none (memcg.c). */
void page_memcg_text(struct pageowner *po, struct text *text, uint64_t memcg_data, bool tail);

/* ---- cgroup.c: cgroups and their ids ---- */

#define CGROUP_NAME_SIZE 80	/* the kernel's own buffer for it */

/* cgroup_name() of the struct cgroup at @cgroup: its last component. */
int cgroup_name(struct pageowner *po, uint64_t cgroup, char *name);
/* An id in the place of memcg_data, whose values are kernel addresses; 0 for no id. */
uint64_t cgroup_of_task(uint64_t id);
bool cgroup_is_of_task(uint64_t cgroup);
/* name_id() of what cgroup_of_task() made; an id that no cgroup has any more: "id:5". */
uint32_t cgroup_task_name(struct pageowner *po, uint64_t cgroup);
/* Without a dump: the name_id() that stands for an id alone. */
uint32_t cgroup_id_name(struct pageowner *po, uint64_t id);

/* ---- frames.c: what a frame's name says ---- */

/* Does the frame ("name+0xoff/0xsize [module]") belong to a memory allocator? */
bool frame_is_allocator(const char *frame);
/* Does it belong to the slab allocator? */
bool frame_is_slab(const char *frame);
/*
 * Does it enter the kernel on an interrupt or exception?  Then the next frame is the
 * instruction that was interrupted, not one behind a call.
 */
bool frame_is_entry(const char *frame);
/* Does it hand out what is too large for a slab? */
bool frame_is_large_kmalloc(const char *frame);
/* The function alone, without offset and the compiler's suffixes: its length. */
size_t frame_function(const char *frame);
/* A frame taken apart: pointers into its line. */
struct frame {
	const char *symbol;		/* NULL: a bare address */
	size_t symbol_len;
	uint64_t offset, size;		/* of the return address in it; its own */
	const char *module;		/* NULL: the kernel image */
	size_t module_len;
};

/* Of "name+0xoff/0xsize [module]" and what else %pS prints. */
void frame_parse(const char *line, size_t len, struct frame *ret);
/* The module in brackets; NULL when the frame is the kernel's own. */
const char *frame_module(const char *frame, size_t *len);

/* ---- stackdepot.c: handle -> program counters -> names ---- */

enum stack_kind {
	STACK_NORMAL,
	STACK_EARLY,		/* allocated before page_owner started */
	STACK_FAILURE,		/* the depot was full, the stack is lost */
	STACK_DUMMY,		/* page_owner's own memory */
	STACK_MISSING,		/* not in this dump */
};

struct stack {
	uint32_t handle;
	uint32_t printed;	/* the kernel's own in a text that has it, else 0 */
	uint8_t kind;		/* enum stack_kind */
	uint8_t hidden;		/* leading frames that belong to the allocator */
	uint8_t allocator;	/* ALLOCATOR_* but CMA, as its frames tell */
	bool unread;		/* the host broke or was interrupted while it was read */
	uint16_t count;
	uint32_t caller;	/* name_id() of the first frame that is no allocator's */
	uint32_t module;	/* of the first frame that is in a module, 0: none is */
	const uint64_t *pcs;	/* NULL when the stack came out of a text */
	const char *head;	/* what a text has in front of the frames; else the frames */
	const char *text;	/* " frame\n" for each, as the kernel prints them; NULL until asked */
	size_t text_len;
	const char **lines;	/* of each frame, see lines.c; NULL until asked */
};

/*
 * Finds out how handles are built and proves it on handles of the records
 * themselves, because each stack record carries its own.  -EINVAL with a message
 * when no known layout decodes them.
 */
int stackdepot_open(struct pageowner *po);
/* Each distinct stack is read once and kept.  Never NULL unless out of memory. */
struct stack *stackdepot_stack(struct pageowner *po, uint32_t handle);
/* The address of the record of a handle; -EINVAL when there can be none. */
int stackdepot_record(struct pageowner *po, uint32_t handle, uint64_t *ret);
/* The handle of the record at @offset bytes of the @index-th pool. */
uint32_t stackdepot_handle(const struct pageowner *po, uint32_t index, size_t offset);
/* How many pools handles can tell apart. */
uint32_t stackdepot_max_pools(const struct pageowner *po);
/* Without a dump: stacks come out of a text alone. */
int stackdepot_open_text(struct pageowner *po);
/* The stack that a text prints; the handle is a number of ours. */
struct stack *stackdepot_text_stack(struct pageowner *po, const char *text, size_t len);
/* One of that handle with these frames; NULL also when there is one already. */
struct stack *stackdepot_add(struct pageowner *po, uint32_t handle, enum stack_kind kind,
			     const char *text);
/* Frames as the kernel prints them, made once for each stack. */
const char *stackdepot_text(struct pageowner *po, struct stack *stack);
/* The @i-th pool of the depot, false behind the last; the size of each in bytes. */
bool stackdepot_pool(struct pageowner *po, unsigned int i, uint64_t *ret);
uint64_t stackdepot_pool_size(const struct pageowner *po);

/* ---- lines.c: frames with source lines and inlined functions ---- */

/*
 * Appends frame @i of @stack, which the kernel prints as @frame: a line for each
 * function that was inlined there, then the frame, each with @indent in front and,
 * under --lines, where in the source it is.
 */
void lines_frame(struct pageowner *po, struct text *text, struct stack *stack,
		 unsigned int i, const char *indent, const char *frame, size_t len);
/* All frames of @stack, as in a record. */
void lines_stack(struct pageowner *po, struct text *text, struct stack *stack);
/* After a command: says so when --lines had no lines to show. */
void lines_explain(struct pageowner *po);

/* ---- mmzone.c: the zones of all nodes, and what is free in them ---- */

struct mem_zone {
	uint64_t address, pgdat;	/* of its struct zone, and of its node's pglist_data */
	int node, number;
	const char *name;
	uint64_t start_pfn;
	uint64_t spanned, present;	/* page frames: with its holes, without */
	uint64_t managed;		/* by the page allocator; 0 when it is not known */
};

struct zone_list {
	struct mem_zone *zones;
	size_t count;
};

/*
 * The zones that span anything, in the order of the kernel's own files, in the
 * run's memory.  -EINVAL with a message when this kernel's zones are not known.
 */
int mmzone_zones(struct pageowner *po, struct zone_list *ret);
/* The place in @list of the zone of @pfn, or -1; without @page by its number alone. */
int mmzone_find(const struct pageowner *po, const struct zone_list *list, uint64_t pfn,
		const struct page *page);
/* Blocks of 1 << @order page frames that the buddy allocator has: free_area[].nr_free. */
int mmzone_nr_free(struct pageowner *po, const struct mem_zone *zone, unsigned int order,
		   uint64_t *ret);
/*
 * The length of one list of them, counted up to @limit as pagetypeinfo counts, and
 * taken off @budget: what all lists together can hold.  -EINVAL: more than that, so
 * the list goes in circles.
 */
int mmzone_list_length(struct pageowner *po, const struct mem_zone *zone, unsigned int order,
		       unsigned int migratetype, uint64_t limit, uint64_t *budget, uint64_t *ret);

/* ---- machine.c: the dumped machine as a whole ---- */

/* Is it a text that tells of allocations, or a file that was saved of one? */
bool source_is_text(const struct pageowner *po);
/* Of a machine that ran while it was read, then or now? */
bool source_is_live(const struct pageowner *po);
/* managed_pages of all zones, 0 when unknown. */
uint64_t machine_managed_pages(struct pageowner *po);
/* sched_clock() of the CPU that was last awake, ns since boot; 0 when unknown. */
uint64_t machine_now(struct pageowner *po);
/* How old something of @ts is, in tenths of the uptime from 1 (youngest); 0: not known. */
unsigned int machine_age(const struct pageowner *po, uint64_t ts);
/* The zone's name by its number, as far as the first node has it; "" else. */
const char *machine_zone_name(struct pageowner *po, int zone);
/* Wall clock of the crash, seconds since 1970; 0 when unknown. */
uint64_t machine_time(struct pageowner *po);
/* One of F_UTS_RELEASE, F_UTS_VERSION and F_UTS_MACHINE; nothing where it is not known. */
void machine_uts_text(struct pageowner *po, enum fact field, struct text *text);
/* "6.1.0 x86_64 #1 SMP ..." */
void machine_kernel_text(struct pageowner *po, struct text *text);

/* ---- printk.c: the kernel log ---- */

struct printk_losses {
	uint64_t records;		/* that could not be read */
};

/* Takes one line, without its time (ns since boot) and what would harm a terminal. */
typedef int printk_line(void *arg, uint64_t ts, const char *line);

/*
 * All lines of the log from the oldest on; uses the run's memory.  -ENOENT: nobody
 * knows where this kernel has its log.  An errno of @line ends it.
 */
int printk_lines(struct pageowner *po, printk_line *line, void *arg,
		 struct printk_losses *losses);
/* "[    1.234567] ", as dmesg has it in front of a line. */
void printk_time_text(struct text *text, uint64_t ts);
/* The log as dmesg prints it, to the host; what could not be read becomes the message. */
int printk_text(struct pageowner *po);
/* ---- alloc_tag.c: memory allocation profiling ---- */

/* Built in and on?  0, or -EINVAL with the line that says which of these it is not. */
int alloc_tag_on(struct pageowner *po);
/* The same, and does this dump tell the tag of a page? */
int alloc_tag_of_pages(struct pageowner *po);
/* "file.c:12 [module] func:name" */
void alloc_tag_text(struct pageowner *po, struct text *text, uint64_t tag);

/* ---- keys.c: what allocations are grouped and sorted by ---- */

/* A bit each in masks of keys; the table in keys.c says what each is called. */
enum key {
	KEY_STACK, KEY_CALLER, KEY_MODULE, KEY_ALLOCATOR, KEY_PID, KEY_TGID, KEY_COMM,
	KEY_CGROUP, KEY_ORDER, KEY_GFP, KEY_MIGRATETYPE, KEY_NODE, KEY_ZONE, KEY_FREE, KEY_SLAB,
	KEY_TAG, KEY_AGE, KEY_CONTEXT,
	NR_GROUP_KEYS,
	/* These only sort. */
	KEY_PAGES = NR_GROUP_KEYS, KEY_TIMES, KEY_ALLOC_TS, KEY_FREE_TS, KEY_TEXT,
	NR_KEYS,
};

#define KEY_BIT(key) (1u << (key))

struct group;

struct key_row {
	const char *name, *alias;
	bool page;			/* needs the struct page */
	size_t offset, size;		/* in struct group_key; size 0: this key only sorts */
	int (*compare)(struct pageowner *po, const struct group *a, const struct group *b);
	/* For a report's line about a group; NULL: it has a column of its own. */
	void (*print)(struct pageowner *po, struct text *text, const struct group *group);
};

extern const struct key_row key_rows[NR_KEYS];

/* Does one of @keys need the struct page? */
bool keys_need_page(unsigned int keys);
/* The key of that name or alias, or -ENOENT. */
int key_find(const char *name, size_t len);

/* ---- export/: output for programs instead of people ---- */

struct view;
struct account;
struct comparison;
struct saved;

/* A format; a file of extension/export has the functions of each. */
struct export_format {
	const char *name;
	bool binary;			/* no text: nothing for a terminal */
	/* One for each kind of output, NULL where it makes no sense. */
	int (*report)(struct view *view);
	int (*account)(struct pageowner *po, struct account *account);
	int (*diff)(struct pageowner *po, const struct comparison *comparison);
};

/* All of them; a row without a name is the end (export/formats.c). */
extern const struct export_format export_formats[];
/* "normal", "early", ... as those say it. */
const char *stack_kind_name(enum stack_kind kind);

/* ---- options.c, options_check.c: argv -> struct; one grammar ---- */

#define NO_TOP UINT64_MAX	/* --top was not given */

enum command {
	COMMAND_REPORT, COMMAND_LIST, COMMAND_DIFF, COMMAND_SORT, COMMAND_SAVE,
	COMMAND_TRIAGE,
	/* These look into a dump, a text does not do. */
	COMMAND_PAGE, COMMAND_STACK, COMMAND_ACCOUNT, COMMAND_SUSPECTS, COMMAND_OOM,
	COMMAND_FRAGMENTS, COMMAND_ALLOCINFO, COMMAND_DMESG, COMMAND_CHECK,
	COMMAND_LAYOUT,
	COMMAND_HELP, COMMAND_VERSION,
};

enum format { FORMAT_TEXT, FORMAT_SORT, FORMAT_PROC, FORMAT_EXPORT };
enum unit { UNIT_MIB, UNIT_PAGES, UNIT_BYTES };
enum address_kind {
	ADDRESS_ANY, ADDRESS_PFN, ADDRESS_PHYS, ADDRESS_PAGE, ADDRESS_VIRT, ADDRESS_USER,
};

#define MAX_SORT_KEYS 16
#define MAX_CRITERIA 32

struct sort_key {
	uint8_t key;		/* enum key */
	int8_t sign;		/* -1: descending */
};

/* What a criterion looks at; the table in select.c says what each is called. */
enum criterion_kind {
	BY_PID, BY_TGID, BY_COMM, BY_MODULE, BY_ORDER, BY_GFP, BY_MIGRATETYPE, BY_FLAGS, BY_NODE,
	BY_ZONE, BY_CGROUP, BY_OLDER, BY_NEWER, BY_PFN, BY_FRAME, BY_HANDLE, BY_CONTEXT,
	NR_CRITERIA,
};

struct range {
	uint64_t first, last;
};

/* One option of selection: one of its values has to fit, or with negate none. */
struct criterion {
	uint8_t kind;			/* enum criterion_kind */
	bool negate;
	const char *text;		/* as the user wrote it, without the ! */
	const char **words;
	struct range *ranges;		/* of numbers, one for each word */
	size_t count;
	uint64_t mask;			/* of BY_GFP and BY_FLAGS: all of these bits */
	void *regex;			/* of BY_FRAME */
};

struct options {
	enum command command;
	enum format format;
	const struct export_format *export;	/* of FORMAT_EXPORT */
	enum unit unit;
	struct sort_key sort[MAX_SORT_KEYS];
	unsigned int nr_sort;
	unsigned int keys;	/* KEY_BIT()s: what makes a group; 0 with KEY_TEXT: each record */
	bool cull_given;
	bool full;		/* stacks with all their frames */
	bool lines;		/* with source lines */
	bool tree, reverse, quick;
	bool offsets;		/* diff: frames are equal only with these */
	bool anonymize;		/* save: no names of processes and cgroups */
	bool exit_code;		/* diff: the status says whether something grew */
	bool freed, all, unreleased;
	bool slab, no_slab;
	bool by_node, by_zone;	/* account: a part for each */
	bool meminfo;
	enum address_kind address;
	int32_t address_pid;	/* of ADDRESS_USER */
	uint64_t *arguments;	/* addresses, PFNs or handles on the command line */
	unsigned int nr_arguments;
	uint64_t depth;		/* frames of a stack that count, 0: all */
	uint64_t top;		/* groups to show */
	struct criterion criteria[MAX_CRITERIA];
	unsigned int nr_criteria;
	const char **operands;
	unsigned int nr_operands;
	const char *output;	/* the file of -o, sort's second one */
	struct pageowner_sources sources;
};

/* Into @arena.  0, or -EINVAL with a message. */
int options_parse(struct reader *rd, struct arena *arena, int argc, char *const argv[],
		  struct options *ret);
/* What options_parse() ends with: defaults, and what does not go together.  The same errors. */
int options_complete(struct reader *rd, struct options *ret);

/* ---- select.c: which allocations count ---- */

struct selection {
	bool allocated, freed;
	bool page;			/* needs the struct page */
	const struct criterion *criteria;
	size_t count;
	unsigned int late;		/* KEY_BIT()s that late criteria look at */
	uint64_t now;			/* for ages, ns since boot */
	char *text;			/* equal texts select the same */
};

/* Parses the words of an option of selection into @arena. */
int criterion_parse(struct reader *rd, struct arena *arena, enum criterion_kind kind,
		    const char *text, struct criterion *ret);
void criteria_free(struct options *options);
/* Does a criterion need what text_survey() finds out? */
bool selection_needs_survey(const struct options *options);
/* Settles what needs the kernel: names of flags, the time of the crash. */
int selection_make(struct pageowner *po, struct arena *arena, struct selection *ret);
/* What can be told while scanning, on any thread. */
bool selection_match(const struct pageowner *po, const struct selection *selection,
		     const struct allocation *alloc);
/* Can a page frame from @first to @last, inclusive, be selected? */
bool selection_touches(const struct selection *selection, uint64_t first, uint64_t last);
/* The rest, which needs stacks and names: on the main thread. */
bool selection_match_late(struct pageowner *po, const struct selection *selection,
			  struct stack *stack, uint32_t cgroup, bool slab);

/* ---- group.c: allocations -> totals per combination of keys ---- */

/* Fields of keys that do not take part are zero, so that keys compare as bytes. */
struct group_key {
	uint32_t handle;
	int32_t tgid;
	char comm[COMM_LEN];
	int32_t pid;
	uint32_t gfp_mask;
	uint64_t cgroup;		/* in cells as in struct allocation, in groups the name_id() */
	uint64_t tag;			/* address of the struct alloc_tag */
	uint32_t caller, module;	/* name_id()s; in groups alone, from the stack */
	uint16_t order;
	int16_t migratetype;
	int16_t node, zone;
	uint8_t allocator;
	uint8_t freed;
	uint8_t slab;
	uint8_t age;
	uint8_t context;		/* enum recorded_context */
	uint8_t pad[3];
};

struct sums {
	uint64_t count;			/* allocations */
	uint64_t pages;
	uint64_t ts_first, ts_last;	/* oldest and youngest, ns since boot */
};

/* The first record: page_owner_sort sorts a group by what its first one has. */
struct sample {
	uint64_t sequence;
	uint64_t ts_nsec, free_ts_nsec;
	struct group_key key;		/* whole: no field left out */
};

/* The finest total that a scan keeps. */
struct cell {
	struct group_key key;
	struct sums sums;
	struct sample first;
};

struct cells {
	struct arena *arena;
	unsigned int keys;		/* KEY_BIT()s */
	struct cell **table;		/* open addressing */
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
	struct stack *stack;		/* with KEY_STACK; its first one when --depth cuts them */
	struct cell **cells;		/* its own */
	size_t nr_cells;
};

struct groups {
	struct group *groups;
	size_t count;
	struct sums sums;		/* of all that was selected */
};

/* The key of the group that an allocation belongs to, and a hash of it. */
void group_key_make(struct pageowner *po, unsigned int keys, const struct allocation *alloc,
		    struct stack *stack, struct group_key *ret);
uint64_t group_key_hash(const struct group_key *key);

/*
 * Rolls up the cells that the late criteria of @selection take (NULL: all) to
 * @keys and sorts; into the run's memory.
 */
int groups_make(struct pageowner *po, const struct cells *cells,
		const struct selection *selection, unsigned int keys,
		const struct sort_key *sort, size_t nr_sort, struct groups *ret);

/* ---- result of a scan ---- */

struct totals {
	uint64_t pages;			/* page frames looked at */
	uint64_t allocations;		/* owned, whatever is selected */
	uint64_t owned_pages;
	uint64_t odd_records;		/* in use, but disagreeing with the record before them */
	uint64_t bad_records;		/* an order that no allocation can have */
	uint64_t no_record_pages;	/* in use, and nobody recorded whose */
	uint64_t not_records;		/* blocks of a text that are none of page_owner's */
	uint64_t unknown_pages;		/* their page_ext or struct page is not in the dump */
	uint64_t changed_records;	/* of a live machine, while they were read */
};

/* Of what is odd, a page each to look at: its PFN plus 1, 0 for none. */
struct examples {
	uint64_t odd, bad, no_record;
};

struct result {
	struct result *next;
	struct arena arena;
	struct selection selection;
	bool complete;			/* else interrupted */
	struct totals totals;
	struct examples examples;
	uint64_t holes[NR_HOLES];	/* met during the scan */
	bool counters;			/* of a text of page_owner_stacks: pages, but no records */
	struct cells cells;
};

/* ---- vmstat.c: the kernel's own counters ---- */

struct counter {
	bool known;
	int64_t value;			/* exact: with what CPUs have not passed on yet */
	uint64_t bound;			/* sum of the absolute values of that */
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

/* ---- marks.c, vmalloc.c, percpu.c: pages that lists of the kernel name ---- */

struct marks {
	struct pageowner *po;
	unsigned char **of_section;	/* a byte for each page: enum account_row; NULL: none */
	uint64_t pcp_count, pcp_lost;	/* pages on lists of CPUs; those that were not found */
	bool stacks_in_vmalloc;		/* some kernel stacks are areas of vmalloc */
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
	uint64_t cma[NR_ACCOUNT_ROWS];		/* of them in pageblocks of CMA */
	uint64_t reserved[NR_ACCOUNT_ROWS];	/* reserved, and on a list of this row */
	uint64_t early_compound;		/* of ROW_STRAIGHT, without a stack that tells more */
	uint64_t managed, present;		/* as the zones say */
};

struct account {
	struct zone_list zones;
	const struct vmstat *vmstat;
	struct marks marks;
	struct account_sums *of_zones;	/* for each of zones */
	bool *selected;			/* likewise */
	struct account_sums total;	/* of those that are selected */
	uint64_t offline;		/* page frames of sections that are offline */
	struct cells cma;		/* who has ROW_CMA */
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
void account_counter_warnings(struct pageowner *po, struct account *account, struct text *text);

/* ---- tasks.c: who was still there ---- */

struct task {
	int32_t pid;
	uint64_t start;			/* ns since boot, of the monotonic clock */
};

struct task_list {
	struct task *tasks;		/* by pid */
	size_t count, room;
	bool complete;			/* else a pid that is not there says nothing */
};

/*
 * All processes, and all threads where records have no tgid; in the run's memory.  A
 * hole makes the list incomplete, and is counted.
 */
int tasks_load(struct pageowner *po, struct task_list *ret);
/* One of that pid, or NULL. */
const struct task *tasks_find(const struct task_list *list, int32_t pid);

/* ---- page_owner_sort.c: groups as the kernel tree's page_owner_sort prints them ---- */

int page_owner_sort_text(struct pageowner *po, const struct groups *groups);

/* One group of them. */
void page_owner_sort_group(struct pageowner *po, struct text *text, const struct group *group);

/* ---- spill.c: sorting more than memory should hold ---- */

struct spill;
typedef int spill_compare(void *arg, const void *a, const void *b);
/* Equal entries become one. */
typedef void spill_combine(void *into, const void *from);

struct spill *spill_new(spill_compare *compare, spill_combine *combine, void *arg);
void spill_free(struct spill *spill);
/* Copies the entry. */
int spill_add(struct spill *spill, const void *entry, size_t len);
/* After the last entry; then spill_next() gives them in order. */
int spill_sort(struct spill *spill);
/* The caller frees *entry; NULL behind the last one. */
int spill_next(struct spill *spill, char **entry, size_t *len);

/* ---- sort_text.c: page_owner_sort without --cull ---- */

int sort_text_open(struct pageowner *po);
void sort_text_close(struct pageowner *po);
/* A selected record; @text is all of it but the PFN line, its frames begin at @head. */
int sort_text_add(struct pageowner *po, const struct allocation *alloc, struct stack *stack,
		  uint64_t pages, const char *text, size_t len, size_t head);
int sort_text_write(struct pageowner *po);

/* ---- sections.c: work on all sections ---- */

/* How the work on one section starts; the reader's memory lives until it is merged. */
struct section_job {
	struct pageowner *po;
	const struct section *section;
	struct reader rd;
	int err;
};

struct section_work {
	size_t size;		/* of a job, which begins with a struct section_job */
	/* On a zeroed job. */
	void (*prepare)(struct section_job *job, void *arg);
	/* On any thread: of the host nothing but read(). */
	int (*run)(struct section_job *job);
	/* In the order of the sections. */
	int (*merge)(struct section_job *job, void *arg);
};

/* 0, -EINTR when the host stopped it, or what a job or a merge returned. */
int sections_visit(struct pageowner *po, const struct section_work *work, void *arg);

/* ---- scan.c: all sections through the stages above ---- */

/* What the scan hands out in PFN order when somebody wants the allocations themselves. */
struct scan_sink {
	int (*allocation)(struct pageowner *po, const struct allocation *alloc);
};

/*
 * Fills @result; with @sink each selected allocation goes there instead of into
 * cells.  -EINTR: the host stopped it, the result holds what was read until then.
 */
int scan(struct pageowner *po, const struct scan_sink *sink, struct result *result);

/* ---- text.c: page_owner text as another source of allocations ---- */

/* Gets ready for a host that has a text instead of a kernel. */
int text_open(struct pageowner *po);
/* As scan(), out of the host's text. */
int text_scan(struct pageowner *po, const struct scan_sink *sink, struct result *result);
/* Reads it once before: its newest time stamp, ns since boot, and all gfp masks. */
int text_survey(struct pageowner *po, uint64_t *newest);

/* ---- record.c: one allocation as print_page_owner() of this kernel prints it ---- */

/* With what page_attributes() filled in. */
void record_text(struct pageowner *po, const struct allocation *alloc, struct text *text);

/* The stack of the last free, when it was recorded. */
void record_free_text(struct pageowner *po, const struct allocation *alloc, struct text *text);

/* ---- objects.c: allocations and groups for hosts that program ---- */

struct objects {
	int (*page)(void *arg, const struct pageowner_page *page);
	int (*group)(void *arg, const struct pageowner_group *group);
	int (*row)(void *arg, const struct pageowner_row *row);
	void *arg;
};

/* Is there to be no text? */
static inline bool objects_wanted(const struct objects *objects)
{
	return objects->page || objects->group || objects->row;
}


int objects_page(struct pageowner *po, const struct allocation *alloc, struct stack *stack);
int objects_groups(struct pageowner *po, const struct groups *groups);

/* ---- user.c: addresses of a process ---- */

/* The physical address behind a user virtual one; on x86_64 and arm64. */
int user_translate(struct pageowner *po, int32_t pid, uint64_t addr, uint64_t *ret);

/* ---- inspect.c: one page, one stack ---- */

/* The pages that the arguments name, one after the other. */
int inspect_pages(struct pageowner *po, struct text *text);
/* The stacks that the arguments are handles of. */
int inspect_stacks(struct pageowner *po, struct text *text);

/* ---- tree.c: stacks merged from one end ---- */

/* Of @total pages; with options->reverse from the caller, else from the outermost frame. */
int tree_text(struct pageowner *po, const struct groups *groups, uint64_t total);

/* ---- suspects.c: leak suspects, with their reasons ---- */

#define AGE_TENTHS 10

/* Keys that the cells of an account need for it. */
#define SUSPECT_KEYS (KEY_BIT(KEY_STACK) | KEY_BIT(KEY_ORDER) | KEY_BIT(KEY_PID) | \
		      KEY_BIT(KEY_TGID) | KEY_BIT(KEY_COMM) | KEY_BIT(KEY_CGROUP) | \
		      KEY_BIT(KEY_AGE) | KEY_BIT(KEY_CONTEXT))

/* @brief: a line for the stack, no histogram.  --top limits them. */
int suspects_text(struct pageowner *po, const struct account *account, bool brief,
		  struct text *text);

/* ---- oom.c: one page for the ticket ---- */

/*
 * Its upper part, which needs nothing of page_owner's: the machine, and what the log says
 * of the last OOM kill and the panic.  Without a log it says so.
 */
int oom_log_text(struct pageowner *po, struct text *text);
/* The rest: account, suspects, warnings, what could not be read. */
int oom_text(struct pageowner *po, struct account *account, struct text *text);

/* ---- check.c: can this dump be analysed ---- */

int check_text(struct pageowner *po, struct text *text);
/* The same for one that could not even be opened, with @err and the message. */
void check_failed_text(struct pageowner *po, struct text *text, int err);

/* ---- report_text.c, report.c: totals -> text ---- */

/* The columns' heading, and one group of stacks under it; @brief: its caller alone. */
void report_heading(struct pageowner *po, struct text *text);
void report_group(struct pageowner *po, const struct group *group, uint64_t whole, bool brief,
		  struct text *text);
/* The report; every piece goes out through write_text(). */
int report(struct pageowner *po, const struct result *result,
	   const struct selection *selection);
/* What could not be read, in one line without a newline. */
void report_missing(struct pageowner *po, const struct result *result, struct text *text);
/* What was lost to such holes. */
uint64_t report_holes(const struct pageowner *po, const struct result *result, enum hole hole);
/* Was anything not readable?  Then the command's status is PAGEOWNER_PARTIAL. */
bool report_partial(const struct pageowner *po, const struct result *result);

/* ---- quick.c: the pages of each stack as the kernel counts them ---- */

/* Into @result, and written.  -EINVAL with a message on kernels that do not count. */
int quick_report(struct pageowner *po, struct result *result);

/* ---- allocinfo.c: what each line of code holds ---- */

/* All call sites; of @result it sets what could not be read. */
int allocinfo(struct pageowner *po, struct result *result);

/* ---- fragments_text.c: what keeps free memory in pieces ---- */

/* Looks at all page frames and writes what it found; -EINTR as scan(). */
int fragments_run(struct pageowner *po, struct result *result);

/* ---- meminfo.c: /proc/meminfo as the kernel would have printed it ---- */

/* Lines that this kernel does not have, or whose numbers are not known, are left out. */
int meminfo_text(struct pageowner *po, struct text *text);
/* All huge pages in KiB, and if @text is given its lines about those of the default size. */
bool meminfo_hugetlb(struct pageowner *po, struct text *text, uint64_t *kib);

/* ---- account_text.c ---- */

/* "Kernel ..." and "Crash time ...". */
void account_kernel_text(struct pageowner *po, struct text *text);
/* The rows and who has what no line shows. */
int account_rows_text(struct pageowner *po, struct account *account, struct text *text);
/* What could not be read. */
void account_missing_text(struct pageowner *po, const struct account *account,
			  struct text *text);
/* The whole account: rows, counters, who has what no line shows, warnings. */
int account_text(struct pageowner *po, struct account *account, struct text *text);

/* ---- warnings.c ---- */

/* Its warnings alone, a line each. */
int account_warnings(struct pageowner *po, struct account *account, struct text *text);

/* ---- pageowner.c: the handle ---- */

#define SCAN_WINDOW 16	/* sections that are read before the first of them is merged */

struct pageowner {
	struct pageowner_target target;
	struct arena known;		/* of the kernel: dies with the host */
	struct arena invocation;	/* dies with the next parse */
	struct arena run;		/* dies with the run */
	struct arena jobs[SCAN_WINDOW];	/* likewise */
	struct arena piece;		/* of an export: dies with each of its pieces */
	struct reader reader;
	struct options options;

	struct layout layout;
	struct saved *saved;		/* instead of a kernel's memory: what a file holds */
	struct kallsyms *kallsyms;
	bool ownerless;			/* page_owner was off: only an account is left */
	bool named;			/* the kernel's own symbols are there */
	const char *unnamed;		/* or why they can't be decoded; NULL: they are not there */
	struct page_names *names;
	struct name_table *strings;
	struct cgroup_names *cgroups;
	struct cgroup_table *cgroup_ids;
	struct gfp_texts *gfp_texts;
	struct depot *depot;
	struct section_list sections;
	struct span_list zones;		/* loaded only where pages do not tell theirs */
	uint64_t min_low_pfn, max_pfn;
	uint64_t text_newest;		/* of a text: its newest time stamp, once surveyed */
	uint64_t now;			/* machine_now(), once somebody asked for ages */
	uint64_t open_holes;		/* HOLE_OTHER met while the kernel was opened */
	bool has_run;			/* since the host was attached */
	bool asked_lines, has_lines;	/* --lines looked for some in this run, and had some */

	struct objects objects;		/* instead of text */
	struct compare_side *side;	/* likewise */
	struct arena compared;		/* of pageowner_diff(); dies with the next one */
	struct page_window window;	/* of the command that streams; in run */
	struct text output;		/* likewise */
	struct spill *records, *sorted;	/* of sort without --cull */

	struct result *results;		/* finished scans */
	struct result *unfinished;
};

#define OUTPUT_SIZE (64 * 1024)	/* text that streams is handed on from this length on */

/* ---- kernel.c ---- */

/* Learns what kernel this is, once for each host.  -ENOMEDIUM: one without records. */
int open_kernel(struct pageowner *po);

/* ---- commands.c ---- */

/* Runs what was parsed.  Returns an enum pageowner_status. */
int run_command(struct pageowner *po);

#endif
