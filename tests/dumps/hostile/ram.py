# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: ram.py PROGRAM DUMP ZONEINFO

Numbers that contradict each other: what zones count, and what VMCOREINFO says of sizes.  A
number that can't be true is not shown, what needs none is still right, and no memory is taken
by it.  ZONEINFO is the guest's own /proc/zoneinfo, which tells what is to be changed."""
import os
import re
import resource
import struct
import subprocess
import sys
import tempfile

from kdumpfile import Kdump

MEMORY = 128 << 20  # of a dump of 256 MiB
PERCENT = r'^ *\d+ +[\d.]+ +\S+%|% of RAM'    # of RAM, in a table or a sentence


def run(program, *arguments):
    """status, stdout, stderr; more memory than MEMORY ends it"""
    def limit():
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False,
                          errors='replace', timeout=60, preexec_fn=limit)
    return done.returncode, done.stdout, done.stderr


def zone_numbers(path):
    """spanned, present, managed of zone DMA32 in the words of the kernel"""
    with open(path, encoding='ascii') as file:
        text = file.read().split('zone    DMA32')[1]
    return [int(re.search(r'%s +(\d+)' % word, text)[1])
            for word in ('spanned', 'present', 'managed')]


def find_zone(dump, spanned, present):
    """The page frame and the offset of managed_pages, which stands in front of these two."""
    words = struct.pack('<2Q', spanned, present)
    for pfn in dump.pfns:
        at = dump.page(pfn).find(words)
        if at >= 8:
            return pfn, at - 8
    raise ValueError('no zone in this dump')


class Case:
    """One dump that was changed, and what is right about it."""

    def __init__(self, program, path, whole):
        self.program, self.path, self.whole = program, path, whole

    def wrong(self, *commands):
        """What is wrong with the answers; []: nothing"""
        return [fault for command in commands for fault in getattr(self, command)()]

    def ram_unknown(self):
        """RAM is not known, and what is owned is the same."""
        status, out, err = run(self.program, 'report', self.path)
        owned = re.search(r'^Owned +(\d+) pages', self.whole, re.M)[0]
        return [what for what, good in (
            ('report: status %d %s' % (status, err), status == 3),
            ('report: RAM is shown', re.search(r'^RAM +unknown: ', out, re.M) or
             re.search(r'^Not read .*how much RAM', out, re.M)),
            ('report: a percentage', not re.search(PERCENT, out, re.M)),
            ('report: %s is gone' % owned, re.search('^' + owned, out, re.M)),
        ) if not good]

    def account_unknown(self):
        """The rows are there, without percentages, and nobody divides by what is not known."""
        status, out, err = run(self.program, 'account', self.path)
        faults = []
        if status != 3 or not re.search(r'^Not read .*how much RAM', out, re.M):
            faults.append('account: status %d %s' % (status, err))
        if re.search(PERCENT, out, re.M):
            faults.append('account: a percentage')
        for command in ('suspects', 'oom', 'save'):
            status, out, err = run(self.program, command, self.path)
            if status != 3 or 'inf%' in out or 'nan%' in out:
                faults.append('%s: status %d %s' % (command, status, err))
        return faults

    def refused(self):
        """Nothing can be said; the message names the number."""
        status, out, err = run(self.program, 'report', self.path)
        good = status == 1 and not re.search('^Owned', out, re.M) and 'SECTION_SIZE_BITS' in err
        return [] if good else ['report: status %d %s' % (status, err or out[:400])]


def main():
    program, path, zoneinfo = sys.argv[1:]
    spanned, present, managed = zone_numbers(zoneinfo)
    whole = run(program, 'report', path)[1]
    failures = []

    def check(name, expected, change):
        dump = Kdump(path)
        change(dump)
        dump.save(damaged)
        failures.extend('%s: %s' % (name, fault)
                        for fault in Case(program, damaged, whole).wrong(*expected))

    def zone(offset, value):
        def change(dump):
            pfn, at = find_zone(dump, spanned, present)
            content = bytearray(dump.page(pfn))
            struct.pack_into('<Q', content, at + offset, value)
            dump.replace(pfn, bytes(content))
        return change

    def line(old, new):
        return lambda dump: dump.note(old, new)

    both = ('ram_unknown', 'account_unknown')
    with tempfile.TemporaryDirectory() as folder:
        damaged = os.path.join(folder, 'damaged')
        check('managed more than present', both, zone(0, present + 1))
        check('managed 2^62', both, zone(0, 1 << 62))
        check('managed less than is owned', ('ram_unknown',), zone(0, managed // 10))
        check('present more than spanned', both, zone(16, spanned + 1))
        check('spanned less than present', both, zone(8, present - 1))
        for bits in (13, 20, 26, 28, 35, 36):
            check('sections of 2^%d bytes' % bits, ('refused',),
                  line(rb'NUMBER\(SECTION_SIZE_BITS\)=\d+', b'NUMBER(SECTION_SIZE_BITS)=%d' % bits))
        check('zones of no bytes', ('ram_unknown',), line(rb'SIZE\(zone\)=\d+', b'SIZE(zone)=0000'))
        check('nodes without zones', ('ram_unknown',),
              line(rb'OFFSET\(pglist_data.nr_zones\)=\d+', b'OFFSET(pglist_data.nr_zones)=0000'))
    for failure in failures:
        print('  ' + failure)
    print('%s hostile %s: numbers that contradict each other are not shown, and take no memory' %
          ('not ok' if failures else 'ok', '/'.join(path.split('/')[-2:])))
    return bool(failures)


if __name__ == '__main__':
    sys.exit(main())
