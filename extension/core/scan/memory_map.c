// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Goes through all sections and puts each page frame into its pageblock: free, movable, not
 * movable, or in use by nobody that is known.  What is movable is judged as
 * pagetypeinfo_showmixedcount_print() of mm/page_owner.c judges it, by the gfp mask of the record.
 */
#include "scan/memory_map.h"

#define SLOTS 2048 /* more than twice the pages of a pageblock of 2 MiB; others are counted once */
#define NO_ZONE UINT16_MAX

enum kind { FREE, MOVABLE, UNMOVABLE, OTHER, UNKNOWN };

/* The pages of one stack in the block that is being looked at. */
struct slot {
	uint32_t handle, pages, unmovable;
	uint32_t block; /* the number of the block plus 1, else the slot is free */
};

struct map_job {
	struct section_job common;
	struct memory_map *map;
	struct page_ext_table table;
	struct page_window window;
	struct map_block *blocks;
	size_t count;
	struct slot *slots;
	uint32_t used; /* slots of this block */
};

/* ---- the pages of a block by stack ---- */

static struct slot *find_slot(struct map_job *job, uint32_t block, uint32_t handle)
{
	uint32_t i = handle * 0x9e3779b1u >> 21 & (SLOTS - 1);

	while (job->slots[i].block == block + 1 && job->slots[i].handle != handle)
		i = (i + 1) & (SLOTS - 1);
	if (job->slots[i].block == block + 1)
		return &job->slots[i];
	if (job->used == SLOTS / 2)
		return NULL;
	job->used++;
	job->slots[i] = (struct slot){ .handle = handle, .block = block + 1 };
	return &job->slots[i];
}

static void count_owner(struct map_job *job, uint32_t number, uint32_t handle, uint32_t pages,
			bool movable)
{
	struct map_block *block = &job->blocks[number];
	struct slot *slot = find_slot(job, number, handle);

	if (!slot)
		return;
	block->keepers += !movable && !slot->unmovable;
	slot->pages += pages;
	slot->unmovable += movable ? 0 : pages;
	if (slot->pages > block->owner_pages) {
		block->owner = handle;
		block->owner_pages = slot->pages;
	}
	if (slot->unmovable > block->keeper_pages) {
		block->keeper = handle;
		block->keeper_pages = slot->unmovable;
	}
}

/* ---- page frames ---- */

static enum kind kind_of(struct map_job *job, const struct page *page, uint64_t pfn,
			 const unsigned char *record, struct allocation *alloc, uint64_t *pages)
{
	struct pageowner *po = job->common.po;
	enum record_state state;
	unsigned int order;

	if (page_is_buddy(po, page, &order)) {
		*pages = 1ull << order;
		return FREE;
	}
	if (page_is_reserved(po, page))
		return OTHER;
	if (!record)
		return UNKNOWN;
	state = page_owner_decode(&job->common.rd, po, record, pfn, alloc);
	/* On the list of a CPU. */
	if (state == RECORD_FREE || (state == RECORD_NONE && !page_in_use(po, page)))
		return FREE;
	if (state < RECORD_ALLOCATED || state == RECORD_BAD)
		return OTHER;
	if (state == RECORD_ALLOCATED)
		*pages = 1ull << alloc->order;
	return page_gfp_migratetype(po, alloc->gfp_mask) == job->map->movable ? MOVABLE : UNMOVABLE;
}

static void add(struct map_block *block, enum kind kind, uint32_t pages)
{
	uint32_t *const counts[] = {
		[FREE] = &block->free,		 [MOVABLE] = &block->movable,
		[UNMOVABLE] = &block->unmovable, [OTHER] = &block->other,
		[UNKNOWN] = &block->unknown,
	};

	*counts[kind] += pages;
}

