"""A folder for the temporary files of one reader, cleared away whoever is killed.

The process that made a folder holds a lock on it, which ends with that process. A folder without its lock was
left behind by one that was killed: whoever makes the next folder removes it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PREFIX = "broadcaster-letter-"
YOUNG = 60.0  # seconds: a folder may be without its lock for the moment in which it is made


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A new folder, removed at the end with all that is in it."""
    sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def sweep(around: Path) -> None:
    """Remove the folders in `around` that killed processes of this account left behind."""
    for folder in around.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if _is_old(folder.lstat()):
                _remove(folder)


def _is_old(found: os.stat_result) -> bool:
    mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    return mine and time.time() - found.st_mtime > YOUNG


def _remove(folder: Path) -> None:
    lock = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
