// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each warning of an account: silent at its threshold, there with one page more.
 */
#include "base/screen.h"
#include "unit.h"

#define MANAGED 100000 /* pages: so 1 % is 1000 of them */
#define NODES 2

/* An account of two nodes, a zone each, in which all is anonymous but what a test says. */
struct made {
	struct account account;
	struct mem_zone zones[NODES];
	struct account_sums sums[NODES];
	bool selected[NODES];
};

static void make(struct test *test, struct made *made)
{
	struct account *account = &made->account;
	int i;

	memset(made, 0, sizeof(*made));
	account->zones.zones = made->zones;
	account->zones.count = NODES;
	account->of_zones = made->sums;
	account->selected = made->selected;
	account->vmstat = vmstat_load(test->po, &account->zones);
	assert_non_null(account->vmstat);
	cells_init(&account->result.cells, &test->po->run,
		   KEY_BIT(KEY_STACK) | KEY_BIT(KEY_NODE) | KEY_BIT(KEY_ZONE));
	for (i = 0; i < NODES; i++) {
		made->zones[i].node = i;
		made->selected[i] = true;
		made->sums[i].managed = MANAGED / NODES;
	}
	account->total.managed = MANAGED;
}

/* What is not said to be anything else is anonymous. */
static const char *warnings(struct test *test, struct made *made)
{
	struct strbuf *text = unit_text(test);
	uint64_t *pages = made->account.total.pages, sum = 0;
	int i;

	pages[ROW_ANON] = 0;
	for (i = 1; i < ROW_BALLOON; i++)
		sum += pages[i];
	pages[ROW_ANON] = MANAGED - sum;
	assert_int_equal(account_warnings(test->po, &made->account, text), 0);
	strbuf_append(text, "", 1);
	assert_false(text->failed);
	screen_strip(text);
	return text->data;
}

static void rows_above_their_threshold(void **state)
{
	/* clang-format off */
	static const struct {
		enum account_row row;
		uint64_t limit;		/* pages, as docs/pageowner.1 has them in per cent */
		const char *what;
	} cases[] = {
		{ ROW_UNACCOUNTED, 10000, "unaccounted memory, with or without a record" },
		{ ROW_NO_RECORD, 10000, "unaccounted memory, with or without a record" },
		{ ROW_PAGE_TABLES, 2000, "page tables" },
		{ ROW_KERNEL_STACKS, 1000, "kernel stacks" },
		{ ROW_SLAB_UNRECLAIMABLE, 15000, "unreclaimable slab" },
		{ ROW_KMALLOC, 15000, "unreclaimable slab" },
		{ ROW_UNCLASSIFIED, 100, "pages that no rule of this account explains" },
	};
	/* clang-format on */
	struct test *test = unit_opened(NULL);
	char want[128];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct made made;

		make(test, &made);
		made.account.total.pages[cases[i].row] = cases[i].limit;
		assert_string_equal(warnings(test, &made), "");
		made.account.total.pages[cases[i].row] = cases[i].limit + 1;
		snprintf(want, sizeof(want), "Warning: %s: %llu pages, %.1f%% of RAM, more than ",
			 cases[i].what, (unsigned long long)cases[i].limit + 1,
			 100.0 * (cases[i].limit + 1) / MANAGED);
		assert_has(warnings(test, &made), want);
	}
	unit_free(test);
}

static void unaccounted_with_and_without_record_count_together(void **state)
{
	struct test *test = unit_opened(NULL);
	struct made made;

	(void)state;
	make(test, &made);
	made.account.total.pages[ROW_UNACCOUNTED] = 6000;
	made.account.total.pages[ROW_NO_RECORD] = 4000;
	assert_string_equal(warnings(test, &made), "");
	made.account.total.pages[ROW_NO_RECORD] = 4001;
	assert_has(warnings(test, &made), "with or without a record: 10001 pages, 10.0%");
	unit_free(test);
}

static void take(struct test *test, struct made *made, int stack, uint64_t pages)
{
	struct allocation alloc = { .handle = test->fake->handles[stack], .allocated = true };

	assert_int_equal(cells_add(&made->account.result.cells, &alloc, pages), 0);
	made->account.total.pages[ROW_UNACCOUNTED] += pages;
}

