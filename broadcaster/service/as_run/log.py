"""The director's side of the as-run log: what is meant to air, what became of it, and who waits for that.

Nothing here waits for the disk. Lines are posted to the as-run writer, and what must be on the disk
before something airs comes back from there as an event. All but `wait` and `intended` is called on the
director's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from datetime import date, datetime
from functools import partial

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, JournalError, StoreError, kept
from broadcaster.journal import Journal
from broadcaster.journal.model import Airing, Entry, Outcome, Reason
from broadcaster.playout.desk import Closed
from broadcaster.service.as_run.ends import Ended, Ends
from broadcaster.service.as_run.entries import reason_of
from broadcaster.service.as_run.heard import HeardSessions
from broadcaster.service.as_run.ledger import REMOVED, Ledger
from broadcaster.service.as_run.writer import AsRunWriter
from broadcaster.station.model import Station
from broadcaster.timetable.guard.guard import Refusal
from broadcaster.timetable.guard.quotas import Sitting
from broadcaster.timetable.model import Occurrence

NOT_WRITTEN = Refusal(code="playout.intent_late")
"""The intent did not reach the disk before the airing had to begin."""

PATIENCE = 12.0  # seconds for the intent of what a person asks for: longer than the writer's own patience


class AsRunLog:
    """Posts what is to be written, and wakes those who wait for an airing.

    Args:
        journal: where it is written.
        clock: gives the time.
        writer: the as-run writer.
        ledger: what that writer knows of planned airings.
    """

    def __init__(self, journal: Journal, clock: Clock, writer: AsRunWriter, ledger: Ledger) -> None:
        self.writer = writer
        self.ledger = ledger
        self._journal = journal
        self._clock = clock
        self.on_end: list[Callable[[str], None]] = []  # told of each end; from any thread
        self.on_unheard: list[Callable[[], None]] = []
        """Told that what was planned was not heard, when that is in the journal. On the writer's thread."""
        self._ends = Ends()
        self._heard = HeardSessions()

    def recall(self, airings: Iterable[Airing]) -> None:
        """Know the scheduled airings that were heard before this process began, for the quotas."""
        self._heard.recall(airings)

    def meant(
        self,
        airing: str,
        *,
        session: str | None,
        message: str,
        planned: datetime,
        zones: tuple[str, ...] = (),
    ) -> None:
        """A planned airing has its intent on the disk and goes to the desk."""
        self._heard.meant(airing, session=session, message=message, planned=planned, zones=zones)

    def heard(self, station: Station, session: str | None, day: date) -> list[Sitting]:
        """What was heard in a day's week, but for one session; see `HeardSessions.sittings`."""
        return self._heard.sittings(station, session, day)

    def intended(self, entry: Entry, airing: str, *, patience: float = PATIENCE) -> None:
        """Write the intent of what a person asks for and wait for the disk. Not on the director's thread.

        Raises:
            BroadcasterError: the disk does not take it, or not in time; then it may not air. Whoever asked
                calls `refused`: the row may still reach the disk, and needs its end.
        """
        answer = self.writer.ask(partial(self._intend, entry, airing))
        try:
            answer.result(patience)
        except (TimeoutError, CancelledError):
            answer.cancel()
            raise JournalError("journal.too_slow") from None

    def _intend(self, entry: Entry, airing: str) -> None:
        with suppress(StoreError):  # a person is heard as long as the disk takes the intent alone
            self._journal.make_room()
        self._journal.plan(entry, airing=airing)

    def intend_soon(self, entry: Entry, *, airing: str) -> str:
        """The intent of what does not wait for the disk: an emergency, a stand-in. Its id."""
        self.writer.line(partial(self._journal.plan, entry, airing=airing))
        return airing

    def refused(self, entry: Entry, airing: str, why: Refusal) -> None:
        """A person's request cannot be made or may not air: write its row and its end."""
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
        self._heard.closed(airing)
        self._unheard(partial(self._end, airing, outcome, why))
        self.ends(airing, Ended(outcome=outcome, at=self._clock.now(), reason=why))

    def _end(self, airing: str, outcome: Outcome, why: Refusal) -> None:
        self._journal.ended(airing, self._clock.now(), outcome, reason_of(why))

    def did_not_air(
        self,
        *,
        missed: Iterable[Occurrence] = (),
        refused: Iterable[Occurrence] = (),
        removed: Iterable[Occurrence] = (),
        why: Refusal | None = None,
    ) -> None:
        """Write what did not air: its time has passed, the plan refuses it, or it is not planned any more."""
        for outcome, occurrences, reason, post in (
            (Outcome.MISSED, tuple(missed), why, self._unheard),
            (Outcome.REFUSED, tuple(refused), None, self.writer.line),
            (Outcome.REFUSED, tuple(removed), REMOVED, self.writer.line),
        ):
            if occurrences:
                post(partial(self.ledger.decline, outcome, occurrences, reason))

    def refuse(self, occurrence: Occurrence, refusal: Refusal) -> None:
        """A planned airing that may not air."""
        self._unheard(partial(self.ledger.decline, Outcome.REFUSED, (occurrence,), refusal))

    def _unheard(self, write: Callable[[], object]) -> None:
        """Write that what the plan had counted was not heard, and then tell it."""

        def written() -> None:
            write()
            for told in self.on_unheard:
                told()

        self.writer.line(written)

    def started(self, item_id: str, at: datetime) -> None:
        """See `playout.director.Recorder`."""
        self._heard.started(item_id, at)
        self.writer.line(partial(self._journal.started, item_id, at))

    def closed(self, closed: Closed) -> None:
        """See `playout.director.Recorder`."""
        reason = reason_of(closed.reason) if closed.reason else None
        write = partial(self._journal.ended, closed.item.id, closed.at, closed.outcome, reason)
        post = self._unheard if self._heard.closed(closed.item.id, closed.at) else self.writer.line
        post(write)
        self.ends(closed.item.id, Ended(outcome=closed.outcome, at=closed.at, reason=closed.reason))

    def ends(self, airing: str, ended: Ended) -> None:
        """Wake those who wait for an airing."""
        self._ends.add(airing, ended)
        for told in self.on_end:
            told(airing)

    def noted(self, error: BroadcasterError, at: datetime) -> None:
        """See `playout.director.Recorder`."""
        what = Reason(code=error.code, facts=kept(error.facts))
        self.writer.line(partial(self._journal.note, at, what, fault=True))

    def note(self, at: datetime, what: Reason, airing: str | None = None) -> None:
        """Keep something that is no airing; see `Journal.note`."""
        self.writer.line(partial(self._journal.note, at, what, airing))

    def wait(self, item_id: str, seconds: float) -> Ended | None:
        """How an airing ended; None if it has not within `seconds`. From any thread."""
        return self._ends.wait(item_id, seconds)

    def touch(
        self,
        settled: datetime | None = None,
        waiting: Iterable[Occurrence] | None = (),
        rests: Iterable[str] = (),
    ) -> Future[None]:
        """Note that the station runs; see `Ledger.touch`.

        The note is not later than what waits at the desk: a restart must look for that. While lines wait
        for the disk nothing is noted: a power cut would lose them.
        """
        until = settled or self._clock.now()
        if (since := self._heard.waiting_since) is not None:
            until = min(until, since)
        kept = None if waiting is None else tuple(waiting)
        return self.writer.ask(partial(self._touch, until, kept, tuple(rests)))

    def _touch(
        self, settled: datetime, waiting: tuple[Occurrence, ...] | None, rests: tuple[str, ...]
    ) -> None:
        if not self.writer.behind:
            self.ledger.touch(settled, waiting, rests)
