// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

/*
 * What each fact is called in the kernel, written down a second time: a row of
 * layout.c with another name gets another value, or none.
 */
/* clang-format off */
static const struct { enum fact fact; const char *type, *name; } names[] = {
	{ F_ETEXT, NULL, "_etext" }, { F_SINITTEXT, NULL, "_sinittext" },
	{ F_EINITTEXT, NULL, "_einittext" }, { F_STEXT, NULL, "_stext" }, { F_END, NULL, "_end" },
	{ F_RODATA_START, NULL, "__start_rodata" }, { F_RODATA_END, NULL, "__end_rodata" },
	{ F_MEM_SECTION, NULL, "mem_section" },
	{ F_MEM_SECTION_SIZE, "struct mem_section", NULL },
	{ F_SECTION_MEM_MAP, "struct mem_section", "section_mem_map" },
	{ F_SECTION_PAGE_EXT, "struct mem_section", "page_ext" },
	{ F_SECTION_USAGE, "struct mem_section", "usage" },
	{ F_USAGE_PAGEBLOCK_FLAGS, "struct mem_section_usage", "pageblock_flags" },
	{ F_MIN_LOW_PFN, NULL, "min_low_pfn" }, { F_MAX_PFN, NULL, "max_pfn" },
	{ F_PAGE_EXT_SIZE, NULL, "page_ext_size" },
	{ F_SIZEOF_PAGE_EXT, "struct page_ext", NULL },
	{ F_PAGE_EXT_FLAGS, "struct page_ext", "flags" },
	{ F_PAGE_OWNER_OPS, NULL, "page_owner_ops" },
	{ F_OPS_OFFSET, "struct page_ext_operations", "offset" },
	{ F_PAGE_EXT_OWNER, NULL, "PAGE_EXT_OWNER" },
	{ F_PAGE_EXT_OWNER_ALLOCATED, NULL, "PAGE_EXT_OWNER_ALLOCATED" },
	{ F_PAGE_OWNER_INITED, NULL, "page_owner_inited" },
	{ F_OWNER_ORDER, "struct page_owner", "order" },
	{ F_OWNER_MIGRATE_REASON, "struct page_owner", "last_migrate_reason" },
	{ F_OWNER_GFP_MASK, "struct page_owner", "gfp_mask" },
	{ F_OWNER_HANDLE, "struct page_owner", "handle" },
	{ F_OWNER_FREE_HANDLE, "struct page_owner", "free_handle" },
	{ F_OWNER_TS, "struct page_owner", "ts_nsec" },
	{ F_OWNER_FREE_TS, "struct page_owner", "free_ts_nsec" },
	{ F_OWNER_COMM, "struct page_owner", "comm" },
	{ F_OWNER_PID, "struct page_owner", "pid" },
	{ F_OWNER_TGID, "struct page_owner", "tgid" },
	{ F_OWNER_FREE_PID, "struct page_owner", "free_pid" },
	{ F_OWNER_FREE_TGID, "struct page_owner", "free_tgid" },
	{ F_OWNER_CONTEXT, "struct page_owner", "context" },
	{ F_OWNER_CGROUP_ID, "struct page_owner", "cgroup_id" },
	{ F_MR_TYPES, NULL, "MR_TYPES" },
	{ F_HANDLE_OFFSET, "union handle_parts", "offset" },
	{ F_HANDLE_EXTRA, "union handle_parts", "extra" },
	{ F_RECORD_SIZE, "struct stack_record", "size" },
	{ F_RECORD_HANDLE, "struct stack_record", "handle" },
	{ F_RECORD_ENTRIES, "struct stack_record", "entries" },
	{ F_SIZEOF_PAGE, "struct page", NULL }, { F_PAGE_FLAGS, "struct page", "flags" },
	{ F_PAGE_PRIVATE, "struct page", "private" },
	{ F_PAGE_MAPCOUNT, "struct page", "_mapcount" },
	{ F_PAGE_MEMCG_DATA, "struct page", "memcg_data" },
	{ F_NR_PAGEFLAGS, NULL, "__NR_PAGEFLAGS" }, { F_PG_RESERVED, NULL, "PG_reserved" },
	{ F_PAGEFLAG_NAMES, NULL, "pageflag_names" }, { F_GFPFLAG_NAMES, NULL, "gfpflag_names" },
	{ F_MIGRATETYPE_NAMES, NULL, "migratetype_names" },
	{ F_MIGRATE_REASON_NAMES, NULL, "migrate_reason_names" },
	{ F_MIGRATE_TYPES, NULL, "MIGRATE_TYPES" }, { F_MIGRATE_ISOLATE, NULL, "MIGRATE_ISOLATE" },
	{ F_FLAG_FIELDS, NULL, "pff" },
	{ F_SIZEOF_FLAG_FIELD, "struct page_flags_fields", NULL },
	{ F_FIELD_WIDTH, "struct page_flags_fields", "width" },
	{ F_FIELD_SHIFT, "struct page_flags_fields", "shift" },
	{ F_FIELD_MASK, "struct page_flags_fields", "mask" },
	{ F_FIELD_SPEC, "struct page_flags_fields", "spec" },
	{ F_FIELD_NAME, "struct page_flags_fields", "name" },
	{ F_SPEC_BASE, "struct printf_spec", "base" },
	{ F_MOBILITY_DISABLED, NULL, "page_group_by_mobility_disabled" },
	{ F_HUGETLB, NULL, "hugetlb_max_hstate" },
	{ F_OBJCG_MEMCG, "struct obj_cgroup", "memcg" },
	{ F_MEMCG_CSS_FLAGS, "struct mem_cgroup", "css.flags" },
	{ F_MEMCG_CSS_CGROUP, "struct mem_cgroup", "css.cgroup" },
	{ F_CGRP_DFL_ROOT, NULL, "cgrp_dfl_root" },
	{ F_CGROUP_ROOT_CGRP, "struct cgroup_root", "cgrp" },
	{ F_CGROUP_CHILDREN, "struct cgroup", "self.children" },
	{ F_CGROUP_SIBLING, "struct cgroup", "self.sibling" },
	{ F_KN_ID, "struct kernfs_node", "id" },
	{ F_CGROUP_KN, "struct cgroup", "kn" }, { F_KN_NAME, "struct kernfs_node", "name" },
	{ F_CSS_ONLINE, NULL, "CSS_ONLINE" }, { F_SIZEOF_ZONE, "struct zone", NULL },
	{ F_CONTIG_PAGE_DATA, NULL, "contig_page_data" },
	{ F_NODE_ZONES, "struct pglist_data", "node_zones" },
	{ F_NODE_NR_ZONES, "struct pglist_data", "nr_zones" },
	{ F_ZONE_MANAGED, "struct zone", "managed_pages" }, { F_INIT_UTS_NS, NULL, "init_uts_ns" },
	{ F_UTS_NAME, "struct uts_namespace", "name" },
	{ F_UTS_RELEASE, "struct new_utsname", "release" },
	{ F_UTS_VERSION, "struct new_utsname", "version" },
	{ F_UTS_MACHINE, "struct new_utsname", "machine" },
	{ F_TK_XTIME_SEC, "struct timekeeper", "xtime_sec" }, { F_RUNQUEUES, NULL, "runqueues" },
	{ F_RQ_CLOCK, "struct rq", "clock" }, { F_PER_CPU_OFFSET, NULL, "__per_cpu_offset" },
	{ F_NR_CPU_IDS, NULL, "nr_cpu_ids" }, { F_KALLSYMS_NAMES, NULL, "kallsyms_names" },
	{ F_KALLSYMS_NUM_SYMS, NULL, "kallsyms_num_syms" },
	{ F_KALLSYMS_TOKEN_TABLE, NULL, "kallsyms_token_table" },
	{ F_KALLSYMS_TOKEN_INDEX, NULL, "kallsyms_token_index" },
	{ F_MODULES, NULL, "modules" }, { F_MODULE_LIST, "struct module", "list" },
	{ F_MODULE_NAME, "struct module", "name" }, { F_MODULE_STATE, "struct module", "state" },
	{ F_MODULE_UNFORMED, NULL, "MODULE_STATE_UNFORMED" },
	{ F_MODULE_KALLSYMS, "struct module", "kallsyms" },
	{ F_MODULE_CORE_KALLSYMS, "struct module", "core_kallsyms" },
	{ F_KALLSYMS_SYMTAB, "struct mod_kallsyms", "symtab" },
	{ F_KALLSYMS_NUM_SYMTAB, "struct mod_kallsyms", "num_symtab" },
	{ F_KALLSYMS_STRTAB, "struct mod_kallsyms", "strtab" },
	{ F_MODULE_MEM, "struct module", "mem" },
	{ F_SIZEOF_MODULE_MEMORY, "struct module_memory", NULL },
	{ F_MEMORY_BASE, "struct module_memory", "base" },
	{ F_MEMORY_SIZE, "struct module_memory", "size" },
	{ F_MOD_MEM_NUM_TYPES, NULL, "MOD_MEM_NUM_TYPES" },
	{ F_MOD_INIT_TEXT, NULL, "MOD_INIT_TEXT" },
	{ F_OPS_NEED_SHARED_FLAGS, "struct page_ext_operations", "need_shared_flags" },
	{ F_MR_NEVER, NULL, "MR_NEVER" }, { F_STACK_MAX_POOLS, NULL, "stack_max_pools" },
	{ F_PB_MIGRATE_ISOLATE, NULL, "PB_migrate_isolate" },
	{ F_OBJCG_IS_ROOT, "struct obj_cgroup", "is_root" },
	{ F_TK_DATA_TIMEKEEPER, "struct tk_data", "timekeeper" },
	{ F_TK_CORE, NULL, "timekeeper_data" }, { F_TK_CORE, NULL, "tk_core" },
	{ F_TIMEKEEPER_SHADOW, NULL, "shadow_timekeeper" },
	{ F_KALLSYMS_OFFSETS, NULL, "kallsyms_offsets" },
	{ F_KALLSYMS_RELATIVE_BASE, NULL, "kallsyms_relative_base" },
	{ F_MODULE_CORE_BASE, "struct module", "core_layout.base" },
	{ F_MODULE_CORE_SIZE, "struct module", "core_layout.size" },
	{ F_MODULE_CORE_TEXT_SIZE, "struct module", "core_layout.text_size" },
	{ F_MODULE_INIT_BASE, "struct module", "init_layout.base" },
	{ F_MODULE_INIT_SIZE, "struct module", "init_layout.size" },
	{ F_MODULE_INIT_TEXT_SIZE, "struct module", "init_layout.text_size" },
	{ F_PAGE_MAPPING, "struct page", "mapping" },
	{ F_SLAB_CACHE, "struct slab", "slab_cache" },
	{ F_SLAB_CACHE, "struct page", "slab_cache" },
	{ F_CACHE_NAME, "struct kmem_cache", "name" },
	{ F_EXTRA_MEM, NULL, "extra_mem" }, { F_PAGEBLOCK_ORDER, NULL, "pageblock_order" },
	{ F_SECTION_PAGEBLOCK_FLAGS, "struct mem_section", "pageblock_flags" },
	{ F_STACK_POOLS, NULL, "stack_pools" }, { F_STACK_POOLS, NULL, "stack_slabs" },
	{ F_KASAN_STACKTRACE, NULL, "kasan_flag_stacktrace" },
	{ F_HANDLE_INDEX, "union handle_parts", "pool_index_plus_1" },
	{ F_HANDLE_INDEX, "union handle_parts", "pool_index" },
	{ F_HANDLE_INDEX, "union handle_parts", "slabindex" },
	{ F_PAGE_MEMCG_DATA, "struct page", "mem_cgroup" },
	{ F_PAGE_COMPOUND_HEAD, "struct page", "compound_info" },
	{ F_PAGE_COMPOUND_HEAD, "struct page", "compound_head" },
	{ F_PAGE_REFCOUNT, "struct page", "_refcount" },
	{ F_KN_PARENT, "struct kernfs_node", "__parent" },
	{ F_KN_PARENT, "struct kernfs_node", "parent" },
	{ F_NODE_START_PFN, "struct pglist_data", "node_start_pfn" },
	{ F_NODE_PAGE_EXT, "struct pglist_data", "node_page_ext" },
	{ F_NODE_MEM_MAP, "struct pglist_data", "node_mem_map" },
	{ F_ZONE_PAGEBLOCK_FLAGS, "struct zone", "pageblock_flags" },
	{ F_ZONE_START_PFN, "struct zone", "zone_start_pfn" },
	{ F_ZONE_SPANNED, "struct zone", "spanned_pages" }, { F_ZONE_NAME, "struct zone", "name" },
};
/* clang-format on */

