# SPDX-License-Identifier: GPL-2.0-or-later
"""The questions that a debugger has to answer, and the library's handle for it."""

import ctypes
import errno
import sys
from typing import (
    Any,
    BinaryIO,
    Callable,
    Dict,
    Iterable,
    List,
    NamedTuple,
    Optional,
    Sequence,
    Tuple,
)

from . import _abi
from ._interrupt import Interrupts
from ._page import HtmlPage
from ._text import Text

COMPLETE, ERROR, USAGE, PARTIAL, NO_DATA, INTERRUPTED = 0, 1, 2, 3, 4, 130


class PageownerError(Exception):
    """A command failed; the text is the library's message, one line."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Page(NamedTuple):
    """
    An allocation: 2**order pages from *pfn* on. Times are nanoseconds since boot, 0
    if the kernel records none; node and zone are -1 if they are not known.
    """

    pfn: int
    order: int
    gfp_mask: int
    pid: int
    tgid: int
    comm: str
    ts_nsec: int
    free_ts_nsec: int
    free_pid: int
    free_tgid: int
    #: False: the pages are free, and the rest is about their last owner
    allocated: bool
    slab: bool
    #: The cgroup that is charged, else that of the allocating task
    cgroup: str
    #: "task", "softirq", "hardirq", "nmi"; empty if the kernel does not record it
    context: str
    #: The cgroup of the allocating task; 0: none, or not recorded
    cgroup_id: int
    #: The first function of the stack outside of memory allocators, and its module
    caller: str
    module: str
    node: int
    zone: int
    #: The flags of struct page
    flags: int
    last_migrate_reason: int
    #: The handle of the stack in the stack depot
    handle: int
    free_handle: int
    #: The frames as the kernel prints them, and their addresses
    stack: Tuple[str, ...]
    pcs: Tuple[int, ...]


class Group(NamedTuple):
    """
    Allocations that agree in the keys that were asked for. The other fields are empty.
    """

    pages: int
    times: int
    #: The oldest and the youngest allocation, nanoseconds since boot
    ts_first: int
    ts_last: int
    stack: Tuple[str, ...]
    pcs: Tuple[int, ...]
    handle: int
    caller: str
    module: str
    comm: str
    pid: int
    tgid: int
    cgroup: str
    order: int
    gfp_mask: int
    migratetype: int
    node: int
    zone: int
    freed: bool
    slab: bool
    context: str


class Row(NamedTuple):
    """A row of an account, in pages."""

    name: str
    pages: int
    #: The kernel's own counter; ``None``: it has none
    counter: Optional[int]
    #: The pages of all rows that the counter includes, minus the counter
    difference: Optional[int]
    #: Does the page allocator manage these pages?
    managed: bool
    #: -1: the row is about all nodes
    node: int
    zone: int


class Fault(Exception):
    """Raised by a :class:`Host` for memory that cannot be read."""


class Line(NamedTuple):
    """A place in the source; an unknown field is ``None`` or 0."""

    function: Optional[str]
    file: Optional[str]
    line: int
    column: int
    #: This function is inlined into that of the next line
    inlined: bool


class Host:
    """
    The questions that a debugger has to answer. Each method corresponds to the callback
    of the same name in ``struct pageowner_target``, which documents it.

    If this kernel does not have a name, raise :exc:`LookupError`; if memory cannot be
    read, raise :exc:`Fault`. Any other exception ends the command and reaches its
    caller unchanged.
    """

    word_size = 8
    big_endian = False
    #: Is the machine running, so that memory changes while it is read?
    live = False
    #: Can physical memory be read?
    physical = True
    #: Can addresses be translated? If not, the library walks page tables.
    translates = False
    #: Are source lines known?
    has_lines = False
    page_size = 4096

    def vmcoreinfo(self) -> Optional[bytes]:
        """The note as text, or ``None`` if only the kernel's memory has it."""
        return None

    def read(self, address: int, size: int, physical: bool) -> bytes:
        """All *size* bytes at *address*, or :exc:`Fault`."""
        raise NotImplementedError

    def translate(self, address: int) -> int:
        """The physical address of a kernel virtual address."""
        raise NotImplementedError

    def symbol(self, name: str, index: int) -> int:
        """The address of the *index*-th symbol called *name*."""
        raise NotImplementedError

    def type_size(self, name: str) -> int:
        """The size of ``struct page`` and the like, in bytes."""
        raise NotImplementedError

    def member(self, type_name: str, member: str) -> Tuple[int, int]:
        """Offset and size of a member, both in bits."""
        raise NotImplementedError

    def constant(self, name: str) -> int:
        """The value of an enumerator."""
        raise NotImplementedError

    def frames(self, pc: int) -> Iterable[Line]:
        """The functions that are inlined at *pc*, innermost first, then the one that holds *pc*."""
        raise LookupError(pc)

    def write(self, text: bytes) -> None:
        """Takes a piece of output."""
        sys.stdout.write(text.decode(errors="backslashreplace"))

    def terminal(self) -> bool:
        """Does :meth:`write()` write to a terminal, which would obey what is in a name?"""
        return sys.stdout.isatty()

    def progress(self, done: int, total: int) -> None:
        """Called during a scan, with page frames."""


