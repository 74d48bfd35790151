// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Folded stacks, which flamegraph.pl, inferno and speedscope read: a line for each stack with its
 * frames, outermost first, and its bytes.  A comparison has two numbers in each line, as
 * difffolded.pl writes them.  Keys other than the stack are in front, as if they were its
 * callers.
 */
#include "scan/account.h"
#include "export/export.h"
#include "export/formats.h"

/* The name of a frame may contain all characters except the separator of frames. */
static void put_frame(struct strbuf *text, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		strbuf_append(text, name[i] == ';' ? ":" : &name[i], 1);
}

static void put_stack(struct pageowner *po, struct strbuf *text, const struct export_frame *frames,
		      size_t count)
{
	while (count--) {
		struct strbuf name = { .arena = &po->piece };

		export_frame_text(&name, &frames[count], false);
		put_frame(text, name.data ? name.data : "", name.len);
		if (count)
			strbuf_append(text, ";", 1);
		text->failed |= name.failed;
	}
}

static void put_keys(struct pageowner *po, struct strbuf *text, const struct group *group,
		     unsigned int keys)
{
	size_t before = text->len;
	int i;

	for (i = 0; i < NR_GROUP_KEYS; i++) {
		struct strbuf value = { .arena = &po->piece };
		int64_t number;

		if (!(keys & KEY_BIT(i)) || i == KEY_STACK)
			continue;
		if (text->len > before)
			strbuf_append(text, ";", 1);
		strbuf_printf(text, "%s ", key_rows[i].name);
		if (export_key(po, i, group, &number, &value))
			strbuf_printf(text, "%lld", (long long)number);
		else if (value.len)
			put_frame(text, value.data, value.len);
		else
			strbuf_printf(text, "none");
		text->failed |= value.failed;
	}
}

static int put_group(struct pageowner *po, struct strbuf *text, const char *root,
		     const struct group *group)
{
	unsigned int keys = po->options.keys;
	struct export_frame *frames;
	size_t count;

	strbuf_printf(text, "%s", root);
	put_keys(po, text, group, keys);
	if (keys & KEY_BIT(KEY_STACK)) {
		if (keys != KEY_BIT(KEY_STACK))
			strbuf_append(text, ";", 1);
		count = export_frames(po, group->stack, po->options.full, &frames);
		put_stack(po, text, frames, count);
		if (!count)
			strbuf_printf(text, "[%s]", stack_kind_name(group->stack->kind));
	}
	strbuf_printf(text, " %llu\n",
		      (unsigned long long)group->sums.pages * po->reader.page_size);
	return export_write(po, text);
}

int folded_report(struct view *view)
{
	struct pageowner *po = view->po;
	struct strbuf text = { .arena = &po->run };
	size_t i;
	int err = 0;

	for (i = 0; !err && i < export_shown(po, &view->groups); i++)
		err = put_group(po, &text, "", &view->groups.groups[i]);
	if (!err)
		err = write_text(po, &text);
	export_explain(po, view->result);
	return err;
}

/* ---- account ---- */

/* The memory of groups that --top leaves out stays in the line of their row. */
static int account_part_lines(struct account_part *part, struct strbuf *text)
{
	struct pageowner *po = part->po;
	char root[64];
	struct groups groups;
	size_t i;
	int row, err = account_part_groups(part, &groups);

	for (i = 0; !err && i < export_shown(po, &groups); i++) {
		part->sums.pages[ROW_UNACCOUNTED] -= groups.groups[i].sums.pages;
		snprintf(root, sizeof(root), "%s;", account_row_name(ROW_UNACCOUNTED));
		err = put_group(po, text, root, &groups.groups[i]);
	}
	for (row = 1; !err && row < NR_ACCOUNT_ROWS; row++)
		if (part->sums.pages[row])
			strbuf_printf(text, "%s %llu\n", account_row_name(row),
				      (unsigned long long)part->sums.pages[row] *
					      po->reader.page_size);
	return err;
}

int folded_account(struct pageowner *po, struct account *account)
{
	struct strbuf text = { .arena = &po->run };

	return export_account(po, account, &text, account_part_lines);
}

/* ---- diff: the first and the last input, all groups ---- */

int folded_diff(struct pageowner *po, const struct comparison *all)
{
	struct strbuf text = { .arena = all->arena };
	uint64_t size = compare_page_size(all);
	size_t i;
	int err = 0;

	for (i = 0; !err && i < all->count; i++) {
		const struct compare_row *row = &all->rows[i];
		struct export_frame *frames;
		size_t count = export_lines(po, row->item, po->options.full, &frames);

		put_frame(&text, row->item->label, strlen(row->item->label));
		if (*row->item->label && count)
			strbuf_append(&text, ";", 1);
		put_stack(po, &text, frames, count);
		if (!*row->item->label && !count)
			strbuf_printf(&text, "[no stack]");
		strbuf_printf(&text, " %llu %llu\n", (unsigned long long)(row->pages[0] * size),
			      (unsigned long long)(row->pages[all->nr_sides - 1] * size));
		err = export_write(po, &text);
	}
	return err ? err : write_text(po, &text);
}
