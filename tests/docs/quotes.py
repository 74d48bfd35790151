# SPDX-License-Identifier: GPL-2.0-or-later
"""
What a document quotes of a command's output.

A line "..." stands for one or more lines that are left out. A line that ends in " ..." is cut
there. Blanks at the ends of lines do not count.
"""
import difflib
import re

GAP = '...'
CUT = ' ...'
WIDTH = 120


def matches_line(quoted, line):
    if quoted.endswith(CUT):
        start = quoted[:-len(CUT)]
        return line.startswith(start) and len(line) > len(start)
    return quoted == line


def segments(quoted):
    """The quote as the runs of lines between its gaps; [[]] at an end is a gap there."""
    runs = [[]]
    for line in quoted:
        if line == GAP:
            runs.append([])
        else:
            runs[-1].append(line)
    return runs


def found_at(run, lines, first):
    """Where the run stands in the lines, at *first* or later; -1: nowhere."""
    for start in range(first, len(lines) - len(run) + 1):
        if all(map(matches_line, run, lines[start:])):
            return start
    return -1


def matches(quoted, lines):
    """'' if the lines are what is quoted, or what is wrong."""
    runs = segments(quoted)
    at = 0
    for number, run in enumerate(runs):
        last = number and number == len(runs) - 1
        start = len(lines) - len(run) if last and run else at + bool(number)
        where = found_at(run, lines, max(start, at + bool(number)))
        if where < 0 or (not number and where):
            return wrong(run, lines[at:])
        at = where + len(run)
    if len(runs) == 1 and at < len(lines):
        return 'the output goes on: %s' % lines[at]
    return ''


def wrong(run, lines):
    """The first quoted line that the output does not have."""
    for quoted in run:
        if not any(matches_line(quoted, line) for line in lines):
            close = difflib.get_close_matches(quoted, lines, 1, 0.5) or ['(nothing like it)']
            return 'quoted: %s\n  printed: %s' % (quoted, close[0])
    return 'not in this order, or with something between: %s' % (run[0] if run else '(the end)')


def cut(line):
    """The line as a document has it: no wider than WIDTH."""
    if len(line) <= WIDTH:
        return line
    return line[:WIDTH - len(CUT) + 1].rsplit(' ', 1)[0].rstrip() + CUT


def requote(quoted, lines):
    """The quote brought up to date: the lines that are like those that it had."""
    if not quoted or quoted == [GAP]:
        return quoted
    shape = [re.sub(r'\d+', '0', line).removesuffix(CUT) for line in quoted]
    likes = [re.sub(r'\d+', '0', cut(line)).removesuffix(CUT) for line in lines]
    keep = set()
    matcher = difflib.SequenceMatcher(None, shape, likes, False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind != 'insert' and GAP not in quoted[i1:i2]:
            keep.update(range(j1, j2))
        elif kind == 'insert' and GAP not in quoted[max(i1 - 1, 0):i1 + 1]:
            keep.update(range(j1, j2))
        elif kind == 'replace':
            keep.update(alike(shape[i1:i2], likes, j1, j2))
    return with_gaps(lines, keep)


def alike(old, likes, first, end):
    """The lines from *first* to *end* that are most like the old ones, in their order."""
    for line in old:
        if line == GAP:
            continue
        near = difflib.get_close_matches(line, likes[first:end], 1, 0.6)
        if near:
            first = likes.index(near[0], first) + 1
            yield first - 1


def with_gaps(lines, keep):
    quoted = []
    for number, line in enumerate(lines):
        if number in keep:
            quoted.append(cut(line))
        elif not quoted or quoted[-1] != GAP:
            quoted.append(GAP)
    return quoted


def misquoted(quoted):
    """The quote with one figure changed, and the line; None: there is no figure in it."""
    for number, line in enumerate(quoted):
        figure = re.search(r'\d', line)
        if figure:
            other = str((int(figure[0]) + 1) % 10)
            changed = line[:figure.start()] + other + line[figure.end():]
            return quoted[:number] + [changed] + quoted[number + 1:]
    return None
