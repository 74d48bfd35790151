// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Decides which allocations are selected: all conditions have to fit.  A new one is a row of
 * the table in criteria.c and a case of fits() or fits_late().
 *
 * Most conditions look at the record and are checked during the scan.  Conditions on names
 * that repeat (stacks, modules, cgroups) are checked afterwards, once for each distinct name.
 */
#include <stdio.h>

#include "core.h"

/* ---- equal selections share a result ---- */

static bool equal_words(const struct condition *a, const struct condition *b)
{
	size_t i;

	if (a->nr_words != b->nr_words)
		return false;
	for (i = 0; i < a->nr_words; i++)
		if (strcmp(a->words[i], b->words[i]))
			return false;
	return true;
}

static bool equal_ranges(const struct condition *a, const struct condition *b)
{
	size_t i;

	if (a->nr_ranges != b->nr_ranges)
		return false;
	for (i = 0; i < a->nr_ranges; i++)
		if (a->ranges[i].first != b->ranges[i].first ||
		    a->ranges[i].last != b->ranges[i].last)
			return false;
	return true;
}

static bool equal_conditions(const struct conditions *a, const struct conditions *b)
{
	size_t i;

	if (a->count != b->count)
		return false;
	for (i = 0; i < a->count; i++) {
		const struct condition *x = &a->list[i], *y = &b->list[i];

		if (x->kind != y->kind || x->negate != y->negate || x->mask != y->mask ||
		    !equal_words(x, y) || !equal_ranges(x, y))
			return false;
	}
	return true;
}

bool selection_equal(const struct selection *a, const struct selection *b)
{
	return a->allocated == b->allocated && a->freed == b->freed &&
	       a->unreleased == b->unreleased && equal_conditions(&a->early, &b->early);
}

static int keep_words(struct arena *arena, struct condition *condition)
{
	const char **words = arena_alloc(arena, (condition->nr_words + 1) * sizeof(*words));
	size_t i;

	if (!words)
		return -ENOMEM;
	for (i = 0; i < condition->nr_words; i++) {
		words[i] = arena_strdup(arena, condition->words[i]);
		if (!words[i])
			return -ENOMEM;
	}
	condition->words = words;
	return 0;
}

static int keep_ranges(struct arena *arena, struct condition *condition)
{
	struct range *ranges = arena_alloc(arena, (condition->nr_ranges + 1) * sizeof(*ranges));

	if (!ranges)
		return -ENOMEM;
	if (condition->nr_ranges)
		memcpy(ranges, condition->ranges, condition->nr_ranges * sizeof(*ranges));
	condition->ranges = ranges;
	return 0;
}

int selection_keep(struct arena *arena, const struct selection *selection, struct selection *ret)
{
	size_t i, count = selection->early.count;
	int err = 0;

	*ret = *selection;
	memset(&ret->late, 0, sizeof(ret->late));
	ret->early.list = arena_alloc(arena, (count + 1) * sizeof(*ret->early.list));
	if (!ret->early.list)
		return -ENOMEM;
	for (i = 0; !err && i < count; i++) {
		ret->early.list[i] = selection->early.list[i];
		err = keep_words(arena, &ret->early.list[i]);
		if (!err)
			err = keep_ranges(arena, &ret->early.list[i]);
	}
	return err;
}

/* ---- matching ---- */

static bool in_ranges(const struct condition *condition, uint64_t value)
{
	size_t i;

	for (i = 0; i < condition->nr_ranges; i++)
		if (value >= condition->ranges[i].first && value <= condition->ranges[i].last)
			return true;
	return false;
}

static bool in_words(const struct condition *condition, const char *name)
{
	size_t i;

	for (i = 0; i < condition->nr_words; i++)
		if (name_fits(name, condition->words[i]))
			return true;
	return false;
}

/* Is @word one of the names that are separated by | after @label in the text of the record? */
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

static bool has_flags(const struct condition *condition, const struct allocation *alloc)
{
	bool gfp = condition->kind == BY_GFP;
	uint64_t bits = gfp ? alloc->gfp_mask : alloc->flags;
	size_t i;

	if ((bits & condition->mask) != condition->mask)
		return false;
	/* A word that no bit stands for can only be in the text of a record. */
	for (i = 0; i < condition->nr_words; i++)
		if (!alloc->raw ||
		    !text_has_flag(alloc, gfp ? ", mask " : " Flags ", condition->words[i]))
			return false;
	return true;
}

