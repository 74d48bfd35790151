// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "report/known.h"

/* Compares releases by their numbers: 5.14.9 is older than 5.14.21, and 5.14 is 5.14.0. */
static int compare_releases(const char *one, const char *two)
{
	int i;

	for (i = 0; i < 3; i++) {
		char *end_one, *end_two;
		unsigned long a = strtoul(one, &end_one, 10), b = strtoul(two, &end_two, 10);

		if (a != b)
			return a < b ? -1 : 1;
		one = *end_one == '.' ? end_one + 1 : "";
		two = *end_two == '.' ? end_two + 1 : "";
	}
	return 0;
}

/* A kernel without a release, as that of a text, may have any issue. */
static bool in_release(struct pageowner *po, const struct known_issue *issue)
{
	struct strbuf release = { .arena = &po->run };

	machine_uts_text(po, UTS_RELEASE, &release);
	if (release.failed || !release.len)
		return !release.failed;
	return (!issue->since || compare_releases(release.data, issue->since) >= 0) &&
	       (!issue->fixed_in || compare_releases(release.data, issue->fixed_in) < 0);
}

/* Is it @function, or a part of it that the compiler has cut off? */
static bool is_function(const struct frame *frame, const char *function)
{
	size_t len = strlen(function);

	return frame->symbol && !strncmp(frame->symbol, function, len) &&
	       (!frame->symbol[len] || frame->symbol[len] == '.');
}

static bool has_frame(const struct stack *stack, const char *function, const char *module)
{
	unsigned int i;

	for (i = 0; i < stack->count; i++)
		if ((!function || is_function(stack->frames[i], function)) &&
		    (!module ||
		     (stack->frames[i]->module && !strcmp(stack->frames[i]->module, module))))
			return true;
	return false;
}

static bool matches(struct pageowner *po, const struct known_issue *issue,
		    const struct group *group, uint64_t managed)
{
	size_t i;

	if (group->stack->kind != STACK_NORMAL ||
	    group->sums.pages * 1000 < managed * issue->thousandths ||
	    !has_frame(group->stack, NULL, issue->module))
		return false;
	for (i = 0; i < KNOWN_FRAMES && issue->frames[i]; i++)
		if (!has_frame(group->stack, issue->frames[i], NULL))
			return false;
	for (i = 0; issue->order >= 0 && i < group->nr_cells; i++)
		if (group->cells[i]->key.order != issue->order)
			return false;
	return in_release(po, issue);
}

const struct known_issue *known_find(struct pageowner *po, const struct group *group,
				     uint64_t managed)
{
	size_t i;

	for (i = 0; group->stack && i < po->nr_known_issues; i++)
		if (matches(po, &po->known_issues[i], group, managed))
			return &po->known_issues[i];
	return NULL;
}

void known_text(const struct known_issue *issue, struct strbuf *text)
{
	strbuf_printf(text, "%s", issue->title);
	if (issue->fixed_in)
		strbuf_printf(text, ", fixed in %s", issue->fixed_in);
	strbuf_printf(text, ": %s", issue->link);
}
