// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * struct page and its pageblock, with the names that the kernel itself keeps
 * for flags and types (mm/debug.c, mm/page_alloc.c, lib/vsprintf.c).
 */
#include <ctype.h>

#include "core.h"

#define MAX_NAMES 64
#define MAX_FIELDS 8
#define NAME_LEN 48
#define WINDOW_PAGES 64
#define SPEC_SIZE 8 /* BUILD_BUG_ON() of lib/vsprintf.c: sizeof(struct printf_spec) */

/* struct trace_print_flags of include/linux/tracepoint-defs.h */
struct flag_name {
	uint64_t mask;
	char name[NAME_LEN];
};

/* struct page_flags_fields of lib/vsprintf.c */
struct flag_field {
	unsigned int shift;
	uint64_t mask;
	bool hex;
	char name[NAME_LEN];
};

struct page_names {
	struct flag_name gfp[MAX_NAMES], flags[MAX_NAMES];
	size_t nr_gfp, nr_flags;
	struct flag_field fields[MAX_FIELDS];
	size_t nr_fields;
	char migratetypes[16][NAME_LEN];
	size_t nr_migratetypes;
	char reasons[32][NAME_LEN];
	size_t nr_reasons;
	bool mobility_disabled;
	uint64_t main_flags; /* mask of the flags proper */
	uint64_t slab;	     /* the flag, 0 since v6.10: a page type now */
	uint64_t head;	     /* the flag of a compound page's first one */
	int cma;	     /* the migratetype, -1: none */
	const struct flag_field *node, *zone;
};

static bool is_name(const char *name)
{
	const char *c;

	for (c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("_ ()|-", *c))
			return false;
	return c != name;
}

/* An array of { unsigned long mask; const char *name; } that a NULL name ends. */
static size_t load_flag_names(struct pageowner *po, enum fact symbol, struct flag_name *names)
{
	struct reader *rd = &po->reader;
	unsigned int word = po->target.word_size;
	uint64_t addr = fact(po, symbol), name;
	size_t count = 0;

	if (!has(po, symbol))
		return 0;
	for (; count < MAX_NAMES; count++, addr += 2 * word) {
		struct flag_name *entry = &names[count];

		if (target_ulong(rd, addr, &entry->mask) || target_ulong(rd, addr + word, &name) ||
		    !name || target_string(rd, name, entry->name, NAME_LEN) ||
		    !is_name(entry->name))
			break;
	}
	return count;
}

static size_t load_strings(struct pageowner *po, enum fact symbol, enum fact number,
			   char (*names)[NAME_LEN], size_t room)
{
	struct reader *rd = &po->reader;
	unsigned int word = po->target.word_size;
	int64_t want = fact(po, number);
	uint64_t name;
	size_t i;

	if (!has(po, symbol) || !has(po, number) || want < 0)
		return 0;
	if ((uint64_t)want < room)
		room = want;
	for (i = 0; i < room; i++)
		if (target_ulong(rd, fact(po, symbol) + i * word, &name) ||
		    target_string(rd, name, names[i], NAME_LEN) || !is_name(names[i]))
			break;
	return i;
}

static bool load_field(struct pageowner *po, uint64_t addr, struct flag_field *ret)
{
	struct reader *rd = &po->reader;
	uint64_t width, shift, spec, name;
	unsigned char bytes[SPEC_SIZE];

	if (read_member(rd, po, F_FIELD_WIDTH, addr, &width) ||
	    read_member(rd, po, F_FIELD_SHIFT, addr, &shift) ||
	    read_member(rd, po, F_FIELD_MASK, addr, &ret->mask) ||
	    read_member(rd, po, F_FIELD_SPEC, addr, &spec) ||
	    read_member(rd, po, F_FIELD_NAME, addr, &name) || width > 64 || shift > 63 ||
	    target_string(rd, name, ret->name, NAME_LEN) || !is_name(ret->name) ||
	    target_read(rd, spec, bytes, sizeof(bytes)))
		return false;
	ret->shift = shift;
	ret->mask = width ? ret->mask : 0;
	ret->hex = member_uint(rd, po, F_SPEC_BASE, bytes, sizeof(bytes)) == 16;
	return true;
}

