// SPDX-License-Identifier: GPL-2.0-or-later
#include "unit.h"

/* clang-format off */
/* What lib/vsprintf.c prints for %pS, and what people make of it. */
static const struct form {
	const char *line, *symbol, *module;
	uint64_t offset, size, address;
	const char *name;
	bool plain; /* made of its parts it reads the same */
} forms[] = {
	{ "vfs_write+0x1a/0x2b0", "vfs_write", NULL, 0x1a, 0x2b0, 0, "vfs_write", true },
	{ "nfs_read+0x0/0x10 [nfs]", "nfs_read", "nfs", 0, 0x10, 0, "nfs_read [nfs]", true },
	{ "f+0xffffffffffffffff/0x8", "f", NULL, UINT64_MAX, 8, 0, "f", true },
	{ "get.isra.0+0x1/0x2", "get.isra.0", NULL, 1, 2, 0, "get.isra.0", true },
	{ "get.constprop.0.isra.0+0x1/0x2 [mod_a]", "get.constprop.0.isra.0", "mod_a", 1, 2, 0,
	  "get.constprop.0.isra.0 [mod_a]", true },
	{ "f.llvm.123+0x1/0x2", "f.llvm.123", NULL, 1, 2, 0, "f.llvm.123", true },
	/* no symbol: unloaded code, and kernels without kallsyms */
	{ "0xffffffffc0200110", NULL, NULL, 0, 0, 0xffffffffc0200110, "0xffffffffc0200110", true },
	{ "0xc0200110", NULL, NULL, 0, 0, 0xc0200110, "0xc0200110", true },
	{ "0xFFFFFFFFC0200110", NULL, NULL, 0, 0, 0xffffffffc0200110, "0xFFFFFFFFC0200110" },
	{ "0x", NULL, NULL, 0, 0, 0, "0x" },
	/* without an offset, as %ps has it */
	{ "vfs_write", "vfs_write", NULL, 0, 0, 0, "vfs_write" },
	{ "nfs_read [nfs]", "nfs_read", "nfs", 0, 0, 0, "nfs_read [nfs]" },
	/* without a size, as crash has it */
	{ "f+0x12", "f", NULL, 0x12, 0, 0, "f" },
	{ "f+0x12 [mod_a]", "f", "mod_a", 0x12, 0, 0, "f [mod_a]" },
	{ "f+0x12/size", "f+0x12/size", NULL, 0, 0, 0, "f" },
	/* names that hold anything */
	{ "my func+0x1/0x2", "my func", NULL, 1, 2, 0, "my", true },
	{ "my func+0x1/0x2 [my mod]", "my func", "my mod", 1, 2, 0, "my [my mod]", true },
	{ "a+0x1/0x2+0x3/0x4", "a+0x1/0x2", NULL, 3, 4, 0, "a", true },
	{ "a [b]+0x3/0x4", "a [b]", NULL, 3, 4, 0, "a", true },
	{ "a[b]+0x3/0x4 [c]", "a[b]", "c", 3, 4, 0, "a[b] [c]", true },
	{ "\xc3\xa9t\xc3\xa9+0x1/0x2", "\xc3\xa9t\xc3\xa9", NULL, 1, 2, 0, "\xc3\xa9t\xc3\xa9",
	  true },
	{ "\x1b[31mred+0x1/0x2", "\x1b[31mred", NULL, 1, 2, 0, "\x1b[31mred", true },
	{ "f\\x20g+0x1/0x2", "f\\x20g", NULL, 1, 2, 0, "f\\x20g", true },
	/* somebody was there before us */
	{ "f+0x1/0x2 [mod] ", "f", "mod", 1, 2, 0, "f [mod]" },
	{ "f+0x1/0x2[mod] // here", "f", "mod", 1, 2, 0, "f [mod]" },
	{ "f+0x1/0x2 <- here", "f", NULL, 1, 2, 0, "f" },
	{ " f+0x1/0x2", " f", NULL, 1, 2, 0, "", true },
	{ "+0x1/0x2", "", NULL, 1, 2, 0, "", true },
	{ "f+0x1/0x2 []", "f", "", 1, 2, 0, "f []", true },
	{ "[mod]", "[mod]", NULL, 0, 0, 0, "[mod]" },
	{ "", "", NULL, 0, 0, 0, "" },
	{ " ", " ", NULL, 0, 0, 0, "" },
	{ "]", "]", NULL, 0, 0, 0, "]" },
	{ "f+0x1/0x2 [", "f", NULL, 1, 2, 0, "f" },
};
/* clang-format on */

