// SPDX-License-Identifier: GPL-2.0-or-later
#include "unit.h"

static const char *frame(struct test *test, uint64_t pc)
{
	const struct frame *frame = frame_at(test->po, pc);

	assert_non_null(frame);
	assert_int_equal(frame->address, pc);
	assert_int_equal(frame->len, strlen(frame->text));
	return frame->text;
}

/* Every frame of the plan, whose text was worked out by hand. */
static void check_frames(struct test *test)
{
	size_t i, k;

	for (i = 1; i < FAKE_NR_STACKS; i++) {
		const char *line = fake_stacks[i].text;

		for (k = 0; k < fake_stacks[i].count; k++) {
			uint64_t pc = fake_stacks[i].pcs[k];
			size_t len = strcspn(line, "\n");
			const char *got = frame(test, pc < 1 << 30 ? FAKE_TEXT + pc : pc);

			if (strlen(got) != len - 1 || strncmp(got, line + 1, len - 1))
				fail_msg("0x%llx: got '%s', want '%.*s'", (unsigned long long)pc,
					 got, (int)len - 1, line + 1);
			line += len + 1;
		}
	}
}

static void frames_read_as_the_kernel_prints_them(void **state)
{
	struct test *test = unit_opened(NULL);

	(void)state;
	check_frames(test);
	unit_free(test);
}

static void every_encoding_of_addresses_decodes(void **state)
{
	static const enum fake_kallsyms modes[] = {
		KALLSYMS_ABSOLUTE,
		KALLSYMS_BASE_RELATIVE,
		KALLSYMS_ABSOLUTE_PERCPU,
		KALLSYMS_PLACE_RELATIVE,
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		struct fake_options options = { .kallsyms = modes[i] };
		struct test *test = unit_opened(&options);
		uint64_t addr = 0;

		assert_int_equal(kallsyms_symbol(test->po, "_stext", 0, &addr), 0);
		assert_int_equal(addr, FAKE_TEXT);
		assert_int_equal(kallsyms_symbol(test->po, "runqueues", 0, &addr), 0);
		assert_int_equal(addr, fake_address(test->fake, "runqueues"));
		assert_int_equal(kallsyms_symbol(test->po, "max_pfn", 0, &addr), 0);
		assert_int_equal(addr, fake_address(test->fake, "max_pfn"));
		check_frames(test);
		unit_free(test);
	}
}

/* With the dump's own symbols alone: nothing comes from the host. */
static void symbols_come_from_the_dump(void **state)
{
	struct fake_options options = { .no_symbols = true };
	struct test *test = unit_opened(&options);

	(void)state;
	check_frames(test);
	unit_free(test);
}

static void symbols_of_one_name_count_up(void **state)
{
	struct test *test = unit_opened(NULL);
	uint64_t addr = 0;

	(void)state;
	assert_int_equal(kallsyms_symbol(test->po, "twin", 0, &addr), 0);
	assert_int_equal(addr, FAKE_TEXT + 0x2780);
	assert_int_equal(kallsyms_symbol(test->po, "twin", 1, &addr), 0);
	assert_int_equal(addr, FAKE_TEXT + 0x2900);
	assert_int_equal(kallsyms_symbol(test->po, "twin", 2, &addr), -ENOENT);
	assert_int_equal(kallsyms_symbol(test->po, "twi", 0, &addr), -ENOENT);
	assert_int_equal(kallsyms_symbol(test->po, "", 0, &addr), -ENOENT);
	unit_free(test);
}

static void without_kallsyms_frames_are_numbers(void **state)
{
	struct fake_options options = { .kallsyms = KALLSYMS_NONE };
	struct test *test = unit_opened(&options);

	(void)state;
	assert_string_equal(frame(test, FAKE_TEXT + 0x1012), "0xffffffff9f001012");
	assert_has(unit_run(test, "list", NULL), " 0xffffffff9f001012\n");
	unit_free(test);
}

