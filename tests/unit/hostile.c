// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A dump is hostile input.  Seeded, so that a failure comes back; run under
 * sanitizers, which turn a wrong access into a failure.
 */
#include "unit.h"
#include "kernel/facts_table.h"

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

/* ---- every fact of the table ---- */

/* So that each fact is used; what they say does not matter. */
static void run_commands(struct test *test, bool of_memory)
{
	static const char *const commands[2][6][4] = {
		{
			{ "report", "--cull", "cgroup,module,slab,allocator,context", "--all" },
			{ "list", "--all", "--pfn", "0-255" },
			{ "report", "--quick" },
			{ "page", "32" },
			{ "check" },
			{ "layout" },
		},
		{
			{ "account", "--meminfo" },
			{ "oom" },
			{ "fragments", "--full" },
			{ "allocinfo" },
			{ "report", "--cull", "tag" },
			{ "report", "--quick" },
		},
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands[0]); i++) {
		const char *const *words = commands[of_memory][i];

		unit_run(test, words[0], words[1], words[2], words[3], NULL);
		assert_true(test->status >= 0 && test->status <= PAGEOWNER_INTERRUPTED);
		assert_null(strchr(test->message, '\n'));
	}
}

/*
 * The fake kernel lacks most of what an account looks at: what @honest does not know either is
 * in a page of pointers to that page and of small numbers, so that the walks go on.  What would
 * lead elsewhere stays out: FLATMEM, several nodes, tags in page->flags, the depot of KASAN.
 */
static void tell_all(struct fake *fake, const struct test *honest)
{
	uint64_t page = fake_alloc(fake, AREA_DATA, 4096, 4096);
	static const uint16_t others[] = { F_NODE_PAGE_EXT, F_NODE_DATA, F_TAGS_COMPRESSED,
					   F_KASAN_STACKTRACE };
	const struct row *row;
	size_t i, k;

	for (i = 0; i < 4096; i += 16) {
		fake_write_ulong(fake, page + i, page + 16 * (i % 7));
		fake_write_ulong(fake, page + i + 8, i % 5);
	}
	for (i = 0; (row = fact_row(i)); i++) {
		for (k = 0; k < ARRAY_SIZE(others) && others[k] != row->fact; k++)
			;
		if (has(honest->po, row->fact) || k < ARRAY_SIZE(others))
			continue;
		if (row->kind == MEMBER)
			fake_member(fake, row->type, row->name, 64 * (i % 8), 64);
		else if (row->kind == SIZE)
			fake_type(fake, row->type, 64);
		else if (row->kind == CONSTANT)
			fake_constant(fake, row->name, 1 + i % 4);
		else if (row->kind == SYMBOL)
			fake_symbol(fake, row->name, 'd', page + 8 * (i % 64));
	}
}

/* Where the members end that this kernel's struct has, as far as the table asks for them. */
static uint64_t end_of_struct(struct test *test, const char *type)
{
	const struct pageowner_target *host = &test->fake->target;
	uint64_t end = 0, offset, bits;
	const struct row *row;
	size_t i;

	for (i = 0; (row = fact_row(i)); i++)
		if (row->kind == MEMBER && !strcmp(row->type, type) &&
		    !host->member(host->priv, type, row->name, &offset, &bits) &&
		    offset + bits > end)
			end = offset + bits;
	return end;
}

/* What VMCOREINFO says comes first: there it lies, too. */
static void lie_in_note(struct fake *fake, const struct row *row, int64_t value)
{
	char name[127], key[128], line[160];
	int base = fact_key(row, name, sizeof(name));

	snprintf(key, sizeof(key), "%s=", name);
	snprintf(line, sizeof(line), base == 16 ? "%s%llx" : "%s%lld", key, (long long)value);
	if (strstr(fake->note, key))
		fake_note_replace(fake, key, line);
}

static void lie(struct test *test, const struct row *row, int64_t value, uint64_t bits)
{
	struct fake *fake = test->fake;

	fake_forget(fake, row->type, row->name);
	if (row->kind == MEMBER)
		fake_member(fake, row->type, row->name, value, bits);
	else if (row->kind == SIZE)
		fake_type(fake, row->type, value);
	else if (row->kind == CONSTANT)
		fake_constant(fake, row->name, value);
	else if (row->kind == SYMBOL)
		fake_symbol(fake, row->name, 'd', value);
	lie_in_note(fake, row, row->kind == MEMBER ? value / 8 : value);
}

