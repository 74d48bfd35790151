# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: convert.py elf|elf-bare|elf-sparse|snappy|zstd KDUMP OUT

The pages of a kdump-compressed dump (64-bit little endian, pages not compressed) in
another kind of file, for which makedumpfile lacks the library or does not take a dump:

  elf          as /proc/vmcore shows them, with the dump's notes
  elf-bare     without the VMCOREINFO note
  elf-sparse   without pages of zeros, as makedumpfile -E leaves them out
  snappy, zstd compressed, by the library that libkdumpfile uses
"""
import ctypes
import mmap
import struct
import sys

# makedumpfile: struct disk_dump_header, kdump_sub_header, page_desc of a 64-bit machine
STATUS = 424
DESCRIPTOR = struct.Struct('<QIIQ')
COMPRESSED = 0x27
PT_LOAD, PT_NOTE = 1, 4
EM_X86_64 = 62
PAGE = 4096


class Dump:
    def __init__(self, path):
        with open(path, 'rb') as file:
            self.data = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        _, size, sub_blocks, bitmap_blocks = struct.unpack_from('<IIII', self.data, STATUS)
        if size != PAGE:
            sys.exit('convert.py: not a dump with pages of 4 KiB')
        self.bitmap = (1 + sub_blocks) * size + bitmap_blocks * size // 2
        self.descriptors = (1 + sub_blocks + bitmap_blocks) * size
        self.max_pfn, = struct.unpack_from('<Q', self.data, size + 96)
        note_at, note_size = struct.unpack_from('<QQ', self.data, size + 48)
        self.notes = self.data[note_at:note_at + note_size]

    def pages(self):
        """Page frame number and bytes of each page in the file."""
        at = self.descriptors
        for pfn in range(self.max_pfn):
            if self.data[self.bitmap + pfn // 8] >> pfn % 8 & 1:
                offset, length, flags, _ = DESCRIPTOR.unpack_from(self.data, at)
                at += DESCRIPTOR.size
                if length != PAGE or flags & COMPRESSED:
                    sys.exit('convert.py: the pages of this dump are compressed')
                yield pfn, self.data[offset:offset + length]


def runs(dump, sparse):
    """[first page frame, bytes, page frames] of each run of pages."""
    found = []
    for pfn, data in dump.pages():
        left_out = sparse and not any(data)
        if found and sum(found[-1][::2]) == pfn and (
                left_out or len(found[-1][1]) == found[-1][2] * PAGE):
            found[-1][2] += 1
        else:
            found.append([pfn, bytearray(), 1])
        if not left_out:
            found[-1][1] += data
    return found


def write_elf(dump, target, kind):
    notes, found = dump.notes, runs(dump, kind == 'elf-sparse')
    if kind == 'elf-bare':
        notes = notes[:notes.index(b'VMCOREINFO\0') - 12]
    at = 64 + 56 * (len(found) + 1)
    with open(target, 'wb') as out:
        out.write(struct.pack('<16sHHIQQQIHHHHHH', b'\x7fELF\2\1\1', 4, EM_X86_64, 1, 0, 64,
                              0, 0, 64, 56, len(found) + 1, 0, 0, 0))
        out.write(struct.pack('<IIQQQQQQ', PT_NOTE, 0, at, 0, 0, len(notes), len(notes), 0))
        at += len(notes)
        for pfn, data, count in found:
            out.write(struct.pack('<IIQQQQQQ', PT_LOAD, 7, at, 0, pfn * PAGE, len(data),
                                  count * PAGE, 0))
            at += len(data)
        out.write(notes)
        for _, data, _ in found:
            out.write(data)


def compressor(kind):
    """What compresses a page, and its bit in the header and the descriptors."""
    room = ctypes.create_string_buffer(2 * PAGE)
    if kind == 'zstd':
        compress = ctypes.CDLL('libzstd.so.1').ZSTD_compress
        compress.restype = ctypes.c_size_t
        return lambda page: room[:compress(room, ctypes.c_size_t(len(room)), page,
                                           ctypes.c_size_t(PAGE), 1)], 0x20
    compress = ctypes.CDLL('libsnappy.so.1').snappy_compress

    def snappy(page):
        size = ctypes.c_size_t(len(room))
        compress(page, ctypes.c_size_t(PAGE), room, ctypes.byref(size))
        return room[:size.value]
    return snappy, 0x4


def write_kdump(dump, target, kind):
    compress, flag = compressor(kind)
    small = [compress(data) for _, data in dump.pages()]
    small = [(data, flag) if len(data) < PAGE else (page, 0)
             for data, (_, page) in zip(small, dump.pages())]
    at = dump.descriptors + DESCRIPTOR.size * len(small)
    with open(target, 'wb') as out:
        out.write(dump.data[:dump.descriptors])
        for data, flags in small:
            out.write(DESCRIPTOR.pack(at, len(data), flags, 0))
            at += len(data)
        for data, _ in small:
            out.write(data)
        out.seek(STATUS)
        out.write(struct.pack('<I', flag))


def main():
    kind, source, target = sys.argv[1:]
    if kind.startswith('elf'):
        write_elf(Dump(source), target, kind)
    else:
        write_kdump(Dump(source), target, kind)


if __name__ == '__main__':
    main()
