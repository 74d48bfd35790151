// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Functions that hand out memory for somebody else.  At the head of a stack they say nothing
 * about the owner; the first function behind them is its caller.
 */
#include "core.h"

struct allocators {
	const char *file;      /* of the kernel that they stand in */
	uint8_t roles;	       /* FRAME_* besides FRAME_ALLOCATOR */
	const char *functions; /* with a blank between them */
};

/*
 * Names are those of every release since v3.19.  v6.10 appended _noprof to many of them, and
 * compilers append .isra.0 and the like: neither is part of a name here.
 */
/* clang-format off */
static const struct allocators table[] = {
	/* The record itself, and what walks the stack for it. */
	{ "kernel/stacktrace.c", 0, "save_stack_trace stack_trace_save" },
	{ "arch/*/kernel/stacktrace.c", 0,
	  "save_stack_trace __save_stack_trace arch_stack_walk walk_stackframe" },
	{ "mm/page_owner.c", 0, "save_stack __set_page_owner create_dummy_stack" },
	{ "include/linux/page_owner.h", 0, "set_page_owner" },

	/* Pages. */
	{ "mm/page_alloc.c", 0,
	  "post_alloc_hook prep_new_page get_page_from_freelist __alloc_pages_slowpath "
	  "__alloc_pages_nodemask __alloc_pages __alloc_frozen_pages __alloc_pages_bulk "
	  "alloc_pages_bulk alloc_pages_nolock alloc_frozen_pages_nolock __get_free_pages "
	  "get_free_pages get_zeroed_page alloc_pages_exact alloc_pages_exact_nid "
	  "make_alloc_exact __folio_alloc alloc_contig_range alloc_contig_pages "
	  "alloc_contig_frozen_range alloc_contig_frozen_pages" },
	{ "include/linux/gfp.h", 0,
	  "alloc_pages alloc_pages_node folio_alloc __folio_alloc_node" },
	{ "mm/mempolicy.c", 0,
	  "alloc_pages alloc_frozen_pages alloc_pages_current alloc_pages_mpol "
	  "alloc_frozen_pages_mpol alloc_pages_vma alloc_pages_preferred_many "
	  "alloc_page_interleave alloc_pages_bulk_mempolicy folio_alloc folio_alloc_mpol "
	  "vma_alloc_folio" },
	{ "mm/compaction.c", 0,
	  "split_map_pages isolate_freepages_range release_free_list" },
	{ "mm/cma.c", 0,
	  "cma_alloc __cma_alloc __cma_alloc_frozen cma_alloc_frozen "
	  "cma_alloc_frozen_compound cma_alloc_folio" },

	/* Slabs: only what becomes one comes by the functions with FRAME_SLAB. */
	{ "mm/slub.c", FRAME_SLAB,
	  "alloc_slab_page allocate_slab new_slab ___slab_alloc __slab_alloc slab_alloc_node "
	  "__refill_objects refill_objects refill_objects_node __pcs_replace_empty_main "
	  "refill_sheaf" },
	{ "mm/slab.c", FRAME_SLAB, "cache_grow_begin cache_alloc_refill kmem_getpages" },
	{ "mm/slub.c", 0,
	  "kmem_cache_alloc kmem_cache_alloc_lru kmem_cache_alloc_node __kmem_cache_create "
	  "do_kmem_cache_create "
	  "kmem_cache_alloc_node_trace kmem_cache_alloc_trace kmem_cache_alloc_bulk "
	  "__kmem_cache_alloc_bulk __kmem_cache_alloc_node kmem_cache_prefill_sheaf "
	  "__prefill_sheaf_pfmemalloc __kmalloc __kmalloc_node __do_kmalloc_node "
	  "__kmalloc_cache __kmalloc_cache_node __kmalloc_flags __kmalloc_track_caller "
	  "__kmalloc_node_track_caller krealloc_node_align __kvmalloc_node "
	  "kvrealloc_node_align" },
	{ "mm/slab_common.c", 0,
	  "kmalloc_trace kmalloc_node_trace __do_krealloc krealloc create_cache "
	  "kmem_cache_create kmem_cache_create_usercopy __kmem_cache_create_args" },
	/* What is too large for a slab is counted as slab all the same. */
	{ "mm/slab_common.c", FRAME_LARGE_KMALLOC,
	  "kmalloc_order kmalloc_order_trace kmalloc_large kmalloc_large_node "
	  "__kmalloc_large_node" },
	{ "mm/slub.c", FRAME_LARGE_KMALLOC,
	  "alloc_large_kmalloc ___kmalloc_large_node __kmalloc_large __kmalloc_large_node" },
	{ "mm/util.c", 0,
	  "kvmalloc_node kvrealloc kmemdup kmemdup_nul kmemdup_array kvmemdup kstrdup "
	  "kstrdup_const kstrndup memdup_user memdup_user_nul vmemdup_user strndup_user" },
	{ "lib/kasprintf.c", 0, "kvasprintf kvasprintf_const kasprintf" },
	{ "mm/mempool.c", 0,
	  "mempool_alloc mempool_alloc_slab mempool_kmalloc mempool_alloc_pages "
	  "mempool_init_node mempool_init mempool_create mempool_create_node" },
	{ "drivers/base/devres.c", 0,
	  "alloc_dr __devres_alloc_node devm_kmalloc devm_krealloc devm_kmemdup devm_kstrdup "
	  "devm_kvasprintf devm_kasprintf devm_get_free_pages" },
	{ "kernel/bpf/memalloc.c", 0, "__alloc alloc_bulk" },

	/* Memory without gaps only in virtual addresses. */
	{ "mm/vmalloc.c", 0,
	  "vm_area_alloc_pages __vmalloc_area_node __vmalloc_node_range __vmalloc_node "
	  "__vmalloc vmalloc vmalloc_node vmalloc_user vmalloc_32 vzalloc vzalloc_node "
	  "vmalloc_huge vmalloc_huge_node __vmalloc_node_flags_caller vrealloc "
	  "vrealloc_node_align alloc_vmap_area __get_vm_area_node get_vm_area "
	  "get_vm_area_caller" },
	{ "mm/execmem.c", 0, "execmem_vmalloc execmem_alloc execmem_alloc_rw" },
	{ "arch/*/kernel/module.c", 0, "module_alloc" },
	{ "mm/percpu.c", 0,
	  "pcpu_mem_zalloc pcpu_alloc_chunk pcpu_alloc __alloc_percpu __alloc_percpu_gfp" },
	{ "mm/percpu-vm.c", 0, "pcpu_alloc_pages pcpu_populate_chunk pcpu_create_chunk" },

	/* Memory that devices read and write. */
	{ "kernel/dma/mapping.c", 0,
	  "dma_alloc_attrs dma_alloc_pages __dma_alloc_pages dma_alloc_noncontiguous "
	  "alloc_single_sgt dmam_alloc_attrs" },
	{ "kernel/dma/direct.c", 0,
	  "dma_direct_alloc dma_direct_alloc_pages __dma_direct_alloc_pages "
	  "dma_direct_alloc_no_mapping dma_direct_alloc_swiotlb" },
	{ "kernel/dma/ops_helpers.c", 0, "dma_common_alloc_pages" },
	{ "kernel/dma/contiguous.c", 0,
	  "dma_alloc_contiguous dma_alloc_from_contiguous cma_alloc_aligned" },
	{ "kernel/dma/swiotlb.c", 0, "swiotlb_alloc swiotlb_alloc_pool swiotlb_alloc_tlb" },
	{ "lib/swiotlb.c", 0, "swiotlb_alloc swiotlb_alloc_buffer swiotlb_alloc_coherent" },
	{ "mm/dmapool.c", 0, "dma_pool_alloc pool_alloc_page" },
	{ "drivers/iommu/dma-iommu.c", 0,
	  "iommu_dma_alloc iommu_dma_alloc_pages __iommu_dma_alloc_pages iommu_dma_alloc_remap "
	  "__iommu_dma_alloc_noncontiguous iommu_dma_alloc_noncontiguous" },
	{ "drivers/iommu/intel-iommu.c", 0, "intel_alloc_coherent" },
	{ "drivers/usb/core/usb.c", 0, "usb_alloc_coherent" },
	{ "drivers/usb/core/buffer.c", 0, "hcd_buffer_alloc hcd_buffer_alloc_pages" },
	{ "arch/x86/kernel/pci-dma.c", 0, "dma_generic_alloc_coherent" },
	{ "arch/x86/kernel/pci-swiotlb.c", 0, "x86_swiotlb_alloc_coherent" },
	{ "arch/arm64/mm/dma-mapping.c", 0, "__dma_alloc __dma_alloc_coherent" },
	{ "arch/arm/mm/dma-mapping.c", 0,
	  "arm_dma_alloc __dma_alloc __dma_alloc_buffer __alloc_remap_buffer "
	  "__alloc_from_contiguous __iommu_alloc_buffer arm_iommu_alloc_attrs" },

	/* Packets of the network. */
	{ "net/core/skbuff.c", 0,
	  "kmalloc_reserve __alloc_skb alloc_skb_with_frags alloc_skb_for_msg __netdev_alloc_skb "
	  "__napi_alloc_skb napi_alloc_skb build_skb __build_skb slab_build_skb napi_build_skb "
	  "__netdev_alloc_frag_align __napi_alloc_frag_align pskb_expand_head skb_copy "
	  "skb_clone skb_copy_expand __pskb_copy_fclone skb_expand_head __skb_pad "
	  "skb_realloc_headroom" },
	{ "include/linux/skbuff.h", 0,
	  "alloc_skb alloc_skb_fclone netdev_alloc_skb dev_alloc_skb __dev_alloc_pages "
	  "dev_alloc_pages" },
	{ "net/core/sock.c", 0,
	  "sock_alloc_send_pskb sock_alloc_send_skb sock_wmalloc sock_kmalloc "
	  "skb_page_frag_refill sk_page_frag_refill" },
	{ "mm/page_frag_cache.c", 0,
	  "__page_frag_cache_refill __page_frag_alloc_align page_frag_alloc_align" },
	{ "mm/page_alloc.c", 0,
	  "__alloc_page_frag page_frag_alloc page_frag_alloc_align __page_frag_cache_refill" },
	{ "net/core/page_pool.c", 0,
	  "__page_pool_alloc_page_order __page_pool_alloc_pages_slow "
	  "__page_pool_alloc_netmems_slow page_pool_alloc_pages page_pool_alloc_netmems "
	  "page_pool_alloc_frag page_pool_alloc_frag_netmem" },

	/* Pages of files: the owner is who reads or writes the file. */
	{ "mm/filemap.c", 0,
	  "__page_cache_alloc filemap_alloc_folio __filemap_get_folio __filemap_get_folio_mpol "
	  "filemap_create_folio filemap_get_pages filemap_readahead pagecache_get_page "
	  "find_or_create_page grab_cache_page_write_begin grab_cache_page_nowait "
	  "page_cache_read do_read_cache_page do_read_cache_folio read_cache_page "
	  "read_cache_folio read_cache_page_gfp mapping_read_folio_gfp do_sync_mmap_readahead "
	  "do_async_mmap_readahead" },
	{ "mm/folio-compat.c", 0,
	  "pagecache_get_page grab_cache_page_write_begin" },
	{ "mm/readahead.c", 0,
	  "ra_alloc_folio page_cache_ra_unbounded page_cache_readahead_unbounded "
	  "page_cache_ra_order do_page_cache_ra force_page_cache_ra force_page_cache_readahead "
	  "__do_page_cache_readahead ondemand_readahead page_cache_sync_ra "
	  "page_cache_async_ra page_cache_sync_readahead page_cache_async_readahead "
	  "read_cache_pages" },
	{ "fs/buffer.c", 0,
	  "alloc_buffer_head folio_alloc_buffers alloc_page_buffers create_empty_buffers "
	  "create_page_buffers folio_create_buffers grow_dev_page "
	  "grow_dev_folio grow_buffers __getblk_slow __getblk_gfp bdev_getblk __bread_gfp "
	  "__breadahead" },

	/* What Rust code calls in C; see is_rust_allocator() for its own. */
	{ "rust/helpers/page.c", 0, "rust_helper_alloc_pages" },
	{ "rust/helpers/slab.c", 0,
	  "rust_helper_krealloc rust_helper_krealloc_node_align rust_helper_kvrealloc "
	  "rust_helper_kvrealloc_node_align" },
	{ "rust/helpers/vmalloc.c", 0, "rust_helper_vrealloc rust_helper_vrealloc_node_align" },
	{ "rust/helpers/dma.c", 0, "rust_helper_dma_alloc_attrs" },
	{ "rust/kernel/allocator.rs", 0,
	  "__rust_alloc __rust_alloc_zeroed __rust_realloc krealloc_aligned" },
};
/* clang-format on */

