// SPDX-License-Identifier: GPL-2.0-or-later
/* What only arm64 has: tags in pointers, and its page tables. */
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

/* ---- tags ---- */

#define TAG 0x73ull
#define IN_HEAP(addr) ((addr) >= FAKE_DIRECT_MAP && (addr) < FAKE_DIRECT_MAP + (1ull << 40))

static uint64_t with_tag(uint64_t addr)
{
	return (addr & ~(0xffull << 56)) | TAG << 56;
}

/* Every aligned pointer to the linear map carries a tag, and the host takes none. */
static ssize_t tagged_read(void *priv, uint64_t addr, void *buf, size_t len)
{
	struct test *test = priv;
	ssize_t got;
	uint64_t word;
	size_t i;

	if (addr >> 55 & 1 && addr >> 56 != 0xff)
		return 0;
	got = test->fake->target.read(test->fake, addr, buf, len);
	for (i = -addr & 7; got > 0 && i + 8 <= (size_t)got; i += 8) {
		memcpy(&word, (char *)buf + i, 8);
		if (!IN_HEAP(word) || word % 8)
			continue;
		word = with_tag(word);
		memcpy((char *)buf + i, &word, 8);
	}
	return got;
}

static int symbol(void *priv, const char *name, unsigned int index, uint64_t *ret)
{
	struct fake *fake = ((struct test *)priv)->fake;

	return fake->target.symbol(fake, name, index, ret);
}

static int type_size(void *priv, const char *type, uint64_t *ret)
{
	struct fake *fake = ((struct test *)priv)->fake;

	return fake->target.type_size(fake, type, ret);
}

static int member(void *priv, const char *type, const char *name, uint64_t *bit_offset,
		  uint64_t *bit_size)
{
	struct fake *fake = ((struct test *)priv)->fake;

	return fake->target.member(fake, type, name, bit_offset, bit_size);
}

static int constant(void *priv, const char *name, int64_t *ret)
{
	struct fake *fake = ((struct test *)priv)->fake;

	return fake->target.constant(fake, name, ret);
}

static int write_out(void *priv, const char *text, size_t len)
{
	struct fake *fake = ((struct test *)priv)->fake;

	return fake->target.write(fake, text, len);
}

static int translate(void *priv, uint64_t addr, uint64_t *ret)
{
	(void)priv;
	if (!IN_HEAP(addr))
		return -EFAULT;
	*ret = addr - FAKE_DIRECT_MAP;
	return 0;
}

/* @va_bits of 0: a machine that does not say so */
static struct test *with_tags(unsigned int va_bits)
{
	struct test *test = unit_new(NULL);
	struct pageowner_target target = {
		.size = sizeof(target),
		.priv = test,
		.word_size = 8,
		.read = tagged_read,
		.symbol = symbol,
		.type_size = type_size,
		.member = member,
		.constant = constant,
		.write = write_out,
		.translate = translate,
	};

	if (va_bits)
		fake_note(test->fake, "NUMBER(TCR_EL1_T1SZ)=0x%x", 64 - va_bits);
	target.vmcoreinfo = test->fake->note;
	assert_int_equal(pageowner_attach(test->po, &target), 0);
	return test;
}

static void tagged_pointers_lead_where_plain_ones_do(void **state)
{
	struct test *test = with_tags(48);
	char *want = expect_list(test->fake, true), address[32];

	(void)state;
	assert_text(unit_ok(test, "list", NULL), want);
	free(want);
	snprintf(address, sizeof(address), "0x%llx",
		 (unsigned long long)with_tag(FAKE_DIRECT_MAP + (33ull << 12)));
	assert_has(unit_ok(test, "page", address, NULL), "kernel virtual address: PFN 0x21 ");
	unit_free(test);
}

static void tagged_cgroups_have_their_names(void **state)
{
	struct test *plain = unit_new(NULL), *test = with_tags(48);
	const char *want = unit_ok(plain, "--cull", "cgroup", "--top", "0", NULL);

	(void)state;
	assert_has(want, "cgroup ");
	assert_text(unit_ok(test, "--cull", "cgroup", "--top", "0", NULL), want);
	unit_free(test);
	unit_free(plain);
}

