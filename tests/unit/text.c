// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Texts as the releases print them, written by hand from the formats of
 * print_page_owner() in their mm/page_owner.c.
 */
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

#define FRAMES " post_alloc_hook+0x12/0x40\n do_anonymous_page+0x10/0x100\n"
#define TS 18446744073709551615ull

struct caught {
	struct allocation alloc;
	char stack[400], cgroup[100];
};

static struct caught caught[64];
static size_t nr_caught;

static int catch (struct pageowner *po, const struct allocation *alloc)
{
	struct caught *to = &caught[nr_caught++];

	assert_true(nr_caught <= ARRAY_SIZE(caught));
	to->alloc = *alloc;
	snprintf(to->stack, sizeof(to->stack), "%s", stack_text(po, stack_find(po, alloc->handle)));
	snprintf(to->cgroup, sizeof(to->cgroup), "%s",
		 name_text(po, cgroup_ref_name(po, alloc->cgroup)));
	return 0;
}

/* All records of @text, whatever is selected. */
static struct totals parse(struct test *test, const char *text, size_t len, size_t step)
{
	static const struct scan_sink sink = { catch };
	char *argv[] = { (char *)"pageowner", (char *)"list", NULL };
	struct result result = { .selection = { .allocated = true, .freed = true } };

	nr_caught = 0;
	memset(caught, 0, sizeof(caught));
	unit_text_source(test, text, len, step);
	assert_int_equal(pageowner_parse(test->po, 2, argv), 0);
	assert_int_equal(text_open(test->po), 0);
	assert_int_equal(text_scan(test->po, &sink, &result), 0);
	arena_free(&result.arena);
	return result.totals;
}

static struct totals parse_all(struct test *test, const char *text)
{
	return parse(test, text, strlen(text), 0);
}

/* clang-format off */
static const struct form {
	const char *text;
	uint64_t pfn;
	int pid, tgid;
	const char *comm;
	uint64_t ts, free_ts, flags;
	int node, zone;
	uint32_t printed_handle;
	const char *stack;
} forms[] = {
	/* v4.8: %pGp is the names alone, in brackets behind the number */
	{ "Page allocated via order 3, mask 0x24280c0(GFP_KERNEL|__GFP_ZERO)\n"
	  "PFN 4128 type Unmovable Block 8 type Movable Flags 0x1fffc000010200(slab|head)\n"
	  FRAMES "\n", 4128, .flags = 0x1fffc000010200, .node = -1, .zone = -1, .stack = FRAMES },
	/* v5.11 */
	{ "Page allocated via order 3, mask 0x24280c0(GFP_KERNEL|__GFP_ZERO), pid 71, ts 5000 ns\n"
	  "PFN 4128 type Unmovable Block 8 type Movable Flags 0x1fffc000010200(slab|head)\n"
	  FRAMES "\n", 4128, 71, .ts = 5000, .flags = 0x1fffc000010200, .node = -1, .zone = -1,
	  .stack = FRAMES },
	/* v5.13 */
	{ "Page allocated via order 3, mask 0x24280c0(GFP_KERNEL|__GFP_ZERO), pid 71, ts 5000 ns, "
	  "free_ts 4000 ns\n"
	  "PFN 4128 type Unmovable Block 8 type Movable Flags "
	  "0x1fffc000010200(slab|head|node=1|zone=2|lastcpupid=0x1fffff)\n"
	  FRAMES "\n", 4128, 71, .ts = 5000, .free_ts = 4000, .flags = 0x1fffc000010200,
	  .node = 1, .zone = 2, .stack = FRAMES },
	/* v5.18 */
	{ "Page allocated via order 3, mask 0x24280c0(GFP_KERNEL|__GFP_ZERO), pid 71, tgid 70 "
	  "(nginx), ts 5000 ns, free_ts 4000 ns\n"
	  "PFN 4128 type Unmovable Block 8 type Movable Flags "
	  "0x1fffc000010200(slab|head|node=0|zone=2|lastcpupid=0x1fffff)\n"
	  FRAMES "\n", 4128, 71, 70, "nginx", 5000, 4000, 0x1fffc000010200, 0, 2,
	  .stack = FRAMES },
	/* v6.5: PFN in hex */
	{ "Page allocated via order 3, mask 0x24280c0(GFP_KERNEL|__GFP_ZERO), pid 71, tgid 70 "
	  "(nginx), ts 5000 ns, free_ts 4000 ns\n"
	  "PFN 0x10ab type Unmovable Block 8 type Movable Flags "
	  "0x1fffc000010200(slab|head|zone=2|lastcpupid=0x1fffff)\n"
	  FRAMES "\n", 0x10ab, 71, 70, "nginx", 5000, 4000, 0x1fffc000010200, 0, 2,
	  .stack = FRAMES },
	/* v6.8: no free_ts any more */
	{ "Page allocated via order 3, mask 0x24280c0(GFP_KERNEL|__GFP_ZERO), pid 71, tgid 70 "
	  "(nginx), ts 5000 ns\n"
	  "PFN 0x10ab type Unmovable Block 8 type Movable Flags "
	  "0x1fffc000010200(slab|head|node=3|zone=1)\n"
	  FRAMES "\n", 0x10ab, 71, 70, "nginx", 5000, 0, 0x1fffc000010200, 3, 1,
	  .stack = FRAMES },
	/* v7.3: frames and the handle, the handle alone */
	{ "Page allocated via order 3, mask 0x24280c0(GFP_KERNEL|__GFP_ZERO), pid 71, tgid 70 "
	  "(nginx), ts 5000 ns\n"
	  "PFN 0x10ab type Unmovable Block 8 type Movable Flags 0x200(slab|node=3|zone=1)\n"
	  FRAMES "handle: 1048577\n\n", 0x10ab, 71, 70, "nginx", 5000, 0, 0x200, 3, 1,
	  1048577, FRAMES },
	{ "Page allocated via order 3, mask 0x24280c0(GFP_KERNEL|__GFP_ZERO), pid 71, tgid 70 "
	  "(nginx), ts 5000 ns\n"
	  "PFN 0x10ab type Unmovable Block 8 type Movable Flags 0x200(slab|node=3|zone=1)\n"
	  "handle: 1048577\n\n", 0x10ab, 71, 70, "nginx", 5000, 0, 0x200, 3, 1, 1048577,
	  " handle: 1048577\n" },
};
/* clang-format on */

