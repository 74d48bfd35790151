/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_TABLES_H
#define PAGEOWNER_TABLES_H

#include <stdbool.h>
#include <stdint.h>

#include "dump/direct.h"

#define KEPT_TABLES 256 /* a power of two */

/* 2 MiB of virtual memory: where they are, or the page table that says it for each page. */
struct kept_table {
	uint64_t number; /* of the 2 MiB plus 1; 0: none */
	uint64_t paddr;
	bool table;
};

/* The page tables of an x86_64 kernel; the root 0: they are not known. */
struct tables {
	uint64_t root, encrypted; /* encrypted: AMD's SME, a bit of each entry */
	unsigned int top;	  /* what the entries of the root map: 1 << top bytes each */
	struct kept_table kept[KEPT_TABLES];
};

/* By VMCOREINFO, which may be NULL, of a kernel of @machine, "x86_64". */
void tables_init(struct tables *tables, const char *machine, const char *vmcoreinfo);
/*
 * The physical address of a kernel virtual one.  1; 0: these tables do not map it, or are not in
 * the dump; -EBADMSG: they are damaged.
 */
int tables_find(struct tables *tables, struct direct *direct, uint64_t addr, uint64_t *ret);

#endif
