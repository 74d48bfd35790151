// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mem-Info of a kernel log: show_mem() and show_free_areas().
 *
 *   v3.10   mm/page_alloc.c, lib/show_mem.c: lists of CPUs by zone ("usd:"), all counters of
 *           a zone in its line, "pages shared" behind "pages reserved"
 *   v3.14   the same without "pages shared" (c78e93630d15)
 *   v4.1    "free_pcp:" instead of the lists of CPUs (d1bfcdb8ce0e)
 *   v4.8    lines of nodes in front of those of zones (599d0c954f91)
 *   v5.9    kernel_stack: is a counter of nodes
 *   v6.1    sec_pagetables:, v6.2 kernel_misc_reclaimable:
 *   v6.4    mm/show_mem.c; v7.3 has zspages:, Balloon:, gpu_active: and gpu_reclaim:
 *
 * Presence decides: a counter is known if its name was there.
 */
#include <stdlib.h>

#include "machine/oom_log.h"

static const struct {
	const char *name;
	enum log_counter counter;
} names[] = {
	/* clang-format off */
	{ "active_anon", LOG_ACTIVE_ANON },
	{ "inactive_anon", LOG_INACTIVE_ANON },
	{ "isolated_anon", LOG_ISOLATED_ANON },
	{ "active_file", LOG_ACTIVE_FILE },
	{ "inactive_file", LOG_INACTIVE_FILE },
	{ "isolated_file", LOG_ISOLATED_FILE },
	{ "unevictable", LOG_UNEVICTABLE },
	{ "slab_reclaimable", LOG_SLAB_RECLAIMABLE },
	{ "slab_unreclaimable", LOG_SLAB_UNRECLAIMABLE },
	{ "shmem", LOG_SHMEM },
	{ "pagetables", LOG_PAGETABLES },
	{ "sec_pagetables", LOG_SEC_PAGETABLES },
	{ "bounce", LOG_BOUNCE },
	{ "kernel_misc_reclaimable", LOG_KERNEL_MISC },
	{ "free", LOG_FREE },
	{ "free_pcp", LOG_FREE_PCP },
	{ "kernel_stack", LOG_KERNEL_STACK },
	{ "shadow_call_stack", LOG_SHADOW_STACK },
	{ "zspages", LOG_ZSPAGES },
	{ "Balloon", LOG_BALLOON },
	{ "gpu_active", LOG_GPU_ACTIVE },
	{ "gpu_reclaim", LOG_GPU_RECLAIM },
	{ "managed", LOG_MANAGED },
	/* clang-format on */
};

static void set(struct log_memory *memory, enum log_counter counter, uint64_t value)
{
	memory->known |= 1ull << counter;
	memory->values[counter] = value;
}

/* A wrapped sum would be a small one: what can't be is kept as the largest. */
static void add(struct log_memory *memory, enum log_counter counter, uint64_t value)
{
	uint64_t before = memory->known >> counter & 1 ? memory->values[counter] : 0;

	set(memory, counter, before + value < before ? UINT64_MAX : before + value);
}

static bool begins(const char *line, const char *start)
{
	return !strncmp(line, start, strlen(start));
}

/* Of "name:12" or "name:12kB"; pages stand in the first lines only, kB in all others. */
static bool take_counter(struct log_memory *memory, const char *name, size_t len, const char *value)
{
	char *end;
	uint64_t number = strtoull(value, &end, 10);
	bool kib = (end[0] == 'k' || end[0] == 'K') && end[1] == 'B';
	size_t i;

	if (end == value)
		return false;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (strlen(names[i].name) != len || memcmp(names[i].name, name, len) ||
		    kib != (names[i].counter >= NR_LOG_PAGES))
			continue;
		if (kib) {
			add(memory, names[i].counter, number);
		} else {
			memory->mixed |= memory->known >> names[i].counter & 1;
			set(memory, names[i].counter, number);
		}
		return true;
	}
	return false;
}

static bool take_counters(struct log_memory *memory, const char *line)
{
	bool any = false;

	while (*line) {
		size_t len = strcspn(line, " :");

		if (line[len] == ':' && line[len + 1] >= '0' && line[len + 1] <= '9')
			any |= take_counter(memory, line, len, line + len + 1);
		line += len;
		line += strspn(line, " :");
	}
	return any;
}

