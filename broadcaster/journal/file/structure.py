"""SQLite's own examination of the journal file."""

from __future__ import annotations

import threading
from pathlib import Path

from broadcaster.database.sqlite import Connection
from broadcaster.errors import JournalError
from broadcaster.journal.file import queries
from broadcaster.journal.file.connection import connect_to_read, faults
from broadcaster.journal.file.schema import VERSION
from broadcaster.journal.file.writer import version_of


class StructureCheck:
    """Examines the file on a connection of its own, on the caller's thread. Thread-safe.

    Args:
        path: the journal; None for one in memory, which is never damaged.
        patience: seconds to wait for another process that is writing.
    """

    def __init__(self, path: Path | None, patience: float) -> None:
        self._path = path
        self._patience = patience
        self._lock = threading.Lock()
        self._running: Connection | None = None
        self._stopped = False

    def stop(self) -> None:
        """End a running examination, and let none begin."""
        self._stopped = True
        with self._lock:
            if self._running is not None:
                self._running.interrupt()

    def damage(self, *, thorough: bool) -> str | None:
        """What SQLite finds wrong with the file; None if nothing is wrong, or the check was stopped.

        Reads the whole file: seconds where it is large.

        Args:
            thorough: also compare the indexes and the table of open airings with the rows.

        Raises:
            JournalError: another process keeps the file.
            StoreError: it cannot be read.
        """
        if self._path is None:
            return None
        try:
            with faults(self._path):
                return self._examined(self._path, thorough)
        except JournalError as error:
            if self._stopped:
                return None
            if error.code != "journal.damaged":
                raise
            return str(error.__cause__)

    def _examined(self, path: Path, thorough: bool) -> str | None:
        connection = connect_to_read(path, patience=self._patience)
        try:
            with self._lock:
                if self._stopped:
                    return None
                self._running = connection
            pragma = "integrity_check" if thorough else "quick_check"
            found = str(connection.execute(f"PRAGMA {pragma}(1)").fetchone()[0])
            if found != "ok":
                return found
            if thorough and version_of(connection) == VERSION:
                return None if queries.open_is_right(connection) else "open airings"
            return None
        finally:
            with self._lock:
                self._running = None
            connection.close()
