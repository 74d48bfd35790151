# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: callers.py NAME GUEST_TEXT|- REPORT.json

The caller of each stack is the function that a person would name.  callers.txt has these
functions: they were picked by reading the stacks of the bundled guests' own texts, one by
one, not from what the tool says.  In a stack the first function of that list is the owner,
whatever stands in front of it; code that has no name any more is an owner, too.

So a caller that is not in the list was an allocator's helper to the reader, and a caller
behind the first one in the list means that the tool hides an owner.
"""
import json
import os
import sys

from owner_text import checks, records


def base(symbol):
    return symbol.split('+')[0].split(' ')[0].split('.')[0].removesuffix('_noprof')


def main():
    name, text_path, report_path = sys.argv[1:]
    check, end = checks()
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, 'callers.txt'), encoding='utf-8') as file:
        owners = set(' '.join(line for line in file if not line.startswith('#')).split())
    with open(report_path, encoding='utf-8') as file:
        groups = json.load(file)['groups']
    wrong, known, stacks = [], 0, {}
    for group in groups:
        stack = group['stack']
        if stack['kind'] == 'missing':
            continue
        frames = [frame['symbol'] and base(frame['symbol']) for frame in stack['frames']]
        stacks[tuple(frame or '' for frame in frames)] = stack['allocator_frames']
        first = [i for i, frame in enumerate(frames) if not frame or frame in owners]
        if not first:
            wrong.append('nobody that the list has: %s' % ' < '.join(frames))
            continue
        known += 1
        if first[0] != stack['allocator_frames']:
            wrong.append('%s, not %s: %s' % (
                frames[stack['allocator_frames']], frames[first[0]],
                ' < '.join(str(frame) for frame in frames)))
    for line in wrong[:5]:
        print('      %s' % line)
    check(known > 300 and not wrong, '%s: the callers of %d stacks are who a person would name'
          % (name, known), '%d are not' % len(wrong))
    if text_path != '-':
        theirs = {tuple('' if frame.startswith('0x') else base(frame) for frame in record.frames)
                  for record in records(text_path)}
        lost = [frames for frames in theirs if frames not in stacks]
        check(not lost, "%s: all %d stacks of the guest's text were looked at" %
              (name, len(theirs)), str(lost[:2]))
    end()


if __name__ == '__main__':
    main()
