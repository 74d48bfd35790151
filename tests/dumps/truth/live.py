# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: live.py NAME FOLDER

What somebody read of a running guest (FOLDER/list.gz), between two readings of the guest's
own page_owner file (before, after).  Every record that is the same in both must be just
that in the list.  What changed from one to the other may be either, or younger than the
first, and is counted.  So is what neither has: a free page that waits on the list of a
CPU shows what its last owner left, as it does in the guest's file.  The flags of a page,
which are no part of the record, may go to and fro between the readings; few do.
"""
import os
import re
import sys

from owner_text import checks, records

# The guest goes on between the readings; with less in common they would prove little.
COMMON = 0.8
STALE = 0.005
TO_AND_FRO = 5


def main():
    name, folder = sys.argv[1:]
    check, end = checks()
    before, ours, after = ({record.pfn: record for record in records(
        os.path.join(folder, one + '.gz'))} for one in ('before', 'list', 'after'))
    with open(os.path.join(folder, 'log'), errors='replace') as file:
        log = file.read().strip()
    common = [pfn for pfn, record in before.items()
              if pfn in after and after[pfn].raw == record.raw]
    differ = [pfn for pfn in common if pfn not in ours or ours[pfn].raw != before[pfn].raw]
    wrong = [pfn for pfn in differ if pfn not in ours or ours[pfn].owner() != before[pfn].owner()]
    last = max(record.ts for record in before.values())
    known = set(common)
    stale = [pfn for pfn, record in ours.items() if pfn not in known and record.ts <= last and
             record.owner() not in [one[pfn].owner() for one in (before, after) if pfn in one]]
    print('      %-14s %8s %8s %8s %11s' % ('', 'records', 'equal', 'changed', 'unexplained'))
    print('      %-14s %8d %8d %8d %11d' % (name, len(ours), len(common) - len(differ),
                                            len(ours) - len(common) + len(differ), len(wrong)))
    check(re.search(r'^status 0$', log, re.M), '%s: it ended well' % name, log[-200:])
    check(len(before) > 1000, '%s: the guest had something to say' % name, '%d records' %
          len(before))
    check(len(common) > COMMON * len(before), '%s: %d of %d records outlived the reading' %
          (name, len(common), len(before)))
    check(not wrong, '%s: each of them is the guest\'s, byte for byte' % name,
          '%d are not, first PFN %d' % (len(wrong), wrong[0]) if wrong else '')
    check(len(differ) - len(wrong) <= TO_AND_FRO, '%s: but for the flags of %d pages' %
          (name, len(differ) - len(wrong)))
    check(len(stale) <= STALE * len(ours), '%s: all others but %d are of an owner that one of the '
          'readings has, or younger' % (name, len(stale)), '%d records' % len(ours))
    end()


main()
