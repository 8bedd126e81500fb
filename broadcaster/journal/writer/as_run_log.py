"""The as-run log on the director's side, and the whole put together: journal, writer, log, progress.

Nothing here waits for the disk. Lines are posted to the as-run writer, and what must be on the disk
before something airs comes back from there as an event. All but `wait`, `await_kept`, `intended` and
`intend_soon` is called on the director's thread.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import TypeVar

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, JournalError, StoreError, kept
from broadcaster.journal.log.journal import JOURNAL, Journal
from broadcaster.journal.rows.model import Airing, Entry, Outcome, Reason
from broadcaster.journal.writer.ends import AiringEnd, Ends, HeardSessions
from broadcaster.journal.writer.entries import reason_of
from broadcaster.journal.writer.ledger import REMOVED, Ledger
from broadcaster.journal.writer.progress import AiringProgress
from broadcaster.journal.writer.records import Records, keep_unwritten, open_records
from broadcaster.journal.writer.writer import AsRunWriter
from broadcaster.playout.desk.orders import Closed
from broadcaster.playout.desk.waiting_list import EACH
from broadcaster.station.model.station import Station
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.timetable.rules.occurrence import Occurrence
from broadcaster.timetable.rules.quotas import Sitting

SPAN = 600.0  # seconds from a person's first refusal in which `EACH` of them have rows: 4 MB a day at most


class RefusalRow(Enum):
    """What the journal gets of a refused request."""

    OWN = auto()
    LAST = auto()  # a note: further ones have none
    NONE = auto()


class Refusals:
    """Counts the refused requests of each person. On the director's thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counted: dict[str, tuple[float, int]] = {}  # since when, and how many

    def count(self, who: str) -> RefusalRow:
        """Count one more of a person."""
        now = self._clock.monotonic()
        self._counted = {name: one for name, one in self._counted.items() if now - one[0] < SPAN}
        since, before = self._counted.get(who, (now, 0))
        self._counted[who] = since, before + 1
        if before == EACH:
            return RefusalRow.LAST
        return RefusalRow.OWN if before < EACH else RefusalRow.NONE


NOT_WRITTEN = Refusal(code="playout.intent_late")
"""The intent did not reach the disk before the airing had to begin."""

PATIENCE = 12.0  # seconds for the intent of what a person asks for: longer than the writer's own patience


class AsRunLog:
    """Posts what is to be written, and wakes those who wait for an airing."""

    def __init__(self, journal: Journal, clock: Clock, writer: AsRunWriter, ledger: Ledger) -> None:
        self.writer = writer
        self.ledger = ledger
        self._journal = journal
        self._clock = clock
        self.on_end: list[Callable[[str], None]] = []  # told of each end; from any thread
        self.on_unheard: list[Callable[[], None]] = []
        """Told that what was planned was not heard, when that is in the journal. On the writer's thread."""
        self._ends = Ends()
        self._refusals = Refusals(clock)
        self._intended: set[str] = set()  # have an intent, or may still get it, and no end
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
        first = airing not in self._intended
        self._intended.add(airing)
        answer = self.writer.ask(partial(self._intend, entry, airing))
        try:
            answer.result(patience)
        except (TimeoutError, CancelledError):
            answer.cancel()
            raise JournalError("journal.too_slow") from None
        except BroadcasterError:
            if first:
                self._intended.discard(airing)
            raise

    def _intend(self, entry: Entry, airing: str) -> None:
        with suppress(StoreError):  # a person is heard as long as the disk takes the intent alone
            self._journal.make_room()
        self._journal.plan(entry, airing=airing)

    def intend_soon(self, entry: Entry, *, airing: str) -> str:
        """The intent of what does not wait for the disk: an emergency, a stand-in. Its id."""
        self._intended.add(airing)
        self.writer.line(partial(self._journal.plan, entry, airing=airing))
        return airing

    def refused(self, entry: Entry, airing: str, why: Refusal) -> None:
        """A person's request cannot be made or may not air: write its row and its end.

        One that has no intent is not written where many of that person were refused of late; see `Refusals`.
        """
        who = entry.who or "–"
        row = RefusalRow.OWN if airing in self._intended else self._refusals.count(who)
        if row is RefusalRow.OWN:
            self.writer.line(partial(self._refuse, entry, airing, why))
        elif row is RefusalRow.LAST:
            self.note(self._clock.now(), Reason(code="journal.many_refused", facts=(("who", who),)))
        self.ends(airing, AiringEnd(outcome=Outcome.REFUSED, at=self._clock.now(), reason=why))

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
        self.ends(airing, AiringEnd(outcome=outcome, at=self._clock.now(), reason=why))

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
        self.ends(closed.item.id, AiringEnd(outcome=closed.outcome, at=closed.at, reason=closed.reason))

    def ends(self, airing: str, ended: AiringEnd) -> None:
        """Wake those who wait for an airing."""
        self._intended.discard(airing)
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

    def wait(self, item_id: str, seconds: float) -> AiringEnd | None:
        """How an airing ended; None if it has not within `seconds`. From any thread."""
        return self._ends.wait(item_id, seconds)

    def await_kept(self, airings: Collection[str], seconds: float) -> None:
        """Wait until the ends of some airings are on the disk, at most for so long. Not for the director."""
        until = time.monotonic() + seconds
        for one in airings:
            self._ends.wait(one, until - time.monotonic())
        if airings:
            with suppress(TimeoutError):
                self.writer.ask(lambda: None).result(max(0.0, until - time.monotonic()))

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


QUOTAS = timedelta(days=7)  # before and after now: the longest span that a quota counts
END_PATIENCE = 1.0  # seconds for the last lines at the end

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class AsRun:
    """The parts. `writer` does not work yet: it is opened when there is somebody to report to."""

    records: Records
    writer: AsRunWriter
    log: AsRunLog
    progress: AiringProgress
    clock: Clock

    @property
    def journal(self) -> Journal:
        """The journal that is written."""
        return self.records.journal

    def ask(self, job: Callable[[], T]) -> Future[T]:
        """Have `job` done on the writer's thread, after all lines that were posted before."""
        return self.writer.ask(job)

    def close(self) -> int:
        """Write what was posted and close the journal; how many lines are lost. See `end_journal`."""
        return end_journal(self.records, self.writer, self.clock)


def end_journal(kept: Records, writer: AsRunWriter, clock: Clock) -> int:
    """Let the as-run writer write what it has, and close the journal.

    Lines that the journal does not take, since it is locked or the disk is full, are kept beside it for the
    next start.

    Returns:
        How many lines are lost: they could not be kept either.
    """
    if writer.close(END_PATIENCE):
        kept.close(clock)
        return 0
    lines = writer.give_up()
    log.error("the journal takes no rows: %d lines are not in it", len(lines))
    path = kept.journal.path
    saved = kept.fault is None and path is not None and keep_unwritten(kept.journal, lines, path, clock)
    if writer.stopped:
        kept.journal.close()
    return 0 if saved else len(lines)


def open_as_run(state: Path, clock: Clock) -> AsRun:
    """Open the journal in the folder `state`, or what stands in for it; see `records`.

    Raises:
        JournalError: another program keeps the file.
    """
    progress = AiringProgress(state)
    records = open_records(state / JOURNAL, clock, progress.read())
    writer = AsRunWriter()
    as_run = AsRunLog(records.journal, clock, writer, records.ledger)
    now = clock.now()
    as_run.recall(records.ledger.heard(now - QUOTAS, now + QUOTAS))
    return AsRun(records=records, writer=writer, log=as_run, progress=progress, clock=clock)
