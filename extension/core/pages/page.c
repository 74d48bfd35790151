// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * struct page and its pageblock: the memory map, and the kind of a page by its flags, its type
 * and its counters (include/linux/page-flags.h, mm/page_alloc.c).
 */
#include "pages/page_names.h"

enum { PIECE_NOT_READ, PIECE_READ, PIECE_WITH_HOLES };

/* ---- the memory map ---- */

static uint64_t page_address(const struct pageowner *po, const struct section *section,
			     uint64_t pfn)
{
	return section->mem_map + pfn * fact(po, F_SIZEOF_PAGE);
}

static bool in_section(const struct pageowner *po, const struct section *section, uint64_t addr,
		       uint64_t *pfn)
{
	uint64_t size = fact(po, F_SIZEOF_PAGE);
	uint64_t offset = addr - page_address(po, section, section->start_pfn);

	if (offset >= (section->end_pfn - section->start_pfn) * size)
		return false;
	*pfn = section->start_pfn + offset / size;
	return true;
}

/* With a virtual memory map all sections have the same base, so the first one tells the PFN. */
bool page_of_struct(const struct pageowner *po, uint64_t addr, uint64_t *pfn)
{
	const struct section_list *list = &po->sections;
	const struct section *section;
	size_t i;

	if (!list->count)
		return false;
	section =
		page_ext_section(po, (addr - list->sections[0].mem_map) / fact(po, F_SIZEOF_PAGE));
	if (section && in_section(po, section, addr, pfn))
		return true;
	for (i = 0; i < list->count; i++)
		if (list->sections[i].mem_map != list->sections[0].mem_map &&
		    in_section(po, &list->sections[i], addr, pfn))
			return true;
	return false;
}

/* The word is a pointer to the head, or since v7.1 possibly a mask for the tail's own address. */
bool page_head(const struct pageowner *po, const struct section *section, uint64_t pfn,
	       const struct page *tail, uint64_t *ret)
{
	uint64_t info = tail->compound_head & ~1ull;

	return page_of_struct(po, info, ret) ||
	       page_of_struct(po, page_address(po, section, pfn) & info, ret);
}

static int move_window(struct reader *rd, const struct pageowner *po, struct page_window *window,
		       const struct section *section, uint64_t pfn)
{
	if (!window->bytes)
		window->bytes =
			table_room(window->room, rd->arena, WINDOW_PFNS * fact(po, F_SIZEOF_PAGE));
	if (!window->bytes)
		return fail(rd, -ENOMEM, "reading struct pages");
	window->section = section;
	window->first_pfn = pfn - pfn % WINDOW_PFNS;
	memset(window->pieces, PIECE_NOT_READ, sizeof(window->pieces));
	return 0;
}

/* Reads the struct page of @pfn and those around it, or if there is a hole it alone. */
static int fill_window(struct reader *rd, const struct pageowner *po, struct page_window *window,
		       uint64_t pfn)
{
	uint8_t *piece = &window->pieces[(pfn - window->first_pfn) / WINDOW_PIECE];
	uint64_t first = pfn - pfn % WINDOW_PIECE;
	size_t size = fact(po, F_SIZEOF_PAGE);
	int err;

	rd->hole = HOLE_PAGE;
	if (*piece == PIECE_NOT_READ) {
		err = target_read(rd, page_address(po, window->section, first),
				  window->bytes + (first - window->first_pfn) * size,
				  WINDOW_PIECE * size);
		*piece = err == -ENODATA ? PIECE_WITH_HOLES : PIECE_READ;
		if (err != -ENODATA)
			return err;
	}
	return target_read(rd, page_address(po, window->section, pfn),
			   window->bytes + (pfn - window->first_pfn) * size, size);
}

int page_read(struct reader *rd, const struct pageowner *po, struct page_window *window,
	      const struct section *section, uint64_t pfn, struct page *ret)
{
	const struct places *places = &po->layout.places;
	unsigned char *bytes;
	int err = 0;

	if (window->section != section || pfn - window->first_pfn >= WINDOW_PFNS)
		err = move_window(rd, po, window, section, pfn);
	if (!err && window->pieces[(pfn - window->first_pfn) / WINDOW_PIECE] != PIECE_READ)
		err = fill_window(rd, po, window, pfn);
	if (err)
		return err;
	bytes = window->bytes + (pfn - window->first_pfn) * fact(po, F_SIZEOF_PAGE);
	ret->flags = place_get(&places->page_flags, bytes);
	ret->private = place_get(&places->page_private, bytes);
	ret->memcg_data = target_untag(rd, place_get(&places->page_memcg_data, bytes));
	ret->mapcount = place_get(&places->page_mapcount, bytes);
	ret->refcount = place_get(&places->page_refcount, bytes);
	ret->mapping = place_get(&places->page_mapping, bytes);
	ret->compound_head = place_get(&places->page_compound_head, bytes);
	return 0;
}

