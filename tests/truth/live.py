# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: live.py NAME FOLDER

What somebody read of a running guest (FOLDER/list.gz), between two readings of the guest's
own page_owner file (before, after).  Every record that is the same in both must be just
that in the list.  What changed from one to the other may be either, or younger than the
first, and is counted.
"""
import os
import re
import sys

from owner_text import checks, records

# The guest goes on between the readings; with less in common they would prove little.
COMMON = 0.9


def main():
    name, folder = sys.argv[1:]
    check, end = checks()
    before, ours, after = ({record.pfn: record for record in records(
        os.path.join(folder, one + '.gz'))} for one in ('before', 'list', 'after'))
    with open(os.path.join(folder, 'log'), errors='replace') as file:
        log = file.read().strip()
    common = [pfn for pfn, record in before.items()
              if pfn in after and after[pfn].raw == record.raw]
    wrong = [pfn for pfn in common if pfn not in ours or ours[pfn].raw != before[pfn].raw]
    last = max(record.ts for record in before.values())
    known = set(common)
    strange = [pfn for pfn, record in ours.items() if pfn not in known and record.ts <= last and
               record.raw not in (before[pfn].raw if pfn in before else '',
                                  after[pfn].raw if pfn in after else '')]
    print('      %-14s %8s %8s %8s %11s' % ('', 'records', 'equal', 'changed', 'unexplained'))
    print('      %-14s %8d %8d %8d %11d' % (name, len(ours), len(common) - len(wrong),
                                            len(set(ours) - known), len(wrong) + len(strange)))
    check(re.search(r'^status 0$', log, re.M), '%s: it ended well' % name, log[-200:])
    check(len(before) > 1000, '%s: the guest had something to say' % name, '%d records' %
          len(before))
    check(len(common) > COMMON * len(before), '%s: %d of %d records outlived the reading' %
          (name, len(common), len(before)))
    check(not wrong, '%s: each of them is the guest\'s, byte for byte' % name,
          '%d are not, first PFN %d' % (len(wrong), wrong[0]) if wrong else '')
    check(not strange, '%s: the others are in one of the readings, or younger than the first' %
          name, '%d are not, first PFN %d' % (len(strange), strange[0]) if strange else '')
    end()


main()