/* What this kernel answers for one of them: found, value, size in bits of a member. */
static bool ask(struct fake *fake, const char *type, const char *name, int64_t *value,
		uint64_t *bits)
{
	const struct pageowner_target *host = &fake->target;
	uint64_t unsigned_value = 0;
	bool found;

	*bits = 0;
	if (!type && !host->constant(fake, name, value))
		return true;
	if (type && name)
		found = !host->member(fake, type, name, &unsigned_value, bits);
	else if (type)
		found = !host->type_size(fake, type, &unsigned_value);
	else
		found = !host->symbol(fake, name, 0, &unsigned_value);
	*value = unsigned_value;
	return found;
}

/* Is there a name in this kernel for what has another one in others? */
static bool has_other_name(struct fake *fake, enum fact fact)
{
	uint64_t bits;
	int64_t value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i].fact == fact && ask(fake, names[i].type, names[i].name, &value, &bits))
			return true;
	return false;
}

void every_fact_is_what_this_kernel_says(void **state)
{
	struct test *test = unit_new(NULL);
	size_t i;

	(void)state;
	unit_ok(test, "layout", NULL);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const char *type = names[i].type, *name = names[i].name;
		const struct fact_value *got = &test->po->layout.facts[names[i].fact];
		uint64_t bits;
		int64_t value;

		if (!ask(test->fake, type, name, &value, &bits)) {
			if (got->known && !has_other_name(test->fake, names[i].fact))
				fail_msg("%s.%s of another kernel is known", type, name);
			continue;
		}
		if (got->source != SOURCE_HOST)
			bits = 0; /* VMCOREINFO knows no sizes of members */
		if (!got->known || got->value != value || (bits && got->bits != bits))
			fail_msg("%s %s: known %d, %lld instead of %lld, %u bits instead of %u",
				 type ? type : "", name ? name : "", got->known,
				 (long long)got->value, (long long)value, got->bits,
				 (unsigned int)bits);
	}
	unit_free(test);
}

