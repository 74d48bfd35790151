// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "unit.h"

static struct page read_page(struct test *test, uint64_t pfn)
{
	struct page_window window = { 0 };
	struct page page;

	assert_int_equal(page_read(&test->po->reader, test->po, &window, unit_section(test, pfn),
				   pfn, &page),
			 0);
	return page;
}

static unsigned int flag_bit(const char *name)
{
	size_t i;

	for (i = 0; i < test_kernel->nr_page_flags; i++) {
		if (!strcmp(test_kernel->page_flags[i].name, name))
			return test_kernel->page_flags[i].bit;
	}
	fail_msg("no flag is called %s", name);
	return 0;
}

static void fields_of_a_page(void **state)
{
	static const struct fake_page what = {
		.pfn = 12400, .count = 1, .flags = FLAG_HEAD, .memcg = MEMCG_WEB
	};
	struct test *test = unit_opened(NULL);
	uint64_t flags = 0x3fffff0000000000ull | 1ull << flag_bit("head");
	struct page page;

	(void)state;
	test_kernel->put_page(test->fake, &what);
	page = read_page(test, 12400);
	assert_int_equal(page.flags, flags);
	assert_int_equal(page.memcg_data, test->fake->memcg_data[MEMCG_WEB]);
	assert_int_equal(page.mapcount, 0xffffffff);
	unit_free(test);
}

static void buddy_blocks_and_their_order(void **state)
{
	struct test *test = unit_opened(NULL);
	struct page page;
	unsigned int order = 99;

	(void)state;
	page = read_page(test, 4352);
	assert_true(page_is_buddy(test->po, &page, &order));
	assert_int_equal(order, 8);
	page = read_page(test, 4353);
	assert_false(page_is_buddy(test->po, &page, &order));
	page = read_page(test, 32);
	assert_false(page_is_buddy(test->po, &page, &order));
	/* An order that no block can have says nothing about its neighbours. */
	page = read_page(test, 4352);
	page.private = 11;
	assert_false(page_is_buddy(test->po, &page, &order));
	unit_free(test);
}

static void reserved_pages(void **state)
{
	struct test *test = unit_opened(NULL);
	struct page page = read_page(test, 5);

	(void)state;
	assert_true(page_is_reserved(test->po, &page));
	page = read_page(test, 32);
	assert_false(page_is_reserved(test->po, &page));
	/* DEBUG_VM fills struct pages that nobody set up with ones: no page at all. */
	page.flags = ~0ull;
	assert_true(page_is_reserved(test->po, &page));
	unit_free(test);
}

static void hole_in_the_memory_map_costs_its_pages(void **state)
{
	struct test *test = unit_opened(NULL);
	const struct section *section = unit_section(test, 4608);
	uint64_t pfn = 4608 + FAKE_PAGE_SIZE / test_kernel->sizeof_page;
	struct page_window window = { 0 };
	struct page page;

	(void)state;
	fake_hole(test->fake, fake_page_addr(test->fake, 4608), 1);
	assert_int_equal(page_read(&test->po->reader, test->po, &window, section, 4608, &page),
			 -ENODATA);
	assert_int_equal(page_read(&test->po->reader, test->po, &window, section, 4616, &page),
			 -ENODATA);
	assert_int_equal(test->po->reader.holes[HOLE_PAGE], 1);
	assert_int_equal(page_read(&test->po->reader, test->po, &window, section, pfn, &page), 0);
	unit_free(test);
}

static void windows_follow_any_order_of_pages(void **state)
{
	static const uint64_t pfns[] = { 4352, 4416, 4104, 4352, 4608, 4607, 8191, 4096 };
	struct test *test = unit_opened(NULL);
	const struct section *section = unit_section(test, 4352);
	struct page_window window = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(pfns); i++) {
		struct page page, alone = read_page(test, pfns[i]);

		assert_int_equal(page_read(&test->po->reader, test->po, &window, section, pfns[i],
					   &page),
				 0);
		assert_int_equal(page.flags, alone.flags);
		assert_int_equal(page.private, alone.private);
		assert_int_equal(page.mapcount, alone.mapcount);
	}
	unit_free(test);
}

static void every_flag_has_its_name(void **state)
{
	struct test *test = unit_opened(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < test_kernel->nr_page_flags; i++) {
		uint64_t flags = 1ull << test_kernel->page_flags[i].bit;
		struct strbuf *text = unit_text(test);
		char want[128];

		snprintf(want, sizeof(want), "0x%llx(%s|zone=0|lastcpupid=0x0)",
			 (unsigned long long)flags, test_kernel->page_flags[i].name);
		page_flags_text(test->po, text, flags);
		assert_text(text->data, want);
	}
	unit_free(test);
}

