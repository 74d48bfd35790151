// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

#define NR 5000
#define NR_DIVERSE 400
#define CELL_KEYS (KEY_BIT(KEY_STACK) | KEY_BIT(KEY_ORDER) | KEY_BIT(KEY_TGID) | KEY_BIT(KEY_COMM))
#define ALL_KEYS (KEY_BIT(NR_GROUP_KEYS) - 1)

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

/* A few values of every field, each independent of the others. */
static struct allocation diverse_allocation(uint64_t *seed, const struct fake *fake)
{
	static const uint32_t gfps[] = { 0xcc0, 0xcc1, 0x100cca };
	static const uint8_t allocators[] = { 0, ALLOCATOR_CMA, ALLOCATOR_SLAB };
	static const enum fake_memcg memcgs[] = {
		MEMCG_NONE,
		MEMCG_WEB,
		MEMCG_OFFLINE,
		MEMCG_WEB_OBJCG,
	};
	struct allocation alloc = any_allocation(seed, fake);
	uint64_t random = fake_random(seed);

	alloc.pid = 7 + random % 3;
	alloc.gfp_mask = gfps[(random >> 8) % 3];
	alloc.migratetype = (random >> 12) % 3;
	alloc.node = (int)((random >> 16) % 3) - 1;
	alloc.zone = (int)((random >> 20) % 3) - 1;
	alloc.block_type = (int)((random >> 22) % 3) - 1;
	alloc.allocator = allocators[(random >> 24) % 3];
	alloc.cgroup.value = fake->memcg_data[memcgs[(random >> 28) % 4]];
	alloc.cgroup.kind = alloc.cgroup.value ? CGROUP_CHARGED : CGROUP_NONE;
	alloc.allocated = random >> 32 & 3;
	alloc.free_ts_nsec = random >> 34 & 0xff;
	alloc.slab = random >> 42 & 1;
	alloc.context = (random >> 44) % NR_RECORDED_CONTEXTS;
	alloc.tag = random >> 43 & 1 ? 0xffffffff82000028ull : 0;
	return alloc;
}

static int by_key(const void *a, const void *b)
{
	return memcmp(&(*(struct cell *const *)a)->key, &(*(struct cell *const *)b)->key,
		      sizeof(struct group_key));
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

static void assert_same_cells(const struct cells *got, const struct cells *want)
{
	struct cell **left = sorted(got), **right = sorted(want);
	size_t i;

	assert_int_equal(got->count, want->count);
	for (i = 0; i < got->count; i++) {
		assert_memory_equal(&left[i]->key, &right[i]->key, sizeof(left[i]->key));
		assert_memory_equal(&left[i]->sums, &right[i]->sums, sizeof(left[i]->sums));
		assert_memory_equal(&left[i]->first, &right[i]->first, sizeof(left[i]->first));
	}
	free(left);
	free(right);
}

static void merged_cells_equal_one_pass(void **state)
{
	struct test *test = unit_opened(NULL);
	struct arena arena = { NULL };
	struct cells all, parts[3], merged;
	uint64_t seed = 42;
	size_t i;

	(void)state;
	cells_init(&all, &arena, CELL_KEYS);
	cells_init(&merged, &arena, all.keys);
	for (i = 0; i < 3; i++)
		cells_init(&parts[i], &arena, all.keys);
	for (i = 0; i < NR; i++) {
		struct allocation alloc = any_allocation(&seed, test->fake);

		/* They need not come in the order of their sequence. */
		alloc.sequence = i * 7919 % NR;
		assert_int_equal(cells_add(&all, &alloc, 1 << alloc.order), 0);
		assert_int_equal(cells_add(&parts[i * 3 / NR], &alloc, 1 << alloc.order), 0);
	}
	for (i = 0; i < 3; i++)
		assert_int_equal(cells_merge(&merged, &parts[2 - i]), 0);
	assert_int_equal(all.count, 6 * 4 * 4 * 2);
	assert_same_cells(&merged, &all);
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
	cells_init(&cells, &arena, KEY_BIT(KEY_STACK));
	for (i = 0; i < NR; i++) {
		struct allocation alloc = diverse_allocation(&seed, test->fake);

		assert_int_equal(cells_add(&cells, &alloc, 1), 0);
	}
	assert_int_equal(cells.count, 6);
	arena_free(&arena);
	unit_free(test);
}

/* By hand from the texts in plan.c. */
/* clang-format off */
static const struct { enum fake_stack_id stack; const char *caller, *module; } names[] = {
	{ STACK_ANON, "do_anonymous_page", "" },
	{ STACK_SLAB, "", "" },			/* nobody but allocators */
	{ STACK_ORDERS, "", "" },
	{ STACK_FREE, "free_unref_page", "" },
	{ STACK_MODULE, "fake_take [fake_mod]", "fake_mod" },
	{ STACK_ODD, "alias_of_free", "(unloaded)" },
};
/* clang-format on */

static size_t stack_of(const struct fake *fake, uint32_t handle)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (fake->handles[names[i].stack] == handle)
			return i;
	abort();
}

