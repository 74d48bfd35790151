/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a page frame to an allocation: page_ext, page_owner, struct page, and the stack of a
 * handle.
 */
#ifndef PAGEOWNER_RECORDS_H
#define PAGEOWNER_RECORDS_H

#include "kernel/facts.h"

/* ---- zones.c: nodes and their zones ---- */

struct mem_zone {
	uint64_t address, pgdat; /* of its struct zone, and of its node's pglist_data */
	int node, number;	 /* the kernel's numbers of them */
	uint64_t start_pfn;
	uint64_t spanned, present; /* numbers of page frames: with holes, without holes */
	uint64_t managed;	   /* by the page allocator; 0 if it is not known */
};

struct zone_list {
	struct mem_zone *zones;
	size_t count, room;
	/* The first zone whose own numbers are impossible; address 0: there is none. */
	struct mem_zone impossible;
};

/* The highest possible number of nodes; each of them may be missing. */
unsigned int zones_nodes(const struct pageowner *po);
/* Address of the node's struct pglist_data, 0 if there is none; a hole is counted. */
uint64_t zones_node(struct pageowner *po, unsigned int node);
/* The number of zones of the node at @pgdat, 0 if it is not known. */
unsigned int zones_of_node(struct pageowner *po, uint64_t pgdat);
/* Address of the struct zone of that number. */
uint64_t zones_address(const struct pageowner *po, uint64_t pgdat, unsigned int number);
/* Reads the numbers of the zone at @zone->address; -ENODATA: they are not all in the dump. */
int zones_read(struct pageowner *po, struct mem_zone *zone);
/* Do the numbers of page frames of @zone agree with each other, and with the end of memory? */
bool zones_sound(const struct pageowner *po, const struct mem_zone *zone);
/*
 * Loads the zones that span page frames into @arena, in the order of the kernel's own files.
 * Zones in holes are counted and left out; zones with an impossible span are left out, too.
 */
int zones_load(struct pageowner *po, struct arena *arena, struct zone_list *ret);
/*
 * The index in @list, from @from on, of the first zone of that node and number that spans @pfn,
 * or -1; a negative @node or @number means any.
 */
int zones_find(const struct zone_list *list, size_t from, uint64_t pfn, int node, int number);
/* The only zone that spans @pfn, or NULL. */
const struct mem_zone *zones_spanning(const struct zone_list *list, uint64_t pfn);

/* ---- flatmem.c ---- */

/* Makes the zones of po->zones, sorted and split, the sections of FLATMEM. */
int flatmem_sections(struct pageowner *po, struct section_list *ret);

/* ---- page_ext.c: from a page frame to its extension record ---- */

/* A range of page frames whose records lie in one table. */
struct section {
	uint64_t start_pfn;
	uint64_t end_pfn;  /* the first page frame after the section */
	uint64_t page_ext; /* address of the record of pfn: page_ext + ext_size * pfn, mod 2^64 */
	uint64_t mem_map;  /* address of the struct page of pfn: mem_map + sizeof * pfn */
	uint64_t pageblock_flags; /* address of the bitmap of pageblocks, 0: none */
	uint64_t pageblock_start; /* the page frame to which the first bits of the bitmap belong */
	bool has_page_ext;
	bool online;
};

struct section_list {
	struct section *sections;
	size_t count;
	uint64_t invalid; /* sections without page_ext: offline, or going offline */
	bool holes;	  /* others may be missing */
};

/* Lists all present sections in PFN order, in the handle's memory. */
int page_ext_sections(struct pageowner *po, struct section_list *ret);

/* The records of one section. */
struct page_ext_table {
	const struct section *section;
	unsigned char *bytes;	/* ext_size for each PFN */
	unsigned char *missing; /* a bit for each PFN whose record is in a hole */
	uint64_t missing_pfns;
	unsigned char *again; /* only for a live machine: buffer for a second read */
};

/* Room for one table after the other, of records or of struct pages; zero it to start. */
struct table_room {
	struct arena arena;
	unsigned char *bytes;
	size_t size;
};

