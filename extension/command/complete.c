// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The checks and defaults of each command once all options are known.  Rows of
 * command_rows[] name these functions.
 */
#include "command/command.h"

/* --quick: the kernel counts pages for each stack, so only stacks can be grouped. */
int complete_report(struct reader *rd, struct options *ret)
{
	const unsigned int keys = KEY_BIT(KEY_STACK) | KEY_BIT(KEY_CALLER) | KEY_BIT(KEY_MODULE);
	bool good = !(ret->keys & ~keys);
	unsigned int i;

	if (!ret->quick)
		return 0;
	for (i = 0; i < ret->nr_sort; i++)
		good &= ret->sort[i].key == KEY_PAGES || ret->sort[i].key == KEY_TEXT ||
			KEY_BIT(ret->sort[i].key) & keys;
	return good ? 0
		    : fail(rd, -EINVAL,
			   "--quick knows only the number of pages of each stack: group by "
			   "stacktrace, caller or module, and sort by these or by pages");
}

/* Like page_owner_sort, it writes all records, as they were recorded, into a file. */
int complete_sort(struct reader *rd, struct options *ret)
{
	ret->format = FORMAT_SORT;
	ret->top = 0;
	ret->all = ret->as_recorded = ret->first_module = true;
	if (!ret->cull_given)
		ret->keys = 0;
	if (ret->nr_operands + (ret->output != NULL) != 2)
		return fail(rd, -EINVAL, "pageowner sort needs an input and an output file");
	if (!ret->output)
		ret->output = ret->operands[--ret->nr_operands];
	return 0;
}

/* Node and zone split the account; other keys group the unaccounted pages. */
int complete_account(struct reader *rd, struct options *ret)
{
	const unsigned int zones = KEY_BIT(KEY_NODE) | KEY_BIT(KEY_ZONE);

	(void)rd;
	/* A page has all nodes and zones, and shows those that are chosen on it. */
	ret->by_node = ret->format != FORMAT_HTML && ret->cull_given && ret->keys & zones;
	ret->by_zone = ret->format != FORMAT_HTML && ret->cull_given &&
		       ret->keys & KEY_BIT(KEY_ZONE);
	ret->keys &= ~zones;
	if (!ret->cull_given || !ret->keys)
		ret->keys = KEY_BIT(KEY_CALLER);
	return 0;
}

/* It sorts by exactly one of two keys; the direction is ignored. */
int complete_allocinfo(struct reader *rd, struct options *ret)
{
	if (ret->nr_sort == 1 && (ret->sort[0].key == KEY_PAGES || ret->sort[0].key == KEY_TIMES))
		return 0;
	return fail(
		rd, -EINVAL,
		"pageowner allocinfo sorts by memory (-m) or by the number of allocations (-t)");
}

int complete_triage(struct reader *rd, struct options *ret)
{
	if ((ret->output || ret->rows) && ret->nr_operands)
		return 0;
	return fail(rd, -EINVAL,
		    ret->rows ? "pageowner triage --jsonl needs dumps"
			      : "pageowner triage needs dumps, and -o with a folder for the "
				"reports");
}
