/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Linux 6.1 keeps in memory, as its own compiler lays it out on x86_64
 * with SPARSEMEM_VMEMMAP, MEMCG, MEMORY_ISOLATION, MODULES and no NUMA.  Each
 * struct names the kernel file that it follows; members behind the last one of
 * interest are left out, members before it are kept or replaced by as much room
 * as they take.  Nothing here was taken from the analyser.
 */
#include "linux-types.h"

#ifndef FK_HISTORY /* which has its own of what changed most */

/* ---- include/linux/page_ext.h, mm/page_owner.c ---- */

#define FK_SHARED_FLAGS_SIZE sizeof(struct page_ext) /* page_ext_size starts with it */
#define FK_PAGE_EXT_INVALID 1

enum page_ext_flags { PAGE_EXT_OWNER, PAGE_EXT_OWNER_ALLOCATED };

struct page_ext {
	unsigned long flags;
};

struct page_ext_operations {
	size_t offset;
	size_t size;
	_Bool (*need)(void);
	void (*init)(void);
};

struct page_owner {
	unsigned short order;
	short last_migrate_reason;
	gfp_t gfp_mask;
	depot_stack_handle_t handle;
	depot_stack_handle_t free_handle;
	u64 ts_nsec;
	u64 free_ts_nsec;
	char comm[16];
	fake_pid_t pid;
	fake_pid_t tgid;
};
#define FK_OWNER_FREE_HANDLE
#define FK_OWNER_TS
#define FK_OWNER_FREE_TS
#define FK_OWNER_COMM
#endif

/* include/linux/migrate_mode.h */
enum migrate_reason {
	MR_COMPACTION,
	MR_MEMORY_FAILURE,
	MR_MEMORY_HOTPLUG,
	MR_SYSCALL,
	MR_MEMPOLICY_MBIND,
	MR_NUMA_MISPLACED,
	MR_CONTIG_RANGE,
	MR_LONGTERM_PIN,
	MR_DEMOTION,
	MR_TYPES
};
#define FK_NEVER_MIGRATED (-1)
#define FK_MIGRATE_REASON_NAMES                                                                   \
	"compaction", "memory_failure", "memory_hotplug", "syscall_or_cpuset", "mempolicy_mbind", \
		"numa_misplaced", "contig_range", "longterm_pin", "demotion"

#ifndef FK_HISTORY
/* ---- lib/stackdepot.c ---- */

union handle_parts {
	depot_stack_handle_t handle;
	struct {
		u32 slabindex : 16;
		u32 offset : 10;
		u32 valid : 1;
		u32 extra : 5;
	};
};
#define FK_HANDLE_INDEX slabindex
#define FK_HANDLE_INDEX_BASE 0
#define FK_HANDLE_VALID
#define FK_POOLS "stack_slabs"
#define FK_MAX_POOLS 8192

struct stack_record {
	struct stack_record *next;
	u32 hash;
	u32 size;
	union handle_parts handle;
	unsigned long entries[];
};
#endif

/* ---- include/linux/mmzone.h, include/linux/pageblock-flags.h ---- */

#define FK_MAX_ORDER 10 /* the largest one */

enum migratetype {
	MIGRATE_UNMOVABLE,
	MIGRATE_MOVABLE,
	MIGRATE_RECLAIMABLE,
	MIGRATE_PCPTYPES,
	MIGRATE_HIGHATOMIC = MIGRATE_PCPTYPES,
	MIGRATE_ISOLATE,
	MIGRATE_TYPES
};
#define FK_MIGRATETYPE_NAMES "Unmovable", "Movable", "Reclaimable", "HighAtomic", "Isolate"

enum pageblock_bits {
	PB_migrate,
	PB_migrate_end = PB_migrate + 3 - 1,
	PB_migrate_skip,
	NR_PAGEBLOCK_BITS
};
#define FK_PAGEBLOCK_BITS NR_PAGEBLOCK_BITS