def _strings(stack: bytes) -> Tuple[str, ...]:
    return tuple(line.strip() for line in stack.decode(errors="replace").splitlines())


def _object(kind: Any, struct: Any, stacks: Dict[bytes, Tuple[str, ...]]) -> Any:
    """Makes a *kind* from a C struct with members of the same names; *stacks* caches frames."""
    values = []
    for name in kind._fields:
        value = getattr(struct, name)
        if name == "stack":
            if value not in stacks:
                stacks[value] = _strings(value)
            value = stacks[value]
        elif name == "pcs":
            value = tuple(value[: struct.nr_pcs])
        elif isinstance(value, bytes):
            value = value.decode(errors="backslashreplace")
        values.append(value)
    found = kind(*values)
    if kind is Row and not struct.counted:
        found = found._replace(counter=None, difference=None)
    return found


def version() -> str:
    """The version of the library."""
    return _abi.load().pageowner_version().decode()


def help_text(command: str = "") -> str:
    """
    The help for all commands, or for *command*; it is the same in all hosts.

    :raises LookupError: there is no such command.
    """
    lines: List[str] = []
    lib = _abi.load()
    text = lib.pageowner_command_help(command.encode()) if command else lib.pageowner_help()
    if not text:
        raise LookupError(command)
    while text[len(lines)] is not None:
        lines.append(text[len(lines)].decode())
    return "\n".join(lines)


def _open_text(name: str, arguments: Sequence[str], guard: Any) -> Text:
    try:
        text = Text(name, arguments, guard)
    except OSError as error:
        raise PageownerError(ERROR, "%s: %s" % (name, error.strerror)) from None
    if not text.is_one:
        text.close()
        raise PageownerError(
            ERROR,
            "%s: neither text of page_owner or page_owner_stacks nor a saved file; of a dump, "
            "`pageowner save DUMP -o FILE` in a shell makes one" % name,
        )
    return text


