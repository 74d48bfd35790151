# SPDX-License-Identifier: GPL-2.0-or-later
"""
Runs the commands of a document in a folder where they work as they stand there: the tree's own
folders, the program in PATH, and bundled files under the names that the documents use.
"""
import os
import re
import shutil
import subprocess
import tempfile

PATIENCE = 300
MARK = 424242           # crash prints it as "hexadecimal: 67932" and so on
ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), '../..'))
ELSEWHERE = {'monday': '6.1/paused-filtered', 'tuesday': '6.1-thrice/paused-filtered',
             'page_owner.txt': '6.1/answers/sys/kernel/debug/page_owner'}


class NotHere(Exception):
    """This host can't run the command, and why."""


class Folder:
    """Where the commands of one document run."""

    def __init__(self, program, vmcores):
        self.program, self.vmcores = os.path.realpath(program), os.path.realpath(vmcores)
        self.build = os.path.dirname(self.program)
        self.path = tempfile.mkdtemp(prefix='pageowner-docs.')
        for name in os.listdir(ROOT):
            if not name.startswith('.git') and name != 'build':
                self.link(os.path.join(ROOT, name), name)
        self.link(self.build, 'build')
        for name, file in ELSEWHERE.items():
            self.link(os.path.join(self.vmcores, file), name)
        os.mkdir(os.path.join(self.path, '.bin'))
        self.link(self.program, '.bin/pageowner')

    def link(self, target, name):
        path = os.path.join(self.path, name)
        if os.path.lexists(path):
            os.unlink(path)
        os.symlink(target, path)

    def close(self):
        shutil.rmtree(self.path)

    def take_dump(self, file):
        """The dump that is called vmcore from here on, and its vmlinux."""
        kernel = file.split('/')[0].replace('-thrice', '')
        dump, vmlinux = (os.path.join(self.vmcores, f) for f in (file, kernel + '/vmlinux'))
        if not os.path.exists(dump):
            raise SystemExit('docs: there is no bundled dump %s' % file)
        self.link(dump, 'vmcore')
        self.link(vmlinux, 'vmlinux')

    def run(self, command, **more):
        """(status, lines) of a command; what it complains of is in its output, as on a terminal."""
        environment = dict(os.environ, PATH=self.path + '/.bin:/usr/local/bin:/usr/bin:/bin',
                           PYTHONPATH=os.path.join(ROOT, 'extension/python'), LC_ALL='C.UTF-8',
                           PAGEOWNER_LIBRARY=self.build + '/libpageowner.so.0', HOME=self.path,
                           CRASH_EXTENSIONS=self.build)
        done = subprocess.run(command, cwd=self.path, env=environment, timeout=PATIENCE,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
        return done.returncode, to_lines(done.stdout)

    def shell(self, text):
        return self.run(['bash', '-c', text], stdin=subprocess.DEVNULL)

    # -- what is typed at a host's own prompt: (lines of each command)

    def crash(self, start, texts):
        """The markers come by the way of crash's own output, and in its order."""
        typed = ''.join('%s\neval %d\n' % (text, MARK) for text in texts) + 'quit\n'
        _, lines = self.run(['bash', '-c', start + ' -s --no_crashrc'], input=typed.encode())
        marker = ['hexadecimal: %x' % MARK, 'decimal: %d' % MARK]
        answers, answer = [], []
        for line in lines:
            if line.strip().startswith(marker[0]):
                answers.append(answer)
                answer = []
            elif not re.match(r' *(decimal|octal|binary): ', line):
                answer.append(line)
        if len(answers) != len(texts):
            raise NotHere('crash answers %d of %d commands: %s' %
                          (len(answers), len(texts), lines[-1] if lines else ''))
        return [without_complaint(a, r'(crash|pageowner|extend): |.*command not found')
                for a in answers]

    def drgn(self, start, texts):
        script = os.path.join(self.path, 'typed.py')
        with open(script, 'w', encoding='utf-8') as file:
            for text in texts:
                file.write(drgn_line(text) + '\nprint("<%d>", flush=True)\n' % MARK)
        if any(text.startswith('%') for text in texts) and not self.drgn_has_commands():
            raise NotHere('this drgn is older than 0.1, and has no commands')
        status, lines = self.run(['bash', '-c', start + ' typed.py'], stdin=subprocess.DEVNULL)
        return self.split(status, lines, texts)

    def drgn_has_commands(self):
        return not self.run(['/usr/bin/python3', '-c', 'import drgn.commands'])[0]

    def gdb(self, start, texts):
        """GDB reads ELF only: vmcore.elf is the dump as ELF."""
        self.run(['/usr/bin/python3', to_elf(), 'vmcore', 'vmlinux', 'vmcore.elf'])
        script = os.path.join(self.path, 'typed.gdb')
        with open(script, 'w', encoding='utf-8') as file:
            for text in texts:
                file.write('%s\necho <%d>\\n\n' % (text, MARK))
        status, lines = self.run(['bash', '-c', start + ' -nx -batch -x typed.gdb'],
                                 stdin=subprocess.DEVNULL)
        return self.split(status, lines, texts)

    @staticmethod
    def split(status, lines, texts):
        answers = '\n'.join(lines).split('<%d>' % MARK)
        if status or len(answers) != len(texts) + 1:
            raise NotHere('status %d after %d of %d commands: %s' %
                          (status, len(answers) - 1, len(texts), lines[-1] if lines else ''))
        answers = [answer.strip('\n') for answer in answers[:-1]]
        return [answer.split('\n') if answer else [] for answer in answers]


def to_elf():
    """The script, wherever it stands below tests/."""
    for folder, _, files in os.walk(os.path.join(ROOT, 'tests')):
        for name in ('to-elf', 'to-elf.py'):
            if name in files:
                return os.path.join(folder, name)
    raise SystemExit('docs: there is no to-elf in tests/')


def drgn_line(text):
    if not text.startswith('%'):
        return text
    return 'import drgn.commands; drgn.commands.run_command(prog, %r)' % text[1:]


def to_lines(data):
    lines = [line.rstrip() for line in data.decode('utf-8', 'replace').split('\n')]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def without_complaint(lines, pattern):
    for line in lines:
        if re.match(pattern, line):
            raise NotHere(line)
    return lines
