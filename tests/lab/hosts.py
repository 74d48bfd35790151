# SPDX-License-Identifier: GPL-2.0-or-later
"""
The front ends of tests/lab/matrix: how each is asked the commands of a dump, where no program
called pageowner is in reach, and how often it asked its host for memory.
"""

import os
import re
import shlex
import shutil
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
HOSTS = os.path.join(HERE, '../hosts')
BUILD = os.path.abspath(os.environ.get('BUILD', 'build'))
PROGRAM = os.path.join(BUILD, 'pageowner')
PACKAGE = os.path.join(HERE, '../../extension/python')
PATIENCE = 900      # seconds for one session of a host
NARROW = '/usr/bin:/bin'
OTHER_PROGRAM = os.path.join(BUILD, 'sid/pageowner')


class Refused(Exception):
    """The host does not open this dump, and says why."""


class Cell:
    """What stands in the table; a note goes below it, and bad fails."""

    def __init__(self, text, note='', bad=False):
        self.text, self.note, self.bad = text, note, bad


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, errors='replace',
                          timeout=PATIENCE, **options)


def named(line, dump):
    """The line without the names of this very dump."""
    line = line.replace(dump.folder + '/', '').replace(dump.name, 'vmcore').strip()
    return re.sub(r'^(crash|pageowner|gdb\.error|\w*Error): ', '', line)


def debian(folder, program):
    return [os.path.join(HOSTS, 'in-debian'), folder, program]


def environment(**more):
    if shutil.which('pageowner', path=NARROW):
        raise SystemExit('matrix: a program called pageowner is installed here')
    return dict(os.environ, PATH=NARROW, PYTHONPATH=PACKAGE,
                PAGEOWNER_LIBRARY=os.path.join(BUILD, 'libpageowner.so.0'), **more)


class Front:
    """A column: ask() leaves the answer to dump.commands()[n] in the file out/n."""

    reads = None        # [fewest, most] that a dump took, of those that count them

    def count(self, reads):
        """The cell that fails unless it was its own host that answered."""
        self.reads = [min(reads, (self.reads or [reads])[0]), max(reads, (self.reads or [0])[-1])]
        return None if reads > 100 else Cell('WAS NOT ASKED', '%s: %d reads' % (self.title, reads),
                                             True)


class Program(Front):
    """The program: with a vmlinux, or the dump in a folder of its own, without one."""

    def __init__(self, vmlinux, title=None, command=(PROGRAM,)):
        self.title = title or ('vmlinux' if vmlinux else 'no vmlinux')
        self.vmlinux = vmlinux
        self.command = command

    def files(self, dump, out):
        if self.vmlinux:
            return [dump.path, dump.vmlinux]
        alone = os.path.join(out, dump.name)
        if not os.path.islink(alone):
            os.symlink(dump.path, alone)
        return [alone]

    def ask(self, dump, out):
        try:
            return self.answer(dump, out)
        except Refused as why:
            if 'with --map' not in str(why):
                raise
            self.answer(dump, out, '--map', os.path.join(dump.folder, 'System.map'))
            return Cell('same', 'with --map System.map; without it %s: %s' % (self.title, why),
                        not may_refuse(self.title, dump.label))

    def answer(self, dump, out, *options):
        """A command that needs types of a kernel without BTF leaves no file."""
        refused = {}
        for number, command in enumerate(dump.commands()):
            with open(os.path.join(out, str(number)), 'wb') as file:
                got = subprocess.run([*self.command, *shlex.split(command), *options,
                                      *self.files(dump, out)], stdout=file, errors='replace',
                                     stderr=subprocess.PIPE, timeout=PATIENCE)
            if got.returncode in (0, 3) and os.path.getsize(file.name):
                continue
            line = named(got.stderr.split('\n')[0].replace(out, dump.folder), dump)
            if 'built without CONFIG_DEBUG_INFO_BTF' not in line or number < 2:
                raise Refused(line or 'status %d: %s' % (got.returncode, command))
            os.unlink(file.name)
            refused[command.split()[0]] = line
        return Cell('same', '%s, but for %s: %s' % (self.title, ', '.join(refused),
                                                    [*refused.values()][0]),
                    not may_refuse(self.title, dump.label)) if refused else None

    def says(self, dump, out):
        got = run([*self.command, *self.files(dump, out)])
        return got.stderr.strip() if got.returncode == 4 else 'status %d' % got.returncode


