// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The log's part of the page for the ticket.  The lines are those of mm/oom_kill.c,
 * mm/show_mem.c and kernel/panic.c, in their order.
 */
#include "unit.h"

static const char *const oom_report[] = {
	"Tasks: nothing to see yet",
	"java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=2, oom_score_adj=0",
	"CPU: 0 PID: 7 Comm: java Not tainted 6.1.0 #1",
	"Call Trace:",
	"memory: usage 1024kB, limit 1024kB, failcnt 3",
	"Mem-Info:",
	"active_anon:1 inactive_anon:2 isolated_anon:0\n free:3 free_pcp:4 free_cma:0",
	"Node 0 active_anon:4kB",
	"DMA free:12kB",
	"Tasks state (memory values in pages):",
	"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),oom_memcg=/web,task=java,pid=7,uid=0",
	"Memory cgroup out of memory: Killed process 7 (java) total-vm:4kB",
};

static struct test *with_log(struct fake_log *log)
{
	struct test *test = unit_new(NULL);

	memset(log, 0, sizeof(*log));
	fake_log_ring(test->fake, log);
	return test;
}

static void add(struct test *test, const struct fake_log *log, uint64_t ts, const char *text)
{
	fake_log_add(test->fake, log, ts, text, strlen(text));
}

static void what_a_report_says(void **state)
{
	struct fake_log log;
	struct test *test = with_log(&log);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(oom_report); i++)
		add(test, &log, 2000000, oom_report[i]);
	unit_run(test, "oom", NULL);
	assert_has(test->fake->out,
		   "OOM reports  1 in the log:\n"
		   "             [    0.002000] java, order 2, mask 0xcc0(GFP_KERNEL), constraint "
		   "MEMCG, cgroup /web (1024 of 1024 kB): killed java (pid 7)\n"
		   "\n"
		   "Mem-Info     [    0.002000] where memory was\n"
		   "     PAGES        MiB WHAT\n"
		   "         3        0.0 free\n"
		   "         4        0.0 free, on lists of CPUs\n"
		   "         3        0.0 anonymous and shared memory\n"
		   "             the log lacks page cache, unevictable, slab, reclaimable, slab, "
		   "unreclaimable, page tables, kernel stacks, how much memory there is");
	assert_has_not(test->fake->out, "Panic ");
	unit_free(test);
}

static void the_last_report_and_the_first_panic(void **state)
{
	struct fake_log log;
	struct test *test = with_log(&log);

	(void)state;
	add(test, &log, 1000, "sh invoked oom-killer: order=0");
	add(test, &log, 1000, "Out of memory: Killed process 1 (sh)");
	add(test, &log, 2000, "cc invoked oom-killer: order=1");
	add(test, &log, 3000, "Kernel panic - not syncing: Out of memory");
	add(test, &log, 4000, "Kernel panic - not syncing: again");
	unit_run(test, "oom", NULL);
	assert_has(test->fake->out,
		   "2 in the log:\n"
		   "             [    0.000001] sh, order 0: killed sh (pid 1)\n"
		   "             [    0.000002] cc, order 1: Kernel panic - not syncing: Out of "
		   "memory\n"
		   "Cut          the last report lacks Mem-Info\n"
		   "Panic        [    0.000003] Kernel panic - not syncing: Out of memory\n");
	assert_has_not(test->fake->out, "again");
	unit_free(test);
}

static void logs_without_a_report(void **state)
{
	struct fake_log log;
	struct test *test = with_log(&log);

	(void)state;
	add(test, &log, 1000000000, "Linux version");
	add(test, &log, 3000000000, "bye");
	unit_run(test, "oom", NULL);
	assert_has(test->fake->out, "OOM          the log has no OOM report; it reaches "
				    "from [    1.000000] to [    3.000000]\n");
	unit_free(test);
	test = unit_new(NULL);
	unit_run(test, "oom", NULL);
	assert_has(test->fake->out, "OOM          neither this dump nor its debug info knows "
				    "where the kernel log is\n");
	unit_free(test);
}

TESTS(oom, cmocka_unit_test(what_a_report_says),
      cmocka_unit_test(the_last_report_and_the_first_panic),
      cmocka_unit_test(logs_without_a_report), );
