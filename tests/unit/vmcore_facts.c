// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A kernel that describes itself: what one host was asked becomes the note of the
 * same kernel on a host that knows nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

static struct pageowner_target knowing; /* the host that is listened to */
static char note[32 * 1024];
static size_t note_len;

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	note_len += vsnprintf(note + note_len, sizeof(note) - note_len, format, args);
	va_end(args);
	assert_true(note_len < sizeof(note));
}

/* VMCOREINFO has no struct or union in front of a name. */
static const char *untagged(const char *type)
{
	const char *space = strchr(type, ' ');

	return space ? space + 1 : type;
}

static int tell_symbol(void *priv, const char *name, unsigned int index, uint64_t *ret)
{
	int err = knowing.symbol(priv, name, index, ret);

	if (!err && !index)
		say("SYMBOL(%s)=%llx\n", name, (unsigned long long)*ret);
	return err;
}

static int tell_size(void *priv, const char *type, uint64_t *ret)
{
	int err = knowing.type_size(priv, type, ret);

	if (!err)
		say("SIZE(%s)=%llu\n", untagged(type), (unsigned long long)*ret);
	return err;
}

static int tell_member(void *priv, const char *type, const char *name, uint64_t *offset,
		       uint64_t *bits)
{
	int err = knowing.member(priv, type, name, offset, bits);
	unsigned int shift = *offset;

	type = untagged(type);
	if (err)
		return err;
	if (*bits % 8 || *offset % 8) {
		if (knowing.big_endian)
			shift = 32 - *offset - *bits;
		say("MASK(%s.%s)=%llx\nSIZE(%s.%s)=4\n", type, name,
		    (unsigned long long)((1ull << *bits) - 1) << shift, type, name);
	} else if (*bits == 8 * knowing.word_size) {
		say("OFFSET(%s.%s)=%u\n", type, name, shift / 8);
	} else {
		say("OFFSET(%s.%s)=%u\nSIZE(%s.%s)=%u\n", type, name, shift / 8, type, name,
		    (unsigned int)*bits / 8);
	}
	return 0;
}

static int tell_constant(void *priv, const char *name, int64_t *ret)
{
	int err = knowing.constant(priv, name, ret);

	if (!err)
		say("NUMBER(%s)=%lld\n", name, (long long)*ret);
	return err;
}

/* Lists all records of this kernel, and has its note in the end. */
static char *list_and_listen(void)
{
	struct fake_options options = { .kallsyms = KALLSYMS_NONE };
	struct test *test = unit_new(&options);
	struct pageowner_target *host = &test->fake->target;
	char *out;

	knowing = *host;
	note_len = 0;
	host->symbol = tell_symbol;
	host->type_size = tell_size;
	host->member = tell_member;
	host->constant = tell_constant;
	assert_int_equal(pageowner_attach(test->po, host), 0);
	out = strdup(unit_ok(test, "list", "--all", NULL));
	unit_free(test);
	return out;
}

static struct test *unknowing(void)
{
	struct fake_options options = {
		.kallsyms = KALLSYMS_NONE,
		.no_types = true,
		.no_symbols = true,
	};

	return unit_new(&options);
}

/* @how: as the first patches named it, or as they do now. */
enum named { BY_ADDRESS, BY_PADDR };

static uint64_t put_named(struct test *test, enum named how, const char *text, size_t len)
{
	uint64_t addr = fake_alloc(test->fake, AREA_HEAP, len, FAKE_PAGE_SIZE);

	fake_write(test->fake, addr, text, len);
	if (how == BY_ADDRESS)
		fake_note(test->fake, "SYMBOL(vmcore_facts)=%llx", (unsigned long long)addr);
	else
		fake_note(test->fake, "NUMBER(vmcore_facts_paddr)=%llu",
			  (unsigned long long)(addr - FAKE_DIRECT_MAP));
	fake_note(test->fake, "LENGTH(vmcore_facts)=%zu", len);
	test->fake->target.vmcoreinfo = test->fake->note;
	assert_int_equal(pageowner_attach(test->po, &test->fake->target), 0);
	return addr;
}

static uint64_t put_facts(struct test *test, const char *text, size_t len)
{
	return put_named(test, BY_PADDR, text, len);
}

static void note_is_enough(enum named how)
{
	char *expected = list_and_listen();
	struct test *test = unknowing();

	put_named(test, how, note, note_len);
	assert_text(expected, unit_ok(test, "list", "--all", NULL));
	unit_run(test, "layout", NULL);
	assert_int_equal(test->po->layout.facts[F_OWNER_ORDER].source, SOURCE_NOTE);
	assert_int_equal(test->po->layout.facts[F_MAX_PFN].source, SOURCE_NOTE);
	assert_int_equal(test->po->layout.facts[F_PAGE_SIZE].source, SOURCE_VMCOREINFO);
	unit_free(test);
	free(expected);
}