def libkdumpfile(folder):
    """The one in a folder, if what "make sid" has built can use it."""
    with open(os.path.join(folder, 'var/lib/dpkg/status'), errors='replace') as file:
        found = re.search(r'^Package: libkdumpfile12\w*\n(?:.+\n)*?Version: ([\d.]+)', file.read(),
                          re.M)
    return found and 'libkdumpfile ' + found[1]


class Crash(Front):
    """A crash with the extension; some need an option for some kernels."""

    def __init__(self, command):
        self.command = command
        version = re.search(r'^crash \S+', run([*command, '--version']).stdout, re.M)
        self.title = version[0] if version else 'a crash without a version'

    def session(self, dump, commands, *options):
        extension = os.path.join(BUILD, 'pageowner.so')
        script = ['extend ' + extension, *commands, 'p 40000+2', 'quit', '']
        got = run([*self.command, '-s', '--no_crashrc', *options, dump.vmlinux, dump.path],
                  input='\n'.join(script), env=environment())
        if '= 40002' not in got.stdout:
            raise Refused(self.complaint(dump, got, options))
        return got.stdout + got.stderr

    def complaint(self, dump, got, options):
        """The line in which crash says why it gives up, for which it may want -d 1."""
        status = got.returncode
        for _ in range(2):
            lines = re.findall(r'^crash: .*$', got.stdout + got.stderr, re.M)
            if lines:
                return named(lines[-1], dump)
            got = run([*self.command, '-d', '1', '--no_crashrc', *options, dump.vmlinux, dump.path],
                      input='quit\n')
        return 'ends with status %d and no word' % status

    def ask(self, dump, out):
        # With debugging on, crash tells of each readmem() and who called it.
        told = os.path.join(out, 'told')
        commands = ['pageowner %s > %s' % (command, os.path.join(out, str(number)))
                    for number, command in enumerate(dump.commands())]
        commands += ['set debug 4', 'pageowner list > %s' % told, 'set debug 0']
        cell = None
        try:
            self.session(dump, commands)
        except Refused as why:
            if 'module' not in str(why):
                raise
            try:
                self.session(dump, commands, '--no_modules')
            except Refused as still:
                raise Refused('%s; with --no_modules it %s' % (why, still)) from None
            cell = Cell('same', 'with --no_modules; without it %s: %s' % (self.title, why),
                        not may_refuse(self.title, dump.label))
        with open(told, errors='replace') as lines:
            reads = sum('readmem: ' in line and '"pageowner"' in line for line in lines)
        return self.count(reads) or cell

    def says(self, dump, _):
        text = self.session(dump, ['pageowner'])
        found = re.search(r'^.*no page_owner data.*$', text, re.M)
        return found[0].strip() if found else 'nothing'


class Python(Front):
    """A debugger that runs a script of tests/ which follows a list of command lines."""

    def command(self, dump, out):
        """What runs the script on this dump."""
        raise NotImplementedError

    def session(self, dump, out, commands):
        """Answers and complaints of the command lines."""
        lines = os.path.join(out, 'commands')
        with open(lines, 'w') as file:
            file.write(''.join(line + '\n' for line in commands))
        got = run(self.command(dump, out), env=environment(FOLDER=out, COMMANDS=lines),
                  stdin=subprocess.DEVNULL)
        if not os.path.exists(os.path.join(out, 'reads')):
            complaints = [line for line in (got.stderr or got.stdout).split('\n') if line.strip()]
            raise Refused(named(complaints[-1] if complaints else 'no word', dump))
        complaints = []
        for number in range(len(commands)):
            path = os.path.join(out, str(number + 1))
            os.replace(path + '.out', os.path.join(out, 'answer%d' % number))
            with open(path + '.err') as file:
                complaints.append(file.read().strip())
        return complaints

    def ask(self, dump, out):
        complaints = self.session(dump, out, dump.commands())
        for number in range(len(dump.commands())):
            os.replace(os.path.join(out, 'answer%d' % number), os.path.join(out, str(number)))
        if not os.path.getsize(os.path.join(out, '0')):
            raise Refused(named(complaints[0], dump))
        with open(os.path.join(out, 'reads')) as file:
            return self.count(int(file.read()))

    def says(self, dump, out):
        return self.session(dump, out, ['report'])[0]


class Drgn(Python):
    def __init__(self, folder):
        self.python = debian(folder, 'python3')
        got = run([*self.python, '-c', 'import drgn; print(drgn.__version__)'])
        self.title = 'drgn ' + got.stdout.strip()

    def command(self, dump, _):
        return [*self.python, os.path.join(HOSTS, 'in-drgn'), dump.path, dump.vmlinux]


