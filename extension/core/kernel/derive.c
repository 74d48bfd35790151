// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Values that follow from the facts of facts_table.c, computed and checked once: sizes, masks,
 * and whether page_owner was on.
 */
#include <stdlib.h>

#include "core.h"

/* arch/: the largest section has 2^18 page frames (1 GiB of arm64 before v5.12). */
#define MOST_SECTION_SHIFT 20

static int derive_sections(struct pageowner *po)
{
	struct layout *layout = &po->layout;
	int64_t section_bits = fact(po, F_SECTION_SIZE_BITS);
	int64_t orders = fact(po, F_FREE_AREA_ORDERS);

	if (has(po, F_SECTION_SIZE_BITS)) {
		if (section_bits <= layout->page_shift ||
		    section_bits > layout->page_shift + MOST_SECTION_SHIFT)
			return fail(&po->reader, -EINVAL,
				    "SECTION_SIZE_BITS is %lld, which is not possible: the "
				    "dump may be damaged",
				    (long long)section_bits);
		layout->section_shift = section_bits - layout->page_shift;
	}
	if (orders < 1 || orders > 32)
		return fail(&po->reader, -EINVAL,
			    "the page allocator has %lld orders, which is not "
			    "possible: the dump may be damaged",
			    (long long)orders);
	layout->max_order = orders - 1;
	return 0;
}

static int derive_page(struct pageowner *po)
{
	int64_t page = fact(po, F_SIZEOF_PAGE), section = fact(po, F_MEM_SECTION_SIZE);

	if (page < 16 || page > 1024 || !members_fit(po, "struct page", page))
		return fail(&po->reader, -EINVAL,
			    "struct page has %lld bytes, which does not fit its "
			    "members: give the vmlinux of exactly this kernel",
			    (long long)page);
	if (has(po, F_NODE_PAGE_EXT))
		return 0;
	if (section < 8 || (uint64_t)section > po->reader.page_size ||
	    !members_fit(po, "struct mem_section", section))
		return fail(&po->reader, -EINVAL,
			    "struct mem_section has %lld bytes, which does not fit "
			    "its members: give the vmlinux of exactly this kernel",
			    (long long)section);
	return 0;
}

/* A zone that is smaller than its members is none: then what zones count is not known. */
static void derive_zones(struct pageowner *po)
{
	int64_t size = fact(po, F_SIZEOF_ZONE);

	if (size <= 0 || size > 1 << 20 || !members_fit(po, "struct zone", size))
		po->layout.facts[F_SIZEOF_ZONE].known = false;
}

/* The stride, and the offset of struct page_owner: both as the kernel computed them. */
static int derive_page_ext(struct pageowner *po)
{
	struct layout *layout = &po->layout;
	struct reader *rd = &po->reader;
	uint64_t size = 0, owner = 0;
	int err;

	if (has(po, F_PAGE_EXT_SIZE)) {
		err = target_ulong(rd, fact(po, F_PAGE_EXT_SIZE), &size);
	} else {
		err = has(po, F_EXTRA_MEM)
			      ? target_ulong(rd, fact(po, F_EXTRA_MEM), &size)
			      : fail(rd, -EINVAL,
				     "neither page_ext_size nor extra_mem is known: give the "
				     "vmlinux of exactly this kernel");
		size += fact(po, F_SIZEOF_PAGE_EXT);
	}
	if (!err)
		err = read_member(rd, po, F_OPS_OFFSET, fact(po, F_PAGE_OWNER_OPS), &owner);
	if (err)
		return fail(rd, err, "reading the size of page_ext");
	if (size < PLACE_BYTES || size > 4096 || owner > size ||
	    !members_fit(po, "struct page_ext", size) ||
	    !members_fit(po, "struct page_owner", size - owner))
		return fail(rd, -EINVAL,
			    "page_ext of %llu bytes with page_owner at byte %llu "
			    "makes no sense: give the vmlinux of exactly this kernel",
			    (unsigned long long)size, (unsigned long long)owner);
	layout->ext_size = size;
	layout->ext_owner = owner;
	return 0;
}

