# SPDX-License-Identifier: GPL-2.0-or-later
"""Ctrl-C while the library runs."""

import ctypes
import signal
from typing import Any, Callable


class Interrupts:
    """
    Calls *told* at a Ctrl-C, in place of Python's KeyboardInterrupt. Python raises that
    at any point: at the entry of a callback ctypes prints it, and the callback returns
    0, which the library would take for data.
    """

    def __init__(self, told: Callable[[], None]) -> None:
        self._told = told
        self._handler: Any = None
        # GDB has a handler of its own below Python's, which signal.signal() does not put back.
        self._action = ctypes.create_string_buffer(512)
        self._sigaction = ctypes.CDLL(None).sigaction

    def __enter__(self) -> None:
        self._handler = signal.getsignal(signal.SIGINT)
        if not callable(self._handler):
            self._handler = None
            return
        self._sigaction(signal.SIGINT, None, self._action)
        try:
            signal.signal(signal.SIGINT, lambda *_: self._told())
        except ValueError:  # not the main thread: no signal arrives here
            self._handler = None

    def __exit__(self, *_: Any) -> None:
        if self._handler is not None:
            signal.signal(signal.SIGINT, self._handler)
            self._sigaction(signal.SIGINT, self._action, None)
