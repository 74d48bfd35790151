// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "export/saved.h"
#include "unit.h"

/* All that a report or an account without its kernel's memory may ask. */
struct answers {
	uint64_t managed, now, time, values[NR_MACHINE_VARIABLES];
	bool known[NR_MACHINE_VARIABLES];
	unsigned int zones;
	const char *zone_names[MAX_ZONE_NAMES + 2];
	const char *kernel, *uts[NR_UTS_FIELDS];
	struct hugetlb hugetlb;
	struct task_list tasks;
};

static struct answers ask(struct test *test)
{
	struct answers answers;
	struct pageowner *po = test->po;
	struct strbuf *text = unit_text(test);
	int i;

	memset(&answers, 0, sizeof(answers));
	answers.managed = machine_managed_pages(po);
	answers.now = machine_now(po);
	answers.time = machine_time(po);
	for (i = 0; i < NR_MACHINE_VARIABLES; i++)
		answers.known[i] = machine_variable(po, i, &answers.values[i]);
	answers.zones = machine_zone_names(po);
	for (i = -1; i <= MAX_ZONE_NAMES; i++)
		answers.zone_names[i + 1] = strdup(machine_zone_name(po, i));
	for (i = 0; i < NR_UTS_FIELDS; i++) {
		text->len = 0;
		strbuf_append(text, "", 0);
		machine_uts_text(po, i, text);
		answers.uts[i] = strdup(text->data);
	}
	text->len = 0;
	machine_kernel_text(po, text);
	answers.kernel = strdup(text->data);
	answers.hugetlb = *machine_hugetlb(po);
	assert_int_equal(tasks_load(po, &answers.tasks), 0);
	return answers;
}

static void forget(struct answers *answers)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(answers->zone_names); i++)
		free((void *)answers->zone_names[i]);
	for (i = 0; i < NR_UTS_FIELDS; i++)
		free((void *)answers->uts[i]);
	free((void *)answers->kernel);
}

static void a_saved_file_is_the_same_machine(void **state)
{
	int numa;

	(void)state;
	for (numa = 0; numa < 2; numa++) {
		struct fake_options options = { .numa = numa };
		struct test *test = unit_opened(&options);
		struct answers of_kernel, of_file;
		char *file;
		size_t i;

		machine_of_kernel(test->po);
		assert_true(test->po->machine.memory);
		of_kernel = ask(test);
		assert_int_equal(of_kernel.now, FAKE_NOW);
		assert_int_equal(of_kernel.time, FAKE_CRASH_TIME);
		assert_int_equal(of_kernel.zones, 2);
		assert_string_equal(of_kernel.uts[UTS_RELEASE], test_kernel->release);
		assert_has(of_kernel.kernel, test_kernel->release);
		unit_ok(test, "save", NULL);
		file = malloc(test->fake->out_len);
		memcpy(file, test->fake->out, test->fake->out_len);
		unit_text_source(test, file, test->fake->out_len, 0);
		unit_ok(test, "report", NULL);
		assert_int_equal(saved_read(test->po), 0);
		assert_false(test->po->machine.memory || test->po->machine.text);
		assert_false(test->po->machine.live);
		of_file = ask(test);
		assert_int_equal(of_file.managed, of_kernel.managed);
		assert_int_equal(of_file.now, of_kernel.now);
		assert_int_equal(of_file.time, of_kernel.time);
		assert_int_equal(of_file.zones, of_kernel.zones);
		/* The file has names of the zones that a node can have; the array is longer. */
		for (i = 0; i <= of_kernel.zones; i++)
			assert_string_equal(of_file.zone_names[i], of_kernel.zone_names[i]);
		for (; i < ARRAY_SIZE(of_file.zone_names); i++)
			assert_string_equal(of_file.zone_names[i], "");
		for (i = 0; i < NR_UTS_FIELDS; i++)
			assert_string_equal(of_file.uts[i], of_kernel.uts[i]);
		assert_string_equal(of_file.kernel, of_kernel.kernel);
		assert_memory_equal(of_file.known, of_kernel.known, sizeof(of_file.known));
		assert_int_equal(of_file.hugetlb.known, of_kernel.hugetlb.known);
		forget(&of_kernel);
		forget(&of_file);
		unit_free(test);
		free(file);
	}
}