/* The table has no length of its own: it ends where a row makes no sense. */
static void load_fields(struct pageowner *po, struct page_names *names)
{
	uint64_t size = fact(po, F_SIZEOF_FLAG_FIELD);

	if (!has(po, F_FLAG_FIELDS) || !has(po, F_SIZEOF_FLAG_FIELD) || !has(po, F_SPEC_BASE) ||
	    !members_fit(po, "struct printf_spec", SPEC_SIZE))
		return;
	while (names->nr_fields < MAX_FIELDS &&
	       load_field(po, fact(po, F_FLAG_FIELDS) + names->nr_fields * size,
			  &names->fields[names->nr_fields]))
		names->nr_fields++;
}

static const struct flag_field *find_field(const struct page_names *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->nr_fields; i++)
		if (!strcmp(names->fields[i].name, name))
			return &names->fields[i];
	return NULL;
}

int page_names_load(struct pageowner *po)
{
	struct page_names *names = po->names;
	int64_t flags = fact(po, F_NR_PAGEFLAGS);
	uint64_t disabled;

	if (names)
		return 0;
	names = arena_alloc(&po->known, sizeof(*names));
	if (!names)
		return fail(&po->reader, -ENOMEM, "names of flags");
	po->reader.hole = HOLE_OTHER;
	names->nr_gfp = load_flag_names(po, F_GFPFLAG_NAMES, names->gfp);
	names->nr_flags = load_flag_names(po, F_PAGEFLAG_NAMES, names->flags);
	names->nr_migratetypes = load_strings(po, F_MIGRATETYPE_NAMES, F_MIGRATE_TYPES,
					      names->migratetypes, ARRAY_SIZE(names->migratetypes));
	names->nr_reasons = load_strings(po, F_MIGRATE_REASON_NAMES, F_MR_TYPES, names->reasons,
					 ARRAY_SIZE(names->reasons));
	load_fields(po, names);
	names->node = find_field(names, "node");
	names->zone = find_field(names, "zone");
	names->main_flags = flags > 0 && flags < 64 ? (1ull << flags) - 1 : ~0ull;
	names->mobility_disabled =
		has(po, F_MOBILITY_DISABLED) &&
		!target_uint(&po->reader, fact(po, F_MOBILITY_DISABLED), 4, &disabled) && disabled;
	po->names = names;
	names->slab = page_flags_mask(po, "slab", 4);
	names->head = page_flags_mask(po, "head", 4);
	names->cma = page_migratetype(po, "CMA", 3);
	return 0;
}

/* A text brings its names along: the tables start empty and grow. */
int page_names_open_text(struct pageowner *po)
{
	if (!po->names)
		po->names = arena_alloc(&po->known, sizeof(*po->names));
	return po->names ? 0 : fail(&po->reader, -ENOMEM, "names of flags");
}

/* ---- names as %pGg and %pGp print them: format_flags() of lib/vsprintf.c ---- */

static void flags_text(struct strbuf *text, uint64_t flags, const struct flag_name *names,
		       size_t count)
{
	size_t i;

	for (i = 0; flags && i < count; i++) {
		if ((flags & names[i].mask) != names[i].mask)
			continue;
		flags &= ~names[i].mask;
		strbuf_printf(text, "%s%s", names[i].name, flags ? "|" : "");
	}
	if (flags)
		strbuf_printf(text, "0x%llx", (unsigned long long)flags);
}

void page_gfp_text(const struct pageowner *po, struct strbuf *text, uint32_t gfp_mask)
{
	const char *spelled = gfp_text_names(po, gfp_mask);

	strbuf_printf(text, "0x%x(", gfp_mask);
	if (spelled)
		strbuf_name(text, spelled);
	else
		flags_text(text, gfp_mask, po->names->gfp, po->names->nr_gfp);
	strbuf_append(text, ")", 1);
}

static uint64_t mask_of(const struct flag_name *names, size_t count, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strlen(names[i].name) == len && !strncmp(names[i].name, name, len))
			return names[i].mask;
	return 0;
}

