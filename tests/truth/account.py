# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: account.py NAME paused|kdump ANSWERS TRUTH ACCOUNT BY-ZONE MEMINFO

The rows of the account against what the guest said of itself right before it was
paused: kpageflags page by page, zoneinfo, meminfo, and what was planted.  What ran in
between may have taken or freed a little; the bound is what the guest's CPUs may keep
from its own counters (zoneinfo: vm stats threshold), summed up.  After a panic only
what must add up inside the dump is asked.
"""
import os
import re
import struct
import sys
from collections import Counter

from owner_text import checks

ROW = re.compile(r' *(\d+) +[\d.]+ +(?:([\d.]+)% +)?(-|-?\d+)(?: +(-?\d+))? +([^\d\s-].*)$')
GROUP = re.compile(r' *(\d+) +[\d.]+ +[\d.]+% .* caller (\S+)(?: \[(\S+)\])?: ')
SUM = 'all that the page allocator manages'
# include/uapi/linux/kernel-page-flags.h
SLAB, BUDDY, ANON, SWAPBACKED, HUGE, HWPOISON, OFFLINE, PGTABLE = 7, 10, 12, 14, 17, 19, 23, 26


def lines(path):
    with open(path, encoding='utf-8', errors='surrogateescape') as file:
        return file.read().split('\n')


class Row:
    def __init__(self, match):
        self.pages = int(match[1])
        self.kernel = None if match[3] == '-' else int(match[3])
        self.diff = int(match[4] or 0)


def rows(text):
    found = {}
    for line in text:
        if line.startswith('Who has'):
            break
        match = ROW.match(line)
        if match:
            found[match[5].split(' (')[0]] = Row(match)
    return found


def parts(text):
    """(node, zone) -> lines"""
    found, current = {}, None
    for line in text:
        match = re.match(r'Node (\d+), zone (\S+)$', line)
        if match:
            current = found.setdefault((match[1], match[2]), [])
        elif current is not None:
            current.append(line)
    return found


def zones(answers):
    """(node, zone) -> managed, and what CPUs may keep from all counters together."""
    managed, bound, zone = {}, 0, None
    for line in lines(os.path.join(answers, 'proc/zoneinfo')):
        match = re.match(r'Node (\d+), zone +(\S+)', line)
        if match:
            zone = (match[1], match[2])
        match = re.match(r' +managed +(\d+)', line)
        if match:
            managed[zone] = int(match[1])
        match = re.match(r' +vm stats threshold: (\d+)', line)
        if match:
            bound += int(match[1])
    return {z: pages for z, pages in managed.items() if pages}, bound


def kinds(answers):
    counts = Counter()
    with open(os.path.join(answers, 'proc/kpageflags'), 'rb') as file:
        data = file.read()
    for (value,) in struct.iter_unpack('<Q', data):
        def is_(bit, value=value):
            return value >> bit & 1
        for name, there in (
                ('free', is_(BUDDY)), ('slab', is_(SLAB)), ('page tables', is_(PGTABLE)),
                ('huge pages', is_(HUGE)), ('poisoned', is_(HWPOISON)),
                ('ballooned or offline', is_(OFFLINE)),
                ('anonymous', is_(ANON) and not is_(HUGE) and not is_(HWPOISON)),
                ('shared memory, tmpfs', is_(SWAPBACKED) and not is_(ANON) and not is_(HUGE)
                 and not is_(HWPOISON) and not is_(SLAB))):
            counts[name] += bool(there)
    return counts


def check_inside(check, name, text, found):
    total = found.get(SUM)
    if not check(total is not None, '%s: the account has a sum' % name):
        return
    check(total.diff == 0, '%s: the rows add up to managed_pages' % name, str(total.diff))
    mine = sum(row.pages for what, row in found.items()
               if what not in (SUM, 'reserved', 'ballooned or offline'))
    check(mine == total.pages, '%s: the sum is that of the rows' % name, str(mine))
    for what in ('unclassified', 'not in this dump'):
        check(what not in found, '%s: no page is %s' % (name, what))
    if not any(line.startswith('Not read     nothing') for line in text):
        print('skip %s: the kernel\'s own counters: the dump lacks lists of pages' % name)
        return
    # A huge page that is mapped in part counts what is mapped.  Until v6.15 only its stack
    # tells large kmalloc, and what came before page_owner has none: two blocks at most.
    slack = {'anonymous': 512, 'slab, unreclaimable': 8}
    for what, row in found.items():
        if row.kernel is not None and what != SUM:
            check(abs(row.diff) <= slack.get(what, 0),
                  '%s: %s: the kernel\'s own counter' % (name, what), str(row.diff))


def check_paused(check, name, answers, found, bound):
    counts = kinds(answers)
    found = {what: row.pages for what, row in found.items()}
    found['slab'] = found.get('slab, reclaimable', 0) + found.get('slab, unreclaimable', 0)
    for what, pages in counts.items():
        mine = found.get(what, 0)
        limit = 0 if what in ('huge pages', 'poisoned', 'ballooned or offline') else bound
        check(pages and abs(mine - pages) <= limit,
              '%s: %s: kpageflags' % (name, what), '%d, there %d' % (mine, pages))


def check_zones(check, name, answers, by_zone):
    managed, _ = zones(answers)
    check(set(managed) <= set(by_zone), '%s: every zone has an account' % name)
    for zone, pages in managed.items():
        found = rows(by_zone.get(zone, []))
        check(SUM in found and (found[SUM].pages, found[SUM].kernel) == (pages, pages),
              '%s: node %s, zone %s adds up' % (name, *zone))


def check_meminfo(check, name, answers, ours, bound):
    def parse(text):
        return [(line.split(':')[0], int(line.split()[1])) for line in text if ':' in line]
    mine, theirs = parse(ours), parse(lines(os.path.join(answers, 'proc/meminfo')))
    check([key for key, _ in mine] == [key for key, _ in theirs],
          '%s: the lines of meminfo' % name)
    far = [(key, value, dict(theirs)[key]) for key, value in mine
           if key in dict(theirs) and abs(value - dict(theirs)[key]) > 4 * bound]
    check(not far, '%s: each line of meminfo, to %d pages' % (name, bound), str(far[:3]))
    same = sum(1 for key, value in mine if dict(theirs).get(key) == value)
    check(same * 2 > len(theirs), '%s: most lines are the same' % name, str(same))


def check_planted(check, name, truth, text):
    """Straight from the page allocator; what has a line of its own is not there."""
    mine = Counter()
    for line in text:
        match = GROUP.match(line)
        if match and match[3] == 'pageowner_plant':
            mine[match[2]] += int(match[1])
    theirs = Counter()
    for line in lines(truth):
        if line.startswith('pageowner_plant '):
            _, function, order, _, count, state = line.split()[:6]
            if state == 'held':
                theirs[function] += int(count) << int(order)
    elsewhere = [f for f in theirs if 'vmalloc' in f or 'kmalloc' in f or 'cma' in f]
    for function in elsewhere:
        check(function not in mine, '%s: %s has a line of its own' % (name, function))
        del theirs[function]
    check(len(theirs) > 5, '%s: functions that planted' % name, str(len(theirs)))
    wrong = [(f, theirs[f], mine[f]) for f in theirs if theirs[f] != mine[f]]
    check(not wrong, '%s: all that was planted is in no line of meminfo' % name, str(wrong[:3]))


def main():
    name, kind, answers, truth, account, by_zone, meminfo = sys.argv[1:]
    check, end = checks()
    text = lines(account)
    found = rows(text)
    _, bound = zones(answers)
    check_inside(check, name, text, found)
    check_zones(check, name, answers, parts(lines(by_zone)))
    if kind == 'paused':
        check_paused(check, name, answers, found, bound)
        check_meminfo(check, name, answers, lines(meminfo), bound)
        check_planted(check, name, truth, text)
    end()


main()
