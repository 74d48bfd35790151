/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine that was dumped: zones, clock, log, memory allocation profiling.
 */
#ifndef PAGEOWNER_MACHINE_H
#define PAGEOWNER_MACHINE_H

#include "pages/records.h"

/* ---- mmzone.c: zones, and what is free in them ---- */

/*
 * zones_load() into the run's memory.  -EINVAL with a message when this kernel's zones are
 * not known, or one of them can't be.
 */
int mmzone_zones(struct pageowner *po, struct zone_list *ret);
/* The place in @list of the zone of @pfn by what @page says, or -1; NULL: by its span alone. */
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

/* A number of the kernel's, if it has such a one and the dump has it. */
struct machine_number {
	bool known;
	uint64_t value;
};

/* ---- hugetlb.c: huge pages of hugetlbfs ---- */

struct hugetlb {
	bool known;   /* else @kib is of those sizes that could be read */
	uint64_t kib; /* in huge pages of all sizes */
	/* Those of the standard size, which are what /proc/meminfo counts. */
	bool has_standard;
	uint64_t size_kib, total; /* of one of them; how many there are */
	struct machine_number free, reserved, surplus;
};

/* As the kernel has it now; others ask machine_hugetlb(). */
void hugetlb_read(struct pageowner *po, struct hugetlb *ret);

/* ---- printk.c: the kernel log ---- */

struct printk_losses {
	uint64_t records; /* that could not be read */
};

/* A line of a log, out of the kernel's memory or of a file. */
struct log_record {
	bool has_ts;
	uint64_t ts;	   /* ns since boot */
	const char *clock; /* the wall clock that a file had in front of it, or "" */
	const char *text;  /* without that, and without what would harm a terminal */
	uint64_t caller;   /* a number for each task and CPU that prints; 0: not known */
	bool foreign;	   /* another program's line in the same file */
};

typedef int printk_line(void *arg, const struct log_record *record);

/*
 * All lines of the log from the oldest on; uses the run's memory.  -ENOENT: nobody
 * knows where this kernel has its log.  An errno of @line ends it.
 */
int printk_lines(struct pageowner *po, printk_line *line, void *arg, struct printk_losses *losses);

/* ---- alloc_tag.c: memory allocation profiling ---- */

/* Built in and on?  0, or -EINVAL with the line that says which of these it is not. */
int alloc_tag_on(struct pageowner *po);
/* The same, and does this dump tell the tag of a page? */
int alloc_tag_of_pages(struct pageowner *po);
/* "file.c:12 [module] func:name" */
void alloc_tag_text(struct pageowner *po, struct strbuf *text, uint64_t tag);

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
/* Could all names be read, so that what is not among them does not exist? */
bool vmstat_has_all_names(const struct vmstat *vmstat);
bool vmstat_has(const struct vmstat *vmstat, const char *name);
bool vmstat_of_zone(const struct vmstat *vmstat, const char *name);

/* ---- tasks.c: processes, their threads, and who was still there ---- */

struct task_walk {
	struct list_walk list;
	size_t member; /* of the list in struct task_struct */
	uint64_t task; /* address of the one that tasks_next() came to */
};

/* Does this kernel say where its list of processes is? */
bool tasks_known(const struct pageowner *po);
/*
 * A walk over the leaders of all processes (for_each_process()).  The list hangs off
 * init_task, which is not one of them, and the idle tasks of other CPUs are not in it.
 */
void tasks_begin(struct task_walk *walk, struct pageowner *po);
/* Over all threads of the process that @leader leads (for_each_thread()); may fail. */
int tasks_begin_threads(struct task_walk *walk, struct pageowner *po, uint64_t leader);
/* On to the next one; at the end walk->list.err says whether some were lost. */
bool tasks_next(struct task_walk *walk);

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
 * All processes, and all threads where records have no tgid, as long as the run.  A hole
 * makes the list incomplete, and is counted.
 */
int tasks_load(struct pageowner *po, struct task_list *ret);
/* One of that pid, or NULL. */
const struct task *tasks_find(const struct task_list *list, int32_t pid);

/* ---- user_memory.c: addresses of a process ---- */

/* The physical address behind a user virtual one; on x86_64 and arm64. */
int user_memory_translate(struct pageowner *po, int32_t pid, uint64_t addr, uint64_t *ret);

/* ---- machine.c: the dumped machine as a whole ---- */

#define AGE_TENTHS 10
#define MAX_ZONE_NAMES 16 /* zone numbers that may have a name */

/* Of utsname(). */
enum uts_field { UTS_RELEASE, UTS_VERSION, UTS_MACHINE, UTS_NODENAME, NR_UTS_FIELDS };

