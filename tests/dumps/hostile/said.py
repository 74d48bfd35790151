# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: said.py PROGRAM DUMP ZONEINFO

What is lost is said in every format, and so is a list that leads in circles."""
import json
import os
import re
import subprocess
import sys
import tempfile

from kdumpfile import Kdump
from ram import find_zone, zone_numbers

LOST = 60   # pages in a row


def run(program, *arguments):
    """status, stdout, stderr"""
    done = subprocess.run([program, *arguments], capture_output=True, check=False, timeout=60)
    return done.returncode, done.stdout, done.stderr.decode()


def cross(dump, zone):
    """Makes one list of free pages begin like another one, so that it never comes home."""
    pfn, at = find_zone(dump, *zone[:2])
    content = bytearray(dump.page(pfn))
    # The kernel's own offsets; managed_pages stands in front of spanned_pages.
    zone_at, lists = (int(re.search(rb'OFFSET\(zone\.%s\)=(\d+)' % name, dump.data)[1])
                      for name in (b'spanned_pages', b'free_area'))
    head = at + 8 - zone_at + lists
    content[head + 16:head + 24] = content[head:head + 8]
    dump.replace(pfn, bytes(content))


def main():
    program, path, zoneinfo = sys.argv[1:]
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        damaged = os.path.join(folder, 'damaged')
        for part in range(1, 16):   # until it is one that a report needs
            dump = Kdump(path)
            first = len(dump.pfns) * part // 16
            dump.remove(*dump.pfns[first:first + LOST])
            dump.save(damaged)
            if run(program, 'report', damaged)[0] == 3:
                break
        for words in (['report'], ['report', '--tree'], ['report', '--format', 'sort'],
                      ['report', '--format', 'csv'], ['report', '--format', 'folded'],
                      ['report', '--format', 'pprof'], ['report', '--format', 'json'],
                      ['account'], ['account', '--format', 'csv'], ['account', '--format', 'json'],
                      ['list'], ['save'], ['suspects'], ['fragments']):
            status, out, err = run(program, *words, damaged)
            text = b'' if words[-1] == 'pprof' or words == ['save'] else out
            said = b'\nNot read     ' in text and b'Not read     nothing' not in text or \
                'is partial: ' in err
            if words[-1] == 'json' and out:
                said = json.loads(out)['complete'] is False
            if status != 3 or not said:
                failures.append('%s: status %d %s' % (words, status, err))
        dump = Kdump(path)
        cross(dump, zone_numbers(zoneinfo))
        dump.save(damaged)
        status, out, err = run(program, 'fragments', damaged)
        if status != 3 or b'lead in circles' not in out or out.count(b'     ?') > 3:
            failures.append('a circle: status %d %s' % (status, err))
    for failure in failures:
        print('  ' + failure)
    print('%s hostile %s: what is lost is said in every format' %
          ('not ok' if failures else 'ok', '/'.join(path.split('/')[-2:])))
    return bool(failures)


if __name__ == '__main__':
    sys.exit(main())
