// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "unit.h"

/* With more sections than are read at a time. */
static char *run_with(enum fake_parallel parallel, uint64_t seed, const char *command)
{
	struct fake_options options = { .parallel = parallel, .many = true };
	struct test *test = unit_new(&options);
	char *ret;

	test->fake->seed = seed;
	ret = strdup(unit_ok(test, command, "--all", NULL));
	assert_false(test->fake->progress_in_parallel);
	unit_free(test);
	return ret;
}

static void any_order_of_jobs_gives_the_same_bytes(void **state)
{
	static const char *const commands[] = { "report", "list" };
	size_t i, round;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		char *want = run_with(PARALLEL_NONE, 1, commands[i]);

		for (round = 1; round < 5; round++) {
			char *got = run_with(round == 4 ? PARALLEL_THREADS : PARALLEL_SHUFFLED,
					     round * 7919, commands[i]);

			assert_text(got, want);
			free(got);
		}
		free(want);
	}
}

static void second_run_reads_no_page_ext(void **state)
{
	struct test *test = unit_new(NULL);
	uint64_t reads;
	char *first;

	(void)state;
	first = strdup(unit_ok(test, "report", NULL));
	assert_true(test->fake->page_ext_reads > 0);
	reads = test->fake->page_ext_reads;
	assert_text(unit_ok(test, "report", NULL), first);
	unit_ok(test, "report", "-t", "--top", "3", "--full", NULL);
	assert_int_equal(test->fake->page_ext_reads, reads);
	unit_ok(test, "report", "--freed", NULL); /* another selection has to scan */
	assert_true(test->fake->page_ext_reads > reads);
	free(first);
	unit_free(test);
}

static void facts_are_asked_once(void **state)
{
	struct test *test = unit_new(NULL);
	unsigned int lookups;

	(void)state;
	unit_ok(test, "report", NULL);
	lookups = test->fake->lookups;
	unit_ok(test, "list", NULL);
	unit_ok(test, "layout", NULL);
	unit_ok(test, "report", "--freed", NULL);
	assert_int_equal(test->fake->lookups, lookups);
	unit_free(test);
}

static void host_stops_a_scan(void **state)
{
	struct test *test = unit_new(NULL);
	const char *out;

	(void)state;
	test->fake->stop_after = 3;
	out = unit_run(test, "report", NULL);
	assert_int_equal(test->status, PAGEOWNER_INTERRUPTED);
	assert_has(out, "interrupted");
	assert_has(out, "alloc_pages+0x10"); /* section 0 was read */
	assert_has_not(out, "fake_take");    /* the last one was not */
	/* The handle is usable, and the half result is not taken for a whole one. */
	test->fake->stop_after = 0;
	out = unit_ok(test, "report", NULL);
	assert_has(out, "fake_take");
	assert_has(out, "\nOwned        2114 pages");
	unit_free(test);
}

static void stopped_list_is_the_start_of_the_whole(void **state)
{
	struct test *test = unit_new(NULL);
	char *whole = strdup(unit_ok(test, "list", NULL));
	const char *out;

	(void)state;
	test->fake->progress_calls = 0;
	test->fake->stop_after = 2;
	out = unit_run(test, "list", NULL);
	assert_int_equal(test->status, PAGEOWNER_INTERRUPTED);
	assert_true(strlen(out) > 100 && strlen(out) < strlen(whole));
	assert_memory_equal(out, whole, strlen(out));
	free(whole);
	unit_free(test);
}

static void progress_counts_to_its_total(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	unit_ok(test, "report", NULL);
	assert_true(test->fake->progress_calls >= 2);
	assert_int_equal(test->fake->last_done, test->fake->last_total);
	assert_int_equal(test->fake->last_total, 4 * FAKE_SECTION_PFNS);
	unit_free(test);
}

static void closed_pipe_ends_quietly(void **state)
{
	static const char *const commands[] = { "list", "report", "layout", "help" };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		struct test *test = unit_new(NULL);

		test->fake->write_error = -EPIPE;
		unit_run(test, commands[i], NULL);
		assert_int_equal(test->status, PAGEOWNER_COMPLETE);
		assert_string_equal(test->message, "");
		assert_int_equal(test->fake->writes, 1);
		unit_free(test);
	}
}

static void full_disk_is_an_error(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	test->fake->write_error = -ENOSPC;
	unit_run(test, "list", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "No space left");
	unit_free(test);
}

static jmp_buf left;

static void leave(struct fake *fake)
{
	if (fake->progress_calls == 3)
		longjmp(left, 1);
}

/* As crash does on a second Ctrl-C. */
static void abandoned_run_leaves_the_handle_usable(void **state)
{
	struct test *test = unit_new(NULL);
	char *argv[] = { (char *)"pageowner", (char *)"report", NULL };

	(void)state;
	test->fake->on_progress = leave;
	assert_int_equal(pageowner_parse(test->po, 2, argv), 0);
	if (!setjmp(left)) {
		pageowner_run(test->po);
		fail_msg("nobody left");
	}
	pageowner_abandon(test->po);
	pageowner_abandon(test->po);
	test->fake->on_progress = NULL;
	assert_has(unit_ok(test, "report", NULL), "\nOwned        2114 pages");
	unit_free(test);
}

