# SPDX-License-Identifier: GPL-2.0-or-later
"""Check lines, and the tool that is checked."""
import glob
import os
import subprocess
import sys
import tempfile

failed = []


def check(good, what, *details):
    print(('ok ' if good else 'not ok ') + what)
    if not good:
        failed.append(what)
        for detail in details:
            for line in str(detail).splitlines()[:8]:
                print('  ' + line)
    return good


def paused(folder):
    """The dump of the guest that was stopped right after its answers, and its vmlinux."""
    dumps = sorted(glob.glob(os.path.join(folder, 'paused*')))
    return [dumps[-1], os.path.join(folder, 'vmlinux')]


def end():
    sys.stdout.flush()
    sys.exit(1 if failed else 0)


class Tool:
    """Runs the program; files that it reads and writes are in a folder of ours."""

    def __init__(self, program):
        self.program = os.path.realpath(program)
        self.folder = tempfile.TemporaryDirectory(prefix='pageowner-vocabulary.')

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def file(self, name, data):
        with open(self.path(name), 'wb') as file:
            file.write(data)
        return self.path(name)

    def run(self, *words):
        done = subprocess.run([self.program] + list(words), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                              timeout=60)
        return done.returncode, done.stdout, done.stderr.decode(errors='replace')

    def sort(self, source, words, first=False):
        """The output of pageowner sort, or None; first: files in front of the options."""
        output = self.path('sorted')
        if os.path.exists(output):
            os.unlink(output)
        files = [source, output]
        status, _, message = self.run('sort', *(files + words if first else words + files))
        if status or not os.path.exists(output):
            return None, 'status %d: %s' % (status, message)
        with open(output, 'rb') as file:
            return file.read(), message


def differ(ours, wanted):
    """The first lines that are not the same."""
    if ours is None:
        return 'no output'
    a, b = ours.split(b'\n'), wanted.split(b'\n')
    for i, (x, y) in enumerate(zip(a, b)):
        if x != y:
            return 'line %d: %r\ninstead:  %r' % (i + 1, x, y)
    return '%d lines instead of %d' % (len(a), len(b))
