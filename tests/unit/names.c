// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "unit.h"

#define NR_NAMES 100000

static void equal_names_have_one_number(void **state)
{
	struct pageowner *po = pageowner_new();
	uint32_t bash = name_id(po, "bash", 4), cat = name_id(po, "cat", 3);

	(void)state;
	assert_int_not_equal(bash, 0);
	assert_int_not_equal(cat, 0);
	assert_int_not_equal(bash, cat);
	assert_int_equal(name_id(po, "bash-5.1", 4), bash);
	assert_int_not_equal(name_id(po, "bash", 3), bash);
	assert_int_not_equal(name_id(po, "bash ", 5), bash);
	assert_string_equal(name_text(po, bash), "bash");
	assert_string_equal(name_text(po, name_id(po, "bash", 3)), "bas");
	pageowner_free(po);
}

static void nothing_is_number_zero(void **state)
{
	struct pageowner *po = pageowner_new();

	(void)state;
	assert_string_equal(name_text(po, 0), ""); /* before there are any */
	assert_string_equal(name_text(po, 7), "");
	assert_int_equal(name_id(po, "", 0), 0);
	assert_int_equal(name_id(po, "x", 0), 0);
	assert_int_equal(name_id(po, "x", 1), 1);
	assert_string_equal(name_text(po, 0), "");
	assert_string_equal(name_text(po, 2), "");
	assert_string_equal(name_text(po, UINT32_MAX), "");
	pageowner_free(po);
}

static void many_names_keep_their_numbers(void **state)
{
	struct pageowner *po = pageowner_new();
	const char *first = name_text(po, name_id(po, "0", 1));
	char name[32];
	uint32_t i;

	(void)state;
	for (i = 1; i < NR_NAMES; i++)
		assert_int_equal(name_id(po, name, snprintf(name, sizeof(name), "%u", i)), i + 1);
	for (i = 0; i < NR_NAMES; i++) {
		int len = snprintf(name, sizeof(name), "%u", i);

		assert_int_equal(name_id(po, name, len), i + 1);
		assert_string_equal(name_text(po, i + 1), name);
	}
	assert_ptr_equal(name_text(po, 1), first); /* texts stay where they are */
	pageowner_free(po);
}

static void tables_of_names_are_apart(void **state)
{
	struct pageowner *po = pageowner_new();
	struct name_table *names = NULL;

	(void)state;
	assert_string_equal(names_text(names, 1), "");
	assert_int_equal(name_id(po, "a", 1), 1);
	assert_int_equal(names_id(&po->known, &names, "b", 1), 1);
	assert_int_equal(names_id(&po->known, &names, "a", 1), 2);
	assert_int_equal(name_id(po, "b", 1), 2);
	assert_string_equal(names_text(names, 1), "b");
	assert_string_equal(name_text(po, 1), "a");
	pageowner_free(po);
}

/* Also those that a hash would like to be the same. */
static void numbers_stand_for_their_things(void **state)
{
	static const uint64_t steps[] = { 1, 1ull << 32, 1ull << 48, 0x9e3779b97f4a7c15ull };
	static char things[NR_NAMES];
	struct arena arena = { NULL };
	size_t i, k;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		struct map map = { NULL };
		size_t count = steps[i] >> 32 ? 2000 : NR_NAMES;

		assert_null(map_find(&map, 0));
		for (k = 0; k < count; k++) {
			assert_null(map_find(&map, k * steps[i]));
			assert_true(map_add(&arena, &map, k * steps[i], &things[k]));
		}
		for (k = 0; k < count; k++)
			assert_ptr_equal(map_find(&map, k * steps[i]), &things[k]);
		assert_null(map_find(&map, count * steps[i]));
		assert_int_equal(map.count, count);
		assert_true(map_add(&arena, &map, 0, &things[1]));
		assert_ptr_equal(map_find(&map, 0), &things[1]);
		assert_int_equal(map.count, count);
	}
	arena_free(&arena);
}

TESTS(names, cmocka_unit_test(equal_names_have_one_number),
      cmocka_unit_test(nothing_is_number_zero), cmocka_unit_test(many_names_keep_their_numbers),
      cmocka_unit_test(tables_of_names_are_apart),
      cmocka_unit_test(numbers_stand_for_their_things));
