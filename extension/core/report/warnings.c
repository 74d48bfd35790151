// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Warnings about an account.  The thresholds were set before any dump was measured, and
 * docs/pageowner.1 lists them.
 */
#include <stdio.h>

#include "base/screen.h"
#include "core.h"

/* In tenths of a per cent of what the page allocator manages. */
#define TOO_MUCH_UNACCOUNTED 100
#define TOO_MUCH_PAGE_TABLES 20
#define TOO_MUCH_KERNEL_STACKS 10
#define TOO_MUCH_SLAB 150
#define TOO_MUCH_ONE_STACK 50
#define TOO_MUCH_UNCLASSIFIED 1
/* One node has less free than NODE_SHORT while another has more than NODE_PLENTY. */
#define NODE_SHORT 50
#define NODE_PLENTY 250

static uint64_t per_mille(uint64_t pages, uint64_t whole)
{
	return whole ? pages * 1000 / whole : 0;
}

static void above(const struct account *account, struct strbuf *text, uint64_t pages,
		  unsigned int limit, const char *what)
{
	uint64_t managed = account->total.managed;

	/* Without a division, so that already a page more than the limit is above it. */
	if (!managed || pages * 1000 <= managed * limit)
		return;
	strbuf_printf(text,
		      WARNING "Warning: " HANG "%s: %llu pages, %.1f%% of RAM, more than %.1f%%\n",
		      what, (unsigned long long)pages, 100.0 * pages / managed, limit / 10.0);
}

static void row_warnings(const struct account *account, struct strbuf *text)
{
	const uint64_t *pages = account->total.pages;

	above(account, text, pages[ROW_UNACCOUNTED] + pages[ROW_NO_RECORD], TOO_MUCH_UNACCOUNTED,
	      "unaccounted memory, with or without a record");
	above(account, text, pages[ROW_PAGE_TABLES], TOO_MUCH_PAGE_TABLES, "page tables");
	above(account, text, pages[ROW_KERNEL_STACKS], TOO_MUCH_KERNEL_STACKS, "kernel stacks");
	above(account, text, pages[ROW_SLAB_UNRECLAIMABLE] + pages[ROW_KMALLOC], TOO_MUCH_SLAB,
	      "unreclaimable slab");
	above(account, text, pages[ROW_UNCLASSIFIED], TOO_MUCH_UNCLASSIFIED,
	      "pages that no rule of this account explains");
}

static int stack_warnings(struct pageowner *po, const struct account *account, struct strbuf *text)
{
	struct grouping grouping = grouping_by_stack(po->options.depth);
	struct groups groups;
	char what[160];
	size_t i;
	int err = groups_make(po, &account->result.cells, NULL, &grouping, &groups);

	for (i = 0; !err && i < groups.count; i++) {
		const struct stack *stack = groups.groups[i].stack;

		if (groups.groups[i].sums.pages * 1000 <=
		    account->total.managed * TOO_MUCH_ONE_STACK)
			break;
		snprintf(what, sizeof(what), "one stack, handle %u, of %s", stack->handle,
			 name_text(po, stack->caller));
		above(account, text, groups.groups[i].sums.pages, TOO_MUCH_ONE_STACK, what);
	}
	for (i = 0; !err && i < groups.count; i++)
		if (groups.groups[i].stack->kind == STACK_FAILURE)
			strbuf_printf(text,
				      WARNING "Warning: " HANG
					      "the stack depot was full: %llu unaccounted "
					      "pages lost their stack\n",
				      (unsigned long long)groups.groups[i].sums.pages);
	return err;
}

/* The free and managed pages of a node are the sums of its zones. */
static void node_warning(const struct account *account, struct strbuf *text)
{
	const struct zone_list *zones = &account->zones;
	uint64_t free = 0, managed = 0, share, least = 1000, most = 0;
	int short_of = -1, plenty = -1;
	size_t i;

	for (i = 0; i < zones->count; i++) {
		free += account->of_zones[i].pages[ROW_FREE];
		managed += account->of_zones[i].managed;
		if (i + 1 < zones->count && zones->zones[i + 1].node == zones->zones[i].node)
			continue;
		share = per_mille(free, managed);
		if (managed && account->selected[i] && share < least) {
			least = share;
			short_of = zones->zones[i].node;
		}
		if (managed && account->selected[i] && share > most) {
			most = share;
			plenty = zones->zones[i].node;
		}
		free = managed = 0;
	}
	if (least < NODE_SHORT && most > NODE_PLENTY && short_of != plenty)
		strbuf_printf(text,
			      WARNING "Warning: " HANG
				      "node %d has %.1f%% free, node %d has %.1f%%\n",
			      short_of, least / 10.0, plenty, most / 10.0);
}

static void sum_warning(const struct account *account, struct strbuf *text)
{
	uint64_t pages = 0;
	int i;

	for (i = 1; i < ROW_BALLOON; i++)
		pages += account->total.pages[i];
	if (account->total.managed && pages != account->total.managed)
		strbuf_printf(text,
			      WARNING "Warning: " HANG
				      "the rows add up to %llu pages, the zones manage %llu\n",
			      (unsigned long long)pages,
			      (unsigned long long)account->total.managed);
	if (account->marks.pcp_lost)
		strbuf_printf(text,
			      WARNING "Warning: " HANG
				      "%llu free pages of per-CPU lists were not found\n",
			      (unsigned long long)account->marks.pcp_lost);
}

int account_warnings(struct pageowner *po, struct account *account, struct strbuf *text)
{
	row_warnings(account, text);
	node_warning(account, text);
	sum_warning(account, text);
	account_counter_warnings(po, account, text);
	return stack_warnings(po, account, text);
}
