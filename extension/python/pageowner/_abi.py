# SPDX-License-Identifier: GPL-2.0-or-later
"""pageowner.h in ctypes: its structs, its callbacks and its functions."""

import ctypes
import os
from typing import Any, Optional, Sequence

_LIBRARY = "libpageowner.so.0"
_U64 = ctypes.c_uint64
SIZE = ctypes.c_size_t
PTR = ctypes.c_void_p


def _callback(*arguments: Any, result: Any = ctypes.c_int) -> Any:
    return ctypes.CFUNCTYPE(result, PTR, *arguments)


READ = _callback(_U64, PTR, SIZE, result=ctypes.c_ssize_t)
U64_RESULT = ctypes.POINTER(_U64)


class Pc(ctypes.Structure):
    _fields_ = [
        ("pc", _U64),
        ("symbol", ctypes.c_char_p),
        ("offset", _U64),
        ("size", _U64),
        ("module", ctypes.c_char_p),
    ]


class Line(ctypes.Structure):
    _fields_ = [
        ("function", ctypes.c_char_p),
        ("file", ctypes.c_char_p),
        ("line", ctypes.c_uint),
        ("column", ctypes.c_uint),
        ("inlined", ctypes.c_bool),
    ]


class Page(ctypes.Structure):
    _fields_ = [
        ("pfn", _U64),
        ("ts_nsec", _U64),
        ("free_ts_nsec", _U64),
        ("flags", _U64),
        ("comm", ctypes.c_char_p),
        ("cgroup", ctypes.c_char_p),
        ("caller", ctypes.c_char_p),
        ("module", ctypes.c_char_p),
        ("stack", ctypes.c_char_p),
        ("pcs", U64_RESULT),
        *((name, ctypes.c_uint32) for name in ("nr_pcs", "order", "gfp_mask")),
        *((name, ctypes.c_uint32) for name in ("handle", "free_handle")),
        *((name, ctypes.c_int32) for name in ("pid", "tgid", "free_pid", "free_tgid")),
        *((name, ctypes.c_int32) for name in ("node", "zone", "last_migrate_reason")),
        *((name, ctypes.c_bool) for name in ("allocated", "slab")),
        ("context", ctypes.c_char_p),
        ("cgroup_id", _U64),
    ]


class Group(ctypes.Structure):
    _fields_ = [
        *((name, _U64) for name in ("times", "pages", "ts_first", "ts_last")),
        *((name, ctypes.c_char_p) for name in ("stack", "caller", "module", "comm", "cgroup")),
        ("pcs", U64_RESULT),
        *((name, ctypes.c_uint32) for name in ("nr_pcs", "handle", "order", "gfp_mask")),
        *((name, ctypes.c_int32) for name in ("pid", "tgid", "migratetype", "node", "zone")),
        *((name, ctypes.c_bool) for name in ("freed", "slab")),
        ("context", ctypes.c_char_p),
    ]


class Row(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p),
        ("pages", _U64),
        *((name, ctypes.c_int64) for name in ("counter", "difference")),
        *((name, ctypes.c_int32) for name in ("node", "zone")),
        *((name, ctypes.c_bool) for name in ("counted", "managed")),
    ]


class Sources(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_char_p) for name in ("btf", "map", "vmcoreinfo")),
        *((name, ctypes.c_bool) for name in ("force", "debuginfod")),
    ]


EACH_PAGE = _callback(ctypes.POINTER(Page))
EACH_GROUP = _callback(ctypes.POINTER(Group))
EACH_ROW = _callback(ctypes.POINTER(Row))
SINK = ctypes.CFUNCTYPE(None, PTR, ctypes.POINTER(Line))