uint64_t page_gfp_mask(const struct pageowner *po, const char *name, size_t len)
{
	return mask_of(po->names->gfp, po->names->nr_gfp, name, len);
}

uint64_t page_flags_mask(const struct pageowner *po, const char *name, size_t len)
{
	return mask_of(po->names->flags, po->names->nr_flags, name, len);
}

void page_flags_text(const struct pageowner *po, struct strbuf *text, uint64_t flags)
{
	const struct page_names *names = po->names;
	bool append = flags & names->main_flags;
	size_t i;

	strbuf_printf(text, "0x%llx(", (unsigned long long)flags);
	flags_text(text, flags & names->main_flags, names->flags, names->nr_flags);
	for (i = 0; i < names->nr_fields; i++) {
		const struct flag_field *field = &names->fields[i];

		if (!field->mask)
			continue;
		strbuf_printf(text, field->hex ? "%s%s=0x%llx" : "%s%s=%llu", append ? "|" : "",
			      field->name,
			      (unsigned long long)(flags >> field->shift & field->mask));
		append = true;
	}
	strbuf_append(text, ")", 1);
}

int page_gfp_migratetype(const struct pageowner *po, uint32_t gfp_mask)
{
	/* include/linux/gfp.h: ___GFP_RECLAIMABLE and ___GFP_MOVABLE are bits 3 and 4 */
	return po->names->mobility_disabled ? 0 : gfp_mask >> 3 & 3;
}

int page_migratetype(struct pageowner *po, const char *name, size_t len)
{
	struct page_names *names = po->names;
	size_t i;

	for (i = 0; i < names->nr_migratetypes; i++)
		if (strlen(names->migratetypes[i]) == len &&
		    !strncasecmp(names->migratetypes[i], name, len))
			return i;
	if (po->target.read || len >= NAME_LEN || i == ARRAY_SIZE(names->migratetypes))
		return -1;
	memcpy(names->migratetypes[i], name, len);
	return names->nr_migratetypes++;
}

unsigned int page_nr_migratetypes(const struct pageowner *po)
{
	return po->names->nr_migratetypes;
}

const char *page_migratetype_name(const struct pageowner *po, int migratetype)
{
	if (migratetype < 0 || (size_t)migratetype >= po->names->nr_migratetypes)
		return "?";
	return po->names->migratetypes[migratetype];
}

const char *page_migrate_reason_name(const struct pageowner *po, int reason)
{
	if (has(po, F_MR_NEVER) ? reason == fact(po, F_MR_NEVER) : reason == -1)
		return NULL;
	if (reason < 0 || (size_t)reason >= po->names->nr_reasons)
		return "?";
	return po->names->reasons[reason];
}

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

/* With a virtual memory map all sections have the same base: the first tells which it is. */
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

/* A pointer to the head's, or since v7.1 possibly a mask for the tail's own address. */
bool page_head(const struct pageowner *po, const struct section *section, uint64_t pfn,
	       const struct page *tail, uint64_t *ret)
{
	uint64_t info = tail->compound_head & ~1ull;

	return page_of_struct(po, info, ret) ||
	       page_of_struct(po, page_address(po, section, pfn) & info, ret);
}

static int fill_window(struct reader *rd, const struct pageowner *po, struct page_window *window,
		       const struct section *section, uint64_t pfn)
{
	size_t size = fact(po, F_SIZEOF_PAGE);
	int err;

	if (!window->size)
		window->size = WINDOW_PAGES;
	if (!window->bytes)
		window->bytes = arena_alloc(rd->arena, window->size * size);
	if (!window->bytes)
		return fail(rd, -ENOMEM, "struct pages");
	window->section = section;
	window->first_pfn = pfn - pfn % window->size;
	rd->hole = HOLE_PAGE;
	err = target_read(rd, page_address(po, section, window->first_pfn), window->bytes,
			  window->size * size);
	window->hole = err == -ENODATA;
	return window->hole ? 0 : err;
}

