# SPDX-License-Identifier: GPL-2.0-or-later
"""A program on a pseudo terminal of its own."""
import fcntl
import os
import pty
import re
import struct
import termios

STYLE = re.compile(r'\x1b\[[0-9;]*m')


def run(columns: int, argv: list, **environment: str) -> str:
    """What the program writes to a terminal that is so wide."""
    child, terminal = pty.fork()
    if not child:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
        with open(os.devnull, 'wb') as nothing:
            os.dup2(nothing.fileno(), 2)
        kept = {name: value for name, value in os.environ.items()
                if name not in ('COLUMNS', 'NO_COLOR', 'PAGER', 'PAGEOWNER_PAGER', 'LESS')}
        os.execve(argv[0], argv, {**kept, 'TERM': 'xterm', **environment})
    text = b''
    while True:
        try:
            piece = os.read(terminal, 1 << 16)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        text += piece
    os.close(terminal)
    os.waitpid(child, 0)
    return text.decode().replace('\r\n', '\n')


def plain(text: str) -> str:
    """The text without its colours."""
    return STYLE.sub('', text)