class Gdb(Python):
    """GDB reads ELF with virtual addresses; of anything else tests/hosts/to-elf makes that."""

    def __init__(self, folder, newest):
        self.folder = folder
        self.converter = debian(newest, 'python3')
        version = re.search(r'(\S+)$', run([*debian(folder, 'gdb'), '--version']).stdout, re.M)
        self.title = 'gdb ' + version[1] if version else 'a gdb without a version'

    def gdb(self, dump):
        many = os.path.join(self.folder, 'usr/bin/gdb-multiarch')
        foreign = dump.row['arch'] != os.uname().machine and os.path.exists(many)
        return debian(self.folder, 'gdb-multiarch' if foreign else 'gdb')

    def command(self, dump, out):
        elf = os.path.join(out, 'elf')
        if not os.path.exists(elf):
            elf = dump.path
        return [*self.gdb(dump), '-q', '-nx', '-batch', '-ex', 'core-file ' + elf,
                '-ex', 'symbol-file %s -o 0x%x' % (dump.vmlinux, dump.kernel_offset()),
                '-ex', 'source ' + os.path.join(HOSTS, 'in-gdb.py')]

    def ask(self, dump, out):
        why = self.complaint(dump, out)
        if why is None:
            return super().ask(dump, out)
        if not self.convert(dump, out):
            raise Refused(why)
        cell = super().ask(dump, out)
        return cell or Cell('same', 'as ELF that tests/hosts/to-elf made of it; GDB: ' + why)

    def convert(self, dump, out):
        got = run([*self.converter, os.path.join(HOSTS, 'to-elf'), dump.path, dump.vmlinux,
                   os.path.join(out, 'elf')])
        return not got.returncode

    def complaint(self, dump, out):
        """What GDB has against this file, if anything."""
        got = run([*self.gdb(dump), '-q', '-nx', '-batch', '-ex', 'core-file ' + dump.path],
                  stdin=subprocess.DEVNULL)
        found = re.search(r'^.*(?:not a core dump|file format not recognized).*$', got.stderr, re.M)
        if found:
            return named(found[0], dump)
        with tempfile.TemporaryDirectory(dir=out) as trial:
            said = self.session(dump, trial, ['check'])[0]
        return named(said, dump) if "GDB can't access" in said else None

    def says(self, dump, out):
        why = self.complaint(dump, out)
        if why is not None and not self.convert(dump, out):
            raise Refused(why)
        return super().says(dump, out)


# Which hosts are known to refuse which dumps: anything else is a failure.
REFUSALS = {
    'no vmlinux': r'(5\.10|6\.1-textsyms|6\.1-nobtf)/',
    'crash 8': r'(6\.12|7\.3)[-/]',
    'crash 8.0.6': r'[^/]*/paused',
    'crash 9': r'7\.3[^/]*/|6\.12-arm64',
    # as kdump-zlib QEMU's file names no architecture, and with paging GDB takes none of its
    # 65774 program headers
    'drgn': r'6\.1-formats/paused-zlib$',
    'drgn 0.0.22': r'[^/]*/paused(-zlib)?$|6\.12-arm64-64k/',
    'drgn 0.0.31': r'[^/]*arm64[^/]*/paused$',
    'gdb': r'[^/]*arm64|6\.1-formats/paused-(paging|zlib)$',
}


def may_refuse(title, label):
    return any(title.startswith(host) and re.match(labels, label)
               for host, labels in REFUSALS.items())


def front_ends(folders):
    """Those of this machine, and of the Debians in @folders."""
    yield Program(False)
    crash = os.environ.get('CRASH', 'crash')
    if shutil.which(crash):
        yield Crash([crash])
    folders = [folder for folder in folders if folder]
    yield from (Crash(debian(folder, 'crash')) for folder in folders)
    for folder in folders:
        if libkdumpfile(folder) and os.path.exists(OTHER_PROGRAM):
            yield Program(True, libkdumpfile(folder),
                          [os.path.join(folder, 'lib64/ld-linux-x86-64.so.2'), '--library-path',
                           os.path.join(folder, 'usr/lib/x86_64-linux-gnu'), OTHER_PROGRAM])
    yield from (Drgn(folder) for folder in ['/', *folders])
    yield from (Gdb(folder, ['/', *folders][-1]) for folder in ['/', *folders])