static void check_form(struct test *test, const struct form *want, const struct caught *got)
{
	const struct allocation *alloc = &got->alloc;

	assert_true(alloc->allocated);
	assert_int_equal(alloc->order, 3);
	assert_int_equal(alloc->gfp_mask, 0x24280c0);
	assert_int_equal(alloc->pfn, want->pfn);
	assert_int_equal(alloc->pid, want->pid);
	assert_int_equal(alloc->tgid, want->tgid);
	assert_string_equal(alloc->comm, want->comm ? want->comm : "");
	assert_int_equal(alloc->ts_nsec, want->ts);
	assert_int_equal(alloc->free_ts_nsec, want->free_ts);
	assert_int_equal(alloc->flags, want->flags);
	assert_int_equal(alloc->node, want->node);
	assert_int_equal(alloc->zone, want->zone);
	assert_int_equal(alloc->allocator, ALLOCATOR_SLAB);
	assert_int_equal(alloc->printed_handle, want->printed_handle);
	assert_string_equal(page_migratetype_name(test->po, alloc->migratetype), "Unmovable");
	assert_string_equal(page_migratetype_name(test->po, alloc->block_type), "Movable");
	assert_text(got->stack, want->stack);
}

static void every_form_since_v4_8(void **state)
{
	struct test *test = unit_new(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		struct totals totals = parse_all(test, forms[i].text);

		assert_int_equal(nr_caught, 1);
		assert_int_equal(totals.allocations, 1);
		assert_int_equal(totals.owned_pages, 8);
		assert_int_equal(totals.not_records, 0);
		check_form(test, &forms[i], &caught[0]);
		assert_text(unit_ok(test, "list", NULL), forms[i].text);
		assert_has(unit_ok(test, "report", "--pages", NULL), "\nOwned        8 pages");
	}
	unit_free(test);
}

static char *all_forms(bool returns)
{
	char *ret = calloc(64 * 1024, 1);
	size_t i, len = 0;
	const char *at;

	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		for (at = forms[i].text; *at; at++) {
			if (returns && *at == '\n')
				ret[len++] = '\r';
			ret[len++] = *at;
		}
	}
	return ret;
}

