// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Leaks pages and is unloaded: the owner that page_owner prints afterwards is an address without
 * a symbol.
 */
#include <linux/mm.h>
#include <linux/module.h>

#include "pageowner_plant.h"

static unsigned int pages = 300;
module_param(pages, uint, 0);
MODULE_PARM_DESC(pages, "how many pages to leak");

static unsigned int blocks = 20;
module_param(blocks, uint, 0);
MODULE_PARM_DESC(blocks, "how many order-2 blocks to leak");

static noinline int leak_take(unsigned long *pfns, unsigned int count, gfp_t gfp,
			      unsigned int order)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		struct page *page = alloc_pages(gfp, order);

		if (!page)
			break;
		memset(page_address(page), 'l', PAGE_SIZE << order);
		pfns[i] = page_to_pfn(page);
	}
	return i;
}

static noinline int leak_record(const char *function, unsigned int count, gfp_t gfp,
				unsigned int order)
{
	unsigned long *pfns = pageowner_plant_pfns(count);

	if (!pfns)
		return -ENOMEM;
	count = leak_take(pfns, count, gfp, order);
	return pageowner_plant_record(KBUILD_MODNAME, function, order, gfp, "leaked", pfns, count);
}

/* Not __init: a module's init text is freed even while the module stays loaded. */
static noinline int leak_pages(void)
{
	int err = leak_record(__func__, pages, GFP_KERNEL, 0);

	barrier();
	return err;
}

static noinline int leak_blocks(void)
{
	int err = leak_record(__func__, blocks, GFP_KERNEL | __GFP_COMP, 2);

	barrier();
	return err;
}

static int __init pageowner_leak_init(void)
{
	return leak_pages() ?: leak_blocks();
}

static void __exit pageowner_leak_exit(void)
{
}

module_init(pageowner_leak_init);
module_exit(pageowner_leak_exit);
MODULE_DESCRIPTION("leaks page allocations, to be unloaded");
MODULE_LICENSE("GPL");
