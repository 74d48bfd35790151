# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: planted.py NAME TRUTH LIST FREED REPORT

The guest's planter wrote down what it took: function, order, gfp, count and page
frames.  All of it must be in the list, what it gave back must not be, but must be
known as freed; and the report must count each planted function right.  A kernel that
records context and cgroup must have them right, too: answers/tmp/cgroups has the ids of
cgroups, answers/tmp/members who was in which.
"""
import os
import re
import sys

from owner_text import checks, records
from report_text import Report


class Planted:
    def __init__(self, line):
        (self.module, self.function, order, gfp, count, self.state, pid, self.comm,
         ranges) = line.split()
        self.order, self.gfp, self.count = int(order), int(gfp, 16), int(count)
        self.pid = int(pid)
        self.pfns = []
        for part in ranges.split(','):
            first, _, last = part.partition('-')
            self.pfns += range(int(first), int(last or first) + 1, 1 << self.order)

    def softirq(self):
        """Then the process is whoever was running."""
        return self.function in ('plant_in_timer', 'plant_in_tasklet')

    def in_stack(self, frames):
        if self.state == 'leaked':      # the module has gone: numbers are left
            return any(re.match(r'0x[0-9a-f]{8,}$', frame) for frame in frames)
        return any(frame.startswith(self.function + '+') and
                   frame.endswith('[%s]' % self.module) for frame in frames)

    def wrong_origin(self, record, cgroups):
        if record.context and record.context != ('softirq' if self.softirq() else 'task'):
            return 'context ' + record.context
        if record.cgroup_id is None or not cgroups:
            return None
        want = 0 if self.softirq() else cgroups.get(self.comm, cgroups['/'])
        return None if record.cgroup_id == want else \
            'cgroup_id %d instead of %d' % (record.cgroup_id, want)

    def mistakes(self, record, processes, cgroups):
        """What is wrong with the record of one planted allocation."""
        if not record:
            return 'no record'
        if record.order != self.order:
            return 'order %d' % record.order
        if self.gfp and record.gfp != self.gfp:
            return 'gfp %#x' % record.gfp
        if processes and not self.softirq() and (record.tgid, record.comm) != (self.pid, self.comm):
            return 'tgid %s (%s)' % (record.tgid, record.comm)
        if not self.in_stack(record.frames):
            return 'stack ' + ' < '.join(record.frames)
        return self.wrong_origin(record, cgroups)


def cgroups_of(answers):
    """Ids of cgroups by the names of those that were in one, and "/"."""
    if not os.path.exists(answers + '/tmp/cgroups'):
        return {}
    with open(answers + '/tmp/cgroups', encoding='utf-8') as file:
        ids = {path: int(number) for number, path in map(str.split, file)}
    with open(answers + '/tmp/members', encoding='utf-8') as file:
        members = {comm[:15]: ids['/sys/fs/cgroup/' + group]
                   for group, comm in map(str.split, file)}
    return {**members, '/': ids['/sys/fs/cgroup']}


def check_owned(check, name, planted, owned, cgroups):
    processes = any(record.tgid for record in owned.values())   # before 5.11 none has one
    wrong = [(pfn, planted.mistakes(owned.get(pfn), processes, cgroups)) for pfn in planted.pfns]
    wrong = [(pfn, what) for pfn, what in wrong if what]
    check(not wrong, '%s: %s of %s: %d times order %d' %
          (name, planted.function, planted.comm, planted.count, planted.order),
          '%d wrong, first PFN %d: %s' % (len(wrong), *wrong[0]) if wrong else '')
    check(len(planted.pfns) == planted.count, '%s: %s: its truth is whole' %
          (name, planted.function), '%d page frames' % len(planted.pfns))


def check_freed(check, name, planted, owned, freed, exhausted):
    kept = [pfn for pfn in planted.pfns if pfn in owned and planted.in_stack(owned[pfn].frames)]
    check(not kept, '%s: %s: what was freed is not owned' % (name, planted.function),
          '%d still are' % len(kept))
    known = [pfn for pfn in planted.pfns if pfn in freed and planted.in_stack(freed[pfn].frames)]
    taken = [pfn for pfn in planted.pfns if pfn not in known]
    # A page that is not known as freed by us must have another owner since.
    lost = [pfn for pfn in taken if pfn not in owned and pfn not in freed]
    covered = {pfn + i for pfn, record in owned.items() for i in range(record.pages)}
    lost = [pfn for pfn in lost if pfn not in covered]
    check(not lost and (known or exhausted), '%s: %s: the last owner of freed pages is known' %
          (name, planted.function), '%d of %d known, %d unaccounted for' %
          (len(known), planted.count, len(lost)))
    wrong = [pfn for pfn in known if not any(frame.startswith(planted.function + '+')
                                             for frame in freed[pfn].free_frames)]
    check(not wrong, '%s: %s: and who freed them' % (name, planted.function),
          '%d are not known' % len(wrong))


def check_report(check, name, truth, owned, report):
    """
    Pages and times of all groups with that function: as many as were planted, and for
    vmalloc and its like, which take page tables besides, as many as the list has.
    """
    for function in sorted({p.function for p in truth if p.state == 'held'}):
        mine = [p for p in truth if p.function == function]
        groups = [g for g in report.groups if any(f.startswith(function + '+') for f in g.frames)]
        listed = [r for r in owned.values()
                  if any(f.startswith(function + '+') for f in r.frames)]
        got = (sum(g.pages for g in groups), sum(g.times for g in groups))
        want = (sum(r.pages for r in listed), len(listed))
        planted = (sum(p.count << p.order for p in mine), sum(p.count for p in mine))
        check(got == want and (want == planted or (not mine[0].gfp and want > planted)),
              '%s: report counts %s: %d pages, %d times' % ((name, function) + planted),
              'it has %d, %d, the list %d, %d' % (got + want))


def main():
    name, truth_path, list_path, freed_path, report_path = sys.argv[1:]
    check, end = checks()
    with open(truth_path, encoding='utf-8') as file:
        truth = [Planted(line) for line in file if not line.startswith('#')]
    owned = {record.pfn: record for record in records(list_path)}
    freed = {record.pfn: record for record in records(freed_path)}
    answers = truth_path.rpartition('/sys/kernel/debug/')[0]
    cgroups = cgroups_of(answers)
    with open(answers + '/proc/cmdline', encoding='utf-8') as file:
        # then all that was free has been taken
        exhausted = 'kdump' in name and 'lab_owners=' in file.read()
    check(len(truth) >= 10, '%s: the planter planted' % name, '%d rows' % len(truth))
    check(all(record.freed for record in freed.values()), '%s: --freed shows only freed pages' %
          name)
    for planted in truth:
        if planted.state == 'freed':
            check_freed(check, name, planted, owned, freed, exhausted)
        else:
            check_owned(check, name, planted, owned, cgroups)
    check_report(check, name, truth, owned, Report(report_path))
    end()


main()
