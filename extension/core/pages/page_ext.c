// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From a page frame to its extension record: lookup_page_ext() of mm/page_ext.c and the section
 * roots of mm/sparse.c, in bulk for one section at a time.
 */
#include "core.h"

/* include/linux/mmzone.h: flags below the pointer in section_mem_map; 6 bits are enough for all */
#define SECTION_PRESENT 1
#define SECTION_ONLINE 4 /* v4.13 */
#define SECTION_MAP_FLAGS 0x3full
/* mm/page_ext.c, v6.1: the section is about to go offline */
#define PAGE_EXT_INVALID 1

#define MAX_LOOKS 16
#define ROOTS_AT_ONCE 512

struct walk {
	struct pageowner *po;
	struct reader *rd;
	struct section_list *list;
	uint64_t *numbers; /* the kernel's number of each section of the list */
	size_t room, numbers_room;
	uint64_t per_root;
	size_t size; /* of struct mem_section, in bytes */
};

static int add_section(struct walk *walk, uint64_t number, uint64_t mem_map, uint64_t page_ext,
		       uint64_t pageblock_flags)
{
	struct section_list *list = walk->list;
	struct section *section;
	void *sections = arena_grow(&walk->po->known, list->sections, &walk->room, list->count + 1,
				    sizeof(*list->sections));
	void *numbers = arena_grow(&walk->po->run, walk->numbers, &walk->numbers_room,
				   list->count + 1, sizeof(*walk->numbers));

	if (!sections || !numbers)
		return fail(walk->rd, -ENOMEM, "memory for %zu sections", list->count);
	list->sections = sections;
	walk->numbers = numbers;
	walk->numbers[list->count] = number;
	section = &list->sections[list->count++];
	section->mem_map = mem_map & ~SECTION_MAP_FLAGS;
	section->online = mem_map & SECTION_ONLINE;
	section->page_ext = page_ext;
	section->pageblock_flags = pageblock_flags;
	section->has_page_ext = page_ext && !(page_ext & PAGE_EXT_INVALID);
	if (!section->has_page_ext)
		list->invalid++;
	return 0;
}

/* usage->pageblock_flags since v5.3; before, a pointer in the section. */
static uint64_t section_pageblock_flags(struct walk *walk, const unsigned char *section)
{
	struct pageowner *po = walk->po;
	uint64_t usage;

	if (has(po, F_SECTION_USAGE) && has(po, F_USAGE_PAGEBLOCK_FLAGS)) {
		usage = member_uint(walk->rd, po, F_SECTION_USAGE, section, walk->size);
		return usage ? usage + offset_of(po, F_USAGE_PAGEBLOCK_FLAGS) : 0;
	}
	return member_uint(walk->rd, po, F_SECTION_PAGEBLOCK_FLAGS, section, walk->size);
}

static int walk_root(struct walk *walk, uint64_t root, uint64_t addr)
{
	struct pageowner *po = walk->po;
	unsigned char *sections = arena_alloc(&po->run, walk->per_root * walk->size);
	uint64_t i;
	int err;

	if (!sections)
		return fail(walk->rd, -ENOMEM, "reading a root of sections");
	err = target_read(walk->rd, addr, sections, walk->per_root * walk->size);
	walk->list->holes |= err == -ENODATA;
	if (err == -ENODATA)
		return 0;
	for (i = 0; !err && i < walk->per_root; i++) {
		const unsigned char *section = sections + i * walk->size;
		uint64_t mem_map =
			member_uint(walk->rd, po, F_SECTION_MEM_MAP, section, walk->size);

		if (!(mem_map & SECTION_PRESENT))
			continue;
		err = add_section(walk, root * walk->per_root + i, mem_map,
				  member_uint(walk->rd, po, F_SECTION_PAGE_EXT, section,
					      walk->size),
				  section_pageblock_flags(walk, section));
	}
	return err;
}

/*
 * With SPARSEMEM_EXTREME a root is a page of sections.  Without it a root is one section, and the
 * roots are an array.  In both cases section numbers have MAX_PHYSMEM_BITS - SECTION_SIZE_BITS
 * bits.
 */
