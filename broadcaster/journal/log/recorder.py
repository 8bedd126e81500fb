"""What the journal writes about airings and notes: the rules of each event, within one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from broadcaster.core.clock import Clock
from broadcaster.core.errors import JournalError
from broadcaster.journal.file.transaction import Writer
from broadcaster.journal.rows.chain import ChainRow, canonical
from broadcaster.journal.rows.events import RowEvent, as_text, end_body, entry_body, note_body, start_body
from broadcaster.journal.rows.fold import final_event, fold, is_over, slot_of
from broadcaster.journal.rows.model import Airing, AiringKind, Entry, Outcome, Reason, new_id

_UNHEARD = (RowEvent.PLANNED, RowEvent.REFUSED, RowEvent.MISSED)
"""The events of an airing of which not one sample went out."""


def write_note(
    writer: Writer,
    what: Reason,
    *,
    at: datetime,
    written: datetime,
    airing: str | None = None,
    fault: bool = False,
) -> str:
    """Append a note and return its id.

    Args:
        what: a key of the text catalogue and its facts.
        written: the time of the row.
        fault: it is something that went wrong.
    """
    name = new_id(written)
    writer.append(
        written=as_text(written),
        event=RowEvent.NOTED,
        airing=name,
        body=note_body(at, what, airing, fault=fault),
        moment=as_text(at),
    )
    return name


class EventRecorder:
    """Appends the events of airings through one open transaction. `Journal` says what each method means."""

    def __init__(self, writer: Writer, clock: Clock) -> None:
        self._writer = writer
        self._clock = clock

    def plan(self, entry: Entry, airing: str | None) -> str:
        """Append the intent to air `entry`; the airing's id.

        An `airing` that has its intent gets it again, with what is known by now.

        Raises:
            JournalError: `journal.already_planned`: another airing holds the slot. `journal.already_started`,
                `journal.already_ended`: it is too late for the intent of `airing`.
        """
        slot = slot_of(entry)
        holder = None if slot is None else self._writer.holder(slot)
        if holder is not None:
            raise JournalError("journal.already_planned", airing=holder, message=entry.message or "")
        if airing is None or not self._writer.events(airing):
            return self._begin(RowEvent.PLANNED, entry, None, airing)
        # At a stop its asker may have been refused while its sound was still being made.
        if RowEvent.STARTED in self._events_of_open(airing):
            raise JournalError("journal.already_started", airing=airing)
        self._append(RowEvent.PLANNED, airing, entry_body(entry))  # its moment is in its first row
        return airing

    def start(self, airing: str, at: datetime, known: Mapping[str, str | None]) -> None:
        """Append the start of `airing`.

        Raises:
            JournalError: the airing is unknown, has started before, or has ended.
        """
        if RowEvent.STARTED in self._events_of_open(airing):
            raise JournalError("journal.already_started", airing=airing)
        self._append(RowEvent.STARTED, airing, start_body(at, known))

    def end(self, airing: str, at: datetime, outcome: Outcome, reason: Reason | None) -> None:
        """Append the end of `airing`. Raises JournalError: the airing is unknown or has ended."""
        self._events_of_open(airing)
        self._append(final_event(outcome), airing, end_body(at, outcome, reason))

    def decline(self, outcome: Outcome, entry: Entry, reason: Reason) -> str:
        """Append that `entry` was refused or missed; the airing's id.

        Where the slot has an airing already, that airing gets the outcome, unless it has ended.
        """
        slot = slot_of(entry)
        holder = None if slot is None else self._writer.holder(slot)
        if holder is None:
            return self._begin(final_event(outcome), entry, reason)
        if not is_over(self._writer.events(holder)):
            self._append(final_event(outcome), holder, end_body(self._clock.now(), outcome, reason))
        return holder

    def close_interrupted(self, at: datetime, reached: Mapping[str, datetime]) -> list[Airing]:
        """End the open airings as interrupted and return them; scheduled ones that never started stay open.

        Args:
            at: the end instant of the airings that are not in `reached`.
            reached: airing → the last instant at which it was on air.
        """
        ended = []
        for airing in fold(self._writer.open_rows()):
            if airing.started is None and airing.kind is AiringKind.SCHEDULED:
                continue
            reason = Reason(code="journal.never_began" if airing.started is None else "journal.interrupted")
            last = reached.get(airing.id, at)
            end = last if airing.started is None else max(last, airing.started)
            self._append(RowEvent.INTERRUPTED, airing.id, end_body(end, Outcome.INTERRUPTED, reason))
            closed = replace(airing, outcome=Outcome.INTERRUPTED, reason=reason)
            ended.append(replace(closed, ended=None if airing.started is None else end))
        return ended

    def note(self, at: datetime, what: Reason, airing: str | None, *, fault: bool = False) -> str:
        """Append a note; its id."""
        written = self._clock.now()
        return write_note(self._writer, what, at=at, written=written, airing=airing, fault=fault)

    def decide(self, body: Mapping[str, object]) -> str:
        """Append a decision; its id."""
        written = self._clock.now()
        name, moment = new_id(written), as_text(written)
        self._append(RowEvent.DECIDED, name, canonical(body), moment=moment)
        return name

    def take_over(self, lines: Iterable[ChainRow], *, known: bool) -> int:
        """Append the rows of another journal that are missing here; how many there were.

        Args:
            known: only those of airings that are here.
        """
        lines = self._wanted(list(lines))
        here = {name: self._writer.events(name) for name in {line.airing for line in lines}}
        fresh = [
            line
            for line in lines
            if (line.event not in here[line.airing] or self._is_new_intent(line))
            and (here[line.airing] or not known)
        ]
        for line in fresh:
            self._writer.append_again(line)
        return len(fresh)

    def _is_new_intent(self, line: ChainRow) -> bool:
        """True for an intent that was written again, as it is not here yet."""
        return line.event == RowEvent.PLANNED and not self._writer.has(line)

    def _wanted(self, lines: list[ChainRow]) -> list[ChainRow]:
        """Without airings that nobody heard and whose slot another has here: one row for each slot."""
        heard = {line.airing for line in lines if line.event not in _UNHEARD}
        taken = {
            line.airing
            for line in lines
            if line.slot is not None and self._writer.holder(line.slot) not in (None, line.airing)
        }
        return [line for line in lines if line.airing in heard or line.airing not in taken]

    def _events_of_open(self, airing: str) -> list[str]:
        """The events of an airing that has not ended.

        Raises:
            JournalError: the airing is unknown, or has ended.
        """
        events = self._writer.events(airing)
        if not events:
            raise JournalError("journal.unknown_airing", airing=airing)
        if is_over(events):
            raise JournalError("journal.already_ended", airing=airing)
        return events

    def _begin(self, event: RowEvent, entry: Entry, reason: Reason | None, name: str | None = None) -> str:
        now = self._clock.now()
        name = name or new_id(now)
        moment = as_text(now if entry.planned is None else entry.planned)
        self._append(event, name, entry_body(entry, reason), moment=moment, slot=slot_of(entry))
        return name

    def _append(
        self, event: RowEvent, airing: str, body: str, *, moment: str | None = None, slot: str | None = None
    ) -> None:
        written = as_text(self._clock.now())
        self._writer.append(written=written, event=event, airing=airing, body=body, moment=moment, slot=slot)
