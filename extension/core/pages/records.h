/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a page frame to an allocation: page_ext, page_owner, struct page, and the stack that
 * a handle stands for.
 */
#ifndef PAGEOWNER_RECORDS_H
#define PAGEOWNER_RECORDS_H

#include "kernel/facts.h"

/* ---- zones.c: nodes and their zones ---- */

struct mem_zone {
	uint64_t address, pgdat; /* of its struct zone, and of its node's pglist_data */
	int node, number;	 /* as the kernel counts them */
	uint64_t start_pfn;
	uint64_t spanned, present; /* page frames: with its holes, without */
	uint64_t managed;	   /* by the page allocator; 0 when it is not known */
};

struct zone_list {
	struct mem_zone *zones;
	size_t count, room;
	/* The first zone that says of itself what can't be; address 0: there is none. */
	struct mem_zone impossible;
};

/* How many nodes there can be; each may be missing. */
unsigned int zones_nodes(const struct pageowner *po);
/* Address of the node's struct pglist_data, 0 when there is none; a hole counts. */
uint64_t zones_node(struct pageowner *po, unsigned int node);
/* How many zones the node at @pgdat has, 0 when unknown. */
unsigned int zones_of_node(struct pageowner *po, uint64_t pgdat);
/* Address of the struct zone of that number. */
uint64_t zones_address(const struct pageowner *po, uint64_t pgdat, unsigned int number);
/*
 * The zones that span page frames, in the order of the kernel's own files, into @arena.
 * Zones in holes are counted and left out, so are those that span what can't be.
 */
int zones_load(struct pageowner *po, struct arena *arena, struct zone_list *ret);
/*
 * The place in @list, from @from on, of the first zone of that node and number that spans
 * @pfn, or -1; a negative @node or @number stands for any.
 */
int zones_find(const struct zone_list *list, size_t from, uint64_t pfn, int node, int number);
/* The only zone that spans @pfn, or NULL. */
const struct mem_zone *zones_spanning(const struct zone_list *list, uint64_t pfn);

/* ---- flatmem.c ---- */

/* The zones of po->zones, sorted and cut up, as the sections of FLATMEM. */
int flatmem_sections(struct pageowner *po, struct section_list *ret);

/* ---- page_ext.c: page frame -> its extension record ---- */

/* A range of page frames whose records lie in one table. */
struct section {
	uint64_t start_pfn;
	uint64_t end_pfn;	  /* first one behind */
	uint64_t page_ext;	  /* record of pfn: page_ext + ext_size * pfn, mod 2^64 */
	uint64_t mem_map;	  /* struct page of pfn: mem_map + sizeof * pfn */
	uint64_t pageblock_flags; /* bitmap of pageblocks, 0: none */
	uint64_t pageblock_start; /* its first bits are those of this page frame */
	bool has_page_ext;
	bool online;
};

struct section_list {
	struct section *sections;
	size_t count;
	uint64_t invalid; /* sections without page_ext: offline, or being so */
};

/* All present sections in PFN order, in the handle's memory. */
int page_ext_sections(struct pageowner *po, struct section_list *ret);

/* The records of one section. */
struct page_ext_table {
	const struct section *section;
	unsigned char *bytes;	/* ext_size for each PFN */
	unsigned char *missing; /* a bit for each PFN whose record is in a hole */
	uint64_t missing_pfns;
	unsigned char *again; /* of a live machine, room for a second look */
};

/* Room for one table after the other; zero it to start. */
struct table_room {
	struct arena arena;
	unsigned char *bytes;
	size_t size;
};

/* Reads the table of @section in bulk, into @room or, if that is NULL, into rd's arena. */
int page_ext_read(struct reader *rd, const struct pageowner *po, const struct section *section,
		  struct table_room *room, struct page_ext_table *ret);
/* Of a live machine: how many records are not any more what page_ext_read() read. */
int page_ext_changed(struct reader *rd, const struct pageowner *po, struct page_ext_table *table,
		     uint64_t *ret);
/* The section of @pfn, or NULL. */
const struct section *page_ext_section(const struct pageowner *po, uint64_t pfn);
/* The record of @pfn alone, into ext_size bytes. */
int page_ext_read_one(struct reader *rd, const struct pageowner *po, const struct section *section,
		      uint64_t pfn, unsigned char *ret);
