// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The lists that an account follows to pages: areas of vmalloc() and kernel stacks, chunks of
 * per-CPU memory, free pages of each CPU, CMA, the pools of the stack depot.  The input is all of
 * memory; its first bytes are addresses and sizes of the kernel's variables.
 */
#include "memory.h"

#define PFNS 4096 /* of each of two sections, which is what memory_translate() leads to */

/* clang-format off */
static const uint16_t members[] = {
	F_VA_VM, F_VA_LIST, F_VM_ADDR, F_VM_SIZE, F_VM_FLAGS, F_VM_PAGES, F_VM_NR_PAGES,
	F_VMAP_NODE_HEAD, F_TASK_TASKS, F_TASK_STACK, F_TASK_SIGNAL, F_TASK_THREADS,
	F_SIGNAL_THREADS, F_RQ_IDLE, F_CHUNK_LIST, F_CHUNK_BASE, F_CHUNK_NR_PAGES,
	F_CHUNK_POPULATED, F_ZONE_PCP, F_PAGE_LRU, F_CMA_BASE, F_CMA_PAGES, F_CMA_BITMAP,
	F_CMA_RANGES, F_CMA_NR_RANGES,
};
static const uint16_t variables[] = {
	F_VMAP_AREA_LIST, F_INIT_TASK, F_RUNQUEUES, F_PER_CPU_OFFSET, F_NR_CPU_IDS,
	F_PCPU_LISTS, F_PCPU_NR_SLOTS, F_PCPU_UNIT_OFFSETS, F_PCPU_RESERVED, F_PCPU_BASE,
	F_CMA_AREAS, F_CMA_AREA_COUNT, F_PERCPU_START, F_PERCPU_END, F_VMAP_NODES,
	F_NR_VMAP_NODES,
};
/* clang-format on */

static void set_facts(struct pageowner *po, const uint8_t *data)
{
	size_t i;

	set_words(po, members, sizeof(members) / sizeof(*members));
	for (i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		set(po, variables[i], data[i], 0);
	set(po, F_PCP_COUNT, 0, 32);
	set(po, F_PCP_LISTS, 64, 16 * 64 * 2);
	set(po, F_CMA_ORDER, 32, 32);
	set(po, F_SIZEOF_CMA, 48, 0);
	set(po, F_SIZEOF_CMA_RANGE, 24, 0);
	set(po, F_SIZEOF_VMAP_NODE, 40, 0);
	set(po, F_SIZEOF_STACK, 1 << (data[16] % 24), 0);
	set(po, F_SIZEOF_PAGE, 64, 0);
	if (data[17] & 1) /* v6.9 and later */
		po->layout.facts[F_VMAP_NODES].known = false;
	po->layout.page_shift = 12;
	po->layout.section_shift = 12;
	po->layout.pageblock_order = 9;
	po->max_pfn = 2 * PFNS;
}

static void mark(struct pageowner *po)
{
	struct section sections[2] = {
		{ .start_pfn = 0, .end_pfn = PFNS, .mem_map = 0, .has_page_ext = true },
		{ .start_pfn = PFNS, .end_pfn = 2 * PFNS, .mem_map = 1 << 30 },
	};
	struct mem_zone zone = { .address = 128, .spanned = PFNS, .present = PFNS };
	struct zone_list zones = { .zones = &zone, .count = 1 };
	struct marks marks;
	uint64_t pfn;
	int err;

	po->sections = (struct section_list){ .sections = sections, .count = 2 };
	po->layout.ext_size = 64;
	err = marks_init(po, &marks);
	err = err ? err : marks_per_cpu_pages(&marks, &zones);
	err = err ? err : marks_tables(&marks);
	err = err ? err : marks_cma(&marks);
	err = err ? err : marks_percpu(&marks);
	if (!err)
		marks_vmalloc(&marks);
	for (pfn = 0; pfn < PFNS; pfn++)
		if (marks_get(&marks, &sections[0], pfn) >= NR_ACCOUNT_ROWS)
			abort();
	po->sections = (struct section_list){ 0 };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory memory = { data, size, 0 };
	struct pageowner *po = memory_open(&memory);

	if (po) {
		set_facts(po, data);
		mark(po);
	}
	pageowner_free(po);
	return 0;
}
