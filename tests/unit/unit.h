/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unit tests of the stages, one file per stage, on the fake kernel.  Each group
 * runs once for every kernel of fake_kernels[].
 */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
/* cmocka has a macro of the name of a function of core.h, and another that uses it. */
#undef fail
#undef fail_msg
#define fail_msg(...)                                   \
	do {                                            \
		fprintf(stderr, "ERROR: " __VA_ARGS__); \
		fputc('\n', stderr);                    \
		assert_true(!"what stderr says");       \
		__builtin_unreachable(); /* it jumps */ \
	} while (0)

#include "core.h"
#include "../fake/fake.h"

/* An image, a handle that is attached to it, and what the last command said. */
struct test {
	struct fake *fake;
	const char *source; /* a text instead of the fake kernel's memory */
	size_t source_len, source_step;
	struct pageowner *po;
	int status;
	const char *message;
};

extern const struct fake_kernel *test_kernel; /* the one this round is about */

struct test *unit_new(const struct fake_options *options);
void unit_free(struct test *test);
/* Attaches @text instead; the host reads @step bytes of it at a time, 0: all it can. */
void unit_text_source(struct test *test, const char *text, size_t len, size_t step);
/* Runs a command line, words up to a NULL; returns the output. */
const char *unit_run(struct test *test, ...);
/* The same and expects it to be complete. */
const char *unit_ok(struct test *test, ...);
/* All stages up to the stack depot have been through layout and memory. */
struct test *unit_opened(const struct fake_options *options);
/* The section that holds @pfn. */
const struct section *unit_section(struct test *test, uint64_t pfn);
/* layout.c: each fact against what the fake kernel answers for its name. */
void every_fact_is_what_this_kernel_says(void **state);
struct strbuf *unit_text(struct test *test); /* an empty one */
const char *unit_pfn(uint64_t pfn);	     /* "PFN 32 " as this release prints it */

/* expect.c: what the kernel itself would print, by the formats of mm/page_owner.c. */
char *expect_list(struct fake *fake, bool allocated);
char *expect_record(struct fake *fake, const struct fake_record *record, uint64_t pfn);

/* Fails with a readable difference. */
void assert_text(const char *got, const char *want);
void assert_has(const char *text, const char *part);
void assert_has_not(const char *text, const char *part);

/* clang-format off */
#define GROUPS(X) \
	X(kernels) X(target) X(layout) X(frames) X(vmcore_facts) X(kallsyms) X(page_ext) \
	X(page_owner) X(page) X(live) X(stackdepot) X(scan) X(printk) X(names) X(keys) \
	X(select) X(group) X(options) X(help) X(record) X(text) X(sort) X(tree) X(lines) X(known) \
	X(inspect) X(arm64) X(check) X(oom) X(warnings) X(report) X(pageowner) X(again) X(hostile) \
	X(who) X(cpu) X(zones) X(tasks) X(machine) X(log_line) X(nearest) X(screen)
/* clang-format on */

/* Those that also run on each kernel of fake_variants[]. */
#define VARIANT_GROUPS(X) X(kernels) X(stackdepot) X(who) X(cpu) X(zones) X(machine)

#define DECLARE(name)                                  \
	extern const struct CMUnitTest name##_tests[]; \
	extern const size_t nr_##name##_tests;
GROUPS(DECLARE)

#define TESTS(name, ...)                                          \
	const struct CMUnitTest name##_tests[] = { __VA_ARGS__ }; \
	const size_t nr_##name##_tests = ARRAY_SIZE(name##_tests)

#endif
