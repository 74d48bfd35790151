// SPDX-License-Identifier: GPL-2.0-or-later
#include "unit.h"

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

TESTS(tasks, cmocka_unit_test(all_tasks_by_pid), cmocka_unit_test(lists_of_tasks_that_break_off));
