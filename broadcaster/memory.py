"""Gives freed memory back to the system: a program that runs for days beside others must be small."""

from __future__ import annotations

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Return what is free between the blocks in use. Takes some milliseconds, without Python's lock."""
    with suppress(AttributeError, OSError):  # a C library without it keeps the memory
        ctypes.CDLL(None).malloc_trim(0)
