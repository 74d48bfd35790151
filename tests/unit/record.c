// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

/* One record of each kind, letter by letter as 6.1's print_page_owner() makes it. */
static void records_of_linux_6_1(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out;

	(void)state;
	if (test_kernel != &linux_6_1) { /* others have expect.c alone */
		unit_free(test);
		return;
	}
	out = unit_ok(test, "list", NULL);
	assert_has(out, "Page allocated via order 0, mask 0x0(), pid 1, tgid 1 (swapper/0), "
			"ts 100000 ns, free_ts 0 ns\n"
			"PFN 16 type Unmovable Block 0 type Movable Flags "
			"0x3fffff0000000000(zone=1|lastcpupid=0x1fffff)\n"
			" register_early_stack+0x10/0x20\n"
			" init_page_owner+0x20/0xa0\n"
			"\n"
			"Page allocated via order 0,");
	assert_has(out,
		   "\n\nPage allocated via order 0, mask 0x100cca(GFP_HIGHUSER_MOVABLE), pid 101, "
		   "tgid 100 (bash), ts 6000000000 ns, free_ts 4000000000 ns\n"
		   "PFN 33 type Movable Block 0 type Movable Flags "
		   "0x3fffff0000000000(zone=1|lastcpupid=0x1fffff)\n"
		   " post_alloc_hook+0x12/0x40\n"
		   " get_page_from_freelist+0x100/0xfc0\n"
		   " __alloc_pages+0xf0/0x200\n"
		   " do_anonymous_page+0x10/0x100\n"
		   " handle_mm_fault+0x20/0x80\n"
		   "Page has been migrated, last migrate reason: compaction\n"
		   "\n");
	assert_has(out, "\n\nPage allocated via order 1, mask 0xcc0(GFP_KERNEL), pid 500, tgid 500 "
			"(insmod), ts 40000000000 ns, free_ts 0 ns\n"
			"PFN 532480 type Unmovable Block 1040 type Unmovable Flags "
			"0x3fffff0000000000(zone=1|lastcpupid=0x1fffff)\n"
			" post_alloc_hook+0x12/0x40\n"
			" get_page_from_freelist+0x100/0xfc0\n"
			" __alloc_pages+0xf0/0x200\n"
			" fake_take+0x10/0x100 [fake_mod]\n"
			" fake_softirq+0x30/0x600 [fake_mod]\n"
			" fake_softirq+0x5ff/0x600 [fake_mod]\n"
			" 0xffffffffc0900123\n"
			"\n");
	assert_has(out, "PFN 12323 type Movable Block 24 type Unmovable Flags "
			"0x3fffff0000000000(zone=1|lastcpupid=0x1fffff)\n"
			" post_alloc_hook+0x12/0x40\n"
			" get_page_from_freelist+0x100/0xfc0\n"
			" __alloc_pages+0xf0/0x200\n"
			" do_anonymous_page+0x10/0x100\n"
			" handle_mm_fault+0x20/0x80\n"
			"Charged (via objcg) to memcg web\n"
			"\n");
	assert_has(out, "PFN 13312 type Reclaimable Block 26 type Reclaimable Flags");
	assert_has(out, "PFN 13824 type Unmovable Block 27 type HighAtomic Flags");
	assert_has(out, "PFN 14336 type Unmovable Block 28 type Isolate Flags");
	unit_free(test);
}

/* The whole file, by read_page_owner()'s rules applied to the plan. */
static void list_is_the_kernels_own_file(void **state)
{
	struct test *test = unit_new(NULL);
	char *want = expect_list(test->fake, true);

	(void)state;
	assert_text(unit_ok(test, "list", NULL), want);
	free(want);
	unit_free(test);
}

static void freed_pages_say_who_freed_them(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out = unit_ok(test, "list", "--freed", NULL);

	(void)state;
	assert_has(out, unit_pfn(4096));
	assert_has(out, unit_pfn(4103));
	assert_has(out, unit_pfn(4104));
	assert_has(out, "pid 300, tgid 300 (gone), ts 21000000000 ns");
	assert_has(out, "Page has been freed");
	assert_has(out, ", free_ts 22000000000 ns");
	assert_has(out, "free_unref_page+0x10/0x100\n do_syscall_64+0x10/0x80\n");
	assert_has_not(out, unit_pfn(32));
	assert_has_not(out, unit_pfn(4112));
	unit_free(test);
}

