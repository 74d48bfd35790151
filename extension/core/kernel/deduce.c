// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Offsets that the configuration of a kernel changes, for a dump without types.  Each is searched
 * for in the data of the dump and accepted only if the data proves it: by a pointer that points
 * back, a name that is unmistakable, or a second clock.  Fields that are not found are left out
 * of the output.
 */
#include "core.h"

static bool read_word(struct pageowner *po, uint64_t addr, uint64_t *ret)
{
	return !target_ulong(&po->reader, addr, ret);
}

static bool symbol(struct pageowner *po, const char *name, uint64_t *ret)
{
	const struct pageowner_target *host = &po->target;

	return !kallsyms_symbol(po, name, 0, ret) ||
	       (host->symbol && !host->symbol(host->priv, name, 0, ret));
}

/* ---- mm ---- */

/* include/linux/page-flags.h: the flags themselves end after the highest flag with a name. */
static void deduce_page_flags(struct pageowner *po)
{
	uint64_t addr = fact(po, F_PAGEFLAG_NAMES), mask, name;
	int highest = -1, i;

	for (i = 0; has(po, F_PAGEFLAG_NAMES) && i < 64; i++, addr += 16) {
		if (!read_word(po, addr, &mask) || !read_word(po, addr + 8, &name) || !name)
			break;
		if (mask && 63 - __builtin_clzll(mask) > highest)
			highest = 63 - __builtin_clzll(mask);
	}
	if (highest >= 0)
		facts_set(po, F_NR_PAGEFLAGS, highest + 1, 0);
}

/*
 * struct mem_section_usage: a bitmap of the present subsections, then the flags.  v6.8, and
 * stable releases before it, put a struct rcu_head in front, which is zero as long as the section
 * exists.
 */
static void deduce_pageblocks(struct pageowner *po)
{
	uint64_t root, section, usage, words[2];
	int i;

	if (!has(po, F_MEM_SECTION_ROOTS) || !has(po, F_SECTION_USAGE) ||
	    !read_word(po, fact(po, F_MEM_SECTION_ROOTS), &root) || !root)
		return;
	for (i = 0; i < 128; i++) {
		section = root + i * 32;
		if (!read_word(po, section, &usage) || !(usage & 1) ||
		    !read_word(po, section + 8, &usage) || !read_word(po, usage, &words[0]) ||
		    !read_word(po, usage + 8, &words[1]))
			continue;
		facts_set_bytes(po, F_USAGE_PAGEBLOCK_FLAGS, words[0] ? 8 : 24, 0);
		break;
	}
	/* The function was added together with the separate bit, in v6.17. */
	if (has(po, F_MIGRATE_ISOLATE) && symbol(po, "init_pageblock_migratetype", &root))
		facts_set(po, F_PB_MIGRATE_ISOLATE, 4, 0);
}

static bool is_zone_name(struct pageowner *po, uint64_t addr)
{
	static const char *const names[] = { "DMA", "DMA32", "Normal", "Movable" };
	char text[16];
	size_t i;

	if (target_string(&po->reader, addr, text, sizeof(text)))
		return false;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(text, names[i]))
			return true;
	return false;
}

/* spanned_pages, present_pages, up to two more words, name */
static void deduce_zone_name(struct pageowner *po)
{
	uint64_t node = fact(po, F_CONTIG_PAGE_DATA), zone, name;
	unsigned int spanned = offset_of(po, F_ZONE_MANAGED) + 8, i;

	if (has(po, F_NODE_DATA) && !read_word(po, fact(po, F_NODE_DATA), &node))
		return;
	if (!node || !has(po, F_NODE_ZONES) || !has(po, F_ZONE_MANAGED))
		return;
	zone = node + offset_of(po, F_NODE_ZONES);
	for (i = spanned + 16; i <= spanned + 40; i += 8) {
		if (!read_word(po, zone + i, &name) || !is_zone_name(po, name))
			continue;
		facts_set_bytes(po, F_ZONE_NAME, i, 8);
		return;
	}
}

/* ---- mm/memcontrol.c, kernel/cgroup ---- */

