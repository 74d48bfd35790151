// SPDX-License-Identifier: GPL-2.0-or-later
#include "unit.h"

/* clang-format off */
/* What stands in front of a line of the kernel, and by whom. */
static const struct prefix {
	const char *text, *clock;
	uint64_t ts; /* 0: it has none */
} prefixes[] = {
	{ "", NULL, 0 },
	/* kernel/printk/printk.c: print_time(), print_caller(), print_syslog() */
	{ "[    3.923650] ", NULL, 3923650000 },
	{ "[155609.000001] ", NULL, 155609000001000 },
	{ "[    3.923650][   T92] ", NULL, 3923650000 },
	{ "[    3.923650][    C0] ", NULL, 3923650000 },
	{ "[    3.923650] [   T92] ", NULL, 3923650000 },
	{ "<4>[    3.923650] ", NULL, 3923650000 },
	{ "<12>[    3.923650][ T1234] ", NULL, 3923650000 },
	/* dmesg -x, -d, -T, --reltime, --time-format iso */
	{ "kern  :warn  : [    3.923650] ", NULL, 3923650000 },
	{ "[    3.923650 <    0.000386>] ", NULL, 3923650000 },
	{ "[Fri Nov 27 11:44:03 2026] ", "Fri Nov 27 11:44:03 2026", 0 },
	{ "[Nov27 11:44] ", "Nov27 11:44", 0 },
	{ "2026-11-27T11:44:03,923650+00:00 ", "2026-11-27T11:44:03,923650+00:00", 0 },
	/* syslog, and the journal: short, -precise, -iso, -iso-precise, -full, -monotonic, -unix */
	{ "Nov 27 11:44:03 web-1 kernel: ", "Nov 27 11:44:03", 0 },
	{ "Nov  7 11:44:03 web-1 kernel: [    3.923650] ", "Nov  7 11:44:03", 3923650000 },
	{ "<6>Nov 27 11:44:03 web-1 kernel: [    3.923650] ", "Nov 27 11:44:03", 3923650000 },
	{ "Nov 27 11:44:03.923650 web-1 kernel: ", "Nov 27 11:44:03.923650", 0 },
	{ "2026-11-27T11:44:03+0000 web-1 kernel: ", "2026-11-27T11:44:03+0000", 0 },
	{ "2026-11-27T11:44:03.923650+00:00 web-1 kernel: [    3.923650] ",
	  "2026-11-27T11:44:03.923650+00:00", 3923650000 },
	{ "Fri 2026-11-27 11:44:03 UTC web-1 kernel: ", "Fri 2026-11-27 11:44:03 UTC", 0 },
	{ "[    3.923650] web-1 kernel: ", NULL, 3923650000 },
	{ "1764243843.923650 web-1 kernel: ", "1764243843.923650", 0 },
	{ "kernel: [    3.923650] ", NULL, 3923650000 },
	{ "2026-11-27 11:44:03 kernel[0]: ", "2026-11-27 11:44:03", 0 },
	/* logcat -b kernel, and the consoles of phones */
	{ "11-27 11:44:03.923     0     0 W ", "11-27 11:44:03.923", 0 },
	{ "11-27 11:44:03.923  1234  1235 W         : ", "11-27 11:44:03.923", 0 },
	{ "<4>[    3.923650]  (0)[92:kswapd0]", NULL, 3923650000 },
	{ "[    3.923650]  [2:        kswapd0:   92] ", NULL, 3923650000 },
	{ "[    3.923650] I[0:      swapper/0:    0] ", NULL, 3923650000 },
	{ "[2026:11:27 11:44:03][pid:92,cpu0,kswapd0]", "2026:11:27 11:44:03", 0 },
	/* captures of a serial console; mails */
	{ "[2026-11-27 11:44:03] [    3.923650] ", "2026-11-27 11:44:03", 3923650000 },
	{ "> > [    3.923650] ", NULL, 3923650000 },
	{ "    [    3.923650] ", NULL, 3923650000 },
};

/* Lines that begin with what could be taken for a prefix. */
static const char *const lines[] = {
	"java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0",
	"Mem-Info:",
	" active_file:0 inactive_file:0 isolated_file:0",
	"Node 0 DMA per-cpu:",
	"[     93]     0    93     1013      940    49152        0             0 nginx",
	"[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name",
	"lowmem_reserve[]: 0 445 445 445 445",
	"12 pages in swap cache",
	"0 total pagecache pages",
	"oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0",
};
/* clang-format on */

static void any_prefix_and_any_line(void **state)
{
	char text[512];
	size_t i, k;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(prefixes); i++) {
		const struct prefix *prefix = &prefixes[i];

		for (k = 0; k < ARRAY_SIZE(lines); k++) {
			struct log_line line;

			size_t len = strlen(prefix->text);

			/* Without a blank in between nobody can tell what is whose. */
			if (len && prefix->text[len - 1] != ' ' && strchr(" [", lines[k][0]))
				continue;
			snprintf(text, sizeof(text), "%s%s \r", prefix->text, lines[k]);
			log_line(text, strlen(text), &line);
			if (line.len != strlen(lines[k]) || memcmp(line.text, lines[k], line.len))
				fail_msg("%s: %.*s", text, (int)line.len, line.text);
			if (line.has_ts != !!prefix->ts || (prefix->ts && line.ts != prefix->ts))
				fail_msg("%s: time %llu", text, (unsigned long long)line.ts);
			if (prefix->clock
				    ? line.clock_len != strlen(prefix->clock) ||
					      memcmp(line.clock, prefix->clock, line.clock_len)
				    : line.clock_len != 0)
				fail_msg("%s: clock %.*s", text, (int)line.clock_len, line.clock);
			assert_false(line.foreign);
			assert_int_equal(line.said_kernel, !!strstr(prefix->text, "kernel"));
			assert_int_equal(line.prefixed, !!prefix->text[0]);
		}
	}
}

static void other_programs_are_told_apart(void **state)
{
	static const char *const foreign[] = {
		"Nov 27 11:44:03 web-1 systemd[1]: Started Session 4 of user root.",
		"2026-11-27T11:44:03+0000 web-1 systemd[1]: Started Session 4 of user root.",
		"[    3.923650] web-1 systemd[1]: Started Session 4 of user root.",
		"Nov 27 11:44:03 web-1 earlyoom: Out of memory: Killed process 1 (sh)",
	};
	struct log_line line;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(foreign); i++) {
		log_line(foreign[i], strlen(foreign[i]), &line);
		assert_true(line.foreign);
		assert_ptr_equal(line.text, strstr(foreign[i], i < 3 ? "systemd" : "earlyoom"));
	}
}

static void what_is_no_prefix_stays(void **state)
{
	static const char *const plain[] = {
		"",
		"[",
		"<",
		"<4",
		"[1.",
		"[    3.92]x",
		"[T",
		"(0)[",
		"[<ffffffff81000000>] f+0x1/0x2",
		"Nov 27",
		"2026-11-27",
		"11-27 11:44:03.923 12",
		"kern  :warn",
		"1764243843.92",
	};
	struct log_line line;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(plain); i++) {
		log_line(plain[i], strlen(plain[i]), &line);
		assert_int_equal(line.len, strlen(plain[i]));
		assert_false(line.prefixed);
	}
}

TESTS(log_line, cmocka_unit_test(any_prefix_and_any_line),
      cmocka_unit_test(other_programs_are_told_apart), cmocka_unit_test(what_is_no_prefix_stays));
