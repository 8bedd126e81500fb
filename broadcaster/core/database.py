"""SQLite files: connections, migrations, transactions, SQLite's faults as ours. The only user of sqlite3."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection, Error
from urllib.parse import quote

from broadcaster.core.errors import BroadcasterError, StoreError
from broadcaster.core.whole_files import make_folder, store_error

log = logging.getLogger(__name__)

MEMORY = Path(":memory:")
_KEPT = "junk"
_BESIDE = ("-wal", "-shm")
_LEAST = 32 << 10  # bytes; the first request of SQLite

# Our statements are constant. If SQLite does not understand one, or finds a row that cannot exist, the file
# is damaged.
_DAMAGED = {"CORRUPT", "NOTADB", "ERROR", "SCHEMA", "CONSTRAINT", "MISMATCH", "FORMAT"}
_CUT_OFF = ("SQLITE_IOERR_SHORT_READ", "SQLITE_IOERR_CORRUPTFS")


def connect(path: Path = MEMORY, *, patience: float = 5.0) -> Connection:
    """A connection for reading and writing, in autocommit; a new file is of mode 0600.

    Args:
        path: the file, or `MEMORY`.
        patience: seconds to wait for another process that is writing.
    """
    if path != MEMORY:
        make_folder(path.parent)
        # SQLite would create it readable for all, and the files beside it have the same mode. Only a new
        # file is opened here: to close a file that SQLite has open drops SQLite's locks.
        with suppress(FileExistsError, PermissionError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    return sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)


def connect_to_read(path: Path, *, patience: float = 10.0) -> Connection:
    """A connection that changes nothing, also not when it is closed: the files beside it stay."""
    how = "mode=ro&immutable=1" if _cannot_change(path) else "mode=ro"
    return sqlite3.connect(
        f"file:{quote(str(path))}?{how}",
        uri=True,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
    )


def _cannot_change(path: Path) -> bool:
    """True on a read-only disk or in somebody else's folder, while nobody has the file open.

    SQLite would want to put the files of its write-ahead log there, for reading too. Where that log is
    there already, it holds rows that are not in the file yet.
    """
    return not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """The errors of a room for what SQLite says of its file; each takes the file's path."""

    error: type[BroadcasterError]
    damaged: str  # code
    busy: str  # code: another process keeps the file
    newer: str = ""  # code: a newer program wrote it
    other: str = ""  # code: anything else, with its reason; "": it is damaged

    @contextmanager
    def translated(self, path: Path) -> Iterator[None]:
        """Translate errors of SQLite and of the disk into ours.

        Raises:
            BroadcasterError: this room's, see the fields.
            StoreError: disk full, or not writable.
        """
        try:
            yield
        except Error as error:
            raise self.of(path, error) from error
        except OSError as error:
            raise store_error(path, error) from error

    def of(self, path: Path, error: Error) -> BroadcasterError:
        """This program's error for an error of SQLite."""
        name = getattr(error, "sqlite_errorname", "")
        kind = (name.split("_")[1:2] or [""])[0]
        if name in _CUT_OFF:
            return self.error(self.damaged, path=str(path))
        stored = _of_the_disk(path, name, kind, str(error))
        if stored is not None:
            return stored
        if kind in ("BUSY", "LOCKED"):
            return self.error(self.busy, path=str(path))
        if kind in _DAMAGED or not self.other:
            return self.error(self.damaged, path=str(path))
        return self.error(self.other, path=str(path), reason=str(error))


def _of_the_disk(path: Path, name: str, kind: str, reason: str) -> StoreError | None:
    if kind == "FULL" or (name == "SQLITE_IOERR_SHMSIZE" and not _has_room(path)):
        return StoreError("store.disk_full", path=str(path))
    if kind in ("READONLY", "CANTOPEN", "PERM"):
        return StoreError("store.not_writable", path=str(path))
    return StoreError("store.fault", path=str(path), reason=reason) if kind == "IOERR" else None


def _has_room(path: Path) -> bool:
    """False if the disk has no room for SQLite's shared memory."""
    try:
        return shutil.disk_usage(path.parent).free > _LEAST
    except OSError:
        return True


PATIENCE = 5.0  # seconds for another process that is writing
Row = Sequence[str | int | float | bytes | None]
Migrations = Sequence[Sequence[str]]
"""The statements of each version, from version 1 on. A version that was released is never edited."""


class Adding(tuple[str, ...]):
    """The statements of a version that only adds: programs from before it work with the file as well.

    New tables and indexes do, and columns with a default, if no released program inserts without naming its
    columns. Only so can a station go back to the program that it had.
    """

    __slots__ = ()


def needed(migrations: Migrations) -> int:
    """The last version that a program must know to work with the file: all after it only add."""
    return max((n for n, each in enumerate(migrations, 1) if not isinstance(each, Adding)), default=0)


def needed_by(connection: Connection, version: int) -> int:
    """The version that a program must know for this file, which is of `version`; see `needed`."""
    ((told,),) = connection.execute("PRAGMA application_id").fetchall()
    return int(told) or version


def tell_needed(connection: Connection, version: int) -> None:
    """Note in the file which version a program must know."""
    connection.execute(f"PRAGMA application_id = {version}")