/*
 * VMCOREINFO's value is compared as 32 bits, as all releases need: -128 and ~0x80 in _mapcount,
 * then 0xf0000000 in page_type.
 */
bool page_is_buddy(const struct pageowner *po, const struct page *page, unsigned int *order)
{
	if (page->mapcount != (uint32_t)fact(po, F_PAGE_BUDDY_VALUE) ||
	    page->private > po->layout.max_order)
		return false;
	*order = page->private;
	return true;
}

bool page_is_reserved(const struct pageowner *po, const struct page *page)
{
	/* DEBUG_VM leaves uninitialised struct pages with all bits set: there is no such page. */
	return page->flags == ~0ull || page->flags >> (fact(po, F_PG_RESERVED) & 63) & 1;
}

/*
 * A page without references is in use only if it is part of a larger page or has a type (slabs
 * have no references since v6.15).  Otherwise it is in a CPU's own list of free pages
 * (mm/page_alloc.c, struct per_cpu_pages).
 */
bool page_in_use(const struct pageowner *po, const struct page *page)
{
	if (page_is_reserved(po, page))
		return false;
	return page->refcount || !has(po, F_PAGE_REFCOUNT) || page->mapcount != UINT32_MAX ||
	       page->compound_head & 1 || page->flags & po->names->head;
}

/* PGTY_slab of include/linux/page-flags.h, a page type since v6.10 */
bool page_is_slab(const struct pageowner *po, const struct page *page)
{
	return po->names->slab ? page->flags & po->names->slab : page->mapcount >> 24 == 0xf5;
}

static void slab_text(struct pageowner *po, struct strbuf *text, uint64_t address)
{
	struct reader *rd = &po->reader;
	uint64_t cache, name;
	char buf[64];

	rd->hole = HOLE_OTHER;
	if (!has(po, F_SLAB_CACHE) || !has(po, F_CACHE_NAME) ||
	    read_member(rd, po, F_SLAB_CACHE, address, &cache) ||
	    read_member(rd, po, F_CACHE_NAME, cache, &name) ||
	    target_string(rd, name, buf, sizeof(buf))) {
		strbuf_printf(text, ", of a cache that can't be read");
		return;
	}
	strbuf_printf(text, ", of ");
	strbuf_name(text, buf);
}

/* The low bits of page->mapping: include/linux/page-flags.h, PAGE_MAPPING_FLAGS */
static void mapping_text(struct strbuf *text, const struct page *page)
{
	static const char *const kinds[] = { "", "", ", movable by its driver", ", merged by KSM" };

	strbuf_printf(text, "%s, mapping 0x%llx", kinds[page->mapping & 3],
		      (unsigned long long)(page->mapping & ~3ull));
}

void page_details_text(struct pageowner *po, struct strbuf *text, const struct page *page,
		       uint64_t address)
{
	uint64_t lru = page_flags_mask(po, "lru", 3);
	unsigned int order;

	if (page_is_buddy(po, page, &order))
		strbuf_printf(text, ", head of a block of order %u", order);
	else if (!page_is_reserved(po, page) && page->compound_head & 1)
		strbuf_printf(text, ", part of a compound page");
	else if (!page_is_reserved(po, page) && page_is_slab(po, page))
		slab_text(po, text, address);
	else if (page->mapping && page->refcount)
		mapping_text(text, page);
	if (lru && page->flags & lru)
		strbuf_printf(text, ", on an LRU list");
	strbuf_printf(text, "; %u references", page->refcount);
}

static int field_of(const struct flag_field *field, uint64_t flags)
{
	return field && field->mask ? flags >> field->shift & field->mask : 0;
}

int page_node(const struct pageowner *po, const struct page *page)
{
	return po->names->nr_fields ? field_of(po->names->node, page->flags) : -1;
}

int page_zone(const struct pageowner *po, const struct page *page)
{
	return po->names->nr_fields ? field_of(po->names->zone, page->flags) : -1;
}

