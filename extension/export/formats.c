// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The formats, a row each, and what they have in common.
 */
#include "export.h"

const struct export_format export_formats[] = {
	{ "json", false, json_report, NULL },
	{ NULL, false, NULL, NULL },
};

/* ---- frames ---- */

/* A copy that does no harm where it is shown. */
static const char *name_copy(struct pageowner *po, const char *name, size_t len)
{
	struct text raw = { .arena = &po->piece }, text = { .arena = &po->piece };

	if (!name)
		return NULL;
	text_append(&raw, name, len);
	if (!raw.failed)
		text_name(&text, raw.data);
	return raw.failed || text.failed ? "" : text.data ? text.data : "";
}

static void take_frame(struct pageowner *po, const struct stack *stack, unsigned int place,
		       const char *line, struct export_frame *ret)
{
	struct frame frame;

	frame_parse(line, strcspn(line, "\n"), &frame);
	ret->symbol = name_copy(po, frame.symbol, frame.symbol_len);
	ret->module = name_copy(po, frame.module, frame.module_len);
	ret->offset = frame.offset;
	ret->size = frame.size;
	ret->address = stack->pcs && place < stack->count ? stack->pcs[place] : 0;
	ret->place = place;
}

size_t export_frames(struct pageowner *po, struct stack *stack, bool whole,
		     struct export_frame **ret)
{
	uint64_t depth = po->options.depth;
	unsigned int first = whole && !depth ? 0 : stack->hidden, place;
	const char *line = stackdepot_text(po, stack);
	size_t count = 0;

	*ret = arena_alloc(&po->piece, (stack->count + 1) * sizeof(**ret));
	for (place = 0; *ret && *line == ' ' && place <= stack->count; place++) {
		if (place >= first && (!depth || count < depth))
			take_frame(po, stack, place, line + 1, &(*ret)[count++]);
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return count;
}

const char *export_stack_kind(const struct stack *stack)
{
	static const char *const names[] = {
		[STACK_NORMAL] = "normal", [STACK_EARLY] = "early", [STACK_FAILURE] = "lost",
		[STACK_DUMMY] = "page_owner", [STACK_MISSING] = "missing",
	};

	return names[stack->kind];
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
		struct text *text)
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

/* ---- output ---- */

int export_write(struct pageowner *po, struct text *text)
{
	int err = text->len < OUTPUT_SIZE && !text->failed ? 0 : write_text(po, text);

	arena_free(&po->piece);
	return err;
}

void export_explain(struct pageowner *po, const struct result *result)
{
	struct text text = { .arena = &po->run };

	if (!report_partial(po, result))
		return;
	report_missing(po, result, &text);
	if (!text.failed)
		fail(&po->reader, 0, "the output is partial: %s", text.data);
}
