/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A result as it is shown, and the pieces that reports about groups have in common
 * (report_parts.c).
 */
#ifndef PAGEOWNER_VIEW_H
#define PAGEOWNER_VIEW_H

#include "core.h"

struct view {
	struct pageowner *po;
	const struct result *result;
	struct groups groups; /* by the keys of the command line */
	uint64_t whole;	      /* the pages that are 100 % */
	uint64_t now;
	struct strbuf *text;
	unsigned int keys; /* KEY_BIT()s of the groups, 0: those of the command line */
};

/* The groups by the keys of the command line and by stack, in the run's memory; without text. */
int report_view(struct pageowner *po, const struct result *result,
		const struct selection *selection, struct view *ret);
/* A process that allocated pages of a group.  All interrupts of a kind are one entry. */
struct process {
	uint8_t context; /* enum recorded_context */
	int32_t tgid;	 /* of an interrupt: 0, and no name */
	char comm[COMM_LEN + 1];
	uint64_t pages;
};

/* Those of @group, most pages first, in the run's memory; returns 0 if none are recorded. */
size_t report_processes(struct view *view, const struct group *group, struct process **ret);
/* A bit for each order of the group's allocations. */
uint32_t report_orders(const struct group *group);
/* All owned pages with a stack of this kind, selected or not. */
uint64_t report_pages_of_kind(const struct view *view, enum stack_kind kind);
/* The newest time stamp of all allocated records, selected or not; ns since boot. */
uint64_t report_newest(const struct view *view);
/* Do records have @fact?  A text that lacks times or names has zeros and empty ones. */
bool report_knows(const struct view *view, enum fact fact);
double report_percent(uint64_t part, uint64_t whole);
/* The same in a column of six; "-" where @whole is 0: not known. */
void percent_text(struct strbuf *text, uint64_t part, uint64_t whole);
/* How much memory the machine has, or why that is not known. */
void report_ram(struct view *view);
/* The two largest units: "3d 4h", "12m 5s", "0.4s". */
void report_duration(char *buf, size_t size, uint64_t nsec);
/* "Kernel", "Crash time" or "Dump time" */
void report_kernel(struct view *view);
/* columns_size() and columns_cells() */
void report_size(struct view *view, uint64_t pages);
void report_size_column(struct view *view, uint64_t pages);
/* "module nfs, order 0": the keys of the group and their values; false: there are none. */
bool report_keys(struct view *view, const struct group *group);
/* The same, and its processes. */
void report_values(struct view *view, const struct group *group);
void report_stack(struct view *view, struct stack *stack);
/* How many stacks are shown as one; nothing for a single one. */
void report_variants(struct view *view, const struct group *group);
/* The keys that groups are sorted by. */
void report_sorted_by(struct view *view);
/* The groups, as many as --top allows: a line for each, and its stack. */
void report_groups(struct view *view);
/* What could not be read. */
void report_missing_line(struct view *view);

#endif
