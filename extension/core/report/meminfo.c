// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /proc/meminfo as the dumped kernel would have printed it: fs/proc/meminfo.c and the
 * functions that it calls.
 */
#include "kernel/cpu.h"
#include "pages/page_names.h"
#include "core.h"

#define WMARK_LOW 1
/* arch/x86/include/asm/pgtable_types.h: enum pg_level */
#define PG_LEVEL_4K 1

struct meminfo {
	struct pageowner *po;
	const struct zone_list *zones;
	const struct vmstat *vmstat;
	struct strbuf *text;
	uint64_t left_out; /* lines whose numbers are not known */
};

/* ---- numbers that may not be known ---- */

static struct machine_number known(uint64_t value)
{
	return (struct machine_number){ .known = true, .value = value };
}

static struct machine_number plus(struct machine_number a, struct machine_number b)
{
	return (struct machine_number){ a.known && b.known, a.value + b.value };
}

/* Never below 0. */
static struct machine_number minus(struct machine_number a, struct machine_number b)
{
	return (struct machine_number){ a.known && b.known,
					a.value > b.value ? a.value - b.value : 0 };
}

static bool has_item(const struct meminfo *info, const char *name)
{
	return vmstat_has(info->vmstat, name);
}

/* What this kernel does not count is 0, as the kernel itself prints it. */
static struct machine_number item(const struct meminfo *info, const char *name)
{
	struct machine_number number = { 0 };

	if (vmstat_has_all_names(info->vmstat) && !has_item(info, name))
		return known(0);
	number.known = vmstat_global(info->po, info->vmstat, name, &number.value);
	return number;
}

static struct machine_number variable_of(const struct meminfo *info, enum fact variable,
					 unsigned int bytes)
{
	struct machine_number number = { 0 };

	number.known = read_variable(info->po, variable, bytes, &number.value);
	return number;
}

/*
 * Where the kernel's own names are known, one that is not among them is of an option that
 * this kernel is built without (CONFIG_SWAP, CONFIG_BLOCK): it prints 0 then.
 */
static bool is_built_without(const struct meminfo *info, enum fact fact)
{
	return !has(info->po, fact) && has(info->po, F_TOTALRAM);
}

static struct machine_number variable(const struct meminfo *info, enum fact fact)
{
	return is_built_without(info, fact) ? known(0) : variable_of(info, fact, 0);
}

/* ---- lines ---- */

/* "%-16s%8llu kB", as show_val_kb() */
static void line_kib(struct meminfo *info, const char *label, struct machine_number kib)
{
	if (kib.known)
		strbuf_printf(info->text, "%-16s%8llu kB\n", label, (unsigned long long)kib.value);
	else
		info->left_out++;
}

static void line(struct meminfo *info, const char *label, struct machine_number pages)
{
	pages.value *= info->po->reader.page_size / 1024;
	line_kib(info, label, pages);
}

static void item_line(struct meminfo *info, const char *label, const char *name)
{
	line(info, label, item(info, name));
}

static struct machine_number limited(struct machine_number pages, uint64_t low)
{
	pages.value -= pages.value / 2 < low ? pages.value / 2 : low;
	return pages;
}

/* The sum of the zones' low watermarks, with what they are boosted by. */
static struct machine_number low_watermarks(const struct meminfo *info)
{
	struct pageowner *po = info->po;
	struct machine_number low = { .known = has(po, F_ZONE_WATERMARK) };
	uint64_t mark, boost = 0;
	size_t i;

	for (i = 0; low.known && i < info->zones->count; i++) {
		uint64_t zone = info->zones->zones[i].address;

		low.known = !target_ulong(&po->reader,
					  zone + offset_of(po, F_ZONE_WATERMARK) +
						  WMARK_LOW * po->target.word_size,
					  &mark) &&
			    (!has(po, F_ZONE_BOOST) ||
			     !read_member(&po->reader, po, F_ZONE_BOOST, zone, &boost));
		low.value += low.known ? mark + boost : 0;
	}
	return low;
}

/* si_mem_available() */
static struct machine_number available(const struct meminfo *info)
{
	struct machine_number low = low_watermarks(info), cache, slab;