static void reads_of_any_size_give_the_same(void **state)
{
	static const size_t steps[] = { 0, 1, 2, 3, 7, 61, 512, 1021, 4096 };
	static const char *const commands[][5] = {
		{ "list" },
		{ "report", "--full" },
		{ "report", "--cull", "pid,order" },
		{ "sort", "in", "out" },
		{ "list", "--newer", "0" },
	};
	struct test *test = unit_new(NULL);
	char *text = all_forms(false), *returns = all_forms(true), *want[8] = { NULL };
	size_t i, k, round;

	(void)state;
	for (round = 0; round < 2; round++) {
		const char *source = round ? returns : text;

		for (i = 0; i < ARRAY_SIZE(steps); i++) {
			unit_text_source(test, source, strlen(source), steps[i]);
			for (k = 0; k < ARRAY_SIZE(commands); k++) {
				const char *const *words = commands[k];
				const char *out =
					unit_ok(test, words[0], words[1], words[2], words[3], NULL);

				assert_true(*out);
				if (want[k])
					assert_text(out, want[k]);
				else
					want[k] = strdup(out);
			}
			parse(test, source, strlen(source), steps[i]);
			assert_int_equal(nr_caught, ARRAY_SIZE(forms));
			for (k = 0; k < nr_caught; k++)
				check_form(test, &forms[k], &caught[k]);
		}
	}
	assert_text(want[0], text);
	for (k = 0; k < ARRAY_SIZE(commands); k++)
		free(want[k]);
	free(text);
	free(returns);
	unit_free(test);
}

/* What list prints, list reads. */
static void list_of_a_dump_is_a_source(void **state)
{
	struct test *test = unit_new(NULL);
	char *list = strdup(unit_ok(test, "list", "--all", NULL));
	char *owned = strdup(unit_ok(test, "list", NULL));
	char *freed = strdup(unit_ok(test, "list", "--freed", NULL));

	(void)state;
	unit_text_source(test, list, strlen(list), 0);
	assert_text(unit_ok(test, "list", "--all", NULL), list);
	assert_text(unit_ok(test, "list", NULL), owned);
	assert_text(unit_ok(test, "list", "--freed", NULL), freed);
	free(list);
	free(owned);
	free(freed);
	unit_free(test);
}

static void notes_behind_the_frames(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	parse_all(test, "Page allocated via order 0, mask 0xcc0(GFP_KERNEL), pid 1, tgid 1 (init), "
			"ts 9 ns\n"
			"PFN 0x20 type Movable Block 0 type CMA Flags 0x0(zone=1)\n" FRAMES
			"Page has been migrated, last migrate reason: compaction\n"
			"Charged (via objcg) to offline memcg my group\n\n"
			"Page allocated via order 2, mask 0xcc0(GFP_KERNEL), pid 1, tgid 1 (init), "
			"ts 9 ns\n"
			"PFN 0x24 type Movable Block 0 type Movable Flags 0x0(zone=1)\n" FRAMES
			"Page has been freed, pid 5, tgid 6, free_ts 77 ns\n"
			" free_unref_page+0x10/0x100\n\n");
	assert_int_equal(nr_caught, 2);
	assert_string_equal(caught[0].cgroup, "my group");
	assert_int_equal(caught[0].alloc.allocator, ALLOCATOR_CMA);
	assert_text(caught[0].stack, FRAMES);
	assert_false(caught[1].alloc.allocated);
	assert_int_equal(caught[1].alloc.free_pid, 5);
	assert_int_equal(caught[1].alloc.free_tgid, 6);
	assert_int_equal(caught[1].alloc.free_ts_nsec, 77);
	assert_int_equal(caught[1].alloc.pid, 1);
	assert_text(caught[1].stack, FRAMES); /* not the one of the free */
	unit_free(test);
}

