// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One section of memory for fragments.c, on any thread: the kind of each page frame by its
 * owner record, and the mixed pageblocks as pagetypeinfo_showmixedcount_print() of
 * mm/page_owner.c counts them.
 */
#include "scan/fragments.h"

/* ---- the kind of each page frame ---- */

/* A struct page that was never initialized is in no zone for the kernel, which trusts its flags. */
static uint16_t zone_of(const struct fragments *fragments, const struct page *page, uint64_t pfn)
{
	const struct pageowner *po = fragments->po;
	int zone;

	if (page->flags == ~0ull && page_zone(po, page) >= 0)
		return NO_ZONE;
	zone = mmzone_find(po, &fragments->zones, pfn, page);
	return zone < 0 ? NO_ZONE : zone;
}

static int read_page(struct fragments_job *job, uint64_t pfn, struct page *ret)
{
	return page_read(&job->common.rd, job->common.po, &job->window, job->common.section, pfn,
			 ret);
}

static bool movable_block(const struct fragments *fragments, int type)
{
	return type >= 0 && (type == fragments->movable || type == fragments->cma);
}

/* The pages of one record or one free block, as far as they lie in the section. */
static uint64_t set_leaves(struct fragments_job *job, uint64_t pfn, uint64_t pages, uint32_t leaf,
			   uint16_t zone)
{
	const struct section *section = job->common.section;
	uint64_t i;

	if (pages > section->end_pfn - pfn)
		pages = section->end_pfn - pfn;
	for (i = 0; i < pages; i++) {
		job->leaves[pfn - section->start_pfn + i] = leaf;
		job->zones[pfn - section->start_pfn + i] = zone;
	}
	return pages;
}

static int add_spoiler(struct fragments_job *job, struct allocation *alloc, uint32_t *leaf)
{
	struct pageowner *po = job->common.po;
	struct reader *rd = &job->common.rd;
	void *grown;
	int err = 0;

	if (job->fragments->page)
		err = page_attributes(rd, po, &job->window, job->common.section, alloc);
	if (err || !selection_match(job->fragments->selection, alloc))
		return err;
	grown = arena_grow(rd->arena, job->spoilers, &job->room, job->nr_spoilers + 1,
			   sizeof(*alloc));
	if (!grown)
		return -ENOMEM;
	job->spoilers = grown;
	*leaf = LEAF_SPOILER + job->nr_spoilers;
	job->spoilers[job->nr_spoilers++] = *alloc;
	return 0;
}

static int classify(struct fragments_job *job, const struct page *page, enum record_state state,
		    struct allocation *alloc, uint32_t *leaf, uint64_t *pages)
{
	const struct fragments *fragments = job->fragments;
	struct pageowner *po = job->common.po;
	unsigned int order;
	int type;

	*leaf = LEAF_BLOCKED;
	*pages = 1;
	if (page_is_buddy(po, page, &order)) {
		*leaf = LEAF_FREE;
		*pages = 1ull << order;
	} else if (page_is_reserved(po, page)) {
		return 0;
	} else if (state == RECORD_FREE || (state == RECORD_NONE && !page_in_use(po, page))) {
		/* On the list of a CPU. */
		*leaf = LEAF_FREE;
	} else if (state >= RECORD_ALLOCATED && state != RECORD_BAD) {
		*pages = state == RECORD_ALLOCATED ? 1ull << alloc->order : 1;
		alloc->sequence = alloc->pfn;
		alloc->migratetype = page_gfp_migratetype(po, alloc->gfp_mask);
		type = pageblock_migratetype(&job->common.rd, po, job->common.section, alloc->pfn);
		if (alloc->migratetype == fragments->movable)
			*leaf = LEAF_MOVABLE;
		else if (movable_block(fragments, type))
			return add_spoiler(job, alloc, leaf);
	}
	return 0;
}

static int look_at(struct fragments_job *job, uint64_t pfn, uint64_t *pages)
{
	const unsigned char *record = page_ext_record(job->common.po, &job->table, pfn);
	struct allocation alloc = { .pfn = pfn };
	enum record_state state = RECORD_NONE;
	uint16_t zone = NO_ZONE;
	uint32_t leaf = LEAF_BLOCKED;
	struct page page;
	int err = read_page(job, pfn, &page);

	*pages = 1;
	if (err && err != -ENODATA)
		return err;
	if (err || !record) {
		job->unknown_pages++;
	} else {
		state = page_owner_decode(&job->common.rd, job->common.po, record, pfn, &alloc);
		zone = zone_of(job->fragments, &page, pfn);
		err = classify(job, &page, state, &alloc, &leaf, pages);
		if (err)
			return err;
	}
	*pages = set_leaves(job, pfn, *pages, leaf, zone);
	return 0;
}

/* ---- the kernel's own count ---- */

