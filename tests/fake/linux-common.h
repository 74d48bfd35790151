/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is the same, up to the last member of interest, in the releases here.  A
 * release where one differs defines FK_OWN_... and the struct itself.
 */

/* include/linux/tracepoint-defs.h; mm/debug.c, mm/page_alloc.c */
struct trace_print_flags {
	unsigned long mask;
	const char *name;
};

/* lib/vsprintf.c: the bit fields above the flags, as %pGp prints them */
struct printf_spec {
	unsigned int type : 8;
	signed int field_width : 24;
	unsigned int flags : 8;
	unsigned int base : 8;
	signed int precision : 16;
} __attribute__((packed));

struct page_flags_fields {
	int width;
	int shift;
	int mask;
	const struct printf_spec *spec;
	const char *name;
};

/* include/linux/cgroup-defs.h */
enum { CSS_NO_REF = 1 << 0, CSS_ONLINE = 1 << 1 };

/* include/uapi/linux/utsname.h, include/linux/utsname.h */
struct new_utsname {
	char sysname[65];
	char nodename[65];
	char release[65];
	char version[65];
	char machine[65];
	char domainname[65];
};
struct uts_namespace {
	struct new_utsname name;
	void *user_ns;
};

/* include/linux/jump_label.h */
struct static_key {
	atomic_t enabled;
	union {
		unsigned long type;
		void *entries;
	};
};
struct static_key_false {
	struct static_key key;
};

/* include/linux/mmzone.h */
#ifndef FK_OWN_SECTION
struct mem_section {
	unsigned long section_mem_map;
	struct mem_section_usage *usage;
	struct page_ext *page_ext;
	unsigned long pad;
};
#endif

struct pglist_data {
	struct zone node_zones[3];
	char node_zonelists[64];
	int nr_zones;
#ifdef FK_FLATMEM
	struct page *node_mem_map;
	struct page_ext *node_page_ext;
#endif
	unsigned long node_start_pfn;
	unsigned long node_present_pages;
	unsigned long node_spanned_pages;
	int node_id;
};

/* include/linux/mm_types.h */
#ifndef FK_OWN_PAGE
struct page {
	unsigned long flags;
	union {
		struct {
			struct list_head lru;
			void *mapping;
			unsigned long index;
			unsigned long private;
		};
		struct {
			unsigned long compound_head;
		};
		struct {
			struct list_head slab_list;
			struct kmem_cache *slab_cache;
		};
		struct rcu_head rcu_head;
	};
	union {
		atomic_t _mapcount;
		unsigned int page_type;
	};
	atomic_t _refcount;
	unsigned long FK_MEMCG_DATA;
} __attribute__((aligned(16)));
#endif

/* mm/slab.h, include/linux/slub_def.h */
#ifndef FK_OWN_SLAB
struct slab {
	unsigned long __page_flags;
	struct list_head slab_list;
	struct kmem_cache *slab_cache;
};
#endif
struct kmem_cache {
	char reduced[96];
	const char *name;
};

/* ---- include/linux/memcontrol.h, include/linux/cgroup-defs.h, include/linux/kernfs.h ---- */

#ifndef FK_OWN_CSS
struct cgroup_subsys_state {
	struct cgroup *cgroup;
	void *ss;
	struct percpu_ref refcnt;
	struct list_head sibling;
	struct list_head children;
	struct list_head rstat_css_node;
	int id;
	unsigned int flags;
	u64 serial_nr;
	atomic_t online_cnt;
	struct cgroup_subsys_state *parent;
};

struct cgroup {
	struct cgroup_subsys_state self;
	unsigned long flags;
	int level, max_depth, nr_descendants, nr_dying_descendants, max_descendants;
	int nr_populated_csets, nr_populated_domain_children, nr_populated_threaded_children;
	int nr_threaded_children;
	unsigned int kill_seq;
	struct kernfs_node *kn;
};
#endif

struct mem_cgroup {
	struct cgroup_subsys_state css;
	unsigned long id;
};

#ifndef FK_OWN_OBJCG
struct obj_cgroup {
	struct percpu_ref refcnt;
	struct mem_cgroup *memcg;
	atomic_t nr_charged_bytes;
};
#endif

#ifndef FK_KN_PARENT
struct kernfs_node {
	atomic_t count;
	atomic_t active;
	struct kernfs_node *parent;
	const char *name;
	void *rb[3]; /* struct rb_node */
	const void *ns;
	unsigned int hash;
	struct {
		unsigned long subdirs;
		void *children, *root;
		unsigned long rev;
	} dir;
	void *priv;
	u64 id;
};
#define FK_KN_PARENT parent
#endif

/* include/linux/cgroup-defs.h */
struct cgroup_root {
	void *kf_root;
	unsigned int subsys_mask;
	int hierarchy_id;
	struct list_head root_list;
	struct rcu_head rcu;
	struct cgroup cgrp;
};

/* ---- kernel/time/timekeeping.c, kernel/sched/sched.h ---- */

#ifndef FK_OWN_TIMEKEEPER
struct tk_read_base {
	char reduced[56];
};
struct timekeeper {
	struct tk_read_base tkr_mono;
	struct tk_read_base tkr_raw;
	u64 xtime_sec;
	unsigned long ktime_sec;
};
#endif

struct rq {
	u32 __lock;
	unsigned int nr_running;
	char reduced[504];
	unsigned int clock_update_flags;
	u64 clock;
	u64 clock_task __attribute__((aligned(64)));
} __attribute__((aligned(64)));