/* The record of @pfn, or NULL when it is in a hole. */
const unsigned char *page_ext_record(const struct pageowner *po, const struct page_ext_table *table,
				     uint64_t pfn);

/* ---- page_owner.c: record bytes -> one allocation ---- */

#define COMM_LEN 16	    /* TASK_COMM_LEN */
#define MAX_RECORD_ORDER 24 /* 16 GiB pages are the largest of any architecture */

/* Where an allocation was made, as far as the kernel records it. */
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
	CGROUP_OF_TASK,	      /* value: the id of the task's cgroup, out of the record */
	CGROUP_NAMED,	      /* value: a name_id(); of texts, of saved files and of groups */
	CGROUP_NAMED_REMOVED, /* the same of one that was removed; of saved files */
};

/* A cgroup by what is known of it so far; all zero is none. */
struct cgroup_ref {
	uint64_t value;
	uint64_t kind; /* enum cgroup_kind; wide, because keys compare as bytes */
};

struct allocation {
	uint64_t pfn;
	uint64_t sequence; /* in a dump the PFN, in a text the place */
	uint64_t ts_nsec;  /* 0 where the kernel keeps none */
	uint64_t free_ts_nsec;
	uint32_t gfp_mask;
	uint32_t handle;
	uint32_t free_handle;
	int32_t pid, tgid;
	int32_t free_pid, free_tgid;
	uint16_t order;
	int16_t last_migrate_reason;
	bool allocated;		 /* false: freed, the fields tell of the last owner */
	uint8_t context;	 /* enum recorded_context */
	uint64_t cgroup_id;	 /* of the task that took it, 0: none or not recorded */
	uint64_t tag;		 /* address of its struct alloc_tag, 0: none */
	char comm[COMM_LEN + 1]; /* as in the dump, NUL terminated */

	/* Of the struct page; filled only where a key or a selection asks for it. */
	int16_t migratetype; /* by its gfp mask; this one is always there */
	uint8_t allocator;   /* ALLOCATOR_*, as far as the page tells */
	bool slab;
	uint8_t age;	    /* machine_age(); filled where KEY_AGE may be asked for */
	int16_t node, zone; /* -1: not known */
	int16_t block_type; /* migratetype of the pageblock, -1: not known */
	uint64_t flags;
	struct cgroup_ref cgroup; /* the page is charged to it, or else the task was in it */
	uint64_t memcg_data;	  /* as it is in the page, also of tails */
	bool page_known;	  /* the struct page is in the dump */
	bool buddy, tail;	  /* head of a free block; part of a compound page */

	/* The record as the text had it, when it came out of one; else NULL. */
	const char *raw;
	size_t raw_len;
	uint32_t printed_handle; /* the kernel's own, where the text has it */
	bool counter;		 /* no record, but what the kernel counts for a stack */
};

/* page_owner_sort's classes; a page can be of several. */
enum {
	ALLOCATOR_CMA = 1 << 0,
	ALLOCATOR_SLAB = 1 << 1,
	ALLOCATOR_VMALLOC = 1 << 2,
	ALLOCATOR_OTHERS = 1 << 3,
	ALLOCATOR_KMALLOC = 1 << 4, /* of stacks alone: what kmalloc() has no slab for */
};

enum record_state {
	RECORD_NONE,	  /* never owned, or no stack was recorded */
	RECORD_FREE,	  /* free now; the last owner is known */
	RECORD_ALLOCATED, /* head of an allocation */
	RECORD_TAIL,	  /* part of an allocation that a lower PFN heads */
	RECORD_BAD,	  /* an order that no allocation can have */
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
	uint32_t mapcount; /* _mapcount and page_type share the word */
	uint32_t refcount;
	uint64_t mapping;
	uint64_t compound_head;
};

/* A window on the memory map of one section; zero it to start. */
struct page_window {
	const struct section *section;
	size_t size; /* in page frames, a power of two; 0: a few */
	uint64_t first_pfn;
	size_t count; /* 0: nothing read yet, or a hole */
	bool hole;
	unsigned char *bytes;
};

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
/* What of a page its row of the account leaves open: ", of kmalloc-64; 0 references" */
void page_details_text(struct pageowner *po, struct strbuf *text, const struct page *page,
		       uint64_t address);