/* Most of these facts are optional for the analyser, but none may be lost unseen. */
static void what_this_kernel_has_is_in_the_table(void **state)
{
	struct fake *fake = fake_new(test_kernel, NULL);
	size_t found = 0, i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		uint64_t bits;
		int64_t value;

		found += ask(fake, names[i].type, names[i].name, &value, &bits);
	}
	assert_true(found > ARRAY_SIZE(names) - 35);
	fake_free(fake);
}

static void derived_facts(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	unit_ok(test, "layout", NULL);
	assert_int_equal(fact(test->po, F_STACK_POOLS),
			 fake_address(test->fake, test_kernel->pools));
	assert_int_equal(fact(test->po, F_PAGE_SIZE), FAKE_PAGE_SIZE);
	assert_int_equal(fact(test->po, F_MAX_PHYSMEM_BITS), FAKE_PHYSMEM_BITS);
	assert_int_equal(test->po->layout.page_shift, 12);
	assert_int_equal(test->po->layout.ext_size, test_kernel->ext_size);
	assert_int_equal(test->po->layout.ext_owner,
			 test_kernel->ext_size - test_kernel->sizeof_owner);
	assert_int_equal(test->po->layout.pageblock_order, 9);
	assert_int_equal(test->po->layout.max_order, 10);
	assert_int_equal(test->po->layout.section_shift, FAKE_SECTION_BITS - 12);
	assert_int_equal(test->po->layout.flag_owner, 1);
	assert_int_equal(test->po->layout.flag_allocated, 2);
	unit_free(test);
}