class DatabaseFile:
    """One connection. Thread-safe; several processes may open the same file.

    Args:
        path: the file; it is created with mode 0600.
        patience: seconds to wait for another process while it is opened; later `PATIENCE`, or `soon`.

    Raises:
        BroadcasterError: the room's error for a file that is damaged, newer, or kept by another process.
        StoreError: the disk does not let it be opened.
    """

    def __init__(
        self,
        path: Path,
        migrations: Migrations,
        faults: Faults,
        pragmas: Sequence[str],
        patience: float = PATIENCE,
    ) -> None:
        self.path = path
        self.faults = faults
        self._lock = threading.RLock()
        self.own_changes = 0
        with self.faulty():
            self._connection = connect(path, patience=patience)
        try:
            with self.faulty():
                for pragma in ("synchronous = FULL", *pragmas):
                    self._connection.execute(f"PRAGMA {pragma}")
            self._migrate(migrations)
            self._wait_at_most(PATIENCE)
        except BaseException:
            self._connection.close()
            raise
        self._identity = _identity(path)

    @property
    def gone(self) -> bool:
        """True if the file was removed: what is written from now on is lost."""
        return not self.path.exists()

    @property
    def replaced(self) -> bool:
        """True if there is another file in its place."""
        return _identity(self.path) not in (None, self._identity)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def read(self, statement: str, *values: object) -> list[Row]:
        """The rows of a SELECT. Raises BroadcasterError: see the class."""
        with self._lock, self.faulty():
            return self._connection.execute(statement, values).fetchall()

    def write(self, statement: str, *values: object) -> int:
        """Execute a statement that changes rows, within `changing` or by itself; how many it changed.

        Raises:
            BroadcasterError: see the class.
        """
        with self._lock, self.faulty():
            self.own_changes += 1
            return self._connection.execute(statement, values).rowcount

    def reserve(self, size: int) -> None:
        """Keep room in the file and in its log, so that it still takes rows on a full disk.

        Ballast is written and its pages are freed again: both files keep them, if the log is copied back
        often. A disk that is full by now has no room for that.
        """
        try:
            self.write("CREATE TABLE IF NOT EXISTS ballast (bytes BLOB)")
            self.write("INSERT INTO ballast VALUES (zeroblob(?))", size)
            self.read("PRAGMA wal_checkpoint(FULL)")
            self.write("DROP TABLE ballast")
        except BroadcasterError as error:
            log.warning("%s has no reserve for a full disk: %s", self.path, error)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One transaction: all that is written in the block is kept, or nothing where it raises.

        No other process writes meanwhile, so what is read in the block holds until its end. Blocks may be
        nested: the outermost one decides.

        Raises:
            BroadcasterError: see the class.
        """
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            with self.faulty():
                self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                with self.faulty():
                    self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    with suppress(Error):
                        self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def soon(self, patience: float) -> Iterator[None]:
        """In the block nothing waits for longer than `patience` seconds for whoever else uses the file.

        Raises:
            BroadcasterError: the room's error for a file that another keeps.
        """
        if not self._lock.acquire(timeout=patience):
            raise self.faults.error(self.faults.busy, path=str(self.path))
        try:
            self._wait_at_most(patience)
            yield
        finally:
            self._wait_at_most(PATIENCE)
            self._lock.release()

    @contextmanager
    def faulty(self) -> Iterator[None]:
        """In the block, errors of SQLite and of the disk become ours."""
        with self.faults.translated(self.path):
            yield

    def _wait_at_most(self, seconds: float) -> None:
        with suppress(Error):  # it is closed
            self._connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    def _migrate(self, migrations: Migrations) -> None:
        known, version = len(migrations), self._version()
        with self.faulty():
            if version > known >= needed_by(self._connection, version):
                return
        if version == known:
            return
        with self.changing():
            version = self._version()  # another process may have done it meanwhile
            if version > known:
                raise self.faults.error(self.faults.newer, path=str(self.path))
            for statements in migrations[version:]:
                for statement in statements:
                    self.write(statement)
            self.write(f"PRAGMA user_version = {known}")
            tell_needed(self._connection, needed(migrations))

    def _version(self) -> int:
        (found,) = self.read("PRAGMA user_version")[0]
        return int(found or 0)


def put_aside(path: Path) -> Path:
    """Move a damaged database into `junk/` beside it, so that another one can be made; where it is now.

    Nobody may have it open.

    Raises:
        StoreError: the disk does not let it be moved.
    """
    kept = path.parent / _KEPT / path.name
    try:
        make_folder(kept.parent)
        path.replace(kept)
        for name in _BESIDE:
            path.with_name(path.name + name).unlink(missing_ok=True)
    except OSError as error:
        raise store_error(path, error) from error
    return kept


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one of its name; None where there is none."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_ino, seen.st_dev


__all__ = [
    "MEMORY",
    "PATIENCE",
    "Adding",
    "Connection",
    "DatabaseFile",
    "Error",
    "Faults",
    "Migrations",
    "Row",
    "connect",
    "connect_to_read",
    "needed",
    "needed_by",
    "put_aside",
    "tell_needed",
]
