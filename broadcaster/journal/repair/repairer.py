"""A journal that was lost in silence proves nothing: its file is watched, and what is broken is mended.

Nothing here is called for what another account does to the rows themselves: that is told by `verify`.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from broadcaster.atomic import sync
from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, JournalError
from broadcaster.journal.file import queries
from broadcaster.journal.file.connection import faults
from broadcaster.journal.file.head import DamagedHead, Head, beside, read
from broadcaster.journal.file.store import Store, Strange
from broadcaster.journal.model import Reason
from broadcaster.journal.repair.salvage import clear, evidence, put_in_place, salvage, salvage_file, tell
from broadcaster.journal.rows.fold import as_text

DAMAGED = ("journal.damaged", "journal.unreadable_row")
"""Faults of the file that are mended by salvaging what can be read of it."""

LOST = "journal.rows_lost"
"""The note where rows at the end of the file were lost."""

HEAD_DAMAGED = "journal.head_damaged"
"""The note where the head beside the file could not be read."""

HEAD_GONE = "journal.head_gone"
"""The note where there was no head beside the file, and should have been."""

AGAIN = 60.0  # seconds after a mending that failed

T = TypeVar("T")

log = logging.getLogger(__name__)


class Care:
    """Looks after one open journal. Thread-safe.

    Attributes:
        keeper: true for the station, which alone mends: two processes must not do so at once.
        on_fault: told of each fault that was met and mended, on the thread that met it.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self.keeper = False
        self._store = store
        self._clock = clock
        self._examining = threading.Lock()
        self._compared = False  # the file was held against its head
        self._suspect = False  # a row could not be written or read for what the file is
        self._not_before = 0.0
        self.on_fault: Callable[[BroadcasterError], object] = lambda error: log.error("%s", error)

    @contextmanager
    def row(self) -> Iterator[None]:
        """Around the writing of a row: the file is looked at first, and suspected if it does not take it."""
        self.watch()
        if not self._compared:
            # Before the first row of a process that is not the station: its head would hide that one is gone.
            self._compared = True
            if self._store.lacks_head():
                self._headless()
        with self.suspicion():
            yield

    def read(self, read: Callable[[sqlite3.Connection], T]) -> T:
        """What `read` finds; a damaged file that shows here is mended at once by the station, and read again.

        Raises:
            JournalError: the file is damaged, and this is not the station.
            StoreError: the disk cannot be read, or does not take what is mended.
        """
        try:
            with self.suspicion(), self._store.reading() as reader:
                return read(reader)
        except JournalError as error:
            if error.code not in DAMAGED or not self.keeper:
                raise
        self.mend(self._store.look())
        with self._store.reading() as reader:
            return read(reader)

    @contextmanager
    def suspicion(self) -> Iterator[None]:
        """Around what reads or writes: a damaged file that shows here is mended by the next look."""
        try:
            yield
        except JournalError as error:
            self._suspect = self._suspect or error.code in DAMAGED
            raise

    def suspect(self, rows: Sequence[int]) -> None:
        """Have the next look mend the file, for these rows of it cannot be understood."""
        if rows and not self._suspect:
            self._suspect = True
            log.error("rows of the journal cannot be understood: %s", list(rows)[:20])

    def watch(self) -> JournalError | None:
        """Look whether the file is still there and whole as far as its name tells, and mend what is not.

        Returns:
            The fault, if there was one and it is mended.
        """
        if not self.keeper:
            return None
        touched, strange = self._store.touched(), self._store.look()
        if strange is None and not self._suspect:
            if touched:
                self._examine_apart()
            return None
        if time.monotonic() < self._not_before:
            return None
        try:
            return self.mend(strange)
        except BroadcasterError as error:
            # A full disk, say. The open connection goes on taking rows meanwhile, if it can.
            self._not_before = time.monotonic() + AGAIN
            log.exception("the journal cannot be mended")
            self.on_fault(error)
            return None

    def _examine_apart(self) -> None:
        """Examine the file beside all else: somebody wrote to it, and that may have been no database."""
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

    def examine(self) -> JournalError | None:
        """Have SQLite examine the whole file, and mend what is broken; takes seconds, ended by `close`.

        Returns:
            The fault, if there was one and it is mended.

        Raises:
            StoreError: the disk does not take what is mended.
        """
        generation = self._store.generation
        found = self._store.damage(thorough=False)
        if found is None or self._store.generation != generation:
            return None
        log.error("the journal is damaged: %s", found)
        return self.mend(None)

    def mend(self, strange: Strange | None) -> JournalError:
        """Put a whole file in the place of the one at the path, which is kept beside it.

        Args:
            strange: what has become of the file; None if its content is damaged.

        Raises:
            JournalError: what is open cannot be read.
            StoreError: the disk does not take it; all is as it was then.
        """
        if self._store.path is None:
            raise JournalError("journal.damaged", path=":memory:")
        now = self._clock.now()
        path, aside = self._store.path, evidence(self._store.path, now)
        if strange in (Strange.REMOVED, Strange.REPLACED):
            self._store.renew(as_text(now), aside, _copied)
            note = Reason(code=f"journal.file_{strange}", facts=(("aside", aside),))
            self._tell(note, now)
        else:
            build = partial(_salvaged, head=_head_of(path), now=now, aside=aside)
            note = self._store.renew(as_text(now), aside, build)
        self._suspect = False
        return self._told(note)

    def compare_head(self) -> JournalError | None:
        """Hold the file against the head that is kept beside it; at each start, before any row is written.

        Returns:
            The fault, if rows are missing that were durable, or the head cannot be read or is gone.
        """
        now = self._clock.now()
        self._compared = True
        try:
            kept = self._store.kept_head()
        except DamagedHead:
            return self._tell_head(HEAD_DAMAGED)
        if kept is None:
            return self._headless()
        if self._store.has(kept):
            return None
        facts = {"row": str(kept.seq), "head": kept.hash, "at": kept.at, "rows": str(self._rows())}
        note = Reason(code=LOST, facts=(*facts.items(), ("aside", self._keep_log(now))))
        self._tell(note, now)
        self._settle(kept)
        return self._told(note)

    def _headless(self) -> JournalError | None:
        """No head lies beside the file: told by a row if there must be one; the head is written anew."""
        if self._store.owes_head():
            return self._tell_head(HEAD_GONE)
        self._store.keep_head()
        return None

    def _tell_head(self, code: str) -> JournalError:
        note = Reason(code=code)
        self._tell(note, self._clock.now())
        return self._told(note)

    def _rows(self) -> int:
        with self._store.reading() as reader:
            return queries.tail(reader)[0]

    def _tell(self, note: Reason, now: datetime) -> None:
        with self._store.writing() as writer:
            tell(writer, note, now)

    def _settle(self, kept: Head) -> None:
        """What was planned before the lost row is over: nobody knows what of it aired, so it airs no more."""
        with suppress(ValueError), self._store.reading() as reader:
            sign = queries.seen(reader) or ""
            datetime.fromisoformat(kept.at)
            if sign < kept.at:
                with self._store.writing() as writer:
                    writer.touch(kept.at)

    def _keep_log(self, now: datetime) -> str:
        """Keep the write-ahead log in which the rows are missing: the next row begins to overwrite it."""
        path = self._store.path
        if path is None:
            return ""
        found, aside = path.with_name(f"{path.name}-wal"), f"{evidence(path, now)}-wal"
        try:
            if not found.stat().st_size:
                return ""
            shutil.copyfile(found, path.with_name(aside))
        except OSError:
            log.exception("the write-ahead log is not kept")
            return ""
        return aside

    def _told(self, note: Reason) -> JournalError:
        error = JournalError(note.code, **dict(note.facts))
        self.on_fault(error)
        return error


def salvage_closed(path: Path, clock: Clock) -> JournalError:
    """Salvage a journal that cannot even be opened; no connection to it may be open in this process.

    Returns:
        The fault, which is mended.

    Raises:
        JournalError, StoreError: it cannot be mended.
    """
    now = clock.now()
    aside, draft = evidence(path, now), path.with_name(f".draft-{path.name}")
    with faults(path):
        clear(draft)
        note = salvage_file(path, draft, head=_head_of(path), now=now, aside=aside).note
        put_in_place(draft, path, aside)
        # The note names it; what is in its place now has another.
        beside(path).unlink(missing_ok=True)
    log.error("the journal is mended: %s", note)
    return JournalError(note.code, **dict(note.facts))


def _head_of(path: Path) -> Head | None:
    try:
        return read(path)
    except DamagedHead:
        return None


def _copied(draft: Path, connection: sqlite3.Connection) -> None:
    """All that the open connection still holds of a file which is no longer at its path."""
    with closing(sqlite3.connect(draft)) as target:
        connection.backup(target)
    sync(draft)


def _salvaged(
    draft: Path, connection: sqlite3.Connection, *, head: Head | None, now: datetime, aside: str
) -> Reason:
    return salvage(connection, draft, head=head, now=now, aside=aside).note
