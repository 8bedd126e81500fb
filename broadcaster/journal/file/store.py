"""One open journal file: who reads and writes it when, and the head beside it."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from broadcaster.errors import BroadcasterError, JournalError, StoreError
from broadcaster.journal.file import head, queries
from broadcaster.journal.file.connection import MEMORY, await_first_table, connect, connect_to_read, faults
from broadcaster.journal.file.head import Head
from broadcaster.journal.file.schema import MIGRATIONS
from broadcaster.journal.file.writer import Writer, version_of
from broadcaster.journal.repair.salvage import clear, put_in_place
from broadcaster.journal.rows.chain import Link

log = logging.getLogger(__name__)


Result = TypeVar("Result")


class Strange(StrEnum):
    """What may have become of a file while it was open."""

    REMOVED = "removed"
    REPLACED = "replaced"
    TRUNCATED = "truncated"


class Store:
    """One open journal file. Thread-safe; other processes may write to it too.

    Readers have a connection of their own, so that a long look back never keeps a writer waiting.
    """

    def __init__(
        self, path: Path | None, now: str, *, patience: float = 10.0, read_only: bool = False
    ) -> None:
        """Open or create the file, and bring it to the newest version.

        Args:
            path: the file; None for a journal in memory.
            now: what to record as the time of a migration.
            patience: seconds to wait for another process that is writing.
            read_only: leave the file and what lies beside it as they are; it must be there.

        Raises:
            JournalError: the file is damaged, or was written by a newer version of the program.
            StoreError: the disk does not let it be opened or written.
        """
        self.path = path
        self._place = MEMORY if path is None else path
        self._patience = patience
        self._write_lock = threading.RLock()
        self._read_lock = self._write_lock if path is None else threading.RLock()
        self._check_lock = threading.Lock()
        self._checking: sqlite3.Connection | None = None
        self._closed = False
        self._synced = 0  # number of the row whose head is durable
        self.generation = 0  # how often the file was renewed
        self._known: dict[str, tuple[int, int]] = {}  # the files that are open: device and inode
        self._size = 0  # bytes of the file; it never shrinks
        self._changed = 0  # when it was written last, as far as is known
        if read_only and path is not None:
            self._connect_to_read(path)
        else:
            self._connect(now)

    def close(self) -> None:
        """Close the file."""
        self._closed = True
        with self._check_lock:
            if self._checking is not None:
                self._checking.interrupt()
        with self._write_lock, self._read_lock:
            self._disconnect()

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One transaction, alone among all processes; durable on disk when the block ends well.

        Raises:
            JournalError: another process keeps the file, or it is damaged.
            StoreError: disk full, or not writable.
        """
        with self._write_lock:
            with faults(self._place):
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    writer = Writer(self._writer)
                    yield writer
                    self._writer.execute("COMMIT")
                finally:
                    if self._writer.in_transaction:
                        self._writer.execute("ROLLBACK")
            if writer.appended:
                self._keep_head()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection of the readers, alone among the threads of this process."""
        with self._read_lock, faults(self._place):
            yield self._reader

    @contextmanager
    def links(self) -> Iterator[Iterator[Link]]:
        """All rows with their hashes, in order, as they were at one instant."""
        with self.reading() as reader:
            yield queries.links(reader)

    def kept_head(self) -> Head | None:
        """The head that is kept beside the file; None if there is none.

        Raises:
            DamagedHead: it cannot be read.
        """
        return None if self.path is None else head.read(self.path)

    def owes_head(self) -> bool:
        """True if a head must lie beside the file: it has rows that were written with one."""
        if self.path is None:
            return False
        with self.reading() as reader:
            return version_of(reader) == len(MIGRATIONS) and queries.has_headed(reader)

    def lacks_head(self) -> bool:
        """True if no head lies beside the file. By its name alone."""
        with self._write_lock:  # a row that is just written has its head in a moment
            return self.path is not None and not head.beside(self.path).exists()

    def has(self, kept: Head) -> bool:
        """True if the row of a kept head is in the file as it was written."""
        with self.reading() as reader:
            return queries.hash_of(reader, kept.seq) == kept.hash

    def keep_head(self) -> None:
        """Write the head of the file as it is, whatever was kept of it."""
        with self._write_lock:
            self._keep_head()

    def checkpoint(self) -> bool:
        """Bring all rows from the write-ahead log into the file, and empty the log; false if somebody reads.

        What is left in the log after a kill is only as safe as each of its frames: a bit that flips in one
        takes all that follows along. Emptied, never just copied: an old log that lost its end would cover
        newer pages of the file.

        Raises:
            StoreError: the disk does not take it.
        """
        if self.path is None:
            return True
        with self._write_lock, faults(self._place), self._impatient():
            others = self.touched()
            busy, _, _ = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._changed = -1 if others else self.path.stat().st_mtime_ns
            last, hashed, written = queries.tail(self._writer)
            if last and last != self._synced:
                head.write(self.path, Head(seq=last, hash=hashed, at=written or ""), durable=True)
                self._synced = last
            return not busy

    def damage(self, *, thorough: bool) -> str | None:
        """What SQLite finds wrong with the file's structure; None if nothing is, or the store was closed.

        Reads the whole file on a connection of its own, on the caller's thread; `close` ends it early.

        Args:
            thorough: also hold the indexes and what is open against the rows.
        """
        if self.path is None:
            return None
        try:
            with faults(self.path):
                return self._damage(self.path, thorough)
        except JournalError as error:
            if self._closed:
                return None
            if error.code != "journal.damaged":
                raise
            return str(error.__cause__)

    def look(self) -> Strange | None:
        """Whether the file at the path is still the one that is open, by its name alone.

        Nothing is opened: to close a file that SQLite has open drops SQLite's locks on it.
        """
        if self.path is None:
            return None
        for name, known in self._known.items():
            try:
                found = Path(name).stat()
            except FileNotFoundError:
                return Strange.REMOVED
            except OSError:
                return None  # nothing can be said
            if (found.st_dev, found.st_ino) != known:
                return Strange.REPLACED
            if name == str(self.path):
                if found.st_size < self._size:
                    return Strange.TRUNCATED
                self._size = found.st_size
        return None

    def touched(self) -> bool:
        """True once after others wrote to the file: a checkpoint of theirs, or what is no database."""
        if self.path is None:
            return False
        try:
            changed = self.path.stat().st_mtime_ns
        except OSError:
            return False
        before, self._changed = self._changed, changed
        return before not in (0, changed)

    def renew(self, now: str, aside: str, build: Callable[[Path, sqlite3.Connection], Result]) -> Result:
        """Put a new file in place of the one at the path, which is kept under another name.

        Args:
            now: what to record as the time of a migration.
            aside: the other name.
            build: writes the new file; given its path and the connection that is still open.

        Raises:
            JournalError: what was open cannot be read.
            StoreError: the disk does not take it; nothing has changed then.
        """
        if self.path is None:
            raise JournalError("journal.damaged", path=str(MEMORY))
        draft = self.path.with_name(f".draft-{self.path.name}")
        with self._write_lock, self._read_lock, faults(self.path):
            try:
                clear(draft)
                result = build(draft, self._writer)
                file, write_ahead = _files(self.path)
                if self._is_ours(write_ahead) and not self._is_ours(file):
                    write_ahead.unlink()  # all of it is in the new file; it never belonged to this one
                put_in_place(draft, self.path, aside)
            finally:
                clear(draft)
            # Only now: the last connection to a file that is still at its path would empty the
            # write-ahead log into it.
            self._disconnect()
            self._connect(now)
            self.generation += 1
            self._keep_head()
            return result

    def _is_ours(self, file: Path) -> bool:
        try:
            return _identity(str(file)) == self._known.get(str(file))
        except FileNotFoundError:
            return False

    def _damage(self, path: Path, thorough: bool) -> str | None:
        connection = connect_to_read(path, patience=self._patience)
        try:
            with self._check_lock:
                if self._closed:
                    return None
                self._checking = connection
            pragma = "integrity_check" if thorough else "quick_check"
            found = str(connection.execute(f"PRAGMA {pragma}(1)").fetchone()[0])
            if found != "ok":
                return found
            if thorough and version_of(connection) == len(MIGRATIONS):
                return None if queries.open_is_right(connection) else "open airings"
            return None
        finally:
            with self._check_lock:
                self._checking = None
            connection.close()

    def _connect_to_read(self, path: Path) -> None:
        with faults(path):
            self._writer = self._reader = connect_to_read(path, patience=self._patience)
        try:
            with faults(path):
                await_first_table(self._reader)
                version = version_of(self._reader)
            if version > len(MIGRATIONS):
                raise JournalError("journal.newer", version=version, known=len(MIGRATIONS))
        except BroadcasterError:
            self._disconnect()
            raise

    def _connect(self, now: str) -> None:
        with faults(self._place):
            self._writer = connect(self.path, patience=self._patience)
            self._reader = self._writer
        try:
            with faults(self._place):
                version = version_of(self._writer)
            if version != len(MIGRATIONS):
                with self.writing() as writer:
                    writer.migrate(now)
            if self.path is not None:
                with faults(self._place):
                    self._reader = connect(self.path, patience=self._patience)
                    self._reader.execute("PRAGMA query_only = ON")
                    version_of(self._reader)  # opens what lies beside it, too
                self._known = {name: _identity(name) for name in map(str, _files(self.path))}
                self._size = self.path.stat().st_size
                self._changed = self.path.stat().st_mtime_ns
        except BroadcasterError:
            self._disconnect()
            raise

    def _disconnect(self) -> None:
        self._reader.close()
        self._writer.close()

    def _keep_head(self) -> None:
        """Under the journal's write lock, so that no two processes write heads in the wrong order."""
        if self.path is None:
            return
        try:
            with faults(self._place), self._impatient():
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    last, hashed, written = queries.tail(self._writer)
                    if last:
                        head.write(self.path, Head(seq=last, hash=hashed, at=written or ""))
                finally:
                    self._writer.execute("ROLLBACK")
        except (JournalError, StoreError) as error:
            # Whoever writes just now keeps a newer head; one that is older than the file is no fault.
            log.log(
                logging.DEBUG if error.code == "journal.busy" else logging.WARNING,
                "the head of the journal is not kept: %s",
                error,
            )

    @contextmanager
    def _impatient(self) -> Iterator[None]:
        self._writer.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            self._writer.execute(f"PRAGMA busy_timeout = {int(self._patience * 1000)}")


def _files(path: Path) -> list[Path]:
    """The file and its write-ahead log."""
    return [path, path.with_name(f"{path.name}-wal")]


def _identity(name: str) -> tuple[int, int]:
    found = Path(name).stat()
    return found.st_dev, found.st_ino
