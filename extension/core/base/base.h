/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The base of all stages: memory that is freed at once, text that grows, names as numbers, and
 * questions to the host for bytes, symbols and types.
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
struct reader;
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

/* ---- memory that is freed with the handle or after the run (memory.c) ---- */

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
/* As strbuf_append(), of any length. */
void strbuf_append_any(struct strbuf *text, const char *data, size_t len);

/* A record of a list is some 40 short pieces: as long as they fit, each is a copy and no call. */
static inline void strbuf_append(struct strbuf *text, const char *data, size_t len)
{
	if (!len || text->room - text->len <= len) {
		strbuf_append_any(text, data, len);
		return;
	}
	memcpy(text->data + text->len, data, len);
	text->len += len;
	text->data[text->len] = '\0';
}

/* For lists, which have millions of these: a string, and numbers as %llu, %lld, 0x%llx. */
static inline void strbuf_text(struct strbuf *text, const char *more)
{
	strbuf_append(text, more, strlen(more));
}

void strbuf_number(struct strbuf *text, uint64_t number);
void strbuf_signed(struct strbuf *text, int64_t number);
void strbuf_hex(struct strbuf *text, uint64_t number);
/* A name from the dump; bytes that are not printable ASCII or UTF-8 become \xNN. */
void strbuf_name(struct strbuf *text, const char *name);
/* The same for @size bytes, up to a newline or the end. */
void strbuf_line(struct strbuf *text, const char *line, size_t size);
/* The same of all @size bytes, with the newlines and tabs that are in them. */
void strbuf_lines(struct strbuf *text, const char *lines, size_t size);

/* ---- names.c: strings that repeat, as numbers ---- */

/* 0 stands for the empty string; it is also the result if there is no memory. */
uint32_t name_id(struct pageowner *po, const char *text, size_t len);
const char *name_text(const struct pageowner *po, uint32_t id);
/* The same for a separate table in @arena; begin with NULL. */
uint32_t names_id(struct arena *arena, struct name_table **names, const char *text, size_t len);
const char *names_text(const struct name_table *table, uint32_t id);

/* ---- pattern.c: regular expressions and names with wildcards ---- */

struct pattern;

/*
 * Compiles the extended regular expression that is the value of the option --@name, into
 * @arena.  -EINVAL with a message; pattern_free() releases what it holds besides.
 */
int pattern_parse(struct reader *rd, struct arena *arena, const char *name, const char *text,
		  const struct pattern **ret);
void pattern_free(const struct pattern *pattern);
bool pattern_matches(const struct pattern *pattern, const char *line);
/* Is @name the @word, or, where that has wildcards as a shell takes them, one of its kind? */
bool name_fits(const char *name, const char *word);
/* The same, in upper or lower case. */
bool name_fits_any_case(const char *name, const char *word);

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

/* The thing that was added for @key, or NULL. */
void *map_find(const struct map *map, uint64_t key);
/* Adds @thing, which is not NULL, for @key.  False: there is no memory. */
bool map_add(struct arena *arena, struct map *map, uint64_t key, void *thing);

/* ---- target.c: asking the host ---- */

/* What was lost in a hole; the comments are the units that the report names. */
enum hole {
	HOLE_PAGE_EXT, /* pages of page_ext tables */
	HOLE_PAGE,     /* pages of the memory map (struct page) */
	HOLE_STACK,    /* stacks */
	HOLE_OTHER,    /* pages of anything else */
	NR_HOLES,
};

/* The format of the page tables of this machine. */
struct page_tables {
	bool arm64;
	unsigned int page_shift;
	unsigned int bits;    /* number of address bits that one table resolves; 0: not known */
	unsigned int va_bits; /* number of address bits that all tables resolve */
	uint64_t encrypted;   /* the bit of every entry that AMD's SME sets */
	uint64_t kernel;      /* physical address of the kernel's top table, 0: not known */
};

/* The memory that one entry maps: @size bytes. */
struct mapping {
	uint64_t virt, phys, size;
	uint64_t table; /* the table in which the walk ended */
};

/*
 * One thread's access to the dump: each job of a scan has its own reader, so that it shares
 * nothing that changes.
 */
struct reader {
	const struct pageowner_target *host;
	struct arena *arena;
	size_t page_size;
	const struct page_tables *tables; /* for addresses that the host cannot read; or NULL */
	struct mapping mapping;		  /* the last mapping that was found */
	bool tags;			  /* a pointer's top byte is not part of the address */
	enum hole hole;			  /* how the next holes are counted */
	uint64_t holes[NR_HOLES];
	uint64_t last_hole; /* number of the page of the last hole plus 1, to count it once */
	int broken;	    /* the first error of the dump or the host; a hole is none */
	char message[512];
};

