# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: sparse.py PROGRAM DUMP

Files of some KB whose headers promise terabytes: sparse, flattened, ELF.  Each ends in a
message, within 10 s of processor time and 512 MiB."""
import os
import resource
import struct
import subprocess
import sys
import tempfile

MEMORY, SECONDS = 512 << 20, 10
PROMISED = 16 << 30     # the size that a file seems to have


def run(program, *arguments):
    """status, stdout, stderr"""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False,
                          errors='replace', timeout=100, preexec_fn=limit)
    return done.returncode, done.stdout, done.stderr


def kdump(start, bitmap_bytes, incomplete=False, **sub):
    """The first blocks of a dump with other numbers; bits of the bitmap are for 4 KiB pages."""
    head = bytearray(start)
    block = struct.unpack_from('<I', head, 428)[0]
    if incomplete:
        struct.pack_into('<I', head, 424, 8)
    struct.pack_into('<I', head, 436, bitmap_bytes // block)
    struct.pack_into('<Q', head, block + 96, bitmap_bytes * 4)     # two bitmaps
    for offset, value in sub.items():
        struct.pack_into('<Q', head, block + int(offset[1:]), value)
    return bytes(head)


def elf(segments, note=0):
    """An x86_64 core: (physical address, offset, size) of each segment."""
    headers = b''.join(struct.pack('<2I6Q', 1, 7, offset, 0xffff888000000000 + paddr, paddr,
                                   size, size, 4096) for paddr, offset, size in segments)
    if note:
        headers += struct.pack('<2I6Q', 4, 0, 8192, 0, 0, note, note, 4)
    return b'\x7fELF\x02\x01\x01' + bytes(9) + struct.pack(
        '<2HI3QI6H', 4, 62, 1, 0, 64, 0, 0, 64, 56, len(headers) // 56, 0, 0, 0) + headers


def flattened(pieces):
    """As makedumpfile -F writes to a pipe: (offset, bytes) of each piece."""
    head = b'makedumpfile'.ljust(16, b'\0') + struct.pack('>2q', 1, 1)
    return head.ljust(4096, b'\0') + b''.join(
        struct.pack('>2q', offset, len(data)) + data for offset, data in pieces) + \
        struct.pack('>2q', -1, -1)


def main():
    program, dump = sys.argv[1:]
    with open(dump, 'rb') as file:
        start = file.read(8192)
    huge = PROMISED - (1 << 20)
    small = 1 << 20
    files = {
        'a bitmap of 16 GB': (kdump(start, huge), PROMISED),
        'the same, incomplete': (kdump(start, huge, incomplete=True), PROMISED),
        'a bitmap of 128 MB': (kdump(start, 256 << 20), PROMISED),
        'VMCOREINFO of 8 GB': (kdump(start, small, _40=8 << 30), PROMISED),
        'notes of 8 GB': (kdump(start, small, _56=8 << 30), PROMISED),
        'erased 8 GB': (kdump(start, small, _72=8 << 30), PROMISED),
        'flattened, a bitmap of 16 GB': (
            flattened([(0, kdump(start, huge)), (PROMISED, b'x')]), 0),
        'flattened, a piece at 2^62': (flattened([(0, start), (1 << 62, b'x' * 4096)]), 0),
        'ELF, 16 GB': (elf([(0, 4096, PROMISED - 4096)]), PROMISED),
        'ELF, 16 TB in the same bytes': (
            elf([(i << 34, 4096, PROMISED - 4096) for i in range(1000)]), PROMISED),
        'ELF, a note of 8 GB': (elf([(0, 4096, 4096)], 8 << 30), PROMISED),
    }
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'dump')
        for name, (data, size) in files.items():
            with open(path, 'wb') as file:
                file.write(data)
                file.truncate(max(size, len(data)))
            for command in 'report', 'check', 'dmesg':
                status, out, err = run(program, command, path)
                if status not in (1, 3, 4) or not (err if status != 3 else out):
                    failures.append('%s of %s: status %d %s' % (command, name, status, err))
                    break
    for failure in failures:
        print('  ' + failure)
    print('%s hostile %s: headers that promise what no file has, in %d s and %d MiB' %
          ('not ok' if failures else 'ok', '/'.join(dump.split('/')[-2:]), SECONDS, MEMORY >> 20))
    return bool(failures)


if __name__ == '__main__':
    sys.exit(main())
