// SPDX-License-Identifier: GPL-2.0-or-later
#include "unit.h"

#define BASE 0xffff8880dead0000ull /* pages that only these tests use */

struct fixture {
	struct fake *fake;
	struct reader rd;
};

static void setup(struct fixture *fixture)
{
	memset(fixture, 0, sizeof(*fixture));
	fixture->fake = fake_new(test_kernel, NULL);
	fixture->rd.host = &fixture->fake->target;
	fixture->rd.page_size = FAKE_PAGE_SIZE;
	fixture->rd.hole = HOLE_OTHER;
}

static void read_is_whole_or_a_hole(void **state)
{
	struct fixture f;
	char buf[8192];

	(void)state;
	setup(&f);
	fake_write(f.fake, BASE + 4090, "0123456789", 10);
	assert_int_equal(target_read(&f.rd, BASE + 4090, buf, 10), 0);
	assert_memory_equal(buf, "0123456789", 10);
	assert_int_equal(f.rd.holes[HOLE_OTHER], 0);
	assert_int_equal(target_read(&f.rd, BASE + 4096, buf, 8192), -ENODATA);
	assert_int_equal(f.rd.holes[HOLE_OTHER], 1);
	assert_int_equal(target_read(&f.rd, BASE + 3 * 4096, buf, 1), -ENODATA);
	assert_int_equal(f.rd.holes[HOLE_OTHER], 2);
	fake_free(f.fake);
}

static void holes_count_once_a_page_by_their_kind(void **state)
{
	struct fixture f;
	char buf[16];
	int i;

	(void)state;
	setup(&f);
	f.rd.hole = HOLE_STACK;
	for (i = 0; i < 10; i++)
		assert_int_equal(target_read(&f.rd, BASE + 16 * i, buf, 16), -ENODATA);
	assert_int_equal(f.rd.holes[HOLE_STACK], 1);
	assert_int_equal(target_read(&f.rd, BASE + 4096, buf, 16), -ENODATA);
	assert_int_equal(f.rd.holes[HOLE_STACK], 2);
	assert_int_equal(f.rd.holes[HOLE_OTHER], 0);
	fake_free(f.fake);
}

/* Entries of 64 bytes from BASE on; returns how many list_next() came by. */
static unsigned int walk_list(struct fixture *f, unsigned int count, unsigned int back_to)
{
	struct list_walk list;
	unsigned int i, steps = 0;

	for (i = 0; i <= count; i++)
		fake_write_ulong(f->fake, BASE + 64 * i, BASE + 64 * (i < count ? i + 1 : back_to));
	list_begin(&list, &f->rd, BASE);
	while (list_next(&list))
		assert_true(++steps < 100000);
	return steps;
}

static void a_list_ends_where_it_began_or_was_bent(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	assert_int_equal(walk_list(&f, 0, 0), 0);
	assert_int_equal(walk_list(&f, 1000, 0), 1000);
	assert_true(walk_list(&f, 1000, 1) >= 1000);
	assert_true(walk_list(&f, 1000, 999) >= 1000);
	assert_true(walk_list(&f, 1000, 1000) >= 1000);
	assert_int_equal(f.rd.holes[HOLE_OTHER], 0);
	fake_hole(f.fake, BASE + 4096, 4096);
	assert_int_equal(walk_list(&f, 63, 64), 64);
	assert_int_equal(f.rd.holes[HOLE_OTHER], 1);
	fake_free(f.fake);
}

static void reading_past_the_end_of_addresses_is_a_hole(void **state)
{
	struct fixture f;
	char buf[64];

	(void)state;
	setup(&f);
	assert_int_equal(target_read(&f.rd, UINT64_MAX - 8, buf, 64), -ENODATA);
	fake_free(f.fake);
}

static void broken_file_is_an_error_with_its_cause(void **state)
{
	struct fixture f;
	char buf[16];

	(void)state;
	setup(&f);
	fake_zero(f.fake, BASE, 4096);
	f.fake->error_page = BASE;
	assert_int_equal(target_read(&f.rd, BASE, buf, 16), -EIO);
	assert_has(f.rd.message, "0xffff8880dead0000");
	assert_int_equal(f.rd.holes[HOLE_OTHER], 0);
	assert_int_equal(fail(&f.rd, -EIO, "pool %d", 7), -EIO);
	assert_memory_equal(f.rd.message, "pool 7: ", 8);
	assert_has(f.rd.message, "0xffff8880dead0000");
	fake_free(f.fake);
}

struct missing {
	size_t offset[8], len[8], count;
};

static void note_missing(void *arg, size_t offset, size_t len)
{
	struct missing *missing = arg;

	missing->offset[missing->count] = offset;
	missing->len[missing->count++] = len;
}