/* Without huge pages of its own a kernel groups by its largest buddy blocks. */
static void pageblocks_without_hugetlb(void **state)
{
	struct fake_options options = { .without = "hugetlb_max_hstate" };
	struct test *test = unit_new(&options);

	(void)state;
	unit_ok(test, "layout", NULL);
	assert_int_equal(test->po->layout.pageblock_order, 10);
	unit_free(test);
}

/* SYMBOL(mem_section) of VMCOREINFO is the value of the variable, kallsyms has its address. */
static void mem_section_is_a_value_in_the_note(void **state)
{
	struct test *test = unit_new(NULL);
	uint64_t variable = fake_address(test->fake, "mem_section");

	(void)state;
	unit_ok(test, "layout", NULL);
	assert_int_equal(fact(test->po, F_MEM_SECTION), variable);
	assert_int_equal(fact(test->po, F_MEM_SECTION_ROOTS),
			 fake_read_ulong(test->fake, variable));
	unit_free(test);
}

static void vmcoreinfo_comes_before_the_host(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	fake_note_replace(test->fake, "SIZE(page)=", "SIZE(page)=128");
	fake_note_replace(test->fake, "OFFSET(page.private)=", "OFFSET(page.private)=72");
	assert_int_equal(pageowner_attach(test->po, &test->fake->target), 0);
	unit_run(test, "layout", NULL);
	assert_int_equal(fact(test->po, F_SIZEOF_PAGE), 128);
	assert_int_equal(offset_of(test->po, F_PAGE_PRIVATE), 72);
	assert_int_equal(size_of(test->po, F_PAGE_PRIVATE), 8);
	assert_int_equal(test->po->layout.facts[F_SIZEOF_PAGE].source, SOURCE_VMCOREINFO);
	assert_int_equal(test->po->layout.facts[F_OWNER_ORDER].source, SOURCE_HOST);
	assert_int_equal(test->po->layout.facts[F_MAX_PFN].source, SOURCE_KALLSYMS);
	unit_free(test);
}

