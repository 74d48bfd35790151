// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Shared by the formats: frames, keys and rows as values, and how they are written.
 */
#include "scan/account.h"
#include "export/export.h"

/* ---- frames ---- */

/* A copy with all bytes escaped that could do harm where it is shown. */
static const char *name_copy(struct pageowner *po, const char *name)
{
	struct strbuf text = { .arena = &po->piece };

	if (!name)
		return NULL;
	strbuf_name(&text, name);
	return text.failed || !text.data ? "" : text.data;
}

static void take_frame(struct pageowner *po, const struct frame *frame, struct export_frame *ret)
{
	ret->symbol = name_copy(po, frame->function);
	ret->module = name_copy(po, frame->module);
	ret->offset = frame->offset;
	ret->size = frame->size;
	ret->address = frame->address;
}

/* Takes the frames from @first on. */
static size_t take_frames(struct pageowner *po, const struct frame *const *frames, size_t first,
			  size_t count, struct export_frame **ret)
{
	uint64_t depth = po->options.depth;
	size_t i;

	count = count > first ? count - first : 0;
	if (depth && count > depth)
		count = depth;
	*ret = arena_alloc(&po->piece, (count + 1) * sizeof(**ret));
	for (i = 0; *ret && i < count; i++)
		take_frame(po, frames[first + i], &(*ret)[i]);
	return *ret ? count : 0;
}

size_t export_frames(struct pageowner *po, const struct stack *stack, bool whole,
		     struct export_frame **ret)
{
	size_t first = whole && !po->options.depth ? 0 : stack->hidden;

	return take_frames(po, stack->frames, first, stack->count, ret);
}

size_t export_lines(struct pageowner *po, const struct compare_item *item, bool whole,
		    struct export_frame **ret)
{
	size_t first = whole && !po->options.depth ? 0 : item->hidden, count, i;

	count = take_frames(po, item->frames, first, item->nr_frames, ret);
	/* The address of a function differs in each boot. */
	for (i = 0; i < count; i++)
		if ((*ret)[i].symbol)
			(*ret)[i].address = 0;
	return count;
}

void export_frame_text(struct strbuf *text, const struct export_frame *frame, bool offset)
{
	const struct frame shown = {
		.symbol = frame->symbol,
		.module = frame->module,
		.address = frame->address,
		.offset = frame->offset,
		.size = frame->size,
	};

	frame_print(text, &shown, offset && frame->size);
}

/* ---- groups ---- */

size_t export_shown(const struct pageowner *po, const struct groups *groups)
{
	uint64_t top = po->options.top;

	return top && top < groups->count ? top : groups->count;
}

static int64_t key_number(enum key key, const struct group_key *values)
{
	switch (key) {
	case KEY_PID:
		return values->pid;
	case KEY_TGID:
		return values->tgid;
	case KEY_ORDER:
		return values->order;
	case KEY_NODE:
		return values->node;
	default:
		return -1;
	}
}

bool export_key(struct pageowner *po, enum key key, const struct group *group, int64_t *number,
		struct strbuf *text)
{
	const struct group_key *values = &group->key;

	*number = key_number(key, values);
	if (key == KEY_PID || key == KEY_TGID || key == KEY_ORDER ||
	    (key == KEY_NODE && values->node >= 0))
		return true;
	/* A value that a report calls "none" is not a name. */
	if ((key == KEY_CALLER && !values->caller) || (key == KEY_CGROUP && !values->cgroup.kind) ||
	    (key == KEY_TAG && !values->tag) || (key == KEY_NODE && values->node < 0) ||
	    (key == KEY_ZONE && values->zone < 0) || (key == KEY_AGE && !values->age) ||
	    (key == KEY_CONTEXT && !values->context))
		return false;
	if (key_rows[key].print)
		key_rows[key].print(po, text, group);
	return false;
}

bool export_changed(const struct pageowner *po, const struct comparison *all, size_t row)
{
	uint64_t top = po->options.top;
	int64_t change = all->rows[row].change;

	return change && (!top || (change > 0 ? row : all->count - 1 - row) < top);
}

/* ---- output ---- */

int export_write(struct pageowner *po, struct strbuf *text)
{
	int err = text->len < OUTPUT_SIZE && !text->failed ? 0 : write_text(po, text);

	arena_free(&po->piece);
	return err;
}

void export_explain(struct pageowner *po, const struct result *result)
{
	struct strbuf text = { .arena = &po->run };

	if (!holes_any(po, result))
		return;
	holes_text(po, result, &text);
	if (!text.failed)
		fail(&po->reader, 0, "the output is partial: %s", text.data);
}

int export_account(struct pageowner *po, struct account *account, struct strbuf *text,
		   int (*add)(struct account_part *part, struct strbuf *text))
{
	struct account_part part = { .po = po, .account = account };
	int err = 0;

	while (!err && account_part_next(&part))
		err = add(&part, text);
	if (!err)
		err = write_text(po, text);
	export_explain(po, &account->result);
	return err;
}