/* Before v5.13 no table tells where node and zone are in the flags: the PFN determines them. */
static void page_place(const struct pageowner *po, const struct page *page,
		       struct allocation *alloc)
{
	const struct mem_zone *zone = po->names->nr_fields ? NULL
							   : zones_spanning(&po->zones, alloc->pfn);

	alloc->node = zone ? zone->node : page_node(po, page);
	alloc->zone = zone ? zone->number : page_zone(po, page);
}

/* idx_to_ref() of include/linux/pgalloc_tag.h: 0 is no tag, 1 is an empty tag */
static uint64_t page_tag(const struct pageowner *po, uint64_t flags)
{
	const struct layout *layout = &po->layout;
	uint64_t number = flags >> layout->tag_shift & layout->tag_mask;

	if (number < 2)
		return 0;
	number -= 2;
	if (number < layout->nr_kernel_tags)
		return layout->kernel_tags + number * fact(po, F_SIZEOF_ALLOC_TAG);
	number -= layout->nr_kernel_tags;
	return layout->module_tags ? layout->module_tags + number * fact(po, F_SIZEOF_ALLOC_TAG)
				   : 0;
}

/* A tail that is a separate allocation, as early ones are, has the kind of its head. */
static bool is_slab(struct reader *rd, const struct pageowner *po, struct page_window *window,
		    const struct section *section, uint64_t pfn, const struct page *page)
{
	struct page head;
	uint64_t at;

	if (!(page->compound_head & 1))
		return page_is_slab(po, page);
	return page_head(po, section, pfn, page, &at) && page_ext_section(po, at) == section &&
	       !page_read(rd, po, window, section, at, &head) && page_is_slab(po, &head);
}

int page_attributes(struct reader *rd, const struct pageowner *po, struct page_window *window,
		    const struct section *section, struct allocation *alloc)
{
	const struct page_names *names = po->names;
	struct page page;
	unsigned int order;
	int err = page_read(rd, po, window, section, alloc->pfn, &page);

	alloc->node = alloc->zone = -1;
	alloc->cgroup = (struct cgroup_ref){ 0, CGROUP_NONE };
	alloc->flags = 0;
	alloc->block_type = pageblock_migratetype(rd, po, section, alloc->pfn);
	alloc->page_known = !err;
	if (err)
		return err == -ENODATA ? 0 : err;
	alloc->flags = page.flags;
	if (po->layout.tags == TAGS_IN_FLAGS)
		alloc->tag = page_tag(po, page.flags);
	alloc->memcg_data = page.memcg_data;
	alloc->tail = page.compound_head & 1;
	alloc->buddy = page_is_buddy(po, &page, &order);
	if (alloc->allocated && !alloc->tail && memcg_charges(page.memcg_data))
		alloc->cgroup = (struct cgroup_ref){ page.memcg_data, CGROUP_CHARGED };
	else
		alloc->cgroup = cgroup_ref_of_task(alloc->cgroup_id);
	page_place(po, &page, alloc);
	alloc->slab = is_slab(rd, po, window, section, alloc->pfn, &page);
	if (page.flags & names->slab)
		alloc->allocator |= ALLOCATOR_SLAB;
	if (names->cma >= 0 && alloc->block_type == names->cma)
		alloc->allocator |= ALLOCATOR_CMA;
	return 0;
}

/* get_pfnblock_flags_mask() of mm/page_alloc.c */
int pageblock_migratetype(struct reader *rd, const struct pageowner *po,
			  const struct section *section, uint64_t pfn)
{
	unsigned int bits = has(po, F_PB_MIGRATE_ISOLATE) ? 8 : 4;
	unsigned int word = po->target.word_size;
	uint64_t bit = ((pfn - section->pageblock_start) >> po->layout.pageblock_order) * bits;
	uint64_t flags;

	rd->hole = HOLE_OTHER;
	if (!section->pageblock_flags ||
	    target_ulong(rd, section->pageblock_flags + bit / (8 * word) * word, &flags))
		return -1;
	flags >>= bit % (8 * word);
	if (bits == 8 && flags >> (fact(po, F_PB_MIGRATE_ISOLATE) & 7) & 1)
		return has(po, F_MIGRATE_ISOLATE) ? fact(po, F_MIGRATE_ISOLATE) : -1;
	return flags & 7;
}
