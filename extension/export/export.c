// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the formats have in common: frames, keys and rows as values, and how they are written.
 */
#include <stdlib.h>

#include "scan/account.h"
#include "export/export.h"

/* ---- frames ---- */

/* A copy that does no harm where it is shown. */
static const char *name_copy(struct pageowner *po, const char *name, size_t len)
{
	struct strbuf raw = { .arena = &po->piece }, text = { .arena = &po->piece };

	if (!name)
		return NULL;
	strbuf_append(&raw, name, len);
	if (!raw.failed)
		strbuf_name(&text, raw.data);
	return raw.failed || text.failed ? "" : text.data ? text.data : "";
}

/* @pcs: the addresses of a stack's @count frames, or NULL. */
static void take_frame(struct pageowner *po, const uint64_t *pcs, size_t count, unsigned int place,
		       const char *line, struct export_frame *ret)
{
	struct frame frame;

	frame_parse(line, strcspn(line, "\n"), &frame);
	ret->symbol = name_copy(po, frame.symbol, frame.symbol_len);
	ret->module = name_copy(po, frame.module, frame.module_len);
	ret->offset = frame.offset;
	ret->size = frame.size;
	ret->address = pcs && place < count ? pcs[place]
		       : ret->symbol	    ? 0
					    : strtoull(line, NULL, 16);
	ret->place = place;
}

struct lines {
	const char *text;   /* " frame\n" for each */
	unsigned int first; /* the first one that is wanted */
	const uint64_t *pcs;
	size_t nr_pcs;
};

static size_t parse_lines(struct pageowner *po, const struct lines *lines,
			  struct export_frame **ret)
{
	uint64_t depth = po->options.depth;
	const char *line = lines->text;
	size_t count = 0, all = 0, place;

	for (; *line; line++)
		all += *line == '\n';
	*ret = arena_alloc(&po->piece, (all + 2) * sizeof(**ret));
	line = lines->text;
	for (place = 0; *ret && *line == ' ' && place <= all; place++) {
		if (place >= lines->first && (!depth || count < depth))
			take_frame(po, lines->pcs, lines->nr_pcs, place, line + 1,
				   &(*ret)[count++]);
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return count;
}

size_t export_frames(struct pageowner *po, struct stack *stack, bool whole,
		     struct export_frame **ret)
{
	struct lines lines = {
		.text = stack_text(po, stack),
		.pcs = stack->pcs,
		.nr_pcs = stack->count,
		.first = whole && !po->options.depth ? 0 : stack->hidden,
	};

	return parse_lines(po, &lines, ret);
}

size_t export_lines(struct pageowner *po, const struct compare_item *item, bool whole,
		    struct export_frame **ret)
{
	struct lines lines = {
		.text = item->frames,
		.first = whole && !po->options.depth ? 0 : item->hidden,
	};

	return parse_lines(po, &lines, ret);
}

void export_frame_text(struct strbuf *text, const struct export_frame *frame, bool offset)
{
	if (!frame->symbol)
		strbuf_printf(text, "0x%llx", (unsigned long long)frame->address);
	else if (offset && frame->size)
		strbuf_printf(text, "%s+0x%llx/0x%llx", frame->symbol,
			      (unsigned long long)frame->offset, (unsigned long long)frame->size);
	else
		strbuf_printf(text, "%s", frame->symbol);
	if (frame->module)
		strbuf_printf(text, " [%s]", frame->module);
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
	/* What a report calls "none" is no name. */
	if ((key == KEY_CALLER && !values->caller) || (key == KEY_CGROUP && !values->cgroup) ||
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
