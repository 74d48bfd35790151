# SPDX-License-Identifier: GPL-2.0-or-later
"""Pieces of logs as in public reports: what it is, its lines, what oom says, and what not."""
from forms import HOST

PIECES = [
    ('a cgroup of RHEL 7', [
        'java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=-998',
        'Task in /kubepods.slice/pod0330b2c1 killed as a result of limit of /kubepods',
        'memory: usage 524288kB, limit 524288kB, failcnt 189',
        'Memory cgroup out of memory: Kill process 24572 (java) score 0 or sacrifice child',
        'Killed process 28438 (java) total-vm:20255636kB, anon-rss:466160kB'],
     ('constraint MEMCG',
      'cgroup /kubepods (524288 of 524288 kB)',
      'killed java (pid 28438)',), ['24572']),
    ('a cgroup that is killed as a whole', [
        'node invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=999',
        'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=a,task=node',
        'Tasks in /kubepods/burstable/pod1 are going to be killed due to memory.oom.group set'] +
        ['Memory cgroup out of memory: Killed process %d (python3) total' % (15617 + i)
         for i in range(25)],
     ('OOM reports  1 in',
      'killed python3 (pid 15617 and 24 more)',), ()),
    ('a failed allocation alone', [
        'strfry: page allocation failure: order:7, mode:0x40dc0(GFP_KERNEL)',
        'CPU: 0 PID: 2898704 Comm: strfry Tainted: P   O    6.2.0-1009'],
     ('1 failed allocation',
      'page allocation failure: strfry, order 7, mask 0x40dc0(GFP_KERNEL)',), ()),
    ('4.2 without NUMA', [
        'cat invoked oom-killer: gfp_mask=0x2040d0, order=5, oom_score_adj=0', 'Mem-Info:',
        'active_anon:715055 inactive_anon:205953 isolated_anon:15'] +
        ['DMA free:15872kB min:20kB low:24kB high:28kB', 'lowmem_reserve[]: 0 2966 7692 7692'] * 8 +
        ['Out of memory: Kill process 2776 (uhttpd) score 5',
         'Killed process 2777 (uhttpd) total-vm:3112kB'],
     ('cat, order 5, mask 0x2040d0',
      'killed uhttpd (pid 2777)',
      '921023',), ['2776']),
    ('owners that profiling printed', [
        'sh invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
        'Mem-Info:', 'Memory allocations:',
        '     123 MiB    31488 mm/slub.c:2325 func:alloc_slab_page',
        '    8.00 MiB     2048 drivers/x.c:12 [x] func:x_probe',
        'Tasks state (memory values in pages):'],
     ('123 MiB    31488 mm/slub.c:2325',
      '[x] func:x_probe',), ()),
    ('owners that our patch printed', [
        'sh invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
        'page_owner: 2 of 120 stacks with pages, which have 20480 kB:',
        'page_owner: 2048 pages, 8192 kB:', ' alloc_pages+0x1/0x2', ' x_probe+0x10/0x20 [x]',
        'page_owner: 512 pages, 2048 kB:', ' alloc_pages+0x1/0x2', ' y_open+0x10/0x20',
        'Out of memory: Killed process 5 (sh) total-vm:1kB, anon-rss:1kB'],
     ('2048        8.0  alloc_pages < x_probe [x]',
      '512        2.0  alloc_pages < y_open',
      'killed sh (pid 5)',), ()),
    # drivers/staging/android/lowmemorykiller.c of v3.10, and of vendors' 3.10 to 4.14
    ('the low memory killer of Android kernels', [
        '[    1.000000] lowmemorykiller: send sigkill to 512 (app (a)), adj 9, size 1280',
        "[    2.000000] lowmemorykiller: Killing 'com.example' (4711) (tgid 4700), adj 906,",
        "[    2.000000]    to free 51200kB on behalf of 'kswapd0' (92) because",
        '[    2.000000]    cache 20480kB is below limit 24576kB for oom_score_adj 906',
        '[    2.000000]    Free memory is 1024kB above reserved'],
     ('no OOM report',
      '2 killed by others',
      '[    1.000000] lowmemorykiller, a driver: app (a) (pid 512)\n',
      '[    2.000000] lowmemorykiller, a driver: com.example (pid 4711), 50.0 MiB',), ()),
    ('lmkd', [
        '11-27 11:44:03.123     0     0 W Mem-Info: ',
        "11-27 11:44:03.123   620   620 I lowmemorykiller: Kill 'com.example' (4711), uid 10123, "
        'oom_score_adj 900 to free 51200kB rss, 4096kB swap; reason: device is low on swap'],
     ('1 killed by others',
      'lmkd, a program: com.example (pid 4711), 50.0 MiB',), ()),
    ('programs that kill before the kernel does', [
        HOST + 'x invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
        'Nov 27 11:44:03 web-1 earlyoom[7]: sending SIGTERM to process 2941 uid 1000 "ja va": '
        'badness 1264, VmRSS 239 MiB',
        'Nov 27 11:44:03 web-1 earlyoom[7]: sending SIGKILL to process 2942 "b": badness 1, '
        'VmRSS 1 MiB',
        'Nov 27 11:44:03 web-1 systemd-oomd[840]: Killed /user.slice/a.scope due to memory '
        'pressure for /user.slice being 51.07% > 50.00% for > 20s with reclaim activity',
        HOST + 'Out of memory: Killed process 5 (x) total-vm:1kB, anon-rss:1kB'],
     ('OOM reports  1 in',
      'killed x (pid 5)',
      '3 killed by others',
      'earlyoom, a program: ja va (pid 2941), 239.0 MiB',
      'earlyoom, a program: b (pid 2942)',
      'systemd-oomd, a program: /user.slice/a.scope\n',), ()),
    # 2.6.32 to 3.2: a full stop, and the victim's user before its name
    ('RHEL 6', [
        'swapper: page allocation failure. order:1, mode:0x20',
        'java invoked oom-killer: gfp_mask=0x201da, order=0, oom_adj=0, oom_score_adj=0',
        'Out of memory: Kill process 5214 (java) score 832 or sacrifice child',
        'Killed process 5214, UID 500, (java) total-vm:15331868kB, anon-rss:14019880kB'],
     ('page allocation failure: swapper, order 1, mask 0x20\n', 'java, order 0, mask 0x201da',
      'killed java (pid 5214)'), ['. order']),
]
