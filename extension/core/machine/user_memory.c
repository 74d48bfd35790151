// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Addresses of a process: its task by pid, and its page tables.
 */
#include "core.h"

static int find_task(struct pageowner *po, int32_t pid, uint64_t *ret)
{
	struct reader *rd = &po->reader;
	struct task_walk walk;
	uint64_t number;
	int err;

	if (!pid) {
		*ret = fact(po, F_INIT_TASK);
		return 0;
	}
	tasks_begin(&walk, po);
	while (tasks_next(&walk)) {
		err = read_member(rd, po, F_TASK_PID, walk.task, &number);
		if (err)
			return fail(rd, err, "the task at 0x%llx", (unsigned long long)walk.task);
		if ((int32_t)number != pid)
			continue;
		*ret = walk.task;
		return 0;
	}
	if (walk.list.err)
		return fail(rd, walk.list.err, "the list of tasks");
	return fail(rd, -EINVAL, "no process has the pid %d (for a thread, use its tgid)", pid);
}

int user_memory_translate(struct pageowner *po, int32_t pid, uint64_t addr, uint64_t *ret)
{
	struct reader *rd = &po->reader;
	uint64_t task = 0, mm, pgd, table;
	struct mapping mapping;
	int err;

	if (!po->layout.tables.bits || !tasks_known(po) || !has(po, F_TASK_PID) ||
	    !has(po, F_TASK_MM) || !has(po, F_MM_PGD) || !po->target.read_phys)
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