static bool sections_in_line(const struct pageowner *po)
{
	int64_t all = fact(po, F_MAX_PHYSMEM_BITS), section = fact(po, F_SECTION_SIZE_BITS);

	return has(po, F_MAX_PHYSMEM_BITS) && all > section && all < section + 40 &&
	       fact(po, F_NR_SECTION_ROOTS) == 1ll << (all - section);
}

/*
 * Used if VMCOREINFO has no SECTION_SIZE_BITS: the last section contains the last page frame,
 * which is true for only one size.
 */
static int section_shift(struct pageowner *po, uint64_t last_section)
{
	unsigned int shift;

	for (shift = 1; shift <= 24; shift++)
		if ((po->max_pfn - 1) >> shift == last_section)
			return shift;
	return fail(&po->reader, -EINVAL,
		    "SECTION_SIZE_BITS is not in VMCOREINFO and cannot be derived: "
		    "section %llu cannot be the last of 0x%llx page frames",
		    (unsigned long long)last_section, (unsigned long long)po->max_pfn);
}

/* Computes the page frames of sections from their numbers. */
static int place_sections(struct walk *walk)
{
	unsigned int *shift = &walk->po->layout.section_shift;
	struct section_list *list = walk->list;
	size_t i;
	int err;

	if (!walk->numbers || !list->count)
		return 0;
	if (!*shift) {
		err = section_shift(walk->po, walk->numbers[list->count - 1]);
		if (err < 0)
			return err;
		*shift = err;
	}
	for (i = 0; i < list->count; i++) {
		struct section *section = &list->sections[i];

		section->start_pfn = walk->numbers[i] << *shift;
		section->end_pfn = (walk->numbers[i] + 1) << *shift;
		section->pageblock_start = section->start_pfn;
	}
	return 0;
}

/* Bytes between the bitmaps of two sections that sparse_init_nid() allocated in one block. */
static uint64_t bitmap_stride(const struct pageowner *po, unsigned int order)
{
	unsigned int word = po->target.word_size;
	unsigned int bits = (has(po, F_PB_MIGRATE_ISOLATE) ? 8 : 4)
			    << (po->layout.section_shift - order);

	return (has(po, F_SECTION_USAGE) ? offset_of(po, F_USAGE_PAGEBLOCK_FLAGS) : 0) +
	       (bits + 8 * word - 1) / (8 * word) * word;
}

/*
 * On most machines pageblock_order is not a variable, and the configuration determines it; but
 * the distance of the bitmaps of neighbouring sections shows its value.
 */
static void measure_pageblocks(struct pageowner *po, const struct section_list *list)
{
	unsigned int order, found = 0, matches = 0;
	uint64_t least = UINT64_MAX;
	size_t i;

	for (i = 1; i < list->count; i++) {
		uint64_t apart =
			list->sections[i].pageblock_flags - list->sections[i - 1].pageblock_flags;

		if (list->sections[i - 1].pageblock_flags && apart < least)
			least = apart;
	}
	for (order = 1; order <= po->layout.max_order && order <= po->layout.section_shift;
	     order++) {
		if (bitmap_stride(po, order) != least)
			continue;
		found = order;
		matches++;
	}
	if (matches == 1 && !has(po, F_PAGEBLOCK_ORDER))
		po->layout.pageblock_order = found;
}

static int section_roots(struct pageowner *po, uint64_t *ret)
{
	if (has(po, F_MEM_SECTION_ROOTS)) {
		*ret = fact(po, F_MEM_SECTION_ROOTS);
		return 0;
	}
	if (!has(po, F_MEM_SECTION))
		return fail(&po->reader, -EINVAL,
			    "the address of mem_section is not known: give the "
			    "vmlinux of exactly this kernel");
	return target_ulong(&po->reader, fact(po, F_MEM_SECTION), ret);
}

static int walk_in_line(struct walk *walk, uint64_t roots, uint64_t count)
{
	uint64_t i;
	int err = 0;

	walk->per_root = 1;
	for (i = 0; !err && i < count; i++)
		err = walk_root(walk, i, roots + i * walk->size);
	return err;
}

