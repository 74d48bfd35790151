// SPDX-License-Identifier: GPL-2.0-or-later
#include "unit.h"

static void names_and_aliases_are_unique(void **state)
{
	int i, k;

	(void)state;
	for (i = 0; i < NR_KEYS; i++) {
		const struct key_row *row = &key_rows[i];

		assert_non_null(row->name);
		assert_non_null(row->alias);
		assert_non_null(row->compare);
		assert_int_equal(key_find(row->name, strlen(row->name)), i);
		assert_int_equal(key_find(row->alias, strlen(row->alias)), i);
		for (k = 0; k < NR_KEYS; k++) {
			assert_string_not_equal(row->name, key_rows[k].alias);
			assert_true(i == k || strcmp(row->name, key_rows[k].name));
			assert_true(i == k || strcmp(row->alias, key_rows[k].alias));
		}
	}
}

static void only_whole_names_are_found(void **state)
{
	(void)state;
	assert_int_equal(key_find("pidx", 3), KEY_PID);
	assert_int_equal(key_find("pidx", 4), -ENOENT);
	assert_int_equal(key_find("pi", 2), -ENOENT);
	assert_int_equal(key_find("", 0), -ENOENT);
	assert_int_equal(key_find("PID", 3), -ENOENT);
	assert_int_equal(key_find("t", 1), KEY_TIMES);
	assert_int_equal(key_find("T", 1), KEY_TEXT);
}

/* Each field of struct group_key belongs to one key, and none is left out. */
static void fields_cover_the_key(void **state)
{
	unsigned char used[sizeof(struct group_key)] = { 0 };
	size_t i, n = 0;
	int key;

	(void)state;
	for (key = 0; key < NR_KEYS; key++) {
		const struct key_row *row = &key_rows[key];

		assert_int_equal(!row->size, key >= NR_GROUP_KEYS);
		assert_true(row->offset + row->size <= sizeof(used));
		for (i = 0; i < row->size; i++) {
			assert_int_equal(used[row->offset + i], 0);
			used[row->offset + i] = 1;
		}
	}
	for (i = 0; i < offsetof(struct group_key, pad); i++)
		n += used[i];
	assert_true(n + 8 > offsetof(struct group_key, pad));
}

static void keys_of_the_page_need_it(void **state)
{
	unsigned int page = KEY_BIT(KEY_ALLOCATOR) | KEY_BIT(KEY_CGROUP) | KEY_BIT(KEY_NODE) |
			    KEY_BIT(KEY_ZONE) | KEY_BIT(KEY_SLAB) | KEY_BIT(KEY_TAG) |
			    KEY_BIT(KEY_BLOCK);
	int key;

	(void)state;
	for (key = 0; key < NR_KEYS; key++)
		assert_int_equal(keys_need_page(KEY_BIT(key)), !!(page & KEY_BIT(key)));
	assert_false(keys_need_page(0));
	assert_false(keys_need_page(~page));
	assert_true(keys_need_page(~0u));
}

/* Makes @group larger than one of zeros by one key alone. */
static void raise_key(struct pageowner *po, struct group *group, struct stack *stack, enum key key)
{
	struct sample *first = &group->first;

	switch (key) {
	case KEY_STACK:
		stack->text = " b+0x1/0x2\n";
		break;
	case KEY_CALLER:
		first->key.caller = name_id(po, "caller", 6);
		break;
	case KEY_MODULE:
		first->key.module = name_id(po, "zonefs", 6);
		break;
	case KEY_ALLOCATOR:
		first->key.allocator = ALLOCATOR_OTHERS;
		break;
	case KEY_PID:
		first->key.pid = 1;
		break;
	case KEY_TGID:
		first->key.tgid = 1;
		break;
	case KEY_COMM:
		memcpy(first->key.comm, "0123456789abcdef", COMM_LEN);
		break;
	case KEY_CGROUP:
		first->key.cgroup = cgroup_ref_named(name_id(po, "cgroup", 6));
		break;
	case KEY_ORDER:
		first->key.order = 1;
		break;
	case KEY_GFP:
		first->key.gfp_mask = 0x80000000;
		break;
	case KEY_MIGRATETYPE:
		first->key.migratetype = 1;
		break;
	case KEY_NODE:
		first->key.node = 1;
		break;
	case KEY_ZONE:
		first->key.zone = 1;
		break;
	case KEY_FREE:
		first->key.freed = 1;
		break;
	case KEY_SLAB:
		first->key.slab = 1;
		break;
	case KEY_AGE:
		first->key.age = 1;
		break;
	case KEY_CONTEXT:
		first->key.context = 1;
		break;
	case KEY_BLOCK:
		first->key.block = 1;
		break;
	case KEY_PAGES:
		group->sums.pages = 1ull << 63;
		break;
	case KEY_TIMES:
		group->sums.count = 1ull << 63;
		break;
	case KEY_TAG:
		first->key.tag = 1ull << 63;
		break;
	case KEY_ALLOC_TS:
		first->ts_nsec = 1ull << 63;
		break;
	case KEY_FREE_TS:
		first->free_ts_nsec = 1ull << 63;
		break;
	case KEY_TEXT:
		stack->head = "Page b";
		break;
	default:
		break;
	}
}

