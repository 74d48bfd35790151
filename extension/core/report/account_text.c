// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The account as text: each row beside the kernel's own counter, the owners of the
 * unaccounted pages, and warnings.
 */
#include "scan/account.h"
#include "base/screen.h"
#include "report/columns.h"
#include "report/view.h"

/* ---- the table ---- */

/* False: the row is empty and is not shown. */
static bool fill_row(const struct account_part *part, enum account_row row,
		     struct pageowner_row *ret)
{
	const struct options *options = &part->po->options;
	const struct mem_zone *zone = &part->account->zones.zones[part->first];
	struct counter counter = { .value = 0 };
	bool counted = account_part_counter(part, row, &counter);

	*ret = (struct pageowner_row){
		.name = account_row_name(row),
		.pages = part->sums.pages[row],
		.counter = counted ? counter.value : 0,
		.difference = counted ? (int64_t)account_part_counted(part, row) - counter.value
				      : 0,
		.node = options->by_node || options->by_zone ? zone->node : -1,
		.zone = options->by_zone ? zone->number : -1,
		.counted = counted,
		.managed = account_row_managed(row),
	};
	return ret->pages || ret->counter;
}

static void row_line(struct account_part *part, enum account_row number)
{
	struct pageowner_row row;

	if (!fill_row(part, number, &row))
		return;
	columns_cells(part->text, columns_of(part->po), row.pages);
	if (row.managed)
		percent_text(part->text, row.pages, part->sums.managed);
	else
		strbuf_printf(part->text, "%6s", "");
	strbuf_printf(part->text, " " CELL);
	if (row.counted) {
		columns_number(part->text, columns_of(part->po), 10, row.counter);
		strbuf_printf(part->text, " " CELL);
		columns_number(part->text, columns_of(part->po), 8, row.difference);
		strbuf_printf(part->text, "  " CELL);
	} else
		strbuf_printf(part->text, "%10s " CELL "%8s  " CELL, "-", "");
	strbuf_printf(part->text, "%s%s\n", row.name,
		      row.counted && account_row_shares_counter(number)
			      ? " (the counter includes large kmalloc)"
			      : "");
}

static uint64_t sum(const struct account_part *part, bool unmanaged)
{
	uint64_t pages = 0;
	int i;

	for (i = 1; i < NR_ACCOUNT_ROWS; i++)
		if (account_row_managed(i) != unmanaged)
			pages += part->sums.pages[i];
	return pages;
}

static void table(struct account_part *part)
{
	uint64_t managed = sum(part, false);
	int i;

	columns_headings(part->text, columns_of(part->po), "PAGES");
	strbuf_printf(part->text, "%6s " CELL "%10s " CELL "%8s  " CELL "%s\n", "%RAM", "KERNEL",
		      "DIFF", "WHAT");
	for (i = 1; i < NR_ACCOUNT_ROWS; i++)
		if (account_row_managed(i))
			row_line(part, i);
	columns_cells(part->text, columns_of(part->po), managed);
	percent_text(part->text, managed, part->sums.managed);
	strbuf_printf(part->text, " " CELL);
	if (part->po->machine.ram_doubt) {
		strbuf_printf(part->text, "%10s " CELL "%8s", "-", "");
	} else {
		columns_number(part->text, columns_of(part->po), 10, part->sums.managed);
		strbuf_printf(part->text, " " CELL);
		columns_number(part->text, columns_of(part->po), 8, managed - part->sums.managed);
	}
	strbuf_printf(part->text, "  " CELL "all that the page allocator manages\n");
	for (i = 1; i < NR_ACCOUNT_ROWS; i++)
		if (!account_row_managed(i))
			row_line(part, i);
}

static void cma_lines(struct account_part *part)
{
	const char *separator = "";
	struct counter counter;
	uint64_t all = 0;
	int i;

	for (i = 1; i < NR_ACCOUNT_ROWS; i++)
		all += part->sums.cma[i];
	if (!all)
		return;
	strbuf_printf(part->text, "\n%llu of these pages are in CMA: ", (unsigned long long)all);
	for (i = 1; i < NR_ACCOUNT_ROWS; i++) {
		if (!part->sums.cma[i])
			continue;
		strbuf_printf(part->text, "%s%llu %s", separator,
			      (unsigned long long)part->sums.cma[i], account_row_name(i));
		separator = ", ";
	}
	if (account_part_vmstat(part, "nr_free_cma", &counter))
		strbuf_printf(part->text, "; the kernel counts %lld free",
			      (long long)counter.value);
	strbuf_append(part->text, "\n", 1);
}

/* ---- owners ---- */

static bool in_part(const struct account_part *part, const struct group *group)
{
	const struct mem_zone *zones = part->account->zones.zones;
	size_t i;

	for (i = part->first; i <= part->last; i++)
		if (part->account->selected[i] && zones[i].node == group->key.node &&
		    (part->last > part->first || zones[i].number == group->key.zone))
			return true;
	return false;
}