static void tags_are_arm64s_alone(void **state)
{
	struct test *test = with_tags(0);

	(void)state;
	unit_run(test, "list", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	unit_free(test);
}

/* ---- page tables of a process: arch/arm64/include/asm/pgtable-hwdef.h ---- */

enum { TASKS = 16, PID = 32, MM = 40, PGD = 8 };

#define TOP (1ull << 37) /* where no page frame of the plan is */
#define TABLE(level) (TOP + 0x1000 * (level))
#define LINK 3ull			 /* PMD_TYPE_TABLE, PTE_TYPE_PAGE */
#define BLOCK 1ull			 /* PMD_TYPE_SECT */
#define ATTRIBUTES 0x0060000000000c40ull /* UXN PXN nG AF USER */
#define SHARED (3ull << 8)		 /* no attribute but address with 52 bits */

static ssize_t read_phys(void *priv, uint64_t paddr, void *buf, size_t len)
{
	return fake_read(((struct test *)priv)->fake, FAKE_DIRECT_MAP + paddr, buf, len)
		       ? (ssize_t)len
		       : 0;
}

static void put_entry(struct fake *fake, unsigned int level, unsigned int index, uint64_t entry)
{
	fake_write_ulong(fake, FAKE_DIRECT_MAP + TABLE(level) + 8 * index, entry);
}

/*
 * Process 70 at 0x7f00_0000_0000: index 254 of the table that bits 39 to 47 choose
 * from.  One table more in front of it with 52 bits.
 */
static struct test *with_process(unsigned int va_bits)
{
	struct test *test = with_tags(va_bits);
	struct fake *fake = test->fake;
	uint64_t task = fake_alloc(fake, AREA_HEAP, 64, 64),
		 mm = fake_alloc(fake, AREA_HEAP, 64, 64);
	struct pageowner_target target = test->po->target;
	uint64_t attributes = ATTRIBUTES | (va_bits > 48 ? 0 : SHARED);
	unsigned int level, first = va_bits > 48 ? 0 : 1;
	uint32_t pid = 70;

	fake_zero(fake, task, 64);
	fake_zero(fake, mm, 64);
	for (level = 0; level < 5; level++)
		fake_zero(fake, FAKE_DIRECT_MAP + TABLE(level), 4096);
	fake_write_ulong(fake, mm + PGD, FAKE_DIRECT_MAP + TABLE(first));
	fake_write(fake, task + PID, &pid, sizeof(pid));
	fake_write_ulong(fake, task + MM, mm);
	fake_write_ulong(fake, task + TASKS, task + TASKS);
	fake_symbol(fake, "init_task", 'D', task);
	fake_member(fake, "struct task_struct", "tasks", 8 * TASKS, 128);
	fake_member(fake, "struct task_struct", "pid", 8 * PID, 32);
	fake_member(fake, "struct task_struct", "mm", 8 * MM, 64);
	fake_member(fake, "struct mm_struct", "pgd", 8 * PGD, 64);
	put_entry(fake, 0, 0, TABLE(1) | LINK);
	put_entry(fake, 1, 254, TABLE(2) | LINK);
	put_entry(fake, 2, 0, TABLE(3) | LINK);
	put_entry(fake, 3, 0, TABLE(4) | LINK);
	put_entry(fake, 3, 1, 1024ull << 12 | BLOCK | attributes);
	put_entry(fake, 4, 1, 33ull << 12 | LINK | attributes);
	put_entry(fake, 4, 2, 33ull << 12 | LINK | SHARED);
	put_entry(fake, 4, 3, 33ull << 12 | 2);
	target.read_phys = read_phys;
	assert_int_equal(pageowner_attach(test->po, &target), 0);
	return test;
}

static void check_page(struct test *test, const char *address, const char *pfn)
{
	char title[100];

	snprintf(title, sizeof(title), "%s taken as an address of the process: PFN %s ", address,
		 pfn);
	assert_has(unit_ok(test, "page", "--pid", "70", address, NULL), title);
}

static void check_absent(struct test *test, const char *address, const char *message)
{
	unit_run(test, "page", "--pid", "70", address, NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, message);
}

static void pages_of_a_process(void **state)
{
	static const unsigned int va_bits[] = { 48, 52 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(va_bits); i++) {
		struct test *test = with_process(va_bits[i]);

		check_page(test, "0x7f0000001000", "0x21");
		check_page(test, "0x7f0000203456", "0x403");
		check_page(test, "0x5a007f0000001000", "0x21"); /* a tag */
		check_absent(test, "0x7f0000003000", "not in memory");
		check_absent(test, "0x7f0000600000", "not in memory");
		unit_free(test);
	}
}

static void high_bits_of_52_lie_low_in_an_entry(void **state)
{
	struct test *test = with_process(48);

	(void)state;
	check_page(test, "0x7f0000002000", "0x21");
	unit_free(test);
	test = with_process(52);
	check_absent(test, "0x7f0000002000", "PFN 0xc000000021");
	unit_free(test);
}

TESTS(arm64, cmocka_unit_test(tagged_pointers_lead_where_plain_ones_do),
      cmocka_unit_test(tags_are_arm64s_alone), cmocka_unit_test(tagged_cgroups_have_their_names),
      cmocka_unit_test(pages_of_a_process), cmocka_unit_test(high_bits_of_52_lie_low_in_an_entry));
