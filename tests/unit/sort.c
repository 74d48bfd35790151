// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The bytes of the kernel tree's page_owner_sort (tools/mm), worked out by hand
 * from its main() on the text below.
 */
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

#define A " post_alloc_hook+0x1/0x2\n a_caller+0x1/0x2\n"
#define B " post_alloc_hook+0x1/0x2\n b_caller+0x1/0x2 [nfs]\n"
#define V " alloc_pages+0x1/0x2\n __vmalloc_node_range+0x1/0x2\n"
#define PFN(n, type) "PFN 0x" #n " type Movable Block 0 type " type " Flags 0x0(zone=1)\n"
#define HEAD(order, pid, tgid, comm)                                  \
	"Page allocated via order " #order ", mask 0xcc0(GFP_KERNEL)" \
	", pid " #pid ", tgid " #tgid " (" comm "), ts "
#define CUT(order, pid, tgid, comm) HEAD(order, pid, tgid, comm) " ns\n"

static const char source[] = HEAD(0, 9, 9, "bash") "500 ns\n" PFN(1, "Movable") A
	"\n" HEAD(2, 10, 10, "cat") "400 ns\n" PFN(4, "Movable") B
	"\n" HEAD(0, 9, 9, "bash") "100 ns\n" PFN(2, "Movable") A
	"\n" HEAD(1, 2, 10, "cat") "300 ns\n" PFN(8, "CMA") A
	"\n" HEAD(3, 10, 10, "cat") "200 ns\n" PFN(16, "Movable") V "\n";

/* clang-format off */
static const struct { const char *words[5], *want; } cases[] = {
	{ { "sort" },
	  "2 times, 2 pages, allocated by OTHERS :\n" CUT(0, 9, 9, "bash") A "\n"
	  "1 times, 2 pages, allocated by CMA :\n" CUT(1, 2, 10, "cat") A "\n"
	  "1 times, 4 pages, allocated by OTHERS :\n" CUT(2, 10, 10, "cat") B "\n"
	  "1 times, 8 pages, allocated by VMALLOC :\n" CUT(3, 10, 10, "cat") V "\n" },
	{ { "sort", "-m" },
	  "1 times, 8 pages, allocated by VMALLOC :\n" CUT(3, 10, 10, "cat") V "\n"
	  "1 times, 4 pages, allocated by OTHERS :\n" CUT(2, 10, 10, "cat") B "\n"
	  "2 times, 2 pages, allocated by OTHERS :\n" CUT(0, 9, 9, "bash") A "\n"
	  "1 times, 2 pages, allocated by CMA :\n" CUT(1, 2, 10, "cat") A "\n" },
	/* By time the digits stay, and nothing is equal any more. */
	{ { "sort", "-a" },
	  "1 times, 1 pages, allocated by OTHERS :\n" HEAD(0, 9, 9, "bash") "100 ns\n" A "\n"
	  "1 times, 8 pages, allocated by VMALLOC :\n" HEAD(3, 10, 10, "cat") "200 ns\n" V "\n"
	  "1 times, 2 pages, allocated by CMA :\n" HEAD(1, 2, 10, "cat") "300 ns\n" A "\n"
	  "1 times, 4 pages, allocated by OTHERS :\n" HEAD(2, 10, 10, "cat") "400 ns\n" B "\n"
	  "1 times, 1 pages, allocated by OTHERS :\n" HEAD(0, 9, 9, "bash") "500 ns\n" A "\n" },
	{ { "sort", "--cull=st" },
	  "3 times, 4 pages:\n" A "\n" "1 times, 8 pages:\n" V "\n" "1 times, 4 pages:\n" B "\n" },
	{ { "sort", "--cull=tg,n" },
	  "3 times, 14 pages, TGID 10, task_comm_name: cat\n"
	  "2 times, 2 pages, TGID 9, task_comm_name: bash\n" },
	{ { "sort", "--cull=p", "--sort=pid" },
	  "1 times, 2 pages, PID 2\n" "2 times, 2 pages, PID 9\n" "2 times, 12 pages, PID 10\n" },
	{ { "sort", "--cull=p", "--sort=-pid" },
	  "2 times, 12 pages, PID 10\n" "2 times, 2 pages, PID 9\n" "1 times, 2 pages, PID 2\n" },
	{ { "sort", "--cull=ator", "-m" },
	  "1 times, 8 pages, allocated by VMALLOC \n" "3 times, 6 pages, allocated by OTHERS \n"
	  "1 times, 2 pages, allocated by CMA \n" },
	{ { "sort", "--cull=f" }, "5 times, 16 pages (UNRELEASED)\n" },
	/* What was selected by is shown as well. */
	{ { "sort", "--cull=st", "--pid", "9" }, "2 times, 2 pages, PID 9:\n" A "\n" },
	{ { "sort", "--cull=st", "--tgid", "10", "-m" },
	  "1 times, 8 pages, TGID 10:\n" V "\n" "1 times, 4 pages, TGID 10:\n" B "\n"
	  "1 times, 2 pages, TGID 10:\n" A "\n" },
	{ { "sort", "--cull=n", "--name", "cat" }, "3 times, 14 pages, task_comm_name: cat\n" },
};
/* clang-format on */

