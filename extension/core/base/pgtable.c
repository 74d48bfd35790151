// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Page tables: arch/x86/include/asm/pgtable_types.h and
 * arch/arm64/include/asm/pgtable-hwdef.h.
 */
#include "core.h"

/* Bit 0 of an entry, on both */
#define PRESENT 1ull

#define X86_LARGE (1ull << 7)
#define X86_ADDRESS 0x000ffffffffff000ull

#define ARM64_TABLE (1ull << 1) /* a table, not a block; entries of pages have it, too */
#define ARM64_ADDRESS 0x0000fffffffff000ull

static int read_entry(struct reader *rd, uint64_t addr, uint64_t *ret)
{
	unsigned char bytes[8];
	ssize_t got = rd->host->read_phys(rd->host->priv, addr, bytes, 8);

	if (got < 0)
		return (int)got;
	if (got < 8)
		return -ENODATA;
	*ret = get_uint(rd, bytes, 8);
	return 0;
}

/*
 * arm64 puts the bits of a physical address from 48 on where its page size leaves room:
 * __pte_to_phys().  Pages below 64 KiB do so only with 52-bit virtual addresses; otherwise
 * bits 8 and 9 are the shareability.
 */
static uint64_t entry_address(const struct page_tables *t, uint64_t entry)
{
	uint64_t addr;

	if (!t->arm64)
		return entry & X86_ADDRESS & ~t->encrypted;
	addr = entry & ARM64_ADDRESS & ~((1ull << t->page_shift) - 1);
	if (t->page_shift == 16)
		return addr | (entry >> 12 & 0xf) << 48;
	if (t->va_bits > 48)
		return addr | (entry & 3ull << 48) | (entry >> 8 & 3) << 50;
	return addr;
}

static bool is_large(const struct page_tables *t, uint64_t entry)
{
	return t->arm64 ? !(entry & ARM64_TABLE) : !!(entry & X86_LARGE);
}

int pgtable_walk(struct reader *rd, const struct page_tables *t, uint64_t top, uint64_t addr,
		 struct mapping *ret)
{
	unsigned int levels = (t->va_bits - t->page_shift + t->bits - 1) / t->bits;
	unsigned int shift = t->page_shift + t->bits * (levels - 1);
	/* On arm64 the top byte may be a tag. */
	uint64_t bits = addr & ((1ull << t->va_bits) - 1), table = top, entry = 0;
	int err;

	for (;; shift -= t->bits) {
		ret->table = table;
		err = read_entry(rd, table + 8 * (bits >> shift & ((1ull << t->bits) - 1)), &entry);
		if (err)
			return err;
		if (!(entry & PRESENT))
			return -EFAULT;
		table = entry_address(t, entry);
		if (shift == t->page_shift || is_large(t, entry))
			break;
	}
	ret->size = 1ull << shift;
	ret->virt = addr & ~(ret->size - 1);
	ret->phys = table & ~(ret->size - 1);
	return 0;
}

int pgtable_find(struct reader *rd, uint64_t addr)
{
	struct mapping *last = &rd->mapping;
	int err;

	if (last->size && addr - last->virt < last->size)
		return 0;
	err = pgtable_walk(rd, rd->tables, rd->tables->kernel, addr, last);
	if (err)
		last->size = 0;
	return err;
}

ssize_t pgtable_read(struct reader *rd, uint64_t addr, void *buf, size_t len)
{
	const struct mapping *last = &rd->mapping;
	int err = pgtable_find(rd, addr);

	if (err)
		return err == -EFAULT || err == -ENODATA ? 0 : err;
	if (len > last->size - (addr - last->virt))
		len = last->size - (addr - last->virt);
	return rd->host->read_phys(rd->host->priv, last->phys + (addr - last->virt), buf, len);
}
