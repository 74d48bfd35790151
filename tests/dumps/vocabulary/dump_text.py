# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: dump_text.py NAME PROGRAM FOLDER

What `report --format sort` says of the paused guest is, byte for byte, what `sort`
says of the text that the guest printed itself.
"""
import os
import sys

from check import Tool, check, differ, end, paused

CULLS = ['st', 'p', 'tg', 'n', 'mod', 'ator', 'free', 'st,p', 'st,n', 'st,ator', 'st,mod', 'p,tg,n',
         'n,ator', 'mod,n', 'mod,ator', 'st,p,tg,n,mod,ator']
SORTS = ['-t', '-m', '-n', '-p', '-P', '-s', '-a', '-M', '--sort=-pages,pid', '--sort=n,-t',
         '--sort=ator,-st']
# Not --no-slab: of a slab that is older than page_owner the text can't know.
SELECTED = ['--pid=1', '--name=init,swapper/0', '--module=pageowner_plant', '--order=1-9',
            '--frame=vfs_write']


def planter(folder):
    """The pid of one that has memory in this guest."""
    with open(os.path.join(folder, 'answers/tmp/roles')) as file:
        return next(line.split()[2] for line in file if line.startswith('mixed '))


def main():
    name, program, folder = sys.argv[1:]
    tool = Tool(program)
    text = os.path.join(folder, 'answers/sys/kernel/debug/page_owner')
    dump = paused(folder)
    selected = SELECTED + ['--tgid=' + planter(folder)]
    commands = [(cull, ['-t']) for cull in CULLS] + [('st', [sort]) for sort in SORTS] + \
        [('n', [sort]) for sort in SORTS] + [('st,p', ['-m', select]) for select in selected]
    for cull, more in commands:
        words = ['--cull', cull] + more
        want, message = tool.sort(text, words)
        status, out, complaint = tool.run('report', '--format', 'sort', '--top', '0', *words, *dump)
        check(status == 0 and want and out == want,
              '%s: dump and text by %s' % (name, ' '.join(words)), message, complaint,
              differ(out, want or b''))
    status, listed, complaint = tool.run('list', *dump)
    with open(text, 'rb') as file:
        check(status == 0 and listed == file.read(), name + ': dump and text are the same records',
              complaint)
    status, again, complaint = tool.run('list', tool.file('listed', listed))
    check(status == 0 and again == listed, name + ': list of what list printed', complaint)
    end()


main()
