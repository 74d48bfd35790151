# SPDX-License-Identifier: GPL-2.0-or-later
"""page_owner_sort as its documentation describes it, and its known bugs on demand."""
from operator import attrgetter

from guest_text import CMA, OTHERS, SLAB, VMALLOC

NAMES = ((CMA, 'CMA'), (SLAB, 'SLAB'), (VMALLOC, 'VMALLOC'), (OTHERS, 'OTHERS'))
LONG = {'p': 'pid', 'tg': 'tgid', 'n': 'name', 'st': 'stacktrace', 'T': 'txt', 'at': 'alloc_ts',
        'ft': 'free_ts', 'ator': 'allocator', 'f': 'free', 'mod': 'module', 'pg': 'pages',
        't': 'times'}
LETTERS = {'-a': ('alloc_ts', 1), '-m': ('pages', -1), '-n': ('name', 1), '-p': ('pid', 1),
           '-P': ('tgid', 1), '-s': ('stacktrace', 1), '-t': ('times', -1), '-r': ('free_ts', 1),
           '-M': ('module', 1)}
# In this order culling compares, whatever the order of the option's words.
CULLING = ('stacktrace', 'pid', 'tgid', 'name', 'module', 'free', 'allocator')


class Options:
    def __init__(self, words):
        self.sort, self.cull, self.unreleased, self.select = [], [], False, {}
        words = list(words)
        while words:
            word = words.pop(0)
            name, _, value = word.partition('=')
            if word == '-f':
                self.unreleased = True
            elif word == '-c':
                self.cull = ['stacktrace']
            elif word in LETTERS:
                self.sort = [LETTERS[word]]
            else:
                self.long(name[2:], value or words.pop(0))

    def long(self, name, value):
        keys = value.split(',')
        if name == 'cull':
            self.cull = [LONG.get(k, k) for k in keys]
        elif name == 'sort':
            self.sort = [(LONG.get(k.lstrip('+-'), k.lstrip('+-')), -1 if k[0] == '-' else 1)
                         for k in keys]
        else:
            self.select[name] = keys


class Group:
    """Records that culling made one; the first of them speaks for all."""

    def __init__(self, record):
        self.first, self.times, self.pages = record, 0, 0


def without_time(record):
    """Its text without the time stamp of the allocation."""
    head, newline, rest = record.text.partition(b'\n')
    ts = b', ts %d ns' % record.ts
    at = head.rfind(ts)
    return head[:at] + b', ts  ns' + head[at +
                                          len(ts):] + newline + rest if at >= 0 else record.text


def key_of(name, bugs, cut, culled=True):
    """A function of a record for a key, or of a group for its totals."""
    if name == 'stacktrace' and (not culled or 'notes' in bugs):
        return lambda r: r.text.partition(b'\n')[2]
    if name == 'txt' and cut:
        return without_time
    if name == 'module':
        return lambda r: r.module or b'vmlinux'
    if name == 'free' and 'free' in bugs:
        return lambda r: bool(r.free_ts)
    return attrgetter({'stacktrace': 'stack', 'txt': 'text', 'name': 'comm', 'alloc_ts': 'ts',
                       'free': 'freed'}.get(name, name))


def chosen(records, options):
    if options.unreleased:
        records = [r for r in records if not r.free_ts or r.ts >= r.free_ts]
    value = {'pid': lambda r: str(r.pid), 'tgid': lambda r: str(r.tgid),
             'name': lambda r: r.comm.decode(), 'module': lambda r: r.module.decode() or 'vmlinux'}
    for name, words in options.select.items():
        records = [r for r in records if value[name](r) in words]
    return records


def stable(groups, sort, bugs, cut, culled):
    """Sorts by several keys; equal groups stay in turn, also when descending."""
    for name, sign in reversed(sort):
        key = key_of(name, bugs, cut, culled)
        if 'ties' in bugs and name in ('alloc_ts', 'free_ts') and sign > 0:
            groups.reverse()    # its comparison never calls two times equal
        groups.sort(key=key if name in ('times', 'pages') else lambda g, key=key: key(g.first),
                    reverse=sign < 0)
    return groups


def cull(records, key):
    groups = {}
    for record in records:
        value = key(record)
        group = groups.get(value)
        if group is None:
            group = groups[value] = Group(record)
        group.times += 1
        group.pages += record.pages
    return [groups[value] for value in sorted(groups)]


def run(records, words, release, bugs=()):
    """The output file.  bugs: those of the tool that it shall have."""
    options, bugs = Options(words), set(bugs)
    sort = options.sort or [('times', -1)]
    if 'sort' in bugs and not any(word in LETTERS for word in words):
        sort = [('times', -1)]
    if 'default' in bugs and not options.sort and not options.cull:
        sort = []
    # Since v6.7 records that differ in nothing but their time are one.
    cut = release not in ('5.10', '6.1') and sort[:1] != [('alloc_ts', 1)] and \
        sort[:1] != [('alloc_ts', -1)]
    keys = [k for k in CULLING if k in options.cull]
    parts = [key_of(k, bugs, cut) for k in keys]
    identity = (lambda r: tuple([part(r) for part in parts])) if keys else key_of('txt', bugs, cut)
    groups = stable(cull(chosen(records, options), identity), sort, bugs, cut, bool(keys))
    return b''.join([show(g, options, keys, bugs, cut) for g in groups])


def allocated_by(value):
    return 'allocated by ' + ''.join(name + ' ' for bit, name in NAMES if value & bit)


def show(group, options, keys, bugs, cut):
    first = group.first
    out = '%d times, %d pages' % (group.times, group.pages)
    if not keys:
        return ('%s, %s:\n' % (out, allocated_by(first.allocator))).encode() + \
            key_of('txt', bugs, cut)(first) + b'\n'
    for key, label, value in (('pid', 'PID', '%d' % first.pid), ('tgid', 'TGID', '%d' % first.tgid),
                              ('name', 'task_comm_name:', first.comm.decode()),
                              ('module', 'module:', first.module.decode() or 'vmlinux')):
        if key in keys or key in options.select:
            out += ', %s %s' % (label, value)
    if 'allocator' in keys:
        out += ', ' + allocated_by(first.allocator)
    if 'free' in keys:
        label = 'labels' in bugs
        out += ' (%s)' % ('RELEASED' if key_of('free', bugs, cut)(first) != label else 'UNRELEASED')
    if 'stacktrace' in keys:
        return (out + ':\n').encode() + key_of('stacktrace', bugs, cut)(first) + b'\n'
    return (out + '\n').encode()