static const char *cgroup_of(const struct fake *fake, uint64_t memcg_data)
{
	static const char *const cgroups[NR_MEMCG] = {
		[MEMCG_NONE] = "",
		[MEMCG_WEB] = "web",
		[MEMCG_OFFLINE] = "removed",
		[MEMCG_WEB_OBJCG] = "web",
	};
	int i;

	for (i = 0; i < NR_MEMCG; i++)
		if (fake->memcg_data[i] == memcg_data)
			return cgroups[i];
	abort();
}

/* Does @key say of one key what @alloc has? */
static bool agrees(struct test *test, enum key which, const struct group_key *key,
		   const struct allocation *alloc)
{
	struct pageowner *po = test->po;
	size_t stack = stack_of(test->fake, alloc->handle);

	switch (which) {
	case KEY_STACK:
		return key->handle == alloc->handle;
	case KEY_CALLER:
		return !strcmp(name_text(po, key->caller), names[stack].caller);
	case KEY_MODULE:
		return !strcmp(name_text(po, key->module), names[stack].module);
	case KEY_ALLOCATOR:
		return key->allocator == (alloc->allocator ? alloc->allocator : ALLOCATOR_OTHERS);
	case KEY_PID:
		return key->pid == alloc->pid;
	case KEY_TGID:
		return key->tgid == alloc->tgid;
	case KEY_COMM:
		return !strcmp(key->comm, alloc->comm);
	case KEY_CGROUP:
		return !strcmp(name_text(po, key->cgroup.value),
			       cgroup_of(test->fake, alloc->cgroup.value));
	case KEY_ORDER:
		return key->order == alloc->order;
	case KEY_GFP:
		return key->gfp_mask == alloc->gfp_mask;
	case KEY_MIGRATETYPE:
		return key->migratetype == alloc->migratetype;
	case KEY_NODE:
		return key->node == alloc->node;
	case KEY_ZONE:
		return key->zone == alloc->zone;
	case KEY_FREE:
		return key->freed == !alloc->allocated;
	case KEY_SLAB:
		return key->slab == (alloc->slab || names[stack].stack == STACK_SLAB);
	case KEY_TAG:
		return key->tag == alloc->tag;
	case KEY_AGE:
		return key->age == alloc->age;
	case KEY_CONTEXT:
		return key->context == alloc->context;
	case KEY_BLOCK:
		return key->block == alloc->block_type;
	default:
		abort();
	}
}

static bool belongs(struct test *test, unsigned int keys, const struct group_key *key,
		    const struct allocation *alloc)
{
	int i;

	for (i = 0; i < NR_GROUP_KEYS; i++)
		if (keys & KEY_BIT(i) && !agrees(test, i, key, alloc))
			return false;
	return true;
}

