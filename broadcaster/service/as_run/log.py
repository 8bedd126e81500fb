"""The director's side of the journal: what is meant to air and what became of it, and who waits for that.

Nothing here waits for the disk. Lines are posted to the as-run writer, and what must be on the disk
before something airs comes back from there as an event. All but `wait` and `intended` is called on the
director's thread.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, JournalError, kept
from broadcaster.journal import Journal
from broadcaster.journal.model import Airing, Entry, Kind, Outcome, Reason
from broadcaster.journal.names import FILE, SPOKEN
from broadcaster.playout.desk import Closed
from broadcaster.service.as_run.ledger import REMOVED, Ledger, reason_of
from broadcaster.service.as_run.writer import AsRunWriter
from broadcaster.station.model import Message, Say, Station
from broadcaster.studio.model import Programme
from broadcaster.timetable.guard import Refusal
from broadcaster.timetable.model import Occurrence
from broadcaster.timetable.quotas import Used, counts, monday

log = logging.getLogger(__name__)

NOT_WRITTEN = Refusal(code="playout.intent_late")
"""Its intent did not reach the disk before it had to begin."""

PATIENCE = 12.0  # seconds for the intent of what a person asks for: longer than the writer's own patience
KEPT = 400  # how many ends are remembered for whoever asks later
_INSTANT = timedelta(microseconds=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What became of something that was asked for."""

    outcome: Outcome
    at: datetime
    reason: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """A scheduled airing that was heard: what quotas count."""

    session: str | None
    message: str
    planned: datetime


