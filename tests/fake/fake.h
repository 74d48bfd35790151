/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel that exists only in memory, and the host that answers for it.
 *
 * linux-*.h hold the structs of a release, build.h compiles a whole memory
 * image out of them, plan.c says what happened in it (who allocated what), and
 * fake.c is the host: a sparse map of bytes, symbols and types.  To add a
 * layout, write its header and a file of four lines like linux-6.1.c.
 *
 * A test takes an image, changes bytes in it or tears holes into it, and asks
 * the analyser.
 */
#ifndef FAKE_H
#define FAKE_H

#include <stdio.h>

#include "pageowner.h"

/* Rows of the plan leave out what is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define FAKE_PAGE_SIZE 4096
#define FAKE_SECTION_BITS 24 /* SECTION_SIZE_BITS: 4096 page frames */
#define FAKE_SECTION_PFNS (1 << (FAKE_SECTION_BITS - 12))
#define FAKE_PHYSMEM_BITS 36
#define FAKE_DIRECT_MAP 0xffff888000000000ull
#define FAKE_VMEMMAP 0xffffea0000000000ull
#define FAKE_LINKED 0xffffffff81000000ull /* _text before KASLR moved it */
#define FAKE_SLIDE 0x1e000000ull
#define FAKE_TEXT (FAKE_LINKED + FAKE_SLIDE)
#define FAKE_MODULE 0xffffffffc0200000ull
#define FAKE_NOW 90123456789ull /* rq->clock at the crash */
#define FAKE_CRASH_TIME 1700000000ull

/* Sections 0, 1, 3, the last, and 4 if asked for; most others do not exist. */
enum { FAKE_OFFLINE_SECTION = 4, FAKE_MAX_SECTION = 130 };

/* How the kernel stores the addresses of its symbols. */
enum fake_kallsyms {
	KALLSYMS_BY_KERNEL, /* as the release does */
	KALLSYMS_ABSOLUTE,
	KALLSYMS_BASE_RELATIVE,
	KALLSYMS_ABSOLUTE_PERCPU,
	KALLSYMS_PLACE_RELATIVE,
	KALLSYMS_NONE,
};

enum fake_parallel { PARALLEL_NONE, PARALLEL_SHUFFLED, PARALLEL_THREADS };

struct fake_options {
	enum fake_kallsyms kallsyms;
	enum fake_parallel parallel;
	bool note_in_memory;	/* no VMCOREINFO text from the host */
	bool no_types;		/* the host knows neither types nor constants */
	bool no_symbols;	/* nor symbols */
	bool page_owner_off;	/* built in, not on the command line */
	bool page_owner_absent; /* not built in */
	bool page_ext_absent;	/* nor any other page extension */
	bool many;		/* sections 32 to 63 as well, all free */
	bool offline;		/* a section that is about to go offline */
	bool numa;		/* two nodes behind node_data[] */
	bool no_formats;	/* the printf formats are not where one looks for them */
	const char *formats[2]; /* other ones: a distribution's backport */
	const char *without;	/* symbols that this kernel does not have, with blanks between */
};

/* Stacks that the plan names; 0 is a record without one. */
enum fake_stack_id {
	NO_STACK,
	STACK_OF_DUMMY,
	STACK_OF_FAILURE,
	STACK_OF_EARLY,
	STACK_ANON,
	STACK_SLAB,
	STACK_ORDERS,
	STACK_FREE,
	STACK_MODULE,
	STACK_ODD,
	STACK_DEEP,
	STACK_PIPE,
	FAKE_NR_STACKS,
	STACK_UNKNOWN_POOL,
	STACK_WRONG_OFFSET,
};

struct fake_stack {
	unsigned int count;
	uint64_t pcs[16]; /* below 1 GiB: relative to _text */
	const char *text; /* what %pS prints for them, written by hand */
};

enum fake_memcg {
	MEMCG_NONE,
	MEMCG_WEB,
	MEMCG_OFFLINE,
	MEMCG_WEB_OBJCG,
	MEMCG_SLAB,
	MEMCG_ROOT,
	MEMCG_LONG,
	MEMCG_OFFLINE_OBJCG,
	NR_MEMCG,
};

