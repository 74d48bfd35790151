// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "unit.h"

/* Heads of allocations that the plan wrote down, also those whose page is free by now. */
static unsigned int heads(void)
{
	unsigned int count = 0;
	size_t i;

	for (i = 0; i < fake_nr_records; i++) {
		const struct fake_record *record = &fake_records[i];
		uint64_t block = record->fill ? record->fill : 1ull << record->order, k;

		if (record->freed || !record->stack || record->order > MAX_RECORD_ORDER)
			continue;
		for (k = 0; k < record->blocks; k++)
			count += !record->head_lost &&
				 !((record->pfn + k * block) & ((1ull << record->order) - 1));
	}
	return count;
}

static void a_dump_that_is_whole(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out;
	char want[100];

	(void)state;
	fake_zero(test->fake, fake_entry(test->fake, 4114), 3 * test_kernel->ext_size);
	out = unit_ok(test, "check", NULL);
	assert_true(!strncmp(out, "This dump can be analysed.\n\n", 28));
	assert_has(out, test_kernel->release);
	assert_has(out, "16384 of 16384 sampled page frames");
	snprintf(want, sizeof(want), "\nok      stacks        %u sampled", heads() - 3);
	assert_has(out, want);
	assert_has(out, "\nok      names ");
	assert_has(out, "\nok      stack depot   never full\n");
	assert_has_not(out, "Next time");
	unit_free(test);
}

static void a_depot_that_was_full(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out = unit_ok(test, "check", NULL);

	(void)state;
	assert_has(out, "This dump can be analysed.\n");
	assert_has(out, "\npoor    stack depot   was full: 3 sampled allocations");
	unit_free(test);
}

static void a_dump_without_kallsyms(void **state)
{
	struct fake_options options = { .kallsyms = KALLSYMS_NONE };
	struct test *test = unit_new(&options);

	(void)state;
	assert_has(unit_ok(test, "check", NULL), "\npoor    names         stacks are bare");
	unit_free(test);
}

static void a_dump_with_holes(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out;

	(void)state;
	fake_hole(test->fake, fake_entry(test->fake, 16), 1);
	out = unit_run(test, "check", NULL);
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	assert_has(out, "This dump can be analysed in part.\n");
	assert_has(out, "\npartial page_ext ");
	assert_has_not(out, "16384 of 16384");
	assert_has(out, " of 16384 sampled");
	assert_has(out, "\nok      stacks ");
	assert_has(out, "Next time: dump with makedumpfile");
	unit_free(test);
	test = unit_new(NULL);
	fake_hole(test->fake, test->fake->pools[STACK_PIPE % 4], 4 * FAKE_PAGE_SIZE);
	out = unit_run(test, "check", NULL);
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	assert_has(out, "in part");
	assert_has(out, "\npartial stacks ");
	assert_has(out, "\nok      page_ext ");
	unit_free(test);
}

static int level_31(void *priv)
{
	(void)priv;
	return 31;
}

static int level_unknown(void *priv)
{
	(void)priv;
	return -1;
}

/* Told when something is missing, by a host that knows it. */
static void the_dump_level(void **state)
{
	struct test *test = unit_new(NULL);
	struct pageowner_target target = test->fake->target;

	(void)state;
	target.dump_level = level_31;
	assert_int_equal(pageowner_attach(test->po, &target), 0);
	assert_has_not(unit_run(test, "check", NULL), "dump level");
	fake_hole(test->fake, fake_entry(test->fake, 16), 1);
	assert_has(unit_run(test, "check", NULL),
		   "\npartial dump level    makedumpfile -d 31: without "
		   "zero pages, page cache, private cache, user data, free pages\n");
	target.dump_level = level_unknown;
	assert_int_equal(pageowner_attach(test->po, &target), 0);
	assert_has_not(unit_run(test, "check", NULL), "dump level");
	unit_free(test);
}

static void check_failure(const struct fake_options *options, const char *error, int status,
			  const char *advice)
{
	struct test *test = unit_new(options);
	const char *out;

	if (error)
		test->fake->error_page = fake_address(test->fake, error);
	out = unit_run(test, "check", NULL);
	assert_int_equal(test->status, status);
	assert_true(!strncmp(out, "This dump cannot be analysed.\n\nno      because       ", 52));
	assert_has(out, test->message);
	assert_true(test->message[0] != '\0');
	assert_has(out, advice);
	unit_free(test);
}

static void dumps_that_cannot_be_analysed(void **state)
{
	static const struct fake_options off = { .page_owner_off = true };
	static const struct fake_options absent = { .page_owner_absent = true };
	static const struct fake_options no_ext = { .page_owner_absent = true,
						    .page_ext_absent = true };
	static const struct fake_options no_types = { .no_types = true,
						      .without = "page_ext_size" };

	(void)state;
	check_failure(&off, NULL, PAGEOWNER_NO_DATA, "page_owner=on");
	check_failure(&absent, NULL, PAGEOWNER_NO_DATA, "CONFIG_PAGE_OWNER=y");
	check_failure(&no_ext, NULL, PAGEOWNER_NO_DATA, "CONFIG_PAGE_OWNER=y");
	check_failure(&no_types, NULL, PAGEOWNER_ERROR, "vmlinux");
	check_failure(NULL, "max_pfn", PAGEOWNER_ERROR, "copy the dump again");
}

static void a_dump_without_its_sections(void **state)
{
	struct test *test = unit_new(NULL);
	uint64_t roots = fake_read_ulong(test->fake, fake_address(test->fake, "mem_section"));

	(void)state;
	fake_hole(test->fake, roots, 1);
	assert_has_not(unit_run(test, "check", NULL), "This dump can be analysed.\n");
	assert_int_not_equal(test->status, PAGEOWNER_COMPLETE);
	unit_free(test);
}

TESTS(check, cmocka_unit_test(a_dump_that_is_whole), cmocka_unit_test(a_depot_that_was_full),
      cmocka_unit_test(a_dump_without_kallsyms), cmocka_unit_test(a_dump_with_holes),
      cmocka_unit_test(the_dump_level), cmocka_unit_test(dumps_that_cannot_be_analysed),
      cmocka_unit_test(a_dump_without_its_sections));
