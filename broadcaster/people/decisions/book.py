"""The decisions of a station, read from its journal and written there; airings that wait for a yes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.core.clock import Clock
from broadcaster.core.errors import FaultSink, JournalError, PeopleError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.chain import Link
from broadcaster.journal.rows.model import Airing
from broadcaster.people.approval.decision import ApprovalDecision, DecisionEntry
from broadcaster.people.approval.rows import body_of, row_of
from broadcaster.people.approval.standing import Decisions

WITHIN = timedelta(hours=24)
"""How soon the leadership is to say its word. Afterwards it is told as a fault, and stays open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToConfirm:
    """One airing that waits."""

    airing: Airing
    since: datetime

    def overdue(self, now: datetime) -> bool:
        """True once it has waited for longer than `WITHIN`."""
        return now - self.since > WITHIN


def open_confirmations(journal: Journal, answered: Mapping[str, DecisionEntry]) -> list[ToConfirm]:
    """The airings that were heard and wait, the oldest first.

    Args:
        answered: what was confirmed or objected to, by airing.

    Raises:
        JournalError, StoreError: it cannot be read.
    """
    waiting = journal.to_confirm(answered.keys())
    return [ToConfirm(airing=one, since=one.started) for one in waiting if one.started is not None]


log = logging.getLogger(__name__)


class Book:
    """Holds the decisions as one frozen value, and adds what is decided. Thread-safe.

    Args:
        station: the id of the station; rows of others count for nothing. "" where nothing tells it.
        before: decisions from elsewhere: of the journal for which this one stands in.
    """

    def __init__(
        self, journal: Journal, station: str, clock: Clock, before: Iterable[DecisionEntry] = ()
    ) -> None:
        self.changed: list[Callable[[], None]] = []  # called after each decision, on the thread that made it
        self._journal = journal
        self._clock = clock
        self._writing = threading.Lock()
        self._last: Link | None = None  # the last row that was read here
        self._taken: set[str] = set()  # the ids of all that were read here
        self._latest = journal.last_seen() or clock.now()
        self._trusted: Callable[[], bool] | None = None
        self._proven = False  # the clock was trusted once
        self._decisions = Decisions(station=station).with_rows(before)
        self.refresh()

    @property
    def decisions(self) -> Decisions:
        """All that was decided so far."""
        return self._decisions

    @property
    def station(self) -> str:
        """The id of the station."""
        return self._decisions.station

    def judge_clock(self, trusted: Callable[[], bool]) -> None:
        """From now on only the instants of a trusted clock are kept; `trusted` tells whether it is now."""
        self._trusted = trusted

    def now(self) -> datetime:
        """The time, never earlier than it was before: a clock that is set back makes nothing less overdue.

        A clock that nobody trusts can only make it later for as long as it shows that: otherwise after one
        start with a clock that was years ahead all would be overdue for good. The journal may have rows of
        such a start, so the first trusted instant counts more than they do.
        """
        now = self._clock.now()
        latest = max(self._latest, now)
        if self._trusted is None:
            self._latest = latest
        elif self._trusted():
            if not self._proven:
                self._proven, latest = True, now
            self._latest = latest
        return latest

    def to_confirm(self) -> list[ToConfirm]:
        """What aired at once and waits for the leadership's word, the oldest first.

        Raises:
            JournalError, StoreError: the journal cannot be read.
        """
        return open_confirmations(self._journal, self._decisions.airings)

    def refresh(self) -> Decisions:
        """Read what was written since the last look.

        Raises:
            JournalError, StoreError: it cannot be read; what was known stays.
        """
        with self._writing:
            self._read()
        return self._decisions

    def write(
        self, decision: ApprovalDecision, allowed: Callable[[Decisions], None] = lambda _known: None
    ) -> DecisionEntry:
        """Write a decision and wait for the disk. Not on the director's thread.

        Args:
            allowed: raises where all that was decided before, by whomever, speaks against it.

        Raises:
            PeopleError: it is not allowed.
            PeopleError: nothing tells which station this is, so the row would count for none.
            JournalError, StoreError: it cannot be written; then it does not count.
        """
        if not self.station:
            raise PeopleError("people.station_unknown")
        with self._writing:
            allowed(self._decisions)
            name = self._journal.decide(body_of(decision))
            row = next((row for row in self._read() if row.id == name), None)
        if row is None:
            # The station is closing, and the journal only collects; or the row was damaged at once.
            raise JournalError("journal.not_written")
        for listener in self.changed:
            listener()
        return row

    def _read(self) -> list[DecisionEntry]:
        rows = self._new_rows()
        if rows:
            self._decisions = self._decisions.with_rows(rows)
        return rows

    def _new_rows(self) -> list[DecisionEntry]:
        """What was not read yet. A repair of the file gives its rows other numbers, their ids stay."""
        last = None if self._last is None else self._last.row
        links = self._journal.decisions(0 if last is None else last.seq - 1)
        if last is not None and (not links or links[0].row.airing != last.airing):
            links = self._journal.decisions()
        fresh = [link for link in links if link.row.airing not in self._taken]
        if links:
            self._last = links[-1]
        self._taken |= {link.row.airing for link in fresh}
        return rows_of(fresh)


def rows_of(links: Iterable[Link]) -> list[DecisionEntry]:
    """The decisions that can be understood."""
    found = []
    for link in links:
        try:
            found.append(row_of(link))
        except PeopleError:
            # Of a newer version of the program. It counts for nothing here.
            log.warning("decision %d of the journal is not understood", link.row.seq)
    return found


LOOK = 600  # seconds between two looks


class Overdue:
    """Call `look` now and then, on a thread that may read from the disk."""

    def __init__(self, book: Book, faults: FaultSink) -> None:
        self._book = book
        self._faults = faults
        self._told: set[str] = set()

    def look(self) -> None:
        """Report what has become overdue since the last look.

        Raises:
            JournalError, StoreError: the journal cannot be read.
        """
        now = self._book.now()
        late = [each for each in self._book.to_confirm() if each.overdue(now)]
        fresh = [each for each in late if each.airing.id not in self._told]
        self._told = {each.airing.id for each in late}
        if fresh:
            self._faults.report(_fault(fresh))


def _fault(late: list[ToConfirm]) -> PeopleError:
    first = late[0].airing
    return PeopleError("people.confirm_overdue", count=len(late), airing=first.id, who=first.who or "–")
