"""The decisions of a station folder for a process that is not the running station."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from broadcaster.clock import Clock
from broadcaster.journal import Journal
from broadcaster.people.approval.decision import Row
from broadcaster.people.approval.standing import Decisions
from broadcaster.service.approval.adoption import adopt, adoption, due
from broadcaster.service.approval.book import Book, rows_of
from broadcaster.service.approval.deciding import Pin
from broadcaster.service.approval.digests import Digests
from broadcaster.service.approval.identity import known_id, station_id
from broadcaster.service.approval.pinning import edited_since, with_versions
from broadcaster.service.approval.pins import Pins
from broadcaster.service.as_run.records import JOURNAL
from broadcaster.service.host.lock import StationLock
from broadcaster.station.model import Station
from broadcaster.studio.script.digest import words_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The decisions as another process sees them.

    Attributes:
        readable: false where this account may not look into `state/`; then nothing counts as approved.
    """

    decisions: Decisions
    at: datetime
    readable: bool = True

    def now(self) -> datetime:
        """The instant by which it is judged."""
        return self.at


def seen(station: Station, clock: Clock, at: datetime | None = None) -> Seen:
    """Look at the decisions about the messages of a station; nothing is changed.

    After an upgrade, before the station ran for the first time, the approvals of the time before are shown as
    the station will adopt them.

    Args:
        station: as its files state it.
        clock: gives the time.
        at: the instant by which it is judged; now by default.

    Raises:
        JournalError: the journal is damaged or of a newer version.
        StoreError: it cannot be read.
    """
    state = station.root / "state"
    path, now = state / JOURNAL, at or clock.now()
    identity = known_id(state) or ""
    decisions = Decisions(station=identity)
    if not os.access(path, os.R_OK):
        return Seen(decisions=decisions, at=now, readable=not state.exists() or os.access(state, os.X_OK))
    with Journal.open_to_read(path, clock) as journal:
        decisions = decisions.with_rows(rows_of(journal.decisions()))
        latest = max(now, journal.last_seen() or now)
        if due(decisions):
            to_come = adoption(station, journal, identity, words_digest, now)
            decisions = decisions.with_rows([Row(id="", seq=0, hash="", at=now, decision=to_come)])
    return Seen(decisions=decisions, at=latest)


def as_it_airs(station: Station, files: Mapping[str, bytes], looked: Seen) -> Station:
    """The station with its edited messages as they air meanwhile; see `pinning`.

    Args:
        station: as its files state it.
        files: these.
        looked: the decisions.
    """
    pins = Pins(station.root / "state", station.root)
    found = edited_since(station, files, looked.decisions, pins, Digests().words, looked.at)
    return with_versions(station, found)


@contextmanager
def book_here(station: Station, clock: Clock, pin: Pin) -> Iterator[Book]:
    """The book of a station that does not run, open for writing. No station can start meanwhile.

    Args:
        station: as its files state it.
        clock: gives the time.
        pin: keeps the versions that are adopted.

    Raises:
        ServiceError: a station runs here: ask it instead.
        JournalError, StoreError: the journal cannot be opened.
    """
    state = station.root / "state"
    with StationLock(state), Journal.open(state / JOURNAL, clock) as journal:
        book = Book(journal, station_id(state), clock)
        adopt(book, journal, station, words_digest, pin)
        yield book
