// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What happened in the fake kernel.  The text of each stack is what the
 * kernel's %pS prints for the symbols below, worked out by hand from
 * get_symbol_pos() and __sprint_symbol() of kernel/kallsyms.c.
 */
#include "fake.h"

#define SECOND 1000000000ull
#define LONG_NAME                                                                       \
	"a_name_that_is_as_long_as_only_generated_names_are_because_its_length_in_the_" \
	"name_stream_must_not_fit_into_seven_bits_so_that_the_kernel_needs_a_second_byte_for_it_q"

/* Offsets from _text; "_stext" and "_text" share an address, as on x86_64. */
const struct fake_text_symbol fake_text_symbols[] = {
	{ 0x0000, 'T', "startup_64" },
	{ 0x0000, 'T', "_stext" },
	{ 0x0000, 'T', "_text" },
	{ 0x1000, 't', "post_alloc_hook" },
	{ 0x1040, 't', "get_page_from_freelist" },
	{ 0x2000, 'T', "__alloc_pages" },
	{ 0x2200, 'T', "alloc_pages" },
	{ 0x2300, 't', "alias_of_free" },
	{ 0x2300, 'T', "second_alias" },
	{ 0x2380, 't', "do_anonymous_page" },
	{ 0x2480, 't', "handle_mm_fault" },
	{ 0x2500, 'T', "free_unref_page" },
	{ 0x2600, 't', "new_slab" },
	{ 0x2700, 't', "pipe_write" },
	{ 0x2780, 't', "twin" },
	{ 0x2800, 'T', "kmem_cache_alloc" },
	{ 0x2900, 't', "twin" },
	{ 0x3000, 't', "register_dummy_stack" },
	{ 0x3020, 't', "register_failure_stack" },
	{ 0x3040, 't', "register_early_stack" },
	{ 0x3060, 't', "init_page_owner" },
	{ 0x3100, 't', LONG_NAME },
	{ 0x3200, 'T', "do_syscall_64" },
	{ 0x3280, 'T', "entry_SYSCALL_64_after_hwframe" },
	{ 0x3300, 't', "split_map_pages" },
	{ 0x8000, 'T', "_etext" },
	{ 0x600000, 'T', "_sinittext" },
	{ 0x600000, 't', "start_fake_kernel" },
	{ 0x600f00, 't', "last_of_init" },
	{ 0x601000, 'T', "_einittext" },
	{ 0x800000, 'B', "_end" },
};
const size_t fake_nr_text_symbols = sizeof(fake_text_symbols) / sizeof(fake_text_symbols[0]);

#define ALLOC_PCS 0x1012, 0x1140, 0x20f0
#define ALLOC_TEXT                              \
	" post_alloc_hook+0x12/0x40\n"          \
	" get_page_from_freelist+0x100/0xfc0\n" \
	" __alloc_pages+0xf0/0x200\n"