/* The number of @alloc that is compared with the ranges of this kind. */
static uint64_t number_of(enum criterion_kind kind, const struct allocation *alloc)
{
	switch (kind) {
	case BY_PID:
		return alloc->pid;
	case BY_TGID:
		return alloc->tgid;
	case BY_ORDER:
		return alloc->order;
	case BY_NODE:
		return alloc->node;
	case BY_ZONE:
		return alloc->zone;
	case BY_OLDER:
	case BY_NEWER:
		return alloc->ts_nsec;
	case BY_PFN:
		return alloc->pfn;
	default:
		return alloc->raw || alloc->counter ? alloc->printed_handle : alloc->handle;
	}
}

static bool fits(const struct condition *condition, const struct allocation *alloc)
{
	switch (condition->kind) {
	case BY_COMM:
		return in_words(condition, alloc->comm);
	case BY_GFP:
	case BY_FLAGS:
		return has_flags(condition, alloc);
	case BY_MIGRATETYPE:
		return alloc->migratetype >= 0 && condition->mask >> alloc->migratetype & 1;
	case BY_BLOCK:
		return alloc->block_type >= 0 && condition->mask >> alloc->block_type & 1;
	case BY_CONTEXT:
		return condition->mask >> alloc->context & 1;
	default:
		return in_ranges(condition, number_of(condition->kind, alloc));
	}
}

bool selection_match(const struct selection *selection, const struct allocation *alloc)
{
	size_t i;

	if (alloc->allocated ? !selection->allocated : !selection->freed)
		return false;
	if (selection->unreleased && alloc->free_ts_nsec && alloc->ts_nsec < alloc->free_ts_nsec)
		return false;
	for (i = 0; i < selection->early.count; i++) {
		const struct condition *condition = &selection->early.list[i];

		if (fits(condition, alloc) == condition->negate)
			return false;
	}
	return true;
}

bool selection_touches(const struct selection *selection, uint64_t first, uint64_t last)
{
	size_t i, k;

	for (i = 0; i < selection->early.count; i++) {
		const struct condition *condition = &selection->early.list[i];

		if (condition->kind != BY_PFN || condition->negate)
			continue;
		for (k = 0; k < condition->nr_ranges; k++)
			if (condition->ranges[k].first <= last &&
			    condition->ranges[k].last >= first)
				break;
		if (k == condition->nr_ranges)
			return false;
	}
	return true;
}

bool selection_has_zone(const struct selection *selection, int node, int zone)
{
	size_t i;

	for (i = 0; i < selection->early.count; i++) {
		const struct condition *condition = &selection->early.list[i];

		if (condition->kind == BY_NODE && in_ranges(condition, node) == condition->negate)
			return false;
		if (condition->kind == BY_ZONE && in_ranges(condition, zone) == condition->negate)
			return false;
	}
	return true;
}

/* Each frame is matched by itself, so that ^ and $ are its ends. */
static bool matches_frame(const struct pattern *regex, const struct stack *stack)
{
	unsigned int i;

	for (i = 0; i < stack->count; i++)
		if (pattern_matches(regex, stack->frames[i]->text) ||
		    (stack->frames[i]->shown != stack->frames[i]->text &&
		     pattern_matches(regex, stack->frames[i]->shown)))
			return true;
	return false;
}

/* The module of any frame, because memory goes through several: radeon has it from ttm. */
static bool fits_module(struct pageowner *po, const struct condition *condition,
			const struct stack *stack)
{
	const char *first = name_text(po, stack->module);
	unsigned int i;

	if (in_words(condition, *first ? first : "vmlinux"))
		return true;
	for (i = 0; !po->options.first_module && i < stack->count; i++) {
		const char *module = stack->frames[i]->module;

		if (module && in_words(condition, module))
			return true;
	}
	return false;
}

static bool fits_late(struct pageowner *po, const struct condition *condition, struct stack *stack,
		      uint32_t cgroup)
{
	switch (condition->kind) {
	case BY_MODULE:
		return fits_module(po, condition, stack);
	case BY_CGROUP:
		return in_words(condition, name_text(po, cgroup));
	default:
		return matches_frame(condition->regex, stack);
	}
}

bool selection_match_late(struct pageowner *po, const struct selection *selection,
			  struct stack *stack, uint32_t cgroup, bool slab)
{
	size_t i;

	slab |= stack->allocator & ALLOCATOR_SLAB;
	if ((selection->slab && !slab) || (selection->no_slab && slab))
		return false;
	for (i = 0; i < selection->late.count; i++) {
		const struct condition *condition = &selection->late.list[i];

		if (fits_late(po, condition, stack, cgroup) == condition->negate)
			return false;
	}
	return true;
}
