// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Addresses of a process: its task by pid (include/linux/sched/signal.h,
 * for_each_process) and its page tables (arch/x86/include/asm/pgtable_types.h,
 * arch/arm64/include/asm/pgtable-hwdef.h).
 */
#include "core.h"

#define MAX_TASKS (1u << 22)	/* PID_MAX_LIMIT */

/* Bit 0 of an entry, on both */
#define PRESENT 1ull

#define X86_LARGE (1ull << 7)
#define X86_ADDRESS 0x000ffffffffff000ull
#define X86_TABLE_BITS 9

#define ARM64_TABLE (1ull << 1)		/* else it is a block; page entries have it, too */
#define ARM64_ADDRESS 0x0000fffffffff000ull

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

/* How this machine's page tables are made. */
struct tables {
	bool arm64;
	unsigned int page_shift;
	unsigned int bits;		/* of an address that a table resolves */
	unsigned int va_bits;		/* of an address that all of them do */
	uint64_t encrypted;		/* a bit of every entry, AMD's SME */
};

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

/*
 * arm64 puts the bits of a physical address from 48 on where its page size
 * leaves room: __pte_to_phys().  Smaller pages do so only with 52-bit virtual
 * addresses; otherwise bits 8 and 9 are the shareability.
 */
static uint64_t entry_address(const struct tables *t, uint64_t entry)
{
	uint64_t addr;

	if (!t->arm64)
		return entry & X86_ADDRESS & ~t->encrypted;
	addr = entry & ARM64_ADDRESS & ~((1ull << t->page_shift) - 1);
	if (t->page_shift == 16)
		return addr | (entry >> 12 & 0xf) << 48;
	if (t->va_bits > 48)
		return addr | (entry & 3ull << 48) | (entry >> 8 & 3) << 50;
	return addr;
}

static bool is_large(const struct tables *t, uint64_t entry)
{
	return t->arm64 ? !(entry & ARM64_TABLE) : !!(entry & X86_LARGE);
}

/* Down from the top table at the physical address @table. */
static int walk(struct pageowner *po, const struct tables *t, uint64_t table, uint64_t addr,
		uint64_t *ret)
{
	unsigned int levels = (t->va_bits - t->page_shift + t->bits - 1) / t->bits;
	unsigned int shift = t->page_shift + t->bits * (levels - 1);
	/* On arm64 the top byte may be a tag. */
	uint64_t bits = addr & ((1ull << t->va_bits) - 1), entry = 0;
	int err;

	for (;; shift -= t->bits) {
		err = read_entry(po, table, bits >> shift & ((1ull << t->bits) - 1), &entry);
		if (err)
			return err;
		if (!(entry & PRESENT))
			return fail(&po->reader, -EINVAL, "0x%llx is not in memory: never touched, "
				    "swapped out or not mapped", (unsigned long long)addr);
		table = entry_address(t, entry);
		if (shift == t->page_shift || is_large(t, entry))
			break;
	}
	*ret = (table & ~((1ull << shift) - 1)) | (bits & ((1ull << shift) - 1));
	return 0;
}

static bool make_tables(const struct pageowner *po, struct tables *ret)
{
	unsigned int page_shift = po->layout.page_shift;
	int64_t unused = fact(po, F_TCR_T1SZ);

	memset(ret, 0, sizeof(*ret));
	ret->page_shift = page_shift;
	if (has(po, F_INIT_TOP_PGT)) {
		ret->bits = X86_TABLE_BITS;
		ret->va_bits = has(po, F_PGTABLE_L5) && fact(po, F_PGTABLE_L5) ? 57 : 48;
		ret->encrypted = has(po, F_SME_MASK) ? fact(po, F_SME_MASK) : 0;
		return true;
	}
	/* A page is a table of 8-byte entries; T1SZ counts the bits that are no address. */
	ret->arm64 = true;
	ret->bits = page_shift - 3;
	ret->va_bits = 64 - unused;
	return has(po, F_TCR_T1SZ) && unused >= 12 && unused <= 28 && page_shift <= 16;
}

int user_translate(struct pageowner *po, int32_t pid, uint64_t addr, uint64_t *ret)
{
	struct reader *rd = &po->reader;
	uint64_t task = 0, mm, pgd, table;
	struct tables tables;
	int err;

	if (!make_tables(po, &tables) || !has(po, F_INIT_TASK) || !has(po, F_TASK_TASKS) ||
	    !has(po, F_TASK_PID) || !has(po, F_TASK_MM) || !has(po, F_MM_PGD) ||
	    !po->target.read_phys)
		return fail(rd, -EINVAL, "--pid: page tables of processes are only known on x86_64 "
			    "and arm64");
	rd->hole = HOLE_OTHER;
	err = find_task(po, pid, &task);
	if (!err)
		err = read_member(rd, po, F_TASK_MM, task, &mm);
	if (!err && !mm)
		err = fail(rd, -EINVAL, "process %d has no memory: a kernel thread, or exiting", pid);
	if (!err)
		err = read_member(rd, po, F_MM_PGD, mm, &pgd);
	if (!err)
		err = target_translate(rd, pgd, &table);
	return err ? err : walk(po, &tables, table, addr, ret);
}