static void wrong_stext_is_refused_or_not_used(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out;

	(void)state;
	/* VMCOREINFO and the table contradict each other: names must not be invented. */
	fake_note_replace(test->fake, "SYMBOL(_stext)=", "SYMBOL(_stext)=ffffffff81000000");
	assert_int_equal(pageowner_attach(test->po, &test->fake->target), 0);
	out = unit_run(test, "list", NULL);
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	assert_has_not(out, "post_alloc_hook+0x12");
	assert_has(test->message, "the names of functions (the kernel's own symbol table: ");
	assert_has(unit_run(test, "check", NULL), "poor    names");
	unit_free(test);
}

static void damaged_tables_are_no_crash(void **state)
{
	static const char *const tables[] = {
		"kallsyms_num_syms",	"kallsyms_names",   "kallsyms_token_table",
		"kallsyms_token_index", "kallsyms_offsets", "kallsyms_relative_base",
	};
	size_t i, round;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		for (round = 0; round < 3; round++) {
			struct fake_options options = { .kallsyms = KALLSYMS_ABSOLUTE_PERCPU };
			struct test *test = unit_new(&options);
			unsigned char bytes[512];
			uint64_t addr = fake_address(test->fake, tables[i]);

			memset(bytes, round ? 0xff : 0, sizeof(bytes));
			if (round == 2)
				fake_hole(test->fake, addr, 1);
			else
				fake_write(test->fake, addr, bytes,
					   i == 0   ? 4
					   : i == 5 ? 8
						    : sizeof(bytes));
			unit_run(test, "list", NULL);
			assert_true(test->status == PAGEOWNER_COMPLETE || test->message[0] ||
				    test->status == PAGEOWNER_PARTIAL);
			unit_free(test);
		}
	}
}

/* ---- modules ---- */

static uint64_t module_addr(struct test *test, const char *member)
{
	struct fake *fake = test->fake;
	uint64_t list, offset, bits, head = fake_address(fake, "modules");

	assert_int_equal(fake->target.member(fake, "struct module", "list", &list, &bits), 0);
	assert_int_equal(fake->target.member(fake, "struct module", member, &offset, &bits), 0);
	return fake_read_ulong(fake, head) - list / 8 + offset / 8;
}

static void unformed_modules_do_not_count(void **state)
{
	struct test *test = unit_new(NULL);
	uint32_t unformed = 3;

	(void)state;
	fake_write(test->fake, module_addr(test, "state"), &unformed, 4);
	unit_run(test, "list", NULL);
	assert_string_equal(frame(test, FAKE_MODULE + 0x110), "0xffffffffc0200110");
	assert_string_equal(frame(test, FAKE_TEXT + 0x1012), "post_alloc_hook+0x12/0x40");
	unit_free(test);
}

static void module_list_that_never_ends_ends(void **state)
{
	struct test *test = unit_new(NULL);
	uint64_t list = module_addr(test, "list");

	(void)state;
	fake_write_ulong(test->fake, list, list);
	unit_run(test, "list", NULL);
	assert_string_equal(frame(test, FAKE_MODULE + 0x110), "fake_take+0x10/0x100 [fake_mod]");
	unit_free(test);
}

static void broken_module_list_is_walked_from_its_other_end(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	fake_write_ulong(test->fake, fake_address(test->fake, "modules"), 0xffffffffc0666000ull);
	unit_run(test, "list", NULL);
	assert_string_equal(frame(test, FAKE_MODULE + 0x110), "fake_take+0x10/0x100 [fake_mod]");
	fake_write_ulong(test->fake, fake_address(test->fake, "modules") + 8, 8);
	pageowner_attach(test->po, &test->fake->target);
	assert_has(unit_run(test, "list", NULL), "post_alloc_hook");
	assert_string_equal(frame(test, FAKE_MODULE + 0x110), "0xffffffffc0200110");
	unit_free(test);
}

static void symbols_of_a_module_may_be_gone(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	fake_write_ulong(test->fake, module_addr(test, "kallsyms"), 0xffffffffc0666000ull);
	unit_run(test, "list", NULL);
	/* core_kallsyms inside struct module says the same. */
	assert_string_equal(frame(test, FAKE_MODULE + 0x110), "fake_take+0x10/0x100 [fake_mod]");
	unit_free(test);
}

