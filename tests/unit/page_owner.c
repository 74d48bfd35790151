// SPDX-License-Identifier: GPL-2.0-or-later
#include "unit.h"

static enum record_state decode(struct test *test, uint64_t pfn, struct allocation *ret)
{
	unsigned char record[256];

	memset(ret, 0x5a, sizeof(*ret));
	assert_true(
		fake_read(test->fake, fake_entry(test->fake, pfn), record, test_kernel->ext_size));
	return page_owner_decode(&test->po->reader, test->po, record, pfn, ret);
}

/* One value in every field, none of them like another. */
static void fields_come_from_their_places(void **state)
{
	static const struct fake_record record = {
		.pfn = 12400,
		.blocks = 1,
		.order = 4,
		.gfp = 0xdeadbeef,
		.stack = STACK_PIPE,
		.comm = "fifteen letters",
		.pid = 0x11223344,
		.tgid = 0x55667788,
		.ts = 0x0102030405060708ull,
		.free_stack = STACK_FREE,
		.free_ts = 0x1112131415161718ull,
		.reason = 1 + 3,
	};
	struct test *test = unit_opened(NULL);
	struct allocation alloc;

	(void)state;
	test_kernel->put_record(test->fake, &record);
	assert_int_equal(decode(test, 12400, &alloc), RECORD_ALLOCATED);
	assert_true(alloc.allocated);
	assert_int_equal(alloc.pfn, 12400);
	assert_int_equal(alloc.order, 4);
	assert_int_equal(alloc.gfp_mask, 0xdeadbeef);
	assert_int_equal(alloc.handle, test->fake->handles[STACK_PIPE]);
	assert_int_equal(alloc.free_handle, test->fake->handles[STACK_FREE]);
	assert_int_equal(alloc.ts_nsec, 0x0102030405060708ull);
	assert_int_equal(alloc.free_ts_nsec, 0x1112131415161718ull);
	assert_string_equal(alloc.comm, "fifteen letters");
	assert_int_equal(alloc.pid, 0x11223344);
	assert_int_equal(alloc.tgid, 0x55667788);
	assert_int_equal(alloc.last_migrate_reason, 3);
	unit_free(test);
}

static void heads_and_tails_of_every_order(void **state)
{
	struct test *test = unit_opened(NULL);
	struct allocation alloc;
	unsigned int order;
	uint64_t pfn, head;

	(void)state;
	for (order = 0; order <= 10; order++) {
		head = order == 10 ? 1024 : 2048 + (1u << order);
		assert_int_equal(decode(test, head, &alloc), RECORD_ALLOCATED);
		assert_int_equal(alloc.order, order);
		for (pfn = head + 1; pfn < head + (1u << order); pfn++)
			assert_int_equal(decode(test, pfn, &alloc), RECORD_TAIL);
	}
	unit_free(test);
}

static void states_are_those_of_the_kernels_file(void **state)
{
	/* clang-format off */
	static const struct { uint64_t pfn; enum record_state state; } cases[] = {
		{ 16, RECORD_ALLOCATED },	/* early */
		{ 3900, RECORD_NONE },		/* never owned */
		{ 4096, RECORD_FREE },
		{ 4111, RECORD_FREE },		/* a tail that was freed */
		{ 4112, RECORD_NONE },		/* no stack */
		{ 4114, RECORD_ALLOCATED },	/* failure_handle */
		{ 4120, RECORD_ALLOCATED },	/* dummy_handle */
		{ 4121, RECORD_TAIL },
		{ 4128, RECORD_BAD },		/* order 77 */
		{ 4132, RECORD_TAIL },		/* order 11, not aligned to it */
		{ 4136, RECORD_NONE },		/* a lost head */
		{ 4137, RECORD_TAIL },
	};
	/* clang-format on */
	struct test *test = unit_opened(NULL);
	struct allocation alloc;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		if (decode(test, cases[i].pfn, &alloc) != cases[i].state)
			fail_msg("PFN %llu is in another state", (unsigned long long)cases[i].pfn);
	}
	unit_free(test);
}

