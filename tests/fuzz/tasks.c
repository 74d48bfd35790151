// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The lists of processes and threads, and the memory of a process behind its page tables.  The
 * input is all of memory; its first bytes choose.
 */
#include "memory.h"

/* clang-format off */
static const uint16_t members[] = {
	F_TASK_TASKS, F_TASK_SIGNAL, F_TASK_THREADS, F_SIGNAL_THREADS, F_TASK_START, F_TASK_MM,
	F_MM_PGD,
};
/* clang-format on */

static void walk_tables(struct pageowner *po, const uint8_t *data)
{
	static const struct page_tables tables[] = {
		{ .page_shift = 12, .bits = 9, .va_bits = 48 },
		{ .page_shift = 12, .bits = 9, .va_bits = 57, .encrypted = 1ull << 47 },
		{ .arm64 = true, .page_shift = 12, .bits = 9, .va_bits = 39 },
		{ .arm64 = true, .page_shift = 14, .bits = 11, .va_bits = 47 },
		{ .arm64 = true, .page_shift = 16, .bits = 13, .va_bits = 52 },
		{ .arm64 = true, .page_shift = 12, .bits = 9, .va_bits = 52 },
	};
	struct mapping mapping;
	uint64_t addr, ret;
	char bytes[16];
	size_t i;

	memcpy(&addr, data + 8, sizeof(addr));
	po->layout.tables = tables[data[0] % (sizeof(tables) / sizeof(*tables))];
	po->layout.tables.kernel = addr & 0xffff;
	po->reader.tables = &po->layout.tables;
	for (i = 0; i < 4; i++, addr += 4096ull << 9 * i) {
		if (!pgtable_walk(&po->reader, &po->layout.tables, data[1], addr, &mapping) &&
		    mapping.phys & (mapping.size - 1))
			abort();
		pgtable_read(&po->reader, addr, bytes, sizeof(bytes));
		user_memory_translate(po, (int32_t)data[2 + i], addr, &ret);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory memory = { data, size, 0 };
	struct pageowner *po = memory_open(&memory);
	struct task_list list;

	if (po) {
		set_words(po, members, sizeof(members) / sizeof(*members));
		set(po, F_TASK_PID, 8 * data[6], 32);
		set(po, F_OWNER_PID, 0, 32);
		set(po, F_INIT_TASK, data[7], 0);
		if (data[0] & 128)
			set(po, F_OWNER_TGID, 0, 32);
		if (!tasks_load(po, &list) && list.complete)
			tasks_find(&list, data[2]);
		walk_tables(po, data);
	}
	pageowner_free(po);
	return 0;
}
