# SPDX-License-Identifier: GPL-2.0-or-later
"""Lists as JSON."""
import json
import re

LISTED = re.compile(r'^Page allocated via order (\d+), mask (0x[0-9a-f]+)\(.*?\), pid (-?\d+), '
                    r'tgid (-?\d+) \((.*)\), ts (\d+) ns.*\nPFN (0x[0-9a-f]+|\d+) type (\S+)',
                    re.MULTILINE)


def lists(run, check, validate, name, path):
    """Each allocation of list as JSON is the record of its text."""
    text = run('list', path)
    document = json.loads(run('list', '--format', 'json', path))
    check(not validate(document), 'export %s: a list is as its schema says' % name,
          str(validate(document)[:2]))
    got = [(a['order'], a['gfp_mask'], a['pid'], a['tgid'], a['name'] or '', a['ts_ns'], a['pfn'],
            a['migratetype'], a['pages']) for a in document['allocations']]
    want = [(int(m[0]), m[1], int(m[2]), int(m[3]), m[4], int(m[5]), int(m[6], 0), m[7],
             1 << int(m[0])) for m in LISTED.findall(text)]
    check(got == want and len(got) > 10000, 'export %s: a list as JSON is the list' % name,
          '%d of %d, %s' % (len(got), len(want), [p for p in zip(got, want) if p[0] != p[1]][:2]))
    lines = run('list', '--format', 'jsonl', path).splitlines()
    check([json.loads(line) for line in lines] == document['allocations'],
          'export %s: its lines are the elements' % name)
    check(run('list', '--json', '--top', '2', path).count('"gfp_mask"') == 2,
          'export %s: list --json --top' % name)
