// SPDX-License-Identifier: GPL-2.0-or-later
/* A machine that runs: records change between two looks at them. */
#include <string.h>

#include "unit.h"

#define PFN 4096 /* an order 0 allocation */

static struct test *test;
static unsigned int looks; /* at the record */
static unsigned int change_after, changes;

static uint64_t record(void)
{
	return fake_entry(test->fake, PFN);
}

/* Its last byte but a few: whatever that is, it is another record. */
static void change(void)
{
	unsigned char byte;
	uint64_t addr = record() + test_kernel->ext_size - 1;

	fake_read(test->fake, addr, &byte, 1);
	byte ^= 1;
	fake_write(test->fake, addr, &byte, 1);
}

static ssize_t changing_read(void *priv, uint64_t addr, void *buf, size_t len)
{
	ssize_t got = test->fake->target.read(priv, addr, buf, len);

	if (addr <= record() && record() < addr + len) {
		looks++;
		if (looks >= change_after && looks < change_after + changes)
			change();
	}
	return got;
}

static void attach(void)
{
	struct pageowner_target target;

	test = unit_new(NULL);
	changes = 0;
	target = test->fake->target;
	target.read = changing_read;
	target.live = true;
	assert_int_equal(pageowner_attach(test->po, &target), 0);
}

/*
 * The record changes after the first, second, ... look that the scan takes at it;
 * before the scan all is quiet.  A quiet scan takes three.
 */
static const char *run(const char *command, unsigned int look, unsigned int times)
{
	attach();
	looks = 0;
	unit_run(test, command, NULL);
	change_after = looks - 3 + look;
	looks = 0;
	changes = times;
	return unit_run(test, command, NULL);
}

static void a_record_that_stands_still(void **state)
{
	const char *out = run("report", 1, 0);

	(void)state;
	assert_int_equal(test->status, PAGEOWNER_COMPLETE);
	assert_has(out, "\nRead at ");
	assert_has(out, "\nChanged      0 records");
	unit_free(test);
}

/* Torn in the first look: the second and third agree, and those count. */
static void a_record_that_was_being_written(void **state)
{
	(void)state;
	assert_has(run("report", 1, 1), "\nChanged      0 records");
	assert_int_equal(test->status, PAGEOWNER_COMPLETE);
	assert_int_equal(looks, change_after + 3);
	unit_free(test);
}

static void a_record_that_changes_after_use(void **state)
{
	(void)state;
	assert_has(run("report", 2, 1), "\nChanged      1 records");
	assert_int_equal(test->status, PAGEOWNER_COMPLETE);
	unit_free(test);
}

static void a_record_that_never_stands_still(void **state)
{
	(void)state;
	assert_has(run("report", 1, 1000), "the owner of 1 page frames");
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	unit_free(test);
}

static void the_list_says_what_changed(void **state)
{
	(void)state;
	run("list", 2, 1);
	assert_int_equal(test->status, PAGEOWNER_COMPLETE);
	assert_has(test->message, "1 records changed while they were read");
	unit_free(test);
}

/* A dump's answer is kept; a running machine is asked again. */
static void every_command_reads_anew(void **state)
{
	unsigned int before;

	(void)state;
	attach();
	looks = 0;
	unit_ok(test, "report", NULL);
	before = looks;
	unit_ok(test, "report", NULL);
	assert_int_equal(looks, 2 * before);
	unit_free(test);
}

TESTS(live, cmocka_unit_test(a_record_that_stands_still),
      cmocka_unit_test(a_record_that_was_being_written),
      cmocka_unit_test(a_record_that_changes_after_use),
      cmocka_unit_test(a_record_that_never_stands_still),
      cmocka_unit_test(the_list_says_what_changed), cmocka_unit_test(every_command_reads_anew));