/* Migratetype of the pageblock of @pfn, -1 when unknown. */
int pageblock_migratetype(struct reader *rd, const struct pageowner *po,
			  const struct section *section, uint64_t pfn);

/* ---- page_names.c: the kernel's own names of flags and types ---- */

/* Loads them, once. */
int page_names_load(struct pageowner *po);
/* Without a dump: the names that a text spells. */
int page_names_open_text(struct pageowner *po);
/* The migratetype that an allocation with this mask asks for. */
int page_gfp_migratetype(const struct pageowner *po, uint32_t gfp_mask);
/* Names as the kernel prints them; "?" plus the number when it has none. */
void page_gfp_text(const struct pageowner *po, struct strbuf *text, uint32_t gfp_mask);
void page_flags_text(const struct pageowner *po, struct strbuf *text, uint64_t flags);
const char *page_migratetype_name(const struct pageowner *po, int migratetype);
unsigned int page_nr_migratetypes(const struct pageowner *po);
/* Its number, added when a text is the only source of names; -1 when there is none. */
int page_migratetype(struct pageowner *po, const char *name, size_t len);
/* The mask of a flag by its name in the kernel's table, 0 when it has none. */
uint64_t page_gfp_mask(const struct pageowner *po, const char *name, size_t len);
uint64_t page_flags_mask(const struct pageowner *po, const char *name, size_t len);
/* NULL: never migrated. */
const char *page_migrate_reason_name(const struct pageowner *po, int reason);

/* ---- cgroup.c: cgroups and their ids ---- */

#define CGROUP_NAME_SIZE 80 /* the kernel's own buffer for it */

/* cgroup_name() of the struct cgroup at @cgroup: its last component. */
int cgroup_name(struct pageowner *po, uint64_t cgroup, char *name);
/* name_id() of the cgroup with this id; "id:5" when no cgroup has it any more. */
uint32_t cgroup_id_name(struct pageowner *po, uint64_t id);

/* ---- memcg.c: the cgroup that a page is charged to ---- */

/* Does memcg_data charge the page as a whole to a cgroup? */
bool memcg_charges(uint64_t memcg_data);
/* name_id() of the cgroup that memcg_data charges; 0: none. */
uint32_t memcg_cgroup_name(struct pageowner *po, uint64_t memcg_data);
/* Has that cgroup been removed? */
bool memcg_is_removed(struct pageowner *po, uint64_t memcg_data);
/* The lines of print_page_owner_memcg(): slab, charged cgroup; often none. */
void memcg_text(struct pageowner *po, struct strbuf *text, uint64_t memcg_data, bool tail);

/* ---- cgroup_ref.c: the cgroup of an allocation ---- */

/* CGROUP_NAMED, or none where the name is 0. */
struct cgroup_ref cgroup_ref_named(uint32_t name);
/* CGROUP_OF_TASK, or none where the record is torn or has no id. */
struct cgroup_ref cgroup_ref_of_task(uint64_t id);
/* Its name_id(), 0 for none. */
uint32_t cgroup_ref_name(struct pageowner *po, struct cgroup_ref cgroup);
/* Is the page charged to a cgroup that has been removed? */
bool cgroup_ref_removed(struct pageowner *po, struct cgroup_ref cgroup);

/* ---- allocators.c: functions that hand out memory for somebody else ---- */

/* FRAME_ALLOCATOR, FRAME_SLAB and FRAME_LARGE_KMALLOC of the function, 0 for all others. */
uint8_t allocator_roles(const char *symbol);

/* ---- frames.c: what stands in a stack, taken apart once ---- */

/* What a function is for. */
enum {
	FRAME_ALLOCATOR = 1 << 0,     /* hands out memory for somebody else */
	FRAME_SLAB = 1 << 1,	      /* part of the slab allocator */
	FRAME_LARGE_KMALLOC = 1 << 2, /* hands out what is too large for a slab */
	/*
	 * Enters the kernel on an interrupt or exception: the next frame is the
	 * instruction that was interrupted, not one behind a call.
	 */
	FRAME_ENTRY = 1 << 3,
	/* page_owner_sort: a stack is vmalloc's if it has the second right above the first. */
	FRAME_VMALLOC = 1 << 4,
	FRAME_ALLOC_PAGES = 1 << 5,
	FRAME_HANDLE = 1 << 6, /* no frame: the text has only the handle of this stack */
};

