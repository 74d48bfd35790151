// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

/* The selection that these options make; what is in it dies with the next parse. */
static struct selection selection_of(struct test *test, const char *option, const char *value)
{
	char *argv[] = { (char *)"pageowner", (char *)option, (char *)value, NULL };
	struct selection ret = { 0 };

	if (pageowner_parse(test->po,
			    value    ? 3
			    : option ? 2
				     : 1,
			    argv) ||
	    selection_make(test->po, &test->po->run, &ret))
		fail_msg("%s %s: %s", option, value ? value : "", pageowner_message(test->po));
	return ret;
}

static void options_choose_owned_freed_or_both(void **state)
{
	/* clang-format off */
	static const struct { const char *option; bool want_allocated, want_freed; } cases[] = {
		{ NULL, true, false },
		{ "--freed", false, true },
		{ "--all", true, true },
	};
	/* clang-format on */
	struct test *test = unit_opened(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct allocation owned = { .allocated = true }, freed = { .allocated = false };
		struct selection selection = selection_of(test, cases[i].option, NULL);

		assert_int_equal(selection_match(&selection, &owned), cases[i].want_allocated);
		assert_int_equal(selection_match(&selection, &freed), cases[i].want_freed);
	}
	unit_free(test);
}

/* page_owner_sort -f drops what was freed after it was allocated. */
static void released_ones_are_dropped(void **state)
{
	static const struct {
		uint64_t ts, free_ts;
		bool want;
	} cases[] = {
		{ 100, 0, true },    { 100, 99, true }, { 100, 100, true },
		{ 100, 101, false }, { 0, 1, false },	{ 0, 0, true },
	};
	struct test *test = unit_opened(NULL);
	struct selection selection = selection_of(test, "-f", NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct allocation alloc = { .allocated = true,
					    .ts_nsec = cases[i].ts,
					    .free_ts_nsec = cases[i].free_ts };

		assert_int_equal(selection_match(&selection, &alloc), cases[i].want);
	}
	unit_free(test);
}

#define SECOND 1000000000ull
#define AGE(s) (FAKE_NOW - (s)*SECOND)

