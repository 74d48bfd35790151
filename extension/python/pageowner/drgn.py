# SPDX-License-Identifier: GPL-2.0-or-later
"""
pageowner in drgn: ``%pageowner`` where drgn has commands (since 0.1), and on every
version::

    from pageowner.drgn import pageowner, pageowner_groups, pageowner_pages
    pageowner(prog, "--cull module --top 5")
    for page in pageowner_pages(prog, name="nginx", older="1h"):
        print(page.pfn, page.order, page.stack[0])
"""

import shlex
import sys
import time
import weakref
from typing import Any, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple, Union

from drgn import (
    FaultError,
    MissingDebugInfoError,
    Object,
    PlatformFlags,
    Program,
    ProgramFlags,
    StackTrace,
    Type,
    TypeKind,
    sizeof,
)
from drgn.helpers.linux.mm import page_to_pfn

try:
    from drgn.helpers.linux.mm import follow_phys
except ImportError:  # drgn before 0.0.26
    follow_phys = None

from pageowner import (
    ERROR,
    Fault,
    Group,
    Host,
    HtmlPage,
    Line,
    Page,
    PageownerError,
    Row,
    Session,
)

__all__ = (
    "pageowner",
    "pageowner_account",
    "pageowner_groups",
    "pageowner_html",
    "pageowner_page",
    "pageowner_pages",
    "pageowner_unaccounted",
    "session",
    "stack_trace",
)

#: Page frames that are read at once; this limits the objects that an iteration holds.
_WINDOW = 1 << 17
#: A 16 GiB page of 4 KiB has order 22, the largest of any architecture.
_ORDERS = 25


class DrgnHost(Host):
    """Answers the library's questions from a :class:`drgn.Program`."""

    def __init__(self, prog: Program) -> None:
        if not prog.flags & ProgramFlags.IS_LINUX_KERNEL:
            raise PageownerError(ERROR, "drgn does not recognise this program as a Linux kernel")
        _check_memory(prog)
        # The session lives as long as the program, so it must not keep it alive.
        self._prog = weakref.ref(prog) if _can_weakref(prog) else lambda: prog
        flags = prog.platform.flags if prog.platform else PlatformFlags(0)
        self.word_size = 8 if flags & PlatformFlags.IS_64_BIT else 4
        self.big_endian = not flags & PlatformFlags.IS_LITTLE_ENDIAN
        self.live = bool(prog.flags & ProgramFlags.IS_LIVE)
        self.translates = follow_phys is not None
        self.has_lines = hasattr(prog, "source_location")  # drgn 0.1 and later
        self._progress = Progress()
        self._source: Optional[str] = None

    def vmcoreinfo(self) -> Optional[bytes]:
        prog = self._prog()
        try:
            return prog["VMCOREINFO"].string_()
        except KeyError:  # an old drgn: the library reads it from memory
            if "vmcoreinfo_data" not in prog:
                raise PageownerError(
                    ERROR, "this drgn needs the vmlinux: prog.load_debug_info(), or drgn -s VMLINUX"
                ) from None
            return None

    def read(self, address: int, size: int, physical: bool) -> bytes:
        try:
            return self._prog().read(address, size, physical)
        except FaultError as fault:
            raise Fault from fault

    def translate(self, address: int) -> int:
        try:
            return follow_phys(self._prog()["init_mm"].address_of_(), address).value_()
        except FaultError as fault:
            raise Fault from fault

    def symbol(self, name: str, index: int) -> int:
        try:
            symbols = self._prog().symbols(name)
        except MissingDebugInfoError:  # no LookupError before drgn 0.0.31
            raise LookupError(name) from None
        return sorted(symbol.address for symbol in symbols)[index]

    def type_size(self, name: str) -> int:
        try:
            return sizeof(self._prog().type(name))
        except TypeError:  # declared, but not defined in this kernel
            raise LookupError(name) from None

    def member(self, type_name: str, member: str) -> Tuple[int, int]:
        where, offset, size = self._prog().type(type_name), 0, 0
        for name in member.split("."):
            found = _without_typedefs(where).member(name)
            where, offset = found.type, offset + found.bit_offset
            size = found.bit_field_size
        if size is None:
            size = _size_of(where) * 8
        return offset, size

    def constant(self, name: str) -> int:
        return self._prog().constant(name).value_()

    def frames(self, pc: int) -> Iterable[Line]:
        places = self._prog().source_location(pc)
        return [
            Line(place.name(), self._in_source(place.filename), place.line, place.column, inlined)
            for place, inlined in zip(places, [True] * (len(places) - 1) + [False])
        ]

    def _in_source(self, path: str) -> Optional[str]:
        """The path, relative to the source tree as in the kernel's own messages."""
        if self._source is None:
            self._source = _source_folder(self._prog())
        inside = self._source and path.startswith(self._source)
        return (path[len(self._source):] if inside else path) or None

    def write(self, text: bytes) -> None:
        self._progress.clear()
        super().write(text)

    def progress(self, done: int, total: int) -> None:
        self._progress.show(done, total)


