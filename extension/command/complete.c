// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a command checks of its options, and takes for granted, once all are known.  Rows
 * of command_rows[] name these functions.
 */
#include "command/command.h"

/* The kernel counts pages by stack: that alone can be asked for. */
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
			   "--quick knows only the pages of each stack: group by "
			   "stacktrace, caller or module, and sort by these or by pages");
}

/* page_owner_sort: all records, as they are, into a file. */
int complete_sort(struct reader *rd, struct options *ret)
{
	ret->format = FORMAT_SORT;
	ret->top = 0;
	ret->all = ret->as_recorded = true;
	if (!ret->cull_given)
		ret->keys = 0;
	if (ret->nr_operands + (ret->output != NULL) != 2)
		return fail(rd, -EINVAL, "pageowner sort takes an input and an output file");
	if (!ret->output)
		ret->output = ret->operands[--ret->nr_operands];
	return 0;
}

/* Node and zone part the account; other keys group what no line of meminfo shows. */
int complete_account(struct reader *rd, struct options *ret)
{
	const unsigned int zones = KEY_BIT(KEY_NODE) | KEY_BIT(KEY_ZONE);

	(void)rd;
	ret->by_node = ret->cull_given && ret->keys & zones;
	ret->by_zone = ret->cull_given && ret->keys & KEY_BIT(KEY_ZONE);
	ret->keys &= ~zones;
	if (!ret->cull_given || !ret->keys)
		ret->keys = KEY_BIT(KEY_CALLER);
	return 0;
}

/* What it sorts by is told by the key alone, in one direction. */
int complete_allocinfo(struct reader *rd, struct options *ret)
{
	if (ret->nr_sort == 1 && (ret->sort[0].key == KEY_PAGES || ret->sort[0].key == KEY_TIMES))
		return 0;
	return fail(rd, -EINVAL, "pageowner allocinfo sorts by pages (-m) or by times (-t)");
}

int complete_triage(struct reader *rd, struct options *ret)
{
	if (ret->output && ret->nr_operands)
		return 0;
	return fail(rd, -EINVAL,
		    "pageowner triage takes dumps, and with -o the folder for what is found");
}
