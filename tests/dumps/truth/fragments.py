# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: fragments.py NAME paused|kdump ANSWERS TEXT FREED FRAGMENTS

`pageowner fragments --full --top 0` against the guest's own pagetypeinfo and buddyinfo,
and against what its page_owner text, kpageflags and zoneinfo say of each page frame: a
second reckoning that shares no code with the tool.  For a kdump the text is that of
`pageowner list`, and only the owners can be compared.
"""
import os
import re
import struct
import sys

from owner_text import checks, records

# include/uapi/linux/kernel-page-flags.h, include/linux/kernel-page-flags.h
KPF_BUDDY, KPF_RESERVED = 10, 32
BLOCKED, FREE, MOVABLE = 'blocked', 'free', 'movable'


def read(*path):
    with open(os.path.join(*path), encoding='utf-8', errors='surrogateescape') as file:
        return file.read()


class Zone:
    def __init__(self, node, name, span, start):
        self.name = (int(node), name)
        self.start, self.end = int(start), int(start) + int(span)


def zones(answers):
    text = read(answers, 'proc/zoneinfo')
    blocks = re.findall(r'^Node (\d+), zone +(\S+)\n(.*?)(?=^Node |\Z)', text, re.M | re.S)
    return [Zone(node, name, re.search(r'spanned +(\d+)', body)[1],
                 re.search(r'start_pfn: +(\d+)', body)[1])
            for node, name, body in blocks if re.search(r'present +[1-9]', body)]


class Output:
    """What the tool printed."""

    def __init__(self, path):
        text = read(path)
        self.text = text
        self.pagetypeinfo = re.search(r'\nAs /proc/pagetypeinfo\n\n(.*?)\n\n\d+ of', text, re.S)[1]
        self.buddyinfo = re.search(r'\nAs /proc/buddyinfo\n\n(.*?)\n\n', text, re.S)[1]
        self.rooms = {(int(m[0]), m[1]): m[2].split() for m in
                      re.findall(r'^Node (\d+), zone +(\S+)((?: +[-\d]+){6})$', text, re.M)}
        self.owners = {}
        frames = None
        for line in text[text.index('by blocks'):].split('\n'):
            match = re.match(r' +(\d+) +\d+\.\d +(\d+) +(\d+) +(\S+)  ', line)
            if match:
                frames = []
                self.owners[len(self.owners)] = (match.groups(), frames)
            elif line.startswith(' ' * 12) and frames is not None and line[12] != '(':
                frames.append(line.strip())
        self.owners = {tuple(f): tuple(n) for n, f in self.owners.values()}


class Memory:
    """Each page frame: blocked, free, movable, or the stack of whom it can't be moved from."""

    def __init__(self, answers, text, freed, block_pages):
        self.block_pages = block_pages
        self.pages = {}
        with open(os.path.join(answers, 'proc/kpageflags'), 'rb') as file:
            flags = [word for word, in struct.iter_unpack('=Q', file.read())]
        reserved = {pfn for pfn, word in enumerate(flags) if word >> KPF_RESERVED & 1}
        for record in freed:
            self.pages[record.pfn] = FREE
        for pfn, word in enumerate(flags):
            if word >> KPF_BUDDY & 1:
                self.pages[pfn] = FREE
        for record in text:
            if record.type == 'Movable':
                kind = MOVABLE
            else:
                kind = record.frames if record.block_type in ('Movable', 'CMA') else BLOCKED
            for pfn in range(record.pfn, record.pfn + record.pages):
                self.pages[pfn] = kind
        for pfn in reserved:
            self.pages[pfn] = BLOCKED

    def kinds(self, zone, first, count):
        """What an aligned block holds; outside of the zone nothing can be had."""
        if first < zone.start or first + count > zone.end:
            return {BLOCKED}
        return {self.pages.get(pfn, BLOCKED) for pfn in range(first, first + count)}


def largest(blocks):
    return '%d' % max(blocks) if blocks else '-'