/* clang-format off */
const struct fake_stack fake_stacks[FAKE_NR_STACKS] = {
	[STACK_OF_DUMMY] = { 2, { 0x3010, 0x3070 },
		" register_dummy_stack+0x10/0x20\n"
		" init_page_owner+0x10/0xa0\n" },
	[STACK_OF_FAILURE] = { 2, { 0x3030, 0x3078 },
		" register_failure_stack+0x10/0x20\n"
		" init_page_owner+0x18/0xa0\n" },
	[STACK_OF_EARLY] = { 2, { 0x3050, 0x3080 },
		" register_early_stack+0x10/0x20\n"
		" init_page_owner+0x20/0xa0\n" },
	[STACK_ANON] = { 5, { ALLOC_PCS, 0x2390, 0x24a0 }, ALLOC_TEXT
		" do_anonymous_page+0x10/0x100\n"
		" handle_mm_fault+0x20/0x80\n" },
	[STACK_SLAB] = { 5, { ALLOC_PCS, 0x26ff, 0x2810 }, ALLOC_TEXT
		" new_slab+0xff/0x100\n"
		" kmem_cache_alloc+0x10/0x100\n" },
	[STACK_ORDERS] = { 4, { ALLOC_PCS, 0x2210 }, ALLOC_TEXT
		" alloc_pages+0x10/0x100\n" },
	[STACK_FREE] = { 2, { 0x2510, 0x3210 },
		" free_unref_page+0x10/0x100\n"
		" do_syscall_64+0x10/0x80\n" },
	/* Module text, its symbol without a name behind it, unloaded code. */
	[STACK_MODULE] = { 7, { ALLOC_PCS, FAKE_MODULE + 0x110, FAKE_MODULE + 0x230,
				FAKE_MODULE + 0x7ff, 0xffffffffc0900123ull }, ALLOC_TEXT
		" fake_take+0x10/0x100 [fake_mod]\n"
		" fake_softirq+0x30/0x600 [fake_mod]\n"
		" fake_softirq+0x5ff/0x600 [fake_mod]\n"
		" 0xffffffffc0900123\n" },
	/*
	 * First byte of a function, aliases (the first of equal addresses), a long
	 * name, the last symbols of text and of init text, not the kernel's at all.
	 */
	[STACK_ODD] = { 9, { 0x2300, 0x237f, 0x2790, 0x2901, 0x3101, 0x3301, 0x600f10,
			     0x10, 0xffff888000001234ull },
		" alias_of_free+0x0/0x80\n"
		" alias_of_free+0x7f/0x80\n"
		" twin+0x10/0x80\n"
		" twin+0x1/0x700\n"
		" " LONG_NAME "+0x1/0x100\n"
		" split_map_pages+0x1/0x4d00\n"
		" last_of_init+0x10/0x100\n"
		" startup_64+0x10/0x1000\n"
		" 0xffff888000001234\n" },
	[STACK_DEEP] = { 16, { ALLOC_PCS, 0x2390, 0x24a0, 0x2391, 0x24a1, 0x2392, 0x24a2,
			       0x2393, 0x24a3, 0x2394, 0x24a4, 0x2395, 0x3210, 0x3290 },
		ALLOC_TEXT
		" do_anonymous_page+0x10/0x100\n"
		" handle_mm_fault+0x20/0x80\n"
		" do_anonymous_page+0x11/0x100\n"
		" handle_mm_fault+0x21/0x80\n"
		" do_anonymous_page+0x12/0x100\n"
		" handle_mm_fault+0x22/0x80\n"
		" do_anonymous_page+0x13/0x100\n"
		" handle_mm_fault+0x23/0x80\n"
		" do_anonymous_page+0x14/0x100\n"
		" handle_mm_fault+0x24/0x80\n"
		" do_anonymous_page+0x15/0x100\n"
		" do_syscall_64+0x10/0x80\n"
		" entry_SYSCALL_64_after_hwframe+0x10/0x80\n" },
	[STACK_PIPE] = { 5, { ALLOC_PCS, 0x2710, 0x3210 }, ALLOC_TEXT
		" pipe_write+0x10/0x80\n"
		" do_syscall_64+0x10/0x80\n" },
};
/* clang-format on */

#define KERNEL 0xcc0u	  /* GFP_KERNEL */
#define MOVABLE 0x100ccau /* GFP_HIGHUSER_MOVABLE */

