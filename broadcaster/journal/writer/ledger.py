"""What the journal knows of planned airings, and what is written of them.

Used on the as-run writer's thread, and before that begins. Nothing here is called by the director.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.core.clock import Clock
from broadcaster.core.errors import JournalError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing, AiringKind, Entry, Outcome
from broadcaster.journal.writer.entries import entry_of, reason_of
from broadcaster.journal.writer.misses import Outage, why_missed
from broadcaster.journal.writer.progress import AiringPosition
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.timetable.rules.occurrence import Occurrence

REMOVED = Refusal(code="playout.withdrawn")
LOOK_BACK = timedelta(hours=12)  # longer than any airing that may still be resumed
_TAKEN = "journal.already_planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterruptedAiring:
    """An airing that was cut off and whose rest was not heard."""

    airing: Airing
    frame: int | None  # of its programme's file, as far as is known


class Ledger:
    """The journal's rows of the timetable: one row for each occurrence, whatever happens."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self.outages: tuple[Outage, ...] = ()  # when it ran without this journal
        self._journal = journal
        self._clock = clock
        # Intents that never reached the air: they may be intended again.
        self._unbegun: set[str] = set()
        self._reached: Mapping[str, AiringPosition] = {}

    def intend(self, entries: Sequence[Entry]) -> list[str | None]:
        """Write the intents of one session; the airings' ids, None for what has its outcome already.

        Raises:
            BroadcasterError: the disk did not take one of them, or has no room for their starts and ends.
                Those written before are taken back.
        """
        self._journal.make_room()
        taken: list[str | None] = []
        try:
            for entry in entries:
                taken.append(self._intend(entry))  # noqa: PERF401 - what was written is taken back
        except Exception:
            self.take_back(airing for airing in taken if airing is not None)
            raise
        return taken

    def _intend(self, entry: Entry) -> str | None:
        holder = self._journal.holder(entry)
        if holder is None:
            try:
                return self._journal.plan(entry)
            except JournalError as error:
                if error.code != _TAKEN:
                    raise
                return None
        if holder not in self._unbegun:
            return None
        self._unbegun.discard(holder)
        return holder

    def take_back(self, airings: Iterable[str]) -> None:
        """These intents did not reach the desk."""
        self._unbegun.update(airings)

    def knows(self, occurrence: Occurrence) -> bool:
        """True if a planned airing has its row and is not one that never reached the desk."""
        holder = self._journal.holder(entry_of(occurrence))
        return holder is not None and holder not in self._unbegun

    def decline(self, outcome: Outcome, occurrences: Iterable[Occurrence], why: Refusal | None) -> None:
        """Write that occurrences did not air.

        Args:
            outcome: refused or missed.
            why: the reason, where more is known than the plan and the outages show.
        """
        rows = [(outcome, entry_of(o), reason_of(why or self._why(outcome, o))) for o in occurrences]
        if not rows:
            return
        self._journal.decline(rows)
        if self._unbegun:
            self._unbegun.difference_update(self._journal.holder(entry) or "" for _, entry, _ in rows)

    def _why(self, outcome: Outcome, occurrence: Occurrence) -> Refusal:
        if outcome is Outcome.MISSED:
            return why_missed(occurrence.start, self.outages)
        return Refusal(code=occurrence.reason or REMOVED.code, facts=occurrence.facts)

    def end(self, airings: Iterable[str], outcome: Outcome, why: Refusal) -> None:
        """Write the outcome of airings that have their intent and did not air."""
        for airing in airings:
            self._unbegun.discard(airing)
            self._journal.ended(airing, self._clock.now(), outcome, reason_of(why))

    def interrupted(self, now: datetime) -> tuple[InterruptedAiring, ...]:
        """The airings that were interrupted recently and whose rest was not heard."""
        found = []
        recent = self._journal.airings(now - LOOK_BACK)
        by_hand = {
            each.resumes
            for each in recent
            if each.kind is not AiringKind.SCHEDULED
            and each.outcome is not Outcome.REFUSED
            and not each.never_began
        }
        for airing in recent:
            if airing.outcome is not Outcome.INTERRUPTED or airing.kind is not AiringKind.SCHEDULED:
                continue
            if airing.id in by_hand:
                continue
            rest = self._journal.holder(Entry(kind=AiringKind.SCHEDULED, resumes=airing.id))
            if rest is None or rest in self._unbegun:
                reached = self._reached.get(airing.id)
                found.append(
                    InterruptedAiring(airing=airing, frame=None if reached is None else reached.frame)
                )
        return tuple(found)

    def heard(self, first: datetime, last: datetime) -> list[Airing]:
        """The scheduled airings of [first, last) that were heard."""
        rows = self._journal.airings(first, last)
        return [row for row in rows if row.kind is AiringKind.SCHEDULED and row.started is not None]

    def last_seen(self) -> datetime | None:
        """Until when everything planned is settled; None where the timetable never ran.

        Rows do not count: a person's airing while the station was off does not concern the plan.
        """
        return self._journal.seen()

    def touch(
        self, settled: datetime, waiting: Iterable[Occurrence] | None = (), rests: Iterable[str] = ()
    ) -> None:
        """Note that the station runs.

        Args:
            settled: every occurrence before this instant has its row.
            waiting: what may still air, late or within the next minute. What the last process left
                unbegun and is not among it is not planned any more, and is reported. None while the
                timetable is held: that is not known yet.
            rests: the interrupted airings that may still be resumed; the same goes for their rests.
        """
        self._journal.touch(settled)
        if not self._unbegun or waiting is None:
            return
        now = self._clock.now()
        kept = {self._journal.holder(entry_of(occurrence)) for occurrence in waiting}
        wanted = set(rests)
        for airing in self._journal.open_airings():
            if airing.id not in self._unbegun or airing.id in kept or airing.resumes in wanted:
                continue
            past = airing.planned is not None and airing.planned <= now
            off = why_missed(airing.planned or now, self.outages)
            outcome, why = (Outcome.MISSED, off) if past else (Outcome.REFUSED, REMOVED)
            self.end([airing.id], outcome, why)

    def close_interrupted(self, reached: Mapping[str, AiringPosition] | None = None) -> int:
        """At start: end what was on air when the last process ended; how many airings there were.

        What had its intent but had not begun is remembered: it may still air, or is missed.
        """
        self._unbegun = {airing.id for airing in self._journal.open_airings() if airing.started is None}
        self._reached = reached or {}
        heard = {name: place.at for name, place in self._reached.items()}
        last = self._journal.last_seen() or self._clock.now()
        ended = self._journal.close_interrupted(last, heard)
        # A relay inside a message has a row of its own, written ahead: its message counts.
        asked = [airing for airing in ended if airing.kind is not AiringKind.RELAY]
        return len(asked) or sum(airing.started is not None for airing in ended)