static void comm_may_hold_anything(void **state)
{
	/* clang-format off */
	static const char *const comms[] = {
		"a", "", "(sd-pam)", "kworker/0:1-eve", "a, pid 7", "), ts 5 ns", "x), ts 5 n",
		"a (b), ts ", "((", "))", "tgid 9 (q)", ", tgid 3 (y)", ", free_ts 6 ns", " ",
		"PFN 7", "0123456789abcde", ", order 7,", ", mask 0x1(",
	};
	/* clang-format on */
	struct test *test = unit_new(NULL);
	size_t i;
	int round;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(comms); i++) {
		for (round = 0; round < 2; round++) {
			const struct allocation *alloc = &caught[0].alloc;
			char text[400];

			snprintf(text, sizeof(text),
				 "Page allocated via order 1, mask 0xcc0"
				 "(GFP_KERNEL), pid 71, tgid 70 (%s), ts 1234 ns%s\n"
				 "PFN 0x20 type Movable Block 0 type Movable "
				 "Flags 0x0(zone=1)\n" FRAMES "\n",
				 comms[i], round ? ", free_ts 99 ns" : "");
			parse_all(test, text);
			assert_int_equal(nr_caught, 1);
			if (strcmp(alloc->comm, comms[i]) || alloc->ts_nsec != 1234 ||
			    alloc->free_ts_nsec != (round ? 99 : 0) || alloc->pid != 71 ||
			    alloc->tgid != 70 || alloc->order != 1)
				fail_msg("(%s): (%s) ts %llu free_ts %llu pid %d tgid %d order %d",
					 comms[i], alloc->comm, (unsigned long long)alloc->ts_nsec,
					 (unsigned long long)alloc->free_ts_nsec, alloc->pid,
					 alloc->tgid, alloc->order);
		}
	}
	unit_free(test);
}

static void lines_may_be_missing(void **state)
{
	/* clang-format off */
	static const struct { const char *text; size_t records, not_records; } cases[] = {
		{ "", 0, 0 },
		{ "\n\n\n\n", 0, 0 },
		{ "garbage\n\n", 0, 1 },
		{ "garbage", 0, 1 },
		{ "Page allocated via", 0, 1 },
		{ "Page allocated via order ", 0, 1 },
		{ "Page allocated via the back door\n\n", 0, 1 },
		{ "Page allocated via order 0\n\n", 1, 0 },
		/* no PFN line, no frames, neither */
		{ "Page allocated via order 0, mask 0x0()\n" FRAMES "\n", 1, 0 },
		{ "Page allocated via order 0, mask 0x0()\nPFN 1 type Movable\n\n", 1, 0 },
		{ "Page allocated via order 0, mask\nPFN\n \n\n", 1, 0 },
		{ FRAMES "\nPage allocated via order 0, mask 0x0()\n" FRAMES "\n", 1, 1 },
		/* what a boot message looks like that found its way into the file */
		{ "\n\n[    1.0] hello\n\nPage allocated via order 0, mask 0x0()\n" FRAMES
		  "\n\n\n\nPage allocated via order 0, mask 0x0()\n" FRAMES "\n", 2, 1 },
		{ "Page allocated via order 0, mask 0xcc0(GFP_KERNEL\nPFN 0x\n\n", 1, 0 },
		{ "Page allocated via order 99999999999999999999, mask 0x0()\n\n", 0, 0 },
		{ "Page allocated via order 25, mask 0x0()\n\n", 0, 0 },
		{ "Page allocated via order 65536, mask 0x0()\n\n", 0, 0 },
	};
	/* clang-format on */
	struct test *test = unit_new(NULL);
	size_t i, step;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		for (step = 0; step < 3; step++) {
			struct totals totals =
				parse(test, cases[i].text, strlen(cases[i].text), step);

			if (nr_caught != cases[i].records ||
			    totals.not_records != cases[i].not_records ||
			    totals.allocations != cases[i].records)
				fail_msg("case %zu: %zu records, %llu that are none", i, nr_caught,
					 (unsigned long long)totals.not_records);
		}
		if (cases[i].records) {
			unit_ok(test, "report", NULL);
			unit_ok(test, "list", NULL);
			unit_ok(test, "sort", "in", "out", NULL);
			unit_ok(test, "--tree", NULL);
			continue;
		}
		unit_run(test, "report", NULL);
		assert_int_equal(test->status, PAGEOWNER_ERROR);
		assert_has(test->message, "no record of page_owner is in it");
	}
	unit_free(test);
}