/* Node 0 has memory in zone 0 alone, so it does not count zone 1 of node 1. */
static void zone_names_are_those_of_all_nodes(void **state)
{
	struct fake_options options = { .numa = true };
	struct test *test = unit_opened(&options);
	struct pageowner *po = test->po;

	(void)state;
	fake_write_u32(test->fake, zones_node(po, 0) + offset_of(po, F_NODE_NR_ZONES), 1);
	machine_of_kernel(po);
	assert_int_equal(machine_zone_names(po), 2);
	assert_string_equal(machine_zone_name(po, 1), "Normal");
	unit_free(test);
}

static void of_a_text_no_machine_is_known(void **state)
{
	static const char text[] = "Page allocated via order 0, mask 0x0(), pid 1, ts 5 ns\n"
				   "PFN 0x1 type Unmovable Block 0 type Unmovable Flags 0x0()\n"
				   " vfs_write+0x1/0x2\n\n";
	struct test *test = unit_new(NULL);
	struct answers answers;
	size_t i;

	(void)state;
	unit_text_source(test, text, strlen(text), 0);
	unit_ok(test, "report", NULL);
	machine_of_text(test->po);
	assert_true(test->po->machine.text);
	assert_false(test->po->machine.memory);
	answers = ask(test);
	assert_int_equal(answers.managed | answers.now | answers.time | answers.zones, 0);
	assert_string_equal(answers.kernel, "");
	assert_string_equal(answers.zone_names[1], "");
	for (i = 0; i < NR_MACHINE_VARIABLES; i++)
		assert_false(answers.known[i]);
	assert_false(answers.hugetlb.known || answers.tasks.complete);
	forget(&answers);
	unit_free(test);
}

/* Each part is read when it is asked for and not again, and the next run reads anew. */
static void parts_are_read_once_in_a_run(void **state)
{
	struct test *test = unit_opened(NULL);
	struct answers answers;
	uint64_t reads = test->fake->reads;

	(void)state;
	machine_of_kernel(test->po);
	assert_int_equal(test->fake->reads, reads);
	answers = ask(test);
	forget(&answers);
	assert_true(test->fake->reads > reads);
	reads = test->fake->reads;
	answers = ask(test);
	forget(&answers);
	assert_int_equal(test->fake->reads, reads);
	machine_of_kernel(test->po);
	answers = ask(test);
	forget(&answers);
	assert_true(test->fake->reads > reads);
	unit_free(test);
}

/* A list says nothing of the machine: what is missing of it is no loss. */
static void a_list_does_not_look_at_the_zones(void **state)
{
	struct test *test = unit_opened(NULL);
	uint64_t node = zones_node(test->po, 0);

	(void)state;
	assert_int_not_equal(node, 0);
	fake_hole(test->fake,
		  zones_address(test->po, node, 0) + offset_of(test->po, F_ZONE_MANAGED), 8);
	unit_run(test, "list", NULL);
	assert_int_equal(test->status, PAGEOWNER_COMPLETE);
	unit_run(test, "report", NULL);
	assert_int_equal(test->status, PAGEOWNER_PARTIAL);
	unit_free(test);
}

TESTS(machine, cmocka_unit_test(a_saved_file_is_the_same_machine),
      cmocka_unit_test(zone_names_are_those_of_all_nodes),
      cmocka_unit_test(of_a_text_no_machine_is_known),
      cmocka_unit_test(parts_are_read_once_in_a_run),
      cmocka_unit_test(a_list_does_not_look_at_the_zones));