/* include/linux/pageblock-flags.h */
static void derive_pageblock_order(struct pageowner *po)
{
	struct layout *layout = &po->layout;
	unsigned int huge = layout->page_shift - (po->target.word_size == 8 ? 3 : 2);
	uint64_t order;

	layout->pageblock_order = layout->max_order;
	if (has(po, F_PAGEBLOCK_ORDER) &&
	    !target_uint(&po->reader, fact(po, F_PAGEBLOCK_ORDER), 4, &order) &&
	    order <= layout->max_order)
		layout->pageblock_order = order;
	else if (has(po, F_HUGETLB) && huge < layout->max_order)
		layout->pageblock_order = huge;
}

static int derive_flags(struct pageowner *po)
{
	struct layout *layout = &po->layout;
	int64_t owner = fact(po, F_PAGE_EXT_OWNER);
	int64_t allocated = fact(po, F_PAGE_EXT_OWNER_ALLOCATED);

	if (owner < 0 || owner > 31 || allocated < 0 || allocated > 31)
		return fail(&po->reader, -EINVAL, "page_ext flag bits %lld and %lld",
			    (long long)owner, (long long)allocated);
	layout->flag_owner = 1ull << owner;
	if (has(po, F_PAGE_EXT_OWNER_ALLOCATED))
		layout->flag_allocated = 1ull << allocated;
	return 0;
}

/* include/linux/pgalloc_tag.h: the tag of a page is a number in the flags of the page ... */
static int derive_tag_numbers(struct pageowner *po)
{
	struct layout *layout = &po->layout;
	struct reader *rd = &po->reader;
	uint64_t shift = 64;
	int err;

	if (!has(po, F_TAG_REF_OFFSET) || !has(po, F_TAG_REF_MASK) || !has(po, F_KERNEL_TAGS) ||
	    !has(po, F_KERNEL_TAGS_FIRST) || !has(po, F_KERNEL_TAGS_COUNT))
		return 0;
	err = target_uint(rd, fact(po, F_TAG_REF_OFFSET), 4, &shift);
	if (!err)
		err = target_ulong(rd, fact(po, F_TAG_REF_MASK), &layout->tag_mask);
	if (!err)
		err = read_member(rd, po, F_KERNEL_TAGS_FIRST, fact(po, F_KERNEL_TAGS),
				  &layout->kernel_tags);
	if (!err)
		err = read_member(rd, po, F_KERNEL_TAGS_COUNT, fact(po, F_KERNEL_TAGS),
				  &layout->nr_kernel_tags);
	if (!err && has(po, F_MODULE_TAGS) && has(po, F_MODULE_TAGS_FIRST))
		err = read_member(rd, po, F_MODULE_TAGS_FIRST, fact(po, F_MODULE_TAGS),
				  &layout->module_tags);
	layout->tag_shift = shift;
	if (!err && shift < 64)
		layout->tags = TAGS_IN_FLAGS;
	return err;
}

/* ... or a pointer in page_ext.  If profiling is off there is neither. */
static int derive_tags(struct pageowner *po)
{
	struct layout *layout = &po->layout;
	struct reader *rd = &po->reader;
	uint64_t on = 0, compressed = 0, offset;
	int err = 0;

	if (!has(po, F_MEM_PROFILING_KEY) || !has(po, F_PAGE_TAGGING_OPS) ||
	    !has(po, F_SIZEOF_ALLOC_TAG))
		return 0;
	err = target_uint(rd, fact(po, F_MEM_PROFILING_KEY), 4, &on);
	if (!err && has(po, F_TAGS_COMPRESSED))
		err = target_uint(rd, fact(po, F_TAGS_COMPRESSED), 4, &compressed);
	if (err || !on)
		return err;
	if (compressed)
		return derive_tag_numbers(po);
	err = read_member(rd, po, F_OPS_OFFSET, fact(po, F_PAGE_TAGGING_OPS), &offset);
	if (!err && offset <= layout->ext_size - po->target.word_size &&
	    layout->ext_size >= po->target.word_size) {
		layout->ext_tag = offset;
		layout->tags = TAGS_IN_PAGE_EXT;
	}
	return err;
}

