// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

/* ---- a host that translates, and a process of its own ---- */

#define DIRECT_MAP_END (FAKE_DIRECT_MAP + (1ull << 40))

static int translate(void *priv, uint64_t addr, uint64_t *ret)
{
	(void)priv;
	if (addr < FAKE_DIRECT_MAP || addr >= DIRECT_MAP_END)
		return -EFAULT;
	*ret = addr - FAKE_DIRECT_MAP;
	return 0;
}

static void attach(struct test *test)
{
	struct pageowner_target target = test->fake->target;

	target.vmcoreinfo = test->fake->note;
	target.translate = translate;
	assert_int_equal(pageowner_attach(test->po, &target), 0);
}

static struct test *new_test(void)
{
	struct test *test = unit_new(NULL);

	attach(test);
	return test;
}

enum { TASKS = 16, PID = 32, MM = 40, SIZEOF_TASK = 64, PGD = 8 };

#define TABLES (1ull << 37) /* where no page frame of the plan is */
#define NX (1ull << 63)
#define PRESENT 0x67ull
#define LARGE 0x1080ull /* with _PAGE_PAT_LARGE, where small ones have the address */

static uint64_t put_task(struct fake *fake, uint32_t pid, uint64_t mm)
{
	uint64_t task = fake_alloc(fake, AREA_HEAP, SIZEOF_TASK, 64);

	fake_zero(fake, task, SIZEOF_TASK);
	fake_write(fake, task + PID, &pid, sizeof(pid));
	fake_write_ulong(fake, task + MM, mm);
	return task;
}

/* table[index] of the physical address @table */
static void put_entry(struct fake *fake, uint64_t table, unsigned int index, uint64_t entry)
{
	if (!fake_read(fake, FAKE_DIRECT_MAP + table, (char[8]){ 0 }, 8))
		fake_zero(fake, FAKE_DIRECT_MAP + table, FAKE_PAGE_SIZE);
	fake_write_ulong(fake, FAKE_DIRECT_MAP + table + 8 * index, entry);
}

/* Processes 0, 70 and a kernel thread 71; 70 maps a small, a large and a huge page. */
static struct test *with_process(int levels, uint64_t encrypted)
{
	struct test *test = unit_new(NULL);
	struct fake *fake = test->fake;
	uint64_t mm = fake_alloc(fake, AREA_HEAP, 64, 64), tasks[3], top = TABLES;
	uint64_t p4d = TABLES + 0x1000, pud = TABLES + 0x2000, pmd = TABLES + 0x3000;
	uint64_t pt = TABLES + 0x4000;
	int i;

	fake_zero(fake, mm, 64);
	fake_write_ulong(fake, mm + PGD, FAKE_DIRECT_MAP + top);
	tasks[0] = put_task(fake, 0, 0);
	tasks[1] = put_task(fake, 70, mm);
	tasks[2] = put_task(fake, 71, 0);
	for (i = 0; i < 3; i++)
		fake_write_ulong(fake, tasks[i] + TASKS, tasks[(i + 1) % 3] + TASKS);
	fake_symbol(fake, "init_task", 'D', tasks[0]);
	fake_member(fake, "struct task_struct", "tasks", 8 * TASKS, 128);
	fake_member(fake, "struct task_struct", "pid", 8 * PID, 32);
	fake_member(fake, "struct task_struct", "mm", 8 * MM, 64);
	fake_member(fake, "struct mm_struct", "pgd", 8 * PGD, 64);
	fake_note(fake, "SYMBOL(init_top_pgt)=%llx", FAKE_TEXT + 0x500000);
	fake_note(fake, "NUMBER(pgtable_l5_enabled)=%d", levels == 5);
	if (encrypted)
		fake_note(fake, "NUMBER(sme_mask)=%lld", (long long)encrypted);
	/* 0x7f0000000000: index 254 of the fourth level, 508 of the third */
	if (levels == 5)
		put_entry(fake, top, 0, p4d | PRESENT | encrypted);
	put_entry(fake, levels == 5 ? p4d : top, 254, pud | PRESENT | encrypted);
	put_entry(fake, pud, 0, pmd | PRESENT | encrypted);
	put_entry(fake, pud, 1, PRESENT | LARGE | NX | encrypted);
	put_entry(fake, pmd, 0, pt | PRESENT | encrypted);
	put_entry(fake, pmd, 1, (1024ull << 12) | PRESENT | LARGE | NX | encrypted);
	put_entry(fake, pmd, 3, (TABLES + 0x100000) | PRESENT); /* not in the dump */
	put_entry(fake, pt, 1, (33ull << 12) | PRESENT | NX | encrypted);
	put_entry(fake, pt, 2, (34ull << 12) | (PRESENT & ~1ull));
	put_entry(fake, pt, 3, (9000ull << 12) | PRESENT);
	attach(test);
	return test;
}