def reckon(memory, zone, max_order):
    """The zone's line of six numbers, and of each stack: blocks, alone, order."""
    pageblock = memory.block_pages.bit_length() - 1
    counts, orders, owners = [0, 0, 0], [set(), set(), set()], {}
    # From the single page frames upwards: the kinds in each aligned block.
    first = zone.start >> max_order << max_order
    level = [memory.kinds(zone, pfn, 1)
             for pfn in range(first, (zone.end | (1 << max_order) - 1) + 1)]
    for order in range(max_order + 1):
        for kinds in level:
            stacks = kinds - {BLOCKED, FREE, MOVABLE}
            for i, good in enumerate((kinds == {FREE}, kinds <= {FREE, MOVABLE},
                                      BLOCKED not in kinds)):
                if good:
                    orders[i].add(order)
                    counts[i] += order == pageblock
            for stack in stacks:
                owner = owners.setdefault(stack, [0, 0, set()])
                owner[0] += order == pageblock
                if BLOCKED not in kinds and len(stacks) == 1:
                    owner[1] += order == pageblock
                    owner[2].add(order)
        level = [a | b for a, b in zip(level[::2], level[1::2])]
    return (['%d' % count for count in counts] + [largest(o) for o in orders], owners)


def moved(answers, text, freed):
    """
    PFNs that were taken or given back after the guest had read its uptime; a freed page
    is a record of its own.
    """
    start = float(read(answers, 'proc/uptime').split()[0]) * 1e9 - 2e7
    return {pfn for r in text if r.ts and r.ts >= start
            for pfn in range(r.pfn, r.pfn + r.pages)} | \
        {r.pfn for r in freed if r.free_ts and r.free_ts >= start}


def own_difference(answers):
    """Free pages by which the guest's pagetypeinfo and buddyinfo differ from each other."""
    by_zone = {}
    for node, zone, counts in re.findall(r'^Node +(\d+), zone +(\w+), type +\w+ ([ \d]+)$',
                                         read(answers, 'proc/pagetypeinfo'), re.M):
        total = by_zone.setdefault((node, zone), [0] * len(counts.split()))
        by_zone[node, zone] = [a + int(b) for a, b in zip(total, counts.split())]
    pages = 0
    for node, zone, counts in re.findall(r'^Node (\d+), zone +(\w+) ([ \d]+)$',
                                         read(answers, 'proc/buddyinfo'), re.M):
        pages += sum(abs(a - int(b)) << order for order, (a, b) in
                     enumerate(zip(by_zone[node, zone], counts.split())))
    return pages


def off_by(ours, theirs):
    """In pages, summed over the orders of one line; a block that was split counts twice."""
    columns = [re.sub(r'^.*(?:zone|type) +\w+ ', '', line).split() for line in (ours, theirs)]
    return sum(abs(int(a) - int(b)) << order for order, (a, b) in enumerate(zip(*columns)))


def check_free(check, name, what, ours, theirs, bound):
    """Equal line by line, or off by no more pages than moved meanwhile."""
    ours, theirs = ours.split('\n'), theirs.rstrip('\n').split('\n')
    check(len(ours) == len(theirs), '%s: %s has %d lines' % (name, what, len(theirs)),
          str(len(ours)))
    off = sum(off_by(a, b) for a, b in zip(ours, theirs) if a != b)
    equal = sum(a == b for a, b in zip(ours, theirs))
    heads = [re.sub(r'[ \d>]+$', '', line) for line in ours]
    check(heads == [re.sub(r'[ \d>]+$', '', line) for line in theirs] and off <= bound,
          '%s: %s: %d of %d lines equal, the rest off by %d pages of at most %d' %
          (name, what, equal, len(theirs), off, bound),
          '\n'.join('      %s\n      %s' % pair for pair in zip(ours, theirs)
                    if pair[0] != pair[1]))


