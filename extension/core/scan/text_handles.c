// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Handles in a text: show_stacks_handles of page_owner_stacks (v6.19) and the mode stack_handle
 * of page_owner (v7.3) have the stacks of those that other files of the kernel only name.
 */
#include "core.h"

/* Pages of which only the handle was known go to the stack that the text has for it. */
static int name_handles(struct pageowner *po, struct cells *cells)
{
	struct cells named;
	size_t i;
	int err = 0;

	cells_init(&named, cells->arena, cells->keys);
	for (i = 0; !err && i < cells->size; i++) {
		struct cell cell;
		struct stack *stack;

		if (!cells->table[i])
			continue;
		cell = *cells->table[i];
		stack = stack_find(po, cell.key.handle);
		if (!stack)
			return fail(&po->reader, -ENOMEM, "stacks");
		cell.key.handle = cell.first.key.handle = stack_of_printed(po, stack)->handle;
		err = cells_add_cell(&named, &cell);
	}
	if (err)
		return fail(&po->reader, err, "stacks");
	*cells = named;
	return 0;
}

int text_name_handles(struct pageowner *po, struct result *result)
{
	int err = name_handles(po, &result->cells);

	if (!err)
		err = name_handles(po, &result->everything);
	if (!err && result->counters && !result->totals.owned_pages && !po->side)
		err = fail(&po->reader, -EINVAL,
			   "this text has the stacks of handles, but no pages: "
			   "name the file show_handles beside it, or compare several of these with "
			   "pageowner diff");
	return err;
}
