# SPDX-License-Identifier: GPL-2.0-or-later
"""
The ``pageowner`` command of GDB, on an ELF vmcore with its vmlinux or on a live
QEMU guest::

    (gdb) python import pageowner.gdb      # installed
    (gdb) source extension/python/pageowner/gdb.py      # built, but not installed
    (gdb) pageowner --cull module

GDB reads memory only by virtual address, and only what the program headers of a vmcore
map: the direct map and the kernel image. The library finds everything else by the
kernel's page tables.
"""

import os
import sys
from typing import Any, Dict, List, Optional, Tuple

import gdb  # type: ignore[import-not-found]

# "source" runs this file outside its package.
if __name__ != "pageowner.gdb":
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

from pageowner import Fault, Host, PageownerError, Session, help_text  # noqa: E402

_LOAD = (
    "load vmlinux at the address that the kernel ran at (symbol-file vmlinux -o KERNELOFFSET, "
    "a line of VMCOREINFO)"
)


class GdbHost(Host):
    """Answers the library's questions from the current inferior."""

    def __init__(self) -> None:
        self._inferior = gdb.selected_inferior()
        self.word_size = gdb.lookup_type("void").pointer().sizeof
        self.big_endian = "big endian" in gdb.execute("show endian", to_string=True)
        self.live = _is_live()
        self._direct_map = self._find_direct_map()
        self.physical = self._direct_map is not None
        self._types: Dict[str, Any] = {}

    def _find_direct_map(self) -> Optional[int]:
        """The offset of the direct map, from physical to virtual addresses, if it is known."""
        architecture = gdb.execute("show architecture", to_string=True)
        try:
            _unsigned("&init_uts_ns")
        except LookupError:
            raise PageownerError(1, "GDB has no symbols of a kernel: " + _LOAD) from None
        try:
            _unsigned("*(unsigned char *)&init_uts_ns")
            if "x86-64" in architecture:
                return _page_offset()
            if "aarch64" in architecture:
                return _linear_map()
        except (gdb.MemoryError, LookupError):
            raise PageownerError(
                1,
                "GDB cannot read the kernel's variables: %s; a file of QEMU must be made with "
                "dump-guest-memory -p, another architecture needs gdb-multiarch" % _LOAD,
            ) from None
        return None

    def read(self, address: int, size: int, physical: bool) -> bytes:
        if physical:
            address = address + (self._direct_map or 0) & (1 << 64) - 1
        try:
            return self._inferior.read_memory(address, size).tobytes()
        except (gdb.MemoryError, OverflowError) as fault:
            raise Fault from fault

    def symbol(self, name: str, index: int) -> int:
        if index == 0:
            return _unsigned("&" + name)
        return int(gdb.lookup_static_symbols(name)[index].value().address)

    def _type(self, name: str) -> Any:
        if name not in self._types:
            try:
                self._types[name] = gdb.lookup_type(name).strip_typedefs()
            except gdb.error:
                self._types[name] = None
        if self._types[name] is None:
            raise LookupError(name)
        return self._types[name]

    def type_size(self, name: str) -> int:
        size = self._type(name).sizeof
        if not size:  # declared, but not defined in this kernel
            raise LookupError(name)
        return size

    def member(self, type_name: str, member: str) -> Tuple[int, int]:
        where, offset, size = self._type(type_name), 0, 0
        for name in member.split("."):
            field, base = _find_field(where.strip_typedefs(), name)
            where, offset = field.type, offset + base + field.bitpos
            size = field.bitsize
        return offset, size or where.strip_typedefs().sizeof * 8

    def constant(self, name: str) -> int:
        try:
            value = gdb.parse_and_eval(name)
        except gdb.error:
            raise LookupError(name) from None
        if value.type.strip_typedefs().code != gdb.TYPE_CODE_ENUM:
            raise LookupError(name)
        return int(value)

    def terminal(self) -> bool:
        # GDB says nowhere what it does with the output.
        return True

    def write(self, text: bytes) -> None:
        gdb.write(text.decode(errors="backslashreplace"))


def _is_live() -> bool:
    return "core" not in gdb.execute("info target", to_string=True).lower()


def _unsigned(expression: str) -> int:
    try:
        return int(gdb.parse_and_eval("(unsigned long)%s" % expression)) & (1 << 64) - 1
    except gdb.MemoryError:
        raise
    except gdb.error:
        raise LookupError(expression) from None


def _page_offset() -> int:
    """x86_64: page_offset_base, or its value without KASLR."""
    try:
        return _unsigned("page_offset_base")
    except LookupError:
        return 0xFFFF888000000000


def _linear_map() -> Optional[int]:
    """
    arm64: PAGE_OFFSET - PHYS_OFFSET, as in __phys_to_virt(). PAGE_OFFSET depends on the
    configuration; at the right one, memstart_addr is read a second time with the same value.
    """
    memstart = _unsigned("memstart_addr")
    physical = _unsigned("&memstart_addr") - _unsigned("kimage_voffset")
    for bits in (48, 52, 47, 42, 39, 36):
        linear = -(1 << bits) - memstart
        place = physical + linear & (1 << 64) - 1
        try:
            if _unsigned("*(unsigned long *)%d" % place) == memstart:
                return linear
        except (gdb.MemoryError, LookupError):
            continue
    return None


def _find_field(where: Any, name: str) -> Tuple[Any, int]:
    """The field, and the bit at which the anonymous members around it start."""
    try:
        fields = where.fields()
    except TypeError:
        raise LookupError(name) from None
    inside: List[Any] = []
    for field in fields:
        if field.name == name:
            return field, 0
        if not field.name:
            inside.append(field)
    for field in inside:
        try:
            found, base = _find_field(field.type.strip_typedefs(), name)
        except LookupError:
            continue
        return found, base + field.bitpos
    raise LookupError(name)


class Pageowner(gdb.Command):
    # The help text is the library's; see the end of this file.

    def __init__(self, name: str) -> None:
        super().__init__(name, gdb.COMMAND_DATA)
        self._session: Optional[Session] = None
        self._key: Any = None

    def invoke(self, argument: str, from_tty: bool) -> None:
        self.dont_repeat()
        try:
            status_line = self._run(gdb.string_to_argv(argument))
        except PageownerError as error:
            raise gdb.GdbError("pageowner: %s" % error) from None
        except OSError as error:
            raise gdb.GdbError("pageowner: %s" % error) from None
        if status_line:
            gdb.write("pageowner: %s\n" % status_line, gdb.STDERR)

    def _run(self, words: List[str]) -> str:
        session = self._current_session()
        session.run(words)
        return session.message

    def _current_session(self) -> Session:
        """Makes a new session if the machine is live or the file has changed."""
        files = gdb.execute("info files", to_string=True)
        if self._session is None or _is_live() or self._key != files:
            self._session, self._key = Session(GdbHost()), files
        return self._session


def _register() -> None:
    try:
        Pageowner.__doc__ = "Who owns the memory of a kernel that ran with page_owner=on.\n\n" + (
            help_text()
        )
    except OSError as error:
        raise gdb.GdbError(
            "pageowner: the library can't be loaded: %s; build it with make, or name it with "
            "the environment variable PAGEOWNER_LIBRARY" % error
        ) from None
    Pageowner("pageowner")
    Pageowner("lx-pageowner")


_register()
