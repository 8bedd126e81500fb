"""Standard input and output where they are missing or cannot take every letter."""

from __future__ import annotations

import os
import sys


def make_usable() -> None:
    """Put the null device in the place of standard streams that are closed.

    The next file that is opened would get the number of a closed one: a database would then take what a child
    process says.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the kernel gives the lowest free number: this one
        if getattr(sys, name) is None:
            mode = "w" if number else "r"
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - as long as the process
