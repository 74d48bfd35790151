// SPDX-License-Identifier: GPL-2.0-or-later
#include "unit.h"

static void every_stack_reads_back(void **state)
{
	struct test *test = unit_opened(NULL);
	size_t i, k;

	(void)state;
	for (i = 1; i < FAKE_NR_STACKS; i++) {
		struct stack *stack = stack_find(test->po, test->fake->handles[i]);

		assert_non_null(stack);
		assert_int_equal(stack->handle, test->fake->handles[i]);
		assert_int_equal(stack->count, fake_stacks[i].count);
		for (k = 0; k < stack->count; k++) {
			uint64_t pc = fake_stacks[i].pcs[k];

			assert_int_equal(stack->pcs[k], pc < 1 << 30 ? FAKE_TEXT + pc : pc);
		}
		assert_text(stack_text(test->po, stack), fake_stacks[i].text);
		assert_int_equal(stack->text_len, strlen(fake_stacks[i].text));
	}
	unit_free(test);
}

static void own_stacks_of_page_owner_are_recognised(void **state)
{
	static const struct {
		enum fake_stack_id stack;
		enum stack_kind kind;
	} cases[] = {
		{ STACK_OF_EARLY, STACK_EARLY },
		{ STACK_OF_FAILURE, STACK_FAILURE },
		{ STACK_OF_DUMMY, STACK_DUMMY },
		{ STACK_ANON, STACK_NORMAL },
	};
	struct test *test = unit_opened(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct stack *stack = stack_find(test->po, test->fake->handles[cases[i].stack]);

		assert_int_equal(stack->kind, cases[i].kind);
	}
	unit_free(test);
}

static void allocator_frames_are_hidden(void **state)
{
	struct test *test = unit_opened(NULL);

	(void)state;
	/* post_alloc_hook, get_page_from_freelist, __alloc_pages */
	assert_int_equal(stack_find(test->po, test->fake->handles[STACK_ANON])->hidden, 3);
	/* and new_slab, kmem_cache_alloc: nobody is left, so nothing is hidden */
	assert_int_equal(stack_find(test->po, test->fake->handles[STACK_SLAB])->hidden, 0);
	assert_int_equal(stack_find(test->po, test->fake->handles[STACK_FREE])->hidden, 0);
	unit_free(test);
}

static void each_stack_is_read_once(void **state)
{
	struct test *test = unit_opened(NULL);
	struct stack *stack = stack_find(test->po, test->fake->handles[STACK_PIPE]);
	uint64_t reads = test->fake->reads;

	(void)state;
	assert_ptr_equal(stack_find(test->po, test->fake->handles[STACK_PIPE]), stack);
	assert_ptr_equal(stack_text(test->po, stack), stack_text(test->po, stack));
	assert_int_equal(test->fake->reads, reads);
	unit_free(test);
}

static void unreadable_stacks_are_named_missing(void **state)
{
	struct test *test = unit_opened(NULL);
	uint32_t bad[] = {
		test_kernel->handle(test->fake, STACK_UNKNOWN_POOL),
		test_kernel->handle(test->fake, STACK_WRONG_OFFSET),
		0xffffffff,
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		struct stack *stack = stack_find(test->po, bad[i]);

		assert_non_null(stack);
		assert_int_equal(stack->kind, STACK_MISSING);
		assert_int_equal(stack->count, 1);
		assert_null(stack->pcs);
		assert_has(stack_text(test->po, stack), "not in this dump");
	}
	unit_free(test);
}

static void hole_in_a_pool_costs_its_stacks(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out;

	(void)state;
	fake_hole(test->fake, test->fake->pools[STACK_PIPE % 4], 1);
	out = unit_run(test, "list", NULL);
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	assert_int_equal(stack_find(test->po, test->fake->handles[STACK_PIPE])->kind,
			 STACK_MISSING);
	assert_has(out, "not in this dump");
	assert_has(out, "do_anonymous_page");
	out = unit_run(test, "report", NULL);
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	assert_has(out, "2 stacks"); /* early and pipe_write */
	unit_free(test);
}

/* A size that runs over the end of the pool is not followed. */
static void length_is_checked_against_the_pool(void **state)
{
	struct test *test = unit_opened(NULL);
	struct fake *fake = test->fake;
	uint32_t sizes[] = { 0, (4u << test_kernel->page_shift) / 8 + 1, 65536, 0xffffffff };
	uint32_t handle = fake->handles[STACK_OF_EARLY]; /* the first record of its pool */
	uint64_t offset, bits, pcs[1] = { 0x1012 }, buf[8] = { 0 };
	size_t i;

	(void)state;
	assert_int_equal(fake->target.member(fake, "struct stack_record", "size", &offset, &bits),
			 0);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t len = test_kernel->put_stack(buf, handle, pcs, 1);

		fake_write(fake, fake->pools[STACK_OF_EARLY % 4], buf, len);
		fake_write_u32(fake, fake->pools[STACK_OF_EARLY % 4] + offset / 8, sizes[i]);
		pageowner_attach(test->po, &fake->target);
		unit_run(test, "list", NULL);
		assert_int_equal(stack_find(test->po, handle)->kind, STACK_MISSING);
	}
	unit_free(test);
}

/* Widths that cannot be right: nothing decodes, and that is said instead of guessed. */
static void wrong_layout_is_refused(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	fake_forget(test->fake, "struct stack_record", "handle");
	fake_member(test->fake, "struct stack_record", "handle", 64, 32); /* the hash */
	assert_text(unit_run(test, "report", NULL), "");
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "stack depot");
	unit_free(test);
	test = unit_new(NULL);
	fake_forget(test->fake, "union handle_parts", "offset");
	fake_member(test->fake, "union handle_parts", "offset", 18, 10);
	assert_text(unit_run(test, "list", NULL), "");
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	unit_free(test);
}

static void absurd_bit_fields_are_refused(void **state)
{
	static const uint64_t fields[][2] = {
		{ 0, 0 }, { 0, 64 }, { 31, 10 }, { 1ull << 40, 10 }, { (uint64_t)-8, 10 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		struct test *test = unit_new(NULL);

		fake_forget(test->fake, "union handle_parts", "offset");
		fake_member(test->fake, "union handle_parts", "offset", fields[i][0], fields[i][1]);
		unit_run(test, "list", NULL);
		assert_int_equal(test->status, PAGEOWNER_ERROR);
		assert_true(test->message[0] != '\0');
		unit_free(test);
	}
}

/* Users of the depot other than page_owner keep bits of their own in a handle. */
static void extra_bits_do_not_count(void **state)
{
	struct test *test = unit_opened(NULL);
	uint32_t handle = test->fake->handles[STACK_PIPE];
	struct stack *stack = stack_find(test->po, handle | test_kernel->extra_mask);

	(void)state;
	assert_int_equal(stack->kind, STACK_NORMAL);
	assert_text(stack_text(test->po, stack), fake_stacks[STACK_PIPE].text);
	unit_free(test);
}

TESTS(stackdepot, cmocka_unit_test(every_stack_reads_back),
      cmocka_unit_test(own_stacks_of_page_owner_are_recognised),
      cmocka_unit_test(allocator_frames_are_hidden), cmocka_unit_test(each_stack_is_read_once),
      cmocka_unit_test(unreadable_stacks_are_named_missing),
      cmocka_unit_test(hole_in_a_pool_costs_its_stacks),
      cmocka_unit_test(length_is_checked_against_the_pool),
      cmocka_unit_test(wrong_layout_is_refused), cmocka_unit_test(absurd_bit_fields_are_refused),
      cmocka_unit_test(extra_bits_do_not_count));
