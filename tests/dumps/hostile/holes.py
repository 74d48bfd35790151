# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: holes.py PROGRAM DUMP

Every page of a dump is taken away once, several hundred at a time. What a command prints of
numbers then is what it prints for the whole dump, or it says that something is missing:
a number is never another one in silence."""
import os
import re
import subprocess
import sys
import tempfile

from kdumpfile import Kdump

BATCH = 800


def run(program, *arguments):
    """status, stdout, stderr"""
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False,
                          errors='replace', timeout=120)
    return done.returncode, done.stdout, done.stderr


def label(line):
    """What a line of /proc/meminfo is about."""
    return line.split(':')[0]


def meminfo(whole, status, out, err):
    """What is wrong with this answer; None: nothing."""
    before = {label(line): line for line in whole.splitlines()}
    lines = out.splitlines()
    wrong = [line for line in lines if before.get(label(line)) != line]
    said = re.search(r'(\d+) lines( or more)? of /proc/meminfo are left out', err)
    if status in (1, 4) and not out and err:
        return None
    if wrong:
        return '%r instead of %r' % (wrong[0], before.get(label(wrong[0])))
    if len(lines) == len(before):
        return None
    missing = len(before) - len(lines)
    if status != 3 or not said or not (int(said[1]) == missing or
                                       said[2] and 0 < int(said[1]) < missing):
        return 'status %d, %d lines are missing, stderr says %r' % (
            status, missing, err)
    return None


def main():
    program, path = sys.argv[1:]
    name = 'hostile ' + '/'.join(path.split('/')[-2:])
    whole = run(program, 'account', '--meminfo', path)
    if whole[0] or not whole[1]:
        print('not ok %s: account --meminfo: status %d: %s' % (name, whole[0], whole[2]))
        return 1
    pfns = Kdump(path).pfns
    failures, answered = [], 0
    with tempfile.TemporaryDirectory() as folder:
        damaged = os.path.join(folder, 'damaged')
        for first in range(0, len(pfns), BATCH):
            dump = Kdump(path)
            dump.remove(*pfns[first:first + BATCH])
            dump.save(damaged)
            answer = run(program, 'account', '--meminfo', damaged)
            answered += answer[0] == 3
            wrong = meminfo(whole[1], *answer)
            if wrong:
                failures.append('%d pages from %x on: %s' % (BATCH, pfns[first], wrong))
    for failure in failures[:5]:
        print('  ' + failure)
    print('%s %s: account --meminfo without some of its pages: no other number in silence' %
          ('not ok' if failures or not answered else 'ok', name))
    return bool(failures or not answered)


if __name__ == '__main__':
    sys.exit(main())
