// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who asked for a page, exactly: the context and the task's cgroup, which kernels with
 * kernel-patch/RELEASE/who record.  All others have to say that they do not.
 */
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

static void context_selects(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out;

	(void)state;
	if (!test_kernel->who) {
		unit_run(test, "list", "--context", "task", NULL);
		assert_int_equal(test->status, PAGEOWNER_ERROR);
		assert_has(test->message, "this kernel does not record whether a task or an "
					  "interrupt took a page");
		unit_free(test);
		return;
	}
	out = unit_ok(test, "list", "--context", "hardirq,nmi", NULL);
	assert_has(out, unit_pfn(532488));
	assert_has(out, unit_pfn(14336));
	assert_has_not(out, "context softirq");
	assert_has_not(out, "context task");
	out = unit_ok(test, "list", "--context", "!task", NULL);
	assert_has(out, unit_pfn(532480));
	assert_has_not(out, "context task");
	unit_run(test, "list", "--context", "process", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "\"process\" is none of task, softirq, hardirq, nmi");
	unit_free(test);
}

/* Four allocations of two pages in a softirq, two pages in the others. */
static void context_groups(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out =
		unit_ok(test, "report", "--cull", "cx", "--sort", "-context", "--pages", NULL);
	const char *nmi = strstr(out, "context nmi"), *hardirq = strstr(out, "context hardirq"),
		   *softirq = strstr(out, "context softirq"), *task = strstr(out, "context task");

	(void)state;
	if (test_kernel->who) {
		assert_true(nmi && hardirq && softirq && task);
		assert_true(nmi < hardirq && hardirq < softirq && softirq < task);
		assert_has_not(out, "not recorded");
	} else {
		assert_has(out, "context not recorded");
		assert_true(!nmi && !hardirq && !softirq && !task);
	}
	unit_free(test);
}

/* insmod was interrupted, it asked for nothing. */
static void bystanders_are_not_blamed(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out;

	(void)state;
	/* Where nothing below is looked at, the module has no pages either. */
	if (!test_kernel->who && !test_kernel->text_has_comm) {
		unit_free(test);
		return;
	}
	out = unit_ok(test, "report", "--module", "fake_mod", NULL);
	if (test_kernel->who) {
		assert_has(out, "softirq\n");
		assert_has_not(out, "insmod");
	} else if (test_kernel->text_has_comm) {
		assert_has(out, "insmod(500)\n");
	}
	out = unit_ok(test, "report", "--module", "fake_mod", "--format", "json", NULL);
	if (test_kernel->who)
		assert_has(out,
			   "{\"context\":\"softirq\",\"tgid\":null,\"name\":null,\"pages\":8}");
	else if (test_kernel->text_has_comm)
		assert_has(out, "{\"context\":null,\"tgid\":500,\"name\":\"insmod\",\"pages\":8}");
	unit_free(test);
}

/*
 * Charged pages are their cgroup's, whoever asked for them: those of nginx are, but for
 * the first, and the fifth, which holds objects.  The others are the task's.
 */
static void cgroup_of_charge_or_task(void **state)
{
	static const struct {
		const char *cgroup;
		uint64_t pfn;
	} of_task[] = {
		{ "/", 12304 },	  { "inner", 12320 },	{ "inner", 12324 },
		{ "web", 12800 }, { "removed", 13312 }, { "id:77", 13824 },
	};
	struct fake_options options = { .numa = test_kernel->flat }; /* else without section 3 */
	struct test *test = unit_new(&options);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(of_task); i++) {
		const char *out = unit_ok(test, "list", "--cgroup", of_task[i].cgroup, NULL);

		if (test_kernel->who)
			assert_has(out, unit_pfn(of_task[i].pfn));
		else
			assert_has_not(out, unit_pfn(of_task[i].pfn));
	}
	assert_has(unit_ok(test, "list", "--cgroup", "web", NULL), unit_pfn(12321));
	assert_has_not(unit_ok(test, "list", "--cgroup", "inner", NULL), unit_pfn(12321));
	unit_free(test);
}

