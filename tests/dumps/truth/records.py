# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: records.py NAME paused|kdump|partial GUEST-TEXT LIST LIST-ALL

Compares `pageowner list` with what the guest's own page_owner file said.

A dump of the paused guest must be the same byte for byte.  By the time of a
kdump the guest has gone on, so a record may differ when it proves why: it is
younger than everything in the text, what the text had there has been freed or
taken again since, or the page's flags, pageblock or charge (which page_owner
only looks up) moved on while its owner stayed.

Before 5.11 records have no time: an owner where the text had none is younger, and
one that page_owner has as freed by now is gone.

A partial dump lacks pages that are needed: a line may say so in place of what it
can't know.
"""
import os
import sys

from owner_text import checks, records

YOUNGER_LIMIT = 0.03
# Running out of memory takes seconds of reclaim and compaction, which move pages.
YOUNGER_LIMIT_OOM = 0.1


def reused(pfn, everything, last):
    """Who proves that the text's owner of this page frame has gone."""
    for order in range(0, 19):
        record = everything.get(pfn >> order << order)
        if not record or record.pfn + (record.pages if not record.freed else 1) <= pfn:
            continue
        if last is None:
            return record.freed
        if record.ts > last or (record.freed and record.free_ts > last):
            return True
    return False


def says_what_is_missing(old, new):
    """Every line that differs from the guest's names what the dump lacks."""
    ours = [line for line in new.raw.split('\n') if line not in old.raw.split('\n')]
    return old.owner() == new.owner() and all('not in this dump' in line for line in ours)


def who_but_when(record):
    return (record.gfp, record.pid, record.tgid, record.comm, record.frames)


def is_part(record, large_ts):
    """Before 6.8 each page of an allocation has a time of its own, a little later."""
    return record.order == 0 and any(0 <= record.ts - ts < 1e7 for ts in large_ts)


def compare(kind, text, dump, everything):
    owners = {record.owner() for record in text.values()}
    large = {}
    for record in text.values():
        if record.order:
            large.setdefault(who_but_when(record), []).append(record.ts)
    last = max((record.ts for record in text.values() if record.ts is not None), default=None)
    counts = dict.fromkeys(('equal', 'not in the dump', 'younger', 'gone', 'moved on'), 0)
    unexplained = []
    for pfn in sorted(set(text) | set(dump)):
        old, new = text.get(pfn), dump.get(pfn)
        if old and new and old.raw == new.raw:
            counts['equal'] += 1
        elif kind == 'partial' and old and new and says_what_is_missing(old, new):
            counts['not in the dump'] += 1
        elif new and (not old if last is None else new.ts > last):
            counts['younger'] += 1
        elif old and not new and reused(pfn, everything, last):
            counts['gone'] += 1
        elif old and new and old.owner() == new.owner():
            counts['moved on'] += 1
        elif new and new.owner() in owners and '\nPage has been migrated' in new.raw:
            counts['moved on'] += 1     # from another page, with its owner
        elif new and is_part(new, large.get(who_but_when(new), [])):
            counts['moved on'] += 1     # of a huge page that was split because memory ran out
        else:
            unexplained.append((old, new))
    return counts, unexplained


def show_difference(old, new):
    print('      PFN %d' % (old or new).pfn)
    theirs, ours = (record.raw.split('\n') if record else ['no record'] for record in (old, new))
    for sign, line in [('guest', n) for n in theirs if n not in ours][:3] + \
                      [('ours', n) for n in ours if n not in theirs][:3]:
        print('        %-5s %s' % (sign, line))


def dies_of_oom(text_path):
    """The guest's own command line says how it ends."""
    cmdline = os.path.join(text_path[:text_path.index('/sys/kernel/debug/')], 'proc/cmdline')
    with open(cmdline) as file:
        return 'lab_death=oom' in file.read().split()


def main():
    name, kind, text_path, list_path, all_path = sys.argv[1:]
    check, end = checks()
    text = {record.pfn: record for record in records(text_path)}
    dump = {record.pfn: record for record in records(list_path)}
    everything = {record.pfn: record for record in records(all_path)}
    counts, unexplained = compare(kind, text, dump, everything)
    explained = sum(counts.values()) - counts['equal']
    print('      %-14s %8s %8s %8s %9s %11s' %
          ('', 'text', 'dump', 'equal', 'explained', 'unexplained'))
    print('      %-14s %8d %8d %8d %9d %11d' %
          (name, len(text), len(dump), counts['equal'], explained, len(unexplained)))
    for old, new in unexplained[:5]:
        show_difference(old, new)
    check(not unexplained, '%s: every record is equal or explained' % name,
          '%d are not' % len(unexplained))
    check(len(text) > 1000, '%s: the guest had something to say' % name,
          '%d records' % len(text))
    if kind == 'paused':
        with open(text_path, 'rb') as one, open(list_path, 'rb') as other:
            check(one.read() == other.read(), '%s: the list is the guest\'s file byte for byte'
                  % name, 'cmp %s %s' % (text_path, list_path))
        check(explained == 0, '%s: nothing needs an explanation' % name, '%d do' % explained)
    else:
        print('      younger than the text %d, freed or taken again %d, page moved on %d' %
              (counts['younger'], counts['gone'], counts['moved on']))
        if kind == 'partial':
            print('      say what the dump lacks %d' % counts['not in the dump'])
        limit = YOUNGER_LIMIT_OOM if dies_of_oom(text_path) else YOUNGER_LIMIT
        check(counts['younger'] + counts['moved on'] <= limit * len(dump),
              '%s: at most %d %% of the records are younger or moved on' % (name, limit * 100),
              '%d of %d' % (counts['younger'] + counts['moved on'], len(dump)))
    check(set(dump) <= set(everything) and
          all(everything[pfn].raw == record.raw for pfn, record in dump.items()),
          '%s: --all has every record of the list' % name)
    end()


main()
