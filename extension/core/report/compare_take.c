// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The groups of one input as names: handles and addresses differ between two boots.
 */
#include "report/compare.h"

static uint64_t early_pages(struct pageowner *po, const struct group *group)
{
	uint64_t pages = 0;
	size_t i;

	for (i = 0; i < group->nr_cells; i++) {
		const struct stack *stack = stack_find(po, group->cells[i]->key.handle);

		if (stack && stack->kind == STACK_EARLY)
			pages += group->cells[i]->sums.pages;
	}
	return pages;
}

/* The label as report_keys() makes it. */
static const char *make_label(struct view *view, const struct group *group,
			      struct compare_side *side)
{
	struct strbuf label = { .arena = side->arena };

	view->text->len = 0;
	report_keys(view, group);
	strbuf_append(&label, view->text->data, view->text->len);
	return label.failed ? NULL : label.data;
}

/* Of any of its stacks: where callers make groups they agree in it.  NULL: there is none. */
static const struct frame *caller_of(struct pageowner *po, const struct group *group)
{
	const struct stack *stack = stack_find(po, group->cells[0]->key.handle);

	return stack && stack->caller ? stack->frames[stack->hidden] : NULL;
}

/* A caller without a name is an address, of which no more is the same than in a frame. */
static const char *make_label_key(struct view *view, const struct group *group,
				  struct compare_side *side, const char *label)
{
	struct pageowner *po = view->po;
	const struct frame *caller = po->options.keys & KEY_BIT(KEY_CALLER) ? caller_of(po, group)
									    : NULL;
	struct group other = *group;
	char name[COMPARE_ADDRESS_LEN];

	if (!caller || caller->symbol || caller->address < LEAST_ADDRESS)
		return label;
	compare_address(caller, name);
	other.key.caller = name_id(po, name, strlen(name));
	return make_label(view, &other, side);
}

static int take_group(struct view *view, const struct group *group, struct compare_side *side)
{
	struct pageowner *po = view->po;
	struct compare_item *item;

	side->items =
		arena_grow(side->arena, side->items, &side->room, side->count + 1, sizeof(*item));
	if (!side->items)
		return -ENOMEM;
	item = &side->items[side->count++];
	memset(item, 0, sizeof(*item));
	item->label = make_label(view, group, side);
	item->label_key = item->label ? make_label_key(view, group, side, item->label) : NULL;
	item->pages = group->sums.pages;
	item->times = group->sums.count;
	item->early = early_pages(po, group);
	if (group->stack) {
		item->frames = group->stack->frames;
		item->nr_frames = group->stack->count;
		item->hidden = group->stack->hidden;
		item->handle = po->machine.text ? group->stack->printed : group->stack->handle;
		item->handle_alone = item->nr_frames && item->frames[0]->roles & FRAME_HANDLE;
	}
	return item->label && item->label_key ? 0 : -ENOMEM;
}

/* A text of counters has only stacks: callers and modules follow from these. */
static int check_keys(struct pageowner *po, const struct compare_side *side)
{
	const unsigned int keys = KEY_BIT(KEY_STACK) | KEY_BIT(KEY_CALLER) | KEY_BIT(KEY_MODULE);

	if (!side->counters || !(po->options.keys & ~keys))
		return 0;
	return fail(&po->reader, -EINVAL,
		    "a file of page_owner_stacks has only the pages of each "
		    "stack: compare by stacktrace, caller or module");
}

int compare_take(struct view *view, struct compare_side *side)
{
	struct pageowner *po = view->po;
	struct strbuf text = { .arena = side->arena };
	size_t i;
	int err;

	side->counters = view->result->counters;
	side->pages = view->groups.sums.pages;
	side->map = side->counters && !side->pages && view->groups.count;
	err = check_keys(po, side);
	for (i = 0; !err && i < view->groups.count; i++)
		err = take_group(view, &view->groups.groups[i], side);
	if (err)
		return err == -ENOMEM ? fail(&po->reader, err, "comparison") : err;
	if (po->machine.text) {
		side->now = report_newest(view);
		/* The kernel writes no time into its counters. */
		if (side->counters)
			side->when = po->target.text_time;
		side->written = side->when;
	} else {
		machine_kernel_text(po, &text);
		side->when = machine_time(po);
		side->now = machine_now(po);
		side->page_size = po->reader.page_size;
	}
	side->kernel = text.data ? arena_strdup(side->arena, text.data) : "";
	text.len = 0;
	if (holes_any(po, view->result)) {
		holes_text(po, view->result, &text);
		side->missing = arena_strdup(side->arena, text.failed ? "" : text.data);
	}
	return side->kernel && !text.failed ? 0 : fail(&po->reader, -ENOMEM, "comparison");
}
