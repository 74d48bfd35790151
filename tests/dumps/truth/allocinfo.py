# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: allocinfo.py NAME paused|kdump ALLOCINFO PLANTED PROC SORTED TAGS

`allocinfo --format proc` of a paused guest against its own /proc/allocinfo, line by
line; `allocinfo --top 0` against that; and `report --cull tag --top 0 --bytes`, which
adds up pages by the tag that each carries, against the counters of the same tags.
"""
import re
import sys

from owner_text import checks

LINE = re.compile(r' *(-?\d+) +(\d+) (\S.*) $')
# What reads the file holds while it does: the kernel counts it, the dump is too late.
READER = re.compile(r'func:allocinfo_\w+$')
# What a kernel thread takes that starts in between: a worker, whenever the kernel likes.
THREAD = re.compile(r'func:(copy_signal|copy_sighand|alloc_task_struct_node|alloc_worker|alloc_pid|'
                    r'set_kthread_struct|prepare_creds|kvasprintf|__kthread_create_on_node|'
                    r'dup_task_struct|alloc_thread_stack_node) $')
GROUP = re.compile(r' *(\d+) +(\d+) +\d+\.\d% +(\d+)  \S+ +\S+ +\S+  tag (.* func:\w+|\(none\))')


def lines(path):
    with open(path, encoding='utf-8', errors='surrogateescape') as file:
        return file.read().split('\n')[:-1]


def tags(text):
    matches = [LINE.match(line) for line in text]
    return [(m[3], int(m[1]), int(m[2])) for m in matches if m]


def check_groups(check, name, groups, counters, gone):
    """
    A page belongs to one tag, so no tag has more pages than bytes.  Most have all of
    them in pages; those of kmalloc() and vmalloc() hold objects besides.  The kernel's
    file lacks the tags of modules that have gone, their pages have them still.
    """
    found = {}
    for line in groups:
        match = GROUP.match(line)
        if match and match[4] != '(none)':
            found[match[4]] = (int(match[2]), int(match[3]))
    unknown = [tag for tag in found if tag not in counters and
               not any('[%s]' % module in tag for module in gone)]
    more = [tag for tag in found if tag in counters and found[tag][0] > counters[tag][0]]
    equal = [tag for tag in found if found[tag] == counters.get(tag)]
    check(not unknown and not more, '%s: %d tags of pages, none has more than its counter' %
          (name, len(found)), ' '.join((unknown + more)[:3]))
    check(len(equal) * 4 >= len(found) * 3 > 0, '%s: %d of them have just as many, and times' %
          (name, len(equal)), '%d of %d' % (len(equal), len(found)))
    check(all(any('[%s]' % module in tag for tag in found) for module in gone),
          '%s: pages of the module that has gone have their line of code' % name)


def main():
    name, kind, theirs_path, truth_path, proc_path, sorted_path, groups_path = sys.argv[1:]
    check, end = checks()
    theirs, proc = lines(theirs_path), lines(proc_path)
    if kind == 'paused':
        differ = [(a, b) for a, b in zip(theirs, proc)
                  if a != b and not READER.search(a.rstrip())]
        threads = {int(LINE.match(b)[2]) - int(LINE.match(a)[2]) for a, b in differ
                   if THREAD.search(a) and LINE.match(b)}
        differ = [(a, b) for a, b in differ if not THREAD.search(a) or len(threads) != 1]
        check(len(theirs) == len(proc) > 500 and not differ,
              '%s: %d lines of /proc/allocinfo, in its order%s' % (name, len(theirs), ''.join(
                  ', %+d kernel thread' % n for n in threads)),
              '%d lines, %d differ: %s' % (len(proc), len(differ), differ[:2]))
    rows = tags(proc)
    check(len(rows) == len(proc) - 2, '%s: every line but the first two is a tag' % name)
    mine = tags(lines(sorted_path))
    check(sorted(mine) == sorted(rows) and
          [tag[1] for tag in mine] == sorted((tag[1] for tag in rows), reverse=True),
          '%s: allocinfo has the same tags, by size' % name)
    # Two tags of one line have one text: then their sum counts.
    counters = {}
    for tag, size, calls in rows:
        before = counters.get(tag, (0, 0))
        counters[tag] = (before[0] + size, before[1] + calls)
    planted = [line.split() for line in lines(truth_path) if not line.startswith('#')]
    check_groups(check, name, lines(groups_path), counters,
                 {row[0] for row in planted if row[5] == 'leaked'})
    end()


main()
