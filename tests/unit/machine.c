// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "kernel/cpu.h"
#include "export/saved.h"
#include "scan/source_saved.h"
#include "unit.h"

/* ---- the CPUs ---- */

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

/* ---- the zones ---- */

/* What an account needs to know of zones, and the fake kernels do not all tell. */
static void know_zones(struct test *test)
{
	static const enum fact facts[] = { F_FREE_AREA_LIST, F_FREE_AREA_NR_FREE };
	struct pageowner *po = test->po;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(facts); i++)
		if (!has(po, facts[i]))
			facts_set_bytes(po, facts[i], 8 * i, 8);
	if (!has(po, F_ZONE_PRESENT))
		facts_set_bytes(po, F_ZONE_PRESENT, offset_of(po, F_ZONE_SPANNED), 8);
	if (!has(po, F_SIZEOF_FREE_AREA))
		facts_set(po, F_SIZEOF_FREE_AREA, 104, 0);
	if (!has(po, F_MIGRATE_TYPES))
		facts_set(po, F_MIGRATE_TYPES, 6, 0);
}

static void zones_of_all_nodes_in_the_kernels_order(void **state)
{
	struct fake_options options = { .numa = true };
	struct test *test = unit_opened(&options);
	struct zone_list list;
	size_t i;

	(void)state;
	assert_int_equal(zones_load(test->po, &test->po->run, &list), 0);
	assert_true(list.count >= 3);
	assert_int_equal(list.impossible.address, 0);
	for (i = 1; i < list.count; i++)
		assert_true(list.zones[i].node > list.zones[i - 1].node ||
			    (list.zones[i].node == list.zones[i - 1].node &&
			     list.zones[i].number > list.zones[i - 1].number));
	unit_free(test);
}

static void zones_that_span_what_can_not_be_are_left_out(void **state)
{
	static const struct {
		enum fact member;
		uint64_t value;
	} changes[] = {
		{ F_ZONE_START_PFN, 1ull << 53 },
		{ F_ZONE_START_PFN, ~0ull },
		{ F_ZONE_SPANNED, 1ull << 53 },
		{ F_ZONE_SPANNED, ~0ull },
	};
	struct test *test = unit_opened(NULL);
	struct pageowner *po = test->po;
	struct zone_list all, list;
	size_t i, k;

	(void)state;
	know_zones(test);
	assert_int_equal(mmzone_zones(po, &all), 0);
	for (i = 0; i < ARRAY_SIZE(changes); i++)
		for (k = 0; k < all.count; k++) {
			uint64_t at = all.zones[k].address + offset_of(po, changes[i].member);
			uint64_t was = fake_read_ulong(test->fake, at);

			fake_write_ulong(test->fake, at, changes[i].value);
			assert_int_equal(zones_load(po, &po->run, &list), 0);
			assert_int_equal(list.count, all.count - 1);
			assert_int_equal(list.impossible.address, all.zones[k].address);
			assert_int_equal(mmzone_zones(po, &list), -EINVAL);
			assert_has(po->reader.message, "the zone at 0x");
			po->reader.message[0] = '\0';
			fake_write_ulong(test->fake, at, was);
		}
	unit_free(test);
}

static void a_zone_in_a_hole_is_left_out(void **state)
{
	struct test *test = unit_opened(NULL);
	struct pageowner *po = test->po;
	struct zone_list all, list;

	(void)state;
	assert_int_equal(zones_load(po, &po->run, &all), 0);
	fake_hole(test->fake, all.zones[0].address + offset_of(po, F_ZONE_START_PFN), 8);
	assert_int_equal(zones_load(po, &po->run, &list), 0);
	assert_true(list.count < all.count);
	assert_true(po->reader.holes[HOLE_OTHER] > 0);
	unit_free(test);
}

