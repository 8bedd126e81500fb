"""Open the journal's file, and translate SQLite's errors into ours."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from broadcaster.database import sqlite
from broadcaster.database.sqlite import MEMORY, Connection
from broadcaster.errors import JournalError

PARTS = ("", "-wal", "-shm")
"""The suffixes of the files that SQLite has for one database."""

BEGUN = 2.0  # seconds to wait for the tables of a file that was just created
FAULTS = sqlite.Faults(
    error=JournalError, damaged="journal.damaged", busy="journal.busy", other="journal.fault"
)


def connect(path: Path | None, *, patience: float) -> Connection:
    """A connection for reading and writing; a new file is of mode 0600.

    Args:
        path: the file; None for a database in memory.
        patience: seconds to wait for another process that is writing.
    """
    connection = sqlite.connect(path or MEMORY, patience=patience)
    try:
        # Undecodable text must be found by `verify`, not stop it.
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            connection.execute("PRAGMA journal_mode = WAL")
        # A row must survive a power cut as soon as its method has returned.
        connection.execute("PRAGMA synchronous = FULL")
    except sqlite.Error:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path, *, patience: float = 10.0) -> Connection:
    """A connection that changes nothing, also not when it is closed: the files beside it stay."""
    connection = sqlite.connect_to_read(path, patience=patience)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection


def await_first_table(connection: Connection) -> None:
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
    with FAULTS.translated(path):
        yield
