"""The decisions of a station: read from its journal, and written there."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime

from broadcaster.clock import Clock
from broadcaster.errors import PeopleError
from broadcaster.journal import Journal
from broadcaster.journal.rows.chain import Link
from broadcaster.people.approval.decision import Decision, Row
from broadcaster.people.approval.rows import body_of, row_of
from broadcaster.people.approval.standing import Decisions
from broadcaster.service.approval.confirmations import ToConfirm, open_confirmations

log = logging.getLogger(__name__)


class Book:
    """Holds the decisions as one frozen value, and adds what is decided. Thread-safe.

    Args:
        journal: has the rows, and takes the next ones.
        station: the id of the station; rows of others count for nothing.
        clock: gives the time.
        before: decisions from elsewhere: of the journal for which this one stands in.
    """

    def __init__(self, journal: Journal, station: str, clock: Clock, before: Iterable[Row] = ()) -> None:
        self.changed: list[Callable[[], None]] = []  # called after each decision, on the thread that made it
        self._journal = journal
        self._clock = clock
        self._writing = threading.Lock()
        self._last = 0  # number of the last row that was read
        self._latest = journal.last_seen() or clock.now()
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

    def now(self) -> datetime:
        """The time, never earlier than it was before: a clock that is set back revives no approval."""
        self._latest = max(self._latest, self._clock.now())
        return self._latest

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
            return self._read()

    def write(self, decision: Decision) -> Row:
        """Write a decision and wait for the disk. Not on the director's thread.

        Raises:
            JournalError, StoreError: it cannot be written; then it does not count.
        """
        with self._writing:
            name = self._journal.decide(body_of(decision))
            rows = self._new_rows()
            self._take(rows)
        for listener in self.changed:
            listener()
        return next(row for row in rows if row.id == name)

    def _read(self) -> Decisions:
        return self._take(self._new_rows())

    def _new_rows(self) -> list[Row]:
        links = self._journal.decisions(self._last)
        self._last = max([self._last, *(link.row.seq for link in links)])
        return rows_of(links)

    def _take(self, rows: list[Row]) -> Decisions:
        if rows:
            self._decisions = self._decisions.with_rows(rows)
        return self._decisions


def rows_of(links: Iterable[Link]) -> list[Row]:
    """The decisions that can be understood."""
    found = []
    for link in links:
        try:
            found.append(row_of(link))
        except PeopleError:
            # Of a newer version of the program. It counts for nothing here.
            log.warning("decision %d of the journal is not understood", link.row.seq)
    return found
