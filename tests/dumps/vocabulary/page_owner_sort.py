# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: page_owner_sort.py NAME PROGRAM FOLDER

`pageowner sort` against the kernel trees' own page_owner_sort on the guest's text.
Where that tool is right the output is the same, byte for byte.  Where it has a bug
the checksum is that of a model with this bug, and ours is that of one without.
"""
import glob
import hashlib
import os
import sys

from check import Tool, check, differ, end, paused
from guest_text import Record, as_release, blocks
from sort_cases import WHY, bugs_of, header_of_5_10
import sort_model

HERE = os.path.dirname(os.path.abspath(__file__))


def digest(data):
    return hashlib.sha256(data or b'').hexdigest()


def expected(path):
    """{options: checksum}"""
    with open(path, encoding='utf-8') as file:
        rows = [line.rstrip('\n').split(' | ') for line in file if not line.startswith('#')]
    return {row[1]: row[0] for row in rows}


def one_case(what, tool, source, records, command, wanted, release, freed):
    words, bugs = command.split(), bugs_of(release, command, freed)
    ours, message = tool.sort(source, words, first=len(command) % 2 == 1)
    if not bugs and digest(ours) == wanted:
        return check(True, what)
    right = sort_model.run(records, words, release)
    if release == '5.10':
        ours, right = header_of_5_10(ours or b''), header_of_5_10(right)
    theirs = digest(ours)
    if bugs:
        theirs = digest(sort_model.run(records, words, release, bugs))
        what += ' (it: %s)' % '; '.join(sorted(WHY[bug] for bug in bugs))
    if ours != right:
        return check(False, what, message, differ(ours, right))
    return check(theirs == wanted, what, 'the tool\'s own output was another')


def one_file(name, tool, data, path, freed, known={}):
    release = os.path.basename(path)[len(name) + 1:].replace('.freed', '')
    want = expected(path)
    what = '%s: as page_owner_sort of %s%s' % (name, release, ', with free pages' if freed else '')
    data = as_release(data, release)
    if not check(digest(data) == want.pop('(the text itself)'), what + ': the text it was asked',
                 'make-expected has to be run again'):
        return
    source = tool.file('text', data)
    records = [Record(raw) for raw in blocks(data)]
    text = digest(data)
    for command, wanted in want.items():
        # Two releases of the tool often say the same of the same text.
        case = text, command, wanted
        if case in known:
            check(known[case], '%s %s' % (what, command), 'see the release before')
            continue
        known[case] = one_case('%s %s' % (what, command), tool, source, records, command, wanted,
                               release, freed)


def bundled(name, tool, folder):
    """Whole outputs that were made where the guest's text was."""
    source = os.path.join(folder, 'answers/sys/kernel/debug/page_owner')
    for letter in ('m', 't', 's', 'a', 'p', 'P-tgid', 'n', 'cull-p', 'cull-tg', 'cull-n'):
        path = os.path.join(folder, 'answers/page_owner_sort', letter + '.txt')
        word = '--cull=' + letter[5:] if letter.startswith('cull') else '-' + letter[0]
        what = '%s: the bundled output of page_owner_sort %s' % (name, word)
        if not os.path.exists(path):
            check(False, what, path + ' is missing')
            continue
        with open(path, 'rb') as file:
            theirs = file.read()
        ours, message = tool.sort(source, [word])
        if letter == 'a' and ours is not None:  # equal times in any order
            ours, theirs = (b''.join(sorted(data.split(b'\n\n'))) for data in (ours, theirs))
        check(ours == theirs, what, message, differ(ours, theirs))


def main():
    name, program, folder = sys.argv[1:]
    tool = Tool(program)
    with open(os.path.join(folder, 'answers/sys/kernel/debug/page_owner'), 'rb') as file:
        text = file.read()
    bundled(name, tool, folder)
    paths = sorted(glob.glob(os.path.join(HERE, 'expected', name + '.*')))
    check(paths, '%s: outputs of page_owner_sort are there' % name)
    freed = None
    for path in paths:
        if path.endswith('.freed'):
            if freed is None:
                freed = tool.run('list', '--all', *paused(folder))[1]
            one_file(name, tool, freed, path, True)
        else:
            one_file(name, tool, text, path, False)
    end()


main()