static void other_host_is_another_kernel(void **state)
{
	struct test *test = unit_new(NULL);
	struct fake *other = fake_new(test_kernel, NULL);
	char *argv[] = { (char *)"pageowner", (char *)"list", NULL };
	static const struct fake_record extra = {
		.pfn = 4608,
		.blocks = 1,
		.stack = STACK_PIPE,
		.comm = "extra",
	};

	(void)state;
	test_kernel->put_record(other, &extra);
	unit_ok(test, "report", NULL);
	assert_int_equal(pageowner_attach(test->po, &other->target), 0);
	assert_int_equal(pageowner_parse(test->po, 2, argv), 0);
	assert_int_equal(pageowner_run(test->po), 0);
	fake_free(test->fake);
	test->fake = other;
	assert_has(unit_ok(test, "report", NULL), "\nOwned        2115 pages");
	unit_free(test);
}

static void host_of_another_version_is_refused(void **state)
{
	struct test *test = unit_new(NULL);
	struct pageowner_target target = test->fake->target;

	(void)state;
	target.size -= 8;
	assert_int_not_equal(pageowner_attach(test->po, &target), 0);
	assert_true(pageowner_message(test->po)[0] != '\0');
	target.size += 16;
	assert_int_not_equal(pageowner_attach(test->po, &target), 0);
	unit_free(test);
}

/* Only write() is needed for help; the rest says what is missing. */
static void host_that_knows_nothing(void **state)
{
	static const char *const commands[] = { "report", "list", "layout" };
	struct test *test = unit_new(NULL);
	struct pageowner_target bare = {
		.size = sizeof(bare),
		.priv = test->fake,
		.word_size = 8,
		.write = test->fake->target.write,
	};
	size_t i;

	(void)state;
	assert_int_equal(pageowner_attach(test->po, &bare), 0);
	assert_has(unit_ok(test, "help", NULL), "usage: pageowner");
	assert_has(unit_ok(test, "--version", NULL), "pageowner ");
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		unit_run(test, commands[i], NULL);
		assert_int_not_equal(test->status, PAGEOWNER_COMPLETE);
		assert_true(test->message[0] != '\0');
	}
	bare.read = test->fake->target.read;
	bare.vmcoreinfo = test->fake->note;
	assert_int_equal(pageowner_attach(test->po, &bare), 0);
	/* Symbols are in the dump, and layouts of known releases are enough. */
	assert_has(unit_ok(test, "list", NULL), "Page allocated via order ");
	unit_free(test);
}

static void optional_callbacks_may_be_absent(void **state)
{
	struct test *test = unit_new(NULL);
	char *want = strdup(unit_ok(test, "report", NULL));
	struct pageowner_target target = test->fake->target;

	(void)state;
	target.progress = NULL;
	target.parallel = NULL;
	target.read_phys = NULL;
	assert_int_equal(pageowner_attach(test->po, &target), 0);
	assert_text(unit_ok(test, "report", NULL), want);
	free(want);
	unit_free(test);
}

static void host_errors_end_the_command_with_a_message(void **state)
{
	static const char *const pages[] = { "max_pfn", "page_ext_size", "mem_section" };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(pages); i++) {
		struct test *test = unit_new(NULL);

		test->fake->error_page = fake_address(test->fake, pages[i]);
		unit_run(test, "report", NULL);
		assert_int_equal(test->status, PAGEOWNER_ERROR);
		assert_has(test->message, "0x");
		assert_null(strchr(test->message, '\n'));
		unit_free(test);
	}
}

/* For a host that needs a symbol before it can say anything of types. */
static void symbols_for_a_host_that_has_no_types_yet(void **state)
{
	struct fake_options options = { .no_types = true, .no_symbols = true };
	struct test *test = unit_new(&options);
	uint64_t addr = 0;
	char *want;

	(void)state;
	assert_int_equal(pageowner_symbol(test->po, "max_pfn", &addr), 0);
	assert_int_equal(addr, fake_address(test->fake, "max_pfn"));
	assert_int_equal(pageowner_symbol(test->po, "no_such_name", &addr), -ENOENT);
	/* Then it knows its types, and the commands are as ever. */
	test->fake->options.no_types = false;
	want = expect_list(test->fake, true);
	assert_text(unit_ok(test, "list", NULL), want);
	assert_int_equal(pageowner_symbol(test->po, "_stext", &addr), 0);
	assert_int_equal(addr, FAKE_TEXT);
	free(want);
	unit_free(test);
}

static void symbols_without_kallsyms(void **state)
{
	struct fake_options options = { .kallsyms = KALLSYMS_NONE };
	struct test *test = unit_new(&options);
	uint64_t addr;

	(void)state;
	assert_int_equal(pageowner_symbol(test->po, "max_pfn", &addr), -ENOENT);
	unit_free(test);
}

static void freeing_nothing_is_fine(void **state)
{
	(void)state;
	pageowner_free(NULL);
	pageowner_free(pageowner_new());
	assert_non_null(pageowner_version());
}

TESTS(pageowner, cmocka_unit_test(any_order_of_jobs_gives_the_same_bytes),
      cmocka_unit_test(second_run_reads_no_page_ext), cmocka_unit_test(facts_are_asked_once),
      cmocka_unit_test(host_stops_a_scan), cmocka_unit_test(stopped_list_is_the_start_of_the_whole),
      cmocka_unit_test(progress_counts_to_its_total), cmocka_unit_test(closed_pipe_ends_quietly),
      cmocka_unit_test(full_disk_is_an_error),
      cmocka_unit_test(abandoned_run_leaves_the_handle_usable),
      cmocka_unit_test(other_host_is_another_kernel),
      cmocka_unit_test(host_of_another_version_is_refused),
      cmocka_unit_test(host_that_knows_nothing), cmocka_unit_test(optional_callbacks_may_be_absent),
      cmocka_unit_test(host_errors_end_the_command_with_a_message),
      cmocka_unit_test(symbols_for_a_host_that_has_no_types_yet),
      cmocka_unit_test(symbols_without_kallsyms), cmocka_unit_test(freeing_nothing_is_fine));
