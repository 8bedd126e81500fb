"""The journal as the running station keeps it: intents before, outcomes after, and who waits for them.

Everything but `wait` is called on the director's thread.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, JournalError
from broadcaster.journal import Journal
from broadcaster.journal.ids import new_id
from broadcaster.journal.model import Airing, Entry, Kind, Outcome, Reason
from broadcaster.journal.names import FILE, SPOKEN
from broadcaster.playout.model import Closed
from broadcaster.service.outages import Outage, why_missed
from broadcaster.service.progress import Reached
from broadcaster.station.model import Message, Say, Station
from broadcaster.studio.model import Programme
from broadcaster.timetable.guard import Refusal
from broadcaster.timetable.model import Occurrence
from broadcaster.timetable.quotas import Used, counts, monday

log = logging.getLogger(__name__)

NEVER = ("journal.unknown_airing", "journal.already_started", "journal.already_ended")
"""Faults that do not pass: a line that was meant for an airing without an intent, say."""

UNWRITTEN = 10_000  # lines that wait for a disk; years of a ward's airings
REMOVED = Refusal(code="playout.withdrawn")
_INSTANT = timedelta(microseconds=1)
LOOK_BACK = timedelta(hours=12)  # longer than any airing that may still be taken up
KEPT = 200  # how many ends are remembered for whoever asks later


class Book:
    """Writes what is meant to air and what became of it; wakes those who wait for an airing."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self.outages: tuple[Outage, ...] = ()  # when it ran without this journal
        self._journal = journal
        self._clock = clock
        self._ended = threading.Condition()
        self._ends: OrderedDict[str, Closed] = OrderedDict()
        self._unbegun: set[str] = set()
        self._meant: dict[str, datetime] = {}  # intents of planned airings not begun yet, and their instants
        self._reached: Mapping[str, Reached] = {}
        self._unwritten: deque[Callable[[], object]] = deque(maxlen=UNWRITTEN)

    def intend(
        self,
        occurrence: Occurrence,
        programme: Programme | None,
        *,
        words_digest: str | None = None,
        zones: tuple[str, ...] = (),
    ) -> str:
        """The durable intent of a planned airing; its id. No intent, no airing.

        Args:
            occurrence: what is planned.
            programme: what is heard; None for a message that is heard in pieces.
            words_digest: what is said in it then.
            zones: where alone it is heard.
        """
        entry = replace(_entry(occurrence, programme), zones=zones)
        entry = entry if words_digest is None else replace(entry, words_digest=words_digest)
        airing = self._intend(entry)
        self._meant[airing] = occurrence.start
        return airing

    def resume(self, airing: Airing, programme: Programme) -> str:
        """The durable intent of the rest of an interrupted airing; its id. There is one, once."""
        return self._intend(
            Entry(
                kind=Kind.SCHEDULED,
                message=airing.message,
                schedule=airing.schedule,
                session=airing.session,
                position=airing.position,
                planned=self._clock.now(),
                words_digest=programme.words_digest,
                sound_digest=programme.sound_digest,
                engine=programme.engine or None,
                resumes=airing.id,
                zones=airing.zones,
            )
        )

    def heard(self, station: Station, session: str | None, day: date) -> Used:
        """What the scheduled sessions that were heard, but for one, have used up of the ward's quotas."""
        zone, first = station.settings.timezone, monday(day)
        week = [datetime.combine(d, time(), zone) for d in (first, first + timedelta(days=7))]
        found = [
            (airing.session, airing.planned.astimezone(zone).date())
            for airing in self._journal.airings(*week)
            if airing.kind is Kind.SCHEDULED
            and airing.started is not None
            and airing.planned is not None
            and airing.session not in (None, session)
            and counts(station.messages.get(airing.message or ""))
        ]
        return Used(
            sessions=frozenset(str(name) for name, on in found if on == day),
            days=frozenset(on for _, on in found),
        )

    def interrupted(self, now: datetime) -> list[tuple[Airing, int | None]]:
        """The airings cut off of late whose rest was not heard, each with the frame it had reached."""
        found = []
        for airing in self._journal.airings(now - LOOK_BACK, now, outcome=Outcome.INTERRUPTED):
            if airing.kind is not Kind.SCHEDULED:
                continue
            rest = self._journal.holder(Entry(kind=Kind.SCHEDULED, resumes=airing.id))
            if rest is None or rest in self._unbegun:
                reached = self._reached.get(airing.id)
                found.append((airing, None if reached is None else reached.frame))
        return found

    def _intend(self, entry: Entry) -> str:
        begun = self._journal.holder(entry)
        if begun in self._unbegun:
            self._unbegun.discard(begun)
            return begun
        return self._journal.plan(entry)

    def take_back(self, airings: Iterable[str]) -> None:
        """Intents that were written but did not reach the desk: they may be intended again."""
        self._unbegun.update(airings)
        self._meant = {name: at for name, at in self._meant.items() if name not in self._unbegun}

    def intend_manual(
        self,
        message: Message,
        programme: Programme | None,
        *,
        kind: Kind,
        planned: datetime,
        who: str,
        words_digest: str | None = None,
        makes_good: str | None = None,
    ) -> str:
        """The intent of what a person asked for; its airing's id. Arguments as for `asked_for`."""
        entry = asked_for(message, programme, kind, planned, who, words_digest=words_digest)
        return self._journal.plan(replace(entry, makes_good=makes_good))

    def intend_later(self, entry: Entry, now: datetime, *, airing: str | None = None) -> str:
        """As `intend_entry`, for an emergency: the air does not wait for the disk, nor need it.

        The line is written with the next one, which is its start or its end.
        """
        airing = airing or new_id(now)
        self._unwritten.append(partial(self._journal.plan, entry, airing=airing))
        return airing

    def intend_entry(self, entry: Entry, *, airing: str | None = None) -> str:
        """The intent of anything else; its airing's id, which may be given."""
        return self._journal.plan(entry, airing=airing)

    def intend_soon(self, entry: Entry, *, airing: str) -> None:
        """The same for what airs at once, as a stand-in: a full disk must not keep it off the air."""
        self._write(partial(self._journal.plan, entry, airing=airing))

    def refuse(self, occurrence: Occurrence, refusal: Refusal) -> None:
        """A planned airing that may not air."""
        self._settled(self._journal.refuse(_entry(occurrence), _reason(refusal)))

    def tell(
        self,
        *,
        missed: Iterable[Occurrence] = (),
        refused: Iterable[Occurrence] = (),
        removed: Iterable[Occurrence] = (),
    ) -> None:
        """What did not air: its time has passed, the plan refuses it, or it is in the plan no more."""
        declined = [(Outcome.MISSED, _entry(o), _reason(why_missed(o.start, self.outages))) for o in missed]
        declined += [(Outcome.REFUSED, _entry(o), _why(o)) for o in refused]
        gone = [(Outcome.REFUSED, _entry(o), _reason(REMOVED)) for o in removed]
        if declined:
            self._journal.decline(declined)
        if gone:
            # They are in no plan any more that could bring them up again: written later, if not now.
            self._write(partial(self._journal.decline, gone))
        declined += gone
        if self._unbegun:
            for _, entry, _ in declined:
                self._settled(self._journal.holder(entry))

    def _settled(self, airing: str | None) -> None:
        """An airing has its end: nothing is to be looked for any more."""
        self._unbegun.discard(airing or "")

    def knows(self, occurrence: Occurrence) -> bool:
        """True if a planned airing has its row and is not one that never reached the desk."""
        holder = self._journal.holder(_entry(occurrence))
        return holder is not None and holder not in self._unbegun

    def started(self, item_id: str, at: datetime) -> None:
        """See `playout.director.Recorder`."""
        self._meant.pop(item_id, None)
        self._write(partial(self._journal.started, item_id, at))

    def closed(self, closed: Closed) -> None:
        """See `playout.director.Recorder`."""
        reason = _reason(closed.reason) if closed.reason else None
        self._meant.pop(closed.item.id, None)
        try:
            self._write(partial(self._journal.ended, closed.item.id, closed.at, closed.outcome, reason))
        finally:
            with self._ended:
                self._ends[closed.item.id] = closed
                while len(self._ends) > KEPT:
                    self._ends.popitem(last=False)
                self._ended.notify_all()

    def noted(self, error: BroadcasterError, at: datetime) -> None:
        """See `playout.director.Recorder`."""
        facts = tuple((name, str(value)) for name, value in error.facts.items())
        self.note(at, Reason(code=error.code, facts=facts))

    def note(self, at: datetime, what: Reason, airing: str | None = None) -> None:
        """Keep something that is no airing; see `Journal.note`."""
        self._write(partial(self._journal.note, at, what, airing))

    def _write(self, write: Callable[[], object]) -> None:
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

    def touch(
        self,
        settled: datetime | None = None,
        waiting: Iterable[Occurrence] | None = (),
        rests: Iterable[str] = (),
    ) -> None:
        """Note that the station lives.

        Args:
            settled: everything planned before this instant (default: now) has its row. What waits at
                the desk has not begun, so the note is not later than that: a restart looks for it.
            waiting: what may still air, late or within the next minute. What the last process
                left unbegun and is not among it is in the plan no more, and is told. None while
                the timetable is held: nothing can be said about it yet.
            rests: the interrupted airings that may still be taken up; the same goes for their rests.
        """
        self.write_now()
        now = self._clock.now()
        self._journal.touch(min([settled or now, *(at - _INSTANT for at in self._meant.values())]))
        if not self._unbegun or waiting is None:
            return
        kept = {self._journal.holder(_entry(occurrence)) for occurrence in waiting}
        wanted = set(rests)
        for airing in self._journal.open_airings():
            if airing.id not in self._unbegun or airing.id in kept or airing.resumes in wanted:
                continue
            self._unbegun.discard(airing.id)
            past = airing.planned is not None and airing.planned <= now
            off = why_missed(airing.planned or now, self.outages)
            outcome, why = (Outcome.MISSED, off) if past else (Outcome.REFUSED, REMOVED)
            self._journal.ended(airing.id, now, outcome, _reason(why))

    def close_interrupted(self, reached: Mapping[str, Reached] | None = None) -> int:
        """At start: what was on air when the last process ended is told; how many there were.

        What had its intent but had not begun is kept in mind: it may still air, or is missed.
        """
        self._unbegun = {airing.id for airing in self._journal.open_airings() if airing.started is None}
        self._reached = reached or {}
        heard = {name: place.at for name, place in self._reached.items()}
        last = self._journal.last_seen() or self._clock.now()
        ended = self._journal.close_interrupted(last, heard)
        # A relay inside a message has a row of its own, written ahead: its message counts.
        asked = [airing for airing in ended if airing.kind is not Kind.RELAY]
        return len(asked) or sum(airing.started is not None for airing in ended)


def asked_for(
    message: Message,
    programme: Programme | None,
    kind: Kind,
    planned: datetime,
    who: str,
    *,
    words_digest: str | None = None,
) -> Entry:
    """The journal's entry for what a person asked for; without a programme it is heard in pieces."""
    return Entry(
        kind=kind,
        message=_named(message),
        planned=planned,
        who=who or None,
        words_digest=programme.words_digest if programme else words_digest,
        sound_digest=programme.sound_digest if programme else None,
        engine=(programme.engine or None) if programme else None,
    )


def _named(message: Message) -> str:
    """A stored message by its id. A typed text is nowhere else: the log says what it said, whole."""
    if message.id == SPOKEN:
        said = " ".join(part.text for part in message.parts if isinstance(part, Say))
        return f"{SPOKEN} {' '.join(said.split())}"
    return f"{FILE} {message.title}" if message.id == FILE else message.id


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


def _why(occurrence: Occurrence) -> Reason:
    return Reason(code=occurrence.reason or REMOVED.code, facts=occurrence.facts)


def _reason(refusal: Refusal) -> Reason:
    return Reason(code=refusal.code, facts=refusal.facts)
