"""The as-run log: every airing from intent to outcome, kept in order for good."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, JournalError
from broadcaster.journal.file import queries
from broadcaster.journal.file.store import Store
from broadcaster.journal.file.writer import Writer
from broadcaster.journal.model import Airing, Entry, Kind, Note, Outcome, Reason, Verified
from broadcaster.journal.repair.repairer import Care
from broadcaster.journal.repair.verification import verified
from broadcaster.journal.rows.chain import Row
from broadcaster.journal.rows.fold import (
    Event,
    as_text,
    end_body,
    entry_body,
    fold,
    note_body,
    start_body,
    unfold_note,
)
from broadcaster.journal.rows.ids import new_id
from broadcaster.journal.rows.slots import final_event, is_over, slot_of, still_open, stored_instant


class Journal:
    """One station's journal. Thread-safe; several processes may write to the same file.

    Every write is on the disk when its method returns. All instants given must be aware. Every
    method raises `JournalError` (busy, damaged) or `StoreError` (disk full, not writable).
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._care = Care(store, clock)

    @classmethod
    def open(cls, path: Path, clock: Clock) -> Journal:
        """Open the journal at `path`, or begin one there; missing folders are made.

        Raises:
            JournalError: the file is damaged or from a newer version. It is left as it is.
            StoreError: the disk does not let it be opened or written.
        """
        return cls(Store(path, as_text(clock.now())), clock)

    @classmethod
    def open_to_read(cls, path: Path, clock: Clock) -> Journal:
        """Open the journal at `path`, which must be there, and change neither it nor what lies beside it.

        Raises:
            JournalError: the file is damaged or from a newer version.
            StoreError: it cannot be read.
        """
        return cls(Store(path, as_text(clock.now()), read_only=True), clock)

    @classmethod
    def in_memory(cls, clock: Clock) -> Journal:
        """A journal that is gone when closed, for tests and dry runs."""
        return cls(Store(None, as_text(clock.now())), clock)

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def keep(self) -> None:
        """From now on mend the file where that is needed: for the station, which alone may."""
        self._care.keeper = True

    def on_fault(self, told: Callable[[BroadcasterError], object]) -> None:
        """Have each fault of the file that is met and mended told to `told`, on the thread that met it."""
        self._care.on_fault = told

    def checkpoint(self) -> bool:
        """Bring every row from the write-ahead log into the file: when idle, and after an airing has ended.

        Costs one more wait for the disk; never waits for readers. False if one of them was in the way.
        """
        return self._store.checkpoint()

    def keep_head(self) -> None:
        """Write the head of the file as it is now, whatever was kept of it."""
        self._store.keep_head()

    def compare_head(self) -> JournalError | None:
        """Hold the file against the head beside it, before anything is written; `recover` has done so.

        Returns:
            The fault, if rows are missing that were durable: a row says so now.
        """
        return self._care.compare_head()

    def watch(self) -> JournalError | None:
        """Look by its name whether the file was removed, replaced or cut off, and mend that.

        Each row does the same before it is written; to be called each minute besides.

        Returns:
            The fault, if there was one and it is mended; `on_fault` has been told.
        """
        return self._care.watch()

    def examine(self) -> JournalError | None:
        """Have SQLite examine the whole file, and mend what is broken: once after each start.

        Takes seconds where the file is large, holds up nobody meanwhile, and is ended by `close`.

        Returns:
            The fault, if there was one and it is mended; `on_fault` has been told.
        """
        return self._care.examine()

    def mend(self) -> JournalError:
        """Put what can be read of a damaged file in its place; the fault, for whoever tells of it.

        Raises:
            StoreError: the disk does not take it; all is as it was then.
        """
        return self._care.mend(None)

    def plan(self, entry: Entry, *, airing: str | None = None) -> str:
        """Write the intent to air `entry` and return the new airing's id, `airing` where that is given.

        Raises:
            JournalError: `journal.already_planned`: this schedule, planned instant and message
                has an airing already, or the interrupted airing was resumed before.
            ValueError: a scheduled entry without schedule or planned instant.
        """
        with self._writing() as writer:
            slot = slot_of(entry)
            holder = None if slot is None else writer.holder(slot)
            if holder is not None:
                raise JournalError("journal.already_planned", airing=holder, message=entry.message or "")
            return self._begin(writer, Event.PLANNED, entry, None, airing)

    def started(
        self,
        airing: str,
        at: datetime,
        *,
        engine: str | None = None,
        words_digest: str | None = None,
        sound_digest: str | None = None,
    ) -> None:
        """Tell that the first sample of `airing` was heard at `at`; what is given replaces the intent's.

        Raises:
            JournalError: the airing is unknown, has started before, or is over.
        """
        known = {"engine": engine, "words_digest": words_digest, "sound_digest": sound_digest}
        with self._writing() as writer:
            if Event.STARTED in still_open(writer, airing):
                raise JournalError("journal.already_started", airing=airing)
            self._append(writer, Event.STARTED, airing, start_body(at, known))

    def ended(self, airing: str, at: datetime, outcome: Outcome, reason: Reason | None = None) -> None:
        """Tell how `airing` ended and when its last sample was heard.

        Raises:
            JournalError: the airing is unknown or is over.
        """
        with self._writing() as writer:
            still_open(writer, airing)
            self._append(writer, final_event(outcome), airing, end_body(at, outcome, reason))

    def refuse(self, entry: Entry, reason: Reason) -> str:
        """Tell that `entry` may not air, and return the airing's id.

        If the same scheduled airing was planned before, that one is refused; if it is over
        already, nothing is written: one Occurrence has one outcome.
        """
        with self._writing() as writer:
            return self._decline(writer, Outcome.REFUSED, entry, reason)

    def decline(self, declined: Iterable[tuple[Outcome, Entry, Reason]]) -> None:
        """Tell of many at once, refused or missed, each as by `refuse`, in one write to the disk."""
        with self._writing() as writer:
            for outcome, entry, reason in declined:
                self._decline(writer, outcome, entry, reason)

    def close_interrupted(self, at: datetime, reached: Mapping[str, datetime] | None = None) -> list[Airing]:
        """End the airings that are still open as interrupted, and return them, ended.

        To be called at start-up, before anything is planned. A scheduled airing that had not begun
        is left open: it was not interrupted, and may still air or be told as missed.

        Args:
            at: the last sign of life before the interruption.
            reached: for airings of which more is known, the last instant at which each was on air.
        """
        reason = Reason(code="journal.interrupted")
        ended = []
        with self._writing() as writer:
            for airing in fold(writer.open_rows()):
                if airing.started is None and airing.kind is Kind.SCHEDULED:
                    continue
                last = (reached or {}).get(airing.id, at)
                end = last if airing.started is None else max(last, airing.started)
                body = end_body(end, Outcome.INTERRUPTED, reason)
                self._append(writer, Event.INTERRUPTED, airing.id, body)
                closed = replace(airing, outcome=Outcome.INTERRUPTED, reason=reason)
                ended.append(replace(closed, ended=None if airing.started is None else end))
        return ended

    def open_airings(self) -> list[Airing]:
        """The airings that are planned or on air, in the order in which they were planned."""
        return self._care.read(lambda reader: fold(queries.open_rows(reader)))

    def holder(self, entry: Entry) -> str | None:
        """The airing of that Occurrence, of whatever outcome; None if it has none."""
        slot = slot_of(entry)
        if slot is None:
            return None
        return self._care.read(lambda reader: queries.holder(reader, slot))

    def airings(
        self,
        first: datetime | None = None,
        last: datetime | None = None,
        *,
        outcome: Outcome | None = None,
        unreadable: list[int] | None = None,
    ) -> list[Airing]:
        """The airings of [first, last), by the instant planned, or asked for where none was planned.

        A damaged row costs its airing, which is left out, and no other; the next row has it mended.

        Args:
            first: the earliest instant; None for the beginning.
            last: the instant before which they lie; None for the end.
            outcome: those only that ended so; the others are not even read.
            unreadable: takes the numbers of the rows that cannot be understood.
        """
        since, until = (None if moment is None else as_text(moment) for moment in (first, last))
        event = None if outcome is None else final_event(outcome)
        rows = self._care.read(lambda reader: queries.rows(reader, since, until, event))
        bad: list[int] = []
        found = fold(rows, bad)
        self._care.suspect(bad)
        if unreadable is not None:
            unreadable += bad
        return found if outcome is None else [airing for airing in found if airing.outcome is outcome]

    def note(self, at: datetime, what: Reason, airing: str | None = None) -> str:
        """Tell something that is no airing (a fault, a finding); the note's id.

        Args:
            at: when it happened.
            what: a key of the text catalogue and its facts.
            airing: the airing that it is about, if it is about one.
        """
        with self._writing() as writer:
            name = new_id(self._clock.now())
            self._append(writer, Event.NOTED, name, note_body(at, what, airing), moment=as_text(at))
            return name

    def notes(self, first: datetime | None = None, last: datetime | None = None) -> list[Note]:
        """The notes of [first, last), by the instant at which it happened."""
        since, until = (None if moment is None else as_text(moment) for moment in (first, last))
        rows = self._care.read(lambda reader: queries.notes(reader, since, until))
        found, bad = [], []
        for row in rows:
            try:
                found.append(unfold_note(row))
            except JournalError:
                bad.append(row.seq)
        self._care.suspect(bad)
        return found

    def verify(self, head: str | None = None, *, thorough: bool = False) -> Verified:
        """Walk along the whole chain; see `broadcaster.journal.rows.chain` for what that proves.

        Args:
            head: a head hash kept from an earlier day, which must be in the chain.
            thorough: also have SQLite examine the file's structure and its indexes.
        """
        return verified(self._store, head, thorough=thorough)

    def head(self) -> str:
        """The hash of the last row: what a report prints so that later edits can be shown."""
        return self._care.read(queries.tail)[1]

    def lines(self) -> list[Row]:
        """All that was written, in order."""
        with self._store.links() as links:
            return [link.row for link in links]

    def take_over(self, lines: Iterable[Row]) -> int:
        """Append what another journal of this station tells, each line as it was written then; how many.

        Airings and notes that are here already are left out: after a crash it may be asked again.
        """
        lines = list(lines)
        with self._writing() as writer:
            here = {name for name in {line.airing for line in lines} if writer.events(name)}
            fresh = [line for line in lines if line.airing not in here]
            for line in fresh:
                free = line.slot is not None and writer.holder(line.slot) is None
                writer.append(
                    written=line.written,
                    event=line.event,
                    airing=line.airing,
                    body=line.body,
                    moment=line.moment,
                    slot=line.slot if free else None,
                )
            return len(fresh)

    def touch(self, at: datetime) -> None:
        """Store a sign of life (each minute while the station runs); not part of the chain."""
        with self._writing() as writer:
            writer.touch(as_text(at))

    def seen(self) -> datetime | None:
        """The last sign of life that was stored; None for a new journal."""
        return stored_instant(self._care.read(queries.seen))

    def last_seen(self) -> datetime | None:
        """When the station last lived: its last sign of life or last row; None for a new journal."""
        signs = [self.seen(), stored_instant(self._care.read(queries.tail)[2])]
        return max((sign for sign in signs if sign is not None), default=None)

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        with self._care.row(), self._store.writing() as writer:
            yield writer

    def _decline(self, writer: Writer, outcome: Outcome, entry: Entry, reason: Reason) -> str:
        slot = slot_of(entry)
        holder = None if slot is None else writer.holder(slot)
        if holder is None:
            return self._begin(writer, final_event(outcome), entry, reason)
        if not is_over(writer.events(holder)):
            self._append(writer, final_event(outcome), holder, end_body(self._clock.now(), outcome, reason))
        return holder

    def _begin(
        self, writer: Writer, event: Event, entry: Entry, reason: Reason | None, name: str | None = None
    ) -> str:
        now = self._clock.now()
        name = name or new_id(now)
        moment = as_text(now if entry.planned is None else entry.planned)
        body = entry_body(entry, reason)
        self._append(writer, event, name, body, moment=moment, slot=slot_of(entry))
        return name

    def _append(
        self,
        writer: Writer,
        event: Event,
        airing: str,
        body: str,
        *,
        moment: str | None = None,
        slot: str | None = None,
    ) -> None:
        written = as_text(self._clock.now())
        writer.append(written=written, event=event, airing=airing, body=body, moment=moment, slot=slot)
