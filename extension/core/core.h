/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stages of the analyser in pipeline order, from a byte of the dump to a
 * line of a report.  A stage may call those above it in this file, never those
 * below; pageowner.c calls them in order.
 *
 * Functions return 0 or a negative errno.  -ENOENT: this kernel has no such
 * name (layout.c alone acts on it).  -ENODATA: the page is not in the dump;
 * target.c has counted the hole, the caller leaves the value out and goes on.
 * -ENOMEDIUM: this kernel kept no page_owner records.  -EINTR: the host asked to
 * stop.  Anything else ends the command, and every
 * level puts what it was doing in front of the message (see fail()).
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

/* ---- memory that dies with the handle, or with the run (pageowner.c) ---- */

struct arena {
	struct arena_chunk *chunks;
};

/* Zeroed memory, or NULL. */
void *arena_alloc(struct arena *arena, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
/* Doubles a growing array: returns room for at least @need elements, or NULL. */
void *arena_grow(struct arena *arena, void *old, size_t *room, size_t need, size_t element);
void arena_free(struct arena *arena);

/* ---- text that grows (text_buf in pageowner.c) ---- */

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

/* ---- target.c: asking the host ---- */

/* What a hole took from us; the unit is what the report names. */
enum hole {
	HOLE_PAGE_EXT,		/* pages of page_ext tables */
	HOLE_PAGE,		/* pages of the memory map (struct page) */
	HOLE_STACK,		/* stacks */
	HOLE_OTHER,		/* pages of anything else */
	NR_HOLES,
};

/*
 * The way to the dump for one thread of work: a job of a scan has its own, so
 * it shares nothing that changes.
 */
struct reader {
	const struct pageowner_target *host;
	struct arena *arena;
	size_t page_size;
	enum hole hole;			/* what a hole is counted as from here on */
	uint64_t holes[NR_HOLES];
	uint64_t last_hole;		/* page of the last hole plus 1, so that it counts once */
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
 * missing(arg, offset, len) is called for it.  0, or a broken dump file.
 */
int target_read_holes(struct reader *rd, uint64_t addr, void *buf, size_t len,
		      void (*missing)(void *arg, size_t offset, size_t len), void *arg);
/* An unsigned integer of @size bytes (1, 2, 4, 8) in the dump's byte order. */
int target_uint(struct reader *rd, uint64_t addr, unsigned int size, uint64_t *ret);
/* A pointer or unsigned long. */
int target_ulong(struct reader *rd, uint64_t addr, uint64_t *ret);
/* A NUL terminated string, cut at @size - 1 bytes. */
int target_string(struct reader *rd, uint64_t addr, char *buf, size_t size);

/* Decodes @size bytes that have been read. */
uint64_t get_uint(const struct reader *rd, const void *bytes, unsigned int size);

/* ---- vmcoreinfo.c: what the kernel says of itself for dumps ---- */

/* Copies the host's text, or reads the kernel's own, into the handle's memory. */
int vmcoreinfo_open(struct pageowner *po);
/* The value of the line "KEY=value", e.g. "SYMBOL(_stext)"; NULL when absent. */
const char *vmcoreinfo_line(const struct pageowner *po, const char *key, size_t *len);
/* The same as a number; -ENOENT when absent or not a number. */
int vmcoreinfo_number(const struct pageowner *po, const char *key, int base, int64_t *ret);

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
	F_PAGE_OWNER_OPS, F_OPS_OFFSET, F_OPS_SIZE, F_OPS_NEED_SHARED_FLAGS,
	F_PAGE_EXT_OWNER, F_PAGE_EXT_OWNER_ALLOCATED,
	/* mm/page_owner.c */
	F_PAGE_OWNER_INITED,
	F_OWNER_ORDER, F_OWNER_MIGRATE_REASON, F_OWNER_GFP_MASK, F_OWNER_HANDLE,
	F_OWNER_FREE_HANDLE, F_OWNER_TS, F_OWNER_FREE_TS, F_OWNER_COMM, F_OWNER_PID,
	F_OWNER_TGID, F_OWNER_FREE_PID, F_OWNER_FREE_TGID,
	F_MR_NEVER,
	/* lib/stackdepot.c */
	F_STACK_POOLS, F_STACK_MAX_POOLS,
	F_HANDLE_INDEX, F_HANDLE_OFFSET, F_HANDLE_EXTRA,
	F_RECORD_SIZE, F_RECORD_HANDLE, F_RECORD_ENTRIES,
	/* struct page and its names */
	F_SIZEOF_PAGE, F_PAGE_FLAGS, F_PAGE_PRIVATE, F_PAGE_MAPCOUNT, F_PAGE_MEMCG_DATA,
	F_PAGE_BUDDY_VALUE, F_NR_PAGEFLAGS, F_PG_RESERVED,
	F_PAGEFLAG_NAMES, F_GFPFLAG_NAMES, F_MIGRATETYPE_NAMES, F_MIGRATE_REASON_NAMES,
	F_MIGRATE_TYPES, F_MR_TYPES, F_MIGRATE_ISOLATE, F_PB_MIGRATE_ISOLATE,
	F_FLAG_FIELDS, F_SIZEOF_FLAG_FIELD, F_FIELD_WIDTH, F_FIELD_SHIFT, F_FIELD_MASK,
	F_FIELD_SPEC, F_FIELD_NAME, F_SPEC_BASE, F_SIZEOF_FLAG_NAME,
	F_PAGEBLOCK_ORDER, F_HUGETLB, F_FREE_AREA_ORDERS, F_MOBILITY_DISABLED,
	/* mm/memcontrol.c, kernel/cgroup */
	F_OBJCG_MEMCG, F_OBJCG_IS_ROOT, F_MEMCG_CSS_FLAGS, F_MEMCG_CSS_CGROUP, F_CGROUP_KN,
	F_KN_NAME, F_KN_PARENT, F_CSS_ONLINE,
	/* mm/mmzone.c: how much memory the page allocator manages */
	F_NODE_DATA, F_CONTIG_PAGE_DATA, F_NR_NODES, F_SIZEOF_ZONE, F_NODE_ZONES,
	F_NODE_NR_ZONES, F_ZONE_MANAGED,
	/* init/version.c and time */
	F_INIT_UTS_NS, F_UTS_NAME, F_UTS_RELEASE, F_UTS_VERSION, F_UTS_MACHINE,
	F_TIMEKEEPER_SHADOW, F_TK_CORE, F_TK_DATA_TIMEKEEPER, F_TK_XTIME_SEC,
	F_RUNQUEUES, F_RQ_CLOCK, F_PER_CPU_OFFSET, F_NR_CPU_IDS,
	F_RODATA_START, F_RODATA_END,
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
	NR_FACTS,
};

enum fact_source {
	SOURCE_NONE, SOURCE_VMCOREINFO, SOURCE_KALLSYMS, SOURCE_HOST, SOURCE_DERIVED,
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
	struct fact_value facts[NR_FACTS];

	/* Derived once, so that no later stage repeats a rule. */
	unsigned int page_shift;
	unsigned int section_shift;	/* of a PFN: log2(PAGES_PER_SECTION) */
	unsigned int ext_size;		/* page_ext_size: stride of the tables */
	unsigned int ext_owner;		/* offset of struct page_owner in an entry */
	uint64_t flag_owner;		/* masks in page_ext->flags */
	uint64_t flag_allocated;	/* 0: this kernel clears flag_owner at free */
	unsigned int max_order;		/* of the buddy allocator, inclusive */
	unsigned int pageblock_order;
	bool text_known;		/* how this kernel's own text looks */
	bool text_has_free_ts;
	bool text_pfn_hex;
};

/*
 * Brings in the machine: VMCOREINFO, page size, kallsyms' own addresses.
 * First of the two halves, because symbols come out of kallsyms.
 */
int layout_open(struct pageowner *po);
/* Looks up every row, checks the required ones and derives the rest (derive.c). */
int layout_resolve(struct pageowner *po);
/* The table with what was found and where: the `layout` command. */
void layout_text(struct pageowner *po, struct text *text);
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
/*
 * Writes what %pS prints for @pc: "name+0xoff/0xsize [module]", or "0x..." when
 * no symbol covers it (lib/vsprintf.c symbol_string, kernel/kallsyms.c).
 * Returns the length; @buf is always terminated.
 */
size_t kallsyms_frame(const struct pageowner *po, uint64_t pc, char *buf, size_t size);

/* ---- page_ext.c: page frame -> its extension record ---- */

/* A range of page frames whose records lie in one table. */
struct section {
	uint64_t start_pfn;
	uint64_t end_pfn;		/* first one behind */
	uint64_t page_ext;		/* record of pfn: page_ext + ext_size * pfn, mod 2^64 */
	uint64_t mem_map;		/* struct page of pfn: mem_map + sizeof * pfn */
	uint64_t pageblock_flags;	/* bitmap of the section, 0: none */
	bool has_page_ext;
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
};

/* Reads the table of @section in bulk, into rd's arena. */
int page_ext_read(struct reader *rd, const struct pageowner *po, const struct section *section,
		  struct page_ext_table *ret);
/* The record of @pfn, or NULL when it is in a hole. */
const unsigned char *page_ext_record(const struct pageowner *po,
				     const struct page_ext_table *table, uint64_t pfn);

/* ---- page_owner.c: record bytes -> one allocation ---- */

#define COMM_LEN 16		/* TASK_COMM_LEN */
#define MAX_RECORD_ORDER 24	/* 16 GiB pages are the largest of any architecture */

struct allocation {
	uint64_t pfn;
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
	char comm[COMM_LEN + 1];	/* as in the dump, NUL terminated */
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

/* ---- page.c: struct page ---- */

struct page {
	uint64_t flags;
	uint64_t private;
	uint64_t memcg_data;
	uint32_t mapcount;		/* _mapcount and page_type share the word */
};

/* A window on the memory map of one section; zero it to start. */
struct page_window {
	const struct section *section;
	uint64_t first_pfn;
	size_t count;			/* 0: nothing read yet, or a hole */
	bool hole;
	unsigned char *bytes;
};

/* Loads the kernel's own names of flags and types, once. */
int page_names_load(struct pageowner *po);
/* -ENODATA when its part of the memory map is not in the dump. */
int page_read(struct reader *rd, const struct pageowner *po, struct page_window *window,
	      const struct section *section, uint64_t pfn, struct page *ret);
/* Head of a free block?  Then *order is its order. */
bool page_is_buddy(const struct pageowner *po, const struct page *page, unsigned int *order);
bool page_is_reserved(const struct pageowner *po, const struct page *page);
/* Migratetype of the pageblock of @pfn, -1 when unknown. */
int pageblock_migratetype(struct reader *rd, const struct pageowner *po,
			  const struct section *section, uint64_t pfn);
int page_gfp_migratetype(const struct pageowner *po, uint32_t gfp_mask);
/* Names as the kernel prints them; "?" plus the number when it has none. */
void page_gfp_text(const struct pageowner *po, struct text *text, uint32_t gfp_mask);
void page_flags_text(const struct pageowner *po, struct text *text, uint64_t flags);
const char *page_migratetype_name(const struct pageowner *po, int migratetype);
/* NULL: never migrated. */
const char *page_migrate_reason_name(const struct pageowner *po, int reason);
/* The lines of print_page_owner_memcg(): slab, charged cgroup; often none (memcg.c). */
void page_memcg_text(struct pageowner *po, struct text *text, const struct page *page);

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
	uint8_t kind;		/* enum stack_kind */
	uint8_t hidden;		/* leading frames that belong to the allocator */
	uint16_t count;
	const uint64_t *pcs;
	const char *text;	/* " frame\n" for each, as the kernel prints them; NULL until asked */
	size_t text_len;
};

/*
 * Finds out how handles are built and proves it on handles of the records
 * themselves, because each stack record carries its own.  -EINVAL with a message
 * when no known layout decodes them.
 */
int stackdepot_open(struct pageowner *po);
/* Each distinct stack is read once and kept.  Never NULL unless out of memory. */
struct stack *stackdepot_stack(struct pageowner *po, uint32_t handle);
/* Frames as the kernel prints them, made once for each stack. */
const char *stackdepot_text(struct pageowner *po, struct stack *stack);

/* ---- frames.c: what a frame's name says ---- */

/* Does the frame ("name+0xoff/0xsize [module]") belong to a memory allocator? */
bool frame_is_allocator(const char *frame);

/* ---- options.c: argv -> struct; one grammar, one help text ---- */

enum command { COMMAND_REPORT, COMMAND_LIST, COMMAND_LAYOUT, COMMAND_HELP, COMMAND_VERSION };

enum sort_order { SORT_PAGES, SORT_TIMES, SORT_STACK };

struct options {
	enum command command;
	enum sort_order sort;
	unsigned int keys;	/* KEY_*: what makes a group */
	bool full;		/* stacks with all their frames */
	bool freed;
	bool all;
	uint64_t top;		/* groups to show */
	const char **operands;
	unsigned int nr_operands;
};

/* Into @arena.  0, or -EINVAL with a message. */
int options_parse(struct reader *rd, struct arena *arena, int argc, char *const argv[],
		  struct options *ret);

/* ---- select.c: which allocations count ---- */

/* What a scan looks at; results of equal selections are the same. */
struct selection {
	bool allocated;
	bool freed;
};

void selection_from_options(const struct options *options, struct selection *ret);
bool selection_match(const struct selection *selection, const struct allocation *alloc);
bool selection_equal(const struct selection *a, const struct selection *b);

/* ---- group.c: allocations -> totals per combination of keys ---- */

enum {
	KEY_STACK = 1 << 0,
	KEY_ORDER = 1 << 1,
	KEY_TGID = 1 << 2,
	KEY_COMM = 1 << 3,
};

/* Fields of keys that do not take part are zero, so that keys compare as bytes. */
struct cell_key {
	uint32_t handle;
	int32_t tgid;
	char comm[COMM_LEN + 2];
	uint16_t order;
};

struct sums {
	uint64_t count;			/* allocations */
	uint64_t pages;
	uint64_t ts_first, ts_last;	/* oldest and youngest, ns since boot */
};

/* The finest total that a scan keeps. */
struct cell {
	struct cell_key key;
	struct sums sums;
};

struct cells {
	struct arena *arena;
	unsigned int keys;
	struct cell **table;		/* open addressing */
	size_t size;
	size_t count;
};

void cells_init(struct cells *cells, struct arena *arena, unsigned int keys);
/* Counts @alloc as @pages pages.  0 or -ENOMEM. */
int cells_add(struct cells *cells, const struct allocation *alloc, uint64_t pages);
int cells_merge(struct cells *into, const struct cells *from);

/* Cells rolled up to what the user asked for. */
struct group {
	struct cell_key key;
	struct sums sums;
	struct stack *stack;		/* with KEY_STACK */
	struct cell **cells;		/* its own */
	size_t nr_cells;
};

struct groups {
	struct group *groups;
	size_t count;
};

/* Rolls up to @keys, a subset of cells->keys, and sorts; into the run's memory. */
int groups_make(struct pageowner *po, const struct cells *cells, unsigned int keys,
		enum sort_order sort, struct groups *ret);

/* ---- result of a scan ---- */

struct totals {
	uint64_t pages;			/* page frames looked at */
	uint64_t allocations;		/* owned, whatever is selected */
	uint64_t owned_pages;
	uint64_t odd_records;		/* in use, but disagreeing with the record before them */
	uint64_t bad_records;		/* an order that no allocation can have */
	uint64_t buddy_pages;
	uint64_t reserved_pages;
	uint64_t no_record_pages;	/* in use, and nobody recorded whose */
	uint64_t unknown_pages;		/* their page_ext or struct page is not in the dump */
};

struct result {
	struct result *next;
	struct arena arena;
	struct selection selection;
	bool complete;			/* else interrupted */
	struct totals totals;
	uint64_t holes[NR_HOLES];	/* met during the scan */
	struct cells cells;
};

/* ---- scan.c: all sections through the stages above ---- */

/* What the scan hands out in PFN order when somebody wants the allocations themselves. */
struct scan_sink {
	int (*allocation)(struct pageowner *po, const struct section *section,
			  const struct allocation *alloc);
};

/*
 * Fills @result; with @sink each selected allocation goes there instead of into
 * cells.  -EINTR: the host stopped it, the result holds what was read until then.
 */
int scan(struct pageowner *po, const struct scan_sink *sink, struct result *result);

/* ---- record.c: one allocation as print_page_owner() of this kernel prints it ---- */

void record_text(struct pageowner *po, struct page_window *window,
		 const struct section *section, const struct allocation *alloc,
		 struct text *text);

/* ---- machine.c: the dumped machine as a whole ---- */

/* managed_pages of all zones, 0 when unknown. */
uint64_t machine_managed_pages(struct pageowner *po);
/* sched_clock() of the CPU that was last awake, ns since boot; 0 when unknown. */
uint64_t machine_now(struct pageowner *po);
/* Wall clock of the crash, seconds since 1970; 0 when unknown. */
uint64_t machine_time(struct pageowner *po);
/* "6.1.0 x86_64 #1 SMP ..." */
void machine_kernel_text(struct pageowner *po, struct text *text);

/* ---- report.c: totals -> text ---- */

/* The report; every piece goes out through write_text(). */
int report(struct pageowner *po, const struct result *result);
/* What could not be read, in one line without a newline. */
void report_missing(struct pageowner *po, const struct result *result, struct text *text);
/* Was anything not readable?  Then the command's status is PAGEOWNER_PARTIAL. */
bool report_partial(const struct pageowner *po, const struct result *result);

/* ---- pageowner.c: the handle ---- */

#define SCAN_WINDOW 16	/* sections that are read before the first of them is merged */

struct pageowner {
	struct pageowner_target target;
	struct arena known;		/* of the kernel: dies with the host */
	struct arena invocation;	/* dies with the next parse */
	struct arena run;		/* dies with the run */
	struct arena jobs[SCAN_WINDOW];	/* likewise */
	struct reader reader;
	struct options options;
	int broken;			/* an errno that a stage could not return */

	struct layout layout;
	struct kallsyms *kallsyms;
	struct page_names *names;
	struct depot *depot;
	struct section_list sections;
	uint64_t min_low_pfn, max_pfn;
	uint64_t open_holes;		/* HOLE_OTHER met while the kernel was opened */

	struct page_window window;	/* of the command that streams; in run */
	struct text output;		/* likewise */

	struct result *results;		/* finished scans */
	struct result *unfinished;
};

/* Hands finished output to the host and empties @text. */
int write_text(struct pageowner *po, struct text *text);

#endif
