// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Functions that hand out memory for somebody else.  At the head of a stack
 * they say nothing about the owner.  Names are those of every release; v6.10
 * appended _noprof to many of them, the compiler appends .isra.0 and the like.
 */
#include <stdio.h>

#include "core.h"

/* clang-format off */
static const char *const allocators[] = {
	/* mm/page_alloc.c, mm/mempolicy.c, include/linux/gfp.h */
	"save_stack", "__set_page_owner", "post_alloc_hook", "prep_new_page",
	"get_page_from_freelist", "__alloc_pages_slowpath", "__alloc_pages_nodemask",
	"__alloc_pages", "__alloc_frozen_pages", "alloc_frozen_pages", "alloc_pages",
	"__alloc_pages_bulk", "alloc_pages_bulk", "alloc_pages_bulk_mempolicy",
	"alloc_pages_current", "alloc_pages_mpol", "alloc_frozen_pages_mpol", "alloc_pages_node",
	"alloc_pages_vma", "alloc_pages_preferred_many", "alloc_page_interleave",
	"__get_free_pages", "get_free_pages", "get_zeroed_page", "alloc_pages_exact",
	"alloc_pages_exact_nid", "make_alloc_exact", "folio_alloc", "folio_alloc_mpol",
	"__folio_alloc", "__folio_alloc_node", "vma_alloc_folio", "alloc_contig_range",
	"alloc_contig_pages", "alloc_contig_frozen_range", "alloc_contig_frozen_pages",
	/* mm/compaction.c and mm/cma.c, on behalf of the same */
	"split_map_pages", "isolate_freepages_range", "cma_alloc", "__cma_alloc",
	"__cma_alloc_frozen", "cma_alloc_frozen", "cma_alloc_frozen_compound", "cma_alloc_folio",
	/* mm/slub.c, mm/slab_common.c: callers of the slab allocator, and what it does not serve */
	"kmem_cache_alloc", "kmem_cache_alloc_lru", "kmem_cache_alloc_node",
	"kmem_cache_alloc_node_trace", "kmem_cache_alloc_trace", "kmem_cache_alloc_bulk",
	"__kmem_cache_alloc_bulk", "__kmem_cache_alloc_node", "kmalloc_trace",
	"kmalloc_node_trace", "__kmalloc", "__kmalloc_node", "__do_kmalloc_node",
	"__kmalloc_cache", "__kmalloc_cache_node", "__kmalloc_flags", "__kmalloc_track_caller",
	"__kmalloc_node_track_caller", "__do_krealloc", "krealloc", "krealloc_node_align",
	"kvmalloc_node", "__kvmalloc_node", "kvrealloc", "kmemdup", "kstrdup", "kstrndup",
	"mempool_alloc", "mempool_alloc_slab", "mempool_kmalloc", "mempool_alloc_pages",
	/* mm/vmalloc.c */
	"vm_area_alloc_pages", "__vmalloc_area_node", "__vmalloc_node_range", "__vmalloc_node",
	"__vmalloc", "vmalloc", "vmalloc_node", "vmalloc_user", "vzalloc", "vzalloc_node",
	"vmalloc_huge", "vmalloc_huge_node", "__vmalloc_node_flags_caller",
};
/* clang-format on */

/* mm/slub.c, mm/slab.c: only pages that become slabs come this way. */
static const char *const slab_allocators[] = {
	"alloc_slab_page",
	"allocate_slab",
	"new_slab",
	"___slab_alloc",
	"__slab_alloc",
	"slab_alloc_node",
	"cache_grow_begin",
	"cache_alloc_refill",
	"kmem_getpages",
	"__refill_objects",
	"refill_objects",
	"refill_objects_node",
	"__pcs_replace_empty_main",
	"refill_sheaf",
};

/* What is too large for slabs; counted as slab all the same. */
static const char *const large_kmalloc[] = {
	"kmalloc_order",	"kmalloc_order_trace",	 "kmalloc_large",   "kmalloc_large_node",
	"__kmalloc_large_node", "___kmalloc_large_node", "__kmalloc_large", "alloc_large_kmalloc",
};

/* The length of the function's name, without offset, compiler's suffix and _noprof. */
static size_t base_length(const char *frame)
{
	static const char suffix[] = "_noprof";
	size_t len = strcspn(frame, "+. \n");

	if (len > sizeof(suffix) - 1 &&
	    !strncmp(frame + len - (sizeof(suffix) - 1), suffix, sizeof(suffix) - 1))
		len -= sizeof(suffix) - 1;
	return len;
}

static bool in_table(const char *const *table, size_t count, const char *frame)
{
	size_t len = base_length(frame), i;

	for (i = 0; i < count; i++)
		if (strlen(table[i]) == len && !strncmp(table[i], frame, len))
			return true;
	return false;
}

bool frame_is_slab(const char *frame)
{
	return in_table(slab_allocators, ARRAY_SIZE(slab_allocators), frame);
}

bool frame_is_large_kmalloc(const char *frame)
{
	return in_table(large_kmalloc, ARRAY_SIZE(large_kmalloc), frame);
}

bool frame_is_allocator(const char *frame)
{
	return frame_is_slab(frame) || frame_is_large_kmalloc(frame) ||
	       in_table(allocators, ARRAY_SIZE(allocators), frame);
}

bool frame_is_entry(const char *frame)
{
	/* arch/x86/entry, arch/arm64/kernel/entry.S, arch/riscv/kernel/entry.S */
	static const char *const entries[] = {
		"asm_exc_", "asm_sysvec_", "asm_common_interrupt", "asm_spurious_interrupt",
		"el1h_64_", "el1t_64_",	   "handle_exception",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(entries); i++)
		if (!strncmp(frame, entries[i], strlen(entries[i])))
			return true;
	return false;
}

size_t frame_function(const char *frame)
{
	return strcspn(frame, "+ \n");
}

/* The last @word of @line, or NULL. */
static const char *last(const char *line, size_t len, const char *word)
{
	size_t size = strlen(word);

	for (; len >= size; len--)
		if (!memcmp(line + len - size, word, size))
			return line + len - size;
	return NULL;
}

/* From the end, because a name may hold anything but a blank. */
void frame_parse(const char *line, size_t len, struct frame *ret)
{
	const char *module = last(line, len, " ["), *plus;
	unsigned long long offset, size;

	memset(ret, 0, sizeof(*ret));
	if (module && line[len - 1] == ']') {
		ret->module = module + 2;
		ret->module_len = line + len - 1 - ret->module;
		len = module - line;
	}
	plus = last(line, len, "+0x");
	if (plus && sscanf(plus, "+%llx/%llx", &offset, &size) == 2) {
		ret->offset = offset;
		ret->size = size;
		len = plus - line;
	}
	if (len < 2 || memcmp(line, "0x", 2)) {
		ret->symbol = line;
		ret->symbol_len = len;
	}
}

const char *frame_module(const char *frame, size_t *len)
{
	size_t line = strcspn(frame, "\n");
	const char *open = memchr(frame, '[', line);
	const char *close = open ? memchr(open, ']', frame + line - open) : NULL;

	if (!close)
		return NULL;
	*len = close - open - 1;
	return open + 1;
}
