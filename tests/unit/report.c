// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The numbers of the report.  They follow from plan.c by counting, with the
 * rules of read_page_owner(); entries that a split left odd count as themselves:
 *
 *   section 0    2068 pages, 32 allocations
 *   section 1      19 pages, 13 allocations, 8 of them odd; 8 + 8 pages freed
 *   section 3      15 pages, 15 allocations
 *   section 130    12 pages,  8 allocations
 */
#include <stdio.h>
#include <stdlib.h>

#include "report/columns.h"
#include "unit.h"

static const struct result *scanned(struct test *test)
{
	unit_ok(test, "report", NULL);
	assert_non_null(test->po->results);
	return test->po->results;
}

static void totals_are_those_of_the_plan(void **state)
{
	struct test *test = unit_new(NULL);
	const struct totals *totals = &scanned(test)->totals;

	(void)state;
	assert_int_equal(totals->pages, 4 * FAKE_SECTION_PFNS - 1); /* min_low_pfn is 1 */
	assert_int_equal(totals->owned_pages, 2114);
	assert_int_equal(totals->allocations, 68);
	assert_int_equal(totals->odd_records, 8);
	assert_int_equal(totals->bad_records, 1);
	assert_int_equal(totals->no_record_pages, 2 + 1 + 5);
	assert_int_equal(totals->unknown_pages, 0);
	unit_free(test);
}

static void header_says_what_was_found(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out = unit_ok(test, "report", NULL);

	(void)state;
	assert_has(out, test_kernel->release);
	assert_has(out, "x86_64");
	assert_has(out, "#1 SMP of the tests");
	assert_has(out, "2023-11-14 22:13:20 UTC"); /* date -ud @1700000000 */
	assert_has(out, "8000 pages, 31.2 MiB");    /* 4000 + 4000 managed */
	assert_has(out, "2114 pages, 8.3 MiB, 26.4% of RAM, in 68 allocations");
	assert_has(out, "16 pages, 0.1 MiB"); /* early */
	assert_has(out, "3 pages, 0.0 MiB");  /* stack lost */
	assert_has(out, "8 pages, 0.0 MiB");  /* no record */
	assert_has(out, "8 records disagree");
	assert_has(out, "1 have an impossible order");
	unit_free(test);
}

static void odd_line_needs_either(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	fake_zero(test->fake, fake_entry(test->fake, 4128), test_kernel->ext_size);
	assert_has(unit_ok(test, "report", NULL), "8 records disagree");
	assert_has(test->fake->out, "0 have an impossible order");
	fake_zero(test->fake, fake_entry(test->fake, 4132), 12 * test_kernel->ext_size);
	pageowner_attach(test->po, &test->fake->target);
	assert_has_not(unit_ok(test, "report", NULL), "disagree");
	unit_free(test);
}

static void managed_pages_of_all_nodes(void **state)
{
	struct fake_options options = { .numa = true };
	struct test *test = unit_new(&options);

	(void)state;
	assert_has(unit_ok(test, "report", NULL), "8300 pages, ");
	unit_free(test);
}

static void clock_of_the_youngest_cpu(void **state)
{
	struct test *test = unit_opened(NULL);

	(void)state;
	assert_int_equal(machine_now(test->po), FAKE_NOW);
	assert_int_equal(machine_time(test->po), FAKE_CRASH_TIME);
	fake_note_replace(test->fake, "CRASHTIME=", NULL);
	pageowner_attach(test->po, &test->fake->target);
	unit_run(test, "layout", NULL);
	assert_int_equal(machine_time(test->po), FAKE_CRASH_TIME); /* of the timekeeper */
	unit_free(test);
}

/* The columns of the group whose stack ends like this. */
static void find_group(const char *out, const char *frame, unsigned long long *pages,
		       unsigned long long *times, char *line)
{
	const char *at = strstr(out, frame), *start;
	double mib, percent;

	if (!at)
		fail_msg("no group with %s in\n%s", frame, out);
	/* back to the line that starts with a number in the first columns */
	for (start = at; start > out; start--) {
		if (start[-1] == '\n' && strncmp(start, "            ", 12))
			break;
	}
	snprintf(line, 400, "%.*s", (int)strcspn(start, "\n"), start);
	if (sscanf(line, "%llu %lf %lf%% %llu", pages, &mib, &percent, times) != 4)
		fail_msg("not a group: %s", line);
}