/* Bytes that no flag vouches for are left over from something else. */
static void records_without_their_flags_are_none(void **state)
{
	struct test *test = unit_opened(NULL);
	struct allocation alloc;

	(void)state;
	fake_write_ulong(test->fake, fake_entry(test->fake, 32), 0);
	assert_int_equal(decode(test, 32, &alloc), RECORD_NONE);
	fake_write_ulong(test->fake, fake_entry(test->fake, 32), 2); /* allocated alone */
	assert_int_equal(decode(test, 32, &alloc), RECORD_NONE);
	fake_write_ulong(test->fake, fake_entry(test->fake, 32), 1); /* owner alone */
	assert_int_equal(decode(test, 32, &alloc), RECORD_FREE);
	fake_write_ulong(test->fake, fake_entry(test->fake, 32), 3 | 0xf0); /* and others */
	assert_int_equal(decode(test, 32, &alloc), RECORD_ALLOCATED);
	unit_free(test);
}

static void freed_records_keep_their_last_owner(void **state)
{
	struct test *test = unit_opened(NULL);
	struct allocation alloc;

	(void)state;
	assert_int_equal(decode(test, 4104, &alloc), RECORD_FREE);
	assert_false(alloc.allocated);
	assert_int_equal(alloc.order, 3);
	assert_int_equal(alloc.handle, test->fake->handles[STACK_SLAB]);
	assert_int_equal(alloc.free_handle, test->fake->handles[STACK_FREE]);
	assert_int_equal(alloc.free_ts_nsec, 24000000000ull);
	assert_string_equal(alloc.comm, "gone");
	unit_free(test);
}

static void names_without_an_end_are_cut(void **state)
{
	struct test *test = unit_opened(NULL);
	struct allocation alloc;

	(void)state;
	assert_int_equal(decode(test, 532489, &alloc), RECORD_ALLOCATED);
	assert_string_equal(alloc.comm, "0123456789abcdef");
	unit_free(test);
}

static void negative_numbers_stay_negative(void **state)
{
	static const struct fake_record record = {
		.pfn = 12400,
		.blocks = 1,
		.stack = STACK_PIPE,
		.comm = "",
		.pid = -2,
		.tgid = -3,
	};
	struct test *test = unit_opened(NULL);
	struct allocation alloc;

	(void)state;
	test_kernel->put_record(test->fake, &record);
	assert_int_equal(decode(test, 12400, &alloc), RECORD_ALLOCATED);
	assert_int_equal(alloc.pid, -2);
	assert_int_equal(alloc.tgid, -3);
	assert_int_equal(alloc.last_migrate_reason, test_kernel->never_migrated);
	assert_string_equal(alloc.comm, "");
	unit_free(test);
}

/* A bit field or a member of any width at any place, also at the end of its struct. */
static void places_say_what_members_say(void **state)
{
	static const unsigned int sizes[] = { 8, 12, 40, 84 };
	struct test *test = unit_opened(NULL);
	struct pageowner *po = test->po;
	unsigned char record[84];
	unsigned int i, bit, bits;

	(void)state;
	for (i = 0; i < sizeof(record); i++)
		record[i] = i * 151 + 77;
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		for (bit = 0; bit <= 8 * sizes[i] + 8; bit++)
			for (bits = 0; bits <= 72; bits++) {
				facts_set(po, F_SIZEOF_PAGE, sizes[i], 0);
				facts_set(po, F_PAGE_PRIVATE, bit, bits);
				places_make(po);
				assert_int_equal(place_get(&po->layout.places.page_private, record),
						 member_uint(&po->reader, po, F_PAGE_PRIVATE,
							     record, sizes[i]));
			}
	unit_free(test);
}

TESTS(page_owner, cmocka_unit_test(places_say_what_members_say),
      cmocka_unit_test(fields_come_from_their_places),
      cmocka_unit_test(heads_and_tails_of_every_order),
      cmocka_unit_test(states_are_those_of_the_kernels_file),
      cmocka_unit_test(records_without_their_flags_are_none),
      cmocka_unit_test(freed_records_keep_their_last_owner),
      cmocka_unit_test(names_without_an_end_are_cut),
      cmocka_unit_test(negative_numbers_stay_negative));