static void same_name(const char *got, const char *want, const char *line)
{
	if (!got != !want || (got && strcmp(got, want)))
		fail_msg("%s: got %s, want %s", line, got ? got : "none", want ? want : "none");
}

static void lines_of_every_form(void **state)
{
	struct test *test = unit_new(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		const struct form *want = &forms[i];
		const struct frame *got = frame_parse(test->po, want->line, strlen(want->line));

		assert_non_null(got);
		same_name(got->symbol, want->symbol, want->line);
		same_name(got->module, want->module, want->line);
		same_name(got->name, want->name, want->line);
		assert_int_equal(got->offset, want->offset);
		assert_int_equal(got->size, want->size);
		assert_int_equal(got->address, want->address);
	}
	unit_free(test);
}

/* Whatever it is made of: a text is printed as it was. */
static void lines_are_kept_to_the_byte(void **state)
{
	struct test *test = unit_new(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		const struct frame *got =
			frame_parse(test->po, forms[i].line, strlen(forms[i].line));
		struct strbuf *text = unit_text(test);

		assert_int_equal(got->len, strlen(forms[i].line));
		assert_text(got->text, forms[i].line);
		if (!forms[i].plain)
			continue;
		frame_print(text, got, true);
		assert_text(text->data, forms[i].line);
	}
	unit_free(test);
}

static void a_frame_is_made_once(void **state)
{
	struct test *test = unit_opened(NULL);
	uint64_t pc = FAKE_TEXT + 0x1012;
	const struct frame *frame = frame_at(test->po, pc), *other;

	(void)state;
	assert_text(frame->text, "post_alloc_hook+0x12/0x40");
	assert_ptr_equal(frame_at(test->po, pc), frame);
	assert_ptr_not_equal(frame_at(test->po, pc + 1), frame);
	other = frame_parse(test->po, frame->text, frame->len);
	assert_ptr_equal(frame_parse(test->po, frame->text, frame->len), other);
	/* Frames of one text are the same for who compares, wherever they come from. */
	assert_int_equal(other->id, frame->id);
	assert_ptr_equal(other->name, frame->name);
	unit_free(test);
}

/* What a text says of a stack is what the dump does. */
static void a_text_has_the_frames_of_the_dump(void **state)
{
	struct test *test = unit_opened(NULL);
	size_t i, k;

	(void)state;
	for (i = 1; i < FAKE_NR_STACKS; i++) {
		struct stack *dump = stack_find(test->po, test->fake->handles[i]), *text;

		text = stack_of_text(test->po, fake_stacks[i].text, strlen(fake_stacks[i].text));
		assert_ptr_not_equal(text, dump);
		assert_int_equal(text->count, fake_stacks[i].count);
		assert_int_equal(text->count, dump->count);
		assert_int_equal(text->kind, dump->kind);
		assert_int_equal(text->hidden, dump->hidden);
		assert_int_equal(text->allocator, dump->allocator);
		assert_int_equal(text->caller, dump->caller);
		assert_int_equal(text->module, dump->module);
		assert_int_equal(text->unloaded, dump->unloaded);
		assert_int_equal(stack_compare(text, dump), 0);
		for (k = 0; k < dump->count; k++) {
			const struct frame *one = dump->frames[k], *two = text->frames[k];

			same_name(two->symbol, one->symbol, one->text);
			same_name(two->module, one->module, one->text);
			assert_int_equal(two->offset, one->offset);
			assert_int_equal(two->size, one->size);
			assert_int_equal(two->roles, one->roles);
			assert_int_equal(one->address, dump->pcs[k]);
			assert_int_equal(two->address, one->symbol ? 0 : one->address);
		}
	}
	unit_free(test);
}

static unsigned int roles(struct test *test, const char *line)
{
	return frame_parse(test->po, line, strlen(line))->roles;
}