def check_kernel(check, name, answers, output, bound):
    """Reading pagetypeinfo takes memory that is free again when buddyinfo is read."""
    theirs = read(answers, 'proc/pagetypeinfo')
    parts = [re.split(r'\n\n(?=Number of)', text.rstrip('\n')) for text in
             (output.pagetypeinfo, theirs)]
    check_free(check, name, 'free lists of pagetypeinfo', parts[0][0], parts[1][0],
               bound + own_difference(answers))
    for ours, kernels in zip(parts[0][1:], parts[1][1:]):
        title = kernels.split('  ')[0].strip()
        check(ours == kernels, '%s: pagetypeinfo, %s' % (name, title), '\n%s\n%s' % (ours, kernels))
    check(len(parts[0]) == len(parts[1]) >= 3, '%s: pagetypeinfo has all its parts' % name)
    check_free(check, name, 'buddyinfo', output.buddyinfo, read(answers, 'proc/buddyinfo'), bound)


def check_owners(check, name, output, text):
    """Pages and blocks of each stack, as the records have them."""
    block_pages = int(re.search(r'Pages per block: +(\d+)', output.text)[1])
    want = {}
    for record in text:
        if record.type == 'Movable' or record.block_type not in ('Movable', 'CMA'):
            continue
        pages, blocks = want.setdefault(record.frames, (set(), set()))
        pages |= set(range(record.pfn, record.pfn + record.pages))
        blocks |= {pfn // block_pages for pfn in pages}
    want = {frames: ('%d' % len(pages), '%d' % len(blocks))
            for frames, (pages, blocks) in want.items()}
    got = {frames: numbers[:2] for frames, numbers in output.owners.items()}
    differ = [f for f in set(want) | set(got) if want.get(f) != got.get(f)]
    check(not differ, '%s: pages and movable blocks of %d stacks' % (name, len(want)),
          '%s: text %s, fragments %s' % (' < '.join(differ[0]), want.get(differ[0]),
                                         got.get(differ[0])) if differ else '')
    # Whether the planter's pages do depends on which blocks the kernel had left for them.
    spoiled = int(re.search(r'^Spoiled +(\d+)', output.text, re.M)[1])
    check(bool(want) == bool(spoiled), '%s: %d movable blocks are spoiled' % (name, spoiled))


def near(got, want, late, block_pages):
    """A pageblock that was freed or taken after kpageflags was read may count either way."""
    blocks = -(-late // block_pages)
    return len(got) == len(want) and got[1:] == want[1:] and \
        abs(int(got[0]) - int(want[0])) <= blocks


def check_rooms(check, name, answers, output, text, freed, late):
    block_pages = int(re.search(r'Pages per block: +(\d+)', output.text)[1])
    max_order = len(output.buddyinfo.split('\n')[0].split()) - 5
    memory = Memory(answers, text, freed, block_pages)
    owners = {}
    for zone in zones(answers):
        want, mine = reckon(memory, zone, max_order)
        got = output.rooms.get(zone.name, [])
        check(near(got, want, late, block_pages), '%s: what could be had of node %d, zone %s: %s' %
              (name, *zone.name, ' '.join(want)), ' '.join(got))
        for stack, (blocks, alone, orders) in mine.items():
            total = owners.setdefault(stack, [0, 0, set()])
            total[0] += blocks
            total[1] += alone
            total[2] |= orders
    want = {s: ('%d' % b, '%d' % a, largest(o)) for s, (b, a, o) in owners.items()}
    got = {frames: numbers[1:] for frames, numbers in output.owners.items()}
    differ = [f for f in set(want) | set(got) if want.get(f) != got.get(f)]
    check(not differ, '%s: what %d stacks spoil alone, and up to which order' % (name, len(want)),
          '%s: text %s, fragments %s' % (' < '.join(differ[0]), want.get(differ[0]),
                                         got.get(differ[0])) if differ else '')


def main():
    name, kind, answers, text_path, freed_path, path = sys.argv[1:]
    check, end = checks()
    output = Output(path)
    text, freed = records(text_path), records(freed_path)
    check_owners(check, name, output, text)
    if kind == 'paused':
        late = moved(answers, text, freed)
        given_back = late & {record.pfn for record in freed}
        text = [record for record in text if record.pfn not in given_back]
        check_kernel(check, name, answers, output, 2 * len(late))
        check_rooms(check, name, answers, output, text, freed, len(late))
    end()


main()
