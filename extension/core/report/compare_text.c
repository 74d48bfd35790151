// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What grew, as text: the inputs, the sum of the changes, the groups that grew, the groups
 * that shrank, and what could not be compared.
 */
#include <stdio.h>
#include <time.h>

#include "base/screen.h"
#include "report/columns.h"
#include "report/compare.h"

#define SHOWN_FRAMES 5 /* of a stack that is not shown in full, as in a report */
#define INDENT "            "

struct writer {
	struct pageowner *po;
	const struct comparison *all;
	struct strbuf *text;
	struct columns sizes, changes;
};

/* ---- the inputs ---- */

static void side_line(struct writer *writer, unsigned int i)
{
	const struct compare_side *side = &writer->all->sides[i];
	time_t when = side->when;
	char label[24], buf[64];
	struct tm utc;

	if (writer->all->nr_sides == 2)
		snprintf(label, sizeof(label), "%s", i ? "New" : "Old");
	else
		snprintf(label, sizeof(label), "Input %u", i + 1);
	strbuf_printf(writer->text, "%-13s" HANG, label);
	strbuf_name(writer->text, side->name);
	strbuf_append(writer->text, ": ", 2);
	columns_size(writer->text, writer->sizes, side->pages);
	if (*side->kernel)
		strbuf_printf(writer->text, "; %s", side->kernel);
	if (when && gmtime_r(&when, &utc) && strftime(buf, sizeof(buf), "%F %T UTC", &utc))
		strbuf_printf(writer->text, "; %s%s", side->written ? "written " : "", buf);
	if (side->now) {
		report_duration(buf, sizeof(buf), side->now);
		strbuf_printf(writer->text, "%s%s after boot", when ? ", " : "; ", buf);
	}
	strbuf_append(writer->text, "\n", 1);
}

static uint64_t oldest(const struct compare_row *row)
{
	return row->pages[0];
}

static uint64_t newest(const struct comparison *all, const struct compare_row *row)
{
	return row->pages[all->nr_sides - 1];
}

void compare_sum_up(const struct comparison *all, struct change *ret)
{
	size_t i;

	memset(ret, 0, sizeof(*ret));
	for (i = 0; i < all->count; i++) {
		const struct compare_row *row = &all->rows[i];

		if (row->change > 0) {
			ret->grown += row->change;
			ret->nr_grown++;
			ret->nr_new += !oldest(row);
		} else if (row->change < 0) {
			ret->shrunk -= row->change;
			ret->nr_shrunk++;
			ret->nr_gone += !newest(all, row);
		} else {
			ret->nr_same++;
		}
	}
}

static const char *groups_name(const struct writer *writer)
{
	return writer->po->options.keys == KEY_BIT(KEY_STACK) ? "stacks" : "groups";
}

static void change_line(struct writer *writer, const struct change *change)
{
	double hours = compare_hours(writer->all, writer->all->nr_sides - 1);
	int64_t sum = change->grown - change->shrunk;
	char buf[32];

	if (!change->nr_grown && !change->nr_shrunk) {
		strbuf_printf(writer->text, "%-13s" HANG "none in %zu %s\n", "Change",
			      change->nr_same, groups_name(writer));
		return;
	}
	strbuf_printf(writer->text, "%-13s" HANG, "Change");
	columns_size(writer->text, writer->changes, sum);
	if (hours > 0) {
		report_duration(buf, sizeof(buf), hours * 3600e9);
		strbuf_printf(writer->text, " in %s", buf);
	}
	strbuf_printf(writer->text,
		      ": %zu %s grew by %llu pages (%zu of them new), %zu shrank by %llu "
		      "(%zu of them gone), %zu did not change\n",
		      change->nr_grown, groups_name(writer), (unsigned long long)change->grown,
		      change->nr_new, change->nr_shrunk, (unsigned long long)change->shrunk,
		      change->nr_gone, change->nr_same);
}

/* ---- the groups ---- */

bool compare_slope(const struct comparison *all, const struct compare_row *row, double *ret)
{
	double x = 0, y = 0, xx = 0, xy = 0, hours, n = all->nr_sides, spread;
	unsigned int i;

	for (i = 0; i < all->nr_sides; i++) {
		hours = compare_hours(all, i);
		if (hours < 0)
			return false;
		x += hours;
		y += row->pages[i];
		xx += hours * hours;
		xy += hours * row->pages[i];
	}
	spread = n * xx - x * x;
	*ret = spread > 0 ? (n * xy - x * y) / spread : 0;
	return spread > 0;
}

static void heading(struct writer *writer)
{
	columns_headings(writer->text, writer->changes, "CHANGE");
	strbuf_printf(writer->text, "%6s  " CELL, "SHARE");
	if (writer->all->nr_sides == 2)
		strbuf_printf(writer->text, "%10s " CELL "%10s  " CELL "%s\n", "OLD", "NEW",
			      "WHAT");
	else
		strbuf_printf(writer->text, "%10s  " CELL "%s\n", "MiB/HOUR",
			      "PAGES OF EACH INPUT");
}

static void series_columns(struct writer *writer, const struct compare_row *row)
{
	double pages;
	unsigned int i;

	if (compare_slope(writer->all, row, &pages))
		strbuf_printf(writer->text, "%+10.1f " CELL,
			      columns_mib(pages * writer->sizes.page_size));
	else
		strbuf_printf(writer->text, "%10s " CELL, "-");
	for (i = 0; i < writer->all->nr_sides; i++)
		strbuf_printf(writer->text, " %llu", (unsigned long long)row->pages[i]);
}

