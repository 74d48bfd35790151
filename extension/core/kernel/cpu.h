/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The CPUs of the dumped machine, and where each has its own variables (cpu.c).
 */
#ifndef PAGEOWNER_CPU_H
#define PAGEOWNER_CPU_H

#include "kernel/facts.h"

struct cpu_walk {
	struct pageowner *po;
	uint64_t offsets; /* address of the array that has a word for each CPU */
	uint64_t count;	  /* nr_cpu_ids */
	uint64_t cpu;	  /* number of the CPU that cpu_next() came to */
	uint64_t next;
	int err; /* of the last CPU whose word could not be read */
};

/*
 * Begins a walk over all CPUs (for_each_possible_cpu(), but without a look at the gaps that
 * cpu_possible_mask may have).  An error says that this kernel or the dump does not tell how
 * many CPUs there are, or that there can't be so many; then the walk comes to none.
 */
int cpu_begin(struct cpu_walk *walk, struct pageowner *po);
/* The same with another array than __per_cpu_offset, at the address @offsets. */
int cpu_begin_at(struct cpu_walk *walk, struct pageowner *po, uint64_t offsets);
/*
 * On to the next CPU: what it adds to the address of a per-CPU variable.  CPUs whose word is
 * not in the dump are counted as holes and left out.
 */
bool cpu_next(struct cpu_walk *walk, uint64_t *offset);

#endif
