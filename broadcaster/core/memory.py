"""Freed memory goes back to the system; no garbage collection runs while a station or a plan is built.

A full collection looks at every object with Python's lock held: with the objects of ten thousand schedules
that takes longer than an emergency may wait. So nothing is collected while a station or a plan is built. A
station is left out of later collections too (`gc.freeze`); it is still freed with its last reference. What
garbage is frozen with it stays: it is little, and a station is taken some times a day at most.

Code and routes stay for good. With those of the console a full collection takes 0.1 s, and one comes every
few requests of a page that computes much; `settle` leaves them out.
"""

from __future__ import annotations

import ctypes
import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def give_back() -> None:
    """Return what is free between the blocks in use. Takes some milliseconds, without Python's lock."""
    with suppress(AttributeError, OSError):  # a C library without it keeps the memory
        ctypes.CDLL(None).malloc_trim(0)


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


_lock = threading.Lock()
_builders = 0


@contextmanager
def building(*, kept: bool = False) -> Iterator[None]:
    """While the block runs, in any thread, nothing is collected.

    Args:
        kept: what is built stays for long, and is left out of later collections.
    """
    global _builders  # noqa: PLW0603 - the collector is one for the process
    with _lock:
        _builders += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _builders -= 1
            if kept:
                gc.freeze()
            if not _builders:
                gc.enable()


def settle() -> None:
    """Leave all that there is now out of later collections; its garbage is collected before.

    For what was just loaded and stays for good. Takes some 0.1 s with Python's lock held, so the garbage is
    left where something large is being built.
    """
    with _lock:
        collected = not _builders
    if collected:
        gc.collect()
    gc.freeze()
