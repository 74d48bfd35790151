// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /proc/meminfo as the dumped kernel would have printed it: fs/proc/meminfo.c and the
 * functions that it calls.
 */
#include "kernel/cpu.h"
#include "core.h"

#define WMARK_LOW 1
/* arch/x86/include/asm/pgtable_types.h: enum pg_level */
#define PG_LEVEL_4K 1

struct meminfo {
	struct pageowner *po;
	const struct zone_list *zones;
	const struct vmstat *vmstat;
	struct strbuf *text;
};

static uint64_t item(const struct meminfo *info, const char *name)
{
	uint64_t value;

	return vmstat_global(info->po, info->vmstat, name, &value) ? value : 0;
}

static bool has_item(const struct meminfo *info, const char *name)
{
	return vmstat_has(info->vmstat, name);
}

static uint64_t variable(const struct meminfo *info, enum fact variable)
{
	uint64_t value;

	return read_variable(info->po, variable, 0, &value) ? value : 0;
}

/* show_val_kb() */
static void line(const struct meminfo *info, const char *label, uint64_t pages)
{
	strbuf_printf(info->text, "%-16s%8llu kB\n", label,
		      (unsigned long long)pages * (info->po->reader.page_size / 1024));
}

static void item_line(const struct meminfo *info, const char *label, const char *name)
{
	line(info, label, item(info, name));
}

static uint64_t limited(uint64_t pages, uint64_t low)
{
	return pages - (pages / 2 < low ? pages / 2 : low);
}

/* si_mem_available() */
static uint64_t available(const struct meminfo *info)
{
	struct pageowner *po = info->po;
	uint64_t low = 0, mark, boost, cache, slab, free = item(info, "nr_free_pages");
	uint64_t reserve = variable(info, F_TOTALRESERVE);
	size_t i;

	for (i = 0; i < info->zones->count && has(po, F_ZONE_WATERMARK); i++) {
		uint64_t zone = info->zones->zones[i].address;

		if (!target_ulong(&po->reader,
				  zone + offset_of(po, F_ZONE_WATERMARK) +
					  WMARK_LOW * po->target.word_size,
				  &mark))
			low += mark;
		if (has(po, F_ZONE_BOOST) &&
		    !read_member(&po->reader, po, F_ZONE_BOOST, zone, &boost))
			low += boost;
	}
	cache = limited(item(info, "nr_active_file") + item(info, "nr_inactive_file"), low);
	slab = limited(item(info, "nr_slab_reclaimable") + item(info, "nr_kernel_misc_reclaimable"),
		       low);
	return free + cache + slab > reserve ? free + cache + slab - reserve : 0;
}

/* nr_blockdev_pages() of block/bdev.c */
static uint64_t buffers(const struct meminfo *info)
{
	struct pageowner *po = info->po;
	uint64_t super, mapping, pages, sum = 0;
	struct list_walk list;

	if (!has(po, F_SB_INODES) || !has(po, F_INODE_SB_LIST) || !has(po, F_INODE_MAPPING) ||
	    !has(po, F_MAPPING_PAGES) || !read_variable(po, F_BLOCKDEV_SB, 0, &super) || !super)
		return 0;
	list_begin(&list, &po->reader, super + offset_of(po, F_SB_INODES));
	while (list_next(&list))
		if (!read_member(&po->reader, po, F_INODE_MAPPING,
				 list.entry - offset_of(po, F_INODE_SB_LIST), &mapping) &&
		    !read_member(&po->reader, po, F_MAPPING_PAGES, mapping, &pages))
			sum += pages;
	return sum;
}

/* percpu_counter_sum_positive() */
static uint64_t committed(const struct meminfo *info)
{
	struct pageowner *po = info->po;
	uint64_t count, counters, offset, delta;
	struct cpu_walk cpus;

	if (!has(po, F_COMMITTED) || !has(po, F_COUNTER_COUNT) || !has(po, F_COUNTER_CPUS) ||
	    read_member(&po->reader, po, F_COUNTER_COUNT, fact(po, F_COMMITTED), &count) ||
	    read_member(&po->reader, po, F_COUNTER_CPUS, fact(po, F_COMMITTED), &counters) ||
	    cpu_begin(&cpus, po))
		return 0;
	while (cpu_next(&cpus, &offset))
		if (!target_uint(&po->reader, counters + offset, 4, &delta))
			count += (int32_t)delta;
	return (int64_t)count > 0 ? count : 0;
}

/* vm_commit_limit() of mm/util.c */
static uint64_t commit_limit(const struct meminfo *info)
{
	struct pageowner *po = info->po;
	uint64_t page_kib = po->reader.page_size / 1024;
	uint64_t kib = variable(info, F_OVERCOMMIT_KBYTES), ratio = 0;

	if (kib)
		return kib / page_kib + variable(info, F_TOTAL_SWAP);
	if (has(po, F_OVERCOMMIT_RATIO) &&
	    target_uint(&po->reader, fact(po, F_OVERCOMMIT_RATIO), 4, &ratio))
		return 0;
	return (variable(info, F_TOTALRAM) - machine_hugetlb(po)->kib / page_kib) * ratio / 100 +
	       variable(info, F_TOTAL_SWAP);
}

