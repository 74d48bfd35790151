/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stages that turn a result into text: each writes what one command shows.
 */
#ifndef PAGEOWNER_OUTPUTS_H
#define PAGEOWNER_OUTPUTS_H

#include "scan/totals.h"

/* ---- page_owner_sort.c: groups as page_owner_sort of the kernel tree prints them ---- */

int page_owner_sort_text(struct pageowner *po, const struct groups *groups);

/* One group of them. */
void page_owner_sort_group(struct pageowner *po, struct strbuf *text, const struct group *group);

/* ---- sort_text.c: page_owner_sort without --cull ---- */

int sort_text_open(struct pageowner *po);
void sort_text_close(struct pageowner *po);
/* For a scan_sink: counts an allocation of a text, if it is selected. */
int sort_text_allocation(struct pageowner *po, const struct allocation *alloc);
int sort_text_write(struct pageowner *po);

/* ---- text_format.c: how this kernel itself prints ---- */

struct text_format {
	bool known;
	bool has_free_ts;
	bool has_free_pid; /* in the line of an allocation, beside free_ts */
	bool has_memcg;
	bool pfn_hex;
	char allocinfo_version[8]; /* of /proc/allocinfo, "" when there is none */
};

/* Finds it out once, for po->text_format: by the format strings in .rodata, else by members. */
void text_format_find(struct pageowner *po);

/* ---- owner_text.c: one allocation as print_page_owner() of this kernel prints it ---- */

/* @alloc has been completed by page_attributes(). */
void record_text(struct pageowner *po, const struct allocation *alloc, struct strbuf *text);

/* The stack of the last free, if it was recorded. */
void record_free_text(struct pageowner *po, const struct allocation *alloc, struct strbuf *text);

/* ---- objects.c: allocations and groups as structs for the host ---- */

struct objects {
	int (*page)(void *arg, const struct pageowner_page *page);
	int (*group)(void *arg, const struct pageowner_group *group);
	int (*row)(void *arg, const struct pageowner_row *row);
	void *arg;
};

/* Does the host want structs instead of text? */
static inline bool objects_wanted(const struct objects *objects)
{
	return objects->page || objects->group || objects->row;
}

int objects_page(struct pageowner *po, const struct allocation *alloc, struct stack *stack);
int objects_groups(struct pageowner *po, const struct groups *groups);

/* ---- inspect.c: one page, one stack ---- */

/* The pages at the addresses in the arguments, one after the other. */
int inspect_pages(struct pageowner *po, struct strbuf *text);
/* The stacks with the handles in the arguments. */
int inspect_stacks(struct pageowner *po, struct strbuf *text);

/* ---- unmatched.c: names that select nothing ---- */

/*
 * Says in the message which names of --name, --module and --cgroup no record in @result has,
 * with those that are near; if @nothing was selected though all have some, what asked for too
 * much.  0 or -ENOMEM.
 */
int report_unmatched(struct pageowner *po, const struct result *result, bool nothing);
/* Says in the message that criteria, if there are some, select no @what.  0 or -ENOMEM. */
int report_nothing(struct pageowner *po, const char *what);

/* ---- tree.c: stacks merged from one end ---- */

/* Percentages are of @total pages.  options->reverse: from the caller, else from the outermost. */
int tree_text(struct pageowner *po, const struct groups *groups, uint64_t whole,
	      struct strbuf *text);

/* ---- suspects.c: leak suspects, with their reasons ---- */

/* The keys that the cells of an account must have for this. */
#define SUSPECT_KEYS                                                                      \
	(KEY_BIT(KEY_STACK) | KEY_BIT(KEY_ORDER) | KEY_BIT(KEY_PID) | KEY_BIT(KEY_TGID) | \
	 KEY_BIT(KEY_COMM) | KEY_BIT(KEY_CGROUP) | KEY_BIT(KEY_AGE) | KEY_BIT(KEY_CONTEXT))

/* @brief: one line for the stack and no histogram.  --top limits the number of suspects. */
int suspects_text(struct pageowner *po, const struct account *account, bool brief,
		  struct strbuf *text);

/* ---- oom.c: one page for the ticket ---- */

/*
 * Its upper part, which does not need page_owner: the machine, and the lines of the log
 * about the last OOM kill and the panic.  If there is no log, a line explains why.
 */
