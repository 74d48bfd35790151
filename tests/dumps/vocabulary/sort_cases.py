# SPDX-License-Identifier: GPL-2.0-or-later
"""Command lines of page_owner_sort that the kernel trees' own tools are asked, too."""
import re

LETTERS = ['', '-t', '-m', '-a', '-p', '-P', '-n', '-s']
CULL = ['st', 'stacktrace', 'p', 'pid', 'tg', 'tgid', 'n', 'name', 'ator', 'allocator',
        'st,p', 'p,st', 'st,tg', 'st,n', 'st,ator', 'p,tg', 'p,n', 'tg,n', 'p,ator', 'n,ator',
        'st,p,tg', 'pid,tgid,name', 'st,pid,name', 'tg,n,ator', 'st,p,tg,n,ator']
SORT = ['p', '+pid', '-p', '-pid', 'tg', '-tgid', '+tg', 'n', '+name', '-n', 'st', '-stacktrace',
        'T', '+txt', '-T', 'at', '-alloc_ts', '+at', 'ator', '-allocator', 'n,+pid,-tgid',
        'ator,-n', '-ator,p', 'n,-at', '-p,-st', 'tg,at', '-n,T']
SELECT = ['--pid=1', '--pid=1,2,17', '--pid=999999', '--tgid=0', '--tgid=1,2,3', '--name=init',
          '--name=swapper/0,po-ring,sh', '--pid=1 --name=init', '--pid=1,105 --tgid=105',
          '--pid 1 -m', '--tgid 1,105 -t', '--name init,po-mixed -s', '--name=po-anon -a']
MIXED = ['--cull=st -m', '--cull=st -s', '--cull=p -a', '--cull=p -m', '--cull=n -m',
         '--cull=n -n', '--cull=tg -P', '--cull=p -p', '--cull=ator -m', '--cull=st,p -p',
         '--cull=n --sort=-n', '--cull=p --sort=-p', '--cull=p,n --sort=n,-p',
         '--cull=st --sort=-at', '--cull=ator --sort=ator', '--cull=st,ator --sort=ator,-st',
         '--cull=n --name=init,sh --pid=1', '--cull=st --pid=1', '--cull=p --tgid=105',
         '--cull=st --name=init -m', '--cull st --pid 1,2 --tgid 2 -m']
# Until v6.6 the last one counts, since v6.7 two are refused.
SEVERAL = ['-m -t', '-t -m', '-m -p -s', '-a -m', '-m --sort=n', '--sort=n -m', '-s -a']
# Gone in v6.7, and documented until today.
FREE = ['-r', '-f', '-f -m', '-f -s', '-f -r', '--sort=ft', '--sort=-free_ts', '--sort=n,ft',
        '--cull=f', '--cull=free', '--cull=n,f', '--cull=st,f', '--cull=ator,f,n', '--cull=st -f',
        '--cull=p,f -m']

ALL = LETTERS + ['--cull=' + keys for keys in CULL] + \
    ['--sort=' + keys for keys in SORT] + SELECT + MIXED


def cases(release, freed):
    """Command lines for the tool of that release; freed: on text with released blocks."""
    if freed:
        return FREE + ['-m', '-t', '-s', '-a']
    if release == '5.10':
        return ['']
    return ALL + (SEVERAL + FREE if release == '6.1' else [])


def bugs_of(release, command, freed):
    """Why the tool of that release is wrong there, as sort_model knows it."""
    words, bugs = command.split(), set()
    cull = re.findall(r'--cull[= ](\S+)', command)
    keys = set(cull[0].split(',')) if cull else set()
    letter = any(re.match(r'-[amnpPsrt]$', word) for word in words)
    sort = re.findall(r'--sort[= ](\S+)', command)
    if keys & {'st', 'stacktrace'}:
        bugs.add('notes')
    if release == '6.1':
        if keys & {'f', 'free'}:
            bugs |= {'free', 'labels'}
        if not letter and not sort and not cull:
            bugs.add('default')
        if {'-a', '-r'} & set(words) or re.search(r'(^|,)\+?(at|alloc_ts|ft|free_ts)\b',
                                                  ','.join(sort)):
            bugs.add('ties')
    elif sort and not letter:
        bugs.add('sort')
    return bugs


WHY = {
    'notes': 'lines about memcg, migration and free stack split stacks',
    'free': 'pages that were free once count as released',
    'labels': 'the words RELEASED and UNRELEASED are exchanged',
    'default': 'without an option nothing is sorted',
    'ties': 'equal times are turned round',
    'sort': '--sort is ignored',
}


def header_of_5_10(output):
    """Before v5.18 a block began with "3 times:" alone."""
    return re.sub(rb'^(\d+ times), .*:$', rb'\1:', output, flags=re.M)