/* What page_owner wrote about @blocks neighbouring blocks of 1 << order page frames. */
struct fake_record {
	uint64_t pfn;
	unsigned int blocks;
	unsigned int order; /* as recorded, also when it is nonsense */
	uint32_t gfp;
	enum fake_stack_id stack;
	const char *comm;
	int pid, tgid;
	uint64_t ts;
	enum fake_stack_id free_stack; /* freed when not NO_STACK */
	uint64_t free_ts;
	int reason;	   /* 1 + migrate reason, 0: never migrated */
	unsigned int fill; /* page frames really written, 0: all of the block */
	bool head_lost;	   /* the first entry of the block stays empty */
	bool freed;
	unsigned int context; /* enum page_owner_context: 0 is a task */
	uint64_t cgroup;      /* id of the task's cgroup */
};

/* Ids of cgroups; a task of GONE took memory, but nothing of the cgroup is left. */
enum {
	CGROUP_ROOT = 1,
	CGROUP_WEB = 42,
	CGROUP_REMOVED = 0x100000007,
	CGROUP_INNER = 51,
	CGROUP_GONE = 77
};

/* Bits of page->flags, each release has its own numbers for them. */
enum { FLAG_RESERVED = 1, FLAG_SOME = 2, FLAG_ALL = 4, FLAG_HEAD = 8 };

struct fake_flag {
	unsigned int bit;
	const char *name;
};

/* A few page frames whose struct page says something. */
struct fake_page {
	uint64_t pfn;
	unsigned int count;
	unsigned int flags; /* FLAG_... */
	enum fake_memcg memcg;
	int buddy; /* 1 + order of a free block that starts here */
};

extern const struct fake_stack fake_stacks[FAKE_NR_STACKS];
extern const struct fake_record fake_records[];
extern const size_t fake_nr_records;
extern const struct fake_page fake_pages[];
extern const size_t fake_nr_pages;
extern const struct fake_text_symbol {
	uint32_t offset;
	char type;
	const char *name;
} fake_text_symbols[];
extern const size_t fake_nr_text_symbols;

struct fake;

/* One release: everything that knows its structs, compiled from build.h. */
struct fake_kernel {
	const char *release;
	enum fake_kallsyms kallsyms;
	bool two_byte_lengths;
	bool text_hex_pfn, text_no_free_ts;		  /* how its page_owner file looks */
	const char *reserved_text, *some_text, *all_text; /* %pGp up to the fields */
	const struct fake_flag *page_flags;
	size_t nr_page_flags;
	uint32_t gfp_atomic;
	int never_migrated;
	const char *pools; /* the array of the stack depot's pools */
	unsigned int index_base;
	bool who; /* records context and cgroup of an allocation */
	bool text_has_free_pid;
	bool has_free_ts, text_has_pid, text_has_comm, text_has_memcg, text_has_fields;
	unsigned int pageblock_order, page_shift;
	uint64_t flag_owner, flag_allocated; /* of page_ext */
	bool flat;	     /* FLATMEM: with numa node_data[], else two sections alone */
	uint32_t extra_mask; /* bits of a handle for others than page_owner */
	size_t sizeof_page, sizeof_section, sizeof_owner, ext_size;
	void (*build)(struct fake *fake);
	void (*put_record)(struct fake *fake, const struct fake_record *record);
	void (*put_page)(struct fake *fake, const struct fake_page *page);
	/* Makes the page a slab's, as far as its cache is concerned. */
	void (*put_slab)(struct fake *fake, uint64_t pfn, const char *name);
	uint32_t (*handle)(struct fake *fake, enum fake_stack_id stack);
	/* Bytes of a lone stack record in @buf, for tests of the depot. */
	size_t (*put_stack)(void *buf, uint32_t handle, const uint64_t *pcs, unsigned int count);
};

extern const struct fake_kernel linux_6_1, linux_6_12, linux_7_3;
/* Those that all tests run on, then those that differ from them in history.h alone. */
extern const struct fake_kernel *const fake_kernels[];	/* NULL ends */
extern const struct fake_kernel *const fake_variants[]; /* likewise */

struct fake {
	const struct fake_kernel *kernel;
	struct fake_options options;
	struct pageowner_target target;

	/* What the tests look at. */
	uint64_t reads;		 /* read() and read_phys() */
	uint64_t page_ext_reads; /* reads that touch a page_ext table */
	char *out;		 /* what was written */
	size_t out_len;
	unsigned int writes;
	unsigned int lookups; /* symbols, types, members, constants */
	unsigned int progress_calls;
	uint64_t last_done, last_total;
	bool in_parallel, progress_in_parallel;

