# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: header.py NAME paused|kdump ANSWERS TEXT FREED REPORT

The numbers of the report against what the guest said of itself (zoneinfo, meminfo,
kpageflags, version) and sums over page_owner text: the guest's own for a paused
guest, for a kdump that of `pageowner list`, which has its own tests.
"""
import os
import re
import struct
import sys

from owner_text import checks, kib_of_page, records
from report_text import Report

# include/uapi/linux/kernel-page-flags.h, include/linux/kernel-page-flags.h
KPF_BUDDY, KPF_NOPAGE, KPF_OFFLINE, KPF_RESERVED = 10, 20, 23, 32


def read(*path):
    with open(os.path.join(*path), encoding='utf-8', errors='surrogateescape') as file:
        return file.read()


def pages_with(text, function):
    return sum(r.pages for r in text if any(f.startswith(function + '+') for f in r.frames))


def without_record(answers, text, freed):
    """Page frames in use that no record of the guest covers."""
    with open(os.path.join(answers, 'proc/kpageflags'), 'rb') as file:
        data = file.read()
    covered = {r.pfn + i for r in text for i in range(r.pages)} | {r.pfn for r in freed}
    idle = 1 << KPF_BUDDY | 1 << KPF_NOPAGE | 1 << KPF_OFFLINE | 1 << KPF_RESERVED
    return [pfn for pfn, (flags,) in enumerate(struct.iter_unpack('=Q', data))
            if not flags & idle and pfn not in covered]


def main():
    name, kind, answers, text_path, freed_path, report_path = sys.argv[1:]
    check, end = checks()
    text, freed = records(text_path), records(freed_path)
    report = Report(report_path)
    zones = read(answers, 'proc/zoneinfo')
    managed = sum(int(n) for n in re.findall(r'^ *managed +(\d+)$', zones, re.M))
    page = kib_of_page(answers)
    total = int(re.search(r'MemTotal: +(\d+) kB', read(answers, 'proc/meminfo'))[1]) // page
    owned = sum(r.pages for r in text)

    def equal(what, got, want):
        check(got == want, '%s: %s is %s' % (name, what, want), 'the report says %s' % got)

    equal('zoneinfo\'s managed memory', report.number('RAM'), managed)
    equal('MemTotal in pages', report.number('RAM'), total)
    equal('the sum of owned pages', report.number('Owned'), owned)
    equal('the number of allocations', report.number('Owned', r'in (\d+) allocations'), len(text))
    equal('the sum of early pages', report.number('early'),
          pages_with(text, 'register_early_stack'))
    equal('the sum of lost stacks', report.number('stack lost') or 0,
          pages_with(text, 'register_failure_stack'))
    equal('the sum over all groups', sum(g.pages for g in report.groups), owned)
    equal('the times of all groups', sum(g.times for g in report.groups), len(text))
    equal('the number of stacks', len(report.groups), len({r.frames for r in text}))
    check(', %.1f%% of RAM' % (100 * owned / managed) in report.header['Owned'],
          '%s: share of RAM' % name, report.header['Owned'])
    mib = ['%.1f MiB' % (pages * page / 1024) for pages in (owned, managed)]
    check(mib[0] in report.header['Owned'] and mib[1] in report.header['RAM'],
          '%s: MiB of the header' % name)
    check(read(answers, 'proc/version').split()[2] in report.header['Kernel'],
          '%s: the kernel\'s release' % name, report.header['Kernel'])
    if kind == 'paused':
        bare = without_record(answers, text, freed)
        equal('pages in use that nobody recorded', report.number('No record'), len(bare))
    check_groups(check, name, text, report, managed, page)
    end()


def seconds(text):
    return float(text[:-1]) if re.fullmatch(r'\d+\.\ds', text) else None


def wrong_column(group, mine, managed, page):
    """The first column of a group that its records do not add up to."""
    oldest, youngest, processes = (re.split(' {2,}', group.rest, maxsplit=2) + [''])[:3]
    times = [r.ts for r in mine if r.ts is not None] or [0]     # before 5.11 there are none
    span = (max(times) - min(times)) / 1e9
    ages = seconds(oldest), seconds(youngest)
    by_process = {}
    for record in mine:
        key = '%s(%s)' % (record.comm, record.tgid)
        by_process[key] = by_process.get(key, 0) + record.pages
    if group.pages != sum(r.pages for r in mine) or group.times != len(mine):
        return 'pages and times'
    if group.orders != sorted({r.order for r in mine}):
        return 'orders'
    if abs(group.percent - 100 * group.pages / managed) > 0.051:
        return 'share'
    if abs(group.mib - group.pages * page / 1024) > 0.051:
        return 'MiB'
    if None not in ages and abs(ages[0] - ages[1] - span) > 0.11:
        return 'ages'
    for place, shown in enumerate(re.findall(r'(?:^|, )(.*?\(-?\d+\))', processes)):
        if by_process.get(shown) != sorted(by_process.values(), reverse=True)[place]:
            return 'process %s' % shown
    return None


def check_groups(check, name, text, report, managed, page):
    by_stack = {}
    for record in text:
        by_stack.setdefault(record.frames, []).append(record)
    wrong = [(g, wrong_column(g, by_stack[tuple(g.frames)], managed, page)
              if tuple(g.frames) in by_stack else 'stack') for g in report.groups]
    wrong = [(group, what) for group, what in wrong if what]
    check(not wrong, '%s: all columns of %d groups' % (name, len(report.groups)),
          '%s of %s' % (wrong[0][1], ' < '.join(wrong[0][0].frames)) if wrong else '')


main()
