// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Addresses of a process: its task by pid (include/linux/sched/signal.h,
 * for_each_process) and its page tables (arch/x86/include/asm/pgtable_types.h).
 */
#include "core.h"

#define MAX_TASKS (1u << 22)	/* PID_MAX_LIMIT */

#define X86_PRESENT 1ull
#define X86_LARGE (1ull << 7)
#define X86_ADDRESS 0x000ffffffffff000ull
#define X86_TABLE_BITS 9

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
	return fail(rd, -EINVAL, "no process has the pid %d any more (a thread's is not enough, "
		    "take its tgid)", pid);
}

static int read_entry(struct pageowner *po, uint64_t table, uint64_t index, uint64_t *ret)
{
	unsigned char bytes[8];
	ssize_t got = po->target.read_phys(po->target.priv, table + index * 8, bytes, 8);

	if (got < 0)
		return fail(&po->reader, (int)got, "reading a page table");
	if (got < 8)
		return fail(&po->reader, -ENODATA, "the page table at 0x%llx",
			    (unsigned long long)table);
	*ret = get_uint(&po->reader, bytes, 8);
	return 0;
}

/* Down from the top table at the physical address @table. */
static int walk_x86(struct pageowner *po, uint64_t table, uint64_t addr, uint64_t *ret)
{
	uint64_t encrypted = has(po, F_SME_MASK) ? fact(po, F_SME_MASK) : 0;
	unsigned int levels = has(po, F_PGTABLE_L5) && fact(po, F_PGTABLE_L5) ? 5 : 4;
	unsigned int shift = po->layout.page_shift + X86_TABLE_BITS * (levels - 1);
	uint64_t entry = 0;
	int err;

	for (;; shift -= X86_TABLE_BITS) {
		err = read_entry(po, table, addr >> shift & ((1 << X86_TABLE_BITS) - 1), &entry);
		if (err)
			return err;
		if (!(entry & X86_PRESENT))
			return fail(&po->reader, -EINVAL, "0x%llx is not in memory: never touched, "
				    "swapped out or not mapped", (unsigned long long)addr);
		table = entry & X86_ADDRESS & ~encrypted;
		if (shift == po->layout.page_shift || entry & X86_LARGE)
			break;
	}
	*ret = (table & ~((1ull << shift) - 1)) | (addr & ((1ull << shift) - 1));
	return 0;
}

int user_translate(struct pageowner *po, int32_t pid, uint64_t addr, uint64_t *ret)
{
	struct reader *rd = &po->reader;
	uint64_t task = 0, mm, pgd, table;
	int err;

	if (!has(po, F_INIT_TOP_PGT) || !has(po, F_INIT_TASK) || !has(po, F_TASK_TASKS) ||
	    !has(po, F_TASK_PID) || !has(po, F_TASK_MM) || !has(po, F_MM_PGD) ||
	    !po->target.read_phys || !po->target.translate)
		return fail(rd, -EINVAL, "--pid: page tables of processes are only known on x86_64");
	rd->hole = HOLE_OTHER;
	err = find_task(po, pid, &task);
	if (!err)
		err = read_member(rd, po, F_TASK_MM, task, &mm);
	if (!err && !mm)
		err = fail(rd, -EINVAL, "process %d has no memory: a kernel thread, or exiting", pid);
	if (!err)
		err = read_member(rd, po, F_MM_PGD, mm, &pgd);
	if (!err)
		err = po->target.translate(po->target.priv, pgd, &table);
	return err ? err : walk_x86(po, table, addr, ret);
}
