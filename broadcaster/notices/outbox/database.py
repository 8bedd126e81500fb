"""The file of the outbox: opened, locked, its faults as our errors. The only user of SQLite in this room."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from broadcaster.atomic import make_folder, store_error
from broadcaster.errors import BroadcasterError, NoticesError, StoreError
from broadcaster.notices.outbox.schema import MIGRATIONS

OUTBOX = "notices.db"
"""The file, in the station's own folder `state/`."""

PATIENCE = 5.0  # seconds for the other process that writes
CHECKPOINT = 16  # pages after which the write-ahead log is copied: it begins anew inside its reserve
RESERVE = 256 * 1024  # bytes: hundreds of messages
Row = Sequence[str | int | None]

log = logging.getLogger(__name__)


class Database:
    """One connection. Thread-safe; station and sender open the same file.

    Args:
        path: the file; it is created with mode 0600.
        reserve: keep room in the file and in its log, so that a full disk can still be told of.

    Raises:
        NoticesError: `notices.store_damaged`, `notices.store_newer`, or `notices.store_busy`.
        StoreError: the disk does not let it be opened.
    """

    def __init__(self, path: Path, *, reserve: bool = False) -> None:
        self.path = path
        self._lock = threading.RLock()
        with self._faults():
            make_folder(path.parent)
            # SQLite would create it readable for all.
            with suppress(FileExistsError, PermissionError):
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
            self._connection = sqlite3.connect(
                path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
        try:
            with self._faults():
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = FULL")
                self._connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")
            self._migrate()
            if reserve:
                self._reserve()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def read(self, statement: str, *values: object) -> list[Row]:
        """The rows of a SELECT."""
        with self._lock, self._faults():
            return self._connection.execute(statement, values).fetchall()

    def write(self, statement: str, *values: object) -> int:
        """Execute a statement that changes rows, within `changing` or by itself; how many it changed."""
        with self._lock, self._faults():
            return self._connection.execute(statement, values).rowcount

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One transaction: all that is written in the block is kept, or nothing where it raises."""
        with self._lock:
            with self._faults():
                self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                with self._faults():
                    self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    with suppress(sqlite3.Error):
                        self._connection.execute("ROLLBACK")
                raise

    def _reserve(self) -> None:
        """Write ballast, and free its pages again: both files keep them. A full disk has no room for that."""
        try:
            with self._faults():
                self._connection.execute("CREATE TABLE IF NOT EXISTS ballast (bytes BLOB)")
                self._connection.execute("INSERT INTO ballast VALUES (zeroblob(?))", (RESERVE,))
                self._connection.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
                self._connection.execute("DROP TABLE ballast")
        except BroadcasterError as error:
            log.warning("the outbox has no reserve for a full disk: %s", error)

    def _migrate(self) -> None:
        (found,) = self.read("PRAGMA user_version")[0]
        if found == len(MIGRATIONS):
            return
        with self.changing():
            (found,) = self.read("PRAGMA user_version")[0]  # the other process may have done it meanwhile
            version = int(found or 0)
            if version > len(MIGRATIONS):
                raise NoticesError("notices.store_newer", path=str(self.path))
            for statements in MIGRATIONS[version:]:
                for statement in statements:
                    self.write(statement)
            self.write(f"PRAGMA user_version = {len(MIGRATIONS)}")

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _fault(self.path, error) from error
        except OSError as error:
            raise store_error(self.path, error) from error


def _fault(path: Path, error: sqlite3.Error) -> BroadcasterError:
    """This program's error for an error of SQLite."""
    name = getattr(error, "sqlite_errorname", "")
    kind = (name.split("_")[1:2] or [""])[0]
    if kind == "FULL":
        return StoreError("store.disk_full", path=str(path))
    if kind in ("READONLY", "CANTOPEN", "PERM"):
        return StoreError("store.not_writable", path=str(path))
    if kind == "IOERR":
        return StoreError("store.fault", path=str(path), reason=str(error))
    if kind in ("BUSY", "LOCKED"):
        return NoticesError("notices.store_busy")
    return NoticesError("notices.store_damaged", path=str(path))