/* At least @size bytes of the room, or if that is NULL of the arena.  NULL: no memory. */
unsigned char *table_room(struct table_room *room, struct arena *arena, size_t size);
/* Reads the table of @section in bulk, into @room or, if that is NULL, into rd's arena. */
int page_ext_read(struct reader *rd, const struct pageowner *po, const struct section *section,
		  struct table_room *room, struct page_ext_table *ret);
/* Only for a live machine: counts the records that have changed since page_ext_read(). */
int page_ext_changed(struct reader *rd, const struct pageowner *po, struct page_ext_table *table,
		     uint64_t *ret);
/* The section of @pfn, or NULL. */
const struct section *page_ext_section(const struct pageowner *po, uint64_t pfn);
/* Reads the record of @pfn alone, into ext_size bytes. */
int page_ext_read_one(struct reader *rd, const struct pageowner *po, const struct section *section,
		      uint64_t pfn, unsigned char *ret);
/* The record of @pfn, or NULL if it is in a hole. */
const unsigned char *page_ext_record(const struct pageowner *po, const struct page_ext_table *table,
				     uint64_t pfn);

/* ---- page_owner.c: from the bytes of a record to one allocation ---- */

#define COMM_LEN 16	    /* TASK_COMM_LEN */
#define MAX_RECORD_ORDER 24 /* 16 GiB pages are the largest of any architecture */

/* The context in which an allocation was made, as far as the kernel records it. */
enum recorded_context {
	RECORDED_NONE,
	RECORDED_TASK,
	RECORDED_SOFTIRQ,
	RECORDED_HARDIRQ,
	RECORDED_NMI,
	NR_RECORDED_CONTEXTS,
};

enum cgroup_kind {
	CGROUP_NONE,
	CGROUP_CHARGED,	      /* value: memcg_data of a page that is charged */
	CGROUP_OF_TASK,	      /* value: the id of the task's cgroup, from the record */
	CGROUP_NAMED,	      /* value: a name_id(); in texts, saved files and groups */
	CGROUP_NAMED_REMOVED, /* the same for a removed cgroup; in saved files */
};

/* What is known of a cgroup so far; all zero: there is none. */
struct cgroup_ref {
	uint64_t value;
	uint64_t kind; /* enum cgroup_kind; wide, because keys are compared as bytes */
};

struct allocation {
	uint64_t pfn;
	uint64_t sequence; /* in a dump the PFN, in a text the position */
	uint64_t ts_nsec;  /* 0 if the kernel records none */
	uint64_t free_ts_nsec;
	uint32_t gfp_mask;
	uint32_t handle;
	uint32_t free_handle;
	int32_t pid, tgid;
	int32_t free_pid, free_tgid;
	uint16_t order;
	int16_t last_migrate_reason;
	bool allocated;		 /* false: it was freed, and the fields describe the last owner */
	uint8_t context;	 /* enum recorded_context */
	uint64_t cgroup_id;	 /* of the task that allocated it, 0: none or not recorded */
	uint64_t tag;		 /* address of its struct alloc_tag, 0: none */
	char comm[COMM_LEN + 1]; /* as in the dump, NUL terminated */

	/* From the struct page; filled only if a key or a selection needs it. */
	int16_t migratetype; /* by its gfp mask; this member is always filled */
	uint8_t allocator;   /* ALLOCATOR_*, as far as the page tells */
	bool slab;
	uint8_t age;	    /* machine_age(); filled if KEY_AGE may be needed */
	int16_t node, zone; /* -1: not known */
	int16_t block_type; /* migratetype of the pageblock, -1: not known */
	uint64_t flags;
	struct cgroup_ref cgroup; /* the page is charged to it; otherwise the cgroup of the task */
	uint64_t memcg_data;	  /* as in the page, also for tails */
	bool page_known;	  /* the struct page is in the dump */
	bool buddy, tail;	  /* head of a free block; part of a compound page */

