// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Compiled once for each linux-*.h: puts the memory image of that release
 * together out of its structs.  Everything that differs is a macro (FK_...) or
 * a struct of the header.
 */
#ifdef FK_BIG_ENDIAN
#pragma scalar_storage_order default
#pragma GCC diagnostic ignored "-Wscalar-storage-order" /* bytes go into the image as they are */
#endif
#include <assert.h>
#include <elf.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"
#ifndef FK_MEMCG_DATA
#define FK_MEMCG_DATA memcg_data
#endif
#ifdef FK_BIG_ENDIAN
#pragma scalar_storage_order big - endian
#include "linux-common.h"
#pragma scalar_storage_order default
#else
#include "linux-common.h"
#endif

#ifndef FK_HISTORY /* the newer headers have all of these */
#define FK_OWNER_ALLOCATED
#define FK_HANDLE_EXTRA
#define FK_PAGE_SHIFT 12
#define FK_SECTION 601
#endif
#ifndef FK_PAGEBLOCK_ORDER
#define FK_PAGEBLOCK_ORDER 9
#endif
#define FK_PAGE_SIZE (1u << FK_PAGE_SHIFT)
#define FORMAT_MEMCG "Charged %sto %smemcg %s\n"
#ifndef FK_PB_SKIP
#define FK_PB_SKIP PB_migrate_skip
#endif
#ifndef FK_COMPOUND
#define FK_COMPOUND compound_head
#endif

/* Fields of struct page: no section, node 0, zone 1, last CPU and pid unknown. */
#define ZONE_SHIFT 61
#define CPUPID_SHIFT 40
#define PAGE_FIELDS (1ull << ZONE_SHIFT | 0x1fffffull << CPUPID_SHIFT)

#define OWNER_OFFSET FK_SHARED_FLAGS_SIZE
#define EXT_SIZE (OWNER_OFFSET + sizeof(struct page_owner))

/* Numbers outside of structs, as this machine stores them. */
#ifdef FK_BIG_ENDIAN
#define STORED(n) (sizeof(n) == 8 ? __builtin_bswap64(n) : __builtin_bswap32(n))
#else
#define STORED(n) (n)
#endif

