# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: page_rows.py LABEL PROGRAM DUMP

Each page that account puts in a row is named so by page: over all page frames of the zones
as many are "slab, reclaimable" as that row has, and so on."""
import json
import re
import subprocess
import sys
from collections import Counter

from owner_text import checks

STEP = 8192
PFN, PHYSICAL = ' taken as a PFN:', ' taken as a physical address:'
ROW = re.compile(r'^Now: (.*?)(?:, (?:of |head of |part of |mapping |on an |movable by |merged by )'
                 r'.*?)?; \d+ references', re.M)


def run(*arguments):
    """stdout"""
    return subprocess.run(arguments, capture_output=True, text=True, check=False).stdout


def main():
    label, program, dump = sys.argv[1:]
    check, end = checks()
    account = json.loads(run(program, 'account', '--format', 'json', dump))
    rows = {row['what']: row['pages'] for part in account['parts'][:1] for row in part['rows']
            if row['pages']}
    # page frame 0 is in no zone
    named, first, out = Counter(), 1, PFN
    while PFN in out:  # larger numbers are physical addresses
        out = run(program, 'page', dump, *map(str, range(first, first + STEP)))
        out = out[:out.find(PHYSICAL)] if PHYSICAL in out else out
        named.update(ROW.findall(out))
        named['not in this dump'] += out.count('\nNow: its struct page')
        first += STEP
    wrong = {what: (pages, named[what]) for what, pages in rows.items() if pages != named[what]}
    check(rows and not wrong, '%s: page names %d pages of %d rows as account counts them' %
          (label, sum(rows.values()), len(rows)), str(wrong))
    end()


if __name__ == '__main__':
    main()
