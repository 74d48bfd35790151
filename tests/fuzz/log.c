// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A kernel log.  Its first byte says how many bytes the host reads at a time; what is
 * printed must not depend on that.  A byte from 128 on stands for a prefix or a line of a
 * real log, so that the parsers behind the first words are reached.
 */
#include <stdio.h>

#include "source.h"

/* clang-format off */
static const char *const pieces[] = {
	"[   12.082019] ", "[    3.923650][   T92] ", "Nov 27 11:44:03 web-1 kernel: ",
	"<4>[    3.923650]  (0)[92:kswapd0]", "11-27 11:44:03.923  1234  1235 W         : ",
	"java invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, "
	"oom_score_adj=0\n",
	"insmod: page allocation failure: order:10, mode:0x10cc0(GFP_KERNEL|__GFP_NORETRY), "
	"nodemask=(null),cpuset=/,mems_allowed=0-1\n",
	"Mem-Info:\n",
	"active_anon:626 inactive_anon:112416 isolated_anon:0\n active_file:0 inactive_file:0\n",
	" slab_reclaimable:2285 slab_unreclaimable:1544\n mapped:594 shmem:2535 pagetables:248\n",
	" free:1061 free_pcp:183 free_cma:0\n",
	"Node 0 active_anon:2504kB kernel_stack:928kB pagetables:992kB all_unreclaimable? no\n",
	"Node 0 DMA32 free:2384kB min:2652kB present:507776kB managed:465696kB free_pcp:732kB\n",
	"DMA free:15872kB min:20kB low:24kB high:28kB managed:18446744073709551615kB\n",
	"CPU    0: hi:  186, btch:  31 usd:  42\n",
	"Node 0 DMA: 1*4kB (M) 2*8kB (UM) = 1860kB\n",
	"Node 0 hugepages_total=3 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB\n",
	"2535 total pagecache pages\n", "130942 pages RAM\n10678 pages reserved\n",
	"[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n",
	"[     93]     0    93     1013      940    49152        0             0 nginx\n",
	"[    104]     0   104     1013 18446744073709551615 45056  7  -1 my db\n",
	"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0-1,3,"
	"oom_memcg=/kubepods/pod1,task_memcg=/a,task=node,pid=92,uid=0\n",
	"Task in /a/b killed as a result of limit of /a\nmemory: usage 20480kB, limit 20480kB\n",
	"Memory cgroup out of memory: Kill process 24572 (java) score 0 or sacrifice child\n",
	"Killed process 28438 (ja(v)a), UID 5, total-vm:20255636kB, anon-rss:466160kB\n",
	"Tasks in /a are going to be killed due to memory.oom.group set\n",
	"Out of memory and no killable processes...\n",
	"Kernel panic - not syncing: Out of memory: system-wide panic_on_oom is enabled\n",
	"Memory allocations:\n     123 MiB    31488 mm/slub.c:2325 func:alloc_slab_page\n",
	"page_owner: 2 of 120 stacks with pages, which have 20480 kB:\n",
	"page_owner: 2048 pages, 8192 kB:\n", " x_probe+0x10/0x20 [x]\n",
	"4,123,5140900,-,caller=T92;", "2026-11-27 11:44:03.123  root     0     0 W kernel  : ",
	"W/kernel  (    0): ", "<4>1 2026-11-27T11:44:03.1+00:00 web-1 kernel - - - ",
	"Nov 27 11:44:03 web-1 kern.warn kernel: ", "(XEN) ", "/var/log/messages:",
	"Killing 'com.example' (4711) (tgid 4700), adj 906,\n"
	"   to free 51200kB on behalf of 'k' (9)\n",
	"lowmemorykiller: Kill 'com.example' (4711), uid 1, oom_score_adj 9 to free 512kB rss\n",
	"send sigkill to 512 (app (a)), adj 9, size 1280\n",
	"Nov 27 11:44:03 web-1 earlyoom[7]: sending SIGTERM to process 9 \"b\": VmRSS 9 MiB\n",
	"Nov 27 11:44:03 web-1 systemd-oomd[8]: Killed /user.slice/a due to memory pressure\n",
	"[    3.923650][    C0] ", "\r", "\xff\xfe",
	"** 12 printk messages dropped **\n", "#012", "\r\n", " (", "\x1b[31m",
};
/* clang-format on */

/* No byte of a log may reach a terminal that would obey it. */
static int judge_output(void *priv, const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)text[i] < ' ' && text[i] != '\n')
			abort();
	return keep_output(priv, text, len);
}

static void run(struct source *source)
{
	static const char *const commands[] = { "oom", "dmesg", "check" };
	struct pageowner_target target = {
		.size = sizeof(target),
		.priv = source,
		.text = read_source,
		.write = judge_output,
	};
	struct pageowner *po = pageowner_new();
	size_t i;

	if (po && !pageowner_attach(po, &target)) {
		for (i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
			char *argv[] = { (char *)"pageowner", (char *)commands[i], NULL };

			if (pageowner_parse(po, 2, argv))
				abort();
			pageowner_run(po);
		}
	}
	pageowner_free(po);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source whole = { .step = 0 }, stepped;
	char *text = NULL;
	size_t len = 0, i;
	FILE *file;

	/* A saved file is another reader's. */
	if (size < 2 || data[1] == '{' || data[1] == 0x1f)
		return 0;
	file = open_memstream(&text, &len);
	if (!file)
		return 0;
	for (i = 1; i < size; i++) {
		if (data[i] >= 128)
			fputs(pieces[(data[i] - 128u) % (sizeof(pieces) / sizeof(*pieces))], file);
		else
			fputc(data[i], file);
	}
	fclose(file);
	whole.data = text;
	whole.size = len;
	stepped = whole;
	stepped.step = 1 + data[0];
	run(&whole);
	run(&stepped);
	if (whole.out_len != stepped.out_len ||
	    (whole.out_len && memcmp(whole.out, stepped.out, whole.out_len)))
		abort();
	free(whole.out);
	free(stepped.out);
	free(text);
	return 0;
}
