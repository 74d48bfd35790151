// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

static void sections_lie_where_the_roots_say(void **state)
{
	static const uint64_t numbers[] = { 0, 1, 3, FAKE_MAX_SECTION };
	struct test *test = unit_opened(NULL);
	const struct section_list *list = &test->po->sections;
	size_t i;

	(void)state;
	assert_int_equal(list->count, ARRAY_SIZE(numbers));
	assert_int_equal(list->invalid, 0);
	for (i = 0; i < list->count; i++) {
		const struct section *section = &list->sections[i];
		uint64_t pfn = numbers[i] * FAKE_SECTION_PFNS;

		assert_int_equal(section->start_pfn, pfn);
		assert_int_equal(section->end_pfn, pfn + FAKE_SECTION_PFNS);
		assert_true(section->has_page_ext);
		assert_int_equal(section->page_ext + test_kernel->ext_size * pfn,
				 fake_entry(test->fake, pfn));
		assert_int_equal(section->mem_map + test_kernel->sizeof_page * (pfn + 5),
				 fake_page_addr(test->fake, pfn + 5));
		assert_true(section->pageblock_flags != 0);
	}
	unit_free(test);
}

/*
 * Sections 0 and 1 get bitmaps that lie as sparse_init_nid() puts them.  16 bytes
 * for 4096 page frames are 4 bits for each 2^7, or from v6.17 on 8 for each 2^8.
 */
static void pageblocks_are_measured(void **state)
{
	struct test *test = unit_new(NULL);
	const struct pageowner_target *host = &test->fake->target;
	uint64_t roots = fake_read_ulong(test->fake, fake_address(test->fake, "mem_section"));
	uint64_t root = fake_read_ulong(test->fake, roots), usage, flags, bits;
	bool wide = !strcmp(test_kernel->release, linux_7_3.release);

	(void)state;
	assert_int_equal(host->member(test->fake, "struct mem_section", "usage", &usage, &bits), 0);
	assert_int_equal(host->member(test->fake, "struct mem_section_usage", "pageblock_flags",
				      &flags, &bits),
			 0);
	fake_write_ulong(test->fake, root + test_kernel->sizeof_section + usage / 8,
			 fake_read_ulong(test->fake, root + usage / 8) + flags / 8 + 16);
	unit_ok(test, "report", NULL);
	assert_int_equal(test->po->layout.pageblock_order, wide ? 8 : 7);
	unit_free(test);
}

static void section_that_goes_offline_is_not_read(void **state)
{
	struct fake_options options = { .offline = true };
	struct test *test = unit_opened(&options);

	(void)state;
	assert_int_equal(test->po->sections.count, 5);
	assert_int_equal(test->po->sections.invalid, 1);
	assert_false(unit_section(test, FAKE_OFFLINE_SECTION * FAKE_SECTION_PFNS)->has_page_ext);
	assert_has(unit_run(test, "report", NULL), "offline");
	unit_free(test);
}

static void section_without_page_ext_is_counted(void **state)
{
	struct test *test = unit_new(NULL);
	uint64_t roots = fake_read_ulong(test->fake, fake_address(test->fake, "mem_section"));
	uint64_t root = fake_read_ulong(test->fake, roots), offset, bits;

	(void)state;
	assert_int_equal(test->fake->target.member(test->fake, "struct mem_section", "page_ext",
						   &offset, &bits),
			 0);
	fake_write_ulong(test->fake, root + test_kernel->sizeof_section + offset / 8, 0);
	assert_has_not(unit_run(test, "list", NULL), unit_pfn(4114));
	assert_int_equal(test->po->sections.invalid, 1);
	unit_free(test);
}

static void missing_root_is_a_hole(void **state)
{
	struct test *test = unit_new(NULL);
	uint64_t roots = fake_read_ulong(test->fake, fake_address(test->fake, "mem_section"));

	(void)state;
	fake_hole(test->fake, fake_read_ulong(test->fake, roots + 8), 1);
	assert_has(unit_run(test, "list", NULL), unit_pfn(32));
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	assert_int_equal(test->po->sections.count, 3);
	unit_free(test);
}

static void records_are_those_of_their_page(void **state)
{
	struct test *test = unit_opened(NULL);
	const struct section *section = unit_section(test, 4100);
	struct page_ext_table table;
	unsigned char want[256];
	uint64_t pfn;

	(void)state;
	assert_int_equal(page_ext_read(&test->po->reader, test->po, section, NULL, &table), 0);
	assert_int_equal(table.missing_pfns, 0);
	for (pfn = section->start_pfn; pfn < section->end_pfn; pfn++) {
		assert_true(fake_read(test->fake, fake_entry(test->fake, pfn), want,
				      test_kernel->ext_size));
		assert_memory_equal(page_ext_record(test->po, &table, pfn), want,
				    test_kernel->ext_size);
	}
	unit_free(test);
}

/* Strides do not divide pages: records at both edges of a hole are lost too. */
static void hole_in_a_table_loses_the_records_it_touches(void **state)
{
	struct test *test = unit_opened(NULL);
	const struct section *section = unit_section(test, 4100);
	size_t size = test_kernel->ext_size;
	uint64_t first = FAKE_PAGE_SIZE / size, last = (2 * FAKE_PAGE_SIZE - 1) / size;
	struct page_ext_table table;
	uint64_t i;

	(void)state;
	fake_hole(test->fake, fake_entry(test->fake, 4096) + FAKE_PAGE_SIZE, 1);
	assert_int_equal(page_ext_read(&test->po->reader, test->po, section, NULL, &table), 0);
	assert_int_equal(table.missing_pfns, last - first + 1);
	assert_int_equal(test->po->reader.holes[HOLE_PAGE_EXT], 1);
	for (i = 0; i < 3 * last; i++) {
		const unsigned char *record = page_ext_record(test->po, &table, 4096 + i);

		if (i >= first && i <= last)
			assert_null(record);
		else
			assert_non_null(record);
	}
	unit_free(test);
}

static void lost_records_are_unknown_pages(void **state)
{
	struct test *test = unit_new(NULL);
	size_t size = test_kernel->ext_size;
	/* Behind the planned records of section 3: free blocks. */
	uint64_t hole = fake_entry(test->fake, 12288) + 32 * FAKE_PAGE_SIZE;
	uint64_t lost = (33 * FAKE_PAGE_SIZE - 1) / size - 32 * FAKE_PAGE_SIZE / size + 1;
	char line[128];
	const char *out;

	(void)state;
	fake_hole(test->fake, hole, 1);
	out = unit_run(test, "report", NULL);
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	assert_has(out, "1 pages of page_ext");
	snprintf(line, sizeof(line), "of %llu page frames", (unsigned long long)lost);
	assert_has(out, line);
	unit_free(test);
}

static void broken_table_names_what_was_read(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	test->fake->error_page = fake_entry(test->fake, 12288 + 200);
	unit_run(test, "report", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "page_ext");
	assert_has(test->message, "3000"); /* the PFN 12288 in hex */
	unit_free(test);
}

TESTS(page_ext, cmocka_unit_test(sections_lie_where_the_roots_say),
      cmocka_unit_test(pageblocks_are_measured),
      cmocka_unit_test(section_that_goes_offline_is_not_read),
      cmocka_unit_test(section_without_page_ext_is_counted),
      cmocka_unit_test(missing_root_is_a_hole), cmocka_unit_test(records_are_those_of_their_page),
      cmocka_unit_test(hole_in_a_table_loses_the_records_it_touches),
      cmocka_unit_test(lost_records_are_unknown_pages),
      cmocka_unit_test(broken_table_names_what_was_read));