/* Each is tried with a ! in front as well, which turns the answer round. */
/* clang-format off */
static const struct {
	const char *option, *value;
	struct allocation alloc;
	bool want;
} matches[] = {
	{ "--pid", "7", { .pid = 7 }, true },
	{ "--pid", "7", { .pid = 8, .tgid = 7 }, false },
	{ "--pid", "1,5-9,0x20", { .pid = 5 }, true },
	{ "--pid", "1,5-9,0x20", { .pid = 9 }, true },
	{ "--pid", "1,5-9,0x20", { .pid = 10 }, false },
	{ "--pid", "1,5-9,0x20", { .pid = 4 }, false },
	{ "--pid", "1,5-9,0x20", { .pid = 32 }, true },
	{ "--pid", "0-4294967295", { .pid = 2147483647 }, true },
	{ "--tgid", "7", { .tgid = 7 }, true },
	{ "--tgid", "7", { .pid = 7 }, false },
	{ "--name", "bash", { .comm = "bash" }, true },
	{ "--name", "bash", { .comm = "bashful" }, false },
	{ "--name", "bash", { .comm = "bas" }, false },
	{ "--name", "bash,cat", { .comm = "cat" }, true },
	{ "--name", "kworker/0:1", { .comm = "kworker/0:1" }, true },
	{ "--name", "0123456789abcdef", { .comm = "0123456789abcdef" }, true },
	{ "--order", "3", { .order = 3 }, true },
	{ "--order", "0,4-10", { .order = 3 }, false },
	{ "--order", "3-3", { .order = 3 }, true },
	{ "--gfp", "GFP_KERNEL", { .gfp_mask = 0xcc0 }, true },
	{ "--gfp", "GFP_KERNEL", { .gfp_mask = 0xdc0 }, true },
	{ "--gfp", "GFP_KERNEL", { .gfp_mask = 0xc80 }, false },	/* not all its bits */
	{ "--gfp", "GFP_KERNEL,__GFP_COMP", { .gfp_mask = 0xcc0 }, false },
	{ "--gfp", "GFP_KERNEL|__GFP_COMP", { .gfp_mask = 0x40cc0 }, true },
	{ "--gfp", "0x40cc0", { .gfp_mask = 0x40dc0 }, true },
	{ "--gfp", "0x40cc0", { .gfp_mask = 0xcc0 }, false },
	{ "--gfp", "0x80000000", { .gfp_mask = 0x80000000 }, true },
	{ "--flags", "0x6", { .flags = 0x7 }, true },
	{ "--flags", "0x6", { .flags = 0x5 }, false },
	{ "--flags", "0x8000000000000000", { .flags = 1ull << 63 }, true },
	{ "--migratetype", "Movable", { .migratetype = 1 }, true },
	{ "--migratetype", "movable", { .migratetype = 1 }, true },
	{ "--migratetype", "Movable", { .migratetype = 0 }, false },
	{ "--migratetype", "Unmovable,Reclaimable", { .migratetype = 2 }, true },
	{ "--migratetype", "Unmovable,Reclaimable", { .migratetype = -1 }, false },
	{ "--node", "0-1", { .node = 1 }, true },
	{ "--node", "0-1", { .node = 2 }, false },
	{ "--node", "0-1", { .node = -1 }, false },
	{ "--zone", "1", { .zone = 1 }, true },
	{ "--zone", "1,2", { .zone = 2 }, true },
	{ "--zone", "1,2", { .zone = 0 }, false },
	{ "--zone", "0", { .zone = -1 }, false },
	{ "--pfn", "0x1000-0x1fff", { .pfn = 0x1000 }, true },
	{ "--pfn", "0x1000-0x1fff", { .pfn = 0x1fff }, true },
	{ "--pfn", "0x1000-0x1fff", { .pfn = 0x2000 }, false },
	{ "--pfn", "0x1000-0x1fff", { .pfn = 0xfff }, false },
	{ "--handle", "0x1234", { .handle = 0x1234 }, true },
	{ "--handle", "0x1234", { .handle = 0x1235 }, false },
	{ "--handle", "0-4294967295", { .handle = 0xffffffff }, true },
	{ "--older", "60", { .ts_nsec = AGE(60) }, true },
	{ "--older", "60", { .ts_nsec = AGE(60) + 1 }, false },
	{ "--older", "1m", { .ts_nsec = AGE(60) }, true },
	{ "--older", "1m1s", { .ts_nsec = AGE(60) }, false },
	{ "--older", "1m", { .ts_nsec = 0 }, true },
	{ "--older", "0.5s", { .ts_nsec = FAKE_NOW - SECOND / 2 }, true },
	{ "--older", "0.5", { .ts_nsec = FAKE_NOW - SECOND / 2 + 1 }, false },
	{ "--older", "1h", { .ts_nsec = 0 }, false },
	{ "--older", "1d", { .ts_nsec = 0 }, false },
	{ "--older", "0", { .ts_nsec = FAKE_NOW + 5 }, true },	/* the clocks of two CPUs */
	{ "--older", "1s", { .ts_nsec = FAKE_NOW + 5 }, false },
	{ "--newer", "60s", { .ts_nsec = AGE(60) }, true },
	{ "--newer", "60s", { .ts_nsec = AGE(60) - 1 }, false },
	{ "--newer", "1h", { .ts_nsec = 0 }, true },
	{ "--newer", "1d2h3m4s", { .ts_nsec = 0 }, true },
	{ "--newer", "0", { .ts_nsec = FAKE_NOW + 5 }, true },
};
/* clang-format on */

static void criteria_match(void **state)
{
	struct test *test = unit_opened(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(matches); i++) {
		struct allocation alloc = matches[i].alloc;
		struct selection selection;
		char negated[64];
		bool got, turned;

		alloc.allocated = true;
		snprintf(negated, sizeof(negated), "!%s", matches[i].value);
		selection = selection_of(test, matches[i].option, matches[i].value);
		got = selection_match(&selection, &alloc);
		selection = selection_of(test, matches[i].option, negated);
		turned = selection_match(&selection, &alloc);
		if (got != matches[i].want || turned == matches[i].want)
			fail_msg("case %zu, %s %s: %d, turned round %d", i, matches[i].option,
				 matches[i].value, got, turned);
	}
	unit_free(test);
}

