// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The result of fragments.c as text: /proc/buddyinfo and /proc/pagetypeinfo as this
 * kernel would have printed them (mm/vmstat.c), and the owners.
 */
#include <stdio.h>
#include <stdlib.h>

#include "scan/fragments.h"
#include "base/screen.h"
#include "report/columns.h"
#include "report/view.h"

/* Where pagetypeinfo stops counting a list. */
#define LONGEST_LIST 100000

static const char *zone_name(struct pageowner *po, const struct mem_zone *zone)
{
	const char *name = machine_zone_name(po, zone->number);

	return *name ? name : "?";
}

/* ---- /proc/buddyinfo ---- */

static void buddyinfo(struct view *view, const struct fragments *fragments)
{
	struct pageowner *po = view->po;
	unsigned int order;
	uint64_t blocks;
	size_t i;

	for (i = 0; i < fragments->zones.count; i++) {
		const struct mem_zone *zone = &fragments->zones.zones[i];

		if (!zone->present)
			continue;
		strbuf_printf(view->text, "Node %d, zone %8s " WORD_CELL, zone->node,
			      zone_name(po, zone));
		for (order = 0; order <= po->layout.max_order; order++) {
			if (mmzone_nr_free(po, zone, order, &blocks))
				strbuf_printf(view->text, "%6s " CELL, "?");
			else
				strbuf_printf(view->text, "%6llu " CELL,
					      (unsigned long long)blocks);
		}
		strbuf_append(view->text, "\n", 1);
	}
}

/* ---- /proc/pagetypeinfo ---- */

static void free_lists(struct view *view, const struct mem_zone *zone, unsigned int type,
		       uint64_t *budget, struct result *result)
{
	struct pageowner *po = view->po;
	unsigned int order;
	uint64_t blocks, left;
	int err;

	strbuf_printf(view->text, "Node %4d, zone %8s, type %12s " WORD_CELL, zone->node,
		      zone_name(po, zone), page_migratetype_name(po, type));
	for (order = 0; order <= po->layout.max_order; order++) {
		left = *budget;
		err = mmzone_list_length(po, zone, order, type, LONGEST_LIST, &left, &blocks);
		result->broken_lists += err == -EINVAL;
		*budget = err ? *budget : left;
		if (err)
			strbuf_printf(view->text, "%6s " CELL, "?");
		else
			strbuf_printf(view->text, "%s%6llu " CELL,
				      blocks == LONGEST_LIST ? ">" : "",
				      (unsigned long long)blocks);
	}
	strbuf_append(view->text, "\n", 1);
}

static void block_counts(struct view *view, const struct fragments *fragments, int node,
			 const char *title, const uint64_t *counts)
{
	unsigned int types = fragments->nr_types, type;
	size_t i;

	strbuf_printf(view->text, "\n%-23s" WORD_CELL, title);
	for (type = 0; type < types; type++)
		strbuf_printf(view->text, "%12s " CELL, page_migratetype_name(view->po, type));
	strbuf_append(view->text, "\n", 1);
	for (i = 0; i < fragments->zones.count; i++) {
		const struct mem_zone *zone = &fragments->zones.zones[i];

		if (zone->node != node || !zone->present)
			continue;
		strbuf_printf(view->text, "Node %d, zone %8s " WORD_CELL, node,
			      zone_name(view->po, zone));
		for (type = 0; type < types; type++)
			strbuf_printf(view->text, "%12llu " CELL,
				      (unsigned long long)counts[i * types + type]);
		strbuf_append(view->text, "\n", 1);
	}
}

