// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which pages count, and how often: what splits, gigantic pages, CPUs' own lists
 * of free pages and crashes in between leave behind.
 */
#include "unit.h"

/* What the plan itself has, see report.c. */
#define OWNED 2114
#define ALLOCATIONS 68
#define ODD 8
#define BAD 1
#define NO_RECORD 8

static const struct totals *scanned(struct test *test)
{
	pageowner_attach(test->po, &test->fake->target);
	unit_run(test, "report", NULL);
	assert_non_null(test->po->results);
	return &test->po->results->totals;
}

/* Four sections long; all else in sections 32 to 63 is free. */
#define GIGANTIC_PFN (32 * FAKE_SECTION_PFNS)
static const struct fake_record gigantic = {
	.pfn = GIGANTIC_PFN,
	.blocks = 1,
	.order = 14,
	.gfp = 0xcc0,
	.stack = STACK_PIPE,
	.comm = "huge",
	.pid = 600,
	.tgid = 600,
};

static struct test *with_gigantic(unsigned int records)
{
	struct fake_options options = { .many = true };
	struct fake_page pages = { .pfn = GIGANTIC_PFN, .count = 1 << 14 };
	struct fake_record record = gigantic;
	struct test *test = unit_new(&options);

	record.fill = records;
	test_kernel->put_page(test->fake, &pages);
	test_kernel->put_record(test->fake, &record);
	return test;
}

/* v6.15 and later: Linux commit 9039b9096ea2 */
static void gigantic_page_counts_once(void **state)
{
	struct test *test = with_gigantic(0);
	const struct totals *totals = scanned(test);

	(void)state;
	assert_int_equal(totals->owned_pages, OWNED + (1 << 14));
	assert_int_equal(totals->allocations, ALLOCATIONS + 1);
	assert_int_equal(totals->odd_records, ODD);
	assert_int_equal(totals->no_record_pages, NO_RECORD);
	unit_free(test);
}

/* v6.12 to v6.14 wrote no further than the table of the head's section. */
static void gigantic_page_without_its_later_records(void **state)
{
	struct test *test = with_gigantic(FAKE_SECTION_PFNS);
	const struct totals *totals = scanned(test);

	(void)state;
	assert_int_equal(totals->owned_pages, OWNED + (1 << 14));
	assert_int_equal(totals->allocations, ALLOCATIONS + 1);
	assert_int_equal(totals->odd_records, ODD);
	assert_int_equal(totals->no_record_pages, NO_RECORD);
	unit_free(test);
}

/* A lone record with the order of a gigantic page must not hide what lies behind it. */
static void order_of_a_gigantic_page_alone_is_nonsense(void **state)
{
	static const unsigned int records[] = { 1, FAKE_SECTION_PFNS - 1 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(records); i++) {
		struct test *test = with_gigantic(records[i]);
		const struct totals *totals = scanned(test);

		assert_int_equal(totals->bad_records, BAD + 1);
		assert_int_equal(totals->owned_pages, OWNED + records[i] - 1);
		unit_free(test);
	}
}

/* What v6.12 wrote behind the end of a table may lie in another one. */
static void tail_in_a_free_block_is_free(void **state)
{
	static const struct fake_record stray = {
		.pfn = 33 * FAKE_SECTION_PFNS,
		.blocks = 1,
		.order = 14,
		.gfp = 0xcc0,
		.stack = STACK_PIPE,
		.comm = "stray",
		.fill = 3,
	};
	struct fake_options options = { .many = true };
	struct test *test = unit_new(&options);
	const struct totals *totals;

	(void)state;
	test_kernel->put_record(test->fake, &stray);
	totals = scanned(test);
	assert_int_equal(totals->owned_pages, OWNED);
	assert_int_equal(totals->odd_records, ODD + 1);
	assert_has(unit_ok(test, "report", NULL),
		   "disagree with their neighbours (e.g. PFN 0x1024)");
	unit_free(test);
}

static void put_state(struct test *test, uint64_t pfn, const char *member, uint32_t value)
{
	uint64_t offset, bits;

	assert_int_equal(
		test->fake->target.member(test->fake, "struct page", member, &offset, &bits), 0);
	fake_write(test->fake, fake_page_addr(test->fake, pfn) + offset / 8, &value, 4);
}