/* ---- what an address is ---- */

static const struct fake_record *record_of(uint64_t pfn)
{
	size_t i;

	for (i = 0; i < fake_nr_records; i++)
		if (fake_records[i].pfn == pfn)
			return &fake_records[i];
	abort();
}

/* The page, written as @word (and its kind before it), is that of the record at @head. */
static void check_page(struct test *test, const char *option, const char *word, const char *kind,
		       uint64_t pfn, uint64_t head)
{
	char *want = expect_record(test->fake, record_of(head), head), title[200];
	const char *out = unit_ok(test, "page", option ? option : word, option ? word : NULL, NULL);

	snprintf(title, sizeof(title), "taken as %s: PFN 0x%llx (%llu), physical 0x%llx\n", kind,
		 (unsigned long long)pfn, (unsigned long long)pfn, (unsigned long long)pfn << 12);
	assert_has(out, title);
	assert_has(out, want);
	free(want);
}

static const char *hex(uint64_t value)
{
	static char text[4][32];
	static unsigned int next;
	char *ret = text[next++ % 4];

	snprintf(ret, sizeof(text[0]), "0x%llx", (unsigned long long)value);
	return ret;
}

static void a_page_by_each_kind_of_address(void **state)
{
	struct test *test = new_test();
	uint64_t map = fake_page_addr(test->fake, 33);

	(void)state;
	check_page(test, NULL, "33", "a PFN", 33, 33);
	check_page(test, NULL, "0x21", "a PFN", 33, 33);
	check_page(test, "--pfn", "33", "a PFN", 33, 33);
	check_page(test, "--phys", "0x21fff", "a physical address", 33, 33);
	/* The last PFN, and the first number that is none. */
	check_page(test, NULL, "536575", "a PFN", 536575, 536575);
	assert_has(unit_ok(test, "page", "536576", NULL), "a physical address: PFN 0x83 ");
	check_page(test, NULL, hex(532488ull << 12), "a physical address", 532488, 532488);
	check_page(test, NULL, hex(map), "a struct page", 33, 33);
	check_page(test, NULL, hex(map) + 2, "a struct page", 33, 33);
	check_page(test, "--page", hex(map + test_kernel->sizeof_page - 1), "a struct page", 33,
		   33);
	check_page(test, NULL, hex(fake_page_addr(test->fake, 536575)), "a struct page", 536575,
		   536575);
	check_page(test, NULL, hex(FAKE_DIRECT_MAP + (33 << 12) + 5), "a kernel virtual address",
		   33, 33);
	check_page(test, "--virt", hex(FAKE_DIRECT_MAP + (33 << 12)), "a kernel virtual address",
		   33, 33);
	unit_free(test);
}

static void addresses_of_nothing_are_named(void **state)
{
	/* clang-format off */
	static const struct { const char *option, *word, *message; } cases[] = {
		{ NULL, "0xffffffffffffff00", "not an address of this kernel" },
		{ NULL, "8192", "no memory at PFN 0x2000" },	/* section 2 does not exist */
		{ "--pfn", "0xffffffffffffffff", "no memory" },
		{ "--pfn", "536576", "no memory" },		/* max_pfn */
		{ "--page", "0xffff888000021000", "not an address" },
		{ "--virt", "0xffffea0000000840", "not an address" },
		{ "--phys", "0x10000000000", "no memory" },
	};
	/* clang-format on */
	struct test *test = new_test();
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		unit_run(test, "page", cases[i].option ? cases[i].option : cases[i].word,
			 cases[i].option ? cases[i].word : NULL, NULL);
		assert_int_equal(test->status, PAGEOWNER_ERROR);
		assert_has(test->message, cases[i].message);
	}
	/* What was found in front of it is said all the same. */
	assert_has(unit_run(test, "page", "33", "8192", "35", NULL), "(bash)");
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has_not(test->fake->out, "(cat)");
	assert_has(unit_ok(test, "page", "33", "35", NULL), "(cat)");
	unit_free(test);
}