int oom_log_text(struct pageowner *po, struct strbuf *text);
/* Only the lines of the log. */
int oom_log_lines(struct pageowner *po, struct strbuf *text);
/* The log as dmesg prints it, to the host; what could not be read becomes the message. */
int dmesg_text(struct pageowner *po);
/* The rest of oom: account, suspects, warnings, what could not be read. */
int oom_text(struct pageowner *po, struct account *account, struct strbuf *text);

/* ---- check.c: can this dump be analysed ---- */

int check_text(struct pageowner *po, struct strbuf *text);
/* The same of a kernel log: what is in it, and which command shows it. */
int check_log_text(struct pageowner *po, struct strbuf *text);
/* The same for a dump that could not be opened: why, from @err and the message. */
void check_failed_text(struct pageowner *po, struct strbuf *text, int err);

/* ---- report_parts.c, report.c ---- */

/* The heading of the columns; one group of stacks below it, @brief: only its caller. */
void report_heading(struct pageowner *po, struct strbuf *text);
void report_group(struct pageowner *po, const struct group *group, uint64_t whole, bool brief,
		  struct strbuf *text);
/* Before a scan: writes the first lines of the report that will follow, if there will be one. */
int report_begin(struct pageowner *po);
/* Writes the report with write_text(), piece by piece. */
int report(struct pageowner *po, const struct result *result, const struct selection *selection);

/* ---- holes.c: what could not be read ---- */

/* Before a command, and between two parts of one that report their own holes. */
void holes_begin(struct pageowner *po);
/* Adds the holes that were met since holes_begin() to @result. */
void holes_keep(struct pageowner *po, struct result *result);
/* Those of @result and those that were met since. */
uint64_t holes_count(const struct pageowner *po, const struct result *result, enum hole hole);
/* Could anything not be read?  Then the command's status is PAGEOWNER_PARTIAL. */
bool holes_any(const struct pageowner *po, const struct result *result);
/* What could not be read, in one line without a newline. */
void holes_text(struct pageowner *po, const struct result *result, struct strbuf *text);

/* ---- quick.c: the pages of each stack, from the kernel's own counters ---- */

/* Fills @result and writes it.  -EINVAL with a message for kernels without these counters. */
int quick_report(struct pageowner *po, struct result *result);

/* ---- allocinfo.c: the memory that each line of code allocated ---- */

/* Writes all call sites; in @result it only sets what could not be read. */
int allocinfo(struct pageowner *po, struct result *result);

/* ---- fragments_text.c: what keeps free memory in pieces ---- */

/* Looks at all page frames and writes the result; -EINTR as scan(). */
int fragments_run(struct pageowner *po, struct result *result);

/* ---- meminfo.c: /proc/meminfo as the kernel would have printed it ---- */

struct meminfo_losses {
	uint64_t lines; /* whose numbers this dump does not tell */
	bool or_more;	/* nor does it tell which lines this kernel has */
};

/* Leaves out lines that this kernel does not have, and those in @left_out. */
int meminfo_text(struct pageowner *po, struct strbuf *text, struct meminfo_losses *left_out);

/* ---- account_text.c ---- */

/* "Kernel ..." and "Crash time ...". */
void account_kernel_text(struct pageowner *po, struct strbuf *text);
/* The rows and the owners of unaccounted pages; @brief: not those of CMA. */
int account_rows_text(struct pageowner *po, struct account *account, bool brief,
		      struct strbuf *text);
/* What could not be read. */
void account_missing_text(struct pageowner *po, const struct account *account, struct strbuf *text);
/* The whole account: rows, counters, owners of unaccounted pages, warnings. */
int account_text(struct pageowner *po, struct account *account, struct strbuf *text);

/* ---- warnings.c ---- */

/* The warnings about an account, a line each. */
int account_warnings(struct pageowner *po, struct account *account, struct strbuf *text);

/* ---- lines.c: frames with source lines and inlined functions ---- */

/*
 * Appends frame @i of @stack: a line for each function that was inlined there, then
 * a line for the frame.  Each begins with @indent and, with
 * --lines, ends with its place in the source.
 */
void lines_frame(struct pageowner *po, struct strbuf *text, struct stack *stack, unsigned int i,
		 const char *indent);
/* All frames of @stack, as in a record. */
void lines_stack(struct pageowner *po, struct strbuf *text, struct stack *stack);
/* After a command: sets a message if --lines had no lines to show. */
void lines_explain(struct pageowner *po);

#endif