int page_read(struct reader *rd, const struct pageowner *po, struct page_window *window,
	      const struct section *section, uint64_t pfn, struct page *ret)
{
	size_t size = fact(po, F_SIZEOF_PAGE);
	unsigned char *bytes;
	int err = 0;

	if (window->section != section || pfn - window->first_pfn >= window->size)
		err = fill_window(rd, po, window, section, pfn);
	bytes = window->bytes + (pfn - window->first_pfn) * size;
	if (!err && window->hole)
		err = target_read(rd, page_address(po, section, pfn), bytes, size);
	if (err)
		return err;
	ret->flags = member_uint(rd, po, F_PAGE_FLAGS, bytes, size);
	ret->private = member_uint(rd, po, F_PAGE_PRIVATE, bytes, size);
	ret->memcg_data = target_untag(rd, member_uint(rd, po, F_PAGE_MEMCG_DATA, bytes, size));
	ret->mapcount = member_uint(rd, po, F_PAGE_MAPCOUNT, bytes, size);
	ret->refcount = member_uint(rd, po, F_PAGE_REFCOUNT, bytes, size);
	ret->mapping = member_uint(rd, po, F_PAGE_MAPPING, bytes, size);
	ret->compound_head = member_uint(rd, po, F_PAGE_COMPOUND_HEAD, bytes, size);
	return 0;
}

/*
 * VMCOREINFO's value compares as 32 bits in every release: -128 and ~0x80 in
 * _mapcount, then 0xf0000000 in page_type.
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
	/* DEBUG_VM leaves pages that nobody initialised all ones: there is no such page. */
	return page->flags == ~0ull || page->flags >> (fact(po, F_PG_RESERVED) & 63) & 1;
}

/*
 * Without references a page is in use only as part of a larger one, or with a
 * type (slabs have no references since v6.15): else it waits on a CPU's own list
 * of free pages (mm/page_alloc.c, struct per_cpu_pages).
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
		strbuf_printf(text, "slab of a cache that can't be read");
		return;
	}
	strbuf_printf(text, "slab of ");
	strbuf_name(text, buf);
}

/* The low bits of page->mapping: include/linux/page-flags.h, PAGE_MAPPING_FLAGS */
static void mapping_text(struct strbuf *text, const struct page *page)
{
	static const char *const kinds[] = { "page cache", "anonymous", "movable driver page",
					     "anonymous, merged by KSM" };

	strbuf_printf(text, "%s (mapping 0x%llx)", kinds[page->mapping & 3],
		      (unsigned long long)(page->mapping & ~3ull));
}

void page_state_text(struct pageowner *po, struct strbuf *text, const struct page *page,
		     uint64_t address)
{
	uint64_t lru = page_flags_mask(po, "lru", 3);
	unsigned int order;

	if (page_is_buddy(po, page, &order))
		strbuf_printf(text, "free, head of a block of order %u", order);
	else if (page_is_reserved(po, page))
		strbuf_printf(text, "reserved");
	else if (page->compound_head & 1)
		strbuf_printf(text, "part of a compound page");
	else if (page_is_slab(po, page))
		slab_text(po, text, address);
	else if (page->mapping && page->refcount)
		mapping_text(text, page);
	else if (page->refcount)
		strbuf_printf(text, "in use, in no mapping");
	else
		strbuf_printf(text, "free, or inside a free block");
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

/* Before v5.13 no table tells where in the flags node and zone are: it follows from the PFN. */
static void page_place(const struct pageowner *po, const struct page *page,
		       struct allocation *alloc)
{
	const struct mem_zone *zone = po->names->nr_fields ? NULL
							   : zones_spanning(&po->zones, alloc->pfn);

	alloc->node = zone ? zone->node : page_node(po, page);
	alloc->zone = zone ? zone->number : page_zone(po, page);
}

/* idx_to_ref() of include/linux/pgalloc_tag.h: 0 is none, 1 is empty */
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

/* A tail that is an allocation of its own, as early ones are, is what its head is. */
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
	alloc->cgroup = alloc->flags = 0;
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
	alloc->cgroup = alloc->allocated && !alloc->tail ? page.memcg_data : 0;
	if (!page_is_charged(alloc->cgroup))
		alloc->cgroup = cgroup_of_task(alloc->cgroup_id);
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
