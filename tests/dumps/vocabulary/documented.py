# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: documented.py PROGRAM [RELEASE TOOL]

page_owner_sort's options that no packaged tool has, against files written after the
documentation; and small texts that its known bugs spoil.  With RELEASE and TOOL the
tool's wrong output that is written down here is compared with what it really says.
"""
import glob
import os
import subprocess
import sys

from check import Tool, check, differ, end

HERE = os.path.dirname(os.path.abspath(__file__))


def block(head, pfn='PFN 0x10 type Movable Block 0 type Movable Flags 0x0()', *frames):
    lines = ['Page allocated via order ' +
             head] + ([pfn] if pfn else []) + [' ' + f for f in frames]
    return '\n'.join(lines) + '\n\n'


A = '0, mask 0x0(), pid 7, tgid 7 (a), ts 5 ns'
B = '0, mask 0x0(), pid 8, tgid 8 (b), ts 6 ns'
CMA_LINE = 'PFN 0x10 type Movable Block 0 type CMA Flags 0x0()'

# (what the tool does wrong, its releases, options, text, its output, ours)
BUGS = [
    ('a last block without an empty line is lost', ('6.1', '6.12', '7.3'), '--cull=n',
     block(A) + block(B)[:-1],
     '1 times, 1 pages, task_comm_name: a\n',
     '1 times, 1 pages, task_comm_name: a\n1 times, 1 pages, task_comm_name: b\n'),
    ('a block without a PFN line inherits the CMA of the one before', ('6.1', '6.12', '7.3'),
     '--cull=n,ator', block(A + ', free_ts 0 ns', CMA_LINE) + block(B + ', free_ts 0 ns', None),
     '1 times, 1 pages, task_comm_name: a, allocated by CMA \n'
     '1 times, 1 pages, task_comm_name: b, allocated by CMA \n',
     '1 times, 1 pages, task_comm_name: a, allocated by CMA \n'
     '1 times, 1 pages, task_comm_name: b, allocated by OTHERS \n'),
    ('--sort is ignored', ('6.12', '7.3'), '--cull=n --sort=-n', block(A) + block(B),
     '1 times, 1 pages, task_comm_name: a\n1 times, 1 pages, task_comm_name: b\n',
     '1 times, 1 pages, task_comm_name: b\n1 times, 1 pages, task_comm_name: a\n'),
    ('text without process names is "Out of memory"', ('7.3',), '--cull=st',
     block('1, mask 0x0(), pid 7, ts 5 ns, free_ts 0 ns', CMA_LINE, 'f+0x1/0x2'),
     None, '1 times, 2 pages:\n f+0x1/0x2\n\n'),
    ('a name that reads like a time takes its place', ('6.1', '7.3'), '--cull=n -a',
     block('0, mask 0x0(), pid 7, tgid 7 (ts 9 ns, x), ts 5 ns, free_ts 0 ns') +
     block(B + ', free_ts 0 ns'),
     '1 times, 1 pages, task_comm_name: b\n1 times, 1 pages, task_comm_name: ts 9 ns, x\n',
     '1 times, 1 pages, task_comm_name: ts 9 ns, x\n1 times, 1 pages, task_comm_name: b\n'),
    ('the words RELEASED and UNRELEASED are exchanged, and a page that was ever free is '
     'taken for released', ('6.1',), '--cull=n,f',
     block(A + ', free_ts 0 ns') + block(B + ', free_ts 4 ns'),
     '1 times, 1 pages, task_comm_name: a (RELEASED)\n'
     '1 times, 1 pages, task_comm_name: b (UNRELEASED)\n',
     '1 times, 1 pages, task_comm_name: a (UNRELEASED)\n'
     '1 times, 1 pages, task_comm_name: b (UNRELEASED)\n'),
    ('a line about a memcg makes another stack', ('6.1', '6.12', '7.3'), '--cull=st',
     (block(A + ', free_ts 0 ns', CMA_LINE, 'f+0x1/0x2') * 2)[:-1] + 'Charged to memcg /\n\n',
     '1 times, 1 pages:\n f+0x1/0x2\n\n1 times, 1 pages:\n f+0x1/0x2\nCharged to memcg /\n\n',
     '2 times, 2 pages:\n f+0x1/0x2\n\n'),
    ('a stack that moved is another one', ('6.1', '6.12', '7.3'), '--cull=st -m',
     block(A + ', free_ts 0 ns', CMA_LINE, 'f+0x1/0x2')[:-1] +
     'Page has been migrated, last migrate reason: compaction\n\n' +
     block('2' + A[1:] + ', free_ts 0 ns', CMA_LINE, 'f+0x1/0x2'),
     '1 times, 4 pages:\n f+0x1/0x2\n\n1 times, 1 pages:\n f+0x1/0x2\n'
     'Page has been migrated, last migrate reason: compaction\n\n',
     '2 times, 5 pages:\n f+0x1/0x2\n\n'),
]


def documented(tool):
    source = os.path.join(HERE, 'expected/documented.txt')
    for path in sorted(glob.glob(os.path.join(HERE, 'expected/documented.*'))):
        if path == source:
            continue
        with open(path, 'rb') as file:
            command, _, want = file.read().partition(b'\n')
        words = command.decode().split()[3:]
        ours, message = tool.sort(source, words)
        check(ours == want, 'documented: sort ' + ' '.join(words), message, differ(ours, want))


def theirs(tool, program, source, words):
    output = tool.path('theirs')
    if os.path.exists(output):
        os.unlink(output)
    subprocess.run([program] + words + [source, output], check=False, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    if not os.path.exists(output):
        return None
    with open(output, encoding='utf-8') as file:
        return file.read()


def bugs(tool, release, program):
    for why, releases, command, text, wrong, right in BUGS:
        source, words = tool.file('text', text.encode()), command.split()
        ours, message = tool.sort(source, words)
        check(ours == right.encode() and right != wrong,
              'bug of page_owner_sort (%s): %s; not here' % (', '.join(releases), why),
              message, differ(ours, right.encode()))
        if release in releases:
            output = theirs(tool, program, source, words)
            check(output == wrong, 'bug of page_owner_sort %s: %s' % (release, why), repr(output))


def main():
    tool = Tool(sys.argv[1])
    release, program = (sys.argv[2],
                        os.path.realpath(sys.argv[3])) if len(sys.argv) > 3 else (None, None)
    documented(tool)
    bugs(tool, release, program)
    end()


main()