static void durations_in_every_unit(void **state)
{
	static const struct {
		const char *text;
		uint64_t seconds;
	} cases[] = {
		{ "7", 7 },	  { "7s", 7 },	    { "7m", 420 },
		{ "7h", 25200 },  { "7d", 604800 }, { "1d2h3m4s", 93784 },
		{ "1h1h", 7200 }, { "0", 0 },	    { "1.5h", 5400 },
	};
	struct test *test = unit_new(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct criterion criterion;

		assert_int_equal(criterion_parse(&test->po->reader, &test->po->run, BY_OLDER,
						 "older", cases[i].text, &criterion),
				 0);
		assert_int_equal(criterion.duration, cases[i].seconds * SECOND);
	}
	arena_free(&test->po->run);
	unit_free(test);
}

static void flags_of_the_page_by_name(void **state)
{
	struct test *test = unit_opened(NULL);
	struct selection selection = selection_of(test, "--flags", "uptodate|lru");
	struct allocation alloc = { .allocated = true };
	uint64_t lru = 0, uptodate = 0;
	size_t i;

	(void)state;
	for (i = 0; i < test_kernel->nr_page_flags; i++) {
		if (!strcmp(test_kernel->page_flags[i].name, "lru"))
			lru = 1ull << test_kernel->page_flags[i].bit;
		if (!strcmp(test_kernel->page_flags[i].name, "uptodate"))
			uptodate = 1ull << test_kernel->page_flags[i].bit;
	}
	assert_true(selection.page);
	assert_false(selection_match(&selection, &alloc));
	alloc.flags = lru;
	assert_false(selection_match(&selection, &alloc));
	alloc.flags = uptodate;
	assert_false(selection_match(&selection, &alloc));
	alloc.flags = lru | uptodate;
	assert_true(selection_match(&selection, &alloc));
	unit_free(test);
}

/* Which options need the struct page, and which wait until stacks and names are known. */
static void needs_of_criteria(void **state)
{
	/* clang-format off */
	static const struct {
		const char *option, *value;
		bool page;
		unsigned int late;
	} cases[] = {
		{ "--pid", "1", false, 0 },
		{ "--migratetype", "Movable", false, 0 },
		{ "--flags", "0x1", true, 0 },
		{ "--node", "0", true, 0 },
		{ "--zone", "1", true, 0 },
		{ "--cgroup", "web", true, KEY_BIT(KEY_CGROUP) },
		{ "--module", "nfs", false, KEY_BIT(KEY_STACK) },
		{ "--frame", "a", false, KEY_BIT(KEY_STACK) },
	};
	/* clang-format on */
	struct test *test = unit_opened(NULL);
	struct allocation alloc = { .allocated = true };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct selection selection = selection_of(test, cases[i].option, cases[i].value);

		assert_int_equal(selection.page, cases[i].page);
		assert_int_equal(selection.late_keys, cases[i].late);
		/* Nothing is lost before they are judged. */
		if (cases[i].late) {
			assert_true(selection_match(&selection, &alloc));
			selection = selection_of(test, cases[i].option, "!x");
			assert_true(selection_match(&selection, &alloc));
		}
	}
	unit_free(test);
}

