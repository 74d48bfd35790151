# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: folders.py PROGRAM DUMP

What others put beside a dump, or into the folder of a triage: no pipe is waited for, no link
is followed, and who may not read the dump may not read what was made of it."""
import os
import shutil
import stat
import subprocess
import sys
import tempfile


def run(program, *arguments, **options):
    """status, stdout, stderr; -1: it waited"""
    try:
        done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False,
                              errors='replace', timeout=60, **options)
    except subprocess.TimeoutExpired:
        return -1, '', 'it waited'
    return done.returncode, done.stdout, done.stderr


def pipes(program, dump, folder, check):
    """Each name of a file of symbols that is looked for by itself."""
    near = os.path.join(folder, 'dump')
    os.symlink(dump, near)
    release = run(program, 'report', dump)[1].split()[1]
    for name in 'vmlinux', 'vmlinux-' + release, 'vmlinux.debug', 'nfs.ko':
        os.mkfifo(os.path.join(folder, name))
    for path, where in ((near, '/'), ('dump', folder)):
        answer = run(program, 'report', '--lines', path, cwd=where)
        check('pipes beside the dump', answer[0] == 0 and 'Owned' in answer[1], answer)


def modes(program, dump, folder, check):
    """Each file of a triage, and of -o, is for those who may read the dump."""
    secret, out = os.path.join(folder, 'secret'), os.path.join(folder, 'out')
    shutil.copy(dump, secret)
    os.chmod(secret, 0o600)
    answer = run(program, 'triage', '-o', out, secret)
    files = [os.path.join(where, name) for where, _, names in os.walk(out) for name in names]
    wide = [path for path in files if stat.S_IMODE(os.stat(path).st_mode) & 0o077]
    check('files of a triage of a secret dump', len(files) > 10 and not wide, (answer[0], wide))
    for words in (['save'], ['report'], ['list']):
        target = os.path.join(folder, words[0])
        answer = run(program, *words, '-o', target, secret)
        check('-o of ' + words[0], stat.S_IMODE(os.stat(target).st_mode) == 0o600, answer)


def links(program, dump, folder, check):
    """Names that a triage writes to, or its folders, lead to files of somebody else."""
    victim, out = os.path.join(folder, 'victim'), os.path.join(folder, 'links')
    inner = os.path.join(out, run_name(dump))
    os.makedirs(inner)
    with open(victim, 'w', encoding='ascii') as file:
        file.write('mine')
    for where, names in ((out, ['.part', 'index.json', 'index.txt', 'index.html']),
                         (inner, ['.part', 'messages.txt', 'report.txt', 'saved.json.gz',
                                  'summary.txt'])):
        for name in names:
            os.symlink(victim, os.path.join(where, name))
    answer = run(program, 'triage', '-o', out, dump)
    with open(victim, encoding='ascii') as file:
        check('links in the folder', answer[0] == 0 and file.read() == 'mine', answer)
    left = [name for name in os.listdir(out) + os.listdir(inner)
            if os.path.islink(os.path.join(out, name)) or os.path.islink(os.path.join(inner, name))]
    check('the links are gone', not left, left)


def run_name(dump):
    """The folder of that dump in a triage."""
    return '-'.join(dump.split('/')[-2:])


def strangers(program, dump, folder, check):
    """Folders that are a link, open to all, or somebody else's."""
    other, out = os.path.join(folder, 'other'), os.path.join(folder, 'strange')
    os.mkdir(other)
    os.mkdir(out)
    with open(os.path.join(other, 'report.txt'), 'w', encoding='ascii') as file:
        file.write('mine')
    os.symlink(other, os.path.join(out, run_name(dump)))
    answer = run(program, 'triage', '-o', out, dump)
    check('a folder that is a link', answer[0] == 1 and 'not a folder' in answer[2] and
          os.listdir(other) == ['report.txt'], answer)
    os.chmod(other, 0o777)
    answer = run(program, 'triage', '-o', other, dump)
    check('a folder that all may write to', answer[0] == 1 and 'all may write' in answer[2], answer)
    if os.geteuid() == 0:
        os.chmod(other, 0o755)
        os.chown(other, 65534, 65534)
        answer = run(program, 'triage', '-o', other, dump)
        check('a folder of another user', answer[0] == 1 and "somebody else's" in answer[2], answer)


def main():
    program, dump = os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2])
    failures = []

    def check(name, good, answer):
        if not good:
            failures.append('%s: %s' % (name, str(answer)[-300:]))

    for test in pipes, modes, links, strangers:
        with tempfile.TemporaryDirectory() as folder:
            test(program, dump, folder, check)
    for failure in failures:
        print('  ' + failure)
    print('%s hostile %s: pipes, links and folders of others' %
          ('not ok' if failures else 'ok', '/'.join(dump.split('/')[-2:])))
    return bool(failures)


if __name__ == '__main__':
    sys.exit(main())
