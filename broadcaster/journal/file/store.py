"""One open journal file: its connections, transactions and checkpoints, and the head beside it."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from broadcaster.core.database import MEMORY, Connection
from broadcaster.core.errors import BroadcasterError, JournalError, StoreError
from broadcaster.core.whole_files import store_error
from broadcaster.journal.file import head, queries
from broadcaster.journal.file.copies import clear, draft_of, put_in_place
from broadcaster.journal.file.database import FAULTS, VERSION, await_first_table, connect, connect_to_read
from broadcaster.journal.file.disk_file import FileWatch, StructureCheck, keep_room, write_ahead_log
from broadcaster.journal.file.head import Head
from broadcaster.journal.file.transaction import Writer, check_known, version_of
from broadcaster.journal.rows.chain import Link

ROOM = 512 * 1024  # bytes of the log: a row takes 16 to 50 KB of it, the pages that it changes

log = logging.getLogger(__name__)


Result = TypeVar("Result")


class Store:
    """One open journal file. Thread-safe; other processes may write to it too.

    Readers have a connection of their own, so that a long query never keeps a writer waiting.

    Attributes:
        path: the file; None for a journal in memory.
        watch: whether the file on the disk is still the open one.
        generation: how often `renew` has replaced the file.
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
        self._structure = StructureCheck(path, patience)
        self._synced = 0  # number of the row whose head is durable
        self.watch = FileWatch(path)
        self.generation = 0
        if read_only and path is not None:
            self._connect_to_read(path)
        else:
            self._connect(now)

    def close(self) -> None:
        """Close the file."""
        self._structure.stop()
        with self._write_lock, self._read_lock:
            self._disconnect()

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One transaction, alone among all processes; durable when the block ends without an error.

        Raises:
            JournalError: another process keeps the file, or it is damaged.
            StoreError: disk full, or not writable.
        """
        with self._write_lock:
            with FAULTS.translated(self._place):
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

    def make_room(self) -> None:
        """Have the disk keep room for the next rows, some twenty, whoever fills it meanwhile.

        Raises:
            StoreError: it has not so much.
        """
        if self.path is None:
            return
        with self._write_lock:
            try:
                keep_room(write_ahead_log(self.path), ROOM)
            except FileNotFoundError:
                return  # somebody removed it: the next row has it repaired
            except OSError as error:
                raise store_error(self.path, error) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The readers' connection, for one thread of this process at a time."""
        with self._read_lock, FAULTS.translated(self._place):
            yield self._reader

    @contextmanager
    def links(self) -> Iterator[Iterator[Link]]:
        """All rows with their hashes, in order, from one snapshot."""
        with self.reading() as reader:
            yield queries.links(reader)

    def kept_head(self) -> Head | None:
        """The head that is kept beside the file; None if there is none.

        Raises:
            DamagedHead: it cannot be read.
        """
        return None if self.path is None else head.read(self.path)

    def owes_head(self) -> bool:
        """True if there must be a head beside the file: the file has rows that were written with one."""
        if self.path is None:
            return False
        with self.reading() as reader:
            return queries.has_headed(reader)

    def lacks_head(self) -> bool:
        """True if there is no head beside the file."""
        with self._write_lock:  # the thread that writes a row writes its head under the same lock
            return self.path is not None and not head.beside(self.path).exists()

    def has(self, kept: Head) -> bool:
        """True if the file has the row of a kept head, with the same hash."""
        with self.reading() as reader:
            return queries.hash_of(reader, kept.seq) == kept.hash

    def keep_head(self) -> None:
        """Write the head of the last row, whatever head was kept before."""
        with self._write_lock:
            self._keep_head()

    def checkpoint(self) -> bool:
        """Copy all rows from the write-ahead log into the file and empty the log; false while somebody reads.

        A bit that flips in a frame of the log makes SQLite ignore all later frames. The log is emptied, not
        only copied: an old log that lost its end would replace newer pages of the file.

        That gives its room back, so it is kept again; where the disk is nearly full the log stays.

        Raises:
            StoreError: the disk does not take it.
        """
        if self.path is None or not _has_room(self.path):
            return True
        with self._write_lock, FAULTS.translated(self._place), self._impatient():
            others = self.watch.written_by_others()
            busy, _, _ = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            with suppress(OSError):
                keep_room(write_ahead_log(self.path), ROOM)
            self.watch.remember_own_write(others=others)
            last, hashed, written = queries.tail(self._writer)
            if last and last != self._synced:
                head.write(self.path, Head(seq=last, hash=hashed, at=written or ""), durable=True)
                self._synced = last
            return not busy

    def damage(self, *, thorough: bool) -> str | None:
        """What SQLite finds wrong with the file; see `StructureCheck.damage`. `close` ends it early."""
        return self._structure.damage(thorough=thorough)

    def renew(self, now: str, aside: str, build: Callable[[Path, Connection], Result]) -> Result:
        """Replace the file at the path by a new one; the old one is kept under another name.

        Args:
            now: what to record as the time of a migration.
            build: writes the new file; called with its path and the connection that is still open.

        Raises:
            JournalError: the open file cannot be read.
            StoreError: the disk does not take the new file; nothing has changed.
        """
        if self.path is None:
            raise JournalError("journal.damaged", path=str(MEMORY))
        draft = draft_of(self.path)
        with self._write_lock, self._read_lock, FAULTS.translated(self.path):
            try:
                clear(draft)
                result = build(draft, self._writer)
                write_ahead = write_ahead_log(self.path)
                if self.watch.is_ours(write_ahead) and not self.watch.is_ours(self.path):
                    # Another file is at the path. The log belongs to ours, and all of it is in the draft.
                    write_ahead.unlink()
                put_in_place(draft, self.path, aside)
            finally:
                clear(draft)
            # Disconnect after the move. Before it, the last connection to close would write the log into the
            # file at the path.
            self._disconnect()
            self._connect(now)
            self.generation += 1
            self._keep_head()
            return result

    def _connect_to_read(self, path: Path) -> None:
        with FAULTS.translated(path):
            self._writer = self._reader = connect_to_read(path, patience=self._patience)
        try:
            with FAULTS.translated(path):
                await_first_table(self._reader)
                check_known(self._reader, version_of(self._reader))
        except BroadcasterError:
            self._disconnect()
            raise

    def _connect(self, now: str) -> None:
        with FAULTS.translated(self._place):
            self._writer = connect(self.path, patience=self._patience)
            self._reader = self._writer
        try:
            with FAULTS.translated(self._place):
                version = version_of(self._writer)
                check_known(self._writer, version)
            if version < VERSION:
                with self.writing() as writer:
                    writer.migrate(now)
            if self.path is not None:
                with FAULTS.translated(self._place):
                    self._reader = connect(self.path, patience=self._patience)
                    self._reader.execute("PRAGMA query_only = ON")
                    version_of(self._reader)  # makes SQLite open the files beside it, too
                    self.watch.remember()
        except BroadcasterError:
            self._disconnect()
            raise

    def _disconnect(self) -> None:
        self._reader.close()
        self._writer.close()

    def _keep_head(self) -> None:
        """Write the head under SQLite's write lock: two processes never write heads in the wrong order."""
        if self.path is None:
            return
        try:
            with FAULTS.translated(self._place), self._impatient():
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    last, hashed, written = queries.tail(self._writer)
                    if last:
                        head.write(self.path, Head(seq=last, hash=hashed, at=written or ""))
                finally:
                    self._writer.execute("ROLLBACK")
        except (JournalError, StoreError) as error:
            # The process that holds the lock writes a newer head. A head older than the file is no fault.
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


def _has_room(path: Path) -> bool:
    """False where the disk could not keep room a second time."""
    try:
        return shutil.disk_usage(path.parent).free >= ROOM
    except OSError:
        return True