/* @pages from @pfn on that are alike: an allocation may be larger than a block. */
static void spread(struct map_job *job, uint64_t pfn, uint64_t pages, int zone, enum kind kind,
		   uint32_t handle)
{
	const struct section *section = job->common.section;
	uint64_t end = pfn + pages < section->end_pfn ? pfn + pages : section->end_pfn;
	uint64_t size = job->map->block_pages, next;

	for (; pfn < end; pfn = next) {
		uint32_t number = (pfn - section->start_pfn) / size;

		next = (pfn / size + 1) * size;
		next = next < end ? next : end;
		if (pfn % size == 0)
			job->used = 0;
		if (job->blocks[number].zone == NO_ZONE && zone >= 0)
			job->blocks[number].zone = zone;
		add(&job->blocks[number], kind, next - pfn);
		if (kind == MOVABLE || kind == UNMOVABLE)
			count_owner(job, number, handle, next - pfn, kind == MOVABLE);
	}
}

static int look_at(struct map_job *job, uint64_t pfn, uint64_t *pages)
{
	struct pageowner *po = job->common.po;
	const struct section *section = job->common.section;
	const unsigned char *record = NULL;
	struct allocation alloc = { .pfn = pfn };
	struct page page;
	enum kind kind = UNKNOWN;
	int zone, err = page_read(&job->common.rd, po, &job->window, section, pfn, &page);

	*pages = 1;
	if (err && err != -ENODATA)
		return err;
	if (job->table.section)
		record = page_ext_record(po, &job->table, pfn);
	zone = mmzone_find(po, &job->map->zones, pfn, err ? NULL : &page);
	if (!err)
		kind = zone < 0 ? OTHER : kind_of(job, &page, pfn, record, &alloc, pages);
	spread(job, pfn, *pages, zone, kind, alloc.handle);
	if (*pages > section->end_pfn - pfn)
		*pages = section->end_pfn - pfn;
	return 0;
}

/* ---- sections ---- */

static int run_job(struct section_job *common)
{
	struct map_job *job = (struct map_job *)common;
	const struct section *section = common->section;
	uint64_t size = job->map->block_pages, pfn, pages;
	size_t i;
	int err = 0;

	if (!section->online)
		return 0;
	job->window.room = &common->room->pages;
	job->count = (section->end_pfn - section->start_pfn + size - 1) / size;
	job->blocks = arena_alloc(common->rd.arena, job->count * sizeof(*job->blocks));
	job->slots = arena_alloc(common->rd.arena, SLOTS * sizeof(*job->slots));
	if (!job->blocks || !job->slots)
		return -ENOMEM;
	for (i = 0; i < job->count; i++) {
		job->blocks[i].pfn = section->start_pfn + i * size;
		job->blocks[i].zone = NO_ZONE;
		job->blocks[i].migratetype =
			pageblock_migratetype(&common->rd, common->po, section, job->blocks[i].pfn);
	}
	if (section->has_page_ext)
		err = page_ext_read(&common->rd, common->po, section, &common->room->records,
				    &job->table);
	for (pfn = section->start_pfn; !err && pfn < section->end_pfn; pfn += pages)
		err = look_at(job, pfn, &pages);
	return err;
}

static void prepare_job(struct section_job *common, void *arg)
{
	((struct map_job *)common)->map = arg;
}

static int merge_job(struct section_job *common, void *arg)
{
	struct map_job *job = (struct map_job *)common;
	struct memory_map *map = arg;
	struct map_block *grown;
	size_t i;

	grown = arena_grow(&map->po->run, map->blocks, &map->room, map->count + job->count + 1,
			   sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	map->blocks = grown;
	for (i = 0; i < job->count; i++)
		if (job->blocks[i].zone != NO_ZONE)
			map->blocks[map->count++] = job->blocks[i];
	return 0;
}

bool memory_map_kept(const struct map_block *block)
{
	return block->unmovable && !block->other && !block->unknown;
}

int memory_map_make(struct pageowner *po, struct memory_map *ret)
{
	static const struct section_work work = {
		sizeof(struct map_job),
		prepare_job,
		run_job,
		merge_job,
	};
	int err;

	*ret = (struct memory_map){
		.po = po,
		.block_pages = 1ull << po->layout.pageblock_order,
		.movable = page_migratetype(po, "Movable", 7),
	};
	err = mmzone_zones(po, &ret->zones);
	if (!err && ret->zones.count >= NO_ZONE)
		err = fail(&po->reader, -EINVAL, "this kernel cannot have %zu zones",
			   ret->zones.count);
	return err ? err : sections_visit(po, &work, ret);
}