static void fields_stand_behind_the_flags(void **state)
{
	/* clang-format off */
	static const struct { uint64_t flags; const char *text; } cases[] = {
		{ 0, "0x0(zone=0|lastcpupid=0x0)" },
		{ 1ull << 61, "0x2000000000000000(zone=1|lastcpupid=0x0)" },
		{ 0x3fffff0000000001ull,
		  "0x3fffff0000000001(locked|zone=1|lastcpupid=0x1fffff)" },
		{ 7ull << 61 | 0xabcull << 40 | 1 << 7,
		  "0xe00abc0000000080(waiters|zone=7|lastcpupid=0xabc)" },
		/* a bit between the flags and the fields belongs to neither */
		{ 1ull << 30, "0x40000000(zone=0|lastcpupid=0x0)" },
	};
	/* clang-format on */
	struct test *test = unit_opened(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strbuf *text = unit_text(test);

		page_flags_text(test->po, text, cases[i].flags);
		assert_text(text->data, cases[i].text);
	}
	unit_free(test);
}

static void gfp_text(void **state)
{
	/* clang-format off */
	static const struct { uint32_t gfp; const char *text; } cases[] = {
		{ 0, "0x0()" },
		{ 0xcc0, "0xcc0(GFP_KERNEL)" },
		{ 0x400cc0, "0x400cc0(GFP_KERNEL_ACCOUNT)" },
		{ 0xdc0, "0xdc0(GFP_KERNEL|__GFP_ZERO)" },
		{ 0x100cca, "0x100cca(GFP_HIGHUSER_MOVABLE)" },
		{ 0x1c24ca, "0x1c24ca(GFP_TRANSHUGE)" },
		{ 0x80000000, "0x80000000(0x80000000)" },
	};
	/* clang-format on */
	struct test *test = unit_opened(NULL);
	struct strbuf *text = NULL;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		text = unit_text(test);
		page_gfp_text(test->po, text, cases[i].gfp);
		assert_text(text->data, cases[i].text);
	}
	text->len = 0;
	page_gfp_text(test->po, text, test_kernel->gfp_atomic | 0x52000);
	assert_has(text->data, "(GFP_ATOMIC|__GFP_NOWARN|__GFP_NORETRY|__GFP_COMP)");
	unit_free(test);
}

static void migratetypes_of_page_and_block(void **state)
{
	static const char *const types[] = { "Unmovable", "Movable", "Reclaimable", "HighAtomic",
					     "Isolate",	  "Movable", "Movable",	    "Unmovable" };
	struct test *test = unit_opened(NULL);
	const struct section *section = unit_section(test, 12288);
	size_t i;

	(void)state;
	for (i = 0; i < 8; i++) {
		int type = pageblock_migratetype(&test->po->reader, test->po, section,
						 12288 + 512 * i + 17);

		assert_string_equal(page_migratetype_name(test->po, type), types[i]);
	}
	assert_int_equal(page_gfp_migratetype(test->po, 0xcc0), 0);
	assert_int_equal(page_gfp_migratetype(test->po, 0xcc8), 1);
	assert_int_equal(page_gfp_migratetype(test->po, 0xcd0), 2);
	assert_string_equal(page_migratetype_name(test->po, -1), "?");
	assert_string_equal(page_migratetype_name(test->po, 99), "?");
	unit_free(test);
}

/* include/linux/gfp.h: small machines do not group pages by mobility */
static void without_grouping_all_pages_are_unmovable(void **state)
{
	struct test *test = unit_new(NULL);
	uint32_t disabled = 1;

	(void)state;
	fake_write(test->fake, fake_address(test->fake, "page_group_by_mobility_disabled"),
		   &disabled, 4);
	assert_has(strstr(unit_ok(test, "list", NULL), unit_pfn(33)),
		   " type Unmovable Block 0 type Movable");
	assert_int_equal(page_gfp_migratetype(test->po, 0x100cca), 0);
	unit_free(test);
}

static void migrate_reasons(void **state)
{
	struct test *test = unit_opened(NULL);

	(void)state;
	assert_string_equal(page_migrate_reason_name(test->po, 0), "compaction");
	assert_string_equal(page_migrate_reason_name(test->po, 8), "demotion");
	assert_null(page_migrate_reason_name(test->po, test_kernel->never_migrated));
	assert_string_equal(page_migrate_reason_name(test->po, 1000), "?");
	assert_string_equal(page_migrate_reason_name(test->po, -2), "?");
	unit_free(test);
}

