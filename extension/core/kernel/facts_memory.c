// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The facts for an account of all memory: zones, counters, and the kernel's own lists of its
 * pages.  None is required: if a kernel does not have a list, the struct pages alone tell what
 * its pages are.
 */
#include "kernel/facts_table.h"

const struct row memory_rows[] = {
	/* include/linux/mmzone.h */
	{ F_ZONE_VM_STAT, MEMBER, OPTIONAL, 0, "struct zone", "vm_stat" },
	/* v5.0 made room for the watermark boost */
	{ F_ZONE_WATERMARK, MEMBER, OPTIONAL, 0, "struct zone", "_watermark" },
	{ F_ZONE_WATERMARK, MEMBER, OPTIONAL, 0, "struct zone", "watermark" },
	{ F_ZONE_BOOST, MEMBER, OPTIONAL, WORD, "struct zone", "watermark_boost" },
	{ F_NODE_VM_STAT, MEMBER, OPTIONAL, 0, "struct pglist_data", "vm_stat" },
	/* v5.14 split the per-CPU page sets into lists and counters */
	{ F_ZONE_PCP, MEMBER, OPTIONAL, WORD, "struct zone", "per_cpu_pageset" },
	{ F_ZONE_PCP, MEMBER, OPTIONAL, WORD, "struct zone", "pageset" },
	{ F_PAGESET_PCP, MEMBER, OPTIONAL, 0, "struct per_cpu_pageset", "pcp" },
	{ F_PCP_COUNT, MEMBER, OPTIONAL, 4, "struct per_cpu_pages", "count" },
	{ F_PCP_LISTS, MEMBER, OPTIONAL, 0, "struct per_cpu_pages", "lists" },
	{ F_ZONE_STATS, MEMBER, OPTIONAL, WORD, "struct zone", "per_cpu_zonestats" },
	{ F_ZONE_STATS, MEMBER, OPTIONAL, WORD, "struct zone", "pageset" },
	{ F_ZONE_DIFF, MEMBER, OPTIONAL, 0, "struct per_cpu_zonestat", "vm_stat_diff" },
	{ F_ZONE_DIFF, MEMBER, OPTIONAL, 0, "struct per_cpu_pageset", "vm_stat_diff" },
	{ F_NODE_STATS, MEMBER, OPTIONAL, WORD, "struct pglist_data", "per_cpu_nodestats" },
	{ F_NODE_DIFF, MEMBER, OPTIONAL, 0, "struct per_cpu_nodestat", "vm_node_stat_diff" },
	/* mm/vmstat.c: indices depend on the configuration; the names tell them */
	{ F_VMSTAT_TEXT, SYMBOL, OPTIONAL, 0, NULL, "vmstat_text" },
	{ F_NR_NODE_ITEMS, CONSTANT, OPTIONAL, 0, NULL, "NR_VM_NODE_STAT_ITEMS" },

	/* include/linux/mm_types.h, include/linux/page-flags.h */
	{ F_PAGE_LRU, MEMBER, OPTIONAL, 0, "struct page", "lru" },
	/* v6.1 to v6.5 have _flags_1, too, but it does not contain the order */
	{ F_FOLIO_ORDER, MEMBER, OPTIONAL, 1, "struct folio", "_folio_order" },
	{ F_FOLIO_ORDER, MEMBER, OPTIONAL, WORD, "struct folio", "_flags_1" },
	{ F_COMPOUND_ORDER, MEMBER, OPTIONAL, 1, "struct page", "compound_order" },
	{ F_FOLIO_DTOR, MEMBER, OPTIONAL, 1, "struct folio", "_folio_dtor" },
	{ F_COMPOUND_DTOR, MEMBER, OPTIONAL, 1, "struct page", "compound_dtor" },
	/* how often all of a compound page is mapped as a whole; v6.3 */
	{ F_FOLIO_MAPCOUNT, MEMBER, OPTIONAL, 4, "struct folio", "_entire_mapcount" },
	{ F_COMPOUND_MAPCOUNT, MEMBER, OPTIONAL, 4, "struct page", "compound_mapcount" },
	{ F_HUGETLB_DTOR, CONSTANT, OPTIONAL, 0, NULL, "HUGETLB_PAGE_DTOR" },
	/* v6.6 to v6.8: a flag of the second struct page */
	{ F_PG_HUGETLB, CONSTANT, OPTIONAL, 0, NULL, "PG_hugetlb" },
	/* v6.9 */
	{ F_PAGE_HUGETLB_VALUE, NOTE_NUMBER, OPTIONAL, 0, NULL,
	  "NUMBER(PAGE_HUGETLB_MAPCOUNT_VALUE)" },
	{ F_PAGE_OFFLINE_VALUE, NOTE_NUMBER, OPTIONAL, 0, NULL,
	  "NUMBER(PAGE_OFFLINE_MAPCOUNT_VALUE)" },
	/*
	 * v6.12: types are numbers in the top byte; before, they were bits, and a set type had a
	 * 0 bit
	 */
	{ F_PGTY_TABLE, CONSTANT, OPTIONAL, 0, NULL, "PGTY_table" },
	{ F_PGTY_GUARD, CONSTANT, OPTIONAL, 0, NULL, "PGTY_guard" },
	{ F_PGTY_ZSMALLOC, CONSTANT, OPTIONAL, 0, NULL, "PGTY_zsmalloc" },
	{ F_PGTY_UNACCEPTED, CONSTANT, OPTIONAL, 0, NULL, "PGTY_unaccepted" },
	{ F_PGTY_KMALLOC, CONSTANT, OPTIONAL, 0, NULL, "PGTY_large_kmalloc" },
	/* only v6.11 */
	{ F_PG_TABLE, CONSTANT, OPTIONAL, 0, NULL, "PG_table" },
	{ F_PG_GUARD, CONSTANT, OPTIONAL, 0, NULL, "PG_guard" },
	/* v7.1: a tail may hold a mask instead of a pointer */
	{ F_ZONE_VMEMMAP_TAILS, MEMBER, OPTIONAL, 0, "struct zone", "vmemmap_tails" },
	{ F_CACHE_FLAGS, MEMBER, OPTIONAL, 4, "struct kmem_cache", "flags" },
	/* v6.9: the flags of slab caches became an enum of bit numbers */
	{ F_SLAB_RECLAIM_BIT, CONSTANT, OPTIONAL, 0, NULL, "_SLAB_RECLAIM_ACCOUNT" },

	/* mm/vmalloc.c; v6.9 spread the list over nodes */
	{ F_VMAP_AREA_LIST, SYMBOL, OPTIONAL, 0, NULL, "vmap_area_list" },
	{ F_VMAP_NODES, SYMBOL, OPTIONAL, 0, NULL, "vmap_nodes" },
	{ F_NR_VMAP_NODES, SYMBOL, OPTIONAL, 0, NULL, "nr_vmap_nodes" },
	{ F_SIZEOF_VMAP_NODE, SIZE, OPTIONAL, 0, "struct vmap_node", NULL },
	{ F_VMAP_NODE_HEAD, MEMBER, OPTIONAL, 0, "struct vmap_node", "busy.head" },
	{ F_VA_LIST, MEMBER, OPTIONAL, 0, "struct vmap_area", "list" },
	{ F_VA_VM, MEMBER, OPTIONAL, WORD, "struct vmap_area", "vm" },
	{ F_VM_ADDR, MEMBER, OPTIONAL, WORD, "struct vm_struct", "addr" },
	{ F_VM_SIZE, MEMBER, OPTIONAL, WORD, "struct vm_struct", "size" },
	{ F_VM_FLAGS, MEMBER, OPTIONAL, WORD, "struct vm_struct", "flags" },
	{ F_VM_PAGES, MEMBER, OPTIONAL, WORD, "struct vm_struct", "pages" },
	{ F_VM_NR_PAGES, MEMBER, OPTIONAL, 4, "struct vm_struct", "nr_pages" },

	/* mm/percpu.c; before v5.8 there was one kind of chunks, until v5.13 up to two */
	{ F_PCPU_LISTS, SYMBOL, OPTIONAL, 0, NULL, "pcpu_chunk_lists" },
	{ F_PCPU_LISTS, SYMBOL, OPTIONAL, 0, NULL, "pcpu_slot" },
	{ F_PCPU_NR_SLOTS, SYMBOL, OPTIONAL, 0, NULL, "pcpu_nr_slots" },
	{ F_PCPU_NR_TYPES, CONSTANT, OPTIONAL, 0, NULL, "PCPU_NR_CHUNK_TYPES" },
	{ F_PCPU_RESERVED, SYMBOL, OPTIONAL, 0, NULL, "pcpu_reserved_chunk" },
	/* the first chunk, which begins with the variables of the kernel image */
	{ F_PCPU_BASE, SYMBOL, OPTIONAL, 0, NULL, "pcpu_base_addr" },
	{ F_PERCPU_START, SYMBOL, OPTIONAL, 0, NULL, "__per_cpu_start" },
	{ F_PERCPU_END, SYMBOL, OPTIONAL, 0, NULL, "__per_cpu_end" },
	{ F_PCPU_UNIT_OFFSETS, SYMBOL, OPTIONAL, 0, NULL, "pcpu_unit_offsets" },
	{ F_PCPU_NR_UNITS, SYMBOL, OPTIONAL, 0, NULL, "pcpu_nr_units" },
	{ F_PCPU_NR_POPULATED, SYMBOL, OPTIONAL, 0, NULL, "pcpu_nr_populated" },
	{ F_CHUNK_LIST, MEMBER, OPTIONAL, 0, "struct pcpu_chunk", "list" },
	{ F_CHUNK_BASE, MEMBER, OPTIONAL, WORD, "struct pcpu_chunk", "base_addr" },
	{ F_CHUNK_NR_PAGES, MEMBER, OPTIONAL, 4, "struct pcpu_chunk", "nr_pages" },
	{ F_CHUNK_POPULATED, MEMBER, OPTIONAL, 0, "struct pcpu_chunk", "populated" },

	/* mm/vmalloc.c, mm/memory-failure.c, mm/hugetlb.c: counters that are not vmstat items */
	{ F_NR_VMALLOC_PAGES, SYMBOL, OPTIONAL, 0, NULL, "nr_vmalloc_pages" },
	{ F_NUM_POISONED, SYMBOL, OPTIONAL, 0, NULL, "num_poisoned_pages" },
	{ F_HSTATES, SYMBOL, OPTIONAL, 0, NULL, "hstates" },
	{ F_SIZEOF_HSTATE, SIZE, OPTIONAL, 0, "struct hstate", NULL },
	{ F_HSTATE_ORDER, MEMBER, OPTIONAL, 4, "struct hstate", "order" },
	{ F_HSTATE_PAGES, MEMBER, OPTIONAL, WORD, "struct hstate", "nr_huge_pages" },
	{ F_HSTATE_FREE, MEMBER, OPTIONAL, WORD, "struct hstate", "free_huge_pages" },
	{ F_HSTATE_RESERVED, MEMBER, OPTIONAL, WORD, "struct hstate", "resv_huge_pages" },
	{ F_HSTATE_SURPLUS, MEMBER, OPTIONAL, WORD, "struct hstate", "surplus_huge_pages" },
	{ F_DEFAULT_HSTATE, SYMBOL, OPTIONAL, 0, NULL, "default_hstate_idx" },

	/* fs/proc/meminfo.c and the functions that it calls */
	{ F_TOTALRAM, SYMBOL, OPTIONAL, 0, NULL, "_totalram_pages" },
	{ F_TOTALRAM, SYMBOL, OPTIONAL, 0, NULL, "totalram_pages" },
	{ F_TOTALRESERVE, SYMBOL, OPTIONAL, 0, NULL, "totalreserve_pages" },
	{ F_TOTALCMA, SYMBOL, OPTIONAL, 0, NULL, "totalcma_pages" },
	{ F_VM_ZONE_STAT, SYMBOL, OPTIONAL, 0, NULL, "vm_zone_stat" },
	{ F_VM_NODE_STAT, SYMBOL, OPTIONAL, 0, NULL, "vm_node_stat" },
	{ F_TOTAL_SWAP, SYMBOL, OPTIONAL, 0, NULL, "total_swap_pages" },
	{ F_NR_SWAP, SYMBOL, OPTIONAL, 0, NULL, "nr_swap_pages" },
	{ F_ZSWAP_SIZE, SYMBOL, OPTIONAL, 0, NULL, "zswap_pool_total_size" },
	{ F_ZSWAP_STORED, SYMBOL, OPTIONAL, 0, NULL, "zswap_stored_pages" },
	{ F_COMMITTED, SYMBOL, OPTIONAL, 0, NULL, "vm_committed_as" },
	{ F_COUNTER_COUNT, MEMBER, OPTIONAL, 8, "struct percpu_counter", "count" },
	{ F_COUNTER_CPUS, MEMBER, OPTIONAL, WORD, "struct percpu_counter", "counters" },
	{ F_OVERCOMMIT_RATIO, SYMBOL, OPTIONAL, 0, NULL, "sysctl_overcommit_ratio" },
	{ F_OVERCOMMIT_KBYTES, SYMBOL, OPTIONAL, 0, NULL, "sysctl_overcommit_kbytes" },
	{ F_DIRECT_PAGES, SYMBOL, OPTIONAL, 0, NULL, "direct_pages_count" },
	{ F_DIRECT_GBPAGES, SYMBOL, OPTIONAL, 0, NULL, "direct_gbpages" },
	{ F_BLOCKDEV_SB, SYMBOL, OPTIONAL, 0, NULL, "blockdev_superblock" },
	{ F_SB_INODES, MEMBER, OPTIONAL, 0, "struct super_block", "s_inodes" },
	{ F_INODE_SB_LIST, MEMBER, OPTIONAL, 0, "struct inode", "i_sb_list" },
	{ F_INODE_MAPPING, MEMBER, OPTIONAL, WORD, "struct inode", "i_mapping" },
	{ F_MAPPING_PAGES, MEMBER, OPTIONAL, WORD, "struct address_space", "nrpages" },

	/* mm/cma.h; v6.15 lets an area have several ranges */
	{ F_CMA_AREAS, SYMBOL, OPTIONAL, 0, NULL, "cma_areas" },
	{ F_CMA_AREA_COUNT, SYMBOL, OPTIONAL, 0, NULL, "cma_area_count" },
	{ F_SIZEOF_CMA, SIZE, OPTIONAL, 0, "struct cma", NULL },
	{ F_CMA_ORDER, MEMBER, OPTIONAL, 4, "struct cma", "order_per_bit" },
	{ F_CMA_RANGES, MEMBER, OPTIONAL, 0, "struct cma", "ranges" },
	{ F_CMA_NR_RANGES, MEMBER, OPTIONAL, 4, "struct cma", "nranges" },
	{ F_SIZEOF_CMA_RANGE, SIZE, OPTIONAL, 0, "struct cma_memrange", NULL },
	{ F_CMA_BASE, MEMBER, OPTIONAL, WORD, "struct cma_memrange", "base_pfn" },
	{ F_CMA_BASE, MEMBER, OPTIONAL, WORD, "struct cma", "base_pfn" },
	{ F_CMA_PAGES, MEMBER, OPTIONAL, WORD, "struct cma_memrange", "count" },
	{ F_CMA_PAGES, MEMBER, OPTIONAL, WORD, "struct cma", "count" },
	{ F_CMA_BITMAP, MEMBER, OPTIONAL, WORD, "struct cma_memrange", "bitmap" },
	{ F_CMA_BITMAP, MEMBER, OPTIONAL, WORD, "struct cma", "bitmap" },

	/* kernel/fork.c, kernel/sched/core.c */
	{ F_SIZEOF_STACK, SIZE, OPTIONAL, 0, "union thread_union", NULL },
	/* Without CONFIG_VMAP_STACK no type information has that union; v6.11 renamed these. */
	{ F_INIT_STACK, SYMBOL, OPTIONAL, 0, NULL, "__start_init_stack" },
	{ F_INIT_STACK, SYMBOL, OPTIONAL, 0, NULL, "__start_init_task" },
	{ F_INIT_STACK_END, SYMBOL, OPTIONAL, 0, NULL, "__end_init_stack" },
	{ F_INIT_STACK_END, SYMBOL, OPTIONAL, 0, NULL, "__end_init_task" },
	{ F_TASK_STACK, MEMBER, OPTIONAL, WORD, "struct task_struct", "stack" },
	{ F_TASK_SIGNAL, MEMBER, OPTIONAL, WORD, "struct task_struct", "signal" },
	{ F_TASK_THREADS, MEMBER, OPTIONAL, 0, "struct task_struct", "thread_node" },
	{ F_SIGNAL_THREADS, MEMBER, OPTIONAL, 0, "struct signal_struct", "thread_head" },
	{ F_RQ_IDLE, MEMBER, OPTIONAL, WORD, "struct rq", "idle" },
};

const size_t nr_memory_rows = ARRAY_SIZE(memory_rows);
