# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: who.py NAME ANSWERS LIST SOFTIRQ LIVE REMOVED

Of a kernel that records context and cgroup of an allocation: what --context softirq,
--cgroup po-live and --cgroup po-removed select out of the whole list.  A page that is
charged counts for that cgroup, any other for its task's.  Of a removed cgroup that no
memory is charged to any more only the number is left: then it is found by that.
"""
import sys

from owner_text import checks, records


def charged_to(record):
    """The cgroup's name, without "offline"; None: to none."""
    for note in record.notes:
        if note.startswith('Charged '):
            return note.partition('memcg ')[2]
    return None


def main():
    name, answers, *paths = sys.argv[1:]
    check, end = checks()
    everything, softirq, live, removed = (
        {record.pfn: record for record in records(path)} for path in paths)
    with open(answers + '/tmp/cgroups', encoding='utf-8') as file:
        ids = {path.rpartition('/')[2]: int(number) for number, path in map(str.split, file)}

    def same(what, got, want, may_be_none=False):
        check((want or may_be_none) and got == want,
              '%s: %s selects %d records' % (name, what, len(want)),
              '%d are missing, %d too many' % (len(want - got), len(got - want)))

    same('--context softirq', set(softirq),
         {pfn for pfn, record in everything.items() if record.context == 'softirq'})
    for cgroup, got in (('po-live', live), ('po-removed', removed)):
        with_id = {pfn for pfn, record in everything.items() if record.cgroup_id == ids[cgroup]}
        of_task = {pfn for pfn in with_id if not charged_to(everything[pfn])}
        charged = {pfn for pfn, record in everything.items() if charged_to(record) == cgroup}
        check(with_id, '%s: %d records have the id %d of %s' %
              (name, len(with_id), ids[cgroup], cgroup))
        # what a removed cgroup was charged may be its parent's now
        same('--cgroup ' + cgroup, set(got), of_task | charged, cgroup == 'po-removed')
    end()


main()
