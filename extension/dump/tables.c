// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Walks the page tables of an x86_64 kernel (arch/x86/include/asm/pgtable_types.h) and keeps
 * what it found for each 2 MiB.  Memory of another machine, or that these tables do not map, is
 * left to libaddrxlat.
 */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dump/tables.h"
#include "dump/vmcoreinfo.h"

#define PRESENT 0x1ull
#define LARGE 0x80ull
#define ADDRESS 0x000ffffffffff000ull
#define ENTRIES 512
#define KERNEL_MAP 0xffffffff80000000ull /* __START_KERNEL_map */
#define TABLE_SHIFT 21			 /* what a page of the last tables maps */

static bool number(const char *vmcoreinfo, const char *key, int base, uint64_t *ret)
{
	char text[32], *end;

	if (!vmcoreinfo_value(vmcoreinfo, key, text, sizeof(text)) || !*text)
		return false;
	*ret = *text == '-' ? (uint64_t)strtoll(text, &end, base) : strtoull(text, &end, base);
	return !*end;
}

void tables_init(struct tables *tables, const char *machine, const char *vmcoreinfo)
{
	uint64_t top, phys_base, five = 0;

	memset(tables, 0, sizeof(*tables));
	if (strcmp(machine, "x86_64") || !number(vmcoreinfo, "SYMBOL(init_top_pgt)", 16, &top) ||
	    !number(vmcoreinfo, "NUMBER(phys_base)", 10, &phys_base))
		return;
	number(vmcoreinfo, "NUMBER(pgtable_l5_enabled)", 10, &five);
	number(vmcoreinfo, "NUMBER(sme_mask)", 10, &tables->encrypted);
	tables->root = top - KERNEL_MAP + phys_base;
	tables->top = five ? 48 : 39;
}

static int read_entry(const struct tables *tables, struct direct *direct, uint64_t table,
		      uint64_t index, uint64_t *ret)
{
	uint64_t entry;
	int got =
		direct_read(direct, table + index % ENTRIES * sizeof(entry), &entry, sizeof(entry));

	if (got <= 0)
		return got == -EBADMSG ? got : 0;
	*ret = le64toh(entry) & ~tables->encrypted;
	return *ret & PRESENT ? 1 : 0;
}

static int walk(const struct tables *tables, struct direct *direct, uint64_t addr,
		struct kept_table *ret)
{
	uint64_t table = tables->root, entry, inside = 0;
	unsigned int shift;
	bool large = false;
	int found;

	for (shift = tables->top; shift >= TABLE_SHIFT && !large; shift -= 9) {
		found = read_entry(tables, direct, table, addr >> shift, &entry);
		if (found <= 0)
			return found;
		inside = (1ull << shift) - 1;
		table = entry & ADDRESS;
		large = shift <= 30 && entry & LARGE;
	}
	ret->table = !large;
	ret->paddr = table;
	if (large)
		ret->paddr = (table & ~inside) + (addr & inside & ~((1ull << TABLE_SHIFT) - 1));
	ret->number = (addr >> TABLE_SHIFT) + 1;
	return 1;
}

int tables_find(struct tables *tables, struct direct *direct, uint64_t addr, uint64_t *ret)
{
	uint64_t number = addr >> TABLE_SHIFT, entry = 0;
	struct kept_table *kept = &tables->kept[(number ^ number >> 9) % KEPT_TABLES];
	int found = 1;

	/* Bits that no table resolves have to be copies of the highest one that some table does. */
	if (!tables->root || (int64_t)addr >> (tables->top + 8) != -1)
		return 0;
	if (kept->number != number + 1)
		found = walk(tables, direct, addr, kept);
	if (found <= 0)
		return found;
	*ret = kept->paddr + addr % (1ull << TABLE_SHIFT);
	if (!kept->table)
		return 1;
	found = read_entry(tables, direct, kept->paddr, addr >> 12, &entry);
	*ret = (entry & ADDRESS) + addr % 4096;
	return found;
}
