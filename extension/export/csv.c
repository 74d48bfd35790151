// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CSV as in RFC 4180: a line of names, then a line for each group, row of the account, or
 * change.  If a spreadsheet would read a name as a formula, a ' is put in front of it.
 */
#include "scan/account.h"
#include "export/export.h"
#include "export/formats.h"

static void put_field(struct strbuf *text, const char *value, size_t len)
{
	bool quote = len && (memchr(value, ',', len) || memchr(value, '"', len) ||
			     memchr(value, '\n', len) || memchr(value, ' ', len));
	size_t i;

	strbuf_append(text, ",", 1);
	if (quote)
		strbuf_append(text, "\"", 1);
	if (len && strchr("=+-@", *value))
		strbuf_append(text, "'", 1);
	for (i = 0; i < len; i++) {
		if (value[i] == '"')
			strbuf_append(text, "\"", 1);
		strbuf_append(text, &value[i], 1);
	}
	if (quote)
		strbuf_append(text, "\"", 1);
}

static void put_string(struct strbuf *text, const char *value)
{
	put_field(text, value, strlen(value));
}

static void put_number_if(struct strbuf *text, bool known, int64_t value)
{
	if (known)
		strbuf_printf(text, ",%lld", (long long)value);
	else
		strbuf_append(text, ",", 1);
}

/* Prints the frames in a sequence, innermost first. */
static void put_frames(struct pageowner *po, struct strbuf *text, const struct export_frame *frames,
		       size_t count)
{
	struct strbuf joined = { .arena = &po->piece };
	size_t i;

	for (i = 0; i < count; i++) {
		if (i)
			strbuf_append(&joined, "; ", 2);
		export_frame_text(&joined, &frames[i], true);
	}
	text->failed |= joined.failed;
	put_field(text, joined.data ? joined.data : "", joined.len);
}

static void key_names(struct strbuf *text, unsigned int keys)
{
	int i;

	for (i = 0; i < NR_GROUP_KEYS; i++)
		if (keys & KEY_BIT(i) && i != KEY_STACK)
			put_string(text, key_rows[i].name);
	if (keys & KEY_BIT(KEY_STACK)) {
		put_string(text, "stack_key");
		put_string(text, "stack");
	}
	strbuf_append(text, "\n", 1);
}

static void key_values(struct pageowner *po, struct strbuf *text, const struct group *group,
		       unsigned int keys)
{
	char stack_key[STACK_KEY_LEN];
	struct export_frame *frames;
	size_t count;
	int i;

	for (i = 0; i < NR_GROUP_KEYS; i++) {
		struct strbuf value = { .arena = &po->piece };
		int64_t number;

		if (!(keys & KEY_BIT(i)) || i == KEY_STACK)
			continue;
		if (export_key(po, i, group, &number, &value))
			put_number_if(text, true, number);
		else
			put_field(text, value.len ? value.data : "", value.len);
		text->failed |= value.failed;
	}
	if (keys & KEY_BIT(KEY_STACK)) {
		export_stack_key(po, group->stack, stack_key);
		put_string(text, stack_key);
		count = export_frames(po, group->stack, true, &frames);
		put_frames(po, text, frames, count);
	}
	strbuf_append(text, "\n", 1);
}

static void put_size(struct pageowner *po, struct strbuf *text, uint64_t pages)
{
	strbuf_printf(text, "%llu,%llu", (unsigned long long)pages,
		      (unsigned long long)pages * po->reader.page_size);
}

int csv_report(struct view *view)
{
	struct pageowner *po = view->po;
	struct strbuf text = { .arena = &po->run };
	bool times = report_knows(view, F_OWNER_TS);
	size_t i;
	int err = 0;

	strbuf_printf(&text, "pages,bytes,allocations,oldest_ns,youngest_ns");
	key_names(&text, po->options.keys);
	for (i = 0; !err && i < export_shown(po, &view->groups); i++) {
		const struct group *group = &view->groups.groups[i];

		put_size(po, &text, group->sums.pages);
		put_number_if(&text, group->sums.count, group->sums.count);
		put_number_if(&text, times, group->sums.ts_first);
		put_number_if(&text, times, group->sums.ts_last);
		key_values(po, &text, group, po->options.keys);
		err = export_write(po, &text);
	}
	if (!err)
		err = write_text(po, &text);
	export_explain(po, view->result);
	return err;
}

