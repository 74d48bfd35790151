// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "unit.h"

/* ---- a kernel without types: all there is to know, out of its data ---- */

/* The rest of a record takes proofs that the fake kernel does not have. */
static char *first_lines(const char *list)
{
	char *text = strdup(list), *line = text, *end;

	while (*line) {
		end = line + strcspn(line, "\n") + 1;
		if (strncmp(line, "Page allocated via ", 19))
			memmove(line, end, strlen(end) + 1);
		else
			line = end;
	}
	return text;
}

/* The records that a dump with types has. */
static void same_records_as_with_types(void **state)
{
	struct fake_options options = { .no_types = true };
	struct test *with = unit_new(NULL), *without = unit_new(&options);
	char *want = first_lines(unit_ok(with, "list", "--all", NULL));
	char *got = first_lines(unit_ok(without, "list", "--all", NULL));

	(void)state;
	assert_true(strlen(want) > 1000);
	assert_text(got, want);
	free(want);
	free(got);
	assert_has(unit_ok(without, "check", NULL), "layouts of known releases");
	assert_has_not(unit_ok(with, "check", NULL), "layouts of known releases");
	unit_free(with);
	unit_free(without);
}

/* A size of struct page_owner that no release had. */
static void unknown_sizes_are_refused(void **state)
{
	struct fake_options options = { .no_types = true };
	struct test *test = unit_new(&options);
	uint64_t ops = fake_address(test->fake, "page_owner_ops");

	(void)state;
	fake_write_ulong(test->fake, ops + 8, 48);
	unit_run(test, "list", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "struct page_owner.order");
	unit_free(test);
}

TESTS(known, cmocka_unit_test(same_records_as_with_types),
      cmocka_unit_test(unknown_sizes_are_refused), );
