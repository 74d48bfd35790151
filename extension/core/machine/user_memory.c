// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Addresses of a process: its task by pid (include/linux/sched/signal.h,
 * for_each_process) and its page tables.
 */
#include "core.h"

#define MAX_TASKS (1u << 22) /* PID_MAX_LIMIT */

static int find_task(struct pageowner *po, int32_t pid, uint64_t *ret)
{
	struct reader *rd = &po->reader;
	uint64_t first = fact(po, F_INIT_TASK), task = first, number, next;
	unsigned int i;
	int err;

	for (i = 0; i < MAX_TASKS; i++) {
		err = read_member(rd, po, F_TASK_PID, task, &number);
		if (err)
			return fail(rd, err, "the task at 0x%llx", (unsigned long long)task);
		if ((int32_t)number == pid) {
			*ret = task;
			return 0;
		}
		err = target_ulong(rd, task + offset_of(po, F_TASK_TASKS), &next);
		if (err)
			return fail(rd, err, "the list of tasks");
		task = next - offset_of(po, F_TASK_TASKS);
		if (task == first)
			break;
	}
	return fail(rd, -EINVAL, "no process has the pid %d (for a thread, use its tgid)", pid);
}

int user_translate(struct pageowner *po, int32_t pid, uint64_t addr, uint64_t *ret)
{
	struct reader *rd = &po->reader;
	uint64_t task = 0, mm, pgd, table;
	struct mapping mapping;
	int err;

	if (!po->layout.tables.bits || !has(po, F_INIT_TASK) || !has(po, F_TASK_TASKS) ||
	    !has(po, F_TASK_PID) || !has(po, F_TASK_MM) || !has(po, F_MM_PGD) ||
	    !po->target.read_phys)
		return fail(rd, -EINVAL,
			    "--pid: page tables of processes can be walked only on "
			    "x86_64 and arm64");
	rd->hole = HOLE_OTHER;
	err = find_task(po, pid, &task);
	if (!err)
		err = read_member(rd, po, F_TASK_MM, task, &mm);
	if (!err && !mm)
		err = fail(rd, -EINVAL,
			   "process %d has no memory: it is a kernel thread or exiting", pid);
	if (!err)
		err = read_member(rd, po, F_MM_PGD, mm, &pgd);
	if (!err)
		err = target_translate(rd, pgd, &table);
	if (err)
		return err;
	err = pgtable_walk(rd, &po->layout.tables, table, addr, &mapping);
	if (err == -EFAULT)
		return fail(rd, -EINVAL,
			    "0x%llx is not in memory: never touched, swapped out or "
			    "not mapped",
			    (unsigned long long)addr);
	if (err)
		return fail(rd, err, "the page table at 0x%llx", (unsigned long long)mapping.table);
	*ret = mapping.phys + (addr - mapping.virt);
	return 0;
}
