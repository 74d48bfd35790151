# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: stacks.py NAME SHOW_STACKS REPORT

The report's groups against the kernel's own sums, page_owner_stacks/show_stacks:
pages per stack.  The kernel leaves out what was taken before page_owner could
record, and newer ones the stacks that were first seen where no lock could be taken.
"""
import sys

from owner_text import checks
from report_text import Report


def kernel_sums(path):
    sums = {}
    with open(path, encoding='utf-8', errors='surrogateescape') as file:
        for block in file.read().split('\n\n'):
            *frames, last = block.strip('\n').split('\n')
            label, _, pages = last.partition(': ')
            if label == 'nr_base_pages':
                frames = tuple(frame[1:] for frame in frames)
                sums[frames] = sums.get(frames, 0) + int(pages)
    return sums


def main():
    name, stacks_path, report_path = sys.argv[1:]
    check, end = checks()
    theirs = kernel_sums(stacks_path)
    ours = {tuple(group.frames): group.pages for group in Report(report_path).groups}
    differ = [frames for frames in theirs if theirs[frames] != ours.get(frames)]
    for frames in differ[:5]:
        print('      %s: the kernel %s, report %s' %
              (' < '.join(frames), theirs[frames], ours.get(frames)))
    check(len(theirs) > 50, '%s: page_owner_stacks has stacks' % name, str(len(theirs)))
    check(not differ, '%s: %d of %d groups are in page_owner_stacks, pages equal' %
          (name, len(theirs), len(ours)), '%d differ' % len(differ))
    end()


if __name__ == '__main__':
    main()