static void late_criteria_match(void **state)
{
	/* clang-format off */
	static const struct {
		const char *option, *value;
		enum fake_stack_id stack;
		const char *cgroup;
		bool want;
	} cases[] = {
		{ "--module", "fake_mod", STACK_MODULE, "", true },
		{ "--module", "fake_mod", STACK_ANON, "", false },
		{ "--module", "fake_mo", STACK_MODULE, "", false },
		{ "--module", "vmlinux", STACK_ANON, "", true },
		{ "--module", "vmlinux", STACK_MODULE, "", false },
		{ "--module", "nfs,vmlinux", STACK_ANON, "", true },
		{ "--module", "(unloaded)", STACK_ODD, "", true },
		{ "--cgroup", "web", STACK_ANON, "web", true },
		{ "--cgroup", "web", STACK_ANON, "", false },
		{ "--cgroup", "db,web", STACK_ANON, "web", true },
		{ "--cgroup", "we", STACK_ANON, "web", false },
		{ "--frame", "pipe_write", STACK_PIPE, "", true },
		{ "--frame", "^pipe_write\\+0x10/0x80$", STACK_PIPE, "", true },
		{ "--frame", "^do_syscall_64\\+0x10/0x80$", STACK_PIPE, "", true },
		{ "--frame", "^ ", STACK_PIPE, "", false },
		{ "--frame", "ipe_w[a-z]+e", STACK_PIPE, "", true },
		{ "--frame", "^write", STACK_PIPE, "", false },
		{ "--frame", "pipe_write.*do_syscall", STACK_PIPE, "", false },
		{ "--frame", "\\[fake_mod\\]$", STACK_MODULE, "", true },
		{ "--frame", "(pipe|anonymous)", STACK_ANON, "", true },
		{ "--frame", "", STACK_ANON, "", true },
	};
	/* clang-format on */
	struct test *test = unit_opened(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		uint32_t handle = test->fake->handles[cases[i].stack];
		struct stack *stack = stack_find(test->po, handle);
		uint32_t cgroup = name_id(test->po, cases[i].cgroup, strlen(cases[i].cgroup));
		struct selection selection;
		char negated[64];
		bool got, turned;

		snprintf(negated, sizeof(negated), "!%s", cases[i].value);
		selection = selection_of(test, cases[i].option, cases[i].value);
		got = selection_match_late(test->po, &selection, stack, cgroup, false);
		selection = selection_of(test, cases[i].option, negated);
		turned = selection_match_late(test->po, &selection, stack, cgroup, false);
		if (got != cases[i].want || turned == cases[i].want)
			fail_msg("case %zu, %s %s: %d, turned round %d", i, cases[i].option,
				 cases[i].value, got, turned);
	}
	unit_free(test);
}

/* By the stack that made the slab, or by the flag of a page whose stack does not tell. */
static void slabs_by_stack_or_page(void **state)
{
	struct test *test = unit_opened(NULL);
	struct stack *slab = stack_find(test->po, test->fake->handles[STACK_SLAB]);
	struct stack *anon = stack_find(test->po, test->fake->handles[STACK_ANON]);
	struct selection selection = selection_of(test, "--slab", NULL);

	(void)state;
	assert_true(selection.page);
	assert_true(selection_match_late(test->po, &selection, slab, 0, false));
	assert_true(selection_match_late(test->po, &selection, anon, 0, true));
	assert_false(selection_match_late(test->po, &selection, anon, 0, false));
	selection = selection_of(test, "--no-slab", NULL);
	assert_true(selection.page);
	assert_false(selection_match_late(test->po, &selection, slab, 0, false));
	assert_false(selection_match_late(test->po, &selection, anon, 0, true));
	assert_true(selection_match_late(test->po, &selection, anon, 0, false));
	unit_free(test);
}

static void what_this_kernel_does_not_have_is_named(void **state)
{
	/* clang-format off */
	static const struct { const char *option, *value, *word; } cases[] = {
		{ "--gfp", "GFP_COLOUR", "GFP_COLOUR" },
		{ "--gfp", "GFP_KERNEL,gfp_kernel", "gfp_kernel" },
		{ "--gfp", "0xzz", "0xzz" },
		{ "--flags", "colour", "colour" },
		{ "--migratetype", "Colour", "Colour" },
		{ "--migratetype", "Movable,", NULL },
		{ "--zone", "Colour", "Colour" },
		{ "--zone", "77", "77" },
	};
	/* clang-format on */
	struct test *test = unit_new(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		unit_run(test, "list", cases[i].option, cases[i].value, NULL);
		if (!cases[i].word) {
			assert_int_equal(test->status, PAGEOWNER_COMPLETE);
			continue;
		}
		assert_true(test->status == PAGEOWNER_ERROR || test->status == PAGEOWNER_USAGE);
		assert_has(test->message, cases[i].word);
		assert_null(strchr(test->message, '\n'));
	}
	unit_free(test);
}