/* css.id, css.flags: the id of the root is small, and the root is online. */
static bool deduce_css_flags(struct pageowner *po, uint64_t css)
{
	unsigned char bytes[8];
	unsigned int i;

	for (i = 64; i < 160; i += 8) {
		uint64_t id, flags;

		if (target_read(&po->reader, css + i, bytes, sizeof(bytes)))
			return false;
		id = get_uint(&po->reader, bytes, 4);
		flags = get_uint(&po->reader, bytes + 4, 4);
		if (!id || id > 65535 || !(flags & 2) || flags > 63)
			continue;
		facts_set_bytes(po, F_MEMCG_CSS_FLAGS, i + 4, 4);
		facts_set(po, F_CSS_ONLINE, 2, 0);
		return true;
	}
	return false;
}

/*
 * The struct kernfs_node of a root cgroup: it has no parent, it has a name, and priv points back.
 */
static bool is_root_node(struct pageowner *po, uint64_t kn, uint64_t cgroup)
{
	uint64_t word, name;
	unsigned int i;

	if (!kn || kn & 7 || !read_word(po, kn + 8, &word) || word ||
	    !read_word(po, kn + 16, &name) || !name)
		return false;
	for (i = 24; i < 160; i += 8)
		if (read_word(po, kn + i, &word) && word == cgroup)
			return true;
	return false;
}

static bool is_memcg(struct pageowner *po, uint64_t memcg, uint64_t subsys)
{
	uint64_t ours;

	return memcg >> 47 == 0x1ffff && !(memcg & 7) && read_word(po, memcg + 8, &ours) &&
	       ours == subsys;
}

/*
 * Since v7.1 page->memcg_data points to a struct obj_cgroup for every kind of page; before, it
 * did so only for memory of the kernel.  A page that belongs to a process shows which of them it
 * is.
 */
static void deduce_objcg(struct pageowner *po, uint64_t subsys)
{
	uint64_t root, map, data, memcg, pfn;
	unsigned int shift = fact(po, F_SECTION_SIZE_BITS) - po->layout.page_shift, i;

	if (!has(po, F_MEM_SECTION_ROOTS) || shift > 24 ||
	    !read_word(po, fact(po, F_MEM_SECTION_ROOTS), &root) || !root)
		return;
	for (i = 0; i < 32; i++) {
		if (!read_word(po, root + i * 32, &map) || !(map & 1))
			continue;
		map = (map & ~0x3full) + ((uint64_t)i << shift) * 64;
		for (pfn = 0; pfn < 1u << shift; pfn++) {
			if (!read_word(po, map + pfn * 64 + 56, &data) || !data || data & 7 ||
			    data >> 47 != 0x1ffff)
				continue;
			if (is_memcg(po, data, subsys))
				return;
			if (!read_word(po, data + 16, &memcg) || !is_memcg(po, memcg, subsys))
				continue;
			facts_set_bytes(po, F_OBJCG_IS_ROOT, 0, 1);
			return;
		}
	}
}

/* Since v5.18 a record has a line about cgroups.  An obj_cgroup starts with a percpu_ref. */
static void deduce_memcg(struct pageowner *po)
{
	uint64_t variable, root, cgroup, subsys, ours, kn;
	unsigned int i;

	if (!has(po, F_OWNER_COMM) || fact(po, F_SIZEOF_PAGE) != 64 ||
	    !symbol(po, "root_mem_cgroup", &variable) ||
	    !symbol(po, "memory_cgrp_subsys", &subsys) || !read_word(po, variable, &root) ||
	    !read_word(po, root, &cgroup) || !read_word(po, root + 8, &ours) || ours != subsys ||
	    !deduce_css_flags(po, root))
		return;
	for (i = 64; i < 768; i += 8) {
		if (!read_word(po, cgroup + i, &kn) || !is_root_node(po, kn, cgroup))
			continue;
		facts_set_bytes(po, F_CGROUP_KN, i, 8);
		facts_set_bytes(po, F_MEMCG_CSS_CGROUP, 0, 8);
		facts_set_bytes(po, F_KN_PARENT, 8, 8);
		facts_set_bytes(po, F_KN_NAME, 16, 8);
		facts_set_bytes(po, F_OBJCG_MEMCG, 16, 8);
		facts_set_bytes(po, F_PAGE_MEMCG_DATA, 56, 8);
		deduce_objcg(po, subsys);
		return;
	}
}

