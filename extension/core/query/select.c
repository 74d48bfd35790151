// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which allocations count.  Each option of selection is a criterion, and all of
 * them must fit; a new one is a row of the table in criteria.c and a case of fits().
 *
 * Most criteria look at the record and are judged while scanning.  Those that
 * look at names which repeat (stacks, modules, cgroups) are judged afterwards,
 * once for each distinct one.
 */
#include <regex.h>
#include <stdio.h>

#include "core.h"

static bool in_ranges(const struct criterion *criterion, uint64_t value)
{
	size_t i;

	for (i = 0; i < criterion->count; i++)
		if (value >= criterion->ranges[i].first && value <= criterion->ranges[i].last)
			return true;
	return false;
}

static bool in_words(const struct criterion *criterion, const char *name)
{
	size_t i;

	for (i = 0; i < criterion->count; i++)
		if (!strcmp(criterion->words[i], name))
			return true;
	return false;
}

/* Is @word one of the |-separated names behind @label in the record's text? */
static bool text_has_flag(const struct allocation *alloc, const char *label, const char *word)
{
	const char *end = alloc->raw + alloc->raw_len, *close;
	const char *at = memmem(alloc->raw, alloc->raw_len, label, strlen(label));
	size_t len = strlen(word);

	at = at ? memchr(at, '(', end - at) : NULL;
	close = at ? memchr(at, ')', end - at) : NULL;
	while (close && at < close) {
		size_t name = strcspn(++at, "|)");

		if (name == len && !strncmp(at, word, len))
			return true;
		at += name;
	}
	return false;
}

static bool has_flags(const struct criterion *criterion, const struct allocation *alloc)
{
	bool gfp = criterion->kind == BY_GFP;
	uint64_t bits = gfp ? alloc->gfp_mask : alloc->flags;
	size_t i;

	if ((bits & criterion->mask) != criterion->mask)
		return false;
	for (i = 0; alloc->raw && i < criterion->count; i++)
		if (*criterion->words[i] &&
		    !text_has_flag(alloc, gfp ? ", mask " : " Flags ", criterion->words[i]))
			return false;
	return true;
}

static bool fits(const struct selection *selection, const struct criterion *criterion,
		 const struct allocation *alloc)
{
	uint64_t age = alloc->ts_nsec < selection->now ? selection->now - alloc->ts_nsec : 0;

	switch (criterion->kind) {
	case BY_PID:
		return in_ranges(criterion, alloc->pid);
	case BY_TGID:
		return in_ranges(criterion, alloc->tgid);
	case BY_COMM:
		return in_words(criterion, alloc->comm);
	case BY_ORDER:
		return in_ranges(criterion, alloc->order);
	case BY_GFP:
	case BY_FLAGS:
		return has_flags(criterion, alloc);
	case BY_MIGRATETYPE:
		return alloc->migratetype >= 0 && criterion->mask >> alloc->migratetype & 1;
	case BY_NODE:
		return in_ranges(criterion, alloc->node);
	case BY_ZONE:
		return in_ranges(criterion, alloc->zone);
	case BY_OLDER:
		return age >= criterion->ranges[0].first;
	case BY_NEWER:
		return age <= criterion->ranges[0].first;
	case BY_PFN:
		return in_ranges(criterion, alloc->pfn);
	case BY_CONTEXT:
		return criterion->mask >> alloc->context & 1;
	case BY_HANDLE:
		return in_ranges(criterion, alloc->raw ? alloc->printed_handle : alloc->handle);
	default:
		return !criterion->negate; /* judged late */
	}
}

bool selection_match(const struct pageowner *po, const struct selection *selection,
		     const struct allocation *alloc)
{
	size_t i;

	if (alloc->allocated ? !selection->allocated : !selection->freed)
		return false;
	/* page_owner_sort -f */
	if (po->options.unreleased && alloc->free_ts_nsec && alloc->ts_nsec < alloc->free_ts_nsec)
		return false;
	for (i = 0; i < selection->count; i++) {
		const struct criterion *criterion = &selection->criteria[i];

		if (fits(selection, criterion, alloc) == criterion->negate)
			return false;
	}
	return true;
}

/* Each frame by itself, so that ^ and $ are its ends. */
static bool matches_frame(const regex_t *regex, const char *stack)
{
	char frame[1024];

	for (; *stack == ' '; stack += strcspn(stack, "\n") + 1) {
		snprintf(frame, sizeof(frame), "%.*s", (int)strcspn(stack + 1, "\n"), stack + 1);
		if (!regexec(regex, frame, 0, NULL, 0))
			return true;
		if (!stack[strcspn(stack, "\n")])
			break;
	}
	return false;
}

static bool fits_late(struct pageowner *po, const struct criterion *criterion, struct stack *stack,
		      uint32_t cgroup)
{
	const char *module = name_text(po, stack->module);

	switch (criterion->kind) {
	case BY_MODULE:
		return in_words(criterion, *module ? module : "vmlinux");
	case BY_CGROUP:
		return in_words(criterion, name_text(po, cgroup));
	default:
		return matches_frame(criterion->regex, stack_text(po, stack));
	}
}

bool selection_touches(const struct selection *selection, uint64_t first, uint64_t last)
{
	size_t i, k;

	for (i = 0; i < selection->count; i++) {
		const struct criterion *criterion = &selection->criteria[i];

		if (criterion->kind != BY_PFN || criterion->negate)
			continue;
		for (k = 0; k < criterion->count; k++)
			if (criterion->ranges[k].first <= last &&
			    criterion->ranges[k].last >= first)
				break;
		if (k == criterion->count)
			return false;
	}
	return true;
}

bool selection_match_late(struct pageowner *po, const struct selection *selection,
			  struct stack *stack, uint32_t cgroup, bool slab)
{
	size_t i;

	slab |= stack->allocator & ALLOCATOR_SLAB;
	if ((po->options.slab && !slab) || (po->options.no_slab && slab))
		return false;
	for (i = 0; i < selection->count; i++) {
		const struct criterion *criterion = &selection->criteria[i];

		if (criterion_rows[criterion->kind].late &&
		    fits_late(po, criterion, stack, cgroup) == criterion->negate)
			return false;
	}
	return true;
}