	/* What the tests set. */
	int write_error;	 /* write() returns it from now on */
	unsigned int stop_after; /* progress() stops at this call, 0: never */
	uint64_t error_page;	 /* reading this page is an error of the file */
	uint64_t seed;		 /* of garbage and of the order of jobs */
	unsigned int garbage;	 /* one read in that many returns garbage, 0: none */
	void (*on_progress)(struct fake *fake);

	/* The image. */
	uint64_t page_ext[FAKE_MAX_SECTION + 1]; /* table of each section */
	uint64_t pools[4];			 /* stack depot */
	uint32_t handles[FAKE_NR_STACKS];
	uint64_t memcg_data[NR_MEMCG];
	struct fake_memory *memory;
	struct fake_tables *tables;
	char *note;
	size_t note_len;
};

/* The image of @kernel; @options may be NULL. */
struct fake *fake_new(const struct fake_kernel *kernel, const struct fake_options *options);
void fake_free(struct fake *fake);

/* Memory of the dumped machine. */
void fake_write(struct fake *fake, uint64_t addr, const void *bytes, size_t len);
void fake_zero(struct fake *fake, uint64_t addr, size_t len);
bool fake_read(struct fake *fake, uint64_t addr, void *bytes, size_t len);
void fake_hole(struct fake *fake, uint64_t addr, size_t len);
void fake_write_ulong(struct fake *fake, uint64_t addr, uint64_t value);
void fake_write_u32(struct fake *fake, uint64_t addr, uint32_t value);
uint64_t fake_read_ulong(struct fake *fake, uint64_t addr);
void fake_flip(struct fake *fake, uint64_t random); /* one bit somewhere in the image */

/* Bump allocators of addresses, for build.h. */
enum fake_area {
	AREA_RODATA,
	AREA_DATA,
	AREA_BSS,
	AREA_HEAP,
	AREA_PERCPU,
	AREA_MODULE,
	NR_FAKE_AREAS
};
uint64_t fake_alloc(struct fake *fake, enum fake_area area, size_t size, size_t align);
/* Puts @size bytes somewhere and names the place. */
uint64_t fake_variable(struct fake *fake, const char *name, char type, enum fake_area area,
		       const void *bytes, size_t size);
uint64_t fake_string(struct fake *fake, const char *text);

/* Names, for build.h and for tests that take one away. */
void fake_symbol(struct fake *fake, const char *name, char type, uint64_t addr);
void fake_type(struct fake *fake, const char *name, uint64_t size);
void fake_member(struct fake *fake, const char *type, const char *name, uint64_t bit_offset,
		 uint64_t bit_size);
void fake_bits(struct fake *fake, const char *type, const char *name, const void *probe,
	       size_t size);
void fake_constant(struct fake *fake, const char *name, int64_t value);
void fake_forget(struct fake *fake, const char *type, const char *name);
void fake_note(struct fake *fake, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Replaces the first line of VMCOREINFO that starts with @key; NULL removes it. */
void fake_note_replace(struct fake *fake, const char *key, const char *line);
uint64_t fake_address(struct fake *fake, const char *name); /* dies when unknown */

/* Writes the symbol table into the image, once all symbols are known. */
void fake_put_kallsyms(struct fake *fake);
/* Replaces the kallsyms bytes after a test has added or removed symbols. */
void fake_put_note(struct fake *fake);

/*
 * printk.c: a kernel log, which a test adds to the image.  The ring of v5.10 with
 * 16 descriptors and 1024 bytes of text, or log_buf of v5.9 with 512.
 */
#define FAKE_LOG_COUNT_BITS 4
#define FAKE_LOG_SIZE_BITS 10
#define FAKE_LOG_BUF_LEN 512

struct fake_log {
	uint64_t ring, descs, infos, data;
	size_t ring_size;
	unsigned int exact_fit; /* 1: a text may end where the ring does (v6.19) */
};

void fake_log_ring(struct fake *fake, struct fake_log *log);
void fake_log_add(struct fake *fake, const struct fake_log *log, uint64_t ts, const char *text,
		  size_t len);
void fake_log_buf(struct fake *fake, struct fake_log *log);
void fake_log_buf_add(struct fake *fake, const struct fake_log *log, uint64_t ts, const char *text,
		      size_t len);

/* Where things of the plan are. */
uint64_t fake_entry(const struct fake *fake, uint64_t pfn);	/* page_ext record */
uint64_t fake_page_addr(const struct fake *fake, uint64_t pfn); /* struct page */
bool fake_has_section(const struct fake *fake, uint64_t section);
uint64_t fake_random(uint64_t *seed); /* xorshift */

#endif
