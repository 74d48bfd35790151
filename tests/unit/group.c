// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

#define NR 5000

static struct allocation any_allocation(uint64_t *seed, const struct fake *fake)
{
	struct allocation alloc = { .allocated = true };
	uint64_t random = fake_random(seed);

	alloc.handle = fake->handles[STACK_ANON + random % 6];
	alloc.order = random >> 8 & 3;
	alloc.tgid = 100 + (random >> 16 & 3);
	alloc.pid = random >> 24 & 0xff;
	alloc.ts_nsec = 1000 + (random >> 32 & 0xffff);
	snprintf(alloc.comm, sizeof(alloc.comm), "task%llu",
		 (unsigned long long)(random >> 20 & 1));
	return alloc;
}

static int by_key(const void *a, const void *b)
{
	return memcmp(&(*(struct cell *const *)a)->key, &(*(struct cell *const *)b)->key,
		      sizeof(struct cell_key));
}

static struct cell **sorted(const struct cells *cells)
{
	struct cell **ret = calloc(cells->count + 1, sizeof(*ret));
	size_t i, n = 0;

	for (i = 0; i < cells->size; i++) {
		if (cells->table[i])
			ret[n++] = cells->table[i];
	}
	assert_int_equal(n, cells->count);
	qsort(ret, n, sizeof(*ret), by_key);
	return ret;
}

static void merged_cells_equal_one_pass(void **state)
{
	struct test *test = unit_opened(NULL);
	struct arena arena = { NULL };
	struct cells all, parts[3], merged;
	struct cell **left, **right;
	uint64_t seed = 42;
	size_t i;

	(void)state;
	cells_init(&all, &arena, KEY_STACK | KEY_ORDER | KEY_TGID | KEY_COMM);
	cells_init(&merged, &arena, all.keys);
	for (i = 0; i < 3; i++)
		cells_init(&parts[i], &arena, all.keys);
	for (i = 0; i < NR; i++) {
		struct allocation alloc = any_allocation(&seed, test->fake);

		assert_int_equal(cells_add(&all, &alloc, 1 << alloc.order), 0);
		assert_int_equal(cells_add(&parts[i * 3 / NR], &alloc, 1 << alloc.order), 0);
	}
	for (i = 0; i < 3; i++)
		assert_int_equal(cells_merge(&merged, &parts[i]), 0);
	assert_int_equal(all.count, 6 * 4 * 4 * 2);
	assert_int_equal(merged.count, all.count);
	left = sorted(&all);
	right = sorted(&merged);
	for (i = 0; i < all.count; i++) {
		assert_memory_equal(&left[i]->key, &right[i]->key, sizeof(left[i]->key));
		assert_memory_equal(&left[i]->sums, &right[i]->sums, sizeof(left[i]->sums));
	}
	free(left);
	free(right);
	arena_free(&arena);
	unit_free(test);
}

static void keys_that_do_not_take_part_do_not_separate(void **state)
{
	struct test *test = unit_opened(NULL);
	struct arena arena = { NULL };
	struct cells cells;
	uint64_t seed = 42;
	size_t i;

	(void)state;
	cells_init(&cells, &arena, KEY_STACK);
	for (i = 0; i < NR; i++) {
		struct allocation alloc = any_allocation(&seed, test->fake);

		assert_int_equal(cells_add(&cells, &alloc, 1), 0);
	}
	assert_int_equal(cells.count, 6);
	arena_free(&arena);
	unit_free(test);
}