#define TYPE(t) fake_type(fake, #t, sizeof(t))
#define MEMBER(t, m) fake_member(fake, #t, #m, 8 * offsetof(t, m), 8 * sizeof(((t *)NULL)->m))
#define FLEXIBLE(t, m) fake_member(fake, #t, #m, 8 * offsetof(t, m), 0)
#define RENAMED(t, m, name) \
	fake_member(fake, #t, name, 8 * offsetof(t, m), 8 * sizeof(((t *)NULL)->m))
#define CONSTANT(c) fake_constant(fake, #c, c)
#define STRING(x) #x
#define STRING_OF(x) STRING(x)
#define BITS(t, m)                                                        \
	do {                                                              \
		unsigned int ones = ~0u;                                  \
		t probe;                                                  \
		memset(&probe, 0, sizeof(probe));                         \
		probe.m = ones;                                           \
		fake_bits(fake, #t, STRING_OF(m), &probe, sizeof(probe)); \
	} while (0)

/* ---- what debug information says ---- */

static void describe_owner(struct fake *fake)
{
	TYPE(struct page_owner);
	MEMBER(struct page_owner, order);
	MEMBER(struct page_owner, last_migrate_reason);
	MEMBER(struct page_owner, gfp_mask);
	MEMBER(struct page_owner, handle);
#ifdef FK_OWNER_FREE_HANDLE
	MEMBER(struct page_owner, free_handle);
#endif
#ifdef FK_OWNER_TS
	MEMBER(struct page_owner, ts_nsec);
	MEMBER(struct page_owner, pid);
#endif
#ifdef FK_OWNER_FREE_TS
	MEMBER(struct page_owner, free_ts_nsec);
#endif
#ifdef FK_OWNER_COMM
	MEMBER(struct page_owner, comm);
	MEMBER(struct page_owner, tgid);
#endif
#ifdef FK_OWNER_FREE_PID
	MEMBER(struct page_owner, free_pid);
	MEMBER(struct page_owner, free_tgid);
#endif
#ifdef FK_WHO
	MEMBER(struct page_owner, context);
	MEMBER(struct page_owner, cgroup_id);
#endif
	CONSTANT(MR_TYPES);
#ifdef FK_MR_NEVER
	CONSTANT(MR_NEVER);
#endif
}

static void describe_page_ext(struct fake *fake)
{
	TYPE(struct page_ext);
	MEMBER(struct page_ext, flags);
	TYPE(struct page_ext_operations);
	MEMBER(struct page_ext_operations, offset);
	MEMBER(struct page_ext_operations, size);
#ifdef FK_NEED_SHARED_FLAGS
	MEMBER(struct page_ext_operations, need_shared_flags);
#endif
	CONSTANT(PAGE_EXT_OWNER);
#ifdef FK_OWNER_ALLOCATED
	CONSTANT(PAGE_EXT_OWNER_ALLOCATED);
#endif
#ifndef FK_FLATMEM
	TYPE(struct mem_section);
	MEMBER(struct mem_section, section_mem_map);
	if (!fake->options.page_ext_absent)
		MEMBER(struct mem_section, page_ext);
#if FK_SECTION < 503
	MEMBER(struct mem_section, pageblock_flags);
#else
	TYPE(struct mem_section_usage);
	MEMBER(struct mem_section, usage);
	FLEXIBLE(struct mem_section_usage, pageblock_flags);
#endif
#endif
}

static void describe_depot(struct fake *fake)
{
	TYPE(union handle_parts);
	MEMBER(union handle_parts, handle);
	BITS(union handle_parts, FK_HANDLE_INDEX);
	BITS(union handle_parts, offset);
#ifdef FK_HANDLE_VALID
	BITS(union handle_parts, valid);
#endif
#ifdef FK_HANDLE_EXTRA
	BITS(union handle_parts, extra);
#endif
	TYPE(struct stack_record);
	MEMBER(struct stack_record, size);
	MEMBER(struct stack_record, handle);
#ifdef FK_RECORD_COUNT
	MEMBER(struct stack_record, count);
#endif
#ifdef FK_RECORD_COUNT
	MEMBER(struct stack_record, entries);
#else
	FLEXIBLE(struct stack_record, entries);
#endif
}

static void describe_page(struct fake *fake)
{
	TYPE(struct page);
	MEMBER(struct page, flags);
	MEMBER(struct page, private);
	MEMBER(struct page, _mapcount);
	MEMBER(struct page, page_type);
	MEMBER(struct page, _refcount);
	MEMBER(struct page, mapping);
	TYPE(struct kmem_cache);
	MEMBER(struct kmem_cache, name);
#ifdef FK_SLAB_IN_PAGE
	MEMBER(struct page, slab_cache);
#else
	TYPE(struct slab);
	MEMBER(struct slab, slab_cache);
#endif
	RENAMED(struct page, FK_COMPOUND, STRING_OF(FK_COMPOUND));
	RENAMED(struct page, FK_MEMCG_DATA, STRING_OF(FK_MEMCG_DATA));
	CONSTANT(__NR_PAGEFLAGS);
	CONSTANT(PG_reserved);
	TYPE(struct trace_print_flags);
	MEMBER(struct trace_print_flags, mask);
	MEMBER(struct trace_print_flags, name);
#ifndef FK_NO_FLAG_FIELDS
	TYPE(struct page_flags_fields);
	MEMBER(struct page_flags_fields, width);
	MEMBER(struct page_flags_fields, shift);
	MEMBER(struct page_flags_fields, mask);
	MEMBER(struct page_flags_fields, spec);
	MEMBER(struct page_flags_fields, name);
	TYPE(struct printf_spec);
	BITS(struct printf_spec, base);
#endif
	CONSTANT(MIGRATE_TYPES);
	CONSTANT(MIGRATE_ISOLATE);
#ifdef FK_PB_MIGRATE_ISOLATE
	CONSTANT(PB_migrate_isolate);
#endif
}

static void describe_memcg(struct fake *fake)
{
	TYPE(struct obj_cgroup);
	MEMBER(struct obj_cgroup, memcg);
#ifdef FK_OBJCG_IS_ROOT
	MEMBER(struct obj_cgroup, is_root);
#endif
	TYPE(struct mem_cgroup);
	MEMBER(struct mem_cgroup, css.flags);
	MEMBER(struct mem_cgroup, css.cgroup);
	TYPE(struct cgroup);
	MEMBER(struct cgroup, kn);
	MEMBER(struct cgroup, self.children);
	MEMBER(struct cgroup, self.sibling);
	TYPE(struct cgroup_root);
	MEMBER(struct cgroup_root, cgrp);
	TYPE(struct kernfs_node);
	MEMBER(struct kernfs_node, name);
	MEMBER(struct kernfs_node, id);
	RENAMED(struct kernfs_node, FK_KN_PARENT, STRING_OF(FK_KN_PARENT));
	CONSTANT(CSS_ONLINE);
}

static void describe_rest(struct fake *fake)
{
	TYPE(struct zone);
	MEMBER(struct zone, managed_pages);
	MEMBER(struct zone, zone_start_pfn);
	MEMBER(struct zone, spanned_pages);
	MEMBER(struct zone, name);
	MEMBER(struct zone, free_area);
	TYPE(struct pglist_data);
	MEMBER(struct pglist_data, node_zones);
	MEMBER(struct pglist_data, nr_zones);
	MEMBER(struct pglist_data, node_start_pfn);
#ifdef FK_FLATMEM
	MEMBER(struct zone, pageblock_flags);
	MEMBER(struct pglist_data, node_mem_map);
	MEMBER(struct pglist_data, node_page_ext);
#endif
	TYPE(struct uts_namespace);
	MEMBER(struct uts_namespace, name);
	TYPE(struct new_utsname);
	MEMBER(struct new_utsname, release);
	MEMBER(struct new_utsname, version);
	MEMBER(struct new_utsname, machine);
	MEMBER(struct timekeeper, xtime_sec);
#ifdef FK_TK_DATA
	MEMBER(struct tk_data, timekeeper);
#endif
	TYPE(struct rq);
	MEMBER(struct rq, clock);
}

static void describe_module(struct fake *fake)
{
	TYPE(struct module);
	MEMBER(struct module, state);
	MEMBER(struct module, list);
	MEMBER(struct module, name);
	MEMBER(struct module, kallsyms);
	MEMBER(struct module, core_kallsyms);
#ifdef FK_MODULE_LAYOUT
	MEMBER(struct module, core_layout.base);
	MEMBER(struct module, core_layout.size);
	MEMBER(struct module, core_layout.text_size);
	MEMBER(struct module, init_layout.base);
	MEMBER(struct module, init_layout.size);
	MEMBER(struct module, init_layout.text_size);
#else
	MEMBER(struct module, mem);
	TYPE(struct module_memory);
	MEMBER(struct module_memory, base);
	MEMBER(struct module_memory, size);
	CONSTANT(MOD_MEM_NUM_TYPES);
	CONSTANT(MOD_INIT_TEXT);
#endif
	TYPE(struct mod_kallsyms);
	MEMBER(struct mod_kallsyms, symtab);
	MEMBER(struct mod_kallsyms, num_symtab);
	MEMBER(struct mod_kallsyms, strtab);
	CONSTANT(MODULE_STATE_UNFORMED);
}

/* ---- tables of names ---- */

static void *at(uint64_t addr)
{
	return (void *)(uintptr_t)STORED(addr); /* the compiler does not turn pointers round */
}

static const struct fake_flag page_flags[] = { FK_PAGEFLAG_NAMES };

static void put_names(struct fake *fake)
{
	static const struct {
		unsigned long mask;
		const char *name;
	} gfp_flags[] = { FK_GFPFLAG_NAMES };
	static const char *const migratetypes[] = { FK_MIGRATETYPE_NAMES };
	static const char *const reasons[] = { FK_MIGRATE_REASON_NAMES };
	struct trace_print_flags rows[64] = { 0 };
	const char *names[32];
	size_t i, n;

	for (i = 0, n = sizeof(page_flags) / sizeof(*page_flags); i < n; i++)
		rows[i] = (struct trace_print_flags){ 1ul << page_flags[i].bit,
						      at(fake_string(fake, page_flags[i].name)) };
	rows[n] = (struct trace_print_flags){ 0 };
	fake_variable(fake, "pageflag_names", 'R', AREA_RODATA, rows, (n + 1) * sizeof(*rows));
	for (i = 0, n = sizeof(gfp_flags) / sizeof(*gfp_flags); i < n; i++)
		rows[i] = (struct trace_print_flags){ gfp_flags[i].mask,
						      at(fake_string(fake, gfp_flags[i].name)) };
	rows[n] = (struct trace_print_flags){ 0 };
	fake_variable(fake, "gfpflag_names", 'R', AREA_RODATA, rows, (n + 1) * sizeof(*rows));
	for (i = 0, n = sizeof(migratetypes) / sizeof(*migratetypes); i < n; i++)
		names[i] = at(fake_string(fake, migratetypes[i]));
	assert(n == MIGRATE_TYPES);
	fake_variable(fake, "migratetype_names", 'R', AREA_RODATA, names, n * sizeof(*names));
	for (i = 0, n = sizeof(reasons) / sizeof(*reasons); i < n; i++)
		names[i] = at(fake_string(fake, reasons[i]));
	assert(n == MR_TYPES);
	fake_variable(fake, "migrate_reason_names", 'D', AREA_DATA, names, n * sizeof(*names));
}

/* lib/vsprintf.c: default_dec_spec, default_flag_spec, pff */
static void put_fields(struct fake *fake)
{
	struct printf_spec spec = { .base = 10, .precision = -1 };
	/* clang-format off */
	struct page_flags_fields fields[5] = {
		{ 0, 0, 0, NULL, at(fake_string(fake, "section")) },
		{ 0, 0, 0, NULL, at(fake_string(fake, "node")) },
		{ 3, ZONE_SHIFT, 7, NULL, at(fake_string(fake, "zone")) },
		{ 21, CPUPID_SHIFT, 0x1fffff, NULL, at(fake_string(fake, "lastcpupid")) },
		{ 0, 0, 0, NULL, at(fake_string(fake, "kasantag")) },
	};
	/* clang-format on */
	uint64_t decimal =
		fake_variable(fake, "default_dec_spec", 'r', AREA_RODATA, &spec, sizeof(spec));
	uint64_t hex;

	spec.base = 16;
	spec.flags = 0x60;
	hex = fake_variable(fake, "default_flag_spec", 'r', AREA_RODATA, &spec, sizeof(spec));
	fields[0].spec = fields[1].spec = fields[2].spec = at(decimal);
	fields[3].spec = fields[4].spec = at(hex);
#ifndef FK_NO_FLAG_FIELDS
	fake_variable(fake, "pff", 'r', AREA_RODATA, fields, sizeof(fields));
#endif
}

/* ---- lib/stackdepot.c ---- */

static uint32_t make_handle(unsigned int pool, unsigned int offset)
{
	union handle_parts parts;

	memset(&parts, 0, sizeof(parts));
	parts.FK_HANDLE_INDEX = pool + FK_HANDLE_INDEX_BASE;
	parts.offset = offset >> 4;
#ifdef FK_HANDLE_VALID
	parts.valid = 1;
#endif
	return parts.handle;
}

static size_t put_stack(void *buf, uint32_t handle, const uint64_t *pcs, unsigned int count)
{
	struct stack_record *record = buf;
	unsigned int i;

	memset(record, 0, offsetof(struct stack_record, entries));
	record->hash = 0x12345678 ^ handle;
	record->size = count;
	record->handle.handle = handle;
#ifdef FK_RECORD_COUNT
	record->count.refs.counter = 2;
#endif
	for (i = 0; i < count; i++)
		record->entries[i] = pcs[i] < 1 << 30 ? FAKE_TEXT + pcs[i] : pcs[i];
	return offsetof(struct stack_record, entries) + count * sizeof(record->entries[0]);
}

/* Four pools, the last one nearly empty; the third pointer is not used. */
static void put_depot(struct fake *fake)
{
	static const unsigned int numbers[4] = { 1, 0, 3, 260 }; /* the first record: dummy */
	uint64_t pools, buf[40];
	unsigned int used[4] = { 0 }, i;
	uint32_t stored;

#ifdef FK_POOLS_POINTER
	uint32_t max_pools = STORED((uint32_t)FK_MAX_POOLS);
	uint64_t pointer;

	pools = fake_variable(fake, NULL, 0, AREA_HEAP, NULL, FK_MAX_POOLS * 8);
	pointer = STORED(pools);
	fake_variable(fake, FK_POOLS, 'b', AREA_BSS, &pointer, 8);
	fake_variable(fake, "stack_max_pools", 'd', AREA_DATA, &max_pools, 4);
#else
	pools = fake_variable(fake, FK_POOLS, 'b', AREA_BSS, NULL, FK_MAX_POOLS * 8);
#endif
	for (i = 0; i < 4; i++) {
		fake->pools[i] = fake_alloc(fake, AREA_HEAP, 4 * FK_PAGE_SIZE, 4 * FK_PAGE_SIZE);
		fake_zero(fake, fake->pools[i], 4 * FK_PAGE_SIZE);
		fake_write_ulong(fake, pools + 8 * numbers[i], fake->pools[i]);
	}
	for (i = 1; i < FAKE_NR_STACKS; i++) {
		unsigned int nth = i % 4;
		size_t len;

		fake->handles[i] = make_handle(numbers[nth], used[nth]);
		len = put_stack(buf, fake->handles[i], fake_stacks[i].pcs, fake_stacks[i].count);
		fake_write(fake, fake->pools[nth] + used[nth], buf, len);
		used[nth] += (len + 15) & ~15u;
	}
	fake_variable(fake, "depot_index", 'b', AREA_BSS, NULL, 4);
	fake_variable(fake, "kasan_flag_stacktrace", 'd', AREA_DATA, NULL, 16);
	for (i = STACK_OF_DUMMY; i <= STACK_OF_EARLY; i++) {
		static const char *const names[] = { "", "dummy_handle", "failure_handle",
						     "early_handle" };

		stored = STORED(fake->handles[i]);
		fake_variable(fake, names[i], 'b', AREA_BSS, &stored, 4);
	}
}

static uint32_t handle_of(struct fake *fake, enum fake_stack_id stack)
{
	if (stack == STACK_UNKNOWN_POOL)
		return make_handle(700, 64);
	if (stack == STACK_WRONG_OFFSET)
		return make_handle(1, 3 * FK_PAGE_SIZE + 32);
	return stack ? fake->handles[stack] : 0;
}

/* ---- mm/sparse.c, mm/page_ext.c, mm/page_owner.c ---- */

static void put_entry(struct fake *fake, uint64_t pfn, const struct fake_record *record)
{
	unsigned char entry[EXT_SIZE] = { 0 };
	struct page_ext ext = { .flags = 1ul << PAGE_EXT_OWNER };
	struct page_owner owner;

	memset(&owner, 0, sizeof(owner));
	owner.order = record->order;
	owner.last_migrate_reason = record->reason ? record->reason - 1 : FK_NEVER_MIGRATED;
	owner.gfp_mask = record->gfp;
	owner.handle = handle_of(fake, record->stack);
#ifdef FK_OWNER_FREE_HANDLE
	owner.free_handle = handle_of(fake, record->free_stack);
#endif
#ifdef FK_OWNER_TS
	owner.ts_nsec = record->ts;
	owner.pid = record->pid;
#endif
#ifdef FK_OWNER_FREE_TS
	owner.free_ts_nsec = record->free_ts;
#endif
#ifdef FK_OWNER_COMM
	memcpy(owner.comm, record->comm, strnlen(record->comm, sizeof(owner.comm)));
	owner.tgid = record->tgid;
#endif
#ifdef FK_OWNER_FREE_PID
	owner.free_pid = record->freed ? record->pid + 1 : 0;
	owner.free_tgid = record->freed ? record->tgid + 1 : 0;
#endif
#ifdef FK_WHO
	owner.context = record->context;
	owner.cgroup_id = record->cgroup;
#endif
#ifdef FK_OWNER_ALLOCATED
	if (!record->freed)
		ext.flags |= 1ul << PAGE_EXT_OWNER_ALLOCATED;
#else
	if (record->freed)
		ext.flags = 0;
#endif
	memcpy(entry, &ext, sizeof(ext));
	memcpy(entry + OWNER_OFFSET, &owner, sizeof(owner));
	fake_write(fake, fake_entry(fake, pfn), entry, sizeof(entry));
}

static void put_record(struct fake *fake, const struct fake_record *record)
{
	uint64_t block = record->fill ? record->fill : 1ull << record->order;
	uint64_t pfn;

	for (pfn = record->pfn; pfn < record->pfn + record->blocks * block; pfn++) {
#ifdef FK_HEAD_ALONE
		if ((pfn - record->pfn) % block)
			continue;
#endif
		if (!record->head_lost || (pfn - record->pfn) % block)
			put_entry(fake, pfn, record);
	}
}

static void put_slab(struct fake *fake, uint64_t pfn, const char *name)
{
	struct kmem_cache cache;
	uint64_t at_cache;

	memset(&cache, 0, sizeof(cache));
	cache.name = at(fake_string(fake, name));
	at_cache = fake_variable(fake, NULL, 0, AREA_HEAP, &cache, sizeof(cache));
#ifdef FK_SLAB_IN_PAGE
	fake_write_ulong(fake, fake_page_addr(fake, pfn) + offsetof(struct page, slab_cache),
			 at_cache);
#else
	fake_write_ulong(fake, fake_page_addr(fake, pfn) + offsetof(struct slab, slab_cache),
			 at_cache);
#endif
}

static void put_page(struct fake *fake, const struct fake_page *what)
{
	uint64_t flags = PAGE_FIELDS;
	struct page page;
	unsigned int i;

	if (what->flags & FLAG_RESERVED)
		flags |= 1ull << PG_reserved;
	if (what->flags & FLAG_HEAD)
		flags |= 1ull << PG_head;
	if (what->flags & FLAG_SOME)
		flags |= FK_SOME_FLAGS;
	if (what->flags & FLAG_ALL)
		flags |= (1ull << __NR_PAGEFLAGS) - 1;
	for (i = 0; i < what->count; i++) {
		memset(&page, 0, sizeof(page));
		page.FK_PAGE_FLAGS = flags;
		page._mapcount.counter = -1;
		page._refcount.counter = !what->buddy;
		page.FK_MEMCG_DATA = fake->memcg_data[what->memcg];
		if (what->buddy && !i) {
			page.page_type = FK_BUDDY_TYPE;
			page.private = what->buddy - 1;
		}
		fake_write(fake, fake_page_addr(fake, what->pfn + i), &page, sizeof(page));
	}
}

/* Blocks of every migratetype, from the second section on: a word of the bitmap. */
static uint64_t pageblocks_of(uint64_t nr)
{
	static const unsigned char types[8] = {
		MIGRATE_UNMOVABLE, MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE, MIGRATE_HIGHATOMIC,
		MIGRATE_ISOLATE,   MIGRATE_MOVABLE, MIGRATE_MOVABLE,	 MIGRATE_UNMOVABLE,
	};
	uint64_t pageblocks = 0;
	unsigned int i;

	for (i = 0; i < FAKE_SECTION_PFNS >> FK_PAGEBLOCK_ORDER; i++) {
		uint64_t bits = nr > 1 ? types[i] : MIGRATE_MOVABLE;

		if (i == 1)
			bits |= 1 << FK_PB_SKIP;
#ifdef FK_PB_MIGRATE_ISOLATE
		if (bits == MIGRATE_ISOLATE)
			bits = 1 << PB_migrate_isolate;
#endif
		pageblocks |= bits << i * FK_PAGEBLOCK_BITS;
	}
	return pageblocks;
}

static void put_limits(struct fake *fake, uint64_t end)
{
	fake_write_ulong(fake, fake_variable(fake, "min_low_pfn", 'B', AREA_BSS, NULL, 8), 1);
	fake_write_ulong(fake, fake_variable(fake, "max_pfn", 'B', AREA_BSS, NULL, 8), end);
}

static void put_memory_map(struct fake *fake, uint64_t nr)
{
	uint64_t first = nr * FAKE_SECTION_PFNS;

	fake_zero(fake, fake_page_addr(fake, first), FAKE_SECTION_PFNS * sizeof(struct page));
}

#ifndef FK_FLATMEM
static uint64_t put_usage(struct fake *fake, uint64_t nr)
{
	size_t flags = offsetof(struct mem_section_usage, pageblock_flags);
	uint64_t usage = fake_variable(fake, NULL, 0, AREA_HEAP, NULL, flags + 8);

	fake_write_ulong(fake, usage + flags, pageblocks_of(nr));
	return usage;
}

static void put_section(struct fake *fake, uint64_t root, uint64_t nr)
{
	unsigned int per_root = FK_PAGE_SIZE / sizeof(struct mem_section);
	struct mem_section section;
	size_t table = FAKE_SECTION_PFNS * EXT_SIZE;
	uint64_t usage = put_usage(fake, nr), page_ext;

	memset(&section, 0, sizeof(section));
#if FK_SECTION < 503
	section.pageblock_flags = at(usage + offsetof(struct mem_section_usage, pageblock_flags));
#else
	section.usage = at(usage);
#endif
	section.section_mem_map = FAKE_VMEMMAP | 0xf;
	put_memory_map(fake, nr);
	fake->page_ext[nr] = fake_alloc(fake, AREA_HEAP, table, FK_PAGE_SIZE);
	fake_zero(fake, fake->page_ext[nr], table);
	page_ext = fake->page_ext[nr] - nr * FAKE_SECTION_PFNS * EXT_SIZE;
	section.page_ext =
		at(nr == FAKE_OFFLINE_SECTION ? page_ext | FK_PAGE_EXT_INVALID : page_ext);
	fake_write(fake, root + nr % per_root * sizeof(section), &section, sizeof(section));
}

/* A variable that points to the array of roots; until v4.14 it was the array itself. */
static uint64_t put_roots(struct fake *fake, unsigned int roots)
{
	uint64_t array;

#ifdef FK_ROOTS_ARRAY
	array = fake_variable(fake, "mem_section", 'B', AREA_BSS, NULL, roots * 8);
#else
	array = fake_variable(fake, NULL, 0, AREA_HEAP, NULL, roots * 8);
	fake_write_ulong(fake, fake_variable(fake, "mem_section", 'B', AREA_BSS, NULL, 8), array);
#endif
	return array;
}

static void put_sections(struct fake *fake)
{
	unsigned int per_root = FK_PAGE_SIZE / sizeof(struct mem_section);
	unsigned int roots = (1 << (FAKE_PHYSMEM_BITS - FAKE_SECTION_BITS)) / per_root;
	uint64_t array = put_roots(fake, roots), nr;

	for (nr = 0; nr <= FAKE_MAX_SECTION; nr++) {
		uint64_t root;

		if (!fake_has_section(fake, nr))
			continue;
		root = fake_read_ulong(fake, array + nr / per_root * 8);
		if (!root) {
			root = fake_alloc(fake, AREA_HEAP, FK_PAGE_SIZE, FK_PAGE_SIZE);
			fake_zero(fake, root, FK_PAGE_SIZE);
			fake_write_ulong(fake, array + nr / per_root * 8, root);
		}
		put_section(fake, root, nr);
	}
	fake_note(fake, "SYMBOL(mem_section)=%llx", (unsigned long long)array);
	fake_note(fake, "LENGTH(mem_section)=%u", roots);
	fake_note(fake, "SIZE(mem_section)=%zu", sizeof(struct mem_section));
	fake_note(fake, "OFFSET(mem_section.section_mem_map)=%zu",
		  offsetof(struct mem_section, section_mem_map));
#ifndef FK_NO_SECTION_SIZE_BITS
	fake_note(fake, "NUMBER(SECTION_SIZE_BITS)=%d", FAKE_SECTION_BITS + FK_PAGE_SHIFT - 12);
#endif
	fake_note(fake, "NUMBER(MAX_PHYSMEM_BITS)=%d", FAKE_PHYSMEM_BITS + FK_PAGE_SHIFT - 12);
	put_limits(fake, (FAKE_MAX_SECTION + 1ull) * FAKE_SECTION_PFNS);
}
#endif

/* Which page frames of a section the plan speaks of. */
static void mark_planned(unsigned char *planned, uint64_t first)
{
	uint64_t pfn, end;
	size_t i;

	for (i = 0; i < fake_nr_records; i++) {
		const struct fake_record *record = &fake_records[i];

		end = record->pfn +
		      record->blocks * (record->fill ? record->fill : 1ull << record->order);
		for (pfn = record->pfn; pfn < end; pfn++) {
			if (pfn >= first && pfn < first + FAKE_SECTION_PFNS)
				planned[pfn - first] = 1;
		}
	}
	for (i = 0; i < fake_nr_pages; i++) {
		end = fake_pages[i].pfn + fake_pages[i].count;
		for (pfn = fake_pages[i].pfn; pfn < end; pfn++) {
			if (pfn >= first && pfn < first + FAKE_SECTION_PFNS)
				planned[pfn - first] = 1;
		}
	}
}

/* All else lies in free blocks, as large as they can be. */
static void put_buddies(struct fake *fake, uint64_t first)
{
	unsigned char planned[FAKE_SECTION_PFNS] = { 0 };
	unsigned int pfn = 0;

	mark_planned(planned, first);
	while (pfn < FAKE_SECTION_PFNS) {
		struct fake_page page = { first + pfn, 1 };
		int order = 0;

		if (planned[pfn]) {
			put_page(fake, &page);
			pfn++;
			continue;
		}
		while (order < FK_MAX_ORDER && !(pfn & ((2u << order) - 1)) &&
		       !memchr(planned + pfn, 1, 2u << order))
			order++;
		page.count = 1u << order;
		page.buddy = 1 + order;
		put_page(fake, &page);
		pfn += page.count;
	}
}

static void put_page_owner(struct fake *fake)
{
	struct page_ext_operations ops = { .offset = OWNER_OFFSET,
					   .size = sizeof(struct page_owner) };
	struct static_key_false key;
	uint64_t size = EXT_SIZE;

	memset(&key, 0, sizeof(key));
	key.key.enabled.counter = !fake->options.page_owner_off;
#ifdef FK_NEED_SHARED_FLAGS
	ops.need_shared_flags = 1;
#endif
#ifdef FK_EXTRA_MEM
	size -= sizeof(struct page_ext);
	fake_write_ulong(fake, fake_variable(fake, "extra_mem", 'b', AREA_BSS, NULL, 8), size);
#else
	if (!fake->options.page_ext_absent)
		fake_write_ulong(fake, fake_variable(fake, "page_ext_size", 'B', AREA_BSS, NULL, 8),
				 size);
#endif
	if (fake->options.page_owner_absent)
		return;
	fake_variable(fake, "page_owner_ops", 'D', AREA_DATA, &ops, sizeof(ops));
	fake_variable(fake, "page_owner_inited", 'B', AREA_BSS, &key, sizeof(key));
}

/* ---- include/linux/memcontrol.h, fs/kernfs/dir.c ---- */

/* list_add_tail(), and the empty list of children of the new one. */
static void link_cgroup(struct fake *fake, uint64_t cgroup, uint64_t parent)
{
	const size_t next = 0, prev = 8;
	uint64_t sibling = cgroup + offsetof(struct cgroup, self.sibling);
	uint64_t children = cgroup + offsetof(struct cgroup, self.children), head, last;

	fake_write_ulong(fake, children + next, children);
	fake_write_ulong(fake, children + prev, children);
	if (!parent)
		return;
	head = parent + offsetof(struct cgroup, self.children);
	last = fake_read_ulong(fake, head + prev);
	fake_write_ulong(fake, sibling + next, head);
	fake_write_ulong(fake, sibling + prev, last);
	fake_write_ulong(fake, last + next, sibling);
	fake_write_ulong(fake, head + prev, sibling);
}

/* Without a @parent it is the root's, whose address is @at_root. */
static uint64_t put_cgroup(struct fake *fake, const char *name, uint64_t id, uint64_t parent,
			   uint64_t at_root)
{
	struct kernfs_node node = { .name = at(fake_string(fake, name)), .id = id };
	struct cgroup cgroup;
	uint64_t address;

	memset(&cgroup, 0, sizeof(cgroup));
	if (parent)
		node.FK_KN_PARENT = at(fake_variable(fake, NULL, 0, AREA_HEAP, NULL, sizeof(node)));
	cgroup.kn = at(fake_variable(fake, NULL, 0, AREA_HEAP, &node, sizeof(node)));
	address = parent ? fake_variable(fake, NULL, 0, AREA_HEAP, NULL, sizeof(cgroup)) : at_root;
	fake_write(fake, address, &cgroup, sizeof(cgroup));
	link_cgroup(fake, address, parent);
	return address;
}

static uint64_t put_memcg(struct fake *fake, uint64_t cgroup, bool online)
{
	struct mem_cgroup memcg;

	memset(&memcg, 0, sizeof(memcg));
	memcg.css.cgroup = at(cgroup);
	memcg.css.flags = 8 | (online ? CSS_ONLINE : 0);
	return fake_variable(fake, NULL, 0, AREA_HEAP, &memcg, sizeof(memcg));
}

static uint64_t put_objcg(struct fake *fake, uint64_t memcg)
{
	struct obj_cgroup objcg;

	memset(&objcg, 0, sizeof(objcg));
	objcg.memcg = at(memcg);
	return fake_variable(fake, NULL, 0, AREA_HEAP, &objcg, sizeof(objcg));
}

/* memcg_data of a user page */
static uint64_t put_charge(struct fake *fake, uint64_t memcg)
{
#ifdef FK_OBJCG_IS_ROOT
	return put_objcg(fake, memcg);
#else
	(void)fake;
	return memcg;
#endif
}

static void put_memcgs(struct fake *fake)
{
	static const char long_name[] =
		"0123456789012345678901234567890123456789"
		"0123456789012345678901234567890123456789tail that does not fit";
	uint64_t *data = fake->memcg_data;
	uint64_t tree = fake_variable(fake, "cgrp_dfl_root", 'D', AREA_DATA, NULL,
				      sizeof(struct cgroup_root));
	uint64_t root = put_cgroup(fake, "ignored", CGROUP_ROOT, 0,
				   tree + offsetof(struct cgroup_root, cgrp));
	uint64_t at_web = put_cgroup(fake, "web", CGROUP_WEB, root, 0);
	uint64_t web = put_memcg(fake, at_web, true);
	uint64_t offline =
		put_memcg(fake, put_cgroup(fake, "removed", CGROUP_REMOVED, root, 0), false);

	put_cgroup(fake, "inner", CGROUP_INNER, at_web, 0);
	data[MEMCG_WEB] = put_charge(fake, web);
	data[MEMCG_OFFLINE] = put_charge(fake, offline);
	data[MEMCG_ROOT] = put_charge(fake, put_memcg(fake, root, true));
	data[MEMCG_LONG] =
		put_charge(fake, put_memcg(fake, put_cgroup(fake, long_name, 60, root, 0), true));
	data[MEMCG_WEB_OBJCG] = put_objcg(fake, web) | 2;
	data[MEMCG_OFFLINE_OBJCG] = put_objcg(fake, offline) | 2;
	data[MEMCG_SLAB] = fake_variable(fake, NULL, 0, AREA_HEAP, NULL, 64) | 1;
}

/* ---- include/linux/mmzone.h, kernel/time, kernel/sched, init/version.c ---- */

#define MANAGED_DMA32 4000
#define MANAGED_NORMAL 4000

/* Zone @zone of @node has the page frames from @start on. */
static void put_zone(struct fake *fake, struct pglist_data *node, unsigned int zone, uint64_t start,
		     uint64_t end, uint64_t managed)
{
	static const char *const names[] = { "DMA32", "Normal", "Movable" };
	struct zone *to = &node->node_zones[zone];

	to->managed_pages.counter = managed;
	to->zone_start_pfn = start;
	to->spanned_pages = end - start;
	to->present_pages = end - start;
	to->name = at(fake_string(fake, names[zone]));
	node->nr_zones = 2;
}

#ifdef FK_FLATMEM
/*
 * Node 0 has sections 0 and 1, a zone each; behind node_data[], as DISCONTIGMEM
 * had it, node 1 has section 3 and node 2 the last one.  The first page frame
 * of node 0 is 1, so its tables begin before it.
 */
static void put_flat_zone(struct fake *fake, struct pglist_data *node, unsigned int zone,
			  uint64_t nr, uint64_t managed)
{
	uint64_t bitmap = fake_variable(fake, NULL, 0, AREA_HEAP, NULL, 8);
	uint64_t start = nr ? nr * FAKE_SECTION_PFNS : 1, table;

	put_zone(fake, node, zone, start, (nr + 1) * FAKE_SECTION_PFNS, managed);
	fake_write_ulong(fake, bitmap, pageblocks_of(nr));
	node->node_zones[zone].pageblock_flags = at(bitmap);
	put_memory_map(fake, nr);
	if (nr != 1) {
		table = fake_alloc(fake, AREA_HEAP, 2 * FAKE_SECTION_PFNS * EXT_SIZE, 64);
		fake_zero(fake, table, 2 * FAKE_SECTION_PFNS * EXT_SIZE);
		node->node_page_ext = at(table);
		node->node_start_pfn = start;
		node->node_mem_map = at(fake_page_addr(fake, start));
		fake->page_ext[nr] = table;
	} else {
		fake->page_ext[nr] = fake->page_ext[0] + FAKE_SECTION_PFNS * EXT_SIZE;
	}
}

static void put_nodes(struct fake *fake)
{
	struct pglist_data nodes[3];
	uint64_t array;
	unsigned int i;

	memset(nodes, 0, sizeof(nodes));
	put_flat_zone(fake, &nodes[0], 0, 0, MANAGED_DMA32);
	put_flat_zone(fake, &nodes[0], 1, 1, MANAGED_NORMAL);
	if (!fake->options.numa) {
		fake_variable(fake, "contig_page_data", 'B', AREA_BSS, nodes, sizeof(nodes[0]));
		put_limits(fake, 2 * FAKE_SECTION_PFNS);
		return;
	}
	put_flat_zone(fake, &nodes[1], 1, 3, 300);
	put_flat_zone(fake, &nodes[2], 1, FAKE_MAX_SECTION, 0);
	array = fake_variable(fake, "node_data", 'B', AREA_BSS, NULL, 24);
	for (i = 0; i < 3; i++)
		fake_write_ulong(fake, array + 8 * i,
				 fake_variable(fake, NULL, 0, AREA_HEAP, &nodes[i],
					       sizeof(nodes[i])));
	fake_note(fake, "LENGTH(node_data)=3");
	put_limits(fake, (FAKE_MAX_SECTION + 1ull) * FAKE_SECTION_PFNS);
}
#else
static void put_nodes(struct fake *fake)
{
	uint64_t end = (FAKE_MAX_SECTION + 1ull) * FAKE_SECTION_PFNS, array;
	struct pglist_data node;

	memset(&node, 0, sizeof(node));
	put_zone(fake, &node, 0, 1, FAKE_SECTION_PFNS, MANAGED_DMA32);
	put_zone(fake, &node, 1, FAKE_SECTION_PFNS,
		 fake->options.numa ? 2 * FAKE_SECTION_PFNS : end, MANAGED_NORMAL);
	put_zone(fake, &node, 2, end, end, 77); /* beyond nr_zones */
	if (!fake->options.numa) {
		fake_note(fake, "SYMBOL(contig_page_data)=%llx",
			  (unsigned long long)fake_variable(fake, "contig_page_data", 'B', AREA_BSS,
							    &node, sizeof(node)));
		return;
	}
	array = fake_variable(fake, "node_data", 'B', AREA_BSS, NULL, 16);
	fake_write_ulong(fake, array, fake_variable(fake, NULL, 0, AREA_HEAP, &node, sizeof(node)));
	put_zone(fake, &node, 0, 0, 0, 0);
	put_zone(fake, &node, 1, 2 * FAKE_SECTION_PFNS, end, 300);
	fake_write_ulong(fake, array + 8,
			 fake_variable(fake, NULL, 0, AREA_HEAP, &node, sizeof(node)));
	fake_note(fake, "SYMBOL(node_data)=%llx", (unsigned long long)array);
	fake_note(fake, "LENGTH(node_data)=2");
}
#endif

static void put_clock(struct fake *fake)
{
	struct timekeeper timekeeper;
	struct rq rq;
	uint64_t base = fake->kernel->kallsyms == KALLSYMS_ABSOLUTE_PERCPU
				? 0x1a000
				: fake_alloc(fake, AREA_PERCPU, sizeof(rq), 64);
	uint64_t offsets[2];
	uint32_t cpus = 2;
	unsigned int i;

	memset(&timekeeper, 0, sizeof(timekeeper));
	memset(&rq, 0, sizeof(rq));
	timekeeper.xtime_sec = FAKE_CRASH_TIME;
#ifdef FK_TK_DATA
	struct tk_data data[2];

	memset(data, 0, sizeof(data));
	data[0].timekeeper = timekeeper;
	fake_variable(fake, FK_TK_DATA, 'b', AREA_BSS, data, sizeof(data));
#else
	fake_variable(fake, "shadow_timekeeper", 'b', AREA_BSS, &timekeeper, sizeof(timekeeper));
#endif
	fake_symbol(fake, "runqueues", 'D', base);
	for (i = 0; i < cpus; i++) {
		rq.clock = i ? FAKE_NOW - 5000000 : FAKE_NOW;
		offsets[i] =
			STORED(fake_variable(fake, NULL, 0, AREA_HEAP, &rq, sizeof(rq)) - base);
	}
	fake_variable(fake, "__per_cpu_offset", 'R', AREA_RODATA, offsets, sizeof(offsets));
	cpus = STORED(cpus);
	fake_variable(fake, "nr_cpu_ids", 'R', AREA_RODATA, &cpus, sizeof(cpus));
}

static void put_uts(struct fake *fake)
{
	struct uts_namespace uts;
	uint64_t addr;

	memset(&uts, 0, sizeof(uts));
	strcpy(uts.name.sysname, "Linux");
	strcpy(uts.name.release, FK_OSRELEASE);
	strcpy(uts.name.version, "#1 SMP of the tests");
	strcpy(uts.name.machine, "x86_64");
	addr = fake_variable(fake, "init_uts_ns", 'D', AREA_DATA, &uts, sizeof(uts));
	fake_note(fake, "SYMBOL(init_uts_ns)=%llx", (unsigned long long)addr);
	fake_note(fake, "OFFSET(uts_namespace.name)=%zu", offsetof(struct uts_namespace, name));
}

/* ---- kernel/module ---- */

/*
 * fake_take 0x100, fake_softirq 0x200 to the end of text at 0x800; then what a
 * lookup has to pass over: an undefined symbol, one without a name, an
 * assembler's label, and data behind the text.
 */
static void put_module(struct fake *fake, uint64_t list)
{
	static const char strings[] = "\0fake_take\0fake_softirq\0printk\0.L42\0fake_data";
	/* clang-format off */
	struct elf64_sym symbols[8] = {
		{ 0 },
		{ .st_name = 11, .st_shndx = 1, .st_value = FAKE_MODULE + 0x200 },
		{ .st_name = 1, .st_shndx = 1, .st_value = FAKE_MODULE + 0x100 },
		{ .st_name = 24, .st_shndx = SHN_UNDEF, .st_value = FAKE_MODULE + 0x108 },
		{ .st_name = 0, .st_shndx = 1, .st_value = FAKE_MODULE + 0x104 },
		{ .st_name = 31, .st_shndx = 1, .st_value = FAKE_MODULE + 0x220 },
		{ .st_name = 36, .st_shndx = 2, .st_value = FAKE_MODULE + 0x900 },
	};
	/* clang-format on */
	struct module module;
	uint64_t addr = fake_alloc(fake, AREA_MODULE, sizeof(module), 64);

	memset(&module, 0, sizeof(module));
	module.state = MODULE_STATE_LIVE;
	strcpy(module.name, "fake_mod");
	module.list.next = module.list.prev = at(list);
#ifdef FK_MODULE_LAYOUT
	module.core_layout.base = at(FAKE_MODULE);
	module.core_layout.size = 0x1000;
	module.core_layout.text_size = 0x800;
	module.core_layout.ro_size = 0x900;
#else
	module.mem[MOD_TEXT].base = at(FAKE_MODULE);
	module.mem[MOD_TEXT].size = 0x800;
	module.mem[MOD_DATA].base = at(FAKE_MODULE + 0x800);
	module.mem[MOD_DATA].size = 0x800;
#endif
	module.core_kallsyms.symtab =
		at(fake_variable(fake, NULL, 0, AREA_MODULE, symbols, sizeof(symbols)));
	module.core_kallsyms.num_symtab = 7;
	module.core_kallsyms.strtab =
		at(fake_variable(fake, NULL, 0, AREA_MODULE, strings, sizeof(strings)));
	module.kallsyms = at(addr + offsetof(struct module, core_kallsyms));
	fake_write(fake, addr, &module, sizeof(module));
	fake_write_ulong(fake, list, addr + offsetof(struct module, list));
	fake_write_ulong(fake, list + 8, addr + offsetof(struct module, list));
}

/* ---- all of it ---- */

static void put_text_symbols(struct fake *fake)
{
	size_t i;

	for (i = 0; i < fake_nr_text_symbols; i++)
		fake_symbol(fake, fake_text_symbols[i].name, fake_text_symbols[i].type,
			    FAKE_TEXT + fake_text_symbols[i].offset);
	/* More than a page of names. */
	for (i = 0; i < 1000; i++) {
		char name[32];

		snprintf(name, sizeof(name), "filler_%zu", i);
		fake_symbol(fake, name, 't', FAKE_TEXT + 0x10000 + 16 * i);
	}
	fake_symbol(fake, "__start_rodata", 'R', FAKE_TEXT + 0x200000);
	fake_symbol(fake, "__end_rodata", 'R', FAKE_TEXT + 0x300000);
}

static void finish_note(struct fake *fake)
{
	static const char *const names[] = {
		"kallsyms_names",	"kallsyms_num_syms", "kallsyms_token_table",
		"kallsyms_token_index", "kallsyms_offsets",  "kallsyms_relative_base",
		"kallsyms_addresses",
	};
	size_t i;

	fake_note(fake, "SYMBOL(_stext)=%llx", FAKE_TEXT);
	fake_note(fake, "SIZE(page)=%zu", sizeof(struct page));
	fake_note(fake, "OFFSET(page.flags)=%zu", offsetof(struct page, flags));
	fake_note(fake, "OFFSET(page._mapcount)=%zu", offsetof(struct page, _mapcount));
	fake_note(fake, "OFFSET(page.private)=%zu", offsetof(struct page, private));
	fake_note(fake, "SIZE(pglist_data)=%zu", sizeof(struct pglist_data));
	fake_note(fake, "SIZE(zone)=%zu", sizeof(struct zone));
	fake_note(fake, "OFFSET(pglist_data.node_zones)=%zu",
		  offsetof(struct pglist_data, node_zones));
	fake_note(fake, "OFFSET(pglist_data.nr_zones)=%zu", offsetof(struct pglist_data, nr_zones));
	fake_note(fake, "LENGTH(zone.free_area)=%d", FK_MAX_ORDER + 1);
	fake_note(fake, "LENGTH(free_area.free_list)=%d", MIGRATE_TYPES);
	fake_note(fake, "NUMBER(PAGE_BUDDY_MAPCOUNT_VALUE)=%lld", (long long)FK_BUDDY_VALUE);
	fake_note(fake, "KERNELOFFSET=%llx", FAKE_SLIDE);
#ifdef FK_KALLSYMS_IN_NOTE
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		uint64_t addr;

		if (fake->target.symbol(fake, names[i], 0, &addr) == 0)
			fake_note(fake, "SYMBOL(%s)=%llx", names[i], (unsigned long long)addr);
	}
#else
	(void)i;
	(void)names;
#endif
	fake_note(fake, "CRASHTIME=%llu", FAKE_CRASH_TIME);
}

static void build(struct fake *fake)
{
	bool no_symbols = fake->options.no_symbols;
	uint64_t list, nr;
	size_t i;

#ifdef FK_BIG_ENDIAN
	fake->target.big_endian = true;
#endif
	fake->options.no_symbols = false;
	fake_note(fake, "OSRELEASE=%s", FK_OSRELEASE);
	fake_note(fake, "PAGESIZE=%u", FK_PAGE_SIZE);
	fake_zero(fake, FAKE_TEXT + 0x200000, 0x100000); /* .rodata has no holes */
	describe_owner(fake);
	describe_page_ext(fake);
	describe_depot(fake);
	describe_page(fake);
	describe_memcg(fake);
	describe_rest(fake);
	describe_module(fake);
	put_text_symbols(fake);
	put_uts(fake);
	put_names(fake);
	put_fields(fake);
	put_depot(fake);
	put_memcgs(fake);
	put_nodes(fake);
	put_clock(fake);
	put_page_owner(fake);
#ifndef FK_FLATMEM
	put_sections(fake);
#endif
	for (nr = 0; nr <= FAKE_MAX_SECTION; nr++) {
		if (fake_has_section(fake, nr))
			put_buddies(fake, nr * FAKE_SECTION_PFNS);
	}
	for (i = 0; i < fake_nr_pages; i++) {
		if (fake_has_section(fake, fake_pages[i].pfn / FAKE_SECTION_PFNS))
			put_page(fake, &fake_pages[i]);
	}
	for (i = 0; i < fake_nr_records; i++) {
		if (fake_has_section(fake, fake_records[i].pfn / FAKE_SECTION_PFNS))
			put_record(fake, &fake_records[i]);
	}
	list = fake_variable(fake, "modules", 'd', AREA_DATA, NULL, 16);
	put_module(fake, list);
	fake_variable(fake, "page_group_by_mobility_disabled", 'B', AREA_BSS, NULL, 4);
#ifdef FK_PAGEBLOCK_VARIABLE
	fake_write_u32(fake, fake_variable(fake, "pageblock_order", 'B', AREA_BSS, NULL, 4),
		       FK_PAGEBLOCK_ORDER);
#endif
	fake_variable(fake, "hugetlb_max_hstate", 'b', AREA_BSS, NULL, 4);
	fake_variable(fake, "vmcoreinfo_note", 'B', AREA_BSS, NULL, 8);
	fake_variable(fake, "vmcoreinfo_data", 'B', AREA_BSS, NULL, 8);
	fake_variable(fake, "vmcoreinfo_size", 'B', AREA_BSS, NULL, 8);
	if (!fake->options.no_formats) {
		const char *const *formats = fake->options.formats;

		fake_string(fake, formats[0] ? formats[0] : FK_FORMAT_RECORD);
		fake_string(fake, formats[1] ? formats[1] : FK_FORMAT_PFN);
		if (fake->kernel->text_has_free_pid)
			fake_string(fake, ", free_pid %d, free_tgid %d");
#ifndef FK_TEXT_NO_MEMCG
		fake_string(fake, FORMAT_MEMCG);
#endif
	}
	fake_put_kallsyms(fake);
	finish_note(fake);
	fake_put_note(fake);
	fake->options.no_symbols = no_symbols;
}

#ifdef FK_OWNER_TS
#define FK_TEXT_PID true
#else
#define FK_TEXT_PID false
#endif
#ifdef FK_OWNER_FREE_TS
#define FK_HAS_FREE_TS true
#else
#define FK_HAS_FREE_TS false
#endif
#ifdef FK_OWNER_COMM
#define FK_TEXT_COMM true
#else
#define FK_TEXT_COMM false
#endif
#ifdef FK_TEXT_NO_MEMCG
#define FK_TEXT_MEMCG false
#else
#define FK_TEXT_MEMCG true
#endif
#ifdef FK_NO_FLAG_FIELDS
#define FK_TEXT_FIELDS false
#else
#define FK_TEXT_FIELDS true
#endif
#ifdef FK_OWNER_ALLOCATED
#define FK_FLAG_ALLOCATED (1ull << PAGE_EXT_OWNER_ALLOCATED)
#else
#define FK_FLAG_ALLOCATED 0
#endif
#ifdef FK_FLATMEM
#define FK_IS_FLAT true
#define FK_SIZEOF_SECTION 0
#else
#define FK_IS_FLAT false
#define FK_SIZEOF_SECTION sizeof(struct mem_section)
#endif
/* Bits of a handle that are not page_owner's: the last five on this side. */
#ifndef FK_HANDLE_EXTRA
#define FK_EXTRA_MASK 0
#elif defined(FK_BIG_ENDIAN)
#define FK_EXTRA_MASK 0x1fu
#else
#define FK_EXTRA_MASK (0x1fu << 27)
#endif

#ifdef FK_WHO
#define FK_HAS_WHO true
#define FK_FREE_PID_IN_TEXT (FK_OWNER < 608)
#else
#define FK_HAS_WHO false
#define FK_FREE_PID_IN_TEXT false
#endif

const struct fake_kernel FK_NAME = {
	.release = FK_OSRELEASE,
	.kallsyms = FK_KALLSYMS,
#ifdef FK_KALLSYMS_TWO_BYTE_LENGTHS
	.two_byte_lengths = true,
#endif
#ifdef FK_TEXT_HEX_PFN
	.text_hex_pfn = true,
#endif
#ifdef FK_TEXT_NO_FREE_TS
	.text_no_free_ts = true,
#endif
	.reserved_text = FK_RESERVED_TEXT,
	.some_text = FK_SOME_TEXT,
	.all_text = FK_ALL_TEXT,
	.page_flags = page_flags,
	.nr_page_flags = sizeof(page_flags) / sizeof(*page_flags),
	.gfp_atomic = FK_GFP_ATOMIC,
	.never_migrated = FK_NEVER_MIGRATED,
	.pools = FK_POOLS,
	.index_base = FK_HANDLE_INDEX_BASE,
	.who = FK_HAS_WHO,
	.text_has_free_pid = FK_FREE_PID_IN_TEXT,
	.has_free_ts = FK_HAS_FREE_TS,
	.text_has_pid = FK_TEXT_PID,
	.text_has_comm = FK_TEXT_COMM,
	.text_has_memcg = FK_TEXT_MEMCG,
	.text_has_fields = FK_TEXT_FIELDS,
	.pageblock_order = FK_PAGEBLOCK_ORDER,
	.page_shift = FK_PAGE_SHIFT,
	.flag_owner = 1ull << PAGE_EXT_OWNER,
	.flag_allocated = FK_FLAG_ALLOCATED,
	.flat = FK_IS_FLAT,
	.extra_mask = FK_EXTRA_MASK,
	.sizeof_page = sizeof(struct page),
	.sizeof_section = FK_SIZEOF_SECTION,
	.sizeof_owner = sizeof(struct page_owner),
	.ext_size = EXT_SIZE,
	.build = build,
	.put_record = put_record,
	.put_page = put_page,
	.put_slab = put_slab,
	.handle = handle_of,
	.put_stack = put_stack,
};