#ifndef FK_HISTORY
struct mem_section_usage { /* with the rcu member of late 6.1.y */
	struct rcu_head rcu;
	unsigned long subsection_map[1];
	unsigned long pageblock_flags[];
};
#endif

struct free_area {
	struct list_head free_list[MIGRATE_TYPES];
	unsigned long nr_free;
};

struct zone {
	unsigned long _watermark[4];
	unsigned long watermark_boost;
	unsigned long nr_reserved_highatomic;
	long lowmem_reserve[3];
	struct pglist_data *zone_pgdat;
	void *per_cpu_pageset;
	void *per_cpu_zonestats;
	int pageset_high;
	int pageset_batch;
	unsigned long zone_start_pfn;
	atomic_long_t managed_pages;
	unsigned long spanned_pages;
	unsigned long present_pages;
	const char *name;
#ifdef FK_FLATMEM
	unsigned long *pageblock_flags;
#endif
	unsigned long nr_isolate_pageblock;
	int initialized;
	struct free_area free_area[FK_MAX_ORDER + 1] __attribute__((aligned(64)));
	unsigned long flags;
	atomic_long_t vm_stat[12] __attribute__((aligned(64)));
} __attribute__((aligned(64)));

/* ---- include/linux/mm_types.h, include/linux/page-flags.h ---- */

/* clang-format off */
enum pageflags {
	PG_locked, PG_referenced, PG_uptodate, PG_dirty, PG_lru, PG_active, PG_workingset,
	PG_waiters, PG_error, PG_slab, PG_owner_priv_1, PG_arch_1, PG_reserved, PG_private,
	PG_private_2, PG_writeback, PG_head, PG_mappedtodisk, PG_reclaim, PG_swapbacked,
	PG_unevictable, PG_mlocked, PG_arch_2, __NR_PAGEFLAGS
};
/* clang-format on */
/* include/trace/events/mmflags.h */
#define FK_PAGEFLAG_NAMES                                                                          \
	{ PG_locked, "locked" }, { PG_waiters, "waiters" }, { PG_error, "error" },                 \
		{ PG_referenced, "referenced" }, { PG_uptodate, "uptodate" },                      \
		{ PG_dirty, "dirty" }, { PG_lru, "lru" }, { PG_active, "active" },                 \
		{ PG_workingset, "workingset" }, { PG_slab, "slab" },                              \
		{ PG_owner_priv_1, "owner_priv_1" }, { PG_arch_1, "arch_1" },                      \
		{ PG_reserved, "reserved" }, { PG_private, "private" },                            \
		{ PG_private_2, "private_2" }, { PG_writeback, "writeback" }, { PG_head, "head" }, \
		{ PG_mappedtodisk, "mappedtodisk" }, { PG_reclaim, "reclaim" },                    \
		{ PG_swapbacked, "swapbacked" }, { PG_unevictable, "unevictable" },                \
		{ PG_mlocked, "mlocked" },                                                         \
	{                                                                                          \
		PG_arch_2, "arch_2"                                                                \
	}

#define FK_PAGE_FLAGS flags
#ifndef FK_BUDDY_TYPE
#define FK_BUDDY_TYPE (0xffffffffu & ~0x80u) /* PAGE_TYPE_BASE set, PG_buddy clear */
#define FK_BUDDY_VALUE (~0x80)		     /* PAGE_BUDDY_MAPCOUNT_VALUE */
#endif