const char *compare_what(const struct comparison *all, const struct compare_row *row)
{
	if (!row->change)
		return "same";
	if (row->change > 0)
		return oldest(row) ? "grown" : "new";
	return newest(all, row) ? "shrunk" : "gone";
}

static void pair_columns(struct writer *writer, const struct compare_row *row)
{
	columns_number(writer->text, writer->sizes, 10, oldest(row));
	strbuf_printf(writer->text, " " CELL);
	columns_number(writer->text, writer->sizes, 10, newest(writer->all, row));
	strbuf_printf(writer->text, "  " CELL "%s", compare_what(writer->all, row));
}

static void frames_text(struct writer *writer, const struct compare_item *item)
{
	const struct options *options = &writer->po->options;
	size_t shown = options->depth ? options->depth : SHOWN_FRAMES, i, rest = 0;
	bool full = options->full && !options->depth;

	for (i = full ? 0 : item->hidden; i < item->nr_frames; i++) {
		if (full || i < item->hidden + shown) {
			strbuf_append(writer->text, INDENT, strlen(INDENT));
			strbuf_name(writer->text, item->frames[i]->shown);
			strbuf_append(writer->text, "\n", 1);
		} else {
			rest++;
		}
	}
	if (rest && !options->depth)
		strbuf_printf(writer->text, INDENT "(%zu more)\n", rest);
}

static void row_text(struct writer *writer, const struct compare_row *row, uint64_t whole)
{
	columns_cells(writer->text, writer->changes, row->change);
	strbuf_printf(writer->text, "%5.1f%%  " CELL,
		      whole ? 100.0 * row->change / whole * (row->change < 0 ? -1 : 1) : 0.0);
	if (writer->all->nr_sides == 2)
		pair_columns(writer, row);
	else
		series_columns(writer, row);
	if (*row->item->label)
		strbuf_printf(writer->text, "  %s", row->item->label);
	if (row->likely)
		strbuf_printf(writer->text, "  (likely: frames were inlined)");
	strbuf_append(writer->text, "\n", 1);
	frames_text(writer, row->item);
	if (row->variants > 1 && !writer->po->options.full)
		strbuf_printf(writer->text, INDENT "(%zu variants, the largest is shown)\n",
			      row->variants);
}

static void rows_text(struct writer *writer, size_t count, uint64_t whole, bool grew)
{
	uint64_t top = writer->po->options.top, shown = top && top < count ? top : count, i;
	const struct comparison *all = writer->all;

	if (!count)
		return;
	strbuf_printf(writer->text, "\n%llu of %zu %s that %s, most first\n\n",
		      (unsigned long long)shown, count, groups_name(writer),
		      grew ? "grew" : "shrank");
	heading(writer);
	for (i = 0; i < shown; i++)
		row_text(writer, &all->rows[grew ? i : all->count - 1 - i], whole);
}

/* ---- what could not be compared ---- */

static size_t handles_alone(const struct compare_side *side)
{
	size_t count = 0, i;

	for (i = 0; i < side->count; i++)
		count += side->items[i].handle_alone;
	return count;
}

static void notes(struct writer *writer)
{
	const struct comparison *all = writer->all;
	unsigned int i;

	if (all->likely)
		strbuf_printf(writer->text,
			      "%-13s" HANG
			      "%zu pairs whose frames differ in functions that one kernel "
			      "has inlined; --offsets keeps them apart\n",
			      "Likely", all->likely);
	for (i = 0; i < all->nr_sides; i++) {
		const struct compare_side *side = &all->sides[i];

		if (side->early)
			strbuf_printf(writer->text,
				      "%-13s" HANG
				      "%llu early pages of %s, which page_owner_stacks does "
				      "not count\n",
				      "Left out", (unsigned long long)side->early, side->name);
		if (handles_alone(side))
			strbuf_printf(writer->text,
				      "%-13s" HANG
				      "%zu handles of %s, whose stack no other input has\n",
				      "No stack", handles_alone(side), side->name);
	}
	for (i = 1; i < all->nr_sides; i++)
		if (all->sides[i].when && all->sides[i].when < all->sides[i - 1].when)
			strbuf_printf(writer->text,
				      "%-13s" HANG
				      "%s is older than the one before it: name the oldest "
				      "first\n",
				      "Order", all->sides[i].name);
	for (i = 0; i < all->nr_sides; i++)
		if (all->sides[i].missing)
			strbuf_printf(writer->text, "%-13s" HANG "%s: %s\n", "Not read",
				      all->sides[i].name, all->sides[i].missing);
}

unsigned int compare_page_size(const struct comparison *all)
{
	unsigned int i, size = 4096;

	for (i = 0; i < all->nr_sides; i++)
		if (all->sides[i].page_size)
			size = all->sides[i].page_size;
	return size;
}

int compare_text(struct pageowner *po, const struct comparison *all, struct strbuf *text)
{
	struct writer writer = {
		.po = po,
		.all = all,
		.text = text,
		.sizes = columns_of(po),
	};
	struct change change;
	unsigned int i;

	writer.sizes.page_size = compare_page_size(all);
	writer.changes = writer.sizes;
	writer.changes.sign = true;
	for (i = 0; i < all->nr_sides; i++)
		side_line(&writer, i);
	compare_sum_up(all, &change);
	change_line(&writer, &change);
	notes(&writer);
	rows_text(&writer, change.nr_grown, change.grown, true);
	rows_text(&writer, change.nr_shrunk, change.shrunk, false);
	return text->failed ? fail(&po->reader, -ENOMEM, "comparison") : 0;
}
