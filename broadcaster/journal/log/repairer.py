"""Watch the file of an open journal, and repair it where it is damaged, replaced or removed.

Rows that another account has edited are no damage: `verification` finds those.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from broadcaster.core import database
from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, JournalError
from broadcaster.core.whole_files import sync
from broadcaster.journal.file.copies import evidence
from broadcaster.journal.file.disk_file import FileChange
from broadcaster.journal.file.head import read_or_none
from broadcaster.journal.file.store import Store
from broadcaster.journal.file.transaction import Writer
from broadcaster.journal.log import verification
from broadcaster.journal.log.recorder import write_note
from broadcaster.journal.log.salvage import DamagedJournal, salvage
from broadcaster.journal.rows.events import as_text
from broadcaster.journal.rows.model import Reason

DAMAGED = ("journal.damaged", "journal.unreadable_row")
"""Codes of the faults that are repaired by salvaging what can be read of the file."""

AGAIN = 60.0  # seconds after a repair that failed, before the next one is tried

T = TypeVar("T")

log = logging.getLogger(__name__)


class Repairer:
    """Watches and repairs one open journal. Thread-safe.

    Attributes:
        allowed: true for the station, which alone repairs: two processes must not do so at the same time.
        ours: false once another station has the folder at the journal's path: its file is not replaced.
        on_fault: called with each fault that was found and repaired, on the thread that found it.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self.allowed = False
        self.ours: Callable[[], bool] = lambda: True
        self._store = store
        self._clock = clock
        self._examining = threading.Lock()
        self._compared = False  # the file was compared with its head
        self._suspect = False  # a row could not be written or read because of damage
        self._not_before = 0.0  # monotonic seconds: no repair is tried before
        self.on_fault: Callable[[BroadcasterError], object] = lambda error: log.error("%s", error)

    @contextmanager
    def row(self) -> Iterator[Writer]:
        """One transaction for rows. The file is checked first; the next row repairs damage that shows."""
        self.watch()
        if not self._compared:
            # Once in a process that is not the station: the head of its first row would hide a missing head.
            self._compared = True
            if verification.is_head_gone(self._store):
                self._report(verification.note_head_gone(self._store, self._clock))
        try:
            with self._store.writing() as writer:
                yield writer
        except JournalError as error:
            self._suspect = self._suspect or error.code in DAMAGED
            raise

    def read(self, read: Callable[[database.Connection], T]) -> T:
        """The result of `read`. The station repairs damage that shows at once, and calls `read` again.

        Raises:
            JournalError: the file is damaged, and this is not the station.
            StoreError: the disk cannot be read, or does not take the repaired file.
        """
        try:
            with self._store.reading() as reader:
                return read(reader)
        except JournalError as error:
            self._suspect = self._suspect or error.code in DAMAGED
            if error.code not in DAMAGED or not self.allowed:
                raise
        self.repair(self._store.watch.change())
        with self._store.reading() as reader:
            return read(reader)

    def suspect(self, rows: Sequence[int]) -> None:
        """Have the next `watch` repair the file if any of its rows cannot be understood."""
        if rows and not self._suspect:
            self._suspect = True
            log.error("rows of the journal cannot be understood: %s", list(rows)[:20])

    def watch(self) -> JournalError | None:
        """Check by `stat` that the file is the open one, and repair it if not, or if damage has shown.

        Returns:
            The fault, if there was one and it is repaired.
        """
        if not self.allowed:
            return None
        others, change = self._store.watch.written_by_others(), self._store.watch.change()
        if change is None and not self._suspect:
            if others:
                self._examine_apart()
            return None
        if time.monotonic() < self._not_before:
            return None
        try:
            return self.repair(change)
        except BroadcasterError as error:
            # For example a full disk. The open connection still takes rows if it can.
            self._not_before = time.monotonic() + AGAIN
            log.exception("the journal cannot be repaired")
            self.on_fault(error)
            return None

    def examine(self) -> JournalError | None:
        """Have SQLite examine the whole file, and repair what is damaged. Takes seconds; `close` ends it.

        Returns:
            The fault, if there was one and it is repaired.

        Raises:
            StoreError: the disk does not take the repaired file.
        """
        generation = self._store.generation
        found = self._store.damage(thorough=False)
        if found is None or self._store.generation != generation:
            return None
        log.error("the journal is damaged: %s", found)
        return self.repair()

    def repair(self, change: FileChange | None = None) -> JournalError:
        """Put a whole file in the place of the one at the path, which is kept beside it.

        Args:
            change: what has happened to the file; None if its content is damaged.

        Raises:
            JournalError: the open file cannot be read, or the file at the path is another station's.
            StoreError: the disk does not take the new file; nothing has changed.
        """
        if self._store.path is None:
            raise JournalError("journal.damaged", path=":memory:")
        now, path = self._clock.now(), self._store.path
        case = DamagedJournal(head=read_or_none(path), now=now, aside=evidence(path, now))
        if change in (FileChange.REMOVED, FileChange.REPLACED):
            if not self.ours():
                raise JournalError("journal.folder_taken", path=str(path))
            self._store.renew(as_text(now), case.aside, _copy)
            note = Reason(code=f"journal.file_{change}", facts=(("aside", case.aside),))
            with self._store.writing() as writer:
                write_note(writer, note, at=now, written=now)
        else:
            note = self._store.renew(
                as_text(now), case.aside, lambda draft, connection: salvage(connection, draft, case)
            )
        self._suspect = False
        return self._report(note)

    def compare_head(self) -> JournalError | None:
        """Compare the file with the head kept beside it; once at each start, before any row is written.

        Returns:
            The fault, if rows are missing that were durable, or the head cannot be read or is gone.
        """
        self._compared = True
        return self._reported(verification.compare_with_head(self._store, self._clock))

    def _examine_apart(self) -> None:
        """Examine the file on a thread of its own: another process has written to it, perhaps not SQLite."""
        if self._examining.acquire(blocking=False):
            threading.Thread(target=self._examined, name="journal-check", daemon=True).start()

    def _examined(self) -> None:
        try:
            self.examine()
        except BroadcasterError as error:
            self.on_fault(error)
        except Exception:
            log.exception("the journal is not examined")
        finally:
            self._examining.release()

    def _reported(self, note: Reason | None) -> JournalError | None:
        return None if note is None else self._report(note)

    def _report(self, note: Reason) -> JournalError:
        error = JournalError(note.code, **dict(note.facts))
        self.on_fault(error)
        return error


def _copy(draft: Path, connection: database.Connection) -> None:
    """Copy all that the open connection still has of a file which is no longer at its path."""
    with closing(database.connect(draft)) as target:
        connection.backup(target)
    sync(draft)
