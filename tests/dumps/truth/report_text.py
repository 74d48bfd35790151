# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads `pageowner report --full --top 0`."""
import re

GROUP = re.compile(r' *(\d+) +(\d+\.\d) +(\d+\.\d)% +(\d+)  (\S+) +(.*)$')
QUICK = re.compile(r' *(\d+) +\d+\.\d +\d+\.\d%$')


class Group:
    def __init__(self, match):
        self.pages, self.times = int(match[1]), int(match[4])
        self.mib, self.percent = float(match[2]), float(match[3])
        self.orders = [int(order) for order in match[5].split(',')]
        self.rest = match[6]
        self.frames = []


class Report:
    def __init__(self, path):
        self.header, self.groups, self.text = {}, [], ''
        with open(path, encoding='utf-8', errors='surrogateescape') as file:
            self.text = file.read()
        for line in self.text.split('\n'):
            match = GROUP.match(line)
            if match:
                self.groups.append(Group(match))
            elif line.startswith(' ' * 12) and self.groups:
                frame = line.strip()
                if not frame.startswith('('):
                    self.groups[-1].frames.append(frame)
            elif line[:13].strip() and not self.groups:
                self.header[line[:13].strip()] = line[13:]

    def number(self, label, pattern=r'(\d+) pages'):
        match = re.search(pattern, self.header.get(label, ''))
        return int(match[1]) if match else None


def quick_sums(text):
    """Pages by the frames of each stack, of `report --quick --full --top 0`."""
    sums, frames = {}, None
    for line in text.split('\n'):
        match = QUICK.match(line)
        if match:
            frames = []
            sums[len(sums)] = (frames, int(match[1]))
        elif line.startswith(' ' * 12) and frames is not None and line[12] != '(':
            frames.append(line.strip())
    return {tuple(frames): pages for frames, pages in sums.values()}
