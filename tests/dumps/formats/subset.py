# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: subset.py LIST WHOLE: is each record of LIST, to the byte, one of WHOLE?

What needed a page that is lost may be missing, as long as it says so: a name of a frame,
the flags of a page, a stack.
"""
import re
import sys

BARE = re.compile(r'^ 0x[0-9a-f]+$')
NO_STACK = re.compile(r'^ \(stack 0x[0-9a-f]+ is not in this dump\)$')
NO_PAGE = ' Flags (struct page is not in this dump)'


def records(path):
    with open(path, encoding='utf-8', errors='surrogateescape') as file:
        return file.read().split('\n\n')


def key(record):
    """Its first line and its page frame number."""
    return record.split(' type ')[0]


def same_line(mine, whole):
    if mine.endswith(NO_PAGE):
        return whole.startswith(mine[:-len(NO_PAGE)] + ' Flags ')
    return mine == whole or BARE.match(mine)


def equal(mine, whole):
    mine, whole = mine.split('\n'), whole.split('\n')
    if any(line.endswith(NO_PAGE) for line in mine):
        # a cgroup is found by the struct page
        whole = whole[:2] + [line for line in whole[2:] if line.startswith(' ')]
    if any(map(NO_STACK.match, mine)):
        mine, whole = mine[:2], whole[:2]
    return len(mine) == len(whole) and all(map(same_line, mine, whole))


def main():
    whole = {key(record): record for record in records(sys.argv[2])}
    for record in records(sys.argv[1]):
        if not equal(record, whole.get(key(record), '')):
            print('  ' + record.replace('\n', '\n  '), file=sys.stderr)
            sys.exit(1)


main()
