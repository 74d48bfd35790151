/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all stages stand on: memory that dies at once, text that grows, names as numbers, and
 * the host that is asked for bytes, symbols and types.
 */
#ifndef PAGEOWNER_BASE_H
#define PAGEOWNER_BASE_H

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "pageowner.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

struct options;
struct result;
struct kallsyms;
struct depot;
struct stacks;
struct frames;
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

/* ---- text that grows (strbuf.c) ---- */

struct strbuf {
	struct arena *arena;
	char *data;
	size_t len;
	size_t room;
	bool failed; /* out of memory: data ends early */
};

void strbuf_printf(struct strbuf *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void strbuf_append(struct strbuf *text, const char *data, size_t len);
/* A name from the dump: what is neither printable ASCII nor UTF-8 becomes \xNN. */
void strbuf_name(struct strbuf *text, const char *name);
/* The same of @size bytes in front of a newline or the end. */
void strbuf_line(struct strbuf *text, const char *line, size_t size);

/* ---- names.c: strings that repeat, as numbers ---- */

/* 0 stands for the empty string, and for one that found no memory. */
uint32_t name_id(struct pageowner *po, const char *text, size_t len);
const char *name_text(const struct pageowner *po, uint32_t id);
/* The same of a table of its own in @arena; NULL to start. */
uint32_t names_id(struct arena *arena, struct name_table **names, const char *text, size_t len);
const char *names_text(const struct name_table *table, uint32_t id);

/* ---- map.c: numbers that stand for things ---- */

struct map_slot {
	uint64_t key;
	void *thing; /* NULL: the slot is free */
};

/* Zero it to start. */
struct map {
	struct map_slot *slots; /* in the arena that map_add() gets */
	size_t size, count;
};

/* What was added for @key, or NULL. */
void *map_find(const struct map *map, uint64_t key);
/* From now on @key stands for @thing, which is not NULL.  False: there is no memory. */
bool map_add(struct arena *arena, struct map *map, uint64_t key, void *thing);

/* ---- target.c: asking the host ---- */

/* What a hole took from us; the unit is what the report names. */
enum hole {
	HOLE_PAGE_EXT, /* pages of page_ext tables */
	HOLE_PAGE,     /* pages of the memory map (struct page) */
	HOLE_STACK,    /* stacks */
	HOLE_OTHER,    /* pages of anything else */
	NR_HOLES,
};

/* How page tables of this machine are made. */
struct page_tables {
	bool arm64;
	unsigned int page_shift;
	unsigned int bits;    /* of an address that a table resolves; 0: not known */
	unsigned int va_bits; /* of an address that all of them do */
	uint64_t encrypted;   /* a bit of every entry, AMD's SME */
	uint64_t kernel;      /* physical address of the kernel's top table, 0: not known */
};

/* What one entry maps: @size bytes. */
struct mapping {
	uint64_t virt, phys, size;
	uint64_t table; /* the one that the walk ended in */
};

/*
 * The way to the dump for one thread of work: a job of a scan has its own, so
 * it shares nothing that changes.
 */
struct reader {
	const struct pageowner_target *host;
	struct arena *arena;
	size_t page_size;
	const struct page_tables *tables; /* for what the host can't read; or NULL */
	struct mapping mapping;		  /* the last one of these */
	bool tags;			  /* a pointer's top byte is not part of the address */
	enum hole hole;			  /* what a hole is counted as from here on */
	uint64_t holes[NR_HOLES];
	uint64_t last_hole; /* page of the last hole plus 1, so that it counts once */
	int broken;	    /* the first error of the dump or of the host, no hole */
	char message[512];
};

/*
 * Puts "@format: " in front of the message and returns @err.  The first call
 * on an empty message is the cause.
 */
int fail(struct reader *rd, int err, const char *format, ...) __attribute__((format(printf, 3, 4)));

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
	uint64_t head, entry; /* address of the list_head in the entry */
	uint64_t remembered, steps, limit;
	int err; /* of a walk that ended before it came back to the head */
};

void list_begin(struct list_walk *walk, struct reader *rd, uint64_t head);
/*
 * On to the next entry.  False at the end and, with walk->err, at a hole (-ENODATA), where
 * the list has no end or comes back to where it has been before (-EINVAL).
 */
bool list_next(struct list_walk *walk);

/* Hands finished output to the host and empties @text. */
int write_text(struct pageowner *po, struct strbuf *text);

/* ---- pgtable.c: for hosts that see physical memory and part of the virtual ---- */

/*
 * Down from the table at the physical address @top.  -EFAULT: nothing is mapped at
 * @addr; -ENODATA: a table is not in the dump.
 */
int pgtable_walk(struct reader *rd, const struct page_tables *tables, uint64_t top, uint64_t addr,
		 struct mapping *ret);
/* The same from the kernel's own tables, into rd->mapping, which serves what is near as well. */
int pgtable_find(struct reader *rd, uint64_t addr);
/* As read() of the host, by these. */
ssize_t pgtable_read(struct reader *rd, uint64_t addr, void *buf, size_t len);

/* ---- spill.c: sorting more than memory should hold ---- */

struct spill;
typedef int spill_compare(void *arg, const void *a, const void *b);
/* Equal entries become one. */
typedef void spill_combine(void *into, const void *from);

/* Opens an empty file for reading and writing that is gone once closed; NULL with errno. */
typedef FILE *spill_temporary(void);

/*
 * Entries are sorted by @compare, which gets @arg.  @combine: NULL where equal ones stay as
 * they are.  @temporary is called when they no longer fit in memory.  NULL: out of memory.
 */
struct spill *spill_new(spill_compare *compare, spill_combine *combine, void *arg,
			spill_temporary *temporary);
void spill_free(struct spill *spill);
/* Copies the entry. */
int spill_add(struct spill *spill, const void *entry, size_t len);
/* After the last entry; then spill_next() gives them in order. */
int spill_sort(struct spill *spill);
/* The caller frees *entry; NULL behind the last one. */
int spill_next(struct spill *spill, char **entry, size_t *len);

#endif
