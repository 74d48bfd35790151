# SPDX-License-Identifier: GPL-2.0-or-later
"""A kdump-compressed dump as a list of pages that can be taken away or changed.

The format is that of makedumpfile's IMPLEMENTATION and diskdump_mod.h: a header, a sub
header, two bitmaps, one descriptor for each page whose bit is set in the second bitmap.
Numbers are those of a little-endian 64-bit machine."""
import re
import struct
import zlib

DESCRIPTOR = struct.Struct('<QIIQ')     # offset, size, flags, page flags


class Kdump:
    """The file in memory; save() writes what became of it."""

    def __init__(self, path):
        with open(path, 'rb') as file:
            self.data = bytearray(file.read())
        if self.data[:8] != b'KDUMP   ':
            raise ValueError('%s is not kdump-compressed' % path)
        self.block, self.sub_blocks, self.bitmap_blocks = struct.unpack_from('<3I', self.data, 428)
        self.bitmaps = (1 + self.sub_blocks) * self.block
        self.half = self.bitmap_blocks * self.block // 2
        self.table = self.bitmaps + 2 * self.half
        bitmap = self.data[self.bitmaps + self.half:self.table]
        self.pfns = [8 * i + bit for i, byte in enumerate(bitmap) if byte
                     for bit in range(8) if byte >> bit & 1]
        self.descriptors = {pfn: DESCRIPTOR.unpack_from(self.data, self.table + 24 * i)
                            for i, pfn in enumerate(self.pfns)}

    def remove(self, *pfns):
        """As makedumpfile leaves out what it could not read or was told to."""
        for pfn in pfns:
            del self.descriptors[pfn]
            self.data[self.bitmaps + self.half + pfn // 8] &= ~(1 << pfn % 8)

    def replace(self, pfn, content):
        """A page with other bytes, stored as it is behind the end of the file."""
        self.descriptors[pfn] = (len(self.data), len(content), 0, self.descriptors[pfn][3])
        self.data += content

    def page(self, pfn):
        """Its bytes; b'' where they are packed by another method than zlib."""
        offset, size, flags, _ = self.descriptors[pfn]
        content = bytes(self.data[offset:offset + size])
        return zlib.decompress(content) if flags & 1 else b'' if flags else content

    def note(self, pattern, text):
        """Other words in VMCOREINFO of the sub header, as many bytes as @pattern matches."""
        at, size = struct.unpack_from('<2Q', self.data, self.block + 32)
        found = re.search(pattern, self.data[at:at + size])
        if not found or len(found[0]) != len(text):
            raise ValueError('VMCOREINFO: %r for %r' % (text, found and found[0]))
        self.data[at + found.start():at + found.end()] = text

    def describe(self, pfn, offset=None, size=None, flags=None):
        """A descriptor that says something else; None keeps what it said."""
        old = self.descriptors[pfn]
        self.descriptors[pfn] = tuple(o if n is None else n for o, n in
                                      zip(old, (offset, size, flags, None)))

    def save(self, path):
        """Writes the file; @path names none that is being read."""
        pfns = sorted(self.descriptors)
        for i, pfn in enumerate(pfns):
            DESCRIPTOR.pack_into(self.data, self.table + 24 * i, *self.descriptors[pfn])
        with open(path, 'wb') as file:
            file.write(self.data)
