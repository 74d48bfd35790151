// SPDX-License-Identifier: GPL-2.0-or-later
#include "kernel/cpu.h"
#include "unit.h"

static void set_cpus(struct test *test, uint32_t count)
{
	fake_write_u32(test->fake, fake_address(test->fake, "nr_cpu_ids"), count);
}

/* How many CPUs a walk comes to, and the numbers and offsets of the first two. */
static unsigned int walk_cpus(struct cpu_walk *walk, uint64_t numbers[2], uint64_t offsets[2])
{
	unsigned int count = 0;
	uint64_t offset;

	while (cpu_next(walk, &offset)) {
		if (count < 2) {
			numbers[count] = walk->cpu;
			offsets[count] = offset;
		}
		count++;
	}
	return count;
}

static void a_walk_comes_to_each_cpu_once(void **state)
{
	struct test *test = unit_opened(NULL);
	uint64_t array = fake_address(test->fake, "__per_cpu_offset"), numbers[2], offsets[2];
	struct cpu_walk walk;

	(void)state;
	assert_int_equal(cpu_begin(&walk, test->po), 0);
	assert_int_equal(walk_cpus(&walk, numbers, offsets), 2);
	assert_int_equal(numbers[0], 0);
	assert_int_equal(numbers[1], 1);
	assert_int_equal(offsets[0], fake_read_ulong(test->fake, array));
	assert_int_equal(offsets[1], fake_read_ulong(test->fake, array + 8));
	assert_int_equal(walk.err, 0);
	unit_free(test);
}

static void cpu_counts_that_can_not_be_are_no_cpus(void **state)
{
	static const uint32_t counts[] = { 0, 65537, 0x7fffffff, 0xffffffff };
	struct test *test = unit_opened(NULL);
	uint64_t numbers[2], offsets[2], reads;
	struct cpu_walk walk;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		set_cpus(test, counts[i]);
		assert_int_equal(cpu_begin(&walk, test->po), -EINVAL);
		reads = test->fake->reads;
		assert_int_equal(walk_cpus(&walk, numbers, offsets), 0);
		assert_int_equal(test->fake->reads, reads);
		assert_int_equal(machine_now(test->po), 0);
		assert_has_not(unit_ok(test, "report", NULL), "after boot");
	}
	unit_free(test);
}

static void a_cpu_in_a_hole_is_left_out(void **state)
{
	struct test *test = unit_opened(NULL);
	uint64_t page = test_kernel->page_shift ? 1ull << test_kernel->page_shift : FAKE_PAGE_SIZE;
	uint64_t array = fake_alloc(test->fake, AREA_HEAP, 2 * page, page) + page - 8;
	uint64_t numbers[2], offsets[2];
	struct cpu_walk walk;

	(void)state;
	fake_write_ulong(test->fake, array, 0x1000);
	fake_write_ulong(test->fake, array + 8, 0x2000);
	set_cpus(test, 3);
	fake_hole(test->fake, array, 8);
	test->po->reader.hole = HOLE_OTHER;
	assert_int_equal(cpu_begin_at(&walk, test->po, array), 0);
	assert_int_equal(walk_cpus(&walk, numbers, offsets), 2);
	assert_int_equal(numbers[0], 1);
	assert_int_equal(offsets[0], 0x2000);
	assert_int_equal(walk.err, -ENODATA);
	assert_int_equal(test->po->reader.holes[HOLE_OTHER], 1);
	unit_free(test);
}

static void without_nr_cpu_ids_there_is_no_cpu(void **state)
{
	struct fake_options options = { .without = "nr_cpu_ids" };
	struct test *test = unit_opened(&options);
	uint64_t numbers[2], offsets[2];
	struct cpu_walk walk;

	(void)state;
	assert_int_equal(cpu_begin(&walk, test->po), -EINVAL);
	assert_int_equal(walk_cpus(&walk, numbers, offsets), 0);
	unit_free(test);
}

/* A kernel without CONFIG_SMP has neither symbol; one that says "SMP" has lost them. */
static void without_smp_the_one_cpu_has_its_variables_in_place(void **state)
{
	struct fake_options options = { .without = "nr_cpu_ids __per_cpu_offset" };
	struct test *test = unit_opened(&options);
	struct pageowner *po = test->po;
	uint64_t version =
		fact(po, F_INIT_UTS_NS) + offset_of(po, F_UTS_NAME) + offset_of(po, F_UTS_VERSION);
	uint64_t numbers[2] = { 1, 1 }, offsets[2] = { 1, 1 };
	struct cpu_walk walk;

	(void)state;
	assert_int_equal(cpu_begin(&walk, po), -EINVAL);
	fake_write(test->fake, version, "#1 PREEMPT of the tests", 24);
	assert_int_equal(cpu_begin(&walk, po), 0);
	assert_int_equal(walk_cpus(&walk, numbers, offsets), 1);
	assert_int_equal(numbers[0], 0);
	assert_int_equal(offsets[0], 0);
	assert_int_equal(cpu_begin_at(&walk, po, version), 0);
	assert_int_equal(walk.count, 1);
	unit_free(test);
}

TESTS(cpu, cmocka_unit_test(a_walk_comes_to_each_cpu_once),
      cmocka_unit_test(cpu_counts_that_can_not_be_are_no_cpus),
      cmocka_unit_test(a_cpu_in_a_hole_is_left_out),
      cmocka_unit_test(without_nr_cpu_ids_there_is_no_cpu),
      cmocka_unit_test(without_smp_the_one_cpu_has_its_variables_in_place));
