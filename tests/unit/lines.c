// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "unit.h"

/* ---- a host that knows lines ---- */

static struct pageowner_pc asked[64];
static char symbols[64][64];
static unsigned int nr_asked;

static int know_nothing(void *priv, const struct pageowner_pc *pc,
			void (*sink)(void *arg, const struct pageowner_line *line), void *arg)
{
	(void)priv, (void)pc, (void)sink, (void)arg;
	return -ENOENT;
}

/* Two functions inlined into each, the inner of them without a line. */
static int know_all(void *priv, const struct pageowner_pc *pc,
		    void (*sink)(void *arg, const struct pageowner_line *line), void *arg)
{
	struct pageowner_line inner = { .function = "inner", .inlined = true };
	struct pageowner_line outer = {
		.function = "outer\033",
		.file = "include/a.h",
		.line = 7,
		.inlined = true,
	};
	struct pageowner_line whole = {
		.function = "whole",
		.file = "mm/a.c",
		.line = 12,
		.column = 3,
	};

	(void)priv;
	asked[nr_asked] = *pc;
	snprintf(symbols[nr_asked++ % 64], sizeof(symbols[0]), "%s", pc->symbol ? pc->symbol : "");
	nr_asked %= 64;
	sink(arg, &inner);
	sink(arg, &outer);
	sink(arg, &whole);
	return 0;
}

static struct test *
new_test(int (*frames)(void *priv, const struct pageowner_pc *pc,
		       void (*sink)(void *arg, const struct pageowner_line *line), void *arg))
{
	struct test *test = unit_new(NULL);
	struct pageowner_target target = test->fake->target;

	target.frames = frames;
	nr_asked = 0;
	assert_int_equal(pageowner_attach(test->po, &target), 0);
	return test;
}

/* ---- tests ---- */

static void shows_what_was_inlined(void **state)
{
	struct test *test = new_test(know_all);
	const char *out = unit_ok(test, "--lines", "--full", "--top", "0", NULL);

	(void)state;
	assert_has(
		out,
		"\n            inner (inlined)\n            outer\\x1b (include/a.h:7, inlined)\n");
	assert_has(out, " (mm/a.c:12:3)\n            inner (inlined)\n");
	unit_free(test);
}

/* A record with lines is the record without them, and lines. */
static void changes_nothing_else(void **state)
{
	struct test *test = new_test(know_all);
	char *plain = strdup(unit_ok(test, "list", NULL)), *at;
	char *lined = strdup(unit_ok(test, "list", "--lines", NULL));
	static const char *const extra[] = {
		" inner (inlined)\n",
		" outer\\x1b (include/a.h:7, inlined)\n",
		" (mm/a.c:12:3)",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(extra); i++)
		while ((at = strstr(lined, extra[i])))
			memmove(at, at + strlen(extra[i]), strlen(at + strlen(extra[i])) + 1);
	assert_text(lined, plain);
	free(plain);
	free(lined);
	unit_free(test);
}

/* Return addresses are behind the call; each is asked for once. */
static void asks_for_the_call(void **state)
{
	char *argv[] = { (char *)"pageowner", (char *)"--lines", NULL };
	struct test *test = new_test(know_all);
	struct stack *stack;
	unsigned int i;

	(void)state;
	unit_ok(test, "list", NULL);
	stack = stack_find(test->po, test->fake->handles[STACK_ANON]);
	assert_int_equal(pageowner_parse(test->po, 2, argv), 0);
	lines_stack(test->po, unit_text(test), stack);
	lines_stack(test->po, unit_text(test), stack);
	assert_int_equal(nr_asked, stack->count);
	for (i = 0; i < stack->count; i++) {
		struct ksym sym;

		assert_true(kallsyms_find(test->po, stack->pcs[i] - 1, &sym));
		assert_int_equal(asked[i].pc, stack->pcs[i] - 1);
		assert_string_equal(symbols[i], sym.name);
		assert_int_equal(asked[i].offset, sym.offset);
	}
	unit_free(test);
}

static void says_when_there_are_none(void **state)
{
	struct test *test = new_test(know_nothing);

	(void)state;
	unit_run(test, "--lines", NULL);
	assert_int_equal(test->status, PAGEOWNER_COMPLETE);
	assert_has(test->message, "name its vmlinux after the dump");
	unit_ok(test, "--lines", "--cull", "module", NULL);
	unit_free(test);
	test = new_test(NULL);
	unit_run(test, "list", "--lines", NULL);
	assert_int_equal(test->status, PAGEOWNER_COMPLETE);
	assert_has(test->message, "this debugger has no source lines");
	unit_free(test);
}

static void is_for_stacks(void **state)
{
	struct test *test = new_test(know_all);

	(void)state;
	unit_run(test, "--lines", "--tree", NULL);
	assert_int_equal(test->status, PAGEOWNER_USAGE);
	assert_has(test->message, "--lines does not go with --tree");
	unit_free(test);
}

TESTS(lines, cmocka_unit_test(shows_what_was_inlined), cmocka_unit_test(changes_nothing_else),
      cmocka_unit_test(asks_for_the_call), cmocka_unit_test(says_when_there_are_none),
      cmocka_unit_test(is_for_stacks), );
