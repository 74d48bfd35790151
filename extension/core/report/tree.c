// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stacks merged from one end: the call paths that allocated the memory.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/screen.h"
#include "core.h"
#include "report/columns.h"
#include "report/view.h"

/* The kernel keeps 16 frames; only texts and damaged dumps have deeper stacks. */
#define MAX_DEPTH 128
#define USUAL_SHARE 1.0 /* percent */

struct node {
	const char *name; /* of a frame */
	struct sums sums;
	uint64_t own;		   /* pages of the stacks that end here */
	struct node *child, *next; /* next: its sibling */
	size_t children;
};

struct tree {
	struct pageowner *po;
	struct strbuf *text;
	uint64_t whole; /* the pages that are 100 % of the column */
	uint64_t least; /* a branch with fewer pages is not shown by itself */
};

static struct node *child_of(struct tree *tree, struct node *parent, const char *name)
{
	struct node *node;

	for (node = parent->child; node; node = node->next)
		if (node->name == name)
			return node;
	node = arena_alloc(&tree->po->run, sizeof(*node));
	if (!node)
		return NULL;
	node->name = name;
	node->next = parent->child;
	parent->child = node;
	parent->children++;
	return node;
}

/* The allocators' own frames are no part of the paths. */
static int add_stack(struct tree *tree, struct node *node, const struct group *group)
{
	const struct stack *stack = group->stack;
	size_t count = stack->kind == STACK_MISSING ? 0 : stack->count - stack->hidden, i;

	if (count > MAX_DEPTH)
		count = MAX_DEPTH;
	for (i = 0; node && i < count; i++) {
		size_t k = stack->hidden + (tree->po->options.reverse ? i : count - 1 - i);

		node = child_of(tree, node, stack->frames[k]->name);
		if (!node)
			break;
		node->sums.pages += group->sums.pages;
		node->sums.count += group->sums.count;
	}
	if (node)
		node->own += group->sums.pages;
	return node ? 0 : fail(&tree->po->reader, -ENOMEM, "call tree");
}

static int compare_nodes(const void *a, const void *b)
{
	const struct node *x = *(struct node *const *)a, *y = *(struct node *const *)b;

	if (x->sums.pages != y->sums.pages)
		return x->sums.pages < y->sums.pages ? 1 : -1;
	return strcmp(x->name, y->name);
}

static void node_line(struct tree *tree, const struct sums *sums, uint64_t own, unsigned int depth,
		      const char *name)
{
	struct columns columns = columns_of(tree->po);

	columns_cells(tree->text, columns, sums->pages);
	percent_text(tree->text, sums->pages, tree->whole);
	strbuf_printf(tree->text, " " CELL);
	columns_number(tree->text, columns, 10, own);
	strbuf_printf(tree->text, " " CELL);
	columns_number(tree->text, columns, 9, sums->count);
	strbuf_printf(tree->text, "  " CELL "%*s%s\n", 2 * (int)depth, "", name);
}

static void rest_line(struct tree *tree, struct node **sorted, size_t from, size_t count,
		      unsigned int depth)
{
	struct sums rest = { .count = 0 };
	uint64_t own = 0;
	char name[32];
	size_t i;

	for (i = from; i < count; i++) {
		rest.pages += sorted[i]->sums.pages;
		rest.count += sorted[i]->sums.count;
		own += sorted[i]->own;
	}
	snprintf(name, sizeof(name), "(%zu more)", count - from);
	node_line(tree, &rest, own, depth, name);
}

/* The recursion is at most MAX_DEPTH deep. */
static int node_text(struct tree *tree, struct node *node, unsigned int depth)
{
	struct pageowner *po = tree->po;
	struct node **sorted = arena_alloc(&po->run, (node->children + 1) * sizeof(*sorted));
	struct node *child;
	size_t count = 0, shown, i;
	int err = 0;

	if (!sorted)
		return fail(&po->reader, -ENOMEM, "call tree");
	for (child = node->child; child; child = child->next)
		sorted[count++] = child;
	qsort(sorted, count, sizeof(*sorted), compare_nodes);
	shown = po->options.top && po->options.top < count ? po->options.top : count;
	while (shown && sorted[shown - 1]->sums.pages < tree->least)
		shown--;
	for (i = 0; !err && i < shown; i++) {
		char name[600];
		struct strbuf clean = { .arena = &po->run };

		strbuf_name(&clean, sorted[i]->name);
		snprintf(name, sizeof(name), "%s", clean.data ? clean.data : "(no frame)");
		node_line(tree, &sorted[i]->sums, sorted[i]->own, depth, name);
		err = node_text(tree, sorted[i], depth + 1);
	}
	if (!err && shown < count)
		rest_line(tree, sorted, shown, count, depth);
	return err;
}

/* The pages of --min-share, of all that are in the tree. */
static uint64_t least_pages(const struct options *options, uint64_t all)
{
	double share = options->min_share_given ? options->min_share
		       : options->top		? USUAL_SHARE
						: 0;
	double pages = all * share / 100;

	return (uint64_t)pages + (pages > (uint64_t)pages);
}

static void heading(const struct tree *tree)
{
	const struct options *options = &tree->po->options;

	strbuf_printf(tree->text, "\nCall tree %s\n\n",
		      options->reverse ? "from the callers of the allocators outwards"
				       : "from the outermost frames inwards");
	columns_headings(tree->text, columns_of(tree->po), "PAGES");
	strbuf_printf(tree->text, "%6s " CELL "%10s " CELL "%9s  " CELL "FUNCTION\n",
		      tree->po->machine.text ? "%ALL" : "%RAM", "OWN", "TIMES");
}

int tree_text(struct pageowner *po, const struct groups *groups, uint64_t whole,
	      struct strbuf *text)
{
	struct tree tree = {
		.po = po,
		.text = text,
		.whole = whole,
		.least = least_pages(&po->options, groups->sums.pages),
	};
	struct node root = { .name = "" };
	size_t i;
	int err = 0;

	heading(&tree);
	for (i = 0; !err && i < groups->count; i++)
		err = add_stack(&tree, &root, &groups->groups[i]);
	return err ? err : node_text(&tree, &root, 0);
}