/* A copy that ended early: at every byte of the last record. */
static void last_block_may_be_cut(void **state)
{
	struct test *test = unit_new(NULL);
	const char *text = forms[3].text;
	size_t len;

	(void)state;
	for (len = strlen("Page allocated via order 0"); len <= strlen(text); len++) {
		size_t shown = len < strlen(text) ? len : len - 1;
		const char *out;

		parse(test, text, len, 0);
		assert_int_equal(nr_caught, 1);
		out = unit_ok(test, "list", NULL);
		while (text[shown - 1] == ' ') /* blanks at ends of lines are dropped */
			shown--;
		assert_memory_equal(out, text, shown);
		assert_has(unit_ok(test, "report", "--full", NULL), "in 1 allocations");
		unit_ok(test, "sort", "in", "out", NULL);
		unit_run(test, "report", "--frame", "do_anonymous_page", NULL);
		assert_int_equal(test->status, PAGEOWNER_COMPLETE);
	}
	unit_free(test);
}

/* The kernel's records fit a page; whatever is larger is none, however it is read. */
static void huge_blocks_are_no_records(void **state)
{
	static const size_t sizes[] = { 65535, 65536, 65537, 100000, 262144, 700000 };
	static const size_t steps[] = { 0, 1000, 65536, 65537 };
	struct test *test = unit_new(NULL);
	size_t i, k, round;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (round = 0; round < 2; round++) {
			const char *start = round ? "Page allocated via order 0, mask 0x0()\n"
						  : "x";
			size_t len = strlen(forms[3].text) * 2 + sizes[i] + 2;
			char *text = calloc(len + 1, 1), *at = stpcpy(text, forms[3].text);

			memset(at, 'y', sizes[i]);
			memcpy(at, start, strlen(start));
			at = mempcpy(at + sizes[i] - 1, "\n\n", 2);
			memcpy(at, forms[4].text, strlen(forms[4].text));
			for (k = 0; k < ARRAY_SIZE(steps); k++) {
				struct totals totals = parse(test, text, strlen(text), steps[k]);
				bool record = round && sizes[i] <= 65536;

				if (nr_caught != (record ? 3 : 2) || totals.not_records != !record)
					fail_msg("%s of %zu, %zu at a time: %zu records, %llu none",
						 round ? "record" : "garbage", sizes[i], steps[k],
						 nr_caught, (unsigned long long)totals.not_records);
				check_form(test, &forms[3], &caught[0]);
				check_form(test, &forms[4], &caught[nr_caught - 1]);
			}
			free(text);
		}
	}
	unit_free(test);
}

static uint64_t survey(struct test *test, const char *text, size_t len, size_t step)
{
	uint64_t newest = 1;

	unit_text_source(test, text, len, step);
	assert_int_equal(text_open(test->po), 0);
	assert_int_equal(text_survey(test->po, &newest), 0);
	pageowner_abandon(test->po);
	return newest;
}

static void newest_time_is_found_across_reads(void **state)
{
	static const uint64_t newest[] = { 7, 1234567890123456789ull, TS };
	struct test *test = unit_new(NULL);
	char text[600];
	size_t i, step;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(newest); i++) {
		snprintf(text, sizeof(text),
			 "Page allocated via order 0, mask 0x0(), pid 1, "
			 "tgid 1 (a), ts 5 ns, free_ts 18446744073709551615 ns\n\n"
			 "Page allocated via order 0, mask 0x0(), pid 1, tgid 1 (a), ts %llu ns\n\n"
			 "Page allocated via order 0, mask 0x0(), pid 1, tgid 1 (a), ts 6 ns\n\n",
			 (unsigned long long)newest[i]);
		for (step = 0; step < 70; step++) {
			assert_int_equal(survey(test, text, strlen(text), step), newest[i]);
		}
	}
	assert_int_equal(survey(test, "", 0, 0), 0);
	assert_int_equal(survey(test, "ts 5 ns\nhello, ts 7 ns\n", 24, 0), 0);
	unit_free(test);
}

