# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: quick.py NAME paused|kdump STACKS QUICK REPORT

`report --quick` against the guest's own page_owner_stacks/show_stacks, stack by stack,
and against the full report, which has counted page by page.  The kernel's file lacks
stacks that did not get onto its list; the tool says how many of its own are such.
"""
import re
import sys

from owner_text import checks
from report_text import Report, quick_sums
from stacks import kernel_sums


def main():
    name, kind, stacks_path, quick_path, report_path = sys.argv[1:]
    check, end = checks()
    with open(quick_path, encoding='utf-8', errors='surrogateescape') as file:
        text = file.read()
    quick = quick_sums(text)
    report = Report(report_path)

    def equal(what, got, want, left=0):
        """All of @want, and @left more."""
        differ = [f for f in set(want) & set(got) if want[f] != got[f]] + list(set(want) - set(got))
        check(len(want) > 50, '%s: %s has stacks' % (name, what), str(len(want)))
        check(not differ and len(set(got) - set(want)) == left,
              '%s: --quick has the pages of %d stacks of %s, and %d more' %
              (name, len(want), what, left),
              '%d differ, %d more' % (len(differ), len(set(got) - set(want))))

    unlisted = re.search(r'^  unlisted .* of (\d+) stacks', text, re.M)
    total = re.search(r'^Counted +(\d+) pages.* of (\d+) stacks$', text, re.M)
    check(bool(total) and (int(total[1]), int(total[2])) == (sum(quick.values()), len(quick)),
          '%s: --quick adds up to %d pages of %d stacks' %
          (name, sum(quick.values()), len(quick)))
    if kind == 'paused':
        equal('page_owner_stacks', quick, kernel_sums(stacks_path),
              int(unlisted[1]) if unlisted else 0)
    early = {tuple(g.frames) for g in report.groups
             if any(f.startswith('register_early_stack+') for f in g.frames)}
    check(len(early) == 1, '%s: one stack stands for all early pages' % name, str(len(early)))
    equal('the full report', quick, {tuple(g.frames): g.pages for g in report.groups
                                     if tuple(g.frames) not in early})
    end()


main()