static void root_lost(void *arg, size_t offset, size_t len)
{
	struct walk *walk = arg;

	(void)offset;
	(void)len;
	walk->list->holes = true;
}

static int walk_roots(struct walk *walk, uint64_t roots, uint64_t count)
{
	unsigned int word = walk->po->target.word_size;
	unsigned char pointers[ROOTS_AT_ONCE * 8];
	uint64_t i, n = 0, root;
	int err = 0;

	for (i = 0; !err && i < count; i++) {
		if (i % ROOTS_AT_ONCE == 0) {
			n = count - i < ROOTS_AT_ONCE ? count - i : ROOTS_AT_ONCE;
			/* Mostly zero: missing parts of it may never have been used. */
			err = target_read_holes(walk->rd, roots + i * word, pointers, n * word,
						root_lost, walk);
		}
		if (err)
			return fail(walk->rd, err, "reading the roots of mem_section at 0x%llx",
				    (unsigned long long)roots);
		root = get_uint(walk->rd, pointers + i % ROOTS_AT_ONCE * word, word);
		if (root)
			err = walk_root(walk, i, root);
	}
	return err;
}

int page_ext_sections(struct pageowner *po, struct section_list *ret)
{
	struct walk walk = { .po = po, .rd = &po->reader, .list = ret };
	uint64_t count = fact(po, F_NR_SECTION_ROOTS), roots;
	int err;

	memset(ret, 0, sizeof(*ret));
	if (has(po, F_NODE_PAGE_EXT))
		return flatmem_sections(po, ret);
	walk.size = fact(po, F_MEM_SECTION_SIZE);
	if (!has(po, F_SECTION_PAGE_EXT) && !po->ownerless)
		return fail(walk.rd, -ENOMEDIUM,
			    "no page_owner data: this kernel was built "
			    "without CONFIG_PAGE_EXTENSION");
	if (!walk.size || walk.size > walk.rd->page_size || !count || count > 1u << 24)
		return fail(walk.rd, -EINVAL,
			    "mem_section has %llu roots, and its sections %zu "
			    "bytes, which is not possible: the dump may be damaged",
			    (unsigned long long)count, walk.size);
	walk.per_root = walk.rd->page_size / walk.size;
	walk.rd->hole = HOLE_OTHER;
	err = section_roots(po, &roots);
	if (err)
		return err;
	err = sections_in_line(po) ? walk_in_line(&walk, roots, count)
				   : walk_roots(&walk, roots, count);
	if (!err && !ret->count)
		err = fail(walk.rd, -ENODATA, "reading the sections of memory at 0x%llx",
			   (unsigned long long)roots);
	if (!err)
		err = place_sections(&walk);
	if (!err)
		measure_pageblocks(po, ret);
	return err;
}

/* ---- the records of one section ---- */

struct holes_of_table {
	const struct pageowner *po;
	struct page_ext_table *table;
};

/* Every record that has a byte in the hole is marked as missing. */
static void mark_missing(void *arg, size_t offset, size_t len)
{
	struct holes_of_table *holes = arg;
	struct page_ext_table *table = holes->table;
	uint64_t first = offset / holes->po->layout.ext_size;
	uint64_t last = (offset + len - 1) / holes->po->layout.ext_size;

	for (; first <= last; first++) {
		unsigned char *byte = &table->missing[first / 8];
		unsigned char bit = 1 << first % 8;

		table->missing_pfns += !(*byte & bit);
		*byte |= bit;
	}
}

static int read_table(struct reader *rd, const struct pageowner *po, struct page_ext_table *table,
		      unsigned char *bytes)
{
	const struct section *section = table->section;
	unsigned int size = po->layout.ext_size;
	struct holes_of_table holes = { po, table };
	int err;

	rd->hole = HOLE_PAGE_EXT;
	err = target_read_holes(rd, section->page_ext + section->start_pfn * size, bytes,
				(section->end_pfn - section->start_pfn) * size, mark_missing,
				&holes);
	return err ? fail(rd, err, "page_ext of PFN 0x%llx", (unsigned long long)section->start_pfn)
		   : 0;
}

