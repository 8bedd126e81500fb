"""A room's file of tables: opened, brought to the newest version, read, and changed in transactions."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from broadcaster.database.sqlite import Error, Faults, connect

PATIENCE = 5.0  # seconds for another process that is writing
Row = Sequence[str | int | float | bytes | None]
Migrations = Sequence[Sequence[str]]
"""The statements of each version, from version 1 on. A version that was released is never edited."""


class DatabaseFile:
    """One connection. Thread-safe; several processes may open the same file.

    Args:
        path: the file; it is created with mode 0600.
        migrations: what makes its tables.
        faults: the room's errors.
        pragmas: settings of the connection.
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
        """The rows of a SELECT.

        Raises:
            BroadcasterError: see the class.
        """
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
        if self._version() == len(migrations):
            return
        with self.changing():
            version = self._version()  # another process may have done it meanwhile
            if version > len(migrations):
                raise self.faults.error(self.faults.newer, path=str(self.path))
            for statements in migrations[version:]:
                for statement in statements:
                    self.write(statement)
            self.write(f"PRAGMA user_version = {len(migrations)}")

    def _version(self) -> int:
        (found,) = self.read("PRAGMA user_version")[0]
        return int(found or 0)


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one of its name; None where there is none."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_ino, seen.st_dev
