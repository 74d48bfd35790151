// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

#define MAX_NODES 200

struct node {
	unsigned long long pages, times;
	unsigned int depth;
	char name[100];
};

static size_t read_tree(const char *out, struct node nodes[MAX_NODES])
{
	const char *line = strstr(out, "     PAGES");
	size_t count = 0;

	if (!line)
		abort();
	for (line = strchr(line, '\n'); line && line[1] && line[1] != '\n';
	     line = strchr(line, '\n')) {
		struct node *node = &nodes[count++];
		double mib, percent;
		unsigned long long own;
		int skip = 0;

		line++;
		assert_true(count <= MAX_NODES);
		if (sscanf(line, "%llu %lf %lf%% %llu %llu%n", &node->pages, &mib, &percent, &own,
			   &node->times, &skip) != 5)
			fail_msg("no node: %.*s", (int)strcspn(line, "\n"), line);
		line += skip + 2;
		node->depth = strspn(line, " ") / 2;
		line += strspn(line, " ");
		assert_int_equal(sscanf(line, "%99[^\n]", node->name), 1);
		assert_true(percent >= 0 && percent <= 100);
		assert_true(own <= node->pages);
	}
	return count;
}

static const struct node *find_node(const struct node *nodes, size_t count, const char *name,
				    unsigned int depth)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (nodes[i].depth == depth && !strcmp(nodes[i].name, name))
			return &nodes[i];
	fail_msg("no %s at depth %u", name, depth);
	abort();
}

/* Children are never more than their parent, and are sorted by pages. */
static void check_shape(const struct node *nodes, size_t count, unsigned long long pages,
			unsigned long long times)
{
	unsigned long long sum_pages = 0, sum_times = 0;
	size_t i, k;

	if (!count)
		fail_msg("a tree of nothing");
	assert_int_equal(nodes[0].depth, 0);
	for (i = 0; i < count; i++) {
		unsigned long long below_pages = 0, below_times = 0, before = ~0ull;

		if (!nodes[i].depth) {
			sum_pages += nodes[i].pages;
			sum_times += nodes[i].times;
		}
		assert_true(!i || nodes[i].depth <= nodes[i - 1].depth + 1);
		for (k = i + 1; k < count && nodes[k].depth > nodes[i].depth; k++) {
			if (nodes[k].depth != nodes[i].depth + 1)
				continue;
			below_pages += nodes[k].pages;
			below_times += nodes[k].times;
			if (nodes[k].name[0] != '(')
				assert_true(nodes[k].pages <= before);
			before = nodes[k].pages;
		}
		assert_true(below_pages <= nodes[i].pages);
		assert_true(below_times <= nodes[i].times);
	}
	assert_int_equal(sum_pages, pages);
	assert_int_equal(sum_times, times);
}

#define ALLOC " post_alloc_hook+0x1/0x2\n __alloc_pages+0x1/0x2\n"
#define RECORD(order, pfn)                                                     \
	"Page allocated via order " #order ", mask 0xcc0(GFP_KERNEL), pid 1, " \
	"tgid 1 (a), ts 5 ns\nPFN 0x" #pfn " type Movable Block 0 type Movable Flags 0x0()\n"

static const char source[] = RECORD(0, 1) ALLOC
	" leaf_a+0x1/0x9\n middle+0x1/0x9\n root+0x1/0x9\n\n" RECORD(1, 2) ALLOC
	" leaf_b+0x1/0x9 [mod]\n middle+0x2/0x9\n root+0x1/0x9\n\n" RECORD(2, 4) ALLOC
	" leaf_b+0x5/0x9 [other]\n middle+0x1/0x9\n root+0x1/0x9\n\n" RECORD(3, 8) ALLOC
	" middle+0x1/0x9\n root+0x1/0x9\n\n" /* ends in the middle */
	RECORD(4, 16) ALLOC " leaf_a+0x1/0x9\n other_root+0x1/0x9\n\n" RECORD(0, 32) ALLOC
	" leaf_a.isra.0+0x1/0x9\n middle+0x1/0x9\n root+0x1/0x9\n\n";

struct want {
	unsigned long long pages, times;
	unsigned int depth;
	const char *name;
};

static void check_tree(struct test *test, const char *option, const struct want *want, size_t nr)
{
	struct node nodes[MAX_NODES];
	size_t count, i;

	unit_text_source(test, source, strlen(source), 0);
	count = read_tree(unit_ok(test, "--tree", "--top", "0", option, NULL), nodes);
	for (i = 0; i < nr && i < count; i++)
		if (nodes[i].pages != want[i].pages || nodes[i].times != want[i].times ||
		    nodes[i].depth != want[i].depth || strcmp(nodes[i].name, want[i].name))
			fail_msg("line %zu is %llu %llu %u %s\n%s", i, nodes[i].pages,
				 nodes[i].times, nodes[i].depth, nodes[i].name, test->fake->out);
	assert_int_equal(count, nr);
}

