// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every layout that a kernel has had: what it lists is what its own file would
 * show, each page counts once, and what can't be proved is refused.
 */
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

/* All of the plan: FLATMEM has it behind node_data[] alone. */
static struct test *whole_plan(void)
{
	struct fake_options options = { .numa = test_kernel->flat };

	return unit_new(&options);
}

static void list_is_the_kernels_own_file(void **state)
{
	struct test *test = whole_plan();
	char *want = expect_list(test->fake, true);

	(void)state;
	assert_text(unit_ok(test, "list", NULL), want);
	free(want);
	unit_free(test);
}

/* Heads alone until v5.3: their tails are theirs, freed pages are nobody's. */
static void each_page_counts_once(void **state)
{
	struct test *test = whole_plan();
	bool tails = test_kernel->flag_allocated;
	bool zero = !test_kernel->handle(test->fake, STACK_OF_DUMMY);
	const struct totals *totals;

	(void)state;
	unit_ok(test, "report", NULL);
	totals = &test->po->results->totals;
	/*
	 * See report.c; without tails those behind a lost head are
	 * unknown as well, and so are 8 freed pages whose struct pages are in use again.
	 */
	assert_int_equal(totals->owned_pages, 2114 - (tails ? 0 : 7) - (zero ? 8 : 0));
	assert_int_equal(totals->allocations, 68 - (tails ? 0 : 7) - (zero ? 2 : 0));
	assert_int_equal(totals->odd_records, tails ? 8 : 1);
	assert_int_equal(totals->bad_records, 1);
	assert_int_equal(totals->no_record_pages, 8 + (tails ? 0 : 7 + 8) + (zero ? 8 : 0));
	assert_int_equal(totals->unknown_pages, 0);
	unit_free(test);
}

static void derived_from_this_kernel(void **state)
{
	struct test *test = whole_plan();
	const struct layout *layout = &test->po->layout;

	(void)state;
	unit_ok(test, "layout", NULL);
	assert_int_equal(layout->ext_size, test_kernel->ext_size);
	assert_int_equal(layout->ext_owner, test_kernel->ext_size - test_kernel->sizeof_owner);
	assert_int_equal(layout->flag_owner, test_kernel->flag_owner);
	assert_int_equal(layout->flag_allocated, test_kernel->flag_allocated);
	assert_int_equal(layout->page_shift, test_kernel->page_shift);
	assert_int_equal(layout->pageblock_order, test_kernel->pageblock_order);
	if (!test_kernel->flat)
		assert_int_equal(layout->section_shift, FAKE_SECTION_BITS - 12);
	unit_free(test);
}

/* By the flags of the page where the kernel says how, else by the spans of its zones. */
static void node_and_zone_of_each_page(void **state)
{
	struct fake_options options = { .numa = true };
	struct test *test = unit_new(&options);
	const char *out = unit_ok(test, "report", "--cull", "node,zone", "--pages", NULL);

	(void)state;
	if (test_kernel->text_has_fields) {
		assert_has(out, "node 0, zone Normal");
		assert_has_not(out, "DMA32");
	} else if (test_kernel->flat) {
		assert_has(out, "node 0, zone DMA32");
		assert_has(out, "node 0, zone Normal");
		assert_has(out, "node 1, zone Normal");
		assert_has(out, "node 2, zone Normal");
	} else {
		assert_has(out, "node 0, zone DMA32");
		assert_has(out, "node 0, zone Normal");
		assert_has(out, "node 1, zone Normal");
		assert_has_not(out, "node 1, zone DMA32");
	}
	assert_has_not(out, "?");
	unit_free(test);
}

/* The lowest bit of the index is left out: then the rest is right for a few pools alone. */
static void reading_of_handles_is_proved(void **state)
{
	static const char *const members[] = { "pool_index_plus_1", "pool_index", "slabindex" };
	struct test *test = whole_plan();
	uint64_t offset, bits;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(members); i++) {
		if (test->fake->target.member(test->fake, "union handle_parts", members[i], &offset,
					      &bits))
			continue;
		fake_forget(test->fake, "union handle_parts", members[i]);
		fake_member(test->fake, "union handle_parts", members[i],
			    offset + !test->fake->target.big_endian, bits - 1);
		assert_text(unit_run(test, "report", NULL), "");
		assert_int_equal(test->status, PAGEOWNER_ERROR);
		assert_has(test->message, "handles lead to their own records, so this layout is "
					  "not known");
	}
	unit_free(test);
}

static const struct fake_record every_field = {
	.pfn = 64,
	.blocks = 1,
	.order = 4,
	.gfp = 0xdeadbeef,
	.stack = STACK_PIPE,
	.comm = "fifteen letters",
	.pid = 0x11223344,
	.tgid = -2,
	.ts = 0x0102030405060708ull,
	.free_stack = STACK_FREE,
	.free_ts = 0x1112131415161718ull,
	.reason = 1 + 3,
};

