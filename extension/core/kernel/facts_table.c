// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Facts of this kernel: the only core file that knows how kernels differ.
 *
 * How to support a new kernel: run `pageowner layout` on its dump and look for "required": no row
 * of that fact was found, so its name has changed.  If a fact was found before and now has "-" in
 * all its rows, its name has changed, too.  Find the name in the kernel's file, which is named
 * above the row, and add a row with the same fact next to the old row, with the commit that
 * renamed it.  The rows of one fact are tried in order and the first that exists is used, so
 * presence decides and never the release: distributions backport.  If the meaning changed
 * together with the name, has() on a fact that came with the change tells the two apart; if only
 * the meaning changed, test it on the data, as stackdepot.c does.
 *
 * Then add the new struct to tests/fake/history.h and a kernel of a few lines beside it, add the
 * fact to tests/unit/layout.c, and check with `tests/tree/mutate-layout FACT` that a test fails
 * without the new row.  Last, build a dump of that kernel in the lab: docs/lab.md.
 *
 * Each fact is first looked up in the dump's own description (VMCOREINFO, the note of a kernel
 * with the patches of kernel-patch/, then the kernel's own kallsyms), and then the host is
 * asked.  A new row needs a line in those patches, too, or in kernel-patch/absent:
 * tests/kernel-patch/facts checks this.
 */
#include "kernel/facts_table.h"