/* Totals of every roll-up, added up here in the simplest way. */
static void rolled_up_totals_add_up(void **state)
{
	static const unsigned int all_keys = KEY_STACK | KEY_ORDER | KEY_TGID | KEY_COMM;
	struct test *test = unit_opened(NULL);
	struct arena arena = { NULL };
	struct cells cells;
	uint64_t seed = 7, pages = 0;
	unsigned int keys;
	size_t i, k;

	(void)state;
	cells_init(&cells, &arena, all_keys);
	for (i = 0; i < NR; i++) {
		struct allocation alloc = any_allocation(&seed, test->fake);

		assert_int_equal(cells_add(&cells, &alloc, 1 << alloc.order), 0);
		pages += 1 << alloc.order;
	}
	for (keys = 0; keys <= all_keys; keys++) {
		uint64_t sum = 0, count = 0;
		struct groups groups;

		assert_int_equal(groups_make(test->po, &cells, keys, SORT_PAGES, &groups), 0);
		for (i = 0; i < groups.count; i++) {
			const struct group *group = &groups.groups[i];
			struct sums sums = { .ts_first = UINT64_MAX };
			uint64_t again = 7;

			assert_int_equal(!!group->stack, !!(keys & KEY_STACK));
			for (k = 0; k < NR; k++) {
				struct allocation alloc = any_allocation(&again, test->fake);

				if ((keys & KEY_STACK && alloc.handle != group->key.handle) ||
				    (keys & KEY_ORDER && alloc.order != group->key.order) ||
				    (keys & KEY_TGID && alloc.tgid != group->key.tgid) ||
				    (keys & KEY_COMM && strcmp(alloc.comm, group->key.comm)))
					continue;
				sums.count++;
				sums.pages += 1 << alloc.order;
				if (alloc.ts_nsec < sums.ts_first)
					sums.ts_first = alloc.ts_nsec;
				if (alloc.ts_nsec > sums.ts_last)
					sums.ts_last = alloc.ts_nsec;
			}
			assert_memory_equal(&group->sums, &sums, sizeof(sums));
			sum += group->sums.pages;
			count += group->sums.count;
		}
		assert_int_equal(sum, pages);
		assert_int_equal(count, NR);
	}
	arena_free(&arena);
	unit_free(test);
}

static void groups_come_in_the_asked_order(void **state)
{
	struct test *test = unit_opened(NULL);
	struct arena arena = { NULL };
	struct cells cells;
	struct groups groups;
	struct allocation alloc = { .handle = test->fake->handles[STACK_PIPE] };
	size_t i;

	(void)state;
	cells_init(&cells, &arena, KEY_STACK);
	/* pipe: 4 times 1 page; anon: once 100 pages; slab: twice 10, free: twice 10 */
	for (i = 0; i < 4; i++)
		cells_add(&cells, &alloc, 1);
	alloc.handle = test->fake->handles[STACK_ANON];
	cells_add(&cells, &alloc, 100);
	for (i = 0; i < 2; i++) {
		alloc.handle = test->fake->handles[STACK_SLAB];
		cells_add(&cells, &alloc, 10);
		alloc.handle = test->fake->handles[STACK_FREE];
		cells_add(&cells, &alloc, 10);
	}
#define ORDER(sort, a, b, c, d) do { \
		assert_int_equal(groups_make(test->po, &cells, KEY_STACK, sort, &groups), 0); \
		assert_int_equal(groups.count, 4); \
		assert_int_equal(groups.groups[0].key.handle, test->fake->handles[a]); \
		assert_int_equal(groups.groups[1].key.handle, test->fake->handles[b]); \
		assert_int_equal(groups.groups[2].key.handle, test->fake->handles[c]); \
		assert_int_equal(groups.groups[3].key.handle, test->fake->handles[d]); \
	} while (0)
	/* Equal ones by the text of their stacks: " free_unref_page" before " post_alloc_hook". */
	ORDER(SORT_PAGES, STACK_ANON, STACK_FREE, STACK_SLAB, STACK_PIPE);
	ORDER(SORT_TIMES, STACK_PIPE, STACK_FREE, STACK_SLAB, STACK_ANON);
	ORDER(SORT_STACK, STACK_FREE, STACK_ANON, STACK_SLAB, STACK_PIPE);
	arena_free(&arena);
	unit_free(test);
}

TESTS(group,
	cmocka_unit_test(merged_cells_equal_one_pass),
	cmocka_unit_test(keys_that_do_not_take_part_do_not_separate),
	cmocka_unit_test(rolled_up_totals_add_up),
	cmocka_unit_test(groups_come_in_the_asked_order));