	cache = limited(plus(item(info, "nr_active_file"), item(info, "nr_inactive_file")),
			low.value);
	slab = limited(plus(item(info, "nr_slab_reclaimable"),
			    item(info, "nr_kernel_misc_reclaimable")),
		       low.value);
	low.value = 0;
	return plus(low, minus(plus(plus(item(info, "nr_free_pages"), cache), slab),
			       variable(info, F_TOTALRESERVE)));
}

/* nr_blockdev_pages() of block/bdev.c */
static struct machine_number buffers(const struct meminfo *info)
{
	struct pageowner *po = info->po;
	struct machine_number sum = { 0 }, super = variable(info, F_BLOCKDEV_SB);
	uint64_t mapping, pages;
	struct list_walk list;

	if (is_built_without(info, F_BLOCKDEV_SB))
		return known(0);
	if (!has(po, F_SB_INODES) || !has(po, F_INODE_SB_LIST) || !has(po, F_INODE_MAPPING) ||
	    !has(po, F_MAPPING_PAGES) || !super.known)
		return sum;
	sum.known = true;
	if (!super.value)
		return sum;
	list_begin(&list, &po->reader, super.value + offset_of(po, F_SB_INODES));
	while (list_next(&list)) {
		if (read_member(&po->reader, po, F_INODE_MAPPING,
				list.entry - offset_of(po, F_INODE_SB_LIST), &mapping) ||
		    read_member(&po->reader, po, F_MAPPING_PAGES, mapping, &pages))
			sum.known = false;
		else
			sum.value += pages;
	}
	sum.known &= !list.err;
	return sum;
}

/* percpu_counter_sum_positive() */
static struct machine_number committed(const struct meminfo *info)
{
	struct pageowner *po = info->po;
	struct machine_number sum = { 0 };
	uint64_t counters, offset, delta;
	struct cpu_walk cpus;

	if (!has(po, F_COMMITTED) || !has(po, F_COUNTER_COUNT) ||
	    read_member(&po->reader, po, F_COUNTER_COUNT, fact(po, F_COMMITTED), &sum.value))
		return sum;
	sum.known = true;
	if (!has(po, F_COUNTER_CPUS)) /* struct percpu_counter of a kernel without CONFIG_SMP */
		return sum;
	if (read_member(&po->reader, po, F_COUNTER_CPUS, fact(po, F_COMMITTED), &counters) ||
	    cpu_begin(&cpus, po))
		return (struct machine_number){ 0 };
	while (cpu_next(&cpus, &offset)) {
		sum.known &= !target_uint(&po->reader, counters + offset, 4, &delta);
		sum.value += sum.known ? (uint64_t)(int32_t)delta : 0;
	}
	if ((int64_t)sum.value < 0)
		sum.value = 0;
	return sum;
}

/* vm_commit_limit() of mm/util.c */
static struct machine_number commit_limit(const struct meminfo *info)
{
	const struct hugetlb *huge = machine_hugetlb(info->po);
	uint64_t page_kib = info->po->reader.page_size / 1024;
	struct machine_number kib = variable(info, F_OVERCOMMIT_KBYTES), ratio, ram;

	if (kib.known && kib.value)
		return plus(known(kib.value / page_kib), variable(info, F_TOTAL_SWAP));
	ratio = variable_of(info, F_OVERCOMMIT_RATIO, 4);
	ram = minus(variable(info, F_TOTALRAM),
		    (struct machine_number){ huge->known, huge->kib / page_kib });
	return plus((struct machine_number){ kib.known && ratio.known && ram.known,
					     ram.value * ratio.value / 100 },
		    variable(info, F_TOTAL_SWAP));
}

static struct machine_number percpu_pages(const struct meminfo *info)
{
	struct machine_number pages = { 0 };
	uint64_t units = 0;

	pages.known = machine_variable(info->po, MACHINE_PERCPU_UNITS, &units) &&
		      machine_variable(info->po, MACHINE_PERCPU_POPULATED, &pages.value);
	pages.value *= units;
	return pages;
}