static void memcg_lines(void **state)
{
	/* clang-format off */
	static const char *const want[NR_MEMCG] = {
		[MEMCG_NONE] = "",
		[MEMCG_WEB] = "Charged to memcg web\n",
		[MEMCG_OFFLINE] = "Charged to offline memcg removed\n",
		[MEMCG_WEB_OBJCG] = "Charged (via objcg) to memcg web\n",
		[MEMCG_SLAB] = "Slab cache page\n",
		[MEMCG_ROOT] = "Charged to memcg /\n",
		[MEMCG_LONG] = ("Charged to memcg 0123456789012345678901234567890123456789"
				"012345678901234567890123456789012345678\n"),
		[MEMCG_OFFLINE_OBJCG] = "Charged (via objcg) to offline memcg removed\n",
	};
	/* clang-format on */
	struct test *test = unit_opened(NULL);
	int i;

	(void)state;
	for (i = 0; i < NR_MEMCG; i++) {
		struct strbuf *text = unit_text(test);

		memcg_text(test->po, text, test->fake->memcg_data[i], false);
		assert_text(text->data, want[i]);
	}
	unit_free(test);
}

static void charge_without_a_memcg_says_nothing(void **state)
{
	struct test *test = unit_opened(NULL);
	uint64_t offset, bits, objcg = test->fake->memcg_data[MEMCG_WEB_OBJCG];
	struct strbuf *text = unit_text(test);

	(void)state;
	assert_int_equal(test->fake->target.member(test->fake, "struct obj_cgroup", "memcg",
						   &offset, &bits),
			 0);
	fake_write_ulong(test->fake, (objcg & ~7ull) + offset / 8, 0);
	memcg_text(test->po, text, objcg, false);
	assert_text(text->data, "");
	unit_free(test);
}

/* Numbers take the place of names that are not there. */
static void names_may_be_missing(void **state)
{
	static const char *const gone[] = { "pageflag_names", "gfpflag_names", "migratetype_names",
					    "migrate_reason_names", "pff" };
	static const char *const want[] = { "Flags 0x3fffff00", "mask 0xcc0(0xcc0)",
					    " type ? Block ", "last migrate reason: ?",
					    "lru|active|" };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(gone); i++) {
		struct fake_options options = { .without = gone[i] };
		struct test *test = unit_new(&options);

		assert_has(unit_ok(test, "list", NULL), want[i]);
		unit_free(test);
	}
}

static void memcg_in_a_hole_is_counted(void **state)
{
	struct test *test = unit_opened(NULL);
	struct strbuf *text = unit_text(test);

	(void)state;
	memcg_text(test->po, text, 0xffff88812345678ull << 4, false);
	assert_int_equal(test->po->reader.holes[HOLE_OTHER], 1);
	unit_free(test);
}

/* The id of a task's cgroup was once told from memcg_data by its bit 62. */
static void charge_is_no_id_whatever_its_bits(void **state)
{
	struct test *test = unit_new(NULL);
	const struct pageowner_target *host = &test->fake->target;
	uint64_t page = fake_page_addr(test->fake, 32), offset, bits;

	(void)state;
	assert_int_equal(host->member(host->priv, "struct page", "memcg_data", &offset, &bits), 0);
	fake_write_ulong(test->fake, page + offset / 8, 1ull << 62 | 42 << 3);
	unit_run(test, "report", "--pfn", "32", "--cull", "cgroup", NULL);
	assert_has(test->fake->out, "cgroup (not in this dump): bash");
	unit_free(test);
}

TESTS(page, cmocka_unit_test(fields_of_a_page), cmocka_unit_test(buddy_blocks_and_their_order),
      cmocka_unit_test(reserved_pages), cmocka_unit_test(hole_in_the_memory_map_costs_its_pages),
      cmocka_unit_test(windows_follow_any_order_of_pages),
      cmocka_unit_test(every_flag_has_its_name), cmocka_unit_test(fields_stand_behind_the_flags),
      cmocka_unit_test(gfp_text), cmocka_unit_test(migratetypes_of_page_and_block),
      cmocka_unit_test(without_grouping_all_pages_are_unmovable), cmocka_unit_test(migrate_reasons),
      cmocka_unit_test(memcg_lines), cmocka_unit_test(charge_without_a_memcg_says_nothing),
      cmocka_unit_test(names_may_be_missing), cmocka_unit_test(memcg_in_a_hole_is_counted),
      cmocka_unit_test(charge_is_no_id_whatever_its_bits));
