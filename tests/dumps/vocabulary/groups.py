# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: groups.py NAME PROGRAM FOLDER

Selections, groups and call trees, of the dump and of the guest's text, against
sums over the guest's text that are computed here.
"""
import os
import re
import struct
import sys

from check import Tool, check, end, paused
from guest_text import CMA, OTHERS, SLAB, VMALLOC, records

AGE = r'(?:@?[\d.]+s|\d+[dhm] \d+[hms]|-)'
LINE = re.compile(r' *(\d+) +(\d+\.\d)%% +(\d+)  (\S+) +(%s) +(%s)  (.*)$' % (AGE, AGE))
NODE = re.compile(r' *(\d+) +(\d+\.\d) +(\d+\.\d)% +(\d+) +(\d+)  ( *)(\S.*)$')
ZONES = {'DMA': '0', 'DMA32': '1', 'Normal': '2', 'HighMem': '2', 'Movable': '3', 'Device': '4'}
ALLOCATORS = ((CMA, 'CMA'), (SLAB, 'SLAB'), (VMALLOC, 'VMALLOC'), (OTHERS, 'OTHERS'))
KPF_SLAB = 7     # include/uapi/linux/kernel-page-flags.h
PROCESSES = {'pid', 'tgid', 'name'}


def frame_name(frame):
    """ function+0x1/0x2 [module] without the offset, as callers and trees show it"""
    frame = frame.decode()[1:]
    return re.sub(r'\+0x[0-9a-f]+/0x[0-9a-f]+', '', frame)


def module_of(record):
    if record.module:
        return record.module.decode()
    return '(unloaded)' if any(f.startswith(b' 0x') for f in record.frames) else 'vmlinux'


def caller_of(record):
    return frame_name(record.caller[0]) if record.caller else '(no caller)'


KEYS = {
    'stacktrace': lambda r: tuple(f[1:].decode() for f in r.frames),
    'caller': caller_of,
    'module': module_of,
    'allocator': lambda r: '+'.join(n for bit, n in ALLOCATORS if r.allocator & bit),
    'pid': lambda r: str(r.pid),
    'tgid': lambda r: str(r.tgid),
    'name': lambda r: r.comm.decode(),
    'cgroup': lambda r: r.cgroup.decode() or '(none)',
    'order': lambda r: str(r.order),
    'gfp': lambda r: '0x%x(%s)' % (r.gfp, r.gfp_names),
    'migratetype': lambda r: r.type,
    'node': lambda r: str(r.node) if r.node >= 0 else '?',
    'zone': lambda r: str(r.zone) if r.zone >= 0 else '?',
    'free': lambda r: 'released' if r.freed else 'unreleased',
    'block': lambda r: r.block,
}
ALIASES = {'st': 'stacktrace', 'ca': 'caller', 'mod': 'module', 'ator': 'allocator', 'p': 'pid',
           'tg': 'tgid', 'n': 'name', 'cg': 'cgroup', 'o': 'order', 'g': 'gfp',
           'mt': 'migratetype', 'no': 'node', 'z': 'zone', 'f': 'free',
           'bl': 'block'}
ORDER = list(KEYS)      # in which a line shows the values
CULLS = list(KEYS) + [
    'st,p', 'st,tg', 'st,n', 'st,o', 'st,mod', 'ca,o', 'ca,mod', 'ca,p,o', 'mod,o', 'mod,n',
    'p,tg,n', 'cg,n', 'cg,ator', 'o,g,mt', 'mt,z', 'no,z,mt', 'ator,mt', 'ator,o,z', 'n,f', 'bl,mt',
    'mod,bl',
    'st,p,tg,n,cg,o,g,mt,no,z', 'ca,mod,ator,p,tg,n,cg,o,g,mt,no,z,f']


def sums(records_, key):
    """{key: (pages, times, orders)}"""
    groups = {}
    for r in records_:
        value = key(r)
        pages, times, orders = groups.get(value, (0, 0, frozenset()))
        groups[value] = pages + r.pages, times + 1, orders | {r.order}
    return groups


def parse_values(text, keys):
    """The values of a group's line, in the order of ORDER."""
    shown = [k for k in keys if k != 'stacktrace']
    pattern = ', '.join(re.escape(k) + ' (.*?)' for k in shown)
    if not shown:
        return []
    tail = '$' if PROCESSES & set(keys) else r'(?:: .*)?$'
    match = re.match(pattern + tail, text)
    return list(match.groups()) if match else None