/* Whoever is charged now is not the last owner's affair. */
static void freed_pages_are_charged_to_nobody(void **state)
{
	static const struct fake_page charged = { .pfn = 4096, .count = 1, .memcg = MEMCG_WEB };
	struct test *test = unit_new(NULL);

	(void)state;
	test_kernel->put_page(test->fake, &charged);
	assert_has(unit_ok(test, "list", "--freed", NULL), unit_pfn(4096));
	assert_has_not(test->fake->out, "Charged");
	unit_free(test);
}

static void all_is_owned_and_freed_in_order(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out = unit_ok(test, "list", "--all", NULL);
	uint64_t pfn, before = 0;
	size_t count = 0;

	(void)state;
	while ((out = strstr(out, "\nPFN "))) {
		pfn = strtoull(out + 5, NULL, 0);
		assert_true(pfn > before);
		before = pfn;
		out++;
		count++;
	}
	/* 60 owned by the kernel's rules; freed: 8 pages and a block of 8 */
	assert_true(count >= 60 + 8 + 1 && count <= 60 + 8 + 8);
	unit_free(test);
}

static void lost_struct_page_does_not_lose_the_record(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out;

	(void)state;
	fake_hole(test->fake, fake_page_addr(test->fake, 12800), 1);
	out = unit_run(test, "list", NULL);
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	out = strstr(out, unit_pfn(12800));
	assert_non_null(out);
	assert_has(out, " type Unmovable Block 25 type Movable Flags ");
	assert_null(strstr(out, "Flags 0x") < strchr(out, '\n') ? strstr(out, "Flags 0x") : NULL);
	unit_free(test);
}

/* Presence of members decides where the kernel's own formats are not in the dump. */
static void formats_may_be_missing(void **state)
{
	struct fake_options options = { .no_formats = true };
	struct test *test = unit_new(&options);
	char *want = expect_list(test->fake, true);

	(void)state;
	assert_text(unit_ok(test, "list", NULL), want);
	free(want);
	unit_free(test);
}

static void backported_formats_are_followed(void **state)
{
	struct fake_options
		options = { .formats = {
				    "Page allocated via order %u, mask %#x(%pGg), pid %d, tgid %d "
				    "(%s), ts %llu ns\n",
				    "PFN 0x%lx type %s Block %lu type %s Flags %pGp\n",
			    } };
	struct test *test = unit_new(&options);
	const char *out = unit_ok(test, "list", NULL);

	(void)state;
	assert_has(out, "pid 101, tgid 100 (bash), ts 6000000000 ns\nPFN 0x21 type Movable Block");
	assert_has_not(out, "free_ts");
	unit_free(test);
}

/* A handle that leads nowhere: the kernel warns and prints no frames, we say so. */
static void stack_that_is_lost_is_said(void **state)
{
	static const enum fake_stack_id stacks[] = { STACK_UNKNOWN_POOL, STACK_WRONG_OFFSET };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(stacks); i++) {
		struct fake_record record = { .pfn = 532488,
					      .blocks = 1,
					      .gfp = 0xcc0,
					      .stack = stacks[i],
					      .comm = "nobody" };
		struct test *test = unit_new(NULL);
		char *want = expect_record(test->fake, &record, 532488);

		test_kernel->put_record(test->fake, &record);
		assert_has(unit_run(test, "list", NULL), want);
		free(want);
		unit_free(test);
	}
}

static void block_that_is_being_freed_is_not_owned(void **state)
{
	static const struct fake_page buddy = { .pfn = 12800, .count = 1, .buddy = 1 };
	struct test *test = unit_new(NULL);

	(void)state;
	test_kernel->put_page(test->fake, &buddy);
	assert_has_not(unit_ok(test, "list", NULL), unit_pfn(12800));
	unit_free(test);
}

TESTS(record, cmocka_unit_test(records_of_linux_6_1),
      cmocka_unit_test(list_is_the_kernels_own_file),
      cmocka_unit_test(freed_pages_say_who_freed_them),
      cmocka_unit_test(freed_pages_are_charged_to_nobody),
      cmocka_unit_test(all_is_owned_and_freed_in_order),
      cmocka_unit_test(lost_struct_page_does_not_lose_the_record),
      cmocka_unit_test(formats_may_be_missing), cmocka_unit_test(backported_formats_are_followed),
      cmocka_unit_test(stack_that_is_lost_is_said),
      cmocka_unit_test(block_that_is_being_freed_is_not_owned));
