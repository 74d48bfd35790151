// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The areas of vmalloc() and their pages (mm/vmalloc.c).  Areas that are the stack of a
 * task are kernel stacks (kernel/fork.c).
 */
#include <stdlib.h>

#include "core.h"
#include "kernel/cpu.h"

#define MAX_VMAP_NODES 4096
/* include/linux/vmalloc.h */
#define VM_ALLOC 2
#define VM_MAP_PUT_PAGES 0x200

/* ---- kernel stacks ---- */

struct stacks {
	struct pageowner *po;
	uint64_t *addresses;
	size_t count, room;
};

static int add_stack(struct stacks *stacks, uint64_t task)
{
	struct pageowner *po = stacks->po;
	uint64_t stack;
	void *grown;

	if (read_member(&po->reader, po, F_TASK_STACK, task, &stack) || !stack)
		return 0;
	grown = arena_grow(&po->run, stacks->addresses, &stacks->room, stacks->count + 1,
			   sizeof(*stacks->addresses));
	if (!grown)
		return fail(&po->reader, -ENOMEM, "kernel stacks");
	stacks->addresses = grown;
	stacks->addresses[stacks->count++] = target_untag(&po->reader, stack);
	return 0;
}

/* All threads of the process with the leader @task; if they are unknown, only @task. */
static int add_threads(struct stacks *stacks, uint64_t task)
{
	struct pageowner *po = stacks->po;
	struct task_walk threads;
	size_t before = stacks->count;
	int err = 0;

	if (has(po, F_TASK_SIGNAL) && has(po, F_TASK_THREADS) && has(po, F_SIGNAL_THREADS) &&
	    !tasks_begin_threads(&threads, po, task))
		while (!err && tasks_next(&threads))
			err = add_stack(stacks, threads.task);
	return err || stacks->count > before ? err : add_stack(stacks, task);
}

/* Idle tasks are on no list; the stack of the first CPU's is in the kernel image. */
static int add_idle(struct stacks *stacks)
{
	struct pageowner *po = stacks->po;
	struct cpu_walk cpus;
	uint64_t offset, idle;
	int err = 0;

	if (!has(po, F_RUNQUEUES) || !has(po, F_RQ_IDLE))
		return 0;
	cpu_begin(&cpus, po);
	while (!err && cpu_next(&cpus, &offset))
		if (!read_member(&po->reader, po, F_RQ_IDLE, fact(po, F_RUNQUEUES) + offset,
				 &idle) &&
		    idle)
			err = add_stack(stacks, idle);
	return err;
}