/* What a kernel does not record is zero. */
static void fields_of_a_record(void **state)
{
	struct test *test = unit_opened(NULL);
	const struct fake_kernel *kernel = test_kernel;
	unsigned char record[256];
	struct allocation alloc = { .pfn = 0 };

	(void)state;
	kernel->put_record(test->fake, &every_field);
	assert_true(fake_read(test->fake, fake_entry(test->fake, 64), record, kernel->ext_size));
	assert_int_equal(page_owner_decode(&test->po->reader, test->po, record, 64, &alloc),
			 RECORD_ALLOCATED);
	assert_int_equal(alloc.order, 4);
	assert_int_equal(alloc.gfp_mask, 0xdeadbeef);
	assert_int_equal(alloc.last_migrate_reason, 3);
	assert_int_equal(alloc.handle, test->fake->handles[STACK_PIPE]);
	assert_int_equal(alloc.free_handle,
			 kernel->flag_allocated ? test->fake->handles[STACK_FREE] : 0);
	assert_int_equal(alloc.pid, kernel->text_has_pid ? 0x11223344 : 0);
	assert_int_equal(alloc.ts_nsec, kernel->text_has_pid ? 0x0102030405060708ull : 0);
	assert_int_equal(alloc.free_ts_nsec, kernel->has_free_ts ? 0x1112131415161718ull : 0);
	assert_int_equal(alloc.tgid, kernel->text_has_comm ? -2 : 0);
	assert_string_equal(alloc.comm, kernel->text_has_comm ? "fifteen letters" : "");
	unit_free(test);
}

static void flags_of_a_record(void **state)
{
	struct test *test = unit_opened(NULL);
	uint64_t owner = test_kernel->flag_owner, allocated = test_kernel->flag_allocated;
	/* clang-format off */
	const struct { uint64_t flags; enum record_state state; } cases[] = {
		{ 0, RECORD_NONE }, { ~(owner | allocated), RECORD_NONE },
		{ owner, allocated ? RECORD_FREE : RECORD_ALLOCATED },
		{ ~0ull, RECORD_ALLOCATED },
	};
	/* clang-format on */
	unsigned char record[256];
	struct allocation alloc;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		fake_write_ulong(test->fake, fake_entry(test->fake, 32), cases[i].flags);
		assert_true(fake_read(test->fake, fake_entry(test->fake, 32), record,
				      test_kernel->ext_size));
		assert_int_equal(page_owner_decode(&test->po->reader, test->po, record, 32, &alloc),
				 cases[i].state);
	}
	unit_free(test);
}

static void own_stacks_are_named_in_the_report(void **state)
{
	struct test *test = whole_plan();
	const char *out = unit_ok(test, "report", "--pages", NULL);

	(void)state;
	assert_has(out, "  early      16 pages");
	assert_has(out, "  stack lost 3 pages");
	assert_has(out, "register_early_stack+0x10/0x20");
	unit_free(test);
}

/* A flag until v6.9, then a type. */
static void slab_of_a_page(void **state)
{
	struct test *test = whole_plan();
	uint64_t page = fake_page_addr(test->fake, 4616), offset, bits;
	size_t i;

	(void)state;
	test_kernel->put_slab(test->fake, 4616, "fake_cache");
	for (i = 0; i < test_kernel->nr_page_flags; i++)
		if (!strcmp(test_kernel->page_flags[i].name, "slab"))
			fake_write_ulong(test->fake, page, 1ull << test_kernel->page_flags[i].bit);
	assert_int_equal(test->fake->target.member(test->fake, "struct page", "_mapcount", &offset,
						   &bits),
			 0);
	fake_write_u32(test->fake, page + offset / 8, 0xf5000000);
	assert_has(unit_ok(test, "page", "4616", NULL), ", of fake_cache; ");
	unit_free(test);
}

/* A node alone, without node_data[]. */
static void flatmem_of_one_node(void **state)
{
	struct test *test = unit_new(NULL);
	char *want;
	size_t i;

	(void)state;
	if (test_kernel->flat) {
		want = expect_list(test->fake, true);
		assert_text(unit_ok(test, "list", NULL), want);
		assert_int_equal(test->po->sections.sections[0].start_pfn, 1);
		for (i = 0; i < test->po->sections.count; i++)
			assert_int_equal(test->po->sections.sections[i].online, 1);
		free(want);
	}
	unit_free(test);
}

TESTS(kernels, cmocka_unit_test(list_is_the_kernels_own_file),
      cmocka_unit_test(each_page_counts_once), cmocka_unit_test(derived_from_this_kernel),
      cmocka_unit_test(node_and_zone_of_each_page), cmocka_unit_test(reading_of_handles_is_proved),
      cmocka_unit_test(fields_of_a_record), cmocka_unit_test(flags_of_a_record),
      cmocka_unit_test(every_fact_is_what_this_kernel_says),
      cmocka_unit_test(own_stacks_are_named_in_the_report), cmocka_unit_test(slab_of_a_page),
      cmocka_unit_test(flatmem_of_one_node));
