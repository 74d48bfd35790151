// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

const struct fake_kernel *test_kernel;

struct test *unit_new(const struct fake_options *options)
{
	struct test *test = calloc(1, sizeof(*test));

	assert_non_null(test);
	test->fake = fake_new(test_kernel, options);
	test->po = pageowner_new();
	assert_non_null(test->po);
	assert_int_equal(pageowner_attach(test->po, &test->fake->target), 0);
	return test;
}

void unit_free(struct test *test)
{
	pageowner_free(test->po);
	fake_free(test->fake);
	free(test);
}

static ssize_t read_source(void *priv, uint64_t offset, void *buf, size_t len)
{
	struct test *test = priv;

	if (offset >= test->source_len)
		return 0;
	if (len > test->source_len - offset)
		len = test->source_len - offset;
	if (test->source_step && len > test->source_step)
		len = test->source_step;
	memcpy(buf, test->source + offset, len);
	return len;
}

static int write_out(void *priv, const char *text, size_t len)
{
	struct test *test = priv;

	return test->fake->target.write(test->fake, text, len);
}

static int tell_progress(void *priv, uint64_t done, uint64_t total)
{
	struct test *test = priv;

	return test->fake->target.progress(test->fake, done, total);
}

void unit_text_source(struct test *test, const char *text, size_t len, size_t step)
{
	struct pageowner_target target = {
		.size = sizeof(target),
		.priv = test,
		.text = read_source,
		.write = write_out,
		.progress = tell_progress,
	};

	test->source = text;
	test->source_len = len;
	test->source_step = step;
	assert_int_equal(pageowner_attach(test->po, &target), 0);
}

static const char *run(struct test *test, va_list args)
{
	char *argv[16] = { (char *)"pageowner" };
	int argc = 1;

	while (argc < 15 && (argv[argc] = va_arg(args, char *)))
		argc++;
	test->fake->out_len = 0;
	free(test->fake->out);
	test->fake->out = strdup("");
	test->status = pageowner_parse(test->po, argc, argv);
	if (!test->status)
		test->status = pageowner_run(test->po);
	test->message = pageowner_message(test->po);
	return test->fake->out;
}

const char *unit_run(struct test *test, ...)
{
	const char *out;
	va_list args;

	va_start(args, test);
	out = run(test, args);
	va_end(args);
	return out;
}

const char *unit_ok(struct test *test, ...)
{
	const char *out;
	va_list args;

	va_start(args, test);
	out = run(test, args);
	va_end(args);
	if (test->status != PAGEOWNER_COMPLETE || test->message[0])
		fail_msg("status %d: %s", test->status, test->message);
	return out;
}

struct test *unit_opened(const struct fake_options *options)
{
	struct test *test = unit_new(options);

	unit_run(test, "list", NULL);
	if (test->status != PAGEOWNER_COMPLETE && test->status != PAGEOWNER_PARTIAL)
		fail_msg("status %d: %s", test->status, test->message);
	memset(test->po->reader.holes, 0, sizeof(test->po->reader.holes));
	test->po->reader.message[0] = '\0';
	return test;
}

const struct section *unit_section(struct test *test, uint64_t pfn)
{
	const struct section_list *list = &test->po->sections;
	size_t i;

	for (i = 0; i < list->count; i++) {
		if (pfn >= list->sections[i].start_pfn && pfn < list->sections[i].end_pfn)
			return &list->sections[i];
	}
	fail_msg("no section holds PFN %llu", (unsigned long long)pfn);
	return NULL;
}

struct strbuf *unit_text(struct test *test)
{
	struct strbuf *text = arena_alloc(&test->po->known, sizeof(*text));

	assert_non_null(text);
	text->arena = &test->po->known;
	strbuf_append(text, "", 0);
	return text;
}

const char *unit_pfn(uint64_t pfn)
{
	static char text[4][32];
	static unsigned int next;
	char *ret = text[next++ % 4];

	snprintf(ret, sizeof(text[0]), test_kernel->text_hex_pfn ? "PFN 0x%llx " : "PFN %llu ",
		 (unsigned long long)pfn);
	return ret;
}

void assert_text(const char *got, const char *want)
{
	size_t at = 0, line = 1, start = 0;

	if (!strcmp(got, want))
		return;
	for (; got[at] && got[at] == want[at]; at++) {
		if (got[at] == '\n') {
			line++;
			start = at + 1;
		}
	}
	fail_msg("line %zu differs\n  got:  %.*s\n  want: %.*s", line,
		 (int)strcspn(got + start, "\n"), got + start, (int)strcspn(want + start, "\n"),
		 want + start);
}

void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is not in:\n%s", part, text);
}

void assert_has_not(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("'%s' is in:\n%s", part, text);
}

struct suite {
	const char *name;
	const struct CMUnitTest *tests;
	const size_t *count;
};

#define SUITE(name) { #name, name##_tests, &nr_##name##_tests },
static const struct suite suites[] = { GROUPS(SUITE) }, variants[] = { VARIANT_GROUPS(SUITE) };

static int run_suites(const struct suite *list, size_t count, const struct fake_kernel *kernel,
		      int argc, char *argv[])
{
	int failed = 0;
	size_t i;

	test_kernel = kernel;
	for (i = 0; i < count; i++) {
		if (argc > 1 && !strcmp(argv[1], "--list"))
			printf("%s %s\n", list[i].name, kernel->release);
		else if ((argc < 2 || !strcmp(argv[1], list[i].name)) &&
			 (argc < 3 || !strcmp(argv[2], kernel->release)))
			failed += _cmocka_run_group_tests(list[i].name, list[i].tests,
							  *list[i].count, NULL, NULL);
	}
	return failed;
}

/* usage: unit [--list | GROUP [RELEASE]] */
int main(int argc, char *argv[])
{
	int failed = 0;
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 0; fake_kernels[i]; i++)
		failed += run_suites(suites, ARRAY_SIZE(suites), fake_kernels[i], argc, argv);
	for (i = 0; fake_variants[i]; i++)
		failed += run_suites(variants, ARRAY_SIZE(variants), fake_variants[i], argc, argv);
	return failed > 0;
}
