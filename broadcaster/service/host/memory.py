"""Have freed memory go back to the system: the station shares a small computer for months."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8  # of mallopt(3)
LARGE = 1 << 20  # bytes: what is larger is given back as soon as it is freed
ARENAS = 2  # heaps for the threads; glibc would make eight for each core


def keep_small() -> None:
    """Tell the C library, before there are threads.

    glibc raises the size of what it gives back at once with each large block that is freed: after two
    sign-ins, whose hashes take 19 MB each, it would keep such a block for good.
    """
    with suppress(AttributeError, OSError):  # another C library keeps what it wants
        library = ctypes.CDLL(None)
        library.mallopt(_MMAP_THRESHOLD, LARGE)
        library.mallopt(_ARENA_MAX, ARENAS)
