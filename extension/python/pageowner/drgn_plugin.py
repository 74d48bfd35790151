# SPDX-License-Identifier: GPL-2.0-or-later
"""
drgn loads this module at its start (entry point group drgn.plugins). It only names the
command; the library and the rest are loaded on first use.
"""

from typing import Any

try:
    from drgn.commands import parse_shell_command
    from drgn.commands.linux import linux_kernel_custom_command
except ImportError:  # drgn before 0.1 has no commands
    pass
else:

    @linux_kernel_custom_command(
        name="pageowner",
        description="who owns the memory of a kernel that ran with page_owner=on",
        usage="**pageowner** [*COMMAND*] [*OPTION*]... [*ARGUMENT*]...",
        long_description="The same command as in crash and in the shell, without file names. "
        "**pageowner --help** lists commands and options.",
        parse=parse_shell_command,
    )
    def _cmd_pageowner(prog: Any, name: str, args: Any, **kwargs: Any) -> None:
        from drgn.commands import CommandArgumentError, CommandError

        from pageowner import USAGE, PageownerError
        from pageowner.drgn import run

        try:
            run(prog, args)
        except PageownerError as error:
            kind = CommandArgumentError if error.status == USAGE else CommandError
            raise kind(str(error)) from None
        except BrokenPipeError:
            raise
        except OSError as error:  # of the library, or of the file of -o
            raise CommandError(str(error)) from None


def drgn_prog_set(prog: Any) -> None:
    """Called by drgn for each program; there is nothing to set."""
