# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: examples.py NAME PROGRAM FOLDER

Every example of the help text and of the man page runs, with the names in it
replaced by those of the bundled files, and says something.
"""
import os
import re
import shlex
import sys

from check import Tool, check, end

HERE = os.path.dirname(os.path.abspath(__file__))


def of_help(tool):
    """Of the overview, and of each command that it lists."""
    found = []
    text = help_of(tool)
    listed = text[text.index('\nCommands:'):text.index('\nOptions')]
    commands = re.findall(r'^  (\w+) ', listed, re.M)
    check(len(commands) > 10, 'pageowner help lists commands', len(commands))
    for page in text, *(help_of(tool, command) for command in commands):
        examples = page[page.index('\nExamples:'):]
        found += re.findall(r'^  (pageowner .*?)(?:  +.*)?$', examples, re.M)
    return list(dict.fromkeys(found))


def help_of(tool, *command):
    status, out, message = tool.run('help', *command)
    check(status == 0 and not message, 'pageowner help ' + ' '.join(command), message)
    return out.decode()


def of_man():
    with open(os.path.join(HERE, '../../../docs/pageowner.1'), encoding='utf-8') as file:
        text = file.read()
    text = text[text.index('.SH EXAMPLES'):]
    text = text[:text.find('\n.SH', 5)]
    text = re.sub(r'\\f[A-Z]|\\&', '',
                  text).replace('\\-', '-').replace('\\(aq', "'").replace('\\e', '\\')
    return [line for line in text.split('\n') if line.startswith('pageowner ')]


def handle(tool, dump):
    """Of a stack in this dump."""
    _, out, _ = tool.run('page', dump, '--pfn', '5000')
    return re.search(r'^Stack handle: (\d+)', out.decode(), re.M)[1]


def run(name, tool, folder, where, example):
    output = tool.path('output')
    names = {'vmcore': os.path.join(folder, 'kdump'), 'DUMP': os.path.join(folder, 'kdump'),
             'vmlinux': os.path.join(folder, 'vmlinux'), 'page_owner': 'TEXT',
             'page_owner.txt': 'TEXT', 'sorted.txt': output, 'owners.gz': output,
             'monday': os.path.join(folder, 'paused-filtered'),
             'tuesday': os.path.join(os.path.dirname(folder), '6.1-thrice/paused-filtered'),
             'monday/vmcore': os.path.join(folder, 'paused-filtered'),
             'before.gz': tool.path('before'), '/var/crash/*/vmcore': os.path.join(folder, 'kdump'),
             'triaged': tool.path('triaged')}
    if '1234' in example:
        names['1234'] = handle(tool, names['vmcore'])
    if 'before.gz' in example:
        tool.run('save', names['vmcore'], '-o', names['before.gz'])
    if 'allocinfo' in example:      # which no kernel of 6.1 has
        names['vmcore'] = os.path.join(os.path.dirname(folder), '6.12/paused-filtered')
    text = os.path.join(folder, 'answers/sys/kernel/debug/page_owner')
    names['vmcore-dmesg.txt'] = os.path.join(folder, 'answers/dmesg')
    words = [names.get(word, word) for word in shlex.split(example)[1:]]
    if '>' in words:
        words = words[:words.index('>')]
    if '|' in words:
        words = words[:words.index('|')]
    words = [text if word == 'TEXT' else word for word in words]
    if os.path.exists(output):
        os.unlink(output)
    status, out, message = tool.run(*words)
    if 'doctor' in words:           # of this machine, whatever it is
        status = status if status not in (3, 4) else 0
    written = (os.path.exists(output) and os.path.getsize(output) or
               os.path.exists(os.path.join(names['triaged'], 'index.txt')))
    listed = 'list' in words    # of a process that may not be in this dump
    check(status == 0 and (out or written or listed), '%s: example of the %s: %s' %
          (name, where, example),
          'status %d: %s' % (status, message))


def main():
    name, program, folder = sys.argv[1:]
    tool = Tool(program)
    for where, examples in ('help', of_help(tool)), ('man page', of_man()):
        check(len(examples) > 2, '%s: the %s has examples' % (name, where), len(examples))
        for example in examples:
            run(name, tool, folder, where, example)
    end()


main()