	/* The record as it is in the text, if it comes from a text; otherwise NULL. */
	const char *raw;
	size_t raw_len;
	size_t raw_before;	 /* bytes in front of raw that page_owner_sort put there */
	uint64_t times;		 /* records that it counted as this one; 0: it is a single one */
	uint64_t pages;		 /* of a text: of all of them */
	uint32_t printed_handle; /* the kernel's own, where the text has it */
	bool counter;		 /* no record, but what the kernel counts for a stack */
};

/* page_owner_sort's classes; a page can be in several. */
enum {
	ALLOCATOR_CMA = 1 << 0,
	ALLOCATOR_SLAB = 1 << 1,
	ALLOCATOR_VMALLOC = 1 << 2,
	ALLOCATOR_OTHERS = 1 << 3,
	ALLOCATOR_KMALLOC = 1 << 4, /* only for stacks: kmalloc() of a size that has no slab */
};

enum record_state {
	RECORD_NONE,	  /* never allocated, or no stack was recorded */
	RECORD_FREE,	  /* free now; the last owner is known */
	RECORD_ALLOCATED, /* head of an allocation */
	RECORD_TAIL,	  /* part of an allocation whose head has a lower PFN */
	RECORD_BAD,	  /* its order is impossible */
};

/* Decodes the record of @pfn by the rules of read_page_owner() of mm/page_owner.c. */
enum record_state page_owner_decode(const struct reader *rd, const struct pageowner *po,
				    const unsigned char *record, uint64_t pfn,
				    struct allocation *ret);
/* The name that the kernel prints; "" for RECORDED_NONE. */
const char *page_owner_context_name(unsigned int context);
/* RECORDED_NONE if no context has this name. */
enum recorded_context page_owner_context(const char *name, size_t len);

/* ---- gfp_text.c: gfp masks as a text prints them ---- */

int gfp_text_open(struct pageowner *po);
void gfp_text_learn(struct pageowner *po, uint32_t mask, const char *names, size_t len);
/* All names of a mask that was seen, or NULL. */
const char *gfp_text_names(const struct pageowner *po, uint32_t mask);
/* The bits of @name, as the masks that were seen so far tell; 0: they do not. */
uint32_t gfp_text_bits(struct pageowner *po, const char *name);

/* ---- page.c: struct page ---- */

struct page {
	uint64_t flags;
	uint64_t private;
	uint64_t memcg_data;
	uint32_t mapcount; /* _mapcount and page_type are the same word */
	uint32_t refcount;
	uint64_t mapping;
	uint64_t compound_head;
};

#define WINDOW_PFNS 32768 /* a power of two: the section of most machines */
#define WINDOW_PIECE 64	  /* page frames whose struct pages are read at once: a page of them */

/* Struct pages of a part of the memory map of one section, each read once; zero it to start. */
struct page_window {
	const struct section *section;
	struct table_room *room; /* for them; NULL: the memory of the reader */
	uint64_t first_pfn;
	unsigned char *bytes;			    /* of WINDOW_PFNS, as far as they were read */
	uint8_t pieces[WINDOW_PFNS / WINDOW_PIECE]; /* which were: enum in page.c */
};

/* -ENODATA if its part of the memory map is not in the dump. */
int page_read(struct reader *rd, const struct pageowner *po, struct page_window *window,
	      const struct section *section, uint64_t pfn, struct page *ret);
/* Fills the members of @alloc that its struct page and pageblock tell. */
int page_attributes(struct reader *rd, const struct pageowner *po, struct page_window *window,
		    const struct section *section, struct allocation *alloc);
