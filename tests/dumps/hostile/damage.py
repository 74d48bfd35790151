# SPDX-License-Identifier: GPL-2.0-or-later
"""Dumps that are damaged and mended again, and damages that are drawn at random.

A damage is a loss (what was there is gone: that can be noticed) or a lie (a word has another
value: often nobody can know)."""
import os
import re
import shutil
import struct
import subprocess
import tempfile

from kdumpfile import DESCRIPTOR, Kdump

PAGE = 4096


class Dump:
    """A dump that is damaged and mended again."""

    def __init__(self, source, path):
        shutil.copyfile(source, path)
        self.name = '/'.join(source.split('/')[-2:])
        self.path, self.kdump = path, Kdump(source)
        self.size = len(self.kdump.data)
        self.file = open(path, 'r+b', buffering=0)  # pylint: disable=consider-using-with
        self.undo, self.known, self.read = [], {}, {}

    def write(self, at, content):
        self.undo.append((at, bytes(self.kdump.data[at:at + len(content)])))
        os.pwrite(self.file.fileno(), content, at)

    def flip(self, at, bit):
        self.write(at, bytes([self.kdump.data[at] ^ 1 << bit]))

    def append(self, content):
        at = os.fstat(self.file.fileno()).st_size
        os.pwrite(self.file.fileno(), content, at)
        return at

    def cut(self, size):
        os.truncate(self.path, size)
        self.undo.append((size, bytes(self.kdump.data[size:])))

    def mend(self):
        os.truncate(self.path, self.size)
        for at, content in reversed(self.undo):
            os.pwrite(self.file.fileno(), content[:max(0, self.size - at)], at)
        self.undo = []

    def descriptor_at(self, pfn):
        return self.kdump.table + DESCRIPTOR.size * self.kdump.pfns.index(pfn)

    def pages_read(self, program, command):
        """The pages that the command reads, found by the offsets of its pread()."""
        key = tuple(command)
        if key not in self.read:
            with tempfile.NamedTemporaryFile() as log:
                subprocess.run(['strace', '-f', '-e', 'trace=pread64', '-o', log.name, program,
                                *command, self.path], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, check=False)
                offsets = {int(n) // PAGE for n in re.findall(
                    rb'pread64.*, (\d+)\) = ', log.read())}
            self.read[key] = [pfn for pfn in self.kdump.pfns
                              if self.kdump.descriptors[pfn][0] // PAGE in offsets]
        return self.read[key] or self.kdump.pfns


# ---- damages: each returns what it did ----

def pick(draw, dump, pages):
    """A page, most often one that the command reads."""
    return draw.choice(pages if draw.random() < 0.9 else dump.kdump.pfns)


def lost_descriptor(draw, dump, pages):
    pfn = pick(draw, dump, pages)
    offset, size, flags, page_flags = dump.kdump.descriptors[pfn]
    kind = draw.choice(['offset', 'size', 'flags'])
    if kind == 'offset':
        offset = draw.choice([dump.size - 100, dump.size, dump.size + draw.randrange(1 << 40),
                              2 ** 63, 2 ** 63 + offset, 2 ** 64 - 1, 2 ** 64 - PAGE])
    elif kind == 'size':
        size = draw.choice([0, 1, 100, PAGE - 1, PAGE + 1, 2 ** 31, 2 ** 32 - 1])
    else:
        flags = draw.choice([1, 2, 4, 32, 1 << 20, 2 ** 32 - 1, 3])
    dump.write(dump.descriptor_at(pfn), DESCRIPTOR.pack(offset, size, flags, page_flags))
    return 'descriptor of %x: %s' % (pfn, kind)


def lost_pages(draw, dump, pages):
    """Several, as disks lose them: the descriptors of a run are overwritten by zeros or ones."""
    pfn = pick(draw, dump, pages)
    count = draw.choice([1, 1, 8, 64, 512])
    at = dump.descriptor_at(pfn)
    count = min(count, (dump.size - at) // DESCRIPTOR.size)
    dump.write(at, draw.choice([b'\xff', b'\0', b'\x80']) * (DESCRIPTOR.size * count))
    return '%d descriptors from %x on' % (count, pfn)


def lost_tail(draw, dump, _):
    share = draw.choice([1e-5, 1e-4, 1e-3, 1e-2, 0.1, 0.5, draw.random()])
    size = max(0, int(dump.size * (1 - share)) - draw.randrange(2))
    dump.cut(size)
    return 'cut to %d bytes' % size


def lie_word(draw, dump, pages):
    pfn = pick(draw, dump, pages)
    offset = dump.kdump.descriptors[pfn][0]
    at = offset + 8 * draw.randrange(PAGE // 8)
    word = struct.unpack_from('<Q', dump.kdump.data, at)[0]
    value = draw.choice([0, 2 ** 64 - 1, word ^ 1 << draw.randrange(64), word + 8, word - PAGE,
                         draw.getrandbits(64), 0xffff888000000000 + 8 * draw.randrange(1 << 25)])
    dump.write(at, struct.pack('<Q', value % 2 ** 64))
    return 'word at %x of page %x: %x' % (at - offset, pfn, value % 2 ** 64)


def lie_page(draw, dump, pages):
    pfn = pick(draw, dump, pages)
    at = dump.kdump.descriptors[pfn][0]
    kind = draw.choice(['zeros', 'ones', 'noise', 'text'])
    dump.write(at, {'zeros': bytes(PAGE), 'ones': b'\xff' * PAGE, 'noise': draw.randbytes(PAGE),
                    'text': b'%s%n\x1b[31m' * 341 + b'abcd...'}[kind][:PAGE].ljust(PAGE))
    return 'page %x: %s' % (pfn, kind)


def lie_bits(draw, dump, pages):
    where = draw.choice(['header', 'bitmap', 'descriptors', 'pages'])
    start, end = {'header': (0, dump.kdump.bitmaps),
                  'bitmap': (dump.kdump.bitmaps, dump.kdump.table),
                  'descriptors': (dump.kdump.table,
                                  dump.kdump.table + DESCRIPTOR.size * len(dump.kdump.pfns)),
                  'pages': (0, PAGE)}[where]
    count = draw.choice([1, 1, 3, 20])
    for _ in range(count):
        base = dump.kdump.descriptors[pick(draw, dump, pages)][0] if where == 'pages' else 0
        dump.flip(base + draw.randrange(start, end), draw.randrange(8))
    return '%d bits of %s' % (count, where)


def lie_vmcoreinfo(draw, dump, _):
    offset, size = struct.unpack_from('<QQ', dump.kdump.data, PAGE + 48)
    if not size or offset + size > dump.size:
        return lie_bits(draw, dump, dump.kdump.pfns)
    text = bytes(dump.kdump.data[offset:offset + size])
    lines = list(re.finditer(rb'^[^=\n]+=([^\n]+)\n', text, re.M))
    line = draw.choice(lines)
    length = len(line[1])
    value = draw.choice([b'0', b'1', b'9' * length, b'-1', b'35', b'13', b'x', b'', draw.randbytes(
        length), b'f' * length])[:length].rjust(length, draw.choice([b'0', b' ']))
    dump.write(offset + line.start(1), value)
    return 'VMCOREINFO: %r becomes %r' % (line[0].decode('latin1'), value)


DAMAGES = [lost_descriptor, lost_descriptor, lost_pages, lost_tail, lie_word, lie_word, lie_page,
           lie_bits, lie_vmcoreinfo]