static void tails_belong_to_their_head(void **state)
{
	/* clang-format off */
	static const struct {
		const char *word;
		uint64_t pfn, head;
		const char *extent;
	} cases[] = {
		{ "1024", 1024, 1024, "1 of 1024 of the allocation at PFN 0x400 to 0x7ff\n" },
		{ "1025", 1025, 1024, "2 of 1024 of the allocation at PFN 0x400 to 0x7ff\n" },
		{ "2047", 2047, 1024, "1024 of 1024 of the allocation at PFN 0x400 to 0x7ff\n" },
		{ "2051", 2051, 2050, "2 of 2 of the allocation at PFN 0x802 to 0x803\n" },
		{ "2052", 2052, 2052, "1 of 4 of the allocation at PFN 0x804 to 0x807\n" },
	};
	/* clang-format on */
	struct test *test = new_test();
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		check_page(test, NULL, cases[i].word, "a PFN", cases[i].pfn, cases[i].head);
		assert_has(strstr(test->fake->out, "\nPage "), cases[i].extent);
	}
	assert_has_not(unit_ok(test, "page", "33", NULL), "of the allocation");
	unit_free(test);
}

static void freed_pages_have_a_last_owner(void **state)
{
	struct test *test = new_test();
	const char *out = unit_ok(test, "page", "4097", NULL);

	(void)state;
	assert_has(out, "tgid 300 (gone)");
	assert_has(out, "Page has been freed");
	assert_has(out, " free_unref_page+0x10/0x100\n");
	assert_has_not(out, "of the allocation");
	out = unit_ok(test, "page", "4106", NULL);
	assert_has(out, "Page 3 of 8 of the allocation at PFN 0x1008 to 0x100f\n");
	assert_has(out, "Page has been freed");
	unit_free(test);
}

static void pages_that_nobody_owns(void **state)
{
	struct test *test = new_test();

	(void)state;
	assert_has(unit_ok(test, "page", "4608", NULL), "Owner: none");
	assert_has(test->fake->out, "Now: in use; ");
	assert_has(unit_ok(test, "page", "4352", NULL), "Owner: none");
	assert_has(test->fake->out, "Now: free, head of a block of order 8");
	assert_has(unit_ok(test, "page", "4112", NULL), "Owner: none"); /* no stack */
	assert_has(unit_ok(test, "page", "3", NULL), "Now: reserved");
	assert_has(unit_ok(test, "page", "4128", NULL), "Owner: unknown, its record is damaged");
	unit_free(test);
}

static void holes_are_said(void **state)
{
	struct test *test = new_test();

	(void)state;
	fake_hole(test->fake, fake_page_addr(test->fake, 12800), 1);
	assert_has(unit_run(test, "page", "12800", NULL), "Now: its struct page at 0x");
	assert_has(test->fake->out, "is not in this dump");
	assert_has(test->fake->out, "tgid 401 (slabber)");
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	fake_hole(test->fake, fake_entry(test->fake, 532488), 1);
	assert_has(unit_run(test, "page", "532488", NULL),
		   "Owner: unknown, its page_ext is not in this dump");
	assert_has(test->fake->out, "Now: ");
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	unit_ok(test, "page", "33", NULL); /* elsewhere all is there */
	unit_free(test);
}

/* ---- addresses of a process ---- */

#define USER "0x7f0000"

static void check_user(struct test *test, const char *address, uint64_t pfn, uint64_t head)
{
	char *want = expect_record(test->fake, record_of(head), head), title[100];
	const char *out = unit_ok(test, "page", "--pid", "70", address, NULL);

	snprintf(title, sizeof(title), "an address of the process: PFN 0x%llx ",
		 (unsigned long long)pfn);
	assert_has(out, title);
	assert_has(out, want);
	free(want);
}

static void pages_of_a_process(void **state)
{
	static const struct {
		int levels;
		uint64_t encrypted;
	} cases[] = {
		{ 4, 0 },
		{ 5, 0 },
		{ 4, 1ull << 47 },
		{ 5, 1ull << 51 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct test *test = with_process(cases[i].levels, cases[i].encrypted);

		check_user(test, USER "001000", 33, 33);
		check_user(test, USER "001fff", 33, 33);
		check_user(test, USER "200000", 1024, 1024); /* 2 MiB */
		check_user(test, USER "203456", 1027, 1024);
		assert_has(test->fake->out, "Page 4 of 1024 of the allocation");
		check_user(test, "0x7f0040021123", 33, 33); /* 1 GiB */
		unit_free(test);
	}
}

static void processes_without_the_page(void **state)
{
	/* clang-format off */
	static const struct { const char *pid, *address, *message; } cases[] = {
		{ "70", USER "002000", "not in memory" },		/* not present */
		{ "70", USER "000000", "not in memory" },
		{ "70", "0x100000000000", "not in memory" },
		{ "70", USER "600000", "page table at 0x" },
		{ "70", USER "003000", "no memory at PFN 0x2328" },
		{ "71", USER "001000", "kernel thread" },
		{ "72", USER "001000", "no process has the pid 72" },
	};
	/* clang-format on */
	struct test *test = with_process(4, 0);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		unit_run(test, "page", "--pid", cases[i].pid, cases[i].address, NULL);
		assert_int_equal(test->status, PAGEOWNER_ERROR);
		assert_has(test->message, cases[i].message);
	}
	unit_free(test);
}

