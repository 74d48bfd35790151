# SPDX-License-Identifier: GPL-2.0-or-later
"""What drgn-manners asks of drgn, of the command in GDB."""

import os
import resource
import signal
import tempfile
import threading
import time

import gdb

import pageowner.gdb

accidents = {}
reads = 0


def check(good, what):
    print("%s %s" % ("ok" if good else "not ok", what), flush=True)


def watched(read):
    def accident(*arguments):
        global reads
        reads += 1
        if reads in accidents:
            raise accidents.pop(reads)
        return read(*arguments)

    return accident


def run(line, at=0, raised=None):
    """Output and complaint of a command line, the *at*-th read being an accident."""
    global reads
    reads = 0
    accidents.clear()
    accidents[at] = raised
    try:
        return gdb.execute("pageowner " + line, to_string=True), ""
    except gdb.error as error:
        return "", str(error)


def check_accidents():
    whole, _ = run("list")
    count = reads
    check(count > 1000, "a list asks for memory %d times" % count)
    _, complaint = run("list", count // 2, ValueError("of our own"))
    check("of our own" in complaint, "an exception arrives as itself: %s" % complaint.strip())
    again, complaint = run("list")
    check(again == whole and not complaint, "and the next command is whole")


def check_interrupts():
    """Ctrl-C as GDB gets it, all along a list."""
    start = time.monotonic()
    whole, _ = run("list")
    takes = time.monotonic() - start
    partial = late = 0
    for part in range(1, 5):
        timer = threading.Timer(takes * part / 5, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        try:
            text, complaint = run("list")
            timer.join()
            time.sleep(0.05)
        except KeyboardInterrupt:
            late += 1
            continue
        if "interrupted" in text.splitlines()[-1]:
            partial += 1
        elif not complaint:
            check(text == whole, "a list that was not interrupted is whole")
    check(partial, "a Ctrl-C leaves what was read until then: %d of 4, %d came late" %
          (partial, late))
    check(run("list")[0] == whole, "and the next command is whole")


def resident():
    """KiB of this process that are in memory."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() // 1024


def check_growth():
    lines = ("report", "list --pid 1", "--cull module", "page 0x5000")
    for line in lines * 3:
        run(line)
    before = resident()
    for line in lines * 25:
        run(line)
    grown = resident() - before
    check(grown < 1024, "100 commands take %d KiB more" % grown)


def check_help():
    text = gdb.execute("help pageowner", to_string=True)
    check(text.strip().endswith(pageowner.help_text().strip()), "help is the library's text")
    for line in ("help diff", "diff --help"):
        check(run(line)[0].strip() == pageowner.help_text("diff").strip(),
              "%s is the help of that command" % line)
    check(gdb.execute("lx-pageowner --top 2", to_string=True) == run("--top 2")[0],
          "lx-pageowner is the same command")


def check_html():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "page.html")
        _, complaint = run("--format html -o " + path)
        with open(path, encoding="utf-8") as file:
            page = file.read()
    check(page.startswith("<!DOCTYPE html>") and page.rstrip().endswith("</html>"),
          "--format html -o writes the page%s" % complaint)


pageowner.gdb.GdbHost.read = watched(pageowner.gdb.GdbHost.read)
check_help()
check_html()
check_accidents()
check_interrupts()
check_growth()