class AsRunLog:
    """Posts what is to be written; wakes those who wait for an airing.

    Args:
        journal: where it is written.
        clock: tells the time.
        writer: the as-run writer.
        ledger: what that writer knows of planned airings.
    """

    def __init__(self, journal: Journal, clock: Clock, writer: AsRunWriter, ledger: Ledger) -> None:
        self.writer = writer
        self.ledger = ledger
        self._journal = journal
        self._clock = clock
        self._ended = threading.Condition()
        self._ends: OrderedDict[str, Ended] = OrderedDict()
        # Intents of planned airings that have not begun yet.
        self._meant: dict[str, _Heard] = {}
        self._heard: list[_Heard] = []

    def recall(self, airings: Iterable[Airing]) -> None:
        """Know the scheduled airings that were heard before this process began, for the quotas."""
        for airing in airings:
            if airing.planned is not None:
                known = _Heard(session=airing.session, message=airing.message or "", planned=airing.planned)
                self._heard.append(known)

    def meant(self, airing: str, *, session: str | None, message: str, planned: datetime) -> None:
        """A planned airing has its intent on the disk and goes to the desk."""
        self._meant[airing] = _Heard(session=session, message=message, planned=planned)

    def heard(self, station: Station, session: str | None, day: date) -> Used:
        """What the scheduled sessions that were heard, but for one, have used up of the ward's quotas."""
        zone, first = station.settings.timezone, monday(day)
        begin, end = (datetime.combine(d, time(), zone) for d in (first, first + _WEEK))
        found = [
            (row.session, row.planned.astimezone(zone).date())
            for row in self._heard
            if begin <= row.planned < end
            and row.session not in (None, session)
            and counts(station.messages.get(row.message))
        ]
        return Used(
            sessions=frozenset(str(name) for name, on in found if on == day),
            days=frozenset(on for _, on in found),
        )

    def intended(self, entry: Entry, airing: str, *, patience: float = PATIENCE) -> None:
        """Write the intent of what a person asks for and wait for the disk. Not on the director's thread.

        Raises:
            BroadcasterError: the disk does not take it, or not in time; then it may not air.
        """
        answer = self.writer.ask(partial(self._journal.plan, entry, airing=airing))
        try:
            answer.result(patience)
        except (TimeoutError, CancelledError):
            # What is being written just now has its row all the same: it must get its end too.
            if not answer.cancel():
                answer.add_done_callback(partial(self._too_late, airing))
            raise JournalError("journal.too_slow") from None

    def _too_late(self, airing: str, answer: Future[str]) -> None:
        if answer.exception() is None:
            self.writer.line(partial(self.ledger.end, [airing], Outcome.REFUSED, NOT_WRITTEN))

    def intend_soon(self, entry: Entry, *, airing: str) -> str:
        """The intent of what does not wait for the disk: an emergency, a stand-in. Its id."""
        self.writer.line(partial(self._journal.plan, entry, airing=airing))
        return airing

    def refused(self, entry: Entry, airing: str, why: Refusal) -> None:
        """What a person asked for cannot be made or may not air: a row that says so, and its end."""
        self.writer.line(partial(self._refuse, entry, airing, why))
        self.ends(airing, Ended(outcome=Outcome.REFUSED, at=self._clock.now(), reason=why))

    def _refuse(self, entry: Entry, airing: str, why: Refusal) -> None:
        try:
            self._end(airing, Outcome.REFUSED, why)
        except JournalError as error:
            if error.code != "journal.unknown_airing":
                raise
            self._journal.plan(entry, airing=airing)
            self._end(airing, Outcome.REFUSED, why)

    def over(self, airing: str, outcome: Outcome, why: Refusal) -> None:
        """An airing that has its intent ends without the desk."""
        self.writer.line(partial(self._end, airing, outcome, why))
        self._meant.pop(airing, None)
        self.ends(airing, Ended(outcome=outcome, at=self._clock.now(), reason=why))

    def _end(self, airing: str, outcome: Outcome, why: Refusal) -> None:
        self._journal.ended(airing, self._clock.now(), outcome, reason_of(why))

    def tell(
        self,
        *,
        missed: Iterable[Occurrence] = (),
        refused: Iterable[Occurrence] = (),
        removed: Iterable[Occurrence] = (),
        why: Refusal | None = None,
    ) -> None:
        """What did not air: its time has passed, the plan refuses it, or it is planned no more."""
        for outcome, occurrences, reason in (
            (Outcome.MISSED, tuple(missed), why),
            (Outcome.REFUSED, tuple(refused), None),
            (Outcome.REFUSED, tuple(removed), REMOVED),
        ):
            if occurrences:
                self.writer.line(partial(self.ledger.decline, outcome, occurrences, reason))

    def refuse(self, occurrence: Occurrence, refusal: Refusal) -> None:
        """A planned airing that may not air."""
        self.writer.line(partial(self.ledger.decline, Outcome.REFUSED, (occurrence,), refusal))

    def started(self, item_id: str, at: datetime) -> None:
        """See `playout.director.Recorder`."""
        meant = self._meant.pop(item_id, None)
        if meant is not None:
            oldest = at - timedelta(days=8)
            self._heard = [row for row in self._heard if row.planned > oldest]
            self._heard.append(meant)
        self.writer.line(partial(self._journal.started, item_id, at))

    def closed(self, closed: Closed) -> None:
        """See `playout.director.Recorder`."""
        reason = reason_of(closed.reason) if closed.reason else None
        self._meant.pop(closed.item.id, None)
        self.writer.line(partial(self._journal.ended, closed.item.id, closed.at, closed.outcome, reason))
        self.ends(closed.item.id, Ended(outcome=closed.outcome, at=closed.at, reason=closed.reason))

    def ends(self, airing: str, ended: Ended) -> None:
        """Wake those who wait for an airing."""
        with self._ended:
            self._ends[airing] = ended
            while len(self._ends) > KEPT:
                self._ends.popitem(last=False)
            self._ended.notify_all()

    def noted(self, error: BroadcasterError, at: datetime) -> None:
        """See `playout.director.Recorder`."""
        facts = tuple((name, str(value)) for name, value in error.facts.items())
        self.note(at, Reason(code=error.code, facts=facts))

    def note(self, at: datetime, what: Reason, airing: str | None = None) -> None:
        """Keep something that is no airing; see `Journal.note`."""
        self.writer.line(partial(self._journal.note, at, what, airing))

    def wait(self, item_id: str, seconds: float) -> Ended | None:
        """How an airing ended; None if it has not within `seconds`. From any thread."""
        with self._ended:
            self._ended.wait_for(lambda: item_id in self._ends, seconds)
            return self._ends.get(item_id)

    def touch(
        self,
        settled: datetime | None = None,
        waiting: Iterable[Occurrence] | None = (),
        rests: Iterable[str] = (),
    ) -> Future[None]:
        """Note that the station lives; see `Ledger.touch`.

        What waits at the desk has not begun, so the note is not later than that: a restart looks for it.
        While lines wait for the disk nothing is noted: they are what would be lost.
        """
        instants = (row.planned - _INSTANT for row in self._meant.values())
        until = min([settled or self._clock.now(), *instants])
        kept = None if waiting is None else tuple(waiting)
        return self.writer.ask(partial(self._touch, until, kept, tuple(rests)))

    def _touch(
        self, settled: datetime, waiting: tuple[Occurrence, ...] | None, rests: tuple[str, ...]
    ) -> None:
        if not self.writer.behind:
            self.ledger.touch(settled, waiting, rests)


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


def refusal_of(error: BroadcasterError) -> Refusal:
    """An error as the reason of an airing's end."""
    return Refusal(code=error.code, facts=kept(error.facts))


def with_sound(entry: Entry, programme: Programme | None, words_digest: str | None) -> Entry:
    """The entry of something asked for, once its sound is made."""
    if programme is None:
        return replace(entry, words_digest=words_digest)
    return replace(
        entry,
        words_digest=programme.words_digest,
        sound_digest=programme.sound_digest,
        engine=programme.engine or None,
    )
