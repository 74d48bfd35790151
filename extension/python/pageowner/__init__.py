# SPDX-License-Identifier: GPL-2.0-or-later
"""
Who owns the memory of a Linux kernel that ran with page_owner=on.

This is the Python interface of libpageowner (``pageowner.h``). The library asks its host
for bytes, symbols and types, and a :class:`Host` answers. :mod:`pageowner.drgn` and
:mod:`pageowner.gdb` each have one.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._session import (
        COMPLETE,
        ERROR,
        INTERRUPTED,
        NO_DATA,
        PARTIAL,
        USAGE,
        Fault,
        Group,
        Host,
        HtmlPage,
        Line,
        Page,
        PageownerError,
        Row,
        Session,
        help_text,
        version,
    )

__all__ = (
    "COMPLETE",
    "ERROR",
    "INTERRUPTED",
    "NO_DATA",
    "PARTIAL",
    "USAGE",
    "Fault",
    "Group",
    "Host",
    "HtmlPage",
    "Line",
    "Page",
    "PageownerError",
    "Row",
    "Session",
    "help_text",
    "version",
)


def __getattr__(name: str) -> Any:
    """drgn imports this package at each start, so the rest is loaded only on use."""
    if name not in __all__:
        raise AttributeError("module %r has no attribute %r" % (__name__, name))
    from . import _session

    return getattr(_session, name)