static unsigned int part_keys(const struct options *options)
{
	return (options->by_node ? KEY_BIT(KEY_NODE) : 0) |
	       (options->by_zone ? KEY_BIT(KEY_ZONE) : 0);
}

static int part_groups(struct account_part *part, const struct cells *cells, struct groups *ret)
{
	struct pageowner *po = part->po;
	struct grouping grouping =
		grouping_shown(&po->options, po->options.keys | part_keys(&po->options));
	struct groups all;
	size_t i;
	int err = groups_make(po, cells, NULL, &grouping, &all);

	memset(ret, 0, sizeof(*ret));
	if (err)
		return err;
	ret->groups = arena_alloc(&po->run, (all.count + 1) * sizeof(*ret->groups));
	if (!ret->groups)
		return fail(&po->reader, -ENOMEM, "groups");
	for (i = 0; i < all.count; i++)
		if (!part_keys(&po->options) || in_part(part, &all.groups[i]))
			ret->groups[ret->count++] = all.groups[i];
	return 0;
}

int account_part_groups(struct account_part *part, struct groups *ret)
{
	return part_groups(part, &part->account->result.cells, ret);
}

static int owner_groups(struct account_part *part, const struct cells *cells, const char *heading)
{
	struct pageowner *po = part->po;
	struct view view = {
		.po = po,
		.text = part->text,
		.whole = part->sums.managed,
		.now = machine_now(po),
	};
	int err = part_groups(part, cells, &view.groups);

	if (!err && po->objects.group)
		return objects_groups(po, &view.groups);
	if (err || !view.groups.count)
		return err;
	strbuf_printf(part->text, "\n%s:", heading);
	report_groups(&view);
	return 0;
}

static int unaccounted_groups(struct account_part *part)
{
	return owner_groups(part, &part->account->result.cells,
			    "Unaccounted: pages that no line of /proc/meminfo shows, by owner");
}

/* ---- parts ---- */

static void title(struct account_part *part)
{
	const struct mem_zone *zone = &part->account->zones.zones[part->first];
	const struct options *options = &part->po->options;

	if (options->by_zone)
		strbuf_printf(part->text, "\nNode %d, zone %s\n\n", zone->node,
			      machine_zone_name(part->po, zone->number));
	else if (options->by_node)
		strbuf_printf(part->text, "\nNode %d\n\n", zone->node);
	else
		strbuf_append(part->text, "\n", 1);
}

static int part_objects(struct account_part *part)
{
	const struct objects *objects = &part->po->objects;
	struct pageowner_row row;
	int i, err = 0;

	if (objects->group)
		return unaccounted_groups(part);
	for (i = 1; !err && objects->row && i < NR_ACCOUNT_ROWS; i++)
		if (fill_row(part, i, &row))
			err = objects->row(objects->arg, &row);
	return err;
}

static int part_text(struct account_part *part, bool brief)
{
	int err;

	if (objects_wanted(&part->po->objects))
		return part_objects(part);
	title(part);
	table(part);
	cma_lines(part);
	err = unaccounted_groups(part);
	if (!err && !brief)
		err = owner_groups(part, &part->account->cma,
				   "CMA: pages that cma_alloc() gave out, by owner");
	return err;
}

int account_rows_text(struct pageowner *po, struct account *account, bool brief,
		      struct strbuf *text)
{
	struct account_part part = { .po = po, .account = account, .text = text };
	int err = 0;

	while (!err && account_part_next(&part))
		err = part_text(&part, brief);
	return err;
}

void account_kernel_text(struct pageowner *po, struct strbuf *text)
{
	struct view view = { .po = po, .now = machine_now(po), .text = text };

	report_kernel(&view);
}

void account_missing_text(struct pageowner *po, const struct account *account, struct strbuf *text)
{
	strbuf_printf(text, "%-13s" HANG, "Not read");
	if (holes_any(po, &account->result))
		holes_text(po, &account->result, text);
	else
		strbuf_printf(text, "nothing: all that this account needs is in the dump");
	if (account->offline)
		strbuf_printf(text, "; %llu page frames are offline",
			      (unsigned long long)account->offline);
	strbuf_append(text, "\n", 1);
}

int account_text(struct pageowner *po, struct account *account, struct strbuf *text)
{
	int err;

	if (objects_wanted(&po->objects))
		return account_rows_text(po, account, false, text);
	account_kernel_text(po, text);
	err = account_rows_text(po, account, false, text);
	if (err)
		return err;
	strbuf_append(text, "\n", 1);
	err = account_warnings(po, account, text);
	if (err)
		return err;
	account_missing_text(po, account, text);
	return 0;
}
