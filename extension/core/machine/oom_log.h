/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a kernel log says about memory that ran out: mm/oom_kill.c, mm/show_mem.c,
 * mm/page_alloc.c and mm/memcontrol.c, as they print since v3.10.
 */
#ifndef PAGEOWNER_OOM_LOG_H
#define PAGEOWNER_OOM_LOG_H

#include "machine/machine.h"

#define OOM_EVENTS 32 /* that are kept, the last ones */
#define OOM_OWNERS 16 /* of our patch and of allocation profiling, which print no more */
#define OOM_TEXT 200  /* bytes of a name */

/* ---- log_time.c ---- */

/* When a line was printed: since boot, or what stood in front of it. */
struct log_time {
	bool has_ts;
	uint64_t ts; /* ns since boot */
	char clock[40];
};

void log_time_keep(struct log_time *time, const struct log_record *record);
/* "[    1.234567] ", or the clock in the same brackets; nothing where neither is known. */
void log_time_text(struct strbuf *text, const struct log_time *time);
/* "from [    1.5] to [    2.5]", or "without times" */
void log_times_text(struct strbuf *text, const struct log_time *first, const struct log_time *last);

/* ---- oom_memory.c: Mem-Info ---- */

/* Pages of the first lines, then kB that nodes, zones and sizes of huge pages add up to. */
enum log_counter {
	LOG_ACTIVE_ANON,
	LOG_INACTIVE_ANON,
	LOG_ISOLATED_ANON,
	LOG_ACTIVE_FILE,
	LOG_INACTIVE_FILE,
	LOG_ISOLATED_FILE,
	LOG_UNEVICTABLE,
	LOG_SLAB_RECLAIMABLE,
	LOG_SLAB_UNRECLAIMABLE,
	LOG_SHMEM,
	LOG_PAGETABLES,
	LOG_SEC_PAGETABLES,
	LOG_BOUNCE,
	LOG_KERNEL_MISC,
	LOG_FREE,
	LOG_FREE_PCP,
	LOG_POISONED,
	NR_LOG_PAGES,
	LOG_KERNEL_STACK = NR_LOG_PAGES,
	LOG_SHADOW_STACK,
	LOG_ZSPAGES,
	LOG_BALLOON,
	LOG_GPU_ACTIVE,
	LOG_GPU_RECLAIM,
	LOG_HUGETLB,
	LOG_MANAGED,
	NR_LOG_COUNTERS,
};

struct log_memory {
	bool begun, open; /* there is one; further lines may belong to it */
	bool headless;	  /* its first line is not in the log */
	bool mixed;	  /* a counter came twice: lines of two reports */
	uint64_t caller;  /* who prints it, as in a record */
	struct log_time time;
	uint64_t known; /* a bit for each enum log_counter */
	uint64_t values[NR_LOG_COUNTERS];
	uint64_t page_kib; /* of a page, by the lists of free blocks; 0: not known */
	uint64_t ram, reserved;
	bool has_ram, has_reserved;
	bool zones_end; /* lines that stand behind those of all zones were there */
	bool counted;	/* v3.13 and before counted struct pages, with others than the zones' */
};

/* False: the line is none of Mem-Info. */
bool log_memory_line(struct log_memory *memory, const struct log_record *record);
/* The value in pages; false: it is not in the log. */
bool log_memory_pages(const struct log_memory *memory, enum log_counter counter, uint64_t *ret);
/* What all zones manage, in pages; false: that is not in the log. */
bool log_memory_managed(const struct log_memory *memory, uint64_t *ret);

/* ---- oom_tasks.c: the table of tasks ---- */

struct log_name {
	const char *name;
	uint64_t tasks, rss, swap; /* pages */
};

struct log_tasks {
	struct arena *arena;
	struct name_table *names;
	struct log_name *of; /* by name, from 1 on */
	size_t room, count;
	uint64_t tasks, rss, swap;
	unsigned int columns; /* in front of the name; 0: no heading was met */
	int rss_column, swap_column;
	uint64_t caller;
	struct log_time time;
};

/* False: the line is none of the table.  -ENOMEM is kept in @err. */
bool log_tasks_line(struct log_tasks *tasks, const struct log_record *record, int *err);

/* ---- oom_others.c: what the kernel's OOM killer did not do ---- */

#define OOM_OTHERS 8 /* of the last ones */

struct log_other {
	struct log_time time;
	const char *by; /* who killed */
	char name[OOM_TEXT];
	int64_t pid;	  /* 0: not known */
	uint64_t rss_kib; /* likewise */
};

struct log_others {
	uint64_t kills; /* all of them, of which the last are here */
	struct log_other last[OOM_OTHERS];
};

/* False: the line is none of theirs. */
bool log_others_line(struct log_others *others, const struct log_record *record);

/* ---- oom_log.c ---- */

enum oom_kind { OOM_KILL, OOM_FAILURE };

struct oom_event {
	enum oom_kind kind;
	bool headless; /* its first line is not in the log */
	bool has_memory, has_tasks;
	struct log_time time;
	uint64_t caller;
	char who[64], what[64]; /* the task that asked, and how it failed */
	int order;		/* -1: not known, likewise empty names */
	char gfp[OOM_TEXT], nodes[64], constraint[40], cgroup[OOM_TEXT];
	uint64_t usage_kib, limit_kib; /* of the cgroup; limit 0: not known */
	uint64_t victims;	       /* that were killed */
	int64_t pid;		       /* of the first one */
	char victim[64];
	uint64_t rss_kib;   /* of all of them */
	bool chosen;	    /* before v5.2: a victim was announced */
	bool group;	    /* memory.oom.group */
	char end[OOM_TEXT]; /* how it ended, if nobody was killed */
};

struct log_owner {
	uint64_t pages; /* 0: @text is a line that says it */
	char *text;	/* a line, or the stack with a newline behind each frame */
};

struct oom_log {
	struct arena *arena;
	uint64_t kills, failures; /* all of them, of which the last OOM_EVENTS are here */
	struct oom_event events[OOM_EVENTS];
	uint64_t nr_events;
	struct log_memory memory; /* the last one, and of which event it is, from 1 on */
	struct log_tasks tasks;
	struct log_others others;
	struct log_owner tags[OOM_OWNERS], owners[OOM_OWNERS];
	size_t nr_tags, nr_owners;
	struct log_time owners_time;
	struct log_time first, last, panic_time;
	char panic[OOM_TEXT + 40];
	char release[64];	 /* of the kernel; "" */
	uint64_t lines, dropped; /* by the kernel: "printk messages dropped" */
	uint64_t dumped;	 /* "page last allocated via order": report reads these */
	enum { LOG_NOWHERE, LOG_IN_TAGS, LOG_IN_OWNERS } state;
	int err;
};

void oom_log_begin(struct oom_log *log, struct arena *arena);
/* A printk_line() with a struct oom_log. */
int oom_log_line(void *arg, const struct log_record *record);
/* The @i-th of those that are kept, from the oldest on. */
const struct oom_event *oom_log_event(const struct oom_log *log, size_t i);
size_t oom_log_kept(const struct oom_log *log);

#endif
