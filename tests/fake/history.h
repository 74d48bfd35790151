/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The structs of page_ext, page_owner, the stack depot and the sections of
 * memory from Linux 4.9 on, each change behind the release that made it: 409 is
 * v4.9, 601 is v6.1.  A kernel is a file that defines FK_RELEASE, then what
 * else differs, and includes this: a distribution that took one part from a
 * later release says so with FK_OWNER, FK_DEPOT or FK_SECTION, and one with the
 * patches of kernel-patch/RELEASE/who with FK_WHO.  All other
 * structs are those of linux-6.1.h, which every one of them can be read with.
 * Nothing here was taken from the analyser.
 */
#ifndef FK_PAGE_SHIFT
#define FK_PAGE_SHIFT 12
#endif
#ifndef FK_OWNER
#define FK_OWNER FK_RELEASE /* mm/page_owner.c */
#endif
#ifndef FK_DEPOT
#define FK_DEPOT FK_RELEASE /* lib/stackdepot.c */
#endif
#ifndef FK_SECTION
#define FK_SECTION FK_RELEASE /* include/linux/mmzone.h, mm/page_ext.c */
#endif
#define FK_HISTORY
#include "linux-types.h"

/* ---- include/linux/page_ext.h, mm/page_ext.c ---- */

enum page_ext_flags {
#if FK_SECTION < 500
	PAGE_EXT_DEBUG_POISON,
#endif
#if FK_SECTION < 503
	PAGE_EXT_DEBUG_GUARD,
#endif
	PAGE_EXT_OWNER,
#if FK_SECTION >= 504
	PAGE_EXT_OWNER_ALLOCATED,
#define FK_OWNER_ALLOCATED
#endif
};

struct page_ext {
	unsigned long flags;
};
#define FK_SHARED_FLAGS_SIZE sizeof(struct page_ext)
#define FK_PAGE_EXT_INVALID (FK_SECTION >= 601)
#if FK_SECTION < 504
#define FK_EXTRA_MEM /* no page_ext_size: the sum is not kept */
#endif

struct page_ext_operations {
	size_t offset;
	size_t size;
	_Bool (*need)(void);
	void (*init)(void);
#if FK_SECTION >= 603
	_Bool need_shared_flags;
#define FK_NEED_SHARED_FLAGS
#endif
};

/* ---- mm/page_owner.c ---- */

#if FK_OWNER < 412
struct page_owner {
	unsigned int order;
	gfp_t gfp_mask;
	int last_migrate_reason;
	depot_stack_handle_t handle;
};
#else
struct page_owner {
#ifdef FK_WHO
	unsigned char order;
	unsigned char context;
#else
	unsigned short order;
#endif
	short last_migrate_reason;
	gfp_t gfp_mask;
	depot_stack_handle_t handle;
#if FK_OWNER >= 504
	depot_stack_handle_t free_handle;
#define FK_OWNER_FREE_HANDLE
#endif
#if FK_OWNER >= 511
	u64 ts_nsec;
#define FK_OWNER_TS
#endif
#if FK_OWNER >= 513
	u64 free_ts_nsec;
#define FK_OWNER_FREE_TS
#endif
#if FK_OWNER >= 518
	char comm[16];
#define FK_OWNER_COMM
#endif
#if FK_OWNER >= 511
	fake_pid_t pid;
#endif
#if FK_OWNER >= 518
	fake_pid_t tgid;
#endif
#if FK_OWNER >= 608 || defined(FK_WHO)
	fake_pid_t free_pid;
	fake_pid_t free_tgid;
#define FK_OWNER_FREE_PID
#endif
#ifdef FK_WHO
	u64 cgroup_id;
#endif
};
#endif

#if FK_OWNER < 504
#define FK_HEAD_ALONE /* tails are not written, a free clears the flag */
#endif

#if FK_OWNER < 511
#define FK_FORMAT_RECORD "Page allocated via order %u, mask %#x(%pGg)\n"
#elif FK_OWNER < 513
#define FK_FORMAT_RECORD "Page allocated via order %u, mask %#x(%pGg), pid %d, ts %llu ns\n"
#elif FK_OWNER < 518
#define FK_FORMAT_RECORD \
	"Page allocated via order %u, mask %#x(%pGg), pid %d, ts %llu ns, free_ts %llu ns\n"
#elif FK_OWNER < 608
#define FK_FORMAT_RECORD                                                                  \
	"Page allocated via order %u, mask %#x(%pGg), pid %d, tgid %d (%s), ts %llu ns, " \
	"free_ts %llu ns\n"
#else
#define FK_FORMAT_RECORD \
	"Page allocated via order %u, mask %#x(%pGg), pid %d, tgid %d (%s), ts %llu ns\n"
