"""Open the journal's file, and translate SQLite's errors into ours."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from broadcaster.atomic import make_folder, store_error
from broadcaster.errors import BroadcasterError, JournalError, StoreError

MEMORY = Path(":memory:")
PARTS = ("", "-wal", "-shm")
"""The suffixes of the files that SQLite has for one database."""

BEGUN = 2.0  # seconds to wait for the tables of a file that was just created
_LEAST = 32 << 10  # bytes; the first request of SQLite

# Our statements are constant. If SQLite does not understand one, or finds a row that cannot exist, the file
# is damaged.
_DAMAGED = {"CORRUPT", "NOTADB", "ERROR", "SCHEMA", "CONSTRAINT", "MISMATCH", "FORMAT"}


def connect(path: Path | None, *, patience: float) -> sqlite3.Connection:
    """A connection for reading and writing; a new file is of mode 0600.

    Args:
        path: the file; None for a database in memory.
        patience: seconds to wait for another process that is writing.
    """
    if path is not None:
        make_folder(path.parent)
        # SQLite would create it readable for all, and the files beside it have the same mode. Only a new
        # file is opened here: to close a file that SQLite has open drops SQLite's locks.
        with suppress(OSError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    connection = sqlite3.connect(
        path or str(MEMORY), timeout=patience, isolation_level=None, check_same_thread=False
    )
    try:
        # Undecodable text must be found by `verify`, not stop it.
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            connection.execute("PRAGMA journal_mode = WAL")
        # A row must survive a power cut as soon as its method has returned.
        connection.execute("PRAGMA synchronous = FULL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path, *, patience: float = 10.0) -> sqlite3.Connection:
    """A connection that changes nothing, also not when it is closed: the files beside it stay."""
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=ro",
        uri=True,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection


def await_first_table(connection: sqlite3.Connection) -> None:
    """Wait for the tables of a file that a station has just created in its first start."""
    until = time.monotonic() + BEGUN
    while connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None:
        if time.monotonic() > until:
            return
        time.sleep(0.02)


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Translate errors of SQLite and of the disk into ours.

    Raises:
        JournalError: another process keeps the file, or it is damaged.
        StoreError: disk full, or not writable.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise fault(path, error) from error
    except OSError as error:
        raise store_error(path, error) from error


def fault(path: Path, error: sqlite3.Error) -> BroadcasterError:
    """This program's error for an error of SQLite."""
    name = getattr(error, "sqlite_errorname", "")
    kind = (name.split("_")[1:2] or [""])[0]
    if name in ("SQLITE_IOERR_SHORT_READ", "SQLITE_IOERR_CORRUPTFS"):  # cut off
        return JournalError("journal.damaged", path=str(path))
    if kind == "FULL":
        return StoreError("store.disk_full", path=str(path))
    if kind in ("READONLY", "CANTOPEN", "PERM"):
        return StoreError("store.not_writable", path=str(path))
    if name == "SQLITE_IOERR_SHMSIZE" and not _has_room(path):
        return StoreError("store.disk_full", path=str(path))
    if kind == "IOERR":
        return StoreError("store.fault", path=str(path), reason=str(error))
    if kind in ("BUSY", "LOCKED"):
        return JournalError("journal.busy", path=str(path))
    if kind in _DAMAGED:
        return JournalError("journal.damaged", path=str(path))
    return JournalError("journal.fault", path=str(path), reason=str(error))


def _has_room(path: Path) -> bool:
    """False if the disk has no room for SQLite's shared memory."""
    try:
        return shutil.disk_usage(path.parent).free > _LEAST
    except OSError:
        return True