static void a_list_of_tasks_may_be_damaged(void **state)
{
	struct test *test = with_process(4, 0);
	uint64_t first = fake_address(test->fake, "init_task");
	uint64_t second = fake_read_ulong(test->fake, first + TASKS) - TASKS;

	(void)state;
	fake_hole(test->fake, second, 1);
	unit_run(test, "page", "--pid", "71", USER "001000", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "task");
	unit_free(test);
}

static void processes_of_other_machines_are_not_known(void **state)
{
	struct test *test = new_test();

	(void)state;
	unit_run(test, "page", "--pid", "70", USER "001000", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "x86_64");
	unit_free(test);
}

/* ---- stacks ---- */

static void stacks_by_their_handles(void **state)
{
	struct test *test = unit_new(NULL);
	int i;

	(void)state;
	for (i = STACK_OF_DUMMY; i < FAKE_NR_STACKS; i++) {
		uint32_t handle = test->fake->handles[i];
		char want[2000];

		snprintf(want, sizeof(want), "handle: %u (0x%x)\n%s\n", handle, handle,
			 fake_stacks[i].text);
		assert_text(unit_ok(test, "stack", hex(handle), NULL), want);
	}
	assert_has(unit_ok(test, "stack", hex(test->fake->handles[STACK_PIPE]),
			   hex(test->fake->handles[STACK_ANON]), NULL),
		   "do_anonymous_page");
	assert_has(test->fake->out, "pipe_write");
	unit_free(test);
}

static void handles_of_nothing_are_named(void **state)
{
	struct test *test = unit_new(NULL);
	uint32_t wrong = test_kernel->handle(test->fake, STACK_UNKNOWN_POOL);
	char number[20];

	(void)state;
	snprintf(number, sizeof(number), "%u", wrong);
	assert_has(unit_run(test, "stack", hex(test->fake->handles[STACK_PIPE]), hex(wrong), NULL),
		   "pipe_write");
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, number);
	unit_run(test, "stack", "0x100000001", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "32 bits");
	unit_run(test, "stack", "0", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	unit_free(test);
}

/* Physical addresses, for hosts that can't translate those of the kernel image. */
static void the_kernels_own_page_tables(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	fake_note(test->fake, "SYMBOL(init_top_pgt)=ffffffff82a0c000");
	fake_note(test->fake, "NUMBER(phys_base)=%d", 0x1600000);
	attach(test);
	unit_ok(test, "layout", NULL);
	assert_int_equal(test->po->layout.tables.kernel, 0x400c000);
	unit_free(test);

	test = unit_new(NULL);
	fake_note(test->fake, "NUMBER(TCR_EL1_T1SZ)=0x10");
	fake_note(test->fake, "SYMBOL(swapper_pg_dir)=ffff800081234000");
	fake_note(test->fake, "NUMBER(kimage_voffset)=0xffff800040000000");
	attach(test);
	unit_ok(test, "layout", NULL);
	assert_int_equal(test->po->layout.tables.kernel, 0x41234000);
	unit_free(test);
}

TESTS(inspect, cmocka_unit_test(a_page_by_each_kind_of_address),
      cmocka_unit_test(the_kernels_own_page_tables),
      cmocka_unit_test(addresses_of_nothing_are_named),
      cmocka_unit_test(tails_belong_to_their_head), cmocka_unit_test(freed_pages_have_a_last_owner),
      cmocka_unit_test(pages_that_nobody_owns), cmocka_unit_test(holes_are_said),
      cmocka_unit_test(pages_of_a_process), cmocka_unit_test(processes_without_the_page),
      cmocka_unit_test(a_list_of_tasks_may_be_damaged),
      cmocka_unit_test(processes_of_other_machines_are_not_known),
      cmocka_unit_test(stacks_by_their_handles), cmocka_unit_test(handles_of_nothing_are_named));