static void first_lines(struct meminfo *info)
{
	struct machine_number swap_cached = item(info, "nr_swapcached"), buffered = buffers(info);
	struct machine_number cached = item(info, "nr_file_pages");

	line(info, "MemTotal:", variable(info, F_TOTALRAM));
	item_line(info, "MemFree:", "nr_free_pages");
	line(info, "MemAvailable:", available(info));
	line(info, "Buffers:", buffered);
	line(info, "Cached:", minus(cached, plus(swap_cached, buffered)));
	line(info, "SwapCached:", swap_cached);
	line(info, "Active:", plus(item(info, "nr_active_anon"), item(info, "nr_active_file")));
	line(info,
	     "Inactive:", plus(item(info, "nr_inactive_anon"), item(info, "nr_inactive_file")));
	item_line(info, "Active(anon):", "nr_active_anon");
	item_line(info, "Inactive(anon):", "nr_inactive_anon");
	item_line(info, "Active(file):", "nr_active_file");
	item_line(info, "Inactive(file):", "nr_inactive_file");
	item_line(info, "Unevictable:", "nr_unevictable");
	item_line(info, "Mlocked:", "nr_mlock");
	line(info, "SwapTotal:", variable(info, F_TOTAL_SWAP));
	line(info, "SwapFree:", variable(info, F_NR_SWAP));
}

static void zswap_lines(struct meminfo *info)
{
	struct pageowner *po = info->po;
	struct machine_number size;

	/* Linux commit f6498b776d28 in v5.19 brought these lines and that event. */
	if (!has_item(info, "zswpin") || !has(po, F_ZSWAP_STORED))
		return;
	size = variable(info, F_ZSWAP_SIZE);
	size.value /= po->reader.page_size;
	line(info, "Zswap:", size);
	line(info, "Zswapped:", variable_of(info, F_ZSWAP_STORED, 4));
}

static void kernel_lines(struct meminfo *info)
{
	struct machine_number reclaimable = item(info, "nr_slab_reclaimable");
	struct machine_number unreclaimable = item(info, "nr_slab_unreclaimable");

	item_line(info, "Dirty:", "nr_dirty");
	item_line(info, "Writeback:", "nr_writeback");
	item_line(info, "AnonPages:", "nr_anon_pages");
	item_line(info, "Mapped:", "nr_mapped");
	item_line(info, "Shmem:", "nr_shmem");
	line(info, "KReclaimable:", plus(reclaimable, item(info, "nr_kernel_misc_reclaimable")));
	line(info, "Slab:", plus(reclaimable, unreclaimable));
	line(info, "SReclaimable:", reclaimable);
	line(info, "SUnreclaim:", unreclaimable);
	line_kib(info, "KernelStack:", item(info, "nr_kernel_stack"));
	if (has_item(info, "nr_shadow_call_stack"))
		line_kib(info, "ShadowCallStack:", item(info, "nr_shadow_call_stack"));
	item_line(info, "PageTables:", "nr_page_table_pages");
	if (has_item(info, "nr_sec_page_table_pages"))
		item_line(info, "SecPageTables:", "nr_sec_page_table_pages");
	line(info, "NFS_Unstable:", known(0));
	item_line(info, "Bounce:", "nr_bounce");
	item_line(info, "WritebackTmp:", "nr_writeback_temp");
	line(info, "CommitLimit:", commit_limit(info));
	line(info, "Committed_AS:", committed(info));
}

/* Documentation/x86/x86_64/mm.rst: 32 TiB, or 12800 TiB with five levels; arm64 notes it. */
static struct machine_number vmalloc_total(const struct pageowner *po)
{
	int64_t start, end;

	if (has(po, F_PGTABLE_L5))
		return known(((fact(po, F_PGTABLE_L5) ? 12800ull : 32ull) << 30) - 1);
	if (vmcoreinfo_number(po, "NUMBER(VMALLOC_START)", 0, &start) ||
	    vmcoreinfo_number(po, "NUMBER(VMALLOC_END)", 0, &end))
		return (struct machine_number){ 0 };
	return known((uint64_t)(end - start) >> 10);
}

