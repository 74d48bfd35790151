# SPDX-License-Identifier: GPL-2.0-or-later
"""
The documents: their blocks of code with the commands in them, and their links.

    <!-- vmcore: 6.12/paused-filtered; status: 3 -->
    ```console
    $ pageowner vmcore
    quoted output
    ```

The comment is above the block that it is about. Its words are

    vmcore: FILE     the bundled dump that the block calls vmcore (6.1/kdump)
    status: N        how its commands end (0)
    not run: WHY     nothing of the block is run here
    hosts: WHY       of a block that also has other prompts: these are not run here

A block of another language than console is no command, and says what it is.
"""
import os
import re

PROMPTS = {'$ ': 'shell', 'crash> ': 'crash', '>>> ': 'drgn', '(gdb) ': 'gdb'}
FILES = r'\.(c|h|py|sh|md|1|json|proto|map|in)$'
FOLDERS = r'(tests|scripts|docs|extension|kernel-patch|vmcores|core)/'
NO_COMMANDS = ('text', 'c', 'python', 'json', 'diff', 'none')


class Command:
    def __init__(self, prompt, text, line):
        self.prompt, self.text, self.line = prompt, text, line
        self.quoted = []
        self.first = line + 1   # the first line of the quote, counted from 0
        self.output = None


class Block:
    def __init__(self, line, language, notes):
        self.line, self.language, self.notes = line, language, notes
        self.commands = []
        self.loose = None       # a first line that belongs to no command


class Document:
    def __init__(self, path):
        self.path = path
        with open(path, encoding='utf-8') as file:
            self.lines = file.read().split('\n')
        self.blocks = list(self.find_blocks())

    def find_blocks(self):
        block, notes = None, {}
        for number, line in enumerate(self.lines):
            fence = re.match(r'```(\S*)$', line)
            if block and fence:
                yield block
                block, notes = None, {}
            elif block:
                self.take(block, number, line)
            elif fence:
                block = Block(number, fence[1] or 'none', notes)
            elif line.startswith('<!-- '):
                notes = parse_notes(line)
            elif line:
                notes = {}
        if block:
            raise SystemExit('%s:%d: a block without an end' % (self.path, block.line + 1))

    @staticmethod
    def take(block, number, line):
        last = block.commands[-1] if block.commands else None
        for prompt, kind in PROMPTS.items():
            if line.startswith(prompt):
                block.commands.append(Command(kind, line[len(prompt):], number))
                return
        if last and not last.quoted and last.text.endswith('\\'):
            last.text += '\n' + line
            last.first = number + 1
        elif last:
            last.quoted.append(line.rstrip())
        elif block.loose is None:
            block.loose = line

    def replace_quotes(self):
        """Writes the file with the quotes that requote() has left in the commands' output."""
        commands = [c for block in self.blocks for c in block.commands if c.output is not None]
        for command in sorted(commands, key=lambda c: -c.first):
            self.lines[command.first:command.first + len(command.quoted)] = command.output
        with open(self.path, 'w', encoding='utf-8') as file:
            file.write('\n'.join(self.lines))

    def prose(self):
        """(line number, text) outside of blocks, with what is in them blanked."""
        inside = False
        for number, line in enumerate(self.lines, 1):
            if line.startswith('```'):
                inside = not inside
            elif not inside:
                yield number, line

    def anchors(self):
        """As GitHub makes them of headings."""
        for _, line in self.prose():
            heading = re.match(r'#+ (.*)', line)
            if heading:
                text = re.sub(r'\[([^]]*)\]\([^)]*\)', r'\1', heading[1]).strip().lower()
                yield re.sub(r'[^\w\- ]', '', text).replace(' ', '-')

    def links(self):
        """(line number, target) of each link."""
        for number, line in self.prose():
            for target in re.findall(r'\]\(([^)\s]+)\)', re.sub(r'`[^`]*`', '', line)):
                yield number, target

    def names(self):
        """(line number, path) of what stands in backticks and is a file of this tree."""
        for number, line in self.prose():
            for name in re.findall(r'`([\w./+-]+)`', line):
                if '/' in name.strip('/') and (re.search(FILES, name) or re.match(FOLDERS, name)) \
                        and not re.search(r'\b[A-Z]{4,}\b', name):    # SOURCE, NAME
                    yield number, name


def parse_notes(line):
    text = re.sub(r'^<!-- | -->$', '', line)
    return dict(re.match(r'([\w ]+): (.*)', part).groups() for part in text.split('; ')
                if re.match(r'[\w ]+: ', part))


def indented_blocks(document):
    """Lines of a block that is one by its indentation, which nothing here would run."""
    before = ''
    for number, line in document.prose():
        if re.match(r' {4}\S', line) and not before.strip():
            yield number
        before = line


def exists(root, name):
    """In the tree, or below extension/ or extension/core/, whose rooms are named without them."""
    return any(os.path.exists(os.path.join(root, folder, name))
               for folder in ('', 'extension', 'extension/core', 'extension/python', 'tests'))