def parse_report(out, keys):
    """{key: (pages, times, orders)} of `report --full --top 0 --pages`, and its order."""
    rows, body = [], out.decode(errors='surrogateescape').split('\n')
    for line in body:
        match = LINE.match(line)
        if match:
            rows.append((parse_values(match[7], keys), [], int(match[1]), int(match[3]),
                         frozenset(int(o) for o in match[4].split(','))))
        elif line.startswith(' ' * 12) and rows and \
                not re.match(r' *(\(|handle: \d+$)', line):
            rows[-1][1].append(line[12:])
    groups, pages = {}, []
    for values, frames, page_sum, times, orders in rows:
        if values is None:
            return None, 'a line without the values of %s' % keys
        values = [ZONES.get(v, v) if k == 'zone' else v
                  for k, v in zip([k for k in keys if k != 'stacktrace'], values)]
        key = tuple(([tuple(frames)] if 'stacktrace' in keys else []) + values)
        if key in groups:
            return None, 'two groups of %s' % (key,)
        groups[key] = page_sum, times, orders
        pages.append(page_sum)
    if pages != sorted(pages, reverse=True):
        return None, 'not sorted by pages'
    return groups, ''


def compare(what, got, want, why=''):
    if got == want and want:
        return check(True, what)
    if got is None or not want:
        return check(False, what, why or 'nothing to compare')
    details = ['%s: %s instead of %s' % (k, got.get(k), want.get(k))
               for k in list(want) + [k for k in got if k not in want] if got.get(k) != want.get(k)]
    return check(False, what, '%d of %d groups differ' % (len(details), len(want)), *details[:4])


def by_keys(records_, keys, columns={}):
    """sums() by several keys of all records; what is computed once is kept."""
    for key in keys:
        if key not in columns:
            columns[key] = [KEYS[key](r) for r in records_]
    if tuple(keys) not in columns:
        values = iter(zip(*(columns[key] for key in keys)))
        columns[tuple(keys)] = sums(records_, lambda r: next(values))
    return columns[tuple(keys)]


class Source:
    def __init__(self, name, tool, files, records_, is_slab):
        self.name, self.tool, self.files, self.records = name, tool, files, records_
        self.is_slab = is_slab

    def ask(self, *words):
        return self.tool.run(*words, *self.files)

    def report(self, culls, *words):
        keys = sorted({ALIASES.get(k, k) for k in culls.split(',')}, key=ORDER.index)
        status, out, message = self.ask('report', '--full', '--top', '0', '--pages',
                                        '--cull', culls, *words)
        if status:
            return keys, None, 'status %d: %s' % (status, message)
        return (keys,) + parse_report(out, keys)

    def groups(self, culls, words=(), chosen=None):
        what = ' '.join(('%s: report --cull' % self.name, culls) + tuple(words))
        keys, got, why = self.report(culls, *words)
        want = sums((r for r in self.records if chosen(r)),
                    lambda r: tuple(KEYS[k](r) for k in keys)) if chosen \
            else by_keys(self.records, keys)
        compare(what, got, want, why)

    def listed(self, words, chosen, records_=None):
        """list and the header's sums, for a selection that takes some and leaves some"""
        records_ = self.records if records_ is None else records_
        what = '%s: list %s' % (self.name, ' '.join(words))
        want = [r.pfn for r in records_ if chosen(r)]
        status, out, message = self.ask('list', *words)
        got = [int(n, 0) for n in re.findall(rb'^PFN (\S+)', out, flags=re.M)]
        if check(status == 0 and got == want, what, message,
                 '%d records instead of %d' % (len(got), len(want)),
                 'not %s' % sorted(set(got) - set(want))[:5],
                 'but %s' % sorted(set(want) - set(got))[:5]):
            check(0 < len(want) < len(records_) or 'all' in ''.join(words),
                  what + ': some, not all',
                  'this test selects %d of %d' % (len(want), len(records_)))

    def both(self, option, value, chosen):
        self.listed([option, value], chosen)
        self.listed([option, '!' + value], lambda r: not chosen(r))


