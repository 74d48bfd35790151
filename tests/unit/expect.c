// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The text that the fake kernel's own page_owner file would have, made from
 * the plan and the printf formats of mm/page_owner.c, never from the analyser.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

/* clang-format off */
static const struct { uint32_t gfp; const char *text; const char *type; } gfps[] = {
	{ 0, "0x0()", "Unmovable" },
	{ 0xcc0, "0xcc0(GFP_KERNEL)", "Unmovable" },
	{ 0x100cca, "0x100cca(GFP_HIGHUSER_MOVABLE)", "Movable" },
	{ 0xcd0, "0xcd0(GFP_KERNEL|__GFP_RECLAIMABLE)", "Reclaimable" },
	{ 0x42cc0, "0x42cc0(GFP_KERNEL|__GFP_NOWARN|__GFP_COMP)", "Unmovable" },
	{ 0x80001000, "0x80001000(__GFP_WRITE|0x80000000)", "Unmovable" },
};
/* clang-format on */

static const char *const reasons[] = {
	"compaction",	     "memory_failure",	"memory_hotplug",
	"syscall_or_cpuset", "mempolicy_mbind", "numa_misplaced",
};

/* page_owner_context_names[] */
static const char *const contexts[] = { "task", "softirq", "hardirq", "nmi" };

static const struct {
	uint64_t pfn;
	const char *text;
} memcgs[] = {
	{ 12321, "Charged to memcg web\n" },
	{ 12322, "Charged to offline memcg removed\n" },
	{ 12323, "Charged (via objcg) to memcg web\n" },
	{ 12324, "Slab cache page\n" },
	{ 12325, "Charged to memcg /\n" },
	{ 12326, "Charged to memcg 0123456789012345678901234567890123456789"
		 "012345678901234567890123456789012345678\n" },
	{ 12327, "Charged (via objcg) to offline memcg removed\n" },
};

static const char *gfp_text(uint32_t gfp, const char **type)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(gfps); i++) {
		if (gfps[i].gfp == gfp) {
			*type = gfps[i].type;
			return gfps[i].text;
		}
	}
	abort();
}

/* %pGp: the flags, then the zone and the last CPU. */
static void flags_text(FILE *out, const struct fake *fake, uint64_t pfn)
{
	const struct fake_kernel *kernel = fake->kernel;

	const char *flags = pfn == 12304   ? kernel->reserved_text
			    : pfn == 12328 ? kernel->some_text
			    : pfn == 12329 ? kernel->all_text
					   : "0x3fffff0000000000(";

	if (kernel->text_has_fields)
		fprintf(out, "%szone=1|lastcpupid=0x1fffff)", flags);
	else
		fprintf(out, "%.*s)", (int)(strlen(flags) - (flags[strlen(flags) - 1] == '|')),
			flags);
}

static const char *charged_text(uint64_t pfn)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(memcgs); i++) {
		if (memcgs[i].pfn == pfn)
			return memcgs[i].text;
	}
	return "";
}

static const char *block_type(const struct fake_kernel *kernel, uint64_t pfn)
{
	static const char *const types[] = { "Unmovable", "Movable", "Reclaimable", "HighAtomic",
					     "Isolate",	  "Movable", "Movable",	    "Unmovable" };

	if (pfn < 2 * FAKE_SECTION_PFNS)
		return "Movable";
	return types[pfn % FAKE_SECTION_PFNS >> kernel->pageblock_order];
}

static const char *comm_text(const char *comm)
{
	return strchr(comm, '\n') ? "new\\x0aline\\x80" : comm;
}

static void stack_lines(FILE *out, struct fake *fake, enum fake_stack_id stack)
{
	if (stack < FAKE_NR_STACKS)
		fputs(fake_stacks[stack].text, out);
	else /* the kernel warns and prints nothing; ours is a line of its own */
		fprintf(out, " (stack 0x%x is not in this dump)\n",
			fake->kernel->handle(fake, stack));
}

/* print_page_owner() up to the end of the stack; @reason to the end of the record. */
static void print_head(FILE *out, struct fake *fake, const struct fake_record *record, uint64_t pfn)
{
	const struct fake_kernel *kernel = fake->kernel;
	const char *type, *gfp = gfp_text(record->gfp, &type);

	fprintf(out, "Page allocated via order %u, mask %s", record->order, gfp);
	if (kernel->text_has_pid)
		fprintf(out, ", pid %d", record->pid);
	if (kernel->text_has_comm)
		fprintf(out, ", tgid %d (%s)", record->tgid, comm_text(record->comm));
	if (kernel->text_has_pid)
		fprintf(out, ", ts %llu ns", (unsigned long long)record->ts);
	if (!kernel->text_no_free_ts)
		fprintf(out, ", free_ts %llu ns", (unsigned long long)record->free_ts);
	/* build.h: nobody has freed it, or a process with the next pid */
	if (kernel->text_has_free_pid)
		fprintf(out, ", free_pid %d, free_tgid %d", record->freed ? record->pid + 1 : 0,
			record->freed ? record->tgid + 1 : 0);
	if (kernel->who)
		fprintf(out, ", context %s, cgroup_id %llu", contexts[record->context],
			(unsigned long long)record->cgroup);
	fprintf(out, kernel->text_hex_pfn ? "\nPFN 0x%llx" : "\nPFN %llu", (unsigned long long)pfn);
	fprintf(out, " type %s Block %llu type %s Flags ", type,
		(unsigned long long)pfn >> kernel->pageblock_order, block_type(kernel, pfn));
	flags_text(out, fake, pfn);
	fputc('\n', out);
	stack_lines(out, fake, record->stack);
}

static void print_record(FILE *out, struct fake *fake, const struct fake_record *record,
			 uint64_t pfn)
{
	print_head(out, fake, record, pfn);
	if (record->reason)
		fprintf(out, "Page has been migrated, last migrate reason: %s\n",
			reasons[record->reason - 1]);
	fprintf(out, "%s\n", fake->kernel->text_has_memcg ? charged_text(pfn) : "");
}

char *expect_record(struct fake *fake, const struct fake_record *record, uint64_t pfn)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert(out);
	print_record(out, fake, record, pfn);
	fclose(out);
	return text;
}

/* read_page_owner(): no tails, none without a stack, none in free blocks. */
char *expect_list(struct fake *fake, bool allocated)
{
	char *text = NULL;
	size_t len, i;
	FILE *out = open_memstream(&text, &len);

	assert(out);
	for (i = 0; i < fake_nr_records; i++) {
		const struct fake_record *record = &fake_records[i];
		uint64_t block = record->fill ? record->fill : 1ull << record->order, pfn;

		if (record->freed == allocated || !record->stack || record->head_lost ||
		    record->order > 10 || !strcmp(record->comm, "stale") ||
		    !fake_has_section(fake, record->pfn / FAKE_SECTION_PFNS) ||
		    !fake->kernel->handle(fake, record->stack))
			continue;
		for (pfn = record->pfn; pfn < record->pfn + record->blocks * block; pfn += block)
			print_record(out, fake, record, pfn);
	}
	fclose(out);
	return text;
}