static void functions_are_compared_by_whole_names(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	assert_int_equal(roles(test, "get_page_from_freelist.isra.0+0x1/0x2"), FRAME_ALLOCATOR);
	assert_int_equal(roles(test, "vmalloc"), FRAME_ALLOCATOR);
	assert_int_equal(roles(test, "__alloc_pages+0x10/0x20"),
			 FRAME_ALLOCATOR | FRAME_ALLOC_PAGES);
	assert_int_equal(roles(test, "__alloc_pages_noprof+0x10/0x20"),
			 FRAME_ALLOCATOR | FRAME_ALLOC_PAGES);
	assert_int_equal(roles(test, "__alloc_pages_mine+0x10/0x20"), FRAME_ALLOC_PAGES);
	assert_int_equal(roles(test, "new_slab+0x10/0x20"), FRAME_ALLOCATOR | FRAME_SLAB);
	assert_int_equal(roles(test, "kmalloc_large_noprof+0x10/0x20"),
			 FRAME_ALLOCATOR | FRAME_LARGE_KMALLOC);
	assert_int_equal(roles(test, "__vmalloc_node_range_noprof+0x1/0x2"),
			 FRAME_ALLOCATOR | FRAME_VMALLOC);
	assert_int_equal(roles(test, "asm_exc_page_fault+0x1/0x2"), FRAME_ENTRY);
	assert_int_equal(roles(test, "handle: 5"), FRAME_HANDLE);
	assert_int_equal(roles(test, "alloc_pag+0x10/0x20"), 0);
	assert_int_equal(roles(test, "0xffffffff81000000"), 0);
	assert_int_equal(roles(test, ""), 0);
	assert_int_equal(roles(test, "_noprof+0x1/0x2"), 0);
	unit_free(test);
}

/* clang-format off */
/*
 * Stacks as people post them, innermost first, and who the owner is: the first two pairs are of
 * the kernels whose stacks begin with the function that walks them, the third is of a radeon.
 */
static const struct owned {
	const char *stack, *caller;
} owned[] = {
	{ " save_stack_trace+0x16/0x20\n save_stack+0x43/0xe0\n __set_page_owner+0x24/0x50\n"
	  " get_page_from_freelist+0x4fd/0x756\n __alloc_pages_nodemask+0xe7/0xbcf\n"
	  " alloc_pages_vma+0xb5/0x250\n __handle_mm_fault+0xcf8/0xfb0\n", "__handle_mm_fault" },
	{ " stack_trace_save+0x16/0x20\n save_stack+0x43/0xe0\n set_page_owner+0x24/0x50\n"
	  " get_page_from_freelist+0x4fd/0x756\n alloc_pages_current+0x95/0x140\n"
	  " foo_probe+0x10/0x20 [foo]\n", "foo_probe [foo]" },
	{ " __alloc_pages_nodemask+0x1de/0xb00\n dma_generic_alloc_coherent+0xa4/0xf0\n"
	  " x86_swiotlb_alloc_coherent+0x2d/0x60\n dma_alloc_attrs+0x4e/0x90\n"
	  " ttm_dma_populate+0x502/0x900 [ttm]\n", "ttm_dma_populate [ttm]" },
	{ " __alloc_pages+0x1/0x2\n iommu_dma_alloc_pages+0x1/0x2\n iommu_dma_alloc+0x1/0x2\n"
	  " dma_alloc_attrs+0x1/0x2\n nvme_alloc_queue+0x1/0x2 [nvme]\n",
	  "nvme_alloc_queue [nvme]" },
	{ " alloc_pages_noprof+0x1/0x2\n page_pool_alloc_netmems+0x1/0x2\n"
	  " mlx5e_page_alloc+0x1/0x2 [mlx5_core]\n", "mlx5e_page_alloc [mlx5_core]" },
	{ " __alloc_pages+0x1/0x2\n kmalloc_reserve+0x1/0x2\n __alloc_skb+0x1/0x2\n"
	  " __netdev_alloc_skb+0x1/0x2\n e1000_alloc_rx+0x1/0x2 [e1000]\n",
	  "e1000_alloc_rx [e1000]" },
	{ " folio_alloc_noprof+0x56/0xa0\n page_cache_ra_unbounded+0xd9/0x230\n"
	  " filemap_fault+0x305/0x1000\n __do_fault+0x2c/0xb0\n", "filemap_fault" },
	{ " folio_alloc+0x1/0x2\n __filemap_get_folio+0x1/0x2\n pagecache_get_page+0x1/0x2\n"
	  " ext4_da_write_begin+0x1/0x2\n", "ext4_da_write_begin" },
	{ " __alloc_pages+0x1/0x2\n rust_helper_alloc_pages+0x1/0x2\n"
	  " _RNvMNtCs1_6kernel4pageNtB2_4Page10alloc_page+0x1/0x2\n"
	  " _RNvMs1_Cs2_11rust_binderNtB5_7Process4mmap+0x1/0x2\n",
	  "<rust_binder::Process>::mmap" },
	{ " krealloc_noprof+0x1/0x2\n rust_helper_krealloc+0x1/0x2\n"
	  " <kernel::alloc::allocator::Kmalloc as kernel::alloc::Allocator>::realloc+0x1/0x2\n"
	  " rust_binder::process::Process::new+0x1/0x2\n", "rust_binder::process::Process::new" },
	/* A function of a driver that only handles what the kernel's allocator made. */
	{ " krealloc_noprof+0x1/0x2\n"
	  " _RINvMs1_Cs2_11rust_binder4pushNtNtCs3_6kernel5alloc4kvec3VecE+0x1/0x2\n",
	  "_RINvMs1_Cs2_11rust_binder4pushNtNtCs3_6kernel5alloc4kvec3VecE" },
	/* Nothing but allocators: there is no caller to name. */
	{ " __alloc_pages+0x1/0x2\n alloc_pages+0x1/0x2\n", "" },
};
/* clang-format on */