/* PFN 4616 is in use without a record. */
static void page_on_a_list_of_a_cpu_is_free(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	put_state(test, 4616, "_refcount", 0);
	assert_int_equal(scanned(test)->no_record_pages, NO_RECORD - 1);
	/* A slab has no references either, but a type. */
	put_state(test, 4616, "_mapcount", 0xf5000000);
	assert_int_equal(scanned(test)->no_record_pages, NO_RECORD);
	unit_free(test);
}

static void compound_pages_are_in_use_without_references(void **state)
{
	static const struct fake_page head = { .pfn = 4616, .count = 1, .flags = FLAG_HEAD };
	struct test *test = unit_new(NULL);

	(void)state;
	test_kernel->put_page(test->fake, &head);
	put_state(test, 4616, "_refcount", 0);
	assert_int_equal(scanned(test)->no_record_pages, NO_RECORD);
	unit_free(test);
}

static void examples_name_the_first_of_each(void **state)
{
	struct test *test = unit_new(NULL);
	const struct examples *examples;

	(void)state;
	scanned(test);
	examples = &test->po->results->examples;
	assert_int_equal(examples->odd, 4132 + 1);
	assert_int_equal(examples->bad, 4128 + 1);
	assert_int_equal(examples->no_record, 4112 + 1);
	unit_free(test);
}

/* An owned and a free page whose struct pages share a page of the dump. */
static void lost_struct_pages_count_once(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	fake_hole(test->fake, fake_page_addr(test->fake, 4608), 1);
	unit_run(test, "list", NULL);
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	assert_has(test->message, "1 pages of the memory map (0.0 MiB) are not in this dump");
	fake_hole(test->fake, fake_page_addr(test->fake, 4096 + 16), 1);
	unit_run(test, "list", NULL);
	assert_has(test->message, "2 pages of the memory map (0.0 MiB) are not in this dump");
	unit_free(test);
}

/* Whoever is like another in all keys joins it; whoever differs in one does not. */
static void records_join_whom_they_are_like(void **state)
{
	static const struct fake_record like = {
		.blocks = 1,
		.gfp = 0xcc0,
		.stack = STACK_PIPE,
		.comm = "alike",
		.pid = 700,
		.tgid = 700,
	};
	struct fake_options options = { .many = true };
	struct test *test = unit_new(&options);
	const struct fake_page pages = { .pfn = GIGANTIC_PFN, .count = 64 };
	struct fake_record records[7];
	unsigned int i, cells;

	(void)state;
	pageowner_attach(test->po, &test->fake->target);
	unit_run(test, "report", "--cull", "pid,gfp", NULL);
	cells = test->po->results->cells.count;
	for (i = 0; i < ARRAY_SIZE(records); i++)
		records[i] = like;
	records[1].pid = 701;
	records[2].tgid = 701;
	records[3].comm = "alikE";
	records[4].gfp = 0xcc2;
	records[5].order = 1;
	records[6].stack = STACK_FREE;
	test_kernel->put_page(test->fake, &pages);
	for (i = 0; i < 4 * ARRAY_SIZE(records); i++) {
		records[i % ARRAY_SIZE(records)].pfn = GIGANTIC_PFN + 2 * i;
		records[i % ARRAY_SIZE(records)].ts = 1000 + i;
		test_kernel->put_record(test->fake, &records[i % ARRAY_SIZE(records)]);
	}
	pageowner_attach(test->po, &test->fake->target);
	unit_run(test, "report", "--cull", "pid,gfp", NULL);
	assert_int_equal(test->po->results->cells.count, cells + 4 + has(test->po, F_OWNER_PID) +
								 has(test->po, F_OWNER_TGID) +
								 has(test->po, F_OWNER_COMM));
	unit_free(test);
}

TESTS(scan, cmocka_unit_test(records_join_whom_they_are_like),
      cmocka_unit_test(gigantic_page_counts_once),
      cmocka_unit_test(gigantic_page_without_its_later_records),
      cmocka_unit_test(order_of_a_gigantic_page_alone_is_nonsense),
      cmocka_unit_test(tail_in_a_free_block_is_free),
      cmocka_unit_test(page_on_a_list_of_a_cpu_is_free),
      cmocka_unit_test(compound_pages_are_in_use_without_references),
      cmocka_unit_test(examples_name_the_first_of_each),
      cmocka_unit_test(lost_struct_pages_count_once));