/* ---- kernel/module ---- */

/* The struct mod_kallsyms inside struct module to which module.kallsyms points. */
static bool deduce_module_symbols(struct pageowner *po, uint64_t module)
{
	uint64_t pointer, symtab, count, strtab;
	unsigned int i;

	for (i = 128; i < 1536; i += 8) {
		uint64_t within;

		if (!read_word(po, module + i, &pointer))
			return false;
		within = pointer - module;
		/* Heads of empty lists point to themselves, too. */
		if (within <= i || within > 2048 || within & 7 ||
		    !read_word(po, pointer, &symtab) || !read_word(po, pointer + 16, &strtab) ||
		    target_uint(&po->reader, pointer + 8, 4, &count) || !count || count > 1 << 20 ||
		    symtab >> 47 != 0x1ffff || strtab >> 47 != 0x1ffff || symtab & 7)
			continue;
		facts_set_bytes(po, F_MODULE_KALLSYMS, i, 8);
		facts_set_bytes(po, F_MODULE_CORE_KALLSYMS, within, 32);
		facts_set_bytes(po, F_KALLSYMS_SYMTAB, 0, 8);
		facts_set_bytes(po, F_KALLSYMS_NUM_SYMTAB, 8, 4);
		facts_set_bytes(po, F_KALLSYMS_STRTAB, 16, 8);
		return true;
	}
	return false;
}

static void know_module_layout(struct pageowner *po, uint64_t module, unsigned int core)
{
	uint64_t back;
	/* With CONFIG_MODULES_TREE_LOOKUP it contains a struct mod_tree_node, which points back. */
	bool tree = read_word(po, module + core + 24, &back) && back == module;
	unsigned int init = core + (tree ? 80 : 24);

	facts_set_bytes(po, F_MODULE_CORE_BASE, core, 8);
	facts_set_bytes(po, F_MODULE_CORE_SIZE, core + 8, 4);
	facts_set_bytes(po, F_MODULE_CORE_TEXT_SIZE, core + 12, 4);
	facts_set_bytes(po, F_MODULE_INIT_BASE, init, 8);
	facts_set_bytes(po, F_MODULE_INIT_SIZE, init + 8, 4);
	facts_set_bytes(po, F_MODULE_INIT_TEXT_SIZE, init + 12, 4);
}

/* Until v6.4: one range contains the whole module, including struct module. */
static bool deduce_module_layout(struct pageowner *po, uint64_t module)
{
	uint64_t base, size, text;
	unsigned int i;

	for (i = 128; i < 1024; i += 8) {
		if (!read_word(po, module + i, &base) ||
		    target_uint(&po->reader, module + i + 8, 4, &size) ||
		    target_uint(&po->reader, module + i + 12, 4, &text))
			return false;
		if (base & (po->reader.page_size - 1) || !text || text > size || size > 1u << 28 ||
		    module < base || module - base >= size)
			continue;
		know_module_layout(po, module, i);
		return true;
	}
	return false;
}

/*
 * Since v6.4: mem[], an array of struct module_memory { base, size, mod_tree_node }.  Some
 * releases v6.1x have a bool in between: it is at the old place of size, and size is in the
 * padding.
 */
static bool deduce_module_memory(struct pageowner *po, uint64_t module)
{
	uint64_t base, back, size;
	unsigned int i;

	for (i = 128; i < 1024; i += 8) {
		if (!read_word(po, module + i, &base) || !read_word(po, module + i + 16, &back) ||
		    target_uint(&po->reader, module + i + 12, 4, &size))
			return false;
		if (!base || base & (po->reader.page_size - 1) || back != module)
			continue;
		facts_set_bytes(po, F_MODULE_MEM, i, 7 * 72);
		facts_set(po, F_SIZEOF_MODULE_MEMORY, 72, 0);
		facts_set_bytes(po, F_MEMORY_BASE, 0, 8);
		facts_set_bytes(po, F_MEMORY_SIZE, size ? 12 : 8, 4);
		facts_set(po, F_MOD_MEM_NUM_TYPES, 7, 0);
		facts_set(po, F_MOD_INIT_TEXT, 4, 0);
		return true;
	}
	return false;
}