/* One page of the walk; *@ret: its migrate type is not that of the block. */
static int is_stranger(struct fragments_job *job, size_t zone, uint64_t *pfn, int block_type,
		       bool *ret)
{
	struct pageowner *po = job->common.po;
	const unsigned char *record;
	struct allocation alloc = { .allocated = false };
	struct page page;
	unsigned int order;
	int err = read_page(job, *pfn, &page);

	*ret = false;
	if (err)
		return err == -ENODATA ? 0 : err;
	if (zone_of(job->fragments, &page, *pfn) != zone)
		return 0;
	if (page_is_buddy(po, &page, &order)) {
		*pfn += (1ull << order) - 1;
		return 0;
	}
	record = page_ext_record(po, &job->table, *pfn);
	if (!record || page_is_reserved(po, &page))
		return 0;
	page_owner_decode(&job->common.rd, po, record, *pfn, &alloc);
	if (!alloc.allocated || alloc.order > MAX_RECORD_ORDER)
		return 0;
	*ret = page_gfp_migratetype(po, alloc.gfp_mask) != block_type;
	*pfn += (1ull << alloc.order) - 1;
	return 0;
}

/* pagetypeinfo_showmixedcount_print(): one stranger is enough to make a block mixed. */
static int count_mixed(struct fragments_job *job, size_t zone, uint64_t pfn, uint64_t end)
{
	const struct fragments *fragments = job->fragments;
	unsigned int types = fragments->nr_types;
	uint64_t block_end;
	bool stranger;
	int type, err = 0;

	while (!err && pfn < end) {
		block_end = (pfn | (fragments->block_pages - 1)) + 1;
		type = pageblock_migratetype(&job->common.rd, job->common.po, job->common.section,
					     pfn);
		for (stranger = false; !err && pfn < block_end && pfn < end; pfn++) {
			err = is_stranger(job, zone, &pfn, type, &stranger);
			if (!stranger)
				continue;
			type = type == fragments->cma ? fragments->movable : type;
			if (type >= 0 && (unsigned int)type < types)
				job->mixed[zone * types + type]++;
			pfn = block_end;
			break;
		}
	}
	return err;
}

/* pagetypeinfo_showblockcount_print() looks at one page of each block. */
static int count_blocks(struct fragments_job *job, size_t zone, uint64_t pfn, uint64_t end)
{
	const struct fragments *fragments = job->fragments;
	struct page page;
	int type, err = 0;

	for (; !err && pfn < end; pfn += fragments->block_pages) {
		err = read_page(job, pfn, &page);
		if (err == -ENODATA) {
			err = 0;
			continue;
		}
		type = pageblock_migratetype(&job->common.rd, job->common.po, job->common.section,
					     pfn);
		if (!err && zone_of(fragments, &page, pfn) == zone && type >= 0 &&
		    (unsigned int)type < fragments->nr_types)
			job->blocks[zone * fragments->nr_types + type]++;
	}
	return err;
}

static int count_zones(struct fragments_job *job)
{
	const struct fragments *fragments = job->fragments;
	const struct section *section = job->common.section;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < fragments->zones.count; i++) {
		const struct mem_zone *zone = &fragments->zones.zones[i];
		uint64_t first = zone->start_pfn, end = zone->start_pfn + zone->spanned;

		if (!zone->present || first >= section->end_pfn || end <= section->start_pfn)
			continue;
		if (end > section->end_pfn)
			end = section->end_pfn;
		/* The kernel steps from the start of the zone, which can be inside of a block. */
		if (first < section->start_pfn)
			first = section->start_pfn + (first & (fragments->block_pages - 1));
		err = count_blocks(job, i, first, end);
		if (zone->start_pfn < section->start_pfn)
			first = section->start_pfn;
		if (!err)
			err = count_mixed(job, i, first, end);
	}
	return err;
}

/* ---- a job ---- */

int pageblock_job(struct section_job *common)
{
	struct fragments_job *job = (struct fragments_job *)common;
	const struct fragments *fragments = job->fragments;
	const struct section *section = common->section;
	struct arena *arena = common->rd.arena;
	uint64_t pfns = section->end_pfn - section->start_pfn, pfn, pages;
	size_t cells = fragments->zones.count * fragments->nr_types + 1;
	int err;

	if (!section->has_page_ext)
		return 0;
	job->window.room = &common->room->pages;
	job->leaves = arena_alloc(arena, pfns * sizeof(*job->leaves));
	job->zones = arena_alloc(arena, pfns * sizeof(*job->zones));
	job->blocks = arena_alloc(arena, cells * sizeof(*job->blocks));
	job->mixed = arena_alloc(arena, cells * sizeof(*job->mixed));
	if (!job->leaves || !job->zones || !job->blocks || !job->mixed)
		return -ENOMEM;
	err = page_ext_read(&common->rd, common->po, section, &common->room->records, &job->table);
	for (pfn = section->start_pfn; !err && pfn < section->end_pfn; pfn += pages)
		err = look_at(job, pfn, &pages);
	return err ? err : count_zones(job);
}
