/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decides which allocations are selected (select.c).
 */
#ifndef PAGEOWNER_SELECT_H
#define PAGEOWNER_SELECT_H

#include "query/keys.h"

/* The kind of a criterion; the table in criteria.c says how its value is read. */
enum criterion_kind {
	BY_PID,
	BY_TGID,
	BY_COMM,
	BY_MODULE,
	BY_ORDER,
	BY_GFP,
	BY_MIGRATETYPE,
	BY_FLAGS,
	BY_NODE,
	BY_ZONE,
	BY_CGROUP,
	BY_OLDER,
	BY_NEWER,
	BY_PFN,
	BY_FRAME,
	BY_HANDLE,
	BY_CONTEXT,
	BY_BLOCK,
	NR_CRITERIA,
};

struct range {
	uint64_t first, last; /* both are included */
};

/*
 * A criterion for this input: one of its values has to fit, or with negate none of them.
 * Members that a kind does not use are zero.
 */
struct condition {
	enum criterion_kind kind;
	bool negate;
	uint64_t mask; /* of flags: all of these bits; of a type or context: one of them */
	const struct range *ranges;
	size_t nr_ranges;
	const char *const *words; /* names; for flags only those that no bit stands for */
	size_t nr_words;
	const struct pattern *regex;
};

struct conditions {
	struct condition *list;
	size_t count;
};

struct selection {
	bool allocated, freed;
	bool unreleased; /* page_owner_sort -f: no allocation that was released later */
	bool slab, no_slab;
	bool page; /* needs the struct page */
	struct conditions early, late;
	unsigned int late_keys; /* KEY_BIT()s that late conditions look at */
};

/*
 * Do both select the same allocations of a scan?  Late conditions are not compared, because
 * they are checked on its result.
 */
bool selection_equal(const struct selection *a, const struct selection *b);
/*
 * Copies everything that selection_equal() compares into @arena; late conditions are left
 * out.  0 or -ENOMEM.
 */
int selection_keep(struct arena *arena, const struct selection *selection, struct selection *ret);
/* Checks the conditions of the scan; it may be called on any thread. */
bool selection_match(const struct selection *selection, const struct allocation *alloc);
/* Can a page frame from @first to @last, both included, be selected? */
bool selection_touches(const struct selection *selection, uint64_t first, uint64_t last);
/* Can a page of that zone of that node be selected, by its --node and --zone? */
bool selection_has_zone(const struct selection *selection, int node, int zone);
/* Checks the late conditions, which need stacks and names; only on the main thread. */
bool selection_match_late(struct pageowner *po, const struct selection *selection,
			  struct stack *stack, uint32_t cgroup, bool slab);

#endif