static void zones_may_overlap(void **state)
{
	struct mem_zone zones[] = {
		{ .node = 0, .number = 0, .start_pfn = 16, .spanned = 16 },
		{ .node = 0, .number = 1, .start_pfn = 32, .spanned = 32 },
		{ .node = 1, .number = 1, .start_pfn = 48, .spanned = 1ull << 52 },
	};
	struct zone_list list = { .zones = zones, .count = ARRAY_SIZE(zones) };

	(void)state;
	assert_int_equal(zones_find(&list, 0, 15, -1, -1), -1);
	assert_int_equal(zones_find(&list, 0, 31, -1, -1), 0);
	assert_int_equal(zones_find(&list, 0, 50, -1, -1), 1);
	assert_int_equal(zones_find(&list, 0, 50, 1, 1), 2);
	assert_int_equal(zones_find(&list, 0, 31, 1, 1), -1);
	assert_int_equal(zones_find(&list, 2, 50, -1, -1), 2);
	assert_int_equal(zones_find(&list, 0, ~0ull, -1, -1), -1);
	assert_ptr_equal(zones_spanning(&list, 40), &zones[1]);
	assert_null(zones_spanning(&list, 50));
	assert_ptr_equal(zones_spanning(&list, 64), &zones[2]);
	assert_null(zones_spanning(&list, 0));
}

/* ---- the tasks ---- */

enum { TASKS = 16, THREADS = 32, SIGNAL = 48, START = 56, PID = 64, SIZEOF_TASK = 72 };
enum { HEAD = 8, SIZEOF_SIGNAL = 24 };

/*
 * init_task and the processes 9 and 5, whose lists are in other pages than their pids, and
 * a signal_struct in a page of its own for each.
 */
struct tasks {
	struct test *test;
	uint64_t tasks[3], signals[3];
};

static void link_tasks(struct tasks *tasks, uint64_t from, uint64_t to)
{
	fake_write_ulong(tasks->test->fake, from, to);
}

static void put_tasks(struct tasks *tasks, bool tgids)
{
	static const uint32_t pids[] = { 0, 9, 5 };
	struct pageowner *po = tasks->test->po;
	struct fake *fake = tasks->test->fake;
	size_t page = fake->kernel->page_shift ? 1ul << fake->kernel->page_shift : FAKE_PAGE_SIZE;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		tasks->tasks[i] = fake_alloc(fake, AREA_HEAP, 2 * page, page) + page - START;
		tasks->signals[i] = fake_alloc(fake, AREA_HEAP, page, page);
		fake_zero(fake, tasks->tasks[i], SIZEOF_TASK);
		fake_zero(fake, tasks->signals[i], SIZEOF_SIGNAL);
		fake_write_u32(fake, tasks->tasks[i] + PID, pids[i]);
		fake_write_ulong(fake, tasks->tasks[i] + START, 1000 * i);
		fake_write_ulong(fake, tasks->tasks[i] + SIGNAL, tasks->signals[i]);
		link_tasks(tasks, tasks->signals[i] + HEAD, tasks->tasks[i] + THREADS);
		link_tasks(tasks, tasks->tasks[i] + THREADS, tasks->signals[i] + HEAD);
	}
	for (i = 0; i < 3; i++)
		link_tasks(tasks, tasks->tasks[i] + TASKS, tasks->tasks[(i + 1) % 3] + TASKS);
	facts_set(po, F_INIT_TASK, tasks->tasks[0], 0);
	facts_set_bytes(po, F_TASK_TASKS, TASKS, 16);
	facts_set_bytes(po, F_TASK_THREADS, THREADS, 16);
	facts_set_bytes(po, F_TASK_SIGNAL, SIGNAL, 8);
	facts_set_bytes(po, F_TASK_START, START, 8);
	facts_set_bytes(po, F_TASK_PID, PID, 4);
	facts_set_bytes(po, F_SIGNAL_THREADS, HEAD, 16);
	facts_set_bytes(po, F_OWNER_PID, 0, 4);
	po->layout.facts[F_OWNER_TGID].known = tgids;
}

static struct tasks new_tasks(bool tgids)
{
	struct tasks tasks = { .test = unit_opened(NULL) };

	put_tasks(&tasks, tgids);
	return tasks;
}

static void all_tasks_by_pid(void **state)
{
	struct task_list list;
	int tgids;

	(void)state;
	for (tgids = 0; tgids < 2; tgids++) {
		struct tasks tasks = new_tasks(tgids);

		assert_int_equal(tasks_load(tasks.test->po, &list), 0);
		assert_true(list.complete);
		assert_int_equal(list.count, 3);
		assert_int_equal(list.tasks[1].pid, 5);
		assert_int_equal(tasks_find(&list, 9)->start, 1000);
		assert_null(tasks_find(&list, 7));
		unit_free(tasks.test);
	}
}

