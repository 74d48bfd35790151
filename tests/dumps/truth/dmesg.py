# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: dmesg.py NAME paused|kdump ANSWER DMESG

The log out of the dump against what the guest's syslog(2) returned: of a paused
guest every line, of one that panicked later the same lines and then more, the
panic among them.  syslog(2) cuts off a record of more than a thousand letters, as the
statistics of a cgroup are; dmesg(1) does not.
"""
import re
import sys

from owner_text import checks


def lines(path):
    with open(path, encoding='utf-8', errors='surrogateescape') as file:
        return file.read().splitlines()


TIME = re.compile(r'\[ *\d+\.\d+\]')
CUT = 1000      # of 1024 with what a console gets in front


def without_cut(dmesg, answer):
    """Ours without the ends of records that the guest cut off."""
    kept, length = [], 0
    for line in dmesg:
        at = len(kept)
        same = at and TIME.match(line) and TIME.match(line)[0] == (TIME.match(kept[-1]) or [''])[0]
        if same and length + len(line) > CUT and at < len(answer) and line != answer[at]:
            continue
        length = (length if same else 0) + len('<6>') + len(line) + 1
        kept.append(line)
    return kept


def main():
    name, kind, answer_path, dmesg_path = sys.argv[1:]
    check, end = checks()
    answer = [re.sub(r'^<[0-9]+>', '', line) for line in lines(answer_path)]
    dmesg = without_cut(lines(dmesg_path), answer)
    common = dmesg[:len(answer)]
    wrong = next((pair for pair in zip(common, answer) if pair[0] != pair[1]), '')
    check(len(answer) > 100 and common == answer,
          '%s: the %d lines of the guest\'s dmesg' % (name, len(answer)), str(wrong))
    if kind == 'paused':
        check(len(dmesg) == len(answer), '%s: and no line more' % name,
              '%d more' % (len(dmesg) - len(answer)))
    else:
        # An oops under panic_on_oops is dumped before anybody says panic.
        check(any(re.search('Kernel panic - not syncing|Oops: ', line)
                  for line in dmesg[len(answer):]),
              '%s: and then a panic' % name, '\n'.join(dmesg[-3:]))
    end()


main()