/* clang-format off */
const struct fake_record fake_records[] = {
	/* Section 0: early pages; one process; all orders with their tails. */
	{ 16, 16, 0, 0, STACK_OF_EARLY, "swapper/0", 1, 1, 100000 },
	{ 32, 1, 0, MOVABLE, STACK_ANON, "bash", 100, 100, 5 * SECOND },
	{ 33, 1, 0, MOVABLE, STACK_ANON, "bash", 101, 100, 6 * SECOND, .free_ts = 4 * SECOND,
	  .reason = 1 },
	{ 34, 1, 0, MOVABLE, STACK_ANON, "bash", 100, 100, 5 * SECOND, .reason = 1 + 5 },
	{ 35, 2, 0, KERNEL, STACK_PIPE, "cat", 102, 102, 7 * SECOND },
	{ 1024, 1, 10, KERNEL, STACK_ORDERS, "orders", 200, 200, 20 * SECOND },
	{ 2049, 1, 0, KERNEL, STACK_ORDERS, "orders", 200, 200, 10 * SECOND },
	{ 2050, 1, 1, KERNEL, STACK_ORDERS, "orders", 200, 200, 11 * SECOND },
	{ 2052, 1, 2, KERNEL, STACK_ORDERS, "orders", 200, 200, 12 * SECOND },
	{ 2056, 1, 3, KERNEL, STACK_ORDERS, "orders", 200, 200, 13 * SECOND },
	{ 2064, 1, 4, KERNEL, STACK_ORDERS, "orders", 200, 200, 14 * SECOND },
	{ 2080, 1, 5, KERNEL, STACK_ORDERS, "orders", 200, 200, 15 * SECOND },
	{ 2112, 1, 6, KERNEL, STACK_ORDERS, "orders", 200, 200, 16 * SECOND },
	{ 2176, 1, 7, KERNEL, STACK_ORDERS, "orders", 200, 200, 17 * SECOND },
	{ 2304, 1, 8, KERNEL, STACK_ORDERS, "orders", 200, 200, 18 * SECOND },
	{ 2560, 1, 9, KERNEL, STACK_ORDERS, "orders", 200, 200, 19 * SECOND },

	/* Section 1: freed, without a stack, lost, page_owner's own, damaged. */
	{ 4096, 8, 0, MOVABLE, STACK_ANON, "gone", 300, 300, 21 * SECOND,
	  STACK_FREE, 22 * SECOND, .freed = true },
	{ 4104, 1, 3, KERNEL, STACK_SLAB, "gone", 300, 300, 23 * SECOND,
	  STACK_FREE, 24 * SECOND, .freed = true },
	{ 4112, 2, 0, KERNEL, NO_STACK, "lost", 301, 301, 25 * SECOND },
	{ 4114, 3, 0, KERNEL, STACK_OF_FAILURE, "full", 302, 302, 26 * SECOND },
	{ 4120, 2, 2, KERNEL, STACK_OF_DUMMY, "dummy", 303, 303, 27 * SECOND },
	{ 4128, 1, 77, KERNEL, STACK_ANON, "bad", 304, 304, 28 * SECOND, .fill = 1 },
	{ 4132, 1, 11, KERNEL, STACK_ANON, "bad", 304, 304, 28 * SECOND, .fill = 1 },
	{ 4136, 1, 3, KERNEL, STACK_ANON, "half", 305, 305, 29 * SECOND, .head_lost = true },
	{ 4353, 1, 0, KERNEL, STACK_ANON, "stale", 306, 306, 30 * SECOND },

	/* Section 3: charged pages, flags, blocks of each migratetype. */
	{ 12304, 1, 0, KERNEL, STACK_SLAB, "init", 1, 1, 31 * SECOND, .cgroup = CGROUP_ROOT },
	{ 12320, 8, 0, MOVABLE, STACK_ANON, "nginx", 400, 400, 32 * SECOND,
	  .cgroup = CGROUP_INNER },
	{ 12328, 2, 0, MOVABLE, STACK_ANON, "nginx", 400, 400, 33 * SECOND },
	{ 12800, 1, 0, KERNEL, STACK_SLAB, "slabber", 401, 401, 34 * SECOND, .cgroup = CGROUP_WEB },
	{ 13312, 1, 0, 0xcd0, STACK_SLAB, "slabber", 401, 401, 34 * SECOND,
	  .cgroup = CGROUP_REMOVED },
	{ 13824, 1, 0, 0x2cc0 | 0x40000, STACK_SLAB, "slabber", 401, 401, 34 * SECOND,
	  .cgroup = CGROUP_GONE },
	{ 14336, 1, 0, 0x80000000u | 0x1000, STACK_SLAB, "slabber", 401, 401, 34 * SECOND,
	  .context = 3 },

	/* Section 130: module code, odd symbols, odd names, the last page. */
	{ 532480, 4, 1, KERNEL, STACK_MODULE, "insmod", 500, 500, 40 * SECOND, .context = 1 },
	{ 532488, 1, 0, KERNEL, STACK_ODD, "odd", 501, 501, 41 * SECOND, .context = 2 },
	{ 532489, 1, 0, KERNEL, STACK_DEEP, "0123456789abcdef", 502, 502, 42 * SECOND },
	{ 532490, 1, 0, KERNEL, STACK_DEEP, "new\nline\x80", 503, 503, 43 * SECOND },
	{ 536575, 1, 0, MOVABLE, STACK_ANON, "last", 506, 506, 46 * SECOND },
};
/* clang-format on */
const size_t fake_nr_records = sizeof(fake_records) / sizeof(fake_records[0]);

/* Page frames that are neither here nor in a record are free blocks of the buddy. */
/* clang-format off */
const struct fake_page fake_pages[] = {
	{ 0, 16, FLAG_RESERVED },
	{ 16, 16 },			/* early */
	{ 4608, 4 },			/* in use, no record at all */
	{ 4616, 1 },			/* the same, in another place */
	{ 4104, 8, .buddy = 1 + 3 },	/* freed, the last owner is known */
	{ 4352, 256, .buddy = 1 + 8 },	/* with a stale record inside */
	{ 12288, 17, FLAG_RESERVED },	/* the last of them has a record */
	{ 12320, 1, .memcg = MEMCG_NONE },
	{ 12321, 1, .memcg = MEMCG_WEB },
	{ 12322, 1, .memcg = MEMCG_OFFLINE },
	{ 12323, 1, .memcg = MEMCG_WEB_OBJCG },
	{ 12324, 1, .memcg = MEMCG_SLAB },
	{ 12325, 1, .memcg = MEMCG_ROOT },
	{ 12326, 1, .memcg = MEMCG_LONG },
	{ 12327, 1, .memcg = MEMCG_OFFLINE_OBJCG },
	{ 12328, 1, FLAG_SOME },
	{ 12329, 1, FLAG_ALL },
};
/* clang-format on */
const size_t fake_nr_pages = sizeof(fake_pages) / sizeof(fake_pages[0]);
