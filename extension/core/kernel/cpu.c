// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A walk over the CPUs, which finds the per-CPU data of each as per_cpu_ptr() of
 * include/linux/percpu-defs.h does.
 */
#include "core.h"
#include "kernel/cpu.h"

/* The largest NR_CPUS of any architecture is 8192. */
#define MAX_CPUS 65536

int cpu_begin_at(struct cpu_walk *walk, struct pageowner *po, uint64_t offsets)
{
	int err = -EINVAL;

	*walk = (struct cpu_walk){ .po = po, .offsets = offsets };
	if (has(po, F_NR_CPU_IDS))
		err = target_uint(&po->reader, fact(po, F_NR_CPU_IDS), 4, &walk->count);
	if (!err && (!walk->count || walk->count > MAX_CPUS))
		err = -EINVAL;
	if (err)
		walk->count = 0;
	return err;
}

int cpu_begin(struct cpu_walk *walk, struct pageowner *po)
{
	*walk = (struct cpu_walk){ .po = po };
	return has(po, F_PER_CPU_OFFSET) ? cpu_begin_at(walk, po, fact(po, F_PER_CPU_OFFSET))
					 : -EINVAL;
}

bool cpu_next(struct cpu_walk *walk, uint64_t *offset)
{
	struct pageowner *po = walk->po;
	int err;

	while (walk->next < walk->count) {
		walk->cpu = walk->next++;
		err = target_ulong(&po->reader, walk->offsets + walk->cpu * po->target.word_size,
				   offset);
		if (!err)
			return true;
		walk->err = err;
	}
	return false;
}
