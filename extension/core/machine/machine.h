/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine that was dumped: zones, clock, log, memory allocation profiling.
 */
#ifndef PAGEOWNER_MACHINE_H
#define PAGEOWNER_MACHINE_H

#include "pages/records.h"

/* ---- mmzone.c: the zones of all nodes, and what is free in them ---- */

struct mem_zone {
	uint64_t address, pgdat; /* of its struct zone, and of its node's pglist_data */
	int node, number;
	const char *name;
	uint64_t start_pfn;
	uint64_t spanned, present; /* page frames: with its holes, without */
	uint64_t managed;	   /* by the page allocator; 0 when it is not known */
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
void machine_uts_text(struct pageowner *po, enum fact field, struct strbuf *text);
/* "6.1.0 x86_64 #1 SMP ..." */
void machine_kernel_text(struct pageowner *po, struct strbuf *text);

/* ---- printk.c: the kernel log ---- */

struct printk_losses {
	uint64_t records; /* that could not be read */
};

/* Takes one line, without its time (ns since boot) and what would harm a terminal. */
typedef int printk_line(void *arg, uint64_t ts, const char *line);

/*
 * All lines of the log from the oldest on; uses the run's memory.  -ENOENT: nobody
 * knows where this kernel has its log.  An errno of @line ends it.
 */
int printk_lines(struct pageowner *po, printk_line *line, void *arg, struct printk_losses *losses);
/* "[    1.234567] ", as dmesg has it in front of a line. */
void printk_time_text(struct strbuf *text, uint64_t ts);
/* The log as dmesg prints it, to the host; what could not be read becomes the message. */
int printk_text(struct pageowner *po);
/* ---- alloc_tag.c: memory allocation profiling ---- */

/* Built in and on?  0, or -EINVAL with the line that says which of these it is not. */
int alloc_tag_on(struct pageowner *po);
/* The same, and does this dump tell the tag of a page? */
int alloc_tag_of_pages(struct pageowner *po);
/* "file.c:12 [module] func:name" */
void alloc_tag_text(struct pageowner *po, struct strbuf *text, uint64_t tag);

#endif