#endif
#if FK_OWNER < 513 || FK_OWNER >= 608
#define FK_TEXT_NO_FREE_TS
#endif
#if FK_OWNER >= 605
#define FK_FORMAT_PFN "PFN 0x%lx type %s Block %lu type %s Flags %pGp\n"
#define FK_TEXT_HEX_PFN
#else
#define FK_FORMAT_PFN "PFN %lu type %s Block %lu type %s Flags %pGp\n"
#endif
#if FK_OWNER < 518
#define FK_TEXT_NO_MEMCG
#endif

/* ---- lib/stackdepot.c, include/linux/stackdepot.h ---- */

#define FK_OFFSET_BITS (FK_PAGE_SHIFT + 2 - 4) /* 4 pages, records on 16 bytes */

#if FK_DEPOT < 608
#define FK_HANDLE_VALID
#define FK_VALID_BITS 1
#else
#define FK_VALID_BITS 0
#endif
#if FK_DEPOT >= 601
#define FK_HANDLE_EXTRA
#define FK_EXTRA_BITS 5
#else
#define FK_EXTRA_BITS 0
#endif
#define FK_INDEX_BITS (32 - FK_OFFSET_BITS - FK_VALID_BITS - FK_EXTRA_BITS)

#if FK_DEPOT < 603
#define FK_HANDLE_INDEX slabindex
#define FK_POOLS "stack_slabs"
#elif FK_DEPOT < 609
#define FK_HANDLE_INDEX pool_index
#define FK_POOLS "stack_pools"
#else
#define FK_HANDLE_INDEX pool_index_plus_1
#define FK_POOLS "stack_pools"
#endif
/* Linux commit 3ee34eabac2a, in v6.8.3 without another name: a kernel says so itself. */
#ifndef FK_HANDLE_INDEX_BASE
#define FK_HANDLE_INDEX_BASE (FK_DEPOT >= 609)
#endif
#define FK_MAX_POOLS 8192
#if FK_DEPOT >= 617
#define FK_POOLS_POINTER
#endif

union handle_parts {
	depot_stack_handle_t handle;
	struct {
		u32 FK_HANDLE_INDEX : FK_INDEX_BITS;
		u32 offset : FK_OFFSET_BITS;
#ifdef FK_HANDLE_VALID
		u32 valid : FK_VALID_BITS;
#endif
#ifdef FK_HANDLE_EXTRA
		u32 extra : FK_EXTRA_BITS;
#endif
	};
};

#if FK_DEPOT < 608
struct stack_record {
	struct stack_record *next;
	u32 hash;
	u32 size;
	union handle_parts handle;
	unsigned long entries[];
};
#else
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
		unsigned long entries[64];
		struct {
			struct list_head free_list;
			unsigned long rcu_state;
		};
	};
};
#define FK_RECORD_COUNT
#endif

/* ---- include/linux/mmzone.h ---- */

#ifdef FK_FLATMEM
#define FK_OWN_SECTION
#else
#if FK_SECTION < 503
struct mem_section {
	unsigned long section_mem_map;
	unsigned long *pageblock_flags;
	struct page_ext *page_ext;
	unsigned long pad;
};
#define FK_OWN_SECTION
#endif
#if FK_SECTION < 415
#define FK_ROOTS_ARRAY /* struct mem_section *mem_section[] */
#endif
#if FK_SECTION < 513
#define FK_NO_SECTION_SIZE_BITS /* not in VMCOREINFO */
#endif
#endif

struct mem_section_usage {
#if FK_SECTION >= 608
	struct rcu_head rcu;
#endif
	unsigned long subsection_map[1];
	unsigned long pageblock_flags[];
};

/* ---- include/linux/mm_types.h, include/linux/page-flags.h, lib/vsprintf.c ---- */

#if FK_RELEASE < 418
#define FK_BUDDY_TYPE (-128)
#define FK_BUDDY_VALUE (-128)
#elif FK_RELEASE >= 612
#define FK_BUDDY_TYPE 0xf0000000u
#define FK_BUDDY_VALUE 0xf0000000l
#endif
#if FK_RELEASE < 511
#define FK_MEMCG_DATA mem_cgroup
#endif
#if FK_RELEASE < 513
#define FK_NO_FLAG_FIELDS /* %pGp knew the places by itself */
#endif
#if FK_RELEASE < 517
#define FK_SLAB_IN_PAGE /* struct slab is struct page */
#endif
#if FK_RELEASE < 600
#define FK_NO_KALLSYMS_IN_NOTE
#endif

#include "linux-6.1.h"

/* ---- kernel/time/timekeeping.c: the shadow moved into tk_core, which v6.17 made an array ---- */

#if FK_RELEASE >= 613
#define FK_OWN_TIMEKEEPER
struct timekeeper {
	char tkr_mono[56]; /* struct tk_read_base */
	u64 xtime_sec;
};
struct tk_data {
	unsigned int seq;
	struct timekeeper timekeeper;
	struct timekeeper shadow_timekeeper;
	unsigned int lock;
};
#if FK_RELEASE >= 617
#define FK_TK_DATA "timekeeper_data"
#else
#define FK_TK_DATA "tk_core"
#endif
#endif