/* Numbers of the kernel that an account shows beside its rows. */
enum machine_variable {
	MACHINE_VMALLOC_PAGES,
	MACHINE_PERCPU_POPULATED, /* pages of each unit */
	MACHINE_PERCPU_UNITS,
	MACHINE_POISONED_PAGES,
	NR_MACHINE_VARIABLES,
};

/* What is read together, once it is asked for. */
enum machine_part {
	PART_MANAGED,
	PART_NOW,
	PART_TIME,
	PART_HUGETLB,
	PART_TASKS,
	PART_ZONES,
	PART_UTS, /* one for each field, and so on */
	PART_VARIABLE = PART_UTS + NR_UTS_FIELDS,
	PART_ZONE_NAME = PART_VARIABLE + NR_MACHINE_VARIABLES,
	NR_MACHINE_PARTS = PART_ZONE_NAME + MAX_ZONE_NAMES,
};

_Static_assert(NR_MACHINE_PARTS <= 64, "a bit of machine->known for each");

/*
 * The machine of this run, whatever it is read from: the source fills it as it is opened,
 * and nobody behind that asks which source it was.  Of a kernel's memory only the flags are
 * there from the start; ask the functions below, which read the rest part by part.
 */
struct machine {
	bool text;	  /* page_owner text, or saved of one: of the machine nothing is known */
	bool live;	  /* it ran while it was read, now or when it was saved */
	bool paused;	  /* its time is that of the dump: the kernel noted none of a crash */
	bool memory;	  /* its memory is at hand: more can be read than what is here */
	uint64_t known;	  /* a bit for each enum machine_part that needs no reading any more */
	uint64_t managed; /* pages; 0: not known */
	/* Why the zones' numbers are not believed; NULL: they are, or nobody asked for them. */
	const char *ram_doubt;
	uint64_t now;  /* ns since boot */
	uint64_t time; /* seconds since 1970 */
	const char *uts[NR_UTS_FIELDS];
	unsigned int nr_zones;
	const char *zone_names[MAX_ZONE_NAMES];
	struct machine_number variables[NR_MACHINE_VARIABLES];
	struct hugetlb hugetlb;
	struct task_list tasks;
	uint64_t tasks_holes; /* HOLE_OTHER that reading these met and that is not counted yet */
	const char *oom_log;  /* what oom says of the log, see oom_log_lines(); NULL: not asked */
};

/* Of a kernel whose memory the host reads. */
void machine_of_kernel(struct pageowner *po);
/* Of a text: nothing. */
void machine_of_text(struct pageowner *po);
/* What is not there by now is not known at all. */
void machine_complete(struct machine *machine);
/* Is @part to be read?  True once. */
bool machine_lacks(struct machine *machine, enum machine_part part);

/* managed_pages of all zones, 0 when unknown: then machine->ram_doubt says why. */
uint64_t machine_managed_pages(struct pageowner *po);
/*
 * -EINVAL with a message when the sections hold page frames behind the end of memory, or fewer
 * than the page allocator has: then their size is not that of this kernel.
 */
int machine_check_sections(struct pageowner *po);
/* So many pages have an owner: more than the zones manage are a reason not to believe these. */
void machine_owned(struct pageowner *po, uint64_t pages);
/* sched_clock() of the CPU that was last awake, ns since boot; 0 when unknown. */
uint64_t machine_now(struct pageowner *po);
/*
 * How old something of @ts is, in tenths of the uptime from 1 (youngest); 0: not known.  On
 * any thread, which reads nothing: somebody has asked for machine_now() before.
 */
unsigned int machine_age(const struct pageowner *po, uint64_t ts);
/* How many zone numbers the nodes have, 0 when unknown. */
unsigned int machine_zone_names(struct pageowner *po);
/* The zone's name by its number, as the first node that there is has it; "" else. */
const char *machine_zone_name(struct pageowner *po, int zone);
/* Wall clock of the crash, seconds since 1970; 0 when unknown. */
uint64_t machine_time(struct pageowner *po);
/* That field alone; nothing where it is not known. */
void machine_uts_text(struct pageowner *po, enum uts_field field, struct strbuf *text);
/* "6.1.0 x86_64 #1 SMP ..." */
void machine_kernel_text(struct pageowner *po, struct strbuf *text);
/* False when this kernel or the dump does not have it. */
bool machine_variable(struct pageowner *po, enum machine_variable variable, uint64_t *ret);
/* Never NULL; see hugetlb->known. */
const struct hugetlb *machine_hugetlb(struct pageowner *po);

#endif