static void layout_shows_which_variant_was_found(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out;

	(void)state;
	fake_forget(test->fake, "struct slab", "slab_cache");
	fake_forget(test->fake, "struct page", "slab_cache");
	fake_member(test->fake, "struct slab", "slab_cache", 64, 64);
	fake_member(test->fake, "struct page", "slab_cache", 192, 64);
	out = unit_ok(test, "layout", NULL);
	assert_has(out, "debug info  bit    64  of    64  struct slab.slab_cache\n");
	assert_has(out, "-                                 struct page.slab_cache\n");
	unit_free(test);
}

static void note_is_read_from_memory_when_the_host_has_none(void **state)
{
	struct fake_options options = { .note_in_memory = true };
	struct test *test = unit_new(&options);
	char *out;

	(void)state;
	out = strdup(unit_ok(test, "list", NULL));
	unit_free(test);
	test = unit_new(NULL);
	assert_text(out, unit_ok(test, "list", NULL));
	unit_free(test);
	free(out);
}

static void keys_of_the_note_match_whole(void **state)
{
	struct test *test = unit_new(NULL);
	const char *value;
	size_t len = 0;

	(void)state;
	unit_ok(test, "layout", NULL);
	value = vmcoreinfo_line(test->po, "PAGESIZE", &len);
	assert_non_null(value);
	assert_int_equal(len, 4);
	assert_memory_equal(value, "4096", 4);
	assert_null(vmcoreinfo_line(test->po, "PAGESIZ", &len));
	assert_null(vmcoreinfo_line(test->po, "AGESIZE", &len));
	assert_null(vmcoreinfo_line(test->po, "SIZE(page", &len));
	unit_free(test);
}

static void missing_required_fact_is_named(void **state)
{
	/* clang-format off */
	static const struct { const char *type, *name; } gone[] = {
		{ "struct page_owner", "gfp_mask" },
		{ "union handle_parts", "offset" },
		{ "struct stack_record", "entries" },
		{ NULL, "PAGE_EXT_OWNER" },
		{ NULL, "PG_reserved" },
	};
	/* clang-format on */
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(gone); i++) {
		struct test *test = unit_new(NULL);

		fake_forget(test->fake, gone[i].type, gone[i].name);
		assert_text(unit_run(test, "list", NULL), "");
		assert_int_equal(test->status, PAGEOWNER_ERROR);
		assert_has(test->message, gone[i].name);
		assert_null(strchr(test->message, '\n'));
		unit_free(test);
	}
}