static void each_key_compares_its_own_field_both_ways(void **state)
{
	struct test *test = unit_opened(NULL);
	int raised, key;

	(void)state;
	for (raised = 0; raised < NR_KEYS; raised++) {
		struct stack stacks[2] = {
			{ .text = " a+0x1/0x2\n", .head = "Page a" },
			{ .text = " a+0x1/0x2\n", .head = "Page a" },
		};
		struct group low = { .stack = &stacks[0] }, high = { .stack = &stacks[1] };

		raise_key(test->po, &high, &stacks[1], raised);
		for (key = 0; key < NR_KEYS; key++) {
			int up = key_rows[key].compare(test->po, &low, &high);
			int down = key_rows[key].compare(test->po, &high, &low);

			if (key == raised ? up >= 0 || down <= 0 : up || down)
				fail_msg("%s compares %d and %d by %s", key_rows[raised].name, up,
					 down, key_rows[key].name);
			assert_int_equal(key_rows[key].compare(test->po, &high, &high), 0);
		}
	}
	unit_free(test);
}

/* -1 is what nobody knows: it comes first, not last. */
static void unknown_numbers_come_first(void **state)
{
	struct group unknown = {
		.first.key = { .node = -1, .zone = -1, .migratetype = -1, .pid = -1, .tgid = -1 }
	};
	struct group known = { .first.key = { .node = 0 } };
	static const enum key keys[] = { KEY_NODE, KEY_ZONE, KEY_MIGRATETYPE, KEY_PID, KEY_TGID };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(keys); i++)
		assert_true(key_rows[keys[i]].compare(NULL, &unknown, &known) < 0);
}

static void values_in_words(void **state)
{
	struct test *test = unit_opened(NULL);
	struct pageowner *po = test->po;
	/* clang-format off */
	struct group group = { .key = {
		.tgid = 400, .pid = -1, .comm = "0123456789abcdef", .gfp_mask = 0xcc0,
		.cgroup = cgroup_ref_named(name_id(po, "web", 3)),
		.caller = name_id(po, "fake_take [fake_mod]", 20),
		.module = name_id(po, "fake_mod", 8), .order = 3, .migratetype = 1, .node = -1,
		.zone = 1, .allocator = ALLOCATOR_SLAB | ALLOCATOR_VMALLOC, .freed = 1,
		.slab = 1, .context = RECORDED_HARDIRQ,
	} };
	/* clang-format on */
	struct group nothing = { .key = { .allocator = ALLOCATOR_OTHERS } };
	/* clang-format off */
	const struct { enum key key; const char *words, *of_nothing; } cases[] = {
		{ KEY_CALLER, "fake_take [fake_mod]", "(no caller)" },
		{ KEY_MODULE, "fake_mod", "vmlinux" },
		{ KEY_ALLOCATOR, "SLAB+VMALLOC", "OTHERS" },
		{ KEY_PID, "-1", "0" },
		{ KEY_TGID, "400", "0" },
		{ KEY_COMM, "0123456789abcdef", "" },
		{ KEY_CGROUP, "web", "(none)" },
		{ KEY_ORDER, "3", "0" },
		{ KEY_GFP, "0xcc0(GFP_KERNEL)", "0x0()" },
		{ KEY_MIGRATETYPE, "Movable", "Unmovable" },
		{ KEY_NODE, "?", "0" },
		{ KEY_FREE, "released", "unreleased" },
		{ KEY_SLAB, "yes", "no" },
		{ KEY_CONTEXT, "hardirq", "not recorded" },
	};
	/* clang-format on */
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strbuf *text = unit_text(test);

		key_rows[cases[i].key].print(po, text, &group);
		assert_string_equal(text->len ? text->data : "", cases[i].words);
		text = unit_text(test);
		key_rows[cases[i].key].print(po, text, &nothing);
		assert_string_equal(text->len ? text->data : "", cases[i].of_nothing);
	}
	unit_free(test);
}

TESTS(keys, cmocka_unit_test(names_and_aliases_are_unique),
      cmocka_unit_test(only_whole_names_are_found), cmocka_unit_test(fields_cover_the_key),
      cmocka_unit_test(keys_of_the_page_need_it),
      cmocka_unit_test(each_key_compares_its_own_field_both_ways),
      cmocka_unit_test(unknown_numbers_come_first), cmocka_unit_test(values_in_words));
