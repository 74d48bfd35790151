# SPDX-License-Identifier: GPL-2.0-or-later
"""Texts of page_owner, which ``diff`` compares a dump with."""

import ctypes
import errno
import os
import stat
from typing import Any, Sequence

from . import _abi

_PIECE = 32 * 1024  # page_owner fails where a read has less room than a record needs


class Text:
    """
    A text or saved file as one more handle of the library; *guard* is :meth:`Session._guard`,
    which keeps what a callback raises.
    """

    def __init__(self, path: str, words: Sequence[str], guard: Any) -> None:
        self._lib = _abi.load()
        self._path = path
        self._file = open(path, "rb", buffering=0)
        self._begin()
        head = self._fill(64 * 1024)
        self.is_one = self._lib.pageowner_is_text(head, len(head))
        about = os.fstat(self._file.fileno())
        self.po = self._lib.pageowner_new()
        self._target = _abi.Target(size=ctypes.sizeof(_abi.Target), word_size=8)
        self._target.text_once = not stat.S_ISREG(about.st_mode) or not about.st_size
        self._target.text_time = int(about.st_mtime)
        self._target.text = _abi.READ(guard(self._read, -errno.EIO))
        self._lib.pageowner_parse(self.po, len(words) + 1, _abi.argv(words))
        self._lib.pageowner_attach(self.po, ctypes.byref(self._target))

    def close(self) -> None:
        self._lib.pageowner_free(self.po)
        self.po = None
        self._file.close()

    def _begin(self) -> None:
        self._offset, self._pending = 0, b""

    def _fill(self, size: int) -> bytes:
        """Reads on until *size* bytes are there or the file ends; none of them is taken."""
        while len(self._pending) < size:
            piece = os.read(self._file.fileno(), _PIECE)
            if not piece:
                break
            self._pending += piece
        return self._pending[:size]

    def _read(self, offset: int, buffer: int, size: int) -> int:
        if offset == 0 and self._offset and not self._target.text_once:
            self._file.close()
            self._file = open(self._path, "rb", buffering=0)
            self._begin()
        if offset != self._offset:
            return -errno.ESPIPE
        self._fill(1)
        data = self._pending[:size]
        self._pending = self._pending[len(data):]
        self._offset += len(data)
        ctypes.memmove(buffer, data, len(data))
        return len(data)
