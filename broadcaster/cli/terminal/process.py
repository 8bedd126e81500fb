"""How the command line begins and ends.

Its streams, the signals that end it, and how it tells that it failed.
"""

from __future__ import annotations

import codecs
import io
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import click

from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text import catalogue
from broadcaster.core.whole_files import store_error


class SignalExit(int):
    """The exit code of a process that has tidied up and said so: it ends at once.

    What Python does at its own end takes seconds on a busy machine.
    """


def end_by(handler: Callable[[int, FrameType | None], object]) -> None:
    """Call `handler` for SIGTERM, and for SIGHUP unless the command was started by `nohup`."""
    signal.signal(signal.SIGTERM, handler)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, handler)


def tell_failure(error: BroadcasterError | OSError) -> int:
    """Write one sentence to standard error, after the problems of the files where these are the reason.

    Returns:
        The exit code.
    """
    for problem in getattr(error, "problems", ()):
        click.echo(problem.as_line(), err=True)
    fault = error if isinstance(error, BroadcasterError) else _of_the_disk(error)
    click.echo(catalogue.say("common.failed", text=catalogue.explain(fault)), err=True)
    return 1


def _of_the_disk(error: OSError) -> BroadcasterError:

    return store_error(Path(str(error.filename or _here())), error)


def _here() -> str:
    try:
        return str(Path.cwd())
    except OSError:  # the folder was removed
        return "."


_GOOD = ("utf-8", "ascii")


def make_usable() -> None:
    """Put the null device in the place of standard streams that are closed, and let output take every letter.

    The next file that is opened would get the number of a closed one: a database would then take what a
    child process says. A locale without Vietnamese letters, such as Latin-1, would end a command in the
    middle of its answer: what goes to a program is then UTF-8, and a terminal shows `?` for such letters.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the kernel gives the lowest free number: this one
        if getattr(sys, name) is None:
            mode = "w" if number else "r"
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - as long as the process
    for stream in (sys.stdout, sys.stderr):
        # ASCII is left to click, which takes it for UTF-8.
        if isinstance(stream, io.TextIOWrapper) and codecs.lookup(stream.encoding).name not in _GOOD:
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")
