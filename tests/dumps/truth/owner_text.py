# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads page_owner text, the kernel's own or ours; shares no code with the tool."""
import gzip
import os
import re
import sys

FIRST = re.compile(r'Page allocated via order (\d+), mask (0x[0-9a-f]+)\((.*?)\)'
                   r'(?:, pid (-?\d+))?(?:, tgid (-?\d+) \((.*)\))?'
                   r'(?:, ts (\d+) ns)?(?:, free_ts (\d+) ns)?'
                   r'(?:, free_pid (-?\d+), free_tgid (-?\d+))?'
                   r'(?:, context (\w+))?(?:, cgroup_id (\d+))?$')
SECOND = re.compile(r'PFN (0x[0-9a-f]+|\d+) type (\S+) Block (\d+) type (\S+) Flags (.*)$')


class Record:
    """One block of text, up to its empty line."""

    def __init__(self, raw):
        self.raw = raw
        lines = raw.split('\n')
        first, second = FIRST.match(lines[0]), SECOND.match(lines[1]) if len(lines) > 1 else None
        if not first or not second:
            raise ValueError('not a record: %r' % raw[:200])
        self.order = int(first[1])
        self.gfp = int(first[2], 16)
        self.pid = int(first[4]) if first[4] else None
        self.tgid = int(first[5]) if first[5] else None
        self.comm = first[6]
        self.ts = int(first[7]) if first[7] else None
        self.free_ts = int(first[8]) if first[8] else None
        self.context = first[11]
        self.cgroup_id = int(first[12]) if first[12] else None
        self.pfn = int(second[1], 0)
        self.type, self.block_type, self.flags = second[2], second[4], second[5]
        self.pages = 1 << self.order
        freed = [i for i, line in enumerate(lines) if line.startswith('Page has been freed')]
        self.freed = bool(freed)
        if freed:
            match = re.search(r'free_ts (\d+) ns', lines[freed[0]])
            self.free_ts = int(match[1]) if match else self.free_ts
            self.free_frames = tuple(f[1:] for f in lines[freed[0]:] if f.startswith(' '))
            lines = lines[:freed[0]]
        self.frames = tuple(line[1:] for line in lines[2:] if line.startswith(' '))
        self.notes = tuple(line for line in lines[2:] if line and not line.startswith(' '))

    def owner(self):
        """Everything that page_owner itself wrote down when the page was allocated."""
        return (self.order, self.gfp, self.pid, self.tgid, self.comm, self.ts, self.frames)


def records(path):
    opener = gzip.open if path.endswith('.gz') else open
    with opener(path, 'rt', encoding='utf-8', errors='surrogateescape') as file:
        text = file.read()
    if text and not text.endswith('\n\n'):
        raise ValueError('%s does not end with an empty line' % path)
    return [Record(raw) for raw in text.split('\n\n')[:-1]]


def kib_of_page(answers):
    """Of its configuration: 4 unless the architecture has a choice."""
    with gzip.open(os.path.join(answers, 'proc/config.gz'), 'rt') as file:
        shift = re.search(r'^CONFIG_\w*PAGE_SHIFT=(\d+)$', file.read(), re.M)
    return 1 << (int(shift[1]) if shift else 12) >> 10


def checks():
    """A function that prints one line per check, and one that ends the script."""
    failed = []

    def check(good, name, reason=''):
        print('%s %s%s' % ('ok' if good else 'not ok', name, '' if good else ': ' + reason))
        if not good:
            failed.append(name)
        return good

    def end():
        sys.exit(1 if failed else 0)

    return check, end


def has_config(answers, option):
    """Was the guest's kernel built with CONFIG_@option?"""
    with gzip.open(os.path.join(answers, 'proc/config.gz'), 'rt') as file:
        return 'CONFIG_%s=y\n' % option in file.read()
