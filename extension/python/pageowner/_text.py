# SPDX-License-Identifier: GPL-2.0-or-later
"""Texts of page_owner, which ``diff`` compares a dump with."""

import ctypes
import errno
import os
import zlib
from typing import Any, Sequence

from . import _abi

_MARKS = (b"Page allocated via order ", b"nr_base_pages: ", b"\nhandle: ")


def _is_saved(head: bytes) -> bool:
    """The first lines of a saved file, compressed or not, say that it is one."""
    if head[:2] == b"\x1f\x8b":
        try:
            head = zlib.decompressobj(31).decompress(head, 256)
        except zlib.error:
            return False
    return head[:1] == b"{" and b'"pageowner saved"' in head[:256]


class Text:
    """
    A text or saved file as one more handle of the library; *guard* is :meth:`Session._guard`,
    which keeps the exceptions of callbacks.
    """

    def __init__(self, path: str, words: Sequence[str], guard: Any) -> None:
        self._lib = _abi.load()
        self._file = open(path, "rb", buffering=0)
        head = self._file.read(64 * 1024)
        self.is_one = any(mark in head for mark in _MARKS) or _is_saved(head)
        self.po = self._lib.pageowner_new()
        self._target = _abi.Target(size=ctypes.sizeof(_abi.Target), word_size=8)
        self._target.text = _abi.READ(guard(self._read, -errno.EIO))
        self._target.text_time = int(os.fstat(self._file.fileno()).st_mtime)
        self._lib.pageowner_parse(self.po, len(words) + 1, _abi.argv(words))
        self._lib.pageowner_attach(self.po, ctypes.byref(self._target))

    def close(self) -> None:
        self._lib.pageowner_free(self.po)
        self.po = None
        self._file.close()

    def _read(self, offset: int, buffer: int, size: int) -> int:
        data = os.pread(self._file.fileno(), size, offset)
        ctypes.memmove(buffer, data, len(data))
        return len(data)
