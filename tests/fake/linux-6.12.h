/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Linux 6.12 keeps in memory, as its own compiler lays it out on x86_64
 * with SPARSEMEM_VMEMMAP, MEMCG, MEMORY_ISOLATION, MODULES and no NUMA.  Each
 * struct names the kernel file that it follows; members behind the last one of
 * interest are left out, members before it are kept or replaced by as much room
 * as they take.  Nothing here was taken from the analyser.
 */
#include "linux-types.h"

/* mm/slab.h: the list moved behind */
struct slab {
	unsigned long __page_flags;
	struct kmem_cache *slab_cache;
};
#define FK_OWN_SLAB

/* ---- include/linux/page_ext.h, mm/page_owner.c ---- */

#define FK_SHARED_FLAGS_SIZE sizeof(struct page_ext) /* because page_owner needs them */
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
	_Bool need_shared_flags;
};
#define FK_NEED_SHARED_FLAGS

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
	fake_pid_t free_pid;
	fake_pid_t free_tgid;
};
#define FK_OWNER_FREE_HANDLE
#define FK_OWNER_TS
#define FK_OWNER_FREE_TS
#define FK_OWNER_COMM
#define FK_OWNER_FREE_PID

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
	MR_DAMON,
	MR_TYPES
};
#define FK_NEVER_MIGRATED (-1)
#define FK_MIGRATE_REASON_NAMES                                                                   \
	"compaction", "memory_failure", "memory_hotplug", "syscall_or_cpuset", "mempolicy_mbind", \
		"numa_misplaced", "contig_range", "longterm_pin", "demotion", "damon"

/* ---- include/linux/stackdepot.h, lib/stackdepot.c ---- */

union handle_parts {
	depot_stack_handle_t handle;
	struct {
		u32 pool_index_plus_1 : 17;
		u32 offset : 10;
		u32 extra : 5;
	};
};
#define FK_HANDLE_INDEX pool_index_plus_1
#define FK_HANDLE_INDEX_BASE 1
#define FK_POOLS "stack_pools"
#define FK_MAX_POOLS 8192

typedef struct {
	atomic_t refs;
} refcount_t;
struct stack_record {
	struct list_head hash_list;
	u32 hash;
	u32 size;
	union handle_parts handle;
	refcount_t count;
	union {
		unsigned long entries[64]; /* CONFIG_STACKDEPOT_MAX_FRAMES */
		struct {
			struct list_head free_list;
			unsigned long rcu_state;
		};
	};
};
#define FK_RECORD_COUNT

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

struct mem_section_usage {
	struct rcu_head rcu;
	unsigned long subsection_map[1];
	unsigned long pageblock_flags[];
};

struct free_area {
	struct list_head free_list[MIGRATE_TYPES];
	unsigned long nr_free;
};

struct zone {
	unsigned long _watermark[4];
	unsigned long watermark_boost;
	unsigned long nr_reserved_highatomic;
	unsigned long nr_free_highatomic;
	long lowmem_reserve[3];
	struct pglist_data *zone_pgdat;
	void *per_cpu_pageset;
	void *per_cpu_zonestats;
	int pageset_high_min;
	int pageset_high_max;
	int pageset_batch;
	unsigned long zone_start_pfn;
	atomic_long_t managed_pages;
	unsigned long spanned_pages;
	unsigned long present_pages;
	const char *name;
	unsigned long nr_isolate_pageblock;
	int initialized;
	struct free_area free_area[FK_MAX_ORDER + 1] __attribute__((aligned(64)));
	unsigned long flags;
	atomic_long_t vm_stat[12] __attribute__((aligned(64)));
} __attribute__((aligned(64)));

/* ---- include/linux/mm_types.h, include/linux/page-flags.h ---- */

/* clang-format off */
enum pageflags {
	PG_locked, PG_writeback, PG_referenced, PG_uptodate, PG_dirty, PG_lru, PG_head, PG_waiters,
	PG_active, PG_workingset, PG_owner_priv_1, PG_owner_2, PG_arch_1, PG_reserved, PG_private,
	PG_private_2, PG_reclaim, PG_swapbacked, PG_unevictable, PG_mlocked, __NR_PAGEFLAGS
};
/* clang-format on */
/* include/trace/events/mmflags.h */
#define FK_PAGEFLAG_NAMES                                                                          \
	{ PG_locked, "locked" }, { PG_waiters, "waiters" }, { PG_referenced, "referenced" },       \
		{ PG_uptodate, "uptodate" }, { PG_dirty, "dirty" }, { PG_lru, "lru" },             \
		{ PG_active, "active" }, { PG_workingset, "workingset" },                          \
		{ PG_owner_priv_1, "owner_priv_1" }, { PG_owner_2, "owner_2" },                    \
		{ PG_arch_1, "arch_1" }, { PG_reserved, "reserved" }, { PG_private, "private" },   \
		{ PG_private_2, "private_2" }, { PG_writeback, "writeback" }, { PG_head, "head" }, \
		{ PG_reclaim, "reclaim" }, { PG_swapbacked, "swapbacked" },                        \
		{ PG_unevictable, "unevictable" },                                                 \
	{                                                                                          \
		PG_mlocked, "mlocked"                                                              \
	}