/* ---- account ---- */

static void account_place(const struct account_part *part, struct strbuf *text)
{
	const struct mem_zone *zone = &part->account->zones.zones[part->first];
	const struct options *options = &part->po->options;

	put_number_if(text, options->by_node || options->by_zone, zone->node);
	put_string(text, options->by_zone ? machine_zone_name(part->po, zone->number) : "");
}

static void account_row(struct account_part *part, enum account_row row, struct strbuf *text)
{
	struct counter counter;
	bool counted = account_part_counter(part, row, &counter);
	uint64_t pages = part->sums.pages[row];

	if (!pages && (!counted || !counter.value))
		return;
	put_size(part->po, text, pages);
	account_place(part, text);
	put_string(text, account_row_managed(row) ? "yes" : "no");
	put_number_if(text, counted, counted ? counter.value : 0);
	put_number_if(text, counted,
		      counted ? (int64_t)account_part_counted(part, row) - counter.value : 0);
	put_string(text, account_row_name(row));
}

static int account_part_rows(struct account_part *part, struct strbuf *text)
{
	struct pageowner *po = part->po;
	unsigned int keys = po->options.keys;
	struct groups groups;
	size_t i;
	int row, err = account_part_groups(part, &groups), k;

	for (row = 1; row < NR_ACCOUNT_ROWS; row++) {
		size_t before = text->len;

		account_row(part, row, text);
		if (text->len == before)
			continue;
		for (k = 0; k < NR_GROUP_KEYS; k++)
			if (keys & KEY_BIT(k))
				strbuf_append(text, ",,", k == KEY_STACK ? 2 : 1);
		strbuf_append(text, "\n", 1);
	}
	/* The owners, which are parts of the row above. */
	for (i = 0; !err && i < export_shown(po, &groups); i++) {
		put_size(po, text, groups.groups[i].sums.pages);
		account_place(part, text);
		strbuf_printf(text, ",yes,,");
		put_string(text, "of these");
		key_values(po, text, &groups.groups[i], keys);
		err = export_write(po, text);
	}
	return err;
}

int csv_account(struct pageowner *po, struct account *account)
{
	struct strbuf text = { .arena = &po->run };

	strbuf_printf(&text, "pages,bytes,node,zone,managed,kernel_pages,difference,what");
	key_names(&text, po->options.keys);
	return export_account(po, account, &text, account_part_rows);
}

/* ---- diff ---- */

int csv_diff(struct pageowner *po, const struct comparison *all)
{
	struct strbuf text = { .arena = all->arena };
	size_t i, k;
	int err = 0;

	strbuf_printf(&text, "change_pages,change_bytes,what");
	for (k = 0; k < all->nr_sides; k++)
		strbuf_printf(&text, ",pages_%zu", k + 1);
	strbuf_printf(&text, ",pages_per_hour,group,stack\n");
	for (i = 0; !err && i < all->count; i++) {
		const struct compare_row *row = &all->rows[i];
		struct export_frame *frames;
		size_t count;
		double slope;

		if (!export_changed(po, all, i))
			continue;
		strbuf_printf(&text, "%lld,%lld", (long long)row->change,
			      (long long)row->change * compare_page_size(all));
		put_string(&text, compare_what(all, row));
		for (k = 0; k < all->nr_sides; k++)
			put_number_if(&text, true, row->pages[k]);
		strbuf_append(&text, ",", 1);
		if (compare_slope(all, row, &slope))
			strbuf_printf(&text, "%.3f", slope);
		put_string(&text, row->item->label);
		count = export_lines(po, row->item, true, &frames);
		put_frames(po, &text, frames, count);
		strbuf_append(&text, "\n", 1);
		err = export_write(po, &text);
	}
	return err ? err : write_text(po, &text);
}