/* Offsets make no branches, modules do; the allocator's frames are not in it. */
static void outermost_frames_are_the_roots(void **state)
{
	/* clang-format off */
	static const struct want want[] = {
		{ 16, 1, 0, "other_root" }, { 16, 1, 1, "leaf_a" },
		{ 16, 5, 0, "root" }, { 16, 5, 1, "middle" },
		{ 4, 1, 2, "leaf_b [other]" }, { 2, 1, 2, "leaf_b [mod]" }, { 1, 1, 2, "leaf_a" },
		{ 1, 1, 2, "leaf_a.isra.0" },
	};
	/* clang-format on */
	struct test *test = unit_new(NULL);

	(void)state;
	check_tree(test, NULL, want, ARRAY_SIZE(want));
	unit_free(test);
}

static void reverse_begins_at_the_callers(void **state)
{
	/* clang-format off */
	static const struct want want[] = {
		{ 17, 2, 0, "leaf_a" },
		{ 16, 1, 1, "other_root" },
		{ 1, 1, 1, "middle" }, { 1, 1, 2, "root" },
		{ 8, 1, 0, "middle" }, { 8, 1, 1, "root" },
		{ 4, 1, 0, "leaf_b [other]" }, { 4, 1, 1, "middle" }, { 4, 1, 2, "root" },
		{ 2, 1, 0, "leaf_b [mod]" }, { 2, 1, 1, "middle" }, { 2, 1, 2, "root" },
		{ 1, 1, 0, "leaf_a.isra.0" }, { 1, 1, 1, "middle" }, { 1, 1, 2, "root" },
	};
	/* clang-format on */
	struct test *test = unit_new(NULL);

	(void)state;
	check_tree(test, "--reverse", want, ARRAY_SIZE(want));
	unit_free(test);
}

static void top_folds_the_rest_of_each_branch(void **state)
{
	struct test *test = unit_new(NULL);
	struct node nodes[MAX_NODES];
	const struct node *more;
	size_t count;

	(void)state;
	unit_text_source(test, source, strlen(source), 0);
	count = read_tree(unit_ok(test, "--tree", "--top", "1", NULL), nodes);
	check_shape(nodes, count, 32, 6);
	more = find_node(nodes, count, "(1 more)", 0);
	assert_int_equal(more->pages, 16);
	assert_int_equal(more->times, 5);
	count = read_tree(unit_ok(test, "--tree", "--top", "2", NULL), nodes);
	check_shape(nodes, count, 32, 6);
	more = find_node(nodes, count, "(2 more)", 2);
	assert_int_equal(more->pages, 2);
	assert_int_equal(more->times, 2);
	unit_free(test);
}

static void small_branches_are_folded(void **state)
{
	struct test *test = unit_new(NULL);
	struct node nodes[MAX_NODES];
	size_t count;

	(void)state;
	unit_text_source(test, source, strlen(source), 0);
	/* 4 of 32 pages are 12.5 per cent. */
	count = read_tree(unit_ok(test, "--tree", "--min-share", "12.5", NULL), nodes);
	check_shape(nodes, count, 32, 6);
	assert_int_equal(find_node(nodes, count, "leaf_b [other]", 2)->pages, 4);
	assert_int_equal(find_node(nodes, count, "(3 more)", 2)->pages, 4);
	count = read_tree(unit_ok(test, "--tree", "--min-share", "12.6", NULL), nodes);
	check_shape(nodes, count, 32, 6);
	assert_int_equal(find_node(nodes, count, "(4 more)", 2)->pages, 8);
	unit_run(test, "--tree", "--min-share", "x", NULL);
	assert_has(test->message, "--min-share x: not a number from 0 to 100");
	unit_free(test);
}

/* Stacks of nobody but allocators stay in the sum. */
static void all_of_a_dump_is_in_its_tree(void **state)
{
	static const char *const options[] = { "--tree", "--reverse" };
	struct test *test = unit_new(NULL);
	struct node nodes[MAX_NODES];
	size_t i, count;

	(void)state;
	for (i = 0; i < 2; i++) {
		count = read_tree(unit_ok(test, options[i], "--top", "0", NULL), nodes);
		check_shape(nodes, count, 2114, 68);
		count = read_tree(unit_ok(test, options[i], "--module", "fake_mod", NULL), nodes);
		check_shape(nodes, count, 8, 4);
	}
	unit_free(test);
}

TESTS(tree, cmocka_unit_test(outermost_frames_are_the_roots),
      cmocka_unit_test(reverse_begins_at_the_callers), cmocka_unit_test(small_branches_are_folded),
      cmocka_unit_test(top_folds_the_rest_of_each_branch),
      cmocka_unit_test(all_of_a_dump_is_in_its_tree));
