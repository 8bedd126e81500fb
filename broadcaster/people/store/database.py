"""The file people.db: opened, locked and translated into our errors. The only user of SQLite in this room."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from broadcaster.atomic import make_folder, store_error
from broadcaster.errors import BroadcasterError, PeopleError, StoreError
from broadcaster.people.store.schema import MIGRATIONS

PATIENCE = 5.0  # seconds for another process that is writing
Row = Sequence[str | int | float | bytes | None]


class Database:
    """One connection. Thread-safe; several processes may open the same file.

    The rollback journal is kept: unlike a write-ahead log it lets a file on a disk that takes no writes be
    read. What is deleted is overwritten.

    Args:
        path: the file; it is created with mode 0600.
        patience: seconds to wait for another process while it is opened; later `PATIENCE`, or `soon`.

    Raises:
        PeopleError: `people.store_damaged`; `people.store_busy` while another process writes;
            `people.store_newer` for a file of a newer version.
        StoreError: the disk does not let it be opened.
    """

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self.path = path
        self._lock = threading.RLock()
        self.own_changes = 0
        with self._faults():
            make_folder(path.parent)
            # SQLite would create it readable for all. Only a new file is opened here: to close a file that
            # SQLite has open drops SQLite's locks.
            with suppress(FileExistsError, PermissionError):
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
            self._connection = sqlite3.connect(
                path, timeout=patience, isolation_level=None, check_same_thread=False
            )
        try:
            with self._faults():
                self._connection.execute("PRAGMA secure_delete = ON")
                self._connection.execute("PRAGMA synchronous = FULL")
            self._migrate()
            self._wait_at_most(PATIENCE)
            self._identity = _identity(path)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @property
    def version(self) -> tuple[int, int]:
        """Differs after each change, of this process or another.

        Raises:
            PeopleError: `people.store_gone` where the file was removed; or see `Database`.
            StoreError: see `Database`.
        """
        with self._lock, self._faults():
            (changed,) = self._connection.execute("PRAGMA data_version").fetchone()
        if not self.path.exists():
            raise PeopleError("people.store_gone", path=str(self.path))
        return int(changed), self.own_changes

    @property
    def replaced(self) -> bool:
        """True if there is another file in its place."""
        return _identity(self.path) not in (None, self._identity)

    def read(self, statement: str, *values: object) -> list[Row]:
        """The rows of a SELECT.

        Raises:
            PeopleError, StoreError: see `Database`.
        """
        with self._lock, self._faults():
            return self._connection.execute(statement, values).fetchall()

    def write(self, statement: str, *values: object) -> int:
        """Execute a statement that changes rows, within `changing` or by itself; how many it changed.

        Raises:
            PeopleError, StoreError: see `Database`.
        """
        with self._lock, self._faults():
            self.own_changes += 1
            return self._connection.execute(statement, values).rowcount

    @contextmanager
    def soon(self, patience: float) -> Iterator[None]:
        """In the block nothing waits for longer than `patience` seconds for whoever else uses the file.

        Raises:
            PeopleError: `people.store_busy`.
        """
        if not self._lock.acquire(timeout=patience):
            raise PeopleError("people.store_busy")
        try:
            self._wait_at_most(patience)
            yield
        finally:
            self._wait_at_most(PATIENCE)
            self._lock.release()

    def _wait_at_most(self, seconds: float) -> None:
        with suppress(sqlite3.Error):  # it is closed
            self._connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One transaction: all that is written in the block is kept, or nothing where it raises.

        No other process writes meanwhile, so what is read in the block holds until its end. Blocks may be
        nested: the outermost one decides.

        Raises:
            PeopleError, StoreError: see `Database`.
        """
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
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

    def _migrate(self) -> None:
        (found,) = self.read("PRAGMA user_version")[0]
        if found == len(MIGRATIONS):
            return
        with self.changing():
            (found,) = self.read("PRAGMA user_version")[0]  # another process may have done it meanwhile
            version = int(found or 0)
            if version > len(MIGRATIONS):
                raise PeopleError("people.store_newer", path=str(self.path))
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


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one of its name; None where there is none."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_ino, seen.st_dev


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
        return PeopleError("people.store_busy")
    return PeopleError("people.store_damaged", path=str(path))