def ages(source):
    """--older and --newer: sums on both sides of a time in a wide gap between records."""
    _, out, _ = source.ask('report', '--top', '1')
    match = re.search(rb'([\d.]+)s after boot', out)
    times = sorted({r.ts for r in source.records})
    now = float(match[1]) * 1e9 if match else times[-1]
    gaps = sorted(((b - a, (a + b) // 2) for a, b in zip(times, times[1:])), reverse=True)[:3]
    for width, middle in gaps:
        age = '%.3fs' % ((now - middle) / 1e9)
        if width < 2e8 and match:
            continue        # the report says the time of the crash in tenths
        source.listed(['--older', age], lambda r: r.ts <= middle)
        source.listed(['--newer', age], lambda r: r.ts >= middle)
        source.listed(['--older', '!' + age], lambda r: r.ts > middle)


def middle_pfns(source):
    pfns = [r.pfn for r in source.records]
    return pfns[len(pfns) // 4], pfns[len(pfns) // 2]


def gfp_words(source, names):
    """By the bits that all masks with such a name have in common."""
    bits = 0
    for name in names.split(','):
        masks = [r.gfp for r in source.records if name in r.gfp_names.split('|')]
        common = masks[0]
        for mask in masks:
            common &= mask
        bits |= common
    return lambda r: r.gfp & bits == bits


def selections(source):
    low, high = middle_pfns(source)
    zeroed = gfp_words(source, '__GFP_ZERO')

    def words(names):
        return gfp_words(source, names)

    def flags(names):
        return lambda r: set(names.split(',')) <= set(r.flag_names)

    source.both('--pid', '1', lambda r: r.pid == 1)
    source.both('--pid', '0-50,105', lambda r: r.pid <= 50 or r.pid == 105)
    source.both('--tgid', '1,0x69', lambda r: r.tgid in (1, 105))
    source.both('--name', 'init,po-ring,swapper/0',
                lambda r: r.comm in (b'init', b'po-ring', b'swapper/0'))
    source.both('--order', '1-3', lambda r: 1 <= r.order <= 3)
    source.both('--order', '0,9', lambda r: r.order in (0, 9))
    source.both('--gfp', '__GFP_ZERO', words('__GFP_ZERO'))
    source.both('--gfp', '__GFP_NOWARN,__GFP_COMP', words('__GFP_NOWARN,__GFP_COMP'))
    source.both('--gfp', 'GFP_KERNEL', words('GFP_KERNEL'))
    source.both('--gfp', '0x100', lambda r: r.gfp & 0x100)
    source.both('--migratetype', 'Movable', lambda r: r.type == 'Movable')
    source.both('--migratetype', 'Unmovable,Reclaimable',
                lambda r: r.type in ('Unmovable', 'Reclaimable'))
    source.both('--block', 'CMA', lambda r: r.block == 'CMA')
    source.both('--block', 'Unmovable,Reclaimable',
                lambda r: r.block in ('Unmovable', 'Reclaimable'))
    source.both('--migratetype', 'un*,rec?aimable',
                lambda r: r.type in ('Unmovable', 'Reclaimable'))
    source.both('--block', '[cm]*', lambda r: r.block in ('CMA', 'Movable'))
    source.both('--name', 'po-*', lambda r: r.comm.startswith(b'po-'))
    source.both('--name', 'po-?ing,[i]nit', lambda r: r.comm in (b'po-ring', b'init'))
    source.both('--module', '*_plant', lambda r: module_of(r) == 'pageowner_plant')
    source.both('--cgroup', 'po-l*', lambda r: r.cgroup.startswith(b'po-l'))
    if any('slab' in r.flag_names for r in source.records):     # until v6.9
        source.both('--flags', 'slab', flags('slab'))
    source.both('--flags', 'uptodate,lru', flags('uptodate,lru'))
    source.both('--flags', '0x%x' % next(r.flags for r in source.records if r.flag_names),
                lambda r, f=next(r.flags for r in source.records if r.flag_names): r.flags & f == f)
    source.both('--zone', '0', lambda r: r.zone == 0)
    source.listed(['--node', '0', '--pid', '1'], lambda r: r.node == 0 and r.pid == 1)
    source.listed(['--node', '!1-7', '--pid', '1'], lambda r: r.pid == 1)
    source.both('--cgroup', 'po-live', lambda r: r.cgroup == b'po-live')
    source.both('--cgroup', '/,po-live', lambda r: r.cgroup in (b'/', b'po-live'))
    source.both('--pfn', '%d-0x%x' % (low, high), lambda r: low <= r.pfn <= high)
    source.both('--pfn', '%d' % high, lambda r: r.pfn == high)
    source.both('--module', 'pageowner_plant', lambda r: module_of(r) == 'pageowner_plant')
    source.both('--module', 'vmlinux', lambda r: module_of(r) == 'vmlinux')
    source.both('--frame', 'vfs_(write|read)',
                lambda r: any(re.search(rb'vfs_(write|read)', f) for f in r.frames))
    source.both('--frame', '^kmem_cache_alloc',
                lambda r: any(re.search(rb'^ kmem_cache_alloc', f) for f in r.frames))
    source.both('--frame', r'\[pageowner_plant\]$',
                lambda r: any(f.endswith(b'[pageowner_plant]') for f in r.frames))
    source.listed(['--slab'], source.is_slab)
    source.listed(['--no-slab'], lambda r: not source.is_slab(r))
    source.listed(['--pid', '1', '--order', '0', '--module', 'vmlinux', '--gfp', '!__GFP_ZERO'],
                  lambda r: r.pid == 1 and r.order == 0 and module_of(r) == 'vmlinux'
                  and not zeroed(r))
    source.listed(['--pid', '0-200', '--pid', '!1', '--name', '!po-mixed'],
                  lambda r: r.pid <= 200 and r.pid != 1 and r.comm != b'po-mixed')
    ages(source)


def selected_groups(source):
    """A selection and a grouping at once, in reports."""
    source.groups('st', ['--order', '1-9'], lambda r: r.order)
    source.groups('n', ['--module', 'pageowner_plant'], lambda r: module_of(r) == 'pageowner_plant')
    source.groups('mod', ['--no-slab', '--order', '0'], lambda r: not source.is_slab(r) and
                  not r.order)
    source.groups('ca', ['--slab'], source.is_slab)
    source.groups('o', ['--frame', 'vfs_write'], lambda r: any(b'vfs_write' in f for f in r.frames))
    source.groups('cg', ['--gfp', '__GFP_ZERO'], gfp_words(source, '__GFP_ZERO'))
    source.groups('p,o', ['--cgroup', '!/'], lambda r: r.cgroup != b'/')
    source.groups('st', ['--flags', 'lru'], lambda r: 'lru' in r.flag_names)
    source.groups('z', ['--migratetype', '!Movable'], lambda r: r.type != 'Movable')


def depths(source):
    """--depth: stacks are one group when their frames from the caller on are the same."""
    for depth in 1, 2, 4:
        _, out, message = source.ask('report', '--top', '0', '--pages', '--depth', str(depth))
        got, why = parse_report(out, ['stacktrace'])
        want = sums(source.records, lambda r, d=depth: (
            tuple(f[1:].decode() for f in r.frames[r.hidden:r.hidden + d]),))
        compare('%s: report --depth %d' % (source.name, depth), got, want, message or why)


def expected_tree(source, reverse):
    paths = {}
    for r in source.records:
        frames = [frame_name(f) for f in r.frames[r.hidden:]]
        frames = tuple(frames if reverse else frames[::-1])
        for i in range(1, len(frames) + 1):
            pages, own, times = paths.get(frames[:i], (0, 0, 0))
            own += r.pages if i == len(frames) else 0
            paths[frames[:i]] = pages + r.pages, own, times + 1
    return paths


def trees(source):
    for option in '--tree', '--reverse':
        what = '%s: report %s' % (source.name, option)
        status, out, message = source.ask('report', option, '--top', '0')
        paths, path, siblings, fine = {}, [], {}, True
        for line in out.decode(errors='surrogateescape').split('\n'):
            match = NODE.match(line)
            if match:
                depth = len(match[6]) // 2
                path = path[:depth] + [match[7]]
                fine = fine and len(path) == depth + 1 and tuple(path) not in paths
                paths[tuple(path)] = int(match[1]), int(match[4]), int(match[5])
                siblings.setdefault(tuple(path[:-1]), []).append(int(match[1]))
        want = expected_tree(source, option == '--reverse')
        compare(what, paths if not status and fine else None, want, message or 'no tree')
        check(all(s == sorted(s, reverse=True) for s in siblings.values()),
              what + ': largest first')


def whole_and_freed(source):
    """list --all is list and list --freed, in one order; the freed ones are freed."""
    lists = {}
    for words in (), ('--freed',), ('--all',):
        status, out, message = source.ask('list', *words)
        lists[words] = out.decode(errors='surrogateescape').split('\n\n')[:-1]
        check(status == 0 and lists[words], ' '.join((source.name + ': list',) + words), message)

    def pfn(block):
        return int(re.search(r'^PFN (\S+)', block, flags=re.M)[1], 0)

    every = sorted(lists[()] + lists[('--freed',)], key=pfn)
    check(every == lists[('--all',)], source.name + ': list --all is list and list --freed')
    check(all('Page has been freed' in block for block in lists[('--freed',)]),
          source.name + ': list --freed has freed pages alone')
    covered = set()
    for r in source.records:
        covered.update(range(r.pfn, r.pfn + r.pages))
    check(not covered & {pfn(block) for block in lists[('--freed',)]},
          source.name + ': no freed page is owned')
    for words, key in ((('--freed',), '--freed'), (('--all',), '--all')):
        _, got, why = source.report('f', *words)
        count = {('unreleased',): len(lists[()]), ('released',): len(lists[('--freed',)])}
        if words == ('--freed',):
            count.pop(('unreleased',))
        got = {k: v[1] for k, v in got.items()} if got else None
        compare('%s: report --cull free %s' % (source.name, key), got, count, why)


def handles(source):
    """The handles that a report shows, and their stacks."""
    _, out, _ = source.ask('report', '--full', '--top', '0', '--pages')
    shown = re.findall(r'((?:^ {12}[^(\n]+\n)+) {12}\(handle (\d+)\)$', out.decode(), re.M)
    stacks = {handle: tuple(line.strip() for line in frames.splitlines())
              for frames, handle in shown}
    want = sums(source.records, KEYS['stacktrace'])
    compare(source.name + ': each stack has a handle', dict.fromkeys(stacks.values()),
            dict.fromkeys(want))
    frames = KEYS['stacktrace']
    for handle in list(stacks)[:3] + list(stacks)[-2:]:
        source.both('--handle', handle, lambda r: frames(r) == stacks[handle])
        status, out, message = source.tool.run('stack', handle, *source.files)
        lines = tuple(line.strip() for line in out.decode().split('\n'))
        check(status == 0 and set(stacks[handle]) <= set(lines),
              '%s: stack %s' % (source.name, handle), message, out.decode())
    first, second = list(stacks)[:2]
    source.listed(['--handle', '%s,0x%x' % (first, int(second))],
                  lambda r: frames(r) in (stacks[first], stacks[second]))


def in_slab(folder):
    """A function that asks the guest's /proc/kpageflags whether a page is a slab's."""
    with open(os.path.join(folder, 'answers/proc/kpageflags'), 'rb') as file:
        data = file.read()
    return lambda r: bool(struct.unpack_from('=Q', data, r.pfn * 8)[0] & 1 << KPF_SLAB)


def main():
    name, program, folder = sys.argv[1:]
    tool = Tool(program)
    text = os.path.join(folder, 'answers/sys/kernel/debug/page_owner')
    truth = records(text)
    dump = Source(name + ' paused', tool, paused(folder), truth, in_slab(folder))
    for source in dump, Source(name + ' text', tool, [text], truth, lambda r: r.is_slab):
        for culls in CULLS:
            source.groups(culls)
        selections(source)
        selected_groups(source)
        depths(source)
        trees(source)
    whole_and_freed(dump)
    handles(dump)
    end()


main()