/* One group against the allocations that belong to it, added up in the simplest way. */
static void check_group(struct test *test, unsigned int keys, const struct group *group,
			const struct allocation *allocs, size_t nr)
{
	struct sums sums = { .ts_first = UINT64_MAX };
	const struct allocation *first = NULL;
	uint64_t cells = 0, cell_pages = 0;
	size_t i;
	int key;

	assert_int_equal(!!group->stack, !!(keys & KEY_BIT(KEY_STACK)));
	for (i = 0; i < nr; i++) {
		const struct allocation *alloc = &allocs[i];

		if (!belongs(test, keys, &group->key, alloc))
			continue;
		if (!first || alloc->sequence < first->sequence)
			first = alloc;
		sums.count++;
		sums.pages += 1 << alloc->order;
		if (alloc->ts_nsec < sums.ts_first)
			sums.ts_first = alloc->ts_nsec;
		if (alloc->ts_nsec > sums.ts_last)
			sums.ts_last = alloc->ts_nsec;
	}
	assert_memory_equal(&group->sums, &sums, sizeof(sums));
	if (!first)
		fail_msg("a group of nothing");
	/* The sample is the first of them, with all its fields. */
	assert_int_equal(group->first.sequence, first->sequence);
	assert_int_equal(group->first.ts_nsec, first->ts_nsec);
	assert_int_equal(group->first.free_ts_nsec, first->free_ts_nsec);
	for (key = 0; key < NR_GROUP_KEYS; key++)
		if (!agrees(test, key, &group->first.key, first))
			fail_msg("keys 0x%x: the sample has another %s", keys, key_rows[key].name);
	for (i = 0; i < group->nr_cells; i++) {
		cells += group->cells[i]->sums.count;
		cell_pages += group->cells[i]->sums.pages;
	}
	assert_int_equal(cells, sums.count);
	assert_int_equal(cell_pages, sums.pages);
}

static void check_roll_up(struct test *test, const struct cells *cells, unsigned int keys,
			  const struct allocation *allocs, size_t nr)
{
	struct grouping grouping = grouping_by_stack(0);
	struct sums sums = { .count = 0 };
	struct groups groups;
	size_t i;

	grouping.keys = keys;
	assert_int_equal(groups_make(test->po, cells, NULL, &grouping, &groups), 0);
	for (i = 0; i < groups.count; i++) {
		check_group(test, keys, &groups.groups[i], allocs, nr);
		sums.pages += groups.groups[i].sums.pages;
		sums.count += groups.groups[i].sums.count;
		assert_true(!i || groups.groups[i - 1].sums.pages >= groups.groups[i].sums.pages);
	}
	/* Each allocation is in one group; with no keys at all that is the only one. */
	assert_int_equal(sums.count, nr);
	assert_int_equal(groups.sums.count, nr);
	assert_int_equal(groups.sums.pages, sums.pages);
	assert_true(keys || groups.count == 1);
	arena_free(&test->po->run);
}

static void rolled_up_totals_add_up(void **state)
{
	struct test *test = unit_opened(NULL);
	struct arena arena = { NULL };
	struct allocation *allocs = calloc(NR, sizeof(*allocs));
	struct cells cells;
	uint64_t seed = 7;
	unsigned int keys;
	size_t i;

	(void)state;
	cells_init(&cells, &arena, CELL_KEYS);
	for (i = 0; i < NR; i++) {
		allocs[i] = any_allocation(&seed, test->fake);
		allocs[i].sequence = (i + 1234) % NR;
		assert_int_equal(cells_add(&cells, &allocs[i], 1 << allocs[i].order), 0);
	}
	for (keys = 0; keys <= CELL_KEYS; keys++)
		if (!(keys & ~CELL_KEYS))
			check_roll_up(test, &cells, keys, allocs, NR);
	free(allocs);
	arena_free(&arena);
	unit_free(test);
}