static void missing_symbol_is_named(void **state)
{
	static const char *const gone[] = { "max_pfn", "page_owner_ops" };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(gone); i++) {
		struct fake_options options = { .without = gone[i] };
		struct test *test = unit_new(&options);

		assert_text(unit_run(test, "list", NULL), "");
		assert_int_equal(test->status, PAGEOWNER_ERROR);
		assert_has(test->message, gone[i]);
		unit_free(test);
	}
}

static void layout_shows_rows_even_when_one_is_missing(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out;

	(void)state;
	fake_forget(test->fake, "struct page_owner", "gfp_mask");
	out = unit_run(test, "layout", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(out, "required              struct page_owner.gfp_mask\n");
	assert_has_not(out, "required              struct page_owner.order\n");
	assert_has(out, "0xffffffff9f000000    _stext\n");
	assert_has(out, "vmcoreinfo");
	assert_has(out, "kallsyms");
	assert_has(out, "debug info");
	unit_free(test);
}

static void optional_facts_may_be_missing(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	fake_forget(test->fake, "struct page_flags_fields", NULL);
	fake_forget(test->fake, NULL, "CSS_ONLINE");
	fake_forget(test->fake, "struct zone", "managed_pages");
	fake_forget(test->fake, "struct rq", "clock");
	assert_has(unit_ok(test, "list", NULL), "Page allocated via order 0");
	assert_has(unit_run(test, "report", NULL), "RAM          unknown: ");
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	unit_free(test);
}

static void switched_off_is_one_clear_line(void **state)
{
	struct fake_options options = { .page_owner_off = true };
	struct test *test = unit_new(&options);

	(void)state;
	assert_text(unit_run(test, "report", NULL), "");
	assert_int_equal(test->status, PAGEOWNER_NO_DATA);
	assert_has(test->message, "page_owner=on");
	assert_null(strchr(test->message, '\n'));
	unit_free(test);
}

static void not_built_in_is_one_clear_line(void **state)
{
	struct fake_options options = { .page_owner_absent = true };
	struct test *test = unit_new(&options);

	(void)state;
	assert_text(unit_run(test, "list", NULL), "");
	assert_int_equal(test->status, PAGEOWNER_NO_DATA);
	assert_has(test->message, "CONFIG_PAGE_OWNER");
	unit_free(test);
	options.page_ext_absent = true;
	test = unit_new(&options);
	unit_run(test, "list", NULL);
	assert_int_equal(test->status, PAGEOWNER_NO_DATA);
	assert_has(test->message, "CONFIG_PAGE_OWNER");
	unit_free(test);
}

static void unreadable_state_is_one_clear_line(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	fake_hole(test->fake, fake_address(test->fake, "page_owner_inited"), 4);
	unit_run(test, "list", NULL);
	assert_int_equal(test->status, PAGEOWNER_NO_DATA);
	assert_has(test->message, "not in this dump");
	unit_free(test);
}

static void nonsense_in_the_note_is_refused(void **state)
{
	/* clang-format off */
	static const struct { const char *key, *line; } bad[] = {
		{ "PAGESIZE=", "PAGESIZE=4097" },
		{ "PAGESIZE=", NULL },
		{ "PAGESIZE=", "PAGESIZE=99999999999999999999999999" },
		{ "NUMBER(SECTION_SIZE_BITS)=", "NUMBER(SECTION_SIZE_BITS)=11" },
		{ "NUMBER(SECTION_SIZE_BITS)=", "NUMBER(SECTION_SIZE_BITS)=200" },
		{ "LENGTH(zone.free_area)=", "LENGTH(zone.free_area)=0" },
		{ "LENGTH(zone.free_area)=", "LENGTH(zone.free_area)=-1" },
		{ "SIZE(page)=", "SIZE(page)=1000000" },
		{ "SIZE(mem_section)=", "SIZE(mem_section)=0" },
		{ "LENGTH(mem_section)=", "LENGTH(mem_section)=9223372036854775807" },
	};
	/* clang-format on */
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		struct test *test = unit_new(NULL);

		fake_note_replace(test->fake, bad[i].key, bad[i].line);
		assert_int_equal(pageowner_attach(test->po, &test->fake->target), 0);
		unit_run(test, "list", NULL);
		if (test->status != PAGEOWNER_ERROR || !test->message[0])
			fail_msg("%s: status %d, '%s'", bad[i].line ? bad[i].line : "no PAGESIZE",
				 test->status, test->message);
		unit_free(test);
	}
}

