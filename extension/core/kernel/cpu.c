// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A walk over the CPUs, which finds the per-CPU data of each as per_cpu_ptr() of
 * include/linux/percpu-defs.h does.
 */
#include "core.h"
#include "kernel/cpu.h"

/* The largest NR_CPUS of any architecture is 8192. */
#define MAX_CPUS 65536

/*
 * A kernel without CONFIG_SMP has neither nr_cpu_ids nor __per_cpu_offset, and per-CPU variables
 * are plain ones.  UTS_VERSION of init/Makefile says "SMP" in all others, so that symbols that
 * are only lost are not taken for this.
 */
static bool is_uniprocessor(struct pageowner *po)
{
	char version[65];

	return !has(po, F_NR_CPU_IDS) && !has(po, F_PER_CPU_OFFSET) && has(po, F_INIT_UTS_NS) &&
	       has(po, F_UTS_NAME) && has(po, F_UTS_VERSION) &&
	       !target_string(&po->reader,
			      fact(po, F_INIT_UTS_NS) + offset_of(po, F_UTS_NAME) +
				      offset_of(po, F_UTS_VERSION),
			      version, sizeof(version)) &&
	       *version && !strstr(version, " SMP");
}

int cpu_begin_at(struct cpu_walk *walk, struct pageowner *po, uint64_t offsets)
{
	int err = -EINVAL;

	*walk = (struct cpu_walk){ .po = po, .offsets = offsets };
	if (has(po, F_NR_CPU_IDS))
		err = target_uint(&po->reader, fact(po, F_NR_CPU_IDS), 4, &walk->count);
	else if (is_uniprocessor(po)) {
		walk->count = 1;
		return 0;
	}
	if (!err && (!walk->count || walk->count > MAX_CPUS))
		err = -EINVAL;
	if (err)
		walk->count = 0;
	return err;
}

int cpu_begin(struct cpu_walk *walk, struct pageowner *po)
{
	if (has(po, F_PER_CPU_OFFSET))
		return cpu_begin_at(walk, po, fact(po, F_PER_CPU_OFFSET));
	*walk = (struct cpu_walk){ .po = po, .in_place = is_uniprocessor(po) };
	walk->count = walk->in_place;
	return walk->count ? 0 : -EINVAL;
}

bool cpu_next(struct cpu_walk *walk, uint64_t *offset)
{
	struct pageowner *po = walk->po;
	int err;

	while (walk->next < walk->count) {
		walk->cpu = walk->next++;
		*offset = 0;
		err = walk->in_place
			      ? 0
			      : target_ulong(&po->reader,
					     walk->offsets + walk->cpu * po->target.word_size,
					     offset);
		if (!err)
			return true;
		walk->err = err;
	}
	return false;
}
