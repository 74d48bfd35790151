# SPDX-License-Identifier: GPL-2.0-or-later
"""What becomes of a text on its way: in logs, mails, terminals, editors, other systems.

FRONTS put something in front of each line, BODIES change the lines or their bytes.
"""
import gzip
import lzma
import quopri
import re
import subprocess
import textwrap

TASKS = [b'swapper/0', b'kworker/u8:1-events', b'init', b'Binder:512_3', b'a b', b'ksoftirqd/0']
LEVELS = [b'info', b'warn', b'err', b'notice']


def each_line(change):
    return lambda text: b''.join(change(i, line) for i, line in enumerate(text.splitlines(True)))


def front(form, words=None):
    """@words: what of the number of the line is in @form"""
    return each_line(lambda i, s: (form % words(i) if words else form) + s)


def minute(form):
    return front(form, lambda i: i % 60)


def boot(form):
    return front(form, lambda i: i / 7)


def numbered(form):
    return front(form, lambda i: i + 1)


def iso(i, more=b''):
    return b'2026-11-27T11:%02d:%02d' % (i // 60 % 60, i % 60) + more


def relative(i, line):
    """dmesg -e: a time, and what has passed since then"""
    if i % 30 == 3:
        return b'[Nov27 11:%02d] ' % (i // 30 % 60) + line
    return b'[  +%.6f] ' % (i % 30 / 1e5) + line


def one_message(first, more):
    """A log that takes a record as one message: only its first line has the time."""
    def change(text):
        out = []
        for i, block in enumerate(text.split(b'\n\n')):
            lines = block.split(b'\n')
            out.append(first % i + lines[0] + b'\n' +
                       b''.join(more + line + b'\n' for line in lines[1:]))
        return b'\n'.join(out)
    return change


def grep(record, others):
    """grep -A: a colon where the line has the word, a dash elsewhere, "--" between"""
    def change(i, line):
        if not line.strip():
            return b'--\n'
        form = record if line.startswith(b'Page') else others
        return (form % (i + 1) if b'%' in form else form) + line
    return each_line(change)


FRONTS = [
    ('dmesg', boot(b'[%12.6f] ')),
    ('dmesg with callers', front(b'[%5d.%06d][%7s] ', lambda i: (i // 9, i, b'T%d' % (i * 7)))),
    ('dmesg with CPUs', front(b'[%5d.%06d][%5s] ', lambda i: (
        i // 9, i, (b'T%d' if i % 3 else b'C%d') % (i % 8)))),
    ('dmesg -T', minute(b'[Fri Nov 27 11:%02d:07 2026] ')),
    ('dmesg -x', front(b'kern  :%-6s: [%12.6f] ', lambda i: (LEVELS[i // 9 % 4], i / 7))),
    ('dmesg -e', each_line(relative)),
    ('dmesg -d', front(b'[%12.6f <%12.6f>] ', lambda i: (i / 7, i % 9 / 1e6))),
    ('dmesg --time-format iso', front(b'%s ', lambda i: iso(i, b',%06d+01:00' % i))),
    ('raw dmesg', front(b'<%d>[%12.6f] ', lambda i: (4 + i // 9 % 3, i / 7))),
    ('a level', front(b'<6>')),
    ('/dev/kmsg', front(b'6,%d,%d,-;', lambda i: (100 + i, i * 1003))),
    ('/dev/kmsg with callers', front(b'6,%d,%d,-,caller=T%d;', lambda i: (
        100 + i, i * 1003, i))),
    ('syslog', front(b'Nov %2d %02d:%02d:07 host-1 kernel: [%d.5] ', lambda i: (
        1 + i // 9000, i // 600 % 24, i % 60, i))),
    ('RFC 3164', minute(b'<6>Nov 27 11:%02d:07 host-1 kernel: ')),
    ('RFC 5424', front(b'<6>1 %s host.example.org kernel - - - ', lambda i: iso(i, b'.%06dZ' % i))),
    ('RFC 5424 with data', front(
        b'<6>1 %s host kernel - - [timeQuality tzKnown="1" isSynced="1"] [%12.6f] ',
        lambda i: (iso(i, b'.%06d+01:00' % i), i / 7))),
    ('rsyslog', front(b'%s host-1 kernel: [%12.6f] ', lambda i: (iso(i, b'.%06dZ' % i), i / 7))),
    ('logread', front(b'Fri Nov 27 11:%02d:07 2026 kern.%s kernel: [%12.6f] ', lambda i: (
        i % 60, LEVELS[i // 9 % 4], i / 7))),
    ('journalctl', minute(b'Nov 27 11:%02d:07 pc.example kernel: ')),
    ('journalctl -o short-iso', minute(b'2026-11-27T11:%02d:07+0100 pc kernel: ')),
    ('journalctl -o short-precise', front(b'Nov 27 11:%02d:07.%06d pc kernel: ', lambda i: (
        i % 60, i))),
    ('journalctl -o short-full', minute(b'Fri 2026-11-27 11:%02d:07 CET pc kernel: ')),
    ('journalctl -o short-monotonic', boot(b'[%12.6f] pc kernel: ')),
    ('journalctl -o short-unix', numbered(b'1764243367.%06d pc kernel: ')),
    ('kernel:', front(b'kernel: ')),
    ('logcat', front(b'11-27 11:36:%02d.%03d     0     0 %s ', lambda i: (
        i % 60, i % 1000, b'IWE'[i % 3:i % 3 + 1]))),
    ('logcat -v threadtime', front(b'11-27 11:36:%02d.%03d  root  %4d  %4d I kernel  : ',
                                   lambda i: (i % 60, i % 1000, i, i * 3 % 5000))),
    ('logcat -v brief', front(b'%s/kernel  (%5d): ', lambda i: (
        b'IWE'[i % 3:i % 3 + 1], i * 3 % 5000))),
    ('logcat -v time', front(b'11-27 11:36:%02d.%03d I/kernel  (%5d): ', lambda i: (
        i % 60, i % 1000, i * 3 % 5000))),
    ('logcat -v tag', front(b'I/kernel  : ')),
    ('logcat -v process', numbered(b'I(%5d)  ')),
    ('logcat -v thread', numbered(b'I(    0:%5d) ')),
    ('MediaTek', front(b'[%12.6f] (%d)[%d:%s]', lambda i: (i / 7, i % 8, i, TASKS[i % 6]))),
    ('Samsung', front(b'<6>[%12.6f]  [%d:%16s:%5d] ', lambda i: (i / 7, i % 8, TASKS[i % 6], i))),
    ('Huawei', front(b'<6>[%12.6fs][pid:%d,cpu%d,%s]', lambda i: (i / 7, i, i % 8, TASKS[i % 6]))),
    ('minicom', minute(b'[2026-11-27 11:36:%02d] ')),
    ('minicom, precise', front(b'[2026-11-27 11:36:%02d.%03d] [%12.6f] ', lambda i: (
        i % 60, i % 1000, i / 7))),
    ('tio', front(b'[11:36:%02d.%03d] ', lambda i: (i % 60, i % 1000))),
    ('ts', minute(b'Nov 27 11:36:%02d ')), ('ts -s', minute(b'00:00:%02d ')),
    ('CI', front(b'%s ', lambda i: iso(i, b'.%07dZ' % i))),
    ('CI of a board', front(b'%s  [%12.6f] ', lambda i: (iso(i, b'.%06d' % i), i / 7))),
    ('a container', front(b'kernel_1  | ')),
    ('quoted', front(b'> ')), ('quoted twice', front(b'>> ')),
    ('quoted three times', front(b'> > > ')), ('quoted tightly', front(b'>')),
    ('quoted by a bar', front(b'| ')), ('quoted by initials', front(b'JD> ')),
    ('indented', front(b'    ')), ('two blanks', front(b'  ')), ('one blank', front(b' ')),
    ('a tab', front(b'\t')), ('a tab and blanks', front(b'\t    ')),
    ('bullets', front(b'- ')), ('stars', front(b'* ')), ('a comment', front(b'# ')),
    ('a comment of C', front(b' * ')), ('a comment of C++', front(b'// ')),
    ('org mode', front(b': ')), ('a patch', front(b'+')), ('a diff', front(b'< ')),
    ('an editor', numbered(b'%d: ')), ('cat -n', numbered(b'%6d\t')),
    ('less -N', numbered(b'%7d ')), ('nl', numbered(b'%6d  ')), ('a list', numbered(b'%d. ')),
    ('bat', numbered(b'%4d   \xe2\x94\x82 ')), ('a compiler', numbered(b'%5d | ')),
    ('grep -n', numbered(b'%d:')), ('grep -n -A', grep(b'%d:', b'%d-')),
    ('grep -A of files', grep(b'page_owner-1.txt:', b'page_owner-1.txt-')),
    ('colours', boot(b'\033[32m[%12.6f] \033[0m')),
    ('one message, dmesg', one_message(b'[%5d.125000] ', b'')),
    ('one message, journalctl', one_message(b'Nov 27 11:36:%02d pc kernel: ', b' ' * 27)),
]


# ---- lines and bytes

def serial(text):
    """A serial console with times, \\r\\n, and a message of another processor now and then."""
    out = []
    for i, line in enumerate(text.splitlines()):
        out.append(b'[%5d.%06d][%5s] ' % (i // 7, i, b'T%d' % (i % 900)) + line + b'\r\n')
        if i % 97 == 50:
            out.append(b'[%5d.%06d][%5s] usb 1-1: new device\r\n' % (i // 7, i, b'C1'))
    return b''.join(out)


def wrapped(columns, mark='', goes_on=''):
    """A mail program breaks long lines at a blank; each line then begins with @mark."""
    def change(text):
        out = []
        for line in text.decode('latin-1').splitlines():
            parts = textwrap.wrap(line, columns, break_on_hyphens=False, break_long_words=False,
                                  initial_indent=' ' if line.startswith(' ') else '') or ['']
            out += [part + goes_on for part in parts[:-1]] + parts[-1:]
        return ''.join('%s%s\n' % (mark, line) for line in out).encode('latin-1')
    return change


def terminal(columns):
    """Broken anywhere."""
    return lambda text: b''.join(line[i:i + columns] + b'\n' for line in text.splitlines()
                                 for i in range(0, len(line) or 1, columns))


def replaced(*pairs):
    def change(text):
        for old, new in pairs:
            text = text.replace(old, new)
        return text
    return change


def frames(pattern, becomes):
    return lambda text: re.sub(pattern, becomes, text, flags=re.M)


def in_utf16(name, mark=b'', newline='\n'):
    return lambda text: mark + text.decode('latin-1').replace('\n', newline).encode(name)


NAME = rb'^( \[<\w+>\] | )(\w+)\+'
FRAME = rb'^( \S+\+0x[0-9a-f]+/0x[0-9a-f]+)( \[\S+\])?$'

BODIES = [
    ('mail of 72', wrapped(72, '> ')), ('mail of 76', wrapped(76, '> ')),
    ('mail of 78', wrapped(78)), ('format=flowed', wrapped(72, goes_on=' ')),
    ('terminal of 72', terminal(72)), ('terminal of 76', terminal(76)),
    ('terminal of 80', terminal(80)), ('terminal of 132', terminal(132)),
    # decode_stacktrace.sh, with the offset kept
    ('decoded', frames(FRAME, rb'\1 (mm/page_alloc.c:1500 (discriminator 2))\2')),
    ('decoded, inlined', frames(FRAME, rb'\1 (./include/linux/mm.h:12 mm/page_alloc.c:15)\2')),
    ('build-ids', frames(rb'\[(\w+)\]$', rb'[\1 0123456789abcdef0123456789abcdef01234567]')),
    ('.llvm', frames(NAME, rb'\1\2.llvm.1234567890123+')), ('?', frames(NAME, rb'\1? \2+')),
    ('frames without a blank', frames(rb'^ +', b'')), ('a tab', frames(rb'^ +', b'\t')),
    ('frames far in', frames(rb'^ +', b'        ')),
    ('CR LF', replaced((b'\n', b'\r\n'))), ('CR CR LF', replaced((b'\n', b'\r\r\n'))),
    ('LF CR', replaced((b'\n', b'\n\r'))), ('CR', replaced((b'\n', b'\r'))),
    ('byte order mark', lambda t: b'\xef\xbb\xbf' + t),
    ('UTF-16', in_utf16('utf-16')), ('UTF-16 of Windows', in_utf16('utf-16', newline='\r\n')),
    ('UTF-16, big', in_utf16('utf-16-be', b'\xfe\xff')),
    ('UTF-16, little, no mark', in_utf16('utf-16-le')),
    ('UTF-16, big, no mark', in_utf16('utf-16-be')),
    ('zeros at the end', lambda t: t + bytes(5000)), ('zeros', replaced((b'\n', b'\n\0'))),
    ('no last newline', lambda t: t.rstrip(b'\n')),
    ('blanks at ends', replaced((b'\n', b'  \n'))), ('tabs at ends', replaced((b'\n', b'\t\n'))),
    ('no empty lines', replaced((b'\n\n', b'\n'))),
    ('empty lines between', replaced((b'\n', b'\n\n'))),
    ('blanks in empty lines', replaced((b'\n\n', b'\n  \n'))),
    ('quoted-printable', quopri.encodestring),
    ('entities', replaced((b'&', b'&amp;'), (b'<', b'&lt;'), (b'>', b'&gt;'))),
    ('numbers of characters', replaced((b'<', b'&#60;'), (b'>', b'&#62;'), (b'|', b'&#x7c;'))),
    ('&nbsp;', replaced((b' ', b'&nbsp;'))), ('U+00A0', replaced((b' ', b'\xc2\xa0'))),
    ('frames with U+00A0', frames(rb'^ ', b'\xc2\xa0')),
    ('<br>', replaced((b'\n', b'<br>\n'))), ('<br/>', replaced((b'\n', b'<br/>\n'))),
    ('<pre>', lambda t: b'<pre>' + t + b'</pre>\n'),
    ('a fence', lambda t: b'Here it is:\n\n```\n' + t + b'```\n\nAny idea?\n'),
    ('fences', lambda t: b''.join(b'```\n%s\n```\n' % r for r in t.split(b'\n\n') if r)),
    ('{noformat}', lambda t: b'{noformat}' + t + b'{noformat}\n'),
    ('what was typed', lambda t: b'$ cat /sys/kernel/debug/page_owner\n' + t),
    ('cat -A', replaced((b'\n', b'$\n'))), ('JSON', replaced((b'\n', b'\\n'))),
    ('rsyslog', replaced((b'\n', b'#012'))), ('codes of dmesg', replaced((b'\n', b'\\x0a'))),
    ('colours at ends', replaced((b'\n', b'\033(B\033[m\n'))),
    ('grep --color', replaced((b'Page', b'\033[01;31m\033[KPage\033[m\033[K'))),
    ('a title', lambda t: b'\033]0;root@host: ~\007' + t),
    ('serial', serial),
    ('gzip', gzip.compress), ('xz', lambda t: lzma.compress(t, preset=0)),
    ('zstd', lambda t: subprocess.run(['zstd', '-qc'], input=t, stdout=subprocess.PIPE,
                                      check=True).stdout),
]


def pairs():
    """Two at a time: each front with some bodies, in the order in which they happen."""
    last = ('CR LF', 'mail of 78', 'terminal of 80', 'CR', 'UTF-16', 'UTF-16, big, no mark',
            'zeros at the end', 'no last newline', 'empty lines between', 'entities',
            'blanks at ends', 'quoted-printable', '<br>', 'a fence', 'rsyslog', 'U+00A0', 'xz')
    first = ('mail of 76', 'terminal of 80', 'decoded', 'build-ids', '.llvm', '?', 'no empty lines',
             'frames without a blank', 'frames far in', 'no last newline', 'a tab')
    bodies = dict(BODIES)
    for i, (name, change) in enumerate(FRONTS):
        a, b = first[i % len(first)], last[i % len(last)]
        yield '%s, %s' % (a, name), bodies[a], change
        yield '%s, %s' % (name, b), change, bodies[b]