/* Is the page the head of a free block?  Then *order is set to its order. */
bool page_is_buddy(const struct pageowner *po, const struct page *page, unsigned int *order);
/* Is the page in use?  It must not be the head of a free block. */
bool page_in_use(const struct pageowner *po, const struct page *page);
bool page_is_reserved(const struct pageowner *po, const struct page *page);
/* The node in the flags of the page; -1 if no table tells where it is. */
int page_node(const struct pageowner *po, const struct page *page);
int page_zone(const struct pageowner *po, const struct page *page);
bool page_is_slab(const struct pageowner *po, const struct page *page);
/* Sets *@pfn to the page frame whose struct page is at @addr. */
bool page_of_struct(const struct pageowner *po, uint64_t addr, uint64_t *pfn);
/* Finds the head of the compound page that @tail, the page at @pfn in @section, is part of. */
bool page_head(const struct pageowner *po, const struct section *section, uint64_t pfn,
	       const struct page *tail, uint64_t *ret);
/* What of a page its row of the account leaves open: ", of kmalloc-64; 0 references" */
void page_details_text(struct pageowner *po, struct strbuf *text, const struct page *page,
		       uint64_t address);
/* Migratetype of the pageblock of @pfn, -1 when unknown. */
int pageblock_migratetype(struct reader *rd, const struct pageowner *po,
			  const struct section *section, uint64_t pfn);

/* ---- page_names.c: the kernel's own names of flags and types ---- */

/* Loads the names, once. */
int page_names_load(struct pageowner *po);
/* For input without a dump: the names are those in the text. */
int page_names_open_text(struct pageowner *po);
/* The name of the gfp flag, or of the flag of struct page, with the number @i; NULL behind them. */
const char *page_flag_name(const struct pageowner *po, bool gfp, size_t i);
/* The migratetype that an allocation with this mask asks for. */
int page_gfp_migratetype(const struct pageowner *po, uint32_t gfp_mask);
/* Prints the names as the kernel does; "?" and the number if there is none. */
void page_gfp_text(const struct pageowner *po, struct strbuf *text, uint32_t gfp_mask);
void page_flags_text(const struct pageowner *po, struct strbuf *text, uint64_t flags);
const char *page_migratetype_name(const struct pageowner *po, int migratetype);
unsigned int page_nr_migratetypes(const struct pageowner *po);
/* The number of the name, which is added if a text is the only source of names; -1: none. */
int page_migratetype(struct pageowner *po, const char *name, size_t len);
/* The mask of a flag with this name in the kernel's table, 0 if there is none. */
uint64_t page_gfp_mask(const struct pageowner *po, const char *name, size_t len);
uint64_t page_flags_mask(const struct pageowner *po, const char *name, size_t len);
/* NULL: never migrated. */
const char *page_migrate_reason_name(const struct pageowner *po, int reason);

/* ---- cgroup.c: cgroups and their ids ---- */

#define CGROUP_NAME_SIZE 80 /* the size of the kernel's own buffer for it */

/* cgroup_name() of the struct cgroup at @cgroup: its last component. */
int cgroup_name(struct pageowner *po, uint64_t cgroup, char *name);
/* name_id() of the cgroup with this id; "id:5" if no cgroup has the id any more. */
uint32_t cgroup_id_name(struct pageowner *po, uint64_t id);

/* ---- memcg.c: the cgroup that a page is charged to ---- */

/* Does memcg_data charge the whole page to a cgroup? */
bool memcg_charges(uint64_t memcg_data);
/* name_id() of the cgroup that memcg_data charges; 0: none. */
uint32_t memcg_cgroup_name(struct pageowner *po, uint64_t memcg_data);
/* Has that cgroup been removed? */
bool memcg_is_removed(struct pageowner *po, uint64_t memcg_data);
/* Prints the lines of print_page_owner_memcg(): slab, charged cgroup; often none. */
void memcg_text(struct pageowner *po, struct strbuf *text, uint64_t memcg_data, bool tail);

/* ---- cgroup_ref.c: the cgroup of an allocation ---- */

/* CGROUP_NAMED, or none if the name is 0. */
struct cgroup_ref cgroup_ref_named(uint32_t name);
/* CGROUP_OF_TASK, or none if the record is damaged or has no id. */
struct cgroup_ref cgroup_ref_of_task(uint64_t id);
/* Its name_id(), 0 for none. */
uint32_t cgroup_ref_name(struct pageowner *po, struct cgroup_ref cgroup);
/* Is the page charged to a cgroup that has been removed? */
bool cgroup_ref_removed(struct pageowner *po, struct cgroup_ref cgroup);