/* Each key alone, each pair, and all of them at once. */
static void every_key_separates_by_its_own_value(void **state)
{
	struct test *test = unit_opened(NULL);
	struct arena arena = { NULL };
	struct allocation *allocs = calloc(NR_DIVERSE, sizeof(*allocs));
	struct cells cells;
	uint64_t seed = 99;
	size_t i, k;

	(void)state;
	cells_init(&cells, &arena, ALL_KEYS);
	for (i = 0; i < NR_DIVERSE; i++) {
		allocs[i] = diverse_allocation(&seed, test->fake);
		allocs[i].sequence = (i * 151 + 17) % NR_DIVERSE;
		assert_int_equal(cells_add(&cells, &allocs[i], 1 << allocs[i].order), 0);
	}
	for (i = 0; i < NR_GROUP_KEYS; i++)
		for (k = i; k < NR_GROUP_KEYS; k++)
			check_roll_up(test, &cells, KEY_BIT(i) | KEY_BIT(k), allocs, NR_DIVERSE);
	check_roll_up(test, &cells, ALL_KEYS, allocs, NR_DIVERSE);
	check_roll_up(test, &cells, 0, allocs, NR_DIVERSE);
	free(allocs);
	arena_free(&arena);
	unit_free(test);
}

/* What a scan asks the cells for must be enough for every key that the user may name. */
static void groups_of_the_plan_are_those_of_its_list(void **state)
{
	struct test *test = unit_new(NULL);
	int key;

	(void)state;
	for (key = 0; key < KEY_TAG; key++) {
		const char *row = unit_ok(test, "report", "--all", "--top", "0", "--cull",
					  key_rows[key].name, NULL);
		unsigned long long pages, times, sum_pages = 0, sum_times = 0;
		double mib, percent;

		for (row = strstr(row, "PAGES"); row && (row = strchr(row, '\n'));) {
			row++;
			if (strncmp(row, "            ", 12) &&
			    sscanf(row, "%llu %lf %lf%% %llu", &pages, &mib, &percent, &times) ==
				    4) {
				sum_pages += pages;
				sum_times += times;
			}
		}
		/* 2114 pages of 68 allocations, and 16 freed pages that are one each */
		if (sum_pages != 2114 + 16 || sum_times != 68 + 16)
			fail_msg("--cull %s: %llu pages, %llu times", key_rows[key].name, sum_pages,
				 sum_times);
	}
	/* The fake kernels do without memory allocation profiling. */
	unit_run(test, "report", "--cull", "tag", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_non_null(strstr(test->message, "CONFIG_MEM_ALLOC_PROFILING"));
	unit_free(test);
}

static void add_many(struct cells *cells, uint32_t handle, unsigned int times, uint64_t pages)
{
	struct allocation alloc = { .handle = handle, .allocated = true };

	while (times--)
		assert_int_equal(cells_add(cells, &alloc, pages), 0);
}

static void groups_come_in_the_asked_order(void **state)
{
	/* clang-format off */
	static const struct {
		struct sort_key sort[3];
		size_t count;
		enum fake_stack_id want[4];
	} cases[] = {
		/* Equal ones by their stacks: " free_unref_page" before " post_alloc_hook". */
		{ { { KEY_PAGES, -1 } }, 1, { STACK_ANON, STACK_FREE, STACK_SLAB, STACK_PIPE } },
		{ { { KEY_PAGES, 1 } }, 1, { STACK_PIPE, STACK_FREE, STACK_SLAB, STACK_ANON } },
		{ { { KEY_TIMES, -1 } }, 1, { STACK_PIPE, STACK_FREE, STACK_SLAB, STACK_ANON } },
		{ { { KEY_TIMES, 1 } }, 1, { STACK_ANON, STACK_FREE, STACK_SLAB, STACK_PIPE } },
		{ { { KEY_STACK, 1 } }, 1, { STACK_FREE, STACK_ANON, STACK_SLAB, STACK_PIPE } },
		{ { { KEY_STACK, -1 } }, 1, { STACK_PIPE, STACK_SLAB, STACK_ANON, STACK_FREE } },
		/* The first that differs decides; what is equal goes on to the next. */
		{ { { KEY_TIMES, 1 }, { KEY_STACK, -1 } }, 2,
		  { STACK_ANON, STACK_SLAB, STACK_FREE, STACK_PIPE } },
		{ { { KEY_PID, 1 }, { KEY_TIMES, -1 }, { KEY_STACK, -1 } }, 3,
		  { STACK_PIPE, STACK_SLAB, STACK_FREE, STACK_ANON } },
		{ { { KEY_PAGES, 1 }, { KEY_TIMES, -1 }, { KEY_STACK, -1 } }, 3,
		  { STACK_PIPE, STACK_SLAB, STACK_FREE, STACK_ANON } },
	};
	/* clang-format on */
	struct test *test = unit_opened(NULL);
	const uint32_t *handles = test->fake->handles;
	struct arena arena = { NULL };
	struct cells cells;
	struct groups groups;
	size_t i, k;

	(void)state;
	cells_init(&cells, &arena, KEY_BIT(KEY_STACK));
	add_many(&cells, handles[STACK_PIPE], 4, 1);
	add_many(&cells, handles[STACK_ANON], 1, 100);
	add_many(&cells, handles[STACK_SLAB], 2, 10);
	add_many(&cells, handles[STACK_FREE], 2, 10);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct grouping grouping = {
			.keys = KEY_BIT(KEY_STACK),
			.sort = cases[i].sort,
			.nr_sort = cases[i].count,
		};

		assert_int_equal(groups_make(test->po, &cells, NULL, &grouping, &groups), 0);
		assert_int_equal(groups.count, 4);
		for (k = 0; k < 4; k++)
			if (groups.groups[k].key.handle != handles[cases[i].want[k]])
				fail_msg("case %zu, group %zu", i, k);
	}
	arena_free(&arena);
	unit_free(test);
}