static void pagetypeinfo_node(struct view *view, const struct fragments *fragments, int node,
			      uint64_t *budget)
{
	const struct layout *layout = &view->po->layout;
	unsigned int order, type;
	size_t i;

	strbuf_printf(view->text, "Page block order: %u\nPages per block:  %llu\n\n",
		      layout->pageblock_order, (unsigned long long)fragments->block_pages);
	strbuf_printf(view->text, "%-43s " WORD_CELL, "Free pages count per migrate type at order");
	for (order = 0; order <= layout->max_order; order++)
		strbuf_printf(view->text, "%6u " CELL, order);
	strbuf_append(view->text, "\n", 1);
	for (i = 0; i < fragments->zones.count; i++)
		for (type = 0; type < fragments->nr_types; type++)
			if (fragments->zones.zones[i].node == node &&
			    fragments->zones.zones[i].present)
				free_lists(view, &fragments->zones.zones[i], type, budget,
					   fragments->result);
	block_counts(view, fragments, node, "Number of blocks type ", fragments->blocks);
	block_counts(view, fragments, node, "Number of mixed blocks ", fragments->mixed);
}

static void pagetypeinfo(struct view *view, const struct fragments *fragments)
{
	const struct zone_list *zones = &fragments->zones;
	uint64_t budget = (uint64_t)view->po->sections.count << view->po->layout.section_shift;
	int node = -1;
	size_t i;

	for (i = 0; i < zones->count; i++) {
		if (zones->zones[i].node == node || !zones->zones[i].present)
			continue;
		node = zones->zones[i].node;
		pagetypeinfo_node(view, fragments, node, &budget);
	}
}

/* ---- what could be free ---- */

static void order_column(struct view *view, int order)
{
	if (order < 0)
		strbuf_printf(view->text, " %8s", "-");
	else
		strbuf_printf(view->text, " %8d", order);
}

static void rooms(struct view *view, const struct fragments *fragments)
{
	size_t i;

	strbuf_printf(view->text, "%-22s %26s   %26s\n%-22s %8s %8s %8s   %8s %8s %8s\n", "",
		      "------- PAGEBLOCKS -------", "------ LARGEST ORDER -----", "", "FREE",
		      "COMPACT", "LET GO", "FREE", "COMPACT", "LET GO");
	for (i = 0; i < fragments->zones.count; i++) {
		const struct mem_zone *zone = &fragments->zones.zones[i];
		const struct room *room = &fragments->rooms[i];

		if (!zone->present)
			continue;
		strbuf_printf(view->text, "Node %d, zone %8s %8llu %8llu %8llu  ", zone->node,
			      zone_name(view->po, zone), (unsigned long long)room->free,
			      (unsigned long long)room->compact, (unsigned long long)room->let_go);
		order_column(view, room->order_free);
		order_column(view, room->order_compact);
		order_column(view, room->order_let_go);
		strbuf_append(view->text, "\n", 1);
	}
}

/* ---- owners ---- */

struct row {
	const struct group *group;
	const struct owner *owner;
};

/* Equal rows stay in the order of the groups. */
static int compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->owner->blocks != y->owner->blocks)
		return x->owner->blocks > y->owner->blocks ? -1 : 1;
	return x->group < y->group ? -1 : x->group > y->group;
}

static int make_rows(struct view *view, const struct fragments *fragments, struct row **ret)
{
	struct pageowner *po = view->po;
	size_t count = view->groups.count, i;
	struct row *rows = arena_alloc(&po->run, (count + 1) * sizeof(*rows));

	*ret = rows;
	if (!rows)
		return fail(&po->reader, -ENOMEM, "%zu owners", count);
	for (i = 0; i < count; i++) {
		rows[i].group = &view->groups.groups[i];
		rows[i].owner = fragments_owner(fragments, &rows[i].group->key);
		if (!rows[i].owner)
			return fail(&po->reader, -EINVAL, "internal error: a group has no owner");
	}
	if (!po->options.nr_sort)
		qsort(rows, count, sizeof(*rows), compare_rows);
	return 0;
}