static void groups_have_their_totals(void **state)
{
	/* clang-format off */
	static const struct { const char *frame; unsigned int pages, times; } cases[] = {
		{ "alloc_pages+0x10", 2047, 11 }, { "register_early_stack", 16, 16 },
		{ "do_anonymous_page+0x10", 22, 22 }, { "pipe_write", 2, 2 },
		{ "register_failure_stack", 3, 3 }, { "register_dummy_stack", 8, 2 },
		{ "kmem_cache_alloc", 5, 5 }, { "fake_take", 8, 4 }, { "alias_of_free", 1, 1 },
		{ "entry_SYSCALL_64", 2, 2 },
	};
	/* clang-format on */
	struct test *test = unit_new(NULL);
	const char *out = unit_ok(test, "report", "--full", NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned long long pages, times;
		char line[400];

		find_group(out, cases[i].frame, &pages, &times, line);
		if (pages != cases[i].pages || times != cases[i].times)
			fail_msg("%s: %llu pages, %llu times\n%s", cases[i].frame, pages, times,
				 line);
	}
	unit_free(test);
}

static void group_line_names_orders_ages_and_processes(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out = unit_ok(test, "report", "--full", NULL);
	unsigned long long pages, times;
	char line[400];

	(void)state;
	find_group(out, "alloc_pages+0x10", &pages, &times, line);
	assert_has(line, "0,1,2,3,4,5,6,7,8,9,10");
	assert_has(line, "orders(200)");
	assert_string_equal(line + strlen(line) - 13, "  orders(200)"); /* all of them */
	assert_has(line, "25.6%");					/* 2047 of 8000 */
	assert_has(line, "8.0 ");					/* MiB */
	assert_has(line, "1m 20s");					/* 90.1 - 10 s */
	assert_has(line, "1m 10s");
	/* 22 pages: nginx 10, half 7, bash 3, last 1, bad 1 */
	find_group(out, "do_anonymous_page+0x10", &pages, &times, line);
	assert_has(line, "nginx(400) 45%");
	assert_has(line, "half(305) 32%");
	assert_has(line, "bash(100) 14%");
	assert_has(line, "2 more");
	unit_free(test);
}

static void stack_is_cut_to_the_caller_unless_full(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out = unit_ok(test, "report", NULL);

	(void)state;
	assert_has(out, "            do_anonymous_page+0x10/0x100\n");
	assert_has(out, "            alloc_pages+0x10/0x100\n"); /* nobody behind it */
	assert_has(out, "            handle_mm_fault+0x21/0x80\n            do_anonymous_page+0x12/"
			"0x100\n            (8 more)\n"); /* 3 hidden, 5 shown of 16 */
	assert_has_not(out, "entry_SYSCALL_64");
	out = unit_ok(test, "report", "--full", NULL);
	assert_has(out, "            post_alloc_hook+0x12/0x40\n");
	assert_has(out, "entry_SYSCALL_64");
	assert_has_not(out, "more)");
	unit_free(test);
}

static size_t count_groups(const char *out)
{
	size_t count = 0;

	/* Groups are the lines with a percentage and no text before the number. */
	out = strstr(out, "PAGES");
	for (; out && (out = strchr(out, '\n'));) {
		unsigned long long pages, times;
		double mib, percent;

		out++;
		if (strncmp(out, "            ", 12) &&
		    sscanf(out, "%llu %lf %lf%% %llu", &pages, &mib, &percent, &times) == 4)
			count++;
	}
	return count;
}

static void top_limits_the_groups(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	assert_int_equal(count_groups(unit_ok(test, "report", NULL)), 10);
	assert_int_equal(count_groups(unit_ok(test, "report", "--top", "3", NULL)), 3);
	assert_has(test->fake->out, "3 of 10");
	assert_int_equal(count_groups(unit_ok(test, "report", "--top", "0", NULL)), 10);
	assert_int_equal(count_groups(unit_ok(test, "report", "--top", "99", NULL)), 10);
	unit_free(test);
}

static void before(const char *out, const char *first, const char *second)
{
	const char *a = strstr(out, first), *b = strstr(out, second);

	assert_non_null(a);
	assert_non_null(b);
	if (a > b)
		fail_msg("%s comes behind %s", first, second);
}

static void sorts_like_page_owner_sort(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out = unit_ok(test, "report", "-m", NULL);

	(void)state;
	before(out, "alloc_pages+0x10", "do_anonymous_page+0x10");     /* 2047 > 22 */
	before(out, "do_anonymous_page+0x10", "register_early_stack"); /* 22 > 16 */
	out = unit_ok(test, "report", "-t", NULL);
	before(out, "do_anonymous_page+0x10", "register_early_stack"); /* 22 > 16 */
	before(out, "register_early_stack", "alloc_pages+0x10");       /* 16 > 11 */
	out = unit_ok(test, "report", "-s", "--full", NULL);
	before(out, "do_anonymous_page+0x10/0x100\n            handle_mm_fault+0x20/0x80\n ",
	       "kmem_cache_alloc");
	before(out, "kmem_cache_alloc", "register_dummy_stack");
	unit_free(test);
}