#define FK_PAGE_FLAGS flags
#define FK_BUDDY_TYPE 0xf0000000u  /* PGTY_buddy << 24 */
#define FK_BUDDY_VALUE 0xf0000000l /* PAGE_BUDDY_MAPCOUNT_VALUE */

/* include/linux/gfp_types.h, include/trace/events/mmflags.h: most bits first */
#define FK_GFPFLAG_NAMES                                                                          \
	{ 0x1c24ca, "GFP_TRANSHUGE" }, { 0x1c20ca, "GFP_TRANSHUGE_LIGHT" },                       \
		{ 0x100cca, "GFP_HIGHUSER_MOVABLE" }, { 0x100cc2, "GFP_HIGHUSER" },               \
		{ 0x100cc0, "GFP_USER" }, { 0x400cc0, "GFP_KERNEL_ACCOUNT" },                     \
		{ 0xcc0, "GFP_KERNEL" }, { 0xc40, "GFP_NOFS" }, { 0x820, "GFP_ATOMIC" },          \
		{ 0xc00, "GFP_NOIO" }, { 0x2800, "GFP_NOWAIT" }, { 0x1, "GFP_DMA" },              \
		{ 0x2, "__GFP_HIGHMEM" }, { 0x4, "GFP_DMA32" }, { 0x20, "__GFP_HIGH" },           \
		{ 0x40, "__GFP_IO" }, { 0x80, "__GFP_FS" }, { 0x2000, "__GFP_NOWARN" },           \
		{ 0x4000, "__GFP_RETRY_MAYFAIL" }, { 0x8000, "__GFP_NOFAIL" },                    \
		{ 0x10000, "__GFP_NORETRY" }, { 0x40000, "__GFP_COMP" }, { 0x100, "__GFP_ZERO" }, \
		{ 0x80000, "__GFP_NOMEMALLOC" }, { 0x20000, "__GFP_MEMALLOC" },                   \
		{ 0x100000, "__GFP_HARDWALL" }, { 0x200000, "__GFP_THISNODE" },                   \
		{ 0x10, "__GFP_RECLAIMABLE" }, { 0x8, "__GFP_MOVABLE" },                          \
		{ 0x400000, "__GFP_ACCOUNT" }, { 0x1000, "__GFP_WRITE" },                         \
		{ 0xc00, "__GFP_RECLAIM" }, { 0x400, "__GFP_DIRECT_RECLAIM" },                    \
		{ 0x800, "__GFP_KSWAPD_RECLAIM" },                                                \
	{                                                                                         \
		0x800000, "__GFP_ZEROTAGS"                                                        \
	}

/* ---- include/linux/module.h ---- */

enum mod_mem_type {
	MOD_TEXT,
	MOD_DATA,
	MOD_RODATA,
	MOD_RO_AFTER_INIT,
	MOD_INIT_TEXT,
	MOD_INIT_DATA,
	MOD_INIT_RODATA,
	MOD_MEM_NUM_TYPES,
	MOD_INVALID = -1
};

struct module_memory {
	void *base;
	unsigned int size;
	char mtn[56]; /* struct mod_tree_node */
};

struct module {
	enum module_state state;
	struct list_head list;
	char name[64 - sizeof(unsigned long)];
	char mkobj[96];
	void *init;
	struct module_memory mem[MOD_MEM_NUM_TYPES] __attribute__((aligned(64)));
	unsigned long taints;
	struct mod_kallsyms *kallsyms;
	struct mod_kallsyms core_kallsyms;
} __attribute__((aligned(64)));

/* ---- how the text of this kernel looks: mm/page_owner.c ---- */

#define FK_FORMAT_RECORD \
	"Page allocated via order %u, mask %#x(%pGg), pid %d, tgid %d (%s), ts %llu ns\n"
#define FK_FORMAT_PFN "PFN 0x%lx type %s Block %lu type %s Flags %pGp\n"
#define FK_TEXT_HEX_PFN
#define FK_TEXT_NO_FREE_TS
/* locked, waiters, uptodate, lru, active, swapbacked */
#define FK_SOME_FLAGS 0x201a9
#define FK_SOME_TEXT "0x3fffff00000201a9(locked|waiters|uptodate|lru|active|swapbacked|"
#define FK_ALL_TEXT                                                                         \
	"0x3fffff00000fffff(locked|waiters|referenced|uptodate|dirty|lru|active|"           \
	"workingset|owner_priv_1|owner_2|arch_1|reserved|private|private_2|writeback|head|" \
	"reclaim|swapbacked|unevictable|mlocked|"
#define FK_RESERVED_TEXT "0x3fffff0000002000(reserved|"
#define FK_GFP_ATOMIC 0x820
#define FK_OSRELEASE "6.12.0-fake"
#define FK_KALLSYMS_TWO_BYTE_LENGTHS
#define FK_KALLSYMS KALLSYMS_ABSOLUTE_PERCPU
#define FK_KALLSYMS_IN_NOTE
