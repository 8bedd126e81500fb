"""The journal as the running station keeps it: intents before, outcomes after, and who waits for them.

Everything but `wait` is called on the director's thread.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from broadcaster.clock import Clock
from broadcaster.errors import JournalError
from broadcaster.journal import Journal
from broadcaster.journal.ids import new_id
from broadcaster.journal.model import Entry, Kind, Outcome, Reason
from broadcaster.playout.model import Closed
from broadcaster.station.model import Message
from broadcaster.studio.model import Programme
from broadcaster.timetable.guard import Refusal
from broadcaster.timetable.model import Occurrence

log = logging.getLogger(__name__)

NEVER = ("journal.unknown_airing", "journal.already_started", "journal.already_ended")
"""Faults that do not pass: a line that was meant for an airing without an intent, say."""

UNWRITTEN = 10_000  # lines that wait for a disk; years of a ward's airings
SPOKEN = "(say)"
"""Stands for a text that is typed; no stored message can have such an id."""

OUTAGE = Refusal(code="playout.outage")
REMOVED = Refusal(code="playout.withdrawn")
KEPT = 200  # how many ends are remembered for whoever asks later


class Book:
    """Writes what is meant to air and what became of it; wakes those who wait for an airing."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._ended = threading.Condition()
        self._ends: OrderedDict[str, Closed] = OrderedDict()
        self._unbegun: set[str] = set()
        self._unwritten: deque[Callable[[], object]] = deque(maxlen=UNWRITTEN)

    def intend(self, occurrence: Occurrence, programme: Programme) -> str:
        """The durable intent of a planned airing; its id. No intent, no airing."""
        entry = _entry(occurrence, programme)
        begun = self._journal.holder(entry)
        if begun in self._unbegun:
            self._unbegun.discard(begun)
            return begun
        return self._journal.plan(entry)

    def take_back(self, airings: Iterable[str]) -> None:
        """Intents that were written but did not reach the desk: they may be intended again."""
        self._unbegun.update(airings)

    def intend_manual(
        self, message: Message, programme: Programme, *, kind: Kind, planned: datetime, who: str
    ) -> str:
        """The intent of what a person asked for; its airing's id."""
        return self._journal.plan(_asked(message, programme, kind, planned, who))

    def intend_soon(
        self,
        message: Message,
        programme: Programme,
        *,
        kind: Kind,
        planned: datetime,
        who: str,
        now: datetime,
    ) -> str:
        """As `intend_manual`, for an emergency: the air does not wait for the disk, nor need it.

        The line is written before any other of this airing; `write_now` writes it at once.
        """
        airing = new_id(now)
        entry = _asked(message, programme, kind, planned, who)
        self._unwritten.append(partial(self._journal.plan, entry, airing=airing))
        return airing

    def refuse(self, occurrence: Occurrence, refusal: Refusal) -> None:
        """A planned airing that may not air."""
        self._journal.refuse(_entry(occurrence), _reason(refusal))

    def miss(self, occurrence: Occurrence, refusal: Refusal) -> None:
        """A planned airing whose time has passed."""
        self._journal.miss(_entry(occurrence), _reason(refusal))

    def knows(self, occurrence: Occurrence) -> bool:
        """True if a planned airing has its row and is not one that never reached the desk."""
        holder = self._journal.holder(_entry(occurrence))
        return holder is not None and holder not in self._unbegun

    def started(self, item_id: str, at: datetime) -> None:
        """See `playout.director.Recorder`."""
        self._write(partial(self._journal.started, item_id, at))

    def closed(self, closed: Closed) -> None:
        """See `playout.director.Recorder`."""
        reason = _reason(closed.reason) if closed.reason else None
        try:
            self._write(partial(self._journal.ended, closed.item.id, closed.at, closed.outcome, reason))
        finally:
            with self._ended:
                self._ends[closed.item.id] = closed
                while len(self._ends) > KEPT:
                    self._ends.popitem(last=False)
                self._ended.notify_all()

    def _write(self, write: Callable[[], None]) -> None:
        """Write now; what the disk does not take is written again later, in its order."""
        self._unwritten.append(write)
        self.write_now()

    def write_now(self) -> None:
        """Write what is not written yet; raises where the disk does not take it."""
        while self._unwritten:
            try:
                self._unwritten[0]()
            except JournalError as error:
                if error.code not in NEVER:
                    raise
                log.exception("a line of the journal is lost")
            self._unwritten.popleft()

    def wait(self, item_id: str, seconds: float) -> Closed | None:
        """How an airing ended; None if it has not within `seconds`. From any thread."""
        with self._ended:
            self._ended.wait_for(lambda: item_id in self._ends, seconds)
            return self._ends.get(item_id)

    def last_seen(self) -> datetime | None:
        """Until when everything planned is settled; None where the timetable never ran.

        Rows do not count: what a person aired while the station was off says nothing about the plan.
        """
        return self._journal.seen()

    def touch(self, settled: datetime | None = None, waiting: Iterable[Occurrence] = ()) -> None:
        """Note that the station lives.

        Args:
            settled: everything planned before this instant (default: now) has its row.
            waiting: what may still air, late or within the next minute. What the last process
                left unbegun and is not among it is in the plan no more, and is told.
        """
        self.write_now()
        now = self._clock.now()
        self._journal.touch(settled or now)
        if not self._unbegun:
            return
        kept = {self._journal.holder(_entry(occurrence)) for occurrence in waiting}
        for airing in self._journal.open_airings():
            if airing.id not in self._unbegun or airing.id in kept:
                continue
            self._unbegun.discard(airing.id)
            past = airing.planned is not None and airing.planned <= now
            outcome, why = (Outcome.MISSED, OUTAGE) if past else (Outcome.REFUSED, REMOVED)
            self._journal.ended(airing.id, now, outcome, _reason(why))

    def close_interrupted(self) -> int:
        """At start: what was on air when the last process ended is told; how many there were.

        What had its intent but had not begun is kept in mind: it may still air, or is missed.
        """
        self._unbegun = {airing.id for airing in self._journal.open_airings() if airing.started is None}
        return len(self._journal.close_interrupted(self._journal.last_seen() or self._clock.now()))


def _asked(message: Message, programme: Programme, kind: Kind, planned: datetime, who: str) -> Entry:
    return Entry(
        kind=kind,
        # A typed text is nowhere else: the log says what it said.
        message=message.id if message.id != SPOKEN else f"{SPOKEN} {message.title}",
        planned=planned,
        who=who or None,
        words_digest=programme.words_digest,
        sound_digest=programme.sound_digest,
        engine=programme.engine or None,
    )


def _entry(occurrence: Occurrence, programme: Programme | None = None) -> Entry:
    return Entry(
        kind=Kind.SCHEDULED,
        message=occurrence.message,
        schedule=occurrence.schedule,
        session=occurrence.session,
        position=occurrence.position,
        planned=occurrence.start,
        words_digest=programme.words_digest if programme else None,
        sound_digest=programme.sound_digest if programme else None,
        engine=(programme.engine or None) if programme else None,
    )


def _reason(refusal: Refusal) -> Reason:
    return Reason(code=refusal.code, facts=refusal.facts)