static uint64_t percpu_pages(const struct meminfo *info)
{
	struct pageowner *po = info->po;
	uint64_t pages, units;

	if (!machine_variable(po, MACHINE_PERCPU_UNITS, &units) ||
	    !machine_variable(po, MACHINE_PERCPU_POPULATED, &pages))
		return 0;
	return pages * units;
}

static void first_lines(const struct meminfo *info)
{
	uint64_t swap_cached = item(info, "nr_swapcached"), buffered = buffers(info);
	uint64_t cached = item(info, "nr_file_pages");

	line(info, "MemTotal:", variable(info, F_TOTALRAM));
	item_line(info, "MemFree:", "nr_free_pages");
	line(info, "MemAvailable:", available(info));
	line(info, "Buffers:", buffered);
	line(info,
	     "Cached:", cached > swap_cached + buffered ? cached - swap_cached - buffered : 0);
	line(info, "SwapCached:", swap_cached);
	line(info, "Active:", item(info, "nr_active_anon") + item(info, "nr_active_file"));
	line(info, "Inactive:", item(info, "nr_inactive_anon") + item(info, "nr_inactive_file"));
	item_line(info, "Active(anon):", "nr_active_anon");
	item_line(info, "Inactive(anon):", "nr_inactive_anon");
	item_line(info, "Active(file):", "nr_active_file");
	item_line(info, "Inactive(file):", "nr_inactive_file");
	item_line(info, "Unevictable:", "nr_unevictable");
	item_line(info, "Mlocked:", "nr_mlock");
	line(info, "SwapTotal:", variable(info, F_TOTAL_SWAP));
	line(info, "SwapFree:", variable(info, F_NR_SWAP));
}

static void zswap_lines(const struct meminfo *info)
{
	struct pageowner *po = info->po;
	uint64_t stored = 0;

	/* Linux commit f6498b776d28 in v5.19 brought these lines and that event. */
	if (!has_item(info, "zswpin") || !has(po, F_ZSWAP_STORED) ||
	    target_uint(&po->reader, fact(po, F_ZSWAP_STORED), 4, &stored))
		return;
	line(info, "Zswap:", variable(info, F_ZSWAP_SIZE) / po->reader.page_size);
	line(info, "Zswapped:", stored);
}

static void kernel_lines(const struct meminfo *info)
{
	uint64_t reclaimable = item(info, "nr_slab_reclaimable");
	uint64_t unreclaimable = item(info, "nr_slab_unreclaimable");

	item_line(info, "Dirty:", "nr_dirty");
	item_line(info, "Writeback:", "nr_writeback");
	item_line(info, "AnonPages:", "nr_anon_pages");
	item_line(info, "Mapped:", "nr_mapped");
	item_line(info, "Shmem:", "nr_shmem");
	line(info, "KReclaimable:", reclaimable + item(info, "nr_kernel_misc_reclaimable"));
	line(info, "Slab:", reclaimable + unreclaimable);
	line(info, "SReclaimable:", reclaimable);
	line(info, "SUnreclaim:", unreclaimable);
	strbuf_printf(info->text, "%-16s%8llu kB\n",
		      "KernelStack:", (unsigned long long)item(info, "nr_kernel_stack"));
	if (has_item(info, "nr_shadow_call_stack"))
		strbuf_printf(info->text, "%-16s%8llu kB\n", "ShadowCallStack:",
			      (unsigned long long)item(info, "nr_shadow_call_stack"));
	item_line(info, "PageTables:", "nr_page_table_pages");
	if (has_item(info, "nr_sec_page_table_pages"))
		item_line(info, "SecPageTables:", "nr_sec_page_table_pages");
	line(info, "NFS_Unstable:", 0);
	item_line(info, "Bounce:", "nr_bounce");
	item_line(info, "WritebackTmp:", "nr_writeback_temp");
	line(info, "CommitLimit:", commit_limit(info));
	line(info, "Committed_AS:", committed(info));
}

/* Documentation/x86/x86_64/mm.rst: 32 TiB, or 12800 TiB with five levels; arm64 notes it. */
static uint64_t vmalloc_total(const struct pageowner *po)
{
	int64_t start, end;

	if (has(po, F_PGTABLE_L5))
		return ((fact(po, F_PGTABLE_L5) ? 12800ull : 32ull) << 30) - 1;
	if (vmcoreinfo_number(po, "NUMBER(VMALLOC_START)", 0, &start) ||
	    vmcoreinfo_number(po, "NUMBER(VMALLOC_END)", 0, &end))
		return 0;
	return (uint64_t)(end - start) >> 10;
}

