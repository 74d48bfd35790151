// SPDX-License-Identifier: GPL-2.0-or-later
#include "unit.h"

/* What an account needs to know of zones, and the fake kernels do not all tell. */
static void know_zones(struct test *test)
{
	static const enum fact facts[] = { F_FREE_AREA_LIST, F_FREE_AREA_NR_FREE };
	struct pageowner *po = test->po;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(facts); i++)
		if (!has(po, facts[i]))
			facts_set_bytes(po, facts[i], 8 * i, 8);
	if (!has(po, F_ZONE_PRESENT))
		facts_set_bytes(po, F_ZONE_PRESENT, offset_of(po, F_ZONE_SPANNED), 8);
	if (!has(po, F_SIZEOF_FREE_AREA))
		facts_set(po, F_SIZEOF_FREE_AREA, 104, 0);
	if (!has(po, F_MIGRATE_TYPES))
		facts_set(po, F_MIGRATE_TYPES, 6, 0);
}

static void zones_of_all_nodes_in_the_kernels_order(void **state)
{
	struct fake_options options = { .numa = true };
	struct test *test = unit_opened(&options);
	struct zone_list list;
	size_t i;

	(void)state;
	assert_int_equal(zones_load(test->po, &test->po->run, &list), 0);
	assert_true(list.count >= 3);
	assert_int_equal(list.impossible.address, 0);
	for (i = 1; i < list.count; i++)
		assert_true(list.zones[i].node > list.zones[i - 1].node ||
			    (list.zones[i].node == list.zones[i - 1].node &&
			     list.zones[i].number > list.zones[i - 1].number));
	unit_free(test);
}

static void zones_that_span_what_can_not_be_are_left_out(void **state)
{
	static const struct {
		enum fact member;
		uint64_t value;
	} changes[] = {
		{ F_ZONE_START_PFN, 1ull << 53 },
		{ F_ZONE_START_PFN, ~0ull },
		{ F_ZONE_SPANNED, 1ull << 53 },
		{ F_ZONE_SPANNED, ~0ull },
	};
	struct test *test = unit_opened(NULL);
	struct pageowner *po = test->po;
	struct zone_list all, list;
	size_t i, k;

	(void)state;
	know_zones(test);
	assert_int_equal(mmzone_zones(po, &all), 0);
	for (i = 0; i < ARRAY_SIZE(changes); i++)
		for (k = 0; k < all.count; k++) {
			uint64_t at = all.zones[k].address + offset_of(po, changes[i].member);
			uint64_t was = fake_read_ulong(test->fake, at);

			fake_write_ulong(test->fake, at, changes[i].value);
			assert_int_equal(zones_load(po, &po->run, &list), 0);
			assert_int_equal(list.count, all.count - 1);
			assert_int_equal(list.impossible.address, all.zones[k].address);
			assert_int_equal(mmzone_zones(po, &list), -EINVAL);
			assert_has(po->reader.message, "the zone at 0x");
			po->reader.message[0] = '\0';
			fake_write_ulong(test->fake, at, was);
		}
	unit_free(test);
}

/* A kernel of FLATMEM, whose sections are its zones, has the others. */
static void a_kernel_opens_without_such_a_zone(void **state)
{
	struct test *test = unit_opened(NULL);
	struct zone_list all;

	(void)state;
	assert_int_equal(zones_load(test->po, &test->po->run, &all), 0);
	fake_write_ulong(test->fake, all.zones[0].address + offset_of(test->po, F_ZONE_SPANNED),
			 ~0ull);
	assert_int_equal(pageowner_attach(test->po, &test->fake->target), 0);
	assert_has(unit_run(test, "report", NULL), "Owned");
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	assert_has(test->fake->out, "RAM          unknown: zone ");
	assert_int_equal(test->po->zones.impossible.address != 0, test->po->zones.count > 0);
	unit_free(test);
}

static void a_zone_in_a_hole_is_left_out(void **state)
{
	struct test *test = unit_opened(NULL);
	struct pageowner *po = test->po;
	struct zone_list all, list;

	(void)state;
	assert_int_equal(zones_load(po, &po->run, &all), 0);
	fake_hole(test->fake, all.zones[0].address + offset_of(po, F_ZONE_START_PFN), 8);
	assert_int_equal(zones_load(po, &po->run, &list), 0);
	assert_true(list.count < all.count);
	assert_true(po->reader.holes[HOLE_OTHER] > 0);
	unit_free(test);
}

static void zones_may_overlap(void **state)
{
	struct mem_zone zones[] = {
		{ .node = 0, .number = 0, .start_pfn = 16, .spanned = 16 },
		{ .node = 0, .number = 1, .start_pfn = 32, .spanned = 32 },
		{ .node = 1, .number = 1, .start_pfn = 48, .spanned = 1ull << 52 },
	};
	struct zone_list list = { .zones = zones, .count = ARRAY_SIZE(zones) };

	(void)state;
	assert_int_equal(zones_find(&list, 0, 15, -1, -1), -1);
	assert_int_equal(zones_find(&list, 0, 31, -1, -1), 0);
	assert_int_equal(zones_find(&list, 0, 50, -1, -1), 1);
	assert_int_equal(zones_find(&list, 0, 50, 1, 1), 2);
	assert_int_equal(zones_find(&list, 0, 31, 1, 1), -1);
	assert_int_equal(zones_find(&list, 2, 50, -1, -1), 2);
	assert_int_equal(zones_find(&list, 0, ~0ull, -1, -1), -1);
	assert_ptr_equal(zones_spanning(&list, 40), &zones[1]);
	assert_null(zones_spanning(&list, 50));
	assert_ptr_equal(zones_spanning(&list, 64), &zones[2]);
	assert_null(zones_spanning(&list, 0));
}

TESTS(zones, cmocka_unit_test(zones_of_all_nodes_in_the_kernels_order),
      cmocka_unit_test(zones_that_span_what_can_not_be_are_left_out),
      cmocka_unit_test(a_kernel_opens_without_such_a_zone),
      cmocka_unit_test(a_zone_in_a_hole_is_left_out), cmocka_unit_test(zones_may_overlap));
