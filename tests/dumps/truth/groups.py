# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: groups.py NAME PAGE_OWNER_SORT-OUTPUT REPORT

The report's groups against the kernel tree's own page_owner_sort -m --cull=st on
the guest's text; the tool of 5.10 knows no options and counts no pages.  It takes
every line behind the PFN for the stack, also who was charged and why a page moved;
here its groups are added up by frames alone.
"""
import re
import sys

from owner_text import checks
from report_text import Report

HEAD = re.compile(r'(\d+) times(?:, (\d+) pages|:)')
ORDER = re.compile(r'Page allocated via order (\d+)')


def sorted_groups(path):
    groups = {}
    with open(path, encoding='utf-8', errors='surrogateescape') as file:
        for block in file.read().split('\n\n'):
            lines = block.strip('\n').split('\n')
            match = HEAD.match(lines[0])
            if not match:
                continue
            frames = tuple(line[1:] for line in lines[1:] if line.startswith(' '))
            times, pages = groups.get(frames, (0, 0))
            more = match[2] or int(match[1]) << int(ORDER.match(lines[1])[1])
            groups[frames] = (times + int(match[1]), pages + int(more))
    return groups


def main():
    name, theirs_path, report_path = sys.argv[1:]
    check, end = checks()
    theirs = sorted_groups(theirs_path)
    report = Report(report_path)
    ours = {}
    for group in report.groups:
        frames = tuple(group.frames)
        check(frames not in ours, '%s: one group a stack' % name, ' < '.join(frames)) \
            if frames in ours else None
        ours[frames] = (group.times, group.pages)
    differ = [f for f in set(theirs) | set(ours) if theirs.get(f) != ours.get(f)]
    for frames in differ[:5]:
        print('      %s: page_owner_sort %s, report %s' %
              (' < '.join(frames), theirs.get(frames), ours.get(frames)))
    check(len(theirs) > 50, '%s: page_owner_sort found groups' % name, str(len(theirs)))
    check(not differ, '%s: %d groups equal page_owner_sort\'s, stack by stack' %
          (name, len(theirs)), '%d differ' % len(differ))
    order = [group.pages for group in report.groups]
    check(order == sorted(order, reverse=True), '%s: the report is sorted by pages' % name)
    end()


main()