/* ---- allocators.c: functions that hand out memory for somebody else ---- */

/* FRAME_ALLOCATOR, FRAME_SLAB and FRAME_LARGE_KMALLOC of the function, 0 for all others. */
uint8_t allocator_roles(const char *symbol);

/* ---- frames.c: what stands in a stack, taken apart once ---- */

/* The roles of functions. */
enum {
	FRAME_ALLOCATOR = 1 << 0,     /* allocates memory for its callers */
	FRAME_SLAB = 1 << 1,	      /* part of the slab allocator */
	FRAME_LARGE_KMALLOC = 1 << 2, /* allocates sizes that are too large for a slab */
	/*
	 * Enters the kernel on an interrupt or exception: the next frame is the instruction that
	 * was interrupted, not the one after a call.
	 */
	FRAME_ENTRY = 1 << 3,
	/* page_owner_sort: the allocator is vmalloc if the second is directly above the first. */
	FRAME_VMALLOC = 1 << 4,
	FRAME_ALLOC_PAGES = 1 << 5,
	FRAME_HANDLE = 1 << 6, /* not a frame: the text has only the handle of this stack */
};

/* All strings live as long as the host.  Equal strings have the same address. */
struct frame {
	const char *text; /* "name+0xoff/0xsize [module]", or the text's own line */
	size_t len;
	const char *shown;     /* the same with a Rust function's name as people write it */
	const char *symbol;    /* NULL: a bare address */
	const char *function;  /* the symbol, or the name of a Rust function */
	const char *module;    /* NULL: the kernel image */
	const char *name;      /* "function [module]", or "0x..." without a symbol */
	uint64_t address;      /* 0: the text does not contain it */
	uint64_t offset, size; /* of the return address in the symbol; of the symbol */
	uint32_t id;	       /* frames with equal text have equal ids */
	uint8_t roles;	       /* FRAME_* */
};

/* The frame of a program counter of the dump, made once.  NULL: out of memory. */
const struct frame *frame_at(struct pageowner *po, uint64_t pc);
/* The frame of a line of a text: the output of %pS, or any other line.  NULL: out of memory. */
const struct frame *frame_parse(struct pageowner *po, const char *line, size_t len);
/*
 * Prints the same as %pS: "name+0xoff/0xsize [module]", without @offset "name [module]", or
 * "0x..." if no symbol is known (lib/vsprintf.c symbol_string, kernel/kallsyms.c).
 */
void frame_print(struct strbuf *text, const struct frame *frame, bool offset);

/* ---- rust_name.c ---- */

/*
 * Appends what a mangled name of rustc stands for, without hashes, which differ from build to
 * build.  False: it is none, or its text would be longer than a kilobyte.
 */
bool rust_name(const char *symbol, struct strbuf *ret);

/* ---- stacks.c: the known stacks, and what their frames tell ---- */

enum stack_kind {
	STACK_NORMAL,
	STACK_EARLY,   /* allocated before page_owner started */
	STACK_FAILURE, /* the depot was full, the stack is lost */
	STACK_DUMMY,   /* page_owner's own memory */
	STACK_MISSING, /* not in this dump */
};

/* "normal", "early", "lost", "page_owner" or "missing" */
const char *stack_kind_name(enum stack_kind kind);

struct stack {
	uint32_t handle;
	uint32_t printed;  /* the kernel's own handle in a text that has it, otherwise 0 */
	uint8_t kind;	   /* enum stack_kind */
	uint8_t allocator; /* ALLOCATOR_* but CMA, as its frames tell */
	bool unread;	   /* the host broke or was interrupted while it was read */
	bool unloaded;	   /* a frame has no symbol, and no frame is in a module */
	uint16_t hidden;   /* leading frames that are not the caller's: the allocator's */
	uint16_t count;
	uint32_t caller; /* name of the first frame behind those */
	uint32_t module; /* of the first frame that is in a module, 0: none is */
	/* Innermost first.  Of STACK_MISSING a sentence is the only one. */
	const struct frame *const *frames;
	const uint64_t *pcs; /* of each frame; NULL when the stack came out of a text */
	const struct source_line **lines; /* of each frame, see lines.c; NULL until asked */
	struct stack *before;		  /* one that was made earlier */