class Session:
    """
    A handle of the library for one host. A later command does not read again what an
    earlier command has read.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._raised: Optional[BaseException] = None
        self._file: Optional[BinaryIO] = None
        self._pieces: Optional[List[bytes]] = None  # of html(): the output so far
        self._interrupted = False
        #: The number of times that the library has asked for memory.
        self.reads = 0
        self._lib = _abi.load()
        self._po = self._lib.pageowner_new()
        if not self._po:
            raise MemoryError
        # ctypes keeps no reference to the members of a struct
        self._target = self._make_target()
        if self._lib.pageowner_attach(self._po, ctypes.byref(self._target)):
            raise PageownerError(ERROR, self._message())

    def __del__(self) -> None:
        if getattr(self, "_po", None):
            self._lib.pageowner_free(self._po)
            self._po = None

    def run(self, arguments: Sequence[str]) -> int:
        """
        Runs a command line as the program takes it, without file names, and returns its
        exit status. Output goes to :meth:`Host.write`. If the status is not 0,
        :attr:`message` has the cause.

        :raises PageownerError: the command line is wrong, or there is no result at all
            (status 1, 2 and 4).
        """
        self._parse(arguments)
        if self._lib.pageowner_compares(self._po):
            return self._diff(arguments)
        return self._finish(self._lib.pageowner_run)

    def html(self, arguments: Sequence[str]) -> HtmlPage:
        """
        Returns the page that the command line writes with ``--format html``.

        :raises PageownerError: as :meth:`run`.
        """
        self._pieces = []
        try:
            self.run([*arguments, "--format", "html"])
            return HtmlPage(b"".join(self._pieces).decode())
        finally:
            self._pieces = None

    def pages(self, arguments: Sequence[str]) -> List[Page]:
        """
        Returns the allocations that ``list`` shows with these options.

        :raises PageownerError: like :meth:`run`.
        """
        words = ["list", *arguments]
        return self._collect(words, self._lib.pageowner_pages, _abi.EACH_PAGE, Page)

    def groups(self, arguments: Sequence[str], command: str = "report") -> List[Group]:
        """
        Returns all groups that ``report`` shows with these options. With ``account``, the
        groups are the owners of unaccounted pages, which no line of /proc/meminfo shows.

        :raises PageownerError: like :meth:`run`.
        """
        words = [command, *arguments]
        return self._collect(words, self._lib.pageowner_groups, _abi.EACH_GROUP, Group)

    def rows(self, arguments: Sequence[str]) -> List[Row]:
        """
        Returns the rows that ``account`` shows with these options.

        :raises PageownerError: like :meth:`run`.
        """
        words = ["account", *arguments]
        return self._collect(words, self._lib.pageowner_rows, _abi.EACH_ROW, Row)

    def _collect(self, arguments: Sequence[str], run: Any, callback: Any, kind: Any) -> List[Any]:
        found: List[Any] = []
        stacks: Dict[bytes, Tuple[str, ...]] = {}

        def each(struct: Any) -> int:
            found.append(_object(kind, struct[0], stacks))
            return 0

        guarded = callback(self._guard(each, -errno.EIO))
        self._parse(arguments)
        if self._finish(lambda po: run(po, guarded, None)) == INTERRUPTED:
            raise KeyboardInterrupt
        return found

    def _diff(self, arguments: Sequence[str]) -> int:
        """Compares the texts on the command line with this dump, which is the newest."""
        texts: List[Text] = []
        try:
            for name in self._operands():
                texts.append(_open_text(name, arguments, self._guard))
            handles = (ctypes.c_void_p * (len(texts) + 1))(*(text.po for text in texts), self._po)
            names = _abi.argv([*self._operands(), "this dump"])
            return self._finish(
                lambda _: self._lib.pageowner_diff(
                    handles, ctypes.byref(names, ctypes.sizeof(ctypes.c_char_p)), len(handles)
                )
            )
        finally:
            for text in texts:
                text.close()

    def _finish(self, run: Callable[[Any], int]) -> int:
        self._raised, self._interrupted = None, False
        try:
            with Interrupts(self._interrupt):
                status = run(self._po)
        finally:
            self._close_output()
        raised, self._raised = self._raised, None
        if raised is not None:
            raise raised
        if self._interrupted and status != INTERRUPTED:
            raise KeyboardInterrupt
        if status in (ERROR, USAGE, NO_DATA):
            raise PageownerError(status, self._message())
        return status

    @property
    def message(self) -> str:
        """The error of the last command, or what it could not read."""
        return self._message()

    # -- from here on: the callbacks for the library

    def _message(self) -> str:
        return self._lib.pageowner_message(self._po).decode(errors="backslashreplace")

    def _operands(self) -> List[str]:
        files = ctypes.POINTER(ctypes.c_char_p)()
        count = self._lib.pageowner_operands(self._po, ctypes.byref(files))
        return [name.decode(errors="surrogateescape") for name in files[:count]]

    def _parse(self, arguments: Sequence[str]) -> None:
        if self._lib.pageowner_parse(self._po, len(arguments) + 1, _abi.argv(arguments)):
            raise PageownerError(USAGE, self._message())
        operands, compares = self._operands(), self._lib.pageowner_compares(self._po)
        sources = self._lib.pageowner_sources(self._po)[0]
        named = (sources.btf or sources.map or sources.vmcoreinfo or sources.force or
                 sources.debuginfod)
        if operands and self._lib.pageowner_misspelt(self._po):
            raise PageownerError(USAGE, self._message())
        if named or (operands and not compares):
            raise PageownerError(
                USAGE, "pageowner reads the dump that the debugger has open: name no file"
            )
        if compares and not operands:
            raise PageownerError(
                USAGE, "diff compares this dump with older texts or saved files: name at least one"
            )
        if self._lib.pageowner_opens(self._po):
            raise PageownerError(
                USAGE, "only the program has --open: give --format html -o FILE"
            )
        to_host = self._pieces is None and self._lib.pageowner_output(self._po) is None
        if self._lib.pageowner_binary(self._po) and to_host:
            raise PageownerError(
                USAGE, "this format is not for a terminal: give -o FILE"
            )
        self._lib.pageowner_to_terminal(self._po, to_host and self._host.terminal())

    def _output(self, text: bytes) -> None:
        """Writes to the host, or to the file of ``-o``, which the first piece creates."""
        name = self._lib.pageowner_output(self._po)
        if self._pieces is not None:
            self._pieces.append(text)
            return
        if name is None:
            self._host.write(text)
            return
        if self._file is None:
            self._file = open(name, "wb")
        self._file.write(text)

    def _close_output(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def _interrupt(self) -> None:
        self._interrupted = True

    def _guard(self, answer: Callable[..., int], failed: int) -> Callable[..., int]:
        """
        No exception can pass through C. A Ctrl-C stops a scan, and the result so far is
        shown; any other exception is raised after the end of the run.
        """

        def guarded(_priv: Any, *arguments: Any) -> int:
            if self._raised is not None:
                return failed
            try:
                return answer(*arguments)
            except LookupError:
                return -errno.ENOENT
            except KeyboardInterrupt:
                self._interrupted = True
                return -errno.EINTR
            except BaseException as raised:
                self._raised = raised
                return failed

        return guarded

    def _make_target(self) -> _abi.Target:
        host = self._host
        target = _abi.Target(
            size=ctypes.sizeof(_abi.Target),
            word_size=host.word_size,
            big_endian=host.big_endian,
            live=host.live,
            vmcoreinfo=host.vmcoreinfo(),
        )
        answers = {
            "read": lambda *arguments: self._read(False, *arguments),
            "symbol": self._symbol,
            "type_size": self._type_size,
            "member": self._member,
            "constant": self._constant,
            "write": self._write,
            "progress": self._progress,
        }
        if host.physical:
            answers["read_phys"] = lambda *arguments: self._read(True, *arguments)
        if host.translates:
            answers["translate"] = self._translate
        if host.has_lines:
            answers["frames"] = self._frames
        for name, kind in _abi.CALLBACKS:
            if name in answers:
                setattr(target, name, kind(self._guard(answers[name], -errno.EIO)))
        return target

    def _read(self, physical: bool, address: int, buffer: int, size: int) -> int:
        self.reads += 1
        try:
            data = self._host.read(address, size, physical)
        except Fault:
            return self._read_pages(physical, address, buffer, size)
        ctypes.memmove(buffer, data, len(data))
        return len(data)

    def _read_pages(self, physical: bool, address: int, buffer: int, size: int) -> int:
        page, done = self._host.page_size, 0
        while done < size:
            part = min(page - (address + done) % page, size - done)
            try:
                data = self._host.read(address + done, part, physical)
            except Fault:
                break
            ctypes.memmove(buffer + done, data, part)
            done += part
        return done

    def _translate(self, address: int, ret: Any) -> int:
        try:
            ret[0] = self._host.translate(address)
        except Fault:
            return -errno.EFAULT
        return 0

    def _symbol(self, name: bytes, index: int, ret: Any) -> int:
        ret[0] = self._host.symbol(name.decode(), index)
        return 0

    def _type_size(self, name: bytes, ret: Any) -> int:
        ret[0] = self._host.type_size(name.decode())
        return 0

    def _member(self, type_name: bytes, member: bytes, offset: Any, size: Any) -> int:
        offset[0], size[0] = self._host.member(type_name.decode(), member.decode())
        return 0

    def _constant(self, name: bytes, ret: Any) -> int:
        ret[0] = self._host.constant(name.decode())
        return 0

    def _frames(self, pc: Any, sink: Any, argument: int) -> int:
        for line in self._host.frames(pc[0].pc):
            sink(
                argument,
                _abi.Line(
                    line.function.encode() if line.function else None,
                    line.file.encode() if line.file else None,
                    line.line,
                    line.column,
                    line.inlined,
                ),
            )
        return 0

    def _write(self, text: int, size: int) -> int:
        try:
            self._output(ctypes.string_at(text, size))
        except BrokenPipeError as broken:
            self._raised = broken
            return -errno.EPIPE
        return 0

    def _progress(self, done: int, total: int) -> int:
        self._host.progress(done, total)
        return -errno.EINTR if self._interrupted else 0
