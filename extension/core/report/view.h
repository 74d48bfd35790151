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
	struct groups groups; /* as the user asked for */
	struct groups stacks; /* all by stack alone, for the header */
	uint64_t whole;	      /* pages that are 100 % */
	uint64_t now;
	struct strbuf *text;
	unsigned int keys; /* KEY_BIT()s that make the groups, 0: as the options say */
};

/* Who took a group's pages.  An interrupt is one for all, whatever it interrupted. */
struct process {
	uint8_t context; /* enum recorded_context */
	int32_t tgid;	 /* no process: 0 and no name */
	char comm[COMM_LEN + 1];
	uint64_t pages;
};

/* Those of @group, most pages first, in the run's memory; 0 where nobody recorded them. */
size_t report_processes(struct view *view, const struct group *group, struct process **ret);
/* A bit for each order of its allocations. */
uint32_t report_orders(const struct group *group);
/* Of all that is owned, whatever is selected: pages whose stack is of that kind. */
uint64_t report_pages_of_kind(const struct view *view, enum stack_kind kind);
/* Has each record @fact?  A text that lacks times or names has zeros and empty ones. */
bool report_knows(const struct view *view, enum fact fact);
double report_percent(uint64_t part, uint64_t whole);
/* The two largest units: "3d 4h", "12m 5s", "0.4s". */
void report_duration(char *buf, size_t size, uint64_t nsec);
/* "Kernel", "Crash time" */
void report_kernel(struct view *view);
/* columns_size() and columns_cells() */
void report_size(struct view *view, uint64_t pages);
void report_size_column(struct view *view, uint64_t pages);
/* "module nfs, order 0": what the group's allocations have in common; false: nothing. */
bool report_keys(struct view *view, const struct group *group);
/* The same, and its processes. */
void report_values(struct view *view, const struct group *group);
void report_stack(struct view *view, struct stack *stack);
/* The keys that groups are sorted by. */
void report_sorted_by(struct view *view);
/* The groups, a line each with its stack, as many as were asked for. */
void report_groups(struct view *view);
/* What could not be read. */
void report_missing_line(struct view *view);

#endif