/* struct module: state, list and name; all else depends on the configuration. */
static void deduce_modules(struct pageowner *po)
{
	uint64_t first;

	if (!has(po, F_MODULES) || !read_word(po, fact(po, F_MODULES), &first) ||
	    first == (uint64_t)fact(po, F_MODULES))
		return;
	if (!deduce_module_symbols(po, first - 8) ||
	    (!deduce_module_layout(po, first - 8) && !deduce_module_memory(po, first - 8)))
		return;
	facts_set_bytes(po, F_MODULE_STATE, 0, 4);
	facts_set_bytes(po, F_MODULE_LIST, 8, 16);
	facts_set_bytes(po, F_MODULE_NAME, 24, 56);
	facts_set(po, F_MODULE_UNFORMED, 3, 0);
}

/* ---- time ---- */

/* struct timekeeper: the seconds follow tkr_mono and tkr_raw; since v6.13 only tkr_mono. */
static void deduce_seconds(struct pageowner *po)
{
	static const unsigned int offsets[] = { 56, 112 };
	uint64_t seconds;
	size_t i;

	for (i = 0; has(po, F_TIMEKEEPER_SHADOW) && i < ARRAY_SIZE(offsets); i++) {
		if (!read_word(po, fact(po, F_TIMEKEEPER_SHADOW) + offsets[i], &seconds) ||
		    seconds < 1000000000 || seconds > 5000000000)
			continue;
		facts_set_bytes(po, F_TK_XTIME_SEC, offsets[i], 8);
		return;
	}
}

/* struct tk_data, since v6.13: a seqcount, then the timekeeper. */
static void deduce_new_seconds(struct pageowner *po)
{
	uint64_t seconds, uptime;
	unsigned int i;

	if (has(po, F_TIMEKEEPER_SHADOW) || !has(po, F_TK_CORE))
		return;
	for (i = 8; i < 192; i += 8) {
		uint64_t at = fact(po, F_TK_CORE) + i;

		if (!read_word(po, at, &seconds) || seconds < 1000000000 || seconds > 5000000000 ||
		    !read_word(po, at + 8, &uptime) || uptime > seconds)
			continue;
		facts_set_bytes(po, F_TK_DATA_TIMEKEEPER, 0, 0);
		facts_set_bytes(po, F_TK_XTIME_SEC, i, 8);
		return;
	}
}

/* Compares with the uptime by jiffies, which start 5 minutes before they wrap at 32 bits. */
static bool is_uptime(uint64_t ns, uint64_t jiffies)
{
	static const unsigned int hz[] = { 100, 250, 300, 1000 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hz); i++) {
		uint64_t start = (uint32_t)(-300 * (int)hz[i]);
		double seconds = jiffies < start ? -1 : (double)(jiffies - start) / hz[i];

		if (seconds >= 0 && ns / 1e9 > seconds - 3 && ns / 1e9 < seconds + 3)
			return true;
	}
	return false;
}

/*
 * rq->clock is near the uptime by jiffies.  clock_task follows it directly or in the next cache
 * line, and is not later.
 */
static void deduce_clock(struct pageowner *po)
{
	uint64_t variable, jiffies, offset, rq, clock, task;
	unsigned int i;

	if (!symbol(po, "jiffies_64", &variable) || !read_word(po, variable, &jiffies) ||
	    !has(po, F_RUNQUEUES) || !has(po, F_PER_CPU_OFFSET) ||
	    !read_word(po, fact(po, F_PER_CPU_OFFSET), &offset))
		return;
	rq = fact(po, F_RUNQUEUES) + offset;
	for (i = 0; i < 8192; i += 8) {
		if (!read_word(po, rq + i, &clock) || !is_uptime(clock, jiffies) ||
		    !read_word(po, rq + ((i + 8 + 63) & ~63u), &task) || task > clock ||
		    !is_uptime(task, jiffies))
			continue;
		facts_set_bytes(po, F_RQ_CLOCK, i, 8);
		return;
	}
}

void deduce_layout(struct pageowner *po)
{
	deduce_page_flags(po);
	deduce_pageblocks(po);
	deduce_zone_name(po);
	deduce_memcg(po);
	deduce_modules(po);
	deduce_seconds(po);
	deduce_new_seconds(po);
	deduce_clock(po);
}
