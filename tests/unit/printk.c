// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "unit.h"

static struct test *with_log(struct fake_log *log, bool ring)
{
	struct test *test = unit_new(NULL);

	memset(log, 0, sizeof(*log));
	log->exact_fit = test_kernel == &linux_7_3;
	(ring ? fake_log_ring : fake_log_buf)(test->fake, log);
	return test;
}

static void add(struct test *test, const struct fake_log *log, uint64_t ts, const char *text)
{
	fake_log_add(test->fake, log, ts, text, strlen(text));
}

static void the_log_as_dmesg_prints_it(void **state)
{
	struct fake_log log;
	struct test *test = with_log(&log, true);

	(void)state;
	assert_text(unit_ok(test, "dmesg", NULL), "");
	add(test, &log, 0, "Linux version");
	add(test, &log, 1234567890, "two\nlines");
	add(test, &log, 12345678901234, "");
	fake_log_add(test->fake, &log, 12345678901234, "tab\tbell\a\0zero\x1b[31m\xc3\xa9", 21);
	assert_text(unit_ok(test, "dmesg", NULL),
		    "[    0.000000] Linux version\n"
		    "[    1.234567] two\n"
		    "[    1.234567] lines\n"
		    "[12345.678901] \n"
		    "[12345.678901] tab\tbell\\x07\\x00zero\\x1b[31m\xc3\xa9\n");
	unit_free(test);
}

/* Three times around both rings, with every length of text where the ring ends. */
static void rings_that_wrapped(void **state)
{
	size_t len, i;

	(void)state;
	for (len = 1; len < 120; len++) {
		struct fake_log log;
		struct test *test = with_log(&log, true);
		char *text = calloc(1, 128), *last, want[200];
		const char *out;

		memset(text, 'x', len);
		for (i = 0; i < 60; i++) {
			text[0] = 'A' + i % 60;
			add(test, &log, i * 1000000, text);
		}
		out = unit_ok(test, "dmesg", NULL);
		snprintf(want, sizeof(want), "[    0.059000] %s\n", text);
		last = strrchr(test->fake->out, '[');
		assert_text(last, want);
		for (i = 0; out; i++)
			out = strchr(out + 1, '\n');
		/* head_id and tail_id: as many as the writer has not overwritten. */
		assert_int_equal(i - 1, fake_read_ulong(test->fake, log.ring + 24) -
						fake_read_ulong(test->fake, log.ring + 32) + 1);
		free(text);
		unit_free(test);
	}
}

static void what_is_being_written_is_left_out(void **state)
{
	struct fake_log log;
	struct test *test = with_log(&log, true);
	uint64_t desc;

	(void)state;
	add(test, &log, 0, "one");
	add(test, &log, 0, "two");
	add(test, &log, 0, "three");
	desc = log.descs + 24;
	fake_write_ulong(test->fake, desc, fake_read_ulong(test->fake, desc) & ~0ul >> 2);
	assert_text(unit_ok(test, "dmesg", NULL), "[    0.000000] one\n[    0.000000] three\n");
	/* One that may still be continued is there all the same. */
	fake_write_ulong(test->fake, desc, fake_read_ulong(test->fake, desc) | 1ul << 62);
	assert_text(unit_ok(test, "dmesg", NULL),
		    "[    0.000000] one\n[    0.000000] two\n[    0.000000] three\n");
	unit_free(test);
}

static void holes_cost_records_and_are_said(void **state)
{
	struct fake_log log;
	struct test *test = with_log(&log, true);

	(void)state;
	add(test, &log, 0, "one");
	add(test, &log, 0, "");
	fake_hole(test->fake, log.data, 1);
	assert_text(unit_run(test, "dmesg", NULL), "[    0.000000] \n");
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	assert_has(test->message, "1 records of the log could not be read");
	fake_hole(test->fake, log.descs, 1);
	assert_text(unit_run(test, "dmesg", NULL), "");
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	fake_hole(test->fake, log.ring, 1);
	unit_run(test, "dmesg", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	unit_free(test);
}

/* A block that carries another descriptor's id, or lies outside the ring. */
static void texts_that_are_not_the_descriptors(void **state)
{
	struct fake_log log;
	struct test *test = with_log(&log, true);

	(void)state;
	add(test, &log, 0, "one");
	add(test, &log, 0, "two");
	fake_write_ulong(test->fake, log.data, 77);
	fake_write_ulong(test->fake, log.descs + 24 + 16, 1ul << 40);
	assert_text(unit_run(test, "dmesg", NULL), "");
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	assert_has(test->message, "2 records");
	unit_free(test);
}

static void rings_that_cannot_be(void **state)
{
	struct fake_log log;
	struct test *test = with_log(&log, true);

	(void)state;
	fake_write_ulong(test->fake, log.ring, 40);
	unit_run(test, "dmesg", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "the kernel log");
	unit_free(test);
}

static void log_buf_of_older_kernels(void **state)
{
	struct fake_log log;
	struct test *test = with_log(&log, false);
	char text[200] = "";
	uint32_t first = 0;

	(void)state;
	fake_log_buf_add(test->fake, &log, 0, "Linux version", 13);
	fake_log_buf_add(test->fake, &log, 1500000, "two\nlines", 9);
	assert_text(unit_ok(test, "dmesg", NULL),
		    "[    0.000000] Linux version\n[    0.001500] two\n[    0.001500] lines\n");
	memset(text, 'x', 199);
	fake_log_buf_add(test->fake, &log, 2000, text, 199);
	first = 32 + 28; /* the first two go: headers of 16, texts rounded up to 4 */
	fake_log_buf_add(test->fake, &log, 3000, text, 150);
	fake_write(test->fake, fake_address(test->fake, "log_first_idx"), &first, 4);
	fake_log_buf_add(test->fake, &log, 4000, "last", 4);
	assert_has(unit_ok(test, "dmesg", NULL), "[    0.000004] last\n");
	assert_has_not(test->fake->out, "Linux");
	fake_hole(test->fake, log.data, 1);
	unit_run(test, "dmesg", NULL);
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	unit_free(test);
}

static void a_kernel_without_a_log(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	unit_run(test, "dmesg", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "kernel log");
	unit_free(test);
}

static void a_kernel_without_page_owner_has_a_log(void **state)
{
	const struct fake_options options = { .page_owner_off = true };
	struct test *test = unit_new(&options);
	struct fake_log log = { 0 };

	(void)state;
	fake_log_ring(test->fake, &log);
	add(test, &log, 0, "one");
	assert_text(unit_ok(test, "dmesg", NULL), "[    0.000000] one\n");
	unit_free(test);
}

TESTS(printk, cmocka_unit_test(the_log_as_dmesg_prints_it), cmocka_unit_test(rings_that_wrapped),
      cmocka_unit_test(what_is_being_written_is_left_out),
      cmocka_unit_test(holes_cost_records_and_are_said),
      cmocka_unit_test(texts_that_are_not_the_descriptors), cmocka_unit_test(rings_that_cannot_be),
      cmocka_unit_test(log_buf_of_older_kernels), cmocka_unit_test(a_kernel_without_a_log),
      cmocka_unit_test(a_kernel_without_page_owner_has_a_log), );