static void impossible_page_ext_is_refused(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	fake_write_ulong(test->fake, fake_address(test->fake, "page_ext_size"), 1ull << 40);
	unit_run(test, "list", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	unit_free(test);
	test = unit_new(NULL);
	fake_write_ulong(test->fake, fake_address(test->fake, "page_owner_ops"),
			 test_kernel->ext_size - 8);
	unit_run(test, "list", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	unit_free(test);
}

/* Other clients of page_ext move page_owner and widen the stride; nothing is assumed. */
static void stride_and_offset_come_from_the_kernel(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	fake_write_ulong(test->fake, fake_address(test->fake, "page_ext_size"), 84);
	fake_write_ulong(test->fake, fake_address(test->fake, "page_owner_ops"), 20);
	unit_run(test, "layout", NULL);
	assert_int_equal(test->po->layout.ext_size, 84);
	assert_int_equal(test->po->layout.ext_owner, 20);
	unit_free(test);
}

/* A debugger moves the symbols of a vmlinux, which for per-CPU variables is wrong. */
static void per_cpu_variables_start_at_0(void **state)
{
	struct fake_options options = { .kallsyms = KALLSYMS_NONE };
	struct test *test = unit_new(&options);
	uint64_t runqueues = fake_address(test->fake, "runqueues"), offset;
	unsigned int cpu;

	(void)state;
	for (cpu = 0; cpu < 2; cpu++) {
		offset = fake_read_ulong(test->fake,
					 fake_address(test->fake, "__per_cpu_offset") + cpu * 8);
		fake_write_ulong(test->fake, fake_address(test->fake, "__per_cpu_offset") + cpu * 8,
				 offset + runqueues - 0x340);
	}
	fake_forget(test->fake, NULL, "runqueues");
	fake_symbol(test->fake, "runqueues", 'D', FAKE_SLIDE + 0x340);
	fake_symbol(test->fake, "__per_cpu_start", 'D', FAKE_SLIDE);
	fake_symbol(test->fake, "__per_cpu_end", 'D', FAKE_SLIDE + 0x1000);
	unit_ok(test, "layout", NULL);
	assert_int_equal(fact(test->po, F_RUNQUEUES), 0x340);
	assert_int_equal(fact(test->po, F_PERCPU_END), 0x1000);
	assert_int_equal(machine_now(test->po), FAKE_NOW);
	unit_free(test);
}

TESTS(layout, cmocka_unit_test(per_cpu_variables_start_at_0),
      cmocka_unit_test(what_this_kernel_has_is_in_the_table), cmocka_unit_test(derived_facts),
      cmocka_unit_test(pageblocks_without_hugetlb),
      cmocka_unit_test(mem_section_is_a_value_in_the_note),
      cmocka_unit_test(vmcoreinfo_comes_before_the_host),
      cmocka_unit_test(layout_shows_which_variant_was_found),
      cmocka_unit_test(note_is_read_from_memory_when_the_host_has_none),
      cmocka_unit_test(keys_of_the_note_match_whole),
      cmocka_unit_test(missing_required_fact_is_named), cmocka_unit_test(missing_symbol_is_named),
      cmocka_unit_test(layout_shows_rows_even_when_one_is_missing),
      cmocka_unit_test(optional_facts_may_be_missing),
      cmocka_unit_test(switched_off_is_one_clear_line),
      cmocka_unit_test(not_built_in_is_one_clear_line),
      cmocka_unit_test(unreadable_state_is_one_clear_line),
      cmocka_unit_test(nonsense_in_the_note_is_refused),
      cmocka_unit_test(impossible_page_ext_is_refused),
      cmocka_unit_test(stride_and_offset_come_from_the_kernel));