static void owner_heading(struct view *view, size_t shown)
{
	const struct options *options = &view->po->options;

	strbuf_printf(view->text,
		      "\n%zu of %zu %s with pages that can't be moved in movable "
		      "pageblocks, by ",
		      shown, view->groups.count,
		      options->keys == KEY_BIT(KEY_STACK) ? "stacks" : "groups");
	if (options->nr_sort)
		report_sorted_by(view);
	else
		strbuf_printf(view->text, "blocks");
	strbuf_append(view->text, "\n\n", 2);
	columns_headings(view->text, columns_of(view->po), "PAGES");
	strbuf_printf(view->text, "%8s " CELL "%8s " CELL "%6s  " CELL "%s\n", "BLOCKS", "ALONE",
		      "ORDER", options->keys & ~KEY_BIT(KEY_STACK) ? "GROUP" : "PROCESSES");
}

static int owners(struct view *view, const struct fragments *fragments)
{
	const struct options *options = &view->po->options;
	size_t shown = view->groups.count, i;
	struct row *rows;
	int err = make_rows(view, fragments, &rows);

	if (err)
		return err;
	if (options->top && options->top < shown)
		shown = options->top;
	owner_heading(view, shown);
	for (i = 0; i < shown; i++) {
		const struct owner *owner = rows[i].owner;
		char order[16] = "-";

		if (owner->order >= 0)
			snprintf(order, sizeof(order), "%d", owner->order);
		report_size_column(view, rows[i].group->sums.pages);
		strbuf_printf(view->text, "%8llu " CELL "%8llu " CELL "%6s  " CELL,
			      (unsigned long long)owner->blocks, (unsigned long long)owner->alone,
			      order);
		report_values(view, rows[i].group);
		strbuf_append(view->text, "\n", 1);
		if (options->keys & KEY_BIT(KEY_STACK))
			report_stack(view, rows[i].group->stack);
	}
	return 0;
}

/* ---- all of it ---- */

static void header(struct view *view, const struct fragments *fragments)
{
	uint64_t movable = 0;
	size_t i;

	for (i = 0; i < fragments->zones.count; i++) {
		const uint64_t *blocks = fragments->blocks + i * fragments->nr_types;

		if (fragments->movable >= 0)
			movable += blocks[fragments->movable];
		if (fragments->cma >= 0)
			movable += blocks[fragments->cma];
	}
	report_kernel(view);
	strbuf_printf(view->text,
		      "%-13s" HANG "%llu movable pageblocks of order %u, %llu pages each\n",
		      "Memory", (unsigned long long)movable, view->po->layout.pageblock_order,
		      (unsigned long long)fragments->block_pages);
	strbuf_printf(view->text, "%-13s" HANG "%llu of them by ", "Spoiled",
		      (unsigned long long)fragments->spoiled_blocks);
	report_size(view, view->groups.sums.pages);
	strbuf_printf(view->text, " that can't be moved\n");
}

static int write_fragments(struct fragments *fragments)
{
	struct pageowner *po = fragments->po;
	struct strbuf text = { .arena = &po->run };
	struct view view = {
		.po = po,
		.result = fragments->result,
		.text = &text,
		.now = machine_now(po),
	};
	struct grouping grouping = grouping_asked(&po->options, po->options.keys);
	int err = groups_make(po, &fragments->result->cells, NULL, &grouping, &view.groups);

	if (err)
		return err;
	header(&view, fragments);
	strbuf_printf(&text, "\nWhat is free in one piece, what compaction could free, and what "
			     "would be free if the\nowners below let go\n\n");
	rooms(&view, fragments);
	strbuf_printf(&text, "\nAs /proc/buddyinfo\n\n");
	buddyinfo(&view, fragments);
	strbuf_printf(&text, "\nAs /proc/pagetypeinfo\n\n");
	pagetypeinfo(&view, fragments);
	err = owners(&view, fragments);
	if (err)
		return err;
	report_missing_line(&view);
	return write_screen(po, &text);
}

int fragments_run(struct pageowner *po, struct result *result)
{
	struct fragments fragments;
	int err = fragments_make(po, result, &fragments);

	if (!err && !result->cells.count)
		err = report_nothing(po, "page that keeps free memory in pieces");
	return err && err != -EINTR ? err : write_fragments(&fragments);
}
