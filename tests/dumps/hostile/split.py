# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: split.py PROGRAM DUMP OTHER

Sets of 2 to 9 parts that makedumpfile --split makes, some of them without a page: in any
order the report of the whole; with a part missing, twice or of OTHER a line that says so."""
import os
import random
import re
import struct
import subprocess
import sys
import tempfile


def run(program, *arguments):
    """status, stdout, stderr"""
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False,
                          errors='replace', timeout=100)
    return done.returncode, done.stdout, done.stderr


def make(dump, folder, count, blocks):
    """The parts; those of at most @blocks MiB each, 0: all pages are in the first part"""
    parts = [os.path.join(folder, '%d.%d.%d' % (count, blocks, i)) for i in range(count)]
    words = ['--splitblock-size', str(blocks)] if blocks else []
    subprocess.run(['makedumpfile', '--split', *words, '-l', '-d', '31', dump, *parts],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return parts


def is_empty(path):
    """Does it hold no page frame?"""
    with open(path, 'rb') as file:
        start = file.read(8192)
    block = struct.unpack_from('<I', start, 428)[0]
    first, end = struct.unpack_from('<2Q', start, block + 80)
    return first >= end


def owned(out):
    """The line of the total."""
    return re.search(r'^Owned.*', out, re.M)


def main():
    program, dump, other = sys.argv[1:]
    whole = run(program, 'report', dump)
    failures, empty = [], 0
    order = random.Random(1)

    def expect(name, good, answer):
        if not good:
            failures.append('%s: status %d %s' % (name, answer[0], answer[2][-200:]))

    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, 'other'))
        stranger = make(other, os.path.join(folder, 'other'), 2, 0)[0]
        for count in range(2, 10):
            for blocks in (0, 4) if count < 4 else (0,) if count % 2 else (4,):
                parts = make(dump, folder, count, blocks)
                full = [part for part in parts if not is_empty(part)]
                empty += len(parts) - len(full)
                name = '%d parts, %d empty' % (count, count - len(full))
                order.shuffle(parts)
                answer = run(program, 'report', *parts)
                expect(name, answer[:2] == whole[:2], answer)
                for part in parts:
                    if part not in full:
                        answer = run(program, 'report', part)
                        expect('only an empty part', answer[0] == 1 and 'name all parts' in
                               answer[2], answer)
                        break
                answer = run(program, 'report', *(part for part in parts if part != full[-1]))
                expect(name + ', one missing', answer[0] in (1, 3) and
                       'name all parts' in answer[2], answer)
                answer = run(program, 'report', *parts, full[0])
                expect(name + ', one twice', answer[0] == 1 and 'twice' in answer[2], answer)
                answer = run(program, 'report', *parts, stranger)
                expect(name + ', one of another dump', answer[0] == 1 and
                       'not part of the same dump' in answer[2], answer)
                for part in parts:
                    os.unlink(part)
    if not empty:
        failures.append('makedumpfile made no empty part')
    for failure in failures:
        print('  ' + failure)
    print('%s hostile %s: sets of 2 to 9 parts' %
          ('not ok' if failures else 'ok', '/'.join(dump.split('/')[-2:])))
    return bool(failures)


if __name__ == '__main__':
    sys.exit(main())