static void bulk_read_goes_on_behind_a_hole(void **state)
{
	static char buf[4 * 4096];
	struct missing missing = { .count = 0 };
	struct fixture f;

	(void)state;
	setup(&f);
	fake_write(f.fake, BASE + 100, "begin", 5);
	fake_write(f.fake, BASE + 2 * 4096, "behind", 6);
	memset(buf, 0x55, sizeof(buf));
	assert_int_equal(target_read_holes(&f.rd, BASE + 100, buf, 3 * 4096 + 10, note_missing,
					   &missing),
			 0);
	assert_memory_equal(buf, "begin", 5);
	assert_memory_equal(buf + 2 * 4096 - 100, "behind", 6);
	assert_int_equal(missing.count, 2);
	assert_int_equal(missing.offset[0], 4096 - 100);
	assert_int_equal(missing.len[0], 4096);
	assert_int_equal(missing.offset[1], 3 * 4096 - 100);
	assert_int_equal(missing.len[1], 110);
	assert_int_equal(buf[4096 - 100], 0);
	assert_int_equal(buf[2 * 4096 - 101], 0);
	assert_int_equal(f.rd.holes[HOLE_OTHER], 2);
	fake_free(f.fake);
}

static void bulk_read_ends_at_a_broken_page(void **state)
{
	static char buf[4 * 4096];
	struct missing missing = { .count = 0 };
	struct fixture f;

	(void)state;
	setup(&f);
	fake_zero(f.fake, BASE, 4 * 4096);
	f.fake->error_page = BASE + 3 * 4096;
	assert_int_equal(target_read_holes(&f.rd, BASE + 8, buf, 4 * 4096 - 8, note_missing,
					   &missing),
			 -EIO);
	assert_int_equal(missing.count, 0);
	assert_has(f.rd.message, "0xffff8880dead0008");
	fake_free(f.fake);
}

static void integers_follow_the_byte_order(void **state)
{
	static const unsigned char bytes[8] = { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef };
	struct pageowner_target big;
	struct fixture f;
	uint64_t value;

	(void)state;
	setup(&f);
	assert_int_equal(get_uint(&f.rd, bytes, 1), 0x01);
	assert_int_equal(get_uint(&f.rd, bytes, 2), 0x2301);
	assert_int_equal(get_uint(&f.rd, bytes, 4), 0x67452301);
	assert_int_equal(get_uint(&f.rd, bytes, 8), 0xefcdab8967452301ull);
	fake_write(f.fake, BASE, bytes, 8);
	big = f.fake->target;
	big.big_endian = true;
	big.word_size = 4;
	f.rd.host = &big;
	assert_int_equal(get_uint(&f.rd, bytes, 2), 0x0123);
	assert_int_equal(get_uint(&f.rd, bytes, 8), 0x0123456789abcdefull);
	assert_int_equal(target_ulong(&f.rd, BASE + 2, &value), 0);
	assert_int_equal(value, 0x456789ab);
	assert_int_equal(target_uint(&f.rd, BASE, 9, &value), -EINVAL);
	assert_int_equal(target_uint(&f.rd, BASE, 0, &value), -EINVAL);
	fake_free(f.fake);
}

static void strings_end_at_nul_size_or_hole(void **state)
{
	struct fixture f;
	char buf[32];

	(void)state;
	setup(&f);
	fake_write(f.fake, BASE + 4096 - 6, "last!", 6); /* ends with the page */
	assert_int_equal(target_string(&f.rd, BASE + 4096 - 6, buf, sizeof(buf)), 0);
	assert_string_equal(buf, "last!");
	assert_int_equal(f.rd.holes[HOLE_OTHER], 0);
	assert_int_equal(target_string(&f.rd, BASE + 4096 - 6, buf, 4), 0);
	assert_string_equal(buf, "las");
	fake_write(f.fake, BASE + 4096 - 3, "abc", 3);
	assert_int_equal(target_string(&f.rd, BASE + 4096 - 3, buf, sizeof(buf)), -ENODATA);
	fake_free(f.fake);
}

static void names_print_without_control_characters(void **state)
{
	struct arena arena = { NULL };
	struct strbuf text = { .arena = &arena };

	(void)state;
	strbuf_name(&text, "ok-\xc3\xa9-\x1b[31m\n\t\xff\x7f");
	assert_text(text.data, "ok-\xc3\xa9-\\x1b[31m\\x0a\\x09\\xff\\x7f");
	arena_free(&arena);
}

static void growing_keeps_what_was_there(void **state)
{
	struct arena arena = { NULL };
	size_t room = 0, i;
	unsigned int *array = NULL;

	(void)state;
	for (i = 0; i < 100000; i++) {
		array = arena_grow(&arena, array, &room, i + 1, sizeof(*array));
		assert_non_null(array);
		array[i] = i;
	}
	for (i = 0; i < 100000; i++)
		assert_int_equal(array[i], i);
	assert_null(arena_alloc(&arena, SIZE_MAX));
	assert_null(arena_grow(&arena, array, &room, SIZE_MAX / 2, sizeof(*array)));
	arena_free(&arena);
}

TESTS(target, cmocka_unit_test(read_is_whole_or_a_hole),
      cmocka_unit_test(holes_count_once_a_page_by_their_kind),
      cmocka_unit_test(a_list_ends_where_it_began_or_was_bent),
      cmocka_unit_test(reading_past_the_end_of_addresses_is_a_hole),
      cmocka_unit_test(broken_file_is_an_error_with_its_cause),
      cmocka_unit_test(bulk_read_goes_on_behind_a_hole),
      cmocka_unit_test(bulk_read_ends_at_a_broken_page),
      cmocka_unit_test(integers_follow_the_byte_order),
      cmocka_unit_test(strings_end_at_nul_size_or_hole),
      cmocka_unit_test(names_print_without_control_characters),
      cmocka_unit_test(growing_keeps_what_was_there));