/* The same at the end of what one read can hold, 256 KiB. */
static void newest_time_is_found_across_chunks(void **state)
{
	static const char record[] = "\nPage allocated via order 0, mask 0x0(), pid 1, ts "
				     "1234567890123456789 ns\n";
	size_t chunk = 256 * 1024, shift;
	char *text = malloc(chunk + 100);
	struct test *test = unit_new(NULL);

	(void)state;
	for (shift = 0; shift < sizeof(record); shift++) {
		memset(text, '\n', chunk + 100);
		memcpy(text + chunk - shift, record, strlen(record));
		memcpy(text + 100, "Page allocated via order 0, mask 0x0(), pid 1, ts 99 ns", 55);
		assert_int_equal(survey(test, text, chunk + 100, 0), 1234567890123456789ull);
	}
	free(text);
	unit_free(test);
}

/* A name of masks is what is common to those that have it. */
static void masks_of_a_text_explain_its_names(void **state)
{
	/* clang-format off */
	static const struct { const char *gfp; size_t records; } cases[] = {
		{ "GFP_KERNEL", 3 }, { "__GFP_ZERO", 2 }, { "__GFP_COMP", 1 }, { "GFP_ATOMIC", 2 },
		{ "!GFP_KERNEL", 2 }, { "GFP_KERNEL|__GFP_ZERO", 1 }, { "0x100", 2 },
		{ "GFP_NOFS", 0 },
	};
	/* clang-format on */
	static const char *const masks[] = {
		"0xcc0(GFP_KERNEL)",
		"0xdc0(GFP_KERNEL|__GFP_ZERO)",
		"0x40cc0(GFP_KERNEL|__GFP_COMP)",
		"0x820(GFP_ATOMIC)",
		"0x920(GFP_ATOMIC|__GFP_ZERO)",
	};
	struct test *test = unit_new(NULL);
	char text[2000] = "";
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(masks); i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "Page allocated via "
			 "order 0, mask %s\nPFN 1 type Movable\n" FRAMES "\n",
			 masks[i]);
	unit_text_source(test, text, strlen(text), 0);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *out = unit_ok(test, "list", "--gfp", cases[i].gfp, NULL);
		size_t count = 0;

		for (; (out = strstr(out, "Page allocated")); out++)
			count++;
		if (count != cases[i].records)
			fail_msg("%s: %zu", cases[i].gfp, count);
	}
	unit_free(test);
}

static void ages_are_as_of_the_newest_record(void **state)
{
	static const char text[] =
		"Page allocated via order 0, mask 0x0(), pid 1, tgid 1 (a), ts 100000000000 ns\n"
		"PFN 0x1 type Movable Block 0 type Movable Flags 0x0()\n" FRAMES "\n"
		"Page allocated via order 0, mask 0x0(), pid 2, tgid 2 (b), ts 90000000000 ns\n"
		"PFN 0x2 type Movable Block 0 type Movable Flags 0x0()\n" FRAMES "\n"
		"Page allocated via order 0, mask 0x0(), pid 3, tgid 3 (c), ts 40000000000 ns\n"
		"PFN 0x3 type Movable Block 0 type Movable Flags 0x0()\n" FRAMES "\n";
	struct test *test = unit_new(NULL);

	(void)state;
	unit_text_source(test, text, strlen(text), 0);
	assert_text(unit_ok(test, "list", "--older", "1m", NULL),
		    strstr(text, "Page allocated via "
				 "order 0, mask 0x0(), pid 3"));
	assert_has_not(unit_ok(test, "list", "--newer", "10s", NULL), "pid 3");
	assert_has(test->fake->out, "pid 1");
	assert_has(test->fake->out, "pid 2");
	assert_text(unit_ok(test, "list", "--older", "61s", NULL), "");
	assert_has(unit_ok(test, "report", NULL), "1m 0s");
	unit_free(test);
}

