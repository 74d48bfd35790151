// SPDX-License-Identifier: GPL-2.0-or-later
#include "unit.h"

static void options_choose_owned_freed_or_both(void **state)
{
	static const struct { bool freed, all, want_allocated, want_freed; } cases[] = {
		{ false, false, true, false },
		{ true, false, false, true },
		{ false, true, true, true },
		{ true, true, true, true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct options options = { .freed = cases[i].freed, .all = cases[i].all };
		struct allocation owned = { .allocated = true }, freed = { .allocated = false };
		struct selection selection;

		selection_from_options(&options, &selection);
		assert_int_equal(selection_match(&selection, &owned), cases[i].want_allocated);
		assert_int_equal(selection_match(&selection, &freed), cases[i].want_freed);
	}
}

static void equal_selections_share_a_scan(void **state)
{
	struct selection owned = { .allocated = true }, both = { true, true };
	struct selection again = owned;

	(void)state;
	assert_true(selection_equal(&owned, &again));
	assert_false(selection_equal(&owned, &both));
}

TESTS(select,
	cmocka_unit_test(options_choose_owned_freed_or_both),
	cmocka_unit_test(equal_selections_share_a_scan));
