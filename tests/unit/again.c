// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A handle that is used more than once: no run changes what was parsed, and no
 * selection gets the result of another.
 */
#include <stdlib.h>

#include "command/command.h"
#include "unit.h"

/* What a run wrote and how it ended. */
struct outcome {
	int status;
	char *out;
	size_t len;
	char message[512];
};

static int parse(struct test *test, const char *const *words)
{
	char *argv[12] = { (char *)"pageowner" };
	int argc = 1;

	for (; *words; words++)
		argv[argc++] = (char *)*words;
	return pageowner_parse(test->po, argc, argv);
}

static struct outcome run(struct test *test)
{
	struct fake *fake = test->fake;
	struct outcome ret;

	fake->out_len = 0;
	free(fake->out);
	fake->out = strdup("");
	ret.status = pageowner_run(test->po);
	ret.len = fake->out_len;
	ret.out = malloc(ret.len + 1);
	memcpy(ret.out, fake->out, ret.len);
	ret.out[ret.len] = '\0';
	snprintf(ret.message, sizeof(ret.message), "%s", pageowner_message(test->po));
	return ret;
}

/* Runs what was parsed and fails unless it ends as it did before. */
static void run_as_before(struct test *test, const struct outcome *want, const char *command,
			  const char *option, const char *when)
{
	struct outcome got = run(test);

	if (got.status != want->status || strcmp(got.message, want->message))
		fail_msg("%s %s, %s: status %d '%s', before %d '%s'", command, option, when,
			 got.status, got.message, want->status, want->message);
	if (got.len != want->len || memcmp(got.out, want->out, got.len))
		fail_msg("%s %s, %s: %zu other bytes", command, option, when, got.len);
	free(got.out);
}

/* A value for each criterion, in all ways in which they are written. */
/* clang-format off */
static const char *const criteria[][2] = {
	{ "--pid", "100-102" }, { "--tgid", "!100" }, { "--name", "bash,orders" },
	{ "--module", "fake_mod" }, { "--module", "!vmlinux" }, { "--order", "0,3-9" },
	{ "--gfp", "GFP_KERNEL" }, { "--gfp", "!GFP_KERNEL|__GFP_COMP" }, { "--gfp", "0xcc0" },
	{ "--migratetype", "Movable,Unmovable" }, { "--flags", "uptodate,lru" },
	{ "--flags", "!0x1" }, { "--node", "0" }, { "--zone", "Normal" }, { "--zone", "!0" },
	{ "--cgroup", "web" }, { "--context", "task" }, { "--older", "75s" },
	{ "--newer", "!1m10s" },
	{ "--pfn", "32-2049" }, { "--frame", "pipe_wr+" }, { "--handle", "1-4294967295" },
	{ "--slab", NULL }, { "--no-slab", NULL }, { "--freed", NULL }, { "--all", NULL },
	{ "-f", NULL }, { "--depth", "1" }, { "--cull", "name,zone" }, { "--tree", NULL },
	{ "--sort", "-pid,times" }, { "--format", "sort" }, { "--full", NULL }, { "--top", "2" },
};
/* clang-format on */

/* A command that takes arguments gets some. */
static const char *argument(struct test *test, const char *command)
{
	static char handle[16];

	snprintf(handle, sizeof(handle), "%u", test->fake->handles[STACK_PIPE]);
	return !strcmp(command, "page") ? "33" : !strcmp(command, "stack") ? handle : NULL;
}

/* Twice, and once more after other commands.  Those that do not take the option are left out. */
static size_t thrice(struct test *test, const char *command, const char *const *option)
{
	const char *words[8] = { command }, *other[] = { "report", "--gfp", "GFP_KERNEL", NULL };
	const char *name = option[0] ? option[0] : "";
	struct outcome first;
	size_t n = 1;

	if (!strcmp(command, "sort"))
		words[n++] = "in", words[n++] = "out";
	if (argument(test, command))
		words[n++] = argument(test, command);
	if (option[0])
		words[n++] = option[0];
	if (option[0] && option[1])
		words[n++] = option[1];
	if (parse(test, words) != PAGEOWNER_COMPLETE)
		return 0;
	first = run(test);
	run_as_before(test, &first, command, name, "again");
	assert_int_equal(parse(test, other), PAGEOWNER_COMPLETE);
	free(run(test).out);
	assert_int_equal(parse(test, words), PAGEOWNER_COMPLETE);
	run_as_before(test, &first, command, name, "after a report");
	free(first.out);
	return 1;
}

/* All commands, each alone and with each option.  Returns how many of them ran. */
static size_t all_commands(struct test *test)
{
	static const char *const nothing[2];
	const struct command *command;
	size_t k, count = 0;

	for (command = command_rows; command->name; command++) {
		count += thrice(test, command->name, nothing);
		for (k = 0; k < ARRAY_SIZE(criteria); k++)
			count += thrice(test, command->name, criteria[k]);
	}
	return count;
}

static void on_a_dump(void **state)
{
	struct test *test = unit_new(NULL);
	struct fake_log log;

	(void)state;
	fake_log_ring(test->fake, &log);
	fake_log_add(test->fake, &log, 1000, "a line", 6);
	assert_true(all_commands(test) > 2 * ARRAY_SIZE(criteria));
	unit_free(test);
}

static void on_a_text(void **state)
{
	struct test *test = unit_new(NULL);
	char *text = expect_list(test->fake, true);

	(void)state;
	unit_text_source(test, text, strlen(text), 0);
	assert_true(all_commands(test) > 2 * ARRAY_SIZE(criteria));
	free(text);
	unit_free(test);
}