static const char *run_words(struct test *test, const char *const words[5])
{
	const char *all[8] = { NULL };
	int i, n = 0;

	for (i = 0; i < 5 && words[i]; i++)
		all[n++] = words[i];
	all[n++] = "in";
	all[n++] = "out";
	return unit_ok(test, all[0], all[1], all[2], all[3], all[4], all[5], all[6], NULL);
}

static void output_is_that_of_page_owner_sort(void **state)
{
	struct test *test = unit_new(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		unit_text_source(test, source, strlen(source), i);
		assert_text(run_words(test, cases[i].words), cases[i].want);
	}
	unit_free(test);
}

/* Until v6.7 the kernel printed free_ts, and its page_owner_sort left all digits. */
static void records_with_free_ts_keep_their_times(void **state)
{
	static const char text[] =
		HEAD(0, 9, 9, "bash") "100 ns, free_ts 300 ns\n" PFN(1, "Movable") A
		"\n" HEAD(0, 9, 9, "bash") "200 ns, free_ts 100 ns\n" PFN(2, "Movable") A "\n";
	struct test *test = unit_new(NULL);

	(void)state;
	unit_text_source(test, text, strlen(text), 0);
	assert_text(unit_ok(test, "sort", "-r", "in", "out", NULL),
		    "1 times, 1 pages, allocated by OTHERS :\n" HEAD(
			    0, 9, 9, "bash") "200 ns, free_ts 100 ns\n" A "\n"
					     "1 times, 1 pages, allocated by OTHERS :\n" HEAD(
						     0, 9, 9, "bash") "100 ns, free_ts 300 ns\n" A
								      "\n");
	assert_text(unit_ok(test, "sort", "-f", "in", "out", NULL),
		    "1 times, 1 pages, allocated by OTHERS :\n" HEAD(
			    0, 9, 9, "bash") "200 ns, free_ts 100 ns\n" A "\n");
	/* Without a key they are two records, with one they are a group. */
	assert_text(unit_ok(test, "sort", "--cull=f,n", "in", "out", NULL),
		    "2 times, 2 pages, task_comm_name: bash (UNRELEASED)\n");
	unit_free(test);
}

/* What is not in the text that is compared comes from the first of those that are equal. */
static void the_first_of_equal_records_speaks(void **state)
{
	static const char cma[] = HEAD(0, 9, 9, "bash") "100 ns\n" PFN(1, "CMA") A "\n";
	static const char other[] = HEAD(0, 9, 9, "bash") "200 ns\n" PFN(2, "Movable") A "\n";
	struct test *test = unit_new(NULL);
	char text[1000];

	(void)state;
	snprintf(text, sizeof(text), "%s%s%s", cma, other, other);
	unit_text_source(test, text, strlen(text), 0);
	assert_has(unit_ok(test, "sort", "in", "out", NULL),
		   "3 times, 3 pages, allocated by CMA :");
	snprintf(text, sizeof(text), "%s%s%s", other, cma, cma);
	unit_text_source(test, text, strlen(text), 0);
	assert_has(unit_ok(test, "sort", "in", "out", NULL),
		   "3 times, 3 pages, allocated by OTHERS :");
	unit_free(test);
}

/* The same numbers out of a dump as out of its own list. */
static void dump_and_its_list_sort_alike(void **state)
{
	static const char *const keys[] = { "st", "tg,n", "p,mod,f" };
	struct test *test = unit_new(NULL);
	char *list = strdup(unit_ok(test, "list", "--pfn", "1-4095", NULL)), *want[3];
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++)
		want[i] = strdup(unit_ok(test, "report", "--format", "sort", "--top", "0", "--pfn",
					 "1-4095", "-t", "--cull", keys[i], NULL));
	unit_text_source(test, list, strlen(list), 0);
	for (i = 0; i < 3; i++) {
		assert_true(strlen(want[i]) > 50);
		assert_text(unit_ok(test, "sort", "--cull", keys[i], "in", "out", NULL), want[i]);
		free(want[i]);
	}
	free(list);
	unit_free(test);
}

static void no_record_is_nothing_to_sort(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	unit_text_source(test, "", 0, 0);
	unit_run(test, "sort", "in", "out", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "no record of page_owner is in it; it is empty");
	assert_int_equal(test->fake->out_len, 0);
	unit_free(test);
}

TESTS(sort, cmocka_unit_test(output_is_that_of_page_owner_sort),
      cmocka_unit_test(records_with_free_ts_keep_their_times),
      cmocka_unit_test(the_first_of_equal_records_speaks),
      cmocka_unit_test(dump_and_its_list_sort_alike),
      cmocka_unit_test(no_record_is_nothing_to_sort));