/* The length of the function's name, without the compiler's suffix and _noprof. */
static size_t base_length(const char *symbol)
{
	static const char suffix[] = "_noprof";
	size_t len = strcspn(symbol, "+. ");

	if (len > sizeof(suffix) - 1 &&
	    !strncmp(symbol + len - (sizeof(suffix) - 1), suffix, sizeof(suffix) - 1))
		len -= sizeof(suffix) - 1;
	return len;
}

static bool has_function(const char *functions, const char *name, size_t len)
{
	while (*functions) {
		size_t word = strcspn(functions, " ");

		if (word == len && !memcmp(functions, name, len))
			return true;
		functions += word;
		functions += *functions == ' ';
	}
	return false;
}

static bool starts(const char *name, const char *with)
{
	return !strncmp(name, with, strlen(with));
}

/* Behind the "Cs1234_" of a crate in a name that is mangled as rustc does it; NULL: none. */
static const char *mangled_crate(const char *symbol)
{
	const char *crate = starts(symbol, "_R") ? strstr(symbol, "Cs") : NULL;
	const char *end = crate ? strchr(crate, '_') : NULL;

	return end ? end + 1 : NULL;
}

/*
 * rust/kernel/alloc.rs with all below it, rust/kernel/page.rs, and until v6.12 the crate
 * alloc.  The first crate in a name is that of the function itself, or of the type that it is
 * a method of, and what follows are types that it was made for.
 */
static bool is_rust_allocator(const char *symbol)
{
	static const char *const mangled[] = { "6kernel5alloc", "6kernel4page", "5alloc" };
	static const char *const plain[] = { "kernel::alloc::", "kernel::page::Page", "alloc::" };
	const char *crate = mangled_crate(symbol);
	size_t i;

	symbol += *symbol == '<';
	for (i = 0; i < ARRAY_SIZE(mangled); i++)
		if ((crate && starts(crate, mangled[i])) || starts(symbol, plain[i]))
			return true;
	return false;
}

uint8_t allocator_roles(const char *symbol)
{
	size_t len = base_length(symbol), i;
	uint8_t roles = 0;

	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (has_function(table[i].functions, symbol, len))
			roles |= FRAME_ALLOCATOR | table[i].roles;
	return is_rust_allocator(symbol) ? roles | FRAME_ALLOCATOR : roles;
}