static void vmalloc_lines(struct meminfo *info)
{
	struct pageowner *po = info->po;
	struct machine_number poisoned;

	line_kib(info, "VmallocTotal:", vmalloc_total(po));
	line(info, "VmallocUsed:",
	     has_item(info, "nr_vmalloc") ? item(info, "nr_vmalloc")
					  : variable(info, F_NR_VMALLOC_PAGES));
	line(info, "VmallocChunk:", known(0));
	line(info, "Percpu:", percpu_pages(info));
	if (!has(po, F_NUM_POISONED))
		return;
	poisoned = variable(info, F_NUM_POISONED);
	poisoned.value *= po->reader.page_size / 1024;
	if (poisoned.known)
		strbuf_printf(info->text, "HardwareCorrupted: %5llu kB\n",
			      (unsigned long long)poisoned.value);
	else
		info->left_out++;
}

/* Until v5.11 these counted huge pages; about then page tables became a counter of nodes. */
static void huge_lines(struct meminfo *info)
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
		if (has_item(info, lines[i][1])) {
			struct machine_number pages = item(info, lines[i][1]);

			pages.value *= unit;
			line(info, lines[i][0], pages);
		}
}

/* arch_report_meminfo() of arch/x86/mm/pat/set_memory.c */
static void direct_lines(struct meminfo *info)
{
	static const char *const labels[] = { "DirectMap4k:", "DirectMap2M:", "DirectMap1G:" };
	struct pageowner *po = info->po;
	struct machine_number gbpages = variable_of(info, F_DIRECT_GBPAGES, 4), kib;
	size_t i;

	if (!has(po, F_DIRECT_PAGES))
		return;
	for (i = 0; i < (gbpages.value ? 3 : 2); i++) {
		kib.known = !target_ulong(&po->reader,
					  fact(po, F_DIRECT_PAGES) +
						  (PG_LEVEL_4K + i) * po->target.word_size,
					  &kib.value);
		kib.value <<= 2 + 9 * i;
		line_kib(info, labels[i], kib);
	}
}

/* "HugePages_Free:    %5llu", as hugetlb_report_meminfo() of mm/hugetlb.c prints it. */
static void count_line(struct meminfo *info, const char *label, struct machine_number count)
{
	if (count.known)
		strbuf_printf(info->text, "%-19s%5llu\n", label, (unsigned long long)count.value);
	else
		info->left_out++;
}

static void hugetlb_lines(struct meminfo *info)
{
	const struct hugetlb *huge = machine_hugetlb(info->po);

	if (!has(info->po, F_HUGETLB))
		return;
	count_line(info,
		   "HugePages_Total:", (struct machine_number){ huge->has_standard, huge->total });
	count_line(info, "HugePages_Free:", huge->free);
	count_line(info, "HugePages_Rsvd:", huge->reserved);
	count_line(info, "HugePages_Surp:", huge->surplus);
	line_kib(info,
		 "Hugepagesize:", (struct machine_number){ huge->has_standard, huge->size_kib });
	line_kib(info, "Hugetlb:", (struct machine_number){ huge->known, huge->kib });
}

/* The kernel prints these only with CONFIG_CMA, but counts them always. */
static void cma_lines(struct meminfo *info)
{
	if (info->po->names->cma < 0)
		return;
	line(info, "CmaTotal:", variable(info, F_TOTALCMA));
	item_line(info, "CmaFree:", "nr_free_cma");
}

int meminfo_text(struct pageowner *po, struct strbuf *text, struct meminfo_losses *left_out)
{
	/* clang-format off */
	static const char *const later[][2] = {
		{ "Unaccepted:", "nr_unaccepted" },
		{ "Balloon:", "nr_balloon_pages" },
		{ "GPUActive:", "nr_gpu_active" },
		{ "GPUReclaim:", "nr_gpu_reclaim" },
	};
	/* clang-format on */
	struct zone_list zones;
	struct meminfo info = { .po = po, .zones = &zones, .text = text };
	int err = mmzone_zones(po, &zones);
	size_t i;

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
	cma_lines(&info);
	for (i = 0; i < ARRAY_SIZE(later); i++)
		if (has_item(&info, later[i][1]))
			item_line(&info, later[i][0], later[i][1]);
	hugetlb_lines(&info);
	direct_lines(&info);
	*left_out = (struct meminfo_losses){ info.left_out, !vmstat_has_all_names(info.vmstat) };
	return 0;
}
