// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who was still there: the processes of init_task.tasks and, where records name
 * threads alone, the threads of each (include/linux/sched/signal.h, for_each_process
 * and for_each_thread).
 */
#include <stdlib.h>

#include "core.h"

#define MAX_TASKS (1u << 22) /* PID_MAX_LIMIT: no machine has more */

/* ---- the lists ---- */

bool tasks_known(const struct pageowner *po)
{
	return has(po, F_INIT_TASK) && has(po, F_TASK_TASKS);
}

void tasks_begin(struct task_walk *walk, struct pageowner *po)
{
	*walk = (struct task_walk){ .member = offset_of(po, F_TASK_TASKS) };
	list_begin(&walk->list, &po->reader, fact(po, F_INIT_TASK) + walk->member);
}

int tasks_begin_threads(struct task_walk *walk, struct pageowner *po, uint64_t leader)
{
	uint64_t signal;
	int err = read_member(&po->reader, po, F_TASK_SIGNAL, leader, &signal);

	*walk = (struct task_walk){ .member = offset_of(po, F_TASK_THREADS) };
	if (!err && !signal)
		err = -ENODATA;
	if (!err)
		list_begin(&walk->list, &po->reader, signal + offset_of(po, F_SIGNAL_THREADS));
	return err;
}

bool tasks_next(struct task_walk *walk)
{
	if (!list_next(&walk->list))
		return false;
	walk->task = walk->list.entry - walk->member;
	return true;
}

/* ---- who was still there ---- */

static int add_task(struct pageowner *po, struct task_list *list, uint64_t task)
{
	struct reader *rd = &po->reader;
	uint64_t pid, start;
	void *grown;
	int err = read_member(rd, po, F_TASK_PID, task, &pid);

	if (!err)
		err = read_member(rd, po, F_TASK_START, task, &start);
	if (err)
		return err;
	if (list->count >= MAX_TASKS)
		return -ENODATA;
	grown = arena_grow(&po->run, list->tasks, &list->room, list->count + 1,
			   sizeof(*list->tasks));
	if (!grown)
		return fail(rd, -ENOMEM, "tasks");
	list->tasks = grown;
	list->tasks[list->count++] = (struct task){ (int32_t)pid, start };
	return 0;
}

static int add_threads(struct pageowner *po, struct task_list *list, uint64_t leader)
{
	struct task_walk threads;
	int err = tasks_begin_threads(&threads, po, leader);

	while (!err && tasks_next(&threads))
		err = add_task(po, list, threads.task);
	return !err && threads.list.err ? -ENODATA : err;
}

static int compare_tasks(const void *a, const void *b)
{
	const struct task *x = a, *y = b;

	return x->pid < y->pid ? -1 : x->pid > y->pid;
}

static int read_tasks(struct pageowner *po, struct task_list *ret)
{
	bool threads = !has(po, F_OWNER_TGID);
	struct task_walk tasks;
	int err;

	memset(ret, 0, sizeof(*ret));
	po->reader.hole = HOLE_OTHER;
	if (!tasks_known(po) || !has(po, F_TASK_PID) || !has(po, F_TASK_START) ||
	    !has(po, F_OWNER_PID) ||
	    (threads &&
	     (!has(po, F_TASK_SIGNAL) || !has(po, F_SIGNAL_THREADS) || !has(po, F_TASK_THREADS))))
		return 0;
	/* Idle tasks, which are on no list, share pid 0 with the head of it. */
	err = add_task(po, ret, fact(po, F_INIT_TASK));
	tasks_begin(&tasks, po);
	while (!err && tasks_next(&tasks))
		err = threads ? add_threads(po, ret, tasks.task) : add_task(po, ret, tasks.task);
	if (!err && tasks.list.err)
		err = -ENODATA;
	/* Half a list says of nobody that he is gone. */
	if (err)
		return err == -ENODATA ? 0 : err;
	qsort(ret->tasks, ret->count, sizeof(*ret->tasks), compare_tasks);
	ret->complete = true;
	return 0;
}

int tasks_load(struct pageowner *po, struct task_list *ret)
{
	struct machine *machine = &po->machine;
	int err = machine_lacks(machine, PART_TASKS) ? read_tasks(po, &machine->tasks) : 0;

	po->reader.holes[HOLE_OTHER] += machine->tasks_holes;
	machine->tasks_holes = 0;
	*ret = machine->tasks;
	return err;
}

const struct task *tasks_find(const struct task_list *list, int32_t pid)
{
	struct task key = { .pid = pid };

	return bsearch(&key, list->tasks, list->count, sizeof(key), compare_tasks);
}