/* Half a list proves of no pid that it is gone, wherever it breaks off. */
static void lists_of_tasks_that_break_off(void **state)
{
	struct task_list list;
	int which;

	(void)state;
	for (which = 0; which < 5; which++) {
		struct tasks tasks = new_tasks(which < 3);
		struct fake *fake = tasks.test->fake;

		switch (which) {
		case 0: /* at its head */
			fake_hole(fake, tasks.tasks[0] + TASKS, 8);
			break;
		case 1: /* later */
			fake_hole(fake, tasks.tasks[2] + TASKS, 8);
			break;
		case 2: /* never comes back */
			link_tasks(&tasks, tasks.tasks[2] + TASKS, tasks.tasks[1] + TASKS);
			break;
		case 3: /* the threads of one of them */
			fake_hole(fake, tasks.signals[1], 8);
			break;
		case 4:
			link_tasks(&tasks, tasks.tasks[2] + SIGNAL, 0);
			break;
		}
		assert_int_equal(tasks_load(tasks.test->po, &list), 0);
		assert_false(list.complete);
		unit_free(tasks.test);
	}
}

/* ---- the machine as a whole ---- */

/* All that a report or an account without its kernel's memory may ask. */
struct answers {
	uint64_t managed, now, time, values[NR_MACHINE_VARIABLES];
	bool known[NR_MACHINE_VARIABLES];
	unsigned int zones;
	const char *zone_names[MAX_ZONE_NAMES + 2];
	const char *kernel, *uts[NR_UTS_FIELDS];
	struct hugetlb hugetlb;
	struct task_list tasks;
};

static struct answers ask(struct test *test)
{
	struct answers answers;
	struct pageowner *po = test->po;
	struct strbuf *text = unit_text(test);
	int i;

	memset(&answers, 0, sizeof(answers));
	answers.managed = machine_managed_pages(po);
	answers.now = machine_now(po);
	answers.time = machine_time(po);
	for (i = 0; i < NR_MACHINE_VARIABLES; i++)
		answers.known[i] = machine_variable(po, i, &answers.values[i]);
	answers.zones = machine_zone_names(po);
	for (i = -1; i <= MAX_ZONE_NAMES; i++)
		answers.zone_names[i + 1] = strdup(machine_zone_name(po, i));
	for (i = 0; i < NR_UTS_FIELDS; i++) {
		text->len = 0;
		strbuf_append(text, "", 0);
		machine_uts_text(po, i, text);
		answers.uts[i] = strdup(text->data);
	}
	text->len = 0;
	machine_kernel_text(po, text);
	answers.kernel = strdup(text->data);
	answers.hugetlb = *machine_hugetlb(po);
	assert_int_equal(tasks_load(po, &answers.tasks), 0);
	return answers;
}

static void forget(struct answers *answers)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(answers->zone_names); i++)
		free((void *)answers->zone_names[i]);
	for (i = 0; i < NR_UTS_FIELDS; i++)
		free((void *)answers->uts[i]);
	free((void *)answers->kernel);
}

static void a_saved_file_is_the_same_machine(void **state)
{
	int numa;

	(void)state;
	for (numa = 0; numa < 2; numa++) {
		struct fake_options options = { .numa = numa };
		struct test *test = unit_opened(&options);
		struct answers of_kernel, of_file;
		char *file;
		size_t i;

		machine_of_kernel(test->po);
		assert_true(test->po->machine.memory);
		of_kernel = ask(test);
		assert_int_equal(of_kernel.now, FAKE_NOW);
		assert_int_equal(of_kernel.time, FAKE_CRASH_TIME);
		assert_int_equal(of_kernel.zones, 2);
		assert_string_equal(of_kernel.uts[UTS_RELEASE], test_kernel->release);
		assert_has(of_kernel.kernel, test_kernel->release);
		unit_ok(test, "save", NULL);
		file = malloc(test->fake->out_len);
		memcpy(file, test->fake->out, test->fake->out_len);
		unit_text_source(test, file, test->fake->out_len, 0);
		unit_ok(test, "report", NULL);
		assert_int_equal(saved_read(test->po), 0);
		assert_false(test->po->machine.memory || test->po->machine.text);
		assert_false(test->po->machine.live);
		of_file = ask(test);
		assert_int_equal(of_file.managed, of_kernel.managed);
		assert_int_equal(of_file.now, of_kernel.now);
		assert_int_equal(of_file.time, of_kernel.time);
		assert_int_equal(of_file.zones, of_kernel.zones);
		/* The file has names of the zones that a node can have; the array is longer. */
		for (i = 0; i <= of_kernel.zones; i++)
			assert_string_equal(of_file.zone_names[i], of_kernel.zone_names[i]);
		for (; i < ARRAY_SIZE(of_file.zone_names); i++)
			assert_string_equal(of_file.zone_names[i], "");
		for (i = 0; i < NR_UTS_FIELDS; i++)
			assert_string_equal(of_file.uts[i], of_kernel.uts[i]);
		assert_string_equal(of_file.kernel, of_kernel.kernel);
		assert_memory_equal(of_file.known, of_kernel.known, sizeof(of_file.known));
		assert_int_equal(of_file.hugetlb.known, of_kernel.hugetlb.known);
		forget(&of_kernel);
		forget(&of_file);
		unit_free(test);
		free(file);
	}
}