static void names_of_a_module_may_be_gone(void **state)
{
	struct test *test = unit_new(NULL);
	uint64_t offset, bits;

	(void)state;
	assert_int_equal(test->fake->target.member(test->fake, "struct mod_kallsyms", "strtab",
						   &offset, &bits),
			 0);
	fake_write_ulong(test->fake, module_addr(test, "core_kallsyms") + offset / 8,
			 0xffffffffc0666000ull);
	unit_run(test, "list", NULL);
	assert_string_equal(frame(test, FAKE_MODULE + 0x110), "0xffffffffc0200110");
	unit_free(test);
}

/* A blank, a newline and an escape sequence in a name would make other lines of it. */
static void hostile_names_stay_on_their_line(void **state)
{
	static const char symbol[] = "f k\n\x1b[+]\xe9", module[] = "a]\t+0x1/0x2";
	struct test *test = unit_new(NULL);
	uint64_t offset, bits, strtab;
	const char *out;

	(void)state;
	assert_int_equal(test->fake->target.member(test->fake, "struct mod_kallsyms", "strtab",
						   &offset, &bits),
			 0);
	strtab = fake_read_ulong(test->fake, module_addr(test, "core_kallsyms") + offset / 8);
	fake_write(test->fake, strtab + 1, symbol, strlen("fake_take"));
	fake_write(test->fake, module_addr(test, "name"), module, sizeof(module));
	out = unit_run(test, "list", NULL);
	assert_has(out, "\n f\\x20k\\x0a\\x1b[+]\\xe9+0x10/0x100 [a]\\x09+0x1/0x2]\n");
	assert_has(unit_run(test, "report", "--full", NULL),
		   "  f\\x20k\\x0a\\x1b[+]\\xe9+0x10/0x100 [a]\\x09+0x1/0x2]\n");
	unit_free(test);
}

static void addresses_at_the_edges_of_a_module(void **state)
{
	struct test *test = unit_opened(NULL);

	(void)state;
	assert_string_equal(frame(test, FAKE_MODULE + 0x50), "0xffffffffc0200050");
	if (test_kernel == &linux_7_3) { /* looks at each part of a module alone */
		assert_string_equal(frame(test, FAKE_MODULE + 0x850), "0xffffffffc0200850");
		assert_string_equal(frame(test, FAKE_MODULE + 0x910),
				    "fake_data+0x10/0x700 [fake_mod]");
	}
	assert_string_equal(frame(test, FAKE_MODULE + 0x100), "fake_take+0x0/0x100 [fake_mod]");
	assert_string_equal(frame(test, FAKE_MODULE + 0x1ff), "fake_take+0xff/0x100 [fake_mod]");
	assert_string_equal(frame(test, FAKE_MODULE - 1), "0xffffffffc01fffff");
	assert_string_equal(frame(test, FAKE_MODULE + 0x2000), "0xffffffffc0202000");
	unit_free(test);
}

TESTS(kallsyms, cmocka_unit_test(frames_read_as_the_kernel_prints_them),
      cmocka_unit_test(every_encoding_of_addresses_decodes),
      cmocka_unit_test(symbols_come_from_the_dump), cmocka_unit_test(symbols_of_one_name_count_up),
      cmocka_unit_test(without_kallsyms_frames_are_numbers),

      cmocka_unit_test(wrong_stext_is_refused_or_not_used),
      cmocka_unit_test(damaged_tables_are_no_crash),
      cmocka_unit_test(unformed_modules_do_not_count),
      cmocka_unit_test(module_list_that_never_ends_ends),
      cmocka_unit_test(broken_module_list_is_walked_from_its_other_end),
      cmocka_unit_test(symbols_of_a_module_may_be_gone),
      cmocka_unit_test(names_of_a_module_may_be_gone),
      cmocka_unit_test(hostile_names_stay_on_their_line),
      cmocka_unit_test(addresses_at_the_edges_of_a_module));
