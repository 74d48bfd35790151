/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The CPUs of the dumped machine, and the place of the variables of each (cpu.c).
 */
#ifndef PAGEOWNER_CPU_H
#define PAGEOWNER_CPU_H

#include "kernel/facts.h"

struct cpu_walk {
	struct pageowner *po;
	uint64_t offsets; /* address of the array that has a word for each CPU */
	bool in_place;	  /* there is no array: each variable is where its address says */
	uint64_t count;	  /* nr_cpu_ids */
	uint64_t cpu;	  /* number of the CPU that cpu_next() found */
	uint64_t next;
	int err; /* the error of the last CPU whose word could not be read */
};

/*
 * Begins a walk over all CPUs (for_each_possible_cpu(), but it ignores the gaps that
 * cpu_possible_mask may have).  An error: the number of CPUs is not known or is impossible; then
 * the walk visits none.
 */
int cpu_begin(struct cpu_walk *walk, struct pageowner *po);
/* The same with the array at the address @offsets instead of __per_cpu_offset. */
int cpu_begin_at(struct cpu_walk *walk, struct pageowner *po, uint64_t offsets);
/*
 * Moves to the next CPU; @offset is the number to add to the address of a per-CPU variable.  CPUs
 * whose word is not in the dump are counted as holes and left out.
 */
bool cpu_next(struct cpu_walk *walk, uint64_t *offset);

#endif