static void a_note_is_enough(void **state)
{
	(void)state;
	note_is_enough(BY_ADDRESS);
	note_is_enough(BY_PADDR);
}

/* A host that sees no physical memory can't read it, and says so if it needs it. */
static void a_note_without_physical_memory(void **state)
{
	struct test *test = unknowing();

	(void)state;
	put_facts(test, "SIZE(page)=64\n", 14);
	test->fake->target.read_phys = NULL;
	assert_int_equal(pageowner_attach(test->po, &test->fake->target), 0);
	unit_run(test, "report", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "by which this kernel describes itself is not in this dump");
	unit_free(test);
}

static void the_note_comes_before_the_host(void **state)
{
	static const char text[] = "OFFSET(page_owner.pid)=4096\nSIZE(page_owner.pid)=2\n";
	struct test *test = unit_new(NULL);

	(void)state;
	put_facts(test, text, strlen(text));
	unit_run(test, "layout", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "makes no sense");
	assert_has(test->fake->out, "note        bit 32768  of    16  struct page_owner.pid\n");
	unit_free(test);
}

static void bits_that_are_none(void **state)
{
	static const char *const masks[] = {
		"0", "5", "ff000000ff", "-1", "ffffffffffffffffffff", "x", "", "1ffffffff",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(masks); i++) {
		struct test *test = unit_new(NULL);
		char text[128];

		snprintf(text, sizeof(text),
			 "MASK(handle_parts.offset)=%s\n"
			 "SIZE(handle_parts.offset)=4\n",
			 masks[i]);
		put_facts(test, text, strlen(text));
		unit_ok(test, "list", NULL);
		assert_int_equal(test->po->layout.facts[F_HANDLE_OFFSET].source, SOURCE_HOST);
		unit_free(test);
	}
}

static void an_empty_note_says_that_page_owner_is_off(void **state)
{
	struct test *test = unknowing();

	(void)state;
	fake_note(test->fake, "NUMBER(vmcore_facts_paddr)=0");
	fake_note(test->fake, "LENGTH(vmcore_facts)=0");
	test->fake->target.vmcoreinfo = test->fake->note;
	assert_int_equal(pageowner_attach(test->po, &test->fake->target), 0);
	unit_run(test, "report", NULL);
	assert_int_equal(test->status, PAGEOWNER_NO_DATA);
	assert_has(test->message, "not switched on; boot with page_owner=on");
	unit_free(test);
}

static void a_note_that_is_not_in_the_dump(void **state)
{
	struct test *test = unknowing();
	uint64_t addr = put_facts(test, "SIZE(page)=64\n", 14);

	(void)state;
	fake_hole(test->fake, addr, FAKE_PAGE_SIZE);
	unit_run(test, "report", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "by which this kernel describes itself is not in this dump");
	unit_free(test);

	/* A host that knows does without. */
	test = unit_new(NULL);
	addr = put_facts(test, "SIZE(page)=64\n", 14);
	fake_hole(test->fake, addr, FAKE_PAGE_SIZE);
	unit_ok(test, "report", NULL);
	unit_free(test);
}

static void a_note_of_impossible_length(void **state)
{
	static const char *const lengths[] = { "-1", "1000000000" };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		struct test *test = unit_new(NULL);

		fake_note(test->fake, "SYMBOL(vmcore_facts)=ffff888000001000");
		fake_note(test->fake, "LENGTH(vmcore_facts)=%s", lengths[i]);
		test->fake->target.vmcoreinfo = test->fake->note;
		assert_int_equal(pageowner_attach(test->po, &test->fake->target), 0);
		unit_run(test, "report", NULL);
		assert_int_equal(test->status, PAGEOWNER_ERROR);
		assert_has(test->message, "LENGTH(vmcore_facts)");
		unit_free(test);
	}
}

TESTS(vmcore_facts, cmocka_unit_test(a_note_is_enough),
      cmocka_unit_test(a_note_without_physical_memory),
      cmocka_unit_test(the_note_comes_before_the_host), cmocka_unit_test(bits_that_are_none),
      cmocka_unit_test(an_empty_note_says_that_page_owner_is_off),
      cmocka_unit_test(a_note_that_is_not_in_the_dump),
      cmocka_unit_test(a_note_of_impossible_length));