static int compare_addresses(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static int find_stacks(struct stacks *stacks)
{
	struct pageowner *po = stacks->po;
	struct task_walk tasks;
	int err = 0;

	if (!tasks_known(po) || !has(po, F_TASK_STACK))
		return 0;
	tasks_begin(&tasks, po);
	while (!err && tasks_next(&tasks))
		err = add_threads(stacks, tasks.task);
	if (!err)
		err = add_idle(stacks);
	if (stacks->count)
		qsort(stacks->addresses, stacks->count, sizeof(*stacks->addresses),
		      compare_addresses);
	return err;
}

static bool is_stack(const struct stacks *stacks, uint64_t addr)
{
	return stacks->count &&
	       bsearch(&addr, stacks->addresses, stacks->count, sizeof(addr), compare_addresses);
}

/* ---- areas ---- */

struct areas {
	struct marks *marks;
	const struct stacks *stacks;
};

static int mark_pages(struct areas *areas, uint64_t array, uint64_t count, enum account_row row)
{
	struct pageowner *po = areas->marks->po;
	unsigned int word = po->target.word_size;
	unsigned char bytes[4096];
	uint64_t i, done, pfn;
	int err = 0;

	for (done = 0; !err && done < count; done += sizeof(bytes) / word) {
		uint64_t n = count - done;

		if (n > sizeof(bytes) / word)
			n = sizeof(bytes) / word;
		err = target_read_holes(&po->reader, array + done * word, bytes, n * word, NULL,
					NULL);
		for (i = 0; !err && i < n; i++)
			if (page_of_struct(po, get_uint(&po->reader, bytes + i * word, word), &pfn))
				err = marks_set(areas->marks, pfn, row);
	}
	return err;
}

static int mark_area(struct areas *areas, uint64_t vm)
{
	struct pageowner *po = areas->marks->po;
	struct reader *rd = &po->reader;
	uint64_t addr, size, flags, pages, count;
	bool stack;

	if (read_member(rd, po, F_VM_ADDR, vm, &addr) ||
	    read_member(rd, po, F_VM_SIZE, vm, &size) ||
	    read_member(rd, po, F_VM_FLAGS, vm, &flags) ||
	    read_member(rd, po, F_VM_PAGES, vm, &pages) ||
	    read_member(rd, po, F_VM_NR_PAGES, vm, &count))
		return 0;
	if (!(flags & (VM_ALLOC | VM_MAP_PUT_PAGES)) || !pages ||
	    count > size >> po->layout.page_shift || !marks_spend(areas->marks, count))
		return 0;
	stack = is_stack(areas->stacks, target_untag(rd, addr));
	areas->marks->stacks_in_vmalloc |= stack;
	return mark_pages(areas, pages, count, stack ? ROW_KERNEL_STACKS : ROW_VMALLOC);
}

static int walk_areas(struct areas *areas, uint64_t head)
{
	struct pageowner *po = areas->marks->po;
	struct list_walk list;
	uint64_t vm;
	int err = 0;

	list_begin(&list, &po->reader, head);
	while (!err && list_next(&list))
		if (!read_member(&po->reader, po, F_VA_VM, list.entry - offset_of(po, F_VA_LIST),
				 &vm) &&
		    vm)
			err = mark_area(areas, vm);
	return err;
}

static int walk_nodes(struct areas *areas)
{
	struct pageowner *po = areas->marks->po;
	uint64_t nodes, count, i;
	int err = 0;

	if (target_ulong(&po->reader, fact(po, F_VMAP_NODES), &nodes) ||
	    target_uint(&po->reader, fact(po, F_NR_VMAP_NODES), 4, &count))
		return 0;
	for (i = 0; !err && i < count && i < MAX_VMAP_NODES; i++)
		err = walk_areas(areas, nodes + i * fact(po, F_SIZEOF_VMAP_NODE) +
						offset_of(po, F_VMAP_NODE_HEAD));
	return err;
}

/*
 * THREAD_SIZE: of the union, or of the first task's stack, which the linker makes as large as
 * all others (INIT_TASK_DATA of include/asm-generic/vmlinux.lds.h).  0: not known.
 */
static uint64_t stack_size(const struct pageowner *po)
{
	uint64_t size = 0;

	if (has(po, F_SIZEOF_STACK))
		size = fact(po, F_SIZEOF_STACK);
	else if (has(po, F_INIT_STACK) && has(po, F_INIT_STACK_END))
		size = fact(po, F_INIT_STACK_END) - fact(po, F_INIT_STACK);
	return size & (size - 1) || size > 1024 * 1024 ? 0 : size;
}

/* Stacks that are not vmalloc areas are blocks of the page allocator, aligned to their size. */
static int mark_stacks(struct marks *marks, const struct stacks *stacks)
{
	uint64_t size = stack_size(marks->po);
	size_t i;
	int err = 0;

	for (i = 0; !err && size && i < stacks->count; i++)
		if (!(stacks->addresses[i] & (size - 1)))
			err = marks_set_virtual(marks, stacks->addresses[i], size,
						ROW_KERNEL_STACKS);
	return err;
}

int marks_vmalloc(struct marks *marks)
{
	struct pageowner *po = marks->po;
	struct stacks stacks = { .po = po };
	struct areas areas = { .marks = marks, .stacks = &stacks };
	bool known = has(po, F_VA_VM) && has(po, F_VA_LIST) && has(po, F_VM_ADDR) &&
		     has(po, F_VM_SIZE) && has(po, F_VM_FLAGS) && has(po, F_VM_PAGES) &&
		     has(po, F_VM_NR_PAGES);
	int err = find_stacks(&stacks);

	if (!err)
		err = mark_stacks(marks, &stacks);
	if (err || !known)
		return err;
	if (has(po, F_VMAP_NODES) && has(po, F_NR_VMAP_NODES) && has(po, F_SIZEOF_VMAP_NODE) &&
	    has(po, F_VMAP_NODE_HEAD))
		err = walk_nodes(&areas);
	else if (has(po, F_VMAP_AREA_LIST))
		err = walk_areas(&areas, fact(po, F_VMAP_AREA_LIST));
	return err;
}
