/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stages that walk over all memory, and those that write what a user reads.
 */
#ifndef PAGEOWNER_OUTPUTS_H
#define PAGEOWNER_OUTPUTS_H

#include "scan/totals.h"

/* ---- page_owner_sort.c: groups as the kernel tree's page_owner_sort prints them ---- */

int page_owner_sort_text(struct pageowner *po, const struct groups *groups);

/* One group of them. */
void page_owner_sort_group(struct pageowner *po, struct strbuf *text, const struct group *group);

/* ---- sort_text.c: page_owner_sort without --cull ---- */

int sort_text_open(struct pageowner *po);
void sort_text_close(struct pageowner *po);
/* A selected record; @text is all of it but the PFN line, its frames begin at @head. */
int sort_text_add(struct pageowner *po, const struct allocation *alloc, struct stack *stack,
		  uint64_t pages, const char *text, size_t len, size_t head);
int sort_text_write(struct pageowner *po);

/* ---- owner_text.c: one allocation as print_page_owner() of this kernel prints it ---- */

/* With what page_attributes() filled in. */
void record_text(struct pageowner *po, const struct allocation *alloc, struct strbuf *text);

/* The stack of the last free, when it was recorded. */
void record_free_text(struct pageowner *po, const struct allocation *alloc, struct strbuf *text);

/* ---- objects.c: allocations and groups for hosts that program ---- */

struct objects {
	int (*page)(void *arg, const struct pageowner_page *page);
	int (*group)(void *arg, const struct pageowner_group *group);
	int (*row)(void *arg, const struct pageowner_row *row);
	void *arg;
};

/* Is there to be no text? */
static inline bool objects_wanted(const struct objects *objects)
{
	return objects->page || objects->group || objects->row;
}

int objects_page(struct pageowner *po, const struct allocation *alloc, struct stack *stack);
int objects_groups(struct pageowner *po, const struct groups *groups);

/* ---- inspect.c: one page, one stack ---- */

/* The pages that the arguments name, one after the other. */
int inspect_pages(struct pageowner *po, struct strbuf *text);
/* The stacks that the arguments are handles of. */
int inspect_stacks(struct pageowner *po, struct strbuf *text);

/* ---- tree.c: stacks merged from one end ---- */

/* Of @total pages; with options->reverse from the caller, else from the outermost frame. */
int tree_text(struct pageowner *po, const struct groups *groups, uint64_t total);

/* ---- suspects.c: leak suspects, with their reasons ---- */

/* Keys that the cells of an account need for it. */
#define SUSPECT_KEYS                                                                      \
	(KEY_BIT(KEY_STACK) | KEY_BIT(KEY_ORDER) | KEY_BIT(KEY_PID) | KEY_BIT(KEY_TGID) | \
	 KEY_BIT(KEY_COMM) | KEY_BIT(KEY_CGROUP) | KEY_BIT(KEY_AGE) | KEY_BIT(KEY_CONTEXT))

/* @brief: a line for the stack, no histogram.  --top limits them. */
int suspects_text(struct pageowner *po, const struct account *account, bool brief,
		  struct strbuf *text);

/* ---- oom.c: one page for the ticket ---- */

/*
 * Its upper part, which needs nothing of page_owner's: the machine, and what the log says
 * of the last OOM kill and the panic.  Without a log it says so.
 */
int oom_log_text(struct pageowner *po, struct strbuf *text);
/* The second half of that. */
int oom_log_lines(struct pageowner *po, struct strbuf *text);
/* The rest: account, suspects, warnings, what could not be read. */
int oom_text(struct pageowner *po, struct account *account, struct strbuf *text);

/* ---- check.c: can this dump be analysed ---- */

int check_text(struct pageowner *po, struct strbuf *text);
/* The same for one that could not even be opened, with @err and the message. */
void check_failed_text(struct pageowner *po, struct strbuf *text, int err);

/* ---- report_parts.c, report.c: totals -> text ---- */

/* The columns' heading, and one group of stacks under it; @brief: its caller alone. */
void report_heading(struct pageowner *po, struct strbuf *text);
void report_group(struct pageowner *po, const struct group *group, uint64_t whole, bool brief,
		  struct strbuf *text);
/* The report; every piece goes out through write_text(). */
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

/* ---- quick.c: the pages of each stack as the kernel counts them ---- */

/* Into @result, and written.  -EINVAL with a message on kernels that do not count. */
int quick_report(struct pageowner *po, struct result *result);

/* ---- allocinfo.c: what each line of code holds ---- */

/* All call sites; of @result it sets what could not be read. */
int allocinfo(struct pageowner *po, struct result *result);

/* ---- fragments_text.c: what keeps free memory in pieces ---- */

/* Looks at all page frames and writes what it found; -EINTR as scan(). */
int fragments_run(struct pageowner *po, struct result *result);

/* ---- meminfo.c: /proc/meminfo as the kernel would have printed it ---- */

/* Lines that this kernel does not have, or whose numbers are not known, are left out. */
int meminfo_text(struct pageowner *po, struct strbuf *text);

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

/* Its warnings alone, a line each. */
int account_warnings(struct pageowner *po, struct account *account, struct strbuf *text);

/* ---- lines.c: frames with source lines and inlined functions ---- */

/*
 * Appends frame @i of @stack, which the kernel prints as @frame: a line for each
 * function that was inlined there, then the frame, each with @indent in front and,
 * under --lines, where in the source it is.
 */
void lines_frame(struct pageowner *po, struct strbuf *text, struct stack *stack, unsigned int i,
		 const char *indent, const char *frame, size_t len);
/* All frames of @stack, as in a record. */
void lines_stack(struct pageowner *po, struct strbuf *text, struct stack *stack);
/* After a command: says so when --lines had no lines to show. */
void lines_explain(struct pageowner *po);

#endif
