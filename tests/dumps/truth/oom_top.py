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
OWNER = re.compile(r'page_owner: (\d+) pages (\d+) kB handle \d+ (\S+)$')
# is_allocator() of mm/page_owner.c
ALLOCATOR = ('post_alloc_hook', 'prep_new_page', 'get_page_from_freelist', '__alloc_pages',
             'alloc_pages', '__alloc_frozen', 'alloc_frozen', '__folio_alloc', 'folio_alloc')
KINDS = (r'(do_anonymous_page|_*handle_mm_fault)$', 'shmem_', 'plant_vmalloc')


def owners_of(lines):
    """Of the lines behind the first: pages, kB and functions of each."""
    owners = []
    for line in lines:
        match = OWNER.match(line)
        if not match:
            break
        owners.append((int(match[1]), int(match[2]), tuple(match[3].split('<'))))
    return owners


def functions(frames):
    """The five that the kernel prints of a whole stack."""
    names = [re.match(r'[^+ ]*', frame)[0] for frame in frames]
    first = next((i for i, name in enumerate(names) if not name.startswith(ALLOCATOR)), 0)
    return tuple(names[first:first + 5])


def by_functions(groups):
    """Pages of all stacks that look the same in the log, each for itself."""
    found = {}
    for frames, pages in groups:
        found.setdefault(functions(frames), []).append(pages)
    return found


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
    report = by_functions((group.frames, group.pages) for group in Report(report_path).groups)
    different = [(count, names, report.get(names)) for count, _, names in owners
                 if count not in report.get(names, [])]
    check(not different, '%s: each has the pages that the dump has for its stack' % name,
          str(different))
    everybody = report
    if os.path.getsize(quick_path):
        with open(quick_path, encoding='utf-8', errors='surrogateescape') as file:
            everybody = by_functions(quick_sums(file.read()).items())
    rest = sorted((count for names, counts in everybody.items() for count in counts
                   if (names, count) not in {(names, count) for count, _, names in owners}),
                  reverse=True)
    check(rest[0] <= pages[-1], '%s: no other stack has more' % name, str(rest[:3]))
    with open(answers + '/sys/kernel/debug/pageowner_plant/truth', encoding='utf-8') as file:
        leaked = [int(line.split()[4]) for line in file if 'plant_driver_leak ' in line]
    leak = [i for i, one in enumerate(owners)
            if 'plant_driver_leak' in one[2]]
    check(leaked and leak and pages[leak[0]] == sum(leaked),
          '%s: the planted leak is among them with all its pages' % name, str(leak))
    larger = [kind for kind in KINDS for one in owners[:leak[0] if leak else 0]
              if any(re.match(kind, frame) for frame in one[2])]
    check(sorted(larger) == sorted(KINDS), '%s: three larger owners of other kinds are' % name,
          str(larger))
    end()


main()