def _source_folder(prog: Program) -> str:
    """The folder in which this kernel was built, with a slash at the end; "": not known."""
    known = "init/main.c"
    try:
        path = prog.source_location(prog.symbol("start_kernel").address)[-1].filename
    except LookupError:
        return ""
    return path[: -len(known)] if path.endswith("/" + known) else ""


class Progress:
    """A line of progress, if there is a terminal and a scan takes longer than a second."""

    def __init__(self) -> None:
        self._drawn = False
        self._last = 0.0

    def show(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done == 0:
            self._last = now
        if now - self._last < 1 or not total or not sys.stderr.isatty():
            return
        self._last, self._drawn = now, True
        sys.stderr.write("\rpageowner: %u%% scanned" % (done * 100 // total))
        sys.stderr.flush()

    def clear(self) -> None:
        if self._drawn:
            sys.stderr.write("\r%*s\r" % (40, ""))
        self._drawn = False


def _check_memory(prog: Program) -> None:
    """If drgn cannot translate the addresses of this file, nothing can be read: say why."""
    said = None
    for name in ("init_uts_ns", "max_pfn", "jiffies"):
        try:
            prog.read(prog[name].address_, 8)
            return
        except FaultError as fault:
            said = fault.args[0]
        except KeyError:  # no debug info
            pass
    if said:
        raise PageownerError(ERROR, "drgn cannot read this kernel's memory: %s" % said)


def _can_weakref(prog: Program) -> bool:
    try:
        weakref.ref(prog)
    except TypeError:
        return False
    return True


def _without_typedefs(type_: Type) -> Type:
    while type_.kind == TypeKind.TYPEDEF:
        type_ = type_.type
    return type_


def _size_of(type_: Type) -> int:
    try:
        return sizeof(type_)
    except TypeError:  # a flexible array
        return 0


def session(prog: Program) -> Session:
    """
    The library's handle for *prog*, made at the first call. It keeps what it has read.
    """
    return prog.cache.setdefault("pageowner", None) or _new_session(prog)


def _new_session(prog: Program) -> Session:
    prog.cache["pageowner"] = Session(DrgnHost(prog))
    return prog.cache["pageowner"]


def pageowner(prog: Program, command: Union[str, Sequence[str]] = ()) -> int:
    """
    Run a pageowner command line, without file names, and print its output::

        pageowner(prog, "--cull module --top 5")
        pageowner(prog, ["account", "--meminfo"])
        pageowner(prog, "help report")

    What goes wrong is one line on standard error, as in the shell.

    :param prog: Vmcore or live kernel.
    :param command: The words of the command line, or one string with all of them.
    :return: Exit status of the program: 0, 1 (error), 2 (wrong usage), 3 (something could not be
        read), 4 (no page_owner data) or 130 (interrupted).
    """
    try:
        return run(prog, command)
    except PageownerError as error:
        print("pageowner: %s" % error, file=sys.stderr)
        return error.status


def run(prog: Program, command: Union[str, Sequence[str]]) -> int:
    """As :func:`pageowner()`, but raises :class:`PageownerError`."""
    words = shlex.split(command) if isinstance(command, str) else command
    po = session(prog)
    status = po.run(words)
    sys.stdout.flush()
    if po.message:
        print("pageowner: " + po.message, file=sys.stderr)
    return status


def _options(filters: Dict[str, Any]) -> List[str]:
    """``older="1h", pid=[1, 2], freed=True`` as words of a command line."""
    words: List[str] = []
    for name, value in filters.items():
        option = "--" + name.replace("_", "-")
        if value is True:
            words.append(option)
        elif value is not False and value is not None:
            many = isinstance(value, (list, tuple, set, frozenset))
            text = ",".join(str(one) for one in value) if many else str(value)
            words += [option, text]
    return words


def pageowner_pages(prog: Program, **filters: Any) -> Iterator[Page]:
    """
    Iterate over allocations by their first page, in the order of page frames.

    :param prog: Vmcore or live kernel.
    :param filters: The options that select allocations, by name, with "_" for "-": ``pid``,
        ``name``, ``module``, ``order``, ``gfp``, ``cgroup``, ``older``, ``frame``,
        ``freed`` and so on. A value, or a list of values, as on the command line:
        ``module="!vmlinux"``.
    :raises PageownerError: There is no page_owner data, or no such option.
    """
    po, words = session(prog), _options(filters)
    if "pfn" in filters or "max_pfn" not in prog:
        yield from po.pages(words)
        return
    max_pfn = prog["max_pfn"].value_()
    for first in range(0, max_pfn, _WINDOW):
        yield from po.pages([*words, "--pfn", "%d-%d" % (first, first + _WINDOW - 1)])


def pageowner_html(prog: Program, command: Union[str, Sequence[str]] = ()) -> HtmlPage:
    """
    Get the page of ``--format html``, which a notebook shows at once.

    :param prog: Vmcore or live kernel.
    :param command: Like :func:`pageowner()`; the command is ``report`` unless it says otherwise.
    :raises PageownerError: The command line is wrong, or there is no page_owner data.
    """
    return session(prog).html(shlex.split(command) if isinstance(command, str) else command)


def pageowner_groups(prog: Program, *keys: str, **filters: Any) -> List[Group]:
    """
    Get the totals of allocations that agree in *keys*, most pages first.

    :param prog: Vmcore or live kernel.
    :param keys: Keys of ``--cull``: ``"module"``, ``"name"``, ``"order"``...; if there are
        none, groups are by stack.
    :param filters: Like :func:`pageowner_pages()`, and ``sort``.
    :raises PageownerError: Like :func:`pageowner_pages()`.
    """
    words = _options(filters)
    return session(prog).groups(["--cull", ",".join(keys), *words] if keys else words)


def pageowner_account(prog: Program, *parts: str) -> List[Row]:
    """
    Get where all memory went: every page is in one row.

    :param prog: Vmcore or live kernel.
    :param parts: ``"node"`` or ``"zone"``: return the rows of each node or zone.
    :raises PageownerError: Like :func:`pageowner_pages()`.
    """
    return session(prog).rows(["--cull", ",".join(parts)] if parts else [])


def pageowner_unaccounted(prog: Program, *keys: str) -> List[Group]:
    """
    Get the owners of unaccounted memory, which no line of /proc/meminfo shows, most
    pages first.

    :param prog: Vmcore or live kernel.
    :param keys: Like :func:`pageowner_groups()`.
    :raises PageownerError: Like :func:`pageowner_pages()`.
    """
    words = ["--cull", ",".join(keys)] if keys else []
    return session(prog).groups(words, "account")


def pageowner_page(prog: Program, page: Union[int, Object]) -> Optional[Page]:
    """
    Get the allocation that a page belongs to, or if it is free, its last allocation.

    :param prog: Vmcore or live kernel.
    :param page: Page frame number, or ``struct page *``.
    :return: The allocation; ``None`` if there is no record.
    """
    pfn = page if isinstance(page, int) else page_to_pfn(page).value_()
    heads = sorted({pfn & -(1 << order) for order in range(_ORDERS)})
    found = session(prog).pages(["--all", "--pfn", ",".join(str(head) for head in heads)])
    covering = [one for one in found if one.pfn <= pfn < one.pfn + (1 << one.order)]
    owners = [one for one in covering if one.allocated]
    return (owners or [one for one in covering if one.pfn == pfn] or [None])[-1]


def stack_trace(prog: Program, page: Union[Page, Group]) -> StackTrace:
    """
    Get the stack of an allocation or a group as drgn's own object.

    :param page: A result of :func:`pageowner_pages()`, :func:`pageowner_page()` or
        :func:`pageowner_groups()`.
    :raises NotImplementedError: drgn before 0.0.26 cannot make such objects; *page.stack*
        and *page.pcs* have the frames.
    """
    if not hasattr(prog, "stack_trace_from_pcs"):
        raise NotImplementedError("a StackTrace needs drgn 0.0.26 or later; use page.stack")
    return prog.stack_trace_from_pcs(page.pcs)