static void zones_by_name(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	/* All page frames of the plan are in zone 1. */
	assert_has(unit_ok(test, "list", "--zone", "normal", NULL), "Page allocated");
	assert_has(unit_ok(test, "list", "--zone", "DMA32,Normal", NULL), "Page allocated");
	assert_text(unit_ok(test, "list", "--zone", "DMA32", NULL), "");
	assert_has(unit_ok(test, "report", "--cull", "zone", NULL), "zone Normal");
	unit_run(test, "list", "--zone", "HighMem", NULL);
	assert_has(test->message, "HighMem");
	unit_free(test);
}

/* What an account selects by; zones also by name. */
static void zones_and_nodes_of_an_account(void **state)
{
	/* clang-format off */
	static const struct {
		const char *option, *value;
		int node, zone;
		bool want;
	} cases[] = {
		{ "--zone", "Normal", 0, 1, true },
		{ "--zone", "Normal", 0, 0, false },
		{ "--zone", "!normal", 0, 1, false },
		{ "--zone", "0", 3, 0, true },
		{ "--node", "1-2", 2, 0, true },
		{ "--node", "1-2", 0, 1, false },
		{ "--node", "!0", 0, 1, false },
		{ "--pid", "7", 0, 1, true },	/* says nothing of zones */
	};
	/* clang-format on */
	struct test *test = unit_opened(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct selection selection = selection_of(test, cases[i].option, cases[i].value);

		if (selection_has_zone(&selection, cases[i].node, cases[i].zone) != cases[i].want)
			fail_msg("case %zu", i);
	}
	unit_free(test);
}

/* All have to fit; and the selection of a report is that of a list. */
static void criteria_together(void **state)
{
	/* clang-format off */
	static const struct { const char *words[4]; size_t records; } cases[] = {
		{ { "--name", "bash", "--pid", "101" }, 1 },
		{ { "--name", "bash", "--pid", "!101" }, 2 },
		{ { "--order", "0", "--frame", "do_anonymous_page\\+0x10" }, 3 + 10 + 2 + 1 },
		{ { "--cgroup", "web" }, 2 },
		{ { "--cgroup", "web,removed" }, 4 },
		{ { "--cgroup", "web", "--name", "bash" }, 0 },
		{ { "--module", "fake_mod" }, 4 },
		{ { "--slab", "--name", "slabber,init" }, 5 },
		{ { "--slab", "--migratetype", "Reclaimable" }, 1 },
		{ { "--older", "80s", "--order", "!0" }, 0 },
		{ { "--pfn", "2049-2112", "--order", "2-4" }, 3 },
	};
	/* clang-format on */
	struct test *test = unit_new(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *const *words = cases[i].words;
		const char *out =
			unit_run(test, "list", words[0], words[1], words[2], words[3], NULL);
		char want[60];
		size_t count = 0;

		for (; (out = strstr(out, "Page allocated")); out++)
			count++;
		if (count != cases[i].records)
			fail_msg("case %zu: %zu records", i, count);
		out = unit_run(test, "report", words[0], words[1], words[2], words[3], NULL);
		assert_int_equal(test->status, PAGEOWNER_COMPLETE);
		snprintf(want, sizeof(want), ", in %zu allocations\n", count);
		if (count)
			assert_has(strstr(out, "Selected"), want);
	}
	unit_free(test);
}

TESTS(select, cmocka_unit_test(options_choose_owned_freed_or_both),
      cmocka_unit_test(released_ones_are_dropped), cmocka_unit_test(criteria_match),
      cmocka_unit_test(durations_in_every_unit), cmocka_unit_test(flags_of_the_page_by_name),
      cmocka_unit_test(needs_of_criteria), cmocka_unit_test(late_criteria_match),
      cmocka_unit_test(slabs_by_stack_or_page),
      cmocka_unit_test(what_this_kernel_does_not_have_is_named), cmocka_unit_test(zones_by_name),
      cmocka_unit_test(zones_and_nodes_of_an_account), cmocka_unit_test(criteria_together));
