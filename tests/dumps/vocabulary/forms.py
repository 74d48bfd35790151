# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: forms.py PROGRAM

page_owner text as each release prints it, and text that is damaged: written by hand
after mm/page_owner.c of these releases.
"""
import re
import sys

from check import Tool, check, end

FRAMES = b' get_page_from_freelist+0x1/0x2\n __alloc_pages+0x3/0x4\n kernel_caller+0x5/0x6\n'
MODULE = (b' __alloc_pages_noprof+0x3/0x4\n driver_probe+0x5/0x6 [e1000]\n'
          b' driver_init+0x7/0x8 [other]\n')

ORDER = b'Page allocated via order 2, mask 0xcc0(GFP_KERNEL)'
WRITER = ORDER + b', pid 71, tgid 70 (writer), ts 1500000000 ns'
FREED = b', free_ts 1400000000 ns\n'
NAMED = b'Flags 0x17ffffc0000200(slab|node=0|zone=2|lastcpupid=0x1fffff)\n'
DECIMAL = b'PFN 4096 type Unmovable Block 8 type Unmovable '
HEX = b'PFN 0x1000 type Unmovable Block 8 type Unmovable '
MOVED = b'Page has been migrated, last migrate reason: '
SLAB = b'Slab cache page\nCharged (via objcg) to memcg user.slice\n\n'

FORMS = [
    ('v4.8', b'Page allocated via order 2, mask 0x24000c0(GFP_KERNEL)\n' +
     DECIMAL + b'Flags 0xfffe000000000200(slab)\n' + FRAMES + b'\n'),
    ('v5.10', ORDER + b'\n'
     b'PFN 4096 type Unmovable Block 8 type Movable Flags 0xfffffc0000200(slab)\n' +
     FRAMES + MOVED + b'compaction\n\n'),
    ('v5.11', ORDER + b', pid 71, ts 1500000000 ns\n' +
     DECIMAL + b'Flags 0xfffffc0000200(slab)\n' + FRAMES + b'\n'),
    ('v5.13', ORDER + b', pid 71, ts 1500000000 ns' + FREED + DECIMAL + NAMED + FRAMES + b'\n'),
    ('v5.18', WRITER + FREED + DECIMAL + NAMED + FRAMES + SLAB),
    ('v6.5', WRITER + FREED + HEX + NAMED + FRAMES + b'Charged to offline memcg user.slice\n\n'),
    ('v6.8', WRITER + b'\n' + HEX + NAMED +
     FRAMES + MOVED + b'numa_misplaced\nCharged to memcg user.slice\n\n'),
    ('v7.3', WRITER + b'\n' + HEX + NAMED +
     FRAMES + b'handle: 20971522\n' + MOVED + b'compaction\n' + SLAB),
    ('v7.3 handles alone', WRITER + b'\n' + HEX + NAMED +
     b'handle: 20971522\nCharged to memcg user.slice\n\n'),
]
HAS_PID = ('v5.11', 'v5.13', 'v5.18', 'v6.5', 'v6.8', 'v7.3', 'v7.3 handles alone')
HAS_COMM = HAS_PID[2:]
HAS_ZONE = HAS_PID[1:]


AGE = r'(?:@?[\d.]+s|\d+[dhm] \d+[hms]|-)'


class Texts:
    def __init__(self, tool):
        self.tool = tool

    def run(self, data, command, *words):
        return self.tool.run(command, *words, self.tool.file('text', data))

    def rows(self, data, keys, *words):
        """[(pages, times, values)] of a report by these keys"""
        status, out, message = self.run(data, 'report', '--top', '0', '--pages', '--cull', keys,
                                        *words)
        rows = re.findall(r'^ *(\d+) +[\d.]+% +(\d+)  \S+ +' + AGE + ' +' + AGE + '  (.*)$',
                          out.decode('latin-1'), re.M)
        return status, [(int(a), int(b), c) for a, b, c in rows], message

    def expect(self, what, data, keys, want, *words):
        status, rows, message = self.rows(data, keys, *words)
        check(status == 0 and sorted(rows) == sorted(want), 'text: ' + what,
              'status %d %s' % (status, message), *rows[:4])


def one_form(texts, name, data):
    values = 'name %s, cgroup %s, order 2, migratetype Unmovable, node %s, zone %s' % (
        'writer' if name in HAS_COMM else '', 'user.slice' if name in HAS_COMM else '(none)',
        *(('0', '2') if name in HAS_ZONE else ('?', '?')))
    texts.expect('form of %s: comm, cgroup, order, migratetype, node, zone' % name, data,
                 'n,cg,o,mt,no,z', [(4, 1, values)])
    texts.expect('form of %s: pid and tgid' % name, data, 'p,tg', [(4, 1, 'pid %d, tgid %d' % (
        71 if name in HAS_PID else 0, 70 if name in HAS_COMM else 0))])
    _, out, _ = texts.run(data, 'report', '--cull', 'st', '--full')
    found = re.findall(r'^ {12}([^(\s].*)$', out.decode(), re.M)
    want = ['handle: 20971522'] if 'alone' in name else [f[1:].decode()
                                                         for f in FRAMES.split(b'\n')[:-1]]
    check(found == want, 'text: form of %s: frames' % name, found)
    status, out, message = texts.run(data, 'list')
    check(status == 0 and out == data, 'text: form of %s: list passes it on' % name, message, out)
    for words, some in ((['--pfn', '0x1000'], True), (['--pfn', '4097-'+'9999'], False),
                        (['--flags', 'slab'], True), (['--flags', 'lru'], False),
                        (['--gfp', 'GFP_KERNEL'], True), (['--gfp', '__GFP_COMP'], False)):
        status, out, message = texts.run(data, 'list', *words)
        check(status == 0 and out == (data if some else b''),
              'text: form of %s: list %s' % (name, ' '.join(words)), message)
    ours, message = texts.tool.sort(texts.tool.file('text', data), ['--cull=ator'])
    check(ours == b'1 times, 4 pages, allocated by SLAB \n', 'text: form of %s: allocator' % name,
          message, ours)


def handles(texts):
    """v7.3 can print handles instead of stacks: two handles are two stacks."""
    one = dict(FORMS)['v7.3 handles alone']
    two = one + one.replace(b'20971522', b'77') + one
    status, rows, message = texts.rows(two, 'st')
    check(sorted(r[:2] for r in rows) == [(4, 1), (8, 2)], 'text: handles stand for stacks',
          message, rows)
    status, out, message = texts.run(two, 'list', '--handle', '70-0x50')
    check(out == one.replace(b'20971522', b'77'), 'text: list --handle of a printed handle',
          message)
    status, out, message = texts.run(two, 'list', '--handle', '!77')
    check(status == 0 and out == one + one, 'text: list --handle ! of a printed handle', message)


def record(comm=b'init', pid=1, order=0,
           pfn=b'PFN 0x10 type Movable Block 0 type Movable Flags 0x0()\n',
           frames=FRAMES, ts=5):
    return (b'Page allocated via order %d, mask 0xcc0(GFP_KERNEL), ' % order +
            b'pid %d, tgid %d (%s), ts %d ns\n' % (pid, pid, comm, ts) +
            pfn + frames + b'\n')


COMMS = [b'a b', b'(sd-pam)', b'a) b(', b'))', b'((', b'a, ts 9 ns', b'x), ts 7 ns',
         b'kworker/0:1H-x',
         b'pid 3, tgid 4', b'order 7', b'[mod]', b'', b'PFN', b', ts ', b'123456789012345',
         b'), ts (', b'\xc3\xa9\xc3\xa8', b'mask 0x1(X)']


def comms(texts):
    for comm in COMMS:
        data = record(comm, pid=12, order=1)
        shown = comm.decode('latin-1')
        what = 'a process called "%s"' % comm.decode('utf-8')
        texts.expect(what, data, 'n,o', [(2, 1, 'name %s, order 1' % shown)])
        texts.expect(what + ': pid and time', data, 'p,tg', [(2, 1, 'pid 12, tgid 12')])
        if comm and b',' not in comm:
            status, out, message = texts.run(data + record(b'other'), 'list', '--name',
                                             comm.decode())
            check(status == 0 and out == data, 'text: %s: list --name' % what, message, out)
    ours, message = texts.tool.sort(texts.tool.file('text', record(b'x), ts 7 ns', ts=1000) +
                                                    record(b'[fake]', ts=2000)), ['--cull=mod'])
    check(ours == b'2 times, 2 pages, module: vmlinux\n', 'text: a comm in brackets is no module',
          message, ours)
    status, out, message = texts.run(record(b'x\ny', pid=9) + record(b'fine', pid=8), 'list',
                                     '--pid', '8')
    check(status == 0 and b'(fine)' in out, 'text: a line feed in a comm costs no other record',
          message, out)


def damaged(texts):
    a, b, c = record(b'a', 1), record(b'b', 2), record(b'c', 3, order=3)
    every = [(1, 1, 'name a'), (1, 1, 'name b'), (8, 1, 'name c')]
    texts.expect('garbage between blocks', a + b'garbage\n\n' + b + b'\n\n\nmore\ngarbage\n\n' + c,
                 'n', every)
    texts.expect('garbage in front', b'# cat page_owner\n\n' + a + b + c, 'n', every)
    texts.expect('no empty line at the end', (a + b + c)[:-1], 'n', every)
    texts.expect('no line feed at the end', (a + b + c)[:-2], 'n', every)
    texts.expect('a block without a PFN line', a + record(b'b', 2, pfn=b'') + c, 'n', every)
    texts.expect('a block without frames', a + record(b'b', 2, frames=b'') + c, 'n', every)
    status, rows, message = texts.rows(a + b + c[:len(c) // 2], 'n')
    check(status == 0 and set(every[:2]) <= set(rows), 'text: cut in the last block\'s stack',
          message, rows)
    status, rows, message = texts.rows(a + b + c[:30], 'n')
    check(status == 0 and set(every[:2]) <= set(rows), 'text: cut in the last block\'s first line',
          message, rows)
    texts.expect('two empty lines', a.replace(b'\n\n', b'\n\n\n\n') + b + c, 'n', every)
    crlf = (a + b + c).replace(b'\n', b'\r\n')
    texts.expect('lines that end with CR LF', crlf, 'n', every)
    for length in 4000, 70000, 300000, 1000000:
        long = record(b'b', 2, frames=b' ' + b'x' * length + b'+0x1/0x2\n')
        status, rows, message = texts.rows(a + long + c, 'n')
        check(status in (0, 3) and {every[0], every[2]} <= set(rows) and
              (length > 60000 or every[1] in rows), 'text: a line of %d bytes' % length, status,
              message, rows)
        garbage = b'y' * length
        texts.expect('garbage of %d bytes' % length, a + b + garbage + b'\n\n' + c, 'n', every)
    many = record(b'b', 2, frames=b' frame_of_a_long_name+0x1/0x2 [module]\n' * 1500)
    status, rows, message = texts.rows(a + many + c, 'n')
    check(status in (0, 3) and {every[0], every[2]} <= set(rows), 'text: a block of 58 KiB',
          message, rows)
    big = b''.join(record(b'n%d' % (i % 7), i % 11, frames=b' f%d+0x1/0x2\n' % (i % 1000) + FRAMES)
                   for i in range(20000))
    texts.expect('20000 records over many reads', big, 'n',
                 [(len(range(i, 20000, 7)),) * 2 + ('name n%d' % i,) for i in range(7)])
    for name, data in (('an empty file', b''), ('a zero page', b'\0' * 4096),
                       ('one line feed', b'\n'),
                       ('no record at all', b'nothing\n\nto\nsee\n\n')):
        status, out, message = texts.run(data, 'report')
        check(status in (1, 4) and message and len(message.split('\n')) == 2,
              'text: %s is an error with one line' % name, 'status %d: %s' % (status, message), out)
    for order in 11, 20, 64, 4000000000:
        middle = record(b'b', 2).replace(b'order 0', b'order %d' % order)
        status, rows, message = texts.rows(a + middle + c, 'n')
        check(status == 0 and {every[0], every[2]} <= set(rows), 'text: order %d' % order, status,
              message, rows)
    for field in b'pid 2', b'tgid 2', b'ts 5', b'0xcc0', b'0x10':
        huge = b.replace(field, field[:-1] + b'9' * 30 if b'x' not in field else b'0x' + b'f' * 30)
        status, rows, message = texts.rows(a + huge + c, 'n')
        check(status == 0 and sorted(rows) == sorted(every), 'text: an absurd %s' % field.decode(),
              message, rows)
    for i in range(0, len(c) - 4, 7):
        status, rows, message = texts.rows(a + c[:i] + c[i + 3:] + b, 'n')
        if status not in (0, 3) or not set(every[:2]) <= set(rows):
            check(False, 'text: three bytes missing at %d' % i, status, message, rows)
            break
    else:
        check(True, 'text: three bytes missing anywhere in a block')


def main():
    texts = Texts(Tool(sys.argv[1]))
    for name, data in FORMS:
        one_form(texts, name, data)
    texts.expect('all forms in one file', b''.join(data for _, data in FORMS), 'o,mt,f', [
        (36, 9, 'order 2, migratetype Unmovable, free unreleased: writer(70) 56%, (0) 22%, '
         '(71) 22%')])
    handles(texts)
    comms(texts)
    damaged(texts)
    end()


main()