/* "130942 pages RAM" and its like. */
static bool take_total(struct log_memory *memory, const char *line)
{
	char *end;
	uint64_t pages = strtoull(line, &end, 10);

	if (end == line)
		return false;
	if (begins(end, " pages RAM")) {
		memory->mixed |= memory->has_ram;
		memory->ram = pages;
		memory->has_ram = true;
	} else if (begins(end, " pages reserved")) {
		memory->reserved = pages;
		memory->has_reserved = true;
	} else if (begins(end, " pages shared") || begins(end, " pages non-shared")) {
		memory->counted = true;
	} else if (begins(end, " pages hwpoisoned")) {
		set(memory, LOG_POISONED, pages);
	} else {
		if (!begins(end, " total pagecache pages"))
			return begins(end, " pages ");
	}
	memory->zones_end = true;
	return true;
}

/* "CPU    0: hi:  186, btch:  31 usd:  42" */
static bool take_cpu_list(struct log_memory *memory, const char *line)
{
	const char *used = begins(line, "CPU ") ? strstr(line, " usd:") : NULL;

	if (used)
		add(memory, LOG_FREE_PCP, strtoull(used + strlen(" usd:"), NULL, 10));
	return used;
}

/* "Node 0 DMA: 1*4kB (U) 2*8kB (UM) ... = 868kB": the first is a block of one page. */
static bool take_free_blocks(struct log_memory *memory, const char *line)
{
	const char *star = strstr(line, "*");
	uint64_t kib;
	char *end;

	if (!star || !strstr(line, " = ") || star == line || star[-1] < '0' || star[-1] > '9')
		return false;
	kib = strtoull(star + 1, &end, 10);
	if (end == star + 1 || !begins(end, "kB"))
		return false;
	if (!memory->page_kib && kib >= 1 && kib <= 1024)
		memory->page_kib = kib;
	return true;
}

/* "Node 0 hugepages_total=1 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB" */
static bool take_huge_pages(struct log_memory *memory, const char *line)
{
	const char *total = strstr(line, "hugepages_total=");
	const char *size = total ? strstr(total, " hugepages_size=") : NULL;
	uint64_t count, kib;

	if (!size)
		return false;
	count = strtoull(strchr(total, '=') + 1, NULL, 10);
	kib = strtoull(strchr(size, '=') + 1, NULL, 10);
	add(memory, LOG_HUGETLB, kib && count > UINT64_MAX / kib ? UINT64_MAX : count * kib);
	return true;
}

/* One that is cut at its start is known by its counters. */
static bool is_of_memory(const char *line)
{
	const char *anon = strstr(line, "active_anon:");

	return anon || (begins(line, "Node ") && strstr(line, " free:"));
}

static bool take_line(struct log_memory *memory, const char *line)
{
	return take_total(memory, line) || take_cpu_list(memory, line) ||
	       take_huge_pages(memory, line) || take_free_blocks(memory, line) ||
	       take_counters(memory, line) || begins(line, "Mem-Info:") ||
	       begins(line, "lowmem_reserve") || begins(line, "Free swap") ||
	       begins(line, "Total swap");
}

bool log_memory_line(struct log_memory *memory, const struct log_record *record)
{
	const char *line = record->text + strspn(record->text, " ");
	bool first = begins(line, "Mem-Info:");

	/* What another CPU prints at the same time is of another report. */
	if (!first && memory->caller && record->caller && memory->caller != record->caller)
		return false;
	if (first || (!memory->open && is_of_memory(line))) {
		*memory = (struct log_memory){
			.begun = true, .open = true, .headless = !first, .caller = record->caller
		};
		log_time_keep(&memory->time, record);
	}
	return memory->open && take_line(memory, line);
}

bool log_memory_pages(const struct log_memory *memory, enum log_counter counter, uint64_t *ret)
{
	uint64_t page_kib = memory->page_kib ? memory->page_kib : 4;

	*ret = memory->values[counter];
	if (counter >= NR_LOG_PAGES)
		*ret /= page_kib;
	return memory->known >> counter & 1;
}

bool log_memory_managed(const struct log_memory *memory, uint64_t *ret)
{
	if (!memory->has_ram || !memory->has_reserved || memory->counted ||
	    memory->ram < memory->reserved)
		return log_memory_pages(memory, LOG_MANAGED, ret) && memory->zones_end &&
		       !memory->headless;
	*ret = memory->ram - memory->reserved;
	return true;
}