static void texts_have_no_pages_to_look_into(void **state)
{
	struct test *test = unit_new(NULL);

	(void)state;
	unit_text_source(test, forms[0].text, strlen(forms[0].text), 0);
	unit_run(test, "page", "32", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "text");
	unit_run(test, "stack", "1", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	unit_ok(test, "list", NULL);
	unit_free(test);
}

/* In a later form the same names: a handle selects, a cgroup groups. */
static void selections_work_on_texts(void **state)
{
	/* clang-format off */
	static const struct { const char *option, *value; size_t records; } cases[] = {
		{ "--pid", "71", 7 }, { "--pid", "!71", 1 }, { "--tgid", "70", 5 },
		{ "--name", "nginx", 5 }, { "--order", "3", 8 }, { "--order", "0-2", 0 },
		{ "--gfp", "GFP_KERNEL", 8 }, { "--gfp", "GFP_KERNEL|__GFP_ZERO", 8 },
		{ "--gfp", "GFP", 0 }, { "--gfp", "__GFP_COMP", 0 }, { "--gfp", "0xc0", 8 },
		{ "--gfp", "0x1", 0 }, { "--flags", "slab", 8 }, { "--flags", "head", 6 },
		{ "--flags", "!head", 2 }, { "--flags", "hea", 0 }, { "--flags", "0x200", 8 },
		{ "--migratetype", "Unmovable", 8 }, { "--migratetype", "movable", 0 },
		{ "--zone", "2", 3 }, { "--zone", "1", 3 }, { "--node", "3", 3 },
		{ "--pfn", "4128", 4 }, { "--pfn", "0x10ab", 4 }, { "--pfn", "1-5000", 8 },
		{ "--handle", "1048577", 2 }, { "--handle", "0", 6 },
		{ "--frame", "^do_anonymous_page\\+", 8 }, { "--frame", "!do_anon", 0 },
		{ "--module", "vmlinux", 8 }, { "--cgroup", "web", 0 }, { "--cgroup", "!web", 8 },
		{ "--slab", NULL, 8 }, { "--no-slab", NULL, 0 },
	};
	/* clang-format on */
	struct test *test = unit_new(NULL);
	char *text = all_forms(false);
	size_t i;

	(void)state;
	unit_text_source(test, text, strlen(text), 0);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *out = unit_run(test, "list", cases[i].option, cases[i].value, NULL);
		size_t count = 0;

		for (; (out = strstr(out, "Page allocated")); out++)
			count++;
		if (count != cases[i].records)
			fail_msg("%s %s: %zu", cases[i].option, cases[i].value, count);
	}
	free(text);
	unit_free(test);
}

static ssize_t broken_text(void *priv, uint64_t offset, void *buf, size_t len)
{
	(void)priv;
	(void)buf;
	(void)len;
	return offset ? -EIO : -EACCES;
}

static void errors_of_the_host_are_said(void **state)
{
	struct test *test = unit_new(NULL);
	struct pageowner_target target = {
		.size = sizeof(target),
		.priv = test->fake,
		.text = broken_text,
		.write = test->fake->target.write,
	};

	(void)state;
	pageowner_attach(test->po, &target);
	unit_run(test, "report", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "Permission denied");
	unit_run(test, "report", "--older", "1s", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "Permission denied");
	unit_free(test);
}

/* The same stacks with other rules, and with none again: in one session. */
static void rules_name_other_callers(void **state)
{
	static const char text[] =
		"Page allocated via order 0, mask 0x0(), pid 1, tgid 1 (a), ts 1 ns\n"
		"PFN 0x1 type Movable Block 0 type Movable Flags 0x0()\n"
		" alloc_pages+0x1/0x2\n my_wrap+0x1/0x2 [ring]\n my_open+0x1/0x2 [ring]\n"
		" vfs_open+0x1/0x2\n do_open+0x1/0x2\n\n";
	struct test *test = unit_new(NULL);

	(void)state;
	unit_text_source(test, text, strlen(text), 0);
	assert_has(unit_ok(test, "--cull", "caller", NULL), "caller my_wrap [ring]");
	assert_has(unit_ok(test, "--cull", "caller", "--skip", "^my_wrap \\[ring\\]$", NULL),
		   "caller my_open [ring]");
	assert_has(unit_ok(test, "--cull", "caller", "--skip", "_wrap", "--skip", "^my_", NULL),
		   "caller vfs_open");
	assert_has(unit_ok(test, "--cull", "caller", "--callers", "^do_", NULL), "caller do_open");
	assert_has(unit_ok(test, "--cull", "caller", "--callers", "^(do|vfs)_", NULL),
		   "caller vfs_open");
	assert_has(unit_ok(test, "--cull", "caller", "--callers", "^nobody", "--skip", "wrap",
			   NULL),
		   "caller my_open [ring]");
	assert_has(unit_ok(test, "--cull", "caller", "--skip", ".", NULL), "(no caller)");
	assert_has(unit_ok(test, "--cull", "caller", NULL), "caller my_wrap [ring]");
	assert_has_not(unit_ok(test, "--skip", "wrap", NULL), "my_wrap");
	unit_run(test, "--skip", "a[", NULL);
	assert_int_equal(test->status, PAGEOWNER_USAGE);
	assert_has(test->message, "--skip a[: ");
	unit_run(test, "--callers", "a****b", NULL);
	assert_int_equal(test->status, PAGEOWNER_USAGE);
	assert_has(test->message, "--callers a****b: ");
	unit_free(test);
}

