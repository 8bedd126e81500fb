"""The as-run log of a station: every airing from its intent to its outcome, append-only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from broadcaster.core.clock import Clock
from broadcaster.core.errors import JournalError
from broadcaster.journal.file import queries
from broadcaster.journal.file.store import Store
from broadcaster.journal.file.transaction import UnwrittenRows
from broadcaster.journal.log.recorder import EventRecorder
from broadcaster.journal.log.repairer import Repairer
from broadcaster.journal.log.verification import verify_store
from broadcaster.journal.rows.chain import GENESIS, ChainRow, Link, digest
from broadcaster.journal.rows.events import as_text, stored_instant, unfold_note
from broadcaster.journal.rows.fold import final_event, fold, slot_of
from broadcaster.journal.rows.model import Airing, Entry, Note, Outcome, Reason, Verified

JOURNAL = "journal.db"
"""Its name in the state folder."""


class Journal:
    """One station's journal. Thread-safe; several processes may write to the same file.

    Its file is looked after by `repairer`, which repairs it for the station alone; `store` has it open.

    A row is durable when the method that writes it returns. All instants must be aware. Every method
    raises `JournalError` (busy, damaged) or `StoreError` (disk full, not writable).
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self._clock = clock
        self.repairer = Repairer(store, clock)
        self._collected: list[ChainRow] | None = None
        self.on_written: list[Callable[[], object]] = []  # told once new rows are durable, by who wrote them

    @classmethod
    def open(cls, path: Path, clock: Clock) -> Journal:
        """Open the journal at `path`, or create it; missing folders are created.

        Raises:
            JournalError: the file is damaged or from a newer version. It is left as it is.
            StoreError: the disk does not let it be opened or written.
        """
        return cls(Store(path, as_text(clock.now())), clock)

    @classmethod
    def open_to_read(cls, path: Path, clock: Clock) -> Journal:
        """Open the journal at `path`, which must exist, and change neither it nor the files beside it.

        Raises:
            JournalError: the file is damaged or from a newer version.
            StoreError: it cannot be read.
        """
        return cls(Store(path, as_text(clock.now()), read_only=True), clock)

    @classmethod
    def in_memory(cls, clock: Clock) -> Journal:
        """A journal in memory, for tests and dry runs; closing it deletes it."""
        return cls(Store(None, as_text(clock.now())), clock)

    @property
    def path(self) -> Path | None:
        """The file; None for a journal in memory."""
        return self.store.path

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def make_room(self) -> None:
        """Before an intent: have the disk keep room for its row, and for those that say what became of it.

        Else a disk that fills in between keeps the intent alone, and the next start takes what was heard for
        an airing that never began.

        Raises:
            StoreError: the disk has not so much room: nothing may begin.
        """
        if self._collected is None:
            self.store.make_room()

    def plan(self, entry: Entry, *, airing: str | None = None) -> str:
        """Write the intent to air `entry`; the new airing's id, `airing` where that is given.

        What people ask for has one when it is taken, and another once its sound is made: the last counts.

        Raises:
            JournalError: `journal.already_planned`: this schedule, planned instant and message
                has an airing already, or the interrupted airing was resumed before. `airing` has started or
                ended.
            ValueError: a scheduled entry without schedule or planned instant.
        """
        with self._recording() as recorder:
            return recorder.plan(entry, airing)

    def started(
        self,
        airing: str,
        at: datetime,
        *,
        engine: str | None = None,
        words_digest: str | None = None,
        sound_digest: str | None = None,
    ) -> None:
        """Write that the first sample of `airing` was heard at `at`; given values replace the intent's.

        Raises:
            JournalError: the airing is unknown, has started before, or has ended.
        """
        known = {"engine": engine, "words_digest": words_digest, "sound_digest": sound_digest}
        with self._recording() as recorder:
            recorder.start(airing, at, known)

    def ended(self, airing: str, at: datetime, outcome: Outcome, reason: Reason | None = None) -> None:
        """Write how `airing` ended, and when its last sample was heard.

        Raises:
            JournalError: the airing is unknown or has ended.
        """
        with self._recording() as recorder:
            recorder.end(airing, at, outcome, reason)

    def refuse(self, entry: Entry, reason: Reason) -> str:
        """Write that `entry` may not air; the airing's id.

        If the same scheduled airing was planned before, that one is refused. If it has ended, nothing is
        written: one Occurrence has one outcome.
        """
        with self._recording() as recorder:
            return recorder.decline(Outcome.REFUSED, entry, reason)

    def decline(self, declined: Iterable[tuple[Outcome, Entry, Reason]]) -> None:
        """Write many refused or missed airings, each as by `refuse`, in one transaction."""
        with self._recording() as recorder:
            for outcome, entry, reason in declined:
                recorder.decline(outcome, entry, reason)

    def close_interrupted(self, at: datetime, reached: Mapping[str, datetime] | None = None) -> list[Airing]:
        """End the airings that are still open as interrupted, and return them, ended.

        Call it at start-up, before anything is planned. A scheduled airing that never started stays open:
        it was not interrupted, and may still air or be missed. What a person asked for and nobody heard has
        a reason of its own.

        Args:
            at: the last sign of life before the interruption.
            reached: airing → the last instant at which it was on air, where that is known.
        """
        with self._recording() as recorder:
            return recorder.close_interrupted(at, reached or {})

    def open_airings(self) -> list[Airing]:
        """The airings that have not ended, in the order in which they were planned."""
        return self.repairer.read(lambda reader: fold(queries.open_rows(reader)))

    def holder(self, entry: Entry) -> str | None:
        """The airing of this Occurrence, whatever its outcome; None if there is none."""
        slot = slot_of(entry)
        if slot is None:
            return None
        return self.repairer.read(lambda reader: queries.holder(reader, slot))

    def airings(
        self,
        first: datetime | None = None,
        last: datetime | None = None,
        *,
        outcome: Outcome | None = None,
        unreadable: list[int] | None = None,
    ) -> list[Airing]:
        """The airings of [first, last), by the instant planned, or asked for where none was planned.

        Only the airing of a damaged row is left out. The file is repaired before the next row is written.

        Args:
            first: the earliest instant; None for the beginning.
            last: the instant before which they lie; None for the end.
            outcome: only airings that ended so; the others are not read.
            unreadable: receives the numbers of the rows that cannot be understood.
        """
        since, until = (None if moment is None else as_text(moment) for moment in (first, last))
        event = None if outcome is None else final_event(outcome)
        rows = self.repairer.read(lambda reader: queries.rows(reader, since, until, event))
        bad: list[int] = []
        found = fold(rows, bad)
        self.repairer.suspect(bad)
        if unreadable is not None:
            unreadable += bad
        return found if outcome is None else [airing for airing in found if airing.outcome is outcome]

    def note(self, at: datetime, what: Reason, airing: str | None = None, *, fault: bool = False) -> str:
        """Write something that is no airing (a fault, a finding); the note's id.

        Args:
            what: a key of the text catalogue and its facts.
            fault: it is something that went wrong.
        """
        with self._recording() as recorder:
            return recorder.note(at, what, airing, fault=fault)

    def notes(self, first: datetime | None = None, last: datetime | None = None) -> list[Note]:
        """The notes of [first, last), by the instant at which they happened."""
        since, until = (None if moment is None else as_text(moment) for moment in (first, last))
        rows = self.repairer.read(lambda reader: queries.notes(reader, since, until))
        found, bad = [], []
        for row in rows:
            try:
                found.append(unfold_note(row))
            except JournalError:
                bad.append(row.seq)
        self.repairer.suspect(bad)
        return found

    def decide(self, body: Mapping[str, object]) -> str:
        """Write what a person decided; the decision's id. `people.approval` knows what bodies there are."""
        with self._recording() as recorder:
            return recorder.decide(body)

    def decisions(self, after: int = 0) -> list[Link]:
        """The rows of the decisions with a number greater than `after`, in order.

        A row whose own hash does not fit it was changed behind the program's back: it is left out, and the
        file is repaired before the next row is written.
        """
        found = self.repairer.read(lambda reader: queries.decided(reader, after))
        whole = [link for link in found if link.hash == digest(link.prev, link.row)]
        if len(whole) < len(found):
            good = {link.row.seq for link in whole}
            self.repairer.suspect([link.row.seq for link in found if link.row.seq not in good])
        return whole

    def to_confirm(self, settled: Collection[str] = ()) -> list[Airing]:
        """The airings that nobody approved ahead and that are not `settled`, in the order of their rows."""
        return fold(self.repairer.read(lambda reader: queries.to_confirm(reader, settled)), [])

    def people_stores(self) -> dict[str, int]:
        """Which change of which store of people the rows tell of; see `people.store.outbox`."""
        return self.repairer.read(queries.people_stores)

    @property
    def is_empty(self) -> bool:
        """True if it has no row at all."""
        return self.head() == GENESIS

    def verify(self, head: str | None = None, *, thorough: bool = False) -> Verified:
        """Check every row of the chain; see `broadcaster.journal.rows.chain` for what that proves.

        Args:
            head: a head hash kept from an earlier day, which must be in the chain.
            thorough: also have SQLite examine the file's structure and its indexes.
        """
        return verify_store(self.store, head, thorough=thorough)

    def head(self) -> str:
        """The hash of the last row. A report prints it: with it, later edits can be proven."""
        return self.repairer.read(queries.tail)[1]

    def newest(self) -> int:
        """The number of the last row; 0 for an empty journal."""
        return self.repairer.read(queries.tail)[0]

    def after(self, seq: int, most: int) -> list[ChainRow]:
        """At most `most` rows with a number greater than `seq`, in order."""
        return self.repairer.read(lambda reader: queries.after(reader, seq, most))

    def links_after(self, seq: int, most: int) -> tuple[str, list[Link]]:
        """The hash of the row `seq`, and at most `most` rows behind it with theirs."""
        return self.repairer.read(lambda reader: queries.links_after(reader, seq, most))

    def named(self, airings: Collection[str]) -> list[Airing]:
        """The airings with these ids, as far as they are here and can be understood."""
        return fold(self.repairer.read(lambda reader: queries.of_airings(reader, airings)), [])

    def lines(self) -> list[ChainRow]:
        """All rows, in order."""
        with self.store.links() as links:
            return [link.row for link in links]

    def take_over(self, lines: Iterable[ChainRow], *, known: bool = False) -> int:
        """Append the rows of another journal of this station, each with its own time; how many.

        What is already here is left out: after a crash it may be called again.

        Args:
            known: only those of airings that are here.
        """
        with self._recording() as recorder:
            return recorder.take_over(lines, known=known)

    def collect(self) -> list[ChainRow]:
        """From now on write nothing to the file: each row is added to this list instead.

        For the end of a process whose file takes no rows; readers go on as before.
        """
        collected: list[ChainRow] = []
        self._collected = collected
        return collected

    def touch(self, at: datetime) -> None:
        """Store a sign of life (each minute while the station runs); not part of the chain."""
        with self.repairer.row() as writer:
            writer.touch(as_text(at))

    def seen(self) -> datetime | None:
        """The last sign of life that was stored; None for a new journal."""
        return stored_instant(self.repairer.read(queries.seen))

    def last_seen(self) -> datetime | None:
        """The later of the last sign of life and the last row; None for a new journal."""
        signs = [self.seen(), stored_instant(self.repairer.read(queries.tail)[2])]
        return max((sign for sign in signs if sign is not None), default=None)

    @contextmanager
    def _recording(self) -> Iterator[EventRecorder]:
        if self._collected is not None:
            with self.store.reading() as reader:
                yield EventRecorder(UnwrittenRows(reader, self._collected), self._clock)
            return
        with self.repairer.row() as writer:
            yield EventRecorder(writer, self._clock)
        for told in self.on_written if writer.appended else ():
            told()
