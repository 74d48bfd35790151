# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: unaccounted.py NAME ANSWERS TEXT STACKS NAMES PIDS CGROUPS MODULES CALLERS

The owners of unaccounted pages (in no line of /proc/meminfo) of a paused guest: `account` by
each key, against a second reckoning out of the guest's own page_owner text, kpageflags and
kpagecgroup. A page counts that kpageflags calls nothing, and whose stack is neither vmalloc's nor
large kmalloc's, CMA's, that of per-CPU variables or of tables for plugged memory.  What is
older than page_owner, or its own, has no stack that tells, and is left out.
"""
import os
import re
import struct
import sys
from collections import Counter

from owner_text import checks, has_config, records

# include/uapi/linux/kernel-page-flags.h, include/linux/kernel-page-flags.h
SHOWN = sum(1 << bit for bit in (5, 7, 10, 12, 14, 17, 19, 23, 26, 32))
ELSEWHERE = re.compile(r'(kmalloc_order|_*kmalloc_large|_*cma_alloc|register_dummy_stack|'
                       r'register_early_stack|vmemmap_|init_section_page_ext)')
AGE = r'(?:\d+[dhm] )?[\d.]+[dhms] +'
GROUP = re.compile(r' *(\d+) +\d+\.\d +\d+\.\d%% +(\d+)  \S+ +(%s%s)?(\S.*)$' % (AGE, AGE))


def words(answers, name):
    path = os.path.join(answers, 'proc', name)
    with open(path, 'rb') as file:
        return [word for word, in struct.iter_unpack('=Q', file.read())]


def is_vmalloc(frames):
    """Its pages, not the page tables or the shadow that it needs for them."""
    return any(f.startswith(('__vmalloc', 'pcpu_')) for f in frames) and \
        not any(re.match(r'_*(pte|pmd|pud|p4d)_alloc|kasan_populate_vmalloc', f) for f in frames)


def is_kernel_stack(record):
    """Without CONFIG_VMAP_STACK dup_task_struct(), part of copy_process(), takes such a block."""
    callers = [f for f in record.frames if not re.match(r'_*alloc_pages|get_page_from_', f)]
    return record.order and callers and callers[0].startswith('copy_process+')


def unaccounted(answers, text):
    """(record, how many of its pages) of all that /proc/meminfo has no line for."""
    flags = words(answers, 'kpageflags')
    vmap_stack = has_config(answers, 'VMAP_STACK')
    for record in text:
        if any(ELSEWHERE.match(f) for f in record.frames) or is_vmalloc(record.frames) or \
                not vmap_stack and is_kernel_stack(record):
            continue
        pages = sum(1 for pfn in range(record.pfn, record.pfn + record.pages)
                    if not flags[pfn] & SHOWN)
        if pages:
            yield record, pages


def groups(path):
    """Text or frames of each group -> pages, times; of the first list alone."""
    found, frames = [], None
    with open(path, encoding='utf-8', errors='surrogateescape') as file:
        text = file.read()
    start = text.index('\nUnaccounted: ')
    end = text.find('\nCMA: ', start)
    for line in text[start:end if end > 0 else None].split('\n'):
        match = GROUP.match(line)
        if match:
            frames = []
            found.append((match[4].split(': ')[0], frames, int(match[1]), int(match[2])))
        elif line.startswith(' ' * 12) and frames is not None and line[12] != '(':
            frames.append(line.strip())
    return found


def sums(rows, key):
    pages, times = Counter(), Counter()
    for record, count in rows:
        pages[key(record)] += count
        times[key(record)] += 1
    return {k: (pages[k], times[k]) for k in pages}


def same(check, name, what, got, want):
    differ = [k for k in set(got) | set(want) if got.get(k) != want.get(k)]
    check(not differ and want, '%s: %d pages by %d %s are unaccounted' %
          (name, sum(pages for pages, _ in want.values()), len(want), what),
          ', '.join('%s: %s, of the guest %s' % (k, got.get(k), want.get(k))
                    for k in differ[:3]))


def keyed(path, key):
    """Of one key, without those whose stack tells nothing."""
    return {text[len(key) + 1:]: (pages, times) for text, _, pages, times in groups(path)
            if text.startswith(key + ' ')}


def cgroup_of(record):
    charged = [re.search(r'^Charged .*memcg (.*)$', note) for note in record.notes]
    return ([m[1] for m in charged if m] or ['(none)'])[0]


def names_of(answers, rows):
    """Of cgroups that records have ids of; one that nothing is charged to any more has none."""
    if not any(record.cgroup_id for record, _ in rows):
        return {}
    with open(answers + '/tmp/cgroups', encoding='utf-8') as file:
        ids = {int(number): path.rpartition('/')[2] for number, path in map(str.split, file)}
    charged = {cgroup_of(record) for record, _ in rows}
    return {number: '/' if name == 'cgroup' else
            name if name != 'po-removed' or name in charged else 'id:%d' % number
            for number, name in ids.items()}


def check_cgroups(check, name, answers, rows, got):
    """
    The text names the cgroup that a page is charged to, and the id of its task's, which is
    that of any other; kpagecgroup, which knows inodes alone, has the same pages.
    """
    ids = names_of(answers, rows)

    def whose(record):
        charged = cgroup_of(record)
        return ids.get(record.cgroup_id, charged) if charged == '(none)' else charged

    same(check, name, 'cgroups', got, sums(rows, whose))
    inodes = words(answers, 'kpagecgroup')
    by_name = {}
    for record, _ in rows:
        by_name.setdefault(cgroup_of(record), set()).add(inodes[record.pfn])
    check(all(len(inode) == 1 for inode in by_name.values()) and
          len(set(map(tuple, by_name.values()))) == len(by_name) > 2,
          '%s: kpagecgroup tells the same %d cgroups apart' % (name, len(by_name)), str(by_name))


def main():
    name, answers, text_path, stacks, names, pids, cgroups, modules, callers = sys.argv[1:]
    check, end = checks()
    everything = groups(stacks)
    untold = [g for g in everything if any(re.match('register_(early|dummy)', f) for f in g[1])]
    rows = list(unaccounted(answers, records(text_path)))
    same(check, name, 'stacks', {tuple(g[1]): g[2:] for g in everything if g not in untold},
         sums(rows, lambda record: record.frames))
    total = sum(g[2] for g in everything)
    for path, key in (names, 'name'), (pids, 'pid'), (cgroups, 'cgroup'), (modules, 'module'), \
            (callers, 'caller'):
        check(sum(g[2] for g in groups(path)) == total, '%s: by %s it is as much' % (name, key))
    # The untold have a process, too, but one that says nothing: swapper, early.
    few = sum(g[2] for g in untold)
    if rows[0][0].comm is not None:
        got, want = keyed(names, 'name'), sums(rows, lambda record: record.comm)
        off = {k for k in set(got) | set(want) if got.get(k) != want.get(k)}
        check(sum(abs(got.get(k, (0,))[0] - want.get(k, (0,))[0]) for k in off) == few,
              '%s: %d pages by name of %d processes' % (name, total - few, len(want)),
              str([(k, got.get(k), want.get(k)) for k in off][:3]))
        check(len(keyed(pids, 'pid')) > 20, '%s: by pid, too' % name)
    if any(record.notes for record, _ in rows):
        got = keyed(cgroups, 'cgroup')
        got['(none)'] = (got['(none)'][0] - few, got['(none)'][1] - sum(g[3] for g in untold))
        check_cgroups(check, name, answers, rows, got)
    end()


main()