/* clang-format off */
const struct row layout_rows[] = {
	{ F_PAGE_SIZE, NOTE_NUMBER, REQUIRED, 0, NULL, "PAGESIZE" },
	/* v5.13, and stable releases before it; otherwise computed from the data (page_ext.c) */
	{ F_SECTION_SIZE_BITS, NOTE_NUMBER, OPTIONAL, 0, NULL, "NUMBER(SECTION_SIZE_BITS)" },
	{ F_MAX_PHYSMEM_BITS, NOTE_NUMBER, OPTIONAL, 0, NULL, "NUMBER(MAX_PHYSMEM_BITS)" },
	{ F_FREE_AREA_ORDERS, NOTE_NUMBER, REQUIRED, 0, NULL, "LENGTH(zone.free_area)" },
	{ F_STEXT, NOTE_SYMBOL, OPTIONAL, 0, NULL, "_stext" },
	{ F_ETEXT, SYMBOL, OPTIONAL, 0, NULL, "_etext" },
	{ F_SINITTEXT, SYMBOL, OPTIONAL, 0, NULL, "_sinittext" },
	{ F_EINITTEXT, SYMBOL, OPTIONAL, 0, NULL, "_einittext" },
	{ F_END, SYMBOL, OPTIONAL, 0, NULL, "_end" },
	{ F_RODATA_START, SYMBOL, OPTIONAL, 0, NULL, "__start_rodata" },
	{ F_RODATA_END, SYMBOL, OPTIONAL, 0, NULL, "__end_rodata" },

	/*
	 * include/linux/mmzone.h, mm/sparse.c.  VMCOREINFO holds the value of the variable
	 * mem_section, which is the address of the array of roots; the symbol is the address of
	 * the variable.
	 */
	{ F_MEM_SECTION_ROOTS, NOTE_SYMBOL, OPTIONAL, 0, NULL, "mem_section" },
	{ F_MEM_SECTION, SYMBOL, OPTIONAL, 0, NULL, "mem_section" },
	{ F_NR_SECTION_ROOTS, NOTE_NUMBER, SPARSEMEM, 0, NULL, "LENGTH(mem_section)" },
	{ F_MEM_SECTION_SIZE, SIZE, SPARSEMEM, 0, "struct mem_section", NULL },
	{ F_SECTION_MEM_MAP, MEMBER, SPARSEMEM, WORD, "struct mem_section", "section_mem_map" },
	{ F_SECTION_PAGE_EXT, MEMBER, OPTIONAL, WORD, "struct mem_section", "page_ext" },
	/* v5.3 */
	{ F_SECTION_USAGE, MEMBER, OPTIONAL, WORD, "struct mem_section", "usage" },
	{ F_USAGE_PAGEBLOCK_FLAGS, MEMBER, OPTIONAL, 0, "struct mem_section_usage",
	  "pageblock_flags" },
	{ F_SECTION_PAGEBLOCK_FLAGS, MEMBER, OPTIONAL, WORD, "struct mem_section",
	  "pageblock_flags" },
	{ F_MIN_LOW_PFN, SYMBOL, REQUIRED, 0, NULL, "min_low_pfn" },
	{ F_MAX_PFN, SYMBOL, REQUIRED, 0, NULL, "max_pfn" },

	/* mm/page_ext.c; the stride became a variable in v5.4 */
	{ F_PAGE_EXT_SIZE, SYMBOL, OPTIONAL, 0, NULL, "page_ext_size" },
	{ F_EXTRA_MEM, SYMBOL, OPTIONAL, 0, NULL, "extra_mem" },
	{ F_SIZEOF_PAGE_EXT, SIZE, OPTIONAL, 0, "struct page_ext", NULL },
	{ F_PAGE_EXT_FLAGS, MEMBER, RECORDS, WORD, "struct page_ext", "flags" },
	{ F_PAGE_OWNER_OPS, SYMBOL, RECORDS, 0, NULL, "page_owner_ops" },
	{ F_OPS_OFFSET, MEMBER, RECORDS, WORD, "struct page_ext_operations", "offset" },
	{ F_OPS_NEED_SHARED_FLAGS, MEMBER, OPTIONAL, 1, "struct page_ext_operations",
	  "need_shared_flags" },
	{ F_PAGE_EXT_OWNER, CONSTANT, RECORDS, 0, NULL, "PAGE_EXT_OWNER" },
	/* v5.4: OWNER stays set when a page is freed; this flag is cleared */
	{ F_PAGE_EXT_OWNER_ALLOCATED, CONSTANT, OPTIONAL, 0, NULL, "PAGE_EXT_OWNER_ALLOCATED" },

	/* mm/page_owner.c */
	{ F_PAGE_OWNER_INITED, SYMBOL, RECORDS, 0, NULL, "page_owner_inited" },
	{ F_OWNER_ORDER, MEMBER, RECORDS, 2, "struct page_owner", "order" },
	{ F_OWNER_MIGRATE_REASON, MEMBER, RECORDS, 2, "struct page_owner",
	  "last_migrate_reason" },
	{ F_OWNER_GFP_MASK, MEMBER, RECORDS, 4, "struct page_owner", "gfp_mask" },
	{ F_OWNER_HANDLE, MEMBER, RECORDS, 4, "struct page_owner", "handle" },
	{ F_OWNER_FREE_HANDLE, MEMBER, OPTIONAL, 4, "struct page_owner", "free_handle" },
	/* Linux commit 9cc7e96aa846 ("mm/page_owner: record timestamp and pid") in v5.11 */
	{ F_OWNER_TS, MEMBER, OPTIONAL, 8, "struct page_owner", "ts_nsec" },
	{ F_OWNER_PID, MEMBER, OPTIONAL, 4, "struct page_owner", "pid" },
	/* Linux commit 866b48526217 ("mm/page_owner: record the timestamp of all ...") v5.13 */
	{ F_OWNER_FREE_TS, MEMBER, OPTIONAL, 8, "struct page_owner", "free_ts_nsec" },
	/* v5.18 */
	{ F_OWNER_COMM, MEMBER, OPTIONAL, COMM_LEN, "struct page_owner", "comm" },
	{ F_OWNER_TGID, MEMBER, OPTIONAL, 4, "struct page_owner", "tgid" },
	/* v6.8 */
	{ F_OWNER_FREE_PID, MEMBER, OPTIONAL, 4, "struct page_owner", "free_pid" },
	{ F_OWNER_FREE_TGID, MEMBER, OPTIONAL, 4, "struct page_owner", "free_tgid" },
	/* kernel-patch/RELEASE/2-who, which adds free_pid and free_tgid to v6.1, too */
	{ F_OWNER_CONTEXT, MEMBER, OPTIONAL, 1, "struct page_owner", "context" },
	{ F_OWNER_CGROUP_ID, MEMBER, OPTIONAL, 8, "struct page_owner", "cgroup_id" },
	/* v7.3: "never migrated" became a separate reason instead of -1 */
	{ F_MR_NEVER, CONSTANT, OPTIONAL, 0, NULL, "MR_NEVER" },
	{ F_MR_TYPES, CONSTANT, OPTIONAL, 0, NULL, "MR_TYPES" },

	/*
	 * lib/stackdepot.c.  Linux commit 961c949b012f ("lib/stackdepot: rename slab to pool") in
	 * v6.3; Linux commit ed4f142f72a9 in v6.17 made the array a pointer and added
	 * stack_max_pools.
	 */
	{ F_STACK_POOLS, SYMBOL, OPTIONAL, 0, NULL, "stack_pools" },
	{ F_STACK_POOLS, SYMBOL, OPTIONAL, 0, NULL, "stack_slabs" },
	{ F_STACK_MAX_POOLS, SYMBOL, OPTIONAL, 0, NULL, "stack_max_pools" },
	{ F_HANDLE_INDEX, MEMBER, RECORDS, 0, "union handle_parts", "pool_index_plus_1" },
	{ F_HANDLE_INDEX, MEMBER, RECORDS, 0, "union handle_parts", "pool_index" },
	{ F_HANDLE_INDEX, MEMBER, RECORDS, 0, "union handle_parts", "slabindex" },
	{ F_HANDLE_OFFSET, MEMBER, RECORDS, 0, "union handle_parts", "offset" },
	{ F_HANDLE_EXTRA, MEMBER, OPTIONAL, 0, "union handle_parts", "extra" },
	{ F_RECORD_SIZE, MEMBER, RECORDS, 4, "struct stack_record", "size" },
	{ F_RECORD_HANDLE, MEMBER, RECORDS, 4, "struct stack_record", "handle" },
	{ F_RECORD_ENTRIES, MEMBER, RECORDS, 0, "struct stack_record", "entries" },

	/* The pages of each stack: since v6.9, in a refcount that v6.8 added. */
	{ F_STACK_LIST, SYMBOL, OPTIONAL, 0, NULL, "stack_list" },
	{ F_STACK_RECORD, MEMBER, OPTIONAL, WORD, "struct stack", "stack_record" },
	{ F_STACK_NEXT, MEMBER, OPTIONAL, WORD, "struct stack", "next" },
	/* kernel-patch/RELEASE/1-fixes: a struct llist_node in the record instead of that */
	{ F_RECORD_LIST, MEMBER, OPTIONAL, WORD, "struct stack_record", "list" },
	{ F_RECORD_COUNT, MEMBER, OPTIONAL, 4, "struct stack_record", "count" },
	{ F_POOLS_NUM, SYMBOL, OPTIONAL, 0, NULL, "pools_num" },
	/* v6.8: the next pool, which is not in the table yet */
	{ F_NEW_POOL, SYMBOL, OPTIONAL, 0, NULL, "new_pool" },
	/* mm/kasan/tags.c: it uses the counts of records of the same depot */
	{ F_KASAN_STACKTRACE, SYMBOL, OPTIONAL, 0, NULL, "kasan_flag_stacktrace" },

	/* include/linux/mm_types.h, include/linux/page-flags.h, mm/debug.c */
	{ F_SIZEOF_PAGE, SIZE, REQUIRED, 0, "struct page", NULL },
	{ F_PAGE_FLAGS, MEMBER, REQUIRED, WORD, "struct page", "flags" },
	{ F_PAGE_PRIVATE, MEMBER, REQUIRED, WORD, "struct page", "private" },
	{ F_PAGE_MAPCOUNT, MEMBER, REQUIRED, 4, "struct page", "_mapcount" },
	{ F_PAGE_BUDDY_VALUE, NOTE_NUMBER, REQUIRED, 0, NULL,
	  "NUMBER(PAGE_BUDDY_MAPCOUNT_VALUE)" },
	{ F_PAGE_MAPPING, MEMBER, OPTIONAL, WORD, "struct page", "mapping" },
	{ F_PAGE_REFCOUNT, MEMBER, OPTIONAL, 4, "struct page", "_refcount" },
	/* Linux commit d50569612c29 in v7.1 */
	{ F_PAGE_COMPOUND_HEAD, MEMBER, OPTIONAL, WORD, "struct page", "compound_info" },
	{ F_PAGE_COMPOUND_HEAD, MEMBER, OPTIONAL, WORD, "struct page", "compound_head" },
	{ F_SLAB_CACHE, MEMBER, OPTIONAL, WORD, "struct slab", "slab_cache" },
	{ F_SLAB_CACHE, MEMBER, OPTIONAL, WORD, "struct page", "slab_cache" },
	{ F_CACHE_NAME, MEMBER, OPTIONAL, WORD, "struct kmem_cache", "name" },
	{ F_PAGE_MEMCG_DATA, MEMBER, OPTIONAL, WORD, "struct page", "memcg_data" },
	/* until v5.10 */
	{ F_PAGE_MEMCG_DATA, MEMBER, OPTIONAL, WORD, "struct page", "mem_cgroup" },
	{ F_NR_PAGEFLAGS, CONSTANT, OPTIONAL, 0, NULL, "__NR_PAGEFLAGS" },
	{ F_PG_RESERVED, CONSTANT, REQUIRED, 0, NULL, "PG_reserved" },
	{ F_PAGEFLAG_NAMES, SYMBOL, OPTIONAL, 0, NULL, "pageflag_names" },
	{ F_GFPFLAG_NAMES, SYMBOL, OPTIONAL, 0, NULL, "gfpflag_names" },
	{ F_MIGRATETYPE_NAMES, SYMBOL, OPTIONAL, 0, NULL, "migratetype_names" },
	{ F_MIGRATE_REASON_NAMES, SYMBOL, OPTIONAL, 0, NULL, "migrate_reason_names" },
	{ F_MIGRATE_TYPES, CONSTANT, OPTIONAL, 0, NULL, "MIGRATE_TYPES" },
	{ F_MIGRATE_ISOLATE, CONSTANT, OPTIONAL, 0, NULL, "MIGRATE_ISOLATE" },
	/* v6.17: isolation became a separate bit, and a pageblock has 8 bits */
	{ F_PB_MIGRATE_ISOLATE, CONSTANT, OPTIONAL, 0, NULL, "PB_migrate_isolate" },
	/* lib/vsprintf.c: the fields that %pGp prints after the flags */
	{ F_FLAG_FIELDS, SYMBOL, OPTIONAL, 0, NULL, "pff" },
	{ F_SIZEOF_FLAG_FIELD, SIZE, OPTIONAL, 0, "struct page_flags_fields", NULL },
	{ F_FIELD_WIDTH, MEMBER, OPTIONAL, 4, "struct page_flags_fields", "width" },
	{ F_FIELD_SHIFT, MEMBER, OPTIONAL, 4, "struct page_flags_fields", "shift" },
	{ F_FIELD_MASK, MEMBER, OPTIONAL, 4, "struct page_flags_fields", "mask" },
	{ F_FIELD_SPEC, MEMBER, OPTIONAL, WORD, "struct page_flags_fields", "spec" },
	{ F_FIELD_NAME, MEMBER, OPTIONAL, WORD, "struct page_flags_fields", "name" },
	{ F_SPEC_BASE, MEMBER, OPTIONAL, 0, "struct printf_spec", "base" },
	/* a variable only if the size of huge pages varies (HUGETLB_PAGE_SIZE_VARIABLE) */
	{ F_MOBILITY_DISABLED, SYMBOL, OPTIONAL, 0, NULL, "page_group_by_mobility_disabled" },
	{ F_PAGEBLOCK_ORDER, SYMBOL, OPTIONAL, 0, NULL, "pageblock_order" },
	{ F_HUGETLB, SYMBOL, OPTIONAL, 0, NULL, "hugetlb_max_hstate" },

	/* include/linux/memcontrol.h, include/linux/cgroup-defs.h, fs/kernfs */
	{ F_OBJCG_LIST, MEMBER, OPTIONAL, 0, "struct obj_cgroup", "list" },
	{ F_OBJCG_MEMCG, MEMBER, OPTIONAL, WORD, "struct obj_cgroup", "memcg" },
	/* v7.1: all charged pages point to an obj_cgroup */
	{ F_OBJCG_IS_ROOT, MEMBER, OPTIONAL, 1, "struct obj_cgroup", "is_root" },
	{ F_MEMCG_CSS_FLAGS, MEMBER, OPTIONAL, 4, "struct mem_cgroup", "css.flags" },
	{ F_MEMCG_CSS_CGROUP, MEMBER, OPTIONAL, WORD, "struct mem_cgroup", "css.cgroup" },
	{ F_CGROUP_KN, MEMBER, OPTIONAL, WORD, "struct cgroup", "kn" },
	{ F_KN_NAME, MEMBER, OPTIONAL, WORD, "struct kernfs_node", "name" },
	{ F_KN_PARENT, MEMBER, OPTIONAL, WORD, "struct kernfs_node", "__parent" },
	{ F_KN_PARENT, MEMBER, OPTIONAL, WORD, "struct kernfs_node", "parent" },
	{ F_CSS_ONLINE, CONSTANT, OPTIONAL, 0, NULL, "CSS_ONLINE" },
	/* all cgroups of the default hierarchy, and the ids that records contain */
	{ F_CGRP_DFL_ROOT, SYMBOL, OPTIONAL, 0, NULL, "cgrp_dfl_root" },
	{ F_CGROUP_ROOT_CGRP, MEMBER, OPTIONAL, 0, "struct cgroup_root", "cgrp" },
	{ F_CGROUP_CHILDREN, MEMBER, OPTIONAL, 0, "struct cgroup", "self.children" },
	{ F_CGROUP_SIBLING, MEMBER, OPTIONAL, 0, "struct cgroup", "self.sibling" },
	{ F_KN_ID, MEMBER, OPTIONAL, 8, "struct kernfs_node", "id" },

	/* include/linux/mmzone.h */
	{ F_NODE_DATA, SYMBOL, OPTIONAL, 0, NULL, "node_data" },
	{ F_NR_NODES, NOTE_NUMBER, OPTIONAL, 0, NULL, "LENGTH(node_data)" },
	{ F_CONTIG_PAGE_DATA, SYMBOL, OPTIONAL, 0, NULL, "contig_page_data" },
	{ F_SIZEOF_ZONE, SIZE, OPTIONAL, 0, "struct zone", NULL },
	{ F_NODE_ZONES, MEMBER, OPTIONAL, 0, "struct pglist_data", "node_zones" },
	{ F_NODE_NR_ZONES, MEMBER, OPTIONAL, 4, "struct pglist_data", "nr_zones" },
	{ F_ZONE_NAME, MEMBER, OPTIONAL, WORD, "struct zone", "name" },
	{ F_NODE_START_PFN, MEMBER, OPTIONAL, WORD, "struct pglist_data", "node_start_pfn" },
	/* FLATMEM, and DISCONTIGMEM, which was removed in v5.14 */
	{ F_NODE_PAGE_EXT, MEMBER, OPTIONAL, WORD, "struct pglist_data", "node_page_ext" },
	{ F_NODE_MEM_MAP, MEMBER, OPTIONAL, WORD, "struct pglist_data", "node_mem_map" },
	{ F_ZONE_PAGEBLOCK_FLAGS, MEMBER, OPTIONAL, WORD, "struct zone", "pageblock_flags" },
	{ F_ZONE_MANAGED, MEMBER, OPTIONAL, WORD, "struct zone", "managed_pages" },
	{ F_ZONE_START_PFN, MEMBER, OPTIONAL, WORD, "struct zone", "zone_start_pfn" },
	{ F_ZONE_SPANNED, MEMBER, OPTIONAL, WORD, "struct zone", "spanned_pages" },
	{ F_ZONE_PRESENT, MEMBER, OPTIONAL, WORD, "struct zone", "present_pages" },
	{ F_ZONE_FREE_AREA, MEMBER, OPTIONAL, 0, "struct zone", "free_area" },
	{ F_SIZEOF_FREE_AREA, SIZE, OPTIONAL, 0, "struct free_area", NULL },
	{ F_FREE_AREA_LIST, MEMBER, OPTIONAL, 0, "struct free_area", "free_list" },
	{ F_FREE_AREA_NR_FREE, MEMBER, OPTIONAL, WORD, "struct free_area", "nr_free" },

	/* include/linux/utsname.h; kernel/time/timekeeping.c; kernel/sched/sched.h */
	{ F_INIT_UTS_NS, SYMBOL, OPTIONAL, 0, NULL, "init_uts_ns" },
	{ F_UTS_NAME, MEMBER, OPTIONAL, 0, "struct uts_namespace", "name" },
	{ F_UTS_RELEASE, MEMBER, OPTIONAL, 65, "struct new_utsname", "release" },
	{ F_UTS_VERSION, MEMBER, OPTIONAL, 65, "struct new_utsname", "version" },
	{ F_UTS_MACHINE, MEMBER, OPTIONAL, 65, "struct new_utsname", "machine" },
	{ F_TIMEKEEPER_SHADOW, SYMBOL, OPTIONAL, 0, NULL, "shadow_timekeeper" },
	/* v6.13: a named struct contains the timekeeper and its shadow */
	{ F_TK_CORE, SYMBOL, OPTIONAL, 0, NULL, "timekeeper_data" },
	{ F_TK_CORE, SYMBOL, OPTIONAL, 0, NULL, "tk_core" },
	{ F_TK_DATA_TIMEKEEPER, MEMBER, OPTIONAL, 0, "struct tk_data", "timekeeper" },
	{ F_TK_XTIME_SEC, MEMBER, OPTIONAL, 8, "struct timekeeper", "xtime_sec" },
	{ F_RUNQUEUES, SYMBOL, OPTIONAL, 0, NULL, "runqueues" },
	{ F_RQ_CLOCK, MEMBER, OPTIONAL, 8, "struct rq", "clock" },
	{ F_PER_CPU_OFFSET, SYMBOL, OPTIONAL, 0, NULL, "__per_cpu_offset" },
	{ F_NR_CPU_IDS, SYMBOL, OPTIONAL, 0, NULL, "nr_cpu_ids" },

	/*
	 * include/linux/sched.h, include/linux/mm_types.h, and VMCOREINFO's lines about page
	 * tables: on x86_64 and, since v5.9, on arm64
	 */
	{ F_INIT_TASK, SYMBOL, OPTIONAL, 0, NULL, "init_task" },
	{ F_TASK_START, MEMBER, OPTIONAL, 8, "struct task_struct", "start_time" },
	{ F_TASK_TASKS, MEMBER, OPTIONAL, 0, "struct task_struct", "tasks" },
	{ F_TASK_PID, MEMBER, OPTIONAL, 4, "struct task_struct", "pid" },
	{ F_TASK_MM, MEMBER, OPTIONAL, WORD, "struct task_struct", "mm" },
	{ F_MM_PGD, MEMBER, OPTIONAL, WORD, "struct mm_struct", "pgd" },
	{ F_INIT_TOP_PGT, NOTE_SYMBOL, OPTIONAL, 0, NULL, "init_top_pgt" },
	{ F_PHYS_BASE, NOTE_NUMBER, OPTIONAL, 0, NULL, "NUMBER(phys_base)" },
	{ F_SWAPPER_PG_DIR, NOTE_SYMBOL, OPTIONAL, 0, NULL, "swapper_pg_dir" },
	{ F_KIMAGE_VOFFSET, NOTE_NUMBER, OPTIONAL, 0, NULL, "NUMBER(kimage_voffset)" },
	{ F_PGTABLE_L5, NOTE_NUMBER, OPTIONAL, 0, NULL, "NUMBER(pgtable_l5_enabled)" },
	{ F_SME_MASK, NOTE_NUMBER, OPTIONAL, 0, NULL, "NUMBER(sme_mask)" },
	{ F_TCR_T1SZ, NOTE_NUMBER, OPTIONAL, 0, NULL, "NUMBER(TCR_EL1_T1SZ)" },

	/*
	 * kernel/printk/printk_ringbuffer.h, in VMCOREINFO since it was added in v5.10; before,
	 * kernel/printk/printk.c
	 */
	{ F_PRB, SYMBOL, OPTIONAL, 0, NULL, "prb" },
	{ F_PRB_DESC_RING, MEMBER, OPTIONAL, 0, "struct printk_ringbuffer", "desc_ring" },
	{ F_PRB_TEXT_RING, MEMBER, OPTIONAL, 0, "struct printk_ringbuffer", "text_data_ring" },
	{ F_DESC_RING_COUNT_BITS, MEMBER, OPTIONAL, 4, "struct prb_desc_ring", "count_bits" },
	{ F_DESC_RING_DESCS, MEMBER, OPTIONAL, WORD, "struct prb_desc_ring", "descs" },
	{ F_DESC_RING_INFOS, MEMBER, OPTIONAL, WORD, "struct prb_desc_ring", "infos" },
	{ F_DESC_RING_HEAD, MEMBER, OPTIONAL, WORD, "struct prb_desc_ring", "head_id" },
	{ F_DESC_RING_TAIL, MEMBER, OPTIONAL, WORD, "struct prb_desc_ring", "tail_id" },
	{ F_SIZEOF_PRB_DESC, SIZE, OPTIONAL, 0, "struct prb_desc", NULL },
	{ F_DESC_STATE, MEMBER, OPTIONAL, WORD, "struct prb_desc", "state_var" },
	{ F_DESC_BLK, MEMBER, OPTIONAL, 0, "struct prb_desc", "text_blk_lpos" },
	{ F_BLK_BEGIN, MEMBER, OPTIONAL, WORD, "struct prb_data_blk_lpos", "begin" },
	{ F_BLK_NEXT, MEMBER, OPTIONAL, WORD, "struct prb_data_blk_lpos", "next" },
	{ F_SIZEOF_PRINTK_INFO, SIZE, OPTIONAL, 0, "struct printk_info", NULL },
	{ F_INFO_TS, MEMBER, OPTIONAL, 8, "struct printk_info", "ts_nsec" },
	{ F_INFO_TEXT_LEN, MEMBER, OPTIONAL, 2, "struct printk_info", "text_len" },
	{ F_DATA_RING_SIZE_BITS, MEMBER, OPTIONAL, 4, "struct prb_data_ring", "size_bits" },
	{ F_DATA_RING_DATA, MEMBER, OPTIONAL, WORD, "struct prb_data_ring", "data" },
	{ F_LOG_BUF, SYMBOL, OPTIONAL, 0, NULL, "log_buf" },
	{ F_LOG_BUF_LEN, SYMBOL, OPTIONAL, 0, NULL, "log_buf_len" },
	{ F_LOG_FIRST_IDX, SYMBOL, OPTIONAL, 0, NULL, "log_first_idx" },
	{ F_LOG_NEXT_IDX, SYMBOL, OPTIONAL, 0, NULL, "log_next_idx" },
	{ F_SIZEOF_PRINTK_LOG, SIZE, OPTIONAL, 0, "struct printk_log", NULL },
	{ F_LOG_TS, MEMBER, OPTIONAL, 8, "struct printk_log", "ts_nsec" },
	{ F_LOG_LEN, MEMBER, OPTIONAL, 2, "struct printk_log", "len" },
	{ F_LOG_TEXT_LEN, MEMBER, OPTIONAL, 2, "struct printk_log", "text_len" },

	/* kernel/kallsyms.c: addresses in VMCOREINFO since v6.0 */
	{ F_KALLSYMS_NAMES, SYMBOL, EARLY, 0, NULL, "kallsyms_names" },
	{ F_KALLSYMS_NUM_SYMS, SYMBOL, EARLY, 0, NULL, "kallsyms_num_syms" },
	{ F_KALLSYMS_TOKEN_TABLE, SYMBOL, EARLY, 0, NULL, "kallsyms_token_table" },
	{ F_KALLSYMS_TOKEN_INDEX, SYMBOL, EARLY, 0, NULL, "kallsyms_token_index" },
	{ F_KALLSYMS_OFFSETS, SYMBOL, EARLY, 0, NULL, "kallsyms_offsets" },
	/* removed in v7.0: Linux commit a081b5789255, offsets are relative to their own address */
	{ F_KALLSYMS_RELATIVE_BASE, SYMBOL, EARLY, 0, NULL, "kallsyms_relative_base" },
	{ F_KALLSYMS_ADDRESSES, SYMBOL, EARLY, 0, NULL, "kallsyms_addresses" },

	/*
	 * include/linux/module.h, kernel/module/kallsyms.c.  Linux commit ac3b43283923 ("module:
	 * replace module_layout with module_memory") in v6.4 added mem[].
	 */
	{ F_MODULES, SYMBOL, OPTIONAL, 0, NULL, "modules" },
	{ F_MODULE_LIST, MEMBER, OPTIONAL, 0, "struct module", "list" },
	{ F_MODULE_NAME, MEMBER, OPTIONAL, 0, "struct module", "name" },
	{ F_MODULE_STATE, MEMBER, OPTIONAL, 4, "struct module", "state" },
	{ F_MODULE_UNFORMED, CONSTANT, OPTIONAL, 0, NULL, "MODULE_STATE_UNFORMED" },
	{ F_MODULE_KALLSYMS, MEMBER, OPTIONAL, WORD, "struct module", "kallsyms" },
	{ F_MODULE_CORE_KALLSYMS, MEMBER, OPTIONAL, 0, "struct module", "core_kallsyms" },
	{ F_KALLSYMS_SYMTAB, MEMBER, OPTIONAL, WORD, "struct mod_kallsyms", "symtab" },
	{ F_KALLSYMS_NUM_SYMTAB, MEMBER, OPTIONAL, 4, "struct mod_kallsyms", "num_symtab" },
	{ F_KALLSYMS_STRTAB, MEMBER, OPTIONAL, WORD, "struct mod_kallsyms", "strtab" },
	{ F_MODULE_CORE_BASE, MEMBER, OPTIONAL, WORD, "struct module", "core_layout.base" },
	{ F_MODULE_CORE_SIZE, MEMBER, OPTIONAL, 4, "struct module", "core_layout.size" },
	{ F_MODULE_CORE_TEXT_SIZE, MEMBER, OPTIONAL, 4, "struct module",
	  "core_layout.text_size" },
	{ F_MODULE_INIT_BASE, MEMBER, OPTIONAL, WORD, "struct module", "init_layout.base" },
	{ F_MODULE_INIT_SIZE, MEMBER, OPTIONAL, 4, "struct module", "init_layout.size" },
	{ F_MODULE_INIT_TEXT_SIZE, MEMBER, OPTIONAL, 4, "struct module",
	  "init_layout.text_size" },
	{ F_MODULE_MEM, MEMBER, OPTIONAL, 0, "struct module", "mem" },
	{ F_SIZEOF_MODULE_MEMORY, SIZE, OPTIONAL, 0, "struct module_memory", NULL },
	{ F_MEMORY_BASE, MEMBER, OPTIONAL, WORD, "struct module_memory", "base" },
	{ F_MEMORY_SIZE, MEMBER, OPTIONAL, 4, "struct module_memory", "size" },
	{ F_MOD_MEM_NUM_TYPES, CONSTANT, OPTIONAL, 0, NULL, "MOD_MEM_NUM_TYPES" },
	{ F_MOD_INIT_TEXT, CONSTANT, OPTIONAL, 0, NULL, "MOD_INIT_TEXT" },

	/* lib/codetag.c, lib/alloc_tag.c (mm/ since v7.1), v6.10; include/linux/xarray.h */
	{ F_ALLOC_TAG_TYPE, SYMBOL, OPTIONAL, 0, NULL, "alloc_tag_cttype" },
	{ F_MEM_PROFILING_KEY, SYMBOL, OPTIONAL, 0, NULL, "mem_alloc_profiling_key" },
	{ F_CODETAG_MOD_IDR, MEMBER, OPTIONAL, 0, "struct codetag_type", "mod_idr" },
	{ F_IDR_HEAD, MEMBER, OPTIONAL, WORD, "struct idr", "idr_rt.xa_head" },
	{ F_XA_NODE_SLOTS, MEMBER, OPTIONAL, 0, "struct xa_node", "slots" },
	{ F_CODETAG_START, MEMBER, OPTIONAL, WORD, "struct codetag_module", "range.start" },
	{ F_CODETAG_STOP, MEMBER, OPTIONAL, WORD, "struct codetag_module", "range.stop" },
	{ F_SIZEOF_ALLOC_TAG, SIZE, OPTIONAL, 0, "struct alloc_tag", NULL },
	{ F_TAG_COUNTERS, MEMBER, OPTIONAL, WORD, "struct alloc_tag", "counters" },
	{ F_CODETAG_LINENO, MEMBER, OPTIONAL, 4, "struct codetag", "lineno" },
	{ F_CODETAG_MODNAME, MEMBER, OPTIONAL, WORD, "struct codetag", "modname" },
	{ F_CODETAG_FUNCTION, MEMBER, OPTIONAL, WORD, "struct codetag", "function" },
	{ F_CODETAG_FILENAME, MEMBER, OPTIONAL, WORD, "struct codetag", "filename" },
	{ F_TAG_BYTES, MEMBER, OPTIONAL, 8, "struct alloc_tag_counters", "bytes" },
	{ F_TAG_CALLS, MEMBER, OPTIONAL, 8, "struct alloc_tag_counters", "calls" },
	{ F_CODETAG_FLAGS, MEMBER, OPTIONAL, 4, "struct codetag", "flags" },
	{ F_CPU_POSSIBLE_MASK, SYMBOL, OPTIONAL, 0, NULL, "__cpu_possible_mask" },
	{ F_PAGE_TAGGING_OPS, SYMBOL, OPTIONAL, 0, NULL, "page_alloc_tagging_ops" },
	/* v6.14: the tags of pages are numbers in page->flags */
	{ F_TAGS_COMPRESSED, SYMBOL, OPTIONAL, 0, NULL, "mem_profiling_compressed" },
	{ F_TAG_REF_OFFSET, SYMBOL, OPTIONAL, 0, NULL, "alloc_tag_ref_offs" },
	{ F_TAG_REF_MASK, SYMBOL, OPTIONAL, 0, NULL, "alloc_tag_ref_mask" },
	{ F_KERNEL_TAGS, SYMBOL, OPTIONAL, 0, NULL, "kernel_tags" },
	{ F_KERNEL_TAGS_FIRST, MEMBER, OPTIONAL, WORD, "struct alloc_tag_kernel_section",
	  "first_tag" },
	{ F_KERNEL_TAGS_COUNT, MEMBER, OPTIONAL, WORD, "struct alloc_tag_kernel_section",
	  "count" },
	{ F_MODULE_TAGS, SYMBOL, OPTIONAL, 0, NULL, "module_tags" },
	{ F_MODULE_TAGS_FIRST, MEMBER, OPTIONAL, WORD, "struct alloc_tag_module_section",
	  "first_tag" },
};
/* clang-format on */

const size_t nr_layout_rows = ARRAY_SIZE(layout_rows);