/* A record that keeps changing is treated as missing. */
static int settle_record(struct reader *rd, const struct pageowner *po,
			 struct page_ext_table *table, uint64_t i)
{
	unsigned int size = po->layout.ext_size, tries;
	unsigned char *record = table->bytes + i * size, *again = table->again + i * size;
	int err;

	for (tries = 0; tries < MAX_LOOKS; tries++) {
		memcpy(record, again, size);
		err = page_ext_read_one(rd, po, table->section, table->section->start_pfn + i,
					again);
		if (err && err != -ENODATA)
			return err;
		if (!err && !memcmp(record, again, size))
			return 0;
	}
	mark_missing(&(struct holes_of_table){ po, table }, i * size, size);
	return 0;
}

/*
 * A running kernel writes a record member by member (__set_page_owner_handle()): a record is used
 * when two reads of it agree.
 */
static int settle(struct reader *rd, const struct pageowner *po, struct page_ext_table *table)
{
	uint64_t pfns = table->section->end_pfn - table->section->start_pfn, i;
	unsigned int size = po->layout.ext_size;
	int err;

	table->again = arena_alloc(rd->arena, pfns * size);
	if (!table->again)
		return fail(rd, -ENOMEM, "reading page_ext again");
	err = read_table(rd, po, table, table->again);
	for (i = 0; !err && i < pfns; i++)
		if (!(table->missing[i / 8] & 1 << i % 8) &&
		    memcmp(table->bytes + i * size, table->again + i * size, size))
			err = settle_record(rd, po, table, i);
	return err;
}

int page_ext_changed(struct reader *rd, const struct pageowner *po, struct page_ext_table *table,
		     uint64_t *ret)
{
	uint64_t pfns = table->section->end_pfn - table->section->start_pfn, i;
	unsigned int size = po->layout.ext_size;
	int err = read_table(rd, po, table, table->again);

	*ret = 0;
	for (i = 0; !err && i < pfns; i++)
		*ret += !!memcmp(table->bytes + i * size, table->again + i * size, size);
	return err;
}

unsigned char *table_room(struct table_room *room, struct arena *arena, size_t size)
{
	if (!room)
		return arena_alloc(arena, size);
	if (room->size < size) {
		arena_free(&room->arena);
		room->bytes = arena_alloc(&room->arena, size);
		room->size = room->bytes ? size : 0;
	}
	return room->bytes;
}

int page_ext_read(struct reader *rd, const struct pageowner *po, const struct section *section,
		  struct table_room *room, struct page_ext_table *ret)
{
	uint64_t pfns = section->end_pfn - section->start_pfn;
	unsigned int size = po->layout.ext_size;
	int err;

	memset(ret, 0, sizeof(*ret));
	ret->section = section;
	ret->bytes = table_room(room, rd->arena, pfns * size);
	ret->missing = arena_alloc(rd->arena, pfns / 8 + 1);
	if (!ret->bytes || !ret->missing)
		return fail(rd, -ENOMEM, "page_ext of PFN 0x%llx",
			    (unsigned long long)section->start_pfn);
	err = read_table(rd, po, ret, ret->bytes);
	return !err && po->target.live ? settle(rd, po, ret) : err;
}

const unsigned char *page_ext_record(const struct pageowner *po, const struct page_ext_table *table,
				     uint64_t pfn)
{
	uint64_t i = pfn - table->section->start_pfn;

	if (table->missing[i / 8] & 1 << i % 8)
		return NULL;
	return table->bytes + i * po->layout.ext_size;
}

const struct section *page_ext_section(const struct pageowner *po, uint64_t pfn)
{
	const struct section_list *list = &po->sections;
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->sections[middle].end_pfn <= pfn)
			low = middle + 1;
		else
			high = middle;
	}
	return low < list->count && list->sections[low].start_pfn <= pfn ? &list->sections[low]
									 : NULL;
}

int page_ext_read_one(struct reader *rd, const struct pageowner *po, const struct section *section,
		      uint64_t pfn, unsigned char *ret)
{
	if (!section->has_page_ext)
		return -ENODATA;
	rd->hole = HOLE_PAGE_EXT;
	return target_read(rd, section->page_ext + pfn * po->layout.ext_size, ret,
			   po->layout.ext_size);
}
