"""Standard input and output where they are missing or cannot take every letter."""

from __future__ import annotations

import codecs
import io
import os
import sys

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