#define X86_TABLE_BITS 9
#define X86_KERNEL_IMAGE 0xffffffff80000000ull /* __START_KERNEL_map */

static void derive_x86_tables(const struct pageowner *po, struct page_tables *ret)
{
	ret->bits = X86_TABLE_BITS;
	ret->va_bits = has(po, F_PGTABLE_L5) && fact(po, F_PGTABLE_L5) ? 57 : 48;
	ret->encrypted = has(po, F_SME_MASK) ? fact(po, F_SME_MASK) : 0;
	if (has(po, F_PHYS_BASE))
		ret->kernel = fact(po, F_INIT_TOP_PGT) - X86_KERNEL_IMAGE + fact(po, F_PHYS_BASE);
}

/* A page is a table of 8-byte entries; T1SZ counts the bits that are not part of the address. */
static void derive_arm64_tables(const struct pageowner *po, struct page_tables *ret)
{
	int64_t unused = fact(po, F_TCR_T1SZ);

	if (unused < 12 || unused > 28 || ret->page_shift > 16)
		return;
	ret->arm64 = true;
	ret->bits = ret->page_shift - 3;
	ret->va_bits = 64 - unused;
	if (has(po, F_SWAPPER_PG_DIR) && has(po, F_KIMAGE_VOFFSET))
		ret->kernel = (uint64_t)fact(po, F_SWAPPER_PG_DIR) - fact(po, F_KIMAGE_VOFFSET);
}

void derive_page_tables(struct pageowner *po)
{
	struct page_tables *tables = &po->layout.tables;

	tables->page_shift = po->layout.page_shift;
	if (has(po, F_INIT_TOP_PGT))
		derive_x86_tables(po, tables);
	else if (has(po, F_TCR_T1SZ))
		derive_arm64_tables(po, tables);
	if (tables->kernel && po->target.read_phys && !po->target.translate)
		po->reader.tables = tables;
}

int derive_all(struct pageowner *po)
{
	int err = derive_sections(po);

	if (!err)
		err = derive_page(po);
	if (!err && !po->ownerless)
		err = derive_page_ext(po);
	if (!err && !po->ownerless)
		err = derive_flags(po);
	places_make(po);
	derive_zones(po);
	if (!err)
		derive_pageblock_order(po);
	if (!err)
		err = derive_tags(po);
	return err == -ENODATA ? 0 : err;
}

/* ---- is there anything to read ---- */

static int fail_off(struct pageowner *po)
{
	return fail(&po->reader, -ENOMEDIUM,
		    "no page_owner data: it is built into this kernel but "
		    "was not switched on; boot with page_owner=on");
}

int derive_page_owner_on(struct pageowner *po)
{
	struct reader *rd = &po->reader;
	uint64_t enabled;
	int err;

	if (!has(po, F_PAGE_OWNER_INITED) && po->layout.note == NOTE_EMPTY)
		return fail_off(po);
	if (!has(po, F_PAGE_OWNER_INITED) && !has(po, F_MAX_PFN)) {
		const char *why = po->unnamed;

		if (!why && po->layout.note == NOTE_LOST)
			why = "the text by which this kernel describes itself is not in this dump";
		if (!why)
			why = "this dump does not have the addresses of the kernel's variables";
		return fail(rd, -EINVAL, "%s: give the vmlinux of exactly this kernel", why);
	}
	if (!has(po, F_PAGE_OWNER_INITED))
		return fail(rd, -ENOMEDIUM,
			    "no page_owner data: this kernel was built without "
			    "CONFIG_PAGE_OWNER");
	/* struct static_key starts with the atomic_t "enabled" in every release since v4.6. */
	err = target_uint(rd, fact(po, F_PAGE_OWNER_INITED), 4, &enabled);
	if (err == -ENODATA)
		return fail(rd, -ENOMEDIUM,
			    "no page_owner data: the page that says whether "
			    "page_owner was on is not in this dump");
	if (err)
		return err;
	return enabled ? 0 : fail_off(po);
}