/* A list that leads back into itself, and one that leads nowhere. */
static void damaged_tree_of_cgroups(void **state)
{
	struct test *test = unit_new(NULL);
	uint64_t root, offset, bits, head, first;

	(void)state;
	if (test_kernel->who) {
		test->fake->target.member(test->fake, "struct cgroup_root", "cgrp", &root, &bits);
		test->fake->target.member(test->fake, "struct cgroup", "self.children", &offset,
					  &bits);
		head = fake_address(test->fake, "cgrp_dfl_root") + root / 8 + offset / 8;
		first = fake_read_ulong(test->fake, head);
		fake_write_ulong(test->fake, first, first);
		assert_has(unit_ok(test, "list", "--cgroup", "web", NULL), unit_pfn(12800));
		assert_has(unit_ok(test, "list", "--cgroup", "id:4294967303", NULL),
			   unit_pfn(13312));
		pageowner_attach(test->po, &test->fake->target);
		fake_write_ulong(test->fake, head, 0);
		assert_has(unit_ok(test, "list", "--cgroup", "id:42", NULL), unit_pfn(12800));
	}
	unit_free(test);
}

static void kernel_without_the_tree(void **state)
{
	struct fake_options options = { .without = "cgrp_dfl_root" };
	struct test *test = unit_new(&options);

	(void)state;
	if (test_kernel->who)
		assert_has(unit_ok(test, "list", "--cgroup", "id:42", NULL), unit_pfn(12800));
	unit_free(test);
}

/* What list prints is read back: the same fields, the same selections. */
static void text_says_the_same(void **state)
{
	struct test *test = unit_new(NULL);
	char *list = strdup(unit_ok(test, "list", NULL));
	const char *out;

	(void)state;
	unit_text_source(test, list, strlen(list), 1000);
	out = unit_ok(test, "list", "--context", "softirq", NULL);
	if (test_kernel->who) {
		assert_has(out, unit_pfn(532480));
		assert_has_not(out, "context task");
		assert_has(unit_ok(test, "list", "--cgroup", "id:42", NULL), unit_pfn(12800));
		assert_has(unit_ok(test, "list", "--cgroup", "web", NULL), unit_pfn(12321));
		assert_has_not(unit_ok(test, "list", "--cgroup", "id:51", NULL), unit_pfn(12321));
	} else {
		assert_string_equal(out, "");
	}
	free(list);
	unit_free(test);
}

/* A context that the kernel does not have; ids that are none. */
static void nonsense_in_a_record(void **state)
{
	struct test *test = unit_new(NULL);
	uint64_t entry = fake_entry(test->fake, 12800), offset, bits;
	const unsigned char ff = 0xff;

	(void)state;
	if (test_kernel->who) {
		entry += test_kernel->ext_size - test_kernel->sizeof_owner;
		test->fake->target.member(test->fake, "struct page_owner", "context", &offset,
					  &bits);
		fake_write(test->fake, entry + offset / 8, &ff, 1);
		test->fake->target.member(test->fake, "struct page_owner", "cgroup_id", &offset,
					  &bits);
		fake_write_ulong(test->fake, entry + offset / 8, ~0ull);
		assert_has(unit_ok(test, "list", "--pfn", "12800", NULL),
			   "context ?, cgroup_id 18446744073709551615\n");
		assert_has(unit_ok(test, "report", "--pfn", "12800", "--cull", "context,cgroup",
				   NULL),
			   "cgroup (none), context not recorded");
	}
	unit_free(test);
}

TESTS(who, cmocka_unit_test(context_selects), cmocka_unit_test(context_groups),
      cmocka_unit_test(bystanders_are_not_blamed), cmocka_unit_test(cgroup_of_charge_or_task),
      cmocka_unit_test(damaged_tree_of_cgroups), cmocka_unit_test(kernel_without_the_tree),
      cmocka_unit_test(text_says_the_same), cmocka_unit_test(nonsense_in_a_record));