/*
 * show_stacks_handles of v6.19, show_handles, and the modes handle and stack_handle of v7.3, by
 * the formats of stack_print() and print_page_owner(): one stack, in any order.
 */
static void handles_are_the_stacks_that_a_text_has_for_them(void **state)
{
	static const char map[] = " get_page_from_freelist+0x1416/0x1600\n"
				  " folio_alloc_noprof+0x56/0xa0\n filemap_fault+0x305/0x1000\n"
				  " __do_fault+0x2c/0xb0\nhandle: 27000838\n\n";
	static const char counts[] = "handle: 27000838\nnr_base_pages: 9643\n\n"
				     "handle: 5\nnr_base_pages: 7\n\n";
	static const char record[] =
		"Page allocated via order 0, mask 0x0(), pid 1, tgid 1 (a), ts 1 ns\n"
		"PFN 0x1 type Movable Block 0 type Movable Flags 0x0()\nhandle: 27000838\n\n";
	static const char both[] =
		"Page allocated via order 0, mask 0x0(), pid 1, tgid 1 (a), ts 1 ns\n"
		"PFN 0x1 type Movable Block 0 type Movable Flags 0x0()\n"
		" get_page_from_freelist+0x1416/0x1600\n folio_alloc_noprof+0x56/0xa0\n"
		" filemap_fault+0x305/0x1000\n __do_fault+0x2c/0xb0\nhandle: 27000838\n\n";
	static const struct {
		const char *first, *second, *pages, *groups;
	} cases[] = {
		{ map, counts, " 9643 ", "2 of 2 " },  { counts, map, " 9643 ", "2 of 2 " },
		{ map, record, "    1 ", "1 of 1 " },  { record, map, "    1 ", "1 of 1 " },
		{ both, record, "    2 ", "1 of 1 " }, { record, both, "    2 ", "1 of 1 " },
		{ both, counts, " 9644 ", "2 of 2 " },
	};
	struct test *test = unit_new(NULL);
	char text[2000];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		snprintf(text, sizeof(text), "%s%s", cases[i].first, cases[i].second);
		unit_text_source(test, text, strlen(text), 0);
		assert_has(unit_ok(test, "--cull", "caller", NULL), "caller filemap_fault");
		assert_has(test->fake->out, cases[i].pages);
		assert_has(test->fake->out, cases[i].groups);
		assert_has(unit_ok(test, "--full", NULL), " __do_fault+0x2c/0xb0\n");
		assert_has_not(test->fake->out, "27000838");
	}
	unit_text_source(test, map, strlen(map), 0);
	unit_run(test, "report", NULL);
	assert_int_equal(test->status, PAGEOWNER_ERROR);
	assert_has(test->message, "no pages");
	unit_free(test);
}

TESTS(text, cmocka_unit_test(every_form_since_v4_8),
      cmocka_unit_test(reads_of_any_size_give_the_same),
      cmocka_unit_test(list_of_a_dump_is_a_source), cmocka_unit_test(notes_behind_the_frames),
      cmocka_unit_test(comm_may_hold_anything), cmocka_unit_test(lines_may_be_missing),
      cmocka_unit_test(last_block_may_be_cut), cmocka_unit_test(huge_blocks_are_no_records),
      cmocka_unit_test(newest_time_is_found_across_reads),
      cmocka_unit_test(newest_time_is_found_across_chunks),
      cmocka_unit_test(masks_of_a_text_explain_its_names),
      cmocka_unit_test(ages_are_as_of_the_newest_record),
      cmocka_unit_test(texts_have_no_pages_to_look_into),
      cmocka_unit_test(rules_name_other_callers),
      cmocka_unit_test(handles_are_the_stacks_that_a_text_has_for_them),
      cmocka_unit_test(selections_work_on_texts), cmocka_unit_test(errors_of_the_host_are_said));