/* include/linux/gfp_types.h, include/trace/events/mmflags.h: most bits first */
#define FK_GFPFLAG_NAMES                                                                 \
	{ 0x1c24ca, "GFP_TRANSHUGE" }, { 0x1c20ca, "GFP_TRANSHUGE_LIGHT" },              \
		{ 0x100cca, "GFP_HIGHUSER_MOVABLE" }, { 0x100cc2, "GFP_HIGHUSER" },      \
		{ 0x100cc0, "GFP_USER" }, { 0x400cc0, "GFP_KERNEL_ACCOUNT" },            \
		{ 0xcc0, "GFP_KERNEL" }, { 0xc40, "GFP_NOFS" }, { 0xa20, "GFP_ATOMIC" }, \
		{ 0xc00, "GFP_NOIO" }, { 0x800, "GFP_NOWAIT" }, { 0x1, "GFP_DMA" },      \
		{ 0x2, "__GFP_HIGHMEM" }, { 0x4, "GFP_DMA32" }, { 0x20, "__GFP_HIGH" },  \
		{ 0x200, "__GFP_ATOMIC" }, { 0x40, "__GFP_IO" }, { 0x80, "__GFP_FS" },   \
		{ 0x2000, "__GFP_NOWARN" }, { 0x4000, "__GFP_RETRY_MAYFAIL" },           \
		{ 0x8000, "__GFP_NOFAIL" }, { 0x10000, "__GFP_NORETRY" },                \
		{ 0x40000, "__GFP_COMP" }, { 0x100, "__GFP_ZERO" },                      \
		{ 0x80000, "__GFP_NOMEMALLOC" }, { 0x20000, "__GFP_MEMALLOC" },          \
		{ 0x100000, "__GFP_HARDWALL" }, { 0x200000, "__GFP_THISNODE" },          \
		{ 0x10, "__GFP_RECLAIMABLE" }, { 0x8, "__GFP_MOVABLE" },                 \
		{ 0x400000, "__GFP_ACCOUNT" }, { 0x1000, "__GFP_WRITE" },                \
		{ 0xc00, "__GFP_RECLAIM" }, { 0x400, "__GFP_DIRECT_RECLAIM" },           \
		{ 0x800, "__GFP_KSWAPD_RECLAIM" },                                       \
	{                                                                                \
		0x800000, "__GFP_ZEROTAGS"                                               \
	}

/* ---- include/linux/module.h ---- */

struct module_layout {
	void *base;
	unsigned int size;
	unsigned int text_size;
	unsigned int ro_size;
	unsigned int ro_after_init_size;
	char mtn[56]; /* struct mod_tree_node */
};

struct module {
	enum module_state state;
	struct list_head list;
	char name[64 - sizeof(unsigned long)];
	char mkobj[96];
	void *init;
	struct module_layout core_layout __attribute__((aligned(64)));
	struct module_layout init_layout;
	unsigned long taints;
	struct mod_kallsyms *kallsyms;
	struct mod_kallsyms core_kallsyms;
} __attribute__((aligned(64)));
#define FK_MODULE_LAYOUT

/* ---- how the text of this kernel looks: mm/page_owner.c ---- */

#ifndef FK_HISTORY
#define FK_FORMAT_RECORD                                                                  \
	"Page allocated via order %u, mask %#x(%pGg), pid %d, tgid %d (%s), ts %llu ns, " \
	"free_ts %llu ns\n"
#define FK_FORMAT_PFN "PFN %lu type %s Block %lu type %s Flags %pGp\n"
#endif
/* locked, waiters, uptodate, lru, active, swapbacked */
#define FK_SOME_FLAGS 0x800b5
#define FK_SOME_TEXT "0x3fffff00000800b5(locked|waiters|uptodate|lru|active|swapbacked|"
#define FK_ALL_TEXT                                                                             \
	"0x3fffff00007fffff(locked|waiters|error|referenced|uptodate|dirty|lru|"                \
	"active|workingset|slab|owner_priv_1|arch_1|reserved|private|private_2|writeback|head|" \
	"mappedtodisk|reclaim|swapbacked|unevictable|mlocked|arch_2|"
#define FK_RESERVED_TEXT "0x3fffff0000001000(reserved|"
#define FK_GFP_ATOMIC 0xa20
#ifndef FK_OSRELEASE
#define FK_OSRELEASE "6.1.0-fake"
#endif
#define FK_KALLSYMS_TWO_BYTE_LENGTHS
#define FK_KALLSYMS KALLSYMS_ABSOLUTE_PERCPU
#ifndef FK_NO_KALLSYMS_IN_NOTE
#define FK_KALLSYMS_IN_NOTE
#endif
