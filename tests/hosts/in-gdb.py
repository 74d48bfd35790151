# SPDX-License-Identifier: GPL-2.0-or-later
"""
The command lines of the file COMMANDS in GDB, as in-drgn does it; both variables come from
the environment, because GDB takes no arguments for a script.
"""

import os
import pathlib

import gdb

import pageowner.gdb

reads = 0


def counting(read):
    def counted(*arguments):
        global reads
        reads += 1
        return read(*arguments)

    return counted


def run(line):
    """Output and complaint of a command line."""
    try:
        return gdb.execute("pageowner " + line, to_string=True), ""
    except gdb.error as error:
        return "", str(error)


def main():
    folder = pathlib.Path(os.environ["FOLDER"])
    pageowner.gdb.GdbHost.read = counting(pageowner.gdb.GdbHost.read)
    with open(os.environ["COMMANDS"]) as lines:
        for number, line in enumerate(lines, 1):
            out, err = run(line.strip())
            (folder / ("%d.out" % number)).write_text(out)
            (folder / ("%d.err" % number)).write_text(err)
    (folder / "reads").write_text("%d\n" % reads)


main()