static void vmalloc_lines(const struct meminfo *info)
{
	struct pageowner *po = info->po;
	uint64_t total = vmalloc_total(po), poisoned;

	if (total)
		strbuf_printf(info->text, "%-16s%8llu kB\n",
			      "VmallocTotal:", (unsigned long long)total);
	line(info, "VmallocUsed:",
	     has_item(info, "nr_vmalloc") ? item(info, "nr_vmalloc")
					  : variable(info, F_NR_VMALLOC_PAGES));
	line(info, "VmallocChunk:", 0);
	line(info, "Percpu:", percpu_pages(info));
	if (machine_variable(po, MACHINE_POISONED_PAGES, &poisoned))
		strbuf_printf(info->text, "HardwareCorrupted: %5llu kB\n",
			      (unsigned long long)poisoned * (po->reader.page_size / 1024));
}

/* Until v5.11 these counted huge pages; about then page tables became a counter of nodes. */
static void huge_lines(const struct meminfo *info)
{
	/* clang-format off */
	static const char *const lines[][2] = {
		{ "AnonHugePages:", "nr_anon_transparent_hugepages" },
		{ "ShmemHugePages:", "nr_shmem_hugepages" },
		{ "ShmemPmdMapped:", "nr_shmem_pmdmapped" },
		{ "FileHugePages:", "nr_file_hugepages" },
		{ "FilePmdMapped:", "nr_file_pmdmapped" },
	};
	/* clang-format on */
	uint64_t unit = vmstat_of_zone(info->vmstat, "nr_page_table_pages")
				? 1ull << info->po->layout.pageblock_order
				: 1;
	size_t i;

	for (i = 0; has_item(info, "thp_fault_alloc") && i < ARRAY_SIZE(lines); i++)
		if (has_item(info, lines[i][1]))
			line(info, lines[i][0], unit * item(info, lines[i][1]));
}

/* arch_report_meminfo() of arch/x86/mm/pat/set_memory.c */
static void direct_lines(const struct meminfo *info)
{
	static const char *const labels[] = { "DirectMap4k:", "DirectMap2M:", "DirectMap1G:" };
	struct pageowner *po = info->po;
	uint64_t count, gbpages = 0;
	size_t i;

	if (!has(po, F_DIRECT_PAGES))
		return;
	if (has(po, F_DIRECT_GBPAGES) &&
	    target_uint(&po->reader, fact(po, F_DIRECT_GBPAGES), 4, &gbpages))
		return;
	for (i = 0; i < (gbpages ? 3 : 2); i++)
		if (!target_ulong(&po->reader,
				  fact(po, F_DIRECT_PAGES) +
					  (PG_LEVEL_4K + i) * po->target.word_size,
				  &count))
			strbuf_printf(info->text, "%-16s%8llu kB\n", labels[i],
				      (unsigned long long)count << (2 + 9 * i));
}

/* hugetlb_report_meminfo() of mm/hugetlb.c */
static void hugetlb_lines(const struct meminfo *info)
{
	struct strbuf *text = info->text;
	const struct hugetlb *huge = machine_hugetlb(info->po);

	if (huge->has_standard) {
		const struct {
			const char *label;
			const struct machine_number *number;
		} lines[] = {
			{ "HugePages_Free:    ", &huge->free },
			{ "HugePages_Rsvd:    ", &huge->reserved },
			{ "HugePages_Surp:    ", &huge->surplus },
		};
		size_t i;

		strbuf_printf(text, "HugePages_Total:   %5llu\n", (unsigned long long)huge->total);
		for (i = 0; i < ARRAY_SIZE(lines); i++)
			if (lines[i].number->known)
				strbuf_printf(text, "%s%5llu\n", lines[i].label,
					      (unsigned long long)lines[i].number->value);
		strbuf_printf(text, "Hugepagesize:   %8llu kB\n",
			      (unsigned long long)huge->size_kib);
	}
	if (huge->known)
		strbuf_printf(text, "%-16s%8llu kB\n", "Hugetlb:", (unsigned long long)huge->kib);
}

int meminfo_text(struct pageowner *po, struct strbuf *text)
{
	struct zone_list zones;
	struct meminfo info = { .po = po, .zones = &zones, .text = text };
	int err = mmzone_zones(po, &zones);

	if (err)
		return err;
	info.vmstat = vmstat_load(po, &zones);
	if (!info.vmstat)
		return fail(&po->reader, -ENOMEM, "meminfo");
	first_lines(&info);
	zswap_lines(&info);
	kernel_lines(&info);
	vmalloc_lines(&info);
	huge_lines(&info);
	if (has(po, F_TOTALCMA)) {
		line(&info, "CmaTotal:", variable(&info, F_TOTALCMA));
		item_line(&info, "CmaFree:", "nr_free_cma");
	}
	if (has_item(&info, "nr_unaccepted"))
		item_line(&info, "Unaccepted:", "nr_unaccepted");
	if (has_item(&info, "nr_balloon_pages"))
		item_line(&info, "Balloon:", "nr_balloon_pages");
	if (has_item(&info, "nr_gpu_active"))
		item_line(&info, "GPUActive:", "nr_gpu_active");
	if (has_item(&info, "nr_gpu_reclaim"))
		item_line(&info, "GPUReclaim:", "nr_gpu_reclaim");
	hugetlb_lines(&info);
	direct_lines(&info);
	return 0;
}