/* All strings live as long as the host.  Equal ones are the same. */
struct frame {
	const char *text; /* "name+0xoff/0xsize [module]", or what a text has there: raw */
	size_t len;
	const char *symbol;    /* NULL: a bare address */
	const char *module;    /* NULL: the kernel image */
	const char *name;      /* "function [module]", without a symbol "0x..." */
	uint64_t address;      /* 0: a text does not contain it */
	uint64_t offset, size; /* of the return address in the symbol; of the symbol */
	uint32_t id;	       /* frames of equal text have equal ones */
	uint8_t roles;	       /* FRAME_* */
};

/* The frame of a program counter of the dump, made once.  NULL: no memory. */
const struct frame *frame_at(struct pageowner *po, uint64_t pc);
/* Of a line of a text: what %pS printed, or anything else.  Made once.  NULL: no memory. */
const struct frame *frame_parse(struct pageowner *po, const char *line, size_t len);
/*
 * Prints what %pS does: "name+0xoff/0xsize [module]", without @offset "name [module]", or
 * "0x..." where no symbol is known (lib/vsprintf.c symbol_string, kernel/kallsyms.c).
 */
void frame_print(struct strbuf *text, const struct frame *frame, bool offset);

/* ---- stacks.c: the stacks that are known, and what their frames say ---- */

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
	uint32_t printed;  /* the kernel's own in a text that has it, else 0 */
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

	/* Output, which no function takes apart again: NULL until stack_text() is called. */
	const char *text; /* " frame\n" for each, as the kernel prints them */
	const char *head; /* what a text has in front of the frames; else the frames */
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
/* The stack that a text prints, a line for each frame; the handle is a number of ours. */
struct stack *stack_of_text(struct pageowner *po, const char *text, size_t len);
/* A text has the kernel's own @handle for @stack; 0: it has none. */
void stack_print_handle(struct pageowner *po, struct stack *stack, uint32_t handle);
/* Of a stack of which only the handle is known: that with its frames, if the text has it. */
struct stack *stack_of_printed(struct pageowner *po, struct stack *stack);
/* One of that handle with these frames, which live as long; NULL also when there is one already. */
struct stack *stack_add(struct pageowner *po, uint32_t handle, enum stack_kind kind,
			const struct frame **frames, uint16_t count);
/* Frames as the kernel prints them, made once for each stack.  "" when there is no memory. */
const char *stack_text(struct pageowner *po, struct stack *stack);
/* In the order of these texts. */
int stack_compare(const struct stack *a, const struct stack *b);
/*
 * A number for the frames from the caller outwards, at most @depth of them: that of every stack
 * whose frames there are the same.  0: there are none, or no memory.
 */
uint32_t stack_path(struct pageowner *po, const struct stack *stack, uint64_t depth);

/* ---- stackdepot.c: handle -> program counters ---- */

/*
 * Finds out how handles are built and proves it on handles of the records
 * themselves, because each stack record carries its own.  -EINVAL with a message
 * when no known layout decodes them.
 */
int stackdepot_open(struct pageowner *po);
/*
 * The program counters of the stack of @handle, innermost first, at least one, in the handle's
 * memory.  -ENODATA: it is not in the dump; -EINVAL: there is no such record.  Either counts
 * as a lost stack.
 */
int stackdepot_pcs(struct pageowner *po, uint32_t handle, const uint64_t **ret, uint16_t *count);
/* The address of the record of a handle; -EINVAL when there can be none. */
int stackdepot_record(struct pageowner *po, uint32_t handle, uint64_t *ret);
/* The handle of the record at @offset bytes of the @index-th pool. */
uint32_t stackdepot_handle(const struct pageowner *po, uint32_t index, size_t offset);
/* How many pools handles can tell apart. */
uint32_t stackdepot_max_pools(const struct pageowner *po);
/* The @i-th pool of the depot, false behind the last; the size of each in bytes. */
bool stackdepot_pool(struct pageowner *po, unsigned int i, uint64_t *ret);
uint64_t stackdepot_pool_size(const struct pageowner *po);

#endif
