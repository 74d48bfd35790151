# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: account.py NAME paused|kdump|partial ANSWERS TRUTH TEXT ACCOUNT BY-ZONE BY-NODE \
        MEMINFO SLAB

Every row of the account against what the guest said of itself right before it was
paused: kpageflags and kpagecount page by page, zoneinfo, slabinfo, vmallocinfo, CMA's
own files, meminfo, and what was planted.  A row that nothing here is compared with
fails.  After a panic only what must add up inside the dump is asked.

What ran in between may have taken or freed a little.  The bound is the number of pages
whose record in the dump is younger than the guest's uptime file; kernels before 5.11
have no times, there it is what CPUs may keep from a counter (vm stats threshold).
"""
import os
import re
import struct
import sys
from collections import Counter

from owner_text import checks, has_config, records

ROW = re.compile(r' *(\d+) +[\d.]+ +(?:([\d.]+)% +)?(-|-?\d+)(?: +(-?\d+))? +([^\d\s-].*)$')
GROUP = re.compile(r' *(\d+) +[\d.]+ +[\d.]+% .* caller (\S+)(?: \[(\S+)\])?: ')
SUM = 'all that the page allocator manages'
# include/uapi/linux/kernel-page-flags.h, include/linux/kernel-page-flags.h
LRU, SLAB, BUDDY, ANON, SWAPBACKED, COMPOUND_HEAD, COMPOUND_TAIL, HUGE, HWPOISON, OFFLINE, \
    PGTABLE, RESERVED = 5, 7, 10, 12, 14, 15, 16, 17, 19, 23, 26, 32
# struct page_owner and the flags word of page_ext, by release; tags add one word.
STRIDES = {'5.10': 24, '6.1': 64, '6.12': 72, '7.3': 72}


def read(*path):
    with open(os.path.join(*path), encoding='utf-8', errors='surrogateescape') as file:
        return file.read()


class Row:
    def __init__(self, match):
        self.pages = int(match[1])
        self.kernel = None if match[3] == '-' else int(match[3])
        self.diff = int(match[4] or 0)


def rows(text):
    found = {}
    for line in text:
        if line.startswith(('Unaccounted: ', 'CMA: ')):
            break
        match = ROW.match(line)
        if match:
            found[match[5].split(' (')[0]] = Row(match)
    return found


def parts(text):
    """(node, zone) or (node, None) -> lines"""
    found, current = {}, None
    for line in text:
        match = re.match(r'Node (\d+)(?:, zone (\S+))?$', line)
        if match:
            current = found.setdefault((match[1], match[2]), [])
        elif current is not None:
            current.append(line)
    return found


class Guest:
    """What the guest said."""

    def __init__(self, answers, text):
        self.answers = answers
        self.records = records(text)
        self.vmap_stack = has_config(answers, 'VMAP_STACK')
        self.flags, self.counts = self.words('kpageflags'), self.words('kpagecount')
        self.managed, self.spans, self.on_cpus, self.threshold = {}, {}, 0, 0
        zone = None
        for line in read(answers, 'proc/zoneinfo').split('\n'):
            match = re.match(r'Node (\d+), zone +(\S+)', line)
            zone = (match[1], match[2]) if match else zone
            match = re.match(r' +(managed|spanned|start_pfn:|count:|vm stats threshold:) +(\d+)',
                             line)
            if not match:
                continue
            what, value = match[1], int(match[2])
            if what == 'managed' and value:
                self.managed[zone] = value
            elif what == 'spanned':
                self.spans[zone] = value
            elif what == 'start_pfn:':
                self.spans[zone] = range(value, value + self.spans[zone])
            elif what == 'count:':
                self.on_cpus += value
            else:
                self.threshold += value
        self.page_kib = self.meminfo('MemTotal') // sum(self.managed.values())
        self.bound = self.moved() if any(r.ts for r in self.records) else self.threshold

    def words(self, name):
        with open(os.path.join(self.answers, 'proc', name), 'rb') as file:
            return [word for word, in struct.iter_unpack('=Q', file.read())]

    def meminfo(self, line):
        return int(re.search(r'^%s: +(\d+)' % re.escape(line), read(self.answers, 'proc/meminfo'),
                             re.M)[1])

    def moved(self):
        start = float(read(self.answers, 'proc/uptime').split()[0]) * 1e9 - 2e7
        return sum(r.pages for r in self.records if r.ts and r.ts >= start)

    def pages(self, true, false=()):
        """How many page frames of a zone have all flags of the first and none of the second."""
        want = sum(1 << bit for bit in true)
        none = sum(1 << bit for bit in false)
        return sum(1 for span in self.spans.values() if isinstance(span, range)
                   for word in self.flags[span.start:span.stop]
                   if word & want == want and not word & none)

    def anonymous(self, mapped):
        return sum(1 for word, count in zip(self.flags, self.counts)
                   if word >> ANON & 1 and not word >> HUGE & 1 and not word >> HWPOISON & 1
                   and bool(count) == mapped)

    def slabs(self):
        return sum(int(line.split()[5]) * int(line.split()[14])
                   for line in read(self.answers, 'proc/slabinfo').split('\n')[2:-1])

    def kernel_stacks(self):
        return self.meminfo('KernelStack') // self.page_kib

    def vmalloc(self):
        return sum(map(int, re.findall(r' pages=(\d+)', read(self.answers, 'proc/vmallocinfo'))))

    def cached_stacks(self):
        """Two for each CPU (NR_CACHED_STACKS of kernel/fork.c) wait in vmalloc for a new task."""
        cpus = 1 + max(map(int, re.findall(r'^ +cpu: (\d+)', read(self.answers, 'proc/zoneinfo'),
                                           re.M)))
        tasks = Counter(map(int, re.findall(r' pages=(\d+)', '\n'.join(
            line for line in read(self.answers, 'proc/vmallocinfo').split('\n')
            if ' kernel_clone+' in line or ' copy_process+' in line or 'dup_task' in line))))
        return 2 * cpus * (tasks.most_common(1)[0][0] if tasks else 0)

    def cma(self):
        top = os.path.join(self.answers, 'sys/kernel/debug/cma')
        return sum(int(read(top, area, 'used')) for area in os.listdir(top))

    def early_compound(self):
        """Pages that were part of larger ones before page_owner could say so, and are no slab."""
        return sum(1 for r in self.records if not r.order and
                   any(f.startswith('register_early_stack+') for f in r.frames) and
                   self.flags[r.pfn] & (1 << COMPOUND_HEAD | 1 << COMPOUND_TAIL) and
                   not self.flags[r.pfn] & (1 << SLAB | 1 << HUGE))

    def page_ext(self):
        release = re.match(r'Linux version (\d+\.\d+)', read(self.answers, 'proc/version'))[1]
        stride = STRIDES[release] + 8 * os.path.exists(os.path.join(self.answers, 'proc/allocinfo'))
        if any(record.cgroup_id is not None for record in self.records):
            stride += 8
        if release == '6.1' and any(', free_pid ' in record.raw for record in self.records):
            stride += 8
        return len(self.sections()) * self.pages_per_section() * stride // 1024 // self.page_kib

    def pages_per_section(self):
        """arch/x86/include/asm/sparsemem.h, arch/arm64/include/asm/sparsemem.h"""
        return ((512 if self.page_kib == 64 else 128) << 10) // self.page_kib

    def sections(self):
        """Those with memory in them."""
        size = self.pages_per_section()
        return {pfn // size for span in self.spans.values() if isinstance(span, range)
                for pfn in range(span.start, span.stop, 256) if not self.flags[pfn] >> 20 & 1}

    def memory_map(self):
        """Of memory that was plugged in; that of all other is reserved."""
        return sum(r.pages for r in self.records
                   if any(f.startswith('vmemmap_alloc_block+') for f in r.frames))

    def depot(self):
        """page_owner records no stack of what is taken while it records, as pools are."""
        return sum(r.pages for r in self.records if not self.flags[r.pfn] >> SLAB & 1 and
                   any(f.startswith('register_dummy_stack+') for f in r.frames))


def check_inside(check, name, text, found, slack):
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
    check(not any('the kernel\'s counter;' in line for line in text),
          '%s: no warning of a counter' % name)
    counted = [what for what, row in found.items() if row.kernel is not None]
    far = ['%s: %d' % (what, found[what].diff) for what in counted
           if abs(found[what].diff) > slack.get(what, 0)]
    check(not far and len(counted) > 10, '%s: %d rows are the kernel\'s own counters' %
          (name, len(counted)), ', '.join(far))


def expected(guest):
    """Row -> what the guest counted; None: see below."""
    other = (HUGE, HWPOISON)
    kernel_stacks = guest.kernel_stacks()
    reclaimable = guest.meminfo('SReclaimable') // guest.page_kib
    unreclaimable = guest.slabs() - reclaimable
    return {
        'free': guest.pages([BUDDY]),
        'free, on lists of CPUs': guest.on_cpus,
        'anonymous': guest.anonymous(True),
        'anonymous, mapped by nobody': guest.anonymous(False),
        'shared memory, tmpfs': guest.pages([SWAPBACKED], [ANON, SLAB, *other]),
        'page cache': guest.pages([LRU], [ANON, SWAPBACKED, *other]),
        'slab, reclaimable': reclaimable,
        'slab, unreclaimable': unreclaimable,
        'large kmalloc': guest.meminfo('SUnreclaim') // guest.page_kib - unreclaimable,
        'page tables': guest.pages([PGTABLE]),
        'kernel stacks': kernel_stacks,
        'vmalloc': guest.vmalloc() - (kernel_stacks if guest.vmap_stack else 0),
        'huge pages': guest.pages([HUGE]),
        'CMA, by cma_alloc': guest.cma(),
        'poisoned': guest.pages([HWPOISON]),
        'page_ext': guest.page_ext(),
        'memory map': guest.memory_map(),
        'ballooned or offline': guest.pages([OFFLINE]),
        'reserved': guest.pages([RESERVED]),
        'per-CPU variables': None,
        'stack depot': None,
        'unaccounted': None,
        SUM: sum(guest.managed.values()),
    }


FIXED = ('huge pages', 'poisoned', 'ballooned or offline', 'reserved', 'page_ext',
         'CMA, by cma_alloc', SUM)


def check_paused(check, name, guest, found):
    want = expected(guest)
    check(set(found) <= set(want), '%s: every row has something to compare with' % name,
          ', '.join(set(found) - set(want)))
    for what, pages in want.items():
        mine = found[what].pages if what in found else 0
        if pages is None or (not pages and not mine):
            continue
        limit = 0 if what in FIXED else guest.bound
        limit += guest.early_compound() if what == 'large kmalloc' else 0
        limit += guest.cached_stacks() if what in ('kernel stacks', 'vmalloc') else 0
        check(abs(mine - pages) <= limit, '%s: %s: %d, of the guest %d, at most %d apart' %
              (name, what, mine, pages, limit))
    both = found['kernel stacks'].pages + found['vmalloc'].pages
    theirs = guest.vmalloc() + (0 if guest.vmap_stack else guest.kernel_stacks())
    check(abs(both - theirs) <= guest.bound, '%s: stacks and vmalloc together: %d' %
          (name, both), 'of the guest %d' % theirs)
    depot = found['stack depot'].pages
    check(0 < guest.depot() <= depot, '%s: stack depot: %d, %d of them without a stack' %
          (name, depot, guest.depot()))


def check_slab(check, name, guest, path):
    """--slab, page by page; what was allocated before page_owner has no stack that tells."""
    mine = {pfn for r in records(path) for pfn in range(r.pfn, r.pfn + r.pages)}
    theirs = {pfn for pfn, word in enumerate(guest.flags) if word >> SLAB & 1}
    check(len(mine ^ theirs) <= guest.bound, '%s: --slab lists the %d pages of slabs' %
          (name, len(theirs)), '%d more, %d less' % (len(mine - theirs), len(theirs - mine)))


def check_parts(check, name, guest, by_zone, by_node, slack):
    check({z for z in by_zone} >= set(guest.managed), '%s: every zone has an account' % name)
    for zone, pages in guest.managed.items():
        found = rows(by_zone.get(zone, []))
        far = [what for what, row in found.items() if abs(row.diff) > slack.get(what, 0)]
        check(SUM in found and (found[SUM].pages, found[SUM].kernel) == (pages, pages) and not far,
              '%s: node %s, zone %s adds up' % (name, *zone), ', '.join(far))
    for node in {node for node, _ in guest.managed}:
        managed = sum(pages for zone, pages in guest.managed.items() if zone[0] == node)
        found = rows(by_node.get((node, None), []))
        check(SUM in found and (found[SUM].pages, found[SUM].kernel) == (managed, managed) and
              found['free'].kernel is not None and found['anonymous'].kernel is not None,
              '%s: node %s adds up, with the counters of nodes' % (name, node))


def check_zones(check, name, guest, path):
    """--zone NAME alone: @path is that of all zones, a file with -NAME behind it for each."""
    for zone in {zone for _, zone in guest.managed}:
        managed = sum(pages for (_, other), pages in guest.managed.items() if other == zone)
        found = rows(read('%s-%s' % (path, zone)).split('\n'))
        check(SUM in found and (found[SUM].pages, found[SUM].kernel) == (managed, managed),
              '%s: --zone %s has its %d pages' % (name, zone, managed))


def check_meminfo(check, name, guest, ours):
    def parse(text):
        return [(line.split(':')[0], int(line.split()[1])) for line in text if ':' in line]
    mine, theirs = parse(ours), parse(read(guest.answers, 'proc/meminfo').split('\n'))
    check([key for key, _ in mine] == [key for key, _ in theirs],
          '%s: the %d lines of meminfo' % (name, len(theirs)))
    theirs = dict(theirs)
    apart = {key: abs(value - theirs[key]) // guest.page_kib for key, value in mine
             if value != theirs.get(key, value)}
    # No pages, or what does not move while the guest runs on; and what adds counters up.
    fixed = re.compile(r'HugePages|Hugepagesize|Hugetlb|MemTotal|Swap|CmaTotal|'
                       r'Vmalloc(Total|Chunk)|Percpu|HardwareCorrupted|CommitLimit|DirectMap')
    summed = re.compile(r'MemAvailable|Cached|Active$|Inactive$|KReclaimable|Slab')

    def limit(key):
        """CPUs may have passed on to the counters what they had when meminfo was read."""
        counters = 0 if fixed.match(key) else 4 if summed.match(key) else 1
        return counters * (guest.bound + guest.threshold)
    far = {key: off for key, off in apart.items() if off > limit(key)}
    check(not far, '%s: %d lines of meminfo are equal, of the others %s' %
          (name, len(mine) - len(apart), ', '.join('%s is %d pages off' % item
                                                   for item in apart.items()) or 'none is there'),
          str(far))


def check_planted(check, name, truth, text):
    """Directly from the page allocator; what has a line of its own is not there."""
    mine = Counter()
    for line in text:
        match = GROUP.match(line)
        if match and match[3] == 'pageowner_plant':
            mine[match[2]] += int(match[1])
    theirs = Counter()
    for line in read(truth).split('\n'):
        if line.startswith('pageowner_plant '):
            _, function, order, _, count, state = line.split()[:6]
            if state == 'held':
                theirs[function] += int(count) << int(order)
    elsewhere = [f for f in theirs if re.search('vmalloc|kmalloc|cma|percpu', f)]
    for function in elsewhere:
        check(function not in mine, '%s: %s has a line of its own' % (name, function))
        del theirs[function]
    check(len(theirs) > 5, '%s: functions that planted' % name, str(len(theirs)))
    wrong = [(f, theirs[f], mine[f]) for f in theirs if theirs[f] != mine[f]]
    check(not wrong, '%s: all that was planted is unaccounted' % name, str(wrong[:3]))


def main():
    name, kind, answers, truth, text_path, *paths, slab = sys.argv[1:]
    check, end = checks()
    account, by_zone, by_node, meminfo = [read(path).split('\n') for path in paths]
    found = rows(account)
    guest = Guest(answers, text_path)
    # Until v6.15 only its stack tells large kmalloc, and what came before page_owner has none.
    slack = {'slab, unreclaimable': guest.early_compound()}
    check_inside(check, name, account, found, slack)
    check_parts(check, name, guest, parts(by_zone), parts(by_node), slack)
    check_zones(check, name, guest, paths[1])
    if kind == 'paused':
        check_paused(check, name, guest, found)
        check_meminfo(check, name, guest, meminfo)
        check_slab(check, name, guest, slab)
        check_planted(check, name, truth, account)
    end()


main()
