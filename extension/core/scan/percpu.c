// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The pages of per-CPU variables: the populated pages of the chunks of mm/percpu.c.  The
 * first chunk lies in memory that was reserved at boot.
 */
#include "core.h"
#include "kernel/cpu.h"

#define MAX_SLOTS 256
#define MAX_CHUNK_PAGES (1u << 16)

struct chunks {
	struct marks *marks;
	uint64_t *offsets; /* of each CPU's unit */
	uint64_t nr_cpus;
};

static int mark_page(struct chunks *chunks, uint64_t addr)
{
	uint64_t cpu;
	int err = 0;

	for (cpu = 0; !err && cpu < chunks->nr_cpus && chunks->marks->left; cpu++)
		err = marks_set_virtual(chunks->marks, addr + chunks->offsets[cpu], 1, ROW_PERCPU);
	return err;
}

static int mark_chunk(struct chunks *chunks, uint64_t chunk)
{
	struct pageowner *po = chunks->marks->po;
	unsigned int bits = 8 * po->target.word_size;
	uint64_t base, pages, word = 0, i;
	int err = 0;

	if (read_member(&po->reader, po, F_CHUNK_BASE, chunk, &base) ||
	    read_member(&po->reader, po, F_CHUNK_NR_PAGES, chunk, &pages) ||
	    pages > MAX_CHUNK_PAGES)
		return 0;
	for (i = 0; !err && i < pages && chunks->marks->left; i++) {
		if (i % bits == 0 &&
		    target_ulong(&po->reader, chunk + offset_of(po, F_CHUNK_POPULATED) + i / 8,
				 &word))
			return 0;
		if (word >> i % bits & 1)
			err = mark_page(chunks, base + (i << po->layout.page_shift));
	}
	return err;
}

static int walk_slot(struct chunks *chunks, uint64_t head)
{
	struct pageowner *po = chunks->marks->po;
	struct list_walk list;
	int err = 0;

	list_begin(&list, &po->reader, head);
	while (!err && list_next(&list))
		err = mark_chunk(chunks, list.entry - offset_of(po, F_CHUNK_LIST));
	return err;
}

static int load_offsets(struct chunks *chunks)
{
	struct pageowner *po = chunks->marks->po;
	struct cpu_walk cpus;
	uint64_t array, offset;

	if (target_ulong(&po->reader, fact(po, F_PCPU_UNIT_OFFSETS), &array) ||
	    cpu_begin_at(&cpus, po, array))
		return -ENODATA;
	chunks->offsets = arena_alloc(&po->run, cpus.count * sizeof(*chunks->offsets));
	if (!chunks->offsets)
		return fail(&po->reader, -ENOMEM, "units of CPUs");
	while (cpu_next(&cpus, &offset))
		chunks->offsets[chunks->nr_cpus++] = offset;
	return cpus.err ? -ENODATA : 0;
}

/* The variables of the kernel image itself, in front of the first chunk. */
static int mark_static(struct chunks *chunks)
{
	struct pageowner *po = chunks->marks->po;
	uint64_t size = (uint64_t)fact(po, F_PERCPU_END) - fact(po, F_PERCPU_START), base, cpu;
	int err = 0;

	if (!has(po, F_PCPU_BASE) || !has(po, F_PERCPU_START) || !has(po, F_PERCPU_END) ||
	    size > (uint64_t)MAX_CHUNK_PAGES << po->layout.page_shift ||
	    target_ulong(&po->reader, fact(po, F_PCPU_BASE), &base))
		return 0;
	for (cpu = 0; !err && cpu < chunks->nr_cpus; cpu++)
		err = marks_set_virtual(chunks->marks, base + chunks->offsets[cpu], size,
					ROW_PERCPU);
	return err;
}

int marks_percpu(struct marks *marks)
{
	struct pageowner *po = marks->po;
	struct chunks chunks = { .marks = marks };
	uint64_t lists, slots, reserved, i;
	uint64_t types = has(po, F_PCPU_NR_TYPES) ? (uint64_t)fact(po, F_PCPU_NR_TYPES) : 1;
	int err;

	if (!has(po, F_PCPU_LISTS) || !has(po, F_PCPU_NR_SLOTS) || !has(po, F_CHUNK_LIST) ||
	    !has(po, F_PCPU_UNIT_OFFSETS) || !has(po, F_CHUNK_BASE) || !has(po, F_CHUNK_NR_PAGES) ||
	    !has(po, F_CHUNK_POPULATED) ||
	    target_ulong(&po->reader, fact(po, F_PCPU_LISTS), &lists) ||
	    target_uint(&po->reader, fact(po, F_PCPU_NR_SLOTS), 4, &slots))
		return 0;
	err = load_offsets(&chunks);
	if (!err)
		err = mark_static(&chunks);
	for (i = 0; !err && i < slots * types && i < MAX_SLOTS; i++)
		err = walk_slot(&chunks, lists + i * 2 * po->target.word_size);
	if (!err && has(po, F_PCPU_RESERVED) &&
	    !target_ulong(&po->reader, fact(po, F_PCPU_RESERVED), &reserved) && reserved)
		err = mark_chunk(&chunks, reserved);
	return err == -ENODATA ? 0 : err;
}