/* STACK_ANON and STACK_DEEP part after two frames behind the allocator's. */
static void depth_joins_stacks_that_begin_alike(void **state)
{
	static const struct {
		uint64_t depth;
		size_t groups, first_pages;
	} cases[] = {
		{ 0, 4, 100 }, { 1, 3, 110 }, { 2, 3, 110 }, { 3, 4, 100 }, { 99, 4, 100 },
	};
	struct test *test = unit_opened(NULL);
	const uint32_t *handles = test->fake->handles;
	struct arena arena = { NULL };
	struct cells cells;
	size_t i;

	(void)state;
	cells_init(&cells, &arena, KEY_BIT(KEY_STACK));
	add_many(&cells, handles[STACK_ANON], 1, 100);
	add_many(&cells, handles[STACK_DEEP], 2, 5);
	add_many(&cells, handles[STACK_PIPE], 1, 3);
	add_many(&cells, handles[STACK_MODULE], 1, 2);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct grouping grouping = grouping_by_stack(cases[i].depth);
		struct groups groups;

		assert_int_equal(groups_make(test->po, &cells, NULL, &grouping, &groups), 0);
		assert_int_equal(groups.count, cases[i].groups);
		assert_int_equal(groups.groups[0].sums.pages, cases[i].first_pages);
		assert_int_equal(groups.sums.pages, 115);
		assert_non_null(groups.groups[0].stack);
	}
	arena_free(&arena);
	unit_free(test);
}

TESTS(group, cmocka_unit_test(merged_cells_equal_one_pass),
      cmocka_unit_test(keys_that_do_not_take_part_do_not_separate),
      cmocka_unit_test(rolled_up_totals_add_up),
      cmocka_unit_test(every_key_separates_by_its_own_value),
      cmocka_unit_test(groups_of_the_plan_are_those_of_its_list),
      cmocka_unit_test(groups_come_in_the_asked_order),
      cmocka_unit_test(depth_joins_stacks_that_begin_alike));