static void of_a_text_no_machine_is_known(void **state)
{
	static const char text[] = "Page allocated via order 0, mask 0x0(), pid 1, ts 5 ns\n"
				   "PFN 0x1 type Unmovable Block 0 type Unmovable Flags 0x0()\n"
				   " vfs_write+0x1/0x2\n\n";
	struct test *test = unit_new(NULL);
	struct answers answers;
	size_t i;

	(void)state;
	unit_text_source(test, text, strlen(text), 0);
	unit_ok(test, "report", NULL);
	machine_of_text(test->po);
	assert_true(test->po->machine.text);
	assert_false(test->po->machine.memory);
	answers = ask(test);
	assert_int_equal(answers.managed | answers.now | answers.time | answers.zones, 0);
	assert_string_equal(answers.kernel, "");
	assert_string_equal(answers.zone_names[1], "");
	for (i = 0; i < NR_MACHINE_VARIABLES; i++)
		assert_false(answers.known[i]);
	assert_false(answers.hugetlb.known || answers.tasks.complete);
	forget(&answers);
	unit_free(test);
}

/* Each part is read when it is asked for and not again, and the next run reads anew. */
static void parts_are_read_once_in_a_run(void **state)
{
	struct test *test = unit_opened(NULL);
	struct answers answers;
	uint64_t reads = test->fake->reads;

	(void)state;
	machine_of_kernel(test->po);
	assert_int_equal(test->fake->reads, reads);
	answers = ask(test);
	forget(&answers);
	assert_true(test->fake->reads > reads);
	reads = test->fake->reads;
	answers = ask(test);
	forget(&answers);
	assert_int_equal(test->fake->reads, reads);
	machine_of_kernel(test->po);
	answers = ask(test);
	forget(&answers);
	assert_true(test->fake->reads > reads);
	unit_free(test);
}

/* A list says nothing of the machine: what is missing of it is no loss. */
static void a_list_does_not_look_at_the_zones(void **state)
{
	struct test *test = unit_opened(NULL);
	uint64_t node = zones_node(test->po, 0);

	(void)state;
	assert_int_not_equal(node, 0);
	fake_hole(test->fake,
		  zones_address(test->po, node, 0) + offset_of(test->po, F_ZONE_MANAGED), 8);
	unit_run(test, "list", NULL);
	assert_int_equal(test->status, PAGEOWNER_COMPLETE);
	unit_run(test, "report", NULL);
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	unit_free(test);
}

TESTS(machine, cmocka_unit_test(a_walk_comes_to_each_cpu_once),
      cmocka_unit_test(cpu_counts_that_can_not_be_are_no_cpus),
      cmocka_unit_test(a_cpu_in_a_hole_is_left_out),
      cmocka_unit_test(without_nr_cpu_ids_there_is_no_cpu),
      cmocka_unit_test(zones_of_all_nodes_in_the_kernels_order),
      cmocka_unit_test(zones_that_span_what_can_not_be_are_left_out),
      cmocka_unit_test(a_zone_in_a_hole_is_left_out), cmocka_unit_test(zones_may_overlap),
      cmocka_unit_test(all_tasks_by_pid), cmocka_unit_test(lists_of_tasks_that_break_off),
      cmocka_unit_test(a_saved_file_is_the_same_machine),
      cmocka_unit_test(of_a_text_no_machine_is_known),
      cmocka_unit_test(parts_are_read_once_in_a_run),
      cmocka_unit_test(a_list_does_not_look_at_the_zones));
