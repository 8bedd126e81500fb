"""Keeps Python's garbage collector from stopping every thread while something large is built.

A full collection looks at every object with Python's lock held: with the objects of ten thousand schedules
that takes longer than an emergency may wait. So nothing is collected while a station or a plan is built. A
station is left out of later collections too (`gc.freeze`); it is still freed with its last reference. What
garbage is frozen with it stays: it is little, and a station is taken some times a day at most.

Code and routes stay for good. With those of the console a full collection takes 0.1 s, and one comes every
few requests of a page that computes much; `settle` leaves them out.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

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
