// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Measures what allocating and freeing a page costs, in instructions: under QEMU's -icount
 * shift=0 the time stamp counter counts instructions, which a run of 1000 nops proves.  The least
 * of many batches is the one without interruptions; by then the stacks are in the depot.
 */
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <asm/msr.h>

#define PAIRS 100
#define BATCHES 200

static noinline void nothing(void)
{
	asm volatile(".rept 1000\n\tnop\n\t.endr");
}

static __always_inline void pairs_of(gfp_t gfp_mask)
{
	struct page *page;
	int i;

	for (i = 0; i < PAIRS; i++) {
		page = alloc_page(gfp_mask);
		if (page)
			__free_page(page);
	}
}

static noinline void pairs(void)
{
	pairs_of(GFP_ATOMIC);
}

/* As the memory of processes, but for the wait. */
static noinline void movable_pairs(void)
{
	pairs_of(GFP_ATOMIC | __GFP_MOVABLE);
}

static u64 least_of(void (*batch)(void))
{
	u64 start, least = U64_MAX;
	unsigned long flags;
	int i;

	for (i = 0; i < BATCHES; i++) {
		local_irq_save(flags);
		start = rdtsc_ordered();
		batch();
		least = min(least, rdtsc_ordered() - start);
		local_irq_restore(flags);
	}
	return least;
}

static int __init bench_init(void)
{
	pr_info("pageowner_bench: %llu for 1000\n", least_of(nothing));
	pr_info("pageowner_bench: %llu for a pair\n", least_of(pairs) / PAIRS);
	pr_info("pageowner_bench: %llu for a movable pair\n", least_of(movable_pairs) / PAIRS);
	return 0;
}

module_init(bench_init);
MODULE_DESCRIPTION("Instructions of alloc_page() and __free_page()");
MODULE_LICENSE("GPL");