/* The @k-th wrong value of a fact; false: no more of them. */
static bool wrong_value(struct test *test, const struct row *row, size_t k, int64_t *value,
			uint64_t *bits)
{
	static const int64_t numbers[] = { 0, -1, 64, 300000000, INT64_MAX, INT64_MIN };
	static const struct {
		int64_t value;
		uint64_t bits;
	} places[] = {
		{ 8 * 300000000ll, 64 },
		{ -64, 64 },
		{ INT64_MAX - 7, 64 },
		{ INT64_MIN, 8 },
		{ 8 * 4095, 64 },
		{ 0, 1ull << 40 },
		{ 7, 128 },
	};
	uint64_t end;

	if (row->kind != MEMBER) {
		*value = numbers[k % ARRAY_SIZE(numbers)];
		*bits = 0;
		return k < ARRAY_SIZE(numbers);
	}
	if (k < ARRAY_SIZE(places)) {
		*value = places[k].value;
		*bits = places[k].bits;
		return true;
	}
	/* Just behind the end, and with its last byte there. */
	end = end_of_struct(test, row->type);
	*bits = 64;
	*value = k - ARRAY_SIZE(places) ? end - 56 : end;
	return k < ARRAY_SIZE(places) + 2;
}

static void facts_are_anything(void **state)
{
	size_t i, k, mine = 0, step = nr_kernels(&mine);
	/* Then symbols are the host's to lie about. */
	struct fake_options options = { .kallsyms = KALLSYMS_NONE };
	struct test *honest = unit_new(&options), *test;
	const struct row *row;
	uint64_t bits;
	int64_t value;

	(void)state;
	unit_run(honest, "layout", NULL);
	for (i = 0; (row = fact_row(i)); i++) {
		for (k = 0; wrong_value(honest, row, k, &value, &bits); k++) {
			bool of_memory = (i + k) / step % 2;

			if ((i + k) % step != mine)
				continue;
			test = unit_new(&options);
			if (of_memory)
				tell_all(test->fake, honest);
			lie(test, row, value, bits);
			assert_int_equal(pageowner_attach(test->po, &test->fake->target), 0);
			run_commands(test, of_memory);
			unit_free(test);
		}
	}
	unit_free(honest);
}

/* One that lies behind the record is said, not left out: the rest of the layout is no better. */
static void members_behind_the_record_are_refused(void **state)
{
	const struct row *row;
	size_t i;

	(void)state;
	for (i = 0; (row = fact_row(i)); i++) {
		struct test *test;

		if (row->kind != MEMBER || strcmp(row->type, "struct page_owner"))
			continue;
		test = unit_new(NULL);
		lie(test, row, 8 * 300000000ll, 64);
		unit_run(test, "report", NULL);
		assert_int_equal(test->status, PAGEOWNER_ERROR);
		assert_has(test->message, "makes no sense");
		unit_free(test);
	}
}

static void rodata_ends_where_addresses_do(void **state)
{
	struct fake_options options = { .kallsyms = KALLSYMS_NONE };
	struct test *test = unit_new(&options);

	(void)state;
	fake_forget(test->fake, NULL, "__start_rodata");
	fake_forget(test->fake, NULL, "__end_rodata");
	fake_symbol(test->fake, "__start_rodata", 'R', -8192);
	fake_symbol(test->fake, "__end_rodata", 'R', -1);
	unit_run(test, "list", "--all", NULL);
	assert_int_not_equal(test->status, PAGEOWNER_ERROR);
	unit_free(test);
}

TESTS(hostile, cmocka_unit_test(all_reads_return_garbage),
      cmocka_unit_test(some_reads_return_garbage), cmocka_unit_test(bits_of_the_image_flip),
      cmocka_unit_test(pages_of_the_image_are_missing), cmocka_unit_test(members_lie_anywhere),
      cmocka_unit_test(sizes_and_numbers_are_anything), cmocka_unit_test(facts_are_anything),
      cmocka_unit_test(members_behind_the_record_are_refused),
      cmocka_unit_test(rodata_ends_where_addresses_do));