static void on_a_saved_file(void **state)
{
	static const char *const words[] = { "save", NULL };
	struct test *test = unit_new(NULL);
	struct outcome saved;

	(void)state;
	assert_int_equal(parse(test, words), PAGEOWNER_COMPLETE);
	saved = run(test);
	assert_true(saved.len > 0);
	unit_text_source(test, saved.out, saved.len, 0);
	assert_true(all_commands(test) > 2 * ARRAY_SIZE(criteria));
	free(saved.out);
	unit_free(test);
}

/* ---- results of scans that are kept ---- */

/* Two command lines in one session; their words are separated by |. */
struct pair {
	const char *one, *two;
};

static int run_line(struct test *test, const char *line, struct outcome *ret)
{
	char copy[200], *save = NULL, *word;
	const char *words[12];
	size_t n = 0;
	int status;

	snprintf(copy, sizeof(copy), "%s", line);
	for (word = strtok_r(copy, "|", &save); word; word = strtok_r(NULL, "|", &save))
		words[n++] = word;
	words[n] = NULL;
	status = parse(test, words);
	if (!status)
		*ret = run(test);
	return status;
}

/* The second must be what it is without the first. */
static void assert_own_answer(const struct pair *pair)
{
	struct test *alone = unit_new(NULL), *test = unit_new(NULL);
	struct outcome want, first, got;

	assert_int_equal(run_line(alone, pair->two, &want), PAGEOWNER_COMPLETE);
	assert_int_equal(run_line(test, pair->one, &first), PAGEOWNER_COMPLETE);
	assert_int_equal(run_line(test, pair->two, &got), PAGEOWNER_COMPLETE);
	if (got.status != want.status || strcmp(got.message, want.message))
		fail_msg("%s after %s: status %d %s", pair->two, pair->one, got.status,
			 got.message);
	assert_text(got.out, want.out);
	free(want.out);
	free(first.out);
	free(got.out);
	unit_free(alone);
	unit_free(test);
}

static void other_selections_get_their_own_result(void **state)
{
	/* clang-format off */
	static const struct pair pairs[] = {
		{ "--name|bash pid 0101", "--name|bash|--pid|101" },
		{ "--name|bash|--pid|101", "--name|bash pid 0101" },
		{ "--name|cat order 00 pid 0102", "--name|cat|--order|0|--pid|102" },
		{ "--name|bash tgid 1100", "--name|bash|--tgid|!100" },
		{ "--pid|100", "--tgid|100" },
		{ "--pid|100", "--pid|!100" },
		{ "--pid|100", "--pid|100,102" },
		{ "--pid|100-102", "--pid|100,102" },
		{ "--name|bash,cat", "--name|bash" },
		{ "--name|bash", "--name|cat" },
		{ "--name|bash", "--name|!bash" },
		{ "--gfp|GFP_KERNEL", "--gfp|GFP_HIGHUSER_MOVABLE" },
		{ "--gfp|0xcc0", "--gfp|0xc0" },
		{ "--migratetype|Movable", "--migratetype|Unmovable" },
		{ "--zone|0", "--zone|1" },
		{ "--zone|Normal", "--zone|!Normal" },
		{ "--older|75s", "--older|80s" },
		{ "--older|75s", "--newer|75s" },
		{ "--pfn|32", "--pfn|0x32" },
		{ "--freed", "--all" },
		{ "-f", "report" },
		{ "report", "-f" },
		{ "--pid|100|--order|0", "--pid|100" },
		{ "--pid|100", "--pid|100|--order|0" },
	};
	/* clang-format on */
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(pairs); i++)
		assert_own_answer(&pairs[i]);
}

static void equal_selections_share_a_result(void **state)
{
	/* clang-format off */
	static const struct pair pairs[] = {
		{ "--name|bash|--pid|101", "--name|bash|--pid|101" },
		{ "--pid|16-32", "--pid|0x10-0x20" },
		{ "--pid|7", "--pid|7-7" },
		{ "--zone|Normal", "--zone|1" },
		{ "--gfp|GFP_KERNEL", "--gfp|0xcc0" },
		{ "--older|90s", "--older|1m30s" },
		{ "--migratetype|Movable", "--migratetype|movable" },
		{ "report", "--frame|pipe" },	/* judged for each stack, after the scan */
		{ "report", "--module|!vmlinux" },
	};
	/* clang-format on */
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		struct test *test = unit_new(NULL);
		struct outcome first = { 0 }, second = { 0 };
		uint64_t reads;

		assert_int_equal(run_line(test, pairs[i].one, &first), PAGEOWNER_COMPLETE);
		assert_int_equal(first.status, PAGEOWNER_COMPLETE);
		reads = test->fake->page_ext_reads;
		assert_int_equal(run_line(test, pairs[i].two, &second), PAGEOWNER_COMPLETE);
		assert_int_equal(second.status, PAGEOWNER_COMPLETE);
		if (test->fake->page_ext_reads != reads)
			fail_msg("%s after %s: scanned again", pairs[i].two, pairs[i].one);
		free(first.out);
		free(second.out);
		unit_free(test);
	}
}

TESTS(again, cmocka_unit_test(on_a_dump), cmocka_unit_test(on_a_text),
      cmocka_unit_test(on_a_saved_file), cmocka_unit_test(other_selections_get_their_own_result),
      cmocka_unit_test(equal_selections_share_a_result));