static void freed_report_counts_freed_pages(void **state)
{
	struct test *test = unit_new(NULL);
	unsigned long long pages, times;
	char line[400];

	(void)state;
	unit_ok(test, "report", "--freed", "--full", NULL);
	find_group(test->fake->out, "do_anonymous_page+0x10", &pages, &times, line);
	assert_int_equal(pages, 8);
	find_group(test->fake->out, "kmem_cache_alloc", &pages, &times, line);
	assert_int_equal(pages, 8);
	assert_int_equal(count_groups(test->fake->out), 2);
	unit_free(test);
}

static void end_says_what_could_not_be_read(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	assert_has(unit_ok(test, "report", NULL), "\nNot read     nothing");
	unit_free(test);
	test = unit_new(NULL);
	fake_hole(test->fake, fake_page_addr(test->fake, 4608), 1);
	assert_has(unit_run(test, "report", NULL), "1 pages of the memory map");
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	unit_free(test);
}

static void sizes_in_the_asked_unit(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out = unit_ok(test, "report", "--pages", NULL);

	(void)state;
	assert_has(out, "\nOwned        2114 pages, 26.4% of RAM");
	assert_has_not(out, "MiB");
	out = unit_ok(test, "report", "--bytes", NULL);
	assert_has(out, "\nOwned        2114 pages, 8658944 bytes, 26.4% of RAM");
	assert_has(out, "\n      2047        8384512  25.6%        11  ");
	assert_has_not(out, "MiB");
	unit_free(test);
}

static void a_selection_says_how_much_it_left(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	assert_has_not(unit_ok(test, "report", NULL), "Selected");
	assert_has(unit_ok(test, "report", "--name", "orders", NULL),
		   "\nSelected     2047 pages, 8.0 MiB, in 11 allocations\n");
	assert_has(test->fake->out, "\nOwned        2114 pages"); /* that is as it was */
	assert_has(unit_ok(test, "report", "--module", "fake_mod", NULL),
		   "\nSelected     8 pages, 0.0 MiB, in 4 allocations\n");
	assert_has(unit_run(test, "report", "--name", "nobody", NULL), "\nSelected     0 pages");
	assert_has(test->fake->out, "0 of 0 stacks");
	unit_free(test);
}

static void heading_says_what_is_sorted_by(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	assert_has(unit_ok(test, "report", NULL), "10 of 10 stacks, by pages\n");
	assert_has(unit_ok(test, "report", "--cull", "tgid,order", "--sort", "-times,tgid", NULL),
		   " groups, by times, tgid ascending\n");
	assert_has(test->fake->out, "  tgid 400, order 0\n");
	assert_has(test->fake->out, "  tgid 200, order 10\n");
	unit_free(test);
}

/* --depth counts frames behind the allocator's; --full has no say in that. */
static void depth_shows_that_many_frames(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	assert_has(unit_ok(test, "report", "--depth", "1", "--name", "nginx", NULL),
		   "\n            do_anonymous_page+0x10/0x100\n");
	assert_has_not(test->fake->out, "handle_mm_fault");
	assert_has_not(test->fake->out, "more)");
	assert_has(unit_ok(test, "report", "--depth", "2", "--name", "nginx", NULL),
		   "\n            handle_mm_fault+0x20/0x80\n");
	unit_free(test);
}

/* The number, its column and its heading are equally wide, in changes, too. */
/* What is not of the selection is of the whole machine, whatever is selected. */
static void header_is_of_the_machine_under_any_selection(void **state)
{
	static const char *const words[][2] = {
		{ "--pid", "99999" },		{ "--name", "nobody" }, { "--node", "9" },
		{ "--module", "nobody" },	{ "--order", "3" },	{ "--frame", "nothing" },
		{ "--all", "--freed" },		{ "--freed", "-f" },	{ "--all", "--no-slab" },
		{ "--pfn", "1000000-2000000" },
	};
	static const char header[] =
		"\n  early      16 pages, 0.1 MiB: allocated before page_owner "
		"could record\n  stack lost 3 pages, 0.0 MiB: ";
	struct test *test = unit_new(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		assert_has(unit_run(test, "report", words[i][0], words[i][1], NULL), header);
		assert_int_equal(test->status, PAGEOWNER_COMPLETE);
		assert_has(test->fake->out, "2114 pages, 8.3 MiB, 26.4% of RAM, in 68 allocations");
		assert_has(test->fake->out, "8 pages, 0.0 MiB: in use");
	}
	unit_free(test);
}

