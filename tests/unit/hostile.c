// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A dump is hostile input.  Seeded, so that a failure comes back; run under
 * sanitizers, which turn a wrong access into a failure.
 */
#include "unit.h"

static void run_all(struct test *test)
{
	static const char *const commands[] = { "report", "list", "layout" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		unit_run(test, commands[i], "--all", NULL);
		assert_true(test->status >= 0 && test->status <= PAGEOWNER_INTERRUPTED);
		if (test->status == PAGEOWNER_ERROR || test->status == PAGEOWNER_NO_DATA)
			assert_true(test->message[0] != '\0');
		assert_null(strchr(test->message, '\n'));
	}
}

static void all_reads_return_garbage(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 6; seed++) {
		struct fake_options options = { .note_in_memory = seed % 2 };
		struct test *test = unit_new(&options);

		test->fake->seed = (seed + test_kernel->release[0]) * 0x9e3779b97f4a7c15ull;
		test->fake->garbage = 1;
		run_all(test);
		unit_free(test);
	}
}

static void some_reads_return_garbage(void **state)
{
	static const unsigned int rates[] = { 3, 20, 100, 400 };
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 24; seed++) {
		struct fake_options options = { .no_symbols = seed % 3 == 0 };
		struct test *test = unit_new(&options);

		test->fake->seed = (seed + test_kernel->release[0]) * 0x9e3779b97f4a7c15ull;
		test->fake->garbage = rates[seed % 4];
		run_all(test);
		unit_free(test);
	}
}

static void bits_of_the_image_flip(void **state)
{
	uint64_t seed, flips;

	(void)state;
	for (seed = 1; seed <= 20; seed++) {
		struct test *test = unit_new(NULL);
		uint64_t random = seed * 0x9e3779b97f4a7c15ull;

		for (flips = 0; flips < 20000; flips++)
			fake_flip(test->fake, fake_random(&random));
		run_all(test);
		unit_free(test);
	}
}

static void pages_of_the_image_are_missing(void **state)
{
	static const char *const places[] = {
		"pageflag_names",   "pff",	     "kallsyms_names",
		"modules",	    "nr_cpu_ids",    "page_ext_size",
		"mem_section",	    "max_pfn",	     "migratetype_names",
		"__per_cpu_offset", "init_uts_ns",   "kallsyms_token_table",
		"page_owner_ops",   "gfpflag_names",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		struct test *test = unit_new(NULL);

		fake_hole(test->fake, fake_address(test->fake, places[i]), 1);
		run_all(test);
		unit_free(test);
	}
}

/* The many cases below are shared out among the kernels. */
static size_t nr_kernels(size_t *mine)
{
	size_t i;

	for (i = 0; fake_kernels[i]; i++) {
		if (fake_kernels[i] == test_kernel)
			*mine = i;
	}
	return i;
}

/* What the host says of types is not trusted either. */
static void members_lie_anywhere(void **state)
{
	/* clang-format off */
	static const struct { const char *type, *name; } members[] = {
		{ "struct page_owner", "order" }, { "struct page_owner", "comm" },
		{ "struct page_owner", "handle" }, { "struct page_ext", "flags" },
		{ "struct mem_section", "page_ext" }, { "struct mem_section", "usage" },
		{ "struct stack_record", "size" }, { "struct stack_record", "entries" },
		{ "struct page", "memcg_data" }, { "struct page_flags_fields", "spec" },
		{ "struct printf_spec", "base" }, { "struct module", "list" },
		{ "struct module", "name" }, { "struct mod_kallsyms", "num_symtab" },
		{ "struct pglist_data", "nr_zones" }, { "struct rq", "clock" },
		{ "union handle_parts", "extra" }, { "struct new_utsname", "release" },
		{ "struct page_ext_operations", "offset" },
	};
	/* clang-format on */
	static const uint64_t places[][2] = {
		{ 0, 0 },	   { 3, 61 },	      { 1ull << 20, 64 }, { UINT64_MAX - 63, 64 },
		{ 1ull << 62, 8 }, { 0, 1ull << 40 }, { 7, 128 },
	};
	size_t i, k, mine = 0, step = nr_kernels(&mine);

	(void)state;
	for (i = 0; i < ARRAY_SIZE(members); i++) {
		for (k = (i + mine) % step; k < ARRAY_SIZE(places); k += step) {
			struct test *test = unit_new(NULL);

			fake_forget(test->fake, members[i].type, members[i].name);
			fake_member(test->fake, members[i].type, members[i].name, places[k][0],
				    places[k][1]);
			run_all(test);
			unit_free(test);
		}
	}
}

static void sizes_and_numbers_are_anything(void **state)
{
	static const char *const types[] = {
		"struct page_ext", "struct trace_print_flags", "struct page_flags_fields",
		"struct zone",	   "struct stack_record",
	};
	static const char *const constants[] = {
		"PAGE_EXT_OWNER", "PAGE_EXT_OWNER_ALLOCATED",
		"PG_reserved",	  "__NR_PAGEFLAGS",
		"MIGRATE_TYPES",  "MR_TYPES",
		"CSS_ONLINE",	  "MODULE_STATE_UNFORMED",
	};
	static const int64_t values[] = { 0, -1, 64, 1000000, INT64_MAX, INT64_MIN };
	size_t i, k, mine = 0, step = nr_kernels(&mine);

	(void)state;
	for (i = 0; i < ARRAY_SIZE(types) + ARRAY_SIZE(constants); i++) {
		for (k = (i + mine) % step; k < ARRAY_SIZE(values); k += step) {
			struct test *test = unit_new(NULL);
			bool type = i < ARRAY_SIZE(types);
			const char *name = type ? types[i] : constants[i - ARRAY_SIZE(types)];

			fake_forget(test->fake, type ? name : NULL, type ? NULL : name);
			if (type)
				fake_type(test->fake, name, values[k]);
			else
				fake_constant(test->fake, name, values[k]);
			run_all(test);
			unit_free(test);
		}
	}
}

TESTS(hostile, cmocka_unit_test(all_reads_return_garbage),
      cmocka_unit_test(some_reads_return_garbage), cmocka_unit_test(bits_of_the_image_flip),
      cmocka_unit_test(pages_of_the_image_are_missing), cmocka_unit_test(members_lie_anywhere),
      cmocka_unit_test(sizes_and_numbers_are_anything));
