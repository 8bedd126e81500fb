"""One change of a station's files at a time: of commands, of the console, and of campaigns."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from broadcaster.core.errors import StationError
from broadcaster.core.whole_files import make_folder, store_error

_LOCK = "editing.lock"
_PATIENCE = 5.0  # seconds to wait for another change to be written


@contextmanager
def editing(state: Path) -> Iterator[None]:
    """In the block nobody else changes the station's files.

    Args:
        state: the station's `state/` folder.

    Raises:
        StationError: another change takes too long.
        StoreError: the disk takes nothing.
    """
    try:
        make_folder(state)
        handle = os.open(state / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise store_error(state / _LOCK, error) from error
    try:
        _wait_for(handle)
        yield
    finally:
        os.close(handle)


def _wait_for(handle: int) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise StationError("station.edit_busy") from error
            time.sleep(0.02)
        else:
            return