static void one_stack_with_a_twentieth(void **state)
{
	struct test *test = unit_opened(NULL);
	struct made made;

	(void)state;
	make(test, &made);
	take(test, &made, STACK_PIPE, 5000);
	take(test, &made, STACK_MODULE, 4000);
	assert_string_equal(warnings(test, &made), "");
	take(test, &made, STACK_PIPE, 1);
	assert_has(warnings(test, &made), "Warning: one stack, handle ");
	assert_has(warnings(test, &made),
		   " of pipe_write: 5001 pages, 5.0% of RAM, more than 5.0%\n");
	assert_has_not(warnings(test, &made), "fake_take");
	unit_free(test);
}

static void a_depot_that_was_full(void **state)
{
	struct test *test = unit_opened(NULL);
	struct made made;

	(void)state;
	make(test, &made);
	take(test, &made, STACK_OF_EARLY, 3);
	assert_string_equal(warnings(test, &made), "");
	take(test, &made, STACK_OF_FAILURE, 2);
	assert_string_equal(
		warnings(test, &made),
		"Warning: the stack depot was full: 2 unaccounted pages lost their stack\n");
	unit_free(test);
}

/* Less than 5 % free on one node, more than 25 % on the other. */
static void one_node_short_while_the_other_has_plenty(void **state)
{
	/* clang-format off */
	static const struct {
		uint64_t free[NODES];
		bool warns;
	} cases[] = {
		{ { 2500, 50000 }, false },	/* 5.0 % */
		{ { 2449, 12500 }, false },	/* 25.0 % */
		{ { 2449, 12550 }, true },	/* 4.8 %, 25.1 % */
		{ { 12550, 2449 }, true },
		{ { 0, 0 }, false },
	};
	/* clang-format on */
	struct test *test = unit_opened(NULL);
	size_t i, k;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct made made;

		make(test, &made);
		for (k = 0; k < NODES; k++)
			made.sums[k].pages[ROW_FREE] = cases[i].free[k];
		assert_int_equal(!!strstr(warnings(test, &made), "% free, node "), cases[i].warns);
	}
	unit_free(test);
}

static void rows_that_do_not_add_up(void **state)
{
	struct test *test = unit_opened(NULL);
	struct made made;

	(void)state;
	make(test, &made);
	made.account.total.managed = MANAGED + 1;
	assert_has(warnings(test, &made),
		   "Warning: the rows add up to 100000 pages, the zones manage 100001\n");
	make(test, &made);
	made.account.marks.pcp_lost = 7;
	assert_has(warnings(test, &made),
		   "Warning: 7 free pages of per-CPU lists were not found\n");
	unit_free(test);
}

/* Further than a thousandth of the memory and what its CPUs have not passed on (here 0). */
static void a_row_away_from_its_counter(void **state)
{
	static const char more[] =
		"Warning: free, on lists of CPUs: the account has 101 pages more than the "
		"kernel's counter; per-CPU deltas explain at most 0\n";
	static const char fewer[] =
		"Warning: free, on lists of CPUs: the account has 101 pages fewer than the "
		"kernel's counter; per-CPU deltas explain at most 0\n";
	static const struct {
		uint64_t pages, counter;
		const char *want;
	} cases[] = {
		{ 1100, 1000, "" }, { 1000, 1100, "" }, { 1101, 1000, more }, { 1000, 1101, fewer }
	};
	struct test *test = unit_opened(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct made made;

		make(test, &made);
		made.sums[0].pages[ROW_PCP] = cases[i].pages;
		made.account.marks.pcp_count = cases[i].counter;
		assert_string_equal(warnings(test, &made), cases[i].want);
	}
	unit_free(test);
}

TESTS(warnings, cmocka_unit_test(rows_above_their_threshold),
      cmocka_unit_test(unaccounted_with_and_without_record_count_together),
      cmocka_unit_test(one_stack_with_a_twentieth), cmocka_unit_test(a_depot_that_was_full),
      cmocka_unit_test(one_node_short_while_the_other_has_plenty),
      cmocka_unit_test(rows_that_do_not_add_up), cmocka_unit_test(a_row_away_from_its_counter), );