/*
 * Puts "@format: " in front of the message and returns @err.  The first call on an empty
 * message sets the cause.
 */
int fail(struct reader *rd, int err, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Reads all @len bytes at kernel virtual @addr; -ENODATA if any is missing. */
int target_read(struct reader *rd, uint64_t addr, void *buf, size_t len);
/*
 * The same in bulk: missing bytes read as zero, page by page, and missing(arg, offset, len) is
 * called for them, if given.  0, or the error of a broken dump file.
 */
int target_read_holes(struct reader *rd, uint64_t addr, void *buf, size_t len,
		      void (*missing)(void *arg, size_t offset, size_t len), void *arg);
/* An unsigned integer of @size bytes (1, 2, 4, 8) in the dump's byte order. */
int target_uint(struct reader *rd, uint64_t addr, unsigned int size, uint64_t *ret);
/* A pointer or unsigned long. */
int target_ulong(struct reader *rd, uint64_t addr, uint64_t *ret);
/* A NUL terminated string, cut at @size - 1 bytes. */
int target_string(struct reader *rd, uint64_t addr, char *buf, size_t size);

/* Removes the tag in arm64's top byte, so that pointers to the same object are equal. */
uint64_t target_untag(const struct reader *rd, uint64_t addr);

/* The physical address of a kernel virtual address; -EFAULT if there is none. */
int target_translate(struct reader *rd, uint64_t addr, uint64_t *ret);

/* Decodes @size bytes that have been read. */
uint64_t get_uint(const struct reader *rd, const void *bytes, unsigned int size);

/* A walk along a struct list_head, which a crash may have broken or closed to a ring. */
struct list_walk {
	struct reader *rd;
	uint64_t head, entry; /* address of the list_head in the entry */
	uint64_t remembered, steps, limit;
	int err; /* of a walk that ended before it came back to the head */
};

void list_begin(struct list_walk *walk, struct reader *rd, uint64_t head);
/*
 * Moves to the next entry.  False at the end; false with walk->err at a hole (-ENODATA), or if
 * the list has no end or returns to an earlier entry (-EINVAL).
 */
bool list_next(struct list_walk *walk);

/* Hands finished output to the host and empties @text. */
int write_text(struct pageowner *po, struct strbuf *text);

/* ---- pgtable.c: for hosts that read physical memory and only part of virtual memory ---- */

/*
 * Walks down from the table at the physical address @top.  -EFAULT: nothing is mapped at
 * @addr; -ENODATA: a table is not in the dump.
 */
int pgtable_walk(struct reader *rd, const struct page_tables *tables, uint64_t top, uint64_t addr,
		 struct mapping *ret);
/* The same from the kernel's own tables, into rd->mapping, which serves near addresses, too. */
int pgtable_find(struct reader *rd, uint64_t addr);
/* Like read() of the host, by these tables. */
ssize_t pgtable_read(struct reader *rd, uint64_t addr, void *buf, size_t len);

/* ---- log_line.c: a line of a kernel log without what is in front of it ---- */

/* Pieces of the text that it was made of, none of them terminated. */
struct log_line {
	const char *text; /* what the kernel printed, without blanks and CR at its end */
	size_t len;
	bool prefixed;	   /* something was in front of it */
	bool has_ts;	   /* the kernel's own time was: */
	uint64_t ts;	   /* ns since boot */
	const char *clock; /* the wall clock as it stood there; clock_len 0: there was none */
	size_t clock_len;
	uint64_t caller;  /* "[   T12]" or "[    C0]", a number for each; 0: not known */
	bool said_kernel; /* syslog or the journal say that it is the kernel's */
	bool foreign;	  /* or that it is another program's: @text then begins with its name */
};

void log_line(const char *text, size_t len, struct log_line *ret);

/* ---- spill.c: sorting more data than memory should hold ---- */

struct spill;
typedef int spill_compare(void *arg, const void *a, const void *b);
/* Equal entries become one. */
typedef void spill_combine(void *into, const void *from);

/* Opens an empty file that is deleted when it is closed; NULL with errno. */
typedef FILE *spill_temporary(void);

/*
 * Entries are sorted by @compare, which gets @arg.  @combine: NULL if equal entries are kept.
 * @temporary is called when the entries no longer fit into memory.  NULL: out of memory.
 */
struct spill *spill_new(spill_compare *compare, spill_combine *combine, void *arg,
			spill_temporary *temporary);
void spill_free(struct spill *spill);
/* Copies the entry. */
int spill_add(struct spill *spill, const void *entry, size_t len);
/* Call it after the last entry; then spill_next() returns the entries in order. */
int spill_sort(struct spill *spill);
/* The caller frees *entry; it is NULL after the last entry. */
int spill_next(struct spill *spill, char **entry, size_t *len);

#endif