	/* Only for output, no function parses them: NULL until stack_text() is called. */
	const char *text; /* " frame\n" for each frame, as the kernel prints them */
	const char *head; /* the lines before the frames in a text; otherwise the frames */
	size_t text_len;
};

#define MAX_CALLER_PATTERNS 8

struct caller_patterns {
	const struct pattern *list[MAX_CALLER_PATTERNS];
	unsigned int count;
};

/* Which function of a stack is the caller, where the user knows it better. */
struct caller_rules {
	struct caller_patterns skip;	/* functions that are allocators, too */
	struct caller_patterns callers; /* those that are callers, whatever is in front of them */
	const char *text;		/* all of that as one string; NULL: there are no rules */
};

/*
 * From now on callers are by the rules of po->options, those of stacks that are known, too.
 * 0 or -ENOMEM.
 */
int stacks_apply_rules(struct pageowner *po);
/* Each distinct stack is read once and kept.  NULL: no memory. */
struct stack *stack_find(struct pageowner *po, uint32_t handle);
/* The stack in a text with a line for each frame; its handle is a number of ours. */
struct stack *stack_of_text(struct pageowner *po, const char *text, size_t len);
/* How many leading frames are the allocator's, without rules of the user. */
uint16_t stack_usual_caller(const struct stack *stack);
/* A text has the kernel's own @handle for @stack; 0: it has none. */
void stack_print_handle(struct pageowner *po, struct stack *stack, uint32_t handle);
/* Of a stack of which only the handle is known: that with its frames, if the text has it. */
struct stack *stack_of_printed(struct pageowner *po, struct stack *stack);
/* One of that handle with these frames, which live as long; NULL also when there is one already. */
struct stack *stack_add(struct pageowner *po, uint32_t handle, enum stack_kind kind,
			const struct frame **frames, uint16_t count);
/* The frames as the kernel prints them, made once for each stack.  "" if out of memory. */
const char *stack_text(struct pageowner *po, struct stack *stack);
/* Compares by these texts. */
int stack_compare(const struct stack *a, const struct stack *b);
/*
 * A number for the frames from the caller outwards, at most @depth of them: stacks with the same
 * frames have the same number.  0: there are no such frames, or out of memory.
 */
uint32_t stack_path(struct pageowner *po, const struct stack *stack, uint64_t depth);

/* ---- stackdepot.c: from a handle to program counters ---- */

/*
 * Finds out how handles are encoded and proves it with handles of page_owner's records, because
 * each stack record contains its own handle.  -EINVAL with a message if no known layout decodes
 * them.
 */
int stackdepot_open(struct pageowner *po);
/*
 * The program counters of the stack of @handle, innermost first, at least one, in the handle's
 * memory.  -ENODATA: the record is not in the dump; -EINVAL: there is no such record.  Both count
 * as a lost stack.
 */
int stackdepot_pcs(struct pageowner *po, uint32_t handle, const uint64_t **ret, uint16_t *count);
/* The address of the record of a handle; -EINVAL if the handle is impossible. */
int stackdepot_record(struct pageowner *po, uint32_t handle, uint64_t *ret);
/* The handle of the record at @offset bytes in the pool number @index. */
uint32_t stackdepot_handle(const struct pageowner *po, uint32_t index, size_t offset);
/* The number of pools that handles can address. */
uint32_t stackdepot_max_pools(const struct pageowner *po);
/* The @i-th pool of the depot, false after the last; the next function gives their size. */
bool stackdepot_pool(struct pageowner *po, unsigned int i, uint64_t *ret);
uint64_t stackdepot_pool_size(const struct pageowner *po);

#endif