# In the order of struct pageowner_target in pageowner.h; the library refuses another size.
CALLBACKS = (
    ("read", READ),
    ("read_phys", READ),
    ("translate", _callback(_U64, U64_RESULT)),
    ("symbol", _callback(ctypes.c_char_p, ctypes.c_uint, U64_RESULT)),
    ("type_size", _callback(ctypes.c_char_p, U64_RESULT)),
    ("member", _callback(ctypes.c_char_p, ctypes.c_char_p, U64_RESULT, U64_RESULT)),
    ("constant", _callback(ctypes.c_char_p, ctypes.POINTER(ctypes.c_int64))),
    ("frames", _callback(ctypes.POINTER(Pc), SINK, PTR)),
    ("write", _callback(PTR, SIZE)),
    ("dump_level", PTR),
    ("progress", _callback(_U64, _U64)),
    ("parallel", PTR),
    ("symbol_at", PTR),
)


class Target(ctypes.Structure):
    _fields_ = [
        ("size", SIZE),
        ("priv", PTR),
        ("word_size", ctypes.c_uint),
        ("big_endian", ctypes.c_bool),
        ("live", ctypes.c_bool),
        ("text_once", ctypes.c_bool),
        ("terminal", ctypes.c_bool),
        ("vmcoreinfo", ctypes.c_char_p),
        ("text", READ),
        ("text_time", _U64),
        *CALLBACKS,
        ("columns", ctypes.c_uint),
        ("colours", ctypes.c_bool),
    ]


def _built_here() -> str:
    """The library of the source tree that this file is in; "" if it is in none."""
    tree, _, inside = os.path.realpath(__file__).rpartition("/extension/python/")
    path = os.path.join(tree, "build", _LIBRARY)
    return path if tree and inside == "pageowner/_abi.py" and os.path.exists(path) else ""


def _load() -> ctypes.CDLL:
    """The library that PAGEOWNER_LIBRARY names, the tree's own, or the one that ld.so finds."""
    lib = ctypes.CDLL(os.environ.get("PAGEOWNER_LIBRARY") or _built_here() or _LIBRARY)
    handle = [PTR]
    for name, arguments, result in (
        ("is_text", [ctypes.c_char_p, SIZE], ctypes.c_bool),
        ("explain_file", [ctypes.c_char_p, SIZE, ctypes.c_char_p, SIZE], ctypes.c_bool),
        ("new", [], PTR),
        ("free", handle, None),
        ("parse", handle + [ctypes.c_int, ctypes.POINTER(ctypes.c_char_p)], ctypes.c_int),
        ("operands", handle + [PTR], ctypes.c_uint),
        ("misspelt", handle, ctypes.c_bool),
        ("output", handle, ctypes.c_char_p),
        ("binary", handle, ctypes.c_bool),
        ("opens", handle, ctypes.c_bool),
        ("attach", handle + [ctypes.POINTER(Target)], ctypes.c_int),
        ("to_terminal", handle + [ctypes.c_bool], None),
        ("run", handle, ctypes.c_int),
        ("pages", handle + [EACH_PAGE, PTR], ctypes.c_int),
        ("groups", handle + [EACH_GROUP, PTR], ctypes.c_int),
        ("rows", handle + [EACH_ROW, PTR], ctypes.c_int),
        ("compares", handle, ctypes.c_bool),
        ("diff", [PTR, PTR, ctypes.c_uint], ctypes.c_int),
        ("sources", handle, ctypes.POINTER(Sources)),
        ("message", handle, ctypes.c_char_p),
        ("help", [], ctypes.POINTER(ctypes.c_char_p)),
        ("command_help", [ctypes.c_char_p], ctypes.POINTER(ctypes.c_char_p)),
        ("version", [], ctypes.c_char_p),
    ):
        function = getattr(lib, "pageowner_" + name)
        function.argtypes, function.restype = arguments, result
    return lib


_library: Optional[ctypes.CDLL] = None


def load() -> ctypes.CDLL:
    """The library, which is loaded at the first call."""
    global _library
    if _library is None:
        _library = _load()
    return _library


def argv(words: Sequence[str]) -> Any:
    """The words of a command line, as main() gets them."""
    encoded = [b"pageowner", *(word.encode(errors="surrogateescape") for word in words)]
    return (ctypes.c_char_p * (len(encoded) + 1))(*encoded)
