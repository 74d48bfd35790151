# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: suspects.py NAME paused|kdump ANSWERS SUSPECTS OOM ACCOUNT DMESG

The leak suspects against what was planted (docs/lab.md), and the page for the ticket
against the log, which has a test of its own, and the account.

A planted leak is one by what the guest wrote down, not by what the tool thinks of it:
taken in a timer or tasklet, by a module that was unloaded, by a process that has exited
(its name ends in -gone), by a driver's function that takes and keeps.  Of these the
documented thresholds leave what is at least 0.1 % of RAM, or 2 % in 1000 allocations for
a live process.  All else that was planted is innocent.
"""
import os
import re
import sys
from collections import Counter

from owner_text import checks, records, kib_of_page

INTERRUPT = {'plant_in_timer', 'plant_in_tasklet'}
# 5.10 knows no thread groups, but its pages still name a cgroup that was removed.
CHARGED = {'plant_charged_order0'}


def read(*path):
    with open(os.path.join(*path), encoding='utf-8', errors='surrogateescape') as file:
        return file.read()


def planted(answers):
    """(function, pages, times, comm, module) of each line of the truth."""
    for line in read(answers, 'sys/kernel/debug/pageowner_plant/truth').splitlines()[1:]:
        module, function, order, _, count, state, _, comm, _ = line.split(' ', 8)
        if state != 'freed' and int(count):
            yield function, int(count) << int(order), int(count), comm, module


def expected(answers, ram, knows):
    """Pages of each function that has to be named; of an unloaded one the pages alone."""
    named, unloaded, live = Counter(), [], {}
    for function, pages, times, comm, module in planted(answers):
        if function in ('plant_vmalloc', 'plant_kmalloc_large'):
            continue
        if module == 'pageowner_leak':
            unloaded += [pages] if pages * 1000 >= ram else []
        elif function in INTERRUPT or (comm.endswith('-gone') and
                                       (knows('tgid') or function in CHARGED)):
            named[function] += pages if pages * 1000 >= ram else 0
        else:
            live.setdefault(function, Counter()).update(pages=pages, times=times)
    for function, sums in live.items():
        if sums['pages'] * 50 >= ram and sums['times'] >= 1000:
            named[function] += sums['pages']
    return {f: n for f, n in named.items() if n}, sorted(unloaded)


def found(text):
    """(pages, first frame, reasons) of each suspect."""
    ret = []
    for line in text.splitlines():
        group = re.match(r' {1,10}(\d+) +\d+\.\d +\d+\.\d% ', line)
        if group:
            ret.append((int(group[1]), [], []))
        elif ret and line.startswith(' ' * 12 + '- '):
            ret[-1][2].append(line.strip())
        elif ret and re.match(r' {12}\S', line):
            ret[-1][1].append(line.strip())
    return ret


def function_of(suspect):
    return suspect[1][0].split('+')[0].split(' ')[0]


def check_suspects(check, name, kind, answers, text):
    ram = int(re.search(r'MemTotal: +(\d+) kB', read(answers, 'proc/meminfo'))[1]) // \
        kib_of_page(answers)
    owners = os.path.join(answers, 'sys/kernel/debug/page_owner')
    tgid = ' tgid ' in read(owners)[:400] if os.path.exists(owners) else True
    # A dump that lacks the list of processes can't tell which of them are gone, and says so.
    unjudged = kind == 'partial' and 'Not checked  processes that have exited' in text
    want, unloaded = expected(answers, ram, lambda what: tgid and not unjudged)
    got = found(text)
    gone = sorted(s[0] for s in got if any('module' in r for r in s[2]))
    check(gone == unloaded, '%s: the unloaded module is suspected of %s pages' % (name, unloaded),
          'of %s' % gone)
    rest = {function_of(s): s for s in got if not any('module' in r for r in s[2])}
    # What the guest took after its answers, to die of it.
    late = {'plant_last_straw'} if kind == 'kdump' else set()
    check(set(rest) - late == set(want), '%s: suspects are the leaks that were planted: %s'
          % (name, ', '.join(sorted(want))), 'they are %s' % ', '.join(sorted(rest)))
    for function, pages in sorted(want.items()):
        suspect = rest.get(function)
        figures = [suspect[0]] + [int(n) for r in suspect[2]
                                  for n in re.findall(r'- (\d+) pages:', r)] if suspect else []
        check(pages in figures, '%s: %s holds %d pages' % (name, function, pages), str(figures))
    for function, pages, _, comm, _ in planted(answers):
        if function in CHARGED and comm.endswith('-gone') and pages * 1000 >= ram and \
                kind != 'partial':
            reason = '- %d pages: charged to a cgroup that was removed' % pages
            check(function in rest and reason in rest[function][2],
                  '%s: %d pages are charged to a cgroup that was removed' % (name, pages))
    return got


def check_ages(check, name, answers, text):
    """
    The line of ages of each planted suspect, against the times of the guest's own records.
    The uptime is printed to a tenth of a second, from a minute on to a second: a record at
    the edge may be in either.
    """
    minutes, seconds = re.search(r'(?:(\d+)m )?([\d.]+)s after boot', text).groups()
    uptime, error = int(minutes or 0) * 60 + float(seconds), 1.01 if minutes else 0.06
    ages = dict(zip(map(function_of, found(text)), re.findall(r'youngest first: ([\d ]+)', text)))
    lines = {function: list(map(int, line.split())) for function, line in ages.items()
             if function.startswith('plant_')}
    sure, maybe = Counter(), Counter()
    for record in records(os.path.join(answers, 'sys/kernel/debug/page_owner')):
        function = next((f.split('+')[0] for f in record.frames if f.startswith('plant_')), '')
        if function not in lines:
            continue
        tenths = {min(int(10 * (now - record.ts / 1e9) / now), 9)
                  for now in (uptime - error, uptime + error)}
        for tenth in tenths:
            (sure if len(tenths) == 1 else maybe)[function, tenth] += record.pages
    far = [(function, line) for function, line in lines.items() for tenth, pages in enumerate(line)
           if not 0 <= pages - sure[function, tenth] <= maybe[function, tenth]]
    check(len(lines) > 2 and not far, '%s: the ages of %d suspects' % (name, len(lines)), str(far))


def check_page(check, name, page, account, dmesg, suspects):
    lines = page.splitlines()
    check(len(lines) <= 120 and 'Suspects' in page and 'Not read' in page,
          '%s: the page fits a ticket' % name, '%d lines' % len(lines))
    asked = [n for n in dmesg.splitlines() if ' invoked oom-killer: ' in n]
    if asked:
        time, who, mask, order = re.match(
            r'(\[.*?\]) (.*) invoked oom-killer: gfp_mask=(\S+), order=(\d+)', asked[-1]).groups()
        line = next((n for n in lines if n.startswith(' ' * 13 + time)), '')
        check('OOM reports  %d in the log' % len(asked) in page and
              '%s, order %s, mask %s' % (who, order, mask) in line,
              '%s: the last of %d OOM reports' % (name, len(asked)), line)
        after = dmesg[dmesg.rindex(asked[-1]):]
        told = re.findall(r'Killed process (\d+) \((.*?)\) total', after)[:1] + \
            re.findall(r'constraint=CONSTRAINT_(\w+)', after)[:1]
        check(all('killed %s (pid %s)' % (n[1], n[0]) in line if isinstance(n, tuple) else
                  'constraint ' + n in line for n in told),
              '%s: its constraint and victim' % name, str(told))
    else:
        check('the log has no OOM report' in page, '%s: no OOM report, and it says so' % name)
    panic = [n for n in dmesg.splitlines() if 'Kernel panic - not syncing' in n]
    check([n[13:] for n in lines if n.startswith('Panic ')] == panic[:1],
          '%s: the line of the panic' % name, str(panic))
    table = account[account.index('   PAGES '):account.index('\n\n', account.index('   PAGES '))]
    check(table.count('\n') > 10 and table in page, '%s: the rows of the account' % name)
    first = found(page[page.index('Suspects'):])
    check(bool(first) and first[0][0] == suspects[0][0] and
          function_of(first[0]) == function_of(suspects[0]),
          '%s: its first suspect is the largest' % name, str(first[:1]))


def main():
    name, kind, answers, *paths = sys.argv[1:]
    suspects, page, account, dmesg = [read(path) for path in paths]
    check, end = checks()
    got = check_suspects(check, name, kind, answers, suspects)
    owners = os.path.join(answers, 'sys/kernel/debug/page_owner')
    if kind == 'paused' and os.path.exists(owners) and ', ts ' in read(owners)[:400]:
        check_ages(check, name, answers, suspects)
    check_page(check, name, page, account, dmesg, got)
    end()


main()