static void names_that_select_nothing_are_said(void **state)
{
	static const char text[] =
		"Page allocated via order 0, mask 0x0(), pid 1, tgid 1 (kworker/0:1), ts 9 ns\n"
		"PFN 0x1 type Movable Block 0 type Movable Flags 0x0()\n a+0x1/0x2 [nfsd]\n\n"
		"Page allocated via order 0, mask 0x0(), pid 2, tgid 2 (kworker/1:0), ts 9 ns\n"
		"PFN 0x2 type Movable Block 0 type CMA Flags 0x0()\n b+0x1/0x2\n"
		"Charged to memcg user\\x2d1000.slice\n\n";
	/* clang-format off */
	static const struct { const char *option, *value, *said; int records; } cases[] = {
		{ "--name", "kworker/0:1", "", 1 }, { "--name", "kworker*", "", 2 },
		{ "--name", "kworker/?:1", "", 1 }, { "--name", "*/[1-9]:*,nobody*",
		  "--name nobody*: no record has this name; --cull name lists those that there "
		  "are", 1 },
		{ "--name", "!kworker/0*", "", 1 }, { "--name", "!nobody", "", 2 },
		{ "--name", "Kworker/1:1",
		  "--name Kworker/1:1: no record has this name; near it: kworker/0:1, "
		  "kworker/1:0", 0 },
		{ "--module", "nfs", "--module nfs: no record has this name; near it: nfsd", 0 },
		{ "--module", "nf*", "", 1 }, { "--module", "vm*", "", 1 },
		{ "--cgroup", "user\\x2d*.slice", "", 1 },
		{ "--cgroup", "user.slice",
		  "--cgroup user.slice: no record has this name; --cull cgroup lists those that "
		  "there are", 0 },
		{ "--block", "CMA", "", 1 }, { "--block", "!CMA", "", 1 },
		{ "--block", "c*", "", 1 }, { "--block", "*ov*", "", 1 },
		{ "--block", "Unmovable",
		  "nothing is selected: no record fits --block Unmovable", 0 },
		{ "--pid", "!1-2", "nothing is selected: no record fits --pid !1-2", 0 },
	};
	/* clang-format on */
	struct test *test = unit_new(NULL);
	char records[40];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		unit_text_source(test, text, strlen(text), 0);
		snprintf(records, sizeof(records), "of %d groups", cases[i].records);
		assert_has(unit_run(test, "--cull", "pid", cases[i].option, cases[i].value, NULL),
			   records);
		assert_int_equal(test->status, PAGEOWNER_COMPLETE);
		assert_text(test->message, cases[i].said);
	}
	assert_text(unit_run(test, "list", "--name", "kworker/0:2", NULL), "");
	assert_has(test->message, "near it: kworker/0:1");
	assert_has(unit_ok(test, "list", "--module", "nfsd", NULL), "pid 1,");
	assert_has(unit_ok(test, "list", "--cgroup", "user\\x2d1000.slice", NULL), "pid 2,");
	assert_text(unit_run(test, "list", "--module", "nfsx", NULL), "");
	assert_has(test->message, "near it: nfsd");
	unit_free(test);
}

static void zones_have_wildcards(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	unit_run(test, "report", "--zone", "nor*", NULL);
	assert_int_equal(test->status, PAGEOWNER_COMPLETE);
	assert_text(test->message, "");
	unit_run(test, "report", "--zone", "x*", NULL);
	assert_has(test->message, "this kernel has no \"x*\"");
	unit_free(test);
}

TESTS(report, cmocka_unit_test(header_is_of_the_machine_under_any_selection),
      cmocka_unit_test(names_that_select_nothing_are_said), cmocka_unit_test(zones_have_wildcards),
      cmocka_unit_test(totals_are_those_of_the_plan), cmocka_unit_test(header_says_what_was_found),
      cmocka_unit_test(odd_line_needs_either), cmocka_unit_test(managed_pages_of_all_nodes),
      cmocka_unit_test(clock_of_the_youngest_cpu), cmocka_unit_test(groups_have_their_totals),
      cmocka_unit_test(group_line_names_orders_ages_and_processes),
      cmocka_unit_test(stack_is_cut_to_the_caller_unless_full),
      cmocka_unit_test(top_limits_the_groups), cmocka_unit_test(sorts_like_page_owner_sort),
      cmocka_unit_test(freed_report_counts_freed_pages),
      cmocka_unit_test(end_says_what_could_not_be_read), cmocka_unit_test(sizes_in_the_asked_unit),
      cmocka_unit_test(a_selection_says_how_much_it_left),
      cmocka_unit_test(heading_says_what_is_sorted_by),
      cmocka_unit_test(depth_shows_that_many_frames));