static void the_caller_is_who_a_person_would_name(void **state)
{
	struct test *test = unit_new(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(owned); i++) {
		struct stack *stack =
			stack_of_text(test->po, owned[i].stack, strlen(owned[i].stack));

		assert_non_null(stack);
		same_name(name_text(test->po, stack->caller), owned[i].caller, owned[i].stack);
	}
	unit_free(test);
}

/* More frames than a byte counts, all of the allocator. */
static void a_caller_may_be_far_away(void **state)
{
	struct test *test = unit_new(NULL);
	struct strbuf *text = unit_text(test);
	struct stack *stack;
	int i;

	(void)state;
	for (i = 0; i < 300; i++)
		strbuf_printf(text, " alloc_pages+0x%x/0x1000\n", i);
	strbuf_printf(text, " owner+0x1/0x2\n");
	stack = stack_of_text(test->po, text->data, text->len);
	assert_int_equal(stack->hidden, 300);
	same_name(name_text(test->po, stack->caller), "owner", "300 frames");
	unit_free(test);
}

static const char *paths[] = {
	" new_slab+0x1/0x2\n a+0x1/0x2\n b+0x1/0x2\n c+0x1/0x2\n",
	" a+0x1/0x2\n b+0x1/0x2\n c+0x1/0x2\n", /* the same without the allocator */
	" a+0x1/0x2\n b+0x1/0x2\n d+0x1/0x2\n",
	" a+0x1/0x2\n b+0x1/0x3\n c+0x1/0x2\n",
	" b+0x1/0x2\n a+0x1/0x2\n c+0x1/0x2\n",
	" a+0x1/0x2\n",
	"",
};

/* By how many of their frames do two of them differ first? */
static void stacks_are_one_up_to_a_depth(void **state)
{
	static const unsigned int same[ARRAY_SIZE(paths)][ARRAY_SIZE(paths)] = {
		{ 9, 9, 2, 1, 0, 0, 0 }, { 9, 9, 2, 1, 0, 0, 0 }, { 2, 2, 9, 1, 0, 0, 0 },
		{ 1, 1, 1, 9, 0, 0, 0 }, { 0, 0, 0, 0, 9, 0, 0 }, { 1, 1, 1, 1, 0, 9, 0 },
		{ 0, 0, 0, 0, 0, 0, 9 },
	};
	struct test *test = unit_new(NULL);
	struct stack *stacks[ARRAY_SIZE(paths)];
	unsigned int i, k, depth;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(paths); i++)
		stacks[i] = stack_of_text(test->po, paths[i], strlen(paths[i]));
	for (i = 0; i < ARRAY_SIZE(paths); i++) {
		for (k = 0; k < i; k++) {
			for (depth = 1; depth < 6; depth++) {
				bool one = stack_path(test->po, stacks[i], depth) ==
					   stack_path(test->po, stacks[k], depth);

				if (one != (depth <= same[i][k]))
					fail_msg("%u frames of %s and %s", depth, paths[i],
						 paths[k]);
			}
		}
	}
	unit_free(test);
}

TESTS(frames, cmocka_unit_test(lines_of_every_form), cmocka_unit_test(lines_are_kept_to_the_byte),
      cmocka_unit_test(a_frame_is_made_once), cmocka_unit_test(a_text_has_the_frames_of_the_dump),
      cmocka_unit_test(functions_are_compared_by_whole_names),
      cmocka_unit_test(the_caller_is_who_a_person_would_name),
      cmocka_unit_test(a_caller_may_be_far_away), cmocka_unit_test(stacks_are_one_up_to_a_depth));
