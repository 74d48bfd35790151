# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: oom_top.py NAME ANSWERS DMESG QUICK REPORT

What page_owner.oom_top printed into the log when the guest ran out of memory, against
the counts of the dump that was taken right after: the planted leak among three larger
owners of other kinds, each with its pages.  A cgroup that ran out before printed nothing.
QUICK is `report --quick --full`, or empty where this kernel does not have it.
"""
import os
import re
import sys

from owner_text import checks
from report_text import Report, quick_sums

HEAD = re.compile(r'page_owner: (\d+) of (\d+) stacks with pages, which have (\d+) kB:$')
OWNER = re.compile(r'page_owner: (\d+) pages, (\d+) kB:$')
KINDS = (r'(do_anonymous_page|_*handle_mm_fault)\+', 'shmem_', 'plant_vmalloc')


def owners_of(lines):
    """Of the lines behind the first: pages and frames of each."""
    owners = []
    for line in lines:
        match = OWNER.match(line)
        if match:
            owners.append((int(match[1]), int(match[2]), []))
        elif re.match(r' +\S+\+0x', line) and owners:
            owners[-1][2].append(line.strip())
        else:
            break
    return [(pages, kib, tuple(frames)) for pages, kib, frames in owners]


def main():
    name, answers, dmesg_path, quick_path, report_path = sys.argv[1:]
    check, end = checks()
    with open(dmesg_path, encoding='utf-8', errors='replace') as file:
        log = [re.sub(r'^\[ *\d+\.\d+\] ', '', line.rstrip('\n')) for line in file]
    with open(answers + '/proc/cmdline', encoding='utf-8') as file:
        wanted = int(re.search(r'page_owner\.oom_top=(\d+)', file.read())[1])
    heads = [i for i, line in enumerate(log) if HEAD.match(line)]
    limited = [i for i, line in enumerate(log) if line.startswith('Memory cgroup out of memory')]
    check(limited and heads and limited[0] < heads[0] and
          not any(line.startswith('page_owner: ') and 'kB:' in line
                  for line in log[:limited[0] + 1]),
          '%s: a cgroup that ran out of memory printed nothing' % name)
    if not check(len(heads) == 1, '%s: the machine that did printed once' % name, str(len(heads))):
        end()
    head = HEAD.match(log[heads[0]])
    owners = owners_of(log[heads[0] + 1:])
    pages = [one[0] for one in owners]
    check(len(owners) == wanted == int(head[1]) and pages == sorted(pages, reverse=True),
          '%s: it has the %d largest, in order' % (name, wanted), str(pages))
    check(all(kib == 4 * count for count, kib, _ in owners), '%s: pages and kB agree' % name)
    report = {tuple(group.frames): group.pages for group in Report(report_path).groups}
    different = [(count, report.get(frames)) for count, _, frames in owners
                 if report.get(frames) != count]
    check(not different, '%s: each has the pages that the dump has for its stack' % name,
          str(different))
    everybody = report
    if os.path.getsize(quick_path):
        with open(quick_path, encoding='utf-8', errors='surrogateescape') as file:
            everybody = quick_sums(file.read())
    rest = sorted((count for frames, count in everybody.items()
                   if frames not in {frames for _, _, frames in owners}), reverse=True)
    check(rest[0] <= pages[-1], '%s: no other stack has more' % name, str(rest[:3]))
    with open(answers + '/sys/kernel/debug/pageowner_plant/truth', encoding='utf-8') as file:
        leaked = [int(line.split()[4]) for line in file if 'plant_driver_leak ' in line]
    leak = [i for i, one in enumerate(owners)
            if any(frame.startswith('plant_driver_leak+') for frame in one[2])]
    check(leaked and leak and pages[leak[0]] == sum(leaked),
          '%s: the planted leak is among them with all its pages' % name, str(leak))
    larger = [kind for kind in KINDS for one in owners[:leak[0] if leak else 0]
              if any(re.match(kind, frame) for frame in one[2])]
    check(sorted(larger) == sorted(KINDS), '%s: three larger owners of other kinds are' % name,
          str(larger))
    end()


main()
